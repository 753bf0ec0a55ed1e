"""Everything about one person and nobody else: found over several ids, covered, proven over every member of the gym."""

import csv
import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethical_data.measure import subject_access

FOLDER = Path(__file__).resolve().parent.parent / "data" / "gym"
TABLES = ("members", "visits", "invoices", "notes", "app_accounts", "workouts", "do_not_mail")


@pytest.fixture(scope="module")
def gym():
    return {name: pd.read_csv(FOLDER / f"{name}.csv", dtype="str") for name in TABLES}


@pytest.fixture(scope="module")
def files(gym):
    return subject_access.Files(gym)


def frame(text):
    """A table from lines with bars."""
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return pd.DataFrame(rows, columns=head).replace("", None)


# ---- the proof


def test_no_pack_of_any_member_holds_anything_of_another(gym, files):
    """For all 1,200: no other's number, app id, mail address or full name; phones only the member's own."""
    people = {m["member_no"]: m for m in csv.DictReader((FOLDER / "members.csv").open(encoding="utf-8", newline=""))}
    accounts = list(csv.DictReader((FOLDER / "app_accounts.csv").open(encoding="utf-8", newline="")))
    owners = defaultdict(set)
    for number, m in people.items():
        owners[m["email"]].add(number)
    apps = defaultdict(set)
    for a in accounts:
        number = a["member_no"] or (next(iter(owners[a["email"]])) if len(owners[a["email"]]) == 1 else "")
        apps[number].add(a["app_id"])
    mails_of = {a["app_id"]: a["email"] for a in accounts}
    full = defaultdict(set)
    for number, m in people.items():
        full[f"{m['given_name']} {m['family_name']}"].add(number)
    spelt = {tuple(re.findall(r"[\w'’-]+", name)): name for name in full}
    rows = 0
    for number, person in people.items():
        pack = files.pack(files.find(number))
        text = "\n".join(
            "\t".join(map(str, row)) for t in pack.tables.values() for row in t.fillna("").to_numpy().tolist()
        )
        rows += text.count("\n") + 1
        assert set(re.findall(r"\bM\d{4}\b", text)) == {number}
        assert set(re.findall(r"\bA\d{5}\b", text)) <= apps[number]
        own = {person["email"]} | {mails_of[a] for a in apps[number]}
        assert set(re.findall(r"[\w.+'-]+@[\w.-]+\w", text)) <= own
        mine = f"{person['given_name']} {person['family_name']}"
        words = re.findall(r"[\w'’-]+", text)
        runs = {tuple(words[n : n + k]) for k in {*map(len, spelt)} for n in range(len(words))}
        assert {spelt[run] for run in runs if run in spelt} <= {mine}, number
        assert set(re.findall(r"07700 \d{6}", text)) <= {person["phone"]}
        assert f"\t{person['email']}\t" in text and mine in text  # and the member's own is there
    assert rows > 30_000


def test_every_row_of_every_member_is_in_the_pack(gym, files):
    numbers = gym["members"]["member_no"].iloc[::37]
    for number in numbers:
        found = files.find(number)
        for name in ("visits", "invoices", "notes", "members"):
            assert len(found.rows[name]) == (gym[name]["member_no"] == number).sum()


def test_nora_stands_under_two_ids_and_two_addresses(files):
    for way in ("M0417", "m0417 ", "A20731", "nora.whitfield@example.com", "Nora.Whitfield.old@example.com"):
        found = files.find(way)
        assert found.ids == {
            "member_no": {"m0417"},
            "app_id": {"a20731"},
            subject_access.MAIL: {"nora.whitfield@example.com", "nora.whitfield.old@example.com"},
        }
        assert sum(map(len, found.rows.values())) == 39


def test_the_note_about_nora_covers_who_complained_and_is_marked(files):
    pack = files.pack(files.find("M0417"))
    note = pack.tables["notes"]["text"].iloc[-1]
    assert note.count(subject_access.COVERED) == 3 and "Holt" not in note and "weights on the floor" in note
    assert pack.look["notes"] == [1, 2]
    assert pack.tables["workouts"]["with_app_id"].dropna().tolist() == [subject_access.COVERED] * 4


def test_rows_of_others_that_name_nora_are_told_and_not_packed(files):
    found = files.find("M0417")
    assert {name: len(rows) for name, rows in found.named_in.items()} == {"notes": 2, "workouts": 3}
    assert not set(found.named_in["notes"]) & set(found.rows["notes"])


def test_a_shared_address_is_not_followed(gym, files):
    twice = gym["members"]["email"].value_counts()
    open_ = gym["app_accounts"][gym["app_accounts"]["member_no"].isna()]
    mail = open_.loc[open_["email"].map(twice).eq(2), "email"].iloc[0]
    both = gym["members"].loc[gym["members"]["email"] == mail, "member_no"].tolist()
    assert not files.find(mail) and files.find(mail).shared == {mail: 2}
    for number in both:
        found = files.find(number)
        assert found.shared == {mail: 2} and not found.rows["app_accounts"] and not found.rows["workouts"]
        assert len(found.rows_of_shared["app_accounts"]) == 1


# ---- small tables


def test_somebody_of_whom_nothing_is_held_is_not_found(files):
    found = files.find("nobody@example.com")
    assert not found and found.ids == {} and found.named_in == {}


def test_headers_of_ones_own_can_be_named_and_joined():
    tables = {
        "a.csv": frame("Kunde | Mail\n7 | x@example.com\n8 | y@example.com"),
        "b.csv": frame("Kd-Nr | Betrag\n7 | 5\n9 | 4"),
    }
    ids = subject_access.id_columns(tables, ["Kunde", "Kd-Nr=Kunde"])
    assert ids == {"a.csv": {"Kunde": "kunde", "Mail": subject_access.MAIL}, "b.csv": {"Kd-Nr": "kunde"}}
    assert subject_access.Files(tables, ids).find("x@example.com").rows == {"a.csv": [0], "b.csv": [0]}


def test_numbers_under_different_headers_are_different_ids():
    tables = {
        "c.csv": frame("customer_id | mail\n1 | x@example.com"),
        "o.csv": frame("order_id | customer_id\n1 | 2\n2 | 1"),
        "l.csv": frame("order_id | line\n1 | nails\n2 | glue"),
    }
    found = subject_access.Files(tables).find("x@example.com")
    assert found.rows == {
        "c.csv": [0],
        "o.csv": [1],
        "l.csv": [1],
    }  # over the order, and never over the number 1


def test_several_orders_of_one_address_are_one_person_and_lines_hang_on_their_order():
    tables = {
        "orders.csv": frame(
            "order_no | email | total\n12 | a@example.com | 7\n13 | a@example.com | 12\n14 | b@example.com | 9"
        ),
        "lines.csv": frame("order_no | item\n12 | 14\n14 | 12\n13 | tea"),
        "classes.csv": frame("booking_id | email\nq | a@example.com\nq | b@example.com"),
    }
    files = subject_access.Files(tables)
    found = files.find("a@example.com")
    assert found.rows == {"orders.csv": [0, 1], "lines.csv": [0, 2], "classes.csv": [0]} and not found.shared
    pack = files.pack(found)
    assert pack.tables["lines.csv"].values.tolist() == [["12", "14"], ["13", "tea"]] and not len(pack.covered)


def test_a_firms_number_does_not_lead_to_its_other_people():
    tables = {
        "contacts.csv": frame("contact_id | email | account_id\nc1 | a@example.com | k\nc2 | b@example.com | k"),
        "calls.csv": frame("contact_id | account_id | said\nc1 | k | yes\nc2 | k | no\n | k | hm"),
    }
    files = subject_access.Files(tables)
    found = files.find("a@example.com")
    assert found.rows == {"contacts.csv": [0], "calls.csv": [0]} and found.shared == {"k": 2}
    assert found.rows_of_shared == {"calls.csv": [2]}


def test_two_addresses_of_one_number_in_one_table_are_not_taken_for_one_person():
    tables = {
        "a.csv": frame("customer_id | email\n1 | a@example.com\n1 | b@example.com"),
        "b.csv": frame("customer_id | x\n1 | y"),
    }
    files = subject_access.Files(tables)
    assert files.find("a@example.com").rows == {"a.csv": [0], "b.csv": []}
    assert files.find("1").rows == files.find("1,a@example.com, b@example.com").rows == {"a.csv": [0, 1], "b.csv": [0]}


def test_a_bare_number_is_somebody_only_where_words_say_so():
    tables = {
        "a.csv": frame("customer_id | email | introduced_by\n1 | a@example.com | 12\n12 | b@example.com | "),
        "b.csv": frame("customer_id | amount | note\n1 | 12 | Came 12 times, once with customer 12 of ours."),
    }
    files = subject_access.Files(tables)
    pack = files.pack(files.find("1"))
    assert pack.tables["a.csv"]["introduced_by"].tolist() == [subject_access.COVERED]
    assert pack.tables["b.csv"]["amount"].tolist() == ["12"]
    assert pack.tables["b.csv"]["note"].tolist() == ["Came 12 times, once with customer [another person] of ours."]


def test_names_under_other_headers_are_known_and_products_are_none():
    tables = {
        "orders.csv": frame(
            "email | Billing Name | product_name | remark\na@example.com | Ann Lee | Rose Garden | Rose Garden for"
            " Bo Kim"
        ),
        "more.csv": frame("email | Customer Name\nb@example.com | Bo Kim"),
    }
    files = subject_access.Files(tables, text_columns=["remark"])
    (row,) = files.pack(files.find("a@example.com")).tables["orders.csv"].to_dict("records")
    assert row["product_name"] == "Rose Garden" and row["remark"] == f"Rose Garden for {subject_access.COVERED}"


def test_a_bare_id_is_the_tables_own():
    tables = {
        "a.csv": frame("id | email\n1 | a@example.com"),
        "b.csv": frame("id | email\n1 | b@example.com"),
    }
    assert subject_access.Files(tables).find("a@example.com").rows == {"a.csv": [0], "b.csv": []}


def test_the_name_of_whoever_pays_for_somebody_is_covered():
    tables = {
        "members.csv": frame(
            "member_no | email | given_name | family_name\n1 | a@example.com | Ann | Lee\n2 | b@example.com | Bo | Kim"
        ),
        "invoices.csv": frame("member_no | billed_to\n1 | Bo Kim\n1 | Ann Lee\n1 | Anne Lee"),
    }
    files = subject_access.Files(tables)
    assert files.pack(files.find("1")).tables["invoices.csv"]["billed_to"].tolist() == [
        subject_access.COVERED,
        "Ann Lee",
        "Anne Lee",
    ]


def test_namesakes_that_no_id_joins_are_counted_and_left_out():
    tables = {
        "members.csv": frame("member_no | email | name\n1 | a@example.com | Ann Lee\n2 | b@example.com | Ann Lee"),
        "app.csv": frame("app_id | email | name\nx | c@example.com | Ann Lee"),
        "runs.csv": frame("app_id | km\nx | 3"),
        "visits.csv": frame("member_no | day\n1 | Monday"),
    }
    files = subject_access.Files(tables)
    found = files.find("1")
    assert found.rows == {"members.csv": [0], "app.csv": [], "runs.csv": [], "visits.csv": [0]}
    assert files.same_name(found) == {"members.csv": 1, "app.csv": 1}


@pytest.mark.parametrize(
    "text, left",
    [
        ("Bo Kim called again today.", "[another person] called again today."),
        ("Asked whether Kim, Bo could come.", "Asked whether [another person] could come."),
        ("Bo's brother called us twice.", "[another person]'s brother called us twice."),
        ("Write to b@example.com, she said.", "Write to [another person], she said."),
        ("Call +44 7700 900123 if unwell.", "Call [another person] if unwell."),
        ("Moved from locker M2 to M1.", "Moved from locker [another person] to M1."),
        ("Ann Lee came on 2025-11-09 at 08:15.", "Ann Lee came on 2025-11-09 at 08:15."),
        ("a@example.com is the address now.", "a@example.com is the address now."),
        ("BO KIM wrote this in capitals.", "[another person] wrote this in capitals."),
    ],
)
def test_what_the_files_know_of_others_is_covered(text, left):
    tables = {
        "members.csv": frame(
            "member_no | email | given_name | family_name\nM1 | a@example.com | Ann | Lee\nM2 | b@example.com | Bo"
            " | Kim"
        ),
        "notes.csv": pd.DataFrame({"member_no": ["M1"], "text": [text]}),
    }
    files = subject_access.Files(tables, text_columns=["text"])
    assert files.pack(files.find("M1")).tables["notes.csv"]["text"].tolist() == [left]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Bo Kim", "b@example.com", "M2", "Bo", "KIM", "hello", "Ann Lee", "=1+1", "<b>", "\u202e", ","]
        ),
        max_size=8,
    )
)
def test_whatever_stands_around_it_another_is_never_left(words):
    tables = {
        "members.csv": frame(
            "member_no | email | given_name | family_name\nM1 | a@example.com | Ann | Lee\nM2 | b@example.com | Bo"
            " | Kim"
        ),
        "notes.csv": pd.DataFrame({"member_no": ["M1"], "text": [" ".join(words) or None]}),
    }
    files = subject_access.Files(tables, text_columns=["text"])
    left = str(files.pack(files.find("M1")).tables["notes.csv"]["text"].iloc[0])
    assert not re.search(r"b@example|\bM2\b|\bBo\b|\bkim\b", left, re.IGNORECASE)
    assert left.count("Ann Lee") == " ".join(words).count("Ann Lee")


def test_nothing_that_was_given_is_changed(gym):
    before = {name: table.copy() for name, table in gym.items()}
    files = subject_access.Files(gym)
    files.pack(files.find("M0417"))
    assert all(before[name].equals(gym[name]) for name in gym)


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame(),
        pd.DataFrame({"email": []}),
        pd.DataFrame({"email": [None]}),
        pd.DataFrame({"x": ["1"]}),
    ],
)
def test_empty_tables_hold_nobody(table):
    files = subject_access.Files({"t.csv": table.astype(object)})
    assert not files.find("a@example.com") and files.pack(files.find("a@example.com")).tables == {}


HEADERS = [
    "member_no",
    "email",
    "name",
    "order_no",
    "given_name",
    "family_name",
    "note",
    "phone",
    "id",
    "with_member_no",
]
VALUES = [
    None,
    "",
    "1",
    "2",
    "a@example.com",
    "b@example.com",
    "Ann Lee",
    "Bo Kim",
    "=x",
    "12 3 4 5",
    "member 2",
    "a b c d",
]


@st.composite
def any_tables(draw):
    made = {}
    for n in range(draw(st.integers(1, 3))):
        columns, rows = (
            draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=4, unique=True)),
            draw(st.integers(0, 4)),
        )
        cell = st.one_of(st.sampled_from(VALUES), st.text(max_size=9))
        cells = {c: draw(st.lists(cell, min_size=rows, max_size=rows)) for c in columns}
        made[f"t{n}.csv"] = pd.DataFrame(cells, dtype=object)
    return made


@settings(max_examples=80, deadline=None)
@given(any_tables(), st.sampled_from(["1", "a@example.com", "1, 2", "nobody"]))
def test_any_tables_end_in_a_pack_or_in_nothing_found(tables, who):
    files = subject_access.Files(tables)
    found = files.find(who)
    pack = files.pack(found)
    assert {k: len(t) for k, t in pack.tables.items()} == {k: len(v) for k, v in found.rows.items() if v}
    assert all(n > 0 for n in files.same_name(found).values()) and isinstance(files.elsewhere(who), list)


# ---- orphans and the clock


def test_orphans_point_at_nobody_and_an_empty_id_is_none():
    table = pd.DataFrame({"n": ["1", " 2", "3", "", None]})
    assert subject_access.orphans(table, "n", ["1", "2 "]) == 1


@pytest.mark.parametrize(
    "came, last",
    [
        ("2025-01-31", "2025-02-28"),
        ("2024-01-31", "2024-02-29"),
        ("2025-08-31", "2025-09-30"),
        ("2025-12-31", "2026-01-31"),
        ("2025-11-24", "2025-12-24"),
        ("2025-03-31", "2025-04-30"),
    ],
)
def test_a_month_is_a_month(came, last):
    assert subject_access.due(date.fromisoformat(came)) == date.fromisoformat(last)


@given(st.dates(date(1900, 1, 1), date(2198, 1, 1)), st.integers(0, 24))
def test_the_last_day_lies_in_the_month_counted_to(day, months):
    last = subject_access.due(day, months)
    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == months and last.day <= day.day


def test_a_very_long_text_in_a_column_of_names_is_no_name_and_costs_little():
    table = pd.DataFrame({"name": ["x " * 300_000, "Anna Meyer"], "email": ["a@example.com", "b@example.com"]})
    files = subject_access.Files({"people.csv": table})
    found = files.find("a@example.com")
    assert files.names(found) == set() and len(files.pack(found).tables["people.csv"]) == 1
