"""Files that a play leaves beside its report: put into a scratch folder by the notebook, moved out by the runner."""

import os
from pathlib import Path

import pandas as pd

FOLDER, ROWS = "ETHICAL_DATA_LEFT", "ETHICAL_DATA_ROWS"
_RUNS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the start of a formula


def wanted_rows() -> bool:
    """Whether the run asked for people's rows (--rows)."""
    return os.environ.get(ROWS) == "1"


def leave(name: str, content: pd.DataFrame | str) -> None:
    """Put a file where the runner finds it; nothing where no runner waits."""
    folder = os.environ.get(FOLDER)
    if folder:
        text = content if isinstance(content, str) else harmless(content).to_csv(index=False, lineterminator="\n")
        Path(folder, name).write_text(text, "utf-8", newline="")


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose texts and headers a spreadsheet shows and does not run: an apostrophe before what looks like a formula."""
    def shown(value: object) -> object:
        return f"'{value}" if isinstance(value, str) and value.startswith(_RUNS) else value

    safe = table.rename(columns=shown)
    return safe.apply(lambda column: column if pd.api.types.is_numeric_dtype(column) else column.map(shown))
