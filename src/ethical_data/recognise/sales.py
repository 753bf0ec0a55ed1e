"""Which rows of a list of sales are none: voided, cancelled, refunded, deleted, tips and gift cards."""

import re
import tomllib
from functools import cache
from importlib import resources

import pandas as pd

from .vocabulary import words

_NO = {"", "no", "n", "false", "f", "0", "nein", "non", "nee", "nej", "nie", "nao", "none", "never", "off"}


@cache
def _words() -> dict[str, frozenset[str]]:
    """The words of `sale_words.toml`, as `words` writes them: sold and not_sold."""
    told = tomllib.loads(resources.files(__package__).joinpath("sale_words.toml").read_text("utf-8"))
    return {
        kind: frozenset(_plain(word) for line in languages.values() for word in line.split(","))
        for kind, languages in told.items()
    }


def _plain(text: str) -> str:
    """Small letters without accents, a blank between words."""
    return " ".join(words(text))


def _known(text: str) -> bool | None:
    """Whether a status says that something was sold; None for a word that nobody taught us."""
    known, said = _words(), _plain(text)
    if not said or said in known["sold"]:
        return True
    parts = set(said.split())
    if said in known["not_sold"] or parts & known["not_sold"]:
        return False
    return True if parts & known["sold"] else None


def not_sold(voided: pd.Series, *words: pd.Series) -> pd.Series:
    """Rows that are no sale, with the index of the columns.

    voided: text of a column that says whether, when or how much of a row was taken back: anything but nothing, no or an
    amount of zero makes it none. words: columns of text that say what became of it, or of what kind it is, such as
    "Completed" or "Payment Refund", missing where nothing is told: they count by `sale_words.toml`, and an unknown word
    as sold.
    """
    back = voided.isin([text for text in voided.dropna().unique() if not _nothing(text)])
    for column in words:
        back |= column.isin([text for text in column.dropna().unique() if _known(text) is False])
    return back


def unknown(status: pd.Series) -> list[str]:
    """The words of a column of statuses that `sale_words.toml` does not know, the most frequent first."""
    return [text for text in status.dropna().value_counts().index if _known(text) is None]


def _nothing(text: str) -> bool:
    figures = re.sub("[^0-9A-Za-z]", "", text)
    return _plain(text) in _NO or (figures.isdigit() and int(figures) == 0)
