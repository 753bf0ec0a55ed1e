"""The register: what was checked, what changed, what is open, what was decided."""

import json
from datetime import UTC, datetime

import pytest

from ethical_data import cli
from ethical_data.errors import InputError
from ethical_data.playbook import register, report

MADE = datetime(2026, 3, 3, 9, 12, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\u202e=cmd"


def content(play="consent-audit", late=143, status="act", course=False, sha="aa", fine=10):
    findings = [
        {"id": "late", "says": f"{late} mails {HOSTILE}", "status": status, "count": late, "of": 2310},
        {"id": "fine", "says": "in force", "status": "fine", "count": fine, "of": 2310},
    ]
    inputs = [{"name": "sends", "file": "my.csv", "sha256": sha, "rows": 2310}]
    return {"play": play, "version": "1", "inputs": inputs, "findings": findings, "on_course_data": course}


def after(*contents, entries=()):
    entries = list(entries)
    for i, one in enumerate(contents):
        entries = register.with_run(entries, one, MADE.replace(day=3 + i))
    return entries


def test_each_run_is_one_more_line():
    entries = after(content(), content(late=9))
    assert [e["run"] for e in entries] == [1, 2] and entries[1]["headline"].startswith("9 mails")
    assert register.table(entries)["changed since the last run"].tolist() == ["late: 143 → 9", "first run"]


def test_the_same_files_change_nothing_and_other_files_are_named_so():
    same, other = after(content(), content()), after(content(), content(sha="bb"))
    assert register.changes(same)[2] == "nothing: the same files"
    assert register.changes(other)[2] == "nothing, on other files"


def test_other_settings_are_said():
    entries = register.with_run(after(content()), content(late=9), MADE, other_settings=True)
    assert register.changes(entries)[2] == "late: 143 → 9; other settings, so the two are not alike"


def test_a_finding_that_can_no_longer_be_told_has_changed():
    assert (
        register.changes(after(content(), content(late=None, status="cannot-tell")))[2] == "late: 143 → cannot be told"
    )


def test_the_courses_data_is_never_compared_with_the_readers_own_and_is_never_open():
    entries = after(content(), content(late=7, course=True))
    assert register.changes(entries)[2] == "first run" and [one.name for one in register.unfinished(entries)] == [
        "consent-audit/late"
    ]
    assert register.unfinished(after(content(course=True))) == []


def test_open_findings_without_a_date_come_first():
    entries = after(content("a"), content("b"))
    entries = register.decide(entries, "a/late", "stop the list", "2026-12-01")
    found = register.unfinished(entries)
    assert [(one.name, one.by) for one in found] == [("b/late", ""), ("a/late", "2026-12-01")]


def test_a_decision_stays_until_it_is_done():
    entries = register.decide(after(content()), "consent-audit/late", "stop the list", "2026-12-01")
    entries = after(content(late=140), entries=entries)
    assert register.unfinished(entries)[0].decided == "stop the list"
    entries = register.decide(entries, "consent-audit/late", done=True)
    assert register.unfinished(entries) == []
    again = after(content(late=3), entries=entries)
    assert register.unfinished(again)[0].decided == "" and register.unfinished(again)[0].by == ""


def test_open_since_the_first_run_that_asked():
    entries = after(content(), content(late=5), content(status="fine", late=0), content(late=2), content(late=1))
    assert register.unfinished(entries)[0].since == "2026-03-06"


@pytest.mark.parametrize("name", ["consent-audit/lte", "consent-audit", "other/late", ""])
def test_an_unknown_finding_is_refused_with_those_that_there_are(name):
    with pytest.raises(InputError, match="no finding"):
        register.decide(after(content()), name, "x")


def test_a_date_that_is_none_is_refused():
    with pytest.raises(InputError, match="2026-12-01"):
        register.decide(after(content()), "consent-audit/late", by="tomorrow")


@pytest.mark.parametrize("damage", ["{", "{}", "[1]", '[{"run": 1}]', "\x00", b"\xff\xfe\x00"])
def test_a_damaged_register_is_one_clear_message_and_stays_as_it_is(tmp_path, damage, capsys):
    path = tmp_path / register.FILE
    path.write_bytes(damage if isinstance(damage, bytes) else damage.encode())
    before = path.read_bytes()
    assert cli.main(["register", "--in", str(tmp_path)]) == 2
    assert cli.main(["run", "consent-audit", "--out", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert told.count("register.json cannot be read") == 2 and "rename it" in told
    assert [p.name for p in tmp_path.iterdir()] == [register.FILE] and path.read_bytes() == before


def test_no_register_is_no_error(tmp_path, capsys):
    assert cli.main(["register", "--in", str(tmp_path)]) == 0
    assert "No play has run here yet" in capsys.readouterr().out and list(tmp_path.iterdir()) == []


def test_the_command_shows_decides_and_writes_a_page(tmp_path, capsys):
    (tmp_path / register.FILE).write_text(register.to_json(after(content())), "utf-8")
    decided = ["--decide", "consent-audit/late", "--what", "stop the list", "--by", "2026-12-01"]
    assert cli.main(["register", "--in", str(tmp_path), *decided]) == 0
    told = capsys.readouterr().out
    assert "stop the list; by 2026-12-01" in told and "no proof that you comply" in told
    kept = json.loads((tmp_path / register.FILE).read_text("utf-8"))
    assert kept[0]["findings"][0]["decided"] == "stop the list"
    page = (tmp_path / register.PAGE).read_text("utf-8")
    assert "stop the list" in page and "<script" not in page and "default-src 'none'" in page
    assert "Keep it among those who act on it" in page


@pytest.mark.parametrize(
    "wrong", [["--what", "x"], ["--by", "2026-12-01"], ["--decide", "consent-audit/late"], ["--done", "x/y"]]
)
def test_half_a_decision_is_refused(tmp_path, wrong):
    (tmp_path / register.FILE).write_text(register.to_json(after(content())), "utf-8")
    assert cli.main(["register", "--in", str(tmp_path), *wrong]) == 2


def test_everything_from_outside_is_escaped():
    page = register.to_html(register.decide(after(content()), "consent-audit/late", HOSTILE, "2026-12-01"))
    assert "<script>alert" not in page and "\u202e" not in page.split("<h1>")[1].split("Worst finding")[0]


def test_words_of_every_status_are_known():
    for status in report.STATUSES:
        assert register.to_text(after(content(status=status))) and register.to_html(after(content(status=status)))
