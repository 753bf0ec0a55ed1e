"""Lays out a new lesson: its eight places, as a skeleton that runs, with TO WRITE wherever ours must come.

python tools/new_lesson.py SLUG          lays what is lacking (a place that is there stays as it is), says what is left
python tools/new_lesson.py --left SLUG   only says what is left to write, line by line

SLUG is one of docs/lessons.csv, the plan of the course; business, stage, title and plays come from there. Then:

    ethical-data data BUSINESS                   the data
    python tools/write_outputs.py                outputs, its neighbours' links, the maps of start page and README
    python tools/make_exercises.py               the exercise
    python tests/test_golden.py PLAY             the golden report of a new play
    make test                                    fails until nothing is left to write
"""

import argparse
import json
import re
import string
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import course
import frame
import places
from course import ROOT
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

SKELETON = Path(__file__).parent / "skeleton"
MARK = "TO WRITE"
MINUTES = {"lesson": 30, "solution": 10}
CELL = re.compile(r"^%% (markdown|code)(?: (\{.*\}))?\n", re.MULTILINE)


def lay(slug: str, root: Path = ROOT) -> list[Path]:
    """Write the places of a lesson that are lacking, from tools/skeleton; returns the files written."""
    about, made = places.row(slug, root), []
    told = {"slug": slug, "number": slug[:2], "today": date.today().isoformat(), **about}
    for place, paths in places.places(slug, root).items():
        for path in paths:
            if not path.exists():
                course.write(path, _content(place, path, told))
                made.append(path)
    for folder in {path.parent for path in made if path.suffix == ".py" and "src" in path.parts}:
        if not (folder / "__init__.py").exists():
            name = "The world of this business." if "worlds" in folder.parts else "A lesson's words and answers."
            course.write(folder / "__init__.py", f'"""{name}"""\n')
    for path in (one for one in made if one.suffix == ".ipynb"):  # each names its neighbours: all must be there first
        notebook = course.read(path)
        frame.refresh(notebook, path, root)
        course.write(path, course.text(notebook))
    return made


def left(slug: str, root: Path = ROOT) -> list[str]:
    """What is left to write in the places of a lesson: file, line and what stands there."""
    found = []
    for path in (one for paths in places.places(slug, root).values() for one in paths if one.exists()):
        name = path.relative_to(root).as_posix()
        if path.suffix == ".ipynb":
            found += [f"{name}, {where}" for where in _left_in(course.read(path))]
        else:
            lines = enumerate(path.read_text("utf-8").splitlines(), 1)
            found += [f"{name}:{line}: {text.strip()[:90]}" for line, text in lines if MARK in text]
    return found


def _left_in(notebook: NotebookNode) -> Iterator[str]:
    """What is left in a notebook's metadata and in the cells that somebody writes."""
    for name, value in course.about(notebook).items():
        if MARK in str(value):
            yield f"metadata: {name}"
    for number, cell in enumerate(notebook.cells, 1):
        lines = [line for line in cell.source.splitlines() if MARK in line]
        if lines and not set(frame.MADE) & {*course.tags(cell)}:
            yield f"cell {number}: {lines[0].strip()[:90]}"


def _content(place: str, path: Path, told: dict[str, str]) -> str:
    if place == "the plays":
        return _notebook("play", told | {"play": path.stem}, path)
    if place in ("the lesson", "the solution"):
        return _notebook(place.removeprefix("the "), told, path)
    name = {"its audit": "test_world.py", "a recount of its answers": "test_tasks.py", "the picture": "picture.svg"}
    return _filled(f"{name.get(place, path.name)}.txt", told)


def _filled(template: str, told: dict[str, str]) -> str:
    return string.Template((SKELETON / template).read_text("utf-8")).substitute(told)


def _notebook(kind: str, told: dict[str, str], path: Path) -> str:
    """A notebook from the cells of a skeleton: `%% markdown` or `%% code`, with metadata, before each."""
    _, *parts = CELL.split(_filled(f"{kind}.txt", told))
    cells = []
    for what, metadata, source in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        new = {"markdown": new_markdown_cell, "code": new_code_cell}[what]
        cells.append(new(source.strip("\n"), metadata=json.loads(metadata or "{}")))
    notebook = new_notebook(
        cells=cells, metadata={"ethical_data": _play(told) if kind == "play" else _about(kind, told)}
    )
    course.tidy(notebook, path.stem)
    return course.text(notebook)


def _about(kind: str, told: dict[str, str]) -> dict:
    about = {name: told[name] for name in ("slug", "title", "business", "stage")}
    about |= {
        "business_name": f"{MARK}: a business",
        "minutes": MINUTES[kind],
        "minutes_kind": "estimated",
        "sources": [],
    }
    if kind == "solution":
        return about | {"kind": kind}
    plays = told["play"].split(";")
    return about | {
        "builds_on": told["builds_on"].split(";"),
        "play": plays[0] if len(plays) == 1 else plays,
        "question": f"{MARK}: the question of this lesson?",
        "objectives": [f"{MARK}: what a reader can do afterwards"],
        "key_points": [f"{MARK}: what a reader takes away."],
        "care": "",
        "numbers": {},
    }


def _play(told: dict[str, str]) -> dict:
    says = {"order_id": "the order", "late": "whether it came late"}
    columns = [{"name": name, "kind": "text", "says": words} for name, words in says.items()]
    rows = {"name": "rows", "says": "one row for each order", "course": f"{told['business']}/orders.csv"}
    play = {"slug": told["play"], "title": f"{MARK}: the question that it answers?", "says": f"{MARK}: what it does."}
    return {"play": play | {"version": "1", "inputs": [rows | {"columns": columns}], "settings": []}}


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slug", metavar="SLUG")
    parser.add_argument("--left", action="store_true", help="write nothing, say what is left to write")
    given = parser.parse_args(arguments)
    try:
        places.places(given.slug, root)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    made = [] if given.left else lay(given.slug, root)
    says = [f"laid: {path.relative_to(root).as_posix()}" for path in made] + left(given.slug, root)
    lacking = [path for paths in places.places(given.slug, root).values() for path in paths if not path.exists()]
    says += [f"lacking: {path.relative_to(root).as_posix()}" for path in lacking]
    print("\n".join(says) or "Nothing is left to write.")
    return 0


if __name__ == "__main__":
    course.run(main)
