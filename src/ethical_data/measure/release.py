"""Publishing figures about few: a threshold and the subtractions that defeat it, noise by entity, a budget on disk.

Differential privacy, neighbours, the Laplace mechanism, composition: Dwork, McSherry, Nissim and Smith (2006),
Theory of Cryptography, 265-284; Dwork and Roth (2014), The Algorithmic Foundations of Differential Privacy.
Noise in whole numbers: Ghosh, Roughgarden and Sundararajan (2012), SIAM Journal on Computing 41, 1673-1693;
drawn exactly: Canonne, Kamath and Steinke (2020), The Discrete Gaussian for Differential Privacy, section 5.

Neighbours are two data sets that differ in one entity with all its rows (a farm, a customer; never one row):
"replace-one"  the members and the number of rows of each are public; one member's values become any others;
"add-remove"   one entity with all its rows is there or is not.
"""

import hashlib
import itertools
import json
import math
import os
import secrets
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .rates import MOST_GROUPS, _column, _groups

LARGEST = 2**53  # up to here floating point holds every whole number
PATIENCE = 10.0  # seconds to wait for another process that is spending
HOME_MADE = "Home-made noise, for learning. For a real release use a vetted library such as OpenDP."
SEEDED = "Seeded, so the noise can be made again and taken away: it protects nobody. "

Exact = int | float | str | Fraction


# ---- a threshold, and how it is defeated


def suppress(
    table: pd.DataFrame,
    cells: Hashable | list[Hashable],
    entity: Hashable,
    minimum: int,
    value: Hashable | None = None,
    *,
    complementary: bool = False,
    within: Sequence[Hashable] = (),
) -> pd.DataFrame:
    """Distinct entities of every cell, and the sum of `value`; hidden (NA) where there are fewer than `minimum`.

    cells: a column, or a list; every combination of their values is a cell, with nobody in it too, as a zero
    tells as much as a one; [] makes one cell of all. A missing value is a value, "not recorded".
    entity: whose rows they are. A row without one adds to the sum, not to the number of entities.
    complementary: the totals of the columns `within` (none: the total of all) are public too. What is hidden
    under one total is published by subtraction, so where it has fewer than `minimum` entities together, the
    shown cell with the fewest is hidden as well. Where all is hidden, keep back the total. Totals that cross
    (by crop and by season) need more than this.

    Columns: the cells', entities, the value's, shown. Which cells were hidden to protect others is not said,
    as it would tell that they are not small. Raises ValueError for an unknown column, a minimum below 1, more
    than 10,000 cells, a value that is missing or no number, or `within` that is no part of the cells.
    """
    columns = cells if isinstance(cells, list) else [cells]
    if minimum < 1 or not set(within) <= set(columns) or value in ("entities", "shown", *columns):
        raise ValueError("minimum is below 1, or within is no part of the cells, or the value's name is taken")
    labels, codes = [[""]], [np.zeros(len(table), dtype=np.int64)]
    for column in columns:
        for part, found in zip((labels, codes), _groups(table, column)):
            part.append(found)
    sizes = [max(len(values), 1) for values in labels]
    if (number := math.prod(sizes)) > MOST_GROUPS:
        raise ValueError(f"columns {columns} make {number:,} cells; take fewer columns, or coarser values")
    cell = np.ravel_multi_index(codes, sizes)
    owner, owners = pd.factorize(_column(table, entity))
    span = max(len(owners), 1)
    pairs = pd.unique((cell * span + owner)[owner >= 0])
    entities = np.bincount(pairs // span, minlength=number)
    hidden = entities < minimum
    if complementary:
        places = np.unravel_index(np.arange(number), sizes)
        kept = [0, *(1 + columns.index(column) for column in within)]
        line = np.ravel_multi_index([places[k] for k in kept], [sizes[k] for k in kept])
        few = pairs[hidden[pairs // span]]
        together = np.bincount(pd.unique(line[few // span] * span + few % span) // span, minlength=number)
        small_first = np.argsort(entities, kind="stable")
        thin = np.isin(line, line[hidden]) & (together[line] < minimum) & ~hidden
        candidates = small_first[thin[small_first]]
        hidden[candidates[np.unique(line[candidates], return_index=True)[1]]] = True

    keys = list(itertools.product(*labels[1:]))
    result = pd.DataFrame({column: [key[place] for key in keys] for place, column in enumerate(columns)})
    result["entities"] = pd.Series(entities, dtype="Int64").mask(hidden)
    if value is not None:
        sums = np.bincount(cell, weights=_numbers(table[value], value), minlength=number)
        kind = "Int64" if pd.api.types.is_integer_dtype(table[value]) else "Float64"
        result[value] = pd.Series(sums, dtype="Float64").astype(kind).mask(hidden)
    return result.assign(shown=~hidden)


def uncover(
    published: pd.DataFrame, total: float | pd.DataFrame, value: Hashable, within: Sequence[Hashable] = ()
) -> pd.DataFrame:
    """The attack on one table: a public total minus the shown cells is what the hidden cells hold together.

    published: a table of `suppress`. total: the sum of `value` over all cells, a number; or a table with the
    columns `within` and `value`, one total a row. value: a column that adds up and is never negative.
    Returns the table with each value filled in that follows exactly, and `uncovered` true there: a cell that
    is the only hidden one under its total, or any number of them that share a remainder of 0.
    """
    within, keys = list(within), [0] * len(published)
    if isinstance(total, pd.DataFrame):
        keys = pd.MultiIndex.from_frame(published[within])
        of = pd.Series(total[value].to_numpy(), index=pd.MultiIndex.from_frame(total[within]), dtype="Float64")
        total = of.reindex(keys).to_numpy(dtype=float, na_value=np.nan)
    line, _ = pd.factorize(keys)
    amount = published[value].to_numpy(dtype=float, na_value=np.nan)
    hidden = np.isnan(amount)
    rest = total - np.bincount(line, np.where(hidden, 0, amount))[line]
    only = np.bincount(line, hidden)[line] == 1
    nothing = np.abs(rest) <= 1e-9 * np.abs(total)
    found = hidden & ~np.isnan(rest) & (only | nothing)
    filled = pd.Series(np.where(nothing, 0, rest), index=published.index, dtype="Float64")
    filled = filled.where(found).round(9).astype(published[value].dtype)
    return published.assign(**{value: published[value].where(~found, filled)}, uncovered=found)


def difference(
    before: pd.DataFrame, after: pd.DataFrame, cells: Hashable | list[Hashable], value: Hashable, minimum: int = 2
) -> pd.DataFrame:
    """The attack on two releases: what left every cell between them, before minus after.

    before, after: tables of `suppress` with the same cells, each perhaps put through `uncover`.
    Columns: the cells', entities and value (differences; NA where either is hidden or absent), and exposed: the
    difference is that of fewer than `minimum` entities, of one unless told otherwise. A number below 0 is of
    those who joined. As many who joined as left go unseen: this finds what the tables tell by themselves.
    """
    columns = cells if isinstance(cells, list) else [cells]
    sides = [side[[*columns, "entities", value]].assign(**{"": 0}) for side in (before, after)]
    both = sides[0].merge(sides[1], on=["", *columns], how="outer", suffixes=("_0", "_1"), validate="one_to_one")
    result = both[columns].copy()
    for name in ("entities", value):
        result[name] = both[f"{name}_0"] - both[f"{name}_1"]
    return result.assign(exposed=result["entities"].abs().between(1, minimum - 1).fillna(False).astype(bool))


# ---- noise by entity


@dataclass(frozen=True)
class Clamped:
    """`values` within the bounds; how many were `changed`, and by how much that moves the sum (`bias`).

    The last two are private: they tell of those outside the bounds. Teach with them, never publish them.
    """

    values: pd.Series
    changed: int
    bias: int


def clamp(values: Iterable[int], low: int, high: int) -> Clamped:
    """Whole numbers brought within low and high, which come from what is known without the data.

    A bound read from the data (its largest value, a percentile) is itself a release of somebody's value, paid
    for by nobody. Raises ValueError when low is not below high, or anything is not a whole number.
    """
    low, high = _bounds(low, high)
    series = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)
    whole = _whole(series, series.name or "values")
    clamped = np.clip(whole, low, high)
    return Clamped(pd.Series(clamped, series.index, name=series.name), int((clamped != whole).sum()),
                   int(clamped.sum()) - int(whole.sum()))


def sensitivity(
    kind: str, neighbours: str, low: int = 0, high: int = 1, rows_per_entity: int = 1, n: int | None = None
) -> Fraction:
    """The most that one entity can change an answer: what the noise has to hide.

    kind: "count" of rows that meet a condition, "sum" of values each clamped to low and high, or "mean", that
    sum over the public number of values n. neighbours: "replace-one" or "add-remove", as at the top.
    rows_per_entity: no entity has more rows than this in the answer; noise for one row protects no farm.

                 add-remove                     replace-one
    count        rows                           rows (a count of all members is public, and needs no noise)
    sum          rows x max(|low|, |high|)      rows x (high - low)
    mean         n is not public: refused       rows x (high - low) / n

    Whether a member has a row at all is public under replace-one. Where it is not (members that grow the crop),
    give the others a row of 0 and bounds that hold 0. Raises ValueError for anything else than the above.
    """
    if kind not in ("count", "sum", "mean") or neighbours not in ("replace-one", "add-remove"):
        raise ValueError(f"no sensitivity for {kind!r} and {neighbours!r}: give count, sum or mean, and "
                         "replace-one or add-remove")
    low, high = _bounds(*((0, 1) if kind == "count" else (low, high)))
    rows = _integer(rows_per_entity, "rows_per_entity", 1)
    if kind == "mean" and neighbours == "add-remove":
        raise ValueError("a mean under add-remove: n is private there; divide a noisy sum by a noisy count")
    one = high - low if neighbours == "replace-one" else max(abs(low), abs(high))
    return Fraction(rows * one, _integer(n, "n", 1) if kind == "mean" else 1)


def laplace_integer(scale: Exact, random: np.random.Generator | None = None) -> int:
    """One draw of discrete Laplace noise: a whole number k with probability in proportion to exp(-|k| / scale).

    scale: above 0, taken exactly (0.1 is a tenth). Without `random` the draw comes from the system's secrets, in
    whole numbers throughout: floating-point noise gives values away (Mironov 2012, CCS, 650-661). A seeded numpy
    Generator draws the same each time: for teaching only, as who has the seed can take the noise away.
    """
    exact = _exact(scale, "scale")
    if not isinstance(random, np.random.Generator | None):
        raise ValueError(f"random is {random!r}; expected a numpy Generator for teaching, or None")
    below = secrets.randbelow if random is None else _seeded(random)
    top, bottom = exact.numerator, exact.denominator
    while True:
        part = below(top)
        if not _happens(part, top, below):
            continue
        rounds = 0
        while _happens(1, 1, below):
            rounds += 1
        # part + top x rounds is any x >= 0 in proportion to exp(-x / top); each `bottom` of them are one size
        size, minus = (part + top * rounds) // bottom, below(2)
        if size or not minus:  # else zero would be drawn twice as often, as +0 and as -0
            return -size if minus else size


def error_bound(scale: Exact, level: float = 0.95) -> float:
    """The a at which discrete Laplace noise is as large as a or larger with probability 1 - level.

    Solves 2 exp(-a / scale) / (1 + exp(-1 / scale)) = 1 - level, the chance of |noise| >= a for whole a.
    Noise is whole, so with at least this level it is no larger than the whole part: 6 of 6.43.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; expected a share between 0 and 1, such as 0.95")
    b = float(_exact(scale, "scale"))
    return b * math.log(2 / ((1 - level) * (1 + math.exp(-1 / b))))


@dataclass(frozen=True)
class Release:
    """One noisy answer and what it rests on.

    value: whole; a mean is a noisy whole sum divided by `per`, the public number of members. It may be below 0.
    scale: of the noise, in the units of the value; low, high: what each entity was clamped to (None: a count).
    """

    value: int | float
    scale: Fraction
    epsilon: Fraction
    low: int | None
    high: int | None
    unit_of_privacy: str
    neighbours: str
    note: str
    per: int = 1

    @property
    def half_width(self) -> float:
        """With 95 % at least, noise moved the value by no more than this. What clamping moved comes on top."""
        return math.floor(error_bound(self.scale * self.per)) / self.per


def noisy_count(
    table: pd.DataFrame,
    entity: Hashable,
    *,
    epsilon: Exact,
    rows_per_entity: int = 1,
    neighbours: str = "replace-one",
    random: np.random.Generator | None = None,
) -> Release:
    """How many entities have a row in the table (keep the rows that meet the condition first), with noise.

    rows_per_entity: above 1 it is rows that are counted, no more than so many of one entity.
    Raises ValueError for a row without an entity, as nobody would know whom to protect.
    """
    rows = _owners(table, entity).value_counts().clip(upper=rows_per_entity)
    worst = sensitivity("count", neighbours, rows_per_entity=rows_per_entity)
    return _noisy(int(rows.sum()), worst, epsilon, None, None, entity, neighbours, random)


def noisy_sum(
    table: pd.DataFrame,
    entity: Hashable,
    value: Hashable,
    *,
    low: int,
    high: int,
    epsilon: Exact,
    members: Iterable[Hashable] | None = None,
    neighbours: str = "replace-one",
    random: np.random.Generator | None = None,
) -> Release:
    """The sum of a column of whole units (cents, kilograms), each entity's own total clamped to low and high first.

    members: everybody, as is publicly known; needed for replace-one, where one without a row counts as 0. Not
    read from the table: of rows kept by a condition, who is among them is private.
    Raises ValueError for a row without an entity or of no member, values that are missing, not whole or too
    large to add exactly, and for bounds as `clamp` does.
    """
    if neighbours == "replace-one" and members is None:
        raise ValueError("members: replace-one needs the public list of all members, those without a row too")
    total = _clamped_total(table, entity, value, members, low, high)
    worst = sensitivity("sum", neighbours, low, high)
    return _noisy(total, worst, epsilon, low, high, entity, neighbours, random)


def noisy_mean(
    table: pd.DataFrame,
    entity: Hashable,
    value: Hashable,
    *,
    members: Iterable[Hashable],
    low: int,
    high: int,
    epsilon: Exact,
    random: np.random.Generator | None = None,
) -> Release:
    """The mean per member of a column of whole units: `noisy_sum` under replace-one over the number of members."""
    everybody = list(dict.fromkeys(members))
    total = _clamped_total(table, entity, value, everybody, low, high)
    worst = sensitivity("mean", "replace-one", low, high, n=len(everybody))
    return _noisy(total, worst, epsilon, low, high, entity, "replace-one", random, len(everybody))


def _noisy(total, worst, epsilon, low, high, entity, neighbours, random, per=1) -> Release:
    epsilon = _exact(epsilon, "epsilon")
    scale = worst / epsilon
    value = total + laplace_integer(scale * per, random)
    note = HOME_MADE if random is None else SEEDED + HOME_MADE
    return Release(value / per if per > 1 else value, scale, epsilon, low, high, f"one {entity}", neighbours, note, per)


def _clamped_total(table, entity, value, members, low, high) -> int:
    owners = _owners(table, entity)
    totals = pd.Series(_whole(_column(table, value), value)).groupby(owners.to_numpy()).sum()
    if members is not None:
        everybody = pd.Index(list(dict.fromkeys(members)))
        if len(strange := totals.index.difference(everybody)):
            raise ValueError(f"column {entity!r}: {strange[0]!r} is not among the members")
        totals = totals.reindex(everybody, fill_value=0)
    return int(clamp(totals, low, high).values.sum())


def _owners(table: pd.DataFrame, entity: Hashable) -> pd.Series:
    owners = _column(table, entity)
    if missing := int(owners.isna().sum()):
        raise ValueError(f"column {entity!r} is missing in {missing} rows: nobody knows whom to protect there")
    return owners


def _happens(numerator: int, denominator: int, below: Callable[[int], int]) -> bool:
    """True with probability exp(-numerator / denominator), for a fraction from 0 to 1, by whole draws alone.

    The chance f/1 x f/2 x ... x f/k of k successes in a row is a term of the series of exp(-f).
    """
    tries = 1
    while below(denominator * tries) < numerator:
        tries += 1
    return tries % 2 == 1


def _seeded(random: np.random.Generator) -> Callable[[int], int]:
    def below(top: int) -> int:
        bits = (top - 1).bit_length()
        while True:
            drawn = int.from_bytes(random.bytes(bits // 8 + 1), "little") & ((1 << bits) - 1)
            if drawn < top:
                return drawn

    return below


# ---- a budget on disk


class BudgetError(ValueError):
    """The budget does not allow it, or its file cannot be trusted. Nothing was spent."""


class Budget:
    """A budget of epsilon kept in a JSON file: every release of the same people's data adds up (composition).

    path: the file, made when it is not there; total: for all that will ever be released, needed to make it and,
    when given again, the same; who: spends. Sums are exact: ten times 0.1 is 1.
    A lock file beside it lets one process at a time read or spend. A seal finds slips and careless edits; it does
    not stop somebody who may write the file from making a new one, or deleting it.
    Raises BudgetError for a file that is missing, not a ledger or edited, another total, or a lock that stays.
    """

    def __init__(self, path: str | os.PathLike, total: Exact | None = None, who: str = "not recorded"):
        self.path, self.who = Path(path).resolve(), who
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._locked():
            if self.path.exists():
                kept = Fraction(self._read()["total"])
                if total is not None and _exact(total, "total") != kept:
                    raise BudgetError(f"{self.path.name} holds a budget of {_short(kept)}, not {total}: what was "
                                      "promised is not changed afterwards. Open it without a total.")
            elif total is None:
                raise BudgetError(f"{self.path.name}: there is no such budget; give a total to make one")
            else:
                self._write({"total": str(_exact(total, "total")), "spent": []})

    def __repr__(self) -> str:
        return f"Budget: {_short(self.spent)} of {_short(self.total)} spent, {_short(self.remaining)} left"

    @property
    def total(self) -> Fraction:
        return Fraction(self._now()["total"])

    @property
    def spent(self) -> Fraction:
        return _sum(self._now())

    @property
    def remaining(self) -> Fraction:
        return _left(self._now())

    def ledger(self) -> pd.DataFrame:
        """What was spent: what, who, when (UTC), epsilon, and the value that was released, NA when none was kept."""
        rows = [(_text(line["what"]), line["who"], line["when"], float(Fraction(line["epsilon"])),
                 line["answer"]["value"] if line["answer"] else pd.NA) for line in self._now()["spent"]]
        return pd.DataFrame(rows, columns=["what", "who", "when", "epsilon", "value"])

    def spend(self, epsilon: Exact, what: str | Mapping[str, Any]) -> Fraction:
        """Spend epsilon on `what` (words, or a query's parameters) and return what is left.

        Raises BudgetError when less than epsilon is left.
        """
        with self._locked():
            return self._book(self._read(), epsilon, what, lambda: None)[1]

    def release(self, what: str | Mapping[str, Any], epsilon: Exact, draw: Callable[[], Release]) -> Release:
        """The release called `what`: drawn and paid the first time, and the same answer for nothing ever after.

        Drawing it again would let the noise be averaged away. what: all that makes the answer, the edition of the
        data too, as only it and epsilon tell one release from another. draw: makes the Release, with the same epsilon.
        """
        with self._locked():
            content = self._read()
            wanted = _text(what), str(_exact(epsilon, "epsilon"))
            for line in content["spent"]:
                if line["answer"] and (_text(line["what"]), line["epsilon"]) == wanted:
                    kept = line["answer"]
                    return Release(**kept | {name: Fraction(kept[name]) for name in ("scale", "epsilon")})
            return self._book(content, epsilon, what, draw)[0]

    def _book(self, content, epsilon, what, draw) -> tuple[Release | None, Fraction]:
        epsilon = _exact(epsilon, "epsilon")
        left = _left(content)
        if epsilon > left:
            raise BudgetError(f"{_short(epsilon)} was asked for {_text(what)}; {_short(left)} of "
                              f"{_short(Fraction(content['total']))} is left. Nothing was spent.")
        answer = draw()
        if answer is not None and answer.epsilon != epsilon:
            raise BudgetError(f"the release costs {_short(answer.epsilon)}, not {_short(epsilon)}. Nothing was spent.")
        kept = answer and asdict(answer) | {"scale": str(answer.scale), "epsilon": str(answer.epsilon)}
        content["spent"].append({"what": json.loads(_json(what)), "who": self.who, "epsilon": str(epsilon), "answer": kept,
                                 "when": datetime.now(UTC).isoformat(timespec="seconds")})
        self._write(content)
        return answer, left - epsilon

    def _now(self) -> dict:
        with self._locked():
            return self._read()

    def _read(self) -> dict:
        try:
            content = json.loads(self.path.read_text("utf-8"))
            if content.pop("seal") == _seal(content):
                return content
            fault = "it was edited by hand, or by another program"
        except FileNotFoundError:
            fault = "it is gone, and what was spent is not forgotten with it"
        except (ValueError, KeyError, TypeError, AttributeError):
            fault = "it is not a budget"
        raise BudgetError(f"{self.path.name}: {fault}. Put back the last good copy.")

    def _write(self, content: dict) -> None:
        new = self.path.with_name(self.path.name + ".new")
        with new.open("w", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(content | {"seal": _seal(content)}, indent=1))
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self.path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = self.path.with_name(self.path.name + ".lock")
        until = time.monotonic() + PATIENCE
        while True:
            try:
                os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
                break
            except (FileExistsError, PermissionError):  # the second: Windows, while the other is removing it
                if time.monotonic() >= until:
                    raise BudgetError(f"{self.path.name} is in use. If no other notebook or program is spending, one "
                                      f"was stopped half-way: delete {lock}") from None
                time.sleep(0.01)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def _sum(content: dict) -> Fraction:
    return sum((Fraction(line["epsilon"]) for line in content["spent"]), Fraction(0))


def _left(content: dict) -> Fraction:
    return Fraction(content["total"]) - _sum(content)


def _json(what: Any) -> str:
    return json.dumps(what, sort_keys=True, default=lambda v: v.item() if hasattr(v, "item") else str(v))


def _text(what: str | Mapping[str, Any]) -> str:
    return what if isinstance(what, str) else _json(what)


def _seal(content: dict) -> str:
    return hashlib.sha256(_json(content).encode()).hexdigest()


def _short(number: Fraction) -> str:
    return f"{float(number):g}"


# ---- numbers


def _exact(number: Exact, name: str) -> Fraction:
    """A number above 0 as written: 0.1 is a tenth."""
    try:
        exact = Fraction(number if isinstance(number, int | Fraction) else str(number))
    except (ValueError, ZeroDivisionError):
        exact = Fraction(0)
    if exact <= 0:
        raise ValueError(f"{name} is {number}; expected a number above 0")
    return exact


def _integer(number: Any, name: str, least: int | None = None) -> int:
    if number is None or number != int(number) or (least is not None and number < least):
        raise ValueError(f"{name} is {number}; expected a whole number" + (f" from {least}" if least is not None else ""))
    return int(number)


def _bounds(low: int, high: int) -> tuple[int, int]:
    low, high = _integer(low, "low"), _integer(high, "high")
    if low >= high:
        raise ValueError(f"low is {low} and high is {high}; low must be below high")
    return low, high


def _numbers(values: pd.Series, name: Hashable) -> np.ndarray:
    try:
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        numbers = np.array([np.nan])
    if not np.isfinite(numbers).all():
        raise ValueError(f"column {name!r} has a value that is missing or no number: a missing amount is not 0")
    return numbers


def _whole(values: pd.Series, name: Hashable) -> np.ndarray:
    numbers = _numbers(values, name)
    if (broken := numbers[numbers != np.rint(numbers)]).size:
        raise ValueError(f"column {name!r} has {broken[0]}; give whole units, such as cents or kilograms")
    if np.abs(numbers).sum() >= LARGEST:
        raise ValueError(f"column {name!r} is too large to add exactly; give larger units")
    return numbers.astype(np.int64)
