"""A play in progress: what its notebook reads from and writes its findings to."""

import math

import pandas as pd

from .. import home
from ..errors import plain
from .catalogue import Chosen, Description
from .reading import read
from .report import STATUSES, Report, same_ids

COURSE = "This ran on the course's invented data and says nothing about your own. Name your files to check those."
MOST_ROWS = 200


class Play:
    """Tables and settings come out, findings go in; `report()` closes it.

    With no file at all it runs on the course's data; with any, a table whose file is missing is None and never the
    course's.
    """

    def __init__(self, about: Description, chosen: Chosen):
        self.about, self.settings, self.on_course_data = about, chosen.settings, not chosen.files
        self._tables: dict[str, pd.DataFrame | None] = {}
        self._inputs, self._findings, self._out, self._captions, self._charts = [], [], {}, {}, []
        self._limits, self._next_steps = ([COURSE] if self.on_course_data else []), []
        for wanted in about.inputs:
            path = home.data_folder() / wanted.course if self.on_course_data else chosen.files.get(wanted.name)
            self._tables[wanted.name] = None
            if path is None:
                self._limits.append(
                    f"No file was given for {wanted.name} ({wanted.says}): what rests on it cannot be told."
                )
                continue
            found = read(path, wanted, chosen.headers[wanted.name], str(self.settings.get("time_zone", "UTC")))
            self._tables[wanted.name] = found.table
            self._limits += found.notes
            self._inputs.append(
                {"name": wanted.name, "file": plain(path.name), "sha256": found.sha256, "rows": len(found.table)}
            )
        renamed = {f"{t}_{c}": h for t, headers in chosen.headers.items() for c, h in headers.items()}
        self._shown_settings = {**self.settings, **{name: plain(header) for name, header in renamed.items()}}

    def table(self, name: str) -> pd.DataFrame | None:
        """An input under the play's own column names; None when its file was not given."""
        return self._tables[name]

    def setting(self, name: str) -> str | int | float:
        """The value of one of the play's settings."""
        return self.settings[name]

    def finding(
        self,
        id: str,
        *,
        says: str,
        status: str,
        count: int | None = None,
        of: int | None = None,
        low: float | None = None,
        high: float | None = None,
    ) -> None:
        """Add a finding: `count` of `of`, with the 95 % interval of that share (`low`, `high`, from 0 to 1) if any.

        status: act, look, cannot-tell or fine. `count` may stay None only where it cannot be told.
        """
        if status not in STATUSES or (count is None and status != "cannot-tell") or (low is None) != (high is None):
            raise ValueError(f"Finding {id}: a status of {', '.join(STATUSES)}, a count, and both ends of an interval.")
        if any(known["id"] == id for known in self._findings):
            raise ValueError(f"Two findings are called {id}.")
        share = round(count / of, 6) if count is not None and of else None
        entry = {"id": id, "says": says, "count": count, "of": of, "share": share, "low": low, "high": high}
        self._findings.append({name: _scalar(value) for name, value in entry.items()} | {"status": status})

    def table_out(self, name: str, table: pd.DataFrame, says: str = "") -> None:
        """Add a table to the report, without its index. Totals, never people's rows: no more than 200 rows."""
        if len(table) > MOST_ROWS:
            raise ValueError(f"Table {name} has {len(table):,} rows; a report holds totals, {MOST_ROWS} rows at most.")
        rows = table.astype(object).itertuples(index=False, name=None)
        columns = [plain(column) for column in table.columns]
        self._out[name] = [dict(zip(columns, map(_scalar, row), strict=True)) for row in rows]
        self._captions[name] = says or name.replace("-", " ").capitalize()

    def chart(self, name: str, chart, table: str) -> None:
        """Add an Altair chart that has a description, beside the table (added before) that holds its figures."""
        from .. import charts

        spec = charts.spec(chart)
        if not spec.get("description") or table not in self._out:
            raise ValueError(f"Chart {name} needs a description and a table of the report.")
        title = spec.get("title") or ""
        title = title.get("text", "") if isinstance(title, dict) else title
        self._charts.append({
            "name": name, "title": " ".join(title) if isinstance(title, list) else title, "table": table,
            "description": spec["description"], "svg": same_ids(charts.svg(chart), name),
        })  # fmt: skip

    def limit(self, text: str) -> None:
        """Say something that this report cannot tell."""
        self._limits.append(text)

    def next_step(self, text: str) -> None:
        """Say what to do next, in the order of doing."""
        self._next_steps.append(text)

    def report(self) -> Report:
        """The report: shown by the notebook, read by the runner. The worst findings come first."""
        if not self._findings:
            raise ValueError(f"{self.about.slug} has no finding.")
        about = self.about
        return Report({
            "play": about.slug, "version": about.version, "inputs": self._inputs, "settings": self._shown_settings,
            "findings": sorted(self._findings, key=lambda f: STATUSES.index(f["status"])),
            "tables": self._out, "limits": self._limits, "next_steps": self._next_steps,
            "title": about.title, "says": about.says, "measured": list(about.measured),
            "on_course_data": self.on_course_data, "captions": self._captions, "charts": self._charts,
        })  # fmt: skip


def _scalar(value: object) -> object:
    """A value as JSON has it: numbers to 6 decimals, missing ones None, everything else as escaped text."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, str):
        return plain(value, 300)
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return round(value, 6)
    return plain(value, 300)
