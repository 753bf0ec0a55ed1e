"""The minutes of lessons and exercises agree with what is in them, and the essential path fits a day.

The estimate: the words of the prose at 150 a minute, two minutes for each code cell, two for each task and
five for a decision. The frame that tools/frame.py writes (first and last cell) is not counted.
"""

import json
import re
from pathlib import Path

import pytest
import registers

from ethical_data.learn import tasks

ROOT = Path(__file__).resolve().parent.parent
LESSONS = sorted((ROOT / "notebooks").glob("[0-9]-*/*.ipynb"))
EXERCISES = sorted((ROOT / "exercises").glob("[0-9]-*/*.ipynb"))
START = ROOT / "notebooks/00-start-here.ipynb"
DAY, TOLERANCE = 360, 10


def cells(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def stated(path: Path) -> int:
    return json.loads(path.read_text(encoding="utf-8"))["metadata"]["ethical_data"]["minutes"]


def estimate(path: Path, each_cell: float = 2) -> float:
    """Minutes by words, code cells and tasks."""
    prose = ["".join(c["source"]) for c in cells(path) if c["cell_type"] == "markdown"][1:-1]
    code = ["".join(c["source"]) for c in cells(path) if c["cell_type"] == "code"]
    words = sum(len(re.sub(r"<[^>]*>|\]\([^)]*\)", "", text).split()) for text in prose)
    asked = {t for text in code for t in re.findall(r"\b(?:ask|check)\(\s*[\"']([\w.-]+)", text)}
    takes = sum(5 if tasks.find(task).kind == "decide" else 2 for task in asked)
    return words / 150 + each_cell * len(code) + takes


@pytest.mark.parametrize("path", [*LESSONS, *EXERCISES], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_minutes_stated_agree_with_what_is_there(path):
    assert abs(stated(path) - estimate(path)) <= TOLERANCE, f"by its content {estimate(path):.0f} minutes"


def test_the_start_page_takes_twenty_minutes():
    """Its cells hold a line or two and are read in a breath: half a minute each."""
    assert abs(stated(START) - estimate(START, each_cell=0.5)) <= TOLERANCE


def essential() -> list[Path]:
    return [START, *(path for path in LESSONS if path.name[:2] in registers.essential())]


def test_the_lessons_of_the_essential_path_fit_a_day_of_six_hours():
    """The lessons alone: with every exercise they take longer."""
    path = essential()
    assert [lesson.name[:2] for lesson in path] == registers.essential()
    assert sum(map(stated, path)) <= DAY
    assert sum(estimate(p, each_cell=0.5 if p == START else 2) for p in path) <= DAY


def test_the_exercises_of_the_essential_path_are_a_second_part():
    """Nobody may promise lessons and exercises within six hours."""
    exercises = [path for path in EXERCISES if path.name[:2] in registers.essential()]
    assert len(exercises) == len(registers.essential()) - 1
    assert sum(map(stated, [*essential(), *exercises])) > DAY
