"""Tables as lessons show them: plain words, and a row for each option."""

import pandas as pd
import pytest

from ethical_data.learn import by_option, of_100, plain, search_result


def test_plain_words_stand_over_the_columns_in_their_order():
    table = pd.DataFrame({"n": [1, 2], "zip": ["Q1", "Q2"], "left_out": [0, 0]})
    shown = plain(table, {"zip": "area", "n": "people"})
    assert shown.index.name == "area" and list(shown.columns) == ["people"]
    assert shown["people"].to_dict() == {"Q1": 1, "Q2": 2}
    assert list(table.columns) == ["n", "zip", "left_out"]  # as it was


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(KeyError, match="postcode"):
        plain(pd.DataFrame({"zip": ["Q1"]}), {"postcode": "area"})


def test_each_option_has_its_letter():
    table = by_option({"mails": [3, 0, 1], "found": pd.Series([2, 0, 0], index=[7, 8, 9])})
    assert table.index.tolist() == ["a", "b", "c"] and table.index.name == "option"
    assert table["found"].tolist() == [2, 0, 0]
    with pytest.raises(ValueError):
        by_option({"mails": [3, 0], "found": [1]})


def test_a_search_is_held_against_a_reader():
    texts = pd.Series(["nut allergy", "allergic to Mondays", "a kidney diet", "blue icing"], index=[4, 5, 6, 7])
    found = texts.str.contains("allerg")
    table = search_result(texts, found, pd.Series([True, False, True, False], index=texts.index))
    assert table["notes"].to_dict() == {"found, and rightly": 1, "found for nothing": 1, "missed": 1}
    assert table["one of them"].tolist() == ["nut allergy", "allergic to Mondays", "a kidney diet"]


def test_a_search_that_finds_all_misses_none_and_shows_none():
    texts = pd.Series(["nut allergy"])
    table = search_result(texts, pd.Series([True]), pd.Series([True]))
    assert table.loc["missed"].tolist() == [0, ""]


def test_two_groups_are_told_of_100_with_the_interval_of_their_difference():
    part = pd.DataFrame(
        {"form": ["short"] * 70 + ["long"] * 80, "sent": [True] * 56 + [False] * 14 + [True] * 48 + [False] * 32}
    )
    shown = of_100({"all": part}, "form", "sent", "short", "long", rows="visits")
    assert shown.loc["all"].to_dict() == {
        "visits": 150,
        "short, of 100": 80.0,
        "long, of 100": 60.0,
        "difference": 20.0,
        "from (95 %)": 5.2,  # Newcombe 1998, table II, example a: 56/70 and 48/80
        "to (95 %)": 33.4,
    }
