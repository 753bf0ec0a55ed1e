"""`check` an answer: to do, not yet (and what this answer suggests), or right (and why it matters). It never raises."""

import html
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from . import tasks, work

MIME = "application/vnd.ethical-data.check+json"
TO_DO, NOT_YET, RIGHT = "to-do", "not-yet", "right"
_SAID = {TO_DO: "○ To do", NOT_YET: "✗ Not yet", RIGHT: "✓ Right"}
_KEPT = "● Kept"  # a prediction or a decision is kept, not right
_COLOUR = {TO_DO: "#6B6B6B", NOT_YET: "#D55E00", RIGHT: "#009E73"}
_TABLES = (pd.Series, pd.DataFrame, pd.Index, np.ndarray)
_NUMBER = re.compile(r"(?:about |~)?(-?(?:\d{1,3}(?:,\d{3})+|\d+))([.,]\d+)?(?:\s*%|\s[A-Za-z]+)?")
_tries: Counter[str] = Counter()
_hints: Counter[str] = Counter()


@dataclass(frozen=True)
class Feedback:
    """What came of an answer; shows as a box that a screen reader announces."""

    task: str
    state: str
    message: str
    more: tuple[str, ...] = ()
    kept: bool = False

    @property
    def said(self) -> str:
        """The state in words."""
        return _KEPT if self.kept else _SAID[self.state]

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            "text/html": self.html(),
            "text/plain": "\n".join([f"{self.said}. {self.message}", *self.more]),
            MIME: {"task": self.task, "state": self.state, "message": self.message},
        }

    def html(self) -> str:
        """The box, with the progress in this lesson."""
        more = "".join(f"<li>{html.escape(line)}</li>" for line in self.more)
        return (
            f'<div class="ed-check" role="status" style="border-left: 5px solid {_COLOUR[self.state]}; padding: 6px'
            ' 12px; margin: 4px 0">'
            f"<strong>{self.said}.</strong> {html.escape(self.message)}{f'<ul>{more}</ul>' if more else ''}"
            f'<div style="font-size: 90%">{html.escape(_progress(self.task))}</div></div>'
        )


def check(task: str, answer: Any = ...) -> Feedback:
    """Check `answer` (however it was found: typed, read off a table, computed) against a task such as "02.after-stop"."""
    try:
        found = tasks.find(task)
    except (KeyError, ModuleNotFoundError):
        return Feedback(str(task), TO_DO, f"There is no task {str(task)!r}. Look at the name in the cell above.")
    feedback = _feedback(found, answer)
    if feedback.state != TO_DO:
        _tries[task] += 1
        work.keep(task, feedback.state, answer)
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


def solution(task: str) -> Feedback:
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
            f"A hint costs nothing: hint({task!r}).",
        )
    return Feedback(task, TO_DO, f"A solution: {found.solution}", found.rubric)


def again(task: tasks.Task) -> Feedback | None:
    """What an answer kept earlier came to; None if there is none. It is no new try."""
    said = work.latest(task.id)
    return None if said is None else _feedback(task, said)


def _feedback(task: tasks.Task, answer: Any) -> Feedback:
    try:
        return _judge(task, answer)
    except Exception as problem:  # an odd answer must never become a traceback
        return Feedback(
            task.id, NOT_YET, f"This answer could not be compared ({type(problem).__name__}). {_wanted(task)}"
        )


def _judge(task: tasks.Task, answer: Any) -> Feedback:
    if _is_blank(answer):
        return Feedback(task.id, TO_DO, task.asks)
    if task.kind in ("choice", "decide") or (task.kind == "predict" and task.options):
        return _judge_option(task, answer)
    if task.kind in ("number", "predict"):
        number = _number(answer)
        if number is None:
            return Feedback(task.id, NOT_YET, f"You gave {_short(answer)}. {_wanted(task)}")
        if task.kind == "predict":
            if task.among and not task.among[0] <= number <= task.among[1]:
                return Feedback(
                    task.id, NOT_YET, f"You gave {number:g}. Give a number from {task.among[0]:,} to {task.among[1]:,}."
                )
            return Feedback(
                task.id, RIGHT, f"You said {number:g}{task.unit}. You will meet it again. {task.why}".strip(), kept=True
            )
        answer = number
    if _same(answer, tasks.right_answer(task.id), task.tolerance):
        return Feedback(task.id, RIGHT, task.why)
    for wrong in task.wrong:
        value = wrong.value() if callable(wrong.value) else wrong.value
        if _same(answer, value, task.tolerance):
            return Feedback(task.id, NOT_YET, wrong.says)
    return Feedback(task.id, NOT_YET, f"You gave {_short(answer)}. {_wanted(task)} For a hint: hint({task.id!r}).")


def _judge_option(task: tasks.Task, answer: Any) -> Feedback:
    chosen, reason = (
        answer if task.kind == "decide" and isinstance(answer, (tuple, list)) and len(answer) == 2 else (answer, "")
    )
    if _is_blank(chosen):
        return Feedback(task.id, TO_DO, task.asks)
    letter = str(chosen).strip().lower()
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
            RIGHT,
            f"Your choice and your reason. {option.says} Hold your reason against these:",
            task.rubric,
            True,
        )
    return Feedback(task.id, RIGHT, f"You said “{option.text}”. You will meet it again. {task.why}".strip(), kept=True)


def _is_blank(answer: Any) -> bool:
    return (
        answer is ...
        or answer is None
        or (isinstance(answer, str) and not answer.strip())
        or (isinstance(answer, (tuple, list)) and len(answer) > 0 and all(part is ... for part in answer))
    )


def _number(answer: Any) -> float | None:
    """The one number in an answer: 143, "143", "1,457", "2 mails", "63,3", a Series or table of one value; or None."""
    if isinstance(answer, _TABLES):
        values = np.asarray(answer).ravel()
        answer = values[0] if len(values) == 1 else None
    if isinstance(answer, bool):
        return None
    if isinstance(answer, str):
        found = _NUMBER.fullmatch(answer.strip().replace("−", "-"))
        if not found:
            return None
        answer = float(found[1].replace(",", "") + (found[2] or "").replace(",", "."))
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
    if isinstance(answer, str) and re.fullmatch(r"[\[(]?\s*-?[\d.]+(\s*[,;]\s*-?[\d.]+)+\s*[\])]?", answer.strip()):
        return [float(part) for part in re.findall(r"-?[\d.]+", answer)]  # numbers read off a table
    return answer if isinstance(answer, (list, tuple, set, frozenset)) else [answer]


def _short(answer: Any) -> str:
    if isinstance(answer, float) and answer.is_integer():
        return f"{int(answer):,}"
    if isinstance(answer, (pd.Series, pd.DataFrame)):
        return f"a table of {len(answer)} rows"
    text = repr(answer) if isinstance(answer, str) else str(answer)
    return text if len(text) <= 40 else text[:37] + "…"


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
    done = {entry["task"] for entry in work.entries() if entry["state"] == RIGHT}
    return f"Lesson {number}: {len(done & set(ours))} of {len(ours)} done."
