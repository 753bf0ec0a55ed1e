"""Tasks, read from text: question, right answer, wrong answers and what they suggest, hints, solution, rubric.

A lesson's folder below `ethical_data/lessons` holds `tasks.md`, which a trainer can mend, and `answers.py`, which has a
function (or a value) for each name in it. The text looks like this:

    # Tasks of lesson 02

    ## 02.hours (number, in hours, within 0.5)
    How many hours lay between the stop and the latest email after it?
    - right `longest_gap`: It is a finding and not a promise.
    - wrong `gap_in_days`: That is in days. Hours, please.
    - wrong `3`: What this answer suggests.
    - hint: Which column holds hours?
    - solution: The largest gap.

    ## 02.culprit (choice)
    What let them through?
    - right: What is said after the right option.
    - [x] The old list
      - What choosing this one shows.
    - [ ] The slow link
      - What choosing this one shows.

Kinds: number, table, choice, predict, decide (see `Task`). After the kind may stand `in UNIT`, `within TOLERANCE`,
`LOW to HIGH` (of a prediction). A wrong answer is a number or a name; never code.
"""

import functools
import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from ..home import PACKAGE

FOLDER = PACKAGE / "lessons"
KINDS = ("number", "table", "choice", "predict", "decide")
_TITLE = re.compile(r"# Tasks of lesson (\d\d)")
_HEADING = re.compile(r"## (\S+) \((\w+)((?:, [^,)]+)*)\)")
_ENTRY = re.compile(r"- (?:(right|wrong|hint|solution|rubric)(?: `([^`]+)`)?:|\[([ x])\]) (.+)", re.DOTALL)


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


class BadTasks(ValueError):
    """What is wrong with a `tasks.md`, with its file and line."""


@functools.cache
def lessons(folder: Path = FOLDER) -> dict[str, str]:
    """Number of a lesson -> the name of its folder, for each that has tasks, in order."""
    found = {}
    for path in folder.glob("*/tasks.md"):
        with open(path, encoding="utf-8") as file:
            title = _TITLE.fullmatch(file.readline().strip())
        if not title:
            raise BadTasks(f"{path}, line 1: expected a title such as '# Tasks of lesson 02'.")
        if title[1] in found:
            raise BadTasks(f"{path}, line 1: lesson {title[1]} has tasks already, in {found[title[1]]}.")
        found[title[1]] = path.parent.name
    return dict(sorted(found.items()))


@functools.cache
def of_lesson(number: str) -> dict[str, Task]:
    """The tasks of one lesson ("02") by id, in order; KeyError if there are none."""
    name = lessons()[number]
    answers = importlib.import_module(f"..lessons.{name}.answers", __package__)
    return read(FOLDER / name / "tasks.md", number, answers)


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


def read(path: Path, number: str, answers: ModuleType) -> dict[str, Task]:
    """The tasks in a `tasks.md` by id; BadTasks names file, line and what is wrong."""
    made: dict[str, Task] = {}
    block: list[tuple[int, str]] = []
    lines = path.read_text("utf-8").splitlines()
    for line, text in [*enumerate(lines, 1), (len(lines) + 1, "## end")]:
        if text.startswith("## ") and block:
            try:
                task = _task(block, answers)
                if not task.id.startswith(f"{number}.") or task.id in made:
                    raise BadTasks(f"{block[0][0]}: the id {task.id!r} stands twice or is not one of lesson {number}.")
            except BadTasks as error:
                raise BadTasks(f"{path}, line {error}") from None
            made[task.id], block = task, []
        if text.startswith("## ") or (block and text.strip()):
            block.append((line, text))
    return made


def _task(block: list[tuple[int, str]], answers: ModuleType) -> Task:
    start, heading = block[0]
    said = _HEADING.fullmatch(heading.strip())
    if not said or said[2] not in KINDS:
        raise BadTasks(f"{start}: expected '## NUMBER.NAME (KIND)' with a kind of {', '.join(KINDS)}.")
    parts: dict[str, Any] = {name: [] for name in ("asks", "wrong", "options", "hints", "rubric")}
    for line, text in _joined(block[1:]):
        entry = _ENTRY.fullmatch(text)
        if entry is None:
            if text.startswith("- "):
                raise BadTasks(f"{line}: expected right, wrong, hint, solution, rubric or a box after '- '.")
            parts["asks"].append(text)
            continue
        word, name, box, rest = entry.groups()
        if box:
            option, _, says = rest.partition("\n")
            parts["options"].append(Option(option, says, box == "x"))
        elif word == "right":
            parts["why"] = rest
            if name:
                parts["answer"] = _named(name, answers, line)
        elif word == "wrong":
            parts["wrong"].append(Wrong(_value(name, answers, line), rest))
        elif word == "solution":
            parts["solution"] = rest
        else:
            parts[{"hint": "hints", "rubric": "rubric"}[word]].append(rest)
    made = {name: tuple(part) if isinstance(part, list) else part for name, part in parts.items()}
    task = Task(id=said[1], kind=said[2], **(made | {"asks": " ".join(parts["asks"])} | _more(said[3], start)))
    if fault := _fault(task):
        raise BadTasks(f"{start}: {task.id}: {fault}")
    return task


def _joined(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Entries with their further lines; what an option shows, its indented '- …', stands after a line break."""
    made: list[tuple[int, str]] = []
    for line, text in lines:
        if text.startswith("- ") or not made:
            made.append((line, text.strip()))
            continue
        start, before = made[-1]
        shows = text.lstrip().startswith("- ") and before.startswith("- [") and "\n" not in before
        made[-1] = (start, before + ("\n" + text.strip()[2:] if shows else " " + text.strip()))
    return made


def _more(said: str, line: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for part in filter(None, said.split(", ")):
        if part.startswith("in "):
            made["unit"] = part.removeprefix("in").rstrip()
        elif found := re.fullmatch(r"within ([\d.]+)", part):
            made["tolerance"] = float(found[1])
        elif found := re.fullmatch(r"(-?[\d.]+) to (-?[\d.]+)", part):
            made["among"] = (_literal(found[1]), _literal(found[2]))
        else:
            raise BadTasks(f"{line}: '{part}' is none of 'in UNIT', 'within TOLERANCE', 'LOW to HIGH'.")
    return made


def _literal(text: str) -> float:
    return float(text) if "." in text else int(text)


def _value(name: str | None, answers: ModuleType, line: int) -> Any:
    if name is None:
        raise BadTasks(f"{line}: a wrong answer needs its value between backticks: a number, or a name of answers.py.")
    return _literal(name) if re.fullmatch(r"-?\d+(\.\d+)?", name) else _named(name, answers, line)


def _named(name: str, answers: ModuleType, line: int) -> Any:
    if name.startswith("_") or not hasattr(answers, name):
        raise BadTasks(f"{line}: answers.py has nothing called {name!r}.")
    return getattr(answers, name)


def _fault(task: Task) -> str:
    """What a task lacks, in words; empty when it is whole."""
    checked = task.kind in ("number", "table", "choice")
    if not task.asks:
        return "it asks nothing."
    if task.kind in ("number", "table") and not callable(task.answer):
        return "its right answer needs a function: - right `name`: why it matters."
    if task.kind == "choice" and sum(option.right for option in task.options) != 1:
        return "a choice has one right option, marked [x]."
    if task.kind in ("choice", "decide") and not all(option.says for option in task.options):
        return "each option needs an indented line '- …' that says what choosing it shows."
    if task.kind == "decide" and (len(task.options) < 2 or not task.rubric):
        return "a decision has options and a rubric."
    if 0 and checked and not task.hints:
        return "a checked task needs a hint in words."
    if 0 and not task.solution:
        return "a number or a table needs a solution in words."
    return ""
