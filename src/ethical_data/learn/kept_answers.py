"""What a learner writes: kept for this user alone, in my-work on this computer; shown and wiped by a call."""

import json
import os
import re
import shutil
import warnings
from typing import Any

import pandas as pd

from ..home import FILES, WORK, private_folder, work_folder
from . import tasks

FILE = "answers.jsonl"
KEPT = "kept"  # the state of a prediction or a decision, which are neither right nor wrong
DONE = ("right", KEPT)
#: What the course puts into the folder: answers, copies of chosen files, ledgers of what was published.
OURS = re.compile(rf"{re.escape(FILE)}|{FILES}|.+\.json(\.lock|\.new)?")


def keep(task: str, state: str, answer: Any) -> str:
    """Add one answer to the file; returns what keeps it from being kept, in words, "" if nothing does.

    Neither an odd answer nor a folder that can't be written to stops a learner.
    """
    try:
        text = answer if isinstance(answer, (str, int, float, list, tuple)) else str(answer)[:200]
        entry = {"task": task, "state": state, "answer": text}
        line = (json.dumps(entry, ensure_ascii=False, default=str) + "\n").encode()
    except Exception:  # whatever str(), json or UTF-8 make of it
        return ""
    try:
        with open(private_folder() / FILE, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(line)
    except OSError as error:
        return f"{work_folder()} can't be written to ({error.strerror or error})"
    return ""


def entries() -> list[dict]:
    """Every kept answer, oldest first; lines that cannot be read are left out with a word."""
    path = work_folder() / FILE
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return []
    made = {number: _entry(line) for number, line in enumerate(lines, 1) if line.strip()}
    if number := next((number for number, entry in made.items() if entry is None), 0):
        warnings.warn(
            f"{FILE}: line {number} can't be read and is left out; your other answers are there.", stacklevel=2
        )
    return [entry for entry in made.values() if entry is not None]


def _entry(line: bytes) -> dict | None:
    """One line of the file; None if it is damaged."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or nested without end
        return None
    sound = isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in ("task", "state"))
    return entry if sound and "answer" in entry else None


def latest(task: str, states: tuple[str, ...] = ()) -> Any:
    """The last answer to a task, or the last that came to one of `states`; None if there is none."""
    made = (entry for entry in reversed(entries()) if entry["task"] == task)
    return next((entry["answer"] for entry in made if not states or entry["state"] in states), None)


def done() -> set[str]:
    """The tasks that were answered right once, and the predictions and decisions that are kept."""
    return {str(entry["task"]) for entry in entries() if entry["state"] in DONE}


def my_work() -> pd.DataFrame:
    """What is kept on this computer: your last answer to each task."""
    table = pd.DataFrame(entries(), columns=["task", "state", "answer"])
    return table.drop_duplicates("task", keep="last").reset_index(drop=True)


def progress() -> pd.DataFrame:
    """How far you are: for each lesson how many of its tasks are done, of how many."""
    mine = done()
    ours = {number: set(tasks.of_lesson(number)) for number in tasks.lessons()}
    rows = [(number, len(mine & names), len(names)) for number, names in ours.items()]
    return pd.DataFrame(rows, columns=["lesson", "tasks done", "of"]).set_index("lesson")


def wipe_my_work() -> str:
    """Delete your own folder my-work with all that is in it, and say where it was; nobody else's is touched.

    A folder with another name, which the environment gave, is left as it is where it holds anything else.
    """
    folder = work_folder()
    if not folder.exists():
        return f"There was nothing to wipe: {folder} is not there."
    foreign = [path.name for path in sorted(folder.iterdir()) if not OURS.fullmatch(path.name)]
    if foreign and folder.name != WORK:
        return (
            f"Nothing was wiped: {folder} also holds {foreign[0]}, which is not of this course. Move it, or delete"
            f" {FILE} and the folder {FILES} there by hand."
        )
    shutil.rmtree(folder)
    return f"Wiped: the folder {folder} is gone."


def recall(task: str, result: str) -> str:
    """A prediction met again: what was said, and `result`, what came out."""
    said = latest(task, DONE)  # not one that was sent back, such as a number that cannot be
    found = tasks.find(task)
    if said is None:
        return f"You made no prediction. {result}"
    if found.options and str(said).strip().lower() in found.letters:
        said = f"“{found.options[found.letters.index(str(said).strip().lower())].text}”"
    return f"You said {said}{found.unit if not found.options else ''}. {result}"
