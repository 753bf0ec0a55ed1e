"""Suggestions from what people bought together, and how widely they spread.

Coverage of the catalogue and the share of popular items are measured beside one another, after Herlocker,
Konstan, Terveen and Riedl (2004), ACM Transactions on Information Systems 22, 5-53 (coverage), and
Abdollahpouri, Burke and Mobasher (2019), FLAIRS 32, 413-418 (popularity).
"""

import math
import re
from collections.abc import Collection, Hashable, Iterable

import numpy as np
import pandas as pd

BY = ("people", "share")
KEYS = ("because_of", "suggested")


def together(purchases: pd.DataFrame, person: Hashable, item: Hashable, *, least: int = 1) -> pd.DataFrame:
    """For every ordered pair of items, how many people bought both.

    purchases: a row for each purchase; `person` and `item` are columns. Buying an item twice counts once;
    rows without a person or an item are left out. Pairs with fewer than `least` people are left out. Time
    and memory grow with the square of what one person bought.
    Columns: because_of, suggested, people (both), share (people over all buyers of `suggested`, 0 to 1).
    """
    who, what, _, items = _codes(purchases, person, item)
    one, other, people = _pairs(who, what, len(items), least)
    share = people / np.maximum(np.bincount(what, minlength=len(items))[other], 1)
    return pd.DataFrame({KEYS[0]: items[one], KEYS[1]: items[other], "people": people, "share": share})


def suggest(
    purchases: pd.DataFrame,
    person: Hashable,
    item: Hashable,
    *,
    least: int = 3,
    most: int = 3,
    by: str = "people",
) -> pd.DataFrame:
    """Up to `most` suggestions for each person: items bought together with one of theirs, not theirs yet.

    by: "people" takes the pairs that most people share first, "share" those that make up most of the buyers
    of the suggested item (rare items come up). Ties go by the other of the two, then by name, so that the
    same rows always give the same suggestions.
    Columns: person, because_of, suggested, people. Raises ValueError for an unknown `by`.
    """
    if by not in BY:
        raise ValueError(f"by={by!r} is none of {', '.join(BY)}")
    who, what, people, items = _codes(purchases, person, item)
    one, other, both = _pairs(who, what, len(items), least)
    share = both / np.maximum(np.bincount(what, minlength=len(items))[other], 1)
    first, second = (both, share) if by == "people" else (share, both)
    best = np.lexsort((one, other, -second, -first))
    place = np.empty(len(best), dtype=np.int64)
    place[best] = np.arange(len(best))
    order = np.lexsort((place, one))  # the pairs of an item stand together, the best first
    one, other, both, place = one[order], other[order], both[order], place[order]
    end = np.cumsum(np.bincount(one, minlength=len(items)))
    owner, pair = _best(who, what, other, place, end, most)
    return pd.DataFrame(
        {
            "person": people[owner],
            KEYS[0]: items[one[pair]],
            KEYS[1]: items[other[pair]],
            "people": both[pair],
        }
    )


def spread(suggested: pd.Series, catalogue: Collection, sold: pd.Series, top: float = 0.01) -> dict[str, float]:
    """How widely suggestions spread.

    suggested: one item for each suggestion. catalogue: every item there is. sold: one item for each sale.
    top: which share of the catalogue counts as popular (the most sold, rounded up to a whole item).
    Keys: items (different ones suggested), coverage (of the catalogue, 0 to 1), popular (number of popular
    items), popular_share (of the suggestions), popular_sales (of the sales); NaN where there is nothing to
    divide by.
    """
    every, popular = set(catalogue), math.ceil(top * len(set(catalogue)))
    counts = sold.value_counts()
    best = set(counts.sort_index(kind="stable").sort_values(ascending=False, kind="stable").index[:popular])
    items = set(suggested.dropna()) & every
    return {
        "items": len(items),
        "coverage": len(items) / len(every) if every else math.nan,
        "popular": len(best),
        "popular_share": _mean(suggested.dropna().isin(best)),
        "popular_sales": _mean(sold.dropna().isin(best)),
    }


def mentions(texts: pd.Series, phrases: Iterable[str]) -> pd.Series:
    """Which texts hold one of the phrases, as whole words, in capitals or not; a missing text holds none."""
    wanted = sorted({phrase.strip().casefold() for phrase in phrases if phrase.strip()}, key=len, reverse=True)
    if not wanted:
        return pd.Series(False, index=texts.index)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, wanted))})(?!\w)")
    found = {text: bool(pattern.search(text.casefold())) for text in texts.dropna().unique()}
    return texts.map(found).eq(True)


def _mean(yes: pd.Series) -> float:
    return float(yes.mean()) if len(yes) else math.nan


def _best(
    who: np.ndarray, what: np.ndarray, other: np.ndarray, place: np.ndarray, end: np.ndarray, most: int
) -> tuple[np.ndarray, np.ndarray]:
    """For each person up to `most` pairs that lead to different items which are not theirs, the best first.

    Each row of who and what points at the best pair of its item that is left. In each round everybody looks
    at the best of their rows, takes its item or passes it over, and moves on. Whoever has enough drops out.
    """
    size = np.int64(len(end))
    owned = who * size + what  # in order, as who and what are
    at, last = np.append(0, end)[what], end[what]
    taken, chosen = np.full((who.max(initial=-1) + 1, most), -1), []
    while len(who) and most:
        going = at < last
        who, at, last = who[going], at[going], last[going]
        if not len(who):
            break
        first = np.flatnonzero(np.append(True, who[1:] != who[:-1]))
        one_each = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(who))))
        now = place[at]
        best = np.flatnonzero(now == np.minimum.reduceat(now, first)[one_each])  # one row of each person
        owner, pair = who[best], at[best]
        item = other[pair]
        key = owner * size + item
        found = np.minimum(np.searchsorted(owned, key), len(owned) - 1)
        fresh = (owned[found] != key) & (taken[owner] != item[:, None]).all(axis=1)
        free = (taken[owner] != -1).sum(axis=1)
        taken[owner[fresh], free[fresh]] = item[fresh]
        chosen.append((owner[fresh], pair[fresh]))
        at = at + (other[at] == item[one_each])
        going = (free + fresh < most)[one_each]
        who, at, last = who[going], at[going], last[going]
    none = np.zeros(0, dtype=np.int64)
    owner, pair = (np.concatenate([none, *(each[i] for each in chosen)]) for i in (0, 1))
    order = np.argsort(owner, kind="stable")
    return owner[order], pair[order]


def _codes(
    purchases: pd.DataFrame, person: Hashable, item: Hashable
) -> tuple[np.ndarray, np.ndarray, pd.api.extensions.ExtensionArray, pd.api.extensions.ExtensionArray]:
    """Who bought what, once each and in order, as numbers; and the people and items behind the numbers."""
    for name in (person, item):
        if name not in purchases.columns:
            raise ValueError(f"no column {name!r}; the table has {', '.join(map(str, purchases.columns))}")
    (who, people), (what, items) = (_in_order(purchases[name]) for name in (person, item))
    known = (who >= 0) & (what >= 0)
    once = _distinct(who[known].astype(np.int64) * max(len(items), 1) + what[known])[0]
    who, what = np.divmod(once, max(len(items), 1))
    people, items = (pd.Series(np.asarray(names, dtype=object)).array for names in (people, items))
    return who, what, people, items


def _in_order(values: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """As pd.factorize(sort=True); texts are sorted by Python, which is quicker at that."""
    if not isinstance(values.dtype, pd.StringDtype):
        return pd.factorize(values, sort=True)
    codes, names = pd.factorize(values)
    texts = names.tolist()
    order = np.array(sorted(range(len(texts)), key=texts.__getitem__), dtype=np.int64)
    place = np.full(len(order) + 1, -1)  # a missing value has the code -1, and keeps it
    place[order] = np.arange(len(order))
    return place[codes], names[order]


def _pairs(who: np.ndarray, what: np.ndarray, items: int, least: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ordered pairs of items and how many people have both, in order; `who` is in order."""
    size = np.bincount(who) if len(who) else np.zeros(0, dtype=np.int64)
    # each item of a person with those that come after it; the other half of the pairs is the same, turned
    later = np.cumsum(size)[who] - np.arange(len(who)) - 1
    other = what[np.repeat(np.arange(len(who)) + 1, later) + _counting(later)]
    keys, people = _counted(np.repeat(what, later) * items + other, items * items)
    keys, people = keys[people >= least], people[people >= least]
    one, other = np.divmod(keys, max(items, 1))
    one, other, people = np.append(one, other), np.append(other, one), np.append(people, people)
    order = np.argsort(one * items + other)
    return one[order], other[order], people[order]


def _counted(values: np.ndarray, below: int) -> tuple[np.ndarray, np.ndarray]:
    """As `_distinct`, of whole numbers from 0 and below `below`: a table of all of them, unless it would be large."""
    if below > max(4 * len(values), 1):
        return _distinct(values)
    times = np.bincount(values, minlength=below)
    found = np.flatnonzero(times)
    return found, times[found]


def _distinct(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different values in order, and how often each stands there."""
    values = np.sort(values)
    first = np.flatnonzero(np.append(True, values[1:] != values[:-1])[: len(values)])
    return values[first], np.diff(np.append(first, len(values)))


def _counting(sizes: np.ndarray) -> np.ndarray:
    """0, 1, 2 ... for each size, one after the other."""
    return np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
