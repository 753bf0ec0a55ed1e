"""Classes, k, l and links against definitions counted by brute force, in plain Python."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethical_data.measure import identifiability as ident

CELL = st.sampled_from(["a", "b", "c", None])
ROWS = st.lists(st.tuples(CELL, CELL, CELL, st.sampled_from(["x", "y", None])), max_size=14)
QUASI = ["p", "q", "r"]


def frame(rows, index=None):
    return pd.DataFrame(rows, columns=[*QUASI, "ill"], index=index, dtype=object)


def brute(rows, places):
    """Class of each row: the rows that agree with it, found by comparing every pair."""

    def same(a, b):
        return all(a[i] == b[i] for i in places)  # None == None: missing is a value

    return [[j for j, other in enumerate(rows) if same(row, other)] for row in rows]


@settings(deadline=None)
@given(ROWS)
def test_classes_k_and_unique_rows_are_those_of_pairwise_comparison(rows):
    groups = brute(rows, (0, 1, 2))
    found = ident.identifiability(frame(rows), QUASI)
    assert found.rows == len(rows) and found.classes == len({tuple(g) for g in groups})
    assert found.k == min(map(len, groups), default=0)
    assert found.unique == sum(len(g) == 1 for g in groups)
    assert ident.class_sizes(frame(rows), QUASI).tolist() == [len(g) for g in groups]


@settings(deadline=None)
@given(ROWS)
def test_l_is_the_fewest_different_values_in_a_class(rows):
    groups = {tuple(g) for g in brute(rows, (0, 1, 2))}
    distinct = [len({rows[i][3] for i in g}) for g in groups]
    assert ident.l_diversity(frame(rows), QUASI, "ill") == min(distinct, default=0)
    assert sorted(ident.classes(frame(rows), QUASI, "ill")["distinct"]) == sorted(distinct)


@settings(deadline=None)
@given(ROWS.filter(bool), st.sampled_from(QUASI))
def test_k_never_falls_and_unique_rows_never_grow_when_a_column_is_dropped_or_made_coarser(rows, column):
    table = frame(rows)
    fine = ident.identifiability(table, QUASI)
    dropped = ident.identifiability(table, [name for name in QUASI if name != column])
    coarse = ident.identifiability(table.assign(**{column: table[column].replace({"b": "a"})}), QUASI)
    assert dropped.k >= fine.k <= coarse.k
    assert dropped.unique <= fine.unique >= coarse.unique


@settings(deadline=None)
@given(ROWS.filter(bool), st.randoms())
def test_the_order_of_rows_and_columns_does_not_matter(rows, random):
    mixed, columns = list(rows), list(QUASI)
    random.shuffle(mixed)
    random.shuffle(columns)
    assert ident.identifiability(frame(mixed), columns) == ident.identifiability(frame(rows), QUASI)


@settings(deadline=None)
@given(ROWS, ROWS)
def test_links_are_those_of_pairwise_comparison(public, released):
    found = ident.link(frame(public), frame(released), QUASI)

    def known(row):
        return None not in row[:3]

    for row, line in zip(public, found.itertuples()):
        fits = [j for j, other in enumerate(released) if known(row) and row[:3] == other[:3]]
        people = sum(row[:3] == other[:3] for other in public)
        one = len(fits) == 1 and people == 1
        assert line.lines == len(fits)
        assert line.outcome == ("one line" if one else "several" if fits else "none")
        assert line.place == (fits[0] if one else -1)


@settings(deadline=None)
@given(ROWS.filter(bool))
def test_every_combination_says_what_its_columns_say(rows):
    table = frame(rows)
    found = ident.by_combination(table, QUASI).set_index("combination")
    assert len(found) == 7
    for width in (1, 2, 3):
        for names in combinations(QUASI, width):
            line, alone = found.loc[" + ".join(names)], ident.identifiability(table, list(names))
            assert (line["classes"], line["k"], line["unique"]) == (alone.classes, alone.k, alone.unique)


def test_somebody_who_left_a_field_empty_stands_out_by_it():
    table = pd.DataFrame({"p": ["a", "a", "a", "b", "b", "b", None]})
    assert ident.identifiability(table, ["p"]).k == 1  # dropping the row would say 3


def test_index_labels_are_not_positions():
    table = frame([("a", "a", "a", "x"), ("a", "a", "a", "y"), ("b", "a", "a", "x")], index=[7, 7, 0])
    assert ident.class_sizes(table, QUASI).tolist() == [2, 2, 1]
    assert ident.class_sizes(table, QUASI).index.tolist() == [7, 7, 0]
    assert ident.link(table, table, QUASI)["place"].tolist() == [-1, -1, 2]
    assert ident.classes(table, QUASI, "ill")["distinct"].tolist() == [1, 2]


def test_a_large_group_that_shares_its_value_hides_nothing():
    table = pd.DataFrame({"age": ["30s"] * 8 + ["40s"] * 8, "ill": ["coeliac"] * 8 + ["none"] * 5 + ["coeliac"] * 3})
    found = ident.classes(table, ["age"], "ill")
    assert ident.identifiability(table, ["age"]).k == 8 and ident.l_diversity(table, ["age"], "ill") == 1
    assert found.set_index("age")["shared"].to_dict() == {"30s": True, "40s": False}


def test_the_share_of_those_who_stand_alone():
    found = ident.identifiability(pd.DataFrame({"p": list("aaabbbcd")}), ["p"])
    assert (found.unique, found.unique_share) == (2, 0.25)
    assert ident.class_sizes(pd.DataFrame({"p": list("aab")}), ["p"]).name == "class_size"


def test_the_smallest_class_comes_first_and_equal_ones_as_they_stand_in_the_table():
    values = [f"v{i:02}" for i in range(40, 0, -1)]
    table = pd.DataFrame({"p": ["big", *values, "big", "big"], "ill": "x"}, index=range(50, 93))
    found = ident.classes(table, ["p"])
    assert list(found) == ["p", "rows"] and found.index.tolist() == list(range(41))
    assert found["p"].tolist() == [*values, "big"] and found["rows"].tolist() == [1] * 40 + [3]
    assert list(ident.classes(table, ["p"], "ill")) == ["p", "rows", "distinct", "shared"]


@pytest.mark.parametrize("name", ["rows", "distinct", "shared"])
def test_a_column_with_a_name_of_the_result_is_refused(name):
    with pytest.raises(ValueError, match=f"'{name}': rename it"):
        ident.classes(pd.DataFrame({name: ["a"]}), [name])


def test_the_worst_combination_comes_first_the_shorter_before_the_longer():
    table = pd.DataFrame({"sex": list("mfmf"), "town": list("xxyz"), "id": list("1234"), "year": list("5555")})
    found = ident.by_combination(table, list(table))
    assert found.index.tolist() == list(range(14))  # never four at once, unless that is asked
    assert found["combination"].tolist() == [
        "id", "sex + town", "sex + id", "town + id", "id + year",
        "sex + town + id", "sex + town + year", "sex + id + year", "town + id + year",
        "town", "town + year", "sex", "year", "sex + year",
    ]  # fmt: skip
    assert found["unique"].tolist() == [4] * 9 + [2, 2, 0, 0, 0]
    assert found["unique_share"].tolist() == [1] * 9 + [0.5, 0.5, 0, 0, 0]
    assert len(ident.by_combination(table, list(table), most=4)) == 15


def test_a_thousand_combinations_are_tried_and_one_more_is_refused():
    table = pd.DataFrame([["a"] * 1001], columns=range(1001))
    assert len(ident.by_combination(table, list(range(1000)), most=1)) == 1000
    with pytest.raises(ValueError, match="more than 1,000"):
        ident.by_combination(table, list(range(1001)), most=1)


def test_columns_that_do_the_same_harm_stand_in_the_order_that_was_given():
    table = pd.DataFrame({name: ["a", "b"] for name in "ponmlkjihgfedcbazyxwv"})
    found = ident.without_each(table, list(table))
    assert found["without"].tolist() == list(table) and found.index.tolist() == list(range(21))
    harm = table.assign(q=["c", "c"])[["q", "p"]]
    assert ident.without_each(harm, ["q", "p"]).to_numpy().tolist() == [["p", 2, 0, 2], ["q", 1, 2, 0]]


def test_a_link_stands_by_the_public_lists_own_labels():
    public = pd.DataFrame({"who": ["Ann", "Bo", "Cy"], "p": ["1", None, "9"]}, index=[30, 20, 10])
    released = pd.DataFrame({"who": ["Cy", "Ann"], "p": ["9", "1"]}, index=[5, 5])
    found = ident.link(public, released, ["p"], "who", "who")
    assert found.index.tolist() == [30, 20, 10] and found["place"].tolist() == [1, -1, 0]
    assert found["truth"].fillna("-").tolist() == ["right", "-", "right"]
    assert found["lines"].tolist() == [1, 0, 1] and found["people"].tolist() == [1, 1, 1]


def test_a_link_is_right_false_or_not_made():
    public = pd.DataFrame({"who": ["Ann", "Bo", "Cy", "Di", None], "p": ["1", "2", "3", "4", "5"]})
    released = pd.DataFrame({"who": ["Ann", "Eve", "Cy", "Flo", "Gus"], "p": ["1", "2", "3", "3", "5"]})
    found = ident.link(public, released, ["p"], "who", "who")
    assert found["outcome"].tolist() == ["one line", "one line", "several", "none", "one line"]
    assert found["truth"].fillna("-").tolist() == ["right", "false", "-", "-", "false"]


def test_two_public_people_on_one_line_are_no_link():
    public = pd.DataFrame({"p": ["1", "1"]})
    assert ident.link(public, pd.DataFrame({"p": ["1"]}), ["p"])["outcome"].tolist() == ["several", "several"]


def test_leaving_out_the_column_that_does_the_harm_comes_first():
    table = pd.DataFrame({"id": list("abcdef"), "sex": list("mfmfmf")})
    found = ident.without_each(table, ["sex", "id"])
    assert found["without"].tolist() == ["id", "sex"] and found["fewer"].tolist() == [6, 0]


def test_no_rows_and_no_columns_are_said_and_not_guessed():
    nothing = ident.identifiability(frame([]), QUASI)
    assert (nothing.rows, nothing.classes, nothing.k, nothing.unique) == (0, 0, 0, 0)
    assert np.isnan(nothing.unique_share)
    assert ident.identifiability(frame([("a", "b", "c", "x")] * 3), []).k == 3
    assert ident.l_diversity(frame([]), QUASI, "ill") == 0


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="'street'"):
        ident.identifiability(frame([]), ["street"])
    with pytest.raises(ValueError, match="both or neither"):
        ident.link(frame([]), frame([]), QUASI, public_id="p")
    with pytest.raises(ValueError, match="more than 1,000"):
        ident.by_combination(pd.DataFrame({f"c{i}": ["a"] for i in range(30)}), [f"c{i}" for i in range(30)])


def test_many_wide_columns_do_not_run_over():
    pick = np.random.default_rng(4)
    table = pd.DataFrame({f"c{i}": pick.integers(0, 5_000, 6_000).astype(str) for i in range(9)})
    assert ident.identifiability(table, list(table)).classes == len(table.drop_duplicates())


def test_nothing_that_was_given_is_changed():
    table = frame([("a", None, "c", "x"), ("a", "b", "c", None)])
    before = table.copy(deep=True)
    ident.classes(table, QUASI, "ill")
    ident.link(table, table, QUASI, "ill", "ill")
    ident.by_combination(table, QUASI)
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize(
    "written, ways",
    [
        (["1985-11-03", "1947-06-30"], {"month": "1985-11", "year": "1985", "ten years": "1980s"}),
        (["1985-11", "1947-06"], {"year": "1985", "ten years": "1980s"}),
        (["1985", "1947"], {"ten years": "1980s"}),
        (["3.11.1985", "30.6.1947"], {"year": "1985", "ten years": "1980s"}),
        (["3 Nov 1985", "30 June 1947"], {"year": "1985", "ten years": "1980s"}),
        (["18", "77", "30"], {"bands of 5": "15.0", "bands of 10": "10.0"}),
        (["90210", "90211", "90300", "10001"], {"first 4 characters": "9021", "first character": "9"}),
        (["QE1 1", "QE1 2", "QE2 5"], {"first 4 characters": "QE1", "first character": "Q"}),
        (["baker", "baker", "vet"], {"rare values as other": "other"}),
        (["a", None, ""], {"rare values as other": "other"}),
        ([None, ""], {}),
        (["7", "7"], {}),
    ],
)
def test_each_kind_of_column_has_its_ways_to_say_less(written, ways):
    found = ident.coarser(pd.Series(written, dtype=object), few=3)
    assert {name: values.iloc[0] for name, values in found.items()} == ways


def test_a_value_of_five_rows_is_not_rare():
    said = ident.coarser(pd.Series(["baker"] * 5 + ["vet"] * 4))["rare values as other"]
    assert said.tolist() == ["baker"] * 5 + ["other"] * 4
    said = ident.coarser(pd.Series(["vet"] * 4 + ["baker"] * 5))["rare values as other"]
    assert said.tolist() == ["other"] * 4 + ["baker"] * 5
    assert ident.coarser(pd.Series(["baker"] * 5 + ["vet"] * 5)) == {}


def test_nine_of_ten_values_make_a_kind_and_the_tenth_becomes_a_gap():
    (name, said), _ = ident.coarser(pd.Series([str(n) for n in range(0, 90, 10)] + ["unknown"])).items()
    assert name == "bands of 5" and said.isna().tolist() == [False] * 9 + [True]
    assert set(ident.coarser(pd.Series([str(n) for n in range(0, 80, 10)] + ["unknown"]))) == {"rare values as other"}


@pytest.mark.parametrize(
    "reach, widths",
    [(0.9, ["0.05", "0.2"]), (15, ["1", "2"]), (30, ["2", "5"]), (150, ["10", "20"]), (4500, ["200", "1000"])],
)
def test_the_bands_of_numbers_are_round(reach, widths):
    assert list(ident.coarser(pd.Series(["0", str(reach)]))) == [f"bands of {width}" for width in widths]


@pytest.mark.parametrize(
    "codes, lengths",
    [(["AB12", "AB13", "AB23", "AC12", "BC12"], [3, 2, 1]), (["A1234", "A1235", "A1244", "A1334", "B1234"], [4, 3, 1])],
)
def test_codes_lose_their_last_character_then_half_then_all_but_the_first(codes, lengths):
    found = ident.coarser(pd.Series(codes))
    assert list(found) == [f"first {n} characters" if n > 1 else "first character" for n in lengths]
    assert [said.tolist() for said in found.values()] == [[code[:n] for code in codes] for n in lengths]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.one_of(st.none(), st.text(max_size=6), st.dates().map(str), st.integers(0, 99).map(str)),
        max_size=12,
    )
)
def test_saying_less_never_makes_more_people_stand_alone(written):
    values = pd.Series(written, dtype=object)
    table = pd.DataFrame({"fine": values.astype("str").str.strip().where(values.notna())})
    alone = ident.identifiability(table, ["fine"]).unique
    for coarse in ident.coarser(values).values():
        assert ident.identifiability(pd.DataFrame({"coarse": coarse}), ["coarse"]).unique <= alone
