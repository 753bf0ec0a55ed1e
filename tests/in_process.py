"""Runs a play's cells in this process: no kernel, no runner, so that a test can afford many runs."""

import functools
import re

import nbformat

from ethical_data.playbook import catalogue


@functools.cache
def _cells(slug: str) -> tuple[tuple[object, ...], object]:
    """The compiled code of a play: its cells, and the expression that is its report."""
    path = catalogue.play(slug).notebook
    sources = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    *cells, last = [re.sub(r"^%.*$", "", source, flags=re.MULTILINE) for source in sources]
    return tuple(compile(source, f"{slug} [{n}]", "exec") for n, source in enumerate(cells, 1)), compile(
        last, f"{slug} [report]", "eval"
    )


def content(slug: str, **given: object) -> dict:
    """What the play's report holds; files as paths or as text. What the play refuses comes as InputError."""
    (first, *cells), last = _cells(slug)
    names: dict = {"__name__": "__main__"}
    exec(first, names)
    names |= {name: value if isinstance(value, int | float) else str(value) for name, value in given.items()}
    for cell in cells:
        exec(cell, names)
    return eval(last, names).content
