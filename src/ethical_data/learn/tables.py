"""Tables as a lesson shows them: plain words over the columns, a letter for each option of a decision."""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any

import pandas as pd

from ..measure import rates


def plain(table: pd.DataFrame, words: Mapping[str, str]) -> pd.DataFrame:
    """The columns that `words` names, in its order and under its words; the first of them heads the rows.

    KeyError names a column that `table` does not have.
    """
    return table[list(words)].rename(columns=words).set_index(next(iter(words.values())))


def by_option(consequences: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """What follows from each option: a row for each, lettered as the question's options are; a column for each
    consequence, with one entry for each option. ValueError where columns are not of one length.
    """
    table = pd.DataFrame({name: list(entries) for name, entries in consequences.items()})
    return table.set_axis(pd.Index(list(ascii_lowercase[: len(table)]), name="option"))


def search_result(texts: pd.Series, found: pd.Series, marked: pd.Series) -> pd.DataFrame:
    """A search held against a reader: texts found rightly, found for nothing and missed, with the first of each.

    found, marked: True or False for each text, by the search and by the reader.
    """
    kinds = {"found, and rightly": found & marked, "found for nothing": found & ~marked, "missed": ~found & marked}
    rows = {kind: [int(which.sum()), next(iter(texts[which]), "")] for kind, which in kinds.items()}
    return pd.DataFrame.from_dict(rows, "index", columns=["notes", "one of them"]).rename_axis("result")


def of_100(parts: Mapping[str, pd.DataFrame], group: str, outcome: str, a: str, b: str, rows: str) -> pd.DataFrame:
    """Of 100 rows of group `a` and of `b`, those with the outcome, and the difference with its interval (Newcombe).

    parts: tables by name, a row for each; `rows` heads the number of rows of both groups. One decimal; from and to
    are the ends of the interval at 95 %.
    """
    shown = {}
    for name, part in parts.items():
        counted = part.groupby(group)[outcome].agg(["sum", "size"])
        (yes_a, n_a), (yes_b, n_b) = counted.loc[a], counted.loc[b]
        low, high = rates.difference(yes_a, n_a, yes_b, n_b)
        shares = [yes_a / n_a, yes_b / n_b, yes_a / n_a - yes_b / n_b, low, high]
        shown[name] = [n_a + n_b, *(round(100 * float(share), 1) for share in shares)]
    heads = [rows, f"{a}, of 100", f"{b}, of 100", "difference", "from (95 %)", "to (95 %)"]
    return pd.DataFrame.from_dict(shown, "index", columns=heads)
