"""Promises of ethical_data.learn: answers are met with a reason, and stay with the learner."""

import json
import re
import socket
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import altair as alt
import ipywidgets as widgets
import numpy as np
import pandas as pd
import pytest
from invented import add_lesson

import ethical_data.charts  # noqa: F401  (the renderer that a knob's chart is shown by)
from ethical_data.learn import (
    ask,
    check,
    checking,
    hint,
    knob,
    my_work,
    progress,
    recall,
    solution,
    tasks,
    wipe_my_work,
)
from ethical_data.learn.checking import MIME
from ethical_data.learn.tasks import Option, Task, Wrong

OFFERED = (
    Option("Stop <b>all</b>", "Nobody is bothered."),
    Option("Ask & wait", "Slow.", True),
    Option("Send", "No."),
)
INVENTED = (
    Task(
        "99.count",
        "number",
        "How many mails?",
        answer=lambda: 1457,
        why="That is why.",
        unit=" mails",
        wrong=(Wrong(lambda: 143, "You counted the <late> ones."), Wrong(2310, "That is everybody.")),
        hints=("Look at the <table>.", "Read the first row."),
        solution="len(mails)",
        rubric=("It is whole.",),
    ),
    Task("99.share", "number", "What share?", answer=lambda: 6.2, why="Small.", tolerance=0.05, unit=" %"),
    Task(
        "99.list",
        "table",
        "Which counts, in order?",
        answer=lambda: [3, 1, 2],
        why="In order.",
        wrong=(Wrong(lambda: [1, 2, 3], "Sorted they are something else."),),
    ),
    Task("99.names", "table", "Which people?", answer=lambda: {"ann", "ben"}, why="Both."),
    Task("99.form", "choice", "Which form?", options=OFFERED, why="It waits."),
    Task("99.guess", "predict", "How many, do you think?", unit=" mails", why="Most say few."),
    Task("99.lean", "predict", "Which way?", options=OFFERED),
    Task(
        "99.decide",
        "decide",
        "What will you do?",
        options=OFFERED,
        rubric=("Names who <pays>.", "Says by when."),
    ),
)
REASON = "The people on the list pay, and I would stop at once."


@pytest.fixture(autouse=True)
def learner(tmp_path, monkeypatch):
    """A learner with an empty work folder, no tries so far, and a lesson 99."""
    folder = tmp_path / "my-work"
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(folder))
    monkeypatch.setattr(checking, "_tries", Counter())
    monkeypatch.setattr(checking, "_hints", Counter())
    add_lesson(monkeypatch, "99", INVENTED)
    return folder


def said(feedback):
    return feedback.state, feedback.message


# ---- check


@pytest.mark.parametrize(
    "answer",
    [
        1457,
        1457.0,
        "1457",
        "1,457",
        " 1,457 ",
        np.int64(1457),
        np.float32(1457),
        np.array(1457),
        np.array([1457]),
        pd.Series([1457], index=[7]),
        pd.Series(["1,457"]),
        pd.Index([1457]),
        pd.DataFrame({"n": [1457]}),
        Fraction(1457),
        [1457],
        ("1,457",),
        (1, 457),
        "1 457",
        "1\u202f457",
        "1’457",
        "1457.",
        "=1457",
        "$1,457",
        "1457 €",
    ],
    ids=repr,
)
def test_a_number_is_read_in_whatever_shape_it_comes(answer):
    assert said(check("99.count", answer)) == ("right", "That is why.")


@pytest.mark.parametrize("answer", ["6.2 %", "6.2%", 6.2, "6.2", 6.24, 6.16, pd.Series([6.19])], ids=repr)
def test_a_share_may_carry_its_sign_and_be_rounded(answer):
    assert check("99.share", answer).state == "right"
    assert check("99.share", 6.26).state == "not-yet"


@pytest.mark.parametrize(
    "answer",
    [
        [3, 1, 2],
        (3, 1, 2),
        np.array([3, 1, 2]),
        pd.Series([3, 1, 2], index=list("abc")),
        pd.DataFrame({"n": [3, 1, 2]}),
        pd.Index([3.0, 1.0, 2.0]),
        ["3", "1", "2"],
        "3, 1, 2",
        "[3 1 2]",
        "3 1 2",
    ],
    ids=repr,
)
def test_a_table_is_read_in_whatever_shape_it_comes(answer):
    assert check("99.list", answer).state == "right"


@pytest.mark.parametrize(
    "answer",
    [["ben", "ann"], {"ann", "ben"}, pd.Series(["ben", "ann", "ann"]), ("ann", "ben")],
    ids=["list", "set", "series", "tuple"],
)
def test_a_set_has_no_order(answer):
    assert check("99.names", answer).state == "right"
    assert check("99.names", ["ann"]).state == "not-yet"


@pytest.mark.parametrize("answer", [[3, 1], [3, 1, 2, 2], [], 3, "3 1 2 2", {"a": 3}, {3, 1, 2}], ids=repr)
def test_a_table_of_another_length_is_not_yet(answer):
    assert check("99.list", answer).state == "not-yet"


def test_a_wrong_answer_is_told_what_it_suggests():
    assert said(check("99.count", "143")) == ("not-yet", "You counted the <late> ones.")
    assert said(check("99.count", 2310)) == ("not-yet", "That is everybody.")
    assert said(check("99.list", [1, 2, 3])) == ("not-yet", "Sorted they are something else.")


def test_any_other_answer_is_shown_again_with_the_question():
    for answer, shown in (
        (99, "99"),
        (1.5e6, "1,500,000"),
        ("many", "'many'"),
        (pd.DataFrame({"a": [1, 2]}), "a table of 2 rows"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (True, "True"),
        ("nan", "'nan'"),
    ):
        state, message = said(check("99.count", answer))
        assert state == "not-yet" and message.startswith(f"You gave {shown}. ") and "How many mails?" in message


@pytest.mark.parametrize(
    "answer, seen",
    [
        (99, "That is not it."),
        (1456, "That is very near: count or add once more."),
        (14570, "The digits are right, their size is not"),
        (1.457, "The digits are right, their size is not"),
        (-1457, "The size is right, the sign is not."),
        (0.63, "The answer is a whole number."),
    ],
)
def test_an_unforeseen_number_is_told_only_what_is_sure_and_where_to_look(answer, seen):
    message = check("99.count", answer).message
    assert seen in message and "How many mails?" in message and "in digits" not in message
    assert "Look at the words beside and above what you took" in message
    assert message.endswith(
        "For a hint, run hint('99.count') in an empty cell. The question once more: How many mails?"
    )


def test_a_rounded_share_is_told_that_it_is_rounded():
    assert "rounded too far" in check("99.share", 6).message
    assert "size is not" in check("99.share", 0.062).message


@pytest.mark.parametrize("task", ["99.count", "99.guess"])
def test_a_share_where_a_count_is_asked_is_not_read_as_a_count(task):
    assert said(check(task, "63 %"))[0] == "not-yet" and "a share of a hundred" in check(task, "63 %").message


def test_what_is_no_single_number_is_told_why():
    assert "In code a comma parts two numbers" in check("99.count", (63, 3)).message
    assert "more than one value" in check("99.count", [1, 2]).message
    assert "The answer is one number (mails), in digits" in check("99.count", "many").message


def test_a_table_is_told_how_much_of_it_is_right():
    for answer, seen in (
        ([3, 2, 1], "The values are right, their order is not"),
        ([3, 1, 7], "2 of the 3 are where they belong"),
        ([3, 1], "The answer has 3 values, yours has 2"),
        ({3, 1, 2}, "Curly brackets keep no order"),
    ):
        assert seen in check("99.list", answer).message
    assert "1 of the 2 are among them, and 1 that do not belong" in check("99.names", ["ann", "cid"]).message


def test_a_small_wrong_value_does_not_take_in_nought_and_the_nearest_is_told(monkeypatch):
    wrong = (Wrong(0.1, "Tenth."), Wrong(5.0, "Five."), Wrong(5.2, "More than five."))
    near = (Task("96.x", "number", "How much?", answer=lambda: 9.9, why="So.", tolerance=0.15, wrong=wrong),)
    add_lesson(monkeypatch, "96", near)
    assert check("96.x", 0.1).message == "Tenth." and "not it" in check("96.x", 0).message
    assert [check("96.x", n).message for n in (5.0, 5.09, 5.12, 5.2)] == ["Five."] * 2 + ["More than five."] * 2


@pytest.mark.parametrize("answer", ["b)", "(B)", " b. ", "Ask & wait", "ask & WAIT"])
def test_an_option_is_known_by_its_letter_or_its_words(answer):
    assert check("99.form", answer).state == "right"


def test_in_a_control_a_hint_is_a_button():
    shown = ask("99.count")
    every(shown, widgets.Text)[0].value = "99"
    buttons(shown)["Check"].click()
    assert "For a hint, press Hint." in told(shown) and "hint(" not in told(shown)
    assert "The question once more" not in told(shown)  # it stands above
    buttons(shown)["Show the answer"].click()
    assert "A hint costs nothing: press Hint." in told(shown)


def test_a_blank_whose_task_was_done_says_that_it_may_stay():
    check("99.form", "b")
    assert said(check("99.form", ...)) == (
        "kept",
        "You have done this one already: this cell may stay as it is.",
    )
    check("99.count", 143)
    assert said(check("99.count", ...)) == ("to-do", "How many mails?")
    assert said(check("99.form", None)) == ("to-do", "Which form?")  # a cell whose code gave nothing


def test_a_letter_that_is_no_option_is_told_the_letters():
    assert said(check("99.form", "d")) == ("not-yet", "You gave 'd'. Answer with one letter: a, b, c.")


def test_a_prediction_must_be_a_number_that_there_is():
    assert check("99.guess", "1,200").message.startswith("You said 1200 mails.")
    for answer in ("many", "nan", "inf", float("nan"), [1, 2]):
        assert check("99.guess", answer).state == "not-yet"
    assert check("99.lean", "c").message.startswith("You said “Send”.")


def test_a_prediction_outside_its_bounds_is_not_kept():
    told_bounds = check("02.predict", -3)
    assert told_bounds.state == "not-yet" and "from 0 to 2,310" in told_bounds.message
    assert check("02.predict", 2310).said == "● Kept"


def test_an_answer_is_there_again_when_its_cell_is_run_again():
    check("99.guess", 60)
    shown = ask("99.guess")
    assert every(shown, widgets.Text)[0].value == "60" and "You said 60 mails." in told(shown)


def test_the_enter_key_checks_an_answer():
    shown = ask("99.count")
    box = every(shown, widgets.Text)[0]
    box.value = "0"
    box._handle_custom_msg({"event": "submit"}, [])
    assert "Not yet" in told(shown)


def test_numbers_are_read_as_people_write_them():
    for text, number in (
        ("2 mails", 2),
        ("about 50", 50),
        ("63,3", 63.3),
        ("1,457", 1457),
        ("−3", -3),
        ("6.2 %", 6.2),
    ):
        assert checking._number(text) == number
    for text in ("1<b>", "3 of 4", "two", "1e400", "12x"):
        assert checking._number(text) is None


@pytest.mark.parametrize("given", ["a", ("a", ""), ("a", ...), ("a", "Because it is so."), ["a", None]], ids=repr)
def test_a_decision_without_a_reason_is_shown_its_consequence_and_asked_why(given):
    state, message = said(check("99.decide", given))
    assert state == "not-yet" and message.startswith("Nobody is bothered. Now write why")


def test_any_option_with_a_reason_is_a_decision():
    for letter, option in zip("abc", OFFERED):
        found = check("99.decide", (letter, REASON))
        assert found.state == "kept" and option.says in found.message and found.more == INVENTED[-1].rubric
    assert check("99.decide", (..., REASON)).state == "to-do"
    assert check("99.decide", ("d", REASON)).state == "not-yet"


class Odd:
    """An answer that resists whatever one does with it."""

    def resist(self, *_):
        raise RuntimeError("no")

    __eq__ = __hash__ = __str__ = __repr__ = __bool__ = __float__ = __len__ = __iter__ = __array__ = __lt__ = resist


def endless():
    made = []
    made.append(made)
    return made


ODD = {
    "nan": float("nan"),
    "infinity": float("-inf"),
    "nothing": [],
    "dict": {},
    "dict of all sorts": {("a",): [1], 2: None},
    "empty tuple": (),
    "set": {1, "a"},
    "object": object(),
    "resisting": Odd(),
    "resisting, in a list": [Odd(), 1],
    "resisting item": SimpleNamespace(item=Odd().resist),
    "resisting pair": (Odd(), Odd()),
    "resisting reason": ("a", Odd()),
    "endless list": endless(),
    "empty table": pd.DataFrame(),
    "table": pd.DataFrame({"a": [1, 2], "b": ["x", None]}),
    "table of tables": pd.Series([pd.DataFrame(), Odd()]),
    "huge text": "9" * 1_000_000,
    "long text": "word " * 200_000,
    "huge number": 10**6000,
    "half a character": "\ud800",
    "control characters": "\x00\x1b[31m",
    "markup": "<script>alert(1)</script>",
    "bytes": b"143",
    "function": len,
    "class": int,
    "generator": (i for i in range(3)),
    "decimal": Decimal("1.5"),
    "complex": 3 + 4j,
    "NA": pd.NA,
    "NaT": pd.NaT,
    "array": np.array([1, 2]),
    "array of arrays": np.zeros((2, 2)),
    "no array": np.array([]),
    "time": pd.Timestamp("2025-03-03"),
    "numpy time": np.datetime64("2025-03-03"),
    "yes": True,
    "numpy yes": np.bool_(True),
    "feedback": checking.Feedback("99.count", "right", "x"),
    "nested": [[[...]]],
}


@pytest.mark.parametrize("answer", ODD.values(), ids=list(ODD))
@pytest.mark.parametrize("task", [task.id for task in INVENTED] + ["02.emma", "99.unknown"])
def test_no_answer_raises_and_none_of_these_is_right(task, answer):
    found = check(task, answer)
    assert found.state in ("to-do", "not-yet") or task in ("99.guess", "99.lean")
    bundle = found._repr_mimebundle_()
    assert json.loads(json.dumps(bundle))[MIME]["task"] == task
    assert len(bundle["text/plain"]) < 600 and "Traceback" not in bundle["text/plain"]
    assert len(my_work()) <= 1


@pytest.mark.parametrize(
    "task",
    ["99.unknown", "99", "77.x", "", ".", "nonsense", None, 5, ["99.count"], "15.not-there", Path("99")],
    ids=repr,
)
def test_an_unknown_task_is_named_by_every_call(task, learner):
    for call in (check, hint, solution, ask, lambda name: check(name, 3)):
        found = call(task)
        assert found.state == "to-do" and repr(str(task)) in found.message
        assert found._repr_mimebundle_()["text/html"]
    assert not learner.exists()


def test_a_defect_in_a_task_is_no_traceback_for_the_learner(monkeypatch):
    broken = (Task("98.x", "number", "How many?", answer=lambda: 1 / 0),)
    add_lesson(monkeypatch, "98", broken)
    found = check("98.x", 5)
    assert found.state == "not-yet" and "ZeroDivisionError" in found.message
    assert "ZeroDivisionError" in told(ask("98.x"))  # the answer that was kept is judged again


def test_the_right_answer_is_computed_once(monkeypatch):
    asked = []
    slow = (Task("97.x", "number", "How many?", answer=lambda: asked.append(1) or 5, why="So."),)
    add_lesson(monkeypatch, "97", slow)
    assert [check("97.x", n).state for n in (4, 5, 5)] == ["not-yet", "right", "right"] and asked == [1]


# ---- hints and solution


def test_hints_come_one_at_a_time_and_the_last_one_stays():
    assert [hint("99.count").message for _ in range(3)] == [
        "Hint 1 of 2: Look at the <table>.",
        "Hint 2 of 2: Read the first row.",
        "Hint 2 of 2: Read the first row.",
    ]
    assert "no hint" in hint("99.share").message and "What share?" in hint("99.share").message
    assert {hint("99.count").state, hint("99.share").state} == {"to-do"}


def test_the_solution_opens_after_two_tries_and_no_sooner():
    assert "two to go" in solution("99.count").message
    (
        check("99.count", 143),
        check("99.count", ...),
        hint("99.count"),
        check("99.share", 1),
        check("99.share", 2),
    )
    assert "one more to go" in solution("99.count").message and "len(mails)" not in solution("99.count").message
    check("99.count", 2310)
    found = solution("99.count")
    assert found.message == "A solution: len(mails)" and found.more == ("It is whole.",) and found.state == "to-do"


# ---- the box


def test_the_box_is_announced_and_says_its_state_in_words():
    for answer, words in ((..., "To do"), (143, "Not yet"), (1457, "Right")):
        found = check("99.count", answer)
        shown = found._repr_mimebundle_()
        assert shown["text/html"].count('role="status"') == 1
        assert words in shown["text/html"] and shown["text/plain"].split(".")[0].endswith(words)


@pytest.mark.parametrize(
    "call",
    [
        lambda: check("99.count", 143),
        lambda: check("99.count", "<img src=x onerror=alert(1)>"),
        lambda: hint("99.count"),
        lambda: check("99.decide", ("a", REASON)),
        lambda: check("<b>99</b>"),
        lambda: check("99.form", "<b>"),
        lambda: check("99.lean", "a"),
    ],
    ids=["right", "wrong", "hint", "decision", "no-task", "choice", "prediction"],
)
def test_what_is_shown_is_escaped(call):
    shown = re.sub(r"</?(div|strong|ul|li)\b[^<>]*>", "", call().html())
    assert "<" not in shown and "&lt;" in shown


def test_the_bundle_for_a_grader_holds_task_state_and_message_only():
    found = check("99.count", 143)
    bundle = found._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", MIME}
    assert bundle[MIME] == {"task": "99.count", "state": "not-yet", "message": "You counted the <late> ones."}
    assert MIME == "application/vnd.ethical-data.check+json"


def test_progress_counts_each_task_once_and_stands_in_the_box_only():
    first = check("99.count", 1457)
    shown = first._repr_mimebundle_()
    assert "Lesson 99: 1 of 8 done." in shown["text/html"]
    check("99.count", 1457), check("99.form", "b"), check("99.count", 3), check("02.emma", 2)
    later = check("99.count", 1457)._repr_mimebundle_()
    assert "Lesson 99: 2 of 8 done." in later["text/html"]
    assert later["text/plain"] == shown["text/plain"] and later[MIME] == shown[MIME]


# ---- what a learner writes


def test_my_work_shows_the_last_answer_to_each_task():
    check("99.count", 143), check("99.form", "b"), check("99.count", 1457)
    check("99.decide", ("a", REASON))
    assert my_work().to_dict("records") == [
        {"task": "99.form", "state": "right", "answer": "b"},
        {"task": "99.count", "state": "right", "answer": 1457},
        {"task": "99.decide", "state": "kept", "answer": ["a", REASON]},
    ]


def test_a_prediction_is_kept_and_not_right_and_counts_as_done():
    check("99.guess", 60), check("99.count", 143), check("99.lean", "a")
    assert my_work()["state"].tolist() == ["kept", "not-yet", "kept"]
    assert progress().loc["99", "tasks done"] == 2


def test_without_any_answer_my_work_is_an_empty_table():
    assert my_work().empty and list(my_work()) == ["task", "state", "answer"]


def test_one_call_wipes_everything(learner):
    check("99.count", 1457)
    (learner / "plays").mkdir()
    (learner / "plays" / "copy.ipynb").write_text("{}")
    assert wipe_my_work() == f"Wiped: the folder {learner} is gone."
    assert not learner.exists() and my_work().empty
    assert wipe_my_work() == f"There was nothing to wipe: {learner} is not there."


def test_a_folder_of_ones_own_with_other_things_in_it_is_not_wiped(tmp_path, monkeypatch):
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(tmp_path / "documents"))
    check("99.count", 1457)
    (tmp_path / "documents" / "letter.txt").write_text("mine")
    assert wipe_my_work().startswith("Nothing was wiped: ") and "letter.txt" in wipe_my_work()
    assert not my_work().empty
    (tmp_path / "documents" / "letter.txt").unlink()
    assert wipe_my_work().startswith("Wiped: ") and not (tmp_path / "documents").exists()


def test_a_spoilt_file_loses_no_other_answer(learner):
    check("99.count", 1457)
    with (learner / "answers.jsonl").open("a", encoding="utf-8") as file:
        file.write('half a line {"task": \n[1]\n"text"\n{"task": "99.x"}\n\n')
    check("99.form", "b")
    with pytest.warns(UserWarning, match="answers.jsonl: line 2 can't be read and is left out"):
        assert my_work()["task"].tolist() == ["99.count", "99.form"]


@pytest.mark.parametrize(
    "line", [b"\xff\xfe", b"[" * 100_000, b'{"task": ["a"], "state": "right", "answer": 1}', b"nul\0", b"[1]"]
)
def test_a_damaged_line_is_left_out_with_a_word_and_stops_no_lesson(learner, line):
    check("99.count", 1457)
    with (learner / "answers.jsonl").open("ab") as file:
        file.write(line + b"\n")
    with pytest.warns(UserWarning, match="line 2"):
        assert my_work()["task"].tolist() == ["99.count"]
    assert check("99.form", "b").state == "right"


def test_an_answer_with_any_sign_that_ends_a_line_is_one_answer(learner):
    check("99.decide", ("a", "one\u2028two\x85three\x0bfour" * 9))
    assert len(my_work()) == 1


def test_a_folder_that_cannot_be_written_to_stops_nobody(learner):
    learner.write_text("a file where the folder should be")
    assert check("99.count", 1457).state == "right" and my_work().empty


def test_answers_never_leave_the_folder(learner, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("the network was asked for")

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    for name in ("HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(elsewhere))
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    (
        check("99.count", 143),
        check("99.decide", ("a", REASON)),
        hint("99.count"),
        solution("99.count"),
        recall("99.count", "x"),
    )
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*")) if path.is_file()] == [
        "my-work/answers.jsonl"
    ]
    assert REASON in (learner / "answers.jsonl").read_text("utf-8")


def test_answers_to_do_are_not_kept():
    check("99.count", ...), check("99.decide", (..., ...)), hint("99.count")
    assert my_work().empty


def test_the_work_folder_is_one_that_git_ignores():
    root = Path(__file__).resolve().parent.parent
    assert "/my-work/" in (root / ".gitignore").read_text("utf-8").split()


def test_a_prediction_is_met_again():
    assert recall("99.guess", "There were 143.") == "You made no prediction. There were 143."
    check("99.guess", 12), check("99.guess", 60)
    assert recall("99.guess", "There were 143.") == "You said 60 mails. There were 143."
    check("99.lean", "B")
    assert recall("99.lean", "They waited.") == "You said “Ask & wait”. They waited."
    check("99.guess", "many"), check("99.guess", float("nan"))
    assert recall("99.guess", "There were 143.") == "You said 60 mails. There were 143."


# ---- ask


def every(shown, kind):
    """The widgets of a kind in what was shown, in reading order."""

    def walk(widget):
        yield widget
        for child in getattr(widget, "children", ()):
            yield from walk(child)

    return [widget for widget in walk(shown.box) if type(widget) is kind]


def buttons(shown):
    return {button.description: button for button in every(shown, widgets.Button)}


def told(shown):
    return every(shown, widgets.HTML)[-1].value


@pytest.mark.parametrize(
    "task, kind, named",
    [
        ("99.count", widgets.Text, ["Check", "Hint", "Show the answer"]),
        ("99.form", widgets.RadioButtons, ["Check", "Hint", "Show the answer"]),
        ("99.guess", widgets.Text, ["Keep my answer"]),
        ("99.lean", widgets.RadioButtons, ["Keep my answer"]),
        ("99.decide", widgets.RadioButtons, ["Keep my answer"]),
    ],
)
def test_each_kind_of_task_has_its_control_and_its_buttons(task, kind, named):
    shown = ask(task)
    assert len(every(shown, kind)) == 1 and list(buttons(shown)) == named
    assert bool(every(shown, widgets.Textarea)) == (task == "99.decide")
    assert tasks.find(task).asks in every(shown, widgets.HTML)[0].value


def test_every_control_has_a_name():
    assert every(ask("99.count"), widgets.Text)[0].description == "Your answer (mails)"
    assert every(ask("99.decide"), widgets.Textarea)[0].description == "Why?"
    (options,) = every(ask("99.form"), widgets.RadioButtons)
    assert options.options == ("a) Stop <b>all</b>", "b) Ask & wait", "c) Send") and options.index is None


def test_check_answers_to_what_was_typed_or_chosen():
    shown = ask("99.count")
    buttons(shown)["Check"].click()
    assert "To do" in told(shown) and my_work().empty
    (box,) = every(shown, widgets.Text)
    for typed, words in (("143", "You counted the &lt;late&gt; ones."), ("1,457", "That is why.")):
        box.value = typed
        buttons(shown)["Check"].click()
        assert words in told(shown) and 'role="status"' in told(shown)
    shown = ask("99.form")
    buttons(shown)["Check"].click()
    assert "To do" in told(shown)
    for index, words in ((0, "Nobody is bothered."), (1, "Slow. It waits.")):
        every(shown, widgets.RadioButtons)[0].index = index
        buttons(shown)["Check"].click()
        assert words in told(shown)
    assert my_work()["answer"].tolist() == ["1,457", "b"]


def test_the_buttons_give_a_hint_and_the_answer():
    shown = ask("99.count")
    buttons(shown)["Hint"].click()
    assert "Hint 1 of 2" in told(shown)
    buttons(shown)["Show the answer"].click()
    assert "opens after two tries" in told(shown)
    every(shown, widgets.Text)[0].value = "5"
    (
        buttons(shown)["Check"].click(),
        buttons(shown)["Check"].click(),
        buttons(shown)["Show the answer"].click(),
    )
    assert "A solution: len(mails)" in told(shown)


def test_a_prediction_is_kept_by_its_button():
    shown = ask("99.guess")
    every(shown, widgets.Text)[0].value = "60"
    buttons(shown)["Keep my answer"].click()
    assert "● Kept.</strong> You said 60 mails." in told(shown) and recall("99.guess", "") == "You said 60 mails. "


def test_a_decision_is_kept_with_its_reason():
    shown = ask("99.decide")
    keep, (reason,) = buttons(shown)["Keep my answer"], every(shown, widgets.Textarea)
    keep.click()
    assert "To do" in told(shown)
    every(shown, widgets.RadioButtons)[0].index = 2
    keep.click()
    assert "No. Now write why" in told(shown)
    reason.value = REASON
    keep.click()
    assert "Names who &lt;pays&gt;." in told(shown)
    assert my_work()["answer"].tolist() == [["c", REASON]]


def test_a_decision_shows_what_follows_from_each_option():
    follows = pd.DataFrame({"mails": [0, 330]}, index=["Stop <b>all</b>", "Send"])
    shown = ask("99.decide", follows)
    table = next(part.value for part in every(shown, widgets.HTML) if "<table" in part.value)
    assert "Stop &lt;b&gt;all&lt;/b&gt;" in table and "<td>330</td>" in table
    bundle = shown._repr_mimebundle_()
    assert table in bundle["text/html"] and "330" in bundle["text/plain"]


@pytest.mark.parametrize("task", INVENTED, ids=lambda task: task.id)
def test_a_question_can_be_read_where_nothing_runs(task):
    bundle = ask(task.id)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"].splitlines() == [
        task.asks,
        *(f"{letter}) {option.text}" for letter, option in zip(task.letters, task.options)),
    ]
    assert bundle["text/html"].count("<li") == len(task.options)
    assert "<b>" not in bundle["text/html"] and "<script" not in bundle["text/html"]


# ---- knob


def drawn(n):
    table = pd.DataFrame({"n": [n]})
    return alt.Chart(table).mark_bar().encode(x="n:Q").properties(title=f"{n} mails", description=f"One bar of {n}.")


def sentence(shown):
    return every(shown, widgets.HTML)[-1].value


def test_a_turned_knob_changes_its_sentence():
    shown = knob("Days of delay", 3, lambda days: f"{days * 2} mails < {days}", low=0, high=10)
    (box,) = every(shown, widgets.BoundedIntText)
    assert (box.description, box.min, box.max, box.step, box.value) == ("Days of delay", 0, 10, 1, 3)
    assert sentence(shown) == '<p class="ed-knob-value" role="status">6 mails &lt; 3</p>'
    box.value = 7
    assert "14 mails &lt; 7" in sentence(shown)
    box.value = 99
    assert "20 mails &lt; 10" in sentence(shown)


def test_a_list_to_choose_from_changes_its_sentence():
    shown = knob("Place", "EU", lambda place: f"The rules of {place}", values=["EU", "UK", "US"])
    (box,) = every(shown, widgets.RadioButtons)
    assert (box.description, box.options, box.value) == ("Place", ("EU", "UK", "US"), "EU")
    box.value = "US"
    assert "The rules of US" in sentence(shown)


def test_a_chart_turns_with_its_knob():
    shown = knob("Days", 3, lambda days: (f"{days} days", drawn(days) if days else None))
    (output,), (box,) = every(shown, widgets.Output), every(shown, widgets.BoundedIntText)

    def descriptions():
        return [one["data"]["text/plain"] for one in output.outputs]

    assert descriptions() == ["One bar of 3."]
    assert output.outputs[0]["data"]["application/vnd.vegalite.v5+json"]["description"] == "One bar of 3."
    box.value = 5
    assert descriptions() == ["One bar of 5."]
    box.value = 0
    assert descriptions() == []


def test_a_knob_can_be_read_where_nothing_runs():
    shown = knob("Days <of> delay", 3, lambda days: (f"{days} days & more", drawn(days)))
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == "Days <of> delay: 3\n3 days & more\nOne bar of 3."
    assert "Days &lt;of&gt; delay:" in bundle["text/html"] and "3 days &amp; more" in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle and "<of>" not in bundle["text/html"]
