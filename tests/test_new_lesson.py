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


ODD = {
    "nothing": ("", "has no lesson"),
    "a path": ("../docs", "has no lesson ../docs"),
    "a number": ("24", "has no lesson 24"),
    "a blank at the end": (f"{SLUG} ", "has no lesson"),
    "capitals": (SLUG.upper(), "has no lesson"),
}


@pytest.mark.parametrize("slug, says", ODD.values(), ids=ODD)
def test_an_odd_name_of_a_lesson_writes_nothing(root, capsys, slug, says):
    before = sorted(root.rglob("*"))
    for main in (new_lesson.main, places.main):
        assert main([slug], root) == 2
        assert says in capsys.readouterr().err
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize("arguments", [[], [SLUG, SLUG], ["--lefft", SLUG], ["-x"], ["--left"]])
def test_odd_arguments_are_told_how_it_is_used(root, capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        new_lesson.main(arguments, root)
    assert ended.value.code == 2 and "SLUG" in capsys.readouterr().err
    assert places.main(arguments, root) == 2 and "places.py SLUG" in capsys.readouterr().out


PLAN = ",".join(["slug", "stage", "business", "title", "builds_on", "play"]) + "\n" + ",".join(ROW) + "\n"
PLANS = {
    "the start page": (("3-advanced", ""), "stage is ''"),
    "no play": (("trial-play;trial-log", ""), "play is ''"),
    "a play lost": (("trial-play;trial-log", "trial-play;"), "play is 'trial-play;'"),
    "blanks between plays": ((";", "; "), "play is 'trial-play; trial-log'"),
    "a business with a blank": (("trial_firm", "trial firm"), "business is 'trial firm'"),
    "a business elsewhere": (("trial_firm", "../firm"), "business is '../firm'"),
    "another column": (("business,title", "firm,title"), "has no column business"),
    "semicolons": ((",", ";"), "docs/lessons.csv"),
    "a comma in a title": (("A trial", "A trial, again"), "row 2: not as many columns"),
    "a row cut off": ((",trial-play;trial-log", ""), "row 2: not as many columns"),
}


@pytest.mark.parametrize("change, says", PLANS.values(), ids=PLANS)
def test_a_plan_that_a_spreadsheet_spoilt_is_refused_and_nothing_is_laid(root, capsys, change, says):
    (root / "docs" / "lessons.csv").write_text(PLAN.replace(*change), "utf-8")
    before = sorted(root.rglob("*"))
    for main in (new_lesson.main, places.main):
        assert main([SLUG], root) == 2
        assert says in capsys.readouterr().err
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize("form, code", [("utf-8-sig", 0), ("cp1252", 2), ("utf-16", 2)])
def test_a_plan_may_have_a_bom_and_is_utf_8(root, capsys, form, code):
    plan = PLAN.replace("A trial", "A trial’s").replace("\n", "\r\n")
    (root / "docs" / "lessons.csv").write_bytes(plan.encode(form))
    assert places.main([SLUG], root) == code
    assert code == 0 or "this is not UTF-8" in capsys.readouterr().err
