"""The play data-inventory: first run, correction in a spreadsheet, second run."""

import csv
import io
import json

import in_process
import pandas as pd
import pytest

from ethical_data import cli, home
from ethical_data.documents.processing_record import TO_FILL
from ethical_data.errors import InputError
from ethical_data.playbook import report, runner, working_copy
from ethical_data.playbook.play import names_apart
from ethical_data.recognise import corrections

HOSTILE = '=cmd|"/c calc"!A1<script>alert(1)</script>\u202e'
CUSTOMERS = (
    "customer_id,name,email,joined,note\nC1,Ann Moss,ann@example.com,2019-05-01,ring 07700 900123\n"
    "C2,Bo Lind,bo@example.net,2025-11-01,\nC3,Cy Hall,cy@example.org,,card 4111 1111 1111 1111 in the file\n"
)
OVENS = "oven,day,degrees\n1,2025-01-01,230\n2,2025-01-02,180\n"

pytestmark = pytest.mark.usefixtures("left")


@pytest.fixture
def files(tmp_path):
    (tmp_path / "customers.csv").write_text(CUSTOMERS, "utf-8")
    (tmp_path / "ovens.csv").write_text(OVENS, "utf-8")
    return f"{tmp_path / 'customers.csv'};{tmp_path / 'ovens.csv'}"


def run(**given):
    return in_process.content("data-inventory", **given)


def by_id(content):
    return {finding["id"]: finding for finding in content["findings"]}


def inventory_of(left):
    return pd.read_csv(left / "data-inventory-inventory.csv", dtype=str, keep_default_na=False)


def refused(**given):
    with pytest.raises(InputError) as caught:
        run(**given)
    return str(caught.value)


def test_the_courses_data_count_what_the_datapackage_says(left):
    """All but one: nothing in the books shows that an amount is somebody's wage. That is what the second run is for."""
    path = home.data_folder() / "bakery" / "datapackage.json"
    tables = {r["name"]: r["schema"]["fields"] for r in json.loads(path.read_text("utf-8"))["resources"]}
    found = by_id(run())
    told = {(row["file"], row["column"]): row["personal"] for row in inventory_of(left).to_dict("records")}
    said = {(f"{name}.csv", f["name"]): f["personal"] for name, fields in tables.items() for f in fields}
    assert {cell for cell in told if told[cell] != said[cell]} == {("ledger.csv", "amount_cents")}
    personal = sum(said[cell] != "no" for cell in told)
    assert (found["personal"]["count"], found["personal"]["of"]) == (personal - 1, len(told))
    assert found["text-phone-number"]["count"] == 17 and found["special"]["count"] == 2


def test_first_run_asks_and_finds_what_hides_in_notes(files, left):
    content = run(files=files)
    found = by_id(content)
    assert (found["personal"]["count"], found["personal"]["of"]) == (5, 8)
    assert found["text-phone-number"]["count"] == found["text-card-number"]["count"] == 1
    assert found["text-card-number"]["status"] == "act" and found["purpose"]["status"] == "cannot-tell"
    assert [f["name"] for f in content["files"]] == ["data-inventory-inventory.csv"]
    shown = report.to_html(content) + json.dumps(content) + (left / "data-inventory-inventory.csv").read_text("utf-8")
    assert not any(value in shown for value in ("Ann Moss", "ann@", "07700", "4111", "Hall"))
    told = inventory_of(left)
    assert (told[list(corrections.OWNERS)].drop(columns="counted_from") == "").all(axis=None)
    assert told.loc[told["file"] == "customers.csv", "counted_from"].tolist() == ["joined"] * 5


def test_second_run_uses_what_was_filled_in(files, left, tmp_path):
    run(files=files)
    mine = inventory_of(left)
    people = mine["file"] == "customers.csv"
    mine.loc[people, ["purpose", "lawful_basis", "used_by", "kept_until"]] = [
        "to deliver",
        "contract",
        "the shop",
        "24 months",
    ]
    mine.loc[mine["column"] == "note", ["purpose", "used_by", "kept_until"]] = ["", "nobody", "2025-12-31"]
    mine.loc[mine["column"] == "name", "kept_until"] = "for ever"
    mine.loc[mine["column"] == "degrees", "personal"] = "yes"
    mine = mine[mine["column"] != "email"]
    text = mine.to_csv(index=False, sep=";")  # as a German spreadsheet saves it
    (tmp_path / "mine.csv").write_text(text, "utf-8-sig")
    content = run(files=files, corrections=tmp_path / "mine.csv", today="2026-01-31", controller="Moss & Co")
    found = by_id(content)
    assert found["personal"]["count"] == 6 and found["overruled"]["count"] == 1
    assert found["no-purpose"]["count"] == 3 and found["no-purpose"]["status"] == "act"  # email is new, note, degrees
    assert found["new"]["count"] == 1 and "email" in found["new"]["says"]
    assert found["unused"]["count"] == 1 and "note" in found["unused"]["says"]
    past = {row["column"]: row for row in content["tables"]["past-date"]}
    assert (past["customer_id"]["past"], past["customer_id"]["undated"], past["note"]["past"]) == (1, 1, 2)
    assert past["name"]["past"] is None and found["past-unknown"]["count"] == 1
    kept = pd.read_csv(left / "data-inventory-record-of-processing.csv", dtype=str)
    assert kept["purpose"].tolist() == ["to deliver", TO_FILL]
    page = (left / "data-inventory-record-of-processing.html").read_text("utf-8")
    assert "Moss &amp; Co" in page and "Art. 30(5)" in page and "to fill in" in page and "mail address" in page
    again = inventory_of(left)
    assert again.loc[again["column"] == "customer_id", "purpose"].item() == "to deliver"  # nothing filled in is lost


def test_headers_and_values_that_a_spreadsheet_would_run_go_round_and_come_back(tmp_path, left):
    text = io.StringIO()
    csv.writer(text).writerows([["email", HOSTILE, "+tel"], ["a@b.example", HOSTILE, "1"], ["c@d.example", "x", "2"]])
    mine = tmp_path / "=1+1.csv"
    mine.write_text(text.getvalue(), "utf-8")
    content = run(files=mine)
    assert "<script" not in report.to_html(content) and "\u202e" not in report.to_html(content)
    first = (left / "data-inventory-inventory.csv").read_text("utf-8")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(first)) for cell in row)
    told = inventory_of(left).assign(purpose="=HYPERLINK(1)<script>")
    told.to_csv(tmp_path / "back.csv", index=False)
    content = run(files=mine, corrections=tmp_path / "back.csv")
    found = by_id(content)
    assert found["no-purpose"]["count"] == 0 and "new" not in found and "gone" not in found
    assert "<script" not in report.to_html(content) + (left / "data-inventory-record-of-processing.html").read_text(
        "utf-8"
    )
    record = (left / "data-inventory-record-of-processing.csv").read_text("utf-8")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(record)) for cell in row)


def test_one_file_name_in_two_folders_and_the_same_headers_in_all(tmp_path, left):
    for folder, text in (("north", CUSTOMERS), ("south", OVENS.replace("oven", "customer_id"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "list.csv").write_text(text, "utf-8")
    content = run(files=f"{tmp_path / 'north' / 'list.csv'};{tmp_path / 'south' / 'list.csv'}")
    assert [row["file"] for row in content["inputs"]] == ["north/list.csv", "south/list.csv"]
    assert by_id(content)["personal"]["of"] == 8 == len(inventory_of(left))


def test_paths_are_told_apart_by_as_few_folders_as_it_takes(tmp_path):
    paths = [tmp_path / part for part in ("a/x/l.csv", "b/x/l.csv", "c.csv")]
    assert names_apart(paths) == ["a/x/l.csv", "b/x/l.csv", "c.csv"] and names_apart(paths[1:]) == ["l.csv", "c.csv"]


def test_the_corrections_alone_give_the_record(files, left, tmp_path):
    run(files=files)
    inventory_of(left).assign(purpose="to deliver").to_csv(tmp_path / "mine.csv", index=False)
    content = run(corrections=tmp_path / "mine.csv")
    assert by_id(content)["no-purpose"]["count"] == 0 and not content["on_course_data"]
    assert len(pd.read_csv(left / "data-inventory-record-of-processing.csv")) == 1
    assert any("No file was given for files" in limit for limit in content["limits"])


@pytest.mark.parametrize("text", ["a\n1\n", "email\na@b.example\n", "a,b\n,x\n,y\n", "note\nI am ill\n"])
def test_one_row_one_column_and_nothing_in_it_end_in_a_report(tmp_path, left, text):
    (tmp_path / "thin.csv").write_text(text, "utf-8")
    assert run(files=tmp_path / "thin.csv")["findings"]
    assert run(files=tmp_path / "thin.csv", corrections=left / "data-inventory-inventory.csv")["findings"]


def test_what_cannot_be_used_is_refused_with_what_to_do(files, tmp_path):
    (tmp_path / "odd.csv").write_text("file,column,personal\ncustomers.csv,email,perhaps\n", "utf-8")
    assert "'perhaps' is none of yes, special, no" in refused(files=files, corrections=tmp_path / "odd.csv")
    assert "no column 'file'" in refused(files=files, corrections=tmp_path / "ovens.csv")
    assert "is no day" in refused(files=files, today="soon")


def test_by_command_the_files_stand_beside_the_report(files, tmp_path, monkeypatch):
    monkeypatch.delenv(working_copy.FOLDER)
    monkeypatch.chdir(tmp_path)
    first = ["run", "data-inventory", "--set", "files=customers.csv", "--out", "reports"]
    assert cli.main(first) == 0
    back = [*first, "--set", "corrections=reports/data-inventory-inventory.csv"]
    assert cli.main(back) == 0
    names = {path.name for path in (tmp_path / "reports").iterdir()}
    assert {"data-inventory.html", "data-inventory-inventory.csv", "data-inventory-record-of-processing.html"} <= names
    with pytest.raises(InputError):
        runner.run(
            "data-inventory", {"files": "customers.csv", "today": "soon"}, tmp_path / "reports", say=lambda _: None
        )
