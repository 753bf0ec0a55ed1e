"""The tasks of lesson 07: right answers counted again, and each wrong answer met by its own words."""

import math
import random
from collections import Counter
from statistics import fmean

import pytest
from test_restaurant import (
    FRIDAY,
    MONTHS,
    SATURDAY,
    baseline,
    chef,
    late,
    minutes,
    portioned,
    ranking,
    read,
    weekday,
)

from ethical_data.learn import tasks

TASKS = tasks.of_lesson("07")
ASKED = [name for name, task in TASKS.items() if task.kind not in ("predict", "decide")]
WRONG = [(name, i) for name, task in TASKS.items() for i in range(len(task.wrong))]
THURSDAY = 3


@pytest.fixture(scope="module")
def world():
    return read()


def value(wrong):
    return wrong.value() if callable(wrong.value) else wrong.value


def rota(world, guests):
    """Evenings stretched today and under the rota by guests, and the shifts a week of the latter."""
    covers = {day: [] for day in range(1, 7)}
    for row in world["evenings"]:
        covers[weekday(row["day"])].append(int(row["covers"]))
    need = {day: math.ceil(fmean(values) / guests) for day, values in covers.items()}
    today = sum(int(r["covers"]) > guests * int(r["servers_on"]) for r in world["evenings"])
    after = sum(n > guests * need[day] for day, values in covers.items() for n in values)
    return today, after, sum(need.values())


def only(world, dish):
    return {"sales": [r for r in world["sales"] if r["dish"] == dish]}


def late_on(world, day, station):
    """Late orders of one weekday whose longest wait was at a station."""
    rows = [r for r in world["tickets"] if weekday(r["sent_at"]) == day]
    return sum(n for (_, where), n in late({"tickets": rows}).items() if where == station)


def answers(world):
    """The right answer of each task, counted again from the text of the files."""
    friday = [r for r in portioned(world) if r["dish"] == "sea bass" and weekday(r["day"]) == FRIDAY][-1]
    counts = {extra: baseline(world, extra)[:2] for extra in range(-4, 7)}
    fridays = {station: n for (on_friday, station), n in late(world).items() if on_friday}
    wraps = [r for r in world["kiosk_days"] if r["sandwich"] == "falafel wrap"]
    thursdays = [int(r["sold"]) for r in wraps if weekday(r["day"]) == THURSDAY]
    tart = only(world, "lemon tart")
    return {
        "07.friday": int(friday["sold"]) + int(friday["asked_in_vain"]),
        "07.baseline": chef(world)[0] - counts[0][0],
        "07.price": min(counts, key=lambda extra: counts[extra][0] + 3 * counts[extra][1]),
        "07.grill": round(100 * fridays["grill"] / sum(fridays.values())),
        "07.rota": rota(world, 25)[1],
        "07.back-small": "b",
        "07.ex-tart": baseline(tart, 3)[0] - baseline(tart)[0],
        "07.ex-late": late_on(world, SATURDAY, "grill"),
        "07.ex-shuffle": "b",
        "07.ex-kiosk-told": sum(weekday(r["day"]) == FRIDAY and not r["sold_out_at"] for r in wraps),
        "07.ex-kiosk-plan": math.floor(fmean(thursdays[-4:]) + 0.5),
    }


def test_every_answer_is_the_one_that_another_count_finds(world):
    found = answers(world)
    assert found == {name: tasks.right_answer(name) for name in ASKED if name != "07.noise"}


def test_another_shuffler_finds_about_as_many(world):
    """Other random numbers: of 1,000 shuffles the count has a standard deviation of 16."""
    tables = [
        (r["server"], minutes(r["seated_at"], r["ordered_at"]))
        for r in world["visits"]
        if r["seated_at"][:7] == "2025-08"
    ]
    names, took = [server for server, _ in tables], [minute for _, minute in tables]

    def gap(names):
        total, n = Counter(), Counter(names)
        for server, minute in zip(names, took):
            total[server] += minute
        means = [total[server] / n[server] for server in n]
        return max(means) - min(means)

    rng, real = random.Random(1), gap(names)
    found = sum(gap(rng.sample(names, len(names))) >= real - 1e-9 for _ in range(1000))
    assert abs(found - tasks.right_answer("07.noise")) < 4 * 16 * 2**0.5


def test_one_question_goes_back_two_lessons():
    assert [name for name in TASKS if ".back" in name] == ["07.back-small"] and "lesson 05" in TASKS[
        "07.back-small"
    ].asks


# ---- what the texts build on


def test_the_rota_by_guests_takes_as_many_shifts_as_today(world):
    assert rota(world, 25)[2] == 30 and "exactly as many shifts" in TASKS["07.rota"].why


def test_a_gap_that_luck_makes_more_often_than_not():
    assert tasks.right_answer("07.noise") > 500 and "more often than not" in TASKS["07.noise"].why


def test_part_time_holds_most_first_and_last_places_and_most_servers_were_last_once(world):
    part = {r["server"] for r in world["servers"] if r["contract"] == "part time"}
    ranks = [ranking(world, month) for month in MONTHS]
    assert sum(rank[at] in part for rank in ranks for at in (0, -1)) > 6 and len(part) == 4
    assert len({name for rank in ranks for name in rank[-3:]}) >= 8


def test_part_time_serves_each_evening_in_turn(world):
    part = {r["server"] for r in world["servers"] if r["contract"] == "part time"}
    days = {
        server: Counter(weekday(r["seated_at"]) for r in world["visits"] if r["server"] == server) for server in part
    }
    assert all(set(found) == {1, 2, 3, 4, 5, 6} for found in days.values())


def test_planning_from_what_was_sold_throws_away_least_and_sends_most_away(world):
    sold, wanted = baseline(world, censored=True), baseline(world)
    assert sold[0] < wanted[0] < chef(world)[0] and sold[1] > chef(world)[1] > wanted[1]
    assert "throws away least" in TASKS["07.baseline"].wrong[1].says


def test_most_of_three_extra_tarts_end_in_the_bin(world):
    tart = only(world, "lemon tart")
    assert baseline(tart, 3)[0] - baseline(tart)[0] > baseline(tart)[1] - baseline(tart, 3)[1]
