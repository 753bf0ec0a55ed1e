"""Answers of lesson 08: can a member see, correct and take what we hold?"""

import functools
from datetime import date, timedelta

import pandas as pd

from ...data import load
from ...measure import subject_access

_NORA, _PRIYA, _DEREK = "M0417", "M0521", "M0912"
_DESK = ("members", "visits", "invoices", "notes")
_SIX = (*_DESK, "app_accounts", "workouts")
_SEVEN = (*_SIX, "do_not_mail")
_POOL = ("pool_cards", "pool_swims", "pool_lessons", "pool_receipts")

# ---- rows about a member


def rows_of_nora() -> int:
    return _rows(_NORA, _SIX)


def rows_of_nora_at_the_desk() -> int:
    """What her mail address leads to, when nobody looks for the app id."""
    return _rows(_NORA, _DESK)


def rows_of_nora_and_her_stop() -> int:
    return _rows(_NORA, _SEVEN)


def rows_left() -> int:
    """Once her row in members is deleted."""
    return rows_of_nora() - 1


def rows_left_with_her_number() -> int:
    return rows_left() - workouts_of_nora()


def workouts_of_nora() -> int:
    return _rows(_NORA, ("workouts",))


def account_and_workouts_of_nora() -> int:
    return _rows(_NORA, ("app_accounts", "workouts"))


def rows_of_priya() -> int:
    return _rows(_PRIYA, _SEVEN)


def rows_of_priya_at_the_desk() -> int:
    return _rows(_PRIYA, _DESK)


def rows_of_derek() -> int:
    return _rows(_DEREK, _SEVEN)


def _rows(member: str, tables: tuple[str, ...]) -> int:
    return sum(len(_about(member, table)) for table in tables)


def _about(member: str, table: str) -> pd.DataFrame:
    return _gym().tables[table].loc[_gym().find(member).rows[table]]


@functools.cache
def _gym() -> subject_access.Files:
    return subject_access.Files({table: load("gym", table) for table in _SEVEN})


# ---- places of Nora's wrong birth date, and of the age reckoned from it


def wrong_dates_and_ages() -> int:
    return wrong_dates_and_ages_at_workouts() + int(_about(_NORA, "notes")["text"].str.contains("57").sum())


def wrong_dates_and_ages_at_workouts() -> int:
    return wrong_birth_dates() + int((_about(_NORA, "workouts")["age_used"] == 57).sum())


def wrong_birth_dates() -> int:
    dates = pd.concat([_about(_NORA, table)["birth_date"] for table in ("members", "app_accounts")])
    return int((dates.dt.year == 1968).sum())


# ---- the do-not-mail list


def stops() -> int:
    return len(load("gym", "do_not_mail"))


def stops_of_members() -> int:
    return int(load("gym", "do_not_mail")["email"].isin(load("gym", "members")["email"]).sum())


def stops_of_no_member() -> int:
    return stops() - stops_of_members()


# ---- requests


def answered() -> int:
    return len(_days())


def answered_late() -> int:
    return sum(done > subject_access.due(came) for came, done in _days())


def answered_late_or_on_the_last_day() -> int:
    return sum(done >= subject_access.due(came) for came, done in _days())


def answered_after_thirty_days() -> int:
    return sum(done > came + timedelta(days=30) for came, done in _days())


def _days() -> list[tuple[date, date]]:
    """When each request that was answered came, and when it was answered."""
    log = load("gym", "requests").dropna(subset="answered_on")
    return list(zip(log["received_on"].dt.date, log["answered_on"].dt.date, strict=True))


# ---- Marek's rows at the pool


def rows_of_marek() -> int:
    return sum(rows_of_marek_by_table())


def rows_of_marek_by_card() -> int:
    return sum(rows_of_marek_by_table()[:2])


def rows_of_marek_but_receipts() -> int:
    return sum(rows_of_marek_by_table()[:3])


def rows_of_marek_by_address_as_typed() -> int:
    tables = [load("gym", table) for table in _POOL]
    return sum(int((table["mail"] == "marek.zielinski@example.org").sum()) for table in tables if "mail" in table)


def rows_of_marek_by_table() -> list[int]:
    found = subject_access.Files({table: load("gym", table) for table in _POOL}).find("marek.zielinski@example.org")
    return [len(found.rows[table]) for table in _POOL]


def receipts_left() -> list[int]:
    return [0, 0, 0, rows_of_marek_by_table()[3]]


def nothing_left() -> list[int]:
    return [0, 0, 0, 0]


def card_and_receipts_left() -> list[int]:
    return [1, *receipts_left()[1:]]
