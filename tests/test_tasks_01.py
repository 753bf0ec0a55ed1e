"""The tasks of lesson 01: right answers counted again, and each wrong answer met by its own words."""

import re
from collections import Counter

import course
import pytest
from test_bakery import CARD_ILL, PHONE, SHOP, read, saturday, switched

from ethical_data.learn import tasks
from ethical_data.learn.checking import check
from ethical_data.learn.tasks.what_automation_records import FIVE_WORDS

TASKS = tasks.of_lesson("01")
ASKED = [name for name, task in TASKS.items() if task.kind not in ("predict", "decide")]
WRONG = [(name, i) for name, task in TASKS.items() for i in range(len(task.wrong))]


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(tmp_path / "my-work"))


@pytest.fixture(scope="module")
def world():
    return read()


def value(wrong):
    return wrong.value() if callable(wrong.value) else wrong.value


def answers(world):
    """The right answer of each task, counted again from the text of the files."""
    leaflet = next(r for r in world["campaigns"] if r["channel"] == "leaflet")
    marks = {r["order_id"]: r for r in world["order_notes_read"]}
    in_use = {(r["table"], r["column"]) for r in world["reports"] if r["still_runs"] == "yes"}
    columns = [(table, column) for table in SHOP for column in world[table][0]]
    ill = [r["note"] for r in world["orders"] if marks[r["order_id"]]["illness"] == "yes"]
    croissants = [r for r in world["trays"] if r["product"] == "croissant" and saturday(r["baked_on"])]
    scones = [r for r in world["trays"] if r["product"] == "cheese scone"]
    florist = world["florist_orders"]
    return {
        "01.kind": "a",
        "01.voucher": round(int(leaflet["cost_cents"]) / 100 / int(leaflet["vouchers_used"]), 2),
        "01.wages": len({r["party"] for r in world["ledger"] if r["account"] == "wages"}),
        "01.nobody": sum(column not in in_use for column in columns),
        "01.search": sum("allerg" not in note.lower() for note in ill),
        "01.switch": len(switched(world, 8)),
        "01.demand": sum(int(r["left_over"]) > 0 for r in croissants),
        "01.back-kinds": "b",
        "01.ex-readers": sum(("messages", column) not in in_use for column in world["messages"][0]),
        "01.ex-phones": sum(
            bool(re.search(r"\d{5}", r["note"])) and not PHONE.search(r["note"]) for r in world["orders"]
        ),
        "01.ex-words": "c",
        "01.ex-scones": sum(bool(r["sold_out_at"]) for r in scones),
        "01.ex-florist": len(set(florist[0]) - {r["column"] for r in world["florist_reads"]}),
        "01.ex-cards": sum(bool(CARD_ILL.search(r["card_words"])) for r in florist),
    }


def test_every_answer_is_the_one_that_another_count_finds(world):
    assert answers(world) == {name: tasks.right_answer(name) for name in ASKED}


@pytest.mark.parametrize("name", ASKED)
def test_the_right_answer_is_right(name):
    found = check(name, tasks.right_answer(name))
    assert found.state == "right" and TASKS[name].why in found.message


@pytest.mark.parametrize("name, place", WRONG)
def test_a_wrong_answer_gets_its_own_words(name, place):
    task = TASKS[name]
    given = value(task.wrong[place])
    assert abs(given - tasks.right_answer(name)) > task.tolerance
    assert [value(w) for w in task.wrong].index(given) == place, "another wrong answer has the same value"
    found = check(name, given)
    assert found.state == "not-yet" and task.wrong[place].says in found.message


@pytest.mark.parametrize("name", [name for name in ASKED if TASKS[name].options])
def test_a_wrong_option_says_what_it_shows(name):
    task = TASKS[name]
    assert sum(option.right for option in task.options) == 1
    for letter, option in zip(task.letters, task.options):
        assert option.says in check(name, letter).message
    assert len({option.says for option in task.options}) == len(task.options)


@pytest.mark.parametrize("name", ASKED)
def test_no_hint_gives_the_answer_away(name):
    task, right = TASKS[name], tasks.right_answer(name)
    told = " ".join((*task.hints, *(wrong.says for wrong in task.wrong)))
    assert isinstance(right, str) or not re.search(rf"(?<![\d.]){right}(?![\d.])", told) and len(task.hints) == 2


def test_every_decision_has_a_rubric_and_every_option_a_consequence():
    decide = TASKS["01.decide"]
    assert len(decide.rubric) == 4 and all(option.says for option in decide.options) and len(decide.options) == 4


def test_one_question_goes_back_to_the_start_page():
    assert [name for name in TASKS if ".back" in name] == ["01.back-kinds"]


# ---- what the texts build on


def test_the_five_words_are_those_of_the_lesson():
    lesson = course.read(course.ROOT / "notebooks/1-fundamentals/01-what-automation-records.ipynb")
    assert any(f'"{FIVE_WORDS}"' in cell.source for cell in course.code_cells(lesson))


def test_eight_of_the_nine_are_about_people_and_one_is_the_humidity(world):
    assert "Eight" in TASKS["01.nobody"].why and tasks.right_answer("01.nobody") == 9


def test_of_the_four_one_wrote_that_she_is_ill_and_two_wrote_of_something_else(world):
    four = switched(world, 8)
    said = [r["text"] for r in world["messages"] if r["member_id"] in four]
    assert Counter("coeliac" in text for text in said) == {True: 1, False: 2}


def test_about_190_croissants_is_what_the_few_days_say(world):
    sold = [
        int(r["pieces_baked"]) - int(r["left_over"])
        for r in world["trays"]
        if r["product"] == "croissant" and saturday(r["baked_on"]) and int(r["left_over"])
    ]
    assert round(sum(sold) / len(sold), -1) == 190 and "190" in TASKS["01.back-kinds"].asks


def test_the_notes_of_the_choice_stand_in_the_order_book(world):
    notes = {r["note"] for r in world["orders"]}
    assert {option.text for option in TASKS["01.ex-words"].options[:3]} <= notes
