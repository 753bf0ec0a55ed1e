"""The refund requests hold what was planted: counted again from the CSV, without the generator."""

import csv
import json
import math
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "data" / "online_store"
YOUNG, OLD, STRATA = "under 60", "60 and over", ("none", "one", "two or more")


def rows(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def truths():
    told = json.loads((FOLDER / "datapackage.json").read_text("utf-8"))["ethical_data"]["planted_truths"]
    return {t["id"]: t for t in told if t["lesson"] == "05-fair-to-everyone"}


@pytest.fixture(scope="module")
def requests():
    return rows("refund_requests")


def instant(r):
    return r["decision"] == "instant"


def without_area(r):
    return int(r["risk_points"]) - int(r["area_points"]) < 50


def standard(people, weights, yes, stratum):
    """Exact rate, its variance: the weighted mean over strata."""
    cells = defaultdict(list)
    for p in people:
        cells[p[stratum]].append(yes(p))
    total = sum(weights.values())
    shares = {s: Fraction(sum(cells[s]), len(cells[s])) for s in weights}
    rate = sum(Fraction(w, total) * shares[s] for s, w in weights.items())
    spread = sum((w / total) ** 2 * float(shares[s] * (1 - shares[s])) / len(cells[s]) for s, w in weights.items())
    return rate, spread


def apart(a, b, weights, yes=instant, stratum="refunds_before"):
    (rate_a, spread_a), (rate_b, spread_b) = (
        standard(a, weights, yes, stratum),
        standard(b, weights, yes, stratum),
    )
    return 100 * (rate_a - rate_b), 100 * 1.96 * math.sqrt(spread_a + spread_b)


def test_every_estimated_truth_is_met_exactly_and_its_interval_is_no_wider_than_stated(requests, truths):
    area = {name: [r for r in requests if r["area"] == name] for name in ("East", "West")}
    aged = {k: {a: [r for r in v if r["age_band"] == a] for a in (YOUNG, OLD)} for k, v in area.items()}
    all_mix = Counter(r["refunds_before"] for r in requests)
    assert [all_mix[s] * 5 for s in STRATA] == [2 * len(requests), 2 * len(requests), len(requests)]
    one = {"": 1}
    flat = [[r | {"all": ""} for r in area[name]] for name in ("East", "West")]
    calls = {k: [r for r in rows("call_backs") if r["language"] == k] for k in ("other", "English")}
    same = lambda r: r["same_day"] == "yes"  # noqa: E731
    found = {
        "gap-crude": apart(*flat, one, stratum="all"),
        "gap": apart(area["East"], area["West"], all_mix),
        "gap-mix-of-east": apart(area["East"], area["West"], Counter(r["refunds_before"] for r in area["East"])),
        "gap-mix-of-west": apart(area["East"], area["West"], Counter(r["refunds_before"] for r in area["West"])),
        "gap-under-60": apart(aged["East"][YOUNG], aged["West"][YOUNG], all_mix),
        "gap-60-and-over": apart(aged["East"][OLD], aged["West"][OLD], all_mix),
        "age-in-west": apart(aged["West"][OLD], aged["West"][YOUNG], all_mix),
        "gap-without-area-points": apart(area["East"], area["West"], all_mix, without_area),
        "gap-without-area-points-60-and-over": apart(aged["East"][OLD], aged["West"][OLD], all_mix, without_area),
        "calls-crude": apart(*[[r | {"all": ""} for r in calls[k]] for k in ("other", "English")], one, same, "all"),
        "calls-gap": apart(
            calls["other"],
            calls["English"],
            Counter(r["topic"] for r in rows("call_backs") if r["language"]),
            same,
            "topic",
        ),
    }
    assert found.keys() == {name for name, t in truths.items() if t["kind"] == "estimated"}
    for name, (gap, half) in found.items():
        assert gap == Fraction(str(truths[name]["value"])), name
        assert 2 * half <= truths[name]["width"], name


def test_the_gap_is_fifteen_points_twice_as_large_for_the_old_and_age_alone_is_four(truths):
    assert {k: truths[k]["value"] for k in ("gap", "gap-under-60", "gap-60-and-over", "age-in-west")} == {
        "gap": -15, "gap-under-60": -12, "gap-60-and-over": -24, "age-in-west": -4}  # fmt: skip


def test_every_counted_truth_is_met(requests, truths):
    by_area = [r for r in requests if r["area"] == "East" and not instant(r) and without_area(r)]
    islands = [r for r in requests if r["area"] == "Islands"]
    found = {
        "only-area-points": len(by_area),
        "only-area-points-dishonest": sum(r["claim"] == "not honest" for r in by_area),
        "islands": len(islands),
        "islands-instant": sum(map(instant, islands)),
        "age-not-recorded": sum(not r["age_band"] for r in requests),
    }
    assert found == {name: t["value"] for name, t in truths.items() if t["kind"] == "counted"}


def test_the_rule_decides_by_its_points_and_money_at_once_takes_no_days(requests):
    for r in requests:
        assert instant(r) == (int(r["risk_points"]) < 50) and (int(r["days"]) == 0) == instant(r)
        assert int(r["risk_points"]) >= int(r["area_points"]) >= 0
    points = defaultdict(set)
    for r in requests:
        points[r["area"]].add(r["area_points"])
    assert all(len(p) == 1 for p in points.values())


def test_honest_claims_are_as_frequent_in_east_and_west_at_each_history(requests):
    share = Counter()
    for r in requests:
        if r["area"] in ("East", "West"):
            share[r["area"], r["refunds_before"], r["claim"]] += 1
    for s in STRATA:
        odds = {Fraction(share[a, s, "not honest"], share[a, s, "honest"]) for a in ("East", "West")}
        assert len(odds) == 1


def test_a_request_follows_its_order_of_its_customer_and_a_town_lies_in_one_area(requests):
    orders = {o["order_id"]: o for o in rows("orders")}
    town = {c["customer_id"]: c["town"] for c in rows("customers")}
    placed = defaultdict(list)
    for o in orders.values():
        placed[o["customer_id"]].append(o["ordered_at"])
    where = defaultdict(set)
    for r in requests:
        order = orders[r["order_id"]]
        gap = datetime.fromisoformat(r["requested_at"]) - datetime.fromisoformat(order["ordered_at"])
        assert timedelta(days=2) <= gap <= timedelta(days=20) and order["customer_id"] == r["customer_id"]
        assert r["amount_cents"] == order["amount_cents"]
        earlier = sum(at < order["ordered_at"] for at in placed[r["customer_id"]])
        assert earlier >= STRATA.index(r["refunds_before"])
        where[town[r["customer_id"]]].add(r["area"])
    assert all(len(areas) == 1 for areas in where.values())
    assert len({r["customer_id"] for r in requests}) == len(requests)


def test_the_table_does_not_repeat_by_accident_at_twice_the_size(tmp_path):
    from ethical_data.worlds import package

    package.write("online_store", tmp_path, 2.0)
    with (tmp_path / "refund_requests.csv").open(encoding="utf-8", newline="") as file:
        double = list(csv.DictReader(file))
    once = Counter((r["area"], r["age_band"], r["refunds_before"], r["decision"]) for r in rows("refund_requests"))
    assert Counter((r["area"], r["age_band"], r["refunds_before"], r["decision"]) for r in double) == {
        k: 2 * n for k, n in once.items()
    }
