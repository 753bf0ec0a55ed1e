"""An inventory with what its owner says of it: purposes, users, how long it is kept, and what we got wrong."""

import re

import pandas as pd

from ..errors import nearest, plain
from .inventory import COLUMNS, KINDS, NO, PERSONAL

OWNERS = ("purpose", "lawful_basis", "used_by", "shared_with", "kept_until", "counted_from", "protected_by")
NOBODY = frozenset("nobody none no-one noone never unused - niemand keiner personne nadie nikt".split()) | {
    "no one",
    "not used",
}
KNOWN, NEW, GONE = "in both", "new", "gone"


def to_correct(found: pd.DataFrame) -> pd.DataFrame:
    """An inventory with the columns that only its owner can fill, empty but for `counted_from`.

    found: from `inventory.inventory`. counted_from: the column whose date a period in `kept_until` counts from, in
    the same row: of the file's dates (births left out) the fullest, of these the one that goes on longest.
    """
    table = found.assign(**dict.fromkeys(OWNERS, ""))
    dates = found[(found["newest"] != "") & (found["what"] != "date of birth")]
    dates = dates.sort_values(["filled", "newest", "column"], ascending=[False, False, True], kind="stable")
    first = dict(dates.drop_duplicates("file")[["file", "column"]].to_numpy())
    from_ = [first.get(file, "") if answer != NO else "" for file, answer in zip(found["file"], found["personal"])]
    return table.assign(counted_from=from_)


def corrected(found: pd.DataFrame | None, corrections: pd.DataFrame) -> pd.DataFrame:
    """An inventory with its owner's corrections: what they say counts, where they say something.

    found: from `inventory.inventory`, or None when no file was looked at again. corrections: the table of a former
    run, as text, columns in any order; `file` and `column` are needed, the apostrophe before a formula is taken off
    again. Adds `OWNERS`, `state` ("in both", "new": not in the corrections, "gone": in them alone) and `overruled`
    (what we had thought of kind and personal where the owner says otherwise). Raises ValueError for a column that is
    missing, a row that stands there twice, or a kind or a personal that is none.
    """
    said = _said(corrections)
    if found is None:
        return said.assign(state=KNOWN, overruled="")[[*COLUMNS, *OWNERS, "state", "overruled"]]
    fresh = to_correct(found)
    key = ["file", "column"]
    said_of = said.set_index(key)
    rows = []
    for row in fresh.to_dict("records"):
        row |= {"state": NEW, "overruled": ""}
        if (row["file"], row["column"]) in said_of.index:
            mine = said_of.loc[(row["file"], row["column"])]
            ours = {name: row[name] for name in ("kind", "personal") if mine[name] and mine[name] != row[name]}
            why = {"why": "you say so"} if "personal" in ours else {}
            told = {name: mine[name] for name in (*OWNERS, "kind", "personal", "people") if mine[name]}
            row |= told | why | {"state": KNOWN, "overruled": ", ".join(f"{n}: {v}" for n, v in ours.items())}
        rows.append(row)
    there = set(zip(fresh["file"], fresh["column"]))
    gone = said[[pair not in there for pair in zip(said["file"], said["column"])]]
    rows += gone.assign(state=GONE, overruled="").to_dict("records")
    return pd.DataFrame(rows, columns=[*COLUMNS, *OWNERS, "state", "overruled"])


def _said(corrections: pd.DataFrame) -> pd.DataFrame:
    """The corrections as text under our names, checked."""
    table = corrections.rename(columns=lambda name: re.sub(r"\W+", "_", _undone(str(name)).strip().lower()))
    for name in ("file", "column"):
        if name not in table:
            raise ValueError(
                f"no column {name!r}: give the inventory.csv of a former run.{nearest(name, map(str, table.columns))}"
            )
    table = table.reindex(columns=[*COLUMNS, *OWNERS]).astype(object)
    table = table.where(table.notna(), "").map(lambda value: _undone(str(value)).strip())
    table = table[(table["file"] != "") & (table["column"] != "")].reset_index(drop=True)
    if table.empty:
        raise ValueError("no row names a file and a column: give the inventory.csv of a former run.")
    twice = table[table.duplicated(["file", "column"])]
    if len(twice):
        file, column = plain(twice.iloc[0]["file"]), plain(twice.iloc[0]["column"])
        raise ValueError(f"file '{file}', column '{column}' stands there twice. Keep one of the rows.")
    for name, allowed in (("personal", PERSONAL), ("kind", KINDS)):
        small = table[name].str.lower()
        odd = table[~small.isin([*allowed, ""])]
        if len(odd):
            value, where = plain(odd.iloc[0][name], 40), plain(odd.iloc[0]["column"])
            raise ValueError(
                f"column {name}, at '{where}': '{value}' is none of {', '.join(allowed)}.{nearest(value, allowed)}"
            )
        table[name] = small
    return table


def _undone(text: str) -> str:
    """A text without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "\t", "\r") else text
