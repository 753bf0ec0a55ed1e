"""Answers of lesson 15: can we say why we said no?"""

import functools
import io

import pandas as pd

from ...data import load
from ...measure import scorecard

#: The transfer: a landlord's agency decides who pays a double deposit. Invented, and small enough to do by hand.
DEPOSIT_CARD = pd.read_csv(
    io.StringIO("""characteristic,low,high,value,points,label,can_change,step
rent_share,,30,,50,Rent as a share of income,yes,look for a cheaper flat
rent_share,30,40,,30,Rent as a share of income,yes,look for a cheaper flat
rent_share,40,,,0,Rent as a share of income,yes,look for a cheaper flat
years_at_address,,1,,0,Years at the last address,no,
years_at_address,1,4,,15,Years at the last address,no,
years_at_address,4,,,25,Years at the last address,no,
landlord_letter,,,yes,30,Letter from the last landlord,yes,ask the last landlord for a letter
landlord_letter,,,no,0,Letter from the last landlord,yes,ask the last landlord for a letter
late_rents,,1,,40,Late rents in the last year,with time,pay on the day for a year
late_rents,1,3,,20,Late rents in the last year,with time,pay on the day for a year
late_rents,3,,,0,Late rents in the last year,with time,pay on the day for a year
""")
)
TENANTS = pd.read_csv(
    io.StringIO("""tenant,rent_share,years_at_address,landlord_letter,late_rents
Ines,28,5,yes,0
Jonas,33,2,yes,0
Kofi,35,6,no,0
Lena,42,3,yes,0
Marek,29,0,yes,1
Nadia,37,2,no,4
Otis,26,3,no,0
Pia,44,1,no,1
Quin,31,0,no,0
"""),
    index_col="tenant",
)
DEPOSIT_CUTOFF = 100

# ---- Amara's refusal


def amara_short() -> int:
    return _short(_amara())


def amara_score() -> int:
    return int(_score()[_amara()])


def amara_points() -> int:
    """Of her nine answers, without what everybody starts with."""
    return int(_points().loc[_amara()].sum())


def amara_below_the_best() -> int:
    return int(_card().groupby("characteristic")["points"].max().sum()) - amara_points()


def short_without_first_reason() -> int:
    return amara_short() - int(_of(_amara())["lost"].iloc[0])


def short_without_two_reasons() -> int:
    return amara_short() - lost_by_two_reasons()


def lost_by_two_reasons() -> int:
    return int(_of(_amara())["lost"].iloc[:2].sum())


def amara_asked_for() -> int:
    return int(_people().loc[_amara(), "amount"])


def largest_amount() -> int:
    """The most, in steps of 100, with which Amara passes if she is out of the overdraft as well."""
    amounts = range(1000, 5600, 100)
    tries = pd.concat([_people().loc[[_amara()]]] * len(amounts)).assign(amount=amounts, overdraft_days_90d=0)
    passes = scorecard.score(tries, _card(), _policy("base")) >= _policy("cutoff")
    return int(tries.loc[passes, "amount"].max())


def next_larger_amount() -> int:
    return largest_amount() + 100


@functools.cache
def _amara() -> str:
    return _people().query("family_name == 'Obiora'").index[0]


# ---- two others


def a00002_short() -> int:
    return _short("A00002")


def a00002_score() -> int:
    return int(_score()["A00002"])


def a00058_reasons() -> int:
    return int(_of("A00058")["principal"].sum())


def a00058_one_reason_fewer() -> int:
    return a00058_reasons() - 1


def a00058_answers_that_lost() -> int:
    return int((_of("A00058")["lost"] > 0).sum())


# ---- all who were refused


def refused() -> int:
    return int(_refused().sum())


def missed_payments_are_a_reason() -> int:
    return int(_reasons().query("characteristic == 'missed_payments_24m'")["principal"].sum())


def missed_payments_are_no_reason() -> int:
    return refused() - missed_payments_are_a_reason()


# ---- jobs that began before the age of 15


def impossible_jobs() -> int:
    return len(_impossible_jobs())


def impossible_jobs_but_one() -> int:
    return impossible_jobs() - 1


def impossible_jobs_refused() -> int:
    return int(_impossible_jobs().sum())


def impossible_jobs_approved() -> int:
    return impossible_jobs() - impossible_jobs_refused()


def months_taken_for_years() -> int:
    return len(_people().query("months_in_job > age - 15"))


def _impossible_jobs() -> pd.Series:
    """Whether each was refused."""
    return _refused()[_people().query("months_in_job > (age - 15) * 12").index]


# ---- the other firm's deposit


def nadia_reasons() -> list[str]:
    return _of_nadia("principal")


def nadia_first_reason() -> list[str]:
    return nadia_reasons()[:1]


def nadia_other_reasons() -> list[str]:
    return nadia_reasons()[1:]


def nadia_reasons_by_name() -> list[str]:
    return sorted(nadia_reasons())


def nadia_reasons_in_one_text() -> str:
    return ", ".join(nadia_reasons())


def nadia_answers() -> list[str]:
    return _of_nadia("rank > 0")


def nadia_answers_that_lost() -> list[str]:
    return _of_nadia("lost > 0")


def saved_by_a_letter() -> int:
    """Who would pass with a landlord's letter, all else equal."""
    with_letter = scorecard.score(TENANTS.assign(landlord_letter="yes"), DEPOSIT_CARD)
    return int((_double() & (with_letter >= DEPOSIT_CUTOFF)).sum())


def double_without_letter() -> int:
    return int((_double() & (TENANTS["landlord_letter"] == "no")).sum())


def without_letter() -> int:
    return len(TENANTS.query("landlord_letter == 'no'"))


def _of_nadia(which: str) -> list[str]:
    reference = scorecard.approved_median(scorecard.points(TENANTS, DEPOSIT_CARD), ~_double())
    reasons = scorecard.reasons(TENANTS, DEPOSIT_CARD, reference, DEPOSIT_CUTOFF).query("application == 'Nadia'")
    return reasons.query(which)["characteristic"].tolist()


def _double() -> pd.Series:
    """Whether each tenant must pay a double deposit."""
    return scorecard.score(TENANTS, DEPOSIT_CARD) < DEPOSIT_CUTOFF


# ---- the tables and scores behind all of these


@functools.cache
def _people() -> pd.DataFrame:
    return load("fintech_lender", "applications").set_index("application_id")


@functools.cache
def _card() -> pd.DataFrame:
    return load("fintech_lender", "scorecard")


@functools.cache
def _policy(setting: str) -> int:
    return int(load("fintech_lender", "policy").set_index("setting")["points"][setting])


@functools.cache
def _points() -> pd.DataFrame:
    return scorecard.points(_people(), _card())


def _score() -> pd.Series:
    return _policy("base") + _points().sum(axis=1)


def _refused() -> pd.Series:
    return _score() < _policy("cutoff")


def _short(application: str) -> int:
    return int(_policy("cutoff") - _score()[application])


@functools.cache
def _reference() -> pd.Series:
    """The middle points of those who just passed."""
    cutoff = _policy("cutoff")
    return scorecard.approved_median(_points(), _score().between(cutoff, cutoff + 20))


@functools.cache
def _reasons() -> pd.DataFrame:
    return scorecard.reasons(_people(), _card(), _reference(), _policy("cutoff"), _policy("base"))


def _of(application: str) -> pd.DataFrame:
    return _reasons().query("application == @application")
