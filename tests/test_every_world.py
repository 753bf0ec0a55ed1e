"""What every world of the course promises, found by what is there: a new one is held to it without being named here."""

import ast
import csv
import json
import re
import shutil
from pathlib import Path

import pytest
import raw_world
from world_faults import faults

from ethical_data.worlds import dictionary, package

ROOT = Path(__file__).parents[1]
WORLDS = sorted(path.parent.name for path in raw_world.DATA.glob("*/datapackage.json"))
TESTS = {path.name: path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py")}
MOST_BYTES, MOST_IN_ALL, MOST_IN_A_TABLE = 7_000_000, 40_000_000, 3_000_000

every = pytest.mark.parametrize("business", WORLDS)


def test_each_folder_of_a_world_has_its_data_and_each_data_its_world():
    assert WORLDS == list(dictionary.businesses())
    there = sorted(path.parent.name for path in Path(dictionary.FOLDER).glob("*/world.py"))
    assert there == WORLDS


@every
def test_every_table_is_what_its_package_says_and_nobody_can_be_reached(business):
    assert list(faults(raw_world.DATA / business)) == []


@every
def test_a_rebuild_is_the_same_to_the_byte(business):
    assert package.differences([business], raw_world.DATA) == []


@every
@pytest.mark.parametrize("scale", [0.37, 2])
def test_other_sizes_keep_types_keys_and_relations(tmp_path, business, scale):
    package.write(business, tmp_path, scale)
    assert list(faults(tmp_path)) == []


@every
def test_an_independent_validator_finds_nothing(business):
    from frictionless import validate

    report = validate(str(raw_world.DATA / business / "datapackage.json"))
    assert report.flatten(["taskNumber", "fieldName", "rowNumber", "note"]) == []


@every
def test_the_data_are_light(business):
    sizes = [path.stat().st_size for path in (raw_world.DATA / business).iterdir()]
    assert sum(sizes) < MOST_BYTES and max(sizes) < MOST_IN_A_TABLE


def test_all_data_of_the_course_stay_light():
    assert sum(path.stat().st_size for path in raw_world.DATA.rglob("*") if path.is_file()) < MOST_IN_ALL


def looked_for(text):
    """Patterns of the names that a test writes out or puts together: "late", f"late-{kind}", "late-" + kind."""
    made = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            made.append(re.escape(node.value))
        elif isinstance(node, ast.JoinedStr):
            made.append("".join(re.escape(p.value) if isinstance(p, ast.Constant) else "[a-z_-]+" for p in node.values))
        elif isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant) and isinstance(node.left.value, str):
            made.append(re.escape(node.left.value) + "[a-z_-]+")
    return re.compile("|".join(f"(?:{pattern})" for pattern in made if len(pattern) > 12 or "+" not in pattern))


@every
def test_every_truth_is_looked_for_by_an_audit_of_that_world(business):
    """The audits are the tests named after the world; each truth's id stands in one of them, whole or in its parts."""
    named = [looked_for(text) for name, text in TESTS.items() if name.startswith(f"test_{business}")]
    truths = raw_world.described(raw_world.DATA / business)["ethical_data"]["planted_truths"]
    assert [truth["id"] for truth in truths if not any(one.fullmatch(truth["id"]) for one in named)] == []
    assert not any(one.fullmatch("a-truth-that-nobody-planted") for one in named)


@every
def test_an_audit_shares_no_code_with_the_generator(business):
    for name, text in TESTS.items():
        if name.startswith(f"test_{business}"):
            assert f"worlds.{business}" not in text and "worlds.streams" not in text, name


@every
def test_every_truth_belongs_to_a_lesson_of_that_business(business):
    with (ROOT / "docs" / "lessons.csv").open(encoding="utf-8", newline="") as file:
        lessons = {row["slug"] for row in csv.DictReader(file) if row["business"] == business}
    truths = raw_world.described(raw_world.DATA / business)["ethical_data"]["planted_truths"]
    assert {truth["lesson"] for truth in truths} <= lessons


# ---- the check itself


def edit(name, change):
    """A fault planted in one file of the gym."""

    def plant(folder):
        path = folder / name
        before = path.read_text("utf-8")
        after = change(before)
        assert after != before
        path.write_text(after, "utf-8", newline="")

    return plant


def first_row(change):
    def changed(text):
        head, row, *rest = text.split("\n")
        return "\n".join([head, change(row), *rest])

    return changed


def described(change):
    def changed(text):
        package = json.loads(text)
        change({resource["name"]: resource for resource in package["resources"]}, package)
        return json.dumps(package)

    return changed


def field(resources, table, name):
    return next(f for f in resources[table]["schema"]["fields"] if f["name"] == name)


PLANTED = {
    "a byte changed": (edit("visits.csv", lambda t: t.replace("2025-10", "2025-11", 1)), "other bytes"),
    "a line end": (edit("visits.csv", lambda t: t.replace("\n", "\r\n")), "carriage return"),
    "a row lost": (edit("visits.csv", lambda t: t.rsplit("\n", 2)[0] + "\n"), "rows, not"),
    "a column lost": (edit("visits.csv", lambda t: t.replace("visit_id", "visit", 1)), "other columns"),
    "a key twice": (
        edit("members.csv", lambda t: "\n".join([*t.split("\n")[:2], t.split("\n")[1], *t.split("\n")[2:]])),
        "stands twice",
    ),
    "a pointer to nobody": (edit("members.csv", lambda t: t.replace("\n", "\nX", 1)), "is not in members"),
    "an address": (edit("members.csv", lambda t: t.replace("@example.com", "@shop.co", 1)), "somebody could have"),
    "a telephone": (edit("members.csv", lambda t: t.replace("07700 900", "07700 800", 1)), "could ring"),
    "a time of another form": (edit("visits.csv", first_row(lambda r: r.replace("Z", ":00Z", 1))), "another form"),
    "a type": (
        edit("datapackage.json", described(lambda r, _: field(r, "members", "email").update(type="integer"))),
        "is no integer",
    ),
    "a choice": (
        edit(
            "datapackage.json",
            described(lambda r, _: field(r, "members", "member_no").update(constraints={"enum": ["x"]})),
        ),
        "none of its choices",
    ),
    "no retention": (
        edit("datapackage.json", described(lambda r, _: field(r, "members", "email").update(retention=""))),
        "how long it is kept",
    ),
    "no meaning": (
        edit("datapackage.json", described(lambda r, _: field(r, "members", "email").update(description=""))),
        "what it means",
    ),
    "a truth without words": (
        edit("datapackage.json", described(lambda _, p: p["ethical_data"]["planted_truths"][0].update(says=""))),
        "lacks its words",
    ),
    "a truth of another value": (
        edit("datapackage.json", described(lambda _, p: p["ethical_data"]["planted_truths"][0].update(value=-1))),
        "datasheet does not repeat",
    ),
    "an unknown file": (lambda folder: (folder / "more.csv").write_text("a\n1\n"), "other tables"),
}


@pytest.mark.parametrize("plant, found", PLANTED.values(), ids=list(PLANTED))
def test_a_planted_fault_is_found(tmp_path, plant, found):
    folder = Path(shutil.copytree(raw_world.DATA / "gym", tmp_path / "gym"))
    plant(folder)
    assert any(found in line for line in faults(folder))


def test_what_differs_from_a_fresh_build_is_named(tmp_path):
    copy = Path(shutil.copytree(raw_world.DATA / "gym", tmp_path / "gym"))
    content = bytearray((copy / "visits.csv").read_bytes())
    content[-5] ^= 1
    (copy / "visits.csv").write_bytes(content)
    (copy / "notes.csv").unlink()
    (copy / "mine.csv").write_text("a\n")
    assert sorted(package.differences(["gym"], tmp_path)) == [
        "gym/mine.csv: not made by the generator",
        "gym/notes.csv: missing",
        "gym/visits.csv: differs from a fresh build",
    ]
