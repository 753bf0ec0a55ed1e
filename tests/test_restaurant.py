"""The restaurant holds what it says: an audit that shares no code with the course reads the CSVs."""

import json
import math
from collections import Counter, defaultdict
from datetime import date, datetime
from statistics import fmean, pvariance, variance

import pytest
import raw_world

from ethical_data.worlds import package

FOLDER = raw_world.DATA / "restaurant"
FRIDAY, SATURDAY = 4, 5


def read(folder=FOLDER):
    return raw_world.tables(folder)


@pytest.fixture(scope="module")
def stored():
    return raw_world.described(FOLDER)


@pytest.fixture(scope="module")
def truths(stored):
    return {truth["id"]: truth for truth in stored["ethical_data"]["planted_truths"]}


@pytest.fixture(scope="module")
def world():
    return read()


# ---- the audit


def weekday(day):
    return date.fromisoformat(day[:10]).weekday()


def minutes(begin, end):
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds() / 60


def portioned(world):
    return [r for r in world["sales"] if r["prepared"]]


def baseline(world, extra=0, censored=False):
    """Thrown away, asked in vain, times a dish ran out: with the mean of the last four same weekdays."""
    history, thrown, vain, evenings = defaultdict(list), 0, 0, 0
    for row in portioned(world):
        wanted = int(row["sold"]) + int(row["asked_in_vain"])
        before = history[row["dish"], weekday(row["day"])]
        if len(before) >= 4:
            plan = math.floor(sum(before[-4:]) / 4 + 0.5) + extra
            thrown, vain, evenings = (
                thrown + max(plan - wanted, 0),
                vain + max(wanted - plan, 0),
                evenings + (wanted > plan),
            )
        before.append(int(row["sold"]) if censored else wanted)
    return thrown, vain, evenings


def chef(world):
    """The same under what was done, from the fifth week on."""
    seen, thrown, vain = Counter(), 0, 0
    for row in portioned(world):
        key = row["dish"], weekday(row["day"])
        if seen[key] >= 4:
            thrown, vain = thrown + int(row["left_over"]), vain + int(row["asked_in_vain"])
        seen[key] += 1
    return thrown, vain


def late(world):
    """Late tickets: for each whether it was a Friday, and the station of the longest wait."""
    by_ticket = defaultdict(list)
    for row in world["tickets"]:
        by_ticket[row["ticket"]].append(row)
    found = []
    for rows in by_ticket.values():
        if max(minutes(r["sent_at"], r["done_at"]) for r in rows) > 30:
            waits = {r["station"]: minutes(r["sent_at"], r["started_at"]) for r in rows}
            found.append((weekday(rows[0]["sent_at"]) == FRIDAY, max(waits, key=waits.get)))
    return Counter(found)


def wasted(world, column):
    sums = Counter()
    for row in world["waste_log"]:
        sums[row["ingredient"]] += int(row[column])
    return sums


def interval(a, b, z=1.96):
    """Mean of a minus mean of b, and its 95 % interval for large samples."""
    error = z * math.sqrt(variance(a) / len(a) + variance(b) / len(b))
    return fmean(a) - fmean(b) - error, fmean(a) - fmean(b) + error


def to_order(world):
    return [(r["seated_at"][:7], r["server"], minutes(r["seated_at"], r["ordered_at"])) for r in world["visits"]]


def ranking(world, month):
    """The servers of a month from the quickest, counted from the visits."""
    found = defaultdict(list)
    for when, server, took in to_order(world):
        if when == month:
            found[server].append(took)
    return sorted(found, key=lambda server: (fmean(found[server]), server))


MONTHS = [f"2025-{m:02d}" for m in range(4, 10)]


def test_everything_counted_is_recovered(world, truths):
    rows, evenings = portioned(world), world["evenings"]
    grams, cents, tickets = wasted(world, "grams"), wasted(world, "cost_cents"), late(world)
    ranks = {month: ranking(world, month) for month in MONTHS}
    part = {r["server"] for r in world["servers"] if r["contract"] == "part time"}
    ends = [ranks[month][at] for month in MONTHS for at in (0, -1)]
    bass = [r for r in rows if r["dish"] == "sea bass" and weekday(r["day"]) in (FRIDAY, SATURDAY)]
    found = {
        "evenings": len(evenings),
        "sold-out": sum(bool(r["sold_out_at"]) for r in rows),
        "sold-out-bass": sum(bool(r["sold_out_at"]) for r in bass),
        "asked-in-vain": sum(int(r["asked_in_vain"]) for r in rows),
        "left-over": sum(int(r["left_over"]) for r in rows),
        "chef-thrown": chef(world)[0],
        "chef-vain": chef(world)[1],
        "baseline-thrown": baseline(world)[0],
        "baseline-vain": baseline(world)[1],
        "waste-cents": sum(cents.values()),
        "waste-top-cents": max(cents.values()),
        "waste-top-grams": max(grams.values()),
        "friday-late": sum(n for (friday, _), n in tickets.items() if friday),
        "friday-late-grill": tickets[True, "grill"],
        "other-late": sum(n for (friday, _), n in tickets.items() if not friday),
        "other-late-grill": tickets[False, "grill"],
        "last-again": len(set(ranks["2025-08"][-3:]) & set(ranks["2025-09"][-3:])),
        "ever-last": len({name for month in MONTHS for name in ranks[month][-3:]}),
        "ends": len(ends),
        "ends-part-time": sum(name in part for name in ends),
        "stretched": sum(int(r["covers"]) > 25 * int(r["servers_on"]) for r in evenings),
        "kiosk-sold-out": sum(bool(r["sold_out_at"]) for r in world["kiosk_days"]),
        "kiosk-thrown": sum(int(r["made"]) - int(r["sold"]) for r in world["kiosk_days"]),
    }
    assert found == {name: truth["value"] for name, truth in truths.items() if truth["kind"] == "counted"}


def test_the_wait_at_the_grill_on_fridays_is_covered(world, truths):
    waits = defaultdict(list)
    for row in world["tickets"]:
        if row["station"] == "grill":
            waits[row["sent_at"][:10]].append(minutes(row["sent_at"], row["started_at"]))
    means = {day: fmean(values) for day, values in waits.items()}
    friday = [mean for day, mean in means.items() if weekday(day) == FRIDAY]
    low, high = interval(friday, [mean for day, mean in means.items() if weekday(day) != FRIDAY], 2.05)
    truth = truths["grill-wait"]
    assert low <= truth["value"] <= high and high - low <= truth["width"]


def test_the_last_three_are_no_slower_in_the_other_months(world, truths):
    rank = ranking(world, "2025-08")
    others = [(server, took) for month, server, took in to_order(world) if month != "2025-08"]
    low, high = interval([t for s, t in others if s in rank[-3:]], [t for s, t in others if s in rank[:3]])
    assert low <= truths["server-gap"]["value"] <= high and high - low <= truths["server-gap"]["width"]


def test_all_servers_are_drawn_from_one_distribution(world):
    """An analysis of variance over all 26 weeks finds no server apart."""
    took = defaultdict(list)
    for _, server, minute in to_order(world):
        took[server].append(minute)
    every = [m for values in took.values() for m in values]
    between = sum(len(v) * (fmean(v) - fmean(every)) ** 2 for v in took.values()) / (len(took) - 1)
    within = sum(len(v) * pvariance(v) for v in took.values()) / (len(every) - len(took))
    assert between / within < 1.88  # the 95 % point of F with 9 and many degrees of freedom


def test_the_software_ranks_as_we_do(world):
    for month in MONTHS:
        shown = sorted((r for r in world["staff_scores"] if r["month"] == month), key=lambda r: int(r["place"]))
        assert [r["server"] for r in shown] == ranking(world, month)
        assert [bool(r["badge"]) for r in shown] == [True] * 3 + [False] * 4 + [True] * 3


# ---- one coherent world


def test_portions_add_up_and_only_what_has_gone_is_asked_for_in_vain(world):
    for row in portioned(world):
        assert int(row["prepared"]) == int(row["sold"]) + int(row["left_over"])
        assert bool(row["sold_out_at"]) == (row["left_over"] == "0") and (
            row["asked_in_vain"] == "0" or row["sold_out_at"]
        )
    mains = {r["dish"] for r in world["dishes"] if r["course"] == "main"}
    eaten = Counter()
    for row in world["sales"]:
        eaten[row["day"]] += int(row["sold"]) * (row["dish"] in mains)
    guests = Counter()
    for row in world["visits"]:
        guests[row["seated_at"][:10]] += int(row["guests"])
    assert {r["day"]: int(r["covers"]) for r in world["evenings"]} == dict(eaten) == dict(guests)


def test_what_was_not_sold_is_in_the_bin(world):
    recipes = defaultdict(dict)
    for row in world["recipes"]:
        recipes[row["dish"]][row["ingredient"]] = int(row["grams"])
    due = Counter()
    for row in portioned(world):
        for what, grams in recipes[row["dish"]].items():
            due[row["day"], what] += grams * int(row["left_over"])
    binned = {
        (r["day"], r["ingredient"]): int(r["grams"]) for r in world["waste_log"] if r["reason"] == "prepared, not sold"
    }
    assert binned == {key: grams for key, grams in due.items() if grams}


def test_nobody_serves_who_is_not_on_the_rota(world):
    on = defaultdict(set)
    for row in world["visits"]:
        on[row["seated_at"][:10]].add(row["server"])
    assert {r["day"]: int(r["servers_on"]) for r in world["evenings"]} == {day: len(names) for day, names in on.items()}


def test_the_kitchen_screens_name_nobody(world, stored):
    fields = {r["name"]: {f["name"]: f["personal"] for f in r["schema"]["fields"]} for r in stored["resources"]}
    assert set(fields["tickets"].values()) == {"no"} and "server" not in fields["tickets"]
    assert fields["visits"]["server"] == "yes" and set(fields["staff_scores"].values()) == {"yes"}
    assert {r["ticket"] for r in world["tickets"]} <= {r["ticket"] for r in world["visits"]}


@pytest.mark.parametrize("scale", [0.01, 1.5])
def test_any_size_can_be_built(tmp_path, scale):
    package.write("restaurant", tmp_path, scale)
    world = read(tmp_path)
    assert len(world["evenings"]) == 6 * max(9, round(26 * scale))
    told = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))["ethical_data"]["planted_truths"]
    told = {truth["id"]: truth["value"] for truth in told}
    assert (told["chef-thrown"], told["chef-vain"]) == chef(world) and (
        told["baseline-thrown"],
        told["baseline-vain"],
    ) == baseline(world)[:2]
    assert told["friday-late-grill"] == late(world)[True, "grill"]


def test_one_changed_row_moves_a_count(world, truths):
    row = next(r for r in world["sales"] if r["prepared"] and int(r["left_over"]) > 3)
    kept = row["left_over"]
    row["left_over"] = str(int(kept) + 1)
    try:
        assert sum(int(r["left_over"]) for r in portioned(world)) != truths["left-over"]["value"]
    finally:
        row["left_over"] = kept
