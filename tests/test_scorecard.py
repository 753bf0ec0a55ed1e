"""Promises of ethical_data.measure.scorecard, held against a scorer that shares no code with it."""

import io
import itertools

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ethical_data.measure.scorecard import approved_median, counterfactuals, points, reasons, score

CARD = pd.read_csv(
    io.StringIO("""\
characteristic,low,high,value,points,label,can_change,step
income,,1500,,10,monthly income,with time,
income,1500,3000,,30,monthly income,with time,
income,3000,,,45,monthly income,with time,
income,,,missing,5,monthly income,with time,
amount,,2000,,40,loan amount,yes,ask for less
amount,2000,6000,,25,,,
amount,6000,,,5,,,
overdraft_days,0,1,,40,days overdrawn in the last quarter,yes,stay above zero
overdraft_days,1,15,,20,days overdrawn in the last quarter,yes,stay above zero
overdraft_days,15,92,,0,days overdrawn in the last quarter,yes,stay above zero
home,,,owned,30,home,with time,
home,,,rented,20,home,with time,
home,,,other,10,home,with time,
age,18,30,,10,,no,
age,30,,,25,,no,
""")
)
APPLICATIONS = pd.DataFrame(
    {
        "home": ["rented", "owned", "other", "rented"],
        "age": [24, 51, 30, 29],
        "income": [1500.0, 4200.0, None, 1499.99],
        "amount": [7000, 1999, 2000, 9000],
        "overdraft_days": [20, 0, 3, 0],
        "postcode": ["A", "B", "C", "D"],
    },
    index=["A0007", "A0003", "A0012", "A0001"],
)
MOST = CARD.groupby("characteristic")["points"].max()
CHARACTERISTICS = list(dict.fromkeys(CARD["characteristic"]))


def bin_points(name, value):
    """Points of one value, read off CARD row by row."""
    held = []
    for row in CARD[CARD["characteristic"] == name].itertuples():
        if isinstance(row.value, str):
            held += [row.points] if row.value == ("missing" if pd.isna(value) else value) else []
        elif not pd.isna(value) and not (value < row.low) and not (value >= row.high):
            held += [row.points]
    assert len(held) == 1
    return held[0]


def rescored(application, base=0):
    return base + sum(bin_points(name, application[name]) for name in CHARACTERISTICS)


def refusal_letter(**kwargs):
    """What `reasons` says of the first application, by rank."""
    found = reasons(APPLICATIONS, CARD, **{"reference": MOST, "cutoff": 130} | kwargs)
    return found[found["application"] == "A0007"].set_index("rank")


one_application = st.fixed_dictionaries(
    {
        "income": st.one_of(st.none(), st.floats(0, 9000)),
        "amount": st.integers(0, 20_000),
        "overdraft_days": st.integers(0, 91),
        "home": st.sampled_from(["owned", "rented", "other"]),
        "age": st.integers(18, 90),
    }
)
several_applications = st.lists(one_application, min_size=1, max_size=8).map(pd.DataFrame)
references = st.fixed_dictionaries({name: st.integers(0, 50) for name in CHARACTERISTICS})
cutoffs = st.integers(40, 190)
some = settings(max_examples=30, deadline=None)


# ---- points and score


def test_points_are_those_of_the_bins():
    found = points(APPLICATIONS, CARD)
    assert list(found.columns) == CHARACTERISTICS and list(found.index) == list(APPLICATIONS.index)
    assert found.loc["A0007"].to_dict() == {
        "income": 30, "amount": 5, "overdraft_days": 0, "home": 20, "age": 10
    }  # fmt: skip
    assert found.loc["A0012", "income"] == 5  # no income stated: the bin "missing"
    assert found.loc["A0001", "income"] == 10 and (found.dtypes == "int64").all()


def test_a_bin_holds_its_low_and_not_its_high():
    edges = APPLICATIONS.iloc[[0, 0]].assign(amount=[1999, 2000], age=[29, 30])
    assert points(edges, CARD)[["amount", "age"]].values.tolist() == [[40, 10], [25, 25]]


@some
@given(several_applications, st.integers(-100, 500))
def test_a_score_is_the_base_and_all_points(applications, base):
    found = score(applications, CARD, base)
    assert found.tolist() == [rescored(row, base) for _, row in applications.iterrows()]
    assert found.name == "score"


def test_index_labels_are_not_positions():
    labels = [3, 2, 1, 0]
    found = score(APPLICATIONS.set_axis(labels), CARD)
    assert found.loc[3] == rescored(APPLICATIONS.iloc[0])
    shuffled = CARD.sample(frac=1, random_state=1, ignore_index=True)
    assert score(APPLICATIONS, shuffled).tolist() == found.tolist()
    assert score(APPLICATIONS.set_axis([0, 0, 0, 0]), CARD).tolist() == found.tolist()


def test_what_was_given_is_not_changed():
    applications, card, most = APPLICATIONS.copy(), CARD.copy(), MOST.copy()
    reasons(applications, card, most, cutoff=150)
    counterfactuals(applications.loc["A0007"], card, 100, 0, {"amount": [5000]})
    approved_median(points(applications, card), [True] * 4)
    pd.testing.assert_frame_equal(applications, APPLICATIONS)
    pd.testing.assert_frame_equal(card, CARD)
    pd.testing.assert_series_equal(most, MOST)


def test_categories_may_be_whole_numbers_even_where_one_is_empty():
    card = pd.DataFrame({"characteristic": "rooms", "value": [1, 2, "missing"], "points": [10, 20, 0]})
    assert points(pd.DataFrame({"rooms": [2, 1, None]}), card)["rooms"].tolist() == [20, 10, 0]
    assert points(pd.DataFrame({"rooms": ["2", "1"]}), card)["rooms"].tolist() == [20, 10]


@pytest.mark.parametrize(
    "column, value, says",
    [
        ("home", "castle", "applications: column 'home', row 'A0012' has 'castle', in no bin"),
        ("home", None, "column 'home', row 'A0012' has no value, and no bin 'missing'"),
        ("age", 17, "column 'age', row 'A0012' has 17, in no bin"),
        ("overdraft_days", 92, "column 'overdraft_days', row 'A0012' has 92, in no bin"),
        ("income", float("inf"), "column 'income', row 'A0012' has inf, in no bin"),
        ("income", "about 1500", "column 'income', row 'A0012' has 'about 1500', in no bin"),
    ],
)
def test_a_value_that_no_bin_holds_is_named(column, value, says):
    applications = APPLICATIONS.astype(object)
    applications.loc["A0012", column] = value
    with pytest.raises(ValueError, match=says):
        points(applications, CARD)


def test_a_gap_between_bins_holds_nobody():
    card = CARD.drop(index=5)
    with pytest.raises(ValueError, match="column 'amount', row 'A0012' has .*2000.*, in no bin"):
        points(APPLICATIONS, card)


def test_a_column_that_the_applications_lack_is_named():
    with pytest.raises(ValueError, match="applications: no column 'income'"):
        points(APPLICATIONS.drop(columns="income"), CARD)


@pytest.mark.parametrize(
    "row, column, value, says",
    [
        (1, "low", 1400, "'income' has bins that overlap at 1400"),
        (5, "low", None, "'amount' has bins that overlap at -inf"),
        (5, "high", 2000, "'amount' has a bin whose high is not above its low, 2000"),
        (12, "value", "owned", "'home' has twice the category 'owned'"),
        (12, "value", None, "'home' has bins of numbers and also the category 'owned'"),
        (2, "points", None, "column 'points' is missing or has an empty cell"),
        (2, "points", "many", "column 'points' has, not a number, 'many'"),
        (2, "low", "3k", "column 'low' has, not a number, '3k'"),
        (2, "characteristic", None, "column 'characteristic' is missing or has an empty cell"),
    ],
)
def test_a_faulty_scorecard_is_refused(row, column, value, says):
    card = CARD.astype(object)
    card.loc[row, column] = value
    with pytest.raises(ValueError, match=f"scorecard: {says}"):
        points(APPLICATIONS, card)


def test_a_scorecard_without_rows_or_points_is_refused():
    for card in (CARD.iloc[:0], CARD.drop(columns="points")):
        with pytest.raises(ValueError, match="scorecard: column"):
            points(APPLICATIONS, card)


# ---- reasons


def test_the_principal_reasons_are_the_fewest_that_account_for_the_decision():
    letter = refusal_letter()  # 65 points against 130: 65 short
    assert letter["characteristic"].tolist() == ["overdraft_days", "amount", "income", "age", "home"]
    assert letter["lost"].tolist() == [40, 35, 15, 15, 10]
    assert letter["cumulative"].tolist() == [40, 75, 90, 105, 115]
    assert letter["principal"].tolist() == [True, True, False, False, False]
    assert letter["label"].tolist()[:2] == ["days overdrawn in the last quarter", "loan amount"]
    assert letter["label"].tolist()[3] == "age"  # the scorecard has no words for it
    assert (letter["says"] == "").all()


def test_equal_losses_stand_in_the_order_of_the_scorecard():
    assert refusal_letter()["characteristic"].tolist()[2:4] == ["income", "age"]
    upside_down = reasons(APPLICATIONS, CARD.iloc[::-1], MOST, 130).query("application == 'A0007'")
    assert upside_down["characteristic"].tolist()[2:4] == ["age", "income"]


def test_more_than_four_reasons_are_said_to_be_many():
    four = refusal_letter(cutoff=170)
    assert four["principal"].sum() == 4 and (four["says"] == "").all()
    letter = refusal_letter(cutoff=180)
    assert letter["principal"].all()
    assert (letter["says"] == "more than 4 reasons are needed together").all()


def test_a_reference_that_does_not_explain_the_decision_gives_no_principal_reason():
    letter = refusal_letter(reference={**MOST, "overdraft_days": 10, "amount": 10})
    assert not letter["principal"].any()
    assert (letter["says"] == "all reasons together do not reach the cutoff").all()


def test_another_reference_gives_other_reasons():
    low_bar = {"income": 45, "amount": 25, "overdraft_days": 20, "home": 20, "age": 25}
    letter = refusal_letter(reference=low_bar, cutoff=85)
    assert letter["characteristic"].tolist()[0] == "amount" and letter["lost"].iloc[-1] == 0


def test_only_the_declined_get_reasons():
    found = reasons(APPLICATIONS, CARD, MOST, cutoff=90, base=5)
    scores = score(APPLICATIONS, CARD, base=5)
    assert set(found["application"]) == set(scores.index[scores < 90])
    assert 90 in scores.tolist()  # at the cutoff is approved
    none = reasons(APPLICATIONS, CARD, MOST, cutoff=0)
    assert none.empty and list(none.columns) == list(found.columns)


def test_half_a_point_short_is_declined():
    assert refusal_letter(cutoff=65).empty
    letter = refusal_letter(cutoff=65.5)
    assert letter["principal"].tolist() == [True, False, False, False, False]


@some
@given(several_applications, references, cutoffs, st.integers(-20, 20))
def test_reasons_add_up_to_the_difference_of_the_scores(applications, reference, cutoff, base):
    found = reasons(applications, CARD, reference, cutoff, base)
    for label, letter in found.groupby("application"):
        own = rescored(applications.loc[label], base)
        assert own < cutoff
        assert letter["lost"].sum() == base + sum(reference.values()) - own
        assert letter["cumulative"].tolist() == letter["lost"].cumsum().tolist()
        assert letter["lost"].is_monotonic_decreasing and letter["rank"].tolist() == [1, 2, 3, 4, 5]
        assert set(letter["characteristic"]) == set(CHARACTERISTICS)


@some
@given(several_applications, references, cutoffs)
def test_principal_reasons_reach_the_cutoff_and_without_the_last_do_not(applications, reference, cutoff):
    found = reasons(applications, CARD, reference, cutoff)
    for label, letter in found.groupby("application"):
        own = rescored(applications.loc[label])
        gains = [reference[name] - bin_points(name, applications.loc[label, name]) for name in CHARACTERISTICS]
        enough = [
            size
            for size in range(1, 6)
            if any(own + sum(chosen) >= cutoff for chosen in itertools.combinations(gains, size))
        ]
        principal = letter[letter["principal"]]
        assert len(principal) == min(enough, default=0)
        if enough:
            assert own + principal["lost"].sum() >= cutoff
            assert own + principal["lost"].iloc[:-1].sum() < cutoff
            assert principal["rank"].tolist() == list(range(1, len(principal) + 1))
        else:
            assert (letter["says"] == "all reasons together do not reach the cutoff").all()
            assert sum(reference.values()) < cutoff  # one that reaches the cutoff always explains


@pytest.mark.parametrize(
    "reference, says",
    [
        ({**MOST, "age": None}, "age"),
        (MOST.drop("home"), "home"),
        ({**MOST, "postcode": 5}, "postcode"),
    ],
)
def test_a_reference_for_other_characteristics_is_refused(reference, says):
    with pytest.raises(ValueError, match=rf"reference: .*\['{says}'\]"):
        reasons(APPLICATIONS, CARD, reference, 130)


def test_two_people_under_one_label_are_refused():
    with pytest.raises(ValueError, match="label 'A0007' stands twice"):
        reasons(APPLICATIONS.iloc[[0, 1, 0]], CARD, MOST, 130)


def test_a_characteristic_with_two_labels_is_refused():
    card = CARD.astype(object)
    card.loc[1, "label"] = "pay"
    with pytest.raises(ValueError, match="column 'label' says two things of 'income'"):
        reasons(APPLICATIONS, card, MOST, 130)


def test_the_median_of_the_approved_is_points_that_somebody_had():
    table = points(APPLICATIONS, CARD)
    scores = score(APPLICATIONS, CARD)
    found = approved_median(table, scores >= 85)
    assert found.to_dict() == {"income": 10, "amount": 25, "overdraft_days": 40, "home": 20, "age": 25}
    assert reasons(APPLICATIONS, CARD, found, 85).query("principal")["characteristic"].tolist() == ["overdraft_days"]
    of_two = approved_median(table, [False, True, True, False])
    assert of_two.to_dict() == {"income": 45, "amount": 40, "overdraft_days": 40, "home": 30, "age": 25}


def test_a_median_of_nobody_or_of_other_rows_is_refused():
    table = points(APPLICATIONS, CARD)
    with pytest.raises(ValueError, match="no application is marked"):
        approved_median(table, [False] * 4)
    with pytest.raises(ValueError, match="its index is not that of points"):
        approved_median(table, pd.Series(True, index=table.index[::-1]))


# ---- counterfactuals


def within_reach(cutoff, changes, at_most=2, application="A0007"):
    return counterfactuals(APPLICATIONS.loc[application], CARD, cutoff, 0, changes, at_most)


def options(found):
    return [dict(zip(rows["characteristic"], rows["to"], strict=True)) for _, rows in found.groupby("option")]


def test_a_counterfactual_says_what_changes_from_and_to_and_the_new_score():
    found = within_reach(85, {"amount": [5500, 4900, 5500], "overdraft_days": [10, 10]})
    assert options(found) == [{"amount": 5500}, {"overdraft_days": 10}]
    assert found.iloc[0].to_dict() == {
        "option": 1, "changes": 1, "characteristic": "amount", "label": "loan amount",
        "from": 7000, "to": 5500, "gained": 20, "score": 85, "can_change": "yes", "step": "ask for less",
    }  # fmt: skip


def test_from_and_to_stay_as_they_were_given():
    found = within_reach(75, {"amount": [5500], "home": ["owned"], "income": [4000.5]})
    assert [str(value) for value in found["from"]] == ["7000", "rented", "1500.0"]
    assert found["to"].tolist() == [5500, "owned", 4000.5]
    assert (found.dtypes[["option", "changes", "gained", "score"]] == "int64").all()


def test_changes_are_combined_only_where_one_alone_is_not_enough():
    changes = {"amount": [5500, 1900], "overdraft_days": [10, 0], "income": [3000]}
    assert options(within_reach(100, changes)) == [
        {"amount": 1900},
        {"overdraft_days": 0},
        {"amount": 5500, "overdraft_days": 10},
        {"amount": 5500, "income": 3000},
        {"overdraft_days": 10, "income": 3000},
    ]
    assert len(within_reach(100, changes, at_most=1)) == 2


def test_two_characteristics_may_change_unless_more_are_allowed():
    changes = {"amount": [5500], "overdraft_days": [10], "income": [3000]}
    asked = APPLICATIONS.loc["A0007"], CARD, 120, 0, changes
    assert counterfactuals(*asked).empty and options(counterfactuals(*asked, at_most=3)) == [
        {"amount": 5500, "overdraft_days": 10, "income": 3000}
    ]
    assert list(counterfactuals(*asked)) == [
        "option", "changes", "characteristic", "label", "from", "to", "gained", "score", "can_change", "step",
    ]  # fmt: skip


def test_a_number_that_may_be_missing_is_still_a_number():
    assert options(within_reach(80, {"income": [9000, 3000, 4000]})) == [{"income": 3000}]


def test_a_number_may_move_either_way():
    card = pd.DataFrame(
        {"characteristic": "months", "low": [6, 24, 36, 48], "high": [24, 36, 48, 61], "points": [9, 0, 0, 9],
         "can_change": "yes"}
    )  # fmt: skip
    found = counterfactuals(pd.Series({"months": 30}), card, 5, 0, {"months": [60, 48, 40, 12]})
    assert options(found) == [{"months": 48}, {"months": 12}]  # 60 goes further than 48 the same way
    assert found["label"].tolist() == ["months", "months"] and found["step"].tolist() == ["", ""]


def test_nothing_within_reach_is_an_empty_table():
    found = within_reach(190, {"amount": [5500]})
    assert found.empty and list(found.columns)[:3] == ["option", "changes", "characteristic"]
    assert within_reach(190, {}).empty and within_reach(190, {"amount": [7000, 7000]}).empty


def test_what_nobody_can_change_is_never_asked_of_them():
    card = CARD.assign(can_change=CARD["can_change"].where(CARD["characteristic"] != "home"))
    for name in ("age", "home", "postcode"):
        with pytest.raises(ValueError, match=f"can_change does not say yes of '{name}'"):
            counterfactuals(APPLICATIONS.loc["A0007"], card, 100, 0, {"amount": [1900], name: [40]})
    with pytest.raises(ValueError, match="can_change"):
        counterfactuals(APPLICATIONS.loc["A0007"], CARD.drop(columns="can_change"), 100, 0, {"amount": [1900]})


def test_an_application_at_the_cutoff_needs_no_change():
    with pytest.raises(ValueError, match="its score 65 is not below the cutoff 65"):
        within_reach(65, {"amount": [1900]})


def test_a_change_to_what_no_bin_holds_is_refused():
    with pytest.raises(ValueError, match="changes: column 'overdraft_days', row 0 has -3, in no bin"):
        within_reach(100, {"overdraft_days": [-3]})


reach = st.fixed_dictionaries(
    {},
    optional={
        "income": st.lists(st.integers(0, 9000), max_size=3),
        "amount": st.lists(st.integers(0, 20_000), max_size=3),
        "overdraft_days": st.lists(st.integers(0, 91), max_size=3),
        "home": st.lists(st.sampled_from(["owned", "rented", "other"]), max_size=3),
    },
)


@some
@given(one_application, reach, cutoffs, st.integers(1, 3))
def test_counterfactuals_reach_the_cutoff_and_none_is_missed(application, changes, cutoff, at_most):
    own = rescored(application)
    assume(own < cutoff)
    found = counterfactuals(pd.Series(application), CARD, cutoff, 0, changes, at_most)
    listed = options(found)
    for option, (_, rows) in zip(listed, found.groupby("option"), strict=True):
        assert len(option) <= at_most and set(option) <= set(changes)
        assert all(to in changes[name] for name, to in option.items())
        assert (rows["score"] == rescored({**application, **option})).all() and rows["score"].iloc[0] >= cutoff
        assert own + rows["gained"].sum() == rows["score"].iloc[0]
        for name in option:  # minimal: one change fewer is not enough
            rest = {other: to for other, to in option.items() if other != name}
            assert rescored({**application, **rest}) < cutoff
    assert [len(option) for option in listed] == sorted(len(option) for option in listed)

    def no_more_than(smaller, larger):
        def step(name, to):
            start = application[name]
            if name == "home" or start is None:
                return to == larger[name]
            near, far = to - start, larger[name] - start
            return near * far > 0 and abs(near) <= abs(far)

        return all(name in larger and step(name, to) for name, to in smaller.items())

    for names in itertools.chain.from_iterable(itertools.combinations(changes, k) for k in range(1, at_most + 1)):
        for values in itertools.product(*(changes[name] for name in names)):
            option = dict(zip(names, values, strict=True))
            if rescored({**application, **option}) >= cutoff:  # itself listed, or a smaller one that will do
                moved = {name: to for name, to in option.items() if to != application[name]}
                assert any(no_more_than(smaller, moved) for smaller in listed)
