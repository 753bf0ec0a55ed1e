"""What a learner writes: kept in the git-ignored folder my-work on this computer, shown and wiped by one call each."""

import json
import shutil
from typing import Any

import pandas as pd

from ..home import work_folder
from . import tasks

FILE = "answers.jsonl"
KEPT = "kept"  # the state of a prediction or a decision, which are neither right nor wrong
DONE = ("right", KEPT)


def keep(task: str, state: str, answer: Any) -> None:
    """Add one answer to the file; neither an odd answer nor a folder that cannot be written to stops a learner."""
    try:
        text = answer if isinstance(answer, (str, int, float, list, tuple)) else str(answer)[:200]
        work_folder().mkdir(parents=True, exist_ok=True)
        with open(work_folder() / FILE, "a", encoding="utf-8") as file:
            file.write(
                json.dumps({"task": task, "state": state, "answer": text}, ensure_ascii=False, default=str) + "\n"
            )
    except Exception:  # whatever str() or json make of it
        pass


def entries() -> list[dict]:
    """Every kept answer, oldest first; lines that cannot be read are passed over."""
    path = work_folder() / FILE
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        return []
    made = []
    for line in lines:
        try:
            made.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return [entry for entry in made if isinstance(entry, dict) and {"task", "state", "answer"} <= set(entry)]


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
    """Delete the folder my-work with all that is in it."""
    folder = work_folder()
    if not folder.exists():
        return "There was nothing to wipe."
    shutil.rmtree(folder)
    return f"Wiped: the folder {folder.name} is gone."


def recall(task: str, result: str) -> str:
    """A prediction met again: what was said, and `result`, what came out."""
    said = latest(task, DONE)  # not one that was sent back, such as a number that cannot be
    found = tasks.find(task)
    if said is None:
        return f"You made no prediction. {result}"
    if found.options and str(said).strip().lower() in found.letters:
        said = f"“{found.options[found.letters.index(str(said).strip().lower())].text}”"
    return f"You said {said}{found.unit if not found.options else ''}. {result}"
