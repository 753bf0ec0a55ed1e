"""Promises of ethical_data.measure.rates."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethical_data.measure.rates import difference, rates, ratio, wilson

levels = st.floats(0.5, 0.999)


@st.composite
def counts(draw, most=5_000):
    n = draw(st.integers(1, most))
    return draw(st.integers(0, n)), n


def refunds(**groups):
    """A table with the given groups as name=(count, n), its index labels nowhere near its positions."""
    rows = [(name, place < count) for name, (count, n) in groups.items() for place in range(n)]
    return pd.DataFrame(rows, columns=["area", "instant"], index=range(len(rows) + 7, 7, -1))


def by_group(result):
    return result.set_index(result.columns[0])


# ---- intervals


def test_the_intervals_are_those_of_the_reference_table():
    assert wilson(3, 10) == pytest.approx((0.10779, 0.60322), abs=5e-6)
    assert difference(21, 50, 60, 100) == pytest.approx((-0.3354, -0.0110), abs=5e-5)
    assert ratio(21, 50, 60, 100) == pytest.approx((0.4870, 1.0063), abs=5e-5)


@pytest.mark.parametrize("a, n_a, b, n_b", [(3, 10, 7, 12), (0, 20, 5, 30), (30, 30, 12, 40), (21, 50, 60, 100)])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_the_intervals_are_those_of_statsmodels(a, n_a, b, n_b, level):
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    assert wilson(a, n_a, level) == pytest.approx(
        proportion.proportion_confint(a, n_a, alpha=1 - level, method="wilson"), abs=1e-12
    )
    both = {"compare": "diff", "method": "newcomb", "alpha": 1 - level}
    assert difference(a, n_a, b, n_b, level) == pytest.approx(
        proportion.confint_proportions_2indep(a, n_a, b, n_b, **both), abs=1e-10
    )
    if a and b:
        both = {"compare": "ratio", "method": "log", "alpha": 1 - level}
        assert ratio(a, n_a, b, n_b, level) == pytest.approx(
            proportion.confint_proportions_2indep(a, n_a, b, n_b, **both), rel=1e-10
        )


@given(counts(), levels)
def test_an_interval_holds_its_rate_and_stays_between_0_and_1(counted, level):
    low, high = wilson(*counted, level)
    assert 0 <= low <= counted[0] / counted[1] <= high <= 1


@given(counts(), levels, levels)
def test_a_higher_level_gives_a_wider_interval(counted, one, other):
    (low, high), (lower, higher) = wilson(*counted, min(one, other)), wilson(*counted, max(one, other))
    assert lower <= low and high <= higher


@given(counts(), counts(), levels)
def test_a_difference_turns_its_sign_with_its_groups(a, b, level):
    low, high = difference(*a, *b, level)
    assert -1 - 1e-12 <= low <= a[0] / a[1] - b[0] / b[1] <= high <= 1 + 1e-12
    assert difference(*b, *a, level) == pytest.approx((-high, -low))


@given(counts(), counts(), levels)
def test_a_ratio_turns_over_with_its_groups(a, b, level):
    low, high = ratio(*a, *b, level)
    if not a[0] or not b[0] or (a[0] == a[1] and b[0] == b[1]):
        assert math.isnan(low) and math.isnan(high)
    else:
        assert low <= a[0] / a[1] / (b[0] / b[1]) <= high
        assert ratio(*b, *a, level) == pytest.approx((1 / high, 1 / low))


def test_intervals_take_arrays():
    low, high = wilson(np.array([3, 0, 0]), pd.Series([10, 5, 0], index=[2, 0, 1]))
    assert low == pytest.approx([0.10779, 0, np.nan], abs=5e-6, nan_ok=True)
    assert high[1] == pytest.approx(wilson(0, 5)[1]) and np.isnan(high[2])
    low, high = difference([21, 3], [50, 0 + 10], 60, 100)
    assert low[0] == pytest.approx(-0.3354, abs=5e-5) and len(high) == 2


def test_nobody_counted_is_no_rate_of_zero():
    for interval in (wilson(0, 0), difference(0, 0, 3, 10), difference(3, 10, 0, 0), ratio(0, 0, 3, 10)):
        assert all(math.isnan(end) for end in interval)


def test_no_ratio_from_a_count_of_zero_nor_a_width_of_nothing_from_two_full_groups():
    assert all(math.isnan(end) for end in (*ratio(0, 10, 3, 10), *ratio(3, 10, 0, 10), *ratio(5, 5, 9, 9)))


@pytest.mark.parametrize("wrong", [(-1, 10), (11, 10), (1, 0)])
def test_a_count_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="below 0 or above its n"):
        wilson(*wrong)


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, math.nan])
def test_a_level_that_is_no_share_is_refused(level):
    with pytest.raises(ValueError, match="level"):
        wilson(3, 10, level)


# ---- rates by group


def test_every_group_has_its_rate_and_interval():
    found = by_group(rates(refunds(north=(60, 100), south=(21, 50)), "area", "instant"))
    assert list(found.index) == ["north", "south"]
    assert found.loc["south", ["n", "count", "missing"]].tolist() == [50, 21, 0]
    assert found.loc["south", "rate"] == 0.42
    assert (found.loc["south", "low"], found.loc["south", "high"]) == pytest.approx(wilson(21, 50))
    assert found["measured"].all() and (found["says"] == "").all()


def test_groups_are_compared_with_the_named_reference():
    table = refunds(north=(60, 100), south=(21, 50), west=(3, 10))
    found = by_group(rates(table, "area", "instant", reference="north"))
    south = found.loc["south"]
    assert south["difference"] == pytest.approx(-0.18)
    assert (south["difference_low"], south["difference_high"]) == pytest.approx((-0.3354, -0.0110), abs=5e-5)
    assert found["says"].to_dict() == {"north": "reference", "south": "", "west": "cannot be measured"}
    assert found.loc[["north", "west"], ["difference", "difference_low", "difference_high"]].isna().all(axis=None)


def test_a_reference_that_cannot_be_measured_compares_nobody():
    found = by_group(rates(refunds(north=(6, 10), south=(21, 50)), "area", "instant", reference="north"))
    assert found["difference"].isna().all()
    assert found.loc["south", "says"] == "no comparison: the reference cannot be measured"
    assert found.loc["south", "rate"] == 0.42


def test_a_small_group_cannot_be_measured():
    table = refunds(north=(60, 100), south=(3, 19))
    south = by_group(rates(table, "area", "instant")).loc["south"]
    assert (south["n"], south["count"], south["measured"], south["says"]) == (
        19,
        3,
        False,
        "cannot be measured",
    )
    assert south[["rate", "low", "high"]].isna().all()
    assert by_group(rates(table, "area", "instant", minimum=19)).loc["south", "rate"] == pytest.approx(3 / 19)


def test_a_missing_group_is_a_group():
    table = refunds(north=(30, 50), south=(21, 50))
    table.loc[table.index[::5], "area"] = None
    found = by_group(rates(table, "area", "instant"))
    assert list(found.index) == ["north", "south", "not recorded"]
    assert found["n"].sum() == 100 and found.loc["not recorded", "n"] == 20
    assert found.loc["not recorded", "rate"] == pytest.approx(table["instant"][table["area"].isna()].mean())


def test_not_recorded_is_one_group_whoever_wrote_it():
    table = refunds(north=(30, 50), south=(21, 50)).replace({"area": {"south": "not recorded"}})
    table.loc[table.index[:10], "area"] = None
    assert by_group(rates(table, "area", "instant"))["n"].to_dict() == {"north": 40, "not recorded": 60}


@pytest.mark.parametrize("yes, no, none", [(True, False, None), (1, 0, np.nan), (1.0, 0.0, None)])
def test_a_missing_outcome_is_counted_apart(yes, no, none):
    table = pd.DataFrame({"area": ["north"] * 30, "instant": [yes] * 12 + [no] * 13 + [none] * 5})
    for column in (table["instant"], table["instant"].astype("boolean")):
        north = rates(table.assign(instant=column), "area", "instant").iloc[0]
        assert (north["n"], north["count"], north["missing"], north["rate"]) == (25, 12, 5, 0.48)


def test_a_group_with_outcomes_all_missing_cannot_be_measured():
    table = pd.DataFrame({"area": ["north"] * 30, "instant": [None] * 30})
    north = rates(table, "area", "instant").iloc[0]
    assert (north["n"], north["missing"], north["says"]) == (0, 30, "cannot be measured") and math.isnan(north["rate"])


@pytest.mark.parametrize("value", ["yes", 2, -1, 0.5, math.inf, "1"])
def test_an_outcome_that_is_not_yes_or_no_is_refused(value):
    table = refunds(north=(5, 10)).astype({"instant": object})
    table.iloc[4, 1] = value
    with pytest.raises(ValueError, match=rf"'instant' has the value {value!r}"):
        rates(table, "area", "instant")


def test_several_attributes_at_once_show_the_empty_cell_too():
    table = refunds(north=(60, 100), south=(21, 50))
    table["over_60"] = [False] * 100 + [False] * 30 + [True] * 20
    found = rates(table, ["area", "over_60"], "instant", reference=("north", False))
    assert found[["area", "over_60"]].values.tolist() == [
        ["north", False], ["north", True], ["south", False], ["south", True],
    ]  # fmt: skip
    assert found["n"].tolist() == [100, 0, 30, 20]
    assert found["says"].tolist() == ["reference", "cannot be measured", "", ""]
    assert found["difference"].iloc[3] == pytest.approx(0 / 20 - 0.6)


def test_a_group_with_no_positives_has_no_true_positive_rate():
    loans = refunds(north=(60, 100), south=(21, 50)).rename(columns={"instant": "approved"})
    loans["repaid"] = [True] * 50 + [False] * 100  # nobody in the south
    found = by_group(rates(loans, "area", "approved", among="repaid"))
    assert found.loc["north", "rate"] == 1
    assert (found.loc["south", "n"], found.loc["south", "says"]) == (0, "cannot be measured")
    assert math.isnan(found.loc["south", "rate"])
    # a query does as well, if its groups are categories; a column of text loses the group without a word
    loans["area"] = loans["area"].astype("category")
    assert rates(loans.query("repaid"), "area", "approved")["says"].tolist() == ["", "cannot be measured"]


def test_rows_of_which_nobody_knows_whether_they_belong_are_missing():
    loans = refunds(north=(60, 100))
    loans["repaid"] = [True] * 50 + [None] * 20 + [False] * 30
    north = rates(loans, "area", "instant", among="repaid").iloc[0]
    assert (north["n"], north["count"], north["missing"]) == (50, 50, 20)


def test_groups_stand_in_the_order_of_their_categories_even_when_empty():
    table = refunds(young=(10, 30), old=(20, 30))
    table["area"] = pd.Categorical(table["area"], ["young", "middle", "old"], ordered=True)
    assert rates(table, "area", "instant")["area"].tolist() == ["young", "middle", "old"]


def test_what_was_given_is_not_changed():
    table = refunds(north=(60, 100), south=(21, 50))
    table.loc[table.index[3], "area"] = None
    before = table.copy(deep=True)
    rates(table, ["area"], "instant", reference="north")
    pd.testing.assert_frame_equal(table, before)


def test_repeated_index_labels_change_nothing():
    table = refunds(north=(60, 100), south=(21, 50))
    again = table.set_axis([0] * len(table))
    pd.testing.assert_frame_equal(rates(table, "area", "instant"), rates(again, "area", "instant"))


def test_an_empty_table_has_no_groups():
    assert rates(refunds(), "area", "instant").empty


@pytest.mark.parametrize(
    "asked, says",
    [
        ({"group": "region"}, "no column 'region'; the table has area, instant"),
        ({"outcome": "paid"}, "no column 'paid'"),
        ({"among": "paid"}, "no column 'paid'"),
        ({"reference": "east"}, "'east' is not one of the groups"),
        ({"level": 95}, "level is 95"),
    ],
)
def test_what_cannot_be_found_is_named(asked, says):
    with pytest.raises(ValueError, match=says):
        rates(refunds(north=(6, 10)), **{"group": "area", "outcome": "instant"} | asked)


def test_groups_by_the_million_are_refused():
    table = pd.DataFrame({"one": range(200), "other": range(200), "instant": True})
    with pytest.raises(ValueError, match="make 40,000 groups"):
        rates(table, ["one", "other"], "instant")


def test_ten_thousand_groups_are_made_and_one_more_is_not():
    def asked(one, other):
        return pd.DataFrame({"one": np.arange(137) % one, "other": np.arange(137) % other, "instant": True})

    assert len(rates(asked(100, 100), ["one", "other"], "instant")) == 10_000
    with pytest.raises(ValueError, match="make 10,001 groups"):
        rates(asked(73, 137), ["one", "other"], "instant")


def test_a_single_column_may_have_any_number_of_groups():
    table = pd.DataFrame({"one": range(10_001), "instant": True})
    assert len(rates(table, ["one"], "instant")) == len(rates(table, "one", "instant")) == 10_001


@pytest.mark.filterwarnings("error")
def test_nothing_to_divide_by_gives_no_warning():
    wilson(0, 0), difference(0, 0, 3, 10), difference(3, 10, 0, 0), ratio(0, 0, 3, 10), ratio(0, 9, 3, 10)
    wilson([0, 3], [0, 9]), difference([0, 3], [0, 9], 3, 10), ratio([0, 3], [0, 9], [0, 0], [5, 0])
    rates(refunds(north=(3, 4), south=(0, 0), west=(30, 50)), "area", "instant", reference="west")


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from([True, False, None])), min_size=1))
def test_no_row_is_lost(rows):
    table = pd.DataFrame(rows, columns=["group", "outcome"], dtype=object)
    found = rates(table, "group", "outcome", minimum=1)
    assert found["n"].sum() + found["missing"].sum() == len(rows)
    assert found["count"].sum() == sum(outcome is True for _, outcome in rows)
