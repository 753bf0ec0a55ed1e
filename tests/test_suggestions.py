"""Suggestions from what is bought together: against a slow reading of the definition."""

import math
import time
from collections import Counter, defaultdict
from itertools import permutations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethical_data.measure import suggestions
from ethical_data.recognise.vocabulary import delicate_words

BOUGHT = pd.DataFrame(
    [
        ("ann", "a"),
        ("ann", "b"),
        ("bob", "a"),
        ("bob", "b"),
        ("cat", "a"),
        ("cat", "b"),
        ("cat", "c"),
        ("dan", "a"),
        ("eve", "c"),
        ("ann", "a"),
    ],
    columns=["who", "what"],
)
baskets = st.dictionaries(st.sampled_from("PQRSTUVW"), st.sets(st.sampled_from("abcdef")), max_size=8)


def table(baskets):
    rows = [(who, what) for who, items in baskets.items() for what in sorted(items)]
    return pd.DataFrame(rows, columns=["who", "what"], dtype="str")


def slow_pairs(baskets):
    return Counter(pair for items in baskets.values() for pair in permutations(sorted(items), 2))


def slow_suggest(baskets, least, most, by):
    pairs = {pair: n for pair, n in slow_pairs(baskets).items() if n >= least}
    buyers, best = Counter(what for items in baskets.values() for what in items), defaultdict(dict)
    for who, items in baskets.items():
        for (one, other), n in pairs.items():
            if one in items and other not in items:
                share = n / buyers[other]
                rank = (-n, -share, other, one) if by == "people" else (-share, -n, other, one)
                best[who][other] = min(best[who].get(other, (rank, one, n)), (rank, one, n))
    found = []
    for who in sorted(best):
        for _, one, other, n in sorted((rank, one, other, n) for other, (rank, one, n) in best[who].items())[:most]:
            found.append((who, one, other, n))
    return found


def test_pairs_count_people_and_not_purchases():
    found = suggestions.together(BOUGHT, "who", "what")
    assert found.query("because_of == 'a' and suggested == 'b'")[["people", "share"]].values.tolist() == [[3, 1.0]]
    assert found.query("because_of == 'b' and suggested == 'a'")[["people", "share"]].values.tolist() == [[3, 0.75]]
    assert found.query("suggested == 'c'")["people"].tolist() == [1, 1]


def test_a_suggestion_has_its_reason_and_is_not_owned_already():
    found = suggestions.suggest(BOUGHT, "who", "what", least=3)
    assert found.values.tolist() == [["dan", "a", "b", 3]]


@given(baskets, st.integers(1, 3), st.integers(1, 3), st.sampled_from(suggestions.BY))
def test_any_baskets_give_what_the_definition_says(baskets, least, most, by):
    bought = table(baskets)
    found = suggestions.together(bought, "who", "what", least=least)
    told = {(one, other): n for one, other, n, _ in found.itertuples(index=False)}
    assert told == {pair: n for pair, n in slow_pairs(baskets).items() if n >= least}
    got = suggestions.suggest(bought, "who", "what", least=least, most=most, by=by)
    assert list(got.itertuples(index=False, name=None)) == slow_suggest(baskets, least, most, by)


@given(baskets, st.randoms())
def test_the_order_of_rows_and_a_second_copy_change_nothing(baskets, luck):
    bought = table(baskets)
    rows = list(bought.itertuples(index=False, name=None)) * 2
    luck.shuffle(rows)
    mixed = pd.DataFrame(rows, columns=["who", "what"], index=range(7, 7 + len(rows)), dtype="str")
    first, second = (suggestions.suggest(t, "who", "what", least=1) for t in (bought, mixed))
    assert first.values.tolist() == second.values.tolist()


def test_nothing_is_changed_and_missing_rows_are_left_out():
    holes = pd.concat([BOUGHT, pd.DataFrame({"who": [None, "dan"], "what": ["b", None]})])
    before = holes.copy()
    assert suggestions.suggest(holes, "who", "what").equals(suggestions.suggest(BOUGHT, "who", "what"))
    pd.testing.assert_frame_equal(holes, before)


def test_an_unknown_way_or_column_is_refused():
    with pytest.raises(ValueError, match="people, share"):
        suggestions.suggest(BOUGHT, "who", "what", by="luck")
    with pytest.raises(ValueError, match="no column 'book'; the table has who, what"):
        suggestions.together(BOUGHT, "who", "book")


def test_spread_counts_coverage_and_best_sellers():
    sold = pd.Series(list("aaaabbc"))
    found = suggestions.spread(pd.Series(["a", "a", "b", "z", None]), list("abcdefghij"), sold, top=0.1)
    assert found == {"items": 2, "coverage": 0.2, "popular": 1, "popular_share": 0.5, "popular_sales": 4 / 7}


def test_spread_of_nothing_is_no_number():
    found = suggestions.spread(pd.Series([], dtype="str"), [], pd.Series([], dtype="str"))
    assert found["items"] == 0 and all(math.isnan(found[k]) for k in ("coverage", "popular_share", "popular_sales"))


@pytest.mark.parametrize(
    "text, told",
    [
        ("Because you bought The Divorce Handbook", True),
        ("because you bought THE DIVORCE HANDBOOK!", True),
        ("The Divorce Handbooks", False),
        ("A debtor's tale", False),
        ("Out of debt, at last", True),
        ("", False),
        (None, False),
    ],
)
def test_a_phrase_is_found_whole_and_in_capitals_too(text, told):
    assert suggestions.mentions(pd.Series([text]), ["The Divorce Handbook", "debt", " "]).tolist() == [told]


def test_signs_in_a_phrase_are_signs():
    texts = pd.Series(["C++ (2nd ed.)", "C", "(2nd"])
    assert suggestions.mentions(texts, ["C++ (2nd ed.)"]).tolist() == [True, False, False]
    assert suggestions.mentions(texts, []).tolist() == [False] * 3


def test_a_hundred_thousand_subjects_are_read_quickly():
    texts = pd.Series([f"Because you bought number {n % 2000}" for n in range(100_000)])
    begun = time.perf_counter()
    assert suggestions.mentions(texts, delicate_words()).sum() == 0
    assert time.perf_counter() - begun < 1
