"""The play minimisation-audit: what is planted, people's own files, and what cannot be told."""

import in_process
import numpy as np
import pandas as pd
import pytest

from ethical_data.errors import InputError

RNG = np.random.default_rng(3)


def run(records="", uses="", **settings):
    return in_process.content("minimisation-audit", records=records, uses=uses, **settings)


def status(content):
    return {finding["id"]: finding["status"] for finding in content["findings"]}


def finding(content, name):
    return next(f for f in content["findings"] if f["id"] == name)


def verdicts(content):
    return {row["field"]: row["verdict"] for row in content["tables"]["fields"]}


def save(tmp_path, table, name="mine.csv"):
    path = tmp_path / name
    path.write_text(table if isinstance(table, str) else table.to_csv(index=False), "utf-8")
    return path


def bookings(n=400):
    age = RNG.integers(6, 60, n)
    return pd.DataFrame(
        {
            "Alter": age,
            "Geboren": 2025 - age,
            "Farbe": RNG.choice(["rot", "blau"], n),
            "Notiz": "",
            "Tisch": np.where(age < 12, "klein", np.where(age < 18, "mittel", "groß")),
            "Am": pd.date_range("2024-01-01", periods=n).strftime("%Y-%m-%d"),
        }
    )


def test_on_the_course_s_data_it_finds_what_is_planted():
    content = run()
    found = verdicts(content)
    assert {f for f, v in found.items() if v == "stands in for another"} == {"postcode", "town", "region"}
    assert {f for f, v in found.items() if v == "needed"} == {"household", "interest"}
    assert finding(content, "unused")["count"] == 6 and finding(content, "unused")["of"] == 14
    past = finding(content, "past-date")
    assert (past["count"], past["of"], past["status"]) == (340, 2000, "act")
    groups = [g for g in content["tables"]["groups"] if g["origin"] == "found"]
    assert [g["fields"] for g in groups] == ["postcode, town, region"]
    assert finding(content, "other-use")["count"] == 2  # birth date and rhythm: other decisions


def test_it_never_says_delete_and_says_to_look_up_minimums():
    content = run()
    told = " ".join([*content["limits"], *(s["says"] for s in content["next_steps"])])
    assert "law tells you to keep" in told and "no order to delete" in told
    assert not any("delete" in f["says"].lower() for f in content["findings"])


def test_on_ones_own_file_with_other_headers(tmp_path):
    content = run(
        save(tmp_path, bookings()),
        decision_column="tisch",
        dates_column="Am",
        keep_months=12,
        as_of="2025-02-01",
    )
    found = verdicts(content)
    assert found["Alter"] == found["Geboren"] == "stands in for another" and found["Farbe"] == "not missed"
    assert status(content)["unused"] == "cannot-tell"
    assert finding(content, "past-date")["count"] == 31  # January 2024
    assert finding(content, "empty")["count"] == 1


def test_a_header_may_hold_a_comma_and_rows_without_a_decision_are_said(tmp_path):
    table = bookings().rename(columns={"Tisch": "Tisch, Raum"})
    table.loc[:49, "Tisch, Raum"] = ""
    content = run(save(tmp_path, table), decision_column="Tisch, Raum")
    assert verdicts(content)["Alter"] == "stands in for another"
    assert any("350 do, of 400" in limit for limit in content["limits"])


def test_a_list_of_uses_is_read_by_its_columns(tmp_path):
    uses = "column,used_by\nALTER,tables\n Farbe ,\nalter,insurance\n"
    content = run(save(tmp_path, bookings()), save(tmp_path, uses, "uses.csv"), decision_column="Tisch")
    rows = {r["field"]: r["used by, says your list"] for r in content["tables"]["fields"]}
    assert rows["Alter"] == "insurance, tables" and rows["Farbe"] == ""
    assert finding(content, "unused")["count"] == 4  # Geboren, Farbe, Notiz, Am


def test_a_given_group_is_tested(tmp_path):
    content = run(save(tmp_path, bookings()), decision_column="Tisch", groups="Alter + Geboren; Farbe + Am")
    given = {g["fields"]: g["verdict"] for g in content["tables"]["groups"] if g["origin"] == "given"}
    assert given == {"Alter, Geboren": "missed together", "Farbe, Am": "not missed together"}


@pytest.mark.parametrize(
    "text",
    [
        "a,b,decided\n1,2,yes\n",
        "a,b,decided\n" + "1,2,yes\n" * 200,
        "a,b,decided\n" + ",,\n1,,\n" * 3,
        "a,b,decided\n" + "x,,\n" * 200,
    ],
    ids=["one row", "one group", "hardly any", "no decision"],
)
def test_what_the_file_cannot_answer_is_said(tmp_path, text):
    content = run(save(tmp_path, text), decision_column="decided", dates_column="a", keep_months=3)
    assert status(content)["decision-1"] == "cannot-tell" and status(content)["past-date"] == "cannot-tell"
    assert "not-missed" not in status(content)


def test_without_a_decision_need_cannot_be_told(tmp_path):
    content = run(save(tmp_path, bookings()))
    assert status(content)["decision"] == "cannot-tell"
    assert set(verdicts(content).values()) == {"not tested"}


def test_a_decision_by_lot_is_told_by_nothing(tmp_path):
    table = bookings().assign(Tisch=lambda t: RNG.permutation(t["Tisch"]))
    content = run(save(tmp_path, table), decision_column="Tisch")
    assert status(content)["decision-1"] == "cannot-tell" and "not-missed" not in status(content)


def test_fields_that_work_only_together_are_not_called_needless(tmp_path):
    a, b = RNG.integers(0, 2, 600), RNG.integers(0, 2, 600)
    table = pd.DataFrame({"a": a, "b": b, "decided": np.where(a ^ b, "yes", "no")})
    content = run(save(tmp_path, table), decision_column="decided")
    assert status(content)["decision-1"] == "cannot-tell" and "not-missed" not in status(content)


@pytest.mark.parametrize(
    "settings, says",
    [
        ({"decision_column": "wage"}, "no column 'wage'"),
        ({"fields": "Alter, wage"}, "no column 'wage'"),
        ({"groups": "Alter"}, "groups"),
        ({"groups": "Alter + Tisch", "decision_column": "Tisch"}, "groups"),
        ({"dates_column": "Am, Farbe"}, "Too many"),
        ({"dates_column": "Am", "keep_months": -2}, "keep_months"),
        ({"dates_column": "Am", "keep_months": 3, "as_of": "soon"}, "as_of"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path, settings, says):
    with pytest.raises(InputError, match=says):
        run(save(tmp_path, bookings()), **settings)


def test_dates_that_cannot_be_read_are_counted_not_guessed(tmp_path):
    table = bookings()
    table.loc[:9, "Am"] = "03/04/2024"
    table.loc[10:11, "Am"] = ""
    content = run(save(tmp_path, table), dates_column="Am", keep_months=1, as_of="2026-01-01")
    assert finding(content, "past-date")["of"] == 388
    assert any("12 rows" in limit for limit in content["limits"])


def test_a_report_holds_no_person_s_value():
    text = str(run())
    for value in ("emma.clarke", "Clarke", "2002-11-24", "07700"):
        assert value not in text


def test_only_a_list_of_uses_says_that_nothing_can_be_told(tmp_path):
    content = run(uses=save(tmp_path, "column,used_by\na,b\n", "uses.csv"))
    assert status(content)["records"] == "cannot-tell"


def test_dates_with_the_day_first_are_read_or_asked_about(tmp_path):
    table = pd.DataFrame({"Farbe": ["rot", "blau"] * 6, "Am": [f"{day:02}.03.2024" for day in range(10, 22)]})
    content = run(save(tmp_path, table), dates_column="Am", keep_months=12, as_of="2025-03-15")
    assert finding(content, "past-date")["count"] == 5
    assert any("read with the day first" in limit for limit in content["limits"])
    path = save(tmp_path, table.assign(Am=[f"{1 + n % 4:02}/0{2 + n % 5}/2024" for n in range(12)]))
    with pytest.raises(InputError, match='dates_read="day first"'):
        run(path, dates_column="Am", keep_months=12, as_of="2025-03-15")
    by_day, by_month = (
        finding(
            run(path, dates_column="Am", keep_months=12, as_of="2025-03-15", dates_read=f"{how} first"), "past-date"
        )
        for how in ("day", "month")
    )
    assert by_day["count"] == sum(2 + n % 5 < 3 or (2 + n % 5 == 3 and 1 + n % 4 < 15) for n in range(12))
    assert by_month["count"] == sum(1 + n % 4 < 3 or (1 + n % 4 == 3 and 2 + n % 5 < 15) for n in range(12))
