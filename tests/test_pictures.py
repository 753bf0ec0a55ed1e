"""The small picture of each business: an SVG by hand in docs/pictures, with words for those who cannot see it."""

from pathlib import Path
from xml.etree import ElementTree

import course
import pytest

FOLDER = course.ROOT / "docs" / "pictures"
PICTURES = sorted(FOLDER.glob("*.svg"))
#: Ink, paper, glass, and blue, vermilion, green, sand after Okabe and Ito.
COLOURS = {"#1B1B1B", "#FFFFFF", "#EAF3F8", "#0072B2", "#D55E00", "#007A5A", "#E8C27A", "none"}


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_is_whole_named_small_and_fetches_nothing(path: Path):
    text = path.read_text("utf-8")
    tree = ElementTree.fromstring(text)
    assert tree.get("role") == "img" and tree.get("aria-label") == tree.findtext("{*}title") and len(text) < 4000
    assert tree.get("viewBox") == "0 0 200 120"
    assert text.count("http") == 1  # the name of the format alone
    assert {mark.get(part) for mark in tree.iter() for part in ("fill", "stroke")} - {None} <= COLOURS
    assert {mark.tag.split("}")[1] for mark in tree.iter()} <= {"svg", "title", "rect", "circle", "path"}


def test_every_lessons_business_has_one():
    wanted = {course.about(course.read(lesson))["business"] for lesson in course.lessons()}
    assert wanted <= {path.stem for path in PICTURES}


def test_no_two_are_alike():
    drawn = [path.read_text("utf-8").split("</title>")[1] for path in PICTURES]
    assert len(set(drawn)) == len(drawn)
