"""The small picture of each business: as it is drawn, with words for those who cannot see it."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import course  # noqa: E402
import pictures  # noqa: E402


def test_every_picture_is_as_it_is_drawn():
    assert pictures.main(["--check"]) == 0


@pytest.mark.parametrize("business", pictures.BUSINESSES)
def test_a_picture_is_whole_named_small_and_fetches_nothing(business):
    text = pictures.svg(business)
    tree = ElementTree.fromstring(text)
    assert tree.get("role") == "img" and tree.get("aria-label") == tree.findtext("{*}title") and len(text) < 4000
    assert text.count("http") == 1  # the name of the format alone


def test_every_lessons_business_has_one():
    wanted = {course.about(course.read(lesson))["business"] for lesson in course.lessons()}
    assert wanted <= set(pictures.BUSINESSES)


def test_no_two_are_alike():
    assert len({pictures.svg(business).split("</title>")[1] for business in pictures.BUSINESSES}) == len(
        pictures.BUSINESSES
    )
