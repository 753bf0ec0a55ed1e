"""The launcher: a play without code, without a browser here (tests/browser has the real one)."""

import json
from datetime import UTC, datetime
from pathlib import Path

import ipywidgets as widgets
import pytest

from ethical_data.playbook import launcher as it
from ethical_data.playbook import register

HERE = Path(__file__).parent / "plays"
AGREED = "visitor,came_at,spent,agreed\nV1,2025-03-03 09:12,12.50,yes\nV2,2025-03-04T10:00+01:00,3,no\n"
GOOD = "visitor,came_at,Zaster\nV1,2025-03-03 09:12,12.50\nV2,2025-03-04T10:00+01:00,3\n"


@pytest.fixture(autouse=True)
def tiny_world(monkeypatch, tmp_path):
    monkeypatch.setenv("ETHICAL_DATA_PLAYS", str(HERE))
    monkeypatch.setenv("ETHICAL_DATA_DATA", str(HERE / "data"))
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(tmp_path / "my-work"))
    monkeypatch.setenv("ETHICAL_DATA_REPORTS", str(tmp_path / "reports"))
    for name in it.BORROWED:
        monkeypatch.delenv(name, raising=False)


def within(box, kind):
    """Every control of a kind, from top to bottom."""
    own = [box] if isinstance(box, kind) else []
    return own + [one for child in getattr(box, "children", ()) for one in within(child, kind)]


def words(box):
    return "\n".join(one.value for one in within(box, widgets.HTML))


def press(box, name):
    next(button for button in within(box, widgets.Button) if button.description == name).click()


@pytest.fixture
def opened():
    launcher = it.Launcher()
    launcher.play.value = "tiny-play"
    return launcher


def choose(launcher, name, content, file="my <b>file</b>.csv"):
    upload = next(u for u in within(launcher.box, widgets.FileUpload) if u.description == f"Choose {name}…")
    data = content if isinstance(content, bytes) else content.encode()
    upload.value = (
        {
            "name": file,
            "type": "text/csv",
            "size": len(data),
            "content": memoryview(data),
            "last_modified": datetime.now(UTC),
        },
    )
    return upload


def column(launcher, name):
    return next(box for box in within(launcher.box, widgets.Combobox) if box.description == name)


def test_with_no_file_it_runs_on_the_courses_data(opened, tmp_path):
    press(opened.box, "Run the play")
    assert "Done." in words(opened.ran) and (tmp_path / "reports" / "tiny-play.html").exists()
    assert opened.bar.value == 100 and "srcdoc=" in opened.report.value and 'sandbox=""' in opened.report.value


def test_a_chosen_file_is_kept_in_my_work_and_not_in_the_notebook(opened, tmp_path):
    upload = choose(opened, "visits", GOOD, "../../evil\\..\\my \u202efile?.csv")
    kept = [p for p in (tmp_path / "my-work").rglob("*") if p.is_file()]
    assert [p.name for p in kept] == ["my file.csv"] and kept[0].read_text() == GOOD
    assert upload.value == () and "sent nowhere" in words(opened.files)


def test_columns_are_shown_with_why_and_can_be_corrected(opened):
    choose(opened, "visits", GOOD)
    assert column(opened, "visitor").value == "visitor" and "same name" in words(opened.understood)
    assert column(opened, "spent").value == "Zaster" and "please confirm" in words(opened.understood)
    assert opened.given()["visits_spent"] == "Zaster" and "visits_visitor" not in opened.given()
    assert column(opened, "spent").options == ("visitor", "came_at", "Zaster")
    assert it.NONE_OF_THEM in column(opened, "agreed").options
    column(opened, "spent").value = "visitor"
    assert column(opened, "spent").value == "visitor" and "you chose it" in words(opened.understood)
    assert opened.given()["visits_spent"] == "visitor"
    column(opened, "spent").value = "nowhere"
    assert "There is no column &#x27;nowhere&#x27; in b.csv" in words(opened.understood)


def test_a_question_about_dates_is_answered_in_the_page_and_the_answer_stays(opened, tmp_path):
    choose(opened, "visits", "visitor,came_at,spent\nV1,03/04/2025 09:12,1\nV2,04/05/2025 10:00,2\n")
    press(opened.box, "Run the play")
    assert "two ways" in words(opened.ran) and not (tmp_path / "reports" / "tiny-play.html").exists()
    answer = within(opened.understood, widgets.RadioButtons)[0]
    answer.value = "day-first"
    column(opened, "spent").value = "spent"
    asked = within(opened.understood, widgets.RadioButtons)
    assert [one.value for one in asked] == ["day-first"] and opened.given()["visits_dates"] == "day-first"
    press(opened.box, "Run the play")
    assert "Done." in words(opened.ran)
    choose(opened, "visits", GOOD)
    assert within(opened.understood, widgets.RadioButtons) == [] and "visits_dates" not in opened.given()


def test_a_run_on_a_chosen_file_and_a_decision_in_the_register(opened, tmp_path):
    choose(opened, "visits", GOOD)
    column(opened, "spent").value = "Zaster"
    press(opened.box, "Run the play")
    told = json.loads((tmp_path / "reports" / "tiny-play.json").read_text("utf-8"))
    assert told["inputs"][0]["rows"] == 2
    press(opened.after, "Keep it")
    boxes = {box.description: box for box in within(opened.after, widgets.Text)}
    boxes["What will you do?"].value, boxes["By when? (2026-12-31)"].value = "greet <them>", "soon"
    press(opened.after, "Keep it")
    assert "is no date" in words(opened.after)
    boxes["By when? (2026-12-31)"].value = "2026-12-01"
    press(opened.after, "Keep it")
    assert register.unfinished(register.read(tmp_path / "reports"))[0].decided == "greet <them>"
    assert (tmp_path / "reports" / "register.html").exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"a,b\n", b"PK\x03\x04rubbish", b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_used_is_one_message(opened, content, tmp_path):
    choose(opened, "visits", content)
    assert 'role="alert"' in words(opened.understood)
    press(opened.box, "Run the play")
    assert "✗" in words(opened.ran) and not (tmp_path / "reports").exists()


def test_a_hostile_file_is_shown_as_text(opened):
    hostile = GOOD.replace("visitor", "<script>alert(1)</script>").replace("Zaster", "=cmd|x")
    choose(opened, "visits", hostile, "<img src=x onerror=alert(1)>.csv")
    assert "<script>" not in words(opened.box) and "<img" not in words(opened.box)


def test_a_path_can_be_typed(opened, tmp_path):
    (tmp_path / "mine.csv").write_text(GOOD)
    typed = next(t for t in within(opened.files, widgets.Text) if "visits" in t.description)
    typed.value = str(tmp_path / "none.csv")
    assert "does not exist" in words(opened.files)
    typed.value = f'"{tmp_path / "mine.csv"}"'
    assert opened.paths["visits"] == [tmp_path / "mine.csv"] and column(opened, "visitor").value == "visitor"
    typed.value = ""
    assert opened.paths == {} and within(opened.understood, widgets.Combobox) == []


def test_another_play_starts_afresh(opened):
    choose(opened, "visits", GOOD)
    opened._play_chosen()
    assert opened.paths == {} and opened.understood.children == ()


@pytest.mark.parametrize("name", it.BORROWED)
def test_on_a_borrowed_computer_no_file_can_be_chosen(monkeypatch, name, tmp_path):
    monkeypatch.setenv(name, "1")
    opened = it.Launcher()
    opened.play.value = "tiny-play"
    assert within(opened.box, widgets.FileUpload) == [] and "borrowed computer" in words(opened.files)
    press(opened.box, "Run the play")
    assert json.loads((tmp_path / "reports" / "tiny-play.json").read_text("utf-8"))["inputs"][0]["file"] == "visits.csv"


def test_what_is_stored_tells_of_no_file(opened):
    choose(opened, "visits", GOOD)
    bundle = it.Shown(opened)._repr_mimebundle_()
    assert "visits" not in bundle["text/plain"] and "V1" not in bundle["text/html"]


def test_a_damaged_register_is_a_message_and_not_a_traceback(opened, tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / register.FILE).write_text("{")
    press(opened.box, "Run the play")
    assert "register.json cannot be read" in words(opened.ran)


@pytest.mark.parametrize("chosen", [it.NONE_OF_THEM, ""])
def test_a_column_that_can_be_left_out_can_be_left_out(opened, tmp_path, chosen):
    choose(opened, "visits", AGREED)
    assert column(opened, "agreed").value == "agreed"
    column(opened, "agreed").value = chosen
    assert column(opened, "agreed").value == it.NONE_OF_THEM and opened.given()["visits_agreed"] == "-"
    press(opened.box, "Run the play")
    told = json.loads((tmp_path / "reports" / "tiny-play.json").read_text("utf-8"))
    assert told["settings"]["visits_agreed"] == "-" and any(
        "left out, as was said" in limit for limit in told["limits"]
    )
    column(opened, "agreed").value = "agreed"
    assert column(opened, "agreed").value == "agreed" and "visits_agreed" not in opened.given()


def test_a_needed_column_cannot_be_left_out(opened):
    choose(opened, "visits", GOOD)
    column(opened, "visitor").value = ""
    assert column(opened, "visitor").value == "visitor" and "visits_visitor" not in opened.given()
