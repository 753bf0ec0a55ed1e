"""The entries of a lesson's text file: what `law.md` and `terms.md` have in common.

A title such as `# Terms of lesson 02`, then headings, paragraphs and bullets; an indented line goes on with the one
before.
"""

import re
from pathlib import Path

from .. import text_files
from ..errors import BadText

FOLDER = Path(__file__).parent.parent / "lessons"
#: What begins a heading, a list, a source or a sign put there by a word processor, and no words.
NO_WORDS = re.compile(r"[^\w\s\"'“‘„«*(§]|\*\s|\d+[.)] |[*_]*sources?\b[*_]*\s*[`´‘’'\"“:]", re.IGNORECASE)


def files(folder: Path, name: str, error: type[BadText]) -> dict[str, Path]:
    """Number of a lesson -> its file `name`.md."""
    found: dict[str, Path] = {}
    for path in sorted(folder.glob(f"*/{name}.md")):
        number, _ = _opened(path, error)
        if number in found:
            raise error(f"{path}, line 1: lesson {number} has its {name} already, in {found[number].parent.name}.")
        found[number] = path
    return found


def read(path: Path, error: type[BadText]) -> list[tuple[int, str]]:
    """The entries below the title, each with its line; `error` names file and line of what is none."""
    made: list[tuple[int, str]] = []
    _, lines = _opened(path, error)
    for line, text in enumerate(lines[1:], 2):
        if text.startswith("  ") and text.strip():
            if not made:
                raise error(f"{path}, line {line}: nothing stands before this that could go on.")
            if NO_WORDS.match(text.strip()) or text.lstrip().startswith("**"):
                raise error(
                    f"{path}, line {line}: an indented line is more words. A heading, a source or a term begins at the "
                    "margin."
                )
            made[-1] = (made[-1][0], f"{made[-1][1]} {text.strip()}")
        elif text.strip():
            made.append((line, text.strip()))
    if not made:
        raise error(f"{path}, line 1: nothing stands below the title.")
    return made


def _opened(path: Path, error: type[BadText]) -> tuple[str, list[str]]:
    lines = text_files.read(path, error).split("\n")
    title = re.fullmatch(rf"# {path.stem.capitalize()} of lesson (\d\d)", lines[0].strip())
    if not title:
        raise error(f"{path}, line 1: expected '# {path.stem.capitalize()} of lesson NN'.")
    return title[1], lines
