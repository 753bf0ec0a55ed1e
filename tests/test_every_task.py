"""What every task of every lesson promises, found by what is there: a new one is held to it by being there."""

import ast
import builtins
import html
import json
import re
from collections import Counter
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

from ethical_data.learn import check, checking, kept_answers, solution, tasks

ROOT = Path(__file__).parents[1]
TASKS = [task for number in tasks.lessons() for task in tasks.of_lesson(number).values()]
CHECKED = [task for task in TASKS if task.kind in ("number", "table", "choice")]
ASKED = [task for task in CHECKED if task.kind != "choice"]
CHOICES = [task for task in CHECKED if task.kind == "choice"]
REASON = "The people on the list pay, and I would stop at once."
SAID = {"15.ex-jobs", "18.ex-wide"}  # the answer's number stands in the question for something else: an age, a size
CODE = re.compile(r"\w\.\w+\(|\[['\"]\w+['\"]\]\.|\w+\(\w+\[|\)\.\w")
NAMED = re.compile(r"(?:[Rr]ow|[Cc]olumn|[Ll]ine)s? (“[^”]+”(?:(?:,? and |, (?:column )?)“[^”]+”)*)")


@pytest.fixture(autouse=True)
def no_tries_so_far(monkeypatch):
    monkeypatch.setattr(checking, "_tries", Counter())


def each(some):
    return pytest.mark.parametrize("task", some, ids=lambda task: task.id)


def said(feedback):
    return feedback.state, feedback.message


def value(wrong):
    return wrong.value() if callable(wrong.value) else wrong.value


@each(ASKED)
def test_the_right_answer_is_right_however_it_was_found(task):
    right = tasks.right_answer(task.id)
    forms = [right, pd.Series(list(right) if task.kind == "table" else [right])]
    if task.kind == "number":
        forms += [
            f"{right:,}",
            str(right),
            float(right),
            np.float64(right),
            pd.DataFrame([[right]]),
            np.array([right]),
        ]
        forms += [np.int64(right)] if isinstance(right, int) else []
    for answer in forms:
        assert said(check(task.id, answer)) == ("right", task.why), answer


@each(ASKED)
def test_each_listed_wrong_answer_has_its_own_message(task):
    messages, values = [wrong.says for wrong in task.wrong], [value(wrong) for wrong in task.wrong]
    assert len({*messages, task.why}) == len(messages) + 1
    assert len({str(answer) for answer in [*values, tasks.right_answer(task.id)]}) == len(values) + 1
    for answer, message in zip(values, messages):
        assert said(check(task.id, answer)) == ("not-yet", message), answer


@each(CHOICES)
def test_each_option_of_a_choice_explains_itself(task):
    assert sum(option.right for option in task.options) == 1
    assert len({option.says for option in task.options}) == len(task.options) >= 2
    for letter, option in zip(task.letters, task.options):
        for answer in (letter, f" {letter.upper()} "):
            expected = ("right", f"{option.says} {task.why}".strip()) if option.right else ("not-yet", option.says)
            assert said(check(task.id, answer)) == expected


@each([t for t in TASKS if t.kind in ("predict", "decide")])
def test_any_prediction_and_any_reasoned_decision_is_kept(task):
    for answer in task.letters or task.among or [0, 12.5, "1,200"]:
        if task.kind == "decide":
            assert check(task.id, (answer, "too short")).state == "not-yet"
        found = check(task.id, (answer, REASON) if task.kind == "decide" else answer)
        assert found.state == "kept" and found.said == "● Kept"
        assert found.more == (task.rubric if task.kind == "decide" else ())


@each(TASKS)
def test_a_blank_is_to_do_and_costs_nothing(task):
    for blank in (..., None, "", "  ", (..., ...)):
        assert said(check(task.id, blank)) == ("to-do", task.asks)
    assert said(check(task.id)) == ("to-do", task.asks)
    assert kept_answers.entries() == [] and not checking._tries


@each([t for t in TASKS if t.kind == "predict" and t.among])
def test_a_prediction_that_cannot_be_is_sent_back(task):
    low, high = task.among
    assert {check(task.id, low - 1).state, check(task.id, high + 1).state} == {"not-yet"}


@each(TASKS)
def test_a_task_is_complete(task):
    """What the reader of tasks.md does not insist on."""
    assert bool(task.options) == (task.kind in ("choice", "decide")) or task.kind == "predict"
    assert task.kind not in ("number", "table") or (task.why and len(task.wrong) >= 2)
    assert task.kind != "choice" or len(task.options) >= 3
    assert task.kind != "decide" or (len(task.options) >= 3 and len(task.rubric) >= 3)


def test_an_id_is_there_once_and_belongs_to_its_lesson():
    ids = [task.id for task in TASKS]
    assert len(set(ids)) == len(ids) > 100
    assert all(re.fullmatch(r"\d\d\.[a-z0-9-]+", id) for id in ids)


@pytest.mark.parametrize("number", tasks.lessons())
def test_each_checked_answer_is_counted_again_by_other_code(number):
    """tests/test_tasks_NN.py names each of them, and does not take its answer from the lesson's own module."""
    audit = (ROOT / "tests" / f"test_tasks_{number}.py").read_text("utf-8")
    checked = [task.id for task in CHECKED if task.id.startswith(f"{number}.")]
    choices = {task.id for task in CHOICES}
    assert [id for id in checked if f'"{id}"' not in audit and id not in choices] == []


@pytest.mark.parametrize("number, name", tasks.lessons().items())
def test_every_name_of_the_answers_is_used(number, name):
    """By tasks.md, a notebook, or a test that counts again."""
    folder = ROOT / "src" / "ethical_data" / "lessons" / name
    code = ast.parse((folder / "answers.py").read_text("utf-8"))
    public = {node.name for node in code.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"}
    used = (folder / "tasks.md").read_text("utf-8")
    used += "".join(path.read_text("utf-8") for path in ROOT.glob(f"*/?-*/{number}-*.ipynb"))
    used += "".join(path.read_text("utf-8") for path in ROOT.glob(f"tests/test_tasks_{number}.py"))
    assert {name for name in public if not re.search(rf"\b{name}\b", used)} == set()


# ---- hints, solutions and messages, to somebody who does not code


@each(CHECKED)
def test_a_hint_and_a_solution_are_there_and_words_come_before_code(task):
    first = re.split(r"[Ii]n code:", task.solution)[0]
    assert task.hints and first.strip(" ;")
    assert not CODE.search(task.hints[0]) and not CODE.search(first)


@each(CHOICES)
def test_the_solution_of_a_choice_begins_with_its_letter(task):
    assert task.solution.startswith(f"{tasks.right_answer(task.id)}: ")
    for _ in range(2):
        check(task.id, next(letter for letter in task.letters if letter != tasks.right_answer(task.id)))
    assert solution(task.id).message.startswith(f"A solution: {tasks.right_answer(task.id)}: ")


@each([task for task in ASKED if task.id not in SAID])
def test_no_word_before_the_solution_gives_the_answer_away(task):
    """Numbers up to 12 may stand in a text for another reason."""
    right = tasks.right_answer(task.id)
    told = " ".join((task.asks, *task.hints, *(wrong.says for wrong in task.wrong))).replace(",", "")
    numbers = {float(number) for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)", told)}
    answers = list(right) if isinstance(right, (list, tuple, set, frozenset)) else [right]
    assert [a for a in answers if isinstance(a, (int, float)) and abs(a) > 12 and round(float(a), 2) in numbers] == []


def test_code_is_told_from_words():
    assert CODE.search("theirs.principal.sum()") and CODE.search("standardised(...).set_index('area')")
    assert not CODE.search("The row “North”, the column “against the West”, without the minus. In the table (above).")


@each([task for task in CHECKED if re.search(r"[Ii]n code: ", task.solution)])
def test_the_code_of_a_solution_uses_names_that_the_notebook_has(task):
    """Whoever copies it must not meet a NameError."""
    _, code = re.split(r"[Ii]n code: ", task.solution, maxsplit=1)
    folder = "solutions" if ".ex-" in task.id else "notebooks"
    (path,) = ROOT.glob(f"{folder}/?-*/{task.id[:2]}-*.ipynb")
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    known = set(re.findall(r"\w+", "\n".join(cells))) | set(dir(builtins))
    names = set(re.findall(r"(?<![\w.\"'])([A-Za-z_]\w*)(?=[.(\[])", code)) - set(re.findall(r"(\w+) = ", code))
    assert names - known == set()


def _sources_and_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    texts = [cell.source for cell in notebook.cells] + [json.dumps(o, ensure_ascii=False) for o in outputs]
    return html.unescape(" ".join(texts)).replace('\\"', '"')


@each([task for task in CHECKED if not task.id.startswith("00.")])
def test_a_row_or_column_that_is_named_stands_in_the_notebook(task):
    """A learner looks for the words in the quotation marks."""
    folder = "solutions" if ".ex-" in task.id else "notebooks"
    (path,) = ROOT.glob(f"{folder}/?-*/{task.id[:2]}-*.ipynb")
    shown = _sources_and_outputs(path).lower()
    told = " ".join((*task.hints, task.solution, *(wrong.says for wrong in task.wrong)))
    named = {one.strip(".,") for found in NAMED.findall(told) for one in re.findall(r"“([^”]+)”", found)}
    assert {one for one in named if one.lower() not in shown} == set()


def test_a_named_row_and_column_are_found():
    assert NAMED.findall("Row “by count”, column “of these, %”. The rows “a” and “b” and then “c”.") == [
        "“by count”, column “of these, %”",
        "“a” and “b”",
    ]
