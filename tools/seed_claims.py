"""The 163 things that the course's founding text says, and where each is taught: docs/seed-claims.csv, kept by hand.

python tools/seed_claims.py                what does not hold; exit 1 if anything does not
python tools/seed_claims.py --missing      what is named only, or missing, by lesson
python tools/seed_claims.py --read ITEM... shows item and question, and marks the question as read for the item today

Columns: item (its number), kind, says (in our words), lesson (that teaches it, or shall), verdict (taught, named,
missing), passage (words of the lesson or its solution where it is said), task (that a learner must get right), read (a
reviewer's mark: the day, and a sum of the question as it stood; it no longer fits when the question changes).
"""

import argparse
import csv
import hashlib
import io
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

import course
from course import ROOT

from ethical_data.learn import tasks

COLUMNS = ("item", "kind", "says", "lesson", "verdict", "passage", "task", "read")
VERDICTS = ("taught", "named", "missing")
KINDS = ("heading", "list item", "example", "claim", "question", "quote", "definition", "reference", "reflection",
         "explore", "sentence")  # fmt: skip
Row = dict[str, str]


def mark(task: str) -> str:
    """A sum of a task's question and options; KeyError for an unknown task."""
    found = tasks.find(task)
    text = "\n".join([found.asks, *(option.text for option in found.options)])
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def prose(slug: str, root: Path = ROOT) -> str:
    """All that a learner can read in a lesson and its solution, on one line; empty while it is not written."""
    paths = [*root.glob(f"notebooks/**/{slug}.ipynb"), *root.glob(f"solutions/**/{slug}.ipynb")]
    return " ".join(" ".join(cell.source for path in paths for cell in course.read(path).cells).split())


def problems(rows: list[Row], root: Path = ROOT) -> list[str]:
    """Each row that does not hold, in a line."""
    known = {row["slug"] for row in course.table("lessons", root)}
    texts = {row["lesson"]: prose(row["lesson"], root) for row in rows}
    return [f"item {row['item']}: {fault}" for row in rows for fault in _faults(row, known, texts[row["lesson"]])]


def _faults(row: Row, known: set[str], text: str) -> list[str]:
    if row["lesson"] not in known or row["kind"] not in KINDS or row["verdict"] not in VERDICTS or not row["says"]:
        return ["unknown lesson, kind or verdict, or no words"]
    found = []
    if row["verdict"] == "missing":
        return (
            ["missing, and yet it has a passage, a task or a mark"]
            if row["passage"] + row["task"] + row["read"]
            else []
        )
    if not row["passage"] or " ".join(row["passage"].split()) not in text:
        found.append(f"the passage is not in {row['lesson']}: {row['passage']!r}")
    if row["verdict"] == "named":
        return found + (["named only, and yet it has a task or a mark"] if row["task"] + row["read"] else [])
    if row["task"].split(".")[0] != row["lesson"][:2]:
        return [*found, f"task {row['task']} belongs to another lesson"]
    try:
        if row["read"].partition(":")[2] != mark(row["task"]):
            found.append(f"nobody has read the question of {row['task']} for it as it stands: --read {row['item']}")
    except KeyError:
        found.append(f"there is no task {row['task']}")
    return found


def to_teach(rows: list[Row]) -> dict[str, list[Row]]:
    """What is not taught yet, by lesson."""
    made: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["verdict"] != "taught":
            made[row["lesson"]].append(row)
    return dict(sorted(made.items()))


def text(rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missing", action="store_true")
    parser.add_argument("--read", nargs="+", metavar="ITEM", default=[])
    chosen, rows = parser.parse_args(arguments), course.table("seed-claims", root)
    for row in rows:
        if row["item"] in chosen.read:
            found = tasks.find(row["task"])
            print(f"{row['item']}: {row['says']}\n  {found.id}: {found.asks}")
            print("".join(f"    {letter}) {option.text}\n" for letter, option in zip(found.letters, found.options)))
            row["read"] = f"{date.today().isoformat()}:{mark(row['task'])}"
    if chosen.read:
        course.write(root / "docs" / "seed-claims.csv", text(rows))
        return 0
    if chosen.missing:
        for lesson, of in to_teach(rows).items():
            print(lesson, *(f"  {row['item']:>3} {row['verdict']}: {row['says']}" for row in of), sep="\n")
        return 0
    found = problems(rows, root)
    print("\n".join(found) or f"{len(rows)} items: {sum(row['verdict'] == 'taught' for row in rows)} taught")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
