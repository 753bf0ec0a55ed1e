"""The play subject-request: a pack about one person, with nothing of anybody else in it, its report or its letter."""

import csv
import io
import json
import re

import in_process
import pytest

from ethical_data import cli, home
from ethical_data.errors import InputError


def run(**settings):
    return in_process.content("subject-request", **settings)


def refused(**settings):
    with pytest.raises(InputError) as caught:
        run(**settings)
    return str(caught.value)


def counts(content):
    return {f["id"]: f["count"] for f in content["findings"]}


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return str(folder)


@pytest.fixture
def shop(tmp_path):
    """A shop's export, with headers of its own."""
    folder = tmp_path / "shop"
    folder.mkdir()
    return write(
        folder,
        customers=(
            "Customer No;E-Mail;First name;Last name;Phone\n"
            "C-7;ana@firm.example;Ana;Ruiz;+34 600 000 001\nC-8;ben@firm.example;Ben;Okri;+34 600 000 002\n"
        ),
        orders="Order No;Customer No;Total\n1001;C-7;20\n1002;C-8;30\n1003;C-7;15\n",
        lines="Order No;Item\n1001;lamp\n1002;chair\n1003;rug\n",
        service=(
            "Customer No;Remark\nC-7;Ben Okri (C-8, +34 600 000 002) collected it for her, he was late again.\n"
            "C-8;Says that Ana Ruiz is his neighbour and often away.\nC-8;=HYPERLINK(1)\n"
        ),
    )


# ---- the course's data


def test_on_the_courses_data_it_finds_nora_as_planted(left):
    content = run()
    found = counts(content)
    assert (found["rows"], found["named-elsewhere"], found["others"], found["not-joined"]) == (39, 5, 5, 0)
    by_file = {row["file"]: row["about the person"] for row in content["tables"]["by-file"]}
    assert by_file == {
        "members.csv": 1,
        "visits.csv": 15,
        "invoices.csv": 6,
        "notes.csv": 2,
        "app_accounts.csv": 1,
        "workouts.csv": 13,
        "do_not_mail.csv": 1,
    }
    assert "2026-01-31" in next(f["says"] for f in content["findings"] if f["id"] == "clock")


def test_through_the_runner_pack_letter_and_report_hold_nobody_else(tmp_path, capsys):
    assert cli.main(["run", "subject-request", "--out", str(tmp_path)]) == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"subject-request.html", "subject-request.json", "subject-request-pack.json", "subject-request-letter.md",
            "subject-request-pack-notes.csv"} <= names  # fmt: skip
    with (home.data_folder() / "gym/members.csv").open(encoding="utf-8", newline="") as file:
        others = [m for m in csv.DictReader(file) if m["member_no"] != "M0417"]
    text = "\n".join(path.read_text("utf-8") for path in tmp_path.iterdir())
    assert set(re.findall(r"\bM\d{4}\b", text)) == {"M0417"}
    assert set(re.findall(r"\bA\d{5}\b", text)) == {"A20731"}
    assert not [m for m in others if m["email"] in text or f"{m['given_name']} {m['family_name']}" in text]


def test_the_register_keeps_no_name_number_or_address_of_whoever_asked(tmp_path, capsys):
    files, asked = f"files={home.data_folder() / 'gym'}", "person=nora.whitfield@example.com"
    assert cli.main(["run", "subject-request", "--set", files, "--set", asked, "--out", str(tmp_path)]) == 0
    kept = (tmp_path / "register.json").read_text("utf-8").casefold()
    assert "subject-request" in kept
    assert not [of_hers for of_hers in ("whitfield", "nora", "m0417", "a20731", "@") if of_hers in kept]


def test_the_json_and_the_csvs_hold_the_same_rows(left):
    run()
    told = json.loads((left / "subject-request-pack.json").read_text("utf-8"))
    assert sum(map(len, told.values())) == 39
    for name, rows in told.items():
        text = (left / f"subject-request-pack-{name}.csv").read_text("utf-8")
        assert len(list(csv.DictReader(io.StringIO(text)))) == len(rows)


def test_the_report_holds_no_value_of_the_person_but_the_id_that_was_given(left):
    text = json.dumps(run(person="M0417"))
    assert "Nora" not in text and "A20731" not in text and "whitfield" not in text and "weights" not in text


# ---- files of one's own


def test_own_headers_are_understood(shop, left):
    content = run(files=shop, person="ana@firm.example", received="2026-01-31", place="UK")
    found = counts(content)
    assert (found["rows"], found["named-elsewhere"], found["clock"]) == (6, 1, 28)
    pack = "\n".join(path.read_text("utf-8") for path in left.glob("*"))
    assert "Ana" in pack and "rug" in pack and "chair" not in pack
    assert not re.search(r"Ben|Okri|C-8|000 002", pack) and "late again" in pack


def test_formulas_in_values_do_not_run_and_stay_with_their_owner(shop, left):
    run(files=shop, person="C-8")
    assert "'=HYPERLINK" in (left / "subject-request-pack-service.csv").read_text("utf-8")


def test_california_has_45_days(shop, left):
    content = run(files=shop, person="C-7", received="2026-01-01", place="California")
    assert counts(content)["clock"] == 45


def test_without_a_day_the_clock_cannot_tell(shop, left):
    (clock,) = [f for f in run(files=shop, person="C-7")["findings"] if f["id"] == "clock"]
    assert clock["status"] == "cannot-tell" and clock["count"] is None


def test_nobody_named_nobody_found_and_a_day_that_is_none_are_said(shop, left):
    assert "nobody is named" in refused(files=shop)
    assert "no row has this id" in refused(files=shop, person="zoe@firm.example")
    assert "is no day" in refused(files=shop, person="C-7", received="31.1.2026")
    assert "has a column 'nonsense'" in refused(files=shop, person="C-7", id_columns="nonsense")
    assert "service.csv: Remark" in refused(files=shop, person="=HYPERLINK(1)")


def test_an_id_in_a_column_that_was_not_taken_for_one_is_pointed_at(tmp_path, left):
    (tmp_path / "x").mkdir()
    folder = write(tmp_path / "x", a="Ausweis,Name\nk1,Ana Ruiz\nk2,Ben Okri\n", b="Ausweis,Tag\nk1,Mo\n")
    assert "a.csv: Ausweis" in refused(files=folder, person="k1")
    assert counts(run(files=folder, person="k1", id_columns="Ausweis"))["rows"] == 2


def test_a_shared_address_asks_for_a_number(tmp_path, left):
    (tmp_path / "x").mkdir()
    folder = write(
        tmp_path / "x", a="member_no,email\n1,us@firm.example\n2,us@firm.example\n", b="member_no,day\n1,Mo\n"
    )
    assert "2 different numbers" in refused(files=folder, person="us@firm.example")
    content = run(files=folder, person="1")
    assert counts(content)["rows"] == 2 and "shared" in counts(content)


def test_one_row_in_one_file_is_enough(tmp_path, left):
    path = tmp_path / "one.csv"
    path.write_text("email,note\nana@firm.example,\n", "utf-8")
    assert counts(run(files=str(path), person="ana@firm.example"))["rows"] == 1


def test_hostile_headers_and_file_names_are_data(tmp_path, left):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "<b>‮.csv").write_text("email,<script>\nana@firm.example,=1+1\nben@firm.example,x\n", "utf-8")
    (tmp_path / "x" / "b!.csv").write_text("email,=2\nana@firm.example,1\n", "utf-8")
    content = run(files=str(tmp_path / "x"), person="ana@firm.example")
    assert counts(content)["rows"] == 2 and all(re.fullmatch(r"[\w.-]+", path.name) for path in left.iterdir())


def test_several_ids_of_one_person_are_taken_together(tmp_path, left):
    (tmp_path / "x").mkdir()
    folder = write(tmp_path / "x", a="email,n\nana@firm.example,1\n", b="email,n\nana.ruiz@firm.example,2\n")
    assert counts(run(files=folder, person="ana@firm.example, ana.ruiz@firm.example"))["rows"] == 2


def test_a_number_under_headers_that_differ_comes_with_the_setting_that_joins_them(tmp_path):
    (tmp_path / "members.csv").write_text("Member no,Email\nM1,a@example.com\nM2,b@example.com\n", "utf-8")
    (tmp_path / "visits.csv").write_text("Visitor,Day\nM1,2025-03-03\nM2,2025-03-04\nM1,2025-03-05\n", "utf-8")
    message = refused(files=str(tmp_path), person="M1")
    said = re.search('--set id_columns="(.*?)"', message)[1]
    assert said == "Member no, Visitor=Member no"
    assert counts(run(files=str(tmp_path), person="M1", id_columns=said))["rows"] == 3
