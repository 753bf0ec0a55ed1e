"""The words that a lesson explains, read from text: `terms.md` beside its tasks.

# Terms of lesson 02

- **soft opt-in**: marketing by mail to one's own buyers without a yes, under conditions
"""

import functools
import re
from pathlib import Path

from .. import text_files
from ..errors import BadText
from . import entries
from .entries import FOLDER

_TERM = re.compile(r"- \*\*(?P<term>[^*]+)\*\*: (?P<meaning>.+)")


class BadTerms(BadText):
    """What is wrong with a `terms.md`, with its file and line."""


@functools.cache
def of_lesson(number: str, folder: Path = FOLDER) -> dict[str, str]:
    """Each term of a lesson ("02") with its meaning; none if it has no `terms.md`. BadTerms says where."""
    path = entries.files(folder, "terms", BadTerms).get(number)
    found: dict[str, str] = {}
    for line, text in entries.read(path, BadTerms) if path else ():
        term, meaning = _term(text, f"{path}, line {line}")
        if term.casefold() in map(str.casefold, found):
            raise BadTerms(f"{path}, line {line}: {term} is explained already.")
        found[term] = meaning
    return found


def _term(text: str, where: str) -> tuple[str, str]:
    found = _TERM.fullmatch(text)
    if not found or "- **" in found["meaning"]:
        raise BadTerms(f"{where}: expected '- **term**: what it means'.{text_files.look_alikes(text)}")
    return found["term"], found["meaning"]
