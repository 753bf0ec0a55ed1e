"""Promises of ethical_data.measure.release."""

import inspect
import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethical_data.measure import release
from ethical_data.measure.release import (
    clamp,
    difference,
    error_bound,
    laplace_integer,
    noisy_count,
    noisy_mean,
    noisy_sum,
    sensitivity,
    suppress,
    uncover,
)

SURE = 10**15  # an epsilon at which noise is 0 but once in the age of the universe
crops = st.sampled_from(["wheat", "oats", "peas", None])
stations = st.sampled_from(["heath", "river", "hill"])
farms = st.sampled_from([f"F{k:02d}" for k in range(12)])
rows = st.lists(st.tuples(farms, crops, stations, st.integers(0, 5_000)), min_size=1, max_size=60)

calm = settings(max_examples=50, deadline=None)  # a busy machine is no defect


def harvests(cells):
    """A table from (farm, crop, station, kg), its index labels nowhere near its positions."""
    names = ["farm", "crop", "station", "kg"]
    return pd.DataFrame(cells, columns=names, index=range(len(cells) + 7, 7, -1)).astype({"kg": "int64"})


def several(crop, farms, kg=100):
    return [(f"F{farm:02d}", crop, "heath", kg + farm) for farm in farms]


def by_crop(published):
    return published.set_index("crop")


# ---- the threshold


def test_a_cell_of_too_few_farms_is_hidden_with_its_sum():
    table = harvests(several("wheat", range(5)) + several("oats", range(4)) + several("oats", range(4)))
    cells = by_crop(suppress(table, "crop", "farm", 5, "kg"))
    assert cells.loc["wheat"].tolist() == [5, 510, True]
    assert cells.loc["oats", ["entities", "kg"]].isna().all() and not cells.loc["oats", "shown"]


def test_farms_are_counted_and_not_their_rows():
    cells = suppress(harvests(several("oats", [1] * 40)), "crop", "farm", 2)
    assert cells["shown"].tolist() == [False]


def test_a_missing_value_is_a_cell_of_its_own():
    table = harvests(several("wheat", range(3)) + several(None, range(3, 9)))
    cells = by_crop(suppress(table, "crop", "farm", 3, "kg"))
    assert cells["entities"].to_dict() == {"wheat": 3, "not recorded": 6}
    assert cells["kg"].sum() == table["kg"].sum()


def test_a_row_without_an_entity_makes_no_cell_look_larger():
    table = harvests(several("wheat", range(4)) + [(None, "wheat", "heath", 7)])
    assert not suppress(table, "crop", "farm", 5, "kg")["shown"].any()
    assert suppress(table, "crop", "farm", 4, "kg")["kg"].tolist() == [413]


def test_an_empty_combination_is_a_hidden_cell_and_no_published_zero():
    table = harvests(several("wheat", range(5)) + [(f"F{k}", "oats", "hill", 1) for k in range(5)])
    cells = suppress(table, ["crop", "station"], "farm", 5, "kg").set_index(["crop", "station"])
    assert cells["shown"].to_dict() == {
        ("wheat", "heath"): True,
        ("wheat", "hill"): False,
        ("oats", "heath"): False,
        ("oats", "hill"): True,
    }
    assert cells.loc[("wheat", "hill"), ["entities", "kg"]].isna().all()


def test_totals_count_a_farm_once_and_add_its_kilograms():
    table = harvests(several("wheat", range(6)) + several("oats", range(3, 9)))
    total = by_crop(suppress(table, "crop", "farm", 5, "kg", total="all")).loc["all"]
    assert total[["entities", "kg"]].tolist() == [9, table["kg"].sum()]


def test_several_values_are_added_up_and_decimals_stay_decimals():
    table = harvests(several("wheat", range(5))).assign(acres=0.5)
    cells = suppress(table, "crop", "farm", 5, ["kg", "acres"])
    assert cells[["kg", "acres"]].iloc[0].tolist() == [510, 2.5]
    assert [str(kind) for kind in cells[["kg", "acres"]].dtypes] == ["Int64", "Float64"]


@calm
@given(rows, st.integers(1, 6), st.booleans())
def test_no_cell_below_the_minimum_is_ever_shown(cells, minimum, complementary):
    table = harvests(cells)
    columns = ["crop", "station"]
    published = suppress(table, columns, "farm", minimum, "kg", total="all", complementary=complementary)
    for cell in published.itertuples():
        there = table[(cell.crop == "all") | (table["crop"].fillna("not recorded") == cell.crop).to_numpy()]
        there = there[(cell.station == "all") | (there["station"] == cell.station)]
        few = there["farm"].nunique() < minimum
        assert cell.shown or few or complementary
        assert not (cell.shown and few)
        assert cell.shown == (not pd.isna(cell.entities)) == (not pd.isna(cell.kg))
        if cell.shown:
            assert (cell.entities, cell.kg) == (there["farm"].nunique(), there["kg"].sum())


@calm
@given(rows, st.integers(1, 6))
def test_shown_and_hidden_together_are_the_total(cells, minimum):
    table = harvests(cells)
    shown = suppress(table, ["crop", "station"], "farm", minimum, "kg")
    hidden = shown.loc[~shown["shown"], ["crop", "station"]].merge(
        table.fillna({"crop": "not recorded"}), on=["crop", "station"]
    )
    assert shown["kg"].sum() + hidden["kg"].sum() == table["kg"].sum()


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"minimum": 0}, "minimum"),
        ({"minimum": 2.5}, "minimum"),
        ({"cells": "soil"}, "soil"),
        ({"entity": "name"}, "name"),
        ({"value": "station"}, "station"),
        ({"complementary": True}, "total"),
        ({"total": "wheat"}, "wheat"),
        ({"value": "gap"}, "gap"),
        ({"table": harvests([])}, "no rows"),
        ({"table": pd.DataFrame({"crop": range(10_001), "farm": 1})}, "10,000"),
    ],
)
def test_what_cannot_be_published_is_refused_by_name(wrong, says):
    table = harvests(several("wheat", range(5))).assign(gap=[1, None, 1, 1, 1])
    with pytest.raises(ValueError, match=says):
        suppress(**{"table": table, "cells": "crop", "entity": "farm", "minimum": 5} | wrong)


# ---- what defeats it


def test_the_only_hidden_cell_is_the_total_less_the_others():
    table = harvests(several("wheat", range(6)) + several("oats", range(5)) + several("peas", [11], 4_000))
    published = suppress(table, "crop", "farm", 5, "kg", total="all")
    found = by_crop(uncover(published, "crop", "kg"))
    assert found["uncovered"].to_dict() == {"oats": False, "peas": True, "wheat": False, "all": False}
    assert found.loc["peas", "kg"] == 4_011
    assert str(found["kg"].dtype) == "Int64"


def test_a_second_hidden_cell_keeps_the_first():
    table = harvests(several("wheat", range(6)) + several("oats", range(5)) + several("peas", [11], 4_000))
    published = suppress(table, "crop", "farm", 5, "kg", total="all", complementary=True)
    assert published["shown"].tolist() == [False, False, True, True]  # oats, not wheat or the total
    assert not uncover(published, "crop", "kg")["uncovered"].any()


def test_only_cells_that_protect_another_are_hidden_with_it():
    sizes = {"peas": (1, 9, 10), "oats": (9, 9, 10), "wheat": (10, 10, 6)}  # 6, on the hill, protects nobody
    table = harvests(
        [
            (f"F{k}", crop, station, 1)
            for crop, counts in sizes.items()
            for station, count in zip(["heath", "river", "hill"], counts)
            for k in range(count)
        ]
    )
    cells = suppress(table, ["crop", "station"], "farm", 5, "kg", total="all", complementary=True)
    hidden = cells.loc[~cells["shown"], ["crop", "station"]]
    assert set(hidden.itertuples(index=False, name=None)) == {
        ("peas", "heath"),
        ("peas", "river"),
        ("oats", "heath"),
        ("oats", "river"),
    }


def test_a_total_that_is_hidden_is_the_sum_of_its_parts():
    published = pd.DataFrame({"crop": ["wheat", "oats", "all"], "kg": [5.5, 1.25, None]})
    assert uncover(published, "crop", "kg")["kg"].tolist() == [5.5, 1.25, 6.75]


def test_a_hidden_cell_that_only_several_totals_together_give_away_is_found():
    # Between two squares of hidden cells: no line has b3 alone; rows a and b less columns 1 and 2 leave it.
    grid = pd.DataFrame([[1, 2, 9, 9], [3, 4, 5, 9], [9, 9, 6, 7], [9, 9, 8, 3]], list("abcd"), list("1234"))
    hidden = {"a1", "a2", "b1", "b2", "b3", "c3", "c4", "d3", "d4"}
    grid = grid.assign(all=grid.sum(axis=1))
    grid.loc["all"] = grid.sum()
    table = grid.rename_axis("row").reset_index().melt("row", var_name="column", value_name="kg")
    table["kg"] = table["kg"].astype("Int64").mask((table["row"] + table["column"]).isin(hidden))
    found = uncover(table, ["row", "column"], "kg").query("uncovered")
    assert found[["row", "column", "kg"]].to_numpy().tolist() == [["b", "3", 5]]


@calm
@given(rows, st.integers(2, 5))
def test_what_is_uncovered_is_true_and_complementary_cells_leave_nothing_to_uncover(cells, minimum):
    table, columns = harvests(cells), ["crop", "station"]
    truth = suppress(table, columns, "farm", 1, "kg", total="all")["kg"].fillna(0)  # below 1 there is nobody
    published = suppress(table, columns, "farm", minimum, "kg", total="all")
    found = uncover(published, columns, "kg")
    assert found.loc[found["uncovered"], "kg"].tolist() == truth[found["uncovered"]].tolist()
    assert not (found["uncovered"] & published["shown"]).any()
    safer = suppress(table, columns, "farm", minimum, "kg", total="all", complementary=True)
    assert not uncover(safer, columns, "kg")["uncovered"].any()
    assert (published["shown"] | ~safer["shown"]).all()


def test_a_missing_label_in_a_published_table_is_a_label():
    published = pd.DataFrame(
        {"crop": [None] * 3 + ["oats"] * 3, "station": ["heath", "river", "all"] * 2, "kg": [None, 5, 9, None, 2, 3]},
        index=range(6, 0, -1),
    )
    assert uncover(published, ["crop", "station"], "kg")["kg"].tolist() == [4, 5, 9, 1, 2, 3]


def test_nothing_hidden_or_no_total_uncovers_nothing():
    table = harvests(several("wheat", range(6)) + several("oats", range(2)))
    assert not uncover(suppress(table, "crop", "farm", 1, "kg", total="all"), "crop", "kg")["uncovered"].any()
    assert not uncover(suppress(table, "crop", "farm", 5, "kg"), "crop", "kg")["uncovered"].any()


def test_two_releases_give_away_the_farm_that_left_between_them():
    before = harvests(several("wheat", range(7)) + several("oats", range(6)) + several("peas", range(4)))
    after = before[(before["farm"] != "F05").to_numpy()].sample(frac=1, random_state=1)
    releases = [suppress(table, "crop", "farm", 5, "kg", total="all") for table in (before, after)]
    found = by_crop(difference(*releases, "crop", "kg"))
    assert found.loc["wheat"].tolist() == [1, 105, True]
    assert found.loc["all"].tolist() == [1, 210, True]
    assert found.loc["oats"].tolist() == [1, 105, True]
    assert pd.isna(found.loc["peas", "kg"]) and not found.loc["peas", "exposed"]


def test_a_difference_of_several_farms_is_not_one_farms():
    before = harvests(several("wheat", range(9)))
    after = harvests(several("wheat", range(6)))
    releases = [suppress(table, "crop", "farm", 5, "kg") for table in (before, after)]
    assert difference(*releases, "crop", "kg")["exposed"].tolist() == [False]
    assert difference(*releases, "crop", "kg", minimum=3)["exposed"].tolist() == [False]
    assert difference(*releases, "crop", "kg", minimum=4)["exposed"].tolist() == [True]
    assert difference(*releases[::-1], "crop", "kg", minimum=5).iloc[0, 1:].tolist() == [-3, -321, True]
    assert difference(releases[0], releases[0], "crop", "kg", minimum=5)["exposed"].tolist() == [False]


def test_a_cell_absent_from_one_release_gives_nothing_away():
    before, after = several("wheat", range(6)) + several("oats", range(5)), several("wheat", range(5))
    releases = [suppress(harvests(cells), "crop", "farm", 5, "kg") for cells in (before, after)]
    assert by_crop(difference(*releases, "crop", "kg"))["exposed"].to_dict() == {"oats": False, "wheat": True}


def test_a_known_number_of_farms_without_a_known_value_gives_nothing_away():
    kg = pd.array([pd.NA], "Int64")
    releases = [pd.DataFrame({"crop": ["oats"], "farms": [farms], "kg": kg}) for farms in (6, 5)]
    assert difference(*releases, "crop", "kg", entities="farms")["exposed"].tolist() == [False]


def test_two_farms_less_are_not_one_unless_that_was_asked():
    before, after = harvests(several("wheat", range(8))), harvests(several("wheat", range(6)))
    releases = [suppress(table, "crop", "farm", 5, "kg") for table in (before, after)]
    assert not difference(*releases, "crop", "kg")["exposed"].item()
    assert difference(*releases, "crop", "kg", minimum=3)["exposed"].item()


def test_a_known_value_of_an_unknown_number_of_farms_gives_no_farm_away():
    farms = pd.array([pd.NA], "Int64")
    releases = [pd.DataFrame({"crop": ["oats"], "farms": farms, "kg": [kg]}) for kg in (600, 500)]
    assert difference(*releases, "crop", "kg", entities="farms")["exposed"].tolist() == [False]


def test_ten_thousand_cells_are_made_and_one_more_is_refused():
    table = pd.DataFrame({"crop": np.arange(137) % 100, "station": np.arange(137) % 100, "farm": 1})
    assert len(suppress(table, ["crop", "station"], "farm", 1)) == 10_000
    table = table.assign(crop=np.arange(137) % 73, station=np.arange(137))
    with pytest.raises(ValueError, match="more than 10,000 cells"):
        suppress(table, ["crop", "station"], "farm", 1)


def test_releases_with_a_cell_twice_are_refused():
    twice = pd.DataFrame({"crop": ["wheat", "wheat"], "farms": [5, 6], "kg": [1, 2]})
    with pytest.raises(ValueError, match="unique"):
        difference(twice, twice, "crop", "kg", entities="farms")


# ---- bounds and sensitivity


def test_clamping_tells_how_many_it_changed_and_what_that_cost():
    acres = pd.Series([60, 340, 2_960, 10], index=[9, 8, 7, 6], name="acres")
    clamped = clamp(acres, 60, 900)
    assert clamped.values.to_dict() == {9: 60, 8: 340, 7: 900, 6: 60}
    assert (clamped.changed, clamped.bias) == (2, 50 - 2_060)


def test_a_value_on_a_bound_is_not_changed():
    clamped = clamp(pd.Series([0, 9, 10, 12, 40], name="kg"), 0, 10)
    assert (clamped.changed, clamped.bias, clamped.values.name) == (2, -32, "kg")


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, math.nan])
def test_an_error_of_a_level_that_is_no_share_is_refused(level):
    with pytest.raises(ValueError, match="level is"):
        error_bound(2, level)


@pytest.mark.parametrize("low, high", [(5, 5), (6, 5), (0.5, 2), (0, None), (0, math.inf), (0, math.nan)])
def test_bounds_are_whole_and_the_lower_is_below(low, high):
    with pytest.raises(ValueError, match="low|high"):
        clamp(pd.Series([1]), low, high)


@pytest.mark.parametrize("function", [clamp, noisy_sum, noisy_mean])
def test_no_function_has_bounds_to_fall_back_on(function):
    asked = inspect.signature(function).parameters
    assert asked["low"].default is asked["high"].default is inspect.Parameter.empty


@pytest.mark.parametrize(
    "values, says",
    [([1.5], "1.5"), ([1, None], "miss"), (["1"], "number"), ([math.inf], "number"), ([2**52] * 2, "large")],
)
def test_only_whole_amounts_that_add_up_exactly_are_taken(values, says):
    with pytest.raises(ValueError, match=says):
        clamp(pd.Series(values, name="kg"), 0, 9)
    table = pd.DataFrame({"farm": range(len(values)), "kg": values})
    with pytest.raises(ValueError, match=says):
        noisy_sum(table, "farm", "kg", low=0, high=9, epsilon=1, members=table["farm"])


@pytest.mark.parametrize(
    "given, expected",
    [
        (("count", "add-remove"), 1),
        (("count", "replace-one"), 1),
        (("sum", "add-remove"), 1),  # without bounds a yes or no
        (("sum", "replace-one"), 1),
        (("count", "add-remove", 5, 9, 40), 40),
        (("sum", "add-remove", -50, 20), 50),
        (("sum", "add-remove", 60, 900), 900),
        (("sum", "replace-one", 60, 900), 840),
        (("sum", "replace-one", -50, 20, 3), 210),
        (("mean", "replace-one", 0, 900, 1, 24), Fraction(75, 2)),
        (("mean", "replace-one", 0, 1, 2, 7), Fraction(2, 7)),
    ],
)
def test_sensitivity_is_that_of_one_entity_and_exact(given, expected):
    assert sensitivity(*given) == expected


@pytest.mark.parametrize(
    "given",
    [
        ("median", "add-remove"),
        ("sum", "swap"),
        ("mean", "add-remove", 0, 1, 1, 5),
        ("mean", "replace-one"),
        ("sum", "add-remove", 1, 0),
        ("count", "add-remove", 0, 1, 0),
        ("mean", "replace-one", 0, 1, 1, 0),
    ],
)
def test_no_sensitivity_without_a_definition(given):
    with pytest.raises(ValueError):
        sensitivity(*given)


@calm
@given(
    rows,
    st.lists(st.tuples(crops, stations, st.integers(0, 5_000)), max_size=9),
    st.integers(-500, 500),
    st.integers(1, 4_000),
    st.sampled_from(["add-remove", "replace-one"]),
)
def test_no_farm_can_move_an_answer_by_more_than_the_sensitivity(cells, others, low, width, neighbours):
    """One farm, all its rows, against the same without it or with any other rows of its own."""
    here = harvests(cells)
    victim, high = here["farm"].iloc[0], low + width
    there = here[(here["farm"] != victim).to_numpy()]
    if neighbours == "replace-one":
        there = pd.concat([there, harvests([(victim, *other) for other in others])])
    members = [f"F{k:02d}" for k in range(12)]
    given = {"low": low, "high": high, "members": members, "epsilon": SURE}
    sides, by = (here, there), neighbours
    sums = [noisy_sum(table, "farm", "kg", neighbours=by, **given) for table in sides]
    counts = [noisy_count(table, "farm", rows_per_entity=3, epsilon=SURE, neighbours=by) for table in sides]
    assert abs(sums[0].value - sums[1].value) <= sensitivity("sum", by, low, high) == sums[0].scale * SURE
    assert abs(counts[0].value - counts[1].value) <= 3 == counts[0].scale * SURE
    if neighbours == "replace-one":
        means = [noisy_mean(table, "farm", "kg", **given) for table in sides]
        most = sensitivity("mean", "replace-one", low, high, n=12)
        assert abs(means[0].value - means[1].value) <= most * (1 + 1e-12)
        assert means[0].scale * SURE == most


def test_the_bounds_of_sensitivity_are_reached():
    """A bound that is never reached would cost noise for nothing."""
    without, small, large = (
        harvests(several("oats", [2], 1) + extra)
        for extra in ([], [("F01", "oats", "hill", 0)], [("F01", "oats", "hill", 9_999)])
    )
    given = {"entity": "farm", "value": "kg", "low": 60, "high": 900, "epsilon": SURE}
    added = [noisy_sum(table, neighbours="add-remove", **given).value for table in (without, large)]
    swapped = [noisy_sum(table, members=["F01", "F02"], **given).value for table in (small, large)]
    assert (added[1] - added[0], swapped[1] - swapped[0]) == (900, 840)


# ---- noise


def weight(k, scale):
    """The probability of k."""
    p = math.exp(-1 / scale)
    return (1 - p) / (1 + p) * p ** abs(k)


@pytest.mark.parametrize("scale", [1, 2, Fraction(1, 2), Fraction(10, 3), 20])
@pytest.mark.parametrize("source", ["secrets", "generator"])
def test_draws_follow_the_discrete_laplace(scale, source, monkeypatch):
    """Chi-square over the likely values, seeded: the truth passes; a doubled 0 or a wrong scale does not."""
    generator, n = np.random.default_rng(18), 6_000
    if source == "secrets":  # the same code, its one source of chance replaced by one that repeats itself
        monkeypatch.setattr(release.secrets, "randbelow", lambda top: int(generator.integers(top)))
    drawn = Counter(laplace_integer(scale, None if source == "secrets" else generator) for _ in range(n))
    expected = {k: n * weight(k, float(scale)) for k in range(-200, 201)}
    cells = [k for k in expected if expected[k] >= 8]
    rest = n - sum(expected[k] for k in cells)
    chi_square = sum((drawn[k] - expected[k]) ** 2 / expected[k] for k in cells)
    chi_square += (n - sum(drawn[k] for k in cells) - rest) ** 2 / rest
    assert chi_square < len(cells) + 5 * math.sqrt(2 * len(cells))


def test_two_neighbours_are_told_apart_no_better_than_epsilon_allows():
    """Counts of 10 and 11 farms at epsilon 1: no answer is more than e times likelier from one of them."""
    generator = np.random.default_rng(7)
    scale = noisy_count(harvests(several("oats", range(10))), "farm", epsilon=1).scale
    ten, eleven = (Counter(k + laplace_integer(scale, generator) for _ in range(6_000)) for k in (10, 11))
    for answer in range(8, 14):
        assert math.exp(-1) / 1.25 < ten[answer] / eleven[answer] < math.e * 1.25
    assert ten[10] / eleven[10] > math.e / 1.25  # and of the privacy that was given up none is wasted


def test_unseeded_noise_comes_from_secrets_and_never_from_a_seed():
    draws = []
    for _ in range(2):
        np.random.seed(0)
        draws.append(laplace_integer(10**30))
    assert draws[0] != draws[1]


def test_seeded_noise_repeats_itself_and_says_so():
    table = harvests(several("oats", range(5)))
    seeded = [noisy_count(table, "farm", epsilon="1e-9", random=np.random.default_rng(3)) for _ in range(2)]
    first, second = seeded
    assert first == second != noisy_count(table, "farm", epsilon="1e-9", random=np.random.default_rng(4))
    assert "Seeded" in first.note
    unseeded = noisy_count(table, "farm", epsilon=1)
    assert "Seeded" not in unseeded.note and "OpenDP" in unseeded.note


def test_the_noise_has_the_scale_that_the_release_states():
    table, members = harvests(several("oats", [1, 2])), ["F01", "F02"]
    given = {"low": 0, "high": 10**6, "epsilon": 0.1, "members": members}
    total = noisy_sum(table, "farm", "kg", random=np.random.default_rng(5), **given)
    mean = noisy_mean(table, "farm", "kg", random=np.random.default_rng(5), **given)
    assert total.value == 203 + laplace_integer(10**7, np.random.default_rng(5))
    assert mean.value == total.value / 2
    assert (total.scale, mean.scale) == (10**7, 10**7 / 2)


def test_noise_is_whole_however_large_the_scale():
    draw = laplace_integer(10**40 + Fraction(1, 3), np.random.default_rng(1))
    assert type(draw) is int
    assert abs(draw) > 2**64


@pytest.mark.parametrize("scale", [0, -1, "much", math.nan, math.inf, None])
def test_a_scale_is_above_0(scale):
    with pytest.raises(ValueError, match="scale"):
        laplace_integer(scale)
    with pytest.raises(ValueError, match="scale"):
        error_bound(scale)


def test_the_error_is_that_of_the_reference_table():
    assert error_bound(2) == pytest.approx(6.430, abs=5e-4)


@pytest.mark.parametrize("scale", [0.3, 1, 2, 7.5, 100, 9_000])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
def test_the_error_is_that_of_opendp(scale, level):
    accuracy = pytest.importorskip("opendp.accuracy")
    expected = accuracy.discrete_laplacian_scale_to_accuracy(float(scale), 1 - level)
    assert error_bound(scale, level) == pytest.approx(expected, rel=1e-9)


@given(st.integers(1, 60), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_noise_keeps_within_the_whole_part_of_the_error_and_one_less_would_be_too_few(scale, level):
    most = math.floor(error_bound(scale, level))
    inside = sum(weight(k, scale) for k in range(-most, most + 1))
    assert inside >= level - 1e-9
    assert most == 0 or inside - 2 * weight(most, scale) < level


def test_epsilon_and_sensitivities_are_those_of_opendp():
    dp = pytest.importorskip("opendp.prelude")
    dp.enable_features("contrib")
    noise = dp.m.make_laplace(dp.atom_domain(T=int), dp.absolute_distance(T=int), scale=2.0)
    assert noise.map(sensitivity("count", "add-remove").numerator) == pytest.approx(0.5)
    for low, high in [(0, 900), (60, 900), (-50, 20)]:
        clamped = dp.atom_domain(bounds=(low, high))
        added, replaced = (
            dp.t.make_sum(dp.vector_domain(clamped, size=size), dp.symmetric_distance()) for size in (None, 24)
        )
        assert added.map(1) == sensitivity("sum", "add-remove", low, high)
        assert replaced.map(2) == sensitivity("sum", "replace-one", low, high)  # one out, one in


# ---- noisy answers


def test_a_farm_with_many_rows_costs_no_more_noise_and_counts_once():
    table = harvests(several("wheat", [1] * 30 + [2, 3]))
    count = noisy_count(table, "farm", epsilon=SURE)
    assert (count.value, count.scale, count.low, count.high) == (3, Fraction(1, SURE), None, None)
    capped = noisy_sum(table, "farm", "kg", low=0, high=900, epsilon=SURE, members=["F01", "F02", "F03"])
    assert capped.value == 900 + 102 + 103
    assert (capped.low, capped.high) == (0, 900)
    assert (capped.unit_of_privacy, capped.neighbours) == ("one farm", "replace-one")
    assert noisy_count(table, "farm", rows_per_entity=4, epsilon=SURE).value == 4 + 1 + 1


def test_a_member_without_a_row_counts_as_one_and_is_clamped_like_one():
    table = harvests(several("wheat", [1, 2])).rename(columns={"farm": "farm_id"})
    given = {"low": 60, "high": 900, "epsilon": SURE}
    members = ["F02", "F01", "F03", "F03"]
    assert noisy_sum(table, "farm_id", "kg", members=members, **given).value == 101 + 102 + 60
    mean = noisy_mean(table, "farm_id", "kg", members=members, **given)
    assert mean.unit_of_privacy == "one farm"
    assert (mean.value, mean.per, mean.scale) == (pytest.approx(263 / 3), 3, Fraction(840, 3 * SURE))


def test_replace_one_needs_the_public_list_of_members_and_no_strangers():
    table = harvests(several("wheat", [1, 2]))
    with pytest.raises(ValueError, match="members"):
        noisy_sum(table, "farm", "kg", low=0, high=900, epsilon=1)
    with pytest.raises(ValueError, match="members"):
        noisy_sum(table, "farm", "kg", low=0, high=900, epsilon=1, members=["F01"])
    with pytest.raises(ValueError, match="n is 0"):
        noisy_mean(table.iloc[:0], "farm", "kg", low=0, high=900, epsilon=1, members=[])


def test_a_row_without_an_entity_is_refused():
    table = harvests([*several("wheat", [1]), (None, "wheat", "hill", 5)])
    for answer in (
        lambda: noisy_count(table, "farm", epsilon=1),
        lambda: noisy_sum(table, "farm", "kg", low=0, high=9, epsilon=1, neighbours="add-remove"),
    ):
        with pytest.raises(ValueError, match="farm.*missing in 1 row"):
            answer()


def test_the_half_width_is_in_units_of_the_value():
    table, members = harvests(several("wheat", range(24))), [f"F{k:02d}" for k in range(24)]
    given = {"low": 0, "high": 900, "epsilon": 1, "members": members}
    total, mean = noisy_sum(table, "farm", "kg", **given), noisy_mean(table, "farm", "kg", **given)
    assert total.half_width == math.floor(error_bound(900)) == 2_696
    assert mean.half_width == pytest.approx(2_696 / 24)
    assert noisy_count(table, "farm", epsilon="0.5").half_width == 6


def test_what_is_given_stays_as_it_was():
    table = harvests(several("wheat", range(6)) + several(None, [1]))
    published = suppress(table, "crop", "farm", 5, "kg", total="all")
    copies = table.copy(deep=True), published.copy(deep=True)
    suppress(table, ["crop", "station"], "farm", 5, "kg", total="all", complementary=True)
    uncover(published, "crop", "kg")
    difference(published, published, "crop", "kg")
    clamp(table["kg"], 0, 10)
    noisy_count(table, "farm", epsilon=1)
    noisy_sum(table, "farm", "kg", low=0, high=9, epsilon=1, neighbours="add-remove")
    pd.testing.assert_frame_equal(table, copies[0])
    pd.testing.assert_frame_equal(published, copies[1])
