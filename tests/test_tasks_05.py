"""The tasks of lesson 05: every answer counted again, every wrong answer meets its own message."""

from collections import Counter
from fractions import Fraction

import pytest
from test_online_store_refunds import OLD, STRATA, YOUNG, apart, instant, rows, without_area

from ethical_data.learn import check, tasks
from ethical_data.learn.checking import NOT_YET, RIGHT

TASKS = tasks.of_lesson("05")
EAST, WEST, NORTH = "East", "West", "North"


@pytest.fixture(autouse=True)
def own_work(tmp_path, monkeypatch):
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(tmp_path))


@pytest.fixture(scope="module")
def requests():
    return rows("refund_requests")


def of(requests, area, age=None):
    return [r for r in requests if r["area"] == area and age in (None, r["age_band"])]


def share(people, yes=instant):
    return Fraction(100 * sum(map(yes, people)), len(people))


def answers(requests):
    """The right answer of each task, counted again."""
    mix = Counter(r["refunds_before"] for r in requests)
    east = Counter(r["refunds_before"] for r in of(requests, EAST))
    often = [[r for r in of(requests, a) if r["refunds_before"] == STRATA[2]] for a in (WEST, EAST)]
    ruth = next(r for r in requests if r["request_id"] == "R00539")
    honest = [r for r in of(requests, EAST) if r["claim"] == "honest"]
    calls = {k: [c for c in rows("call_backs") if c["language"] == k] for k in ("English", "other")}
    same = lambda c: c["same_day"] == "yes"  # noqa: E731
    topics = Counter(c["topic"] for c in rows("call_backs"))
    return {
        "05.ruth": int(ruth["risk_points"]) - int(ruth["area_points"]),
        "05.luck": "b",
        "05.islands": "c",
        "05.two-or-more": share(often[0]) - share(often[1]),
        "05.estimand": -apart(of(requests, EAST), of(requests, WEST), east)[0],
        "05.age": -apart(of(requests, WEST, OLD), of(requests, WEST, YOUNG), mix)[0],
        "05.proxy": -apart(of(requests, EAST, OLD), of(requests, WEST, OLD), mix, without_area)[0],
        "05.back-minimise": "c",
        "05.ex-ratio": share(of(requests, EAST, OLD)) / share(of(requests, WEST, OLD)),
        "05.ex-north": -apart(of(requests, NORTH), of(requests, WEST), mix)[0],
        "05.ex-errors": 100 - share(honest),
        "05.ex-partner": "b",
        "05.ex-calls-crude": share(calls["English"], same) - share(calls["other"], same),
        "05.ex-calls-alike": -apart(calls["other"], calls["English"], topics, same, "topic")[0],
        "05.ex-calls-says": "b",
    }


def test_every_answer_is_the_one_that_another_count_finds(requests):
    found = answers(requests)
    assert found.keys() == {name for name, task in TASKS.items() if task.kind not in ("predict", "decide")}
    for name, value in found.items():
        right = tasks.right_answer(name)
        assert right == value if isinstance(right, str) else right == pytest.approx(float(value), abs=0.06)


@pytest.mark.parametrize("name", [n for n, t in TASKS.items() if t.kind in ("number", "table")])
def test_right_answers_are_right_and_each_wrong_one_has_its_own_message(name):
    task = TASKS[name]
    assert check(name, tasks.right_answer(name)).state == RIGHT
    assert check(name, f"{tasks.right_answer(name):.2f}").state == RIGHT
    messages = []
    for wrong in task.wrong:
        value = wrong.value() if callable(wrong.value) else wrong.value
        found = check(name, round(value, 2))
        assert (found.state, found.message) == (NOT_YET, wrong.says)
        messages.append(found.message)
    assert len(set(messages)) == len(messages) >= 2
    assert check(name, 987.6).state == NOT_YET


def test_the_prediction_lies_between_none_and_all():
    assert check("05.predict", 12).kept and check("05.predict", 101).state == NOT_YET


# ---- what the texts build on


def test_at_every_history_the_east_is_lower_and_all_together_the_two_look_alike(requests):
    for history in STRATA:
        west, east = ([r for r in of(requests, a) if r["refunds_before"] == history] for a in (WEST, EAST))
        assert share(east) < share(west)
    gap, half = apart(*[[r | {"all": ""} for r in of(requests, a)] for a in (EAST, WEST)], {"": 1}, stratum="all")
    assert abs(gap) < half and round(float(share(of(requests, EAST)) / share(of(requests, WEST))), 2) == 0.96


def test_the_islands_have_ten_customers_with_two_refunds_or_more(requests):
    islands = of(requests, "Islands")
    assert (len(islands), sum(map(instant, islands))) == (20, 11)
    assert sum(r["refunds_before"] == STRATA[2] for r in islands) == 10


def test_age_weighs_four_times_as_much_in_the_east_and_its_range_in_the_west_holds_nothing(requests):
    mix = Counter(r["refunds_before"] for r in requests)
    west, half = apart(of(requests, WEST, OLD), of(requests, WEST, YOUNG), mix)
    east, _ = apart(of(requests, EAST, OLD), of(requests, EAST, YOUNG), mix)
    assert east == 4 * west and abs(west) < half


def test_without_the_areas_points_the_gap_of_the_younger_is_gone(requests):
    mix = Counter(r["refunds_before"] for r in requests)
    assert apart(of(requests, EAST, YOUNG), of(requests, WEST, YOUNG), mix, without_area)[0] == 0


def test_ruth_hill_would_have_been_paid_at_once_without_her_area(requests):
    ruth = next(r for r in requests if r["request_id"] == "R00539")
    name = next(c for c in rows("customers") if c["customer_id"] == ruth["customer_id"])
    assert (name["given_name"], name["family_name"]) == ("Ruth", "Hill")
    assert not instant(ruth) and without_area(ruth) and ruth["claim"] == "honest"
    twin = next(r for r in requests if r["request_id"] == "R00606")
    alike = ("age_band", "refunds_before", "claim")
    assert [ruth[c] for c in alike] == [twin[c] for c in alike] and instant(twin) and twin["area"] == WEST


def test_the_costs_of_the_remedies_are_what_the_options_say(requests):
    honest = [r for r in requests if r["claim"] == "honest"]
    waits = lambda paid: sum(not paid(r) for r in honest)  # noqa: E731
    false = lambda paid: sum(paid(r) for r in requests if r["claim"] != "honest")  # noqa: E731
    assert waits(without_area) < waits(instant) < len(honest)
    assert false(without_area) > false(instant)
