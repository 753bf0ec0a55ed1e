"""Detectors: what values look like, held to python-stdnum's validators and to numbers kept for fiction or tests."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.it import codicefiscale
from stdnum.pl import pesel

from ethical_data.recognise import values as look
from ethical_data.recognise import vocabulary

CARDS = ["4111 1111 1111 1111", "4111111111111111", "5555-5555-5555-4444", "3782 822463 10005", "6011111111111117"]
IBANS = [
    "GB82 WEST 1234 5698 7654 32",
    "DE89370400440532013000",
    "FR14 2004 1010 0505 0001 3M02 606",
    "PL61109010140000071219812874",
]
PHONES = [
    "07700 900123",
    "+44 7700 900 123",
    "(07700) 900456",
    "01632-960-001",
    "+49 30 23125 555",
    "(212) 555-0123",
    "06 39 98 12 34",
    "612 345 678",
]
IDENTITY = {"German tax number (IdNr)": "36574261809", "Polish PESEL": "44051401359", "Spanish DNI": "54362315-K",
            "Spanish NIE": "X-2482300W", "French social security number (NIR)": "2 95 10 99 126 111 93",
            "Italian codice fiscale": "RCCMNL83S18D969H", "US social security number": "536-90-4399",
            "UK NHS number": "943-476-5870"}  # fmt: skip
BARE = [
    "nothing here",
    "order 4471 for 12 people",
    "2025-03-03 09:12 and 03.04.2025",
    "1234567890123456",
    "ISBN 978-3-16-148410-0",
    "€ 1,234,567.89",
    "L00001 R00002",
    "Web order 07700-412-9",
    "version 10.2.3.4",
    "",
]


def found(text):
    rows = look.find(pd.Series([text, None, "nothing"])).rows
    assert not rows.iloc[1:].to_numpy().any()
    return set(rows.columns[rows.iloc[0]])


@pytest.mark.parametrize("number", CARDS)
def test_a_test_card_is_a_card_alone_and_in_a_sentence(number):
    assert look.is_card(number) and luhn.is_valid(number.replace(" ", "").replace("-", ""))
    assert found(f"she paid with {number}, expiry 12/27") == {"card number"}


@pytest.mark.parametrize("number", IBANS)
def test_an_example_iban_is_found_also_before_more_capitals(number):
    assert iban.is_valid(number)
    assert found(f"Please refund to {number} THANKS") == {"bank number"}
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    assert "bank number" not in found(f"to {wrong}")


@pytest.mark.parametrize("number", PHONES)
def test_a_phone_number_is_found_in_the_ways_people_write_it(number):
    assert look.is_phone(number)
    assert found(f"Call {number} before noon") == {"phone number"}
    assert found(f"on 2025-03-03 at 9 ring {number}") == {"phone number"}


@pytest.mark.parametrize("name, number", IDENTITY.items())
def test_an_identity_number_is_told_by_its_country(name, number):
    assert look.identity_number(number) == name
    assert "identity number" in found(f"her NHS no {number}" if "NHS" in name else f"number {number}.")
    assert look.vote(pd.Series([number]))[name] == 1


@pytest.mark.parametrize("text", BARE)
def test_other_figures_are_nothing(text):
    assert found(text) == set()


def test_a_firms_own_address_does_not_count():
    assert found("write to info@shop.example or no-reply@shop.example") == set()
    assert found("write to ann.moss@example.com") == {"mail address"}


@pytest.mark.parametrize(
    "text", ["14 High Street, Leeds", "Musterstraße 12", "12 rue de la Paix", "Calle Mayor, 5", "ul. Długa 7"]
)
def test_a_street_with_a_number_is_found(text):
    assert found(f"Leave it at {text} please") == {"street address"}


@pytest.mark.parametrize(
    "text",
    [
        "nut Allergy",
        "she is coeliac",
        "Mein Sohn ist krank",
        "Nussallergie? allergisch gegen Nüsse",
        "je suis enceinte",
        "alergia a las nueces",
        "uczulenie na orzechy",
        "(diabetic)",
        "feels ill!",
    ],
)
def test_a_word_of_health_is_found_in_five_languages(text):
    assert found(text) == {"health word"}


@pytest.mark.parametrize("text", ["I will call", "great hospitality", "Chronicle of a town", "Illinois", "silly"])
def test_words_that_begin_alike_are_not_of_health(text):
    assert found(text) == set()


def test_the_same_number_in_many_texts_counts_once_among_the_different():
    hits = look.find(pd.Series(["call 07700 900123"] * 5 + ["call 07700 900124"]))
    assert hits.rows["phone number"].sum() == 6 and hits.different["phone number"] == 2


@given(st.integers(10**15, 10**16 - 1))
def test_cards_agree_with_luhn_where_the_first_digit_allows_one(number):
    text = str(number)
    assert look.is_card(text) == (text[0] in "23456" and luhn.is_valid(text))


@given(st.text(max_size=40))
def test_detectors_agree_with_the_validators_on_any_text(text):
    valid = {"German tax number (IdNr)": idnr, "Polish PESEL": pesel, "Spanish DNI": dni, "Spanish NIE": nie,
             "French social security number (NIR)": nir, "Italian codice fiscale": codicefiscale}  # fmt: skip
    name = look.identity_number(text)
    assert not name or name not in valid or valid[name].is_valid(text)
    assert all(0 <= share <= 1 for share in look.vote(pd.Series([text])).values())


@given(st.lists(st.one_of(st.none(), st.text(max_size=60)), max_size=12))
def test_any_texts_keep_their_rows(texts):
    series = pd.Series(texts, dtype=object, index=range(5, 5 + len(texts)))
    rows = look.find(series).rows
    assert list(rows.index) == list(series.index) and list(rows.columns) == list(look.FOUND)
    again = look.find(series.iloc[::-1]).rows.iloc[::-1]
    pd.testing.assert_frame_equal(rows, again)


def test_chance_alone_makes_few_cards_so_a_column_is_voted_on():
    numbers = pd.Series(np.random.default_rng(7).integers(4 * 10**15, 5 * 10**15, 2_000).astype(str))
    assert 0.07 < look.vote(numbers)["card number"] < 0.13


@pytest.mark.parametrize(
    "values, order, first",
    [
        (["2025-03-04", "2024-01-02T10:00:00Z"], "year first", "2024-01-02"),
        (["31.12.2024", "01.02.2025"], "day first", "2024-12-31"),
        (["12/31/2024", "02/01/2025"], "month first", "2024-12-31"),
        (["03/04/2025"], "either", None),
        (["2025-02-30", "nothing"], "year first", None),
    ],
)
def test_days_are_read_and_never_guessed(values, order, first):
    days, how = look.dates(pd.Series([*values, None]))
    assert how == order and len(days) == len(values) + 1
    assert (None if days.dropna().empty else str(days.min().date())) == first


def test_headers_are_taken_apart_into_words():
    assert vocabulary.words("customerID") == ("customer", "id") and vocabulary.words("E-Mail") == ("e", "mail")
    assert vocabulary.words("Straße/Nr.") == ("strasse", "nr") and vocabulary.words("Prénom") == ("prenom",)
    assert vocabulary.words("imię") == ("imie",) and vocabulary.words("<script>") == ("script",)


def test_whoever_knows_which_comes_first_is_believed():
    days, how = look.dates(pd.Series(["03/04/2025", "05/06/2025"]), "month first")
    assert how == "month first" and [d.month for d in days] == [3, 5]
