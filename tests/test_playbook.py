"""The playbook: reading a reader's own file, and a report that holds no more than it should."""

import contextlib
import csv
import hashlib
import html.parser
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ethical_data import home
from ethical_data.errors import InputError, nearest, plain
from ethical_data.playbook import catalogue, open_play, register, report, runner, working_copy
from ethical_data.playbook.catalogue import Chosen, Input, InputColumn
from ethical_data.playbook.play import Play
from ethical_data.playbook.reading import read

HERE = Path(__file__).parent / "plays"
VISITS = Input(
    "visits",
    "one row for each visit",
    "tiny/visits.csv",
    (
        InputColumn("visitor", "text", "the visitor's number"),
        InputColumn("came_at", "time", "when they came"),
        InputColumn("spent", "number", "money spent"),
        InputColumn("agreed", "yes-no", "agreed to be counted", required=False),
    ),
)
GOOD = "visitor,came_at,spent,agreed\nV1,2025-03-03 09:12,12.50,yes\nV2,2025-03-04T10:00+01:00,3,\n"
HOSTILE = '=cmd|"/c calc"!A1<script>alert(1)</script>\u202e\x1b[31m&"\'><img src=x onerror=alert(1)>'


@pytest.fixture(autouse=True)
def tiny_world(monkeypatch):
    monkeypatch.setenv("ETHICAL_DATA_PLAYS", str(HERE))
    monkeypatch.setenv("ETHICAL_DATA_DATA", str(HERE / "data"))


@pytest.fixture
def reads(tmp_path):
    def reads(content, headers=None, zone="UTC", wanted=VISITS, name="mine.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(path, wanted, headers or {}, zone)

    return reads


def one(kind):
    return Input("mine", "a table", "", (InputColumn("v", kind, "the value"),))


def refusal(call, *arguments, **more):
    with pytest.raises(InputError) as caught:
        call(*arguments, **more)
    message = str(caught.value)
    assert "\n" not in message and message.isprintable() and len(message) < 900
    return message


# Reading what is there


def test_a_table_is_read_in_its_kinds(reads):
    found = reads(GOOD)
    assert list(found.table.columns) == ["visitor", "came_at", "spent", "agreed"]
    assert [str(t) for t in found.table.dtypes] == ["str", "datetime64[us, UTC]", "float64", "boolean"]
    assert found.table["came_at"].astype(str).tolist() == [
        "2025-03-03 09:12:00+00:00",
        "2025-03-04 09:00:00+00:00",
    ]
    assert found.table["agreed"].isna().tolist() == [False, True]
    assert found.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
    assert found.notes[0].startswith("visits, came_at: 1 of 2 times name no zone and were read as UTC")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_each_delimiter_line_end_and_byte_order_mark(reads, delimiter, end, bom):
    rows = [
        ["spent", "visitor", "note, or; so", "came_at"],
        ["1", "V\n1", 'a "b"', "2025-03-03"],
        ["", "ü", "", ""],
    ]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    found = reads(bom + text.getvalue() + end + delimiter * 3 + end)
    assert found.table["visitor"].tolist() == ["V\n1", "ü"]
    assert found.table["spent"].isna().tolist() == [False, True]
    assert "agreed to be counted: no such column" in found.notes[-1]


def test_the_file_is_never_changed(reads, tmp_path):
    reads(GOOD)
    assert (tmp_path / "mine.csv").read_bytes() == GOOD.encode() and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "kind, written, meant",
    [
        ("number", " 12.50 ", 12.5),
        ("number", "-3", -3),
        ("number", "1e3", 1000),
        ("number", ".5", 0.5),
        ("yes-no", "YES", True),
        ("yes-no", "0", False),
        ("yes-no", "n", False),
        ("yes-no", "True", True),
        ("text", "  a b ", "a b"),
        ("text", "=1+1", "=1+1"),
        ("text", "NA", "NA"),
        ("text", "007", "007"),
        ("time", "2025-03-03T09:12:00.5Z", pd.Timestamp("2025-03-03T09:12:00.5Z")),
        ("time", "2025-03-03 09:12:00 +0100", pd.Timestamp("2025-03-03T08:12Z")),
        ("time", "2025-03-03 09:12-05", pd.Timestamp("2025-03-03T14:12Z")),
    ],
)
def test_what_a_value_means(reads, kind, written, meant):
    assert reads(f'v\n"{written}"\n', wanted=one(kind)).table["v"].tolist() == [meant]


@pytest.mark.parametrize(
    "kind, written",
    [
        *(
            ("number", v)
            for v in ("nan", "inf", "1e999", "1_000", "0x10", "--5", "١٢x", "None", "5 %", "1.2.3", "(1", "12,34,567")
        ),
        *(("yes-no", v) for v in ("maybe", "2", "1.0", "yesno")),
        *(
            ("time", v)
            for v in (
                "03/04/25",
                "31/31/2025",
                "3 Brumaire 2025",
                "2025-03-03 09:12 EST",
                "3/3/2025 13:00 PM",
                "now",
                "today",
                "2025",
                "2025-03",
                "20250303",
                "2025-02-30",
                "2025-13-01",
                "0001-01-01",
                "9999-12-31",
                "2025-03-03 25:00",
                "2025-03-03 soon",
                "NaT",
            )
        ),
    ],
)
def test_a_value_of_another_kind_is_refused_and_never_guessed(reads, kind, written):
    message = refusal(reads, f'x,v\n1,\n2,"{written}"\n', wanted=one(kind))
    assert message.startswith(f"mine.csv, column 'v', line 3: cannot read '{written}'. Expected ")


def test_the_line_is_the_files_own_line(reads):
    rows = 'visitor,came_at,spent\n"V\n1",2025-03-03,1\n\n\n"V\r\n\r\n2",2025-03-03,1\nV3,2025-03-03,much\n'
    assert "mine.csv, column 'spent', line 9: cannot read 'much'" in refusal(reads, rows)


def test_a_time_without_offset_is_one_in_the_zone_that_was_set(reads):
    rows = "v\n2025-07-01 12:00\n2025-07-01 12:00Z\n2025-10-26 01:30\n2025-03-30 01:30\n"
    found = reads(rows, zone="Europe/London", wanted=one("time"))
    assert found.table["v"].dt.strftime("%m-%d %H:%M").tolist() == [
        "07-01 11:00",
        "07-01 12:00",
        "10-26 00:30",
        "03-30 01:00",
    ]
    assert "3 of 4 times name no zone and were read as Europe/London, the first of the two" in found.notes[0]


def test_a_day_without_a_time_is_said(reads):
    assert (
        "1 of 2 are days without a time of day"
        in reads("v\n2025-07-01\n2025-07-01T10:00Z\n", wanted=one("time")).notes[0]
    )


def test_a_column_may_stand_under_another_name(reads):
    mine = GOOD.replace("came_at", " Kommen, <b>wann</b> ").replace(" Kommen, <b>wann</b> ", '" Kommen, <b>wann</b> "')
    message = refusal(reads, mine)
    assert "no column 'came_at' (when they came)" in message and "'Kommen, <b>wann</b>'" in message
    assert '--set visits_came_at="NAME IN THE FILE"' in message
    assert reads(mine, {"came_at": "Kommen, <b>wann</b>"}).table["came_at"].notna().all()
    assert "no column 'Consented?'" in refusal(reads, GOOD, {"agreed": "Consented?"})


@pytest.mark.parametrize(
    "content, says",
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "is empty"),
        (b"visitor,came_at,spent\n", "has a header and no rows"),
        (b"visitor,came_at,spent\n\n,,\n", "has a header and no rows"),
        (b"visitor,came_at,spent,spent\nV,2025-03-03,1,2\n", "column 'spent': 2 columns have this name"),
        (b"visitor,came_at,spent\nV,2025-03-03,1\nV,2025-03-03\n", "line 3: 2 values; 3 were expected"),
        (b"visitor,came_at,spent\nV,2025-03-03,1,000\n", "line 2: 4 values; 3 were expected"),
        (
            b'visitor,came_at,spent\nV,2025-03-03,1\n"V,2025-03-03,1\n',
            "line 3: a quotation mark that is not closed",
        ),
        (
            b'visitor,came_at,spent\n"V"x,2025-03-03,1\n',
            "line 2: a quotation mark that is not closed, text after",
        ),
        (b"visitor,came_at,spent\nV,2025-03-03,1\nV\0,2025-03-03,1\n", "line 3: it holds a NUL byte"),
        ("visitor,came_at,spent\n".encode("utf-16"), "has a header and no rows"),
        (b"PK\x03\x04 and so on", "is a damaged workbook"),
        (b'"', "line 1: a quotation mark that is not closed"),
        (b"hello\n", "has no column 'visitor'"),
        ("\x1b]0;x\x07" * 40 + "\nx\n", "has no column 'visitor'"),
    ],
)
def test_each_unusable_file_ends_in_one_clear_message(reads, content, says):
    message = refusal(reads, content)
    assert message.startswith("mine.csv") and says in message


def test_a_file_that_cannot_be_opened(tmp_path):
    assert "cannot be read" in refusal(read, tmp_path, VISITS, {})
    assert "cannot be read" in refusal(read, tmp_path / "not-there.csv", VISITS, {})


def test_a_message_shortens_foreign_text_and_shows_what_hides_in_it(reads):
    message = refusal(
        reads, f'v\n"{HOSTILE.replace(chr(34), chr(34) * 2)}"\n', wanted=one("number"), name="a\u202eb.csv"
    )
    assert message.startswith("a\\u202eb.csv") and "…'" in message and "onerror" not in message
    assert plain("\ud800\n") == "\\ud800\\n"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=6), st.sampled_from(",;\t|"), st.booleans())
@example([["visitor", "came_at", "spent"], ["", "2200-01-01", ""]], ",", True)
def test_any_table_of_text_is_read_or_refused(reads, rows, delimiter, with_header):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    if with_header:
        rows = [["visitor", "came_at", "spent"], *rows]
    try:
        writer.writerows(rows)
    except csv.Error:  # the writer's own limits
        return
    try:
        found = reads(text.getvalue().encode("utf-8", "surrogatepass"), zone="America/New_York")
    except InputError as error:
        assert str(error).startswith("mine.csv") and str(error).isprintable()
    else:
        assert len(found.table) <= len(rows) and list(found.table) == [
            "visitor",
            "came_at",
            "spent",
            "agreed",
        ]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1))
def test_text_comes_through_unchanged_but_for_blanks_around_it(reads, values):
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["v"], *[[v] for v in values]])
    filled = [v for v in values if v.strip("\ufeff \t\x1a")]  # the rest are empty lines
    meant = [re.sub("^'(?=[0-9+=@-])", "", v.strip()) for v in filled]  # without a spreadsheet's apostrophe
    if meant:
        assert reads(text.getvalue(), wanted=one("text")).table["v"].fillna("").tolist() == meant
    else:
        assert "has a header and no rows" in refusal(reads, text.getvalue(), wanted=one("text"))


# What can be set


def test_the_tiny_play_describes_itself():
    about = catalogue.play("tiny-play")
    assert about.names() == [
        "visits",
        "doors",
        "place",
        "least",
        "mood",
        "time_zone",
        "visits_visitor",
        "visits_came_at",
        "visits_spent",
        "visits_agreed",
        "visits_sheet",
        "visits_dates",
        "visits_decimals",
        "doors_door",
        "doors_sheet",
        "visitor_column",
        "came_at_column",
        "spent_column",
        "agreed_column",
        "door_column",
    ]
    assert "Did you mean 'tiny-play'?" in refusal(catalogue.play, "tinyplay")


@pytest.mark.parametrize(
    "given, says",
    [
        ({"vists": "x"}, "has no setting 'vists'. Did you mean 'visits'?"),
        ({"<script>": "x"}, "has no setting '<script>'"),
        ({"place": "Eu rope"}, "place='Eu rope' is none of EU, UK, US, CA"),
        ({"place": ""}, "place='' is none of EU"),
        ({"least": "two"}, "least='two' is no number. Expected one like 2."),
        ({"least": "nan"}, "is no number"),
        ({"time_zone": "Europe/Londn"}, "Did you mean 'Europe/London'?"),
        ({"time_zone": "../../etc/passwd"}, "is no time zone"),
        ({"time_zone": "Europe"}, "is no time zone"),
        ({"visits": "none.csv"}, "visits='none.csv' does not exist"),
        ({"visits": "."}, "visits='.' is a folder"),
        ({"visits": "/dev/null"}, "visits='/dev/null' is no file"),
        ({"visits": "a\0b"}, "visits='a\\x00b' "),
        ({"visits": "x" * 5000}, "visits='xxx"),
        ({"visits": 5}, "run the notebook again from its first cell"),
        ({"visits_spent": "Betrag"}, "A column of visits is renamed, but no file is given"),
    ],
)
def test_what_cannot_be_set_is_refused_with_the_nearest(tmp_path, given, says):
    assert says in refusal(catalogue.choose, catalogue.play("tiny-play"), given, tmp_path)


def test_what_is_set_comes_in_its_type(tmp_path):
    (tmp_path / "mine.csv").touch()
    given = {"place": "uk", "least": "3.0", "visits": "mine.csv", "visits_spent": " Betrag ", "doors": ""}
    chosen = catalogue.choose(catalogue.play("tiny-play"), given, tmp_path)
    assert chosen.settings == {"place": "UK", "least": 3, "mood": "calm", "time_zone": "UTC"}
    assert chosen.files == {"visits": (tmp_path / "mine.csv",)} and chosen.headers["visits"] == {"spent": "Betrag"}


def test_nearest_is_silent_when_nothing_is_near():
    assert nearest("zzz", ["sends", "consents"]) == ""


# A play


@pytest.fixture
def play():
    return Play(
        catalogue.play("tiny-play"),
        Chosen({}, {"visits": {}, "doors": {}}, {"time_zone": "UTC", "place": "EU"}),
    )


def test_without_files_a_play_runs_on_the_courses_data_and_says_so():
    play = open_play("tiny-play", {"visits": "", "doors": "", "place": "US", "other": 1})
    assert play.on_course_data and play.setting("place") == "US" and len(play.table("visits")) == 3
    play.finding("x", says="Well.", count=0, of=0, status="fine")
    bundle = play.report()._repr_mimebundle_()
    assert bundle["text/plain"].startswith("tiny-play on the course's invented data")
    assert bundle[report.MIME]["limits"][0].startswith("This ran on the course's invented data")
    assert "This ran on the course&#39;s invented data" in bundle["text/html"]


def test_a_file_of_ones_own_is_never_mixed_with_the_courses(tmp_path, monkeypatch):
    (tmp_path / "mine.csv").write_text(GOOD)
    monkeypatch.chdir(tmp_path)
    play = open_play("tiny-play", {"visits": "mine.csv", "doors": None})
    assert not play.on_course_data and len(play.table("visits")) == 2 and play.table("doors") is None
    play.finding("x", says="Well.", count=1, of=2, status="fine")
    content = play.report().content
    assert [i["file"] for i in content["inputs"]] == ["mine.csv"]
    assert "No file was given for doors" in content["limits"][0] and content["limits"][1].startswith("visits, came_at")
    assert str(tmp_path) not in json.dumps(content)


def test_the_worst_finding_comes_first(play):
    for status in ("fine", "cannot-tell", "look", "act"):
        play.finding(status, says=status, status=status, count=None if status == "cannot-tell" else 1, of=4)
    findings = play.report().content["findings"]
    assert [f["status"] for f in findings] == ["act", "look", "cannot-tell", "fine"]
    assert list(findings[0]) == ["id", "says", "count", "of", "share", "low", "high", "status"]
    assert findings[0]["share"] == 0.25 and findings[2]["share"] is None


@pytest.mark.parametrize("wrong", [{"status": "good"}, {"count": None}, {"low": 0.1}, {"id": "twice"}])
def test_a_finding_that_says_too_little_is_our_defect(play, wrong):
    play.finding("twice", says="x", status="fine", count=1)
    arguments = {"id": "once", "says": "x", "status": "act", "count": 1} | wrong
    with pytest.raises(ValueError, match="inding"):
        play.finding(arguments.pop("id"), **arguments)


def test_a_report_without_a_finding_is_our_defect(play):
    with pytest.raises(ValueError, match="no finding"):
        play.report()


def test_a_table_holds_totals_and_plain_values(play):
    table = pd.DataFrame(
        {
            "when": pd.to_datetime(["2025-03-03", None]),
            "n": pd.array([1, None], "Int64"),
            "x": [1 / 3, float("inf")],
            "sure": pd.array([True, None], "boolean"),
            "who": [HOSTILE, None],
        }
    )
    play.table_out("mixed", table)
    play.finding("x", says="x", count=1, status="fine")
    first, second = play.report().content["tables"]["mixed"]
    assert (
        first["n"] == 1 and first["x"] == 0.333333 and first["sure"] is True and first["when"].startswith("2025-03-03")
    )
    assert "\\u202e" in first["who"] and list(second.values()) == [None, None, "inf", None, None]
    with pytest.raises(ValueError, match="at most 200"):
        play.table_out("people", pd.DataFrame({"n": range(201)}))


def test_a_chart_needs_a_description_and_its_table(play):
    bars = alt.Chart(pd.DataFrame({"a": [HOSTILE], "n": [1]})).mark_bar().encode(x="n:Q", y="a:N").properties(title="T")
    with pytest.raises(ValueError, match="table"):
        play.chart("bars", bars.properties(description="one bar"), table="bars")
    play.table_out("bars", pd.DataFrame({"n": [1]}))
    with pytest.raises(ValueError, match="description"):
        play.chart("bars", bars, table="bars")
    play.chart("bars", bars.properties(description='one bar "<script>&'), table="bars")
    play.finding("x", says="x", count=1, status="fine")
    (chart,) = play.report().content["charts"]
    assert list(chart) == ["name", "title", "svg", "table", "description"] and chart["title"] == "T"
    assert 'role="img"' in chart["svg"] and 'aria-label="one bar' in chart["svg"] and "<script" not in chart["svg"]


def test_two_charts_on_a_page_share_no_id():
    svg = '<svg><clipPath id="clip5"/><g clip-path="url(#clip5)"/><use xlink:href="#clip5"/></svg>'
    one = report.own_ids(svg, "one")
    assert one == report.own_ids(svg.replace("clip5", "clip17"), "one")
    assert one.count("one-0") == 3 and "clip5" not in one and one != report.own_ids(svg, "two")


# The report as a page

CONTENT = {
    "play": "tiny-play",
    "version": "1",
    "title": f"Title {HOSTILE}",
    "says": f"Says {HOSTILE}",
    "on_course_data": False,
    "inputs": [{"name": "visits", "file": f"a{HOSTILE}.csv", "sha256": "0" * 64, "rows": 12345}],
    "settings": {"place": "EU", "mood": HOSTILE, "least": 2},
    "findings": [
        {
            "id": s,
            "says": f"{s} {HOSTILE}",
            "count": 143,
            "of": 2310,
            "share": 0.061905,
            "low": 0.0528,
            "high": 0.0725,
            "status": s,
        }
        for s in report.STATUSES
    ],
    "tables": {"t": [{f"c{HOSTILE}": HOSTILE, "n": 1234567, "x": 0.5, "b": True, "m": None}], "empty": []},
    "captions": {"t": f"Table {HOSTILE}", "empty": "Empty"},
    "measured": [f"So {HOSTILE}"],
    "charts": [
        {
            "name": "c",
            "title": "T",
            "svg": '<svg role="img" aria-label="bars"></svg>',
            "table": "t",
            "description": "bars",
        }
    ],
    "limits": [HOSTILE],
    "next_steps": [{"by": "week", "says": HOSTILE}],
    "affected": [HOSTILE],
    "files": [{"name": "a.csv", "says": HOSTILE}],
}
MADE = datetime(2025, 3, 3, 9, 12, 5, 123456, tzinfo=UTC)


class Seen(html.parser.HTMLParser):
    """Every element of a page, in order, with its attributes."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.open, void = [], [], ("meta", "img", "br")
        self.handle_starttag = lambda tag, a: (
            self.elements.append((tag, dict(a))),
            tag in void or self.open.append(tag),
        )
        self.handle_endtag = lambda tag: self.closed(tag)
        self.feed(page)

    def closed(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(params=[None, MADE], ids=["in a notebook", "as a page"])
def shown(request):
    return report.to_html(CONTENT, request.param)


def test_a_page_runs_nothing_and_fetches_nothing(shown):
    elements = Seen(shown).elements
    assert not {tag for tag, _ in elements} & {
        "script",
        "img",
        "link",
        "iframe",
        "object",
        "embed",
        "form",
        "a",
        "base",
    }
    assert not [a for _, attributes in elements for a in attributes if a.startswith("on") or a in ("src", "href")]
    assert "http:" not in shown and "https:" not in shown and "@import" not in shown and "url(" not in shown


def test_a_page_can_be_read_by_ear(shown):
    elements = Seen(shown).elements
    tags = [tag for tag, _ in elements]
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:])) and levels.count(min(levels)) == 1
    assert tags.count("table") == tags.count("caption") == 5
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in elements if tag == "th")
    assert [a["aria-label"] for tag, a in elements if tag == "svg"] == ["bars"]
    for sign in ("▲</span> Act", "◆</span> Look", "?</span> Cannot tell", "✓</span> Fine"):
        assert sign in shown
    assert "not legal advice" in shown and "not proof of compliance" in shown


def test_a_page_has_a_language_landmarks_a_policy_and_a_print_form():
    page = report.to_html(CONTENT, MADE)
    elements = Seen(page).elements
    assert ("html", {"lang": "en"}) in elements and {"header", "main", "footer", "title"} <= {
        tag for tag, _ in elements
    }
    (policy,) = [a["content"] for _, a in elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none';") and "script" not in policy
    assert "@media print" in page and "prefers-color-scheme: dark" in page
    assert '<time datetime="2025-03-03T09:12:05+00:00">3 March 2025 at 09:12 UTC</time>' in page
    for figure in ("2,310", "6.2 %", "5.3 % to 7.2 %", "12,345", "0" * 64, "1,234,567"):
        assert figure in page


def test_each_colour_stands_out_from_the_ground_in_light_and_in_dark():
    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    themes = [dict(re.findall(r"--([\w-]+): (#\w{6});", line)) for line in report.to_html(CONTENT, MADE).splitlines()]
    themes = [theme for theme in themes if theme]
    assert len(themes) == 3 and all(set(theme) == set(themes[0]) for theme in themes)
    for theme in themes:
        ground = light(theme.pop("bg"))
        for name, colour in theme.items():
            high, low = sorted((ground, light(colour)), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= (3 if name == "line" else 4.5), (name, colour)


def test_the_json_has_exactly_its_keys():
    told = json.loads(report.to_json(CONTENT, MADE))
    assert list(told) == [
        "play",
        "version",
        "made_at",
        "inputs",
        "settings",
        "findings",
        "affected",
        "tables",
        "files",
        "limits",
        "next_steps",
    ]
    assert told["made_at"] == "2025-03-03T09:12:05+00:00"
    assert list(told["inputs"][0]) == ["name", "file", "sha256", "rows"]


def test_the_text_has_a_line_for_each_finding():
    lines = report.to_text(CONTENT).splitlines()
    assert lines[1].startswith("▲ Act: act ") and len(lines) == 2 + len(CONTENT["findings"])
    assert lines[1].endswith("[act: 143 of 2,310, 6.2 %, 95 % interval 5.3 % to 7.2 %]")


# Writing: both files or none


def test_a_report_is_written_whole(tmp_path):
    out = tmp_path / "new" / "reports"
    runner.write({out / "a.html": "ä".encode(), out / "a.json": b"{}\n"})
    assert (
        sorted(p.name for p in out.iterdir()) == ["a.html", "a.json"] and (out / "a.html").read_bytes() == b"\xc3\xa4"
    )


@pytest.mark.parametrize("earlier", [True, False])
@pytest.mark.parametrize("fails", ["write_bytes", "replace"])
def test_when_the_second_file_fails_nothing_has_happened(tmp_path, monkeypatch, earlier, fails):
    texts = {tmp_path / "a.html": b"new", tmp_path / "a.json": b"new"}
    if earlier:
        for path in texts:
            path.write_text("old")
    real = getattr(Path, fails)

    def failing(self, *arguments, **more):
        if "json" in self.name:
            raise OSError(28, "No space left on device")
        return real(self, *arguments, **more)

    monkeypatch.setattr(Path, fails, failing)
    assert "No space left on device" in refusal(runner.write, texts)
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == (
        {"a.html": "old", "a.json": "old"} if earlier else {}
    )


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "reports").write_text("mine")
    assert "--out" in refusal(runner.write, {tmp_path / "reports" / "a.html": ""})
    assert (tmp_path / "reports").read_text() == "mine"


# A whole run, through papermill


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A run on somebody's own file, amid a broken Jupyter set-up and a folder with a strange name."""
    folder = tmp_path_factory.mktemp("owner's {folder} \\ ü")
    name = 'mine "<b>\udcff.csv' if os.name == "posix" else "mine.csv"
    (folder / name).write_text(GOOD.replace("V1", HOSTILE.replace('"', "")).replace("spent", "Betrag"))
    for kernel in ("python3", runner.KERNEL):
        spec = folder / "jupyter" / "kernels" / kernel / "kernel.json"
        spec.parent.mkdir(parents=True)
        spec.write_text(json.dumps({"argv": ["false"], "display_name": "", "language": "python"}))
    temporary, heard = folder / "tmp", []
    temporary.mkdir()
    tracked = (HERE / "tiny-play.ipynb").read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ETHICAL_DATA_PLAYS", str(HERE))
        patch.setenv("ETHICAL_DATA_DATA", str(HERE / "data"))
        patch.setenv("JUPYTER_PATH", str(folder / "jupyter"))
        patch.setenv("TINY_PYTHON", sys.executable)
        patch.setattr(tempfile, "tempdir", str(temporary))
        patch.chdir(folder)
        given = {"visits": name, "visits_spent": "Betrag", "place": "uk", "mood": "<i>'\"\\\n", "least": "1"}
        text = runner.run("tiny-play", given, Path("reports"), heard.append)
        assert os.environ["JUPYTER_PATH"] == str(folder / "jupyter")
    assert (HERE / "tiny-play.ipynb").read_bytes() == tracked and not list(temporary.iterdir())
    return folder, text, heard


def test_a_run_leaves_one_page_and_one_json(ran):
    folder, text, heard = ran
    there = ["register.json", "tiny-play-count.csv", "tiny-play.html", "tiny-play.json"]
    assert sorted(p.name for p in (folder / "reports").iterdir()) == there
    assert len(heard) == 2 and "running on mine" in heard[0] and "done in" in heard[1]
    assert "▲ Act: Some came often. [often: 2 of 2, 100.0 %, 95 % interval 10.0 % to 90.0 %]" in text


def test_a_file_of_the_plays_own_lies_beside_the_report_and_runs_no_formula(ran):
    told = json.loads((ran[0] / "reports" / "tiny-play.json").read_text("utf-8"))
    assert [(f["name"], f["says"]) for f in told["files"]] == [
        ("tiny-play-count.csv", "the count, for your spreadsheet")
    ]
    assert (ran[0] / "reports" / "tiny-play-count.csv").read_bytes() == b"often,visitors,note\nTrue,2,'=1+1\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_nobody_else_on_the_computer_reads_a_report_or_a_pack(ran):
    assert {oct(path.stat().st_mode & 0o777) for path in (ran[0] / "reports").iterdir()} == {"0o600"}
    assert oct((ran[0] / "reports").stat().st_mode & 0o777) == "0o700"


def test_two_runs_at_once_lose_no_entry(tmp_path):
    """Eight processes, each adds its entry to one register five times, reading and writing in turn."""
    program = """
import sys, time
from pathlib import Path
from ethical_data.playbook import runner
folder = Path(sys.argv[1])
for n in range(5):
    with runner.in_turn(folder):
        path = folder / "count"
        text = path.read_text() if path.exists() else ""
        time.sleep(0.005)
        runner.write({path: (text + "x").encode()})
"""
    started = [subprocess.Popen([sys.executable, "-c", program, tmp_path / "out"]) for _ in range(8)]
    assert [one.wait(timeout=120) for one in started] == [0] * 8
    assert (tmp_path / "out" / "count").read_text() == "x" * 40
    assert [path.name for path in (tmp_path / "out").iterdir() if path.name != ".turn"] == ["count"]


def test_a_run_that_was_killed_leaves_no_lock(tmp_path):
    program = "import sys, os, pathlib; from ethical_data.playbook import runner\n"
    program += "with runner.in_turn(pathlib.Path(sys.argv[1])): os._exit(9)"
    assert subprocess.run([sys.executable, "-c", program, tmp_path], check=False).returncode == 9
    with runner.in_turn(tmp_path):
        pass


def test_a_run_takes_its_turn(ran, tmp_path, monkeypatch):
    turns = []

    @contextlib.contextmanager
    def in_turn(folder):
        turns.append(folder)
        yield

    monkeypatch.setattr(runner, "in_turn", in_turn)
    monkeypatch.chdir(tmp_path)
    runner.run("tiny-play", {}, Path("out"), lambda _: None)
    assert turns == [Path("out")]


def test_a_users_startup_file_does_not_run_in_a_plays_kernel(ran, tmp_path, monkeypatch):
    (tmp_path / "startup.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()")
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "startup.py"))
    monkeypatch.chdir(tmp_path)
    runner.run("tiny-play", {}, Path("out"), lambda _: None)
    assert not (tmp_path / "ran").exists() and os.environ["PYTHONSTARTUP"] == str(tmp_path / "startup.py")


def test_a_run_is_written_into_the_register(ran):
    entries = register.read(ran[0] / "reports")
    assert [(e["play"], e["headline"], e["other_settings"]) for e in entries] == [
        ("tiny-play", "Some came often.", False)
    ]
    assert "V2" not in json.dumps(entries)


def test_peoples_rows_are_written_only_when_asked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hostile = GOOD.replace("V2", "=SUM(A1)").replace("V1", "-x")
    (tmp_path / "mine.csv").write_text(hostile)
    runner.run("tiny-play", {"visits": "mine.csv"}, Path("out"), lambda _: None, rows=True)
    rows = pd.read_csv("out/tiny-play-rows-often.csv", dtype=str)
    assert rows["visitor"].tolist() == ["'-x", "'=SUM(A1)"] and rows["spent"].tolist() == ["12.5", "3.0"]
    html = Path("out/tiny-play.html").read_text("utf-8")
    assert "tiny-play-rows-often.csv: who came, to greet them" in html and "=SUM" not in html
    runner.run("tiny-play", {"visits": "mine.csv", "mood": "other"}, Path("out"), lambda _: None)
    assert "rows-often" not in Path("out/tiny-play.html").read_text("utf-8")
    assert register.read(Path("out"))[1]["other_settings"]


def test_rows_of_an_earlier_run_do_not_outlive_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text(GOOD)
    for rows in (True, False):
        runner.run("tiny-play", {"visits": "mine.csv"}, Path("out"), lambda _: None, rows=rows)
    assert not Path("out/tiny-play-rows-often.csv").exists()


def test_a_file_that_somebody_works_in_is_never_replaced(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text(GOOD)
    again = lambda least: runner.run("tiny-play", {"visits": "mine.csv", "least": least}, Path("out"), lambda _: None)  # noqa: E731
    again("1"), again("2")
    assert [p.name for p in Path("out").glob("*.csv")] == ["tiny-play-count.csv"]  # ours is replaced by ours
    Path("out/tiny-play-count.csv").write_text("my own notes")
    again("1"), again("2")
    assert sorted(p.name for p in Path("out").glob("*.csv")) == ["tiny-play-count-2.csv", "tiny-play-count.csv"]
    assert Path("out/tiny-play-count.csv").read_text() == "my own notes"
    assert "tiny-play-count-2.csv" in Path("out/tiny-play.html").read_text("utf-8")


def test_a_run_tells_what_was_set_and_found(ran):
    told = json.loads((ran[0] / "reports" / "tiny-play.json").read_text("utf-8"))
    assert told["settings"] == {
        "place": "UK",
        "least": 1,
        "mood": "<i>'\"\\",
        "time_zone": "UTC",
        "visits_spent": "Betrag",
    }
    assert [f["id"] for f in told["findings"]] == ["often", "doors", "few"]
    assert told["tables"] == {"how-often": [{"often": True, "visitors": 2}]}
    assert datetime.fromisoformat(told["made_at"]).utcoffset().total_seconds() == 0
    assert told["inputs"][0]["rows"] == 2 and told["next_steps"] == [{"by": "week", "says": "Greet them."}]


def test_a_run_uses_this_python_whatever_kernels_there_are(ran):
    assert "Run by this Python." in (ran[0] / "reports" / "tiny-play.html").read_text("utf-8")


def test_no_folder_and_no_value_of_the_file_reaches_a_report(ran):
    folder, text, heard = ran
    for made in [p.read_text("utf-8") for p in (folder / "reports").iterdir()] + [text, *heard]:
        for secret in (
            str(folder),
            folder.name,
            str(HERE),
            sys.prefix,
            "cmd|",
            "V2",
            "\udcff",
            "<script",
            "<b>",
            "<i>",
        ):
            assert secret not in made or (secret in ("<b>", "<i>") and not made.startswith("<"))


def test_a_chart_stands_beside_its_table(ran):
    page = (ran[0] / "reports" / "tiny-play.html").read_text("utf-8")
    elements = Seen(page).elements
    (svg,) = [a for tag, a in elements if tag == "svg"]
    assert svg["role"] == "img" and svg["aria-label"] == "Bars: how many visitors came often"
    assert page.index("<svg") < page.index("Visitors by how often they came</caption>")
    assert not {"script", "img", "link"} & {tag for tag, _ in elements}


def test_the_same_play_looks_the_same_twice():
    def look():
        play = open_play("tiny-play", {})
        play.table_out("t", pd.DataFrame({"a": ["x"], "n": [1]}))
        chart = alt.Chart(pd.DataFrame({"a": ["x"], "n": [1]})).mark_bar(clip=True).encode(x="n:Q", y="a:N")
        play.chart("c", chart.properties(title="T", description="d"), table="t")
        play.finding("x", says="x", count=1, status="fine")
        return play.report()._repr_mimebundle_()

    assert look() == look()


def test_the_folders_of_a_checkout(monkeypatch):
    for name in ("PLAYS", "DATA"):
        monkeypatch.delenv(f"ETHICAL_DATA_{name}", raising=False)
    root = Path(__file__).parent.parent
    assert home.data_folder() == root / "data" and home.plays_folder() == root / "notebooks" / "playbook"
    assert home.notebooks_folder() == root / "notebooks"
    monkeypatch.setattr(home, "PACKAGE", Path("/site-packages/ethical_data"))
    assert home.notebooks_folder() is None and home.plays_folder() == Path("/site-packages/ethical_data/plays")


SPLIT = ["a;=1+1", "a; =1", "a\n=1", "a\r=1", "a\r\n@x", "\t=1", " =1", 'a;"=1', "a;b", "5-3", "'=1"]


@given(st.lists(st.sampled_from(["=", "+", "-", "@", ";", ",", "\t", "\r", "\n", '"', "'", " ", "a", "1"]), max_size=9))
@example(list("a;=1"))
@example(list("a\r=1"))
def test_no_program_finds_a_formula_however_it_splits_a_line(signs):
    text = "".join(signs)
    safe = working_copy.harmless(pd.DataFrame({"x": [text, "calm"]}).astype("str"))["x"].iloc[0]
    assert "\r" not in safe
    for cell in re.split(r"[;\t\n]", safe):
        assert not re.match(r"[=+\-@]", cell.strip(' "'))


def test_what_a_person_wrote_stays_but_for_the_apostrophe():
    safe = working_copy.harmless(pd.DataFrame({"x": SPLIT}))["x"].tolist()
    expected = ["a;'=1+1", "a;' =1", "a\n'=1", "a\n'=1", "a\n'@x", "'\t'=1", "' =1", "a;'\"=1", "a;b", "5-3", "'=1"]
    assert safe == expected
    assert working_copy.harmless(pd.DataFrame({"x": SPLIT}).astype("str"))["x"].tolist() == expected


def test_a_million_harmless_texts_are_looked_at_as_one_and_a_formula_among_them_is_found():
    table = pd.DataFrame({"calm": ["a"] * 5, "wild": ["a", "=1+1", "@x", None, "-2"], "n": range(5)}).astype(
        {"calm": "str", "wild": "str"}
    )
    safe = working_copy.harmless(table)
    assert safe["calm"].tolist() == ["a"] * 5 and safe["wild"].fillna("").tolist() == ["a", "'=1+1", "'@x", "", "'-2"]
