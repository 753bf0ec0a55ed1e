"""Reading level: formulas against sentences counted by hand, and what counts as vague or long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethical_data.measure import reading_level
from ethical_data.measure.reading_level import (
    level,
    long_sentences,
    second_person,
    sentences,
    syllables,
    vague,
)

COUNTED = {  # counted by hand, from a dictionary's division of each word
    1: "cat notes tracked used asked the hours changed seen gym rate note time yes five keep through named stopped",
    2: (
        "table people wanted open members number notice purpose erased handed little business data language copy system"
        " paper trainer"
    ),
    3: (
        "membership services various purposes erasing personal exercise different together condition company invoices"
        " completed beautiful"
    ),
    4: "information legitimate identity necessary authority available reliable activity",
    5: "identifying personality possibility",
}


@pytest.mark.parametrize("count", COUNTED)
def test_syllables_agree_with_a_hand_count(count):
    assert {word: syllables(word) for word in COUNTED[count].split()} == dict.fromkeys(COUNTED[count].split(), count)


def test_a_level_is_the_two_formulas_on_hand_counts():
    text = "The cat sat on the mat. It was a fat cat, and it sat there all day."  # 6 + 11 words, all of one syllable
    found = level(text)
    assert (found.sentences, found.words, found.syllables) == (2, 17, 17)
    assert found.grade == round(0.39 * 17 / 2 + 11.8 - 15.59, 1) == -0.5
    assert found.ease == round(206.835 - 1.015 * 17 / 2 - 84.6, 1) == 113.6


def test_a_hard_sentence_counted_by_hand():
    """13 words; 25 syllables, with three in Australian and four in reptilian."""
    found = level("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.")
    assert found.words == 13 and abs(found.syllables - 25) <= 1 and 11 <= found.grade <= 13.5


@pytest.mark.parametrize(
    "text, parts",
    [
        ("We keep it. You can stop!", 2),
        ("By Art. 13 you are told, e.g. by a notice. That is all.", 2),
        ("It costs 4.50 a month at example.com today.", 1),
        ("# What we keep\n\n- your name\n- your visits\n", 3),
        ("One paragraph\n\nAnother one", 2),
        ("“Stop.” She said it twice.", 2),
        ("", 0),
        ("... !? 12", 0),
    ],
)
def test_sentences_end_at_marks_headings_and_list_items(text, parts):
    assert len(sentences(text)) == parts


def test_a_text_without_words_has_no_level():
    with pytest.raises(ValueError):
        level("… 12 % !")


@given(st.text(max_size=200))
def test_any_text_has_a_level_or_none(text):
    try:
        found = level(text)
    except ValueError:
        return
    assert 1 <= found.sentences <= found.words <= found.syllables


@given(
    st.lists(
        st.sampled_from(["We keep your visits for 90 days.", "You can stop.", "We may use certain data."]),
        min_size=1,
        max_size=6,
    )
)
def test_saying_a_text_twice_changes_no_score(parts):
    once, twice = level(" ".join(parts)), level(" ".join(parts * 2))
    assert (once.grade, once.ease) == (twice.grade, twice.ease) and twice.words == 2 * once.words


def test_longer_sentences_and_longer_words_raise_the_grade():
    short, long = (
        level("We note it. We keep it. You stop it."),
        level("We note it and we keep it and you stop it."),
    )
    heavy = level("Information retention facilitates personalisation. Identification necessitates administration.")
    assert short.grade < long.grade < heavy.grade and heavy.ease < short.ease


def test_long_sentences_are_those_beyond_a_number_of_words():
    long = " ".join(["Word"] * 26) + "."
    assert long_sentences(f"Short one. {long}") == [long] and long_sentences(" ".join(["Word"] * 25) + ".") == []


@pytest.mark.parametrize(
    "text, found",
    [
        ("We may share it with trusted partners.", {"may": 1, "trusted partners": 1}),
        ("You may stop at any time.", {}),
        ("Since 5 May we keep less. In May it rained.", {}),
        (
            "Data such as names, etc. are kept as long as necessary.",
            {"such as": 1, "etc": 1, "as long as necessary": 1},
        ),
        ("We keep it for 90 days.", {}),
        (
            "We use it to improve our services and for various purposes.",
            {"various": 1, "improve our services": 1},
        ),
        ("Mayor Maynard is certainly here.", {}),
    ],
)
def test_vague_words_are_found_and_others_left_alone(text, found):
    assert vague(text) == found


def test_every_vague_word_has_something_better():
    assert all(better for better in reading_level.VAGUE.values())


def test_the_share_that_speaks_to_the_reader():
    assert second_person("We keep your name. The law asks for it. You can stop.") == pytest.approx(2 / 3)
    assert second_person("") == 0
