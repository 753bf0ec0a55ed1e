"""Answers of lesson 06: when does a suggestion help, and when does it tell on somebody?"""

import functools

import pandas as pd

from ...data import load
from ...measure import suggestions
from ...recognise.vocabulary import delicate_words

_AFTER_THE_LAST_DAY = pd.Timestamp("2026-01-01")  # when an order that has not come yet comes at the earliest


# ---- suggestion mails; exposing: with a delicate title in the subject


def exposing() -> int:
    return _mails("exposing")


def exposing_in_the_bellamys_inbox() -> int:
    return _mails("exposing and email == 'the.bellamys@example.org'")


def exposing_to_a_shared_address() -> int:
    return _mails("exposing and shared")


def exposing_to_an_own_address() -> int:
    return _mails("exposing and not shared")


def shared_addresses() -> int:
    return int((load("bookstore", "members")["email"].value_counts() > 1).sum())


def exposing_without_a_word() -> int:
    return _mails("exposing and not word")


def exposing_with_a_word() -> int:
    return _mails("exposing and word")


def harmless_with_a_word() -> int:
    return _mails("word and not exposing")


def harmless_without_a_word() -> int:
    return _mails("not word and not exposing")


def any_with_a_word() -> int:
    return _mails("word")


def after_off() -> int:
    return _mails("last_word == 'off'")


def members_mailed_after_off() -> int:
    return int(_all_mails().query("last_word == 'off'")["member_id"].nunique())


def to_members_off_today() -> int:
    return _mails("off_today")


def to_members_ever_off() -> int:
    return _mails("ever_off")


def members_off_today() -> int:
    return len(_off_today())


def in_december() -> int:
    return _mails("december")


def in_december_after_off() -> int:
    return _mails("december and last_word == 'off'")


def in_december_after_on() -> int:
    return _mails("december and last_word == 'on'")


def in_december_never_switched() -> int:
    return _mails("december and last_word == ''")


def in_december_to_members_off_today() -> int:
    return _mails("december and off_today")


def _mails(which: str) -> int:
    return len(_all_mails().query(which))


@functools.cache
def _all_mails() -> pd.DataFrame:
    """Each with the reader's last switch before it: "on", "off", or "" for none."""
    members, choices = load("bookstore", "members"), load("bookstore", "choices").sort_values("changed_at")
    mails = load("bookstore", "mails").merge(members, on="member_id").sort_values("sent_at")
    mails = pd.merge_asof(mails, choices, left_on="sent_at", right_on="changed_at", by="member_id")
    return mails.assign(
        exposing=suggestions.mentions(mails["subject"], _delicate()),
        word=suggestions.mentions(mails["subject"], delicate_words("en")),
        shared=mails["email"].map(members["email"].value_counts()) > 1,
        last_word=mails["suggestions"].fillna(""),
        off_today=mails["member_id"].isin(_off_today()),
        ever_off=mails["member_id"].isin(choices.query("suggestions == 'off'")["member_id"]),
        december=mails["sent_at"].dt.strftime("%Y-%m-%d") == "2025-12-02",
    )


def _off_today() -> pd.Series:
    last = load("bookstore", "choices").sort_values("changed_at").drop_duplicates("member_id", keep="last")
    return last.query("suggestions == 'off'")["member_id"]


def _delicate() -> pd.Series:
    return load("bookstore", "titles").query("sensitive")["title"]


# ---- suggestions, from pairs with three members behind them or ten


def best_sellers_by_count() -> float:
    return _per_cent("popular_share")


def best_sellers_by_share() -> float:
    return _per_cent("popular_share", by="share")


def best_sellers_of_sales() -> float:
    return _per_cent("popular_sales")


def titles_ever_suggested_in_per_cent() -> float:
    return _per_cent("coverage")


def titles_at_three() -> int:
    return _spread()["items"]


def titles_at_ten() -> int:
    return _spread(least=10)["items"]


def titles_at_ten_by_share() -> int:
    return _spread(least=10, by="share")["items"]


def suggestions_at_ten() -> int:
    return len(_suggested(least=10))


def members_at_ten() -> int:
    return _suggested(least=10)["person"].nunique()


def struck_out_afterwards() -> int:
    return int(_suggested()["suggested"].isin(_delicate()).sum())


def lost_beforehand() -> int:
    return len(_suggested()) - left_beforehand()


@functools.cache
def left_beforehand() -> int:
    harmless = _bought()[~_bought()["title"].isin(_delicate())]
    return len(suggestions.suggest(harmless, "member_id", "title", least=3))


def _per_cent(part: str, by: str = "people") -> float:
    return round(100 * _spread(by=by)[part], 1)


def _spread(least: int = 3, by: str = "people") -> dict[str, float]:
    return suggestions.spread(
        _suggested(least, by)["suggested"], load("bookstore", "titles")["title"], _bought()["title"]
    )


@functools.cache
def _suggested(least: int = 3, by: str = "people") -> pd.DataFrame:
    return suggestions.suggest(_bought(), "member_id", "title", least=least, by=by)


def _bought() -> pd.DataFrame:
    return load("bookstore", "purchases").merge(load("bookstore", "titles"), on="title_id")


# ---- orders; announced: the wholesaler named a later day before the promised one


def late() -> int:
    return _orders("late")


def in_time() -> int:
    return _orders("not late")


def announced() -> int:
    return _orders("announced")


def late_and_announced() -> int:
    return _orders("late and announced")


def late_without_announcement() -> int:
    return _orders("late and not announced")


def false_alarms() -> int:
    return _orders("announced and not late")


def late_and_never_told() -> int:
    return _orders("late and not told")


def late_and_never_told_though_announced() -> int:
    return _orders("late and not told and announced")


def late_and_never_told_nor_announced() -> int:
    return _orders("late and not told and not announced")


def _orders(which: str) -> int:
    orders = load("bookstore", "orders")
    promised = orders["promised_on"]
    orders["late"] = promised < orders["delivered_on"].fillna(_AFTER_THE_LAST_DAY)
    orders["told"] = orders["told_on"].notna()
    orders["announced"] = (orders["supplier_said_on"] < promised) & (promised < orders["supplier_says"])
    return len(orders.query(which))


# ---- the lending shelf; as typed: capitals make two readers of one


def notes_after_a_stop() -> int:
    return int(_notes()["stopped"].sum())


def notes_after_a_stop_as_typed() -> int:
    return int(_notes(as_typed=True)["stopped"].sum())


def notes_to_whoever_stopped() -> int:
    """Whether they stopped before the note or after it, and also if they came back."""
    return int(_notes()["ever_stopped"].sum())


def notes_to_whoever_stopped_as_typed() -> int:
    return int(_notes(as_typed=True)["ever_stopped"].sum())


def notes_with_each_fault_and_with_both() -> list[int]:
    return [notes_after_a_stop(), int(_notes()["care"].sum()), len(_notes().query("stopped and care"))]


def notes_with_each_fault_as_typed() -> list[int]:
    return [notes_after_a_stop_as_typed(), *notes_with_each_fault_and_with_both()[1:]]


def notes_with_care_alone() -> list[int]:
    stopped, care, both = notes_with_each_fault_and_with_both()
    return [stopped, care - both, both]


def notes_with_a_stop_alone() -> list[int]:
    stopped, care, both = notes_with_each_fault_and_with_both()
    return [stopped - both, care, both]


def _notes(as_typed: bool = False) -> pd.DataFrame:
    """Notes in order of day; care: the headline names a book to handle with care."""
    notes, words, books = (load("bookstore", f"lending_{name}") for name in ("notes", "words", "books"))
    notes, words = notes.sort_values("day"), words.sort_values("day")
    if not as_typed:
        notes["reader"], words["reader"] = notes["reader"].str.lower(), words["reader"].str.lower()
    notes = pd.merge_asof(notes, words, on="day", by="reader", allow_exact_matches=False)
    return notes.assign(
        stopped=notes["said"] == "no more",
        ever_stopped=notes["reader"].isin(words.query("said == 'no more'")["reader"]),
        care=suggestions.mentions(notes["headline"], books.query("handle_with_care == 'yes'")["book"]),
    )
