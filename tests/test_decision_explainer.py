"""The play decision-explainer on people's own tables: in the wide form, under own headers, without a card."""

import csv
import json

import pytest
from in_process import content

from ethical_data.data import load
from ethical_data.errors import InputError

CARD = (
    "characteristic,low,high,value,points,label,can_change\n"
    "Monthly rent,,800,,40,Rent,no\nMonthly rent,800,,,10,Rent,no\n"
    "pet,,,no,30,A pet,yes\npet,,,yes,0,A pet,yes\npet,,,missing,5,A pet,yes\n"
)
PEOPLE = [
    ("N1", "Ada", "700,50", "no"),
    ("N2", "Bo", "1.200,00", "no"),
    ("N3", "Cy", "650", "yes"),
    ("N4", "Di", "900", ""),
]


@pytest.fixture
def mine(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture
def files(mine):
    lines = ["Antragsnummer;Vorname;monthly_rent;Pet", *(";".join(row) for row in PEOPLE)]
    return {
        "answers": mine("answers.csv", "\n".join(lines) + "\n"),
        "scorecard": mine("card.csv", CARD),
        "cutoff": "60",
    }


def found(report):
    return {one["id"]: one for one in report["findings"]}


def refused(**given):
    with pytest.raises(InputError) as caught:
        content("decision-explainer", **given)
    return str(caught.value)


def test_a_wide_file_is_read_under_its_own_headers_with_decimal_commas(files):
    report = content("decision-explainer", **files)
    assert (found(report)["explained"]["count"], found(report)["explained"]["of"]) == (3, 3)
    weightiest = {row["reason"]: row["weightiest for"] for row in report["tables"]["by-reason"]}
    assert weightiest == {"Rent": 2, "A pet": 1}
    said = json.dumps(report)
    assert not any(name in said for name in ("Ada", "N3", "Vorname"))


def test_wide_and_long_say_the_same(files, mine):
    rows = [(row[0], name, value) for row in PEOPLE for name, value in (("Monthly rent", row[2]), ("pet", row[3]))]
    long = "Fall;Frage;Antwort\n" + "".join(f"{';'.join(row)}\n" for row in rows)
    named = {"answers_application": "Fall", "answers_characteristic": "Frage", "answers_value": "Antwort"}
    a = content("decision-explainer", **files)
    b = content("decision-explainer", **files | {"answers": mine("long.csv", long)} | named)
    assert a["findings"] == b["findings"] and a["tables"] == b["tables"]


def test_can_change_is_read_in_other_words_and_never_passed_over(files, mine):
    german = content(
        "decision-explainer",
        **files | {"scorecard": mine("german.csv", CARD.replace(",no\n", ",Nein\n").replace(",yes\n", ",ja\n"))},
    )
    assert german["findings"] == content("decision-explainer", **files)["findings"]
    card = mine("odd.csv", CARD.replace("Rent,no", "Rent,perhaps"))
    assert "column can_change: 'perhaps' is none of yes, no, with time" in refused(**files | {"scorecard": card})


def test_what_does_not_fit_is_refused_with_what_is_there(files, mine):
    assert "no column 'Rent'" in refused(**files, answers_application="Rent")
    card = mine("other.csv", CARD.replace("pet,", "car,"))
    assert "answers has no column 'car', which the scorecard reads (1 are not there). It has: 'Vorname'" in refused(
        **files | {"scorecard": card}
    )
    text = "id,monthly rent,pet\nN1,1,no\n"
    assert "which column holds the application's number?" in refused(**files | {"answers": mine("none.csv", text)})
    text = "application,monthly rent,pet\nN1,much,no\n"
    assert "'much' is no number" in refused(**files | {"answers": mine("much.csv", text)})
    text = "application,monthly rent,pet\nN1,1,no\nN1,2,no\n"
    assert "each 'application' once" in refused(**files | {"answers": mine("twice.csv", text)})


def test_without_a_card_the_report_describes_and_its_title_says_so(tmp_path, mine):
    people, record = load("fintech_lender", "applications"), load("fintech_lender", "decisions")
    people = people.assign(phone=range(7700900000, 7700900000 + len(people)))
    for name, table in (("answers", people.head(1500)), ("decisions", record.head(1500))):
        table.to_csv(tmp_path / f"{name}.csv", index=False, quoting=csv.QUOTE_ALL)
    report = content("decision-explainer", **{name: tmp_path / f"{name}.csv" for name in ("answers", "decisions")})
    assert report["title"].startswith("What past decisions look like")
    middle = {row["answer"]: row for row in report["tables"]["patterns"]}
    joined = people.head(1500).merge(record[["application_id", "decision"]])
    for answer in ("monthly_income", "debt_percent"):
        for kind in ("approved", "declined"):
            assert (
                middle[answer]["approved" if kind == "approved" else "refused"]
                == joined.loc[joined["decision"] == kind, answer].median()
            )
    assert "phone" not in middle and "application_id" not in middle
    words = {row["answer"]: row for row in report["tables"]["patterns-in-words"]}
    debit = joined[joined["pays_by_direct_debit"] == "yes"]
    row = words["pays_by_direct_debit: yes"]
    assert (row["people"], row["approved"]) == (len(debit), (debit["decision"] == "approved").sum())
    said = json.dumps([report["findings"], report["tables"], report["affected"]]).lower()
    assert "reason for" not in said and found(report)["explained"]["status"] == "cannot-tell"
