"""The tasks of lesson 08: right answers counted again, every wrong answer met with its own message."""

import csv
from collections import Counter
from datetime import date, timedelta

import pytest
from test_gym import FOLDER, HER_APP, HER_MAIL, NORA, counted, month_later, read

from ethical_data.learn import check, tasks

TASKS = tasks.of_lesson("08")
CLOSED = {
    "08.join": "c",
    "08.keep": "b",
    "08.portable": "a",
    "08.notice": "b",
    "08.back-heart": "b",
    "08.ex-sentence": "c",
}


@pytest.fixture(scope="module")
def world():
    return read()


@pytest.fixture(autouse=True)
def work(monkeypatch, tmp_path):
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(tmp_path))


def priya(world):
    app = {a["app_id"] for a in world["app_accounts"] if a["member_no"] == "M0521"}
    mails = {m["email"] for m in world["members"] if m["member_no"] == "M0521"}
    rows = sum(
        r["member_no"] == "M0521" for n in ("members", "visits", "invoices", "notes", "app_accounts") for r in world[n]
    )
    return (
        rows
        + sum(w["app_id"] in app for w in world["workouts"])
        + sum(s["email"] in mails for s in world["do_not_mail"])
    )


def test_every_answer_is_the_one_that_another_audit_finds(world):
    truths = counted(world)
    workouts = sum(w["app_id"] == HER_APP for w in world["workouts"])
    found = CLOSED | {
        "08.rows": truths["orphans"] + 1,
        "08.copies": truths["wrong-birth-year"],
        "08.orphans": workouts,
        "08.ex-priya": priya(world),
        "08.ex-stops": truths["stops-of-former-members"],
        "08.ex-late": truths["late-answers"],
        "08.ex-pool": truths["pool-rows"],
        "08.ex-pool-left": [0, 0, 0, truths["pool-receipts"]],
    }
    assert found == {n: tasks.right_answer(n) for n, t in TASKS.items() if t.kind not in ("predict", "decide")}
    assert all(check(name, answer).state == "right" for name, answer in found.items())


WRONG = [(name, n) for name, task in TASKS.items() for n in range(len(task.wrong))]


@pytest.mark.parametrize("name, n", WRONG)
def test_every_wrong_answer_gets_its_own_message_and_is_wrong(name, n):
    task = TASKS[name]
    values = [w.value() if callable(w.value) else w.value for w in task.wrong]
    assert values[n] != tasks.right_answer(name) and values.count(values[n]) == 1
    said = check(name, values[n])
    assert said.state == "not-yet" and said.message == task.wrong[n].says


OPTIONS = [(name, letter) for name, task in TASKS.items() if task.kind == "choice" for letter in task.letters]


@pytest.mark.parametrize("name, letter", OPTIONS)
def test_every_option_says_what_choosing_it_shows(name, letter):
    option = TASKS[name].options[TASKS[name].letters.index(letter)]
    said = check(name, letter)
    assert said.message.startswith(option.says) and said.state == ("right" if letter == CLOSED[name] else "not-yet")
    assert sum(o.right for o in TASKS[name].options) == 1 and len({o.says for o in TASKS[name].options}) == len(
        TASKS[name].options
    )


def test_a_decision_is_kept_with_a_reason_and_its_rubric():
    task = TASKS["08.decide"]
    for letter in task.letters:
        assert check("08.decide", (letter, "")).state == "not-yet"
        kept = check("08.decide", (letter, "Derek spoke in confidence and only two others were in that morning."))
        assert kept.kept and kept.more == task.rubric


def test_a_prediction_is_kept_within_its_bounds():
    assert (
        check("08.predict", 12).kept and check("08.predict", -1).state == check("08.predict", 2001).state == "not-yet"
    )


@pytest.mark.parametrize("name", [name for name, task in TASKS.items() if task.kind in ("number", "table")])
def test_no_hint_gives_the_answer_away(name):
    task, right = TASKS[name], tasks.right_answer(name)
    told = " ".join((task.asks, *task.hints, *(w.says for w in task.wrong)))
    assert not isinstance(right, int) or str(right) not in told.replace(",", " ").replace(".", " ").split()


# ---- what the texts build on


def test_five_accounts_are_shared_and_nora_typed_her_number(world):
    assert counted(world)["accounts-shared"] == 5
    (hers,) = [a for a in world["app_accounts"] if a["app_id"] == HER_APP]
    assert hers["member_no"] == NORA and hers["email"] != HER_MAIL


def test_thirty_days_would_accuse_one_that_was_in_time(world):
    log = [
        (date.fromisoformat(r["received_on"]), date.fromisoformat(r["answered_on"]))
        for r in world["requests"]
        if r["answered_on"]
    ]
    by_days = {came for came, done in log if done > came + timedelta(days=30)}
    by_month = {came for came, done in log if done > month_later(came)}
    assert by_month < by_days and by_days - by_month == {date(2025, 8, 29)}


def test_mareks_address_was_typed_in_two_ways():
    with (FOLDER / "pool_lessons.csv").open(encoding="utf-8", newline="") as file:
        typed = Counter(r["mail"] for r in csv.DictReader(file) if r["mail"].lower() == "marek.zielinski@example.org")
    assert len(typed) == 2
