"""Which fields a recorded decision can be told from, alone, without each, and without groups of stand-ins.

The rule behind a recorded decision is not known here. A simple model learns it from the fields and is
tried on rows that it has not seen (naive Bayes on categories, cross-validated: Hand and Yu 2001,
International Statistical Review 69, 385-398). What it loses without a field is a difference of two shares
on the same rows; its interval is that of Agresti and Min 2005 (Statistics in Medicine 24, 729-740).
Stand-ins are found by Cramér's V, corrected for bias (Bergsma 2013, Journal of the Korean Statistical
Society 42, 323-328).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

NEEDED, STAND_IN, CARRIED, NOT_MISSED, UNCLEAR, UNTESTED = (
    "needed",
    "stands in for another",
    "not missed while another is kept",
    "not missed",
    "not missed alone, missed with others",
    "cannot be tested",
)
LEAST_ROWS = 100
MOST_CLASSES = 20
BINS = 20
AS_THEY_ARE = 60  # numbers with no more values than this are not cut: two fields could be cut at other places
OWN_VALUES = 0.5  # with more distinct values than this share of the rows, nothing is learnt from a value
LINKED = 0.3  # Cramér's V


@dataclass(frozen=True)
class Need:
    """What came of one decision: `rows` looked at, of `available` with a recorded decision.

    why_not: why nothing can be told; then the tables are empty, or tell little. common, told: share of
    rows told right by always saying the most common decision, and by all fields; low, high: the interval
    of their difference. fields, a row each: field, alone (share told right), loss, low, high (in shares
    of one), verdict, with (its stand-ins). groups: fields, origin (given, found, rest), loss, low, high,
    verdict. interplay: a tree that may combine fields tells clearly more than the model, so that losses
    are understated.
    """

    rows: int
    available: int
    why_not: str
    common: float
    told: float
    low: float
    high: float
    fields: pd.DataFrame
    groups: pd.DataFrame
    interplay: bool


def need(
    table: pd.DataFrame,
    decision: str,
    fields: Sequence[str],
    groups: Sequence[Sequence[str]] = (),
    *,
    sample: int = 20_000,
    folds: int = 5,
    level: float = 0.95,
) -> Need:
    """How well `decision` can be told from `fields`, without each of them and without each group.

    table: any values; missing and empty text count as "not filled in", which is a value of its own. Above
    `sample` rows a random part is looked at, the same each time. Intervals are corrected for the number
    of fields (Bonferroni). Raises ValueError for an unknown column.
    """
    unknown = [name for name in (decision, *fields, *(f for g in groups for f in g)) if name not in table]
    if unknown:
        raise ValueError(f"no column {unknown[0]!r}; the table has {', '.join(map(str, table.columns))}")
    table = table[filled(table[decision])]
    available = len(table)
    if available > sample:
        table = table.iloc[np.sort(np.random.default_rng(0).permutation(available)[:sample])]
    label, why_not = _classes(table[decision])
    if why_not:
        none = pd.DataFrame(columns=["field", "alone", "loss", "low", "high", "verdict", "with"])
        empty = pd.DataFrame(columns=["fields", "origin", "loss", "low", "high", "verdict"])
        return Need(len(table), available, why_not, *[float("nan")] * 4, none, empty, False)
    codes = {field: code(table[field]) for field in fields}
    tested = [field for field in fields if codes[field] is not None]
    z = NormalDist().inv_cdf(1 - (1 - level) / 2 / max(len(fields), 1))
    prior, parts = _scores(label, [codes[field] for field in tested], folds)
    total = prior + sum(parts.values()) if parts else prior
    right = total.argmax(1) == label
    common = prior.argmax(1) == label

    def loss(away: Sequence[str]) -> tuple[float, float, float]:
        gone = total - sum((parts[tested.index(field)] for field in away), np.zeros_like(total))
        return paired(right, gone.argmax(1) == label, z)

    gain = paired(right, common, z)
    lifts = {f: paired((prior + parts[i]).argmax(1) == label, common, z) for i, f in enumerate(tested)}
    plain = {field: loss([field]) for field in tested}
    carry = [field for field in tested if lifts[field][1] > 0 or plain[field][1] > 0]
    linked = _linked(carry, codes)

    def loss_of(field: str) -> tuple[float, float, float]:
        # Two fields that say the same count twice here: without one, the other may count for both.
        twins = [(v, b) for (a, b), v in linked.items() if a == field]
        if not twins:
            return plain[field]
        swapped = total - parts[tested.index(field)] + parts[tested.index(max(twins)[1])]
        return min(plain[field], paired(right, swapped.argmax(1) == label, z))

    found = {field: loss_of(field) for field in tested}
    needed = [field for field in tested if found[field][1] > 0]
    given = [[field for field in group if field in tested] for group in groups]
    apart = [field for field in carry if field not in needed]
    wholes = [(g, "given") for g in given if len(g) > 1] + [(g, "found") for g in _joined(apart, linked)]
    lines = [(g, origin, *loss(g)) for g, origin in wholes]
    missed = {field: g for g, _, _, low, _ in lines if low > 0 for field in g}
    keepers = {f: [n for n in needed if (f, n) in linked] for f in tested}
    rest = [f for f in tested if f not in needed and f not in missed and not keepers[f]]
    together = loss(rest) if rest else (0.0, 0.0, 0.0)
    if len(rest) > 1:
        lines.append((rest, "rest", *together))

    def verdict(field: str) -> tuple[str, list[str]]:
        if field not in tested:
            return UNTESTED, []
        if field in needed:
            return NEEDED, []
        if field in missed:
            return STAND_IN, [f for f in missed[field] if f != field]
        if keepers[field]:
            return CARRIED, keepers[field]
        return (UNCLEAR if together[1] > 0 else NOT_MISSED), []

    nothing = (float("nan"),) * 3
    rows = []
    for field in fields:
        said, others = verdict(field)
        alone = ((prior + parts[tested.index(field)]).argmax(1) == label).mean() if field in tested else np.nan
        rows.append((field, alone, *found.get(field, nothing), said, others))
    columns = ["field", "alone", "loss", "low", "high", "verdict", "with"]
    told = [(*line, "missed together" if line[3] > 0 else "not missed together") for line in lines]
    return Need(
        len(table),
        available,
        "" if gain[1] > 0 else "they tell it no better than always saying the most common one",
        float(common.mean()),
        float(right.mean()),
        gain[1],
        gain[2],
        pd.DataFrame(rows, columns=columns),
        pd.DataFrame(told, columns=["fields", "origin", "loss", "low", "high", "verdict"]),
        _interplay(label, [codes[field] for field in tested], float(right.mean()), folds),
    )


def filled(values: pd.Series) -> np.ndarray:
    """True where something stands: neither missing nor empty text."""
    if not pd.api.types.is_string_dtype(values.dtype) and values.dtype != object:
        return values.notna().to_numpy()
    return (values.notna() & values.astype("str").str.strip().ne("")).to_numpy()


def code(values: pd.Series) -> np.ndarray | None:
    """A whole number for each value: numbers and dates in 20 parts of equal size, texts as they are, 0 for
    missing.

    None where nothing can be learnt from a value: all the same, or nearly every row its own.
    """
    here = filled(values)
    found = np.zeros(len(values), dtype=np.int64)
    kept = values[here]
    count = kept.nunique()
    if count > AS_THEY_ARE:
        numbers = _as_numbers(kept)
        if numbers is not None:
            if count == len(kept) > LEAST_ROWS and (numbers == np.round(numbers)).all() and not _dated(kept):
                return None  # a number for each row: it names the row
            cuts = np.unique(np.quantile(numbers, np.arange(1, BINS) / BINS))
            found[here] = np.searchsorted(cuts, numbers, side="right") + 1
            return found
    if count + (not here.all()) < 2 or count > OWN_VALUES * len(kept) and count > BINS:
        return None
    found[here] = pd.factorize(kept.astype("str").str.strip())[0] + 1
    return found


def _as_numbers(values: pd.Series) -> np.ndarray | None:
    """The values as numbers, dates as days; None unless all but one in twenty are."""
    for read in (pd.to_numeric, _days):
        numbers = np.asarray(read(values, errors="coerce"), dtype=float)
        known = np.isfinite(numbers)
        if known.mean() >= 0.95:
            return np.where(known, numbers, np.median(numbers[known]))
    return None


def _dated(values: pd.Series) -> bool:
    return bool(pd.to_numeric(values, errors="coerce").isna().all())


def _days(values: pd.Series, errors: str) -> np.ndarray:
    times = pd.to_datetime(values, errors=errors, format="ISO8601", utc=True)
    return (times - pd.Timestamp("1970-01-01", tz="UTC")) / pd.Timedelta(days=1)


def _classes(values: pd.Series) -> tuple[np.ndarray, str]:
    """The decision as whole numbers (many numbers: in four parts), and why not, if it cannot be told."""
    if len(values) < LEAST_ROWS:
        return np.zeros(0), f"only {len(values)} rows hold a decision; at least {LEAST_ROWS} are needed"
    if values.nunique() > MOST_CLASSES:
        numbers = _as_numbers(values)
        if numbers is None:
            return np.zeros(0), f"it has {values.nunique():,} different values: that is no decision among a few"
        return np.searchsorted(np.unique(np.quantile(numbers, [0.25, 0.5, 0.75])), numbers, side="right"), ""
    label = pd.factorize(values.astype("str").str.strip())[0]
    if len(np.unique(label)) < 2:
        return label, "every row was decided alike"
    return label, ""


def _scores(label: np.ndarray, codes: list[np.ndarray], folds: int) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """Log shares of each class, and what each field adds to them, on rows that were not learnt from."""
    n, k = len(label), int(label.max()) + 1
    fold = np.arange(n) % folds
    fold = fold[np.random.default_rng(1).permutation(n)]
    prior, parts = np.zeros((n, k)), {i: np.zeros((n, k)) for i in range(len(codes))}
    for one in range(folds):
        learn, tried = fold != one, fold == one
        size = np.bincount(label[learn], minlength=k) + 0.5
        prior[tried] = np.log(size / size.sum())
        for i, field in enumerate(codes):
            width = int(field.max()) + 1
            cells = np.bincount(field[learn] * k + label[learn], minlength=width * k).reshape(width, k)
            seen = cells.sum(1, keepdims=True)
            share = (cells + k * size / size.sum()) / (seen + k)  # a rare value tells little, an unseen one nothing
            parts[i][tried] = np.log(share * size.sum() / size)[field[tried]]
    return prior, parts


def paired(with_it: np.ndarray, without: np.ndarray, z: float) -> tuple[float, float, float]:
    """Difference of two shares told right on the same rows, and its interval (Agresti and Min 2005)."""
    n = len(with_it)
    b, c = int((with_it & ~without).sum()), int((~with_it & without).sum())
    middle = (b - c) / (n + 2)
    half = z / (n + 2) * np.sqrt(b + c + 1 - (b - c) ** 2 / (n + 2))
    return (b - c) / n, float(middle - half), float(middle + half)


def cramers_v(a: np.ndarray, b: np.ndarray) -> float:
    """Cramér's V of two codes, corrected for bias; 0 for none, 1 where one tells the other."""
    cells = np.zeros((int(a.max()) + 1, int(b.max()) + 1))
    np.add.at(cells, (a, b), 1)
    cells = cells[cells.sum(1) > 0][:, cells.sum(0) > 0]
    n, (r, c) = cells.sum(), cells.shape
    if min(r, c) < 2 or n < 2:
        return 0.0
    due = np.outer(cells.sum(1), cells.sum(0)) / n
    phi = max(0.0, ((cells - due) ** 2 / due).sum() / n - (r - 1) * (c - 1) / (n - 1))
    r, c = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    return float(np.sqrt(phi / max(min(r, c) - 1, 1e-9)))


def _linked(fields: list[str], codes: dict) -> dict[tuple[str, str], float]:
    pairs = [(a, b) for i, a in enumerate(fields) for b in fields[i + 1 :]]
    close = {(a, b): v for a, b in pairs if (v := cramers_v(codes[a], codes[b])) >= LINKED}
    return close | {(b, a): v for (a, b), v in close.items()}


def _joined(fields: list[str], linked: dict[tuple[str, str], float]) -> list[list[str]]:
    """Groups of fields that hang together by links, two or more each."""
    groups: list[list[str]] = []
    for field in fields:
        mine = [group for group in groups if any((field, other) in linked for other in group)]
        groups = [g for g in groups if g not in mine] + [[f for g in mine for f in g] + [field]]
    return [group for group in groups if len(group) > 1]


def _interplay(label: np.ndarray, codes: list[np.ndarray], told: float, folds: int) -> bool:
    """Whether a decision tree, which may combine fields, tells at least five of 100 rows more."""
    if not codes or told >= 0.95:  # nothing can tell five of 100 more than 95
        return False
    from sklearn.tree import DecisionTreeClassifier

    rows = np.arange(len(label))[:5_000]
    table, label = np.column_stack(codes)[rows], label[rows]
    fold, right = rows % folds, 0
    for one in range(folds):
        tree = DecisionTreeClassifier(min_samples_leaf=5, max_depth=12, random_state=0)
        tree.fit(table[fold != one], label[fold != one])
        right += int((tree.predict(table[fold == one]) == label[fold == one]).sum())
    return right / len(label) > told + 0.05
