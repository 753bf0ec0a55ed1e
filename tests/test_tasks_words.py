"""What a hint and a solution say to somebody who does not code."""

import html
import json
import re
from pathlib import Path

import nbformat
import pytest

from ethical_data.learn import check, solution, tasks

ROOT = Path(__file__).parents[1]
EVERY = {name: task for lesson in tasks.lessons() for name, task in tasks.of_lesson(lesson).items()}
CHECKED = {
    name: task
    for name, task in EVERY.items()
    if task.kind not in ("predict", "decide") and name[:2] in ("05", "06", "07", "08", "15", "18")
}
SAID = {"15.ex-jobs", "18.ex-wide"}  # the answer's number stands in the question for something else: an age, a size
CODE = re.compile(r"\w\.\w+\(|\[['\"]\w+['\"]\]\.|\w+\(\w+\[|\)\.\w")


@pytest.mark.parametrize("name", CHECKED)
def test_a_checked_task_has_a_hint_and_a_solution(name):
    assert CHECKED[name].hints and CHECKED[name].solution


@pytest.mark.parametrize("name", CHECKED)
def test_words_come_before_code(name):
    hint, solution = CHECKED[name].hints[0], CHECKED[name].solution.split("In code:")[0]
    assert solution and not CODE.search(hint) and not CODE.search(solution)


@pytest.mark.parametrize("name", [name for name, task in CHECKED.items() if task.kind == "choice"])
def test_the_solution_of_a_choice_begins_with_its_letter(name):
    task = CHECKED[name]
    (right,) = [letter for letter, option in zip(task.letters, task.options) if option.right]
    assert task.solution.startswith(f"{right}: ")


@pytest.mark.parametrize("name", [name for name, task in EVERY.items() if task.kind == "choice"])
def test_the_solution_of_every_choice_tells_its_letter(name):
    task = EVERY[name]
    (right,) = [letter for letter, option in zip(task.letters, task.options) if option.right]
    for _ in range(2):
        check(name, next(letter for letter in task.letters if letter != right))
    assert re.match(rf"A solution: {right}\b", solution(name).message)


@pytest.mark.parametrize("name", [n for n, task in EVERY.items() if task.kind == "number" and n not in SAID])
def test_no_word_before_the_solution_gives_the_answer_away(name):
    """Numbers up to 12 may stand in a text for another reason."""
    task, right = EVERY[name], tasks.right_answer(name)
    told = " ".join((task.asks, *task.hints, *(wrong.says for wrong in task.wrong))).replace(",", "")
    numbers = {float(number) for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)", told)}
    assert abs(right) <= 12 or round(float(right), 2) not in numbers


def test_code_is_told_from_words():
    assert CODE.search("theirs.principal.sum()") and CODE.search("standardised(...).set_index('area')")
    assert not CODE.search("The row “North”, the column “against the West”, without the minus. In the table (above).")


def _sources_and_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    texts = [cell.source for cell in notebook.cells] + [json.dumps(o, ensure_ascii=False) for o in outputs]
    return html.unescape(" ".join(texts)).replace('\\"', '"')


NAMED = re.compile(r"(?:[Rr]ow|[Cc]olumn|[Ll]ine)s? (“[^”]+”(?:(?:,? and |, (?:column )?)“[^”]+”)*)")


@pytest.mark.parametrize("name", CHECKED)
def test_a_row_or_column_that_is_named_stands_in_the_notebook(name):
    """A learner looks for the words in the quotation marks."""
    task = EVERY[name]
    folder, lesson = ("solutions" if ".ex-" in name else "notebooks"), name[:2]
    (path,) = [path for path in ROOT.glob(f"{folder}/?-*/{lesson}-*.ipynb")]
    shown = _sources_and_outputs(path).lower()
    told = " ".join((*task.hints, task.solution, *(wrong.says for wrong in task.wrong)))
    named = {each.strip(".,") for found in NAMED.findall(told) for each in re.findall(r"“([^”]+)”", found)}
    assert not {each for each in named if each.lower() not in shown}


@pytest.mark.parametrize("path", sorted(ROOT.glob("notebooks/?-*/*.ipynb")), ids=lambda path: path.stem)
def test_code_that_the_prose_says_to_change_stands_in_a_cell(path):
    cells = nbformat.read(path, as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert all(each in code for each in re.findall(r"\b[Cc]hange `([^`]+)`", prose))


def test_a_named_row_and_column_are_found():
    assert NAMED.findall("Row “by count”, column “of these, %”. The rows “a” and “b” and then “c”.") == [
        "“by count”, column “of these, %”",
        "“a” and “b”",
    ]
