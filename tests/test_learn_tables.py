"""Tables as lessons show them: plain words, and a row for each option."""

import pandas as pd
import pytest

from ethical_data.learn import by_option, plain


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
