"""The tasks of lesson 03: right answers counted again, each wrong answer with its own message."""

from collections import Counter

import pytest
from test_online_store import at, read
from test_online_store_signup import (
    ALONE,
    FIELDS,
    bookings_changed,
    changed,
    counted,
    months_before_new_year,
)
from test_tasks_02 import numbers, texts

from ethical_data.learn import tasks
from ethical_data.learn.checking import NOT_YET, check

TASKS = tasks.of_lesson("03")
WITH_ANSWER = [name for name, task in TASKS.items() if task.kind in ("number", "table")]
LAW = "Art. 5(1)(c)"
AGES_OF_TABLES = {17}
OTHER = {100, 2025, 2026}  # of 100, years
AGES = ("age", "birth_year", "school_year")


@pytest.fixture(autouse=True)
def work(monkeypatch, tmp_path):
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(tmp_path / "my-work"))


@pytest.fixture(scope="module")
def world():
    return read()


def value(wrong):
    return wrong.value() if callable(wrong.value) else wrong.value


def points(world, device):
    rows = [r for r in world["form_test"] if r["period"] == "test" and r["device"] == device]
    sent, shown = (
        Counter(r["form"] for r in rows if r["completed"] == "true"),
        Counter(r["form"] for r in rows),
    )
    return 100 * (sent["short"] / shown["short"] - sent["long"] / shown["long"])


def answers(world):
    views = Counter(r["answer"] for r in world["browsing"] if r["action"] == "view")
    rows = world["workshop_bookings"]
    return {
        "03.household": changed(world, "household"),
        "03.group": "d",
        "03.law": "c",
        "03.back-inventory": "b",
        "03.draw": "b",
        "03.before-yes": views["no"] + views["none"],
        "03.clock": sum(at(r["at"]) < months_before_new_year(3) for r in world["browsing"]),
        "03.ex-interest": changed(world, "interest"),
        "03.ex-age": changed(world, "birth_date", "age_band") - changed(world, "birth_date"),
        "03.ex-phones": round(points(world, "phone"), 1),
        "03.ex-opens": sum(at(r["opened_at"]) < months_before_new_year(0) for r in world["mail_opens"]),
        "03.ex-banner": "b",
        "03.ex-left": bookings_changed(rows, "left_handed"),
        "03.ex-workshop": [*(bookings_changed(rows, one) for one in AGES), bookings_changed(rows, *AGES)],
    }


def test_every_answer_is_the_one_that_another_audit_finds(world):
    asked = [name for name, task in TASKS.items() if task.kind not in ("predict", "decide")]
    assert answers(world) == {name: tasks.right_answer(name) for name in asked}


def test_a_prediction_is_a_number_of_fields():
    assert check("03.predict", 5).kept and check("03.predict", 15).state == NOT_YET


def test_every_number_in_a_task_is_counted_again(world):
    phones = 2000  # visits on phones in the test: 1,000 for each form
    known = {*counted(world).values(), len(FIELDS), len(world["signups"]), phones}
    told = {n for task in TASKS.values() for text in texts(task) for n in numbers(text.replace(LAW, ""))}
    assert told <= known | AGES_OF_TABLES | OTHER


def test_the_five_fields_and_the_question_two_lessons_back_are_there():
    assert len(ALONE) == 5 and any(name.startswith("03.back") for name in TASKS)
