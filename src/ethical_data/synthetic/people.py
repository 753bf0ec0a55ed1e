"""Invented people, drawn from the committed pools of names and places.

Nobody here can be reached: mail addresses end in domains that RFC 2606 reserves for examples.
"""

import functools
import json
import unicodedata
from collections.abc import Mapping
from importlib import resources

import numpy as np
import pandas as pd

from .streams import choose, weighted

DOMAINS = {"example.com": 6, "example.net": 2, "example.org": 2}
BRITISH_SHOP = {"en_GB": 62, "en_IE": 10, "pl_PL": 7, "de_DE": 6, "fr_FR": 5, "it_IT": 4, "nl_NL": 3, "es_ES": 3}
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "œ": "oe"})


@functools.cache
def pools() -> dict[str, dict[str, list[str]]]:
    """The pools: locale -> {"given", "family", "town", "street"} -> values."""
    return json.loads(resources.files(__package__).joinpath("pools.json").read_text("utf-8"))


@functools.cache
def ascii_name(text: str) -> str:
    """A name as it stands in a mail address: plain small letters."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return "".join(c for c in plain.lower() if c.isalpha() or c == "-")


def draw(rng: np.random.Generator, pool: str, locales: np.ndarray) -> np.ndarray:
    """One value of a pool ("given", "family", "town", "street") for each locale in `locales`."""
    values = np.empty(len(locales), dtype=object)
    for locale in sorted(set(locales)):
        here = np.flatnonzero(locales == locale)
        entries = np.array(pools()[locale][pool], dtype=object)
        values[here] = entries[rng.integers(0, len(entries), len(here))]
    return values


def people(rng: np.random.Generator, n: int, locales: Mapping[str, int] = BRITISH_SHOP) -> pd.DataFrame:
    """`n` people: locale, given_name, family_name, email (each address once, whatever `n`)."""
    locale = choose(rng, locales, n)
    given, family = draw(rng, "given", locale), draw(rng, "family", locale)
    stem = pd.Series([f"{ascii_name(g)}.{ascii_name(f)}" for g, f in zip(given, family)])
    domain = np.array(list(DOMAINS), dtype=object)[weighted(rng, list(DOMAINS.values()), n)]
    again = stem.groupby(stem).cumcount()
    address = stem + np.where(again > 0, (again + 1).astype(str), "") + "@" + domain
    return pd.DataFrame({"locale": locale, "given_name": given, "family_name": family, "email": address})
