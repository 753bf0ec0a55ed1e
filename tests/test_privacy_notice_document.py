"""A notice is written from the inventory: nothing invented, every gap marked, everything escaped."""

import re

import pandas as pd
import pytest

from ethical_data.data import load
from ethical_data.documents import privacy_notice
from ethical_data.measure import reading_level

ROW = {
    "file": "visits.csv",
    "column": "entered_at",
    "personal": "yes",
    "purpose": "to open the door",
    "lawful_basis": "contract",
    "used_by": "the desk",
    "kept_until": "90 days",
}
WHO = {"name": "Northside Gym", "contact": "the desk", "authority": "the authority", "transfers": "It stays here.",
       "automated": "No machine decides alone.", "must": "Your name; without it you cannot join."}  # fmt: skip


def made(who=WHO, **changes):
    return privacy_notice.draft(pd.DataFrame([ROW | changes]), who)


def test_a_complete_inventory_leaves_no_gap():
    assert made().gaps == [] and "to fill in" not in made().text


@pytest.mark.parametrize(
    "column, gap", [("lawful_basis", "legal ground"), ("used_by", "who sees"), ("kept_until", "how long")]
)
def test_what_the_inventory_does_not_say_is_a_gap_and_not_invented(column, gap):
    found = made(**{column: ""})
    assert len(found.gaps) == 1 and gap in found.gaps[0] and f"[to fill in: {found.gaps[0]}]" in found.text


@pytest.mark.parametrize("key", WHO)
def test_each_item_of_the_firm_that_is_missing_is_a_gap(key):
    assert len(made({k: v for k, v in WHO.items() if k != key}).gaps) == 1


def test_every_right_of_art_13_2_is_named():
    """Access, rectification, erasure, restriction, objection, portability, withdrawal of consent, complaint."""
    text = made().text
    for words in (
        "See it",
        "Correct it",
        "erased",
        "held still",
        "object",
        "Take it with you",
        "Take back a yes",
        "write to",
    ):
        assert words in text, words


def test_whoever_outside_the_firm_gets_it_is_named():
    assert "**Who else gets it:** the parcel service." in made(shared_with="the parcel service").text
    assert "Who else" not in made().text


def test_a_column_that_is_gone_is_left_out():
    table = pd.DataFrame([ROW | {"state": None}, ROW | {"column": "door", "state": "gone"}])
    assert privacy_notice.personal(table)["column"].tolist() == ["entered_at"]


def test_a_column_without_purpose_is_named_and_marked():
    found = made(purpose=None)
    assert found.without_purpose == ["visits.csv: entered_at"] and len(found.gaps) == 1


def test_health_data_without_explicit_consent_asks_for_a_further_ground():
    assert "further ground" in made(personal="special").gaps[0]
    assert made(personal="special", lawful_basis="explicit consent").gaps == []


def test_columns_that_are_about_nobody_are_left_out_and_unclear_ones_stay():
    table = pd.DataFrame([ROW, ROW | {"column": "door", "personal": "no"}, ROW | {"column": "mood", "personal": None}])
    assert privacy_notice.personal(table)["column"].tolist() == ["entered_at", "mood"]


def test_the_gyms_draft_names_every_personal_column_and_reads_easily():
    inventory = load("gym", "inventory", as_written=True)
    found = privacy_notice.draft(inventory)
    for row in privacy_notice.personal(inventory).itertuples():
        assert row.column.replace("_", " ") in found.text or f"{row.file}: {row.column}" in found.text
    assert set(found.without_purpose) == {"members.csv: occupation", "workouts.csv: with_app_id"}
    prose = privacy_notice.prose(found.text)
    assert "fill in" not in prose and reading_level.level(prose).grade < 6 and not reading_level.vague(prose)
    assert all(f"[to fill in: {gap}]" in found.text for gap in found.gaps)


def test_the_page_runs_nothing_and_escapes_everything():
    page = privacy_notice.html(made(purpose='<script>alert(1)</script> & "x"').text)
    assert "<script" not in page and "&lt;script&gt;" in page and "Content-Security-Policy" in page
    assert page.count("<ul>") == page.count("</ul>") and not re.search(r"https?://", page)


def test_an_inventory_without_optional_columns_is_all_gaps():
    found = privacy_notice.draft(pd.DataFrame({"column": ["email"], "purpose": ["to write to you"]}))
    assert any("legal ground" in gap for gap in found.gaps) and "email" in found.text
