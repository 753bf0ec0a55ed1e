"""Suggestions from what people bought together, and how widely they spread.

Coverage of the catalogue and the share of popular items are measured beside one another, after Herlocker, Konstan,
Terveen and Riedl (2004), ACM Transactions on Information Systems 22, 5-53 (coverage), and Abdollahpouri, Burke and
Mobasher (2019), FLAIRS 32, 413-418 (popularity).
"""

import math
import re
from collections.abc import Collection, Hashable, Iterable

import pandas as pd

BY = ("people", "share")
KEYS = ("because_of", "suggested")
#: Words that often stand in delicate titles. A start, to be corrected: it accuses the innocent and misses the quiet.
DELICATE_WORDS = (
    "addiction", "alcoholism", "anxiety", "bankruptcy", "bereavement", "bisexual", "cancer", "christian", "church", "coming out",
    "custody", "debt", "dementia", "depression", "diabetes", "disease", "divorce", "divorced", "gay", "grief", "hindu", "hiv",
    "insolvency", "islam", "jewish", "lesbian", "menopause", "muslim", "prayer", "pregnancy", "queer", "separation", "suicide",
    "transgender")  # fmt: skip


def together(purchases: pd.DataFrame, person: Hashable, item: Hashable, *, least: int = 1) -> pd.DataFrame:
    """For every ordered pair of items, how many people bought both.

    purchases: a row for each purchase; `person` and `item` are columns. Buying an item twice counts once; rows
    without a person or an item are left out. Pairs with fewer than `least` people are left out.
    Columns: because_of, suggested, people (both), share (people over all buyers of `suggested`, 0 to 1).
    """
    bought = _bought(purchases, person, item)
    pairs = bought.merge(bought, on="person", suffixes=("", "_too"))
    pairs = pairs[pairs["item"] != pairs["item_too"]]
    found = pairs.groupby(["item", "item_too"], sort=True).size().rename("people").reset_index()
    found = found[found["people"] >= least].reset_index(drop=True)
    buyers = bought["item"].value_counts()
    share = (found["people"] / found["item_too"].map(buyers).to_numpy()).astype(float)
    return found.rename(columns=dict(zip(("item", "item_too"), KEYS))).assign(share=share)


def suggest(purchases: pd.DataFrame, person: Hashable, item: Hashable, *, least: int = 3, most: int = 3,
            by: str = "people") -> pd.DataFrame:  # fmt: skip
    """Up to `most` suggestions for each person: items bought together with one of theirs, that they do not have.

    by: "people" takes the pairs that most people share first, "share" those that make up most of the buyers of the
    suggested item (rare items come up). Ties go by name, so that the same rows always give the same suggestions.
    Columns: person, because_of, suggested, people. Raises ValueError for an unknown `by`.
    """
    if by not in BY:
        raise ValueError(f"by={by!r} is none of {', '.join(BY)}")
    bought = _bought(purchases, person, item)
    pairs = together(purchases, person, item, least=least)
    order = [by, *(name for name in BY if name != by), *reversed(KEYS)]
    pairs = pairs.sort_values(order, ascending=[False, False, True, True], kind="stable").reset_index(drop=True)
    pairs["place"] = pairs.index
    found = bought.rename(columns={"item": "because_of"}).merge(pairs, on="because_of")
    found = found.sort_values(["person", "place"], kind="stable").drop_duplicates(["person", "suggested"])
    owned = bought.rename(columns={"item": "suggested"}).assign(owned=True)
    found = found.merge(owned, on=["person", "suggested"], how="left")
    found = found[found["owned"].isna()].groupby("person").head(most)
    return found[["person", *KEYS, "people"]].reset_index(drop=True)


def spread(suggested: pd.Series, catalogue: Collection, sold: pd.Series, top: float = 0.01) -> dict[str, float]:
    """How widely suggestions spread.

    suggested: one item for each suggestion. catalogue: every item there is. sold: one item for each sale.
    top: which share of the catalogue counts as popular (the most sold, rounded up to a whole item).
    Keys: items (different ones suggested), coverage (of the catalogue, 0 to 1), popular (number of popular items),
    popular_share (of the suggestions), popular_sales (of the sales); NaN where there is nothing to divide by.
    """
    every, popular = set(catalogue), math.ceil(top * len(set(catalogue)))
    counts = sold.value_counts()
    best = set(counts.sort_index(kind="stable").sort_values(ascending=False, kind="stable").index[:popular])
    items = set(suggested.dropna()) & every
    return {"items": len(items), "coverage": len(items) / len(every) if every else math.nan, "popular": len(best),
            "popular_share": _mean(suggested.dropna().isin(best)), "popular_sales": _mean(sold.dropna().isin(best))}  # fmt: skip


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


def _bought(purchases: pd.DataFrame, person: Hashable, item: Hashable) -> pd.DataFrame:
    for name in (person, item):
        if name not in purchases.columns:
            raise ValueError(f"no column {name!r}; the table has {', '.join(map(str, purchases.columns))}")
    bought = purchases[[person, item]].dropna().drop_duplicates().reset_index(drop=True)
    bought.columns = ["person", "item"]
    return bought
