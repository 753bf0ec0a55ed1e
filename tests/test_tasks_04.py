"""The tasks of lesson 04 say what the data holds: answers are counted again, without the measures."""

import hashlib
import itertools
from collections import Counter

import pytest
from test_bakery_release import DOMAINS, attack, grouped, planted, read

from ethical_data.learn import tasks

TASKS = tasks.of_lesson("04")
ASKED = [name for name, task in TASKS.items() if task.kind not in ("predict", "decide")]
NUMBERS = [name for name in ASKED if TASKS[name].kind == "number"]


@pytest.fixture(autouse=True)
def work(monkeypatch, tmp_path):
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(tmp_path / "my-work"))


@pytest.fixture(scope="module")
def tables():
    return read()


def alone(rows, key):
    return sum(len(group) == 1 for group in grouped(rows, key).values())


def month(row):
    return row["postcode"], row["birth_date"][:7], row["gender"]


def year(row):
    return row["postcode"], row["birth_date"][:4], row["gender"]


def doubles(tables):
    """Lines alone in the list by month, that the register knows, and that fit more than one of the town."""
    town = Counter()
    for row in tables["town"]:
        if row["known"] == "month":
            town[row["postcode"], row["born"], row["gender"]] = int(row["people"])
    cells = [cell for cell, rows in grouped(tables["leaked"], month).items() if len(rows) == 1 and town[cell]]
    return sum(town[cell] > 1 for cell in cells), len(cells)


def guessed(tables):
    parts = {kind: [n["name"] for n in tables["common_names"] if n["kind"] == kind] for kind in ("given", "family")}
    hashes, found = {r["email_hash"] for r in tables["leaked"]}, Counter()
    for g, f, domain in itertools.product(parts["given"], parts["family"], DOMAINS):
        found[domain] += hashlib.sha256(f"{g}.{f}@{domain}".encode()).hexdigest() in hashes
    return found


def answers(tables):
    """The right answer of each task, counted again."""
    told = planted()
    bethany = next(f for f in attack(tables) if f["person"]["name"] == "Bethany Jones")
    pairs = [rows for rows in grouped(tables["leaked"], year).values() if len(rows) == 2]
    needed = [c for c in tables["copies"] if c["needed_for"]]
    members = [int(c["members"]) for c in tables["copies"] if not c["needed_for"]]
    return {
        "04.lines": len(bethany["fit"]),
        "04.wrong-person": "c",
        "04.town": doubles(tables)[0],
        "04.figures": "b",
        "04.pairs": sum(row["diet_note"] != "" for rows in pairs for row in rows),
        "04.shared": told["release-shared"],
        "04.first": sum(c["second_factor"] == "no" for c in needed),
        "04.clock": "b",
        "04.back-02": "b",
        "04.ex-year": alone(tables["leaked"], year),
        "04.ex-column": "b",
        "04.ex-domain": guessed(tables)["example.com"],
        "04.ex-copies": sum(members),
        "04.ex-alone": told["signups-alone"],
        "04.ex-group": told["signups-shared"],
    }


def test_every_answer_is_the_one_that_another_count_finds(tables):
    assert answers(tables) == {name: tasks.right_answer(name) for name in ASKED}


# ---- what the texts build on


def test_bryan_is_found_and_harold_is_taken_for_abdul(tables):
    found = {f["person"]["name"]: f for f in attack(tables)}
    bryan, harold = found["Bryan Freeman"], found["Harold Fenwick"]
    assert bryan["right"] and bryan["fit"][0]["diet_note"] == "coeliac disease"
    assert bryan["person"]["group"] == "Sunday hills"
    members = {m["member_id"]: m for m in tables["loyalty"]}
    owner = {k["line"]: members[k["member_id"]]["family_name"] for k in tables["leaked_key"]}
    assert harold["one"] and not harold["right"] and harold["fit"][0]["diet_note"] == "diabetes"
    assert owner[harold["fit"][0]["line"]] == "Rhodes"
    assert not any(m["family_name"] == "Fenwick" and m["given_name"] == "Harold" for m in tables["loyalty"])


def test_by_month_many_have_a_double_and_by_day_hardly_anybody_has(tables):
    two, known = doubles(tables)
    assert 0.3 < two / known < 0.5
    town = {(r["postcode"], r["born"], r["gender"]): int(r["people"]) for r in tables["town"]}
    days = [
        town[r["postcode"], r["birth_date"], r["gender"]] for r in tables["leaked"] if r["gender"] in ("female", "male")
    ]
    assert sum(people == 1 for people in days) / len(days) > 0.98


def test_coarser_dates_find_fewer_people_and_take_more_for_somebody_else(tables):
    members = {m["member_id"]: m for m in tables["loyalty"]}
    owner = {k["line"]: members[k["member_id"]] for k in tables["leaked_key"]}
    lines = grouped(tables["leaked"], year)
    page = Counter((c["postcode"], c["born"][:4], c["gender"]) for c in tables["club"])
    right = wrong = 0
    for c in tables["club"]:
        cell = c["postcode"], c["born"][:4], c["gender"]
        if page[cell] == 1 and len(lines.get(cell, [])) == 1:
            own = owner[lines[cell][0]["line"]]
            match = f"{own['given_name']} {own['family_name']}" == c["name"]
            right, wrong = right + match, wrong + (not match)
    told = planted()
    assert right < 0.6 * told["linked-rightly"] and wrong > 4 * told["linked-wrongly"]


def test_to_delete_what_nobody_needs_closes_most_holes(tables):
    bare = [c for c in tables["copies"] if c["second_factor"] == "no"]
    assert sum(not c["needed_for"] for c in bare) == len(bare) - 1 == 3
    (left,) = [c for c in bare if c["needed_for"]]
    assert left["copy"] == "Counter tablet" and left["held_by"] == "all six staff"


def test_the_group_of_the_release_is_one_of_men_born_in_the_nineties(tables):
    groups = grouped(tables["release"], lambda r: (r["area"], r["born"], r["gender"]))
    (same,) = [cell for cell, rows in groups.items() if len({r["needs"] for r in rows}) == 1]
    assert same[1:] == ("1990s", "male") and {r["needs"] for r in groups[same]} == {"coeliac disease"}


def test_two_in_three_stay_alone_by_year_and_two_in_five_sign_ups_are_alone(tables):
    assert 0.64 < alone(tables["leaked"], year) / 1400 < 0.7
    assert planted()["signups-alone"] / len(tables["course_signups"]) > 0.4
