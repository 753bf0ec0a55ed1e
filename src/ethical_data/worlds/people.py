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

from .streams import weighted

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
    code, names = pd.factorize(locales)
    entries, found = _drawn(rng, pool, list(names), code)
    return np.array(entries, dtype=object)[found]


def people(rng: np.random.Generator, n: int, locales: Mapping[str, int] = BRITISH_SHOP) -> pd.DataFrame:
    """`n` people: locale, given_name, family_name, email (each address once, whatever `n`)."""
    names, domains = list(locales), list(DOMAINS)
    code = weighted(rng, list(locales.values()), n)
    givens, given = _drawn(rng, "given", names, code)
    families, family = _drawn(rng, "family", names, code)
    domain = weighted(rng, list(DOMAINS.values()), n)
    # the texts are put together from few parts, so that a million people take less than a second
    one, one_place = np.unique([ascii_name(name) for name in givens], return_inverse=True)
    two, two_place = np.unique([ascii_name(name) for name in families], return_inverse=True)
    first, second = one_place[given], two_place[family]
    stem = pd.Series(first * len(two) + second)
    again = stem.groupby(stem, sort=False).cumcount().to_numpy()
    ends = [f"{number or ''}@{name}" for number in (0, *range(2, again.max(initial=0) + 2)) for name in domains]
    parts = ([f"{name}." for name in one], first), (two, second), (ends, again * len(domains) + domain)
    head, middle, end = (np.array(texts, dtype=object)[place] for texts, place in parts)
    columns = {"locale": (names, code), "given_name": (givens, given), "family_name": (families, family)}
    table = {name: pd.Series(texts).array.take(place) for name, (texts, place) in columns.items()}
    return pd.DataFrame(table | {"email": head + middle + end})


def _drawn(rng: np.random.Generator, pool: str, names: list[str], code: np.ndarray) -> tuple[list[str], np.ndarray]:
    """The values of a pool for all these locales, and for each person (of locale names[code]) which one is drawn."""
    entries: list[str] = []
    found = np.empty(len(code), dtype=np.int64)
    for name in sorted(names):
        here = np.flatnonzero(code == names.index(name))
        values = pools()[name][pool]
        found[here] = len(entries) + rng.integers(0, len(values), len(here))
        entries += values
    return entries, found
