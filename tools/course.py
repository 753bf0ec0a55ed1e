"""Where the course's notebooks are, and the one way in which they are read and written."""

import csv
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import nbformat
from nbformat import NotebookNode

from ethical_data import text_files
from ethical_data.errors import BadText
from ethical_data.learn import law, terms

ROOT = Path(__file__).resolve().parents[1]
STAGES = ("1-fundamentals", "2-intermediate", "3-advanced")
CHART = "application/vnd.vegalite.v5+json"
CHECK = "application/vnd.ethical-data.check+json"
KEPT_FOR_A_CELL = ("name", "numbers", "tags")


def start_page(root: Path = ROOT) -> Path:
    return root / "notebooks" / "00-start-here.ipynb"


def launcher(root: Path = ROOT) -> Path:
    """The page that runs a play without code: among the plays, and none itself."""
    return root / "notebooks" / "playbook" / "00-run-a-play.ipynb"


def in_stages(tree: str, root: Path = ROOT) -> list[Path]:
    """The notebooks of a tree (notebooks, exercises, solutions), by stage and number."""
    return [path for stage in STAGES for path in sorted((root / tree / stage).glob("*.ipynb"))]


def lessons(root: Path = ROOT) -> list[Path]:
    return in_stages("notebooks", root)


def plays(root: Path = ROOT) -> list[Path]:
    return [path for path in sorted((root / "notebooks" / "playbook").glob("*.ipynb")) if path != launcher(root)]


def with_outputs(root: Path = ROOT) -> list[Path]:
    """Every notebook that is committed with its outputs."""
    pages = [path for path in (start_page(root), launcher(root)) if path.exists()]
    return pages + lessons(root) + plays(root) + in_stages("solutions", root)


def kind(path: Path, root: Path = ROOT) -> str:
    """start, lesson, play, exercise or solution, by where the notebook lies."""
    tree, *folders = Path(os.path.relpath(path, root)).parts[:-1] or ("",)
    if tree in ("exercises", "solutions"):
        return tree.removesuffix("s")
    if tree == "notebooks":
        if Path(path).name == launcher(root).name:
            return "start"
        return "play" if folders == ["playbook"] else "lesson" if folders else "start"
    raise ValueError(f"{path} is in none of notebooks/, exercises/, solutions/ of {root}")


def counterpart(path: Path, tree: str, root: Path = ROOT) -> Path:
    """The notebook with the same stage and slug in another tree."""
    return root / tree / path.parent.name / path.name


def run(main: Callable[[], int | None]) -> NoReturn:
    """Runs a tool. What is wrong with a text of the course is said in one line."""
    try:
        sys.exit(main())
    except BadText as error:
        print(error, file=sys.stderr)
        sys.exit(2)


def table(name: str, root: Path = ROOT) -> list[dict[str, str]]:
    """A table of docs/, such as docs/lessons.csv; ValueError names the line that is no UTF-8, or has other columns."""
    rows = list(csv.DictReader(io.StringIO(text_files.read(root / "docs" / f"{name}.csv", BadText), newline="")))
    for line, row in enumerate(rows, 2):
        if None in row or None in row.values() or len(row) == 1:
            raise BadText(
                f"docs/{name}.csv, row {line}: not as many columns as the header. Save it with commas, UTF-8."
            )
    return rows


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def about(notebook: NotebookNode) -> dict:
    """What the notebook says about itself."""
    return notebook.metadata.get("ethical_data", {})


def told(notebook: NotebookNode, root: Path = ROOT) -> dict:
    """What a notebook says about itself and, of a lesson, what its `law.md` and `terms.md` add: sources, terms, day."""
    own = dict(about(notebook))
    number, _, rest = str(own.get("slug", "")).partition("-")
    if "key_points" not in own or law.folders(words(root)).get(number) != rest.replace("-", "_"):
        return own
    floors = law.of_lesson(number, words(root))
    cited = [vars(source) for source in law.sources(number, words(root))]
    day = min(floor.as_of for floor in floors).isoformat()  # all of it was held against its sources then, or later
    return own | {
        "sources": cited + own.get("sources", []),
        "terms": terms.of_lesson(number, words(root)),
        "law_as_of": day,
    }


def words(root: Path = ROOT) -> Path:
    """Where the words of the lessons lie: a folder for each, with its tasks, law and terms."""
    return root / "src" / "ethical_data" / "lessons"


def tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def code_cells(notebook: NotebookNode) -> Iterator[NotebookNode]:
    return (cell for cell in notebook.cells if cell.cell_type == "code")


def words_out(cell: NotebookNode) -> str:
    """What a code cell printed or showed, as plain text."""
    shown = [out.text if out.output_type == "stream" else out.get("data", {}).get("text/plain", "")
             for out in cell.outputs]  # fmt: skip
    return "\n".join(shown)


def tidy(notebook: NotebookNode, stem: str) -> None:
    """Puts everything beside text, code and outputs into its canonical form."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"name": "python"},
        ethical_data=about(notebook),
    )
    for index, cell in enumerate(notebook.cells, 1):
        cell.id = f"{stem}-{index:02d}"
        cell.source = cell.source.rstrip()
        cell.metadata = NotebookNode({key: cell.metadata[key] for key in KEPT_FOR_A_CELL if cell.metadata.get(key)})
        if "for-coders" in tags(cell):
            cell.metadata.jupyter = {"source_hidden": True}


def text(notebook: NotebookNode) -> str:
    """The notebook as it stands in its file."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
