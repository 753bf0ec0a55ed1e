"""Answers of lesson 04: if this list leaked, who would be known?"""

import functools
import hashlib

import pandas as pd

from ...data import load
from ...measure import identifiability as ident

_MONTH, _YEAR, _TEN_YEARS = (["postcode", born, "gender"] for born in ("born", "year", "ten"))
_SIGNUP, _SIGNUP_TENS = (["district", "sex", age] for age in ("age", "ten"))


# ---- the leaked list, by area, birth and gender


def lines_that_fit_bethany() -> int:
    return _lines_that_fit("Bethany Jones")


def lines_that_fit_bryan() -> int:
    return _lines_that_fit("Bryan Freeman")


def all_lines() -> int:
    return len(_leaked())


def alone_by_month() -> int:
    return len(_in_groups_of(1, _MONTH))


def alone_by_year() -> int:
    return len(_in_groups_of(1, _YEAR))


def alone_by_ten_years() -> int:
    return len(_in_groups_of(1, _TEN_YEARS))


def not_alone_by_year() -> int:
    return all_lines() - alone_by_year()


def groups_by_year() -> int:
    return ident.identifiability(_leaked(), _YEAR).classes


def people_in_pairs() -> int:
    return len(_in_groups_of(2, _YEAR))


def pairs() -> int:
    return people_in_pairs() // 2


def notes_in_pairs() -> int:
    return int(_in_groups_of(2, _YEAR)["diet_note"].count())


def all_notes() -> int:
    return int(_leaked()["diet_note"].count())


def _lines_that_fit(name: str) -> int:
    return len(load("bakery", "club").query("name == @name").merge(_leaked(), on=_MONTH))


def _in_groups_of(size: int, columns: list[str]) -> pd.DataFrame:
    return _leaked()[ident.class_sizes(_leaked(), columns) == size]


def _leaked() -> pd.DataFrame:
    leaked = load("bakery", "leaked")
    day = leaked["birth_date"].str
    return leaked.assign(born=day[:7], year=day[:4], ten=day[:3])


# ---- those alone in the list by month, looked up in the town's register


def looked_up() -> int:
    return len(_people_who_fit())


def alone_in_town_too() -> int:
    return int((_people_who_fit() == 1).sum())


def with_a_double_in_town() -> int:
    return looked_up() - alone_in_town_too()


def alone_in_list_less_alone_in_town() -> int:
    return alone_by_month() - alone_in_town_too()


def _people_who_fit() -> pd.Series:
    """For each line that the register knows: how many people of the town fit it."""
    return _in_groups_of(1, _MONTH).merge(load("bakery", "town").query("known == 'month'"), on=_MONTH)["people"]


# ---- the hashed addresses: how many fall to guesses made of frequent names


def fallen_of_example_com() -> int:
    return _fallen("example.com")


def fallen_of_example_net() -> int:
    return _fallen("example.net")


def fallen_of_example_org() -> int:
    return _fallen("example.org")


def fallen_of_all_domains() -> int:
    return fallen_of_example_com() + fallen_of_example_net() + fallen_of_example_org()


@functools.cache
def _fallen(domain: str) -> int:
    names, hashes = load("bakery", "common_names").groupby("kind")["name"], set(_leaked()["email_hash"])
    guesses = (f"{one}.{other}@{domain}" for one in names.get_group("given") for other in names.get_group("family"))
    return sum(hashlib.sha256(guess.encode()).hexdigest() in hashes for guess in guesses)


# ---- the college's table


def people_released() -> int:
    return len(load("bakery", "release"))


def people_of_smallest_group() -> int:
    return int(_release()["rows"].min())


def people_sharing_one_illness() -> int:
    return int(_release().query("shared")["rows"].sum())


def _release() -> pd.DataFrame:
    return ident.classes(load("bakery", "release"), ["area", "born", "gender"], "needs")


# ---- the copies of the list


def needed_copies() -> int:
    return len(_copies("needed_for != ''"))


def unneeded_copies() -> int:
    return len(_copies("needed_for == ''"))


def without_second_factor() -> int:
    return needed_without_second_factor() + unneeded_without_second_factor()


def needed_without_second_factor() -> int:
    return len(_copies("needed_for != '' and second_factor == 'no'"))


def unneeded_without_second_factor() -> int:
    return len(_copies("needed_for == '' and second_factor == 'no'"))


def members_in_needed_copies() -> int:
    return int(_copies("needed_for != ''")["members"].sum())


def members_in_unneeded_copies() -> int:
    return int(_copies("needed_for == ''")["members"].sum())


def members_in_all_copies() -> int:
    return members_in_needed_copies() + members_in_unneeded_copies()


def _copies(which: str) -> pd.DataFrame:
    return load("bakery", "copies").fillna({"needed_for": ""}).query(which)


# ---- the sign-ups for the course


def signups_alone() -> int:
    return _signups_alone(_SIGNUP)


def signups_alone_without_sex() -> int:
    return _signups_alone(["age", "district"])


def signups_alone_without_district() -> int:
    return _signups_alone(["age", "sex"])


def signups_alone_by_tens() -> int:
    return _signups_alone(_SIGNUP_TENS)


def signups_not_alone() -> int:
    return len(_signups()) - signups_alone()


def signup_groups() -> int:
    return ident.identifiability(_signups(), _SIGNUP).classes


def signup_groups_sharing_one_illness() -> int:
    return len(_signup_groups_sharing())


def signups_sharing_one_illness() -> int:
    return int(_signup_groups_sharing()["rows"].sum())


def signups_with_that_illness() -> int:
    sharing = _signups().merge(_signup_groups_sharing(), on=_SIGNUP_TENS)
    return int(_signups()["cannot_eat"].isin(sharing["cannot_eat"]).sum())


def _signups_alone(columns: list[str]) -> int:
    return ident.identifiability(_signups(), columns).unique


def _signup_groups_sharing() -> pd.DataFrame:
    return ident.classes(_signups(), _SIGNUP_TENS, "cannot_eat").query("shared and rows > 1")


def _signups() -> pd.DataFrame:
    return load("bakery", "course_signups").assign(ten=lambda signups: signups["age"] // 10)
