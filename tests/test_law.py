"""Every legal sentence of the course has a source behind it; `law.md` and `terms.md` are read, or refused by line."""

import re
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlsplit

import course
import pytest
from course import ROOT

from ethical_data.errors import BadText
from ethical_data.learn import law, tasks, terms

LESSONS = {path.stem[:2]: path for path in course.lessons()}
OFFICIAL = (
    "eur-lex.europa.eu edpb.europa.eu ec.europa.eu legislation.gov.uk ico.org.uk govinfo.gov ecfr.gov reginfo.gov "
    "consumerfinance.gov leginfo.legislature.ca.gov cppa.ca.gov app.leg.wa.gov leg.colorado.gov dockets.justia.com "
    "laws-lois.justice.gc.ca gesetze-im-internet.de fefac.eu"
).split()
#: What is cited, and so must be found in the words of one of the lesson's sources: an article, a section, an act.
ARTICLES = re.compile(
    r"(?:§+|\bArt(?:icle)?s?\.?|\b[Rr]ecitals?|[Rr]eg(?:ulation)?s?\.?|[Ss]ections?|(?<![\w'’])s\.|Schedules?|Annex|point)"
    r"\s(\d+[A-Z]*(?:\(\w+\))*(?:(?:, | and | to )(?:\d+[A-Z]*(?:\(\w+\))*|\(\w+\)))*)"
)
ACTS = re.compile(
    r"C-\d+/\d\d|\d+ (?:U\.S\.C\.|CFR) [\d.]+|RCW [\d.]+|\b\d{4}/\d+/E[CU]\b|\b20\d\d/\d{3,4}\b"
    r"|SI \d{4}/\d+|SB \d\d-\d+"
    r"|(?:Civil Code|Code section) (?:section )?[\d.]+|BetrVG|Data Act\b|AI Act|CAN-SPAM|Equality Act|\bTFEU\b"
    r"|Competition Act|Data Protection Act|VAT Act|\bUK GDPR|\bGDPR\b"
)
NAMED = {  # as the prose says it: as a source says it
    "TFEU": "Treaty on the Functioning", "BetrVG": "Betriebsverfassungsgesetz", "VAT Act": "Value Added Tax Act",
    "SI 2013/3134": "SI 2013/3134", "UK GDPR": "UK GDPR",
}  # fmt: skip
each = pytest.mark.parametrize("number", LESSONS)


def cited(text: str) -> set[str]:
    """The numbers of articles and the acts that a text cites."""
    found = {NAMED.get(act, act).replace("Civil Code section", "Civil Code") for act in ACTS.findall(text)}
    for numbers in ARTICLES.findall(text):
        found |= {re.match(r"\d+", one)[0] for one in re.split(r", | and | to ", numbers) if one[0].isdigit()}
    return {re.sub(r"^Code section ", "Civil Code ", act).rstrip(".") for act in found}


def without_source(text: str, sources: list[str]) -> set[str]:
    there = " ; ".join(sources).replace("Civil Code section", "Civil Code")
    return {one for one in cited(text) if not re.search(rf"(?<!\d){re.escape(one)}(?!\d)", there)}


def words_of(path) -> str:
    made = ("header", "footer", "map")
    cells = [cell for cell in course.read(path).cells if not set(made) & {*course.tags(cell)}]
    return "\n".join(re.sub(r"https?://\S+", "", cell.source) for cell in cells)


def about(path) -> str:
    told = course.told(course.read(path))
    return "\n".join(str(told.get(part, "")) for part in ("question", "objectives", "care", "key_points", "terms"))


@each
def test_behind_every_legal_sentence_of_a_lesson_stands_a_source(number):
    sources = [source["text"] for source in course.told(course.read(LESSONS[number])).get("sources", [])]
    shown = words_of(LESSONS[number]) + about(LESSONS[number])
    assert without_source(shown, sources) == set()


@each
def test_behind_every_legal_sentence_of_its_tasks_too(number):
    sources = [source["text"] for source in course.told(course.read(LESSONS[number])).get("sources", [])]
    name = tasks.lessons()[number]
    assert without_source((law.FOLDER / name / "tasks.md").read_text("utf-8"), sources) == set()


@pytest.mark.parametrize("path", course.in_stages("solutions"), ids=lambda path: path.stem[:2])
def test_behind_every_legal_sentence_of_exercise_and_solution_too(path):
    own = [source["text"] for source in course.about(course.read(path)).get("sources", [])]
    lesson = [source.text for source in law.sources(path.stem[:2])]
    for one in (path, course.counterpart(path, "exercises")):
        assert without_source(words_of(one), own + lesson) == set()


@each
def test_a_floor_has_a_day_and_official_sources(number):
    floors = law.of_lesson(number)
    assert floors
    for floor in floors:
        assert date(2026, 11, 1) <= floor.as_of <= date.today() + timedelta(days=1), "a day that is yet to come"
        for source in floor.sources:
            host = urlsplit(source.url).hostname.removeprefix("www.")
            assert host in OFFICIAL, source.url


@each
def test_a_decision_shows_the_floor_as_the_file_has_it(number):
    tagged = [cell.source for cell in course.read(LESSONS[number]).cells if "law" in course.tags(cell)]
    assert tagged == [law.settled(number)]
    assert all(floor.says in tagged[0] for floor in law.of_lesson(number) if floor.place != law.ELSEWHERE)


def test_the_day_at_the_foot_of_a_lesson_is_the_oldest_of_its_days(monkeypatch):
    first, *others = law.of_lesson("05")
    newer = (replace(first, as_of=first.as_of + timedelta(days=8)), *others)
    monkeypatch.setattr(law, "of_lesson", lambda number, folder: newer)
    assert course.told(course.read(LESSONS["05"]))["law_as_of"] == min(one.as_of for one in others).isoformat()


def test_a_citation_without_a_source_is_found():
    sources = ["GDPR, Regulation (EU) 2016/679: consent Art. 7 and 21", "US CAN-SPAM Act, 15 U.S.C. 7704(a)"]
    assert without_source("By GDPR Art. 7(1) and Art. 21(2) and (3), and 15 U.S.C. 7704(a).", sources) == set()
    assert without_source("GDPR Art. 9; Art. 21 and 22; 16 CFR 316.3; C-21/23.", sources) == {
        "9", "22", "16 CFR 316.3", "C-21/23",
    }  # fmt: skip


GOOD = "# Law of lesson 02\n\n## EU and UK, mail (2026-11-23)\nStop means stop\n  (Art. 21).\n- source `gdpr`: [GDPR](https://e.eu/x)\n"


def written(tmp_path, text: str, name: str = "law"):
    path = tmp_path / "a_lesson" / f"{name}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_floor_is_read(tmp_path):
    more = GOOD + "\n## US (2026-11-24)\nNothing.\n- source `gdpr`\n\n## Elsewhere in the lesson (2026-11-23)\n"
    floors = law.read(written(tmp_path, more + "- source `b`: [B](https://b.eu)\n"))
    assert [floor.place for floor in floors] == ["EU and UK, mail", "US", law.ELSEWHERE]
    assert floors[0].says == "Stop means stop (Art. 21)." and floors[1].sources == floors[0].sources
    told = law.settled("02", tmp_path)
    assert "as of 24 November 2026: Nothing." in told and law.ELSEWHERE not in told
    assert [source.id for source in law.sources("02", tmp_path)] == ["gdpr", "b"]


@pytest.mark.parametrize(
    "change, says",
    [
        (("# Law of", "# The law of"), "line 1: expected '# Law of lesson NN'"),
        (("EU and UK", "Atlantis"), "line 3: expected '## PLACE"),
        (("2026-11-23", "2026-02-30"), "line 3: 2026-02-30 is no day"),
        (("- source `gdpr`: [GDPR](https://e.eu/x)", ""), "EU and UK, mail has no source"),
        (("[GDPR](https://e.eu/x)", "[GDPR](somewhere)"), "line 6: expected '- source `name`"),
        ((": [GDPR](https://e.eu/x)", ""), "line 6: no source gdpr stands before this"),
        (("Stop means stop\n  (Art. 21).\n", ""), "mail says nothing"),
        (("EU and UK, mail", "Elsewhere in the lesson"), "holds sources alone"),
        (("https://e.eu/x)\n", "https://e.eu/x)\nMore words.\n"), "line 7: after the text come sources alone"),
        (("EU and UK, mail", "Mail"), "line 3: expected '## PLACE"),
        (("EU and UK", "eu and UK"), "line 3: expected '## PLACE"),
        (("## EU", "### EU"), "line 3: expected '## PLACE"),
        (("## EU", "##\u00a0EU"), "(no-break space)"),
        (("(2026-11-23)", "(2026–11–23)"), "line 3: expected '## PLACE (YYYY-MM-DD)'"),
        (("2026-11-23", "23 November 2026"), "line 3: expected '## PLACE (YYYY-MM-DD)'"),
        (("(2026-11-23)", ""), "line 3: expected '## PLACE (YYYY-MM-DD)'"),
        (("https:", "http:"), "line 6: expected '- source `name`"),
        (("(https://e.eu/x)", "(https://e.eu/x))"), "line 6: expected '- source `name`"),
        (("(https://e.eu/x)", "(https://e.eu/x"), "line 6: expected '- source `name`"),
        (("https://e.eu/x", "https://e.eu/\u200bx"), "(zero width space)"),
        (("[GDPR](https://e.eu/x)", "https://e.eu/x"), "line 6: expected '- source `name`"),
        (("[GDPR]", "[ ]"), "line 6: expected '- source `name`"),
        (("`gdpr`", "gdpr"), "line 6: expected '- source `name`"),
        (("`gdpr`", "‘gdpr’"), "(left single quotation mark, right single quotation mark)"),
        (("- source", "source"), "line 6: after the text come sources alone"),
        (("- source", "-source"), "line 6: after the text come sources alone"),
        (("- source", "– source"), "line 6: after the text come sources alone"),
        (("- source", "* source"), "line 6: after the text come sources alone"),
        (("- source", "• source"), "line 6: after the text come sources alone"),
        (("- source", "1. source"), "line 6: after the text come sources alone"),
        (("- source", "- Source"), "line 6: after the text come sources alone"),
        (("- source", "  - source"), "line 6: an indented line is more words"),
        (("- source", "<!-- old -->\n- source"), "line 6: after the text come sources alone"),
        (("- source", "  ## US (2026-11-23)\nNothing.\n- source"), "line 6: an indented line is more words"),
        (("- source `gdpr`", "- source `gdpr`\n- source `gdpr`"), "line 6: no source gdpr stands before this"),
        (("https://e.eu/x)\n", "https://e.eu/x)\n- source `gdpr`: [A](https://b.eu)\n"), "line 7: there is a source"),
        (("https://e.eu/x)\n", "https://e.eu/x)\n\n## EU and UK, mail (2026-11-23)\n"), "line 8: there is EU and UK"),
        (("Stop means stop\n", "## Mail\n"), "line 4: expected '## PLACE"),
        ((GOOD, "# Law of lesson 02\n\nWords.\n"), "line 3: expected '## PLACE (YYYY-MM-DD)' before any"),
        ((GOOD, "# Law of lesson 02\n"), "line 1: nothing stands below the title"),
        (("- source `gdpr`", "Ask. - source `b`: [B](https://b.eu)\n- source `gdpr`"), "line 6: after the text come"),
        (("https://e.eu/x)\n", "https://e.eu/x)\n- source `gdpr`\n"), "line 7: EU and UK, mail has gdpr already"),
        ((GOOD, ""), "line 1: expected '# Law of lesson NN'"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path, change, says):
    with pytest.raises(law.BadLaw, match=re.escape(says)):
        law.read(written(tmp_path, GOOD.replace(*change)))


def test_terms_are_read_and_refused(tmp_path):
    path = written(tmp_path, "# Terms of lesson 71\n\n- **orphan**: a row whose id\n  leads nowhere\n", "terms")
    assert (
        terms.of_lesson("71", tmp_path) == {"orphan": "a row whose id leads nowhere"}
        and terms.of_lesson("72", tmp_path) == {}
    )
    path.write_text("# Terms of lesson 73\n- orphan: a row\n", "utf-8")
    with pytest.raises(terms.BadTerms, match="line 2: expected '- \\*\\*term"):
        terms.of_lesson("73", tmp_path)


@pytest.mark.parametrize(
    "text, says",
    [
        ("", "line 1: expected '# Terms of lesson NN'"),
        ("# Terms of lesson 71", "line 1: nothing stands below the title"),
        ("# Law of lesson 71\n\n- **a**: b", "line 1: expected '# Terms of lesson NN'"),
        ("# Terms of lesson 71\n- **a**: b\n- **A**: c", "line 3: A is explained already"),
        ("# Terms of lesson 71\n- **a**: b\n  - **c**: d", "line 3: an indented line is more words"),
        ("# Terms of lesson 71\n- **a**: b\n  **c**: d", "line 3: an indented line is more words"),
        ("# Terms of lesson 71\n- **a**: b\n**c**: d", "line 3: expected '- **term**"),
        ("# Terms of lesson 71\n- **a**: b\n– **c**: d", "line 3: expected '- **term**"),
        ("# Terms of lesson 71\n- **a**: b - **c**: d", "line 2: expected '- **term**"),
        ("# Terms of lesson 71\n- **a:** b", "line 2: expected '- **term**"),
        ("# Terms of lesson 71\n- **a** – b", "(en dash)"),
        ("# Terms of lesson 71\n- **a**:\u00a0b", "(no-break space)"),
        ("# Terms of lesson 71\n- *a*: b", "line 2: expected '- **term**"),
        ("# Terms of lesson 71\n- **a**: b\n\nMore.", "line 4: expected '- **term**"),
        ("# Terms of lesson 71\n- **a**: b\n## More", "line 3: expected '- **term**"),
    ],
)
def test_what_is_wrong_with_terms_is_refused_with_its_line(tmp_path, text, says):
    written(tmp_path, text, "terms")
    with pytest.raises(terms.BadTerms, match=re.escape(says)):
        terms.of_lesson("71", tmp_path)


@pytest.mark.parametrize("form", ["utf-8-sig", "crlf", "cr"])
def test_it_does_not_matter_how_an_editor_saves_law(tmp_path, form):
    path = written(tmp_path, GOOD)
    expected = law.read(path)
    ends = {"crlf": "\r\n", "cr": "\r"}.get(form, "\n")
    path.write_bytes(GOOD.replace("\n", ends).encode("utf-8" if form.startswith("cr") else form))
    assert law.read(path) == expected


@pytest.mark.parametrize("form", ["cp1252", "utf-16", "utf-16-le"])
def test_law_that_is_not_utf_8_is_refused_with_its_line(tmp_path, form):
    for name in ("law", "terms"):
        path = written(tmp_path, "", name)
        path.write_bytes(f"# {name.capitalize()} of lesson 02\n\n“Stop” means stop.\n".encode(form))
    line = 3 if form == "cp1252" else 1
    for reads in (law.of_lesson, terms.of_lesson, law.settled):
        with pytest.raises(BadText, match=rf"(law|terms)\.md, line {line}: this is not UTF-8"):
            reads("02", tmp_path)


@pytest.mark.parametrize("name", ["law", "terms"])
def test_two_folders_cannot_have_the_law_or_the_terms_of_one_lesson(tmp_path, name):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.md").write_text(f"# {name.capitalize()} of lesson 02\n\n- **a**: b\n", "utf-8")
    with pytest.raises(BadText, match=rf"{name}\.md, line 1: lesson 02 has its {name} already, in a"):
        (law.folders(tmp_path), terms.of_lesson("02", tmp_path))


def test_a_line_of_law_ends_where_the_editor_shows_it(tmp_path):
    text = GOOD.replace("Stop means stop", "Stop\u2028means stop")
    assert law.read(written(tmp_path, text))[0].says == "Stop\u2028means stop (Art. 21)."


def test_a_bracket_that_is_left_open_stays_words(tmp_path):
    text = GOOD.replace("means stop", "means [stop {")
    assert law.read(written(tmp_path, text))[0].says == "Stop means [stop { (Art. 21)."


def test_every_lesson_explains_terms():
    assert all(terms.of_lesson(number) for number in LESSONS)
    assert (ROOT / "src" / "ethical_data" / "lessons").is_dir()
