"""The skeleton of a lesson: all its places, nothing overwritten, and a mark wherever somebody must write."""

import ast
import csv
import shutil
import subprocess
import sys
import tomllib
from types import SimpleNamespace

import check_notebooks
import course
import new_lesson
import places
import pytest
from course import ROOT

from ethical_data.learn import law, tasks

SLUG = "24-a-trial"
ROW = [SLUG, "3-advanced", "trial_firm", "A trial", "01-what-automation-records", "trial-play;trial-log"]


@pytest.fixture
def root(tmp_path):
    """A course with a plan of one more lesson, and none of its places."""
    (tmp_path / "docs").mkdir()
    with (tmp_path / "docs" / "lessons.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["slug", "stage", "business", "title", "builds_on", "play"], ROW])
    start = tmp_path / "notebooks" / "00-start-here.ipynb"
    start.parent.mkdir()
    shutil.copy(course.start_page(), start)
    return tmp_path


def test_all_places_are_laid_and_what_is_there_stays(root):
    mine = root / "tests" / "test_trial_firm.py"
    mine.parent.mkdir()
    mine.write_text("mine\n", "utf-8")
    laid = new_lesson.lay(SLUG, root)
    every = [path for paths in places.places(SLUG, root).values() for path in paths]
    assert len(places.places(SLUG, root)) == 8 and all(path.exists() for path in every)
    assert set(laid) == {*every} - {mine} and mine.read_text("utf-8") == "mine\n"
    assert new_lesson.lay(SLUG, root) == []


def test_each_place_can_be_read_and_says_what_is_left(root):
    made = {path.name: path for path in new_lesson.lay(SLUG, root)}
    folder = made["tasks.md"].parent
    for path in root.rglob("*.py"):
        ast.parse(path.read_text("utf-8"))
    names = {node.name: lambda: 0 for node in ast.parse((folder / "answers.py").read_text("utf-8")).body
             if isinstance(node, ast.FunctionDef)}  # fmt: skip
    found = tasks.read(folder / "tasks.md", "24", SimpleNamespace(**names))
    assert {task.kind for task in found.values()} == {"predict", "number", "choice", "decide"}
    assert len(law.read(folder / "law.md")) == 2
    assert tomllib.loads(made["dictionary.toml"].read_text("utf-8"))["truths"][SLUG]
    for path in (one for one in made.values() if one.suffix == ".ipynb"):
        notebook = course.read(path)
        assert [*check_notebooks.links(path, notebook)] == [] or path.name == f"{SLUG}.ipynb"
    told = new_lesson.left(SLUG, root)
    for place, paths in places.places(SLUG, root).items():
        if place not in ("its audit", "a recount of its answers") and paths[0].name != "answers.py":
            assert any(line.startswith(path.relative_to(root).as_posix()) for line in told for path in paths), place


def test_what_is_left_names_the_places_that_are_lacking_too_and_says_when_nothing_is(root, capsys, monkeypatch):
    assert new_lesson.main(["--left", SLUG], root) == 0
    assert f"lacking: notebooks/3-advanced/{SLUG}.ipynb" in capsys.readouterr().out
    new_lesson.lay(SLUG, root)
    monkeypatch.setattr(new_lesson, "left", lambda slug, root: [])
    assert new_lesson.main(["--left", SLUG], root) == 0
    assert capsys.readouterr().out == "Nothing is left to write.\n"


def test_what_is_laid_is_formatted(root):
    new_lesson.lay(SLUG, root)
    # the order of imports depends on which modules lie beside them, and none does here
    shutil.copy(ROOT / "pyproject.toml", root)
    for check in (["check", "--ignore=I001"], ["format", "--check"]):
        line = [sys.executable, "-m", "ruff", *check, "--no-cache", "src", "tests"]
        done = subprocess.run(line, cwd=root, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_an_unknown_lesson_is_refused_with_those_that_there_are(root, capsys):
    assert new_lesson.main(["99-nothing"], root) == 2
    assert SLUG in capsys.readouterr().err
    assert places.main(["99-nothing"], root) == 2
    assert not (root / "src").exists()
