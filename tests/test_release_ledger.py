"""Promises of ethical_data.documents.release_ledger: what was spent stays spent, by whomever, and adds up."""

import json
import math
import os
import stat
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from ethical_data.documents import release_ledger
from ethical_data.documents.release_ledger import Budget, BudgetError
from ethical_data.measure.release import Release, noisy_mean


@pytest.fixture
def ledger(tmp_path):
    return tmp_path / "a folder" / "budget.json"


def answer(value=7, epsilon="0.5"):
    return Release(value, Fraction(10, 3), Fraction(epsilon), 0, 900, "one farm", "replace-one", "a note", 3)


def test_ten_times_a_tenth_is_one_and_an_eleventh_is_refused(ledger):
    budget = Budget(ledger, 1)
    for turn in range(10):
        assert budget.spend(0.1, f"count {turn}") == 1 - Fraction(turn + 1, 10)
    assert budget.remaining == 0
    with pytest.raises(BudgetError, match="Nothing was spent"):
        budget.spend("1/1000000", "one more")


def test_a_budget_opened_again_remembers(ledger):
    Budget(ledger, 1, who="the secretary").spend(0.7, {"count": "farms", "season": 2025})
    again = Budget(ledger)
    assert again.remaining == Fraction(3, 10)
    with pytest.raises(BudgetError, match="0.3 of 1"):
        again.spend(0.4, "more")
    line = again.ledger().iloc[0]
    assert (line["who"], line["epsilon"]) == ("the secretary", 0.7)
    assert json.loads(line["what"]) == {"count": "farms", "season": 2025}
    assert pd.Timestamp(line["when"]).tzinfo is not None and line["value"] is None


def test_another_total_or_none_at_all_is_refused(ledger):
    with pytest.raises(BudgetError, match="needs a total"):
        Budget(ledger)
    assert not ledger.exists()
    Budget(ledger, "1.0")
    Budget(ledger, 1)
    with pytest.raises(BudgetError, match="total of 1, not 2"):
        Budget(ledger, 2)
    assert Budget(ledger).total == 1


@pytest.mark.parametrize("epsilon", [0, -0.1, math.nan, math.inf, "a little"])
def test_only_an_epsilon_above_0_can_be_spent(ledger, epsilon):
    budget = Budget(ledger, 1)
    for spend in (lambda: budget.spend(epsilon, "x"), lambda: budget.release("x", epsilon, answer)):
        with pytest.raises(ValueError, match="epsilon"):
            spend()
    assert budget.remaining == 1


def test_the_same_release_has_the_same_answer_for_nothing(ledger):
    drawn = []

    def draw():
        drawn.append(1)
        return answer(len(drawn) / 3)

    query, same = {"sum": "kg", "crop": "oats", "high": 9}, {"high": np.int64(9), "crop": "oats", "sum": "kg"}
    first = Budget(ledger, 2).release(query, 0.5, draw)
    again = Budget(ledger).release(same, "1/2", draw)
    assert first == again == answer(1 / 3)
    assert len(drawn) == 1 and Budget(ledger).remaining == Fraction(3, 2)
    assert Budget(ledger).ledger()["value"].tolist() == [1 / 3]


def test_another_query_or_another_epsilon_is_another_release(ledger):
    budget = Budget(ledger, 2)
    budget.release({"count": "organic", "season": 2025}, 0.5, lambda: answer(1))
    assert budget.release({"count": "organic", "season": 2024}, 0.5, lambda: answer(2)).value == 2
    assert budget.release({"count": "organic", "season": 2025}, 0.25, lambda: answer(3, "0.25")).value == 3
    assert budget.remaining == Fraction(3, 4)
    budget.spend(0.25, "a word")
    assert budget.release("a word", 0.5, lambda: answer(4)).value == 4


def test_an_answer_that_cannot_be_paid_is_not_drawn_and_one_that_fails_costs_nothing(ledger):
    budget = Budget(ledger, 1)
    with pytest.raises(BudgetError, match="is left"):
        budget.release("too much", 1.5, lambda: pytest.fail("it was drawn"))
    with pytest.raises(ZeroDivisionError):
        budget.release("broken", 0.5, lambda: 1 / 0)
    with pytest.raises(BudgetError, match="epsilon 0.5, not 0.1"):
        budget.release("cheaper than it was drawn", 0.1, answer)
    assert budget.remaining == 1


def test_a_real_answer_survives_the_file(ledger):
    table = pd.DataFrame({"farm": ["F00", "F01", "F02"], "kg": [100, 101, 102]})
    given = {"low": 0, "high": 900, "epsilon": "1/3", "members": ["F00", "F01", "F02"]}
    budget = Budget(ledger, 1)
    mean = budget.release("mean", "1/3", lambda: noisy_mean(table, "farm", "kg", **given))
    assert budget.release("mean", "1/3", lambda: pytest.fail("it was drawn")) == mean
    assert budget.remaining == Fraction(2, 3)


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace('"7/10"', '"1/10"'),
        lambda text: text.replace('"total": "1"', '"total": "9"'),
        lambda text: text.replace("count", "court"),
        lambda text: "",
        lambda text: "[]",
        lambda text: text[:-30],
        lambda text: "null",
        lambda text: json.dumps({"total": "1", "spent": []}),
        lambda text: "\xff",
    ],
)
def test_a_file_that_was_tampered_with_is_refused(ledger, edit):
    budget = Budget(ledger, 1)
    budget.spend(0.7, "count")
    text = edit(ledger.read_text("utf-8"))
    assert text != ledger.read_text("utf-8")
    ledger.write_bytes(text.encode("latin-1"))
    uses = (lambda: Budget(ledger), lambda: Budget(ledger, 1), lambda: budget.spend(0.1, "x"), budget.ledger)
    for use in uses:
        with pytest.raises(BudgetError, match="budget.json (was changed|is not a budget)"):
            use()
    assert ledger.read_bytes() == text.encode("latin-1")


def test_a_deleted_file_is_not_made_anew_by_an_open_budget(ledger):
    budget = Budget(ledger, 1)
    ledger.unlink()
    with pytest.raises(BudgetError, match="is not there"):
        budget.spend(0.1, "x")
    assert not ledger.exists()


def test_a_lock_that_stays_is_reported_with_what_to_do(ledger, monkeypatch):
    budget = Budget(ledger, 1)
    lock = ledger.with_name("budget.json.lock")
    lock.touch()
    monkeypatch.setattr(release_ledger, "PATIENCE", 0.05)
    with pytest.raises(BudgetError, match="in use.*delete .*budget.json.lock"):
        budget.spend(0.1, "x")
    lock.unlink()
    assert budget.spend(0.1, "x") == Fraction(9, 10)
    assert [path.name for path in ledger.parent.iterdir()] == ["budget.json"]


def test_the_lock_is_a_file_to_write_that_is_its_owners_alone(ledger, monkeypatch):
    budget, real, opened = Budget(ledger, 1), os.open, []

    def watched(path, flags, *mode):
        opened.append(flags)
        return real(path, flags, *mode)

    def look() -> Release:
        lock = ledger.with_name("budget.json.lock")
        if os.name != "nt":
            assert stat.S_IMODE(lock.stat().st_mode) == 0o600
        return answer()

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", watched)
        budget.release("kilograms", "0.5", look)
    assert opened and all(flags & (os.O_WRONLY | os.O_RDWR) for flags in opened)


def test_a_write_that_is_cut_off_leaves_the_last_good_file(ledger, monkeypatch):
    budget = Budget(ledger, 1)
    budget.spend(0.1, "x")

    def cut(*_):
        raise OSError("power")

    with monkeypatch.context() as patch:
        patch.setattr(release_ledger.os, "replace", cut)
        with pytest.raises(OSError, match="power"):
            budget.spend(0.2, "y")
    assert budget.remaining == Fraction(9, 10)
    assert budget.spend(0.2, "y") == Fraction(7, 10)


def test_processes_that_spend_at_once_spend_no_more_than_there_is(ledger):
    script = """
import sys
from ethical_data.documents.release_ledger import Budget, BudgetError
budget, done = Budget(sys.argv[1], 1), 0
input()
for turn in range(40):
    try:
        budget.spend("1/50", f"{sys.argv[2]} {turn}")
        done += 1
    except BudgetError:
        pass
print(done)
"""
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(ledger), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for name in ("one", "two")
    ]
    for worker in workers:  # both wait at input(), so that they start together
        worker.stdin.write("go\n")
        worker.stdin.flush()
    done = [int(worker.communicate(timeout=120)[0]) for worker in workers]
    assert sum(done) == 50 == len(Budget(ledger).ledger())
    assert Budget(ledger).remaining == 0
