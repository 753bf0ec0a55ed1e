"""The office: the books, which report reads which column, and what staff paste into an AI assistant."""

import numpy as np
import pandas as pd

from ..streams import Sizes, choose, iso, numbered, quota, stream
from .shop import OPEN, PRICES, STAFF, WORDS, moments
from .wording import fill, spread

NOBODY_READS = 9  # columns of the shop's nine tables without a purpose, which no report in use reads
PROMPTS, PROMPTS_PERSONAL, PROMPTS_ILLNESS = 90, 34, 11


def planted(size: Sizes) -> dict[str, int]:
    """What an audit must find, by truth."""
    return {
        "nobody-reads": NOBODY_READS,
        "prompts-personal": size(PROMPTS_PERSONAL),
        "prompts-illness": size(PROMPTS_ILLNESS),
    }


def ledger(till: pd.DataFrame, orders: pd.DataFrame, campaigns: pd.DataFrame) -> pd.DataFrame:
    """The books: takings are the till's, orders the order book's."""
    rng = stream("bakery", "ledger")
    takings = (till["product"].map(PRICES) * till["quantity"]).groupby(till["sold_at"].str[:10]).sum()
    cakes = orders.groupby("pickup_on")["price_cents"].sum()
    rows = [(day, "takings", "", int(cents)) for day, cents in takings.items()]
    rows += [(day, "orders", "", int(cents)) for day, cents in cakes.items()]
    for day in OPEN[::6]:
        rows += [
            (str(day), "ingredients", "Hollow Mill", -int(rng.integers(900, 1100)) * 100),
            (str(day), "ingredients", "Dale Dairy", -int(rng.integers(700, 900)) * 100),
        ]
    for month in ("2025-09", "2025-10", "2025-11"):
        rows += [(f"{month}-28", "wages", name, -cents) for name, cents in WORDS["payroll"].items()]
        rows += [
            (f"{month}-30", "rent", "Kettle Lane Estates", -180_000),
            (f"{month}-30", "energy", "Northern Grid", -int(rng.integers(1200, 1700)) * 100),
        ]
    rows += [(c.starts_on, "advertising", c.name, -c.cost_cents) for c in campaigns.itertuples()]
    books = pd.DataFrame(rows, columns=["booked_on", "account", "party", "amount_cents"])
    books = books.sort_values("booked_on", kind="stable", ignore_index=True)
    return books.assign(entry_id=numbered("G", range(len(books))))


def reports() -> pd.DataFrame:
    """One row for each column that a report or an automation reads."""
    rows = [(*report, column) for *report, columns in WORDS["reports"] for column in columns.split()]
    made = pd.DataFrame(rows, columns=["report", "decides", "still_runs", "table", "column"])
    return made.assign(row=made.index + 1)


def prompts(loyalty: pd.DataFrame, size: Sizes) -> pd.DataFrame:
    """What staff pasted into the assistant; whoever is named is on the loyalty list."""
    rng, n, texts = stream("bakery", "prompts"), size(PROMPTS), WORDS["prompts"]
    said = spread(rng, texts["illness"], size(PROMPTS_ILLNESS))
    said += spread(rng, texts["personal"], size(PROMPTS_PERSONAL) - len(said))
    said += spread(rng, texts["plain"], n - len(said))
    pasted = [fill(rng, said[i], loyalty, []) for i in rng.permutation(n)]
    at = np.sort(moments(rng, n, until=18))
    free = n * 60 // 100
    return pd.DataFrame(
        {
            "prompt_id": numbered("P", range(n), 3),
            "asked_at": iso(at, "m", ""),
            "staff": choose(rng, STAFF, n),
            "account": quota(rng, {"free": free, "the firm's": n - free}),
            "prompt": pasted,
        }
    )
