"""Tasks of lesson 04: if this list leaked, who would be known?"""

import functools
import hashlib
import itertools

import pandas as pd

from ...data import load
from ...measure import identifiability as ident

CELL = ["postcode", "born", "gender"]
DOMAINS = ("example.com", "example.net", "example.org")


def _table(name: str) -> pd.DataFrame:
    return load("bakery", name, as_written=True).fillna("")


@functools.cache
def _leaked() -> pd.DataFrame:
    leaked = _table("leaked").merge(_table("leaked_key"), on="line")
    members = _table("loyalty")
    names = members.set_index("member_id")["given_name"] + " " + members.set_index("member_id")["family_name"]
    day = leaked["birth_date"]
    return leaked.assign(
        name=leaked["member_id"].map(names), born=day.str[:7], year=day.str[:4], ten=day.str[:3] + "0s"
    )


@functools.cache
def _found() -> pd.DataFrame:
    club = _table("club")
    return club.join(ident.link(club, _leaked(), CELL, "name", "name"))


def _lines(name: str) -> int:
    return int(_found().set_index("name").loc[name, "lines"])


@functools.cache
def _town() -> pd.Series:
    """For each line of the leak that is alone by area, month and gender: how many people of the town fit it."""
    fit = _table("town").query("known == 'month'").set_index(CELL)["people"].astype(int)
    alone = _leaked()[ident.class_sizes(_leaked(), CELL) == 1]
    return fit.reindex(pd.MultiIndex.from_frame(alone[CELL])).dropna()


@functools.cache
def _pairs() -> pd.Series:
    """Lines of the leak in groups of two, by area, year and gender: is there a note?"""
    size = ident.class_sizes(_leaked(), ["postcode", "year", "gender"])
    return _leaked().loc[size == 2, "diet_note"] != ""


def _alone(columns: list[str]) -> int:
    return ident.identifiability(_leaked(), columns).unique


@functools.cache
def _release() -> pd.DataFrame:
    return ident.classes(_table("release"), ["area", "born", "gender"], "needs")


@functools.cache
def _guessed() -> dict[str, int]:
    """How many hashed addresses fall, by domain, to guesses made of frequent names."""
    names = _table("common_names").groupby("kind")["name"].apply(list)
    hashes, found = set(_leaked()["email_hash"]), dict.fromkeys(DOMAINS, 0)
    for given, family, domain in itertools.product(names["given"], names["family"], DOMAINS):
        found[domain] += hashlib.sha256(f"{given}.{family}@{domain}".encode()).hexdigest() in hashes
    return found


def _copies(**wanted: str) -> int:
    copies = _table("copies")
    return int(pd.DataFrame({name: copies[name] == value for name, value in wanted.items()}).all(axis=1).sum())


def left(second_factor: str = "") -> int:
    needed = _table("copies").query("needed_for != ''")
    return int((needed["second_factor"] == second_factor).sum()) if second_factor else len(needed)


@functools.cache
def _signups() -> pd.DataFrame:
    signups = _table("course_signups").assign(age=lambda t: t["age"].astype(int))
    return signups.assign(ten=signups["age"] // 10 * 10)


def _signups_alone(columns: list[str]) -> int:
    return ident.identifiability(_signups(), columns).unique


def _signups_shared() -> pd.DataFrame:
    found = ident.classes(_signups(), ["ten", "district", "sex"], "cannot_eat")
    return found[found["shared"] & (found["rows"] > 1)]


def _signups_ill(value: str) -> int:
    return int((_signups()["cannot_eat"] == value).sum())


def lines_right():
    return _lines("Bethany Jones")


def lines_wrong1():
    return _lines("Bryan Freeman")


def town_right():
    return int((_town() > 1).sum())


def town_wrong1():
    return int((_town() == 1).sum())


def town_wrong2():
    return _alone(CELL)


def town_wrong3():
    return len(_town())


def town_wrong4():
    return _alone(CELL) - int((_town() == 1).sum())


def pairs_right():
    return int(_pairs().sum())


def pairs_wrong1():
    return len(_pairs()) // 2


def pairs_wrong2():
    return len(_pairs())


def pairs_wrong3():
    return int((_leaked()["diet_note"] != "").sum())


def shared_right():
    return int(_release().query("shared")["rows"].sum())


def shared_wrong1():
    return int(_release()["rows"].min())


def shared_wrong3():
    return int(_release()["rows"].sum())


def first_right():
    return left("no")


def first_wrong1():
    return _copies(second_factor="no")


def first_wrong2():
    return _copies(second_factor="no") - left("no")


def first_wrong4():
    return _copies(needed_for="")


def ex_year_right():
    return _alone(["postcode", "year", "gender"])


def ex_year_wrong2():
    return _alone(["postcode", "ten", "gender"])


def ex_year_wrong3():
    return ident.identifiability(_leaked(), ["postcode", "year", "gender"]).classes


def ex_year_wrong4():
    return int((ident.class_sizes(_leaked(), ["postcode", "year", "gender"]) == 2).sum())


def ex_year_wrong5():
    return len(_leaked()) - _alone(["postcode", "year", "gender"])


def ex_year_wrong6():
    return len(_leaked())


def ex_domain_right():
    return _guessed()["example.com"]


def ex_domain_wrong1():
    return sum(_guessed().values())


def ex_domain_wrong2():
    return _guessed()["example.net"]


def ex_domain_wrong3():
    return _guessed()["example.org"]


def ex_copies_right():
    return int(_table("copies").query("needed_for == ''")["members"].astype(int).sum())


def ex_copies_wrong1():
    return int(_table("copies").query("needed_for != ''")["members"].astype(int).sum())


def ex_copies_wrong3():
    return int(_table("copies")["members"].astype(int).sum())


def ex_alone_right():
    return _signups_alone(["age", "district", "sex"])


def ex_alone_wrong1():
    return _signups_alone(["age", "district"])


def ex_alone_wrong2():
    return _signups_alone(["age", "sex"])


def ex_alone_wrong3():
    return len(_signups()) - _signups_alone(["age", "district", "sex"])


def ex_alone_wrong4():
    return ident.identifiability(_signups(), ["age", "district", "sex"]).classes


def ex_alone_wrong5():
    return _signups_alone(["ten", "district", "sex"])


def ex_group_right():
    return int(_signups_shared()["rows"].sum())


def ex_group_wrong1():
    return len(_signups_shared())


def ex_group_wrong2():
    return _signups_ill(_signups_shared().merge(_signups(), on=["ten", "district", "sex"])["cannot_eat"].iloc[0])
