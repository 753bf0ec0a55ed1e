"""The online lender: a year of applications, the scorecard that decided them, and who would have repaid.

Two worlds share the applications. In the simple one the chance of repaying is a function of the score alone, so that
no model can do better than the scorecard. In the tangled one it also hangs on pairs of answers, which no sum of
points can see. The lender sees the outcome of the approved; the course sees everybody's.
"""

import numpy as np
import pandas as pd

from .package import Business, Column, Table, Truth, World
from .people import BRITISH_SHOP, draw
from .streams import bell, choose, iso, moments, stream, weighted

LESSON = "15-explain-the-no"
APPLICATIONS = 12_000
BASE, CUTOFF = 220, 500
AREAS = {"Q1": 26, "Q2": 22, "Q3": 20, "Q4": 18, "Q5": 14}
MISSING = {"months_in_job": 0.02, "missed_payments_24m": 0.04, "overdraft_days_90d": 0.03}
WRONG_JOBS = 15  # months in the job typed too high for the person's age
MONTHS = (12, 9, 9, 8, 8, 7, 7, 8, 9, 9, 11, 10)
WEEKDAYS = (12, 11, 11, 10, 10, 7, 7)
HOURS = (3, 1, 1, 0, 1, 2, 4, 7, 9, 10, 11, 11, 13, 11, 10, 10, 11, 12, 13, 15, 17, 16, 12, 7)

CARD = [  # characteristic, label, can change, step, (upper ends, points) or points of each value, points if missing
    ("missed_payments_24m", "Payments missed in the last 24 months", "with time",
     "pay on time: a missed payment drops out after 24 months", ((1, 2, 3), (80, 52, 26, 0)), 40),
    ("debt_percent", "Debt payments as a share of income", "with time", "pay a debt down before asking again",
     ((15, 25, 35, 45), (72, 56, 39, 18, 0)), None),
    ("overdraft_days_90d", "Days in overdraft in the last 90 days", "with time", "stay out of the overdraft for 90 days",
     ((1, 6, 16, 31), (62, 52, 42, 18, 0)), 42),
    ("amount", "Amount asked for", "yes", "ask for less",
     ((1500, 3000, 5000, 8000, 11000), (56, 48, 40, 22, 10, 0)), None),
    ("pays_by_direct_debit", "Pays by direct debit", "yes", "set up a direct debit", {"yes": 45, "no": 0}, None),
    ("monthly_income", "Monthly income", "no", "", ((1800, 2500, 3500, 5000), (0, 14, 26, 38, 46)), None),
    ("months_in_job", "Time in the present job", "with time", "stay in the job", ((6, 12, 36, 84), (0, 10, 22, 32, 40)), 10),
    ("months_at_bank", "Time with the present bank", "with time", "stay with the bank", ((12, 36, 96), (0, 12, 22, 30)), None),
    ("postcode_area", "Area of the home address", "no", "", {"Q1": 12, "Q2": 9, "Q3": 6, "Q4": 3, "Q5": 0}, None),
]
STRENGTH = (300, 380, 430, 470, 500, 540, 580, 660)  # a score, moved in the tangled world by TANGLES
DEFAULTS = (0.70, 0.50, 0.34, 0.21, 0.13, 0.06, 0.03, 0.01)  # chance of default there, straight lines between
TANGLES = {"new job and new bank": -75, "new job, old bank": 50, "overdraft on higher pay": -60, "overdraft on lower pay": 40}

NAMED = {"given_name": "Amara", "family_name": "Obiora", "age": 29, "postcode_area": "Q2", "amount": 5500, "term_months": 24,
         "monthly_income": 2300, "monthly_debt_payments": 680, "months_in_job": 20, "months_at_bank": 31,
         "missed_payments_24m": 0, "overdraft_days_90d": 9, "pays_by_direct_debit": "no"}
NAMED_AT = np.datetime64("2024-03-05T20:41:17")

ARM, REPAID = 1000, 930  # borrowers asked to switch, and as many not asked: of each arm this many repaid
SWITCHED = {True: (600, 570), False: (60, 57)}  # asked -> paid by direct debit three months later; of them repaid

LETTERS = {
    "approved": ("L1", "Your loan is ready", "Good news: your loan of {amount} is ready. Sign in to accept it."),
    "declined": ("L2", "Your application", "Thank you for asking us for a loan of {amount}.\n\nWe have looked at your "
                 "application and cannot offer you a loan. Reason: score below policy."),
}
_BODY = ("Dear {{given_name}} {{family_name}},\n\n{}\n\nThe lending team\nApplication {{application_id}}. This message was "
         "sent automatically; replies are not read.\n")

_DECIDE, _PROVE = "to decide on the loan", "to account for the decision"
_KEPT = "25 months after a refusal, six years after a loan"


def _personal(name: str, kind: str, says: str, purpose: str = _DECIDE, **more) -> Column:
    return Column(name, kind, says, "yes", purpose, _KEPT, **more)


_OURS = "A luxury of this course, no lender has it: "
BUSINESS = Business(
    name="fintech_lender",
    title="FinTech lender",
    says="An invented online lender, to learn what can be said to somebody who was refused, and what accuracy that costs.",
    starts="2024-01-01", ends="2025-12-31",
    made_of="Names are drawn from pools made with Faker; everything else from numpy streams with names. 12,000 "
            "applications a year, 35 to 50 % approved, 5 to 9 % of the funded in default after twelve months are assumed "
            "figures for a lender of this kind; every approved loan was taken. Outcomes are drawn from stated chances, in "
            "the simple world a function of the score, in the tangled world of the score moved by pairs: new job and new "
            "bank, new job and old bank, overdraft on higher pay, overdraft on lower pay. Who pays by direct debit is more "
            "often careful; to switch changes no chance of repaying, and the trial's arms hold equally many who repaid. "
            "Age and area are drawn apart from all else but income and lengths of time, which go with age.",
    not_for="It proves nothing about real lenders or real borrowers: how much a black box buys, and what direct debit does, "
            "must be measured there.",
    tables=(
        Table("applications", "One row for each application of 2024.", "application_id", (
            _personal("application_id", "string", "Application"),
            _personal("applied_at", "datetime", "When, UTC"),
            _personal("given_name", "string", "Given name", "to know who asks"),
            _personal("family_name", "string", "Family name", "to know who asks"),
            _personal("age", "integer", "Age; not in the scorecard", "to lend to adults only", unit="years"),
            _personal("postcode_area", "string", "Area of the home address (invented)", choices=tuple(AREAS)),
            _personal("amount", "integer", "Amount asked for", unit="currency"),
            _personal("term_months", "integer", "Term asked for", unit="months"),
            _personal("monthly_income", "integer", "Income after tax", unit="currency a month"),
            _personal("monthly_debt_payments", "integer", "Payments on debts held already", unit="currency a month"),
            _personal("debt_percent", "integer", "Debt payments as a share of income, rounded down", unit="per cent"),
            _personal("months_in_job", "integer", "Time in the present job; empty: not recorded", unit="months"),
            _personal("months_at_bank", "integer", "Time with the present bank", unit="months"),
            _personal("missed_payments_24m", "integer", "Payments missed in 24 months; empty: no credit file"),
            _personal("overdraft_days_90d", "integer", "Days in overdraft in 90; empty: account not shared", unit="days"),
            _personal("pays_by_direct_debit", "string", "Will pay by direct debit", choices=("yes", "no")),
        )),
        Table("scorecard", "The scorecard in use: one row for each bin.", "bin_id", (
            Column("bin_id", "string", "Bin"),
            Column("characteristic", "string", "The column of applications that it reads"),
            Column("low", "integer", "From this number on; empty: open"),
            Column("high", "integer", "Below this number; empty: open"),
            Column("value", "string", "Or this value; missing: not recorded"),
            Column("points", "integer", "What it adds to the score"),
            Column("label", "string", "The characteristic in plain words"),
            Column("can_change", "string", "Can a person change it?", choices=("yes", "with time", "no")),
            Column("step", "string", "What the person would do"),
        )),
        Table("policy", "What turns points into a decision: score = base + points, approved at the cutoff or above.",
              "setting", (Column("setting", "string", "Setting"), Column("points", "integer", "Its value"),
                          Column("says", "string", "What it does"))),
        Table("letters", "The letter that goes with each decision, the names still to be filled in.", "letter_id", (
            Column("letter_id", "string", "Letter"), Column("decision", "string", "Goes with", choices=tuple(LETTERS)),
            Column("subject", "string", "Subject line"), Column("body", "string", "Text"))),
        Table("decisions", "One row for each application: the scorecard decided, no person looked.", "application_id", (
            _personal("application_id", "string", "Application", _PROVE),
            _personal("decided_at", "datetime", "When, UTC", _PROVE),
            _personal("score", "integer", "Base and points", _PROVE),
            _personal("decision", "string", "Decision", _PROVE, choices=tuple(LETTERS)),
            _personal("letter_id", "string", "Letter sent", _PROVE),
        ), {"application_id": "applications.application_id", "letter_id": "letters.letter_id"}),
        Table("outcomes", _OURS + "twelve months on, who paid as agreed, the refused had they been given the loan.",
              "application_id", (
            _personal("application_id", "string", "Application", "to learn from"),
            _personal("seen_by_lender", "boolean", "Was the loan made, so that the lender sees the outcome?", "to learn from"),
            _personal("repaid_simple", "boolean", "Paid as agreed, in the simple world", "to learn from"),
            _personal("repaid_tangled", "boolean", "Paid as agreed, in the tangled world", "to learn from"),
        ), {"application_id": "applications.application_id"}),
        Table("trial", "Other borrowers, of 2023, none on direct debit: half, drawn by lot, were asked to switch to it.",
              "loan_id", (
            _personal("loan_id", "string", "Loan", "to test direct debit"),
            _personal("score", "integer", "Score when the loan was made, without direct debit", "to test direct debit"),
            _personal("asked", "boolean", "Drawn to be asked?", "to test direct debit"),
            _personal("pays_by_direct_debit", "string", "Three months later", "to test direct debit", choices=("yes", "no")),
            _personal("repaid", "boolean", "Paid as agreed for twelve months", "to test direct debit"),
        )),
    ),
)


def build(scale: float = 1.0) -> World:
    """The lender at `scale` times its usual size (quotas are scaled and rounded)."""
    people = _applications(max(1, round(APPLICATIONS * scale)), round(WRONG_JOBS * scale))
    points = np.column_stack([_points(people[name], spec, missing) for name, _, _, _, spec, missing in CARD])
    score = BASE + points.sum(axis=1)
    approved = score >= CUTOFF
    chance = {"simple": _chance(score), "tangled": _chance(score + _tangle(people))}
    named = (people["given_name"] == NAMED["given_name"]) & (people["family_name"] == NAMED["family_name"])
    outcomes = people[["application_id"]].assign(seen_by_lender=_text(approved))
    for world, repays in chance.items():
        outcomes[f"repaid_{world}"] = _text((stream("lender", "outcomes", world).random(len(people)) < repays) | named)
    seconds = stream("lender", "decisions").integers(20, 90, len(people))
    decision = np.where(approved, "approved", "declined")
    trial = _trial(scale)
    tables = {
        "applications": people.assign(applied_at=iso(people["at"].to_numpy())),
        "scorecard": _scorecard(),
        "policy": pd.DataFrame([("base", BASE, "Everybody starts with these"), ("cutoff", CUTOFF, "Approved at this score or above")],
                               columns=["setting", "points", "says"]),
        "letters": pd.DataFrame([(key, kind, subject, _BODY.format(text)) for kind, (key, subject, text) in LETTERS.items()],
                                columns=["letter_id", "decision", "subject", "body"]),
        "decisions": people[["application_id"]].assign(
            decided_at=iso(people["at"].to_numpy() + seconds.astype("timedelta64[s]")), score=score, decision=decision,
            letter_id=[LETTERS[kind][0] for kind in decision]),
        "outcomes": outcomes,
        "trial": trial,
    }
    return World(tables, _truths(people, points, score, approved, chance, trial, int(np.flatnonzero(named)[0])))


def _applications(n: int, wrong: int) -> pd.DataFrame:
    """Applications in order of time (at, columns of the table); the named person's is one of them."""
    rng = stream("lender", "applications")

    def whole(values: np.ndarray, low: int, high: int) -> np.ndarray:
        return np.clip(values, low, high).astype(np.int64)

    def skewed() -> np.ndarray:
        draws = rng.random(n)
        return draws * draws

    care, locale = bell(rng, n), choose(rng, BRITISH_SHOP, n)
    age = 18 + weighted(rng, (9,) * 8 + (8,) * 10 + (6,) * 14 + (3,) * 16 + (1,) * 9, n)
    income = whole(1000 + 22 * np.minimum(age - 18, 30) + np.abs(bell(rng, n)) * 950 + skewed() * rng.random(n) * 2600, 0, 9999)
    amount = whole(900 + skewed() * 12_500 + np.abs(bell(rng, n)) * 900, 1000, 15_000) // 100 * 100
    people = pd.DataFrame({
        "at": moments(rng, "2024-01-01", "2025-01-01", n, MONTHS, WEEKDAYS, HOURS),
        "given_name": draw(rng, "given", locale), "family_name": draw(rng, "family", locale),
        "age": age, "postcode_area": choose(rng, AREAS, n), "amount": amount,
        "term_months": np.array([12, 18, 24, 30, 36])[np.minimum(weighted(rng, (30, 15, 25, 10, 20), n) + (amount > 7000), 4)],
        "monthly_income": income // 10 * 10,
        "monthly_debt_payments": income // 10 * 10 * whole(27 - 6 * care + 9 * bell(rng, n), 0, 75) // 100,
        "months_in_job": np.minimum(whole(skewed() * 150, 0, 150), (age - 16) * 12),
        "months_at_bank": np.minimum(whole(skewed() * 220 + 3, 0, 240), (age - 15) * 12),
        "missed_payments_24m": np.searchsorted((0.1, 1.0, 1.7, 2.2, 2.7), bell(rng, n) - 0.75 * care - 0.2),
        "overdraft_days_90d": whole((bell(rng, n) - 0.8 * care) * 13 + 1, 0, 90),
        "pays_by_direct_debit": np.where(bell(rng, n) + 0.35 * care > 0.75, "yes", "no"),
    })
    people.loc[0, ["at", *NAMED]] = [NAMED_AT, *NAMED.values()]
    faulty = 1 + rng.permutation(n - 1)[:wrong]
    people.loc[faulty, "months_in_job"] = (people.loc[faulty, "age"] - 15) * 12 + rng.integers(12, 120, len(faulty))
    people["debt_percent"] = 100 * people["monthly_debt_payments"] // people["monthly_income"]
    for column, share in MISSING.items():
        others = np.setdiff1d(np.arange(1, n), faulty)
        people[column] = people[column].astype("Int64")
        people.loc[rng.permutation(others)[:round(share * n)], column] = pd.NA
    people = people.sort_values("at", kind="stable").reset_index(drop=True)
    people["application_id"] = [f"A{i:0{max(5, len(str(n)))}d}" for i in range(1, n + 1)]
    return people


def _points(values: pd.Series, spec, missing: int | None) -> np.ndarray:
    if isinstance(spec, dict):
        return values.map(spec).to_numpy(dtype=np.int64)
    got = np.array(spec[1])[np.searchsorted(spec[0], _numbers(values), side="right")]
    return got if missing is None else np.where(values.isna(), missing, got)


def _numbers(values: pd.Series) -> np.ndarray:
    """Whole numbers, -1 where nothing was recorded."""
    return values.fillna(-1).to_numpy(dtype=np.int64)


def _chance(strength: np.ndarray) -> np.ndarray:
    """Chance of repaying."""
    return 1 - np.interp(strength, STRENGTH, DEFAULTS)


def _tangle(people: pd.DataFrame) -> np.ndarray:
    """What pairs of answers add to the score's worth in the tangled world."""
    job, overdraft = _numbers(people["months_in_job"]), _numbers(people["overdraft_days_90d"]) >= 6
    new, settled = (job >= 0) & (job < 24), people["months_at_bank"].to_numpy() >= 24
    better_paid = people["monthly_income"].to_numpy() >= 2600
    pairs = (new & ~settled, new & settled, overdraft & better_paid, overdraft & ~better_paid)
    return sum(np.where(pair, shift, 0) for pair, shift in zip(pairs, TANGLES.values()))


def _scorecard() -> pd.DataFrame:
    rows = []
    for name, label, can_change, step, spec, missing in CARD:
        bins = [(None, None, value, got) for value, got in spec.items()] if isinstance(spec, dict) else [
            (low, high, None, got) for low, high, got in zip((None, *spec[0]), (*spec[0], None), spec[1])]
        bins += [] if missing is None else [(None, None, "missing", missing)]
        rows += [(f"{name}-{i}", name, *bin_, label, can_change, step) for i, bin_ in enumerate(bins, 1)]
    table = pd.DataFrame(rows, columns=["bin_id", "characteristic", "low", "high", "value", "points", "label", "can_change", "step"])
    return table.astype({"low": "Int64", "high": "Int64"})


def _trial(scale: float) -> pd.DataFrame:
    """Two arms of equal size and equally many who repaid; those who switch are, in both, the more careful."""
    rng, arm, repaid = stream("lender", "trial"), round(ARM * scale), round(REPAID * scale)
    rows = []
    for asked, (switched, of_them) in SWITCHED.items():
        switched, of_them = round(switched * scale), round(of_them * scale)
        for way, size, good in (("yes", switched, of_them), ("no", arm - switched, repaid - of_them)):
            score = CUTOFF + (np.abs(bell(rng, size)) * 40).astype(np.int64)
            rank = np.argsort(np.argsort(score + 60 * bell(rng, size), kind="stable"), kind="stable")
            rows.append(pd.DataFrame({"score": score, "asked": asked, "pays_by_direct_debit": way, "repaid": rank >= size - good}))
    trial = pd.concat(rows, ignore_index=True).iloc[rng.permutation(2 * arm)].reset_index(drop=True)
    trial["loan_id"] = [f"T{i:04d}" for i in range(1, len(trial) + 1)]
    return trial.assign(asked=_text(trial["asked"]), repaid=_text(trial["repaid"]))


def _text(values) -> np.ndarray:
    return np.where(values, "true", "false").astype(object)


def _auc(rank: np.ndarray, chance: np.ndarray) -> float:
    """Chance that of two people, one who repays and one who does not, `rank` puts the first higher; ties half."""
    place = np.unique(rank, return_inverse=True)[1]
    good, bad = np.bincount(place, chance), np.bincount(place, 1 - chance)
    return float((good * (np.cumsum(bad) - bad / 2)).sum() / (good.sum() * bad.sum()))


def _reasons(lost: np.ndarray, shortfall: int) -> int:
    """How many of the largest losses together make up for the shortfall."""
    return int(np.searchsorted(np.cumsum(np.sort(lost)[::-1]), shortfall) + 1)


def _truths(people, points, score, approved, chance, trial, named) -> list[Truth]:
    def counted(name: str, says: str, value: float, table: str = "applications") -> Truth:
        return Truth(name, LESSON, "counted", says, value, table)

    def estimated(name: str, says: str, value: float, width: float, estimand: str, sample: str, table: str = "outcomes") -> Truth:
        return Truth(name, LESSON, "estimated", says, round(float(value), 4) + 0.0, table, estimand, sample, width)

    typical = np.sort(points[approved], axis=0)[approved.sum() // 2] if approved.any() else points.max(axis=0)
    shortfall = int(CUTOFF - score[named])
    debit = [name for name, *_ in CARD].index("pays_by_direct_debit")
    almost = ~approved & (score - points[:, debit] + CARD[debit][4]["yes"] >= CUTOFF)
    who = f"{NAMED['given_name']} {NAMED['family_name']}"
    too_long = people["months_in_job"].fillna(0) > (people["age"] - 15) * 12
    switched = trial["pays_by_direct_debit"] == "yes"
    truths = [
        counted("applications", "Applications of the year.", len(people)),
        counted("approved", "Approved: score at or above the cutoff.", int(approved.sum()), "decisions"),
        counted("named-shortfall", f"{who}: points below the cutoff.", shortfall, "decisions"),
        counted("named-reasons", f"{who}: principal reasons that together account for the refusal, against the median "
                "points of the approved.", _reasons(typical - points[named], shortfall)),
        counted("direct-debit-alone", "Declined who would be approved for switching to direct debit and nothing else.",
                int(almost.sum())),
        counted("wrong-job", "Months in the job that a person of that age cannot have had; scored all the same.", int(too_long.sum())),
        counted("trial-switched", "Trial: on direct debit three months later.", int(switched.sum()), "trial"),
        estimated("trial-effect", "What being asked to switch does to repayment: nothing, while a switch earns "
                  f"{CARD[debit][4]['yes']} points.", 0, 0.05, "share repaid, asked minus not asked",
                  f"{len(trial):,} borrowers, half asked by lot", "trial"),
    ]
    n, funded = f"{len(people):,} applications", f"{int(approved.sum()):,} funded loans"
    for world, repays in chance.items():
        if 0 < approved.sum() < len(people):
            truths += [
                estimated(f"default-funded-{world}", f"{world.title()} world: default of the funded.", 1 - repays[approved].mean(),
                          0.018, "mean chance of default within twelve months", funded),
                estimated(f"default-refused-{world}", f"{world.title()} world: default of the refused, had they been lent to.",
                          1 - repays[~approved].mean(), 0.024, "mean chance of default within twelve months",
                          f"{int((~approved).sum()):,} refused, whom no lender sees"),
                estimated(f"auc-seen-{world}", f"{world.title()} world: the scorecard, measured on the funded alone.",
                          _auc(score[approved], repays[approved]), 0.06, "expected AUC of the score", funded),
            ]
        best = _auc(repays, repays) - _auc(score, repays)
        truths += [
            estimated(f"auc-{world}", f"{world.title()} world: the scorecard, measured on everybody.", _auc(score, repays), 0.03,
                      "expected AUC of the score", n),
            estimated(f"advantage-{world}", f"{world.title()} world: what the best possible model has over the scorecard.",
                      best, 0.04, "expected AUC of the true chance minus that of the score", f"3,000 held out of {n}"),
        ]
    return truths
