"""The play personalisation-check: what was planted is found, and on anybody's files it answers honestly."""

import json

import nbformat
import pytest
from hypothesis import strategies as st

from ethical_data import cli, home
from ethical_data.data import truths
from ethical_data.errors import InputError
from ethical_data.playbook import report
from ethical_data.recognise.vocabulary import delicate_words

NOTEBOOK = nbformat.read(home.checkout() / "notebooks/playbook/personalisation-check.ipynb", 4)
CELLS = [c.source for c in NOTEBOOK.cells if c.cell_type == "code"]
FINDINGS = (
    "after-off",
    "subject-item",
    "subject-word",
    "best-sellers",
    "late-silent",
    "trial-unsubscribed",
    "trial-bought",
)


@pytest.fixture
def run(tmp_path):
    def run(tables=None, **settings):
        """The content of the report on these tables (name -> lines of text)."""
        names: dict = {}
        exec(CELLS[0], names)
        for name, lines in (tables or {}).items():
            path = tmp_path / f"{name}.csv"
            path.write_text("\n".join(lines) + "\n", "utf-8")
            names[name] = str(path)
        names |= settings
        for source in CELLS[1:-1]:
            exec(source, names)
        return eval(CELLS[-1], names).content

    return run


def found(content):
    return {finding["id"]: finding for finding in content["findings"]}


MAILS = [
    "person,sent_at,subject,item",
    "ann@example.com,2025-03-01T09:00Z,Because you bought Sad Socks,socks",
    "ANN@example.com ,2025-05-01T09:00Z,Hats for you,hats",
    "bob@example.com,2025-05-01T09:00Z,Out of debt by June,hats",
    "cat@example.com,2025-05-01T09:00Z,Hello,hats",
]
CHOICES = [
    "person,suggestions,changed_at",
    "ann@example.com,off,2025-04-01T10:00Z",
    "bob@example.com,OFF,2025-01-01T10:00Z",
    "bob@example.com,on,2025-02-01T10:00Z",
    "cat@example.com,off,2025-05-01T09:00Z",
]


def test_on_the_courses_data_it_finds_what_was_planted(run):
    content, planted = run(), {name: t["value"] for name, t in truths("bookstore").items()}
    told = found(content)
    assert set(told) == set(FINDINGS) and content["on_course_data"]
    assert told["after-off"]["count"] == planted["mails-after-off"] and told["after-off"]["status"] == "act"
    assert told["subject-item"]["count"] == planted["exposing-subjects"]
    late = {row["customer was told"]: row["late orders"] for row in content["tables"]["late"]}
    assert late == {
        "never": planted["late-silent"],
        "after the promised day": planted["late-told-too-late"],
        "by the promised day": planted["late-told-in-time"],
    }
    for column, id, status in (
        ("unsubscribed", "tailored-unsubscribes", "look"),
        ("bought", "tailored-purchases", "cannot-tell"),
    ):
        (arm,) = [row for row in content["tables"][f"trial-{column}-apart"] if row["arm"] == "tailored"]
        assert arm["from"] < planted[id] < arm["to"]
        assert told[f"trial-{column}"]["status"] == status
    assert told["best-sellers"]["share"] > 0.3


def test_own_files_with_a_stop_in_between_and_a_return(run):
    content = run({"mails": MAILS, "choices": CHOICES})
    told = found(content)
    assert (told["after-off"]["count"], told["after-off"]["of"]) == (
        1,
        4,
    )  # ann in May; not in March, not bob, not cat's same moment
    assert told["subject-word"]["count"] == 1
    for name in ("subject-item", "best-sellers", "late-silent", "trial-bought"):
        assert told[name]["status"] == "cannot-tell" and "Needed" in told[name]["says"] and told[name]["count"] is None


def test_other_headers_are_named_with_a_setting(run):
    mails = ["Kunde,Datum,Betreff", *[line.rsplit(",", 1)[0] for line in MAILS[1:]]]
    content = run(
        {"mails": mails, "choices": CHOICES},
        mails_person="Kunde",
        mails_sent_at="Datum",
        mails_subject="Betreff",
    )
    assert found(content)["after-off"]["count"] == 1
    with pytest.raises(InputError, match="--set mails_person="):
        run({"mails": mails})


def test_a_list_of_today_cannot_tell_what_held_then(run):
    content = run({"mails": MAILS, "choices": ["person,suggestions", "ann@example.com,off"]})
    told = found(content)["after-off"]
    assert (
        told["status"] == "cannot-tell"
        and "2 mails went to people who are off" in told["says"]
        and "changed_at" in told["says"]
    )


def test_own_marks_beat_words_and_words_can_be_changed(run):
    items = ["item,title,sensitive", "socks,Sad Socks,yes", "hats,Hats,no", "x,It,yes"]
    content = run({"mails": MAILS, "items": items}, sensitive_words="hello, hats")
    told = found(content)
    assert (told["subject-item"]["count"], told["subject-item"]["status"]) == (1, "act")
    assert told["subject-word"]["count"] == 2 and any("one or two letters" in limit for limit in content["limits"])
    assert found(run({"mails": MAILS}, sensitive_words=""))["subject-word"]["status"] == "cannot-tell"


def test_suggestions_that_repeat_the_best_seller(run):
    bought = ["person,item", *["p,hats"] * 3, *[f"p,thing {n}" for n in range(9)]]
    content = run({"mails": MAILS, "purchases": bought}, popular=10)
    assert (found(content)["best-sellers"]["count"], found(content)["best-sellers"]["of"]) == (3, 4)
    assert found(content)["best-sellers"]["status"] == "look"


ORDERS = [
    "promised_on,delivered_on,told_on",
    "2025-03-10,2025-03-10T18:00Z,",
    "2025-03-10,2025-03-12,",
    "2025-03-10,2025-03-12,2025-03-09",
    "2025-03-10,2025-03-12,2025-03-11",
    "2025-03-10,,",
    "2025-04-10,,",
]


@pytest.mark.parametrize("as_of, late", [("", 4), ("2025-03-10", 3), ("2025-05-01", 5)])
def test_late_orders_by_the_day_of_the_export(run, as_of, late):
    told = found(run({"orders": ORDERS}, as_of=as_of))["late-silent"]
    assert told["of"] == late and told["count"] == late - 2 and told["status"] == "act"


def test_days_are_those_of_the_time_zone(run):
    orders = [
        "promised_on,delivered_on,told_on",
        "2025-07-10,2025-07-10T23:30+02:00,",
        "2025-07-10,2025-07-11T00:30+02:00,2025-07-09",
    ]
    told = found(run({"orders": orders}, time_zone="Europe/Berlin"))["late-silent"]
    assert (told["count"], told["of"]) == (0, 1)


def test_where_telling_is_nowhere_written_silence_is_not_claimed(run):
    told = found(run({"orders": [line.rsplit(",", 1)[0] for line in ORDERS]}))["late-silent"]
    assert told["status"] == "cannot-tell" and "told_on" in told["says"] and "4 of 6 orders were late" in told["says"]


def test_arms_too_small_are_not_compared(run):
    small = ["arm,unsubscribed", *["a,yes", "a,no", "b,no"] * 4]
    told = found(run({"trial": small}))["trial-unsubscribed"]
    assert told["status"] == "cannot-tell" and "no two arms" in told["says"]
    one = found(run({"trial": ["arm,unsubscribed", *["a,yes", "a,no"] * 30]}))["trial-unsubscribed"]
    assert one["status"] == "cannot-tell"


@pytest.mark.parametrize(
    "tables, settings, says",
    [
        ({"choices": ["person,suggestions", "ann,perhaps"]}, {}, "neither on nor off"),
        ({"orders": ORDERS}, {"as_of": "soon"}, "no day"),
        ({"mails": MAILS}, {"popular": 0}, "above 0"),
        ({"mails": MAILS}, {"popular": "many"}, "no number"),
        ({"mails": ["person,sent_at", "ann,yesterday"]}, {}, "sent_at"),
        ({"mails": ["person,sent_at"]}, {}, "no rows"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_message(run, tables, settings, says):
    with pytest.raises(InputError, match=says) as caught:
        run(tables, **settings)
    assert "\n" not in str(caught.value)


def test_one_row_each_and_all_missing_end_in_a_report(run):
    tables = {
        "mails": ["person,sent_at,subject,item", "ann,2025-01-01,Hello,x"],
        "choices": ["person,suggestions,changed_at", "ann,on,2024-01-01"],
        "purchases": ["person,item", "ann,x"],
        "items": ["item,sensitive", "x,"],
        "orders": ["promised_on,delivered_on,told_on", "2025-01-01,,"],
        "trial": ["arm,unsubscribed,bought", "a,,"],
    }
    told = found(run(tables))
    assert told["after-off"]["status"] == "fine" and told["subject-item"]["status"] == "cannot-tell"
    empty = {name: [lines[0], "".join("," for _ in lines[0].split(",")[1:]) + '" "'] for name, lines in tables.items()}
    assert set(
        found(
            run({name: [lines[0], lines[1].replace('""', '" "')] for name, lines in empty.items() if name != "mails"})
        )
    ) == set(FINDINGS)


def test_no_person_and_no_subject_stands_in_the_report(run):
    items = ["item,title,sensitive", "socks,Sad Socks,yes", "hats,Hats,no"]
    content = run({"mails": MAILS, "choices": CHOICES, "items": items})
    words = report.to_text(content) + report.to_html(content) + json.dumps(content)
    assert not [w for w in ("ann@", "bob@", "cat@", "Sad Socks", "Out of debt by June") if w in words]


def test_rows_are_written_beside_the_report_only_on_request(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, lines in (("mails", MAILS), ("choices", CHOICES)):
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    command = [
        "run",
        "personalisation-check",
        "--set",
        "mails=mails.csv",
        "--set",
        "choices=choices.csv",
        "--out",
        "reports",
    ]
    assert cli.main(command) == 0
    assert not list((tmp_path / "reports").glob("*rows*"))
    assert cli.main([*command, "--rows"]) == 0
    (rows,) = (tmp_path / "reports").glob("*rows-after-off*")
    assert "Hats for you" in rows.read_text("utf-8") and "Sad Socks" not in rows.read_text("utf-8")


def test_the_default_words_are_those_of_the_vocabulary():
    told = {s["name"]: s["default"] for s in NOTEBOOK.metadata["ethical_data"]["play"]["settings"]}
    names: dict = {}
    exec(CELLS[0], names)
    assert told["sensitive_words"] == names["sensitive_words"] == ", ".join(delicate_words("en"))
    assert all(names[name] == default for name, default in told.items())


cells = st.text(st.characters(codec="utf-8", exclude_characters='"\r\n\x00'), max_size=8)


def test_files_that_name_people_or_things_in_other_ways_are_no_all_clear(run):
    mails = ["person,sent_at,subject,item", *(f"C{n},2025-03-0{1 + n % 9} 09:00,Hello,Fern" for n in range(30))]
    choices = ["person,suggestions,changed_at", *(f"c{n}@example.com,off,2025-02-01 00:00" for n in range(30))]
    content = run({"mails": mails, "choices": choices, "purchases": ["person,item", "C1,4711", "C2,4712"]})
    found = {f["id"]: f for f in content["findings"]}
    assert found["after-off"]["status"] == found["best-sellers"]["status"] == "cannot-tell"
    assert "in the same way" in found["after-off"]["says"] and "same names or numbers" in found["best-sellers"]["says"]


def test_headers_as_shops_write_them_are_understood(run):
    content = run(
        {
            "mails": ["Recipient,Sent,Subject line,Product", "a@example.com,2025-04-11 09:00,Hi,Fern"],
            "choices": ["Email,Personalised suggestions,Changed", "a@example.com,off,2025-04-10 00:00"],
            "orders": [
                "Order,Promised,Delivered,Customer told",
                "1,2025-04-10,2025-04-12,",
                "2,2025-04-10,2025-04-12,2025-04-11",
            ],
            "trial": ["Variant,Unsubscribed,Purchased", "A,1,0", "B,0,1"],
        }
    )
    found = {f["id"]: f for f in content["findings"]}
    assert (found["after-off"]["count"], found["late-silent"]["count"]) == (1, 1)
