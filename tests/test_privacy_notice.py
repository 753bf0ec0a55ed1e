"""The play privacy-notice: a draft from an inventory, its gaps told, its level measured, nothing invented."""

import in_process
import pytest

from ethical_data import cli
from ethical_data.errors import InputError

FIRM = {"firm": "Northside Gym", "contact": "the desk", "authority": "the authority", "transfers": "It stays here.",
        "automated": "No machine decides alone.", "must": "Your name."}  # fmt: skip
HEAD = "file,column,kind,personal,purpose,lawful_basis,used_by,kept_until\n"

pytestmark = pytest.mark.usefixtures("left")


def run(**settings):
    return in_process.content("privacy-notice", **settings)


def counts(content):
    return {f["id"]: f["count"] for f in content["findings"]}


def mine(tmp_path, text):
    path = tmp_path / "mine.csv"
    path.write_text(text, "utf-8")
    return str(path)


def test_the_gyms_inventory_has_two_columns_without_a_purpose(left):
    content = run()
    found = counts(content)
    assert found["without-purpose"] == 2 and found["without-lawful-basis"] == found["without-kept-until"] == 0
    text = (left / "privacy-notice-draft.md").read_text("utf-8")
    assert text.count("[to fill in") >= found["gaps"] == len(content["tables"]["gaps"])
    assert all(right in text for right in ("See it", "Correct it", "erased", "Take it with you", "one month"))


def test_a_complete_inventory_and_firm_leave_nothing_to_fill_in(tmp_path, left):
    row = "a.csv,email,customer interaction,yes,to send your order,contract,the shop,two years\n"
    content = run(inventory=mine(tmp_path, HEAD + row), **FIRM)
    assert counts(content)["gaps"] == 0 and "gaps" not in content["tables"]
    assert "to fill in" not in (left / "privacy-notice-draft.md").read_text("utf-8")


def test_a_vague_purpose_of_ones_own_is_pointed_out(tmp_path):
    row = "a.csv,email,,yes,to improve our services,contract,trusted partners,as long as necessary\n"
    content = run(inventory=mine(tmp_path, HEAD + row), **FIRM)
    assert counts(content)["draft-vague"] == 3
    assert {row["words"] for row in content["tables"]["vague-words"]} == {
        "improve our services",
        "trusted partners",
        "as long as necessary",
    }


def test_an_existing_notice_is_held_against_the_same_measures():
    old = "We may share certain data with trusted partners for various purposes, " + "and so on " * 12 + "."
    found = {f["id"]: f for f in run(existing=old)["findings"]}
    assert found["existing notice-vague"]["count"] >= 5 and found["existing notice-long"]["count"] == 1
    assert found["existing notice-level"]["status"] == "look"
    with pytest.raises(InputError, match="no English word"):
        run(existing="123 ???")


def test_as_a_page_it_runs_nothing(tmp_path, left):
    row = "<script>.csv,=1+1,,yes,<img src=x onerror=alert(1)>,contract,\u202eme,two years\n"
    run(inventory=mine(tmp_path, HEAD + row), format="html", **FIRM)
    page = (left / "privacy-notice-draft.html").read_text("utf-8")
    assert "<script" not in page and "<img" not in page


def test_without_optional_columns_everything_is_a_gap(tmp_path):
    content = run(inventory=mine(tmp_path, "column\nemail\nname\n"))
    assert counts(content)["without-purpose"] == 2
    assert any("were taken as personal" in limit for limit in content["limits"])


def test_an_inventory_about_nobody_or_without_columns_is_said(tmp_path):
    with pytest.raises(InputError, match="no row is about people"):
        run(inventory=mine(tmp_path, HEAD + "a.csv,oven,,no,,,,\n"))
    with pytest.raises(InputError, match="no column 'column'"):
        run(inventory=mine(tmp_path, "feld\nemail\n"))


def test_through_the_runner_the_draft_stands_beside_the_report(tmp_path):
    assert cli.main(["run", "privacy-notice", "--set", "format=html", "--out", str(tmp_path / "out")]) == 0
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "privacy-notice.html",
        "privacy-notice.json",
        "privacy-notice-draft.html",
        "register.json",
    }


def test_a_draft_with_gaps_is_not_yet_called_easy_to_read(tmp_path):
    row = "a.csv,email,,yes,to send your order,contract,the shop,two years\n"
    inventory = mine(tmp_path, HEAD + row)
    whole, gappy = run(inventory=inventory, **FIRM), run(inventory=inventory)
    level = [next(f for f in content["findings"] if f["id"] == "draft-level") for content in (whole, gappy)]
    assert [one["status"] for one in level] == ["fine", "look"]
    assert "places to fill in are not in it" in level[1]["says"] and "So far" not in level[0]["says"]
