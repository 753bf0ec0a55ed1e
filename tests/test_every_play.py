"""What every play promises: of the course's data, of an empty file, of one row, of hostile cells, of whatever comes.

A new play is held to it without a line here.
"""

import csv
import functools
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_process import content

from ethical_data import home
from ethical_data.errors import InputError
from ethical_data.playbook import catalogue, report

PLAYS = catalogue.plays()
every = pytest.mark.parametrize("slug", sorted(PLAYS))
HOSTILE = '=cmd|"/c calc"!A1<script>alert(1)</script>\u202e\x1b[31m'
WORDS = [
    "",
    "approved",
    "a",
    "b",
    "A",
    " a ",
    "yes",
    "no",
    "subscribed",
    "0",
    "1",
    "-1",
    "2.5",
    "1,234.50",
    "1e9",
    "inf",
    "nan",
]
WORDS += [
    "2025-03-03 09:12",
    "2025-03-03",
    "03/04/2025",
    "a@example.com",
    "B@example.com ",
    "A00001",
    "Total",
    "=1+1",
    HOSTILE,
]
NO_TEXT = re.compile(r"[\d.,:TZ+-]*|yes|no|true|false|on|off")  # numbers, times, words with two sides
CELL = st.sampled_from(WORDS) | st.text(max_size=6)
KINDS = {
    "time": ["2025-03-03 09:12", "2025-03-03T09:12:00Z", "2024-01-01", "", "2025-03-04 10:00"],
    "number": ["0", "1", "-3", "2.5", "", "40", "1000000"],
    "yes-no": ["yes", "no", "", "true"],
    "text": [*WORDS, "c", "d"],
}  # fmt: skip

NEEDED = {
    "private-release": {"low": "0", "high": "900"},
    "decision-explainer": {"cutoff": "500", "base": "220"},
}  # without which hardly anything is told


@functools.cache
def course(path):
    """The header and the first rows of the course's table."""
    with (home.data_folder() / path).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        return next(rows), [row for row, _ in zip(rows, range(40))]


@st.composite
def excerpt(draw, path, columns):
    """Some rows of the course's table, a few of their cells spoilt, perhaps without a column."""
    header, rows = course(path)
    kept = draw(st.lists(st.sampled_from(range(len(rows))), min_size=1, unique=True, max_size=len(rows)))
    rows = [list(rows[at]) for at in sorted(kept)]
    for word in draw(st.lists(st.sampled_from(WORDS), max_size=2)):
        rows[draw(st.integers(0, len(rows) - 1))][draw(st.integers(0, len(header) - 1))] = word
    own = {column.course: column.name for column in columns if column.course}
    without = draw(st.none() | st.none() | st.integers(0, len(header) - 1))
    keep = [at for at in range(len(header)) if at != without or len(header) == 1]
    return [own.get(header[at], header[at]) for at in keep], [[row[at] for at in keep] for row in rows]


CELLS = st.lists(CELL, min_size=1, max_size=5)
ANYTHING = st.tuples(CELLS, st.lists(CELLS, max_size=6))


@functools.cache
def fitting(wanted):
    """A table for an input: an excerpt of the course's, or values that fit its columns."""
    courses = [name for name in wanted.course.split(catalogue.MANY) if name.endswith(".csv")]
    tables = [excerpt(name, wanted.columns) for name in courses] * 3
    if wanted.columns:
        row = st.tuples(*[st.sampled_from(KINDS[c.kind]) for c in wanted.columns])
        rows = st.lists(row, min_size=1, max_size=25) | st.lists(row, min_size=1, max_size=25, unique_by=lambda r: r[0])
        tables.append(rows.map(lambda rows: ([c.name for c in wanted.columns], rows)))
    return st.one_of(tables or [ANYTHING])


def value(setting):
    if setting is catalogue.TIME_ZONE:
        return st.sampled_from(["UTC", "Europe/London"])
    if setting.kind == "choice":
        return st.sampled_from(setting.choices)
    if setting.kind == "number":
        return st.sampled_from([setting.default, 0, 1, -1, 2.5, 1e9])
    return st.sampled_from(["500", setting.default, "0", setting.default, "a", "2025-03-03", "a, b", HOSTILE])


@every
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_table_of_text_ends_in_a_report_or_in_one_message(slug, tmp_path, data):
    about = PLAYS[slug]
    fits = data.draw(st.sampled_from([True, True, True, False]))
    chosen = data.draw(st.lists(st.sampled_from(about.inputs), min_size=1, unique=True))
    given = {}
    for wanted in chosen:
        header, rows = data.draw(fitting(wanted) if fits else ANYTHING)
        path = tmp_path / f"{wanted.name}.csv"
        with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
            csv.writer(file).writerows([header, *rows])
        given[wanted.name] = path
    for setting in about.settings:
        said = NEEDED.get(slug, {}).get(setting.name, setting.default)
        other = data.draw(st.sampled_from([False] * 9 + [True]))
        given[setting.name] = data.draw(value(setting)) if other else said
    if "ledger" in {setting.name for setting in about.settings}:
        given["ledger"] = f"{data.draw(st.integers(0, 10**9))}.json"
    try:
        assert content(slug, **given)["findings"]
    except InputError as error:
        assert str(error).isprintable() and len(str(error)) < 1000


# The course's own data, and the smallest files that there are


def given_files(slug, tmp_path, change):
    """Each input of a play as a file: the course's table under the play's own headers, changed."""
    given = dict(NEEDED.get(slug, {}))
    for wanted in PLAYS[slug].inputs:
        tables = [name for name in wanted.course.split(catalogue.MANY) if name.endswith(".csv")]
        if not tables:
            continue
        header, rows = course(tables[0])
        own = {column.course: column.name for column in wanted.columns if column.course}
        header, rows = change([own.get(name, name) for name in header], [list(row) for row in rows])
        path = tmp_path / f"{wanted.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows] if header else [])
        given[wanted.name] = path
    if "ledger" in {setting.name for setting in PLAYS[slug].settings}:
        given["ledger"] = "of-a-test.json"
    return given


def told(slug, given):
    """The report, or None where the files are refused in one message that can be read."""
    try:
        return content(slug, **given)
    except InputError as error:
        assert str(error).isprintable() and len(str(error)) < 1000
        return None


of_the_course = functools.cache(content)


@every
def test_of_the_courses_data_it_reports_with_findings_limits_and_steps(slug):
    made = of_the_course(slug)
    assert made["on_course_data"] and made["title"] and made["findings"] and made["limits"] and made["next_steps"]
    for finding in made["findings"]:
        assert finding["says"].endswith((".", "?", "!", ")")), finding["says"]
        assert (finding["count"] is None) <= (finding["status"] == "cannot-tell")
    assert set(report.KEYS) == set(json.loads(report.to_json(made, datetime.now(UTC))))


@every
def test_a_report_of_the_courses_data_names_nobody(slug):
    """But for a play about one person who asked."""
    people = set()
    for wanted in PLAYS[slug].inputs:
        for name in wanted.course.split(catalogue.MANY):
            table = home.data_folder() / name
            for path in [table] if name.endswith(".csv") else sorted(table.glob("*.csv")) if name else []:
                people |= set(re.findall(r"[\w.+-]+@example\.(?:com|net|org)", path.read_text("utf-8")))
    text = json.dumps(of_the_course(slug), ensure_ascii=False)
    asked = {str(setting.default) for setting in PLAYS[slug].settings}
    assert [one for one in people - asked if one in text] == []


@every
@pytest.mark.parametrize("rows", [0, 1], ids=["no row", "one row"])
def test_a_file_without_rows_and_one_with_one_row_give_no_all_clear_of_nothing(slug, tmp_path, rows):
    made = told(slug, given_files(slug, tmp_path, lambda header, all_rows: (header, all_rows[:rows])))
    for finding in made["findings"] if made else ():
        assert finding["of"] != 0 or finding["status"] != "fine", finding


@every
def test_a_file_with_nothing_in_it_is_refused(slug, tmp_path):
    given = given_files(slug, tmp_path, lambda header, rows: ([], []))
    with pytest.raises(InputError, match=r"\.csv"):
        content(slug, **given)


@every
@pytest.mark.parametrize("part", ["all cells", "half of the cells", "all texts", "a header"])
def test_hostile_cells_are_data(slug, tmp_path, left, part):

    def spoil(header, rows):
        if part == "a header":
            return [*header, HOSTILE], [[*row, HOSTILE] for row in rows]
        spoilt = {
            "all cells": lambda n, at, cell: True,
            "half of the cells": lambda n, at, cell: (n + at) % 2,
            "all texts": lambda n, at, cell: not NO_TEXT.fullmatch(cell),
        }[part]
        return header, [[HOSTILE if spoilt(n, at, cell) else cell for at, cell in enumerate(row)]
                        for n, row in enumerate(rows)]  # fmt: skip

    made = told(slug, given_files(slug, tmp_path, spoil))
    texts = [] if made is None else [report.to_html(made), report.to_html(made, datetime.now(UTC))]
    texts += [path.read_text("utf-8") for path in left.rglob("*.html")]
    for text in texts:
        assert "<script>alert" not in text and "\u202e" not in text and "\x1b" not in text
    for path in left.rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "@", "\t", "\r"))], path.name


# Nothing but loopback is contacted: every socket of the process and of its children is told to a file

WATCH = """
import os, sys

def told(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind"):
        place = arguments[0] if event.startswith("socket.get") else arguments[1]
        host = place[0] if isinstance(place, tuple) else place
        with open(os.environ["WATCHED"], "a") as file:
            print(event, host, file=file)

sys.addaudithook(told)
with open(os.environ["WATCHED"], "a") as file:
    print("watching", os.getpid(), file=file)
"""
LOOPBACK = ("127.", "::1", "localhost", "None", "b'127.", "b'localhost", "/", "b'/", "\\0")


def contacted(line, tmp_path):
    """Which processes were watched while a command ran, and what they contacted beyond this computer."""
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH, "utf-8")
    log, here = tmp_path / "contacts.txt", Path(__file__).parent
    paths = [str(tmp_path / "watch"), str(here), *filter(None, [os.environ.get("PYTHONPATH")])]
    env = os.environ | {"WATCHED": str(log), "PYTHONPATH": os.pathsep.join(paths), "BROWSER": "false"}
    done = subprocess.run([sys.executable, *line], env=env, capture_output=True, text=True, cwd=tmp_path)
    lines = [told.split(" ", 1) for told in log.read_text("utf-8").splitlines()]
    watched = {pid for event, pid in lines if event == "watching"}
    return (
        done,
        watched,
        [" ".join(told) for told in lines if told[0] != "watching" and not told[1].startswith(LOOPBACK)],
    )


def test_the_watch_sees_a_contact(tmp_path):
    code = (
        "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('192.0.2.1', 9));"
        " s.connect(('127.0.0.1', 9))"
    )
    assert contacted(["-c", code], tmp_path)[2] == ["socket.connect 192.0.2.1"]


def test_no_play_contacts_anything(tmp_path):
    code = f"from in_process import content\nfor slug in {sorted(PLAYS)}: content(slug)"
    done, watched, beyond = contacted(["-c", code], tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert watched and beyond == []


def test_a_run_with_its_kernel_contacts_nothing_but_this_computer(tmp_path):
    line = ["-m", "ethical_data.cli", "run", sorted(PLAYS)[0], "--out", "out"]
    done, watched, beyond = contacted(line, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(watched) >= 2 and beyond == []
