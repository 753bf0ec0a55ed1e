"""Tasks of lesson 15: can we say why we said no?"""

import functools
import io

import pandas as pd

from ...data import load
from ...measure import scorecard

NEAR = 20  # points above the cutoff that count as having just passed
AMARA = "Obiora"

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


@functools.cache
def _people() -> pd.DataFrame:
    return load("fintech_lender", "applications").set_index("application_id")


@functools.cache
def _card() -> pd.DataFrame:
    return load("fintech_lender", "scorecard")


def _policy(setting: str) -> int:
    return int(load("fintech_lender", "policy").set_index("setting")["points"][setting])


def _score() -> pd.Series:
    return scorecard.score(_people(), _card(), _policy("base"))


@functools.cache
def _points() -> pd.DataFrame:
    return scorecard.points(_people(), _card())


@functools.cache
def _reference() -> pd.Series:
    """The middle points of those who just passed."""
    cutoff = _policy("cutoff")
    return scorecard.approved_median(_points(), _score().between(cutoff, cutoff + NEAR))


@functools.cache
def _reasons() -> pd.DataFrame:
    return scorecard.reasons(_people(), _card(), _reference(), _policy("cutoff"), _policy("base"))


def _amara() -> str:
    people = _people()
    return people.index[people["family_name"] == AMARA][0]


def _of(application: str) -> pd.DataFrame:
    reasons = _reasons()
    return reasons[reasons["application"] == application]


def _short(application: str) -> int:
    return int(_policy("cutoff") - _score()[application])


def _with_less(overdraft: bool, step: int = 100) -> int:
    """The largest amount with which Amara passes, out of the overdraft as well or not; 0 if none will do."""
    amounts = range(1000, 5600, step)
    tries = pd.concat([_people().loc[[_amara()]]] * len(amounts)).assign(amount=list(amounts))
    tries = tries.assign(overdraft_days_90d=0) if overdraft else tries
    passes = scorecard.score(tries, _card(), _policy("base")) >= _policy("cutoff")
    return int(tries.loc[passes, "amount"].max()) if passes.any() else 0


def _without_reason(characteristic: str) -> int:
    """How many of the refused do not have this among their principal reasons."""
    reasons = _reasons()
    return int((~reasons.loc[reasons["characteristic"] == characteristic, "principal"]).sum())


def refused() -> int:
    return int((_score() < _policy("cutoff")).sum())


@functools.cache
def _impossible_jobs() -> pd.Series:
    """Whether each application with a job begun before the age of 15 was refused."""
    people = _people()
    wrong = people["months_in_job"].fillna(0) > (people["age"] - 15) * 12
    return (_score() < _policy("cutoff"))[wrong.to_numpy()]


def first_with(needed: int, top: str) -> str:
    """The first refused application of the year with so many principal reasons, this one first."""
    reasons = _reasons()
    few = reasons.groupby("application", sort=False)["principal"].sum()
    first = reasons[reasons["rank"] == 1].set_index("application")["characteristic"]
    return few.index[(few == needed) & (first[few.index] == top)][0]


def _deposit() -> pd.DataFrame:
    points = scorecard.points(TENANTS, DEPOSIT_CARD)
    reference = scorecard.approved_median(points, points.sum(axis=1) >= DEPOSIT_CUTOFF)
    return scorecard.reasons(TENANTS, DEPOSIT_CARD, reference, DEPOSIT_CUTOFF)


def _deposit_of(tenant: str) -> pd.DataFrame:
    reasons = _deposit()
    return reasons[reasons["application"] == tenant]


def _letter_alone() -> list[str]:
    """Tenants who would pass with a landlord's letter and nothing else changed."""
    points = scorecard.points(TENANTS, DEPOSIT_CARD)
    total, letter = points.sum(axis=1), points["landlord_letter"]
    most = DEPOSIT_CARD.loc[DEPOSIT_CARD["characteristic"] == "landlord_letter", "points"].max()
    return TENANTS.index[(total < DEPOSIT_CUTOFF) & (total - letter + most >= DEPOSIT_CUTOFF)].tolist()


def short_right():
    return _short(_amara())


def short_wrong1():
    return int(_score()[_amara()])


def short_wrong2():
    return int(_points().loc[_amara()].sum())


def short_wrong3():
    return int(_card().groupby("characteristic")["points"].max().sum() - _points().loc[_amara()].sum())


def enough_right():
    return int(_short(_amara()) - _of(_amara())["lost"].iloc[:2].sum())


def enough_wrong1():
    return int(_short(_amara()) - _of(_amara())["lost"].iloc[:1].sum())


def enough_wrong3():
    return int(_of(_amara())["lost"].iloc[:2].sum())


def amount_right():
    return _with_less(True)


def amount_wrong1():
    return _with_less(True) + 100


def amount_wrong3():
    return int(_people().loc[_amara(), "amount"])


def importance_right():
    return _without_reason("missed_payments_24m")


def importance_wrong1():
    return refused() - _without_reason("missed_payments_24m")


def ex_short_right():
    return _short("A00002")


def ex_short_wrong1():
    return int(_score()["A00002"])


def ex_reasons_right():
    return int(_of(first_with(4, "debt_percent"))["principal"].sum())


def ex_reasons_wrong1():
    return int((_of(first_with(4, "debt_percent"))["lost"] > 0).sum())


def ex_reasons_wrong2():
    return int(_of(first_with(4, "debt_percent"))["principal"].sum()) - 1


def ex_jobs_right():
    return len(_impossible_jobs())


def ex_jobs_wrong1():
    return len(_impossible_jobs()) - 1


def ex_jobs_wrong2():
    return int(_impossible_jobs().sum())


def ex_jobs_wrong3():
    return int((_people()["months_in_job"].fillna(0) > _people()["age"] - 15).sum())


def ex_jobs_refused_wrong2():
    return int((~_impossible_jobs()).sum())


def ex_deposit_right():
    return _deposit_of("Nadia").query("principal")["characteristic"].tolist()


def ex_deposit_wrong1():
    return _deposit_of("Nadia").query("principal")["characteristic"].tolist()[:1]


def ex_deposit_wrong2():
    return _deposit_of("Nadia")["characteristic"].tolist()


def ex_deposit_wrong3():
    return _deposit_of("Nadia").query("lost > 0")["characteristic"].tolist()


def ex_deposit_wrong4():
    return sorted(_deposit_of("Nadia").query("principal")["characteristic"])


def ex_deposit_wrong5():
    return ", ".join(_deposit_of("Nadia").query("principal")["characteristic"])


def ex_deposit_wrong6():
    return _deposit_of("Nadia").query("principal")["characteristic"].tolist()[1:]


def ex_letter_alone_right():
    return len(_letter_alone())


def ex_letter_alone_wrong1():
    return int(
        (
            (scorecard.points(TENANTS, DEPOSIT_CARD).sum(axis=1) < DEPOSIT_CUTOFF)
            & (TENANTS["landlord_letter"] == "no")
        ).sum()
    )


def ex_letter_alone_wrong2():
    return int((TENANTS["landlord_letter"] == "no").sum())
