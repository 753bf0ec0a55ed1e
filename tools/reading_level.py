"""How hard the prose of each lesson is to read: for contributors, to see where a lesson has become heavy.

python tools/reading_level.py              every lesson
python tools/reading_level.py NOTEBOOK...  these, with the hardest sentences of each

Headers, footers, code, tables and links' addresses are left out. The aim is grade 8 or below (13 to 14 years of age);
the names of laws and columns raise it. A score knows nothing of whether a text is clear: read the sentences it names.
"""

import argparse
import re
import sys
from pathlib import Path

import course

from ethical_data.measure.reading_level import Level, level, sentences

AIM = 8
HARDEST, SHORTEST = 5, 8  # how many sentences are shown; fewer words than this are never among them


def prose(path: Path) -> str:
    """What a lesson says in its own words."""
    cells = [cell.source for cell in course.read(path).cells
             if cell.cell_type == "markdown" and not {"header", "footer"} & {*course.tags(cell)}]  # fmt: skip
    text = re.sub(r"```.*?```|<[^>]+>|^\|.*$", "", "\n\n".join(cells), flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"[*_`]", "", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text))


def hardest(text: str) -> list[tuple[Level, str]]:
    """The sentences of the highest grade, the hardest first."""
    judged = [(level(one), one) for one in sentences(text) if len(one.split()) >= SHORTEST]
    return sorted(judged, key=lambda pair: -pair[0].grade)[:HARDEST]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    chosen = parser.parse_args(arguments).notebooks
    print(f"{'lesson':<36} {'words':>6} {'a sentence':>11} {'grade':>6} {'ease':>6}")
    for path in chosen or course.lessons():
        text = prose(path)
        found = level(text)
        heavy = f"  above {AIM}" if found.grade > AIM else ""
        print(
            f"{path.stem:<36} {found.words:>6,} {found.words / found.sentences:>11.1f} {found.grade:>6.1f}"
            f" {found.ease:>6.1f}{heavy}"
        )
        for one, said in hardest(text) if chosen else []:
            print(f"    {one.grade:4.1f}  {said}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
