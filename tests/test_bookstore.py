"""The bookshop holds what it says: an audit that shares no code with the course reads the CSVs."""

import json
import math
import re
from collections import Counter, defaultdict

import pytest
import raw_world

from ethical_data.worlds import package

FOLDER = raw_world.DATA / "bookstore"
TODAY = "2025-12-31"


def read(folder=FOLDER):
    return raw_world.tables(folder)


@pytest.fixture(scope="module")
def stored():
    return raw_world.described(FOLDER)


@pytest.fixture(scope="module")
def truths(stored):
    return {truth["id"]: truth for truth in stored["ethical_data"]["planted_truths"]}


@pytest.fixture(scope="module")
def world():
    return read()


# ---- the audit


def last_word(rows, person, time, said, before="9999"):
    """The last thing that a person said before a moment; None if nothing."""
    spoken = [r for r in rows if r[person[0]].lower() == person[1].lower() and r[time] < before]
    return max(spoken, key=lambda r: r[time])[said] if spoken else None


def switches(world):
    by = defaultdict(list)
    for row in sorted(world["choices"], key=lambda r: r["changed_at"]):
        by[row["member_id"]].append(row)
    return by


def after_off(world):
    """Suggestion mails whose reader's last choice before the mail was off, with that choice."""
    by, found = switches(world), []
    for mail in world["mails"]:
        before = [c for c in by[mail["member_id"]] if c["changed_at"] < mail["sent_at"]]
        if before and before[-1]["suggestions"] == "off":
            found.append((mail, before[-1]))
    return found


def exposing(world):
    """Mails whose subject holds the whole name of a delicate title, with that title."""
    delicate = {r["title"]: r for r in world["titles"] if r["sensitive"] == "true"}
    return [
        (mail, row)
        for mail in world["mails"]
        for name, row in delicate.items()
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", mail["subject"])
    ]


def late(world):
    return [
        o
        for o in world["orders"]
        if o["promised_on"] < (o["delivered_on"] or TODAY + "x") and o["promised_on"] <= TODAY
    ]


def shared(world):
    return {mail for mail, n in Counter(r["email"].lower() for r in world["members"]).items() if n > 1}


def lending(world):
    care = {r["book"] for r in world["lending_books"] if r["handle_with_care"] == "yes"}
    stopped = [
        last_word(world["lending_words"], ("reader", n["reader"]), "day", "said", n["day"]) == "no more"
        for n in world["lending_notes"]
    ]
    named = [any(book in n["headline"] for book in care) for n in world["lending_notes"]]
    return stopped, named


def counted(world):
    """Every counted truth of the bookshop, counted again."""
    by, off, named, orders = switches(world), after_off(world), exposing(world), late(world)
    address, homes = {r["member_id"]: r["email"].lower() for r in world["members"]}, shared(world)
    ended = [rows for rows in by.values() if rows[-1]["suggestions"] == "off"]
    silent = [o for o in orders if not o["told_on"]]
    stopped, careful = lending(world)
    return {
        "switched-off": len(ended),
        "off-at-the-till": sum(rows[-1]["where"] == "till" for rows in ended),
        "off-and-back": sum(
            rows[-1]["suggestions"] == "on" and any(r["suggestions"] == "off" for r in rows) for rows in by.values()
        ),
        "mails-after-off": len(off),
        "exposing-subjects": len(named),
        "exposing-bought": sum(m["because_of"] == t["title_id"] for m, t in named),
        "exposed-at-home": sum(address[m["member_id"]] in homes for m, _ in named),
        "shared-addresses": len(homes),
        "delicate-titles": sum(r["sensitive"] == "true" for r in world["titles"]),
        "late-silent": len(silent),
        "late-silent-foreseen": sum(
            bool(o["supplier_said_on"]) and o["supplier_said_on"] < o["promised_on"] < o["supplier_says"]
            for o in silent
        ),
        "late-silent-open": sum(not o["delivered_on"] for o in silent),
        "late-told-too-late": sum(o["told_on"] > o["promised_on"] for o in orders),
        "late-told-in-time": sum("" < o["told_on"] <= o["promised_on"] for o in orders),
        "false-alarms": sum(o["supplier_says"] > o["promised_on"] >= o["delivered_on"] > "" for o in world["orders"]),
        "lending-after-stop": sum(stopped),
        "lending-delicate": sum(careful),
        "lending-both": sum(a and b for a, b in zip(stopped, careful)),
    }


def test_every_counted_truth_is_recovered_exactly(world, truths):
    planted = {name: t["value"] for name, t in truths.items() if t["kind"] == "counted"}
    assert counted(world) == planted
    assert planted["switched-off"] == 412 and planted["exposing-subjects"] == 38
    assert planted["late-silent"] == 96


def newcombe(a, n_a, b, n_b, z=1.959964):
    def wilson(x, n):
        centre, half = (x + z * z / 2) / (n + z * z), z / (n + z * z) * math.sqrt(x * (n - x) / n + z * z / 4)
        return centre - half, centre + half

    (la, ua), (lb, ub), d = wilson(a, n_a), wilson(b, n_b), a / n_a - b / n_b
    return d - math.hypot(a / n_a - la, ub - b / n_b), d + math.hypot(ua - a / n_a, b / n_b - lb)


@pytest.mark.parametrize("id, column", [("tailored-unsubscribes", "unsubscribed"), ("tailored-purchases", "bought")])
def test_an_estimate_covers_what_was_planted_and_is_no_wider_than_stated(world, truths, id, column):
    arms = Counter(r["arm"] for r in world["mail_test"])
    yes = Counter(r["arm"] for r in world["mail_test"] if r[column] == "true")
    low, high = newcombe(yes["tailored"], arms["tailored"], yes["mass"], arms["mass"])
    truth = truths[id]
    assert truth["kind"] == "estimated" and truth["estimand"] and truth["sample"]
    assert low < truth["value"] < high and high - low <= truth["width"]
    assert (high < 0) if column == "unsubscribed" else (low < 0 < high)  # told, and not to be told


def test_every_mail_after_a_switch_off_comes_from_the_till(world):
    assert {choice["where"] for _, choice in after_off(world)} == {"till"}


def test_ruth_bellamy_is_exposed_twice_in_an_inbox_that_she_shares(world):
    (ruth,) = [r for r in world["members"] if (r["given_name"], r["family_name"]) == ("Ruth", "Bellamy")]
    home = [r["given_name"] for r in world["members"] if r["email"] == ruth["email"]]
    hers = [m["subject"] for m, _ in exposing(world) if m["member_id"] == ruth["member_id"]]
    late_mails = [m["subject"] for m, _ in after_off(world) if m["member_id"] == ruth["member_id"]]
    assert sorted(home) == ["Owen", "Ruth"] and hers[0] == "Because you bought Two Homes, One Week"
    assert len(hers) == 2 and late_mails == hers[1:]


def test_titles_are_unique_and_no_title_hides_in_another_delicate_one(world):
    names = [r["title"] for r in world["titles"]]
    assert len(set(names)) == len(names)
    delicate = [r["title"] for r in world["titles"] if r["sensitive"] == "true"]
    assert 0.01 <= len(delicate) / len(names) <= 0.03
    assert not [(d, n) for d in delicate for n in names if d != n and re.search(rf"\b{re.escape(d)}\b", n)]
    assert all((r["topic"] != "") == (r["sensitive"] == "true") for r in world["titles"])


def test_every_subject_names_the_title_it_rests_on_or_the_one_suggested(world):
    names = {r["title_id"]: r["title"] for r in world["titles"]}
    for mail in world["mails"]:
        of = mail["because_of"] if mail["subject"].startswith("Because you bought ") else mail["suggested"]
        assert mail["subject"].endswith(names[of])


def test_a_mail_rests_on_an_earlier_purchase_and_suggests_what_is_not_owned(world):
    first = {(p["member_id"], p["title_id"]): p["bought_at"] for p in world["purchases"]}
    assert len(first) == len(world["purchases"])  # nobody buys a title twice
    for mail in world["mails"]:
        assert first[mail["member_id"], mail["because_of"]] < mail["sent_at"]
        assert (mail["member_id"], mail["suggested"]) not in first


def test_popular_titles_take_a_large_share_and_many_sell_once_or_never(world):
    sold = Counter(p["title_id"] for p in world["purchases"])
    top = sum(n for _, n in sold.most_common(len(world["titles"]) // 100))
    assert 0.1 < top / len(world["purchases"]) < 0.4
    assert sum(sold[t["title_id"]] <= 2 for t in world["titles"]) > len(world["titles"]) / 10


def test_the_arms_were_drawn_by_lot_among_members_with_suggestions_on(world):
    by = switches(world)
    for row in world["mail_test"]:
        assert not [c for c in by[row["member_id"]] if c["changed_at"] <= row["sent_at"]]
        stopped = [c for c in by[row["member_id"]] if c["where"] == "mail"]
        assert bool(stopped) == (row["unsubscribed"] == "true")
    numbers = [int(r["member_id"][1:]) for r in world["mail_test"] if r["arm"] == "tailored"]
    assert abs(sum(numbers) / len(numbers) - 1250) < 100  # neither arm is the older half


def test_the_days_of_an_order_are_in_their_order(world):
    for o in world["orders"]:
        assert o["ordered_on"] < o["promised_on"] and o["ordered_on"] <= TODAY
        assert not o["delivered_on"] or o["ordered_on"] <= o["delivered_on"] <= TODAY
        assert not o["supplier_said_on"] or o["ordered_on"] <= o["supplier_said_on"] <= TODAY
        assert not o["told_on"] or o["ordered_on"] <= o["told_on"] <= TODAY


# ---- one changed row


def drop_a_switch(world):
    choice = after_off(world)[0][1]
    world["choices"].remove(next(c for c in world["choices"] if c["choice_id"] == choice["choice_id"]))


def rename_a_subject(world):
    exposing(world)[0][0]["subject"] = "Something new for you"


def tell_a_customer(world):
    next(o for o in late(world) if not o["told_on"])["told_on"] = TODAY


PLANTED = {
    "a switch lost": (drop_a_switch, {"switched-off", "off-at-the-till", "mails-after-off"}),
    "a subject that names nothing": (rename_a_subject, {"exposing-subjects"}),
    "a customer told": (tell_a_customer, {"late-silent", "late-told-too-late"}),
    "a word at the lending shelf lost": (
        lambda w: w["lending_words"].remove(
            next(
                r
                for r in w["lending_words"]
                if r["reader"] == next(n for n, s in zip(w["lending_notes"], lending(w)[0]) if s)["reader"].lower()
            )
        ),
        {"lending-after-stop"},
    ),
}


@pytest.mark.parametrize("plant, moves", PLANTED.values(), ids=list(PLANTED))
def test_one_changed_row_moves_a_count(truths, plant, moves):
    world = read()
    plant(world)
    found = counted(world)
    assert moves <= {name for name, value in found.items() if truths[name]["value"] != value}


# ---- the generator


def test_a_small_shop_keeps_its_promises(tmp_path):
    package.write("bookstore", tmp_path, 0.5)
    told = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))["ethical_data"]["planted_truths"]
    planted = {t["id"]: t["value"] for t in told if t["kind"] == "counted"}
    assert counted(read(tmp_path)) == planted
