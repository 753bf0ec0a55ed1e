"""Need for a decision: what is planted is found, and nothing that is not there."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import contingency
from statsmodels.stats.proportion import proportion_confint

from ethical_data.measure import need

RNG = np.random.default_rng(7)


def planted(n=1500, rng=RNG):
    """A decision by region and by income; town tells the region; colour and height tell nothing."""
    town = rng.integers(0, 30, n)
    income = rng.integers(10, 90, n)
    table = pd.DataFrame({"town": [f"T{t}" for t in town], "region": town % 3, "income": income})
    table["colour"] = rng.choice(["red", "blue", "green"], n)
    table["height"] = rng.integers(150, 200, n)
    table["name"] = [f"N{i}" for i in range(n)]
    table["decision"] = np.where(table["region"] == 1, "no", np.where(income > 50, "yes", "ask"))
    return table


FIELDS = ["town", "region", "income", "colour", "height", "name"]


def verdicts(result):
    return dict(zip(result.fields["field"], result.fields["verdict"]))


def test_what_is_needed_what_stands_in_and_what_is_not_missed_is_found():
    result = need.need(planted(), "decision", FIELDS)
    assert verdicts(result) == {
        "town": need.STAND_IN,
        "region": need.STAND_IN,
        "income": need.NEEDED,
        "colour": need.NOT_MISSED,
        "height": need.NOT_MISSED,
        "name": need.UNTESTED,
    }
    assert result.fields.set_index("field").loc["town", "with"] == ["region"]
    assert result.why_not == "" and not result.interplay


def test_a_field_whose_stand_in_is_kept_is_never_called_not_missed():
    table = planted()
    table["band"] = (table["income"] // 10).astype(str)  # tells a little less than the income
    result = need.need(table, "decision", [*FIELDS, "band"])
    assert need.NOT_MISSED not in {verdicts(result)["band"], verdicts(result)["income"]}


def test_a_coarser_field_is_carried_by_the_finer_one_that_is_needed():
    rng = np.random.default_rng(12)
    income = rng.integers(0, 100, 3000)
    table = pd.DataFrame({"income": income, "band": [f"B{i}" for i in income // 20], "colour": income % 2})
    table["colour"] = rng.permutation(table["colour"])
    table["decision"] = np.where(income >= 50, "yes", "no")  # in the middle of a band
    fields = need.need(table, "decision", ["income", "band", "colour"]).fields.set_index("field")
    assert fields["verdict"].tolist() == [need.NEEDED, need.CARRIED, need.NOT_MISSED]
    assert fields["with"].tolist() == [[], ["income"], []]


def test_twenty_kinds_of_decision_are_told_each_and_more_numbers_in_four_parts():
    for kinds, common in ((20, 1 / 20), (21, 6 / 21)):  # four parts of 21: 5, 5, 5 and 6
        table = pd.DataFrame({"decision": np.arange(kinds * 100) % kinds, "field": np.arange(kinds * 100) % kinds})
        result = need.need(table, "decision", ["field"])
        assert result.told == 1 and result.common <= common


def test_of_more_than_twenty_thousand_rows_a_part_is_looked_at():
    assert [
        need.need(planted(n, np.random.default_rng(12)), "decision", ["region"]).rows for n in (20_000, 20_001)
    ] == [20_000] * 2


@pytest.mark.parametrize("n", [120, 200, 350, 2000])
def test_a_copy_of_a_field_is_never_called_needed_however_few_the_rows(n):
    age = RNG.integers(6, 60, n)
    table = pd.DataFrame({"age": age, "born": 2025 - age, "colour": RNG.choice(["a", "b"], n)})
    table["decision"] = np.where(age < 12, "small", np.where(age < 18, "middle", "large"))
    found = verdicts(need.need(table, "decision", ["age", "born", "colour"]))
    assert found["age"] not in (need.NEEDED, need.NOT_MISSED)
    assert found["born"] not in (need.NEEDED, need.NOT_MISSED)


def test_without_one_of_two_stand_ins_the_other_is_needed():
    result = need.need(planted(), "decision", ["region", "income", "colour"])
    assert verdicts(result)["region"] == need.NEEDED


def test_a_given_group_is_taken_away_whole():
    result = need.need(planted(), "decision", FIELDS, [["town", "region"], ["colour", "height"]])
    lost = {tuple(g.fields): g.verdict for g in result.groups.itertuples() if g.origin == "given"}
    assert lost == {
        ("town", "region"): "missed together",
        ("colour", "height"): "not missed together",
    }


def test_a_decision_by_lot_is_told_by_nothing():
    table = planted().assign(decision=lambda t: RNG.permutation(t["decision"]))
    assert "no better" in need.need(table, "decision", FIELDS).why_not


@pytest.mark.parametrize(
    "change, says",
    [
        (lambda t: t.head(1), "only 1 rows"),
        (lambda t: t.head(0), "only 0 rows"),
        (lambda t: t.assign(decision="yes"), "alike"),
        (lambda t: t.assign(decision=None), "only 0 rows"),
        (lambda t: t.assign(decision=t["name"]), "different values"),
    ],
)
def test_what_cannot_be_told_is_said(change, says):
    result = need.need(change(planted()), "decision", FIELDS)
    assert says in result.why_not and result.fields.empty and result.groups.empty


def test_a_decision_in_numbers_is_told_in_four_parts():
    table = planted().assign(decision=lambda t: t["income"] * 1.5)
    assert need.need(table, "decision", FIELDS).told > 0.9


def test_a_hundred_rows_are_enough_and_ninety_nine_are_not():
    assert "only 99 rows" in need.need(planted(99, np.random.default_rng(12)), "decision", ["income"]).why_not
    assert "only" not in need.need(planted(100, np.random.default_rng(12)), "decision", ["income"]).why_not


def test_what_is_said_of_nothing_has_the_columns_of_what_is_said_of_something():
    said, nothing = (need.need(planted(n, np.random.default_rng(12)), "decision", FIELDS) for n in (1500, 10))
    assert list(said.fields) == list(nothing.fields) and list(said.groups) == list(nothing.groups)
    assert not nothing.interplay and np.isnan([nothing.common, nothing.told, nothing.low, nothing.high]).all()


def test_the_shares_that_are_told_are_those_of_the_table():
    """Region alone tells the no, and leaves yes and ask in one; the most common decision is that of a third."""
    n = 1500
    region = np.arange(n) % 3
    table = pd.DataFrame({"region": region, "colour": np.random.default_rng(12).choice(["red", "blue"], n)})
    table["decision"] = np.where(region == 1, "no", np.where(np.arange(n) % 5 < 4, "yes", "ask"))
    result = need.need(table, "decision", ["region", "colour"])
    alone = result.fields.set_index("field")["alone"]
    assert result.common == pytest.approx(8 / 15) and result.told == pytest.approx(13 / 15)
    assert alone["region"] == pytest.approx(13 / 15) and alone["colour"] == pytest.approx(8 / 15)
    half = 2.241403 / 1502 * np.sqrt(501 - 500**2 / 1502)  # 95 %, for two fields: 500 rows more, and none less
    assert (result.low, result.high) == pytest.approx((500 / 1502 - half, 500 / 1502 + half))
    loss = result.fields.set_index("field").loc["region", ["loss", "low", "high"]].astype(float).tolist()
    assert loss[0] == pytest.approx(1 / 3) and loss[1:] == pytest.approx([result.low, result.high])


def test_intervals_are_corrected_for_the_number_of_fields():
    table = planted(rng=np.random.default_rng(12)).assign(one="x", two="x", three="x")
    four, one = (
        need.need(table, "decision", fields, level=level)
        for fields, level in ((["region", "one", "two", "three"], 0.95), (["region"], 1 - 0.05 / 4))
    )
    assert (four.low, four.high) == pytest.approx((one.low, one.high))


def test_fields_that_are_missed_only_together_are_unclear():
    """Eight weak fields: each tells a little, so little that none alone is missed."""
    rng = np.random.default_rng(11)
    fields = {f"f{i}": rng.integers(0, 2, 800) for i in range(8)}
    table = pd.DataFrame(fields)
    table["decision"] = np.where(table.sum(axis=1) + rng.normal(0, 1.5, 800) > 4, "yes", "no")
    result = need.need(table, "decision", list(fields))
    unclear = [field for field, said in verdicts(result).items() if said == need.UNCLEAR]
    rest = result.groups[result.groups["origin"] == "rest"]
    assert rest["verdict"].tolist() == ["missed together"] and set(unclear) == set(rest["fields"].item())


def test_all_that_stand_in_for_each_other_are_found_as_one_group():
    table = planted(rng=np.random.default_rng(12)).assign(shop=lambda t: "S" + t["region"].astype(str))
    result = need.need(table, "decision", ["town", "colour", "region", "income", "shop"])
    found = result.groups[result.groups["origin"] == "found"]
    assert [sorted(fields) for fields in found["fields"]] == [["region", "shop", "town"]]
    assert found["verdict"].tolist() == ["missed together"]


def test_a_decision_by_lot_has_no_interplay_either():
    rng = np.random.default_rng(12)
    table = planted(rng=rng).assign(decision=lambda t: rng.permutation(t["decision"]))
    assert not need.need(table, "decision", FIELDS).interplay


def test_fields_by_lot_are_not_missed_together_either():
    result = need.need(planted(rng=np.random.default_rng(12)), "decision", ["region", "income", "colour", "height"])
    rest = result.groups[result.groups["origin"] == "rest"]
    assert rest["fields"].tolist() == [["colour", "height"]] and rest["verdict"].tolist() == ["not missed together"]
    assert (rest["low"] < 0).all()


def test_a_group_of_one_is_no_group():
    result = need.need(planted(rng=np.random.default_rng(12)), "decision", ["region", "income", "colour"], [["colour"]])
    assert not (result.groups["origin"] == "given").any()
    with_name = need.need(planted(rng=np.random.default_rng(12)), "decision", FIELDS, [["colour", "height", "name"]])
    given_one = with_name.groups[with_name.groups["origin"] == "given"]
    assert given_one["fields"].tolist() == [["colour", "height"]]  # what cannot be tested is left out


def test_fields_that_work_together_alone_are_noticed():
    n = 2000
    a, b = RNG.integers(0, 2, n), RNG.integers(0, 2, n)
    table = pd.DataFrame({"a": a, "b": b, "decision": np.where(a ^ b, "yes", "no")})
    assert need.need(table, "decision", ["a", "b"]).interplay


def test_an_unknown_column_is_named():
    with pytest.raises(ValueError, match="'wage'"):
        need.need(planted(), "decision", ["wage"])


def test_more_rows_than_the_sample_are_drawn_the_same_way_each_time():
    table = planted(3000)
    one, two = (need.need(table, "decision", FIELDS, sample=1000) for _ in range(2))
    assert one.rows == 1000 and one.available == 3000
    pd.testing.assert_frame_equal(one.fields, two.fields)


def test_nothing_that_is_given_is_changed_and_the_index_does_not_matter():
    table = planted()
    before = table.copy()
    one = need.need(table, "decision", FIELDS)
    two = need.need(table.set_index(np.arange(len(table)) * 7 + 3), "decision", FIELDS)
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(one.fields, two.fields)


# ---- parts


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 200))
@settings(deadline=None)
def test_the_interval_of_a_paired_difference_holds_it_and_turns_with_it(b, c, same):
    x = np.repeat([True, False, True], [b, c, same])
    y = np.repeat([False, True, True], [b, c, same])
    middle, low, high = need.paired(x, y, 1.96)
    assert low <= middle <= high and -1 <= middle <= 1
    assert need.paired(y, x, 1.96) == pytest.approx((-middle, -high, -low))


def test_a_paired_difference_agrees_with_one_interval_where_nothing_turns_the_other_way():
    """With all differences one way it is a share; its interval is close to Agresti and Coull."""
    x = np.repeat([True, True], [60, 440])
    y = np.repeat([False, True], [60, 440])
    middle, low, high = need.paired(x, y, 1.96)
    near = proportion_confint(60, 500, method="agresti_coull")
    assert middle == 0.12 and (low, high) == pytest.approx(near, abs=0.006)


def test_the_paired_interval_covers_the_truth_about_19_times_in_20():
    covered = 0
    for _ in range(600):
        draw = RNG.random(300)
        x, y = draw < 0.75, (draw < 0.65) | (draw > 0.95)  # 0.75 against 0.70
        _, low, high = need.paired(x, y, 1.96)
        covered += low <= 0.05 <= high
    assert 0.92 <= covered / 600 <= 0.98


def test_the_paired_interval_is_that_of_its_source():
    """Agresti and Min 2005, with half a row added to each of the four cells, written out for 10, 4 and 86 rows."""
    x = np.repeat([True, False, True], [10, 4, 86])
    y = np.repeat([False, True, True], [10, 4, 86])
    b, c, n = 10.5, 4.5, 102
    half = 1.96 * np.sqrt(b + c - (b - c) ** 2 / n) / n
    assert need.paired(x, y, 1.96) == pytest.approx((0.06, (b - c) / n - half, (b - c) / n + half))


@pytest.mark.parametrize(
    "a, b, v",
    [
        # phi² less its bias 1/(n-1), over min(r, c) - 1 less theirs: 0.36 - 1/99 over 1 - 1/99
        ([0] * 50 + [1] * 50, [0] * 40 + [1] * 10 + [0] * 10 + [1] * 40, ((0.36 - 1 / 99) / (1 - 1 / 99)) ** 0.5),
        ([0] * 50 + [1] * 50, [0, 1] * 50, 0),  # nothing in common: never below 0
        ([0, 1] * 5, [0, 1] * 5, 1),
        ([3, 7] * 5, [9, 2] * 5, 1),  # codes that nobody has are no classes
        ([0, 1, 2] * 20, [0, 1, 1] * 20, ((1 - 2 / 59) / (1 - 1 / 59)) ** 0.5),  # three kinds and two
        ([0] * 10, [0, 1] * 5, 0),
        ([0], [0], 0),
        ([0, 1], [0, 1], 0),  # two rows: all of it may be bias
    ],
)
def test_cramers_v_corrected_as_its_source_says(a, b, v):
    assert need.cramers_v(np.array(a), np.array(b)) == pytest.approx(v)
    assert need.cramers_v(np.array(b), np.array(a)) == pytest.approx(v)


def test_cramers_v_agrees_with_scipy_but_for_the_correction():
    a = RNG.integers(0, 4, 20_000)
    b = np.where(RNG.random(20_000) < 0.5, a, RNG.integers(0, 4, 20_000))
    known = contingency.association(pd.crosstab(a, b).to_numpy(), method="cramer")
    assert need.cramers_v(a, b) == pytest.approx(known, abs=0.01)
    assert need.cramers_v(a, a) == pytest.approx(1) and need.cramers_v(a, a * 0) == 0
    assert need.cramers_v(a, RNG.permutation(b)) < 0.03


@pytest.mark.parametrize(
    "values, kinds",
    [
        (pd.Series(["x"] * 50), None),
        (pd.Series([f"v{i}" for i in range(50)]), None),
        (pd.Series([""] * 50), None),
        (pd.Series(["a", "b", ""] * 20), {0, 1, 2}),
        (pd.Series(["a"] * 49 + [""]), {0, 1}),  # filled in or not is told too
        (pd.Series([f"v{i}" for i in range(20)]), set(range(1, 21))),  # so few that each may be a kind
        (pd.Series([f"v{i}" for i in range(21)] * 2), set(range(1, 22))),  # half of the rows
        (pd.Series([f"v{i}" for i in range(22)] * 2).iloc[1:], None),
        (pd.Series(np.arange(60)).repeat(3), set(range(1, 61))),  # 60 numbers are taken as they are
        (pd.Series(np.arange(61)).repeat(3), set(range(1, 21))),  # 61 are cut
        (pd.Series(np.arange(100)), set(range(1, 21))),  # of a hundred rows a number each may be an amount
        (pd.Series(np.arange(101)), None),  # of more it names the row
        (pd.Series(np.arange(101) + 0.5), set(range(1, 21))),
        (pd.Series([*map(str, range(95)), *"abcde"] * 2), set(range(1, 21))),  # nineteen of twenty are numbers
        (pd.Series(np.arange(400)).astype(str), None),
        (pd.Series(np.arange(400) // 2).astype(str), set(range(1, 21))),
        (pd.Series(pd.date_range("2020-01-01", periods=400).strftime("%Y-%m-%d")), set(range(1, 21))),
    ],
)
def test_values_become_codes(values, kinds):
    found = need.code(values)
    assert found is None if kinds is None else set(found.tolist()) == kinds


@given(st.lists(st.sampled_from(["a", "b", "", "=1+1", "‮x", "<b>"]), min_size=0, max_size=130))
@settings(deadline=None, max_examples=40)
def test_any_table_of_text_ends_in_a_result(values):
    table = pd.DataFrame({"a": values, "b": values[::-1], "d": values[1:] + values[:1]}, dtype="str")
    result = need.need(table, "d", ["a", "b"])
    assert result.rows <= len(table)
