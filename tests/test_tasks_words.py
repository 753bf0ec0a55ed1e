"""What a hint and a solution say to somebody who does not code."""

import re

import pytest

from ethical_data.learn import tasks

CHECKED = {
    name: task
    for lesson in ("05", "06", "07", "08", "15", "18")
    for name, task in tasks.of_lesson(lesson).items()
    if task.kind not in ("predict", "decide")
}
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


def test_code_is_told_from_words():
    assert CODE.search("theirs.principal.sum()") and CODE.search("standardised(...).set_index('area')")
    assert not CODE.search("The row “North”, the column “against the West”, without the minus. In the table (above).")
