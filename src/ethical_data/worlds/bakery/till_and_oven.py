"""The till and the oven: what goes over the counter, line by line, until a tray is empty."""

import numpy as np
import pandas as pd

from ..streams import Sizes, choose, iso, numbered, stream, take, weighted
from .loyalty import SWITCHERS
from .shop import GLUTEN_FREE, OPEN, PRICES, SATURDAYS, STAFF, moments_of_day, saturday

SALES = {False: 200, True: 300}  # Saturday?
CARD_PER_CENT = 35
EAGER = (0, 0, 1, 1, 1, 2, 3, 5, 9)  # how often a member comes: a few every other day
# How often each product is in a basket, in the order of words.toml; on Saturdays croissants more often.
HOW_OFTEN = (210, 90, 50, 55, 60, 50, 22, 70, 40, 35, 20, 55, 18, 30, 18, 10, 22, 20, 15, 14, 12, 9, 60, 32, 12)
IN_BASKETS = dict(zip(PRICES, HOW_OFTEN, strict=True))
ON_SATURDAY = IN_BASKETS | {"croissant": 340}
OVENS = {
    "croissant": (92, 1),
    "sourdough loaf": (42, 2),
    "cinnamon bun": (34, 1),
    "cheese scone": (17, 1),
    "sausage roll": (27, 2),
    "rye loaf": (25, 2),
}  # pieces on a weekday, oven
SATURDAY_CROISSANTS = {False: 120, True: 216}  # was there a second bake?
SECOND_BAKE = SATURDAYS[[3, 6, 10]]
#: Those who live a week or three without gluten, for whatever reason: place in the list, last day with it.
BRIEFLY = {
    41: "2025-11-29", 207: "2025-11-29", 333: "2025-11-26", 512: "2025-11-25", 640: "2025-11-22", 811: "2025-11-22",
    905: "2025-11-18", 1033: "2025-11-18", 1277: "2025-11-15",
}  # fmt: skip
REGULARS = SWITCHERS | BRIEFLY
WITH_GLUTEN = ("sourdough loaf", "seeded roll", "pain au chocolat", "baguette", "fruit scone", "carrot cake")


def planted() -> dict[str, int]:
    """What an audit must find, by truth."""
    return {
        "saturdays": len(SATURDAYS),
        "sold-out-saturdays": len(SATURDAYS) - len(SECOND_BAKE),
        "switchers": len(SWITCHERS),
    }


def twelve_weeks(loyalty: pd.DataFrame, size: Sizes) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The till, a row for each line of a receipt; and the trays, a row for each product from the oven and day."""
    rng = stream("bakery", "till")
    regulars = [place for place in REGULARS if place < len(loyalty)]
    others = np.setdiff1d(np.arange(len(loyalty)), regulars)
    eager = np.array(EAGER)[rng.integers(0, len(EAGER), len(others))]
    joined = loyalty["joined_on"].to_numpy().astype("datetime64[D]")[others]
    lines, trays = [], []
    for day in OPEN:
        n = size(SALES[bool(saturday(day))]) + rng.integers(0, 41) - 20
        at = moments_of_day(rng, day, n)
        who = np.where(rng.integers(0, 100, n) < CARD_PER_CENT, others[weighted(rng, eager * (joined <= day), n)], -1)
        served = choose(rng, STAFF, n)
        baked = _baked(rng, day, size)
        visits = _regulars_who_come(rng, day, regulars)
        instead = take(rng, np.arange(n), len(visits))
        baskets = _baskets(rng, n, ON_SATURDAY if saturday(day) else IN_BASKETS)
        for visit, (place, basket) in zip(instead, visits, strict=True):
            who[visit], baskets[visit] = place, basket
        sold, gone, left = _sold(baskets, at, baked)
        lines += [(day, i, at[i], product, quantity, who[i], served[i]) for i, product, quantity in sold]
        trays += [
            (day, product, oven, int(rng.integers(62, 79)), baked[product], gone[product], left[product])
            for product, (_, oven) in OVENS.items()
        ]
    return _till(lines, loyalty), _trays(trays)


def _baked(rng: np.random.Generator, day: np.datetime64, size: Sizes) -> dict[str, int]:
    """How many pieces of each product left the oven."""
    baked = {}
    for product, (pieces, _) in OVENS.items():
        pieces = pieces * 3 // 2 if saturday(day) else pieces
        if product != "croissant":
            pieces += int(rng.integers(0, 7)) - 3
        elif saturday(day):
            pieces = SATURDAY_CROISSANTS[day in SECOND_BAKE]
        baked[product] = size(pieces)
    return baked


def _regulars_who_come(
    rng: np.random.Generator, day: np.datetime64, regulars: list[int]
) -> list[tuple[int, dict[str, int]]]:
    """Their place in the list, and with what they leave: gluten-free food alone after their last day with gluten."""
    visits, weekday = [], int((day.astype(int) + 3) % 7)
    for rank, place in enumerate(regulars):
        if weekday not in ((rank + 1) % 6, (rank + 4) % 6):
            continue
        before = day <= np.datetime64(REGULARS[place])
        foods = WITH_GLUTEN if before else GLUTEN_FREE
        basket = {foods[int(rng.integers(0, len(foods)))]: 1}
        if before:
            basket[foods[int(rng.integers(0, len(foods)))]] = 1
        if rng.integers(0, 3) == 0:
            basket["flat white"] = 1
        visits.append((place, basket))
    return visits


def _baskets(rng: np.random.Generator, n: int, weights: dict[str, int]) -> list[dict[str, int]]:
    """What `n` customers want: product and pieces."""
    count = np.array([1, 1, 1, 2, 2, 2, 3, 4])[rng.integers(0, 8, n)]
    wanted = choose(rng, weights, int(count.sum()))
    pieces = np.array([1, 1, 1, 2])[rng.integers(0, 4, int(count.sum()))].tolist()
    ends = np.cumsum(count)
    return [dict(zip(wanted[start:end], pieces[start:end])) for start, end in zip(ends - count, ends)]


def _sold(
    baskets: list[dict[str, int]], at: np.ndarray, baked: dict[str, int]
) -> tuple[list[tuple[int, str, int]], dict[str, np.datetime64], dict[str, int]]:
    """What each customer gets; when the last piece of a product went (NaT: never); what is left in the evening."""
    lines, left = [], dict(baked)
    gone = dict.fromkeys(baked, np.datetime64("NaT"))
    for i, wanted in enumerate(baskets):
        for product, quantity in wanted.items():
            quantity = min(quantity, left.get(product, quantity))
            if quantity:
                lines.append((i, product, quantity))
            if product in left:
                left[product] -= quantity
                if not left[product] and np.isnat(gone[product]):
                    gone[product] = at[i]
    return lines, gone, left


def _till(lines: list[tuple], loyalty: pd.DataFrame) -> pd.DataFrame:
    till = pd.DataFrame(lines, columns=["day", "visit", "at", "product", "quantity", "place", "served_by"])
    member = np.append(loyalty["member_id"].to_numpy(), "")  # place -1: no card shown
    return till.assign(
        line_id=numbered("L", range(len(till)), 5),
        receipt_id=numbered("R", till.groupby(["day", "visit"], sort=False).ngroup(), 5),
        sold_at=iso(till["at"].to_numpy(), "m", ""),
        member_id=member[till["place"].to_numpy()],
    )


def _trays(rows: list[tuple]) -> pd.DataFrame:
    trays = pd.DataFrame(rows, columns=["day", "product", "oven", "humidity", "pieces_baked", "gone", "left_over"])
    return trays.assign(
        tray_id=numbered("T", range(len(trays))),
        baked_on=trays["day"].astype("datetime64[s]").dt.strftime("%Y-%m-%d"),
        sold_out_at=iso(trays["gone"].to_numpy(), "m", ""),
    )
