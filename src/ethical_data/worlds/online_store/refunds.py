"""Refund requests of the online store, decided by a rule that nobody meant to be unfair; and a list of call-backs.

The rule adds up risk points. Some of them hang on the delivery area alone. Every cell of area, age and refund
history holds an exact number of instant refunds, with the area's points and without, so that each gap is exact.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..streams import Sizes, iso, numbered, quota, stream, take, weighted

CUTOFF = 50  # risk points from which a request goes to a person
HISTORY = ("none", "one", "two or more")  # refunds before
AGES = UNDER_60, OVER_60, UNKNOWN = ("under 60", "60 and over", "")
MIX = {"West": (200, 500, 300), "East": (600, 300, 100), "North": (126, 120, 54), "Islands": (2, 8, 10)}  # by HISTORY
AREA_POINTS = {"West": 0, "East": 15, "North": 5, "Islands": 10}
TOWNS = {"West": 44, "East": 44, "North": 10, "Islands": 2}  # of 100 towns
LAST_ORDER = "2025-12-06"  # so that every request falls into the year

# What becomes of requests, by HISTORY
WEST = (92, 76, 56)  # instant refunds of 100 requests, under 60
OLDER = 4  # so many fewer of 100 for those of 60 and over, in every area
EAST_GAP = (8, 12, 20)  # so many fewer in the East, under 60; twice as many for those of 60 and over
EAST_LEFT = 12  # what stays of that for those of 60 and over without the area's points
NORTH_GAP = 4
NORTH_AGES = {UNDER_60: (75, 75, 25), OVER_60: (25, 25, 25), UNKNOWN: (26, 20, 4)}
NORTH_UNKNOWN = ((22, 23), (14, 15), (2, 2))  # instant with and without the area's points, age not recorded
ISLANDS = {UNDER_60: ((1, 1, 1), (6, 5, 6), (7, 2, 3)), OVER_60: ((1, 1, 1), (2, 1, 1), (3, 1, 1))}  # requests first
DISHONEST = (4, 4, 8)  # claims of 100, alike in every area
CAUGHT_BY_AREA = {("East", UNDER_60): (2, 1, 1)}  # dishonest claims that only the area's points sent to review
DAYS = (2, 5, 8, 8, 6, 4, 2)  # weights of a review of 3, 4, … 9 days

TOPICS = ("delivery", "invoice", "technical")
CALLS = {  # language of the form: by topic, requests to be called back, and how many were on the same day
    "English": ((300, 240), (100, 60), (100, 40)),
    "other": ((60, 48), (60, 36), (180, 72)),
    "": ((5, 4), (4, 2), (3, 1)),
}


class Cell(NamedTuple):
    """Requests of one age and refund history in an area: how many, and how many are instant."""

    age: str
    history: int  # its place in HISTORY
    requests: int
    instant: int
    without: int  # instant if the rule dropped the area's points


def tables(customers: pd.DataFrame, orders: pd.DataFrame, size: Sizes) -> dict[str, pd.DataFrame]:
    """The two tables, from accounts (customer_id, town) and orders (number, time, account, amount)."""
    return {"refund_requests": _requests(customers, orders, size), "call_backs": _calls(size)}


def _cells(area: str) -> list[Cell]:
    """The area's cells, by age."""
    if area == "Islands":
        return [Cell(age, h, *cell) for age, cells in ISLANDS.items() for h, cell in enumerate(cells)]
    if area == "North":
        return [Cell(age, h, n, *_north(age, h, n)) for age, ns in NORTH_AGES.items() for h, n in enumerate(ns)]
    return [_west_or_east(area, age, h) for age in (UNDER_60, OVER_60) for h in range(len(HISTORY))]


def _north(age: str, h: int, n: int) -> tuple[int, int]:
    """Instant of `n` requests, with the area's points and without."""
    usual = WEST[h] - OLDER * (age == OVER_60)
    return NORTH_UNKNOWN[h] if age == UNKNOWN else (_of(n, usual - NORTH_GAP), _of(n, usual))


def _west_or_east(area: str, age: str, h: int) -> Cell:
    """A quarter of the requests come from people of 60 and over."""
    older, east = age == OVER_60, area == "East"
    quarter = MIX[area][h] // 4
    n = quarter if older else MIX[area][h] - quarter
    usual = WEST[h] - OLDER * older
    gap, left = EAST_GAP[h] * (1 + older) * east, EAST_LEFT * older * east
    return Cell(age, h, n, _of(n, usual - gap), _of(n, usual - left))


def _of(n: int, percent: int) -> int:
    """So many of 100, of n people: exact, or the quota was chosen badly."""
    people, rest = divmod(n * percent, 100)
    assert rest == 0, f"{percent} % of {n} is no whole number"
    return people


def _requests(customers: pd.DataFrame, orders: pd.DataFrame, size: Sizes) -> pd.DataFrame:
    """Each cell is filled with people of its area who have ordered often enough; the request is of their last order."""
    rng = stream("store", "refunds")
    towns = np.sort(customers["town"].unique().astype(str))
    area = dict(zip(towns, np.array(list(TOWNS), dtype=object)[weighted(rng, list(TOWNS.values()), len(towns))]))
    orders = orders.loc[orders["ordered_at"] < LAST_ORDER, ["order_id", "ordered_at", "customer_id", "amount_cents"]]
    orders = orders.assign(before=orders.groupby("customer_id").cumcount())
    last = orders.drop_duplicates("customer_id", keep="last").set_index("customer_id")
    where = last.index.map(customers.set_index("customer_id")["town"]).map(area)
    parts = []
    for name in MIX:
        free = take(rng, last.index[where == name], int((where == name).sum()))
        for cell in sorted(_cells(name), key=lambda cell: -cell.history):
            able = free[last.loc[free, "before"].to_numpy() >= cell.history][: size(cell.requests)]
            free = free[~np.isin(free, able)]
            parts.append(_decided(rng, able, name, cell, size))
    made = pd.concat(parts, ignore_index=True).join(last[["order_id", "ordered_at", "amount_cents"]], on="customer_id")
    wait = rng.integers(2 * 86_400, 20 * 86_400, len(made)).astype("timedelta64[s]")
    made["at"] = made["ordered_at"].str.rstrip("Z").to_numpy(dtype="datetime64[s]") + wait
    made = made.sort_values(["at", "order_id"], kind="stable", ignore_index=True)
    return made.assign(request_id=numbered("R", range(len(made)), 5), requested_at=iso(made["at"].to_numpy()))


def _decided(rng: np.random.Generator, who: np.ndarray, area: str, cell: Cell, size: Sizes) -> pd.DataFrame:
    """One cell: who gets the money at once, who waits for the area's points alone, who waits anyway."""
    points, n = AREA_POINTS[area], len(who)
    instant, by_area = size(cell.instant), size(cell.without) - size(cell.instant)
    anyway = n - instant - by_area
    kind = np.repeat(["instant", "area", "anyway"], [instant, by_area, anyway])
    now, waits = kind == "instant", kind == "area"
    low = np.select([now, waits], [points, CUTOFF], CUTOFF + points)
    high = np.select([now, waits], [CUTOFF, CUTOFF + points], CUTOFF + points + 30)
    honest = _honest(area, cell, (instant, by_area, anyway), size)
    shuffled = rng.permutation(n)
    return pd.DataFrame(
        {
            "customer_id": who[shuffled],
            "area": area,
            "age_band": cell.age,
            "refunds_before": HISTORY[cell.history],
            "area_points": points,
            "risk_points": rng.integers(low, high, n),
            "decision": np.where(now, "instant", "review"),
            "days": np.where(now, 0, 3 + weighted(rng, DAYS, n)),
            "claim": np.where(honest, "honest", "not honest"),
        }
    )


def _honest(area: str, cell: Cell, counts: tuple[int, int, int], size: Sizes) -> np.ndarray:
    """Whether each claim is honest: of the instant, of those that wait for the area's points alone, of the rest."""
    n, percent = sum(counts), DISHONEST[cell.history]
    false = -(-n * percent // 100) if area == "North" else n * percent // 100
    caught = size(CAUGHT_BY_AREA.get((area, cell.age), (0, 0, 0))[cell.history])
    held = min((false - caught + 1) // 2, counts[2])
    return np.concatenate([np.arange(n) >= bad for n, bad in zip(counts, (false - caught - held, caught, held))])


def _calls(size: Sizes) -> pd.DataFrame:
    rng = stream("store", "call-backs")
    counts = {}
    for language, cells in CALLS.items():
        for topic, (n, same_day) in zip(TOPICS, cells):
            counts[f"{language}|{topic}|yes"] = size(same_day)
            counts[f"{language}|{topic}|no"] = size(n) - size(same_day)
    made = pd.DataFrame([key.split("|") for key in quota(rng, counts)], columns=["language", "topic", "same_day"])
    return made.assign(row=made.index + 1)


def _gap(ages: tuple[str, ...] = AGES, without: bool = False, mix: tuple[int, ...] | None = None) -> float:
    """Rate of the East less rate of the West, like with like, in points; exact."""
    weights = mix or tuple(map(sum, zip(*MIX.values())))

    def rate(area: str, h: int) -> Fraction:
        cells = [cell for cell in _cells(area) if cell.history == h and cell.age in ages]
        return Fraction(sum(c.without if without else c.instant for c in cells), sum(c.requests for c in cells))

    return _weighted(weights, [rate("East", h) - rate("West", h) for h in range(len(HISTORY))])


def _calls_gap(weights: Sequence[int] | None = None) -> float:
    """Same-day calls of 100: other languages less English, all topics together or, with weights, topic by topic."""

    def rate(cells: Sequence[tuple[int, int]]) -> Fraction:
        return Fraction(sum(same_day for _, same_day in cells), sum(n for n, _ in cells))

    if weights is None:
        return _weighted([1], [rate(CALLS["other"]) - rate(CALLS["English"])])
    return _weighted(weights, [rate([a]) - rate([b]) for a, b in zip(CALLS["other"], CALLS["English"])])


def _weighted(weights: Sequence[int], gaps: Sequence[Fraction]) -> float:
    """Mean of gaps, in points of 100."""
    return float(sum(100 * weight * gap for weight, gap in zip(weights, gaps)) / sum(weights))


def planted(size: Sizes) -> dict[str, float]:
    """Gaps in points of 100 (exact whatever the size), and counts at this size."""
    share = {area: sum(cell.instant for cell in _cells(area)) / sum(MIX[area]) for area in MIX}
    gaps = {
        "gap-crude": 100 * (share["East"] - share["West"]),
        "gap": _gap(),
        "gap-mix-of-east": _gap(mix=MIX["East"]),
        "gap-mix-of-west": _gap(mix=MIX["West"]),
        "gap-under-60": _gap((UNDER_60,)),
        "gap-60-and-over": _gap((OVER_60,)),
        "age-in-west": -float(OLDER),
        "gap-without-area-points": _gap(without=True),
        "gap-without-area-points-60-and-over": _gap((OVER_60,), without=True),
        "calls-crude": _calls_gap(),
        "calls-gap": _calls_gap([sum(n for n, _ in cells) for cells in zip(*CALLS.values())]),
    }
    return {name: round(gap, 6) for name, gap in gaps.items()} | {
        "only-area-points": sum(size(cell.without) - size(cell.instant) for cell in _cells("East")),
        "only-area-points-dishonest": size.total(CAUGHT_BY_AREA["East", UNDER_60]),
        "islands": _all_requests("Islands", size),
        "islands-instant": size.total(cell.instant for cell in _cells("Islands")),
        "age-not-recorded": size.total(NORTH_AGES[UNKNOWN]),
    }


def _all_requests(area: str, size: Sizes) -> int:
    return size.total(cell.requests for cell in _cells(area))


def numbers(size: Sizes) -> dict[str, int]:
    """What the dictionary says of the rule and of the samples."""
    return {
        "cutoff": CUTOFF,
        "requests_east": _all_requests("East", size),
        "requests_west": _all_requests("West", size),
        "calls_other": size.total(n for n, _ in CALLS["other"]),
        "calls_english": size.total(n for n, _ in CALLS["English"]),
    }
