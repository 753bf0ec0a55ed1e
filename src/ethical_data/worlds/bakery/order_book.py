"""The order book: cakes and large orders, with notes that hold more than they should."""

import numpy as np
import pandas as pd

from ..streams import Sizes, choose, iso, numbered, stream
from .loyalty import full_names
from .shop import OPEN, WORDS, moments
from .wording import fill, phone_numbers, spread

ORDERS = 420
ILLNESS, PHONE, ILLNESS_AND_PHONE = 23, 17, 5  # notes; those with both are among the others
NO_ILLNESS, NO_PHONE = 8, 6  # notes that only look like it
ITEMS = {
    "birthday cake": (40, 5200),
    "celebration cake": (15, 6800),
    "box of 24 rolls": (18, 2000),
    "box of 12 croissants": (15, 2800),
    "tray bake": (12, 3600),
}  # how often, and from how many cents


def planted(size: Sizes) -> dict[str, int]:
    """What an audit must find, by truth."""
    return {
        "notes-illness": size(ILLNESS),
        "notes-phone": size(PHONE),
        "notes-both": size(ILLNESS_AND_PHONE),
    }


def orders(loyalty: pd.DataFrame, size: Sizes) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The order book, and what a reader of all its notes marked."""
    rng, n = stream("bakery", "orders"), size(ORDERS)
    notes = _notes(rng, n, size)
    phones = phone_numbers(rng, size(PHONE))
    taken = np.sort(moments(rng, n, until=17, days=OPEN[:-6]))  # the last are fetched before the data end
    book = pd.DataFrame([notes[i] for i in rng.permutation(n)], columns=["note", "illness", "phone"])
    book["note"] = [fill(rng, note, loyalty, phones) for note in book["note"]]
    who = rng.integers(0, len(loyalty), n)
    joined = loyalty["joined_on"].to_numpy().astype("datetime64[s]")
    shown = (rng.integers(0, 10, n) < 6) & (joined[who] <= taken)
    book["member_id"] = np.where(shown, loyalty["member_id"].to_numpy()[who], "")
    book["ordered_by"] = full_names(loyalty).to_numpy()[who]
    book["item"] = choose(rng, {item: weight for item, (weight, _) in ITEMS.items()}, n)
    book["price_cents"] = book["item"].map({item: cents for item, (_, cents) in ITEMS.items()})
    book["price_cents"] += rng.integers(0, 5, n) * 200
    book["taken_at"] = iso(taken, "m", "")
    book["pickup_on"] = (taken.astype("datetime64[D]") + rng.integers(1, 7, n)).astype(str)
    book["order_id"] = numbered("B", range(n))
    return book, book[["order_id", "illness", "phone"]]


def _notes(rng: np.random.Generator, n: int, size: Sizes) -> list[tuple[str, str, str]]:
    """`n` notes with their fields still empty: text, does it tell of an illness, does it hold a phone number."""
    said, both = WORDS["order_notes"], size(ILLNESS_AND_PHONE)
    parts = {
        ("yes", "yes"): spread(rng, said["illness_and_phone"], both),
        ("yes", "no"): spread(rng, said["illness"], size(ILLNESS) - both),
        ("no", "yes"): spread(rng, said["phone"], size(PHONE) - both),
        ("no", "no"): spread(rng, said["no_illness"], size(NO_ILLNESS)) + spread(rng, said["no_phone"], size(NO_PHONE)),
    }
    parts["no", "no"] += spread(rng, said["plain"], n - sum(map(len, parts.values())))
    return [(note, *marks) for marks, notes in parts.items() for note in notes]
