"""The online lender: a year of applications, the scorecard that decided them, and who would have repaid.

Two worlds share the applications. In the simple one the chance of repaying is a function of the score, so no
model can do better than the scorecard. In the tangled one it also hangs on pairs of answers, which no sum of
points can see. A lender learns what became of the approved; the course knows it of everybody.
"""

import numpy as np
import pandas as pd

from ..dictionary import Column, Truth
from ..package import World
from ..people import BRITISH_SHOP, draw
from ..streams import bell, choose, iso, moments, stream, weighted

LESSON = "15-explain-the-no"
APPLICATIONS = 12_000
BASE, CUTOFF = 220, 500
AREAS = {"Q1": 26, "Q2": 22, "Q3": 20, "Q4": 18, "Q5": 14}
MISSING = {"months_in_job": 0.02, "missed_payments_24m": 0.04, "overdraft_days_90d": 0.03}
WRONG_JOBS = 15  # months in the job typed too high for the person's age
MONTHS = (12, 9, 9, 8, 8, 7, 7, 8, 9, 9, 11, 10)
WEEKDAYS = (12, 11, 11, 10, 10, 7, 7)
HOURS = (3, 1, 1, 0, 1, 2, 4, 7, 9, 10, 11, 11, 13, 11, 10, 10, 11, 12, 13, 15, 17, 16, 12, 7)

SWITCH = 45  # points for direct debit
CARD = [  # characteristic, label, can change, step, (edges, points between) or value -> points, if missing
    (
        "missed_payments_24m",
        "Payments missed in the last 24 months",
        "with time",
        "pay on time: a missed payment drops out after 24 months",
        ((1, 2, 3), (80, 52, 26, 0)),
        40,
    ),
    (
        "debt_percent",
        "Debt payments as a share of income",
        "with time",
        "pay a debt down before asking again",
        ((15, 25, 35, 45), (72, 56, 39, 18, 0)),
        None,
    ),
    (
        "overdraft_days_90d",
        "Days in overdraft in the last 90 days",
        "with time",
        "stay out of the overdraft for 90 days",
        ((1, 6, 16, 31), (62, 52, 42, 18, 0)),
        42,
    ),
    (
        "amount",
        "Amount asked for",
        "yes",
        "ask for less",
        ((1500, 3000, 5000, 8000, 11000), (56, 48, 40, 22, 10, 0)),
        None,
    ),
    ("pays_by_direct_debit", "Pays by direct debit", "yes", "set up a direct debit", {"yes": SWITCH, "no": 0}, None),
    ("monthly_income", "Monthly income", "no", "", ((1800, 2500, 3500, 5000), (0, 14, 26, 38, 46)), None),
    (
        "months_in_job",
        "Time in the present job",
        "with time",
        "stay in the job",
        ((6, 12, 36, 84), (0, 10, 22, 32, 40)),
        10,
    ),
    (
        "months_at_bank",
        "Time with the present bank",
        "with time",
        "stay with the bank",
        ((12, 36, 96), (0, 12, 22, 30)),
        None,
    ),
    ("postcode_area", "Area of the home address", "no", "", {"Q1": 12, "Q2": 9, "Q3": 6, "Q4": 3, "Q5": 0}, None),
]
STRENGTH = (300, 380, 430, 470, 500, 540, 580, 660)  # the score; in the tangled world with its pairs added
DEFAULTS = (0.70, 0.50, 0.34, 0.21, 0.12, 0.055, 0.025, 0.01)  # chance of default there, lines between
PAIRS = (-75, 50, -60, 40)  # new job: new bank, old bank; overdraft: higher pay, lower pay

NAMED = {
    "at": np.datetime64("2024-03-05T20:41:17"),
    "given_name": "Amara",
    "family_name": "Obiora",
    "age": 29,
    "postcode_area": "Q2",
    "amount": 5500,
    "term_months": 24,
    "monthly_income": 2300,
    "monthly_debt_payments": 680,
    "months_in_job": 20,
    "months_at_bank": 31,
    "missed_payments_24m": 0,
    "overdraft_days_90d": 9,
    "pays_by_direct_debit": "no",
}  # 40 points short, and would have repaid

ARM, REPAID = 1000, 930  # borrowers asked to switch, and as many not asked: of each arm, this many repaid
SWITCHED = {True: (600, 570), False: (60, 57)}  # asked -> on direct debit three months later, of them repaid

LETTERS = {  # decision -> letter, subject, text
    "approved": ("L1", "Your loan is ready", "Your loan of {amount} is ready. Sign in to accept it."),
    "declined": (
        "L2",
        "Your application",
        "Thank you for asking us for a loan of {amount}. We have looked\n"
        "at your application and cannot offer you a loan. Reason: score below policy.",
    ),
}
FRAME = (
    "Dear {{given_name}} {{family_name}},\n\n{}\n\nThe lending team\n\nApplication {{application_id}}. "
    "This message was sent automatically; replies are not read.\n"
)


def _columns(purpose: str, *columns: tuple[str, ...], **choices: tuple[str, ...]) -> tuple[Column, ...]:
    """Columns (name, type, meaning, unit) of a person's data; of nobody's, if there is no purpose."""
    personal, kept = ("yes", "25 months after a refusal, six years after a loan") if purpose else ("no", "")
    return tuple(
        Column(name, kind, says, personal, purpose, kept, *unit, choices=choices.get(name, ()))
        for name, kind, says, *unit in columns
    )


def build(scale: float = 1.0) -> World:
    """The lender at `scale` times its usual size; never below 100 applications and a trial of 200."""
    people = _applications(max(100, round(APPLICATIONS * scale)), round(WRONG_JOBS * scale))
    points = np.column_stack([_points(people[name], bins, missing) for name, *_, bins, missing in CARD])
    score = BASE + points.sum(axis=1)
    approved = score >= CUTOFF
    named = (people["family_name"] == NAMED["family_name"]).to_numpy()
    chance = {"simple": _chance(score), "tangled": _chance(score + _pairs(people))}
    key = people[["application_id"]]
    decision = np.where(approved, "approved", "declined")
    seconds = stream("lender", "decisions").integers(20, 90, len(people)).astype("timedelta64[s]")
    outcomes = key.assign(seen_by_lender=_text(approved))
    for world, repays in chance.items():
        luck = stream("lender", "outcomes", world).random(len(people))
        outcomes[f"repaid_{world}"] = _text(named | (luck < repays))
    trial = _trial(max(0.1, scale))
    tables = {
        "applications": people.assign(applied_at=iso(people["at"].to_numpy())),
        "scorecard": _scorecard(),
        "policy": pd.DataFrame(
            {
                "setting": ["base", "cutoff"],
                "points": [BASE, CUTOFF],
                "says": ["Everybody starts with these", "Approved at this score or above"],
            }
        ),
        "letters": pd.DataFrame(
            [(letter, kind, subject, FRAME.format(text)) for kind, (letter, subject, text) in LETTERS.items()],
            columns=["letter_id", "decision", "subject", "body"],
        ),
        "decisions": key.assign(
            decided_at=iso(people["at"].to_numpy() + seconds),
            score=score,
            decision=decision,
            letter_id=[LETTERS[kind][0] for kind in decision],
        ),
        "outcomes": outcomes,
        "trial": trial.assign(asked=_text(trial["asked"]), repaid=_text(trial["repaid"])),
    }
    truths = _counted(people, points, score, named, trial) + _estimated(score, approved, chance)
    return World(tables, {truth.id: truth.value for truth in truths})


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
    pay = 1000 + 22 * np.minimum(age - 18, 30) + np.abs(bell(rng, n)) * 950 + skewed() * rng.random(n) * 2600
    income = whole(pay, 0, 9999) // 10 * 10
    amount = whole(900 + skewed() * 12_500 + np.abs(bell(rng, n)) * 900, 1000, 15_000) // 100 * 100
    term = np.minimum(weighted(rng, (30, 15, 25, 10, 20), n) + (amount > 7000), 4)
    people = pd.DataFrame(
        {
            "at": moments(rng, "2024-01-01", "2025-01-01", n, MONTHS, WEEKDAYS, HOURS),
            "given_name": draw(rng, "given", locale),
            "family_name": draw(rng, "family", locale),
            "age": age,
            "postcode_area": choose(rng, AREAS, n),
            "amount": amount,
            "term_months": 12 + 6 * term,
            "monthly_income": income,
            "monthly_debt_payments": income * whole(27 - 6 * care + 9 * bell(rng, n), 0, 75) // 100,
            "months_in_job": np.minimum(whole(skewed() * 150, 0, 150), (age - 16) * 12),
            "months_at_bank": np.minimum(whole(skewed() * 220 + 3, 0, 240), (age - 15) * 12),
            "missed_payments_24m": np.searchsorted((0.3, 1.2, 1.9, 2.4, 2.9), bell(rng, n) - 0.75 * care),
            "overdraft_days_90d": whole((bell(rng, n) - 0.8 * care) * 13 + 1, 0, 90),
            "pays_by_direct_debit": np.where(bell(rng, n) + 0.35 * care > 0.75, "yes", "no"),
        }
    )
    people.loc[0, list(NAMED)] = list(NAMED.values())
    people["debt_percent"] = 100 * people["monthly_debt_payments"] // people["monthly_income"]
    others = 1 + rng.permutation(n - 1)
    typo, others = others[:wrong], others[wrong:]
    people.loc[typo, "months_in_job"] = (people.loc[typo, "age"] - 15) * 12 + rng.integers(12, 120, len(typo))
    for column, share in MISSING.items():
        people[column] = people[column].astype("Int64")
        people.loc[rng.permutation(others)[: round(share * n)], column] = pd.NA
    people = people.sort_values("at", kind="stable").reset_index(drop=True)
    return people.assign(application_id=_ids("A", 5, n))


def _ids(letter: str, width: int, n: int) -> list[str]:
    return [f"{letter}{i:0{max(width, len(str(n)))}d}" for i in range(1, n + 1)]


def _text(values) -> np.ndarray:
    return np.where(values, "true", "false").astype(object)


def _numbers(values: pd.Series) -> np.ndarray:
    """Whole numbers, -1 where nothing was recorded."""
    return values.fillna(-1).to_numpy(dtype=np.int64)


def _points(values: pd.Series, bins, missing: int | None) -> np.ndarray:
    if isinstance(bins, dict):
        return values.map(bins).to_numpy(dtype=np.int64)
    got = np.array(bins[1])[np.searchsorted(bins[0], _numbers(values), side="right")]
    return got if missing is None else np.where(values.isna(), missing, got)


def _scorecard() -> pd.DataFrame:
    rows = []
    for name, label, can_change, step, bins, missing in CARD:
        if isinstance(bins, dict):
            cells = [(None, None, value, points) for value, points in bins.items()]
        else:
            cells = [
                (low, high, None, points) for low, high, points in zip((None, *bins[0]), (*bins[0], None), bins[1])
            ]
        cells += [] if missing is None else [(None, None, "missing", missing)]
        rows += [(f"{name}-{i}", name, *cell, label, can_change, step) for i, cell in enumerate(cells, 1)]
    columns = ["bin_id", "characteristic", "low", "high", "value", "points", "label", "can_change", "step"]
    return pd.DataFrame(rows, columns=columns).astype({"low": "Int64", "high": "Int64"})


def _chance(strength: np.ndarray) -> np.ndarray:
    """Chance of repaying."""
    return 1 - np.interp(strength, STRENGTH, DEFAULTS)


def _pairs(people: pd.DataFrame) -> np.ndarray:
    """What pairs of answers add to the score in the tangled world."""
    job, overdraft = _numbers(people["months_in_job"]), _numbers(people["overdraft_days_90d"]) >= 6
    new, settled = (job >= 0) & (job < 24), people["months_at_bank"].to_numpy() >= 24
    higher = people["monthly_income"].to_numpy() >= 2600
    held = (new & ~settled, new & settled, overdraft & higher, overdraft & ~higher)
    return sum(np.where(pair, shift, 0) for pair, shift in zip(held, PAIRS))


def _trial(scale: float) -> pd.DataFrame:
    """Two arms of equal size of which equally many repaid; in both, those who switch are the more careful."""
    rng, arm, repaid = stream("lender", "trial"), round(ARM * scale), round(REPAID * scale)
    rows = []
    for asked, quotas in SWITCHED.items():
        n, good = (round(count * scale) for count in quotas)
        for way, size, kept in (("yes", n, good), ("no", arm - n, repaid - good)):
            score = CUTOFF + (np.abs(bell(rng, size)) * 40).astype(np.int64)
            score = score[np.argsort(score + 60 * bell(rng, size), kind="stable")]
            rows.append(
                pd.DataFrame(
                    {
                        "score": score,
                        "asked": asked,
                        "pays_by_direct_debit": way,
                        "repaid": np.arange(size) >= size - kept,
                    }
                )
            )
    return pd.concat(rows).iloc[rng.permutation(2 * arm)].assign(loan_id=_ids("T", 4, 2 * arm))


def _auc(rank: np.ndarray, chance: np.ndarray) -> float:
    """Chance that of one who repays and one who does not, `rank` puts the first higher; ties count half."""
    place = np.unique(rank, return_inverse=True)[1]
    good, bad = np.bincount(place, chance), np.bincount(place, 1 - chance)
    return float((good * (np.cumsum(bad) - bad / 2)).sum() / (good.sum() * bad.sum()))


def _counted(people, points, score, named, trial) -> list[Truth]:
    approved, debit = score >= CUTOFF, people["pays_by_direct_debit"] == "yes"
    usual = np.sort(points[approved], axis=0)[approved.sum() // 2]
    short, lost = int(CUTOFF - score[named][0]), np.sort(usual - points[named][0])[::-1]
    too_long = people["months_in_job"].fillna(0) > (people["age"] - 15) * 12
    switched = trial["pays_by_direct_debit"] == "yes"
    did, did_not = (trial["repaid"][trial["asked"] & way].mean() for way in (switched, ~switched))
    found = [
        ("applications", "applications", len(people), "Applications of the year."),
        ("approved", "decisions", approved.sum(), "Approved: score at or above the cutoff."),
        ("named-shortfall", "decisions", short, "Amara Obiora: points below the cutoff."),
        (
            "named-reasons",
            "decisions",
            (lost.cumsum() < short).sum() + 1,
            "Amara Obiora: reasons that together account for the refusal, against the median points of the approved.",
        ),
        (
            "direct-debit-alone",
            "decisions",
            (~approved & ~debit & (score + SWITCH >= CUTOFF)).sum(),
            "Declined, and approved if they switched to direct debit and changed nothing else.",
        ),
        (
            "wrong-job",
            "applications",
            too_long.sum(),
            "Longer in the job than a person of that age can be; scored all the same.",
        ),
        ("trial-switched", "trial", switched.sum(), "On direct debit three months later, asked or not."),
    ]
    trap = (
        "Asked: share repaid of those who switched, minus that of those who did not. It is who they are, "
        "not what it does."
    )
    effect = f"What asking does to repayment: nothing. A switch earns {SWITCH} points."
    return [Truth(name, LESSON, "counted", says, int(value), table) for name, table, value, says in found] + [
        Truth("trial-trap", LESSON, "counted", trap, round(float(did - did_not), 4), "trial"),
        Truth(
            "trial-effect",
            LESSON,
            "estimated",
            effect,
            0.0,
            "trial",
            "share repaid, asked minus not asked",
            f"{len(trial):,} borrowers, half asked",
            0.05,
        ),
    ]


def _estimated(score: np.ndarray, approved: np.ndarray, chance: dict[str, np.ndarray]) -> list[Truth]:
    n, yes = len(score), int(approved.sum())
    default, auc = "mean chance of default within twelve months", "expected AUC of the score"
    gain = "expected AUC of the true chance, minus that of the score"
    everybody, held_out = f"{n:,} applications", f"{n // 4:,} held out of {n:,} applications"
    funded, refused = f"{yes:,} funded loans", f"{n - yes:,} refused, whom no lender sees"
    truths = []
    for world, repays in chance.items():
        card, seen, best = _auc(score, repays), _auc(score[approved], repays[approved]), _auc(repays, repays)
        fails, would_fail = 1 - repays[approved].mean(), 1 - repays[~approved].mean()
        found = [
            ("default-funded", "default of the funded", fails, default, funded, 0.018),
            ("default-refused", "default of the refused, if lent to", would_fail, default, refused, 0.024),
            ("auc", "the scorecard, on everybody", card, auc, everybody, 0.03),
            ("auc-seen", "the scorecard, on the funded alone", seen, auc, funded, 0.06),
            ("advantage", "the best possible model over the scorecard", best - card, gain, held_out, 0.045),
        ]
        truths += [
            Truth(
                f"{name}-{world}",
                LESSON,
                "estimated",
                f"{world.title()} world: {says}.",
                round(float(value), 4) + 0.0,
                "outcomes",
                *rest,
            )
            for name, says, value, *rest in found
        ]
    return truths
