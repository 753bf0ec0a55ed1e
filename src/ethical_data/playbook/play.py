"""A play in progress: what its notebook reads from and writes its findings to."""

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from .. import home
from ..errors import plain
from .catalogue import MANY, Chosen, Description
from .reading import read, read_all
from .report import BY, COURSE_DATA, STATUSES, Report, own_ids
from .working_copy import leave, wanted_rows

MOST_ROWS = 200


class Play:
    """Tables and settings come out, findings go in, `report()` closes it.

    With no file at all it runs on the course's data (`on_course_data`). With any file, a table that was not
    given is None, and never the course's.
    """

    def __init__(self, about: Description, chosen: Chosen):
        self.about, self.settings, self.on_course_data = about, chosen.settings, not chosen.files
        self._tables: dict[str, dict[str, pd.DataFrame]] = {}
        self._inputs, self._findings, self._charts, self._limits, self._next_steps = [], [], [], [], []
        self._out, self._captions, self._affected, self._files = {}, {}, [], []
        self._notes, lacking = [], {}
        if self.on_course_data:
            self.limit(f"This ran on {COURSE_DATA} and says nothing of yours. Name your files to check them.")
        for wanted in about.inputs:
            name, paths, headers = wanted.name, chosen.files.get(wanted.name, ()), chosen.headers[wanted.name]
            if self.on_course_data:
                paths = [home.data_folder() / part for part in wanted.course.split(MANY) if part]
                headers = {column.name: column.course for column in wanted.columns if column.course}
            self._tables[name] = {}
            if not paths and wanted.course:  # one without a course file stands in for another
                lacking[name] = f"{name} ({wanted.says})"
            for path, shown in zip(paths, names_apart(paths)):
                zone = str(self.settings.get("time_zone", "UTC"))
                everything, how = wanted.open or wanted.many, chosen.options
                found = read_all(path, wanted, how) if everything else read(path, wanted, headers, zone, how)
                self._tables[name][shown] = found.table
                told = (None, None) if wanted.private else (found.sha256, len(found.table))
                file = {"name": name, "file": plain(shown)}
                self._inputs.append(file | dict(zip(("sha256", "rows"), told)))
                self._notes += [plain(note, 1000) for note in found.notes]
        if lacking:
            told = ", ".join(lacking if len(lacking) > 1 else lacking.values())
            self.limit(
                f"No file was given for {told}: what rests on {'them' if len(lacking) > 1 else 'it'} cannot be told."
            )
        headers = [(f"{table}_{c}", h) for table, named in chosen.headers.items() for c, h in named.items()]
        self._shown = {
            name: _scalar(value) for name, value in (*self.settings.items(), *headers, *chosen.options.items())
        }

    def table(self, name: str) -> pd.DataFrame | None:
        """An input under the play's own column names (an open one: its own headers); None when not given."""
        return next(iter(self._tables[name].values()), None)

    def tables(self, name: str) -> dict[str, pd.DataFrame]:
        """The tables of an input that takes many files, by file name, every value as text; {} when none was given.

        Files of the same name in several folders have as much of their folders before it as tells them apart.
        """
        return self._tables[name]

    def setting(self, name: str) -> str | int | float:
        """The value of one of the play's settings."""
        return self.settings[name]

    def finding(self, id: str, *, says: str, status: str, count: int | None = None, of: int | None = None,
                low: float | None = None, high: float | None = None) -> None:  # fmt: skip
        """Add a finding: `count` of `of`, and the 95 % interval of that share, `low` to `high`, if any.

        status: act, look, cannot-tell or fine. `count` may be left out only where it cannot be told.
        """
        counted = count is not None or status == "cannot-tell"
        if status not in STATUSES or not counted or (low is None) != (high is None):
            raise ValueError(f"Finding {id}: {', '.join(STATUSES)}; a count; both ends or no interval.")
        if any(known["id"] == id for known in self._findings):
            raise ValueError(f"Two findings are called {id}.")
        share = count / of if count is not None and of else None
        figures = {"count": count, "of": of, "share": share, "low": low, "high": high}
        figures = {name: _scalar(value) for name, value in figures.items()}
        self._findings.append({"id": id, "says": plain(says, 1000), **figures, "status": status})

    def table_out(self, name: str, table: pd.DataFrame, says: str = "") -> None:
        """Add a table to the report, without its index: totals, never people's rows; 200 rows at the most."""
        if len(table) > MOST_ROWS:
            raise ValueError(f"Table {name} has {len(table):,} rows; totals have at most {MOST_ROWS}.")
        columns = [plain(column) for column in table.columns]
        rows = table.astype(object).itertuples(index=False, name=None)
        self._out[name] = [dict(zip(columns, map(_scalar, row))) for row in rows]
        self._captions[name] = plain(says, 300) or name.replace("-", " ").capitalize()

    def chart(self, name: str, chart, table: str) -> None:
        """Add an Altair chart with a description, beside the table (added before) that holds its figures."""
        from .. import charts

        spec, title = _visible(charts.spec(chart)), ""
        if not spec.get("description") or table not in self._out:
            raise ValueError(f"Chart {name} needs a description and a table of this report.")
        if "title" in spec:
            title = spec["title"]["text"] if isinstance(spec["title"], dict) else spec["title"]
            title = plain(" ".join(title) if isinstance(title, list) else title, 300)
        svg = own_ids(charts.drawn(spec), name)
        drawn = {"name": name, "title": title, "svg": svg, "table": table}
        self._charts.append(drawn | {"description": plain(spec["description"], 1000)})

    def limit(self, text: str) -> None:
        """Say something that this report cannot tell, or assumed."""
        self._limits.append(plain(text, 1000))

    def affected(self, text: str) -> None:
        """Say who is affected, and how: people, not rows; never by name."""
        self._affected.append(plain(text, 1000))

    def next_step(self, text: str, by: str = "week") -> None:
        """Say what to do next, in the order of doing. by: "week" (this one), "month" (this one), "on" (from now on)."""
        if by not in BY:
            raise ValueError(f"by={by!r} is none of {', '.join(BY)}.")
        self._next_steps.append({"by": by, "says": plain(text, 1000)})

    def rows_out(self, name: str, rows: pd.DataFrame, says: str) -> None:
        """Offer people's rows, for acting on a finding: written beside the report, only when --rows asks for them."""
        if wanted_rows():
            self.file_out(f"rows-{name}.csv", rows, says)

    def file_out(self, name: str, content: pd.DataFrame | str, says: str) -> None:
        """Add a file of the play's own beside the report: `<play>-<name>`; a table becomes a CSV without live formulas.

        Written by the runner alone: in Lab, and in a committed notebook, it is only named.
        """
        self._files.append({"name": f"{self.about.slug}-{name}", "says": plain(says, 300)})
        leave(self._files[-1]["name"], content)

    def report(self, title: str = "", says: str = "") -> Report:
        """The report, the worst findings first: shown by the notebook, read by the runner.

        title, says: in place of the play's own, where the files cannot hold what these promise.
        """
        if not self._findings:
            raise ValueError(f"{self.about.slug} has no finding.")
        about = self.about
        findings = sorted(self._findings, key=lambda finding: STATUSES.index(finding["status"]))
        return Report({
            "play": about.slug, "version": about.version, "inputs": self._inputs,
            "settings": self._shown, "findings": findings, "tables": self._out,
            "limits": self._limits + self._notes, "next_steps": self._next_steps,
            "affected": self._affected, "files": self._files,
            "title": plain(title, 200) or about.title, "says": plain(says, 1000) or about.says,
            "measured": list(about.measured), "charts": self._charts, "captions": self._captions,
            "on_course_data": self.on_course_data,
        })  # fmt: skip


def names_apart(paths: Sequence[Path]) -> list[str]:
    """For each file its name, with as many folders before it as tell it from the others of that name."""
    names = []
    for path in paths:
        others = {other for other in paths if other != path and other.name == path.name}
        parts = next((n for n in range(1, len(path.parts)) if path.parts[-n:] not in {o.parts[-n:] for o in others}), 0)
        names.append("/".join(path.parts[-parts:]))
    return names


def _visible(node):
    """A chart's specification without hidden characters: drawing a control character ends the process."""
    if isinstance(node, dict):
        return {key: _visible(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_visible(value) for value in node]
    if isinstance(node, str) and not node.isprintable():
        return "".join(c if c in "\n\N{NO-BREAK SPACE}" else plain(c) for c in node)
    return node


def _scalar(value: object) -> object:
    """A value as JSON has it: numbers to 6 decimals, None for a missing one, all else as escaped text."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float) and math.isfinite(value):
        return round(value, 6)
    if isinstance(value, float) and math.isnan(value):
        return None
    return value if isinstance(value, bool | int) else plain(value, 300)
