"""Groups compared: against statsmodels, scipy and fairlearn, and with the traps of small groups."""

import itertools
import time
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from fairlearn.metrics import MetricFrame, demographic_parity_ratio, false_negative_rate
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from ethical_data.measure import fairness, rates

COUNTS = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))


@given(COUNTS)
def test_fisher_is_scipys(counts):
    a, miss_a, b, miss_b = counts
    found = fairness.fisher(a, a + miss_a, b, b + miss_b)
    if a + miss_a and b + miss_b:
        assert found == pytest.approx(stats.fisher_exact([[a, miss_a], [b, miss_b]]).pvalue, rel=1e-6)
    else:
        assert np.isnan(found)


def test_fisher_is_scipys_for_every_small_table():
    for a, n_a, b, n_b in itertools.product(range(5), repeat=4):
        if a <= n_a and b <= n_b and n_a and n_b:
            known = stats.fisher_exact([[a, n_a - a], [b, n_b - b]]).pvalue
            assert fairness.fisher(a, n_a, b, n_b) == pytest.approx(known, rel=1e-9), (a, n_a, b, n_b)
            assert fairness.fisher(a, n_a, b, n_b) <= 1


def test_fisher_takes_arrays_of_any_shape_and_one_number_gives_one_number():
    found = fairness.fisher([[12, 600], [0, 3]], [[20, 1000], [0, 10]], [[9, 500], [1, 3]], [[20, 1000], [2, 10]])
    assert found.shape == (2, 2) and np.isnan(found[1, 0]) and found[1, 1] == 1
    assert found[0].tolist() == [fairness.fisher(12, 20, 9, 20), fairness.fisher(600, 1000, 500, 1000)]
    assert fairness.fisher(12, 20, [9, 12], 20) == pytest.approx([fairness.fisher(12, 20, 9, 20), 1])
    assert isinstance(fairness.fisher(12, 20, 9, 20), float) and fairness.fisher([], [], [], []).shape == (0,)


def test_twelve_of_twenty_is_luck_and_six_hundred_of_a_thousand_is_not():
    assert fairness.fisher(12, 20, 9, 20) == pytest.approx(0.53, abs=0.005)
    assert fairness.selection_ratio([12 / 20, 9 / 20]) == pytest.approx(0.75)
    assert fairness.fisher(600, 1000, 500, 1000) == pytest.approx(0.0000085, abs=1e-7)
    assert fairness.selection_ratio([0.6, 0.5]) == pytest.approx(0.83, abs=0.005)


@pytest.mark.parametrize("wrong", [(3, 2, 1, 2), (1, 2, 3, 2), (-1, 2, 1, 2), (1, 2, -1, 2), ([1, 1], 2, [1, 3], 2)])
def test_fisher_refuses_a_count_below_0_or_above_its_n(wrong):
    with pytest.raises(ValueError, match="count"):
        fairness.fisher(*wrong)


@pytest.mark.parametrize(
    "shares, meant",
    [
        ([0.5], np.nan),
        ([], np.nan),
        ([0.5, np.nan], np.nan),
        ([0, 0], np.nan),
        ([0, 0.5], 0),
        ([0.6, np.nan, 0.42, 0.3], 0.5),
    ],
)
def test_a_selection_ratio_needs_two_groups_and_a_rate_above_0(shares, meant):
    assert fairness.selection_ratio(shares) == pytest.approx(meant, nan_ok=True)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_is_statsmodels(p):
    with mock.patch("gc.collect"):  # theirs at each call, which takes longer than all else here
        theirs = multipletests(p, method="holm")[1]
    assert fairness.holm(p) == pytest.approx(theirs)


def test_what_was_not_measured_does_not_count_for_holm():
    assert fairness.holm([0.01, np.nan, 0.04, 0.03]).tolist() == pytest.approx([0.03, np.nan, 0.06, 0.06], nan_ok=True)
    assert len(fairness.holm([])) == 0


def people(rng, n=400):
    return pd.DataFrame(
        {
            "group": rng.choice(["a", "b", "c"], n),
            "s": rng.choice(["x", "y"], n),
            "yes": rng.random(n) < 0.6,
            "good": rng.random(n) < 0.7,
        }
    )


@pytest.mark.parametrize("seed", range(5))
def test_ratio_and_errors_are_fairlearns(seed):
    table = people(np.random.default_rng(seed))
    found = fairness.by_group(table, "group", "yes", "good").set_index("group")
    ratio = demographic_parity_ratio(table["good"], table["yes"], sensitive_features=table["group"])
    assert fairness.selection_ratio(found["rate"]) == pytest.approx(ratio)
    missed = MetricFrame(
        metrics=false_negative_rate,
        y_true=table["good"],
        y_pred=table["yes"],
        sensitive_features=table["group"],
    )
    assert found["wrongly_refused_rate"].to_dict() == pytest.approx(missed.by_group.to_dict())


def test_with_one_stratum_the_interval_is_newcombes():
    table = pd.DataFrame({"g": ["a"] * 50 + ["b"] * 100, "s": "x", "yes": [1] * 21 + [0] * 29 + [1] * 60 + [0] * 40})
    found = fairness.standardised(table, "g", "yes", "s", reference="b").iloc[0]
    assert (found["difference_low"], found["difference_high"]) == pytest.approx(rates.difference(21, 50, 60, 100))
    assert (found["difference_low"], found["difference_high"]) == pytest.approx((-0.3354, -0.0110), abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_standardised_rates_are_the_weighted_means_of_the_strata(seed):
    table = people(np.random.default_rng(seed))
    share = table["s"].value_counts(normalize=True)
    by_hand = table.groupby(["group", "s"])["yes"].mean().unstack().mul(share).sum(axis=1)
    found = fairness.standardised(table, "group", "yes", "s").set_index("group")["rate"]
    assert found.to_dict() == pytest.approx(by_hand.to_dict())
    given = fairness.standardised(table, "group", "yes", "s", weights={"x": 3, "y": 1}).set_index("group")["rate"]
    assert given.to_dict() == pytest.approx(
        (table.groupby(["group", "s"])["yes"].mean().unstack() @ [0.75, 0.25]).to_dict()
    )


def towns_that_draw(rng, chances, towns=2000, n=(60, 40, 20)):
    """People of many towns, in each of three strata `n` of them with the same chance of a yes."""
    yes = rng.binomial(n, np.tile(chances, (towns, 1)))
    counts = np.stack([yes, n - yes], axis=-1)
    town, stratum, no = np.indices(counts.shape)
    columns = {"town": town, "s": stratum, "yes": 1 - no}
    return pd.DataFrame({name: np.repeat(values.ravel(), counts.ravel()) for name, values in columns.items()})


def test_the_intervals_cover_what_they_should():
    rng, share, apart = np.random.default_rng(5), np.array([0.4, 0.4, 0.2]), []
    for _ in range(2):
        measured, true = [], []
        for chances in ([0.9, 0.7, 0.4], [0.95, 0.8, 0.6]):
            table = towns_that_draw(rng, chances)
            found = fairness.standardised(table, "town", "yes", "s", weights=dict(enumerate(share)))
            measured += [found["rate"], found["low"], found["high"]]
            true.append(share @ chances)
            assert 0.935 < found["low"].le(true[-1]).mul(found["high"].ge(true[-1])).mean() < 0.975
        _, low, high = fairness.gap(*measured)
        apart.append((low <= true[0] - true[1]) & (true[0] - true[1] <= high))
    assert 0.935 < np.mean(apart) < 0.975


def test_a_difference_to_the_reference_is_the_gap_of_the_two_rates():
    made = fairness.standardised(people(np.random.default_rng(4)), "group", "yes", "s", reference="a")
    a, b = (made.loc[at, ["rate", "low", "high"]].tolist() for at in (0, 1))
    assert made.loc[1, fairness.MEASURED].tolist() == pytest.approx(fairness.gap(*b, *a))


@pytest.mark.parametrize("level", [0.5, 0.8, 0.99])
def test_a_standardised_rate_of_one_stratum_has_the_interval_of_that_level(level):
    table = people(np.random.default_rng(5)).assign(s="x")
    found = fairness.standardised(table, "group", "yes", "s", level=level).set_index("group")[["low", "high"]]
    plain = rates.rates(table, "group", "yes", level=level).set_index("group")[["low", "high"]]
    pd.testing.assert_frame_equal(found, plain.loc[found.index])


def test_what_standardised_gives_stands_in_the_order_that_it_says():
    made = fairness.standardised(people(np.random.default_rng(4)), "group", "yes", "s", reference="b")
    assert list(made) == ["group", "n", "rate", "low", "high", "measured", "says", *fairness.MEASURED]
    assert made["says"].tolist() == ["", "reference", ""] and made["n"].sum() == 400
    assert made.loc[1, fairness.MEASURED].isna().all()


def test_a_stratum_may_weigh_nothing_but_not_less():
    table = people(np.random.default_rng(4))
    one = fairness.standardised(table, "group", "yes", "s", weights={"x": 1, "y": 0})["rate"]
    assert one.tolist() == pytest.approx(table[table["s"] == "x"].groupby("group")["yes"].mean().tolist())
    with pytest.raises(ValueError, match="0 or more"):
        fairness.standardised(table, "group", "yes", "s", weights={"x": 2, "y": -1})


def test_a_reference_that_cannot_be_measured_keeps_its_word():
    table = pd.DataFrame({"g": list("aabb"), "s": list("xxxy"), "yes": [1, 0, 1, 0]})
    found = fairness.standardised(table, "g", "yes", "s", reference="a")
    assert found["says"].tolist() == ["cannot be measured", ""] and found[fairness.MEASURED].isna().all(axis=None)


def test_a_group_with_nobody_in_a_stratum_cannot_be_measured():
    table = pd.DataFrame({"g": list("aabb"), "s": list("xxxy"), "yes": [1, 0, 1, 0]})
    found = fairness.standardised(table, "g", "yes", "s", reference="b").set_index("g")
    assert np.isnan(found.loc["a", "rate"]) and found.loc["a", "says"] == "cannot be measured"
    assert np.isnan(found.loc["a", "difference"]) and found.loc["b", "rate"] == pytest.approx(0.75)
    only = fairness.standardised(table, "g", "yes", "s", weights={"x": 1}).set_index("g")
    assert only["rate"].to_dict() == {"a": 0.5, "b": 1.0}


@pytest.mark.parametrize(
    "asked, says",
    [
        ({"weights": {"z": 1}}, "no stratum 'z'"),
        ({"weights": {"x": 0}}, "add up"),
        ({"reference": "q"}, "not one of the groups"),
        ({"strata": "t"}, "no column 't'"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_named(asked, says):
    table = pd.DataFrame({"g": list("ab"), "s": list("xx"), "yes": [1, 0]})
    with pytest.raises(ValueError, match=says):
        fairness.standardised(table, "g", "yes", **({"strata": "s"} | asked))


def test_missing_groups_and_strata_are_groups_and_index_labels_are_no_positions():
    table = pd.DataFrame({"g": ["a", None] * 30, "s": ["x", "x", None, None] * 15, "yes": [1, 0] * 30}, index=[7] * 60)
    assert fairness.mix(table, "s").to_dict() == {"x": 0.5, "not recorded": 0.5}
    assert fairness.standardised(table, "g", "yes", "s")["g"].tolist() == ["a", "not recorded"]


def test_two_columns_of_strata_are_one_stratum_each():
    table = people(np.random.default_rng(1)).assign(t=np.arange(400) % 2)
    joined = table.assign(st=table["s"] + table["t"].astype(str))
    one, two = (
        fairness.standardised(t, "group", "yes", s)["rate"].tolist() for t, s in ((joined, "st"), (table, ["s", "t"]))
    )
    assert one == pytest.approx(two)


def test_a_rate_with_nobody_to_count_is_empty_and_says_so():
    table = pd.DataFrame({"g": ["a"] * 20 + ["b"] * 20, "yes": [True] * 40, "good": [True] * 20 + [False] * 20})
    found = fairness.by_group(table, "g", "yes", "good").set_index("group")
    assert np.isnan(found.loc["b", "wrongly_refused_rate"]) and np.isnan(found.loc["a", "wrongly_accepted_rate"])
    assert "nobody with a good outcome" in found.loc["b", "says"]
    assert found.loc["a", "wrongly_refused_rate"] == 0 and found.loc["b", "wrongly_accepted_rate"] == 1


def test_a_comparison_says_why_it_is_empty():
    table = pd.DataFrame({"g": ["a"] * 30 + ["b"] * 3 + ["c"] * 30, "yes": [1] * 10 + [0] * 20 + [1] * 3 + [0] * 30})
    groups = rates.rates(table, "g", "yes")
    assert fairness.compare(groups, 0)["says"].tolist() == ["reference", "too few to measure", ""]
    assert fairness.compare(groups, 2)["says"].tolist()[0] == "no ratio: the reference's rate is 0"
    assert set(fairness.compare(groups, 1)["says"]) == {
        "no comparison: the reference has too few to measure",
        "reference",
    }


def test_a_comparison_is_that_of_the_reference_table():
    table = pd.DataFrame({"g": ["a"] * 50 + ["b"] * 100, "yes": [1] * 21 + [0] * 29 + [1] * 60 + [0] * 40})
    groups = rates.rates(table, "g", "yes").set_index(pd.Index(["first", "second"]))
    found = fairness.compare(groups, 1)
    assert list(found.index) == ["first", "second"]
    assert found.loc["first"].drop("says").tolist() == pytest.approx(
        [0.7, 0.4870, 1.0063, -0.18, -0.3354, -0.0110, 0.0554], abs=5e-5
    )
    assert found.loc["second"].drop("says").isna().all()  # the reference with itself
    wider = fairness.compare(groups, 1, level=0.99).loc["first"]
    assert wider["ratio_low"] < 0.487 and wider["difference_low"] < -0.3354 and wider["p"] == found.loc["first", "p"]


def test_a_rate_in_words():
    assert fairness.interval(12, 20) == "60.0 % (38.7 to 78.1)"
    assert fairness.interval(3, 10) == "30.0 % (10.8 to 60.3)"
    assert fairness.interval(0, 0) == "cannot be measured"


def test_ten_are_enough_for_a_rate_and_nine_are_not():
    table = pd.DataFrame({"g": ["a"] * 10 + ["b"] * 9, "yes": [True] * 19, "good": [True] * 19})
    found = fairness.by_group(table, "g", "yes", "good").set_index("group")
    assert found["measured"].tolist() == [True, False]
    assert (
        found.loc["a", "says"] == "wrongly_accepted_rate: cannot be measured, nobody with a bad outcome, fewer than 10"
    )
    assert "only 9 decided, fewer than 10" in found.loc["b", "says"]
    assert "only 9 with a good outcome, fewer than 10" in found.loc["b", "says"]
    few = fairness.by_group(table, "g", "yes", "good", minimum=9)
    assert few["measured"].all() and few["wrongly_refused_rate"].tolist() == [0, 0]


def test_the_intervals_of_a_decision_and_its_errors_are_of_the_level_that_was_asked():
    table = people(np.random.default_rng(3))
    for level in (0.8, 0.95):
        found = fairness.by_group(table, "group", "yes", "good", level=level)
        low, high = rates.wilson(found["favourable"], found["n"], level)
        assert found["low"].tolist() == pytest.approx(low.tolist())
        low, high = rates.wilson(found["wrongly_refused"], found["n_good"], level)
        assert found["wrongly_refused_high"].tolist() == pytest.approx(high.tolist())


def test_without_an_outcome_there_are_no_errors():
    assert list(fairness.by_group(people(np.random.default_rng(3)), "group", "yes")) == [
        "group", "n", "favourable", "undecided", "rate", "low", "high", "measured", "says",
    ]  # fmt: skip


def test_the_verdict_at_its_edges_and_by_p():
    assert fairness.verdict([0, -0.1, -0.05], [0.1, 0, 0.05], 0.05).tolist() == [
        "cannot tell",
        "cannot tell",
        "no gap that matters",
    ]
    found = fairness.verdict([0.01, -0.01, 0.01], [0.2] * 3, 0.05, p=[0.05, 0.049, np.nan])
    assert found.tolist() == ["cannot tell", "differs", "cannot tell"]


def test_the_verdict_has_three_words():
    found = fairness.verdict([0.01, -0.2, -0.03, np.nan, 0.01], [0.2, 0.1, 0.04, np.nan, 0.02], 0.05)
    assert found.tolist() == ["differs", "cannot tell", "no gap that matters", "", "no gap that matters"]


def test_a_gap_of_gaps_is_between_its_ends_and_symmetric():
    apart, low, high = fairness.gap(-0.24, -0.31, -0.15, -0.12, -0.16, -0.07)
    back = fairness.gap(-0.12, -0.16, -0.07, -0.24, -0.31, -0.15)
    assert low < apart < high and (low, high) == pytest.approx((-back[2], -back[1]))


def test_nothing_that_was_given_is_changed():
    table = people(np.random.default_rng(2))
    before = table.copy(deep=True)
    (
        fairness.standardised(table, "group", "yes", "s", reference="a"),
        fairness.by_group(table, "group", "yes", "good"),
    )
    pd.testing.assert_frame_equal(table, before)


def test_a_million_rows_take_half_a_second_each():
    rng = np.random.default_rng(3)
    n = 1_000_000
    letters = lambda names: pd.Categorical.from_codes(rng.integers(0, len(names), n), list(names))  # noqa: E731
    table = pd.DataFrame({"g": letters("abcde"), "s": letters("xyz"), "yes": rng.random(n) < 0.5})
    for act in (
        lambda: fairness.standardised(table, "g", "yes", "s", reference="a"),
        lambda: fairness.fisher(200_000, 500_000, 199_000, 500_000),
    ):
        started = time.process_time()
        act()
        assert time.process_time() - started < 1.0


def test_the_gap_of_gaps_is_one_gap_less_the_other_and_leaves_out_what_cannot_be_compared():
    counts = {("A", "x"): 80, ("A", "y"): 80, ("B", "x"): 80, ("B", "y"): 40, ("B", "z"): 10, ("C", "y"): 5}
    rows = [(a, b, i < yes) for (a, b), yes in counts.items() for i in range(100)]
    table = pd.DataFrame(rows, columns=["a", "b", "yes"])
    found = fairness.gap_of_gaps(table, "a", "b", "yes", reference=("A", "x")).set_index(["b", "a"])
    assert list(found.index) == [("x", "B"), ("y", "B")]  # z has no A, and C nobody at x
    assert found.loc[("y", "B"), "difference"] == pytest.approx(-0.4)
    ends = fairness.gap(*(found.loc[("y", "B"), fairness.MEASURED]), *(found.loc[("x", "B"), fairness.MEASURED]))
    assert tuple(found.loc[("y", "B"), fairness.MORE]) == pytest.approx(ends)
    assert found.loc[("x", "B"), fairness.MORE].isna().all()
    assert fairness.gap_of_gaps(table, "a", "b", "yes", reference=("A", "nobody")).empty
    assert fairness.gap_of_gaps(table, "a", "b", "yes", reference=("A", "x"), minimum=101).empty


def test_the_gap_of_gaps_compares_like_with_like_where_weights_are_given():
    rng = np.random.default_rng(6)
    table = people(rng, 1200).assign(place=rng.choice(["here", "there", "far"], 1200))
    table = table[~((table["place"] == "far") & (table["s"] == "y"))]  # far: nobody in a stratum with a weight
    weights = pd.Series({"x": 0.25, "y": 0.75})
    asked = {"reference": ("a", "here"), "strata": "s", "weights": weights}
    found = fairness.gap_of_gaps(table, "group", "place", "yes", **asked)
    assert set(found["place"]) == {"here", "there"} and found.index.tolist() == list(range(len(found)))
    for place, part in found.groupby("place"):
        mine = table[table["place"] == place]
        alone = fairness.standardised(mine, "group", "yes", "s", reference="a", weights=weights).set_index("group")
        assert part["difference"].tolist() == alone.loc[part["group"], "difference"].tolist()
    smallest = int(found["n"].min())
    assert len(fairness.gap_of_gaps(table, "group", "place", "yes", **asked, minimum=smallest)) == len(found)
    assert len(fairness.gap_of_gaps(table, "group", "place", "yes", **asked, minimum=smallest + 1)) < len(found)


def test_a_single_person_has_a_gap_and_none_has_the_columns_of_one():
    table = pd.DataFrame({"g": list("aabab"), "by": list("xxxyy"), "yes": [1, 0, 1, 1, 0]})
    found = fairness.gap_of_gaps(table, "g", "by", "yes", reference=("a", "x"))
    assert found["n"].tolist() == [1, 1] and found["difference"].tolist() == [0.5, -1]
    nobody = fairness.gap_of_gaps(table, "g", "by", "yes", reference=("z", "x"))
    assert nobody.empty and list(nobody) == ["by", "g", "n", *fairness.MEASURED, *fairness.MORE]
