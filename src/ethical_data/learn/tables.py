"""Tables as a lesson shows them: plain words over the columns, a letter for each option of a decision."""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any

import pandas as pd


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
