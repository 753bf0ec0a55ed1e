"""Tasks of the start page: the right answers are what the page shows, and wrong ones say what they suggest."""

import json
from pathlib import Path

import pytest

from ethical_data.learn import check, tasks

PAGE = Path(__file__).parent.parent / "notebooks" / "00-start-here.ipynb"
RIGHT = {"00.try": 75, "00.change": 90, "00.trays": 168, "00.error": "b", "00.kinds": "b"}


@pytest.mark.parametrize(("task", "answer"), RIGHT.items())
def test_the_right_answer_is_right(task, answer):
    assert check(task, answer).state == "right"


def test_every_task_is_known_here():
    assert set(tasks.of_lesson("00")) == set(RIGHT)


@pytest.mark.parametrize(("task", "wrong", "says"), [
    ("00.try", 28, "That is the sum"), ("00.try", 3, "price of one"), ("00.try", 25, "So many were sold"),
    ("00.change", 75, "still the old number"), ("00.change", 30, "So many were sold"),
    ("00.trays", 72, "for 3 trays"), ("00.trays", 7, "number of trays"),
    ("00.error", "a", "Nothing is broken"), ("00.error", "c", "never red"), ("00.error", "d", "changes no data"),
    ("00.kinds", "a", "nobody's name"), ("00.kinds", "c", "about selling"), ("00.kinds", "d", "No money"),
])  # fmt: skip
def test_a_wrong_answer_says_what_it_suggests(task, wrong, says):
    found = check(task, wrong)
    assert found.state == "not-yet" and says in found.message


def test_the_tasks_ask_for_the_numbers_that_the_page_works_with():
    sources = ["".join(cell["source"]) for cell in json.loads(PAGE.read_text("utf-8"))["cells"]]
    first = {}
    exec(next(s for s in sources if s.startswith("price, croissants")).splitlines()[0], first)
    assert (first["price"] * first["croissants"], first["price"] * 30) == (RIGHT["00.try"], RIGHT["00.change"])
    assert any("trays * 24" in s for s in sources) and 7 * 24 == RIGHT["00.trays"]


def test_the_slip_of_the_pen_is_still_there_and_does_not_stop_the_page():
    cells = json.loads(PAGE.read_text("utf-8"))["cells"]
    slips = [cell for cell in cells if "raises-exception" in cell["metadata"].get("tags", [])]
    assert len(slips) == 1 and slips[0]["outputs"][0]["ename"] == "NameError"
    assert slips[0]["outputs"][0]["evalue"] == "name 'croisants' is not defined"
