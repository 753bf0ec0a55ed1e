"""Tasks of lesson 08: can a member see, correct and take what we hold?"""

import functools
from datetime import timedelta

import pandas as pd

from ...data import load
from ...measure import subject_access

NORA, HER_MAIL = "M0417", "nora.whitfield@example.com"
SIX = ("members", "visits", "invoices", "notes", "app_accounts", "workouts")
POOL = ("pool_cards", "pool_swims", "pool_lessons", "pool_receipts")


@functools.cache
def _gym() -> subject_access.Files:
    return subject_access.Files({name: load("gym", name) for name in (*SIX, "do_not_mail")})


@functools.cache
def _pool() -> subject_access.Files:
    return subject_access.Files({name: load("gym", name) for name in POOL})


def rows(who: str = NORA, tables=SIX) -> int:
    rows = _gym().find(who).rows
    return sum(len(rows[name]) for name in tables)


def by_mail() -> int:
    """Rows that her mail address at the desk leads to, when nobody looks for the app id."""
    return rows(tables=("members", "visits", "invoices", "notes"))


def wrong_places(tables=("members", "app_accounts", "workouts", "notes")) -> int:
    rows, files = _gym().find(NORA).rows, _gym().tables
    held = {
        "members": lambda t: t["birth_date"].dt.year == 1968, "app_accounts": lambda t: t["birth_date"].dt.year == 1968,
        "workouts": lambda t: t["age_used"] == 57, "notes": lambda t: t["text"].str.contains("57"),
    }  # fmt: skip
    return sum(int(held[name](files[name].loc[rows[name]]).sum()) for name in tables)


def _accounts(way: str) -> int:
    accounts, members = load("gym", "app_accounts"), load("gym", "members")
    without = accounts[accounts["member_no"].isna()]
    owners = without["email"].map(members["email"].value_counts()).fillna(0)
    return int({"nobody": owners == 0, "shared": owners > 1, "mail": owners == 1, "without": owners >= 0}[way].sum())


def _log() -> pd.DataFrame:
    return load("gym", "requests").dropna(subset="answered_on")


def late(days: int | None = None, at_least: bool = False) -> int:
    log = _log()
    came = [day.date() for day in log["received_on"]]
    last = [day + timedelta(days=days) if days else subject_access.due(day) for day in came]
    answered = [day.date() for day in log["answered_on"]]
    return sum(a >= b if at_least else a > b for a, b in zip(answered, last))


def gone() -> int:
    return int((~load("gym", "do_not_mail")["email"].isin(load("gym", "members")["email"])).sum())


def marek(way: str = "all") -> int:
    files = _pool()
    if way == "card":
        return int(
            (files.tables["pool_cards"]["card"] == "P101").sum() + (files.tables["pool_swims"]["card"] == "P101").sum()
        )
    if way == "address":
        return int(
            sum((t["mail"] == "marek.zielinski@example.org").sum() for t in files.tables.values() if "mail" in t)
        )
    return sum(map(len, files.find("marek.zielinski@example.org").rows.values()))


def pool_rows() -> list[int]:
    rows = _pool().find("P101").rows
    return [len(rows[name]) for name in POOL]


def rows_wrong2():
    return rows() - 1


def rows_wrong3():
    return rows() + 1


def copies_wrong1():
    return wrong_places(("members", "app_accounts"))


def copies_wrong2():
    return wrong_places(("members", "app_accounts", "workouts"))


def orphans_right():
    return rows(tables=("workouts",))


def orphans_wrong2():
    return rows(tables=("app_accounts", "workouts"))


def orphans_wrong3():
    return rows() - 1 - rows(tables=("workouts",))


def ex_priya_right():
    return rows("M0521", (*SIX, "do_not_mail"))


def ex_priya_wrong1():
    return rows("M0912", (*SIX, "do_not_mail"))


def ex_priya_wrong2():
    return rows("M0521", ("members", "visits", "invoices", "notes"))


def ex_stops_wrong1():
    return len(load("gym", "do_not_mail"))


def ex_stops_wrong2():
    return len(load("gym", "do_not_mail")) - gone()


def ex_late_wrong1():
    return late(30)


def ex_late_wrong2():
    return late(at_least=True)


def ex_late_wrong3():
    return len(_log())


def ex_pool_wrong1():
    return marek("card")


def ex_pool_wrong2():
    return marek("address")


def ex_pool_wrong3():
    return sum(pool_rows()) - pool_rows()[3]


def ex_pool_left_right():
    return [0, 0, 0, pool_rows()[3]]


def ex_pool_left_wrong2():
    return [0, 0, 0, 0]


def ex_pool_left_wrong3():
    return [1, 0, 0, pool_rows()[3]]
