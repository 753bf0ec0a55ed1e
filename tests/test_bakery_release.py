"""What left the bakery holds what it says: an audit that shares no code with the course reads the CSVs."""

import hashlib
import itertools
import json
from collections import Counter, defaultdict

import pytest
import raw_world

from ethical_data.worlds import package

FOLDER = raw_world.DATA / "bakery"
LESSON = "04-keep-it-safe"
DOMAINS = ("example.com", "example.net", "example.org")


def read(folder=FOLDER):
    return raw_world.tables(folder)


def planted(folder=FOLDER):
    told = json.loads((folder / "datapackage.json").read_text("utf-8"))["ethical_data"]["planted_truths"]
    return {truth["id"]: truth["value"] for truth in told if truth["lesson"] == LESSON}


def name(member):
    return f"{member['given_name']} {member['family_name']}"


def grouped(rows, key):
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def attack(tables):
    """For each name on the club's page: the lines that fit, and whether the one line is theirs."""
    members = {m["member_id"]: m for m in tables["loyalty"]}
    owner = {k["line"]: members[k["member_id"]] for k in tables["leaked_key"]}
    lines = grouped(tables["leaked"], lambda r: (r["postcode"], r["birth_date"][:7], r["gender"]))
    page = Counter((c["postcode"], c["born"], c["gender"]) for c in tables["club"])
    found = []
    for person in tables["club"]:
        cell = person["postcode"], person["born"], person["gender"]
        fit = lines.get(cell, [])
        one = len(fit) == 1 and page[cell] == 1
        found.append({"person": person, "fit": fit, "one": one,
                      "right": one and name(owner[fit[0]["line"]]) == person["name"]})  # fmt: skip
    return found


def counted(tables):
    """Every planted count, by our own definitions."""
    found = attack(tables)
    right = [f for f in found if f["right"]]
    wrong = [f for f in found if f["one"] and not f["right"]]
    known = {name(m) for m in tables["loyalty"]}
    favourites = Counter(r["favourite"] for r in tables["leaked"])
    release = grouped(tables["release"], lambda r: (r["area"], r["born"], r["gender"]))
    same = [rows for rows in release.values() if len({r["needs"] for r in rows}) == 1]
    members = Counter((m["postcode"], m["birth_date"]) for m in tables["loyalty"])
    parts = {kind: [n["name"] for n in tables["common_names"] if n["kind"] == kind] for kind in ("given", "family")}
    hashes = {r["email_hash"] for r in tables["leaked"]}
    guesses = (f"{g}.{f}@{d}" for g, f, d in itertools.product(parts["given"], parts["family"], DOMAINS))
    signups = grouped(tables["course_signups"], lambda r: (r["age"], r["district"], r["sex"]))
    tens = grouped(tables["course_signups"], lambda r: (int(r["age"]) // 10, r["district"], r["sex"]))
    unanimous = [g for g in tens.values() if len(g) > 1 and len({r["cannot_eat"] for r in g}) == 1]
    return {
        "linked-rightly": len(right),
        "linked-wrongly": len(wrong),
        "wrong-no-member": sum(f["person"]["name"] not in known for f in wrong),
        "several-lines": sum(bool(f["fit"]) and not f["one"] for f in found),
        "linked-with-a-note": sum(f["fit"][0]["diet_note"] != "" for f in right),
        "wrong-with-a-note": sum(f["fit"][0]["diet_note"] != "" for f in wrong),
        "notes": sum(r["diet_note"] != "" for r in tables["leaked"]),
        "rare-favourites": sum(n == 1 for n in favourites.values()),
        "release-k": min(map(len, release.values()), default=0),
        "release-shared": sum(map(len, same)),
        "no-second-factor": sum(c["second_factor"] == "no" for c in tables["copies"]),
        "shared-password": sum(c["shared_password"] == "yes" for c in tables["copies"]),
        "not-needed": sum(not c["needed_for"] for c in tables["copies"]),
        "practice-lead-back": sum(members[p["postcode"], p["birth_date"]] == 1 for p in tables["practice_copy"]),  # noqa: E501
        "addresses-guessed": sum(hashlib.sha256(g.encode()).hexdigest() in hashes for g in guesses),
        "signups-alone": sum(len(g) == 1 for g in signups.values()),
        "signups-shared": sum(map(len, unanimous)),
    }  # fmt: skip


@pytest.fixture(scope="module")
def tables():
    return read()


def test_every_planted_truth_is_recovered_exactly(tables):
    assert counted(tables) == planted()


def test_the_numbers_are_those_of_the_map_of_the_course():
    told = planted()
    assert (told["linked-rightly"], told["linked-wrongly"], told["linked-with-a-note"]) == (61, 9, 5)
    assert told["no-second-factor"] == 4


def test_whoever_was_linked_wrongly_is_alone_in_the_list_and_not_in_the_town(tables):
    town = {(r["postcode"], r["born"], r["gender"]): int(r["people"]) for r in tables["town"]}
    wrong = [f["person"] for f in attack(tables) if f["one"] and not f["right"]]
    assert all(town[p["postcode"], p["born"], p["gender"]] >= 2 for p in wrong)


def test_three_of_the_nine_are_members_with_a_line_of_their_own_elsewhere(tables):
    members = {name(m): m for m in tables["loyalty"]}
    wrong = [f["person"] for f in attack(tables) if f["one"] and not f["right"]]
    moved = [p for p in wrong if p["name"] in members]
    assert len(moved) == 3
    assert all(members[p["name"]]["postcode"] != p["postcode"] for p in moved)
    assert all(members[p["name"]]["birth_date"][:7] == p["born"] for p in moved)


def test_the_leak_is_the_loyalty_list_without_names(tables):
    members = {m["member_id"]: m for m in tables["loyalty"]}
    owner = {k["line"]: members[k["member_id"]] for k in tables["leaked_key"]}
    assert len(owner) == len(tables["leaked"]) == len(members) == 1_400
    for row in tables["leaked"]:
        member = owner[row["line"]]
        assert (row["postcode"], row["birth_date"], row["gender"]) == (
            member["postcode"], member["birth_date"], member["gender"])  # fmt: skip
        assert row["email_hash"] == hashlib.sha256(member["email"].lower().encode()).hexdigest()
    in_order = [k["member_id"] for k in tables["leaked_key"]]
    assert in_order != sorted(in_order)  # the order would be a key


def test_the_register_answers_for_every_combination_of_the_leak_and_knows_all_members(tables):
    town = {(r["postcode"], r["born"], r["gender"]): int(r["people"]) for r in tables["town"]}
    assert len(town) == len(tables["town"])
    members = [m for m in tables["leaked"] if m["gender"] in ("female", "male")]
    finer = None
    for width, end in ((10, ""), (7, ""), (4, ""), (3, "0s")):
        cells = Counter((m["postcode"], m["birth_date"][:width] + end, m["gender"]) for m in members)
        assert all(town[cell] >= many for cell, many in cells.items())
        if finer:  # whoever fits a day fits its month
            assert all(town[a, b[:width] + end, g] >= town[a, b, g] for a, b, g in finer)
        finer = cells


def test_what_the_college_got_agrees_with_the_leak(tables):
    """Each group of the release can be filled with members whose notes say the same."""
    notes = Counter()
    for row in tables["leaked"]:
        notes[row["postcode"].split(" ")[0], row["birth_date"][:3] + "0s", row["gender"], row["diet_note"]] += 1
    asked = Counter((r["area"], r["born"], r["gender"], r["needs"]) for r in tables["release"] if r["needs"] != "none")
    assert all(notes[cell] >= many for cell, many in asked.items())


def test_the_practice_copy_has_nobody_s_name_and_the_rare_favourites(tables):
    favourites = Counter(r["favourite"] for r in tables["leaked"])
    rare = {f for f, n in favourites.items() if n == 1}
    assert rare <= {p["favourite"] for p in tables["practice_copy"]}
    assert len({p["email"] for p in tables["practice_copy"]}) == 200
    assert all(p["phone"].startswith("07700 900") for p in tables["practice_copy"])


def test_names_on_the_page_are_there_once(tables):
    names = [c["name"] for c in tables["club"]]
    assert len(names) == len(set(names)) == 320


def test_copies_are_eleven_and_every_date_is_before_the_leak_was_found(tables):
    assert len(tables["copies"]) == 11
    assert all(c["updated_on"] <= "2025-12-06" and c["backup_tested_on"] <= "2025-12-06" for c in tables["copies"])


@pytest.mark.parametrize("scale", [0.37, 2])
def test_any_size_holds_what_it_counts(tmp_path, scale):
    package.write("bakery", tmp_path, scale)
    made = read(tmp_path)
    found, told = counted(made), planted(tmp_path)
    loose = {"rare-favourites", "release-k", "release-shared"}  # a small list can have more, or none
    assert {k: v for k, v in found.items() if k not in loose} == {k: v for k, v in told.items() if k not in loose}
