"""The tasks of lesson 01: right answers counted again, and each wrong answer met by its own words."""

import re
from collections import Counter

import course
import pytest
from test_bakery import CARD_ILL, PHONE, SHOP, read, saturday, switched

from ethical_data.learn import tasks
from ethical_data.lessons.what_automation_records.answers import FIVE_WORDS

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
