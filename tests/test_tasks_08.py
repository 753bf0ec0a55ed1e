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


def test_a_prediction_is_kept_within_its_bounds():
    assert (
        check("08.predict", 12).kept and check("08.predict", -1).state == check("08.predict", 2001).state == "not-yet"
    )


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
