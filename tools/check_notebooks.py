"""Holds notebooks to the frame of the course.

python tools/check_notebooks.py NOTEBOOK...   says what does not fit; without names, of all; runs nothing
"""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import course
import frame
from course import CHART, CHECK, ROOT
from nbformat import NotebookNode
from write_outputs import differs_by_machine, fingerprint

MOST_IN_A_ROW = 2
LARGEST_NOTEBOOK, LARGEST_CHART = 1_000_000, 100_000
FEWEST_TASKS = 2
PLACE = set("slug title business business_name stage minutes minutes_kind sources".split())
NEEDED = {
    "lesson": PLACE | set("builds_on question objectives care key_points terms play".split()),
    "solution": PLACE | {"kind"},
    "exercise": PLACE | {"kind"},
    "play": {"play"},
    "start": {"slug", "title"},
}
TASK = re.compile(r"\b(?:check|ask)\(\s*[\"']([^\"']+)[\"']")
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)


def problems(path: Path, root: Path = ROOT) -> list[str]:
    """Everything in which a notebook does not fit the frame."""
    notebook, kind = course.read(path), course.kind(path, root)
    about = course.told(notebook, root)
    if lacking := NEEDED[kind] - set(about):
        return [f"metadata.ethical_data lacks {', '.join(sorted(lacking))}"]
    if found := [*names(path, about, kind, root), *sources(about)]:
        return found  # these first: header and footer are made from them
    found = [*size(path, notebook), *links(path, notebook), *pictures(notebook)]
    anew = "make exercises" if kind == "exercise" else "make outputs"
    found += [
        f"cell tagged {tag} is not what its metadata makes: {anew} writes it"
        for tag in frame.out_of_date(notebook, path, root)
    ]
    if kind != "exercise":
        found += [*was_run(notebook, root)]
    if kind == "lesson":
        found += [*tasks(notebook)]
    return found


def names(path: Path, about: dict, kind: str, root: Path) -> Iterator[str]:
    """Slug, stage and business are the same in every tree and in docs/lessons.csv."""
    if kind == "play":
        if about["play"]["slug"] != path.stem:
            yield f"the play's slug {about['play']['slug']} is not its file's name"
        return
    if path == course.launcher(root):
        return
    if about["slug"] != path.stem:
        yield f"slug {about['slug']} is not the file's name"
    row = next((row for row in course.table("lessons", root) if row["slug"] == path.stem), None)
    if row is None:
        yield f"docs/lessons.csv has no lesson {path.stem}"
        return
    for key in {"title", "stage", "business"} & set(about):
        if about[key] != row[key]:
            yield f"{key} {about[key]!r} is {row[key]!r} in docs/lessons.csv"
    if about.get("stage") and about["stage"] != path.parent.name:
        yield f"stage {about['stage']} is not the folder's name"
    if kind == "lesson":
        for key in ("builds_on", "play"):
            if sorted(frame.listed(about[key])) != sorted(filter(None, row[key].split(";"))):
                yield f"{key} {about[key]!r} is {row[key]!r} in docs/lessons.csv"
        if about["minutes_kind"] not in frame.MINUTES:
            yield f"minutes_kind is one of {', '.join(frame.MINUTES)}"
    elif kind in ("solution", "exercise"):
        if about["kind"] != kind:
            yield f"kind is {about['kind']}"
        if not course.counterpart(path, "notebooks", root).exists():
            yield "there is no lesson of this slug"


def size(path: Path, notebook: NotebookNode) -> Iterator[str]:
    if path.stat().st_size > LARGEST_NOTEBOOK:
        yield f"{path.stat().st_size:,} bytes, at most {LARGEST_NOTEBOOK:,}"
    in_a_row = 0
    for index, cell in enumerate(notebook.cells, 1):
        in_a_row = in_a_row + 1 if cell.cell_type == "code" else 0
        if in_a_row > MOST_IN_A_ROW:
            yield f"cell {index}: more than {MOST_IN_A_ROW} code cells in a row"


def was_run(notebook: NotebookNode, root: Path) -> Iterator[str]:
    """Every code cell, from the first to the last, without an error, and nothing of this machine in it."""
    unwanted = differs_by_machine(root)
    for number, cell in enumerate(course.code_cells(notebook), 1):
        if cell.execution_count != number:
            yield f"code cell {number} has the count {cell.execution_count}: run tools/write_outputs.py"
        for out in cell.outputs:
            if out.output_type == "error" and "raises-exception" not in course.tags(cell):
                yield f"code cell {number} failed: {out.ename}"
            if out.output_type == "stream" and out.name == "stderr":
                yield f"code cell {number} warns"
            shown = str({**out, "data": {m: v for m, v in out.get("data", {}).items() if m != "image/png"}})
            yield from (f"code cell {number} shows {what}" for what, it in unwanted.items() if it.search(shown))


def pictures(notebook: NotebookNode) -> Iterator[str]:
    """Every chart has words and a stored picture of just this chart; no other picture goes without words."""
    for number, cell in enumerate(course.code_cells(notebook), 1):
        for out in cell.outputs:
            data = out.get("data", {})
            spec = data.get(CHART)
            if spec is None:
                if any(mime.startswith("image/") for mime in data):
                    yield f"code cell {number}: a picture that is no chart has no words"
                continue
            if not str(spec.get("description", "")).strip():
                yield f"code cell {number}: a chart without a description"
            if "image/png" not in data:
                yield f"code cell {number}: a chart without a stored picture"
            elif out.metadata.get("image/png", {}).get("of") != fingerprint(spec):
                yield f"code cell {number}: the stored picture is of another chart"
            length = len(json.dumps(spec))
            if length > LARGEST_CHART:
                yield f"code cell {number}: a chart of {length:,} characters, at most {LARGEST_CHART:,}"
    for index, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "markdown":
            continue
        bare = [words for bang, words, _ in LINK.findall(cell.source) if bang and not words.strip()]
        bare += [tag for tag in IMAGE.findall(cell.source) if not re.search(r"\balt\s*=\s*[\"'][^\"']", tag)]
        if bare:
            yield f"cell {index}: an image without alt text"


def links(path: Path, notebook: NotebookNode) -> Iterator[str]:
    for index, cell in enumerate(notebook.cells, 1):
        for _, _, target in LINK.findall(cell.source) if cell.cell_type == "markdown" else []:
            file = unquote(target.split("#")[0])
            if file.startswith("/") or re.match(r"[A-Za-z]:\\|file:", file):
                yield f"cell {index}: {target} is an absolute path"
            elif file and not re.match(r"https?://|mailto:", file) and not (path.parent / file).exists():
                yield f"cell {index}: {target} is not there"


def sources(about: dict) -> Iterator[str]:
    for source in about.get("sources", []):
        if not all(source.get(key) for key in ("id", "text")):
            yield f"a source needs id and text: {source}"
        if not re.match(r"https?://\S+$", source.get("url", "")):
            yield f"source {source.get('id')!r} has no url"


def tasks(notebook: NotebookNode) -> Iterator[str]:
    with_task = [index for index, cell in enumerate(notebook.cells)
                 if cell.cell_type == "code" for _ in TASK.findall(cell.source)]  # fmt: skip
    if len(with_task) < FEWEST_TASKS:
        yield f"{len(with_task)} tasks (check or ask), at least {FEWEST_TASKS}"
    elif with_task[0] >= len(notebook.cells) / 3:
        yield "the first task comes after the first third"


def states(notebook: NotebookNode) -> dict[str, str]:
    """The state of every task that stands in the outputs."""
    bundles = [out.data[CHECK] for cell in course.code_cells(notebook) for out in cell.outputs
               if CHECK in out.get("data", {})]  # fmt: skip
    return {bundle["task"]: bundle["state"] for bundle in bundles}


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="*", type=Path)
    paths = [path.resolve() for path in parser.parse_args(arguments).notebooks]
    paths = paths or course.with_outputs(root) + course.in_stages("exercises", root)
    found = [f"{path.relative_to(root)}: {problem}" for path in paths for problem in problems(path, root)]
    print("\n".join(found) or f"{len(paths)} notebooks fit the frame")
    return int(bool(found))


if __name__ == "__main__":
    course.run(main)
