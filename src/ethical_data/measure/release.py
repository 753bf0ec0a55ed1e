"""Publishing figures about few: a threshold and what defeats it, noise by entity.

Noise and budget: Dwork, McSherry, Nissim and Smith (2006), Theory of Cryptography, 265-284; Dwork and Roth
(2014), The Algorithmic Foundations of Differential Privacy. Laplace noise in whole numbers, drawn exactly:
Canonne, Kamath and Steinke (2020), The Discrete Gaussian for Differential Privacy.

Neighbours are two data sets that differ in one entity (a farm, a customer) with all its rows, never in a row:
"replace-one"  members, and how many rows each has, are public; the values of one member become any others;
"add-remove"   one entity with all its rows is there, or is not.
What cannot be used is refused with a ValueError that says why.
"""

import math
import secrets
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from numbers import Integral
from random import Random
from typing import NamedTuple

import numpy as np
import pandas as pd

from .rates import MOST_GROUPS, _column, _groups

HOME_MADE = "Home-made noise, for learning: for a real release use a vetted library such as OpenDP."
SEEDED = "Seeded: the noise can be made again and taken away, so it protects nobody. "

Exact = int | float | str | Fraction


def suppress(
    table: pd.DataFrame,
    cells: Hashable | list[Hashable],
    entity: Hashable,
    minimum: int,
    value: Hashable | list[Hashable] | None = None,
    *,
    total: str | None = None,
    complementary: bool = False,
) -> pd.DataFrame:
    """Distinct entities of every cell, and sums of `value`; hidden (NA) where there are fewer than `minimum`.

    cells: one column or a list; every combination of their values is a cell, one with nobody in it too, as a
    zero tells as much as a one. A missing value is a value, "not recorded". A row without an entity adds to
    the sums, not to the entities. total: a name, such as "all", for rows with totals over each column, under
    the same threshold. complementary: hides more cells, those with the fewest entities first, until no hidden
    value follows from the totals by sums alone; to know one's own, or that none is below 0, tells more.

    Columns: the cells', entities, the values', shown. Which cells were hidden to protect others is not said:
    it would tell that they are not small.
    """
    columns, values = _listed(cells), _listed(value)
    _whole_numbers(1, minimum=minimum)
    if complementary and total is None:
        raise ValueError("complementary needs total: without totals nothing follows from what is shown")
    if table.empty:
        raise ValueError("the table has no rows, so it has no cells")
    labels, codes = (list(part) for part in zip(*(_groups(table, column) for column in columns)))
    shape = [len(names) for names in labels]
    if math.prod(shape) > MOST_GROUPS:
        raise ValueError(f"columns {columns} make more than {MOST_GROUPS:,} cells; take coarser values")
    cell, (owner, owners) = np.ravel_multi_index(codes, shape), pd.factorize(_column(table, entity))
    amounts = [_numbers(_column(table, name)) for name in values]
    sums = [np.bincount(cell, amount, math.prod(shape)).reshape(shape) for amount in amounts]
    span = np.int64(max(len(owners), 1))
    pairs = pd.unique((cell * span + owner)[owner >= 0])
    place, who = np.array(np.unravel_index(pairs // span, shape)), pairs % span
    for axis in range(len(columns) if total is not None else 0):
        if total in labels[axis]:
            raise ValueError(f"column {columns[axis]!r} has the value {total!r}; give totals another name")
        over = place.copy()
        over[axis] = shape[axis]
        place, who = np.hstack([place, over]), np.tile(who, 2)
        shape[axis], labels[axis] = shape[axis] + 1, [*labels[axis], total]
        sums = [np.concatenate([grid, grid.sum(axis, keepdims=True)], axis) for grid in sums]
    pairs = pd.unique(np.ravel_multi_index(list(place), shape) * span + who)
    entities = np.bincount(pairs // span, minlength=math.prod(shape))
    result = pd.MultiIndex.from_product(labels, names=columns).to_frame(index=False).assign(entities=entities)
    hidden = entities < minimum
    if complementary:
        equations = _equations(result, columns, total)
        while (fixed := _fixed(equations, hidden)).any():
            near = (equations[(equations[:, fixed] != 0).any(axis=1)] != 0).any(axis=0)
            hidden[np.lexsort((entities, ~near, hidden))[0]] = True  # shown, under the same total, the fewest
    result["entities"] = result["entities"].astype("Int64").mask(hidden)
    for name, grid in zip(values, sums):
        kind = "Int64" if pd.api.types.is_integer_dtype(table[name]) else "Float64"
        result[name] = pd.Series(grid.ravel()).astype(kind).mask(hidden)
    return result.assign(shown=~hidden)


def uncover(
    published: pd.DataFrame, cells: Hashable | list[Hashable], value: Hashable, total: str = "all"
) -> pd.DataFrame:
    """The attack on one table: hidden values that follow from totals less the cells that are shown.

    published: rows are cells, or totals over the columns where they say `total`; hidden values are missing.
    value: a column that adds up (kilograms do; farms over crops do not, as one farm grows several).
    Returns the table with every value filled in that follows exactly, and `uncovered`, true for these.
    """
    amount = _column(published, value).to_numpy(dtype=float, na_value=np.nan, copy=True)
    hidden, equations = np.isnan(amount), _equations(published, _listed(cells), total)
    fixed = _fixed(equations, hidden)
    known = equations[:, ~hidden] @ amount[~hidden]
    amount[hidden] = np.linalg.lstsq(equations[:, hidden], -known, rcond=None)[0]
    whole = pd.api.types.is_integer_dtype(published[value])
    filled = published[value].astype("Float64").mask(fixed, amount.round(0 if whole else 6))
    return published.assign(**{value: filled.astype("Int64" if whole else "Float64")}, uncovered=fixed)


def difference(
    before: pd.DataFrame,
    after: pd.DataFrame,
    cells: Hashable | list[Hashable],
    value: Hashable,
    entities: Hashable = "entities",
    minimum: int = 2,
) -> pd.DataFrame:
    """The attack on two releases: before less after, cell by cell.

    entities: the column that counts them. Either table may have been through `uncover`.
    Columns: the cells', entities and value (NA where one side hides or lacks the cell), and exposed: the
    value is that of fewer than `minimum` entities, of exactly one unless told otherwise; below 0, of one who
    joined. One who joined as another left does not show: this is what the tables alone give away.
    """
    columns = _listed(cells)
    sides = (side[[*columns, entities, value]] for side in (before, after))
    both = pd.merge(*sides, on=columns, how="outer", suffixes=("_0", "_1"), validate="one_to_one")
    result = both[columns].assign(**{n: both[f"{n}_0"] - both[f"{n}_1"] for n in (entities, value)})
    few = result[entities].abs().between(1, minimum - 1) & result[value].notna()
    return result.assign(exposed=few.fillna(False).astype(bool))


def _equations(published: pd.DataFrame, columns: list[Hashable], total: str) -> np.ndarray:
    """Rows sum to 0: for each total over one column, 1 at its parts and -1 at itself."""
    found = [np.zeros((0, len(published)))]
    for column in columns:
        others = [other for other in columns if other != column]
        line = np.zeros(len(published), dtype=int)
        if others:
            line = published.groupby(others, dropna=False).ngroup()
        rows = np.zeros((line.max() + 1, len(published)))
        rows[line, np.arange(len(published))] = np.where(published[column] == total, -1, 1)
        found.append(rows[(rows < 0).any(axis=1)])
    return np.vstack(found)


def _fixed(equations: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Hidden cells for which the equations leave one value: those whose unit vector is in the row space."""
    fixed = np.zeros(len(hidden), dtype=bool)
    _, sizes, rows = np.linalg.svd(equations[:, hidden], full_matrices=False)
    fixed[hidden] = (rows[sizes > 1e-9] ** 2).sum(axis=0) > 1 - 1e-9
    return fixed


class Clamped(NamedTuple):
    """Values within the bounds; how many of them were changed, and what that adds to their sum.

    The last two tell of those outside the bounds and are private: teach with them, never publish them.
    """

    values: pd.Series
    changed: int
    bias: int


def clamp(values: pd.Series, low: int, high: int) -> Clamped:
    """Whole numbers brought within low and high, which must come from what is known without the data.

    A bound read from the data (its largest value, a percentile) is itself an answer about somebody.
    """
    _bounds(low, high)
    whole = _whole(values)
    inside = np.clip(whole, low, high)
    bias = sum(inside.tolist()) - sum(whole.tolist())
    return Clamped(pd.Series(inside, values.index, name=values.name), int((inside != whole).sum()), bias)


def sensitivity(
    kind: str, neighbours: str, low: int = 0, high: int = 1, rows_per_entity: int = 1, n: int | None = None
) -> Fraction:
    """The most by which one entity can change an answer: what noise has to hide.

    kind: "count" of rows that meet a condition, "sum" of values each clamped to low and high, or "mean": that
    sum over the public number n. rows_per_entity: the most rows that any entity has in the answer.

             add-remove                  replace-one
    count    rows                        rows (a count of all members is public and needs no noise)
    sum      rows x max(|low|, |high|)   rows x (high - low)
    mean     refused: n is private       rows x (high - low) / n

    Under replace-one who has a row is public. If it is not (who grows the crop?), enter 0 for everybody else,
    within the bounds.
    """
    if kind not in ("count", "sum", "mean") or neighbours not in ("replace-one", "add-remove"):
        raise ValueError(f"{kind!r}, {neighbours!r}: give count, sum or mean, and replace-one or add-remove")
    if kind == "mean" and neighbours == "add-remove":
        raise ValueError("a mean under add-remove has a private n: divide a noisy sum by a noisy count")
    low, high, n = (0, 1, 1) if kind == "count" else (low, high, 1 if kind == "sum" else n)
    _bounds(low, high)
    _whole_numbers(1, rows_per_entity=rows_per_entity, n=n)
    one = high - low if neighbours == "replace-one" else max(abs(low), abs(high))
    return Fraction(int(rows_per_entity) * int(one), int(n))


def laplace_integer(scale: Exact, random: np.random.Generator | None = None) -> int:
    """One draw of discrete Laplace noise: whole k, with probability in proportion to exp(-|k| / scale).

    scale: above 0, and exact: 0.1 is a tenth. Drawn from the system's secrets, in whole numbers throughout:
    noise in floating point gives values away (Mironov 2012, ACM CCS, 650-661). A numpy Generator, which draws
    the same again when seeded, is no source of secrets: for teaching only.
    """
    b = as_fraction(scale, "scale")
    below = secrets.randbelow if random is None else Random(random.bytes(16)).randrange
    while True:
        part = below(b.numerator)
        if not _happens(part, b.numerator, below):
            continue
        rounds = 0
        while _happens(1, 1, below):
            rounds += 1
        # x = part + rounds * numerator comes in proportion to exp(-x / numerator); so many x make one size
        size, minus = (part + rounds * b.numerator) // b.denominator, below(2)
        if size or not minus:  # or else 0 would come as +0 and as -0, twice as often as it should
            return -size if minus else size


def _happens(over: int, under: int, below: Callable[[int], int]) -> bool:
    """True with chance exp(-f), f = over / under <= 1: an even run of hits, if hit k has the chance f / k."""
    k = 1
    while below(under * k) < over:
        k += 1
    return k % 2 == 1


def error_bound(scale: Exact, level: float = 0.95) -> float:
    """The size that discrete Laplace noise reaches with probability 1 - level: 6.43 at scale 2.

    Solves 2 exp(-a / scale) / (1 + exp(-1 / scale)) = 1 - level, the chance of |noise| >= a for whole a >= 1.
    Noise is whole, so with this level or more it is no larger than the whole part: 6.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; expected a share between 0 and 1, such as 0.95")
    b = float(as_fraction(scale, "scale"))
    return b * math.log(2 / ((1 - level) * (1 + math.exp(-1 / b))))


@dataclass(frozen=True)
class Release:
    """One noisy answer and what it rests on.

    value: whole, or for a mean a whole number over `per` members; noise can take it below 0. scale: of the
    noise, in units of the value. low, high: what each entity's total was clamped to; None for a count.
    """

    value: int | float
    scale: Fraction
    epsilon: Fraction
    low: int | None
    high: int | None
    unit_of_privacy: str
    neighbours: str
    note: str
    per: int = 1

    @property
    def half_width(self) -> float:
        """In units of the value: at 95 % or more, noise is no larger. What clamping cuts off comes on top."""
        return math.floor(error_bound(self.scale * self.per)) / self.per


def noisy_count(
    table: pd.DataFrame,
    entity: Hashable,
    *,
    epsilon: Exact,
    rows_per_entity: int = 1,
    neighbours: str = "replace-one",
    random: np.random.Generator | None = None,
) -> Release:
    """How many entities have a row in the table, with noise; it holds the rows that meet the condition.

    rows_per_entity: above 1 it is rows that are counted, no more than this of any entity.
    """
    most = sensitivity("count", neighbours, rows_per_entity=rows_per_entity)
    rows = _owners(table, entity).value_counts().clip(upper=rows_per_entity).sum()
    return _noisy(int(rows), most, epsilon, None, None, entity, neighbours, random)


def noisy_sum(
    table: pd.DataFrame,
    entity: Hashable,
    value: Hashable,
    *,
    low: int,
    high: int,
    epsilon: Exact,
    members: Iterable[Hashable] | None = None,
    neighbours: str = "replace-one",
    random: np.random.Generator | None = None,
) -> Release:
    """The sum of whole units (cents, kilograms), each entity's total clamped to low and high, with noise.

    members: everybody, as is publicly known; one without a row has a total of 0. replace-one needs it: who is
    in a table of chosen rows is private. A row of somebody else is refused.
    """
    most, owners = sensitivity("sum", neighbours, low, high), _owners(table, entity)
    codes, found = pd.factorize(owners)
    sums = np.bincount(codes, _whole(_column(table, value)), minlength=len(found))  # exact: see _whole
    totals = pd.Series(sums.astype(np.int64), index=found)
    if neighbours == "replace-one":
        if members is None:
            raise ValueError("replace-one needs members: the public list of all, those without a row too")
        everybody = pd.Index(members).unique()
        if not totals.index.isin(everybody).all():
            raise ValueError(f"column {entity!r} has an entity that is not among the members")
        totals = totals.reindex(everybody, fill_value=0)
    total = sum(np.clip(totals.to_numpy(), low, high).tolist())
    return _noisy(total, most, epsilon, int(low), int(high), entity, neighbours, random)


def noisy_mean(
    table: pd.DataFrame,
    entity: Hashable,
    value: Hashable,
    *,
    low: int,
    high: int,
    epsilon: Exact,
    members: Iterable[Hashable],
    random: np.random.Generator | None = None,
) -> Release:
    """The mean per member: `noisy_sum` under replace-one, over the public number of members."""
    members = pd.Index(members).unique()
    n, within = len(members), {"low": low, "high": high}
    answer = noisy_sum(table, entity, value, **within, epsilon=epsilon, members=members, random=random)
    most = sensitivity("mean", "replace-one", low, high, n=n)
    return replace(answer, scale=most / answer.epsilon, value=answer.value / n, per=n)


def _noisy(answer, most, epsilon, low, high, entity, neighbours, random) -> Release:
    epsilon = as_fraction(epsilon, "epsilon")
    noise, note = laplace_integer(most / epsilon, random), HOME_MADE if random is None else SEEDED + HOME_MADE
    unit = f"one {str(entity).removesuffix('_id')}"
    return Release(answer + noise, most / epsilon, epsilon, low, high, unit, neighbours, note)


def _listed(names: Hashable | list[Hashable] | None) -> list[Hashable]:
    return names if isinstance(names, list) else [] if names is None else [names]


def as_fraction(number: Exact, name: str) -> Fraction:
    """A number above 0 as it is written: 0.1 is a tenth."""
    try:
        exact = Fraction(str(number))
    except (ValueError, ZeroDivisionError):
        exact = Fraction(0)
    if exact <= 0:
        raise ValueError(f"{name} is {number}; expected a number above 0")
    return exact


def _whole_numbers(least: float = -math.inf, **numbers: int) -> None:
    for name, number in numbers.items():
        if not isinstance(number, Integral) or number < least:
            raise ValueError(f"{name} is {number!r}; expected a whole number{'' if least < 0 else ' from 1'}")


def _bounds(low: int, high: int) -> None:
    _whole_numbers(low=low, high=high)
    if low >= high:
        raise ValueError(f"low is {low} and high is {high}; low must be below high")


def _owners(table: pd.DataFrame, entity: Hashable) -> pd.Series:
    owners = _column(table, entity)
    if missing := int(owners.isna().sum()):
        raise ValueError(f"column {entity!r} is missing in {missing} rows: whom would the noise protect?")
    return owners


def _numbers(values: pd.Series) -> np.ndarray:
    numeric = pd.api.types.is_numeric_dtype(values)
    numbers = values.to_numpy(float, na_value=np.nan) if numeric else np.array([np.nan])
    if not np.isfinite(numbers).all():
        raise ValueError(f"column {values.name!r} has a value that is missing or no number; missing is not 0")
    return numbers


def _whole(values: pd.Series) -> np.ndarray:
    numbers = _numbers(values)
    if (broken := numbers[numbers != np.rint(numbers)]).size:
        raise ValueError(f"column {values.name!r} has {broken[0]}; give whole units, such as cents")
    if np.abs(numbers).sum() >= 2**53:  # from there on floating point skips whole numbers
        raise ValueError(f"column {values.name!r} is too large to add up exactly; give larger units")
    return numbers.astype(np.int64)
