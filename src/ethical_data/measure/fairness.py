"""Compares groups: like with like, by ratio, by errors, and with care for luck. Built on `rates`.

Direct standardisation: a group's rate in each stratum, averaged with the same stated weights for every
group. Its interval, and that of a difference of differences: MOVER (Zou and Donner 2008, Statistics in
Medicine 27, 1693-1702) from Wilson intervals; with a single stratum it is Newcombe's. Fisher (1935), The
Logic of Inductive Inference; Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
"""

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from .rates import NOT_MEASURED, difference, rates, ratio, wilson

MEASURED = ["difference", "difference_low", "difference_high"]
MORE = ["more", "more_low", "more_high"]


def fisher(count_a, n_a, count_b, n_b):
    """Two-sided p-value of Fisher's exact test that two rates are equal: all tables at most as likely as
    this one.

    Whole numbers, or arrays of them. An empty group gives NaN.
    """
    columns = np.broadcast_arrays(*(np.asarray(x, dtype=np.int64) for x in (count_a, n_a, count_b, n_b)))
    rows = np.stack([c.ravel() for c in columns], axis=1)
    if ((rows < 0).any(axis=1) | (rows[:, 0] > rows[:, 1]) | (rows[:, 2] > rows[:, 3])).any():
        raise ValueError("a count is below 0 or above its n")
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, (rows[:, 1] + rows[:, 3]).max(initial=0) + 1)))])
    p = np.array([_fisher(logs, *row) for row in rows.tolist()])
    return float(p[0]) if np.ndim(columns[0]) == 0 else p.reshape(columns[0].shape)


def _fisher(logs: np.ndarray, a: int, n_a: int, b: int, n_b: int) -> float:
    if not n_a or not n_b:
        return np.nan
    k, n = a + b, n_a + n_b
    x = np.arange(max(0, k - n_b), min(k, n_a) + 1)
    likely = logs[n_a] - logs[x] - logs[n_a - x] + logs[n_b] - logs[k - x] - logs[n_b - k + x]
    likely = likely - (logs[n] - logs[k] - logs[n - k])
    here = likely[a - x[0]]
    return float(min(1.0, np.exp(likely[likely <= here + 1e-7]).sum()))


def holm(p) -> np.ndarray:
    """p-values corrected for their number, after Holm; NaN stays NaN and does not count."""
    p = np.asarray(p, dtype=float)
    corrected, known = np.full(p.shape, np.nan), np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * np.arange(len(order), 0, -1)
    corrected[order] = np.minimum(1, np.maximum.accumulate(steps)) if len(order) else steps
    return corrected


def selection_ratio(shares) -> float:
    """The smallest rate over the largest; NaN for fewer than two groups, or where all rates are 0."""
    shares = np.asarray(shares, dtype=float)
    shares = shares[~np.isnan(shares)]
    return float(shares.min() / shares.max()) if len(shares) > 1 and shares.max() > 0 else np.nan


def compare(groups: pd.DataFrame, at: int, level: float = 0.95) -> pd.DataFrame:
    """Every group against the one in row `at`: ratio and difference with intervals, and Fisher's p-value.

    groups: as `rates` gives it (n, count, measured). What cannot be measured is NaN and `says` tells why;
    so is the reference itself. Correct `p` over all comparisons that are looked at, with `holm`. Columns:
    ratio, ratio_low, ratio_high, difference, difference_low, difference_high, p, says; same index.
    """
    able = groups["measured"].to_numpy(dtype=bool) & bool(groups["measured"].iloc[at])
    able[at] = False
    n, count = (np.where(able, groups[c].to_numpy(dtype=np.int64), 0) for c in ("n", "count"))
    n_at, count_at = (np.where(able, groups[c].iloc[at], 0) for c in ("n", "count"))
    made = pd.DataFrame(index=groups.index)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares, share = count / n, count_at / n_at
        made["ratio"] = np.where(share > 0, shares / share, np.nan)
        made["ratio_low"], made["ratio_high"] = ratio(count, n, count_at, n_at, level)
        made["difference"] = shares - share
        made["difference_low"], made["difference_high"] = difference(count, n, count_at, n_at, level)
    made["p"] = fisher(count, n, count_at, n_at)
    made["says"] = np.where(able, "", "too few to measure")
    made.loc[able & made["ratio"].isna().to_numpy(), "says"] = "no ratio: the reference's rate is 0"
    if not groups["measured"].iloc[at]:
        made["says"] = "no comparison: the reference has too few to measure"
    made.iloc[at, made.columns.get_loc("says")] = "reference"
    return made


def mix(table: pd.DataFrame, strata: Hashable | list[Hashable]) -> pd.Series:
    """The share of each stratum among the rows, summing to 1; missing values are a stratum of their own."""
    columns = strata if isinstance(strata, list) else [strata]
    counts = rates(table.assign(**{"one ": 1}), columns, "one ", minimum=0).set_index(columns)["n"]
    return counts / counts.sum()


def standardised(
    table: pd.DataFrame,
    group: Hashable,
    outcome: Hashable,
    strata: Hashable | list[Hashable],
    *,
    reference: Hashable | None = None,
    weights: Mapping | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Rate of an outcome in every group if all groups had the same mix of strata; one row per group.

    group, outcome: as in `rates`. strata: a column, or a list of columns. weights: share of each stratum
    (with a list of columns: of each tuple of values), any positive scale; None: the mix of all rows of the
    table. reference: adds rate minus reference rate, like with like, and its interval.

    Columns: the group's, n, rate (standardised), low, high, measured, says; with a reference also
    difference, difference_low, difference_high. A group with nobody in a stratum that has a weight "cannot
    be measured": its rate there is not known. Raises ValueError for an unknown column, reference or
    stratum, or weights that do not add up to more than 0.
    """
    columns = strata if isinstance(strata, list) else [strata]
    given = mix(table, columns) if weights is None else pd.Series(dict(weights), dtype=float)
    if not given.sum() > 0 or (given < 0).any():
        raise ValueError("weights must be 0 or more, and add up to more than 0")
    cells = rates(table, [group, *columns], outcome, minimum=1, level=level)
    keys = cells[columns[0]] if len(columns) == 1 else pd.Series(list(zip(*(cells[c] for c in columns))), cells.index)
    if unknown := set(given.index) - set(keys):
        raise ValueError(f"no stratum {sorted(map(str, unknown))[0]!r} in {columns}")
    weight = keys.map((given / given.sum()).to_dict()).fillna(0.0).to_numpy()
    cells = cells.assign(weight=weight, lacks=(weight > 0) & (cells["n"] == 0))
    below, above = (
        (weight * (cells["rate"] - cells["low"])) ** 2,
        (weight * (cells["high"] - cells["rate"])) ** 2,
    )
    cells = cells.assign(part=weight * cells["rate"].fillna(0), below=below.fillna(0), above=above.fillna(0))
    made = (
        cells.groupby(group, sort=False, observed=False)[["n", "part", "below", "above", "lacks"]].sum().reset_index()
    )
    measured = made.pop("lacks").to_numpy() == 0
    made = made.rename(columns={"part": "rate"}).assign(measured=measured, says=np.where(measured, "", NOT_MEASURED))
    down, up = np.sqrt(made.pop("below")), np.sqrt(made.pop("above"))
    made.loc[~measured, "rate"] = np.nan
    made.insert(3, "low", made["rate"] - down)
    made.insert(4, "high", made["rate"] + up)
    if reference is None:
        return made
    if reference not in made[group].tolist():
        raise ValueError(f"reference {reference!r} is not one of the groups {made[group].tolist()[:20]} of {group!r}")
    at = made[group].tolist().index(reference)
    base = made.loc[at]
    apart = gap(made["rate"], made["low"], made["high"], base["rate"], base["low"], base["high"])
    made = made.assign(**dict(zip(MEASURED, apart)))
    made.loc[at, MEASURED] = np.nan
    if measured[at]:
        made.loc[at, "says"] = "reference"
    return made


def gap(value_a, low_a, high_a, value_b, low_b, high_b) -> tuple:
    """a minus b and its interval, from those of two independent estimates (MOVER): of rates, or of gaps."""
    down = np.hypot(value_a - low_a, high_b - value_b)
    up = np.hypot(high_a - value_a, value_b - low_b)
    apart = value_a - value_b
    return apart, apart - down, apart + up


def gap_of_gaps(
    table: pd.DataFrame,
    group: Hashable,
    by: Hashable,
    outcome: Hashable,
    *,
    reference: tuple[Hashable, Hashable],
    strata: Hashable | None = None,
    weights: pd.Series | None = None,
    minimum: int = 1,
) -> pd.DataFrame:
    """The gap of every group at each value of a second column, and how far it is from the gap at one value.

    reference: the group to compare with, and the value of `by` to compare with. strata, weights: as in
    `standardised`, the same weights at every value; None: crude rates. A value of `by` at which the
    reference group, or a stratum with a weight, has nobody is left out, and so is a group of fewer than
    `minimum` decided rows.

    Columns: by, group, n, difference, difference_low, difference_high, and more, more_low, more_high: that
    difference less the one at the reference value, where these are NaN. No rows where that has no gap.
    """
    at, base_value = reference
    found = []
    for value, part in table[table[outcome].notna()].groupby(by, sort=False):
        lacks = weights is not None and set(weights.index) - set(part[strata])
        if not lacks and part[group].eq(at).any():
            cells = by if strata is None else strata
            made = standardised(part, group, outcome, cells, reference=at, weights=weights)
            found.append(made[made["n"] >= minimum].assign(**{by: value}))
    columns = [by, group, "n", *MEASURED]
    made = pd.concat(found, ignore_index=True)[columns].dropna() if found else pd.DataFrame(columns=columns)
    base = made[made[by] == base_value].set_index(group)[MEASURED]
    made = made[made[group].isin(base.index)].reset_index(drop=True)
    left = [base.loc[made[group], end].to_numpy() for end in MEASURED]
    made[MORE] = np.column_stack(gap(*(made[end].to_numpy() for end in MEASURED), *left)).astype(float)
    made.loc[made[by] == base_value, MORE] = np.nan
    return made


def interval(count, n) -> str:
    """A rate in words: "60.0 % (38.7 to 78.1)"; "cannot be measured" for nobody."""
    if not n:
        return NOT_MEASURED
    low, high = wilson(count, n)
    return f"{100 * count / n:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def by_group(
    table: pd.DataFrame,
    group: Hashable,
    favourable: Hashable,
    good: Hashable | None = None,
    minimum: int = 10,
    level: float = 0.95,
) -> pd.DataFrame:
    """Rates of a decision in every group of one column, and, where the outcome is known, its two errors.

    favourable: True or False, or missing where nothing was decided. good: True where things turned out
    well, False where not, missing where nobody knows; None: no outcome. Wrongly refused: not favourable,
    among the good ones; wrongly accepted: favourable, among the bad ones. A rate out of fewer than
    `minimum` rows is NaN.

    Columns: group, n, favourable, rate, low, high, measured, undecided; with an outcome also n_good,
    wrongly_refused, wrongly_refused_rate, _low, _high, n_bad, wrongly_accepted, wrongly_accepted_rate,
    _low, _high; and says: why a rate is missing.
    """
    made = rates(table, group, favourable, minimum=minimum, level=level).rename(
        columns={group: "group", "count": "favourable", "missing": "undecided"})  # fmt: skip
    reasons = [np.where(made["measured"], "", _few("rate", made["n"], "decided", minimum))]
    if good is not None:
        rows = table[[group, favourable, good]].set_axis(["group", "yes", "good"], axis=1)
        rows = rows.assign(no=1 - rows["yes"].astype("Float64"), bad=1 - rows["good"].astype("Float64"))
        for among, error, what in (("good", "wrongly_refused", "no"), ("bad", "wrongly_accepted", "yes")):
            found = rates(rows, "group", what, among=among, minimum=minimum, level=level)
            made[f"n_{among}"], made[error] = found["n"], found["count"]
            made[[f"{error}_rate", f"{error}_low", f"{error}_high"]] = found[["rate", "low", "high"]].to_numpy()
            few = _few(f"{error}_rate", found["n"], f"with a {among} outcome", minimum)
            reasons.append(np.where(found["measured"], "", few))
    made["says"] = ["; ".join(filter(None, parts)) for parts in zip(*reasons)]
    return made.drop(columns="says").assign(says=made["says"])


def _few(rate: str, n: pd.Series, whose: str, minimum: int) -> list[str]:
    return [f"{rate}: {NOT_MEASURED}, {f'only {k}' if k else 'nobody'} {whose}, fewer than {minimum}" for k in n]


def verdict(low, high, matters: float, p=None) -> np.ndarray:
    """What a comparison shows: "differs", "no gap that matters" or "cannot tell"; "" where nothing was
    measured.

    low, high: the interval of the difference. No gap matters where the whole interval lies within `matters`
    of 0, were it ever so sure; it differs where the interval leaves out 0 (or, if given, p < 0.05); else
    nothing can be told.
    """
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    apart = (low > 0) | (high < 0) if p is None else np.asarray(p, dtype=float) < 0.05
    small = np.maximum(np.abs(low), np.abs(high)) <= matters
    return np.select([np.isnan(low), small, apart], ["", "no gap that matters", "differs"], "cannot tell")
