"""The eight places of a lesson. They all bear its name, and no list names it: what is there is found.

python tools/places.py SLUG     says which of them are there
"""

import re
import sys
from pathlib import Path

import course
from course import ROOT

FORM = {"slug": r"\d\d(-[a-z0-9]+)+", "stage": r"\d(-[a-z]+)+", "business": r"[a-z]+(_[a-z]+)*",
        "play": r"[a-z0-9]+(-[a-z0-9]+)*(;[a-z0-9]+(-[a-z0-9]+)*)*"}  # fmt: skip
LESSON_FILES = ("tasks.md", "answers.py", "law.md", "terms.md")


def row(slug: str, root: Path = ROOT) -> dict[str, str]:
    """What docs/lessons.csv, the plan of the course, says of a lesson; ValueError names those that there are."""
    listed = course.table("lessons", root)
    if listed and (lacking := {*FORM, "title", "builds_on"} - set(listed[0])):
        raise ValueError(f"docs/lessons.csv has no column {', '.join(sorted(lacking))}.")
    rows = {one["slug"]: one for one in listed}
    if slug not in rows:
        raise ValueError(f"docs/lessons.csv has no lesson {slug}. There are: {', '.join(rows)}.")
    return rows[slug]


def _lesson(slug: str, root: Path) -> dict[str, str]:
    """A row of which files can be named; ValueError says what is wrong with it."""
    about = row(slug, root)
    for name, form in FORM.items():
        if not re.fullmatch(form, about[name]):
            raise ValueError(f"docs/lessons.csv, {slug}: {name} is {about[name]!r}, and no place can be named so.")
    return about


def package(slug: str) -> str:
    """The folder of a lesson's words and answers: 06-helpful-not-creepy has helpful_not_creepy."""
    return slug.split("-", 1)[1].replace("-", "_")


def places(slug: str, root: Path = ROOT) -> dict[str, list[Path]]:
    """What a lesson consists of, place by place; files that a tool writes from these are not among them."""
    about = _lesson(slug, root)
    business, stage, plays = about["business"], about["stage"], about["play"].split(";")
    source = root / "src" / "ethical_data"
    return {
        "the world": [source / "worlds" / business / name for name in ("world.py", "dictionary.toml")],
        "its audit": [root / "tests" / f"test_{business}.py"],
        "the words and answers": [source / "lessons" / package(slug) / name for name in LESSON_FILES],
        "a recount of its answers": [root / "tests" / f"test_tasks_{slug[:2]}.py"],
        "the lesson": [root / "notebooks" / stage / f"{slug}.ipynb"],
        "the solution": [root / "solutions" / stage / f"{slug}.ipynb"],
        "the plays": [root / "notebooks" / "playbook" / f"{play}.ipynb" for play in plays],
        "the picture": [root / "docs" / "pictures" / f"{business}.svg"],
    }  # fmt: skip


def written(slug: str, root: Path = ROOT) -> dict[str, list[Path]]:
    """What a tool writes from the places of a lesson, each with its command in CONTRIBUTING.md."""
    about = _lesson(slug, root)
    return {
        "data": [root / "data" / about["business"] / "datapackage.json"],
        "exercise": [root / "exercises" / about["stage"] / f"{slug}.ipynb"],
        "golden": [root / "tests" / "golden" / f"{play}.json" for play in about["play"].split(";")],
    }


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        found = places(arguments[0], root) | written(arguments[0], root)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    for place, paths in found.items():
        for path in paths:
            print(f"{'there  ' if path.exists() else 'lacking'}  {place}: {path.relative_to(root).as_posix()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
