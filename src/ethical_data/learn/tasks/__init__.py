"""Tasks: question, right answer, wrong answers and what they suggest, hints, solution, rubric. One module a lesson."""

import functools
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: Number of a lesson -> module with its `TASKS`.
MODULES = {
    "00": "start_here",
    "01": "what_automation_records",
    "02": "consent_and_transparency",
    "03": "collect_less",
    "04": "keep_it_safe",
    "05": "fair_to_everyone",
    "06": "helpful_not_creepy",
    "07": "waste_less",
    "08": "open_books",
    "15": "explain_the_no",
    "18": "sharing_without_exposing",
}


@dataclass(frozen=True)
class Wrong:
    """A wrong answer that people really give, and what it suggests. `value` may be a function that computes it."""

    value: Any
    says: str


@dataclass(frozen=True)
class Option:
    """One option of a choice: its text, and what choosing it shows (the misconception, or the consequence)."""

    text: str
    says: str
    right: bool = False


@dataclass(frozen=True)
class Task:
    """One question to a learner.

    kind: "number" (within `tolerance` of `answer`), "table" (the values of a Series, list, set or table), "choice"
    (letters of `options`), "predict" (any number or option is kept), "decide" (an option and a written reason; any
    option is accepted). A prediction lies in `among`, both ends included. `answer` is a function, so that it is
    computed from the data and never typed.
    """

    id: str
    kind: str
    asks: str
    answer: Callable[[], Any] | None = None
    why: str = ""
    wrong: tuple[Wrong, ...] = ()
    options: tuple[Option, ...] = ()
    hints: tuple[str, ...] = ()
    solution: str = ""
    rubric: tuple[str, ...] = ()
    tolerance: float = 0
    unit: str = ""
    among: tuple[float, float] | None = None

    @property
    def letters(self) -> list[str]:
        """a, b, c… for the options."""
        return [chr(ord("a") + i) for i in range(len(self.options))]


def of_lesson(number: str) -> dict[str, Task]:
    """The tasks of one lesson ("02") by id, in order; KeyError if there are none."""
    module = importlib.import_module(f"{__name__}.{MODULES[number]}")
    return {task.id: task for task in module.TASKS}


def find(task: str) -> Task:
    """The task with this id ("02.after-stop"); KeyError if there is none."""
    return of_lesson(str(task).split(".")[0])[task]


@functools.cache
def right_answer(task: str) -> Any:
    """The right answer, computed once; None for a prediction or a decision."""
    found = find(task)
    if found.kind == "choice":
        return found.letters[[option.right for option in found.options].index(True)]
    return found.answer() if found.answer else None
