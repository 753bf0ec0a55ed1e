"""The play reidentification-risk: the course's truths, own files, nothing about anybody in the report."""

import csv
import json

import in_process
import pytest

from ethical_data import home
from ethical_data.errors import InputError
from ethical_data.playbook import report

ROOT = home.checkout()
MINE = [  # Wohnort, Geburtsdatum, Geschlecht, Krankheit
    ("Zwickau", "3.11.1985", "m", "Asthma"),
    ("Zwickau", "4.11.1985", "w", "Asthma"),
    ("Zwickau", "4.11.1985", "w", "Asthma"),
    ("Zwickau", "4.11.1985", "w", "Asthma"),
    ("Aue", "9.1.1950", "w", "keine"),
    ("Aue", "9.1.1950", "w", "keine"),
    ("Aue", "", "w", "Diabetes"),
]
HEADERS = ("Wohnort", "Geburtsdatum", "Geschlecht", "Krankheit")


def run(people="", public="", **settings):
    return in_process.content("reidentification-risk", people=people, public=public, **settings)


@pytest.fixture
def file(tmp_path):
    def write(header, rows, name="mine.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([header, *rows])
        return path

    return write


@pytest.fixture(scope="module")
def course():
    return run()


def finding(content, name):
    return next(f for f in content["findings"] if f["id"] == name)


def truth(name):
    told = json.loads((ROOT / "data/bakery/datapackage.json").read_text("utf-8"))
    return next(t["value"] for t in told["ethical_data"]["planted_truths"] if t["id"] == name)


def test_the_link_attack_finds_what_was_planted_right_and_wrong_together(course):
    linked = truth("linked-rightly") + truth("linked-wrongly")
    assert finding(course, "linked")["count"] == linked
    assert f"{truth('several-lines')} fit several" in finding(course, "linked")["says"]
    assert finding(course, "linked-rightly")["status"] == "cannot-tell"


def test_everybody_stands_alone_by_a_full_date_of_birth(course):
    assert finding(course, "alone")["count"] == finding(course, "alone")["of"] == 1400
    assert "email_hash" in finding(course, "named-outright")["says"]
    assert "birth_date" in " ".join(step["says"] for step in course["next_steps"])


def test_the_release_has_one_group_that_shares_an_illness():
    path = ROOT / "data/bakery/release.csv"
    content = run(path, quasi_identifiers="area, born, gender", sensitive_columns="needs")
    assert finding(content, "shared-1")["count"] == truth("release-shared")
    assert finding(content, "alone")["count"] == finding(content, "small-groups")["count"] == 0
    assert f"has {truth('release-k')};" in finding(content, "small-groups")["says"]
    assert not any(f["id"] == "linked" for f in content["findings"])


def test_a_file_with_other_headers_is_understood_and_that_is_said(file):
    content = run(file(HEADERS, MINE))
    assert finding(content, "alone")["count"] == 2 and finding(content, "alone")["of"] == 7
    assert finding(content, "shared-1")["count"] == 3  # “keine” says nothing
    assert any("suggested by header and content" in limit for limit in content["limits"])
    assert any("1 rows lack a value" in limit for limit in content["limits"])
    changes = [line["change"] for line in content["tables"]["saying-less"]]
    assert "Geburtsdatum: year" in changes and "Wohnort: left out" in changes


def test_no_value_of_a_person_stands_in_a_report(file):
    text = json.dumps(run(file(HEADERS, MINE)), ensure_ascii=False)
    assert not any(word in text for word in ("Zwickau", "Asthma", "Diabetes", "1985"))


def test_a_report_never_calls_a_file_harmless(course, file):
    for content in (course, run(file(HEADERS, MINE))):
        text = json.dumps(content).lower()
        assert not any(word in text for word in ("anonym", "is safe", "are safe", '"fine"', "compliant"))
        assert any("not the world" in limit for limit in content["limits"])
        assert finding(content, "outside")["status"] == "cannot-tell"


def test_a_public_list_is_linked_by_columns_of_other_names(file):
    public = file(
        ("Name", "born", "town"),
        [("A", "3.11.1985", " zwickau"), ("B", "4.11.1985", "Zwickau"), ("C", "9.1.1950", "Jena")],
        "public.csv",
    )
    mine = file(HEADERS, MINE)
    content = run(mine, public, link_columns="Geburtsdatum=born, Wohnort=town")
    assert finding(content, "linked")["count"] == 1
    assert [line["count"] for line in content["tables"]["link"]] == [1, 1, 1]
    with pytest.raises(InputError, match="share no column"):
        run(mine, public)
    with pytest.raises(InputError, match="no column is called 'birth'"):
        run(mine, public, link_columns="Geburtsdatum=birth")


def test_dates_are_cut_to_the_coarser_of_the_two_lists(file):
    mine = file(("birth_date", "city"), [("1985-11-03", "a"), ("1985-12-03", "a"), ("1985-12-04", "b")])
    public = file(("birth_date", "city"), [("1985-11", "A"), ("1985-12", "a"), ("1985-12", "c")], "public.csv")
    assert finding(run(mine, public), "linked")["count"] == 2


@pytest.mark.parametrize(
    "settings, says",
    [
        ({"quasi_identifiers": "Wohnrot"}, "Did you mean 'wohnort'"),
        ({"sensitive_columns": "x"}, "no column is called 'x'"),
        ({"minimum_k": 1}, "whole number of 2 or more"),
        ({"minimum_k": 2.5}, "whole number of 2 or more"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_message(file, settings, says):
    with pytest.raises(InputError, match=says):
        run(file(HEADERS, MINE), **settings)


def test_a_file_in_which_nothing_is_known_asks_for_columns(file):
    with pytest.raises(InputError, match="Name the columns"):
        run(file(("thing", "weight"), [("nail", "3"), ("screw", "4")]))


def test_a_public_list_without_a_list_of_ones_own_is_refused(file):
    with pytest.raises(InputError, match="people=FILE"):
        run("", file(HEADERS, MINE))


def test_one_row_one_group_and_nothing_recorded_end_in_a_report(file):
    one = run(file(HEADERS, MINE[:1]))
    assert finding(one, "alone")["count"] == finding(one, "alone")["of"] == 1
    group = run(file(HEADERS, [MINE[1]] * 6))
    assert finding(group, "alone")["count"] == 0 and finding(group, "shared-1")["count"] == 6
    empty = run(file(("age", "city", "health"), [("", "", "")] * 3 + [("", "x", "")]))
    assert finding(empty, "alone")["count"] == 1 and finding(empty, "shared-1")["count"] == 0


def test_no_sensitive_column_is_said_and_not_guessed(file):
    content = run(file(("age", "city"), [("31", "a"), ("32", "a"), ("44", "b")]))
    assert finding(content, "shared")["status"] == "cannot-tell"


def test_hostile_headers_and_values_are_data(file):
    header = ("rows", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "city\u202e", "distinct")
    rows = [
        ("=1+1", "<b>x</b>", "{{7*7}}", "\u202eevil", "a"),
        ("=1+1", "@SUM(1)", "", "b", "a"),
        ("%s", "", "x", "b", "b"),
    ]
    path = file(header, rows)
    content = run(path, quasi_identifiers=", ".join(h.strip() for h in header[:4]), sensitive_columns="distinct")
    assert finding(content, "alone")["count"] == 3
    page = report.Report(content)
    assert "<script>alert" not in page._repr_mimebundle_()["text/html"]


def test_many_columns_are_cut_to_eight_and_that_is_said(file):
    header = [f"city {i}" for i in range(12)]
    content = run(file(header, [[str(i % 2)] * 12 for i in range(6)]), quasi_identifiers=",".join(header))
    assert any("first eight of 12" in limit for limit in content["limits"])


def test_rows_are_offered_and_only_named(course):
    assert all("alone" not in str(f) for f in course["files"])  # nobody asked for rows


def test_the_headers_of_a_shop_s_export_are_told_apart(file):
    header = ["First Name", "Last Name", "Email", "Accepts Email Marketing", "Default Address Address1",
              "Default Address City", "Default Address Zip", "Phone", "Total Spent"]  # fmt: skip
    rows = [["A", "B", "a@example.com", "yes", "1 Mill Lane", "Ayr", "KA7", "01632 960123", "12.50"],
            ["C", "D", "c@example.com", "no", "2 Mill Lane", "Ayr", "KA8", "", "80.00"]]  # fmt: skip
    content = run(file(header, rows))
    assert finding(content, "alone")["says"].count("Default Address City + Default Address Zip") == 1
    assert "Accepts Email Marketing" not in finding(content, "named-outright")["says"]
    assert finding(content, "named-outright")["count"] == 5


def test_a_column_without_any_value_is_not_taken_for_what_others_know(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("name,age,gender\n" + "Anna,,\n" * 20, "utf-8")
    with pytest.raises(InputError, match="no column that holds anything"):
        run(path)


def test_rows_that_repeat_a_mail_address_are_said(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "Email,Town\n"
        + "A@example.com,Aue\na@example.com,Aue\nb@example.com,Aue\n,Aue\n,Aue\n"
        + "c@example.com,Aue\n",
        "utf-8",
    )
    limits = run(path, quasi_identifiers="Town")["limits"]
    assert any(
        limit.endswith("1 rows repeat a mail address: count people, in a copy with one row for each.")
        for limit in limits
    )
