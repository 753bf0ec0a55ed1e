"""The gym holds what it says: an audit that shares no code with the course reads the CSVs."""

import re
from collections import Counter, defaultdict
from datetime import date

import pytest
import raw_world

FOLDER = raw_world.DATA / "gym"
NORA, HER_APP, HER_MAIL, HER_NAME = "M0417", "A20731", "nora.whitfield@example.com", "Nora Whitfield"
BY_NUMBER = ("visits", "invoices", "notes", "app_accounts")
HEALTH = re.compile(r"injury|pregnant|blood pressure|asthma", re.IGNORECASE)


def read(folder=FOLDER):
    return raw_world.tables(folder)


@pytest.fixture(scope="module")
def world():
    return read()


@pytest.fixture(scope="module")
def stored():
    return raw_world.described(FOLDER)


def month_later(day):
    """The same day of the next month, or the last one before it."""
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, day.day)


def names(world):
    """Full name -> numbers of the members who bear it."""
    found = defaultdict(set)
    for m in world["members"]:
        found[f"{m['given_name']} {m['family_name']}"].add(m["member_no"])
    return found


def second_members(world):
    """Notes that name a member other than the one under whom they are filed."""
    known = names(world)
    longest = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))
    return [n for n in world["notes"] if any(known[hit] - {n["member_no"]} for hit in longest.findall(n["text"]))]


def counted(world):
    """Every planted truth, counted again."""
    owners = Counter(m["email"] for m in world["members"])
    mail_of = {m["member_no"]: m["email"] for m in world["members"]}
    ways = Counter(
        "number" if a["member_no"] else {0: "nobody", 1: "mail"}.get(owners[a["email"]], "shared")
        for a in world["app_accounts"]
    )
    hers = {name: [r for r in world[name] if r.get("member_no") == NORA] for name in ("members", *BY_NUMBER)}
    hers["workouts"] = [w for w in world["workouts"] if w["app_id"] == HER_APP]
    wrong = sum(r["birth_date"].startswith("1968") for r in hers["members"] + hers["app_accounts"])
    wrong += sum(w["age_used"] == "57" for w in hers["workouts"]) + sum("(57)" in n["text"] for n in hers["notes"])
    early = {v["member_no"] for v in world["visits"] if "2025-11-09T00" <= v["entered_at"] < "2025-11-09T09"}
    late = [
        r
        for r in world["requests"]
        if r["answered_on"] and date.fromisoformat(r["answered_on"]) > month_later(date.fromisoformat(r["received_on"]))
    ]
    marek = {
        "pool_cards": [c for c in world["pool_cards"] if c["name"] == "Marek Zielinski"],
        "pool_swims": [s for s in world["pool_swims"] if s["card"] == "P101"],
        "pool_lessons": [s for s in world["pool_lessons"] if s["mail"].lower() == "marek.zielinski@example.org"],
        "pool_receipts": [s for s in world["pool_receipts"] if s["pupil"] == "K31"],
    }
    assert {s["pupil"] for s in marek["pool_lessons"]} == {"K31"} and marek["pool_cards"][0]["card"] == "P101"
    told = [n for n in world["notes"] if HEALTH.search(n["text"]) and not re.search(HER_NAME, n["text"])]
    return {
        "accounts-number": ways["number"],
        "accounts-mail": ways["mail"],
        "accounts-shared": ways["shared"],
        "accounts-nobody": ways["nobody"],
        "changed-mail": sum(
            bool(a["member_no"]) and mail_of[a["member_no"]] != a["email"] for a in world["app_accounts"]
        ),
        "pairs": sum(n == 2 for n in owners.values()),
        "nora-tables": sum(bool(rows) for rows in hers.values()),
        "orphans": sum(len(rows) for name, rows in hers.items() if name != "members"),
        "orphans-by-number": sum(len(hers[name]) for name in BY_NUMBER),
        "invoices-that-stay": len(hers["invoices"]),
        "stop-that-stays": sum(s["email"] == HER_MAIL for s in world["do_not_mail"]),
        "stops-of-former-members": sum(s["email"] not in owners for s in world["do_not_mail"]),
        "wrong-birth-year": wrong,
        "flags-from-it": sum(w["flag"] == "too high" for w in hers["workouts"]),
        "notes-naming-nora": sum(HER_NAME in n["text"] and n["member_no"] != NORA for n in world["notes"]),
        "workouts-naming-another": sum(bool(w["with_app_id"]) for w in hers["workouts"]),
        "workouts-naming-nora": sum(w["with_app_id"] == HER_APP for w in world["workouts"]),
        "notes-naming-another": len(second_members(world)),
        "health-notes": len(told),
        "in-on-the-quiet-sunday": len(early),
        "late-answers": len(late),
        "columns-without-purpose": sum(
            i["personal"] in ("yes", "special") and not i["purpose"] for i in world["inventory"]
        ),
        "pool-rows": sum(map(len, marek.values())),
        "pool-receipts": len(marek["pool_receipts"]),
    }


def test_every_planted_truth_is_found_again(world, stored):
    planted = {truth["id"]: truth["value"] for truth in stored["ethical_data"]["planted_truths"]}
    assert counted(world) == planted


def test_nora_would_have_had_no_flag_at_her_own_age(world):
    hers = [w for w in world["workouts"] if w["app_id"] == HER_APP]
    assert not any(10 * int(w["mean_heart_rate"]) > 9 * (220 - 39) for w in hers)


def test_every_flag_follows_the_rule_that_the_datasheet_states(world):
    for w in world["workouts"]:
        assert (w["flag"] == "too high") == (10 * int(w["mean_heart_rate"]) > 9 * (220 - int(w["age_used"])))


def test_ages_follow_from_the_birth_dates_of_the_accounts(world):
    born = {a["app_id"]: a["birth_date"] for a in world["app_accounts"]}
    for w in world["workouts"]:
        day, birth = w["started_at"][:10], born[w["app_id"]]
        assert int(w["age_used"]) == int(day[:4]) - int(birth[:4]) - (day[5:] < birth[5:])


def test_every_number_points_at_a_member_and_every_app_id_at_an_account(world):
    numbers, apps = {m["member_no"] for m in world["members"]}, {a["app_id"] for a in world["app_accounts"]}
    assert len(numbers) == 1200 == len(world["members"])
    for name in ("visits", "invoices", "notes", "requests"):
        assert {r["member_no"] for r in world[name]} <= numbers
    assert {a["member_no"] for a in world["app_accounts"]} - {""} <= numbers
    assert {w["app_id"] for w in world["workouts"]} | {w["with_app_id"] for w in world["workouts"]} - {""} <= apps
    assert all(w["with_app_id"] != w["app_id"] for w in world["workouts"])


def test_a_number_in_an_account_is_that_of_its_owner(world):
    full = {m["member_no"]: f"{m['given_name']} {m['family_name']}" for m in world["members"]}
    assert all(a["full_name"] == full[a["member_no"]] for a in world["app_accounts"] if a["member_no"])


def test_the_inventory_names_every_column_of_the_eight_tables(world, stored):
    told = {(i["file"], i["column"]) for i in world["inventory"]}
    held = {
        (r["path"], f["name"])
        for r in stored["resources"]
        for f in r["schema"]["fields"]
        if not r["name"].startswith("pool_") and r["name"] != "inventory"
    }
    assert told == held
    ground = {(i["purpose"], i["lawful_basis"]) for i in world["inventory"] if i["purpose"]}
    assert len(ground) == len({purpose for purpose, _ in ground})  # one ground for each purpose
