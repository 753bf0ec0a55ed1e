"""A points scorecard: points, the reasons for a refusal, and what a person could change.

A scorecard is a table with one row per bin:
characteristic  the column of the applications that it reads
low, high       a bin of numbers, low <= number < high, an empty end is open; or
value           a category as text; the value "missing" is the bin for applications without one
points          what the bin adds to the score
label           the characteristic in plain words, on one of its rows or all (absent: its name)
can_change      whether a person can change it: yes, no, with time; and step: what the person would do
An application is approved when its score, base plus all points, is at or above the cutoff.

A fault of a scorecard (a missing column or number, bins that overlap) or of the applications (a missing
column, a value that no bin holds) is a ValueError that names table, column and value.
"""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

MISSING = "missing"
MOST_REASONS = 4


def points(applications: pd.DataFrame, scorecard: pd.DataFrame) -> pd.DataFrame:
    """Points of every application, one column per characteristic, with the index of the applications."""
    bins = _bins(scorecard)
    columns = [_column_points(_column(applications, name), rows) for name, rows in bins.items()]
    return pd.DataFrame(np.column_stack(columns), index=applications.index, columns=list(bins))


def score(applications: pd.DataFrame, scorecard: pd.DataFrame, base: float = 0) -> pd.Series:
    """Score of every application: base plus its points."""
    return (base + points(applications, scorecard).sum(axis=1)).rename("score")


def approved_median(points: pd.DataFrame, approved: Iterable[bool]) -> pd.Series:
    """Median points per characteristic of the applications marked approved: a reference for `reasons`.

    Of an even number the upper middle one: points that somebody had. To compare with those who only just
    passed, mark only them: approved=scores.between(cutoff, cutoff + 20). Raises ValueError when none is
    marked, or a Series of marks has another index than points.
    """
    if isinstance(approved, pd.Series) and not approved.index.equals(points.index):
        raise ValueError("approved: its index is not that of points; make both from the same applications")
    chosen = points[np.fromiter(approved, dtype=bool)]
    if chosen.empty:
        raise ValueError("approved: no application is marked, so there is nobody to compare with")
    return chosen.quantile(0.5, interpolation="higher").rename("reference_points")


def reasons(
    applications: pd.DataFrame,
    scorecard: pd.DataFrame,
    reference: Mapping[str, float] | pd.Series,
    cutoff: float,
    base: float = 0,
) -> pd.DataFrame:
    """Reasons for each refusal: characteristics by the points that they lost against a stated reference.

    reference: points per characteristic, such as `approved_median`, or the most that can be had,
    scorecard.groupby("characteristic")["points"].max(). Another gives other reasons: say which it is.

    One row per declined application (by its index label) and characteristic, most points lost first; equal
    losses stand in the scorecard's order. `lost` sums to the reference's score minus the application's, and
    is negative where the application did better. `principal` marks the smallest set of reasons that together
    account for the refusal: with these at the reference, all else equal, the score reaches the cutoff; no
    single one need do so. `says` tells when they are more than four, and when all together do not reach it:
    then none is principal, as this reference does not explain the decision (one that itself reaches the
    cutoff always does).

    Source: 12 CFR 1002.9(b)(2), specific principal reasons, and its official commentary: more than four are
    not likely to help (comment 9(b)(2)-1); furthest below the average of those at or slightly above the
    minimum score, or of all applicants, or similar (-5). That they account for the decision together is this
    course's test, stricter than the rule. Raises ValueError when the reference lacks or invents a
    characteristic, or an index label stands twice.
    """
    if len(twice := applications.index[applications.index.duplicated()]):
        raise ValueError(f"applications: the index label {twice[0]!r} stands twice, for two people")
    table = points(applications, scorecard)
    aim = pd.Series(reference, dtype=float)
    if wrong := set(aim.dropna().index) ^ set(table.columns):
        raise ValueError(f"reference: points lacking, or not in the scorecard: {sorted(wrong)}")
    aim = _whole(aim[table.columns]).to_numpy()

    own, names = table.to_numpy(), table.columns
    shortfall = cutoff - (base + own.sum(axis=1))
    declined = shortfall > 0
    own, shortfall = own[declined], shortfall[declined, None]
    order = np.argsort(own - aim, axis=1, kind="stable")
    own, aim = np.take_along_axis(own, order, axis=1), aim[order]
    cumulative = (aim - own).cumsum(axis=1)
    enough = cumulative >= shortfall
    needed = np.where(enough.any(axis=1), enough.argmax(axis=1) + 1, 0)
    says = np.full(len(own), "", dtype=object)
    says[needed == 0] = "all reasons together do not reach the cutoff"
    says[needed > MOST_REASONS] = f"more than {MOST_REASONS} reasons are needed together"
    rank = np.tile(np.arange(1, len(names) + 1), (len(own), 1))
    label = _said(scorecard, "label")
    labels = pd.Index([label.get(name, name) for name in names])
    return pd.DataFrame(
        {
            "application": applications.index[declined].repeat(len(names)),
            "rank": rank.ravel(),
            "characteristic": names.array.take(order.ravel()),
            "label": labels.array.take(order.ravel()),
            "points": own.ravel(),
            "reference_points": aim.ravel(),
            "lost": (aim - own).ravel(),
            "cumulative": cumulative.ravel(),
            "principal": (rank <= needed[:, None]).ravel(),
            "says": says.repeat(len(names)),
        }
    )


class _Move(NamedTuple):
    name: str
    start: Any
    to: Any
    gained: float
    place: int  # among the values within reach, nearest first
    way: Any  # up or down for a number, else the value itself


def counterfactuals(
    application: pd.Series,
    scorecard: pd.DataFrame,
    cutoff: float,
    base: float,
    changes: Mapping[str, Iterable[Any]],
    at_most: int = 2,
) -> pd.DataFrame:
    """Smallest changes within a person's reach that bring one declined application to the cutoff.

    application: one row, such as applications.loc["A0417"].
    changes: values within reach per characteristic; categories with the easiest first, numbers in any order.
    at_most: how many characteristics may change together.

    One row per option and change: what changes from and to, the points gained, the score after the whole
    option. An option is left out when a smaller one will do: some of the same changes, or a number moved
    less far the same way. Fewer changes come first, then smaller steps: the sum of the places of the values,
    nearest first; then the order of `changes`. No rows: nothing within reach is enough. What moves the score
    need not move the chance of repayment, and terms told to a person should still hold when they come back.

    Source: Wachter, Mittelstadt and Russell (2018), "Counterfactual explanations without opening the black
    box", Harvard Journal of Law & Technology 31(2). Raises ValueError when `changes` names a characteristic
    that the scorecard does not mark "yes" or "with time", or the application is not declined.
    """
    bins, can_change = _bins(scorecard), _said(scorecard, "can_change")
    today = application.to_frame().T
    had = {name: _column_points(_column(today, name), rows)[0] for name, rows in bins.items()}
    before = base + sum(had.values())
    if before >= cutoff:
        raise ValueError(f"application: its score {before} is not below the cutoff {cutoff}")
    moves = []
    for name, values in changes.items():
        if name not in bins or can_change.get(name) not in ("yes", "with time"):
            raise ValueError(f"changes: the scorecard's can_change does not say yes of {name!r}")
        start = application[name]
        within = [value for value in values if value != start]
        if number := bins[name]["value"].isna().any() and not pd.isna(start):
            within.sort(key=lambda value, start=start: abs(value - start))
        gained = _column_points(pd.Series(within, name=name, dtype=object), bins[name], "changes") - had[name]
        ways = [value > start if number else value for value in within]
        steps = zip(within, gained, range(len(within)), ways, strict=True)
        moves.append([_Move(name, start, *step) for step in steps])
    options = [
        option
        for size in range(1, at_most + 1)
        for chosen in itertools.combinations(moves, size)
        for option in itertools.product(*chosen)
        if before + sum(move.gained for move in option) >= cutoff
    ]
    options = [option for option in options if not any(_will_do(other, option) for other in options)]
    options.sort(key=lambda option: (len(option), sum(move.place for move in option)))
    rows = [(number, len(option), *move[:4]) for number, option in enumerate(options, 1) for move in option]
    table = pd.DataFrame(rows, columns=["option", "changes", "characteristic", "from", "to", "gained"], dtype=object)
    rest = ["option", "changes", "characteristic", "gained"]
    table[rest] = table[rest].infer_objects()  # from and to stay as they were given: numbers, text or both
    table["score"] = before + table.groupby("option")["gained"].transform("sum")
    label, step, names = _said(scorecard, "label"), _said(scorecard, "step"), table["characteristic"].tolist()
    table.insert(3, "label", [label.get(name, name) for name in names])
    table["can_change"], table["step"] = [can_change[n] for n in names], [step.get(n, "") for n in names]
    return table


def _will_do(smaller: tuple[_Move, ...], larger: tuple[_Move, ...]) -> bool:
    """Whether `smaller` is another option, each of whose moves `larger` makes too, or goes beyond."""
    further = {(move.name, move.way): move.place for move in larger}
    return smaller != larger and all(move.place <= further.get((move.name, move.way), -1) for move in smaller)


def _bins(scorecard: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The checked bins of each characteristic, in the scorecard's order; open ends are infinite."""
    for column in ("characteristic", "points"):
        if column not in scorecard.columns or scorecard.empty or scorecard[column].isna().any():
            raise ValueError(f"scorecard: column {column!r} is missing or has an empty cell")
    table = scorecard.reindex(columns=["characteristic", "low", "high", "value", "points"])
    for column, empty in (("low", -np.inf), ("high", np.inf), ("points", np.nan)):
        numbers = pd.to_numeric(table[column], errors="coerce").astype(float)
        _none(table[column][numbers.isna() & table[column].notna()], f"column {column!r} has, not a number,")
        table[column] = numbers.fillna(empty)
    table["points"] = _whole(table["points"])
    table["value"] = table["value"].map(_text, na_action="ignore")
    bins = {}
    for name, rows in table.groupby("characteristic", sort=False):
        bins[name] = rows = rows.sort_values("low", kind="stable")
        numeric, named = rows[rows["value"].isna()], rows["value"].dropna()
        low, high = numeric["low"], numeric["high"]
        mixed = named[(named != MISSING) & (len(numeric) > 0)]
        _none(mixed, f"{name!r} has bins of numbers and also the category")
        _none(named[named.duplicated()], f"{name!r} has twice the category")
        _none(low[low >= high], f"{name!r} has a bin whose high is not above its low,")
        _none(low[low < high.shift()], f"{name!r} has bins that overlap at")
    return bins


def _none(wrong: pd.Series, says: str) -> None:
    if len(wrong):
        raise ValueError(f"scorecard: {says} {wrong.tolist()[0]!r}")


def _column(applications: pd.DataFrame, name: str) -> pd.Series:
    if name not in applications.columns:
        raise ValueError(f"applications: no column {name!r}, which the scorecard reads")
    return applications[name]


def _column_points(values: pd.Series, rows: pd.DataFrame, table: str = "applications") -> np.ndarray:
    named = {value: place for place, value in enumerate(rows["value"]) if isinstance(value, str)}
    numeric = np.flatnonzero(rows["value"].isna())
    if len(numeric):
        low, high = rows["low"].to_numpy(), rows["high"].to_numpy()
        edges = np.unique([low[numeric], high[numeric]])
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        kinds, gone = np.searchsorted(edges, numbers, side="right"), values.isna().to_numpy()
        bins = [-1, *(next((at for at in numeric if low[at] <= edge < high[at]), -1) for edge in edges)]
    else:
        kinds, found = pd.factorize(values.to_numpy(dtype=object))
        gone = kinds == -1
        bins = [*(named.get(_text(value), -1) for value in found), -1]
    place = np.where(gone, named.get(MISSING, -1), np.array(bins)[kinds])
    if (place == -1).any():
        first = int((place == -1).argmax())
        value = f"no value, and no bin {MISSING!r}" if gone[first] else f"{values.iloc[first]!r}, in no bin"
        raise ValueError(f"{table}: column {values.name!r}, row {values.index[first]!r} has {value}")
    return rows["points"].to_numpy()[place]


def _text(value: Any) -> str:
    """A category as text; 3.0 is "3", for whole numbers become decimals in a column with an empty cell."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _whole(numbers: pd.Series) -> pd.Series:
    return numbers.astype(np.int64) if (numbers % 1 == 0).all() else numbers


def _said(scorecard: pd.DataFrame, column: str) -> dict[str, Any]:
    """What the scorecard says of each characteristic in a column such as label: on one of its rows or all."""
    said = scorecard.reindex(columns=["characteristic", column]).dropna().drop_duplicates()
    _none(said["characteristic"][said["characteristic"].duplicated()], f"column {column!r} says two things of")
    return dict(zip(said["characteristic"], said[column], strict=True))
