"""The florist next door, for the transfer task: its own words for everything."""

import numpy as np
import pandas as pd

from ..people import draw, people
from ..streams import Sizes, choose, numbered, stream
from .loyalty import LOCALES, full_names
from .shop import OPEN, WORDS
from .wording import fill, phone_numbers, spread

ORDERS = 140
CARDS_ILLNESS, CARDS_NO_ILLNESS, NOTES_PHONE = 19, 4, 12
FLOWERS = {"roses": 22, "lilies": 14, "tulips": 10, "mixed bunch": 38, "wreath": 9, "orchid": 7}
CENTS = {"roses": 3200, "lilies": 2800, "tulips": 1900, "mixed bunch": 3500, "wreath": 6000, "orchid": 2600}


def planted(size: Sizes, orders: pd.DataFrame, reads: pd.DataFrame) -> dict[str, int]:
    """What an audit must find, by truth."""
    return {
        "florist-nobody-reads": len(set(orders.columns) - set(reads["column"])),
        "florist-illness": size(CARDS_ILLNESS),
        "florist-phone": size(NOTES_PHONE),
    }


def orders(size: Sizes) -> pd.DataFrame:
    """One row for each bunch that was sent."""
    rng, n, said = stream("bakery", "florist"), size(ORDERS), WORDS["florist"]
    crowd = people(rng, 2 * n, LOCALES)
    name = full_names(crowd).to_numpy()
    cards = spread(rng, said["cards_illness"], size(CARDS_ILLNESS))
    cards += spread(rng, said["cards_no_illness"], size(CARDS_NO_ILLNESS))
    cards += spread(rng, said["cards"], n - len(cards))
    cards = [cards[i] for i in rng.permutation(n)]
    notes = spread(rng, said["driver_phone"], size(NOTES_PHONE))
    notes += spread(rng, said["driver"], n - len(notes))
    notes = [notes[i] for i in rng.permutation(n)]
    in_notes, of_buyers = phone_numbers(rng, size(NOTES_PHONE)), phone_numbers(rng, n)
    taken = np.sort(OPEN[rng.integers(0, len(OPEN), n)])
    street = draw(rng, "street", np.repeat("en_GB", n))
    flowers = choose(rng, FLOWERS, n)
    return pd.DataFrame(
        {
            "order_no": numbered("F", range(n), 3),
            "taken_on": taken.astype(str),
            "buyer": name[:n],
            "buyer_phone": np.where(rng.integers(0, 5, n) > 0, np.array(of_buyers, dtype=object), ""),
            "buyer_born": rng.integers(1938, 2005, n),
            "flowers": flowers,
            "price_cents": [CENTS[kind] for kind in flowers],
            "to_name": name[n:],
            "to_street": [f"{number} {road}" for number, road in zip(rng.integers(1, 90, n), street)],
            "deliver_on": (taken + rng.integers(1, 4, n)).astype(str),
            "card_words": [fill(rng, card, crowd, []) for card in cards],
            "driver_note": [fill(rng, note, crowd, in_notes) for note in notes],
            "van_mileage": 48_210 + np.cumsum(rng.integers(3, 40, n)),
        }
    )


def reads() -> pd.DataFrame:
    """One row for each column that one of the florist's lists reads."""
    rows = [(name, column) for name, columns in WORDS["florist"]["reads"].items() for column in columns.split()]
    made = pd.DataFrame(rows, columns=["list", "column"])
    return made.assign(row=made.index + 1)
