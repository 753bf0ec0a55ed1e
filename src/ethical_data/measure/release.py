"""Publishing figures about few: a threshold and the attacks that defeat it, noise by entity, a budget on disk.

Differential privacy and the Laplace mechanism: Dwork, McSherry, Nissim and Smith (2006), Theory of Cryptography,
265-284; composition: Dwork and Roth (2014), The Algorithmic Foundations of Differential Privacy. Noise in whole
numbers: Ghosh, Roughgarden and Sundararajan (2012), SIAM Journal on Computing 41, 1673-1693; drawn exactly:
Canonne, Kamath and Steinke (2020), The Discrete Gaussian for Differential Privacy.

Neighbours are two data sets that differ in one entity (a farm, a customer) with all its rows, never in one row:
"replace-one"  members, and how many rows each has, are public; the values of one member become any others;
"add-remove"   one entity with all its rows is there, or is not.
Whatever cannot be used is a ValueError that says why.
"""

import hashlib
import json
import math
import os
import secrets
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import product
from numbers import Integral
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .rates import MOST_GROUPS, _column, _groups

PATIENCE = 10.0  # seconds to wait for another process that is spending
HOME_MADE = "Home-made noise, for learning: for a real release use a vetted library such as OpenDP."
SEEDED = "Seeded: the noise can be made again and taken away, so it protects nobody. "

Exact = int | float | str | Fraction


def suppress(table: pd.DataFrame, cells: Hashable | list[Hashable], entity: Hashable, minimum: int,
             value: Hashable | list[Hashable] | None = None, *, total: str | None = None,
             complementary: bool = False) -> pd.DataFrame:
    """Distinct entities of every cell, and sums; hidden (NA) where there are fewer than `minimum` entities.

    cells: columns; every combination of their values is a cell, one with nobody in it too: a zero tells as much
    as a one. A missing value is a value, "not recorded". entity: whose rows they are; a row without one adds to
    the sums and not to the number. value: columns to add up. total: a name, such as "all", for totals over each
    column, under the same threshold.
    complementary: hide more cells, those with the fewest entities first, until no hidden cell follows exactly
    from totals and shown cells, and what is hidden under a shown total is that of `minimum` entities together.

    Columns: the cells', entities, the values', shown. Which cells were hidden to protect others is not said: it
    would tell that they are not small.
    """
    columns, values = _listed(cells), _listed(value)
    _whole_number(minimum=minimum)
    if minimum < 1 or (complementary and total is None):
        raise ValueError("minimum is below 1, or complementary without total: without totals nothing follows")
    labels, codes = zip(*(_groups(table, column) for column in columns))
    if math.prod(map(len, labels)) > MOST_GROUPS:
        raise ValueError(f"columns {columns} make more than {MOST_GROUPS:,} cells; take coarser values")
    shape = [max(len(names), 1) for names in labels]
    cell = np.ravel_multi_index(codes, shape)
    owner, owners = pd.factorize(_column(table, entity))
    pairs = pd.unique((cell * len(owners) + owner)[owner >= 0])
    place, who = np.array(np.unravel_index(pairs // max(len(owners), 1), shape)), pairs % max(len(owners), 1)
    sums = {name: np.bincount(cell, _numbers(table, name), math.prod(shape)).reshape(shape) for name in values}
    if total is not None:
        for axis, names in enumerate(labels):
            if total in names:
                raise ValueError(f"column {columns[axis]!r} has the value {total!r}; choose another name for totals")
            over = np.where(np.arange(len(shape))[:, None] == axis, shape[axis], place)
            place, who, shape[axis] = np.hstack([place, over]), np.tile(who, 2), shape[axis] + 1
            sums = {name: np.concatenate([grid, grid.sum(axis, keepdims=True)], axis) for name, grid in sums.items()}
        labels = [[*names, total] for names in labels]
    held = np.unique(np.stack([np.ravel_multi_index(list(place), shape), who]), axis=1)
    entities = np.bincount(held[0], minlength=math.prod(shape))
    result = pd.DataFrame(list(product(*labels)), columns=columns)
    hidden = entities < minimum
    if complementary:
        few = held[:, hidden[held[0]]]
        members = pd.Series(few[1]).groupby(few[0]).agg(set).to_dict()
        hidden = _protected(_equations(result, columns, total), entities, hidden, members, minimum)
    result["entities"] = pd.Series(entities, dtype="Int64").mask(hidden)
    for name, grid in sums.items():
        kind = "Int64" if pd.api.types.is_integer_dtype(table[name]) else "Float64"
        result[name] = pd.Series(grid.ravel(), dtype="Float64").astype(kind).mask(hidden)
    return result.assign(shown=~hidden)


def uncover(published: pd.DataFrame, cells: Hashable | list[Hashable], value: Hashable,
            total: str = "all") -> pd.DataFrame:
    """The attack on one table: hidden values that follow from totals less the cells that are shown.

    published: rows are cells, or totals over a column where that column says `total`; hidden values are missing.
    value: a column that adds up (sums do; farms over crops do not, as one farm grows several).
    Returns the table with every value filled in that follows exactly, from one total or from several together,
    and `uncovered`, true for these.
    """
    columns, amount = _listed(cells), _column(published, value).to_numpy(dtype=float, na_value=np.nan)
    hidden, equations = np.isnan(amount), _equations(published, columns, total)
    fixed = _fixed(equations, hidden)
    known = equations[:, ~hidden] @ amount[~hidden]
    amount[hidden] = np.linalg.lstsq(equations[:, hidden], -known, rcond=None)[0]
    found = pd.Series(np.where(fixed, amount.round(6), np.nan), published.index).astype("Float64")
    whole = pd.api.types.is_integer_dtype(published[value])
    filled = published[value].astype("Float64").where(~fixed, found.round() if whole else found)
    return published.assign(**{value: filled.astype("Int64") if whole else filled}, uncovered=fixed)


def difference(before: pd.DataFrame, after: pd.DataFrame, cells: Hashable | list[Hashable], value: Hashable,
               entities: Hashable = "entities", minimum: int = 2) -> pd.DataFrame:
    """The attack on two releases: before less after, cell by cell.

    entities: the column with the number of entities. Both tables may have been put through `uncover` first.
    Columns: the cells', entities and value (NA where hidden or absent on either side), exposed: the difference
    is that of fewer than `minimum` entities, of exactly one unless told otherwise. Below 0 somebody joined. One
    who joined as another left does not show: this is what the tables give away to somebody who knows no more.
    """
    columns = _listed(cells)
    sides = (side[[*columns, entities, value]] for side in (before, after))
    both = pd.merge(*sides, on=columns, how="outer", suffixes=("_0", "_1"), validate="one_to_one")
    result = both[columns].assign(**{n: both[f"{n}_0"] - both[f"{n}_1"] for n in (entities, value)})
    known = result[value].notna() & result[entities].notna()
    return result.assign(exposed=known & result[entities].abs().between(1, minimum - 1).fillna(False).astype(bool))


def _equations(published: pd.DataFrame, columns: list[Hashable], total: str) -> np.ndarray:
    """One row for each total over one column: 1 at its parts, -1 at the total, 0 elsewhere."""
    rows = []
    for column in columns:
        others = [other for other in columns if other != column]
        line = published.groupby(others, sort=False).ngroup() if others else np.zeros(len(published), dtype=int)
        matrix = np.zeros((len(published), len(published)))
        matrix[line, np.arange(len(published))] = np.where(published[column] == total, -1, 1)
        rows.append(matrix[(matrix == -1).any(axis=1)])
    return np.vstack(rows)


def _fixed(equations: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """The hidden cells with only one value that solves the equations: their unit vectors lie in the row space."""
    fixed = np.zeros(len(hidden), dtype=bool)
    _, size, rows = np.linalg.svd(equations[:, hidden], full_matrices=False)
    fixed[hidden] = (rows[size > 1e-9] ** 2).sum(axis=0) > 1 - 1e-9
    return fixed


def _protected(equations: np.ndarray, entities: np.ndarray, hidden: np.ndarray, members: dict[int, set],
               minimum: int) -> np.ndarray:
    def thin(line: np.ndarray) -> bool:
        inside = np.flatnonzero(hidden & (line != 0))
        if not inside.size or hidden[line < 0].any() or (entities[inside] >= minimum).any():
            return False
        return len(set().union(*(members.get(cell, ()) for cell in inside))) < minimum

    hidden, totals = hidden.copy(), (equations < 0).sum(axis=0)
    while True:
        lines = [line for line in equations if thin(line)][:1]
        if not lines:
            fixed = _fixed(equations, hidden)
            if not fixed.any():
                return hidden
            lines = equations[(equations[:, fixed] != 0).any(axis=1)]
        near = (np.array(lines) != 0).any(axis=0) & ~hidden
        near = np.flatnonzero(near if near.any() else ~hidden)
        hidden[near[np.lexsort((entities[near], totals[near]))[0]]] = True


class Clamped(NamedTuple):
    """Values within the bounds; how many were changed, and what that adds to the sum.

    The last two are private, as they tell of those outside the bounds: teach with them, never publish them.
    """

    values: pd.Series
    changed: int
    bias: int


def clamp(values: pd.Series, low: int, high: int) -> Clamped:
    """Whole numbers brought within low and high, which come from what is known without the data.

    A bound read from the data (its largest value, a percentile) is itself an answer about somebody, unpaid for.
    """
    _bounds(low, high)
    whole = _whole(values.to_frame(values.name), values.name)
    inside = np.clip(whole, int(low), int(high))
    bias = sum(inside.tolist()) - sum(whole.tolist())
    return Clamped(pd.Series(inside, values.index, name=values.name), int((inside != whole).sum()), bias)


def sensitivity(kind: str, neighbours: str, low: int = 0, high: int = 1, rows_per_entity: int = 1,
                n: int | None = None) -> Fraction:
    """The most by which one entity can change an answer; its noise must hide this much.

    kind: "count" of rows that meet a condition, "sum" of values each clamped to low and high, or "mean": that sum
    over n, the public number of values. rows_per_entity: the most rows that any entity has in the answer.

             add-remove                  replace-one
    count    rows                        rows (a count of all members is public, and needs no noise)
    sum      rows x max(|low|, |high|)   rows x (high - low)
    mean     refused, as n is private    rows x (high - low) / n

    Under replace-one who has a row is public. Where it is not (who grows the crop?), give everybody else a row
    of 0, and bounds that hold 0.
    """
    if kind not in ("count", "sum", "mean") or neighbours not in ("replace-one", "add-remove"):
        raise ValueError(f"{kind!r}, {neighbours!r}: expected count, sum or mean, and replace-one or add-remove")
    if kind == "mean" and neighbours == "add-remove":
        raise ValueError("a mean under add-remove has a private n: divide a noisy sum by a noisy count")
    low, high, n = (0, 1, 1) if kind == "count" else (low, high, 1 if kind == "sum" else n)
    _bounds(low, high)
    _whole_number(rows_per_entity=rows_per_entity, n=n)
    if min(rows_per_entity, n) < 1:
        raise ValueError(f"rows_per_entity is {rows_per_entity} and n is {n}; both are at least 1")
    one = high - low if neighbours == "replace-one" else max(abs(low), abs(high))
    return Fraction(int(rows_per_entity) * int(one), int(n))


def laplace_integer(scale: Exact, random: np.random.Generator | None = None) -> int:
    """One draw of discrete Laplace noise: whole k with probability in proportion to exp(-|k| / scale).

    scale: above 0, and exact: 0.1 is a tenth. Drawn from the system's secrets, by whole numbers throughout, as
    noise in floating point gives values away (Mironov 2012, ACM CCS, 650-661). A numpy Generator repeats itself
    when seeded, and was never made for secrets: for teaching only.
    """
    b, below = _exact(scale, "scale"), secrets.randbelow if random is None else _from_generator(random)
    while True:
        part = below(b.numerator)
        if not _happens(part, b.numerator, below):
            continue
        rounds = 0
        while _happens(1, 1, below):
            rounds += 1
        # Any x = part + rounds x numerator has probability exp(-x / numerator); `denominator` of them make a size.
        size, minus = (part + rounds * b.numerator) // b.denominator, below(2)
        if size or not minus:  # else 0 would be drawn as +0 and as -0, twice as often as it should
            return -size if minus else size


def _happens(over: int, under: int, below: Callable[[int], int]) -> bool:
    """True with probability exp(-f), f = over / under <= 1: f - f²/2! + … is the chance of an even run of hits,
    where hit number k has the chance f / k."""
    k = 1
    while below(under * k) < over:
        k += 1
    return k % 2 == 1


def _from_generator(random: np.random.Generator) -> Callable[[int], int]:
    if not isinstance(random, np.random.Generator):
        raise ValueError(f"random is {random!r}; expected a numpy Generator for teaching, or None")

    def below(top: int) -> int:
        bits = (top - 1).bit_length()
        while (drawn := int.from_bytes(random.bytes(bits // 8 + 1), "little") % (1 << bits)) >= top:
            pass
        return drawn

    return below


def error_bound(scale: Exact, level: float = 0.95) -> float:
    """The a that discrete Laplace noise reaches, in size, with probability 1 - level; 6.43 at scale 2.

    Solves 2 exp(-a / scale) / (1 + exp(-1 / scale)) = 1 - level, which is P(|noise| >= a) for whole a >= 1. Noise
    is whole, so with at least this level it is no larger than the whole part: 6.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; expected a share between 0 and 1, such as 0.95")
    b = float(_exact(scale, "scale"))
    return b * math.log(2 / ((1 - level) * (1 + math.exp(-1 / b))))


@dataclass(frozen=True)
class Release:
    """One noisy answer, and what it rests on.

    value: whole, or for a mean a whole number over `per`, the number of members; noise can take it below 0.
    scale: of the noise, in units of the value. low, high: what each entity was clamped to; None for a count.
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
        """At 95 % or more the noise is no larger than this, in units of the value. The bias of clamping adds to it."""
        return math.floor(error_bound(self.scale * self.per)) / self.per


def noisy_count(table: pd.DataFrame, entity: Hashable, *, epsilon: Exact, rows_per_entity: int = 1,
                neighbours: str = "replace-one", random: np.random.Generator | None = None) -> Release:
    """How many entities have a row in the table, which holds the rows that meet the condition, with noise.

    rows_per_entity: above 1 rows are counted, of any entity no more than this.
    """
    worst = sensitivity("count", neighbours, rows_per_entity=rows_per_entity)
    rows = _owners(table, entity).value_counts().clip(upper=rows_per_entity)
    return _noisy(int(rows.sum()), worst, epsilon, None, None, entity, neighbours, random)


def noisy_sum(table: pd.DataFrame, entity: Hashable, value: Hashable, *, low: int, high: int, epsilon: Exact,
              members: Iterable[Hashable] | None = None, neighbours: str = "replace-one",
              random: np.random.Generator | None = None) -> Release:
    """The sum of whole units (cents, kilograms), after each entity's own total is clamped to low and high, with noise.

    members: everybody, as is publicly known, those without a row too (their total is 0); replace-one needs it,
    since who is in the table is private once rows were chosen by a condition. A row of anybody else is refused.
    """
    worst, owners = sensitivity("sum", neighbours, low, high), _owners(table, entity)
    totals = pd.Series(_whole(table, value), name=value).groupby(owners.to_numpy()).sum()
    if neighbours == "replace-one":
        if members is None:
            raise ValueError("replace-one needs members: the public list of everybody, those without a row too")
        everybody = pd.Index(members).unique()
        if strange := set(totals.index) - set(everybody):
            raise ValueError(f"column {entity!r}: {min(strange, key=str)!r} is not among the members")
        totals = totals.reindex(everybody, fill_value=0)
    total = sum(clamp(totals, low, high).values.tolist())
    return _noisy(total, worst, epsilon, int(low), int(high), entity, neighbours, random)


def noisy_mean(table: pd.DataFrame, entity: Hashable, value: Hashable, *, members: Iterable[Hashable], low: int,
               high: int, epsilon: Exact, random: np.random.Generator | None = None) -> Release:
    """The mean per member: `noisy_sum` under replace-one, over the number of members, which is public."""
    everybody = pd.Index(members).unique()
    whole = noisy_sum(table, entity, value, low=low, high=high, epsilon=epsilon, members=everybody, random=random)
    return replace(whole, value=whole.value / len(everybody), scale=whole.scale / len(everybody), per=len(everybody))


def _noisy(exact, worst, epsilon, low, high, entity, neighbours, random) -> Release:
    epsilon = _exact(epsilon, "epsilon")
    note = HOME_MADE if random is None else SEEDED + HOME_MADE
    return Release(exact + laplace_integer(worst / epsilon, random), worst / epsilon, epsilon, low, high,
                   f"one {entity}", neighbours, note)


class BudgetError(ValueError):
    """The budget does not allow it, or its file cannot be used. Nothing was spent."""


class Budget:
    """A budget of epsilon in a JSON file: what all releases about the same entities spend adds up (composition).

    path: the file. total: for all that is ever released; makes the file, and later may be left out, not changed.
    who: spends. Sums are exact: ten times 0.1 is 1. Two processes take turns, by a lock file. A seal finds edits
    by hand; nothing stops somebody from deleting the file, or forging one: keep it where few may write.
    """

    def __init__(self, path: str | os.PathLike, total: Exact | None = None, who: str = "not recorded"):
        self.path, self.who = Path(path).resolve(), who
        given = None if total is None else _exact(total, "total")
        with self._locked():
            if given and not self.path.exists():
                self._write({"total": str(given), "spent": []})
            self.total = Fraction(self._read()["total"])
        if given not in (None, self.total):
            raise BudgetError(f"{self.path.name} is a budget of {float(self.total):g}, not {total}: a promise made to "
                              "members is not raised afterwards. Open it without a total.")

    def __repr__(self) -> str:
        return f"{float(self.total - self.remaining):g} of {float(self.total):g} spent, {float(self.remaining):g} left"

    @property
    def remaining(self) -> Fraction:
        return self.total - sum(Fraction(line["epsilon"]) for line in self._lines())

    def ledger(self) -> pd.DataFrame:
        """What was spent, by whom, when (UTC), epsilon, and the released value, missing where none was kept."""
        lines = pd.DataFrame(self._lines(), columns=["what", "who", "when", "epsilon", "answer"])
        values = [line["value"] if line else None for line in lines.pop("answer")]
        return lines.assign(epsilon=[float(Fraction(e)) for e in lines["epsilon"]], value=pd.Series(values, dtype=object))

    def spend(self, epsilon: Exact, what: str | Mapping[str, Any]) -> Fraction:
        """Spend epsilon on `what`, words or the parameters of a query; returns what is left, or raises BudgetError."""
        with self._locked():
            self._book(_text(what), _exact(epsilon, "epsilon"), lambda: None)
        return self.remaining

    def release(self, what: str | Mapping[str, Any], epsilon: Exact, draw: Callable[[], Release]) -> Release:
        """The release called `what`, paid and drawn the first time; afterwards the same answer, for nothing.

        Fresh noise on the same question could be averaged away. `what` and epsilon alone tell releases apart: name
        all that makes the answer, bounds and edition of the data too. draw: returns a Release of that epsilon.
        """
        name, epsilon = _text(what), _exact(epsilon, "epsilon")
        with self._locked():
            for line in self._read()["spent"]:
                if line["answer"] and (line["what"], line["epsilon"]) == (name, str(epsilon)):
                    kept = line["answer"]
                    return Release(**kept | {n: Fraction(kept[n]) for n in ("scale", "epsilon")})
            return self._book(name, epsilon, draw)

    def _book(self, what: str, epsilon: Fraction, draw: Callable[[], Release | None]) -> Release | None:
        content = self._read()
        left = self.total - sum(Fraction(line["epsilon"]) for line in content["spent"])
        if epsilon > left:
            raise BudgetError(f"{what}: {float(epsilon):g} is asked for, {float(left):g} of {float(self.total):g} is "
                              "left. Nothing was spent.")
        answer = draw()
        if answer and answer.epsilon != epsilon:
            raise BudgetError(f"{what}: drawn with epsilon {float(answer.epsilon):g}, to be paid with {float(epsilon):g}. "
                              "Nothing was spent.")
        kept = asdict(answer) | {"scale": str(answer.scale), "epsilon": str(epsilon)} if answer else None
        content["spent"].append({"what": what, "who": self.who, "when": datetime.now(UTC).isoformat(timespec="seconds"),
                                 "epsilon": str(epsilon), "answer": kept})
        self._write(content)
        return answer

    def _lines(self) -> list[dict]:
        with self._locked():
            return self._read()["spent"]

    def _read(self) -> dict:
        try:
            content = json.loads(self.path.read_text("utf-8"))
            if content.pop("seal") == _seal(content):
                return content
            fault = "was changed by hand or by another program"
        except FileNotFoundError:
            fault = "is not there; to make a new budget, give its total"
        except (ValueError, KeyError, TypeError, AttributeError):
            fault = "is not a budget"
        raise BudgetError(f"{self.path.name} {fault}. If it was there before, put back the last good copy: what was "
                          "spent stays spent.")

    def _write(self, content: dict) -> None:
        new = self.path.with_name(f"{self.path.name}.new")
        with new.open("w", encoding="utf-8") as file:
            file.write(json.dumps(content | {"seal": _seal(content)}, indent=1))
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self.path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock, until = self.path.with_name(f"{self.path.name}.lock"), time.monotonic() + PATIENCE
        while True:
            try:
                os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
                break
            except (FileExistsError, PermissionError) as error:  # the second: Windows, as the other removes it
                if time.monotonic() > until:
                    raise BudgetError(f"{self.path.name} is in use, or its folder cannot be written to. If nothing else "
                                      f"is spending, a program was stopped half-way: delete {lock}.") from error
                time.sleep(0.01)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def _text(what: str | Mapping[str, Any]) -> str:
    plain = lambda v: v.item() if hasattr(v, "item") else str(v)  # noqa: E731
    return what if isinstance(what, str) else json.dumps(what, sort_keys=True, default=plain)


def _seal(content: dict) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _listed(names: Any) -> list:
    return names if isinstance(names, list) else [] if names is None else [names]


def _exact(number: Exact, name: str) -> Fraction:
    """A number above 0, as it is written: 0.1 is a tenth."""
    try:
        exact = Fraction(str(number))
    except (ValueError, ZeroDivisionError):
        exact = Fraction(0)
    if exact <= 0:
        raise ValueError(f"{name} is {number}; expected a number above 0")
    return exact


def _whole_number(**numbers: int) -> None:
    for name, number in numbers.items():
        if not isinstance(number, Integral):
            raise ValueError(f"{name} is {number!r}; expected a whole number")


def _bounds(low: int, high: int) -> None:
    _whole_number(low=low, high=high)
    if low >= high:
        raise ValueError(f"low is {low} and high is {high}; low must be below high")


def _owners(table: pd.DataFrame, entity: Hashable) -> pd.Series:
    owners = _column(table, entity)
    if missing := int(owners.isna().sum()):
        raise ValueError(f"column {entity!r} is missing in {missing} rows: nobody knows whom to protect there")
    return owners


def _numbers(table: pd.DataFrame, name: Hashable) -> np.ndarray:
    try:
        numbers = _column(table, name).to_numpy(dtype=float, na_value=np.nan)
    except TypeError:
        numbers = np.array([np.nan])
    if not np.isfinite(numbers).all():
        raise ValueError(f"column {name!r} has a missing amount, or none that is a number; missing is not 0")
    return numbers


def _whole(table: pd.DataFrame, name: Hashable) -> np.ndarray:
    numbers = _numbers(table, name)
    if (broken := numbers[numbers != np.rint(numbers)]).size:
        raise ValueError(f"column {name!r} has {broken[0]}; give whole units, such as cents or kilograms")
    if np.abs(numbers).sum() >= 2**53:  # beyond, floating point skips whole numbers
        raise ValueError(f"column {name!r} is too large to add up exactly; give larger units")
    return numbers.astype(np.int64)
