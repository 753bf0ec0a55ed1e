"""A small complete course, for planting errors in a copy of it."""

from collections.abc import Callable
from pathlib import Path

import course
from nbformat import NotebookNode

FIXTURE = Path(__file__).parent / "fixtures" / "course"
LESSON = "notebooks/1-fundamentals/01-two-stops.ipynb"
SOLUTION = "solutions/1-fundamentals/01-two-stops.ipynb"
EXERCISE = "exercises/1-fundamentals/01-two-stops.ipynb"


class SmallCourse:
    """A copy of the fixture course."""

    def __init__(self, root: Path):
        self.root, self.lesson, self.solution, self.exercise = (
            root,
            root / LESSON,
            root / SOLUTION,
            root / EXERCISE,
        )

    def change(self, path: Path, how: Callable[[NotebookNode], object]) -> NotebookNode:
        notebook = course.read(path)
        how(notebook)
        course.write(path, course.nbformat.writes(notebook) + "\n")
        return notebook


def cell(notebook: NotebookNode, part: str) -> NotebookNode:
    """The first cell whose text holds this."""
    return next(one for one in notebook.cells if part in one.source)
