"""Exercises are made from solutions and give no answer away. What their checks say: see conftest.py."""

import json

import check_notebooks
import course
import make_exercises
import pytest
from course import ROOT
from make_exercises import ANSWER, BLANK, Unfit, blanked
from nbformat.v4 import new_code_cell, new_markdown_cell
from small_course import cell

SOLUTIONS = [str(path.relative_to(ROOT)) for path in course.in_stages("solutions")]
SHORT = 15  # an answer of fewer characters may stand elsewhere by chance


def gives_away(exercise: str, taken: list[str]) -> list[str]:
    """What in the text of an exercise's file tells an answer."""
    notebook, found = course.nbformat.reads(exercise, as_version=4), []
    for number, one in enumerate(notebook.cells, 1):
        lines = [line for line in one.source.splitlines() if line.rstrip().endswith(ANSWER)]
        found += [f"cell {number}: {line}" for line in lines if one.cell_type == "code" and not BLANK.search(line)]
        found += [f"cell {number} is part of the solution"] if "solution" in course.tags(one) else []
        found += [f"cell {number} has outputs"] if one.get("outputs") or one.get("execution_count") else []
        found += [f"cell {number} holds a mark of the solution"] if "solution -->" in one.source else []
        found += [f"cell {number} has a map of numbers"] if "numbers" in one.metadata else []
    squeezed = "".join("".join(one.source for one in notebook.cells).split())
    told = [answer for answer in taken if len(answer) >= SHORT and "".join(answer.split()) in squeezed]
    return found + [f"the answer {answer!r} stands elsewhere" for answer in told]


@pytest.mark.parametrize("name", SOLUTIONS)
def test_an_exercise_is_what_its_solution_makes(name):
    made, taken = make_exercises.exercise(ROOT / name)
    assert course.counterpart(ROOT / name, "exercises").read_text(encoding="utf-8") == made
    assert gives_away(made, taken) == []
    assert taken, "nothing is left to the learner"


@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_solution_is_right_in_every_task(name):
    states = check_notebooks.states(course.read(ROOT / name))
    assert set(states.values()) == {"right"}
    exercise = course.read(course.counterpart(ROOT / name, "exercises"))
    asked = {task for one in course.code_cells(exercise) for task in check_notebooks.TASK.findall(one.source)}
    assert set(states) <= asked


def test_no_exercise_is_without_a_solution():
    assert {path.name for path in course.in_stages("exercises")} == {
        path.name for path in course.in_stages("solutions")
    }


@pytest.mark.parametrize(
    ("solution", "exercise", "taken"),
    [
        ("a = 1  # your answer\ncheck(a)", "a = ...  # your answer\ncheck(a)", ["1"]),
        ("a = b = f(x=1)  # your answer", "a = b = ...  # your answer", ["f(x=1)"]),
        (
            "a = (\n    1  # why\n    + 2\n)  # your answer\nb = 2",
            "a = ...  # your answer\nb = 2",
            ["(\n    1  # why\n    + 2\n)"],
        ),
        ("a = [\n    1,\n]     # your answer", "a = ...  # your answer", ["[\n    1,\n]"]),
        ("é = 'ü' + 'ä'  # your answer", "é = ...  # your answer", ["'ü' + 'ä'"]),
        (
            "a: int = 1  # your answer\na += 2  # your answer",
            "a: int = ...  # your answer\na += ...  # your answer",
            ["2", "1"],
        ),
        ("t['x=y'] = t['a'] == 1  # your answer", "t['x=y'] = ...  # your answer", ["t['a'] == 1"]),
        (
            "def f(x):\n    y = x + 1  # your answer\n    return y",
            "def f(x):\n    y = ...  # your answer\n    return y",
            ["x + 1"],
        ),
        ("a = 1\n# begin solution\nb = 2\n\nc = 3\n# end solution\nd = 4", "a = 1\nd = 4", []),
        ("if x:\n    pass\n    # begin solution\n    y = 1\n    # end solution", "if x:\n    pass", []),
        ("# begin solution\na = 1\n# end solution", "# Your code", []),
    ],
)
def test_answers_become_blanks(solution, exercise, taken):
    assert blanked(solution) == (exercise, taken)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("check(1)  # your answer", "does not end an assignment"),
        ("a = [  # your answer\n  1]", "does not end an assignment"),
        ("# begin solution\na = 1", "without its partner"),
        ("a = 1\n# end solution", "without its partner"),
        ("# begin solution\n# begin solution\n# end solution", "without its partner"),
        ("if x:\n    # begin solution\n    y = 1\n    # end solution", "what is left is not Python"),
    ],
)
def test_a_solution_that_cannot_be_blanked_is_refused(source, says):
    with pytest.raises(Unfit, match=says):
        blanked(source)


@pytest.mark.parametrize(
    ("plant", "says"),
    [
        (lambda n: cell(n, "01.spring").metadata.pop("tags"), "holds an answer and is not tagged blank"),
        (lambda n: cell(n, "01.spring").update(source="1"), "nothing in it is to be blanked"),
        (lambda n: cell(n, "Count the late").update(source="<!-- solution --> x"), "without its partner"),
    ],
)
def test_a_slip_in_a_solution_is_refused(small, plant, says):
    small.change(small.solution, plant)
    with pytest.raises(Unfit, match=says):
        make_exercises.exercise(small.solution, small.root)


def test_the_command_writes_and_compares(small, capsys):
    before = small.exercise.read_bytes()
    assert make_exercises.main(["--check"], small.root) == 0
    small.exercise.write_bytes(before.replace(b"Your turn", b"My turn"))
    assert make_exercises.main(["--check"], small.root) == 1
    assert "is not what its solution makes" in capsys.readouterr().out
    small.exercise.unlink()
    assert make_exercises.main([], small.root) == 0
    assert small.exercise.read_bytes() == before
    stray = small.exercise.with_name("02-stray.ipynb")
    stray.write_bytes(before)
    assert make_exercises.main(["--check"], small.root) == 1
    assert "02-stray.ipynb has no solution" in capsys.readouterr().out


@pytest.mark.parametrize(
    "plant",
    [
        lambda n: cell(n, "01.late").update(source="how_many = 2  # your answer"),
        lambda n: cell(n, "01.late").update(execution_count=1),
        lambda n: n.cells.append(new_code_cell("late = sum(sends['after'],)")),
        lambda n: n.cells.append(new_markdown_cell("Compare.", metadata={"tags": ["solution"]})),
        lambda n: n.cells.append(new_markdown_cell("<!-- solution --> Compare. <!-- /solution -->")),
        lambda n: n.cells.append(new_markdown_cell("x", metadata={"numbers": {"2": "late"}})),
    ],
)
def test_an_answer_that_leaks_is_found(small, plant):
    taken = make_exercises.exercise(small.solution, small.root)[1] + ["sum(\n    sends['after'],\n)"]
    assert gives_away(small.exercise.read_text("utf-8"), taken) == []
    small.change(small.exercise, plant)
    assert len(gives_away(small.exercise.read_text("utf-8"), taken)) == 1


def test_what_tells_answers_stays_behind(small):
    def plant(notebook):
        notebook.metadata.ethical_data.update(key_points=["Two left."], numbers={"Two": "late"})
        cell(notebook, "Count the late").metadata["numbers"] = {"two": "text"}

    small.change(small.solution, plant)
    made = json.loads(make_exercises.exercise(small.solution, small.root)[0])
    assert not {"key_points", "numbers"} & set(made["metadata"]["ethical_data"])
    assert "Two left" not in json.dumps(made["metadata"])
