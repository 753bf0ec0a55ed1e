"""Which rows of a list of sales are none: voided, cancelled, refunded, deleted, tips and gift cards."""

import functools
import re

import pandas as pd

from . import vocabulary

_NOTHING = {"no", "n", "false", "f", "nein", "non", "nee", "nej", "nie", "nao", "none", "never", "off"}


def not_sold(voided: pd.Series, *kinds: pd.Series) -> pd.Series:
    """Rows that are no sale, with the index of the columns.

    voided: text of a column that says whether, when or how much of a row was taken back: anything but nothing, no or
    zero makes it none. kinds: columns of text that say what became of a row, or of what kind it is, such as "Completed"
    or "Payment Refund", missing where nothing is told. Their words are in texts.toml; an unknown one counts as sold.
    """
    back = voided.isin([text for text in voided.dropna().unique() if not _nothing(text)])
    for kind in kinds:
        back |= kind.isin([text for text in kind.dropna().unique() if _sold(text) is False])
    return back


def unknown(*kinds: pd.Series) -> list[str]:
    """The texts of such columns of which texts.toml does not know whether they are a sale, the most frequent first."""
    counted = pd.concat(kinds).dropna().value_counts()
    return [text for text in counted.index if _sold(text) is None]


@functools.cache
def _said(part: str) -> frozenset[str]:
    return frozenset(_bare(word) for told in vocabulary.spoken(part).values() for word in told)


def _bare(text: str) -> str:
    """Small letters without accents, one blank between words: "partially_refunded" is "partially refunded"."""
    return " ".join(vocabulary.words(text))


def _sold(text: str) -> bool | None:
    said = _bare(text)
    if not said or said in _said("sold"):
        return True
    if said in _said("not_sold") or set(said.split()) & _said("not_sold"):
        return False
    return True if set(said.split()) & _said("sold") else None


def _nothing(text: str) -> bool:
    return _bare(text) in _NOTHING or not re.search("[1-9A-Za-z]", text)
