"""Rates by group, with intervals that hold for small groups.

One rate: Wilson (1927), Journal of the American Statistical Association 22, 209-212.
A difference of two: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
A ratio of two: Katz, Baptista, Azen and Pike (1978), Biometrics 34, 469-474, log method.
"""

import itertools
import math
from collections.abc import Hashable
from statistics import NormalDist

import numpy as np
import pandas as pd

NOT_RECORDED = "not recorded"
NOT_MEASURED = "cannot be measured"
MOST_GROUPS = 10_000


def wilson(count, n, level: float = 0.95):
    """Wilson score interval of the rate count / n, as (low, high).

    count, n: whole numbers, or arrays of them. Nobody counted (n = 0) gives NaN: no data is not a rate of 0.
    Raises ValueError when a count is below 0 or above n, or the level is not between 0 and 1.
    """
    count, n = _checked(count, n)
    z = _z(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (count + z**2 / 2) / (n + z**2)
        half = z / (n + z**2) * np.sqrt(count * (n - count) / n + z**2 / 4)
    low, high = np.where(count == 0, 0.0, centre - half), np.where(count == n, 1.0, centre + half)
    return _plain(np.where(n == 0, np.nan, low)), _plain(np.where(n == 0, np.nan, high))


def difference(count_a, n_a, count_b, n_b, level: float = 0.95):
    """Newcombe hybrid score interval of rate a minus rate b, as (low, high); NaN where a group is empty."""
    (a, n_a), (b, n_b) = _checked(count_a, n_a), _checked(count_b, n_b)
    (low_a, high_a), (low_b, high_b) = wilson(a, n_a, level), wilson(b, n_b, level)
    with np.errstate(invalid="ignore"):
        a, b = a / n_a, b / n_b
    down, up = np.hypot(a - low_a, high_b - b), np.hypot(high_a - a, b - low_b)
    return _plain(a - b - down), _plain(a - b + up)


def ratio(count_a, n_a, count_b, n_b, level: float = 0.95):
    """Katz log interval of rate a over rate b, as (low, high).

    NaN where a count is zero, and where both rates are 1: no width there is a limit of the method.
    """
    (a, n_a), (b, n_b) = _checked(count_a, n_a), _checked(count_b, n_b)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt((n_a - a) / (a * n_a) + (n_b - b) / (b * n_b))
        known = (a > 0) & (b > 0) & (error > 0)
        middle, factor = np.where(known, a / n_a / (b / n_b), np.nan), np.exp(_z(level) * error)
        return _plain(middle / factor), _plain(middle * factor)


def rates(
    table: pd.DataFrame,
    group: Hashable | list[Hashable],
    outcome: Hashable,
    *,
    among: Hashable | None = None,
    reference: Hashable | tuple[Hashable, ...] | None = None,
    minimum: int = 20,
    level: float = 0.95,
) -> pd.DataFrame:
    """Rate of an outcome in every group, with its Wilson interval; one row per group.

    group: a column, or a list of columns for several attributes at once; then every combination of their
    values has a row, even with nobody in it. Missing group values are a group, "not recorded".
    outcome: a column of True and False, or 1 and 0. Rows without one are counted in `missing`, not in `n`.
    among: a column of the same kind; only rows where it is true count (where it is missing: `missing`).
    rates(loans, "area", "approved", among="repaid") is the true-positive rate. On loans.query("repaid == 1")
    an area without a single repaid loan would vanish, unless the column is categorical.
    reference: the group to compare with (several columns: a tuple); adds rate minus reference rate and its
    Newcombe interval. Of 20 comparisons at 95 % one misleads by luck: for k take level=1 - 0.05 / k.
    minimum: with fewer recorded outcomes than this, or none, a group is not `measured`: its rate, interval
    and difference are NaN and `says` is "cannot be measured".

    Columns: the group's, n, count, missing, rate, low, high, measured, says; with a reference also
    difference, difference_low, difference_high. Raises ValueError for an unknown column or reference, an
    outcome other than yes or no, or more than 10,000 groups made by several columns.
    """
    columns = group if isinstance(group, list) else [group]
    labels, codes = zip(*(_groups(table, column) for column in columns), strict=True)
    if len(columns) > 1 and (size := math.prod(map(len, labels))) > MOST_GROUPS:
        raise ValueError(f"columns {columns} make {size:,} groups; take fewer columns, or coarser values")
    keys = list(itertools.product(*labels))
    cell = np.ravel_multi_index(codes, [max(len(values), 1) for values in labels])

    happened = _yes_no(table, outcome)
    inside = np.ones(len(table)) if among is None else _yes_no(table, among)
    unknown = np.isnan(inside) | ((inside == 1) & np.isnan(happened))
    known = (inside == 1) & ~unknown
    tallied = (known, known & (happened == 1), unknown)
    n, count, missing = (np.bincount(cell[rows], minlength=len(keys)) for rows in tallied)
    measured = n >= max(minimum, 1)
    result = pd.DataFrame({"n": n, "count": count, "missing": missing})
    n, count = np.where(measured, n, 0), np.where(measured, count, 0)  # of 0 all that follows is NaN
    with np.errstate(invalid="ignore"):
        result["rate"] = count / n
    result["low"], result["high"] = wilson(count, n, level)
    result["measured"], result["says"] = measured, np.where(measured, "", NOT_MEASURED)
    for place, column in enumerate(columns):
        result.insert(place, column, [key[place] for key in keys])
    if reference is None:
        return result

    wanted = reference if len(columns) > 1 else (reference,)
    if wanted not in keys:
        raise ValueError(f"reference {reference!r} is not one of the groups {keys[:20]} of {columns}")
    at = keys.index(wanted)
    result["difference"] = result["rate"] - result["rate"][at]
    result["difference_low"], result["difference_high"] = difference(count, n, count[at], n[at], level)
    result.loc[at, ["difference", "difference_low", "difference_high"]] = np.nan
    if measured[at]:
        result.loc[at, "says"] = "reference"
    else:
        result.loc[measured, "says"] = "no comparison: the reference cannot be measured"
    return result


def _column(table: pd.DataFrame, name: Hashable) -> pd.Series:
    if name not in table.columns:
        raise ValueError(f"no column {name!r}; the table has {', '.join(map(str, table.columns))}")
    return table[name]


def _groups(table: pd.DataFrame, name: Hashable) -> tuple[list, np.ndarray]:
    """The groups of a column in order, and for each row the place of its group."""
    values = pd.Categorical(_column(table, name))
    labels, codes = values.categories.tolist(), values.codes.astype(np.int64)
    if (codes == -1).any():
        labels = labels if NOT_RECORDED in labels else [*labels, NOT_RECORDED]
        codes[codes == -1] = labels.index(NOT_RECORDED)
    return labels, codes


def _yes_no(table: pd.DataFrame, name: Hashable) -> np.ndarray:
    """1.0 for yes, 0.0 for no, NaN for missing; by position, whatever the index."""
    values = _column(table, name)
    wrong = values[(values.notna() & ~values.isin([0, 1])).to_numpy()].tolist()
    if wrong:
        raise ValueError(f"column {name!r} has the value {wrong[0]!r}; expected True or False, or 1 or 0")
    return values.to_numpy(dtype=float, na_value=np.nan)


def _checked(count, n) -> tuple[np.ndarray, np.ndarray]:
    count, n = np.asarray(count, dtype=float), np.asarray(n, dtype=float)
    if ((count < 0) | (count > n)).any():
        raise ValueError("a count is below 0 or above its n")
    return count, n


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; expected a share between 0 and 1, such as 0.95")
    return NormalDist().inv_cdf((1 + level) / 2)


def _plain(values: np.ndarray):
    return float(values) if np.ndim(values) == 0 else values
