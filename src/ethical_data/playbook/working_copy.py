"""Files that a play leaves beside its report: put into a scratch folder by the notebook, moved out by the runner."""

import os
import re
from pathlib import Path

import pandas as pd

FOLDER, ROWS = "ETHICAL_DATA_LEFT", "ETHICAL_DATA_ROWS"
# What a spreadsheet takes for the start of a formula: at the start of a value, and after what it may split a line at.
_RUNS = re.compile(r"(^|[;\t\n])(?=[\s\"]*[=+\-@])|^(?=\t)")
_SUSPECT = r"(?:^|[;\t\n])[\s\"]*[=+\-@]|^\t|\r"  # the same and the break below, as a column can be searched at once
_BREAK = re.compile(r"\r\n?")  # a lone CR ends a line in some programs; the writer would leave it unquoted


def wanted_rows() -> bool:
    """Whether the run asked for people's rows (--rows)."""
    return os.environ.get(ROWS) == "1"


def leave(name: str, content: pd.DataFrame | str) -> None:
    """Put a file where the runner finds it; nothing where no runner waits."""
    folder = os.environ.get(FOLDER)
    if folder:
        path = Path(folder, name)
        if isinstance(content, str):
            path.write_text(content, "utf-8", newline="")
        else:
            harmless(content).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose texts a spreadsheet shows and does not run: an apostrophe before what looks like a formula."""

    def shown(value: object) -> object:
        return _RUNS.sub(r"\1'", _BREAK.sub("\n", value)) if isinstance(value, str) else value

    safe = table.rename(columns=shown)
    return safe.apply(lambda column: column if _calm(column) else column.map(shown))


def _calm(column: pd.Series) -> bool:
    """Whether no value of a column can look like a formula; a million texts are looked at as one."""
    if isinstance(column.dtype, pd.StringDtype):
        return not column.str.contains(_SUSPECT, regex=True).any()
    return pd.api.types.is_numeric_dtype(column)
