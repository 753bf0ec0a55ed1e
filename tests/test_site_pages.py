"""The site's own pages and what it makes of a notebook; tests/browser/test_site.py looks at the built site."""

import dataclasses
import re
from datetime import datetime

import course
import pytest
import registers
import site_notebooks
import site_pages

EXERCISES = course.in_stages("exercises")


def test_the_trainers_day_is_the_essential_path_and_ends_in_the_afternoon():
    times = re.findall(r"^\| (\d\d:\d\d) \|", site_pages.timetable(), re.MULTILINE)
    assert times[0] == site_pages.BEGINS and times == sorted(times)
    assert datetime.strptime(times[-1], "%H:%M") <= datetime(1900, 1, 1, 17)
    for lesson in registers.essential():
        assert f"**{lesson}**" in (course.ROOT / "docs" / "trainers.md").read_text("utf-8"), "a question for the room"


def test_every_source_of_a_lesson_stands_under_its_place_with_every_lesson_that_cites_it():
    page = site_pages.sources()
    for lesson in course.lessons():
        about = course.about(course.read(lesson))
        for source in about["sources"]:
            entry = re.search(rf"^- \[.*\]\({re.escape(source['url'])}\).*(?:\n    - .*)*", page, re.MULTILINE)
            assert entry and f"[lesson {about['slug'][:2]}]" in entry[0]
    united = page.split("## United Kingdom")[1].split("## United States")[0]
    assert "legislation.gov.uk" in united and "eur-lex" not in united and "Art.](" not in page


@pytest.mark.parametrize(
    "texts, name",
    [
        (["GDPR (EU) 2016/679: consent Art. 7", "GDPR (EU) 2016/679: Art. 5"], "GDPR (EU) 2016/679"),
        (["Directive 2002/58/EC Art. 13: mail", "Directive 2002/58/EC Art. 5(3): devices"], "Directive 2002/58/EC"),
        (["UK Act 2025", "UK Act 2025: decisions"], "UK Act 2025"),
        (["UK GDPR: the same articles", "UK GDPR: the articles named here"], "UK GDPR"),
        (["one", "other"], "one"),
    ],
)
def test_what_all_texts_of_a_source_begin_with(texts, name):
    assert site_pages.shared(texts) == name


def test_the_front_page_counts_the_mails_of_the_data():
    rows = (course.ROOT / "data" / "online_store" / "sends.csv").read_text("utf-8").count("\n") - 1
    assert f" {rows:,} mails" in site_pages.front()


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_an_exercise_shows_what_it_asks_about_and_no_answer(path):
    given = site_notebooks.given(path, course.ROOT)
    page = site_notebooks.page(path, {})
    shown = [cell for cell in course.code_cells(page) if cell.outputs]
    assert shown and all(cell.source in given for cell in shown)
    assert not [cell for cell in shown if re.search(r"^\s*check\(", cell.source, re.MULTILINE)]


def test_a_sample_report_has_its_columns_in_the_order_of_the_play():
    made = site_notebooks.report(course.ROOT / "notebooks" / "playbook" / "consent-audit.ipynb")
    head = re.search(r"rules of other places</caption>\s*<thead>.*?</thead>", made, re.DOTALL)[0]
    assert re.findall(r">(\w+)</th>", head)[0] == "place"
    assert re.findall(r"<h(\d)>", made)[:2] == ["2", "3"]


@dataclasses.dataclass
class Rule:
    place: str
    days: int = 0


def _long(first_argument: dict[str, int], second_argument: list[str], *, third_argument: bool = False) -> int: ...


def test_a_call_names_its_fields_and_a_long_one_has_a_line_for_each_argument():
    assert site_pages._call("Rule", Rule) == "Rule(place: str, days: int = 0)"
    lines = site_pages._call("_long", _long).splitlines()
    assert lines[0] == "_long(" and lines[3] == "    *," and lines[-1] == ") -> int"
    assert site_pages._call("ValueError", ValueError) == "ValueError"


def test_a_docstring_becomes_paragraphs_lists_and_tables():
    made = site_pages._prose("One `word` that\ngoes on.\n\n- first\n  still first\n- second <b>\n\n  a  b\n  1  2")
    assert "<p>One <code>word</code> that goes on.</p>" in made
    assert "<ul><li>first still first</li><li>second &lt;b&gt;</li></ul>" in made
    assert '<p class="ed-lines">  a  b\n  1  2</p>' in made


def test_every_public_function_of_a_measure_says_what_it_does():
    page = site_pages.api()
    assert "### causes" in page and '<div class="ed-doc"></div>' not in page
