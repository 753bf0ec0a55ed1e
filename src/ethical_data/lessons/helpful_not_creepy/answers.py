"""Tasks of lesson 06, helpful and not creepy: the bookshop's suggestions, switches, late orders and the mail test."""

import functools

import pandas as pd

from ...data import load
from ...measure import suggestions
from ...recognise.vocabulary import delicate_words

OFF_LIST, LATE_DAY = "2025-12-02", pd.Timestamp("2025-12-31")


@functools.cache
def _titles() -> pd.DataFrame:
    return load("bookstore", "titles")


@functools.cache
def _delicate() -> frozenset[str]:
    return frozenset(_titles().loc[_titles()["sensitive"], "title"])


@functools.cache
def _bought() -> pd.DataFrame:
    return load("bookstore", "purchases").merge(_titles(), on="title_id")[["member_id", "title", "genre"]]


@functools.cache
def _mails() -> pd.DataFrame:
    mails = load("bookstore", "mails").merge(load("bookstore", "members"), on="member_id")
    return mails.assign(exposing=suggestions.mentions(mails["subject"], _delicate()))


@functools.cache
def _suggested(least: int = 3, by: str = "people") -> pd.DataFrame:
    return suggestions.suggest(_bought(), "member_id", "title", least=least, by=by)


def _spread(least: int = 3, by: str = "people") -> dict:
    return suggestions.spread(_suggested(least, by)["suggested"], _titles()["title"], _bought()["title"])


def popular(by: str = "people") -> float:
    return round(100 * _spread(by=by)["popular_share"], 1)


def _inbox(exposing: bool) -> int:
    hers = _mails()[_mails()["email"] == "the.bellamys@example.org"]
    return int((hers["exposing"] if exposing else hers["exposing"] | True).sum())


def at_home() -> int:
    homes = load("bookstore", "members")["email"].value_counts()
    return int((_mails().loc[_mails()["exposing"], "email"].map(homes) > 1).sum())


def beforehand() -> int:
    clean = _bought()[~_bought()["title"].isin(_delicate())]
    return len(_suggested()) - len(suggestions.suggest(clean, "member_id", "title", least=3))


@functools.cache
def _last() -> pd.DataFrame:
    """Each suggestion mail with its reader's last switch before it."""
    choices = load("bookstore", "choices").sort_values("changed_at")
    return pd.merge_asof(
        _mails().sort_values("sent_at"), choices, left_on="sent_at", right_on="changed_at", by="member_id"
    )


def _off() -> pd.DataFrame:
    return _last()[_last()["suggestions"] == "off"]


def _off_today() -> set[str]:
    last = load("bookstore", "choices").sort_values("changed_at").drop_duplicates("member_id", keep="last")
    return set(last.loc[last["suggestions"] == "off", "member_id"])


def _december(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["sent_at"].dt.strftime("%Y-%m-%d") == OFF_LIST]


def _december_said(word: str | None) -> int:
    """Mails of the December mailing to readers whose last word was `word`; None: who never touched the switch."""
    last = _december(_last())["suggestions"]
    return int((last.isna() if word is None else last == word).sum())


@functools.cache
def _orders() -> pd.DataFrame:
    orders = load("bookstore", "orders")
    late = orders["promised_on"] < orders["delivered_on"].fillna(LATE_DAY + pd.Timedelta(days=1))
    alarm = (orders["supplier_says"] > orders["promised_on"]) & (orders["supplier_said_on"] < orders["promised_on"])
    return orders.assign(late=late, silent=late & orders["told_on"].isna(), alarm=alarm)


def _order(*yes: str, no: str = "") -> int:
    orders = _orders()
    kept = ~orders[no] if no else pd.Series(True, index=orders.index)
    return int(orders.loc[kept, list(yes)].all(axis=1).sum())


def _words() -> pd.Series:
    return suggestions.mentions(_mails()["subject"], delicate_words("en"))


def lending(capitals: bool = True, as_of: bool = True) -> list[int]:
    """Notes after a stop, notes that name a book to handle with care, notes with both faults."""
    notes, words, books = (load("bookstore", f"lending_{name}") for name in ("notes", "words", "books"))
    if capitals:
        notes, words = (
            notes.assign(reader=notes["reader"].str.lower()),
            words.assign(reader=words["reader"].str.lower()),
        )
    if as_of:
        last = pd.merge_asof(
            notes.sort_values("day"), words.sort_values("day"), on="day", by="reader", allow_exact_matches=False
        )
        stopped = last["said"].eq("no more").to_numpy()
        notes = notes.sort_values("day")
    else:
        stopped = notes["reader"].isin(words.loc[words["said"] == "no more", "reader"]).to_numpy()
    care = suggestions.mentions(notes["headline"], books.loc[books["handle_with_care"] == "yes", "book"]).to_numpy()
    return [int(stopped.sum()), int(care.sum()), int((stopped & care).sum())]


def inbox_right():
    return _inbox(True)


def popular_wrong1():
    return popular("share")


def popular_wrong2():
    return round(100 * _spread()["popular_sales"], 1)


def popular_wrong3():
    return round(100 * _spread()["coverage"], 1)


def home_wrong1():
    return int(_mails()["exposing"].sum())


def home_wrong2():
    return int(_mails()["exposing"].sum()) - at_home()


def home_wrong3():
    return int((load("bookstore", "members")["email"].value_counts() > 1).sum())


def filter_wrong1():
    return int(_suggested()["suggested"].isin(_delicate()).sum())


def filter_wrong2():
    return len(_suggested()) - beforehand()


def off_right():
    return len(_off())


def off_wrong1():
    return int(_mails()["member_id"].isin(_off_today()).sum())


def off_wrong2():
    return int(
        _mails()["member_id"].isin(load("bookstore", "choices").query("suggestions == 'off'")["member_id"]).sum()
    )


def off_wrong3():
    return int(_off()["member_id"].nunique())


def off_wrong4():
    return len(_off_today())


def foreseen_right():
    return _order("silent", "alarm")


def foreseen_wrong1():
    return _order("silent")


def foreseen_wrong2():
    return _order("late", "alarm")


def foreseen_wrong3():
    return _order("silent", no="alarm")


def foreseen_wrong4():
    return _order("alarm")


def ex_reach_right():
    return _spread(10)["items"]


def ex_reach_wrong1():
    return _spread(3)["items"]


def ex_reach_wrong2():
    return len(_suggested(10))


def ex_reach_wrong3():
    return _suggested(10)["person"].nunique()


def ex_reach_wrong4():
    return _spread(10, "share")["items"]


def ex_words_right():
    return int((_mails()["exposing"] & ~_words()).sum())


def ex_words_wrong1():
    return int((_mails()["exposing"] & _words()).sum())


def ex_words_wrong2():
    return int((~_mails()["exposing"] & _words()).sum())


def ex_words_wrong3():
    return int((~_mails()["exposing"] & ~_words()).sum())


def ex_words_wrong4():
    return int(_words().sum())


def ex_december_right():
    return len(_december(_off()))


def ex_december_wrong2():
    return int(_december(_mails())["member_id"].isin(_off_today()).sum())


def ex_december_wrong3():
    return _december_said("on")


def ex_december_wrong4():
    return _december_said(None)


def ex_december_wrong5():
    return len(_december(_mails()))


def ex_alarm_right():
    return _order("alarm", no="late")


def ex_alarm_wrong3():
    return _order("late", no="alarm")


def ex_alarm_wrong4():
    return _order("late")


def ex_alarm_wrong5():
    return len(_orders()) - _order("late")


def ex_lending_right():
    return lending()[0]


def ex_lending_wrong1():
    return lending(capitals=False)[0]


def ex_lending_wrong2():
    return lending(as_of=False)[0]


def ex_lending_wrong3():
    return lending(capitals=False, as_of=False)[0]


def ex_lending_table_wrong1():
    return [lending(capitals=False)[0], *lending()[1:]]


def ex_lending_table_wrong2():
    return [lending()[0], lending()[1] - lending()[2], lending()[2]]


def ex_lending_table_wrong3():
    return [lending()[0] - lending()[2], lending()[1], lending()[2]]
