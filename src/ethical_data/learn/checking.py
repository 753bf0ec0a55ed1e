"""`check` an answer: to do, not yet (and what this answer suggests), or right (and why it matters). It never raises."""

import html
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from . import kept_answers, tasks

MIME = "application/vnd.ethical-data.check+json"
BUTTON = "press Hint"  # how one gets a hint in a control
TO_DO, NOT_YET, RIGHT = "to-do", "not-yet", "right"
KEPT = kept_answers.KEPT  # a prediction or a decision is neither right nor wrong
_SAID = {TO_DO: "○ To do", NOT_YET: "✗ Not yet", RIGHT: "✓ Right", KEPT: "● Kept"}
_COLOUR = {TO_DO: "#6B6B6B", NOT_YET: "#D55E00", RIGHT: "#009E73", KEPT: "#009E73"}
_TABLES = (pd.Series, pd.DataFrame, pd.Index, np.ndarray)
_NUMBER = re.compile(
    r"(?:= ?|about |~)?(-?)[£€$]? ?((?:\d{1,3}(?:[, \u00a0\u202f'’]\d{3})+|\d+))([.,]\d+)?\.?(?:\s*[%£€$]|\s[A-Za-z]+)?"
)
_NUMBERS = re.compile(r"[\[(]?\s*-?[\d.]+((?:\s*[,;]\s*|\s+)-?[\d.]+)+\s*[\])]?")
_OF_A_HUNDRED = re.compile(r"%|per cent|percent|\bshare\b|points|of 100|in 100|each 100|hundred", re.IGNORECASE)
_tries: Counter[str] = Counter()
_hints: Counter[str] = Counter()
_told: set[str] = set()  # what keeps answers from being kept, said once each


@dataclass(frozen=True)
class Feedback:
    """What came of an answer; shows as a box that a screen reader announces."""

    task: str
    state: str
    message: str
    more: tuple[str, ...] = ()
    note: str = ""  # about the computer, not about the answer

    @property
    def kept(self) -> bool:
        """Whether it is a prediction or a decision, which are neither right nor wrong."""
        return self.state == KEPT

    @property
    def said(self) -> str:
        """The state in words."""
        return _SAID[self.state]

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            "text/html": self.html(),
            "text/plain": "\n".join([f"{self.said}. {self.message}", *self.more, *filter(None, [self.note])]),
            MIME: {"task": self.task, "state": self.state, "message": self.message},
        }

    def html(self) -> str:
        """The box, with the progress in this lesson."""
        more = "".join(f"<li>{html.escape(line)}</li>" for line in self.more)
        return (
            f'<div class="ed-check" role="status" style="border-left: 5px solid {_COLOUR[self.state]}; padding: 6px'
            ' 12px; margin: 4px 0">'
            f"<strong>{self.said}.</strong> {html.escape(self.message)}{f'<ul>{more}</ul>' if more else ''}"
            f'<div style="font-size: 90%">{html.escape(f"{self.note} {_progress(self.task)}".strip())}</div></div>'
        )


def check(task: str, answer: Any = ...) -> Feedback:
    """Check `answer`, however it was found (typed, read off, computed), against a task such as "02.after-stop"."""
    return answered(task, answer, f"run hint({str(task)!r}) in an empty cell")


def answered(task: str, answer: Any, way: str) -> Feedback:
    """Check an answer; `way` is how one gets a hint where it was given."""
    try:
        found = tasks.find(task)
    except (KeyError, ModuleNotFoundError):
        return Feedback(str(task), TO_DO, f"There is no task {str(task)!r}. Look at the name in the cell above.")
    feedback = _feedback(found, answer, way)
    if feedback.state != TO_DO:
        _tries[task] += 1
        if (problem := kept_answers.keep(task, feedback.state, answer)) and problem not in _told:
            _told.add(problem)
            note = f"Your answers can't be kept here: {problem}. You can carry on; they just won't be there next time."
            feedback = replace(feedback, note=note)
    elif answer is ... and task in kept_answers.done():
        return Feedback(task, KEPT, "You have done this one already: this cell may stay as it is.")
    return feedback


def hint(task: str) -> Feedback:
    """The next hint for a task; each call gives one more."""
    try:
        found = tasks.find(task)
    except (KeyError, ModuleNotFoundError):
        return check(task)
    if not found.hints:
        return Feedback(task, TO_DO, "There is no hint for this one: read the question once more. " + found.asks)
    shown = min(_hints[task] + 1, len(found.hints))
    _hints[task] = shown
    return Feedback(task, TO_DO, f"Hint {shown} of {len(found.hints)}: {found.hints[shown - 1]}")


def solution(task: str, way: str = "") -> Feedback:
    """The solution, once there were two tries."""
    try:
        found = tasks.find(task)
    except (KeyError, ModuleNotFoundError):
        return check(task)
    left = 2 - _tries[task]
    if left > 0:
        return Feedback(
            task,
            TO_DO,
            f"The solution opens after two tries; {'one more' if left == 1 else 'two'} to go. "
            f"A hint costs nothing: {way or f'run hint({task!r}) in an empty cell'}.",
        )
    right = [f"{letter}: {option.text}" for letter, option in zip(found.letters, found.options) if option.right]
    return Feedback(task, TO_DO, f"A solution: {found.solution or ' '.join(right)}", found.rubric)


def again(task: tasks.Task) -> Feedback | None:
    """What an answer kept earlier came to; None if there is none. It is no new try."""
    said = kept_answers.latest(task.id)
    return None if said is None else _feedback(task, said, BUTTON)


def _feedback(task: tasks.Task, answer: Any, way: str) -> Feedback:
    try:
        return _judge(task, answer, way)
    except Exception as problem:  # an odd answer must never become a traceback
        return Feedback(
            task.id, NOT_YET, f"This answer could not be compared ({type(problem).__name__}). {_wanted(task)}"
        )


def _judge(task: tasks.Task, answer: Any, way: str) -> Feedback:
    if _is_blank(answer):
        return Feedback(task.id, TO_DO, task.asks)
    if task.kind in ("choice", "decide") or (task.kind == "predict" and task.options):
        return _judge_option(task, answer)
    if task.kind in ("number", "predict"):
        number = _number(answer)
        if number is None:
            return Feedback(task.id, NOT_YET, f"You gave {_short(answer)}. {_shape(answer)}{_wanted(task)}")
        if isinstance(answer, str) and "%" in answer and not _OF_A_HUNDRED.search(task.unit + task.asks):
            return Feedback(task.id, NOT_YET, f"You gave {answer.strip()}, a share of a hundred. {_wanted(task)}")
        if task.kind == "predict":
            if task.among and not task.among[0] <= number <= task.among[1]:
                return Feedback(
                    task.id, NOT_YET, f"You gave {number:g}. Give a number from {task.among[0]:,} to {task.among[1]:,}."
                )
            return Feedback(
                task.id, KEPT, f"You said {number:g}{task.unit}. You will meet it again. {task.why}".strip()
            )
        answer = number
    right = tasks.right_answer(task.id)
    if _same(answer, right, task.tolerance):
        return Feedback(task.id, RIGHT, task.why)
    says = _foreseen(task, answer)
    if says is not None:
        return Feedback(task.id, NOT_YET, says)
    question = "" if way == BUTTON else f" The question once more: {task.asks}"  # in a control it stands above
    return Feedback(
        task.id,
        NOT_YET,
        f"You gave {_short(answer)}. {_seen(task, answer, right)}Look at the words beside and above what you "
        f"took: do they say just what is asked? For a hint, {way}.{question}",
    )


def _foreseen(task: tasks.Task, answer: Any) -> str | None:
    """What a wrong answer that people really give suggests: the nearest of those that it equals."""
    near = []
    for wrong in task.wrong:
        value, tolerance = wrong.value() if callable(wrong.value) else wrong.value, task.tolerance
        if isinstance(value, Real):
            tolerance = min(tolerance, abs(value) / 5)  # a small value must not take in nought
        if _same(answer, value, tolerance):
            near.append((abs(answer - value) if isinstance(value, Real) else 0, wrong.says))
    return min(near, key=lambda found: found[0])[1] if near else None


def _seen(task: tasks.Task, answer: Any, right: Any) -> str:
    """What can be said for sure about a wrong answer that nobody foresaw."""
    if task.kind == "table":
        return _seen_in(answer, right, task.tolerance)
    digits = len(f"{abs(right):g}".replace(".", "").strip("0"))
    if digits > 1 and _same(-answer, right, task.tolerance):
        return "The size is right, the sign is not. "
    if digits > 1 and any(_same(answer * by, right, task.tolerance) for by in (10, 100, 1000, 0.1, 0.01, 0.001)):
        return "The digits are right, their size is not: where does the point stand, and what is counted? "
    if task.tolerance == 0 and float(right).is_integer() and not answer.is_integer():
        return "The answer is a whole number. "
    if not isinstance(right, int) and answer in (round(right, 0), round(right, 1), math.floor(right)):
        return "That is rounded too far. "
    if task.tolerance == 0 and abs(right) >= 20 and abs(answer - right) <= 1:
        return "That is very near: count or add once more. "
    return "That is not it. "


def _seen_in(answer: Any, right: Any, tolerance: float) -> str:
    given, wanted = list(_values(answer)), list(_values(right))
    if isinstance(right, (set, frozenset)):
        found, others = len(set(given) & set(right)), len(set(given) - set(right))
        return f"{found} of the {len(right)} are among them, and {others} that do not belong. "
    if isinstance(answer, (set, frozenset)):
        return "Curly brackets keep no order: use square ones. "
    if len(given) != len(wanted):
        return f"The answer has {len(wanted)} values, yours has {len(given)}. "
    if sorted(map(str, given)) == sorted(map(str, wanted)):
        return "The values are right, their order is not. "
    there = sum(_same(one, other, tolerance) for one, other in zip(given, wanted))
    return f"{there} of the {len(wanted)} are where they belong. "


def _judge_option(task: tasks.Task, answer: Any) -> Feedback:
    chosen, reason = (
        answer if task.kind == "decide" and isinstance(answer, (tuple, list)) and len(answer) == 2 else (answer, "")
    )
    if _is_blank(chosen):
        return Feedback(task.id, TO_DO, task.asks)
    letter = str(chosen).strip().lower().strip("().: ")
    letter = {option.text.lower(): known for known, option in zip(task.letters, task.options)}.get(
        str(chosen).strip().lower(), letter
    )
    if letter not in task.letters:
        return Feedback(
            task.id, NOT_YET, f"You gave {_short(chosen)}. Answer with one letter: {', '.join(task.letters)}."
        )
    option = task.options[task.letters.index(letter)]
    if task.kind == "choice":
        return Feedback(
            task.id, RIGHT if option.right else NOT_YET, option.says + (f" {task.why}" if option.right else "")
        )
    if task.kind == "decide":
        if _is_blank(reason) or len(str(reason).split()) < 8:
            return Feedback(
                task.id,
                NOT_YET,
                f"{option.says} Now write why, in a sentence or two (at least eight words): "
                "who gains, who pays, and what would change your mind.",
            )
        return Feedback(
            task.id,
            KEPT,
            f"Your choice and your reason. {option.says} Hold your reason against these:",
            task.rubric,
        )
    return Feedback(task.id, KEPT, f"You said “{option.text}”. You will meet it again. {task.why}".strip())


def _is_blank(answer: Any) -> bool:
    return (
        answer is ...
        or answer is None
        or (isinstance(answer, str) and not answer.strip())
        or (isinstance(answer, (tuple, list)) and len(answer) > 0 and all(part is ... for part in answer))
    )


def _number(answer: Any) -> float | None:
    """The one number in an answer: 143, "1,457", "2 mails", "63,3", [143], a Series or table of one value; or None.

    1,457 typed in code is the pair (1, 457), and is read as it was meant.
    """
    if isinstance(answer, _TABLES):
        values = np.asarray(answer).ravel()
        answer = values[0] if len(values) == 1 else None
    elif isinstance(answer, (list, tuple)) and len(answer) == 1:
        answer = answer[0]
    elif isinstance(answer, tuple) and all(type(part) is int for part in answer):
        first, *rest = answer or (0,)
        answer = int("".join(map(str, answer))) if 0 < first < 1000 and all(99 < part < 1000 for part in rest) else None
    if isinstance(answer, bool):
        return None
    if isinstance(answer, str):
        found = _NUMBER.fullmatch(answer.strip().replace("−", "-"))
        if not found:
            return None
        answer = float(found[1] + re.sub(r"\D", "", found[2]) + (found[3] or "").replace(",", "."))
    if hasattr(answer, "item"):
        answer = answer.item()
    return (
        float(answer) if isinstance(answer, Real) and not isinstance(answer, bool) and math.isfinite(answer) else None
    )


def _same(answer: Any, right: Any, tolerance: float) -> bool:
    if isinstance(right, Real) and not isinstance(right, bool):
        number = _number(answer)
        return number is not None and abs(number - right) <= tolerance + 1e-9
    if isinstance(right, (set, frozenset)):
        return set(_values(answer)) == set(right)
    if isinstance(answer, (set, frozenset)):
        return False  # it has no order
    a, b = list(_values(answer)), list(_values(right))
    return len(a) == len(b) and all(
        (
            abs(x - y) <= tolerance + 1e-9
            if isinstance(x, Real) and isinstance(y, Real)
            else str(x).strip() == str(y).strip()
        )
        for x, y in zip(a, b)
    )


def _values(answer: Any) -> Iterable:
    if isinstance(answer, _TABLES):
        return np.asarray(answer).ravel().tolist()
    if isinstance(answer, str) and len(answer) < 1000 and _NUMBERS.fullmatch(answer.strip()):
        return [float(part) for part in re.findall(r"-?[\d.]+", answer)]  # numbers read off a table
    return answer if isinstance(answer, (list, tuple, set, frozenset)) else [answer]


def _short(answer: Any) -> str:
    if isinstance(answer, float) and answer.is_integer():
        return f"{int(answer):,}"
    if isinstance(answer, (pd.Series, pd.DataFrame)):
        return f"a table of {len(answer)} rows"
    text = repr(answer) if isinstance(answer, str) else str(answer)
    return text if len(text) <= 40 else text[:37] + "…"


def _shape(answer: Any) -> str:
    """What keeps an answer from being one number."""
    if isinstance(answer, tuple) and all(type(part) is int for part in answer):
        return "In code a comma parts two numbers: write a decimal with a point, and thousands with no sign. "
    if isinstance(answer, (*_TABLES, list, tuple, set)):
        return "That is more than one value. "
    return ""


def _wanted(task: tasks.Task) -> str:
    if task.kind in ("number", "predict"):
        return (
            f"The answer is one number{f' ({task.unit.strip()})' if task.unit.strip() else ''}, in digits: {task.asks}"
        )
    return f"The question: {task.asks}"


def _progress(task: str) -> str:
    number = task.split(".")[0]
    try:
        ours = tasks.of_lesson(number)
    except (KeyError, ModuleNotFoundError):
        return ""
    return f"Lesson {number}: {len(kept_answers.done() & set(ours))} of {len(ours)} done."
