"""What somebody outside may do with each column of a list: by its header, and by what its values look like."""

import pandas as pd

from . import values
from .vocabulary import KNOWN, NAMED, OUTSIDERS, SENSITIVE, Kind, told_by

LOOKED_AT = 2_000  # rows, from the top
ADDRESS, HASH, PHONE = (
    r"\S+@\S+\.\S+",
    r"[0-9a-f]{32,128}",
    r"(?!\d\d?[/-]\d\d?[/-]\d{4}$)(\+|0)[\d ()/-]{8,}",
)
BIRTH = r"(18|19|200)\d{1,2}-\d\d-\d\d.*"


def by_column(table: pd.DataFrame) -> dict[str, set[str]]:
    """For each column: `NAMED` (it names people outright, or can be guessed back to a name), `KNOWN` (others may know
    it about a person), `SENSITIVE` (nobody's business), several of them or none.

    table: one row for each person, values as text, missing ones allowed. A suggestion, for its owner to correct.
    """
    sample = table.head(LOOKED_AT)
    return {name: _of(str(name), sample.iloc[:, place]) for place, name in enumerate(table.columns)}


def mostly(column: pd.Series, pattern: str) -> bool:
    """Whether nine of ten values that are there fit a pattern, in capitals or not."""
    there = column.head(LOOKED_AT).dropna().astype("str")
    return len(there) > 0 and bool(there.str.fullmatch(pattern, case=False).mean() >= 0.9)


def _of(header: str, column: pd.Series) -> set[str]:
    def fits(kind: Kind) -> bool:
        return values.are_of(kind, column)

    found = {kind.outsiders for kind in told_by(header, OUTSIDERS, fits)} - {"nothing"}
    if mostly(column, f"(?:{ADDRESS}|{HASH}|{PHONE})"):
        found.add(NAMED)
    if values.are_sexes(column) or mostly(column, BIRTH):
        found.add(KNOWN)
    return found - {KNOWN} if found & {NAMED, SENSITIVE} else found


__all__ = ["ADDRESS", "KNOWN", "NAMED", "SENSITIVE", "by_column", "mostly"]
