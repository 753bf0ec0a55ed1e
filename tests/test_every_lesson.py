"""What every lesson promises, found by what is there: its places, its frame, its links, its tasks.

Its tasks one by one: test_every_task. Its exercise: test_exercises. Its law: test_law. Its numbers:
test_prose_numbers. Its minutes: test_minutes.
"""

import re

import check_notebooks
import course
import places
import pytest
from course import CHART, ROOT

from ethical_data.learn import tasks

LESSONS = [path.stem for path in course.lessons()]
START = course.start_page().stem
NOTEBOOKS = [path.relative_to(ROOT).as_posix() for path in course.with_outputs() + course.in_stages("exercises")]
TO_WRITE = "TO " + "WRITE"  # what tools/new_lesson.py leaves for somebody to write
FRAME = ("Predict", "Look", "Decide", "On Monday", "To take away")
each = pytest.mark.parametrize("slug", LESSONS)


def notebook(slug: str, tree: str = "notebooks"):
    return course.read(ROOT / tree / places.row(slug)["stage"] / f"{slug}.ipynb")


def asked(*books) -> list[str]:
    """The tasks that notebooks ask for, in order."""
    code = (one.source for book in books for one in course.code_cells(book))
    return [task for source in code for task in check_notebooks.TASK.findall(source)]


# Places


@each
def test_all_places_of_a_lesson_are_there(slug):
    found = places.places(slug) | places.written(slug)
    assert [path.relative_to(ROOT).as_posix() for paths in found.values() for path in paths if not path.exists()] == []


def test_nothing_bears_the_name_of_a_lesson_that_is_not_there():
    numbers = {slug[:2] for slug in [START, *LESSONS]}
    packages = {places.package(slug) for slug in [START, *LESSONS]}
    folder = ROOT / "src" / "ethical_data" / "lessons"
    assert {path.name for path in folder.iterdir() if (path / "tasks.md").exists()} == packages
    assert dict(tasks.lessons()) == {slug[:2]: places.package(slug) for slug in [START, *LESSONS]}
    assert {path.stem[-2:] for path in (ROOT / "tests").glob("test_tasks_??.py")} == numbers
    for tree in ("solutions", "exercises"):
        assert {path.stem for path in course.in_stages(tree)} == set(LESSONS)


def test_nothing_is_left_to_write():
    """Lessons are laid out by tools/new_lesson.py; it leaves a mark wherever words or numbers of ours must come."""
    kinds = (".py", ".md", ".toml", ".ipynb", ".svg", ".csv")
    trees = ("src", "tests", "notebooks", "solutions", "docs")
    texts = [path for tree in trees for path in (ROOT / tree).rglob("*") if path.suffix in kinds]
    left = [path.relative_to(ROOT).as_posix() for path in texts if TO_WRITE in path.read_text("utf-8")]
    assert len(texts) > 200 and left == []


# Frame, metadata, links


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_fits_the_frame(name):
    assert check_notebooks.problems(ROOT / name) == []


@each
def test_a_lesson_goes_from_a_prediction_to_a_decision_and_to_monday(slug):
    text = "\n".join(cell.source for cell in notebook(slug).cells if cell.cell_type == "markdown")
    headings = re.findall(r"^## ([\w ]+)", text, re.MULTILINE)
    at = [next((n for n, heading in enumerate(headings) if heading.startswith(part)), None) for part in FRAME]
    assert None not in at and at == sorted(at) and at[0] == 0 and at[-1] == len(headings) - 1


@each
def test_a_lesson_asks_shows_and_moves(slug):
    book = notebook(slug)
    code = [one.source for one in course.code_cells(book)]
    kinds = [tasks.find(task).kind for task in asked(book)]
    assert kinds[0] == "predict" and "decide" in kinds and {"number", "choice"} <= set(kinds)
    assert any("knob(" in source for source in code), "nothing can be turned"
    assert any(CHART in out.get("data", {}) for one in course.code_cells(book) for out in one.outputs), "no picture"


@each
def test_a_lesson_says_whom_it_is_about_and_what_it_settles(slug):
    about = course.told(notebook(slug))
    assert about["question"].endswith("?") and about["objectives"] and about["key_points"] and about["terms"]
    assert about["sources"] and about["law_as_of"]


# Tasks


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_task_that_a_notebook_names_exists(name):
    unknown = [task for task in asked(course.read(ROOT / name)) if not exists(task)]
    assert unknown == []


def exists(task: str) -> bool:
    try:
        return bool(tasks.find(task))
    except KeyError:
        return False


@each
def test_every_task_of_a_lesson_is_asked_by_it_or_by_its_exercise(slug):
    own = [task for task in asked(notebook(slug), notebook(slug, "solutions")) if task.startswith(slug[:2])]
    assert set(own) == set(tasks.of_lesson(slug[:2]))
    in_exercise = set(asked(notebook(slug, "solutions")))
    assert {task for task in own if ".ex-" in task} == in_exercise


@each
def test_code_that_the_prose_says_to_change_stands_in_a_cell(slug):
    book = notebook(slug)
    code = "\n".join(one.source for one in course.code_cells(book))
    prose = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    assert [part for part in re.findall(r"\b[Cc]hange `([^`]+)`", prose) if part not in code] == []


# The plan of the course


def test_every_lesson_has_one_row_and_stands_in_a_stage():
    rows = course.table("lessons")
    slugs = [row["slug"] for row in rows]
    assert [slug[:2] for slug in slugs] == [f"{number:02d}" for number in range(24)]
    assert {row["stage"] for row in rows[1:]} == set(course.STAGES)
    assert all(row["business"] and row["title"] for row in rows)
    for number, row in enumerate(rows):
        assert set(filter(None, row["builds_on"].split(";"))) <= set(slugs[:number]), row["slug"]
