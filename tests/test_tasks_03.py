"""The tasks of lesson 03: right answers counted again, each wrong answer with its own message."""

import re
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
from ethical_data.learn.checking import NOT_YET, RIGHT, check

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


@pytest.mark.parametrize("name", answers(read()))
def test_the_right_answer_is_right_and_says_why(name):
    said = check(name, tasks.right_answer(name))
    assert said.state == RIGHT and TASKS[name].why in said.message


@pytest.mark.parametrize("name", WITH_ANSWER)
def test_each_wrong_answer_has_its_own_message(name):
    messages = [(value(w), w.says) for w in TASKS[name].wrong]
    for given, says in messages:
        said = check(name, given)
        assert said.state == NOT_YET and said.message == says
    assert len({says for _, says in messages}) == len(messages) >= 2


@pytest.mark.parametrize("name", [n for n, t in TASKS.items() if t.kind == "choice"])
def test_each_wrong_option_says_what_it_shows(name):
    task = TASKS[name]
    assert sum(option.right for option in task.options) == 1 and len(task.options) == 4
    for letter, option in zip(task.letters, task.options):
        said = check(name, letter)
        assert option.says in said.message and (said.state == RIGHT) == option.right


def test_the_decision_takes_every_option_with_a_reason_and_shows_the_rubric():
    task = TASKS["03.decide"]
    for letter in task.letters:
        assert check("03.decide", (letter, "too short")).state == NOT_YET
        said = check("03.decide", (letter, "The month is enough for the offer and leaks least of all, I think."))
        assert said.kept and said.more == task.rubric


def test_a_prediction_is_a_number_of_fields():
    assert check("03.predict", 5).kept and check("03.predict", 15).state == NOT_YET


def test_every_number_in_a_task_is_counted_again(world):
    phones = 2000  # visits on phones in the test: 1,000 for each form
    known = {*counted(world).values(), len(FIELDS), len(world["signups"]), phones}
    told = {n for task in TASKS.values() for text in texts(task) for n in numbers(text.replace(LAW, ""))}
    assert told <= known | AGES_OF_TABLES | OTHER


@pytest.mark.parametrize("name", WITH_ANSWER)
def test_no_hint_gives_the_answer_away(name):
    task, right = TASKS[name], tasks.right_answer(name)
    told = " ".join((task.asks, *task.hints, *(w.says for w in task.wrong))).replace(",", "")
    for number in right if isinstance(right, list) else [right]:
        assert number < 13 or not re.search(rf"(?<!\d){number:g}(?!\d)", told)


def test_the_five_fields_and_the_question_two_lessons_back_are_there():
    assert len(ALONE) == 5 and any(name.startswith("03.back") for name in TASKS)
