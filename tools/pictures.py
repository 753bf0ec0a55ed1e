"""Draws the small picture of each business: one shop front, and in its window what the business sells.

python tools/pictures.py           writes docs/pictures/<business>.svg
python tools/pictures.py --check   writes nothing, says what differs; exit 1 if anything does
"""

import argparse
import html
import sys
from collections.abc import Callable, Iterator

from course import ROOT

FOLDER = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 200, 120
INK, PAPER, GLASS = "#1B1B1B", "#FFFFFF", "#EAF3F8"
BLUE, VERMILION, GREEN, SAND = "#0072B2", "#D55E00", "#007A5A", "#E8C27A"  # after Okabe and Ito
LINE = f'stroke="{INK}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"'


def box(x: float, y: float, w: float, h: float, fill: str, r: float = 0) -> str:
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}" fill="{fill}" {LINE}/>'


def disc(x: float, y: float, r: float, fill: str) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}" {LINE}/>'


def path(d: str, fill: str = "none") -> str:
    return f'<path d="{d}" fill="{fill}" {LINE}/>'


def bakery() -> Iterator[str]:
    yield path("M58 88 q6 -26 30 -26 q24 0 30 26 q-12 2 -14 -6 q-16 -8 -32 0 q-2 8 -14 6 z", SAND)
    yield from (path(f"M{x} {y} l{dx} 12") for x, y, dx in ((74, 68, 4), (88, 63, 0), (102, 68, -4)))


def online_store() -> Iterator[str]:
    yield disc(76, 76, 16, INK)
    yield disc(76, 76, 11, GLASS)
    yield path("M92 76 h22")
    yield path("M104 54 v17 l4 -4 l4 8 l4 -2 l-4 -8 l6 0 z", VERMILION)


def bookstore() -> Iterator[str]:
    shelves = ((60, 56, 10, 34, BLUE), (70, 60, 9, 30, SAND), (79, 54, 11, 36, GREEN), (90, 62, 8, 28, VERMILION))
    yield from (box(*book) for book in shelves)
    yield path("M103 90 l8 -30 l9 3 l-8 27 z", SAND)


def restaurant() -> Iterator[str]:
    yield disc(88, 74, 17, PAPER)
    yield disc(88, 74, 9, SAND)
    yield path("M62 56 v36 M58 56 v10 q4 6 8 0 v-10")
    yield path("M114 92 v-36 q8 8 0 20")


def gym() -> Iterator[str]:
    yield path("M70 74 h36")
    for x in (60, 66, 104, 110):
        tall = 14 if x in (66, 104) else 9
        yield box(x, 74 - tall, 6, 2 * tall, VERMILION, 2)


def fintech_lender() -> Iterator[str]:
    for i, tall in enumerate((3, 5, 2)):
        yield from (path(f"M{62 + 19 * i} {89 - 6 * n} h15 v-5 h-15 z", SAND) for n in range(tall))


def farmers_consortium() -> Iterator[str]:
    yield path("M56 91 h64 v-14 q-32 -14 -64 0 z", GREEN)
    yield from (path(f"M{x} 91 q{dx} -8 {dx} -17") for x, dx in ((68, 5), (80, 3), (96, -3), (108, -5)))
    yield path("M78 70 v-10 l10 -8 l10 8 v8", VERMILION)


BUSINESSES: dict[str, tuple[str, str, str, Callable[[], Iterator[str]]]] = {
    "bakery": ("A small bakery: a croissant in the window", VERMILION, SAND, bakery),
    "online_store": ("An online store for kitchen goods: a pan and a cursor", BLUE, PAPER, online_store),
    "bookstore": ("A bookshop: a row of books in the window", GREEN, PAPER, bookstore),
    "restaurant": ("A restaurant: a plate with fork and knife", VERMILION, PAPER, restaurant),
    "gym": ("A gym: a dumbbell in the window", BLUE, SAND, gym),
    "fintech_lender": ("An online lender: coins in three stacks", GREEN, SAND, fintech_lender),
    "farmers_consortium": ("A farmers' consortium: a field with a barn", GREEN, PAPER, farmers_consortium),
}


def svg(business: str) -> str:
    """The picture as SVG with its text alternative inside; KeyError for a business that has none yet."""
    says, dark, light, sign = BUSINESSES[business]
    stripes = [box(40 + 15 * i, 18, 15, 20, dark if i % 2 == 0 else light) for i in range(8)]
    front = [
        box(1, 1, WIDTH - 2, HEIGHT - 2, PAPER, 8),
        box(46, 36, 108, 68, SAND if light == PAPER else PAPER),
        box(52, 46, 72, 48, GLASS),
        box(130, 52, 18, 52, dark, 2),
        disc(144, 79, 1, PAPER),
        path("M24 104 h152"),
    ]
    body = "\n".join([*front, *stripes, *sign()])
    title = html.escape(says)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            f'role="img" aria-label="{title}">\n<title>{title}</title>\n{body}\n</svg>\n')  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check, different = parser.parse_args(arguments).check, []
    for business in BUSINESSES:
        file, made = FOLDER / f"{business}.svg", svg(business)
        if file.exists() and file.read_text("utf-8") == made:
            continue
        different.append(file.relative_to(ROOT).as_posix())
        if not check:
            FOLDER.mkdir(parents=True, exist_ok=True)
            file.write_text(made, "utf-8", newline="\n")
    print("\n".join(different) or "Every picture is as it is drawn.")
    return int(check and bool(different))


if __name__ == "__main__":
    sys.exit(main())
