"""The bakery holds what it says: an audit that shares no code with the course reads the CSVs."""

import json
import re
from collections import Counter, defaultdict
from datetime import date

import pytest
import raw_world

from ethical_data.worlds import package

FOLDER = raw_world.DATA / "bakery"
SHOP = ("loyalty", "products", "till", "orders", "messages", "emails", "trays", "campaigns", "ledger")
ILL = re.compile(
    r"nut allergy|peanut allergy|egg allergy|allergic(?! to mondays)|coeliac|diabet|intolerant|stroke"
    r"|heart tablets|doctor says|chemo|dialysis|swells up|kidney|migraine|crohn|hives|pneumonia|anaphylaxis"
    r"|asthma|reaction",
    re.IGNORECASE,
)
CARD_ILL = re.compile(r"get well|chemo|hospital|scan|the stroke|that heart|diagnosis", re.IGNORECASE)
PHONE = re.compile(r"(?:\+44 ?|\(?0)(7700|1632)\)?[ -]?9[06]0 ?\d{3}(?!\d)")
PERSON = re.compile(r"\S+@example\.(?:com|net|org)|\bM\d{4}\b")


def read(folder=FOLDER):
    return raw_world.tables(folder)


@pytest.fixture(scope="module")
def stored():
    return raw_world.described(FOLDER)


@pytest.fixture(scope="module")
def truths(stored):
    found = {truth["id"]: truth for truth in stored["ethical_data"]["planted_truths"]}
    return {name: truth["value"] for name, truth in found.items() if truth["lesson"].startswith("01")}


@pytest.fixture(scope="module")
def world():
    return read()


# ---- the audit


def saturday(day):
    return date.fromisoformat(day[:10]).weekday() == 5


def unread(world, stored):
    """Columns of the shop's tables that nothing in use reads."""
    read_by = {(r["table"], r["column"]) for r in world["reports"] if r["still_runs"] == "yes"}
    fields = {
        (resource["name"], field["name"]): field
        for resource in stored["resources"]
        if resource["name"] in SHOP
        for field in resource["schema"]["fields"]
    }
    assert read_by <= set(fields)
    return {name: field for name, field in fields.items() if name not in read_by}


def visits(world):
    """Member -> their visits with food in order, each "gluten", "free" or "both"."""
    kind = {r["product"]: r["gluten_free"] for r in world["products"]}
    receipts = defaultdict(set)
    for line in world["till"]:
        if line["member_id"] and kind[line["product"]] != "drink":
            receipts[line["member_id"], line["sold_at"], line["receipt_id"]].add(kind[line["product"]])
    found = defaultdict(list)
    for (member, *_), kinds in sorted(receipts.items()):
        found[member].append("both" if len(kinds) == 2 else "free" if "yes" in kinds else "gluten")
    return found


def switched(world, least):
    found = set()
    for member, kinds in visits(world).items():
        turn = len(kinds)
        while turn and kinds[turn - 1] == "free":
            turn -= 1
        if len(kinds) - turn >= least and turn >= least and set(kinds[:turn]) == {"gluten"}:
            found.add(member)
    return found


def counted(world, stored):
    """Every counted truth of lesson 01, counted again."""
    notes = [(bool(ILL.search(r["note"])), bool(PHONE.search(r["note"]))) for r in world["orders"]]
    names = {f"{r['given_name']} {r['family_name']}" for r in world["loyalty"]}
    names_in = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    prompts = [r["prompt"] for r in world["assistant_log"]]
    personal = [p for p in prompts if names_in.search(p) or PERSON.search(p) or PHONE.search(p)]
    croissants = {r["baked_on"]: r for r in world["trays"] if r["product"] == "croissant" and saturday(r["baked_on"])}
    gone = {
        day: r["sold_out_at"] for day, r in croissants.items() if r["sold_out_at"] and r["sold_out_at"][11:] < "12:00"
    }
    alone = {r["member_id"] for r in world["loyalty"] if r["household_size"] == "1"}
    florist_reads = {r["column"] for r in world["florist_reads"]}
    cards = [r["card_words"] for r in world["florist_orders"]]
    return {
        "members": len(world["loyalty"]),
        "nobody-reads": len(unread(world, stored)),
        "notes-illness": sum(ill for ill, _ in notes),
        "notes-phone": sum(phone for _, phone in notes),
        "notes-both": sum(ill and phone for ill, phone in notes),
        "messages-illness": sum(bool(ILL.search(r["text"])) for r in world["messages"]),
        "prompts-personal": len(personal),
        "prompts-illness": sum(bool(ILL.search(p)) for p in personal),
        "saturdays": len(croissants),
        "sold-out-saturdays": len(gone),
        "asked-after": sum(
            "croissant" in r["text"] and r["sent_at"] > gone.get(r["sent_at"][:10], "9") for r in world["messages"]
        ),
        "switchers": len(switched(world, 8)),
        "matched": len(world["enrichment"]),
        "free-from": sum(r["lifestyle"] == "free-from and health" for r in world["enrichment"]),
        "contradicted": sum(r["children_at_home"] == "yes" and r["member_id"] in alone for r in world["enrichment"]),
        "florist-nobody-reads": len(set(world["florist_orders"][0]) - florist_reads),
        "florist-illness": sum(bool(CARD_ILL.search(card)) for card in cards),
        "florist-phone": sum(bool(PHONE.search(r["driver_note"])) for r in world["florist_orders"]),
    }


def test_every_counted_truth_is_recovered_exactly(world, truths, stored):
    assert counted(world, stored) == truths
    assert (truths["nobody-reads"], truths["notes-illness"], truths["notes-phone"]) == (9, 23, 17)


def row(rows, **wanted):
    return next(r for r in rows if all(r[k] == v for k, v in wanted.items()))


def mend(rows, column, pattern):
    """Blank the first text in which the pattern is found."""
    next(r for r in rows if re.search(pattern, r[column]))[column] = "Ribbon, no card"


PLANTED = {
    "a report taken up again": (
        lambda w: row(w["reports"], column="birth_date").update(still_runs="yes"),
        "nobody-reads",
    ),
    "an illness struck out": (lambda w: mend(w["orders"], "note", "dialysis"), "notes-illness"),
    "a number struck out": (lambda w: mend(w["orders"], "note", r"^tel\. "), "notes-phone"),
    "a name struck out": (
        lambda w: mend(w["assistant_log"], "prompt", "^Birthday rhyme for"),
        "prompts-personal",
    ),
    "a roll for Ruth": (
        lambda w: [r for r in w["till"] if r["member_id"] == "M0347"][-1].update(product="seeded roll"),
        "switchers",
    ),
    "an hour later": (
        lambda w: row(w["trays"], product="croissant", baked_on="2025-12-06").update(sold_out_at="2025-12-06T12:23"),
        "sold-out-saturdays",
    ),
    "a card without words": (
        lambda w: mend(w["florist_orders"], "card_words", "Rest that"),
        "florist-illness",
    ),
}


@pytest.mark.parametrize("plant, moves", PLANTED.values(), ids=list(PLANTED))
def test_one_changed_row_moves_a_count(stored, truths, plant, moves):
    changed = read()
    plant(changed)
    assert abs(counted(changed, stored)[moves] - truths[moves]) == 1


def test_what_nobody_reads_has_no_purpose_and_all_else_has_one(world, stored):
    nobody = unread(world, stored)
    assert not any(field.get("purpose") for field in nobody.values())
    for resource in stored["resources"]:
        for field in resource["schema"]["fields"] if resource["name"] in SHOP else []:
            assert field.get("purpose") or (resource["name"], field["name"]) in nobody, field["name"]
    assert Counter(field["personal"] for field in nobody.values()) == {"yes": 8, "no": 1}


def test_a_report_that_was_given_up_hides_one_of_the_nine(world, stored):
    ever = {(r["table"], r["column"]) for r in world["reports"]}
    assert {name for name in unread(world, stored) if name in ever} == {("loyalty", "birth_date")}


def test_the_reader_of_all_notes_marked_what_another_reader_finds(world):
    marks = {r["order_id"]: (r["illness"], r["phone"]) for r in world["order_notes_read"]}
    word = {True: "yes", False: "no"}
    for r in world["orders"]:
        assert marks[r["order_id"]] == (
            word[bool(ILL.search(r["note"]))],
            word[bool(PHONE.search(r["note"]))],
        ), r["note"]


def test_a_search_for_one_word_is_wrong_in_both_ways(world):
    hits = [r["note"] for r in world["orders"] if "allerg" in r["note"].lower()]
    ill = [r["note"] for r in world["orders"] if ILL.search(r["note"])]
    assert set(hits) - set(ill) and set(ill) - set(hits)
    assert any(re.search(r"\d{5}[ -]?\d{2,}", r["note"]) and not PHONE.search(r["note"]) for r in world["orders"])


def test_ruth_osborne_is_one_of_the_four_and_was_right_to_be_asked(world):
    four = switched(world, 8)
    names = {r["member_id"]: f"{r['given_name']} {r['family_name']}" for r in world["loyalty"]}
    (ruth,) = [member for member in four if names[member] == "Ruth Osborne"]
    said = {r["member_id"]: r["text"] for r in world["messages"] if r["member_id"] in four}
    assert "coeliac" in said[ruth] and len(said) == 3
    assert sum("coeliac" in text for text in said.values()) == 1
    assert len(four) < len(switched(world, 5)) < len(switched(world, 2))
    label = {r["member_id"]: r["lifestyle"] for r in world["enrichment"]}
    assert label[ruth] == "free-from and health"


def test_no_single_line_of_ruths_tells_anything(world):
    products = Counter(r["product"] for r in world["till"] if r["member_id"] == "M0347")
    others = defaultdict(set)
    for r in world["till"]:
        if r["member_id"]:
            others[r["product"]].add(r["member_id"])
    assert all(len(others[product]) > 40 for product in products)


# ---- relations


def test_every_member_id_is_on_the_list_and_had_joined(world):
    joined = {r["member_id"]: r["joined_on"] for r in world["loyalty"]}
    for name in ("till", "orders", "messages", "emails", "enrichment"):
        assert {r["member_id"] for r in world[name]} - {""} <= set(joined)
    for name, when in (
        ("till", "sold_at"),
        ("orders", "taken_at"),
        ("messages", "sent_at"),
        ("emails", "sent_at"),
    ):
        assert not [r for r in world[name] if r["member_id"] and r[when][:10] < joined[r["member_id"]]]
    for r in world["campaigns"]:
        assert sum(r["starts_on"] <= day <= r["ends_on"] for day in joined.values()) >= int(r["new_members"])


def test_what_left_the_tray_is_what_went_through_the_till(world):
    sold = Counter()
    last = {}
    for r in world["till"]:
        sold[r["sold_at"][:10], r["product"]] += int(r["quantity"])
        last[r["sold_at"][:10], r["product"]] = r["sold_at"]
    for r in world["trays"]:
        key = r["baked_on"], r["product"]
        assert int(r["pieces_baked"]) - int(r["left_over"]) == sold[key]
        assert (r["left_over"] == "0") == bool(r["sold_out_at"]) and r["sold_out_at"] in ("", last[key])


def test_the_books_hold_what_the_till_and_the_order_book_took(world):
    price = {r["product"]: int(r["price_cents"]) for r in world["products"]}
    taken = Counter()
    for r in world["till"]:
        taken["takings", r["sold_at"][:10]] += price[r["product"]] * int(r["quantity"])
    for r in world["orders"]:
        taken["orders", r["pickup_on"]] += int(r["price_cents"])
    booked = {
        (r["account"], r["booked_on"]): int(r["amount_cents"])
        for r in world["ledger"]
        if r["account"] in ("takings", "orders")
    }
    assert booked == taken


def test_offers_go_only_to_those_who_said_yes(world):
    yes = {r["member_id"] for r in world["loyalty"] if r["offers"] == "yes"}
    assert {r["member_id"] for r in world["emails"]} <= yes and len(yes) == 490
    assert all(not r["clicked_at"] or r["opened_at"] < r["clicked_at"] for r in world["emails"])


# ---- a shop of this kind, in which nobody can be reached


def test_the_shop_has_the_size_of_its_trade(world):
    days = Counter(r["sold_at"][:10] for r in {r["receipt_id"]: r for r in world["till"]}.values())
    assert len(days) == 72 and not any(date.fromisoformat(day).weekday() == 6 for day in days)
    weekday = [n for day, n in days.items() if not saturday(day)]
    weekend = [n for day, n in days.items() if saturday(day)]
    assert 180 <= sum(weekday) / len(weekday) <= 260
    assert 1.4 < (sum(weekend) / len(weekend)) / (sum(weekday) / len(weekday)) < 1.6
    cards = {r["receipt_id"]: bool(r["member_id"]) for r in world["till"]}
    assert 0.33 < sum(cards.values()) / len(cards) < 0.37
    price = {r["product"]: int(r["price_cents"]) for r in world["products"]}
    assert len(price) == 25 and price["croissant"] == 250
    assert 5 < sum(price[r["product"]] * int(r["quantity"]) for r in world["till"]) / 100 / len(cards) < 9


def test_phones_are_written_in_every_way_and_districts_are_a_towns(world):
    numbers = [r["phone"] for r in world["loyalty"]] + [r["buyer_phone"] for r in world["florist_orders"]]
    assert all(PHONE.fullmatch(n) for n in numbers if n)
    assert all(re.fullmatch(r"QE\d \d", r["postcode"]) for r in world["loyalty"])
    assert 25 <= len({r["postcode"] for r in world["loyalty"]}) <= 40


def test_names_and_genders_go_together(world):
    women = {"Emma", "Claire", "Sarah", "Ruth", "Nicole", "Emily"}
    assert {r["gender"] for r in world["loyalty"] if r["given_name"] in women} <= {
        "female",
        "other",
        "not said",
    }


# ---- the package


def test_at_twice_the_size_the_counts_of_texts_double(tmp_path, truths):
    package.write("bakery", tmp_path, 2.0)
    said = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    double = {t["id"]: t["value"] for t in said["ethical_data"]["planted_truths"] if t["lesson"].startswith("01")}
    texts = [name for name in truths if name.startswith(("notes", "messages", "prompts", "florist-ill", "florist-ph"))]
    assert {name: double[name] for name in texts} == {name: 2 * truths[name] for name in texts}
    found = counted(read(tmp_path), said)
    assert {name: found[name] for name in texts} == {name: double[name] for name in texts}
