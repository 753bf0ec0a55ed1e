"""What a trainer may write into a `tasks.md`, and that everything else is refused with its file and line."""

import importlib
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethical_data.learn import tasks
from ethical_data.learn.tasks import BadTasks, Option, Task, Wrong

ROOT = Path(__file__).parents[1]
HERE = " <-- here"  # stands at the end of the line that a refusal must name
ANSWERS = SimpleNamespace(
    three=lambda: 3, seven=lambda: 7, in_order=lambda: [1, 2], SIX=6, _hidden=lambda: 0, share=lambda of: 0.5, re=re
)

NUMBER = """## 97.count (number)
How many?
- right `three`: That is why.
- wrong `seven`: One week.
- hint: Look twice.
- solution: Three.
"""
CHOICE = """## 97.form (choice)
Which?
- right: It waits.
- [ ] Now
  - Too early.
- [x] Later
  - In time.
- hint: When?
- solution: b: it waits.
"""
DECIDE = """## 97.decide (decide)
What will you do?
- [ ] Stop
  - Nobody is bothered.
- [ ] Go on
  - Somebody is.
- rubric: Names who pays.
"""
PREDICT = """## 97.guess (predict, 0 to 10)
How many, do you think?
"""


def file(*blocks: str) -> str:
    return "\n".join(["# Tasks of lesson 97\n", *blocks])


def loaded(folder: Path, text: str) -> dict[str, Task]:
    path = folder / "tasks.md"
    path.write_bytes(text.encode())
    return tasks.read(path, "97", ANSWERS)


def one(folder: Path, block: str) -> Task:
    (task,) = loaded(folder, file(block)).values()
    return task


# ---- what comes through


def test_every_kind_comes_through(tmp_path):
    found = loaded(tmp_path, file(NUMBER, CHOICE, DECIDE, PREDICT))
    assert list(found) == ["97.count", "97.form", "97.decide", "97.guess"]
    assert found["97.count"] == Task(
        "97.count",
        "number",
        "How many?",
        answer=ANSWERS.three,
        why="That is why.",
        wrong=(Wrong(ANSWERS.seven, "One week."),),
        hints=("Look twice.",),
        solution="Three.",
    )
    assert found["97.form"].options == (Option("Now", "Too early."), Option("Later", "In time.", True))
    assert found["97.decide"].rubric == ("Names who pays.",) and found["97.decide"].answer is None
    assert found["97.guess"] == Task("97.guess", "predict", "How many, do you think?", among=(0, 10))


def test_the_example_in_the_docstring_is_one(tmp_path):
    lines = [line.removeprefix("    ") for line in tasks.__doc__.splitlines() if line.startswith("    ") or not line]
    path = tmp_path / "tasks.md"
    path.write_text("\n".join(lines).strip(), "utf-8")
    names = SimpleNamespace(longest_gap=lambda: 63, gap_in_days=lambda: 2.6)
    found = tasks.read(path, "02", names)
    assert (found["02.hours"].unit, found["02.hours"].tolerance) == (" hours", 0.5)
    assert [option.right for option in found["02.culprit"].options] == [True, False]


def test_a_wrong_answer_is_a_number_or_what_has_the_name(tmp_path):
    more = "".join(f"- wrong `{name}`: No.\n" for name in ("0", "-3", "2.5", "SIX"))
    assert [wrong.value for wrong in one(tmp_path, NUMBER + more).wrong] == [ANSWERS.seven, 0, -3, 2.5, 6]


@pytest.mark.parametrize(
    ("after", "unit", "tolerance", "among"),
    [
        ("predict, in hours", " hours", 0, None),
        ("predict, in % of all", " % of all", 0, None),
        ("predict, in points, -2.5 to 14", " points", 0, (-2.5, 14)),
        ("predict, 0 to 420", "", 0, (0, 420)),
    ],
)
def test_what_follows_the_kind_comes_through(after, unit, tolerance, among, tmp_path):
    found = one(tmp_path, PREDICT.replace("predict, 0 to 10", after))
    assert (found.unit, found.tolerance, found.among) == (unit, tolerance, among)


@pytest.mark.parametrize(("within", "tolerance"), [("within 0.5", 0.5), ("in euros, within 2", 2)])
def test_a_tolerance_comes_through(within, tolerance, tmp_path):
    assert one(tmp_path, NUMBER.replace("(number)", f"(number, {within})")).tolerance == tolerance


def test_wrapped_lines_are_one_text(tmp_path):
    found = one(
        tmp_path,
        """## 97.form (choice)
Which of
  these, and

why?
- right: It
  waits
\tfor you.
- [ ] Now, at
  once
  - Too
    early:
    by far.
- [x] Later
  - In time.
- hint: When? Take 5
  - 3 of them.
- solution: b: it
    waits.
""",
    )
    assert found.asks == "Which of these, and why?" and found.why == "It waits for you."
    assert found.options == (Option("Now, at once", "Too early: by far."), Option("Later", "In time.", True))
    assert found.hints == ("When? Take 5 - 3 of them.",) and found.solution == "b: it waits."


@pytest.mark.parametrize(
    "text",
    [
        "Grüße aus Łódź, naïve Ærø: 東京 £3",
        "“Said”, 'said' and \"said\" it's",
        "(in brackets) and [these] and {those}",
        "one: two: three; - four",
        "right `three`: hint: solution: x",
        "`1+1` is code, and `__import__('os')` too",
        "[x] Send me offers",
        "[ ] Send me offers",
        "# not a heading",
        "- not an entry",
        "100 % <b>bold</b> & \\n",
    ],
)
def test_a_text_comes_through_as_it_is(text, tmp_path):
    found = one(tmp_path, CHOICE.replace("Later", text).replace("In time.", text).replace("When?", text))
    assert found.options[1] == Option(text, text, True) and found.hints == (text,)
    found = one(tmp_path, NUMBER.replace("That is why.", text).replace("One week.", text).replace("Three.", text))
    assert (found.why, found.wrong[0].says, found.solution) == (text, text, text)
    assert one(tmp_path, NUMBER.replace("How many?", f"So: {text}")).asks == f"So: {text}"


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n", "\r\n").rstrip(),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("\n", "  \n") + "\n \n",
        lambda text: re.sub(r"(?m)^(- [^:\n]+:|- \[.\]) ", r"\1   ", text),
    ],
    ids=[
        "CRLF",
        "CR",
        "no last line end",
        "CRLF, none at the end",
        "BOM",
        "empty lines",
        "blanks at the end",
        "more blanks",
    ],
)
def test_it_does_not_matter_how_lines_end_and_how_many_blanks_there_are(written, tmp_path):
    text = file(NUMBER, CHOICE, DECIDE, PREDICT)
    assert loaded(tmp_path, written(text)) == loaded(tmp_path, text)


def test_a_line_ends_where_the_editor_shows_it(tmp_path):
    """Other signs that Python takes for the end of a line belong to the text."""
    assert one(tmp_path, NUMBER.replace("Look twice.", "Look\u2028- solution: twice.")).hints == (
        "Look\u2028- solution: twice.",
    )


# ---- what is refused


def without(block: str, line: str) -> str:
    assert line in block
    return block.replace(line, "")


def at(block: str, line: str) -> str:
    assert block.count(line) == 1
    return block.replace(line, line + HERE)


REFUSED = {
    "a name that is not there": (at(NUMBER.replace("`three`", "`thre`"), "That is why."), "nothing called 'thre'"),
    "a wrong one that is not there": (at(NUMBER.replace("`seven`", "`sevn`"), "One week."), "nothing called 'sevn'"),
    "a private name": (at(NUMBER.replace("`three`", "`_hidden`"), "That is why."), "nothing called '_hidden'"),
    "a right answer that is typed": (at(NUMBER.replace("`three`", "`3`"), "That is why."), "nothing called '3'"),
    "a right answer that is a value": (at(NUMBER.replace("`three`", "`SIX`"), "(number)"), "needs a function"),
    "no right answer": (at(without(NUMBER, "- right `three`: That is why.\n"), "(number)"), "needs a function"),
    "a right answer without a name": (at(NUMBER.replace(" `three`", ""), "(number)"), "needs a function"),
    "a table without a right answer": (
        at(without(NUMBER, "- right `three`: That is why.\n").replace("number", "table"), "(table)"),
        "needs a function",
    ),
    "a wrong answer without a value": (at(NUMBER.replace(" `seven`", ""), "One week."), "its value between backticks"),
    "a hint with a value": (at(NUMBER.replace("hint", "hint `seven`"), "Look twice."), "expected '- right `name`"),
    "an id twice": (NUMBER + "\n" + at(NUMBER, "(number)"), "a task 97.count already"),
    "an id of another lesson": (at(NUMBER.replace("97.", "96."), "(number)"), "96.count is not a task of lesson 97"),
    "an id without a lesson": (at(NUMBER.replace("97.", ""), "(number)"), "expected '## NUMBER.NAME (KIND)'"),
    "an id with a blank": (at(NUMBER.replace(".count", ".the count"), "(number)"), "expected '## NUMBER.NAME (KIND)'"),
    "an unknown kind": (at(NUMBER.replace("(number)", "(guess)"), "(guess)"), "a kind of number, table, choice"),
    "no kind": (at(NUMBER.replace(" (number)", ""), "97.count"), "expected '## NUMBER.NAME (KIND)'"),
    "no question": (at(without(NUMBER, "How many?\n"), "(number)"), "it asks nothing"),
    "a heading alone": (at("## 97.count (predict)", "(predict)"), "it asks nothing"),
    "an unknown word": (at(NUMBER.replace("- hint", "- tip"), "Look twice."), "expected '- right `name`"),
    "a word with a capital": (at(NUMBER.replace("- hint", "- Hint"), "Look twice."), "expected '- right `name`"),
    "no colon": (at(NUMBER.replace("hint:", "hint"), "Look twice."), "expected '- right `name`"),
    "no blank after the dash": (at(NUMBER.replace("- hint", "-hint"), "Look twice."), "expected '- right `name`"),
    "a star for the dash": (at(NUMBER.replace("- hint", "* hint"), "Look twice."), "expected '- right `name`"),
    "no dash": (at(NUMBER.replace("- hint", "hint"), "Look twice."), "two blanks first"),
    "no dash below the question": (at(NUMBER.replace("How many?", "- How many?"), "- How many?"), "and then words"),
    "nothing after the colon": (at(NUMBER.replace(" Look twice.", ""), "hint:"), "and then words"),
    "an entry that is indented": (at(NUMBER.replace("- hint", "  - hint"), "Look twice."), "begins at the margin"),
    "an option that is indented": (at(CHOICE.replace("- [x]", "  - [x]"), "Later"), "begins at the margin"),
    "a box of another kind": (at(CHOICE.replace("[x]", "[o]"), "Later"), "expected '- right `name`"),
    "an option that shows two things": (at(CHOICE.replace("In time.", "In time.\n  - Just."), "Just."), "once"),
    "two right answers": (
        at(NUMBER.replace("- wrong `seven`: One", "- right `seven`: One"), "One week."),
        "a second '- right'",
    ),
    "two solutions": (at(NUMBER + "- solution: Four.", "Four."), "a second '- solution'"),
    "another heading": (at("### Part 1\n" + NUMBER, "### Part 1"), "only a heading begins with '#'"),
    "a heading without its blank": (at(NUMBER + "\n##97.more (number)", "##97.more (number)"), "begins with '#'"),
    "a choice without a right option": (at(CHOICE.replace("[x]", "[ ]"), "(choice)"), "one right option"),
    "a choice with two": (at(CHOICE.replace("[ ]", "[x]"), "(choice)"), "one right option"),
    "a choice without options": (at("## 97.form (choice)\nWhich?", "(choice)"), "one right option"),
    "a decision with a right option": (at(DECIDE.replace("[ ] Stop", "[x] Stop"), "(decide)"), "one right option"),
    "an option without what it shows": (at(without(CHOICE, "  - Too early.\n"), "(choice)"), "each option needs"),
    "the same in a decision": (at(without(DECIDE, "  - Somebody is.\n"), "(decide)"), "each option needs"),
    "a decision without a rubric": (
        at(without(DECIDE, "- rubric: Names who pays.\n"), "(decide)"),
        "options and a rubric",
    ),
    "a decision with one option": (
        at(without(DECIDE, "- [ ] Go on\n  - Somebody is.\n"), "(decide)"),
        "options and a rubric",
    ),
    **{
        f"a {kind} without a {word}": (
            at(without(block, re.search(rf"- {word}: .*\n", block)[0]).replace("(number)", f"({kind})"), f"({kind})"),
            f"a number, a table or a choice needs a {word}",
        )
        for kind, block in {"number": NUMBER, "table": NUMBER, "choice": CHOICE}.items()
        for word in ("hint", "solution")
    },
    "a number with options": (at(NUMBER + "- [ ] Three\n  - Yes.", "(number)"), "has no options"),
    "a wrong answer in a choice": (at(CHOICE + "- wrong `3`: No.", "(choice)"), "only a number or a table"),
    "a computed answer in a choice": (
        at(CHOICE.replace("right:", "right `three`:"), "(choice)"),
        "only a number or a table",
    ),
    **{
        f"'{bad}' after the kind": (at(NUMBER.replace("(number)", f"(number, {bad})"), f", {bad})"), says)
        for bad, says in {
            "within x": "'within x' is none of",
            "within": "'within' is none of",
            "within 1.2.3": "none of 'in UNIT'",
            "within -1": "none of 'in UNIT'",
            "within .5": "none of 'in UNIT'",
            "hours": "none of 'in UNIT'",
            "in euros, about 5": "'about 5' is none of",
            "0 to 10": "for a prediction",
            "in euros (net)": "expected '## NUMBER.NAME (KIND)'",
        }.items()
    },
    "a tolerance in a choice": (at(CHOICE.replace("(choice)", "(choice, within 1)"), "within 1)"), "only a number"),
    "limits upside down": (at(PREDICT.replace("0 to 10", "10 to 0"), "10 to 0)"), "the lower number first"),
    "limits in words": (at(PREDICT.replace("0 to 10", "0 to many"), "0 to many)"), "'0 to many' is none of"),
}

NOT_WORDS = (
    "right: It waits.",
    "– right: It waits.",
    "• hint: When?",
    "1. right: It waits.",
    "2) [ ] Never",
    "−hint: When?",
    "Hint: When?",
    "hints: When?",
    "wrong `3`: No.",
    "— wrong ‘3’: No.",
    "[ ] Never",
    "[] Never",
    "– [X] Never",
    "\\[ \\] Never",
    "<!-- old -->",
    "<<<<<<< HEAD",
    "=======",
)
REFUSED |= {
    **{
        f"'{text}' in a question": (CHOICE.replace("Which?", f"Which?\n{text}{HERE}"), "no part of the text above")
        for text in NOT_WORDS
    },
    "such a line for a question": (at(CHOICE.replace("Which?", "– hint: Why?"), "– hint: Why?"), "no part of the text"),
    "such a line that goes on from an entry": (
        at(NUMBER.replace("Look twice.", "Look twice.\n  – solution: Three."), "– solution: Three."),
        "no part of the text above",
    ),
    **{
        f"'{dash}' before what an option shows": (
            at(PREDICT + f"- [ ] None\n  {dash} Nobody is.\n", f"{dash} Nobody is."),
            "two blanks, a hyphen and a blank",
        )
        for dash in "–—−*+•"
    },
    "a wrong answer twice": (at(NUMBER + "- wrong `seven`: Two weeks.", "Two weeks."), "`seven` is there already"),
    "the right answer as a wrong one": (at(NUMBER + "- wrong `three`: No.", "No."), "`three` is there already"),
    "a wrong answer as the right one": (
        at("## 97.count (number)\nHow many?\n- wrong `three`: No.\n- right `three`: Yes.", "Yes."),
        "`three` is a wrong answer already",
    ),
    "an indented option of a prediction": (
        at(PREDICT, "(predict, 0 to 10)").replace(", 0 to 10", "") + "- [ ] Few\n  - [ ] Many\n",
        "an option stands below another",
    ),
    "two options that say the same": (at(CHOICE.replace("Later", "Now"), "(choice)"), "two options say the same"),
    "two units": (at(NUMBER.replace("(number)", "(number, in days, in weeks)"), "in weeks)"), "there twice"),
    "two tolerances": (at(NUMBER.replace("(number)", "(number, within 1, within 2)"), "within 2)"), "there twice"),
    "a function that asks for more": (
        at(NUMBER.replace("`three`", "`share`"), "That is why."),
        "must be a value, or a function of nothing",
    ),
    "a module for a wrong answer": (at(NUMBER.replace("`seven`", "`re`"), "One week."), "must be a value"),
    "a blank that does not break": (at(NUMBER.replace("hint: ", "hint:\u00a0"), "Look twice."), "(no-break space)"),
    "the same in a heading": (at(NUMBER.replace("## ", "##\u00a0"), "(number)"), "(no-break space)"),
    "a tab after the dash": (at(NUMBER.replace("- hint", "-\thint"), "Look twice."), "(tab)"),
    "quotation marks for backticks": (
        at(NUMBER.replace("`seven`", "‘seven’"), "One week."),
        "(left single quotation mark, right single quotation mark)",
    ),
    "a dash for a hyphen, beside words that may have any sign": (
        at(NUMBER.replace("- hint: Look twice.", "– hint: Look “twice”."), "“twice”."),
        "others (en dash): use",
    ),
    "an accent for a backtick": (at(NUMBER.replace("`seven`", "´seven´"), "One week."), "(acute accent)"),
    "a dash for a minus": (at(NUMBER.replace("`seven`", "`–7`"), "One week."), "(en dash)"),
    "a comma in a tolerance": (
        at(NUMBER.replace("(number)", "(number, within 0,5)"), "0,5)"),
        "such as '## 02.hours (number, in hours, within 0.5)'",
    ),
}


@pytest.mark.parametrize("before", [NUMBER.replace("97.count", "97.first"), ""], ids=["second", "first"])
@pytest.mark.parametrize(("block", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_refused_with_file_and_line(block, says, before, tmp_path):
    lines = file(*filter(None, [before, block])).split("\n")
    (line,) = [number for number, text in enumerate(lines, 1) if text.endswith(HERE)]
    with pytest.raises(BadTasks) as refused:
        loaded(tmp_path, "\n".join(text.removesuffix(HERE) for text in lines))
    assert str(refused.value).startswith(f"{tmp_path / 'tasks.md'}, line {line}: ") and says in str(refused.value)


@pytest.mark.parametrize("block", [NUMBER, CHOICE, DECIDE, PREDICT])
def test_what_the_refused_ones_are_made_from_is_not_refused(block, tmp_path):
    assert one(tmp_path, block).asks


@pytest.mark.parametrize("text", ["Some words.", "- hint: x"])
def test_nothing_comes_between_the_title_and_the_first_task(text, tmp_path):
    with pytest.raises(BadTasks, match=r"tasks\.md, line 3: .* before any other text"):
        loaded(tmp_path, file(text, NUMBER))


@pytest.mark.parametrize("first", ["", "Tasks of lesson 97", "# Tasks", "## Tasks of lesson 97", "# Tasks of lesson 9"])
def test_a_file_without_its_title_is_refused(first, tmp_path):
    text = f"{first}\n\n{NUMBER}"
    with pytest.raises(BadTasks, match=r"tasks\.md, line 1: expected a title such as '# Tasks of lesson 02'"):
        loaded(tmp_path, text)
    (tmp_path / "my_lesson").mkdir()
    (tmp_path / "my_lesson" / "tasks.md").write_text(text, "utf-8")
    with pytest.raises(BadTasks, match="line 1: expected a title"):
        tasks.lessons(tmp_path)


def test_the_tasks_of_another_lesson_are_refused(tmp_path):
    with pytest.raises(BadTasks, match="line 1: these are the tasks of lesson 96, not of 97"):
        loaded(tmp_path, "# Tasks of lesson 96\n\n" + NUMBER)


def test_two_folders_cannot_have_the_tasks_of_one_lesson(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tasks.md").write_text(file(NUMBER), "utf-8")
    with pytest.raises(BadTasks, match="line 1: lesson 97 has tasks already, in (one|other)"):
        tasks.lessons(tmp_path)


def test_a_file_that_is_not_utf_8_is_refused_with_the_line(tmp_path):
    path = tmp_path / "tasks.md"
    text = file(NUMBER.replace("Look twice.", "Look at “this”."))
    path.write_bytes(text.encode("cp1252"))
    line = 1 + text.split("\n").index("- hint: Look at “this”.")
    with pytest.raises(BadTasks, match=rf"tasks\.md, line {line}: this is not UTF-8"):
        tasks.read(path, "97", ANSWERS)


@pytest.mark.parametrize("form", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_what_word_calls_unicode_text_is_refused(form, tmp_path):
    path = tmp_path / "tasks.md"
    path.write_bytes(file(NUMBER).encode(form))
    with pytest.raises(BadTasks, match=r"tasks\.md, line 1: this is not UTF-8\. Save the file as UTF-8\."):
        tasks.read(path, "97", ANSWERS)


def test_a_lesson_without_its_answers_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tasks, "lessons", lambda: {"97": "a_lesson"})
    monkeypatch.setattr(tasks, "FOLDER", tmp_path)
    with pytest.raises(BadTasks, match=r"tasks\.md, line 1: there is no answers\.py beside it"):
        tasks.find("97.count")


@pytest.mark.parametrize("content", ["", "\n", "\ufeff", " "])
def test_an_empty_file_is_refused(content, tmp_path):
    with pytest.raises(BadTasks, match="line 1: expected a title"):
        loaded(tmp_path, content)


def test_a_title_alone_is_refused(tmp_path):
    with pytest.raises(BadTasks, match=r"tasks\.md, line 1: there is no task"):
        loaded(tmp_path, "# Tasks of lesson 97\n")


def test_a_notebook_shows_the_message_and_nothing_else(tmp_path):
    with pytest.raises(BadTasks) as refused:
        loaded(tmp_path, "")
    assert refused.value._render_traceback_() == [f"BadTasks: {refused.value}"]


@pytest.mark.parametrize("word", ["right", "wrong"])
@pytest.mark.parametrize(
    "code",
    [
        "1+1",
        "2*3",
        "three()",
        "three, seven",
        "in_order[0]",
        "ANSWERS.three",
        "lambda: 3",
        "1e3",
        "__import__('os')",
        "__class__",
        "__import__('pathlib').Path('made').touch()",
        "open('made', 'w')",
        "(0).__class__",
    ],
)
def test_code_is_a_name_that_is_not_there_and_is_never_run(code, word, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = {"right": "three", "wrong": "seven"}[word]
    with pytest.raises(BadTasks, match=re.escape(f"answers.py has nothing called {code!r}")):
        loaded(tmp_path, file(NUMBER.replace(f"{word} `{name}`", f"{word} `{code}`")))
    assert [path.name for path in tmp_path.iterdir()] == ["tasks.md"]


def test_what_a_name_means_is_computed_only_when_it_is_asked_for(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(ANSWERS, "seven", lambda: asked.append("seven"))
    found = one(tmp_path, NUMBER)
    assert not asked and found.wrong[0].value() is None and asked == ["seven"]


# ---- any task, written and read

WORD = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=8)
ODD = st.sampled_from("- -x # ## * [x] [ ] ` `three` : right: hint: -hint: (number) ß “a” 1+1".split(" "))
TEXT = st.lists(st.one_of(WORD, ODD), min_size=1, max_size=12).map(" ".join)
BEGINS = re.compile(
    r"\d+[.)]|[-*+#\u2010-\u2014\u2212\u2022\u00b7\\\[]|<!--|(right|wrong|hint|solution|rubric)s?:?", re.IGNORECASE
)
QUESTION = TEXT.filter(lambda text: not BEGINS.match(text))
NAME = st.sampled_from(["three", "seven", "in_order"])
LITERAL = st.one_of(
    st.integers(-10_000, 10_000), st.decimals(-1000, 1000, places=2).map(float).filter(lambda n: f"{n}" != "-0.0")
)
HINTS = st.lists(TEXT, min_size=1, max_size=3).map(tuple)
UNIT = st.sampled_from(["", " hours", " %", " points of 100", " £"])


@st.composite
def any_task(draw) -> tuple[Task, dict[str, str]]:
    """A task that is whole, and the names of what it computes."""
    kind = draw(st.sampled_from(tasks.KINDS))
    task = Task("97." + draw(st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)), kind, draw(QUESTION))
    task = replace(task, unit=draw(UNIT), hints=draw(HINTS), solution=draw(TEXT), why=draw(TEXT))
    named = {}
    if kind in ("number", "table"):
        named["answer"] = draw(NAME)
        values = draw(st.lists(st.one_of(NAME, LITERAL), max_size=3, unique_by=str))
        values = [value for value in values if value != named["answer"]]
        named["wrong"] = [str(value) for value in values]
        wrong = tuple(Wrong(getattr(ANSWERS, v) if isinstance(v, str) else v, draw(TEXT)) for v in values)
        tolerance = draw(st.sampled_from([0, 0.5, 2.0]))
        task = replace(task, answer=getattr(ANSWERS, named["answer"]), wrong=wrong, tolerance=tolerance)
    else:
        n = draw(st.integers(0 if kind == "predict" else 2, 5))
        right = draw(st.integers(0, n - 1)) if kind == "choice" else None
        shown = TEXT if kind != "predict" else st.one_of(TEXT.filter(lambda text: text[0] != "["), st.just(""))
        texts = draw(st.lists(TEXT, min_size=n, max_size=n, unique=True))
        task = replace(task, options=tuple(Option(text, draw(shown), i == right) for i, text in enumerate(texts)))
    if kind == "predict" and draw(st.booleans()):
        low = draw(st.integers(-100, 100))
        task = replace(task, among=(low, low + draw(st.integers(1, 1000))))
    if kind == "decide":
        task = replace(task, rubric=draw(HINTS))
    return task, named


def wrapped(text: str, width: int, indent: str = "  ") -> str:
    """The text on lines of about `width`; none begins with what makes, or looks like, an entry or a heading."""
    words = text.split(" ")
    made = words[0]
    for word in words[1:]:
        long = len(made.rsplit("\n", 1)[-1]) + len(word) > width
        made += ("\n" + indent if long and not BEGINS.match(word) else " ") + word
    return made


def written(task: Task, named: dict, width: int) -> str:
    """The task as it stands in a `tasks.md`."""
    low_high = f"{task.among[0]} to {task.among[1]}" if task.among else ""
    within = f"within {task.tolerance}" if task.tolerance else ""
    after = ", ".join(filter(None, [task.kind, task.unit and f"in{task.unit}", within, low_high]))
    made = [f"## {task.id} ({after})", wrapped(task.asks, width, "")]
    right = f"right `{named['answer']}`" if named else "right"
    made.append(wrapped(f"- {right}: {task.why}", width))
    made += [wrapped(f"- wrong `{v}`: {w.says}", width) for v, w in zip(named.get("wrong", []), task.wrong)]
    for option in task.options:
        made.append(wrapped(f"- [{'x' if option.right else ' '}] {option.text}", width))
        if option.says:
            made.append("  - " + wrapped(option.says, width, "    "))
    made += [wrapped(f"- hint: {text}", width) for text in task.hints]
    made += [wrapped(f"- solution: {task.solution}", width)]
    made += [wrapped(f"- rubric: {text}", width) for text in task.rubric]
    return "\n".join(made) + "\n"


@given(
    st.lists(any_task(), min_size=1, max_size=4, unique_by=lambda made: made[0].id),
    st.integers(20, 120),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_any_task_that_is_written_is_read_again(tmp_path_factory, made, width, line_end, last):
    text = file(*(written(task, named, width) for task, named in made)).replace("\n", line_end)
    path = tmp_path_factory.getbasetemp() / "any-tasks.md"
    path.write_bytes((text if last else text.rstrip()).encode())
    assert list(tasks.read(path, "97", ANSWERS).values()) == [task for task, _ in made]


# ---- the real ones


@pytest.mark.parametrize(("number", "name"), tasks.lessons().items())
def test_every_function_in_the_answers_of_a_lesson_is_named_somewhere(number, name):
    """By its tasks, a notebook or a test; all else is private."""
    place = f"ethical_data.lessons.{name}"
    answers = importlib.import_module(f"{place}.answers")
    made = {each for each, value in vars(answers).items() if getattr(value, "__module__", "") == place + ".answers"}
    ours = {each for each in made if not each.startswith("_")}
    named = set(re.findall(r"(?m)^- (?:right|wrong) `(\w+)`: ", (tasks.FOLDER / name / "tasks.md").read_text("utf-8")))
    for path in [*ROOT.glob("tests/*.py"), *ROOT.glob("solutions/*/*.ipynb"), *ROOT.glob("notebooks/*/*.ipynb")]:
        text = path.read_text("utf-8")
        named |= set(re.findall(r"\w+", text)) if place in text else set()
    assert ours and ours <= named
