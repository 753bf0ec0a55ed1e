"""Who stands out in a list, and who can be found in it with another list.

k-anonymity: Sweeney (2002), "k-anonymity: a model for protecting privacy", International Journal of
    Uncertainty, Fuzziness and Knowledge-Based Systems 10(5), 557-570, doi.org/10.1142/S0218488502001648.
l-diversity: Machanavajjhala, Gehrke, Kifer and Venkitasubramaniam (2006, ICDE; 2007, ACM TKDD 1(1), 3),
    doi.org/10.1145/1217299.1217302. Here the plainest of its forms, distinct l-diversity.

Quasi-identifiers are the columns that somebody else may know too: which ones is a judgement, and no table
tells. Rows with the same values in all of them are one equivalence class. A missing value is a value, a class
of its own: to drop such rows would hide the person who stands alone by it.

All of this knows a file and not the world: unique in a list is not unique in a town, and a large class
protects nobody of whom more is known.
"""

import itertools
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .rates import _column

MOST_COMBINATIONS = 1_000


@dataclass(frozen=True)
class Identifiability:
    """How far a table hides its rows among each other; `k`: the size of the smallest class, 0 for no rows."""

    rows: int
    classes: int
    k: int
    unique: int

    @property
    def unique_share(self) -> float:
        """The part of the rows that are alone in their class; NaN for no rows."""
        return self.unique / self.rows if self.rows else float("nan")


def identifiability(table: pd.DataFrame, quasi: list[Hashable]) -> Identifiability:
    """Rows, classes, k and unique rows by the columns `quasi`. ValueError if a column is not there."""
    return _summary(_combined(_codes(table, quasi), len(table)))


def class_sizes(table: pd.DataFrame, quasi: list[Hashable]) -> pd.Series:
    """For each row how many rows, itself among them, share its values in `quasi`; by the table's index."""
    code = _combined(_codes(table, quasi), len(table))
    return pd.Series(np.bincount(code)[code] if len(code) else code, index=table.index, name="class_size")


def classes(table: pd.DataFrame, quasi: list[Hashable], sensitive: Hashable | None = None) -> pd.DataFrame:
    """One row for each class, the smallest first: its values, `rows`, and with `sensitive` how many
    `distinct` values it holds.

    `shared` is true where everybody of a class has the same sensitive value: whoever knows that you are in it
    knows yours, however large it is. A missing sensitive value counts as a value.
    """
    if taken := {"rows", "distinct", "shared"} & set(quasi):
        raise ValueError(f"column {taken.pop()!r}: rename it; the result has a column of this name")
    code = _combined(_codes(table, quasi), len(table))
    first = _first_of_each(code)
    found = table[list(quasi)].iloc[first].reset_index(drop=True).assign(rows=np.bincount(code) if len(code) else 0)
    if sensitive is not None:
        value, many = _factor(_column(table, sensitive))
        pairs = pd.unique(code * np.int64(max(many, 1)) + value)
        found["distinct"] = np.bincount(pairs // max(many, 1), minlength=len(first))
        found["shared"] = found["distinct"] == 1
    return found.sort_values("rows", kind="stable", ignore_index=True)


def l_diversity(table: pd.DataFrame, quasi: list[Hashable], sensitive: Hashable) -> int:
    """Distinct l: the fewest different sensitive values in a class; 0 for no rows."""
    found = classes(table, quasi, sensitive)
    return int(found["distinct"].min()) if len(found) else 0


def by_combination(table: pd.DataFrame, columns: list[Hashable], most: int = 3) -> pd.DataFrame:
    """For each combination of up to `most` of the columns: combination, columns, classes, k, unique,
    unique_share.

    The worst first, the shorter before the longer. ValueError where there are more than a thousand.
    """
    codes, lines = _codes(table, columns), []
    for width in range(1, min(most, len(columns)) + 1):
        for chosen in itertools.combinations(range(len(columns)), width):
            found = _summary(_combined([codes[place] for place in chosen], len(table)))
            lines.append(
                (
                    " + ".join(str(columns[place]) for place in chosen),
                    width,
                    found.classes,
                    found.k,
                    found.unique,
                    found.unique_share,
                )
            )
            if len(lines) > MOST_COMBINATIONS:
                raise ValueError(
                    f"more than {MOST_COMBINATIONS:,} combinations; name fewer columns or a smaller `most`"
                )
    names = ["combination", "columns", "classes", "k", "unique", "unique_share"]
    return pd.DataFrame(lines, columns=names).sort_values(
        ["unique", "columns"], ascending=[False, True], kind="stable", ignore_index=True
    )


def without_each(table: pd.DataFrame, quasi: list[Hashable]) -> pd.DataFrame:
    """What leaving out one column does: without, k, unique, `fewer` (unique rows less than with all). The
    largest effect first.

    Columns that stand in for each other hide here: leaving out one alone does nothing.
    """
    codes = _codes(table, quasi)
    whole = _summary(_combined(codes, len(table)))
    lines = []
    for place, name in enumerate(quasi):
        found = _summary(_combined(codes[:place] + codes[place + 1 :], len(table)))
        lines.append((name, found.k, found.unique, whole.unique - found.unique))
    return pd.DataFrame(lines, columns=["without", "k", "unique", "fewer"]).sort_values(
        "fewer", ascending=False, kind="stable", ignore_index=True
    )


def link(
    public: pd.DataFrame,
    released: pd.DataFrame,
    on: list[Hashable],
    public_id: Hashable | None = None,
    released_id: Hashable | None = None,
) -> pd.DataFrame:
    """The link attack: for each row of a public list, which rows of a released one have the same values in
    `on`.

    Columns, by the index of `public`: lines, how many released rows fit; people, how many public rows have
    these values; outcome: "one line" where exactly one released row fits and exactly one public row has it,
    "several" where there are more of either, "none"; place, the position of the one line, else -1. A missing
    value fits nothing: whoever links knows no value there.

    With `public_id` and `released_id` (who a row truly is; missing: nobody of the other list) also `truth`,
    for links of one line: "right", "false", and missing for all others. Without them nobody can tell a right
    link from a false one.
    """
    pair = pd.concat([public[_there(public, on)], released[_there(released, on)]], ignore_index=True)
    blank = pair.isna().any(axis=1).to_numpy()
    code, n = _combined(_codes(pair, on), len(pair)), len(public)
    code = np.where(blank, -1, code)
    ours, theirs = code[:n], code[n:]
    span = int(code.max(initial=-1)) + 1
    lines, people = (np.bincount(side[side >= 0], minlength=max(span, 1)) for side in (theirs, ours))
    known = ours >= 0
    fits, share = np.where(known, lines[ours], 0), np.where(known, people[ours], 1)
    one = (fits == 1) & (share == 1)
    at = np.full(max(span, 1), -1)
    at[theirs[theirs >= 0]] = np.flatnonzero(theirs >= 0)
    found = pd.DataFrame(
        {
            "lines": fits,
            "people": share,
            "outcome": np.select([one, fits > 0], ["one line", "several"], "none"),
            "place": np.where(one, at[ours], -1),
        },
        index=public.index,
    )
    if (public_id is None) != (released_id is None):
        raise ValueError("public_id and released_id: give both or neither")
    if public_id is not None:
        mine, other = (
            _column(public, public_id).to_numpy(object),
            _column(released, released_id).to_numpy(object),
        )
        same = np.zeros(n, dtype=bool)
        same[one] = [not pd.isna(a) and a == b for a, b in zip(mine[one], other[found["place"].to_numpy()[one]])]
        found["truth"] = pd.Series(
            np.select([one & same, one], ["right", "false"], None), index=public.index, dtype="str"
        )
    return found


def coarser(values: pd.Series, few: int = 5) -> dict[str, pd.Series]:
    """Ways to say less with a column of text, the finest first: the name of each, and the values then.

    Dates (year first) become months, years, ten years; other texts with a year, years; numbers, bands;
    codes with digits, their first characters; other words, those of fewer than `few` rows as "other". A kind
    needs nine of ten values that fit it. {} where nothing can be said with less. A gap stays a gap.
    """
    code, known = pd.factorize(values)  # each value once: a million rows hold few
    text = pd.Series(known).astype("str").str.strip()
    text = text.where(text != "")
    if text.isna().all():
        return {}
    rows = np.bincount(code[code >= 0], minlength=len(text))
    ways = _ways(text, pd.Series(rows).groupby(text).transform("sum"), few)
    whole = {name: pd.concat([said, pd.Series([None], dtype=said.dtype)]) for name, said in ways.items()}
    return {name: said.iloc[code].set_axis(values.index) for name, said in whole.items()}


def _ways(text: pd.Series, rows: pd.Series, few: int) -> dict[str, pd.Series]:
    """What `coarser` says in place of each text; `rows`: how many rows have it."""
    kinds = pd.Series(text.dropna().unique()).astype("str")

    def fit(pattern: str) -> bool:
        return bool(kinds.str.fullmatch(pattern).mean() >= 0.9)

    year_first = r"(?:1[89]|20)\d\d-\d\d"
    dates = {"year": text.str[:4], "ten years": text.str[:3] + "0s"}
    if fit(year_first + r"-\d\d.*"):
        return {"month": text.str[:7], **dates}
    if fit(year_first) or fit(r"(?:1[89]|20)\d\d"):
        return dates if fit(year_first) else {"ten years": dates["ten years"]}
    if fit(r"\D*\d\d?\D+(?:\d\d?|[^\W\d]+)\D+(?:1[89]|20)\d\d(?:\D.*)?"):
        year = text.str.extract(r"((?:1[89]|20)\d\d)(?!.*(?:1[89]|20)\d\d)")[0]
        return {"year": year, "ten years": year.str[:3] + "0s"}
    code = fit(r"\d{4,}") and kinds.str.len().nunique() == 1
    if fit(r"[-+]?\d+(?:\.\d+)?") and not code:
        number = pd.to_numeric(text, errors="coerce")
        reach = float(number.max() - number.min())
        widths = dict.fromkeys(_nice(reach / part) for part in (15, 6)) if reach > 0 else {}
        return {f"bands of {w:g}": ((number // w) * w).astype("str").where(number.notna()) for w in widths}
    if code or fit(r"[A-Za-z]{0,3}\d[\w -]*"):
        longest, ways, left = int(kinds.str.len().max()), {}, kinds.nunique()
        for n in dict.fromkeys((longest - 1, -(-longest // 2), 1)):
            cut = kinds.str[:n].str.strip().nunique()
            if 0 < n < longest and cut < left:
                ways[f"first {n} characters" if n > 1 else "first character"] = text.str[:n].str.strip()
                left = cut
        return ways
    rare = rows < few
    return {"rare values as other": text.mask(rare, "other")} if rare.any() else {}


def _nice(width: float) -> float:
    """The number of 1, 2, 5, 10, 20 … that is nearest to a width (by ratio)."""
    power = 10.0 ** np.floor(np.log10(width))
    return float(min((power * step for step in (1, 2, 5, 10)), key=lambda w: abs(np.log(w / width))))


def _there(table: pd.DataFrame, columns: list[Hashable]) -> list[Hashable]:
    for name in columns:
        _column(table, name)
    return list(columns)


def _codes(table: pd.DataFrame, columns: list[Hashable]) -> list[tuple[np.ndarray, int]]:
    return [_factor(_column(table, name)) for name in columns]


def _factor(values: pd.Series) -> tuple[np.ndarray, int]:
    """A whole number for each value, a missing one too, and how many there are."""
    code, known = pd.factorize(values)
    blank = code == -1
    return (np.where(blank, len(known), code), len(known) + 1) if blank.any() else (code, len(known))


def _combined(codes: list[tuple[np.ndarray, int]], rows: int) -> np.ndarray:
    """A whole number for each row, from 0 without gaps. No column: all rows are one class."""
    whole, many = np.zeros(rows, dtype=np.int64), 1
    for code, count in codes:
        whole = whole * np.int64(max(count, 1)) + code
        many *= max(count, 1)
        if many > 2 * rows:  # keep the numbers small, so that they never run over
            whole, known = pd.factorize(whole)
            many = max(len(known), 1)
    return pd.factorize(whole)[0]


def _first_of_each(code: np.ndarray) -> np.ndarray:
    return np.flatnonzero(~pd.Series(code).duplicated().to_numpy())


def _summary(code: np.ndarray) -> Identifiability:
    sizes = np.bincount(code) if len(code) else np.zeros(0, dtype=int)
    return Identifiability(len(code), len(sizes), int(sizes.min(initial=len(code))), int((sizes == 1).sum()))
