"""The check of the frame finds planted errors; nbval, which runs notebooks (see conftest.py), finds what it should."""

import itertools
import re
import subprocess
import sys

import check_notebooks
import course
import frame
import pytest
from course import CHART, ROOT
from jupyter_client.connect import LocalPortCache
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from small_course import EXERCISE, LESSON, SOLUTION, cell

LESSONS = [str(path.relative_to(ROOT)) for path in course.lessons()]
PLAY, START = "notebooks/playbook/stop-count.ipynb", "notebooks/00-start-here.ipynb"


# Planted errors


def test_the_sound_fixture_fits_the_frame(small):
    paths = course.with_outputs(small.root) + course.in_stages("exercises", small.root)
    assert [check_notebooks.problems(path, small.root) for path in paths] == [[]] * 5


def about(notebook) -> dict:
    return notebook.metadata.ethical_data


def plant_cells(made):
    return lambda notebook: notebook.cells.__setitem__(slice(2, 2), [made() for _ in range(20)])


def output(notebook, mime: str):
    return next(out for one in course.code_cells(notebook) for out in one.outputs if mime in out.get("data", {}))


def picture():
    shown = new_output("display_data", data={"image/png": "AAAA", "text/plain": "a picture"})
    return new_code_cell("show()", outputs=[shown], execution_count=1)


@pytest.mark.parametrize(
    ("path", "plant", "says"),
    [
        (LESSON, lambda n: about(n).pop("question"), "metadata.ethical_data lacks question"),
        (LESSON, lambda n: about(n).update(slug="02-two"), "slug 02-two is not the file's name"),
        (LESSON, lambda n: about(n).update(title="Three stops"), "title 'Three stops' is 'Two stops'"),
        (LESSON, lambda n: about(n).update(business="bakery"), "business 'bakery' is 'online_store'"),
        (LESSON, lambda n: about(n).update(stage="2-intermediate"),
         "stage 2-intermediate is not the folder's name"),
        (LESSON, lambda n: about(n).update(minutes_kind="felt"),
         "minutes_kind is one of estimated, measured"),
        (LESSON, lambda n: about(n)["sources"][0].pop("text"), "a source needs id and text"),
        (LESSON, lambda n: about(n).update(builds_on=[]), "builds_on [] is '00-start-here'"),
        (LESSON, lambda n: about(n).update(play=""), "play '' is 'stop-count'"),
        (LESSON, lambda n: about(n).update(objectives=["see"]),
         "cell tagged header is not what its metadata makes"),
        (LESSON, lambda n: n.cells.pop(), "cell tagged footer is not what its metadata makes"),
        (LESSON, lambda n: about(n)["sources"][0].update(url="somewhere"), "source 'law' has no url"),
        (LESSON, plant_cells(lambda: new_code_cell("1")), "more than 2 code cells in a row"),
        (LESSON, plant_cells(lambda: new_markdown_cell("More.")),
         "the first task comes after the first third"),
        (LESSON, lambda n: n.cells[4].update(source="pass"), "1 tasks (check or ask), at least 2"),
        (LESSON, lambda n: n.cells[4].update(execution_count=None), "has the count None"),
        (LESSON, lambda n: n.cells[4].update(execution_count=9), "has the count 9"),
        (SOLUTION, lambda n: n.cells[1].update(execution_count=None), "has the count None"),
        (LESSON, lambda n: n.cells[4].outputs.append(new_output("error", ename="KeyError")),
         "failed: KeyError"),
        (LESSON, lambda n: n.cells[4].outputs.append(new_output("stream", name="stderr", text="!")), "warns"),
        (LESSON, lambda n: n.cells[4].outputs.append(new_output("stream", text="/tmp/x/y")),
         "shows a temporary folder"),
        (LESSON, lambda n: n.cells[4].outputs.append(new_output("stream", text="<at 0x7f53f4591700>")),
         "an address"),
        (LESSON, lambda n: output(n, CHART).data[CHART].update(description=" "),
         "a chart without a description"),
        (LESSON, lambda n: output(n, CHART).data.pop("image/png"), "a chart without a stored picture"),
        (LESSON, lambda n: output(n, CHART).data[CHART].update(mark="point"),
         "the stored picture is of another chart"),
        (LESSON, lambda n: output(n, CHART).data[CHART].update(x="x" * 100_000),
         "characters, at most 100,000"),
        (LESSON, plant_cells(picture), "a picture that is no chart has no words"),
        (LESSON, plant_cells(lambda: new_markdown_cell("x" * 60_000)), "bytes, at most 1,000,000"),
        (LESSON, plant_cells(lambda: new_markdown_cell("![](../00-start-here.ipynb)")),
         "an image without alt text"),
        (LESSON, plant_cells(lambda: new_markdown_cell('<img src="x" alt="">')), "an image without alt text"),
        (LESSON, plant_cells(lambda: new_markdown_cell("[x](../gone.ipynb)")), "../gone.ipynb is not there"),
        (LESSON, plant_cells(lambda: new_markdown_cell("[x](/etc/hosts)")), "/etc/hosts is an absolute path"),
        (EXERCISE, lambda n: about(n).update(kind="solution"), "kind is solution"),
        (EXERCISE, lambda n: about(n).update(slug="01-three"), "slug 01-three is not the file's name"),
        (PLAY, lambda n: about(n)["play"].update(slug="other"), "is not its file's name"),
        (PLAY, lambda n: about(n)["play"].update(title="Other"), "cell tagged header"),
        (START, lambda n: n.cells[1].update(source="| nothing |"), "cell tagged map"),
    ],
)  # fmt: skip
def test_a_planted_error_is_found(small, path, plant, says):
    small.change(small.root / path, plant)
    found = check_notebooks.problems(small.root / path, small.root)
    assert [problem for problem in found if says in problem], found


def test_a_notebook_that_no_table_knows_is_found(small):
    other = small.lesson.with_name("02-other.ipynb")
    small.lesson.rename(other)
    assert "docs/lessons.csv has no lesson 02-other" in check_notebooks.problems(other, small.root)
    assert "there is no lesson of this slug" in check_notebooks.problems(small.solution, small.root)


# What is made from metadata


def test_header_and_footer_lead_to_every_neighbour(small):
    rows = (small.root / "docs" / "lessons.csv").read_text("utf-8")
    course.write(small.root / "docs" / "lessons.csv", rows + "02-next,1-fundamentals,gym,Next,01-two-stops,\n")
    after = small.lesson.with_name("02-next.ipynb")
    course.write(after, small.lesson.read_text("utf-8").replace("01-two-stops", "02-next"))
    told = course.about(course.read(small.lesson))
    assert "builds on [00 Start here](../00-start-here.ipynb)" in frame.header(told, small.lesson, small.root)
    footer = frame.footer(told, small.lesson, small.root)
    for target in (
        "../../exercises/1-fundamentals/01-two-stops.ipynb", "../playbook/stop-count.ipynb", "02-next.ipynb",
        "../00-start-here.ipynb", "https://example.org/law",
    ):  # fmt: skip
        assert f"]({target})" in footer
    assert "Legal facts as of 1 June 2026" in footer
    assert "[02 Next](02-next.ipynb)" not in frame.footer(told, after, small.root)


def test_what_is_not_written_yet_is_named_without_a_link(small):
    (small.root / "notebooks" / "00-start-here.ipynb").unlink()
    header = frame.header(course.about(course.read(small.lesson)), small.lesson, small.root)
    assert "builds on 00 Start here" in header


# nbval


def test_nbval_finds_what_it_should_find(small):
    """Strict, for once on any platform: one run over planted errors, and over a text/html that may differ."""
    conftest = re.sub(
        "^REFERENCE = .*", "REFERENCE = True", (ROOT / "conftest.py").read_text("utf-8"), flags=re.MULTILINE
    )
    course.write(small.root / "conftest.py", conftest)
    notebook = course.read(small.lesson)
    late, share, spring = (cell(notebook, part) for part in ("sends[sends", "round(", '"01.spring"'))
    late.outputs[0].data["text/html"] = "other markup"
    share.outputs[0].data["text/plain"] = "0.5"
    spring.source += "\nimport warnings\nwarnings.warn('old')"
    notebook.cells += [
        new_code_cell("import os\nassert not os.path.exists(os.environ['ETHICAL_DATA_WORK'])", execution_count=9),
        new_code_cell("1 / 0", execution_count=10),
        new_code_cell("2", metadata={"tags": ["nbval-ignore-output"]}, execution_count=11),
    ]
    chart = output(notebook, CHART).data[CHART]
    chart["data"]["values"][0]["sends"] = 3
    exercise, solution = course.read(small.exercise), course.read(small.solution)
    cell(exercise, '"01.late"').source = 'check("01.late", 2)'
    cell(exercise, '"01.spring"').source = "def check(*_): pass\ncheck('01.spring', ...)"
    wrong = cell(solution, '"01.spring"')
    wrong.source, wrong.metadata["tags"] = (
        'check("01.spring", 3)',
        ["nbval-ignore-output"],
    )  # as on another platform
    for path, made in ((small.lesson, notebook), (small.exercise, exercise), (small.solution, solution)):
        course.write(path, course.nbformat.writes(made))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-rA",
        "-p",
        "no:cacheprovider",
        "notebooks",
        "exercises",
        "solutions",
    ]
    said = subprocess.run(command, cwd=small.root, capture_output=True, text=True).stdout
    failed = {tuple(found) for found in re.findall(r"^FAILED (\w+)/.*::Cell (\d+)", said, re.MULTILINE)}
    passed = {tuple(found) for found in re.findall(r"^PASSED (\w+)/.*::Cell (\d+)", said, re.MULTILINE)}
    lesson = [
        "check",
        "late",
        "sends",
        "shown",
        "campaigns",
        "share",
        "chart",
        "spring",
        "work folder",
        "zero",
        "ignored",
    ]
    assert {lesson[int(cell)] for tree, cell in failed if tree == "notebooks"} == {
        "share",
        "chart",
        "spring",
        "zero",
    }
    assert failed - {one for one in failed if one[0] == "notebooks"} == {
        ("exercises", "2"), ("exercises", "3"), ("solutions", "3"),
    }  # fmt: skip
    assert {("exercises", "1"), ("solutions", "2")} <= passed
    for message in (
        "Task 01.late says 'right', not 'to-do'",
        "No answer from the checks ['01.spring']",
        "Task 01.spring says 'not-yet', not 'right'",
    ):
        assert message in said


def test_two_workers_never_give_their_kernels_the_same_port(pytestconfig):
    conftest = pytestconfig.pluginmanager.get_plugin(str(ROOT / "conftest.py"))
    one, other = (set(itertools.islice(conftest.ports_of_a_worker(n, 2, 4711), 20_000)) for n in (0, 1))
    assert one and other and not one & other
    assert 10_000 <= min(one | other) and max(one | other) < 32_768  # from there on Linux gives ports away
    assert LocalPortCache.instance().find_available_port("127.0.0.1") in one | other
