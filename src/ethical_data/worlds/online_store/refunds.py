"""Refund requests of the online store, decided by a rule that nobody meant to be unfair; and a list of
call-backs.

The rule adds up risk points. Some of them hang on the delivery area alone. Every cell of area, age and
refund history holds an exact number of instant refunds, with the area's points and without, so that each
gap below is exact.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pandas as pd

from ..dictionary import Column, Table, Truth
from ..streams import iso, quota, stream, weighted

LESSON = "05-fair-to-everyone"
CUTOFF = 50  # risk points from which a request goes to a person
HISTORY = ("none", "one", "two or more")
AGES = ("under 60", "60 and over", "")
MIX = {"West": (200, 500, 300), "East": (600, 300, 100), "North": (126, 120, 54), "Islands": (2, 8, 10)}
AREA_POINTS = {"West": 0, "East": 15, "North": 5, "Islands": 10}
TOWNS = {"West": 44, "East": 44, "North": 10, "Islands": 2}  # of 100 towns
AREAS = tuple(MIX)

WEST = (92, 76, 56)  # instant refunds of 100 requests, under 60, by refund history
OLDER = 4  # so many fewer of 100 for those of 60 and over, in every area
EAST_GAP = (8, 12, 20)  # so many fewer in the East, under 60; twice as many for those of 60 and over
EAST_LEFT = 12  # what stays of that for those of 60 and over without the area's points
NORTH_GAP = 4
ISLANDS = {"under 60": ((1, 1, 1), (6, 5, 6), (7, 2, 3)), "60 and over": ((1, 1, 1), (2, 1, 1), (3, 1, 1))}
NORTH_AGES = {"under 60": (75, 75, 25), "60 and over": (25, 25, 25), "": (26, 20, 4)}
NORTH_UNKNOWN = ((22, 23), (14, 15), (2, 2))  # instant with and without the area's points, age not recorded
DISHONEST = (4, 4, 8)  # of 100, by refund history, alike in every area
CAUGHT_BY_AREA = {("East", "under 60"): (2, 1, 1)}  # dishonest claims that only the area's points sent to review
DAYS = (2, 5, 8, 8, 6, 4, 2)  # weights of a review of 3, 4, … 9 days

CALLS = {
    "English": ((300, 240), (100, 60), (100, 40)),
    "other": ((60, 48), (60, 36), (180, 72)),
    "": ((5, 4), (4, 2), (3, 1)),
}
TOPICS = ("delivery", "invoice", "technical")

_WHY, _KEPT = "to decide on the refund", "six years after the order"
_CHECK, _SHORT = (
    "to check that the rule treats people alike, and for nothing else",
    "until the yearly check is done",
)
_CALL, _YEAR = "to call back", "one year"
TABLES = (
    Table(
        "refund_requests",
        "Refund requests and what the rule decided; one for each customer, the latest.",
        "request_id",
        (
            Column("request_id", "string", "Request", "yes", _WHY, _KEPT),
            Column("requested_at", "datetime", "When, UTC", "yes", _WHY, _KEPT),
            Column("customer_id", "string", "Account", "yes", _WHY, _KEPT),
            Column("order_id", "string", "Order", "yes", _WHY, _KEPT),
            Column("area", "string", "Delivery area, as the carrier draws it", "yes", _WHY, _KEPT, choices=AREAS),
            Column(
                "age_band",
                "string",
                "From the birth date given at sign-up; empty: none given",
                "yes",
                _CHECK,
                _SHORT,
                choices=AGES[:2],
            ),
            Column(
                "refunds_before",
                "string",
                "Refunds of this customer before this request",
                "yes",
                _WHY,
                _KEPT,
                choices=HISTORY,
            ),
            Column("amount_cents", "integer", "Amount asked for", "yes", _WHY, _KEPT, unit="cents"),
            Column(
                "risk_points",
                "integer",
                f"All points of the rule; from {CUTOFF} on a person looks first",
                "yes",
                _WHY,
                _KEPT,
            ),
            Column(
                "area_points",
                "integer",
                "Of these, points for the area: where the carrier loses many parcels",
                "yes",
                _WHY,
                _KEPT,
            ),
            Column(
                "decision",
                "string",
                "Money at once, or after a review",
                "yes",
                _WHY,
                _KEPT,
                choices=("instant", "review"),
            ),
            Column("days", "integer", "Days until the money was sent or refused", "yes", _WHY, _KEPT, unit="days"),
            Column(
                "claim",
                "string",
                "What was known two months later, for every request: was the claim honest?",
                "yes",
                _WHY,
                _KEPT,
                choices=("honest", "not honest"),
            ),
        ),
        {"customer_id": "customers.customer_id", "order_id": "orders.order_id"},
    ),
    Table(
        "call_backs",
        "Requests to be called back, from the form on the site, without names.",
        "row",
        (
            Column("row", "integer", "Line"),
            Column(
                "language",
                "string",
                "Language of the form; empty: not kept",
                "yes",
                _CALL,
                _YEAR,
                choices=("English", "other"),
            ),
            Column("topic", "string", "What it was about", "yes", _CALL, _YEAR, choices=TOPICS),
            Column(
                "same_day",
                "string",
                "Called back on the same day?",
                "yes",
                _CALL,
                _YEAR,
                choices=("yes", "no"),
            ),
        ),
    ),
)


def tables(customers: pd.DataFrame, orders: pd.DataFrame, size: Callable[[int], int]) -> dict[str, pd.DataFrame]:
    """The two tables, from accounts (customer_id, town) and orders (number, time, account, amount)."""
    return {"refund_requests": _requests(customers, orders, size), "call_backs": _calls(size)}


def _cells(area: str) -> list[tuple[str, int, int, int, int]]:
    """(age, place of the history, requests, instant, instant without the area's points)."""
    rows = []
    for age in AGES:
        for h, n in enumerate(MIX[area]):
            older = age == AGES[1]
            usual = WEST[h] - OLDER * older
            if area == "Islands":
                if age:
                    rows.append((age, h, *ISLANDS[age][h]))
            elif area == "North":
                n = NORTH_AGES[age][h]
                got = NORTH_UNKNOWN[h] if not age else (_of(n, usual - NORTH_GAP), _of(n, usual))
                rows.append((age, h, n, *got))
            elif age:
                n = n // 4 if older else n - n // 4
                gap = EAST_GAP[h] * (1 + older) if area == "East" else 0
                left = EAST_LEFT * older if area == "East" else 0
                rows.append((age, h, n, _of(n, usual - gap), _of(n, usual - left)))
    return rows


def _of(n: int, percent: int) -> int:
    """So many of 100, of n people: exact, or the quota was chosen badly."""
    people, rest = divmod(n * percent, 100)
    assert rest == 0, f"{percent} % of {n} is no whole number"
    return people


def _requests(customers: pd.DataFrame, orders: pd.DataFrame, size: Callable[[int], int]) -> pd.DataFrame:
    rng = stream("store", "refunds")
    towns = np.sort(customers["town"].unique().astype(str))
    area = dict(zip(towns, np.array(AREAS, dtype=object)[weighted(rng, [TOWNS[a] for a in AREAS], len(towns))]))
    orders = orders.loc[orders["ordered_at"] < "2025-12-06", ["order_id", "ordered_at", "customer_id", "amount_cents"]]
    orders = orders.assign(place=orders.groupby("customer_id").cumcount())
    last = orders.drop_duplicates("customer_id", keep="last").set_index("customer_id")
    where = last.index.map(customers.set_index("customer_id")["town"]).map(area)
    parts = []
    for name in AREAS:
        free = last.index[where == name].to_numpy()[rng.permutation(int((where == name).sum()))]
        for age, h, n, instant, without in sorted(_cells(name), key=lambda cell: -cell[1]):
            able = free[last.loc[free, "place"].to_numpy() >= h][: size(n)]  # so many orders before this one
            free = free[~np.isin(free, able)]
            parts.append(_decided(rng, able, name, age, h, (size(instant), size(without) - size(instant)), size))
    made = pd.concat(parts, ignore_index=True).join(last[["order_id", "ordered_at", "amount_cents"]], on="customer_id")
    wait = rng.integers(2 * 86_400, 20 * 86_400, len(made)).astype("timedelta64[s]")
    made["at"] = made["ordered_at"].str.rstrip("Z").to_numpy(dtype="datetime64[s]") + wait
    made = made.sort_values(["at", "order_id"], kind="stable", ignore_index=True)
    return made.assign(
        request_id=[f"R{i:05d}" for i in range(1, len(made) + 1)], requested_at=iso(made["at"].to_numpy())
    )


def _decided(
    rng: np.random.Generator,
    who: np.ndarray,
    area: str,
    age: str,
    h: int,
    got: tuple[int, int],
    size: Callable[[int], int],
) -> pd.DataFrame:
    """One cell: who gets the money at once, who waits for the area's points alone, who waits anyway."""
    instant, by_area = got
    anyway = len(who) - instant - by_area
    false = -(-len(who) * DISHONEST[h] // 100) if area == "North" else len(who) * DISHONEST[h] // 100
    caught = size(CAUGHT_BY_AREA.get((area, age), (0, 0, 0))[h])
    held = min((false - caught + 1) // 2, anyway)
    kind = np.repeat(["instant", "area", "anyway"], [instant, by_area, anyway])
    claim = np.concatenate(
        [np.arange(n) >= bad for n, bad in ((instant, false - caught - held), (by_area, caught), (anyway, held))]
    )
    points, n = AREA_POINTS[area], len(who)
    low = np.select([kind == "instant", kind == "area"], [points, CUTOFF], CUTOFF + points)
    high = np.select([kind == "instant", kind == "area"], [CUTOFF, CUTOFF + points], CUTOFF + points + 30)
    shuffled = rng.permutation(n)
    return pd.DataFrame(
        {
            "customer_id": who[shuffled],
            "area": area,
            "age_band": age,
            "refunds_before": HISTORY[h],
            "area_points": points,
            "risk_points": rng.integers(low, high, n),
            "decision": np.where(kind == "instant", "instant", "review"),
            "days": np.where(kind == "instant", 0, 3 + weighted(rng, DAYS, n)),
            "claim": np.where(claim, "honest", "not honest"),
        }
    )


def _calls(size: Callable[[int], int]) -> pd.DataFrame:
    rng = stream("store", "call-backs")
    counts = {}
    for language, cells in CALLS.items():
        for topic, (n, same_day) in zip(TOPICS, cells):
            counts |= {
                (language, topic, "yes"): size(same_day),
                (language, topic, "no"): size(n) - size(same_day),
            }
    drawn = quota(rng, {"|".join(key): n for key, n in counts.items()})
    made = pd.DataFrame([key.split("|") for key in drawn], columns=["language", "topic", "same_day"])
    return made.assign(row=made.index + 1)


def _gap(
    a: str, b: str, ages: tuple[str, ...] = AGES, without: bool = False, mix: tuple[int, ...] | None = None
) -> float:
    """Rate of area a less rate of area b, like with like, in points; exact."""
    total = mix or tuple(map(sum, zip(*MIX.values())))

    def rate(area: str, h: int) -> Fraction:
        cells = [c for c in _cells(area) if c[1] == h and c[0] in ages]
        return Fraction(sum(c[4 if without else 3] for c in cells), sum(c[2] for c in cells))

    return float(sum(Fraction(100 * w, sum(total)) * (rate(a, h) - rate(b, h)) for h, w in enumerate(total)))


def truths(size: Callable[[int], int]) -> list[Truth]:
    """What was planted; gaps in points of 100, counts at this size."""
    alike = "mean over three strata of refund history (none, one, two or more), weighted by the shop's "
    alike += "requests: 40, 40 and 20 %"
    share = lambda area: sum(c[3] for c in _cells(area)) / sum(MIX[area])  # noqa: E731
    n = {area: sum(size(c[2]) for c in _cells(area)) for area in AREAS}
    both = f"{n['East']:,} requests from the East, {n['West']:,} from the West"

    def estimated(
        name: str,
        says: str,
        value: float,
        estimand: str,
        width: float,
        table: str = "refund_requests",
        sample: str = both,
    ) -> Truth:
        return Truth(name, LESSON, "estimated", says, round(value, 6), table, estimand, sample, width)

    def counted(name: str, says: str, value: int, table: str = "refund_requests") -> Truth:
        return Truth(name, LESSON, "counted", says, value, table)

    east = "instant refunds of 100 requests, East less West"
    return [
        estimated("gap-crude", "All requests, unlike with unlike.", 100 * (share("East") - share("West")), east, 8.5),
        estimated("gap", "Like with like.", _gap("East", "West"), f"{east}; {alike}", 8.5),
        estimated(
            "gap-mix-of-east",
            "The same strata, weighted as the East's requests.",
            _gap("East", "West", mix=MIX["East"]),
            f"{east}; weights 60, 30 and 10 %",
            8.5,
        ),
        estimated(
            "gap-mix-of-west",
            "The same strata, weighted as the West's requests.",
            _gap("East", "West", mix=MIX["West"]),
            f"{east}; weights 20, 50 and 30 %",
            9.5,
        ),
        estimated(
            "gap-under-60",
            "Like with like, under 60.",
            _gap("East", "West", AGES[:1]),
            f"{east}; {alike}",
            10,
        ),
        estimated(
            "gap-60-and-over",
            "Like with like, 60 and over: twice the gap of those under 60.",
            _gap("East", "West", AGES[1:2]),
            f"{east}; {alike}",
            17,
        ),
        estimated(
            "age-in-west",
            "The age effect apart from the area gap.",
            -float(OLDER),
            f"instant refunds of 100 requests in the West, 60 and over less under 60; {alike}",
            13,
        ),
        estimated(
            "gap-without-area-points",
            "Like with like, if the rule dropped the area's points.",
            _gap("East", "West", without=True),
            f"{east}; {alike}",
            8.5,
        ),
        estimated(
            "gap-without-area-points-60-and-over",
            "What then stays for those of 60 and over.",
            _gap("East", "West", AGES[1:2], without=True),
            f"{east}; {alike}",
            17,
        ),
        counted(
            "only-area-points",
            "Requests from the East that only the area's points sent to review.",
            sum(size(c[4]) - size(c[3]) for c in _cells("East")),
        ),
        counted(
            "only-area-points-dishonest",
            "Of these: claims that were not honest.",
            sum(map(size, CAUGHT_BY_AREA["East", AGES[0]])),
        ),
        counted("islands", "Requests from the Islands: too few to tell anything.", n["Islands"]),
        counted("islands-instant", "Of these: instant.", sum(size(c[3]) for c in _cells("Islands"))),
        counted(
            "age-not-recorded",
            "Requests without an age band.",
            sum(size(c[2]) for c in _cells("North") if not c[0]),
        ),
        estimated(
            "calls-crude",
            "Call-backs on the same day: other languages less English, all topics together.",
            _calls_gap(None),
            "same-day calls of 100",
            15,
            "call_backs",
            "300 against 500",
        ),
        estimated(
            "calls-gap",
            "The same, topic by topic: no gap.",
            _calls_gap([sum(t[0] for t in c) for c in zip(*CALLS.values())]),
            "same-day calls of 100; mean over three topics, weighted by all requests",
            15,
            "call_backs",
            "300 against 500",
        ),
    ]


def _calls_gap(weights: list[int] | None) -> float:
    a, b = CALLS["other"], CALLS["English"]
    if weights is None:
        return float(
            100
            * (
                Fraction(sum(y for _, y in a), sum(n for n, _ in a))
                - Fraction(sum(y for _, y in b), sum(n for n, _ in b))
            )
        )
    return float(
        sum(
            Fraction(100 * w, sum(weights)) * (Fraction(p[1], p[0]) - Fraction(q[1], q[0]))
            for w, p, q in zip(weights, a, b)
        )
    )
