"""The online lender: a year of applications, the scorecard that decided them, and who would have repaid.

Two worlds share the applications. In the simple one the chance of repaying is a function of the score, so no
model can do better than the scorecard. In the tangled one it also hangs on pairs of answers, which no sum of
points can see. A lender learns what became of the approved; the course knows it of everybody.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from .. import dictionary
from ..package import World
from ..people import BRITISH_SHOP, draw
from ..streams import Sizes, bell, choose, iso, moments, numbered, stream, take, weighted

APPLICATIONS = 12_000
BASE, CUTOFF = 220, 500  # everybody's points; approved from here on
AREAS = {"Q1": 26, "Q2": 22, "Q3": 20, "Q4": 18, "Q5": 14}
MISSING = {"months_in_job": 0.02, "missed_payments_24m": 0.04, "overdraft_days_90d": 0.03}  # share not recorded
WRONG_JOBS = 15  # months in the job typed too high for the person's age
AGES = (9,) * 8 + (8,) * 10 + (6,) * 14 + (3,) * 16 + (1,) * 9  # weights from 18 on
TERMS = (30, 15, 25, 10, 20)  # weights of 12, 18, … 36 months
MONTHS = (12, 9, 9, 8, 8, 7, 7, 8, 9, 9, 11, 10)
WEEKDAYS = (12, 11, 11, 10, 10, 7, 7)
HOURS = (3, 1, 1, 0, 1, 2, 4, 7, 9, 10, 11, 11, 13, 11, 10, 10, 11, 12, 13, 15, 17, 16, 12, 7)


class Line(NamedTuple):
    """One characteristic of the scorecard."""

    can_change: str
    edges: tuple[int, ...]  # of its bins; none where a value has its points
    points: tuple[int, ...] | dict[str, int]  # below the first edge, from it on …; or of each value
    missing: int | None = None  # points where nothing is recorded


SWITCH = 45  # points for direct debit
CARD = {
    "missed_payments_24m": Line("with time", (1, 2, 3), (80, 52, 26, 0), 40),
    "debt_percent": Line("with time", (15, 25, 35, 45), (72, 56, 39, 18, 0)),
    "overdraft_days_90d": Line("with time", (1, 6, 16, 31), (62, 52, 42, 18, 0), 42),
    "amount": Line("yes", (1500, 3000, 5000, 8000, 11000), (56, 48, 40, 22, 10, 0)),
    "pays_by_direct_debit": Line("yes", (), {"yes": SWITCH, "no": 0}),
    "monthly_income": Line("no", (1800, 2500, 3500, 5000), (0, 14, 26, 38, 46)),
    "months_in_job": Line("with time", (6, 12, 36, 84), (0, 10, 22, 32, 40), 10),
    "months_at_bank": Line("with time", (12, 36, 96), (0, 12, 22, 30)),
    "postcode_area": Line("no", (), {"Q1": 12, "Q2": 9, "Q3": 6, "Q4": 3, "Q5": 0}),
}
LETTERS = {"approved": "L1", "declined": "L2"}  # for each decision
STRENGTH = (300, 380, 430, 470, 500, 540, 580, 660)  # the score; in the tangled world with its pairs added
DEFAULTS = (0.70, 0.50, 0.34, 0.21, 0.12, 0.055, 0.025, 0.01)  # chance of default there, lines between
PAIRS = (-75, 50, -60, 40)  # new job: new bank, old bank; overdraft: higher pay, lower pay

NAMED = {
    "at": np.datetime64("2024-03-05T20:41:17"),
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


def build(scale: float = 1.0) -> World:
    """The lender at `scale` times its usual size; never below 100 applications and a trial of 200."""
    size = Sizes(scale)
    people = _applications(max(100, size(APPLICATIONS)), size(WRONG_JOBS))
    points = np.column_stack([_points(people[name], line) for name, line in CARD.items()])
    score = BASE + points.sum(axis=1)
    chance = {"simple": _chance(score), "tangled": _chance(score + _pairs(people))}
    trial = _trial(Sizes(max(0.1, scale)))
    tables = {
        "applications": people.assign(applied_at=iso(people["at"].to_numpy())),
        "scorecard": _scorecard(),
        "policy": _policy(),
        "letters": _letters(),
        "decisions": _decisions(people, score),
        "outcomes": _outcomes(people, score, chance),
        "trial": trial.assign(asked=_text(trial["asked"]), repaid=_text(trial["repaid"])),
    }
    planted = _decided(people, points, score) | _tried(trial)
    for world, repays in chance.items():
        planted |= _predicted(world, score, repays)
    return World(tables, planted, _numbers(score, trial))


def _applications(n: int, wrong: int) -> pd.DataFrame:
    """Applications in order of time (at, columns of the table); the named person's is one of them."""
    rng = stream("lender", "applications")
    people = _people(rng, n)
    named = NAMED | dictionary.words("fintech_lender")["named"]
    people.loc[0, list(named)] = list(named.values())
    people["debt_percent"] = 100 * people["monthly_debt_payments"] // people["monthly_income"]
    others = 1 + rng.permutation(n - 1)
    typo, others = others[:wrong], others[wrong:]
    people.loc[typo, "months_in_job"] = (people.loc[typo, "age"] - 15) * 12 + rng.integers(12, 120, len(typo))
    for column, share in MISSING.items():
        people[column] = people[column].astype("Int64")
        people.loc[take(rng, others, round(share * n)), column] = pd.NA
    people = people.sort_values("at", kind="stable").reset_index(drop=True)
    return people.assign(application_id=_ids("A", n, 5))


def _people(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Who asks, and for what. Careful people owe less, miss fewer payments and more often pay by direct debit."""

    def whole(values: np.ndarray, low: int, high: int) -> np.ndarray:
        return np.clip(values, low, high).astype(np.int64)

    def skewed() -> np.ndarray:
        draws = rng.random(n)
        return draws * draws

    care, locale = bell(rng, n), choose(rng, BRITISH_SHOP, n)
    age = 18 + weighted(rng, AGES, n)
    pay = 1000 + 22 * np.minimum(age - 18, 30) + np.abs(bell(rng, n)) * 950 + skewed() * rng.random(n) * 2600
    income = whole(pay, 0, 9999) // 10 * 10
    amount = whole(900 + skewed() * 12_500 + np.abs(bell(rng, n)) * 900, 1000, 15_000) // 100 * 100
    term = np.minimum(weighted(rng, TERMS, n) + (amount > 7000), len(TERMS) - 1)
    return pd.DataFrame(
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


def _ids(letter: str, n: int, digits: int) -> list[str]:
    """Numbers all of one length, however many there are."""
    return numbered(letter, range(n), max(digits, len(str(n))))


def _text(values) -> np.ndarray:
    return np.where(values, "true", "false").astype(object)


def _recorded(values: pd.Series) -> np.ndarray:
    """Whole numbers, -1 where nothing was recorded."""
    return values.fillna(-1).to_numpy(dtype=np.int64)


def _named(people: pd.DataFrame) -> np.ndarray:
    """True for the application of the person with a name in the lesson."""
    return (people["family_name"] == dictionary.words("fintech_lender")["named"]["family_name"]).to_numpy()


def _points(values: pd.Series, line: Line) -> np.ndarray:
    """What each answer earns on one line of the scorecard."""
    if isinstance(line.points, dict):
        return values.map(line.points).to_numpy(dtype=np.int64)
    got = np.array(line.points)[np.searchsorted(line.edges, _recorded(values), side="right")]
    return got if line.missing is None else np.where(values.isna(), line.missing, got)


def _scorecard() -> pd.DataFrame:
    """The card as the lender keeps it: one row for each bin, the one for what is missing last."""
    rows = []
    for name, line in CARD.items():
        label, step = dictionary.words("fintech_lender")["scorecard"][name]
        if isinstance(line.points, dict):
            bins = [(None, None, value, points) for value, points in line.points.items()]
        else:
            ends = zip((None, *line.edges), (*line.edges, None), line.points)
            bins = [(low, high, None, points) for low, high, points in ends]
        if line.missing is not None:
            bins.append((None, None, "missing", line.missing))
        rows += [(f"{name}-{i}", name, *each, label, line.can_change, step) for i, each in enumerate(bins, 1)]
    columns = ["bin_id", "characteristic", "low", "high", "value", "points", "label", "can_change", "step"]
    return pd.DataFrame(rows, columns=columns).astype({"low": "Int64", "high": "Int64"})


def _policy() -> pd.DataFrame:
    says = dictionary.words("fintech_lender")["policy"]
    rows = [(setting, points, says[setting]) for setting, points in (("base", BASE), ("cutoff", CUTOFF))]
    return pd.DataFrame(rows, columns=["setting", "points", "says"])


def _letters() -> pd.DataFrame:
    words = dictionary.words("fintech_lender")["letters"]
    rows = [
        (letter, kind, words[kind]["subject"], words["frame"].replace("{text}", words[kind]["text"]))
        for kind, letter in LETTERS.items()
    ]
    return pd.DataFrame(rows, columns=["letter_id", "decision", "subject", "body"])


def _decisions(people: pd.DataFrame, score: np.ndarray) -> pd.DataFrame:
    """Nobody looked: each decision was made within a minute and a half."""
    decision = np.where(score >= CUTOFF, "approved", "declined")
    seconds = stream("lender", "decisions").integers(20, 90, len(people)).astype("timedelta64[s]")
    return people[["application_id"]].assign(
        decided_at=iso(people["at"].to_numpy() + seconds),
        score=score,
        decision=decision,
        letter_id=[LETTERS[kind] for kind in decision],
    )


def _outcomes(people: pd.DataFrame, score: np.ndarray, chance: dict[str, np.ndarray]) -> pd.DataFrame:
    """Who repaid, or would have, in each world; the named person would have in both."""
    outcomes = people[["application_id"]].assign(seen_by_lender=_text(score >= CUTOFF))
    for world, repays in chance.items():
        luck = stream("lender", "outcomes", world).random(len(people))
        outcomes[f"repaid_{world}"] = _text(_named(people) | (luck < repays))
    return outcomes


def _chance(strength: np.ndarray) -> np.ndarray:
    """Chance of repaying."""
    return 1 - np.interp(strength, STRENGTH, DEFAULTS)


def _pairs(people: pd.DataFrame) -> np.ndarray:
    """What pairs of answers add to the score in the tangled world."""
    job, overdraft = _recorded(people["months_in_job"]), _recorded(people["overdraft_days_90d"]) >= 6
    new, settled = (job >= 0) & (job < 24), people["months_at_bank"].to_numpy() >= 24
    higher = people["monthly_income"].to_numpy() >= 2600
    held = (new & ~settled, new & settled, overdraft & higher, overdraft & ~higher)
    return sum(np.where(pair, shift, 0) for pair, shift in zip(held, PAIRS))


def _trial(size: Sizes) -> pd.DataFrame:
    """Two arms of equal size of which equally many repaid; in both, those who switch are the more careful."""
    rng, arm, repaid = stream("lender", "trial"), size(ARM), size(REPAID)
    rows = []
    for asked, quotas in SWITCHED.items():
        switched, good = map(size, quotas)
        for way, n, kept in (("yes", switched, good), ("no", arm - switched, repaid - good)):
            score = CUTOFF + (np.abs(bell(rng, n)) * 40).astype(np.int64)
            score = score[np.argsort(score + 60 * bell(rng, n), kind="stable")]
            paid = np.arange(n) >= n - kept
            rows.append(pd.DataFrame({"score": score, "asked": asked, "pays_by_direct_debit": way, "repaid": paid}))
    return pd.concat(rows).iloc[rng.permutation(2 * arm)].assign(loan_id=_ids("T", 2 * arm, 4))


def _auc(rank: np.ndarray, chance: np.ndarray) -> float:
    """Chance that of one who repays and one who does not, `rank` puts the first higher; ties count half."""
    place = np.unique(rank, return_inverse=True)[1]
    good, bad = np.bincount(place, chance), np.bincount(place, 1 - chance)
    return float((good * (np.cumsum(bad) - bad / 2)).sum() / (good.sum() * bad.sum()))


def _decided(people: pd.DataFrame, points: np.ndarray, score: np.ndarray) -> dict[str, int]:
    """What the scorecard decided: of all, of the named person, of who would switch to direct debit."""
    approved, named = score >= CUTOFF, _named(people)
    debit = people["pays_by_direct_debit"] == "yes"
    usual = np.sort(points[approved], axis=0)[approved.sum() // 2]  # the median of the approved, on each line
    short = CUTOFF - score[named][0]
    lost = np.sort(usual - points[named][0])[::-1]
    too_long = people["months_in_job"].fillna(0) > (people["age"] - 15) * 12
    counted = {
        "applications": len(people),
        "approved": approved.sum(),
        "named-shortfall": short,
        "named-reasons": (lost.cumsum() < short).sum() + 1,
        "direct-debit-alone": (~approved & ~debit & (score + SWITCH >= CUTOFF)).sum(),
        "wrong-job": too_long.sum(),
    }
    return {name: int(value) for name, value in counted.items()}


def _tried(trial: pd.DataFrame) -> dict[str, float]:
    """What asking does, and what comparing those who switched with those who did not would make of it."""
    switched = trial["pays_by_direct_debit"] == "yes"
    did, did_not = (trial["repaid"][trial["asked"] & way].mean() for way in (switched, ~switched))
    return {
        "trial-switched": int(switched.sum()),
        "trial-trap": round(float(did - did_not), 4),
        "trial-effect": 0.0,
    }


def _predicted(world: str, score: np.ndarray, repays: np.ndarray) -> dict[str, float]:
    """Chances of default and how well the score ranks, in one world; exact, from the chances themselves."""
    approved, card = score >= CUTOFF, _auc(score, repays)
    estimated = {
        "default-funded": 1 - repays[approved].mean(),
        "default-refused": 1 - repays[~approved].mean(),
        "auc": card,
        "auc-seen": _auc(score[approved], repays[approved]),
        "advantage": _auc(repays, repays) - card,
    }
    return {f"{name}-{world}": round(float(value), 4) + 0.0 for name, value in estimated.items()}


def _numbers(score: np.ndarray, trial: pd.DataFrame) -> dict[str, int]:
    """What the dictionary says of the samples."""
    n, funded = len(score), int((score >= CUTOFF).sum())
    return {
        "applications": n,
        "held_out": n // 4,
        "funded": funded,
        "refused": n - funded,
        "borrowers": len(trial),
        "switch": SWITCH,
    }
