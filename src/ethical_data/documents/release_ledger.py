"""The release ledger: a budget of epsilon kept on disk, what each release spent of it, and its answer.

Spending adds up: Dwork and Roth (2014), The Algorithmic Foundations of Differential Privacy, theorem 3.16.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from ..measure.release import Exact, Release, as_fraction

PATIENCE = 10.0  # seconds to wait for another process that is spending


class BudgetError(ValueError):
    """The budget does not allow it, or its file cannot be used. Nothing was spent."""


class Budget:
    """A budget of epsilon in a JSON file: what all releases about the same entities spend adds up, exactly.

    path: the file. total: for all that is ever released; makes the file, and is not changed afterwards (leave
    it out to open one). who: spends. A lock file makes processes take turns. A seal finds edits by hand, and
    stops nobody from deleting the file or forging one: keep it where few may write. Refuses with BudgetError.
    """

    def __init__(self, path: str | os.PathLike, total: Exact | None = None, who: str = "not recorded"):
        self.path, self.who = Path(path).resolve(), who
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._locked():
            if total is not None and not self.path.exists():
                self._write({"total": str(as_fraction(total, "total")), "spent": []})
            self.total = Fraction(self._read()["total"])
        if total is not None and as_fraction(total, "total") != self.total:
            raise BudgetError(
                f"{self.path.name} has a total of {float(self.total):g}, not {total}; what was "
                "promised is not changed. Open it without a total."
            )

    @property
    def remaining(self) -> Fraction:
        return self._left(self._lines())

    def ledger(self) -> pd.DataFrame:
        """What was spent, by whom, when (UTC), epsilon, and the released value, None where none was kept."""
        lines = [
            [
                line["what"],
                line["who"],
                line["when"],
                float(Fraction(line["epsilon"])),
                line["answer"] and line["answer"]["value"],
            ]
            for line in self._lines()
        ]
        return pd.DataFrame(lines, columns=["what", "who", "when", "epsilon", "value"])

    def spend(self, epsilon: Exact, what: str | Mapping[str, Any]) -> Fraction:
        """Spend epsilon on `what`, words or the parameters of a query, and return what is left."""
        with self._locked():
            self._book(what, as_fraction(epsilon, "epsilon"), lambda: None)
        return self.remaining

    def release(self, what: str | Mapping[str, Any], epsilon: Exact, draw: Callable[[], Release]) -> Release:
        """The release called `what`: paid and drawn the first time, afterwards the same answer for nothing.

        Fresh noise on the same question could be averaged away. `what` and epsilon alone tell releases apart:
        name all that makes the answer, bounds and edition of the data too. draw: gives a Release of epsilon.
        """
        epsilon = as_fraction(epsilon, "epsilon")
        with self._locked():
            for line in self._read()["spent"]:
                if line["answer"] and (line["what"], line["epsilon"]) == (_text(what), str(epsilon)):
                    exact = {name: Fraction(line["answer"][name]) for name in ("scale", "epsilon")}
                    return Release(**line["answer"] | exact)
            return self._book(what, epsilon, draw)

    def _book(self, what, epsilon: Fraction, draw: Callable[[], Release | None]) -> Release | None:
        content = self._read()
        left = self._left(content["spent"])
        if epsilon > left:
            raise BudgetError(
                f"{_text(what)} asks for {float(epsilon):g}, and {float(left):g} of "
                f"{float(self.total):g} is left. Nothing was spent."
            )
        answer = draw()
        if answer and answer.epsilon != epsilon:
            raise BudgetError(
                f"{_text(what)} was drawn with epsilon {float(answer.epsilon):g}, not "
                f"{float(epsilon):g}. Nothing was spent."
            )
        kept = answer and asdict(answer) | {"scale": str(answer.scale), "epsilon": str(epsilon)}
        when = datetime.now(UTC).isoformat(timespec="seconds")
        content["spent"].append(
            {"what": _text(what), "who": self.who, "when": when, "epsilon": str(epsilon), "answer": kept}
        )
        self._write(content)
        return answer

    def _left(self, lines: list[dict]) -> Fraction:
        return self.total - sum(Fraction(line["epsilon"]) for line in lines)

    def _lines(self) -> list[dict]:
        with self._locked():
            return self._read()["spent"]

    def _read(self) -> dict:
        try:
            content = json.loads(self.path.read_text("utf-8"))
            if content.pop("seal") == _seal(content):
                return content
            fault = "was changed by hand or by another program"
        except FileNotFoundError:
            fault = "is not there; a new budget needs a total"
        except (ValueError, KeyError, TypeError, AttributeError):
            fault = "is not a budget"
        raise BudgetError(
            f"{self.path.name} {fault}. If there was one, put its last good copy back: what was spent stays spent."
        )

    def _write(self, content: dict) -> None:
        new = self.path.with_name(f"{self.path.name}.new")
        with new.open("w", encoding="utf-8") as file:
            json.dump(content | {"seal": _seal(content)}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self.path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock, until = self.path.with_name(f"{self.path.name}.lock"), time.monotonic() + PATIENCE
        while True:
            try:
                os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                break
            except (FileExistsError, PermissionError) as error:  # the second: Windows, as another removes it
                if time.monotonic() > until:
                    raise BudgetError(
                        f"{self.path.name} is in use, or its folder write-protected. If nobody "
                        f"is spending, a program was cut off: delete {lock}"
                    ) from error
                time.sleep(0.01)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def _text(what: str | Mapping[str, Any]) -> str:
    plain = {"sort_keys": True, "default": lambda v: getattr(v, "item", v.__str__)()}
    return what if isinstance(what, str) else json.dumps(what, **plain)


def _seal(content: dict) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
