"""The play fairness-audit: the course's truths, people's own files, and files that cannot answer."""

import csv
import json

import in_process
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from ethical_data import home
from ethical_data.errors import InputError
from ethical_data.playbook import runner

HOSTILE = '=cmd|"/c calc"!A1<script>alert(1)</script>\u202e\x1b[31m&'


def run(rows=None, **settings):
    return in_process.content("fairness-audit", decisions=rows or "", **settings)


def table(content, name):
    return pd.DataFrame(content["tables"][name])


def row(content, name, **where):
    found = table(content, name)
    for column, value in where.items():
        found = found[found[column] == value]
    assert len(found) == 1
    return found.iloc[0]


def finding(content, id):
    return next((f for f in content["findings"] if f["id"] == id), None)


@pytest.fixture(scope="module")
def course():
    return run()


@pytest.fixture
def mine(tmp_path):
    """Writes a file of one's own: (group, decision, outcome, times)."""

    def write(cells, header="Ort;Ergebnis;Gut?", name="mine.csv"):
        path = tmp_path / name
        lines = [header, *(";".join(cell[:-1]) for cell in cells for _ in range(cell[-1]))]
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    return write


OWN = {
    "decision_column": "Ergebnis",
    "favourable": "1",
    "group_columns": "Ort",
    "outcome_column": "Gut?",
    "good_outcome": "ja",
    "reference_group": "A",
}
CELLS_OWN = [
    ("A", "1", "ja", 500), ("A", "1", "nein", 100), ("A", "0", "ja", 300), ("A", "0", "nein", 100),
    ("B", "1", "ja", 400), ("B", "1", "nein", 100), ("B", "0", "ja", 400), ("B", "0", "nein", 100),
    (" C ", "1", "ja", 12), ("C", "0", "ja", 8),
    ("", "1", "ja", 10), ("", "0", "nein", 5),
    ("D", "1", "ja", 3),
]  # fmt: skip


# ---- the course's data


def test_the_courses_planted_truths_are_found(course):
    truths = {
        t["id"]: t["value"]
        for t in json.loads((home.data_folder() / "online_store/datapackage.json").read_text("utf-8"))["ethical_data"][
            "planted_truths"
        ]
    }
    alike = row(course, "like-with-like", attribute="area", group="East")
    assert 100 * alike["difference"] == pytest.approx(truths["gap"])
    crude = row(course, "comparisons", attribute="area", group="East")
    assert 100 * crude["difference"] == pytest.approx(truths["gap-crude"]) and crude["says"] == "cannot tell"
    gaps = table(course, "gap-of-gaps").query("area == 'East'").set_index("age_band")["difference"]
    assert 100 * gaps["under 60"] == pytest.approx(truths["gap-under-60"])
    assert 100 * gaps["60 and over"] == pytest.approx(truths["gap-60-and-over"])
    assert row(course, "groups", group="Islands")["n"] == truths["islands"]
    assert row(course, "groups", group="not recorded")["n"] == truths["age-not-recorded"]


def test_the_course_reports_the_gap_like_with_like_first_and_the_islands_as_untold(course):
    assert course["findings"][0]["id"] == "like-with-like-1" and "East −15.0 points" in course["findings"][0]["says"]
    assert "Islands (20)" in finding(course, "cannot-tell-1")["says"]
    assert "−12.0 points" in finding(course, "two-at-once")["says"]


def test_the_course_is_run_with_other_groups_too():
    content = run(group_columns="age_band", strata_columns="area, refunds_before")
    assert set(table(content, "groups")["attribute"]) == {"age_band"}
    assert "both" not in content["tables"]


def test_the_report_gives_no_grade_and_no_verdict(course):
    text = json.dumps(course).lower()
    assert not any(word in text for word in ("discriminat", "unfair", "grade", "score of"))


# ---- one's own file


def test_an_own_file_with_other_headers_and_numbers_as_categories(mine):
    content = run(mine(CELLS_OWN), **OWN)
    groups = table(content, "groups").set_index("group")
    assert list(groups.columns[:6]) == ["attribute", "n", "favourable", "rate", "low", "high"]
    assert groups["n"].to_dict() == {"A": 1000, "B": 1000, "C": 20, "D": 3, "not recorded": 15}
    for name, good, bad in (("A", (300, 800), (100, 200)), ("B", (400, 800), (100, 200))):
        assert groups.loc[name, "wrongly_refused_rate"] == pytest.approx(good[0] / good[1])
        assert groups.loc[name, "wrongly_accepted_rate"] == pytest.approx(bad[0] / bad[1])
        low, high = proportion_confint(*good, method="wilson")
        errors = row(content, "errors", group=name)
        assert errors["n_good"] == good[1] and errors["refused"] == good[0] and errors["n_bad"] == bad[1]
        assert errors["refused low"] == pytest.approx(low, abs=1e-6)
        assert errors["refused high"] == pytest.approx(high, abs=1e-6)
    low, high = proportion_confint(600, 1000, method="wilson")
    assert groups.loc["A", ["rate", "low", "high"]].tolist() == pytest.approx([0.6, low, high], abs=1e-6)


def test_what_cannot_be_measured_is_empty_and_says_why(mine):
    groups = table(run(mine(CELLS_OWN), **OWN), "groups").set_index("group")
    assert pd.isna(groups.loc["D", "rate"]) and "only 3 decided" in groups.loc["D", "says"]
    assert pd.isna(groups.loc["C", "wrongly_accepted_rate"]) and "nobody with a bad outcome" in groups.loc["C", "says"]
    assert groups.loc["A", "says"] == ""
    measured = groups[["rate", "wrongly_refused_rate", "wrongly_accepted_rate"]].notna().all(axis=1)
    assert (measured == (groups["says"] == "")).all()


def test_comparisons_hold_ratio_difference_and_holms_p(mine):
    content = run(mine(CELLS_OWN), **OWN)
    found = table(content, "comparisons").set_index("group")
    assert set(found["reference"]) == {"A"} and "A" not in found.index
    assert found.loc["B", "ratio"] == pytest.approx(500 / 600) and found.loc["B", "difference"] == pytest.approx(-0.1)
    p = {
        "B": stats.fisher_exact([[500, 500], [600, 400]]).pvalue,
        "C": stats.fisher_exact([[12, 8], [600, 400]]).pvalue,
        "not recorded": stats.fisher_exact([[10, 5], [600, 400]]).pvalue,
    }
    holm = dict(zip(p, multipletests(list(p.values()), method="holm")[1]))
    for name in p:
        assert found.loc[name, "p"] == pytest.approx(p[name], abs=1e-6)
        assert found.loc[name, "p_corrected"] == pytest.approx(holm[name], abs=1e-6)
    assert pd.isna(found.loc["D", "ratio"]) and found.loc["D", "says"] == "too few to measure"
    assert found.loc["B", "says"] == "differs" and found.loc["C", "says"] == "cannot tell"


def test_without_a_reference_the_largest_group_is_taken_and_said(mine):
    content = run(mine([("x", "1", "ja", 40), ("y", "0", "ja", 60)]), **OWN | {"reference_group": ""})
    assert set(table(content, "comparisons")["reference"]) == {"y"}
    assert any("y (the largest)" in limit for limit in content["limits"])


def test_without_an_outcome_there_are_no_errors_and_it_is_said(mine):
    content = run(mine(CELLS_OWN), **OWN | {"outcome_column": "", "good_outcome": ""})
    assert "wrongly_refused_rate" not in table(content, "groups").columns
    assert any("No outcome is named" in limit for limit in content["limits"])


def test_capitals_are_kept_apart_and_reported(mine):
    content = run(
        mine([("A", "yes", "ja", 30), ("A", "Yes", "ja", 5), ("B", "yes", "ja", 30)]),
        **OWN | {"favourable": "yes"},
    )
    assert row(content, "groups", group="A")["favourable"] == 30
    assert any("'yes' (60 rows) and 'Yes' (5 rows)" in limit for limit in content["limits"])


def test_rows_without_a_decision_are_counted_apart(mine):
    content = run(mine([("A", "1", "ja", 30), ("A", "", "ja", 7), ("B", "0", "nein", 30)]), **OWN)
    first = row(content, "groups", group="A")
    assert (first["n"], first["undecided"]) == (30, 7)
    assert any("7 of 67 rows have no decision" in limit for limit in content["limits"])


def test_of_many_groups_the_largest_are_kept_and_the_rest_is_said(mine):
    cells = [(f"g{i}", "1", "ja", 3 + (i == 5) * 50) for i in range(700)]
    content = run(mine(cells), **OWN | {"reference_group": "g699"})
    groups = table(content, "groups")
    assert len(groups) <= 200 and groups["n"].sum() == 700 * 3 + 50
    assert {"g5", "g699"} <= set(groups["group"]) and groups["group"].str.startswith("others (").sum() == 1
    assert any("largest of 700 groups" in limit for limit in content["limits"])


def test_two_columns_at_once_and_the_gap_of_gaps(tmp_path):
    path = tmp_path / "two.csv"
    parts = {("A", "x"): 80, ("A", "y"): 80, ("B", "x"): 80, ("B", "y"): 40}
    lines = [f"{a},{b},{d}" for (a, b), yes in parts.items() for d in ["yes"] * yes + ["no"] * (100 - yes)]
    path.write_text("site,shift,result\n" + "\n".join(lines) + "\n", "utf-8")
    content = run(path, decision_column="result", favourable="yes", group_columns="site, shift", reference_group="A, x")
    assert len(table(content, "groups")) == 4 and len(table(content, "both")) == 4
    assert row(content, "gap-of-gaps", site="B", shift="y")["more"] == pytest.approx(-0.4)
    assert finding(content, "two-at-once")["status"] == "look"


def test_like_with_like_removes_a_gap_that_the_mix_makes(tmp_path):
    path = tmp_path / "mix.csv"
    parts = [("A", "easy", 300, 240), ("A", "hard", 100, 40), ("B", "easy", 100, 80), ("B", "hard", 300, 120)]
    lines = [f"{a},{s},{d}" for a, s, n, yes in parts for d in ["yes"] * yes + ["no"] * (n - yes)]
    path.write_text("who,kind,ok\n" + "\n".join(lines) + "\n", "utf-8")
    asked = {"decision_column": "ok", "favourable": "yes", "group_columns": "who", "reference_group": "A"}
    crude, alike = run(path, **asked), run(path, **asked, strata_columns="kind")
    assert row(crude, "comparisons", group="B")["difference"] == pytest.approx(-0.2)
    assert row(alike, "like-with-like", group="B")["difference"] == pytest.approx(0, abs=1e-9)
    assert finding(alike, "like-with-like-1") is None


# ---- what cannot be used, and what cannot answer


@pytest.mark.parametrize(
    "changed, says",
    [
        ({"decision_column": "ergebnis"}, "no column 'ergebnis'. Did you mean 'Ergebnis'? It has: 'Ort', "),
        ({"decision_column": ""}, "say which column to take"),
        ({"favourable": "yes"}, "has no value 'yes'. It has: '1', '0'"),
        ({"favourable": ""}, "say which value of column 'Ergebnis'"),
        ({"group_columns": ""}, "say which columns hold the groups"),
        ({"group_columns": "Ort, Alter"}, "no column 'Alter'"),
        ({"group_columns": "Ergebnis"}, "named twice"),
        ({"outcome_column": "gut"}, "no column 'gut'"),
        ({"good_outcome": "JA"}, "has no value 'JA'. Did you mean 'ja'? It has: 'ja', 'nein'"),
        ({"outcome_column": ""}, "no outcome_column"),
        ({"reference_group": "Z"}, "no group is called 'Z'. There are: Ort: 'A', 'B'"),
        ({"strata_columns": "x"}, "no column 'x'"),
        ({"minimum": 0}, "minimum is 1 or more"),
        ({"matters": "a lot"}, "is no number"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_file_is_refused_with_what_is(mine, changed, says):
    with pytest.raises(InputError) as caught:
        run(mine(CELLS_OWN), **OWN | changed)
    assert says in str(caught.value)


def test_a_column_that_names_people_is_no_group(mine):
    with pytest.raises(InputError, match="names people or cases"):
        run(mine([(f"p{i}", "1", "ja", 1) for i in range(50)]), **OWN | {"reference_group": ""})


@pytest.mark.parametrize(
    "cells",
    [
        [("A", "1", "ja", 1)],
        [("A", "1", "ja", 50)],
        [("", "1", "ja", 50)],
        [("", "1", "ja", 1)],
        [("A", "1", "ja", 3), ("B", "1", "ja", 4)],
        [("A", "1", "ja", 30), ("B", "1", "ja", 40)],
        [("A", "1", "ja", 1), ("A", "0", "", 30), ("B", "0", "", 30)],
    ],
    ids=[
        "one row",
        "one group",
        "all missing",
        "one missing",
        "two small",
        "all favourable",
        "no outcome for most",
    ],
)
@pytest.mark.parametrize("strata", ["", "Gut?"])
def test_a_file_that_cannot_answer_ends_in_a_report_that_says_so(mine, cells, strata):
    asked = OWN | {"reference_group": ""}
    if strata:
        asked |= {"outcome_column": "", "good_outcome": "", "strata_columns": strata}
    content = run(mine(cells), **asked)
    assert content["findings"] and table(content, "groups")["n"].sum() == sum(c[-1] for c in cells)
    if len({c[0] for c in cells}) == 1 or max(c[-1] for c in cells) < 10:
        assert finding(content, "nothing-to-compare") or "cannot-tell" in {f["status"] for f in content["findings"]}


def test_no_error_among_a_few_rows_is_no_all_clear(mine):
    content = run(mine([("A", "1", "ja", 3), ("B", "0", "nein", 2)]), **OWN)
    for error in ("wrongly-refused", "wrongly-accepted"):
        assert (
            finding(content, error)["status"] == "cannot-tell" and "too few to tell" in finding(content, error)["says"]
        )


def test_hostile_values_and_headers_are_data(tmp_path):
    path = tmp_path / "evil.csv"
    head = f'"{HOSTILE.replace(chr(34), chr(34) * 2)}"'
    path.write_text(f"{head},d\n" + f"{head},1\n" * 30 + "b,0\n" * 30, "utf-8")
    content = run(path, decision_column="d", favourable="1", group_columns=f'"{HOSTILE.replace(chr(34), chr(34) * 2)}"')
    text = json.dumps(content, ensure_ascii=False)
    assert "\u202e" not in text and "\x1b" not in text
    assert len(table(content, "groups")) == 2


VALUES = st.sampled_from(
    ["a", "b", "A", " a ", "", "0", "1", "1.0", "x,y", '"q"', "<b>", "=1+1", "\u202e", "not recorded"]
)
HEADS = st.lists(
    st.sampled_from(["d", "n", "rate", "a", "b", 'w,"q"', "group", "yes"]),
    min_size=3,
    max_size=5,
    unique=True,
)


@given(HEADS, st.data())
@settings(max_examples=12, deadline=None)
def test_any_table_of_text_ends_in_a_report_or_in_one_message(tmp_path_factory, heads, data):
    rows = data.draw(st.lists(st.tuples(*[VALUES] * len(heads)), min_size=1, max_size=30))
    path = tmp_path_factory.mktemp("any") / "any.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([heads, *(row for row in rows for _ in range(3))])
    named = [f'"{head.replace(chr(34), chr(34) * 2)}"' for head in heads]
    asked = {
        "decision_column": heads[0],
        "favourable": rows[0][0].strip(),
        "group_columns": ", ".join(named[1:3]),
    }
    asked["strata_columns"] = named[3] if len(named) > 3 else ""
    try:
        assert run(path, **asked)["findings"]
    except InputError as error:
        assert str(error).isprintable()


def test_the_runner_writes_the_same(mine, tmp_path):
    runner.run("fairness-audit", {"decisions": str(mine(CELLS_OWN)), **OWN}, tmp_path, lambda _: None)
    told = json.loads((tmp_path / "fairness-audit.json").read_text("utf-8"))
    assert {g["group"] for g in told["tables"]["groups"]} == {"A", "B", "C", "D", "not recorded"}


def test_an_outcome_of_the_accepted_alone_tells_of_no_error(mine):
    accepted = [(g, d, o if d == "1" else "", n) for g, d, o, n in CELLS_OWN]
    assert {d for _, d, o, _ in accepted if o} == {"1"}
    content = run(mine(accepted), **OWN)
    errors = finding(content, "errors")
    assert errors["status"] == "cannot-tell" and "only where the decision was '1'" in errors["says"]
    assert finding(content, "wrongly-refused") is None and "errors" not in content["tables"]
    assert not any("No outcome is named" in limit for limit in content["limits"])
