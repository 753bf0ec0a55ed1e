"""What may be written into a world's `dictionary.toml` and `words.toml`; all else is refused with its line or entry."""

import re

import numpy as np
import pandas as pd
import pytest

from ethical_data import cli
from ethical_data.worlds import dictionary, package
from ethical_data.worlds.bakery import wording
from ethical_data.worlds.dictionary import BadDictionary

GOOD = """title = "Kiosk"
says = "An invented kiosk."
made_of = "By quota."
not_for = "Real kiosks."
starts = "2025-01-02"
ends = "2025-12-31"

[kept]
card = ["member card", "two years"]
lost = ["", ""]

[tables.members]
says = "One row for each of {members} members."
key = "member_id"
[tables.members.columns]
member_id = ["string", "yes", "card", "Member"]
arm = ["string", "no", "", "Which email", { choices = ["tailored", "mass"] }]
price = ["integer", "no", "", "Price", { unit = "cents" }]

[tables.visits]
says = "One row for each visit."
key = "visit_id"
points_at = { member_id = "members.member_id" }
[tables.visits.columns]
visit_id = ["string", "no", "", "Visit"]
member_id = ["string", "yes", "card", "Member"]

[truths."06-a-lesson"]
stops = ["members", "Members who stopped."]
gain = ["visits", "What it gains.", "share, one minus other", "{members} members", 0.05]
"""
PLANTED, NUMBERS = {"stops": 3, "gain": 0.01}, {"members": 1200}
WORLD = package.World(
    {
        "members": pd.DataFrame({"member_id": ["M1"], "arm": ["mass"], "price": [1], "not said": [0]}),
        "visits": pd.DataFrame({"visit_id": ["V1"], "member_id": ["M1"]}),
    },
    PLANTED,
    NUMBERS,
)


@pytest.fixture
def kiosk(tmp_path, monkeypatch):
    """Writes a file of an invented world; what was read before is forgotten."""
    monkeypatch.setattr(dictionary, "FOLDER", tmp_path)
    monkeypatch.setattr(package, "build", lambda name, scale=1.0: WORLD)
    (tmp_path / "kiosk").mkdir()

    def write(content: str | bytes, what: str = "dictionary") -> None:
        content = content.encode() if isinstance(content, str) else content
        (tmp_path / "kiosk" / f"{what}.toml").write_bytes(content)
        dictionary.read.cache_clear()

    yield write
    dictionary.read.cache_clear()


def all_of_it(tmp_path):
    return dictionary.business("kiosk", NUMBERS), dictionary.truths("kiosk", PLANTED, NUMBERS), package.write(
        "kiosk", tmp_path / "out"
    )  # fmt: skip


def test_a_dictionary_comes_through(kiosk, tmp_path):
    kiosk(GOOD)
    business, truths, _ = all_of_it(tmp_path)
    members, visits = business.tables
    assert members.says == "One row for each of 1,200 members." and members.points_at is None
    assert members.columns[1].choices == ("tailored", "mass") and members.columns[2].unit == "cents"
    assert (members.columns[0].purpose, members.columns[0].retention) == ("member card", "two years")
    assert visits.points_at == {"member_id": "members.member_id"}
    assert [(truth.id, truth.kind, truth.width) for truth in truths] == [
        ("stops", "counted", None),
        ("gain", "estimated", 0.05),
    ]
    assert truths[1].sample == "1,200 members"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("form", ["utf-8", "utf-8-sig"])
def test_it_does_not_matter_how_an_editor_saves_it(kiosk, ends, form):
    kiosk(GOOD)
    expected = dictionary.business("kiosk", NUMBERS)
    kiosk(GOOD.replace("\n", ends).encode(form))
    assert dictionary.business("kiosk", NUMBERS) == expected


MEMBER = 'member_id = ["string", "yes", "card", "Member"]\narm'
REFUSED = {
    # no TOML: the line
    "an open quotation mark": ('title = "Kiosk"', 'title = "Kiosk', "toml, line 1: "),
    "typographic quotation marks": ('"Kiosk"', "“Kiosk”", "line 1: .*left double quotation mark"),
    "a blank that does not break": ('says = "An', 'says\u00a0= "An', "line 2: .*no-break space"),
    "no quotation marks": ('"Kiosk"', "Kiosk", "toml, line 1: "),
    "no sign between": ("title =", "title", "toml, line 1: "),
    "a colon": ("title =", "title:", "toml, line 1: "),
    "an open bracket": (', "Member"]\narm', ', "Member"\narm', "toml, line 17: "),
    "no comma": ('["string", "yes", "card", "Member"]\narm', '["string" "yes", "card", "Member"]\narm', "line 16: "),
    "an open heading": ("[kept]", "[kept", "toml, line 8: "),
    "an open long text": ('"By quota."', '"""By quota."', "toml, line 31: "),
    "a backslash": ("By quota", "By\\quota", "toml, line 3: "),
    "a name twice": ('says = "An', 'title = "Shop"\nsays = "An', "toml, line 2: .*twice"),
    "a table twice": ("[tables.visits]", "[tables.members]", "toml, line 20: "),
    "a conflict": ("[kept]", "<<<<<<< HEAD\n[kept]", "toml, line 8: "),
    "a name with a blank": ("arm =", "the arm =", "toml, line 17: "),
    # parts
    "an empty file": (GOOD, "", "dictionary.toml: title is missing"),
    "no title": ('title = "Kiosk"\n', "", "dictionary.toml: title is missing"),
    "an empty title": ('"Kiosk"', '""', "title is missing, or is not a text in quotation marks"),
    "a number for a title": ('"Kiosk"', "3", "title is missing, or is not a text in quotation marks"),
    "a text below a heading": ('made_of = "By quota."\n', "", "made_of is missing.*above the first"),
    "no tables": (GOOD, GOOD.replace("tables", "table"), "unknown table; known are title"),
    "an unknown part": ("[kept]", '[more]\na = "b"\n[kept]', "unknown more"),
    "a day without quotation marks": ('"2025-01-02"', "2025-01-02", "starts is missing, or is not a text"),
    "a day that is none": ('"2025-12-31"', '"2025-02-30"', "ends: '2025-02-30' is no day"),
    "another day": ('"2025-12-31"', '"31.12.2025"', "ends: '31.12.2025' is no day"),
    "kept for one thing": ('["member card", "two years"]', '["member card"]', "kept card: expected"),
    "kept as a text": ('["member card", "two years"]', '"ab"', "kept card: expected"),
    # tables
    "a table without words": ('says = "One row for each visit."\n', "", "table visits: says is missing"),
    "a table without a key": ('key = "visit_id"\n', "", "table visits: key is missing"),
    "a key that is none": ('key = "visit_id"', 'key = "visit"', "table visits: key or points_at .*visits.visit"),
    "a table that is a text": ("[tables.visits]\nsays", '[tables]\nvisits = "x"\n[more]\nsays', "unknown more|line 2"),
    "a pointer to no table": ('"members.member_id"', '"member.member_id"', "no column: member.member_id"),
    "a pointer to no column": ('"members.member_id"', '"members.id"', "no column: members.id"),
    "a pointer from no column": ("{ member_id =", "{ member =", "no column: visits.member"),
    "a pointer misspelt": ("points_at", "point_at", "table visits: unknown point_at"),
    "no columns": ("[tables.visits.columns]", "[tables.visits.column]", "table visits: unknown column"),
    # columns
    "a column that is a text": (MEMBER, 'member_id = "abcd"\narm', "column members.member_id: expected [type"),
    "three of four": (MEMBER, 'member_id = ["string", "yes", "card"]\narm', "column members.member_id: expected [type"),
    "six": (MEMBER, MEMBER.replace('"]', '", {}, {}]'), "column members.member_id: expected [type"),
    "a number among them": (MEMBER, MEMBER.replace('"Member"', "3"), "column members.member_id: expected [type"),
    "a type that is none": (MEMBER, MEMBER.replace("string", "text"), "member_id: type is one of"),
    "personal perhaps": (MEMBER, MEMBER.replace("yes", "maybe"), "member_id: type is one of"),
    "kept for nothing known": (MEMBER, MEMBER.replace("card", "cards"), "kept empty or one of card, lost"),
    "no meaning": (MEMBER, MEMBER.replace('"Member"', '" "'), "member_id: its meaning and its unit are texts"),
    "a unit that is a number": ('"cents"', "100", "price: its meaning and its unit are texts"),
    "an unknown addition": ("{ unit", "{ units", "price: unknown units; known are unit and choices"),
    "an addition that is a text": ('{ unit = "cents" }', '"cents"', "price: unknown 'cents'"),
    "choices as a text": ('["tailored", "mass"]', '"mass"', "arm: choices are texts in brackets"),
    "a choice twice": ('["tailored", "mass"]', '["mass", "mass"]', "arm: choices are texts in brackets"),
    "no choice": ('["tailored", "mass"]', "[]", "arm: choices are texts in brackets"),
    "a column that the world does not make": ("arm =", "arms =", "table members: world.py makes no column arms"),
    "a table that the world does not make": (
        "[truths",
        '[tables.x]\nsays = "X"\nkey = "a"\n[tables.x.columns]\na = ["string", "no", "", "A"]\n[truths',
        "other tables: x",
    ),
    "a table of the world that is lacking": (
        re.search(r"(?s)\[tables.visits\].*?(?=\[truths)", GOOD)[0] + '[truths."06-a-lesson"]',
        '[truths."06-a-lesson"]',
        "truth gain: there is no table visits",
    ),
    "a new line": (MEMBER, MEMBER.replace('"Member"', '"""Mem\nber"""'), "column members.member_id: .*new line"),
    "an upright line": ('"One row for each visit."', '"One row | a visit."', "table visits: .*upright line"),
    # truths
    "a truth that nobody plants": ("stops =", "stop =", "plant other truths: stop, stops"),
    "a truth that is lacking": ('stops = ["members", "Members who stopped."]', "", "plant other truths: stops"),
    "a truth of no table": ('["members", "Mem', '["member", "Mem', "truth stops: there is no table member; there are"),
    "a truth without words": ('["members", "Members who stopped."]', '["members"]', "truth stops: expected [table"),
    "a truth that is a text": ('["members", "Members who stopped."]', '"me"', "truth stops: expected [table, words]"),
    "a truth half estimated": (', "{members} members", 0.05]', "]", "truth gain: expected [table, words]"),
    "a width in words": ("0.05", '"0.05"', "truth gain: expected [table, words]"),
    "a width that is yes": ("0.05", "true", "truth gain: expected [table, words]"),
    "a width with a comma": ("0.05", "0,05", "toml, line 30: "),
    "a truth twice": (
        "gain =",
        'x = ["visits", "X"]\n[truths."07-b"]\nstops = ["visits", "Y"]\ngain =',
        "already, below",
    ),
    "a truth of no lesson": ('[truths."06-a-lesson"]', "[truths]", "truths stops: expected a heading"),
}
REFUSED |= {
    f"{name} in {place}": (text, text.replace(old, f"{old} {brace}", 1), f"{entry}: {says}")
    for place, (text, old, entry) in {
        "a title": ('title = "Kiosk"', "Kiosk", "dictionary.toml, title"),
        "a table": ('"One row for each visit."', "visit", "table visits"),
        "a column": (MEMBER, "Member", "column members.member_id"),
        "a purpose": ('["member card"', "card", "column members.member_id"),
        "a truth": ('"Members who stopped."', "stopped", "truth stops"),
        "a sample": ('"{members} members"', "members} m", "truth gain"),
    }.items()
    for name, (brace, says) in {
        "an open brace": ("{ so", "a brace is for the name of a number"),
        "a closing brace": ("} so", "a brace is for the name of a number"),
        "an empty one": ("{} so", "a brace is for the name of a number"),
        "a broken one": ("{members so", "a brace is for the name of a number"),
        "a format": ("{members:.1f} so", "a brace is for the name of a number"),
        "an unknown name": ("{member} so", "world.py gives no number for member"),
    }.items()
}


@pytest.mark.parametrize("old, new, says", REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_refused_with_its_line_or_entry(kiosk, tmp_path, old, new, says):
    assert old in GOOD
    kiosk(GOOD.replace(old, new, 1))
    with pytest.raises(BadDictionary, match=says.replace("[", r"\[").replace("]", r"\]")) as refused:
        all_of_it(tmp_path)
    assert "dictionary.toml" in str(refused.value) and "\n" not in str(refused.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("what", ["dictionary", "words"])
@pytest.mark.parametrize("form", ["cp1252", "utf-16", "utf-16-le"])
def test_a_file_that_is_not_utf_8_is_refused_with_its_line(kiosk, what, form):
    kiosk('a = "b"\nb = "Café"\n'.encode(form), what)
    line = 2 if form == "cp1252" else 1
    with pytest.raises(BadDictionary, match=rf"{what}\.toml, line {line}: this is not UTF-8"):
        dictionary.read("kiosk", what)


def test_a_word_that_is_missing_is_named_with_its_place(kiosk):
    kiosk('[shelves]\ncrime = ["Murder at {}"]\n', "words")
    words = dictionary.words("kiosk")
    assert words["shelves"]["crime"] == ["Murder at {}"] and words.get("prices") is None
    with pytest.raises(BadDictionary, match="kiosk/words.toml: prices is missing"):
        words["prices"]
    with pytest.raises(BadDictionary, match="kiosk/words.toml, shelves: novels is missing"):
        words["shelves"]["novels"]


@pytest.mark.parametrize("empty", ["[shelves]\ncrime = []", "[shelves]\n[shelves.crime]"])
def test_an_empty_list_of_words_is_refused(kiosk, empty):
    kiosk(empty, "words")
    with pytest.raises(BadDictionary, match="kiosk/words.toml, shelves: crime is empty"):
        dictionary.words("kiosk")


def test_an_empty_file_of_words_says_what_is_missing(kiosk):
    kiosk("", "words")
    with pytest.raises(BadDictionary, match="kiosk/words.toml: novels is missing"):
        dictionary.words("kiosk")["novels"]


def test_the_braces_of_a_text_are_filled():
    assert dictionary.put_into("Murder at {}", "Pellcombe") == "Murder at Pellcombe"
    assert dictionary.put_into("{name} and {name}", name="Ann", phone="1") == "Ann and Ann"


@pytest.mark.parametrize("text", ["{", "}", "{nme}", "{0.x}", "{:zz}", "{} {}", "{place", "a {name!q}", "{3}"])
def test_a_text_with_a_wrong_brace_is_refused_and_shown(text):
    with pytest.raises(
        BadDictionary, match=re.escape(f"words.toml, {text!r}: a brace that is not one of {{}}, {{name}}")
    ):
        dictionary.put_into(text, "one", name="Ann")


@pytest.mark.parametrize("text", ["For {nme}", "For {", "For {name} {frist}"])
def test_a_wrong_brace_in_a_text_of_the_bakery_is_refused_and_does_not_hang(text):
    member = pd.DataFrame({"given_name": ["Ann"], "family_name": ["Vos"], "email": ["a@example.com"]})
    with pytest.raises(BadDictionary, match="bakery/words.toml, .*: a brace that is not one of {name}"):
        wording.fill(np.random.default_rng(1), text, member, ["1"])


def test_the_command_says_what_is_wrong_and_where_and_no_more(kiosk, capsys, tmp_path):
    kiosk(GOOD.replace('"Kiosk"', '"Kiosk'))
    assert cli.main(["data", "kiosk", "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("ethical-data: ") and "dictionary.toml, line 1: " in said and "defect" not in said
