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
    - hint: What did the other emails go by?
    - solution: a: the list was older than their stop.

Kinds: number, table, choice, predict, decide (see `Task`). The kind may be followed by `in UNIT`, by `within TOLERANCE`
(a number or a table), by `LOW to HIGH` (a prediction). Options belong to a choice, a decision or a prediction, and only
those of a prediction may do without the line that says what they show. A decision has a rubric. A number, a table and a
choice have a hint and a solution. A long text goes on in the next line, indented by two blanks below a '- '. A wrong
answer is a number or a name, and nothing here is ever run as code.
"""

import functools
import importlib
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from .. import text_files
from ..errors import BadText
from ..home import PACKAGE

FOLDER = PACKAGE / "lessons"
KINDS = ("number", "table", "choice", "predict", "decide")
_ENTRIES = (
    "'- right `name`: …', '- right: …', '- wrong `name or number`: …', '- hint: …', '- solution: …', '- rubric: …',"
    " '- [ ] …' or '- [x] …'"
)
_BULLETS = ("-", "*", "+")
_NUMBER = r"\d+(?:\.\d+)?"
_TITLE = re.compile(r"# Tasks of lesson (\d\d)")
_HEADING = re.compile(r"## (\d\d\.[a-z0-9-]+) \((\w+)((?:, [^,()]+)*)\)")
_MISPLACED = re.compile(r"[-*+] (?:right|wrong|hint|solution|rubric|\[)")
_DASHES = "-*+\u2010\u2011\u2012\u2013\u2014\u2212\u2022\u00b7"  # what an editor makes of a hyphen
# meant as an entry, and would be taken for more words: its dash is missing or is another; or no words at all
_MEANT = re.compile(
    rf"(?:[{re.escape(_DASHES)}\\]|\d+[.)])?\s*"
    r"(?:(?:right|wrong|hint|solution|rubric)s?\s*(?:[`´‘’'\"“][^:]*)?:|\\?\[[ xX]?\\?\])"
    r"|<!--|<{7}|={7}|>{7}",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"- (?:(?P<word>right|wrong|hint|solution|rubric)(?: `(?P<name>[^`]+)`)?: +(?P<says>\S.*)"
    r"|\[(?P<box>[ x])\] +(?P<option>\S[^\n]*)(?:\n(?P<shows>.*))?)",
    re.DOTALL,
)


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


class BadTasks(BadText):
    """What is wrong with a `tasks.md`, with its file and line."""


@functools.cache
def lessons(folder: Path = FOLDER) -> dict[str, str]:
    """Number of a lesson -> the name of its folder, for each that has tasks, in order."""
    found = {}
    for path in folder.glob("*/tasks.md"):
        number, _ = _opened(path)
        if number in found:
            raise BadTasks(f"{path}, line 1: lesson {number} has tasks already, in {found[number]}.")
        found[number] = path.parent.name
    return dict(sorted(found.items()))


@functools.cache
def of_lesson(number: str) -> dict[str, Task]:
    """The tasks of one lesson ("02") by id, in order; KeyError if there are none."""
    name = lessons()[number]
    if not (FOLDER / name / "answers.py").exists():
        raise BadTasks(f"{FOLDER / name / 'tasks.md'}, line 1: there is no answers.py beside it.")
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
    of, lines = _opened(path)
    made: dict[str, Task] = {}
    try:
        if of != number:
            raise BadTasks(f"1: these are the tasks of lesson {of}, not of {number}.")
        for block in _blocks(lines):
            line, task = block[0][0], _task(block, answers)
            if not task.id.startswith(f"{number}."):
                raise BadTasks(f"{line}: {task.id} is not a task of lesson {number}.")
            if task.id in made:
                raise BadTasks(f"{line}: there is a task {task.id} already.")
            made[task.id] = task
        if not made:
            raise BadTasks("1: there is no task below the title.")
    except BadTasks as error:
        line = int(str(error).split(":")[0])
        form = re.match(r"[^:]*:?.?", lines[line - 1])[0]  # after the colon come words, in which any sign may be
        raise BadTasks(f"{path}, line {error}{text_files.look_alikes(form)}") from None
    return made


def _opened(path: Path) -> tuple[str, list[str]]:
    """Number of the lesson and all lines of a `tasks.md`, however its lines end and whether or not it has a BOM."""
    lines = text_files.read(path, BadTasks).split("\n")
    title = _TITLE.fullmatch(lines[0].strip())
    if not title:
        raise BadTasks(f"{path}, line 1: expected a title such as '# Tasks of lesson 02'.")
    return title[1], lines


def _blocks(lines: list[str]) -> list[list[tuple[int, str]]]:
    """For each task its heading, its question and its entries, each with its line, and with the lines that go on.

    What an option shows, its indented '- …', comes after a line break.
    """
    made: list[list[tuple[int, str]]] = []
    for line, text in enumerate(lines[1:], 2):
        bare = text.strip()
        if text.startswith("## "):
            made.append([(line, bare)])
        elif bare.startswith("#"):
            raise BadTasks(f"{line}: only a heading begins with '#', and it begins with '## '.")
        elif bare and not made:
            raise BadTasks(f"{line}: expected a heading '## NUMBER.NAME (KIND)' before any other text.")
        elif bare and text.startswith(_BULLETS):
            made[-1].append((line, bare))
        elif bare and len(made[-1]) == 1:
            made[-1].append((line, _words(bare, line)))
        elif bare:
            start, before = made[-1][-1]
            made[-1][-1] = (start, before + _further(text, before, line))
    return made


def _further(text: str, before: str, line: int) -> str:
    """What a line that begins no entry adds to the text before it."""
    bare = text.strip()
    option = before.startswith("- [")
    if option and "\n" not in before and bare.startswith("- "):
        return "\n" + bare.removeprefix("- ")
    if _MISPLACED.match(bare) or (option and bare.startswith("- ")):
        raise BadTasks(f"{line}: an indented '- …' says what an option shows, once; all else begins at the margin.")
    if before.startswith("- ") and not text.startswith((" ", "\t")):
        raise BadTasks(f"{line}: expected {_ENTRIES}; or two blanks first, if this goes on from above.")
    if option and "\n" not in before and bare.startswith(tuple(_DASHES)):
        raise BadTasks(f"{line}: what an option shows begins with two blanks, a hyphen and a blank.")
    return " " + _words(bare, line)


def _words(bare: str, line: int) -> str:
    """A line of a question, or one that goes on; what looks like an entry must not get lost in it."""
    if _MEANT.match(bare):
        raise BadTasks(f"{line}: this is no part of the text above. Expected {_ENTRIES}, at the margin.")
    return bare


def _task(block: list[tuple[int, str]], answers: ModuleType) -> Task:
    (start, heading), *entries = block
    said = _HEADING.fullmatch(heading)
    if not said or said[2] not in KINDS:
        raise BadTasks(
            f"{start}: expected '## NUMBER.NAME (KIND)' with a kind of {', '.join(KINDS)}, such as "
            "'## 02.hours (number, in hours, within 0.5)'."
        )
    asks = entries.pop(0)[1] if entries and not entries[0][1].startswith(_BULLETS) else ""
    many: dict[str, list] = {"wrong": [], "option": [], "hint": [], "rubric": []}
    once: dict[str, str] = {}
    answer, named = None, set()
    for line, text in entries:
        entry = _ENTRY.fullmatch(text)
        if entry is None or (entry["name"] and entry["word"] not in ("right", "wrong")):
            raise BadTasks(f"{line}: expected {_ENTRIES}, and then words.")
        word, name, says = entry["word"], entry["name"], entry["says"]
        if word is None:
            many["option"].append(Option(entry["option"], entry["shows"] or "", entry["box"] == "x"))
        elif word == "wrong":
            many["wrong"].append(Wrong(_value(name, answers, line), says))
            if name in named:
                raise BadTasks(f"{line}: `{name}` is there already, so nobody would see this.")
            named.add(name)
        elif word in many:
            many[word].append(says)
        elif word in once:
            raise BadTasks(f"{line}: a second '- {word}'.")
        else:
            once[word] = says
            if name:
                answer = _named(name, answers, line)
                if name in named:
                    raise BadTasks(f"{line}: `{name}` is a wrong answer already.")
                named.add(name)
    task = Task(
        id=said[1],
        kind=said[2],
        asks=asks,
        answer=answer,
        why=once.get("right", ""),
        wrong=tuple(many["wrong"]),
        options=tuple(many["option"]),
        hints=tuple(many["hint"]),
        solution=once.get("solution", ""),
        rubric=tuple(many["rubric"]),
        **_more(said[3], start),
    )
    if fault := _fault(task):
        raise BadTasks(f"{start}: {task.id}: {fault}")
    return task


def _more(said: str, line: int) -> dict[str, Any]:
    """Unit, tolerance and limits, from what follows the kind."""
    made: dict[str, Any] = {}
    parts = [part for part in said.split(", ") if part]
    for part in parts:
        if part.startswith("in "):
            made["unit"] = part.removeprefix("in").rstrip()
        elif found := re.fullmatch(rf"within ({_NUMBER})", part):
            made["tolerance"] = float(found[1])
        elif found := re.fullmatch(rf"(-?{_NUMBER}) to (-?{_NUMBER})", part):
            made["among"] = (_literal(found[1]), _literal(found[2]))
        else:
            raise BadTasks(f"{line}: '{part}' is none of 'in UNIT', 'within TOLERANCE', 'LOW to HIGH'.")
    if len(made) < len(parts):
        raise BadTasks(f"{line}: a unit, a tolerance or limits are there twice.")
    return made


def _literal(text: str) -> float:
    return float(text) if "." in text else int(text)


def _value(name: str | None, answers: ModuleType, line: int) -> Any:
    if name is None:
        raise BadTasks(f"{line}: a wrong answer needs its value between backticks: a number, or a name of answers.py.")
    return _literal(name) if re.fullmatch(f"-?{_NUMBER}", name) else _named(name, answers, line)


def _named(name: str, answers: ModuleType, line: int) -> Any:
    if name.startswith("_") or not hasattr(answers, name):
        raise BadTasks(f"{line}: answers.py has nothing called {name!r}.")
    found = getattr(answers, name)
    if isinstance(found, ModuleType) or (callable(found) and _asks_for_more(found)):
        raise BadTasks(f"{line}: {name!r} of answers.py is no answer: it must be a value, or a function of nothing.")
    return found


def _asks_for_more(function: Callable) -> bool:
    """Whether a function cannot be called without arguments."""
    try:
        inspect.signature(function).bind()
    except (TypeError, ValueError):
        return True
    return False


def _fault(task: Task) -> str:
    """What a task lacks, in words; empty when it is whole."""
    counted = task.kind in ("number", "table")
    checked = counted or task.kind == "choice"
    right = sum(option.right for option in task.options)
    if not task.asks:
        return "it asks nothing."
    if counted and not callable(task.answer):
        return "its right answer needs a function: - right `name`: why it matters."
    if not counted and (task.answer or task.wrong or task.tolerance):
        return "only a number or a table has an answer between backticks and a tolerance."
    if counted and task.options:
        return "a number or a table has no options."
    if len({option.text for option in task.options}) < len(task.options):
        return "two options say the same."
    if right != (task.kind == "choice"):
        return "a choice has one right option, marked [x]; nothing else has any."
    if task.kind == "predict" and any(option.says.startswith("[") for option in task.options):
        return "an option stands below another: all begin at the margin."
    if task.kind in ("choice", "decide") and not all(option.says for option in task.options):
        return "each option needs an indented line '- …' that says what choosing it shows."
    if task.kind == "decide" and (len(task.options) < 2 or not task.rubric):
        return "a decision has options and a rubric."
    if task.among and (task.kind != "predict" or task.among[0] >= task.among[1]):
        return "LOW to HIGH is for a prediction, the lower number first."
    if checked and not task.hints:
        return "a number, a table or a choice needs a hint: - hint: words."
    if checked and not task.solution:
        return "a number, a table or a choice needs a solution: - solution: words."
    return ""
