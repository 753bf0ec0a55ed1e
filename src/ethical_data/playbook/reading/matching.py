"""Which column of a file is which column of a play, and why."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...errors import InputError, nearest, plain
from ...recognise.vocabulary import called, words
from ..catalogue import Input, InputColumn
from .exports import Export, recognise
from .values import Values, date_order, decimals, number, time

SURE = ("said", "name", "synonym", "known export")
NONE_OF_THEM = "-"  # said of an optional column: no column of the file is it


@dataclass(frozen=True)
class Match:
    """The header under which a column stands, "" for none.

    why: said, name, synonym, known export or content. Only what is sure is taken; content is a suggestion.
    """

    column: str
    header: str = ""
    why: str = ""
    sure: bool = False

    @property
    def refused(self) -> bool:
        """Was it said that no column of the file is it?"""
        return self.why == "said" and not self.header


def match(header: Sequence[str], wanted: Input, headers: Mapping[str, str]) -> tuple[list[Match], Export | None]:
    """One match for each wanted column, in their order, and the known export, if the file is one."""
    export = recognise(header)
    found: dict[str, Match] = {}
    named: dict[tuple[str, ...], list[str]] = {}
    for name in header:
        named.setdefault(words(name), []).append(name)
    rules = (_said(header, headers), _exact(header), _of_export(header, export), _alike(named), _meant(named))
    for rule in rules:
        for column in wanted.columns:
            taken = {m.header for m in found.values()}
            match = None if column.name in found or (column.name in headers and rule is not rules[0]) else rule(column)
            if match and (match.why == "said" or match.header not in taken):
                found[column.name] = match
    return [found.get(column.name, Match(column.name)) for column in wanted.columns], export


def fits(wanted: Input, headers: Mapping[str, str]):
    """How many of the wanted columns a header has; those that the play cannot do without count more."""
    must = {column.name for column in wanted.columns if column.required}

    def count(header: Sequence[str]) -> int:
        matches = match([name.strip() for name in header], wanted, headers)[0]
        return sum(1 + (m.column in must) for m in matches if m.header)

    return count


def _said(header: Sequence[str], headers: Mapping[str, str]):
    def rule(column: InputColumn) -> Match | None:
        name = headers.get(column.name, "")
        close = [h for h in dict.fromkeys(header) if words(h) and words(h) == words(name)]
        name = close[0] if name not in header and len(close) == 1 else name
        if name == NONE_OF_THEM and name not in header and not column.required:
            return Match(column.name, "", "said")
        return Match(column.name, name, "said", True) if name and name in header else None

    return rule


def _exact(header: Sequence[str]):
    return lambda column: Match(column.name, column.name, "name", True) if column.name in header else None


def _alike(named: Mapping[tuple[str, ...], Sequence[str]]):
    def rule(column: InputColumn) -> Match | None:
        names = named.get(words(column.name), [])
        return Match(column.name, names[0], "name", True) if len(set(names)) == 1 else None

    return rule


def _of_export(header: Sequence[str], export: Export | None):
    small = {name.casefold(): name for name in reversed(header)}

    def rule(column: InputColumn) -> Match | None:
        names = [name for mean in column.means for name in export.means.get(mean, ())] if export else []
        name = next((small[n.casefold()] for n in names if n.casefold() in small), "")
        return Match(column.name, name, "known export", True) if name else None

    return rule


def _meant(named: Mapping[tuple[str, ...], Sequence[str]]):
    def rule(column: InputColumn) -> Match | None:
        names = [name for other in named.values() if called(other[0], column.means) for name in other]
        return Match(column.name, names[0], "synonym", True) if len(set(names)) == 1 else None

    return rule


def constant(column: InputColumn, export: Export | None) -> str:
    """What a known export says of every one of its rows."""
    return next((export.says[mean] for mean in column.means if mean in export.says), "") if export else ""


# By content: a suggestion only

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_DAY = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}")


def _mostly(values: Values, good: Sequence[bool]) -> bool:
    filled = values.count([t != "" for t in values.texts])
    return filled > 0 and values.count(good) >= 0.8 * filled


def looks_like(column: InputColumn, values: Values) -> bool:
    """Could these be the values of this column?"""
    filled = [t != "" for t in values.texts]
    if "email" in column.means or column.name == "email":
        return _mostly(values, [bool(_ADDRESS.fullmatch(t)) for t in values.texts])
    if column.kind == "time":
        order = date_order(values).decides(("day-first", "month-first")) or "day-first"
        wrong = time(values, order, "UTC", lambda *_: "").wrong
        return _mostly(values, [f and not w for f, w in zip(filled, wrong)])
    if column.kind == "number":
        wrong = number(values, decimals(values).decides(("point", "comma")) or "point").wrong
        return _mostly(values, [f and not w for f, w in zip(filled, wrong)])
    return False


def suggest(matches: Sequence[Match], wanted: Input, samples: Mapping[str, Values]) -> list[Match]:
    """The same matches, and for a column without one the only header whose values look like it."""
    found, taken = [], {m.header for m in matches}
    for match, column in zip(matches, wanted.columns):
        free = (
            ()
            if match.header or match.refused
            else [h for h, values in samples.items() if h not in taken and looks_like(column, values)]
        )
        found.append(Match(column.name, free[0], "content") if len(free) == 1 else match)
    return found


# What is said


def no_data(file: str, header: Sequence[str]) -> None:
    """InputError where the first line holds a mail address: it is no header, and would be shown as one."""
    if any(_ADDRESS.fullmatch(name.strip()) for name in header):
        raise InputError(
            f"{file}: its first line looks like data, for a mail address stands in it. Put a line with the names of the"
            " columns above it."
        )


def places(
    file: str, header: Sequence[str], matches: Sequence[Match], wanted: Input, headers: Mapping[str, str],
    export: Export | None, hints: Mapping[str, Match],
) -> dict[str, int]:  # fmt: skip
    """Where in the file each column stands; InputError where one that must be is missing, or is twice."""
    found = {}
    for match, (setting, column) in zip(matches, wanted.renames().items()):
        if header.count(match.header) > 1 and match.header:
            name = plain(match.header)
            again = f"column '{name}': {header.count(match.header)} columns have this name, one was expected"
            raise InputError(f"{file}, {again}. Rename the others in a copy of the file.")
        if match.sure:
            found[column.name] = header.index(match.header)
        elif headers.get(column.name) == NONE_OF_THEM and column.required:
            raise InputError(
                f"{setting}={NONE_OF_THEM}: {column.name} ({column.says}) is needed and cannot be left out."
            )
        elif not match.refused and (column.name in headers or column.required and not constant(column, export)):
            name = headers.get(column.name, column.name)
            raise InputError(_missing(file, header, column, setting, name, export, hints[column.name]))
    return found


def _missing(file: str, header: Sequence[str], column: InputColumn, setting: str, name: str, export: Export | None,
             hint: Match) -> str:  # fmt: skip
    there = ", ".join(f"'{plain(h, 40)}'" for h in header[:20]) + ", …" * (len(header) > 20)
    near = rivals(header, column) or nearest(name, header)
    looks = f" This looks like the export {export.name}. {export.lacks}".rstrip() if export else ""
    if hint.header and not hint.sure:
        near = f" The values of '{plain(hint.header, 40)}' look like it."
    if any(_ADDRESS.fullmatch(h) or _DAY.match(h) for h in header):
        near = " Its first line looks like data: put the names of the columns above it."
    return (
        f"{file} has no column '{plain(name)}' ({column.says}).{near} It has: {there}.{looks} "
        f'If it stands under another name, say so: --set {setting}="NAME IN THE FILE"'
    )


def rivals(header: Sequence[str], column: InputColumn) -> str:
    """The headers that by their names could all be this column, as a sentence; "" where there are none."""
    names = [f"'{plain(h, 40)}'" for h in dict.fromkeys(header) if called(h, column.means)]
    return f" {' and '.join(names[:5])} could each be it, so none was taken." if len(names) > 1 else ""


def hinted(wanted: Input, column: InputColumn, hint: Match, header: Sequence[str]) -> str:
    """A suggestion by name or content, as a sentence; "" where there is none."""
    name = plain(hint.header, 40)
    if hint.refused:
        return ""
    if several := rivals(header, column):
        return f'{several} Say which: --set {wanted.name}_{column.name}="NAME IN THE FILE"'
    if hint.sure or not name:
        return ""
    return f" The values of '{name}' look like it; if they are: --set {wanted.name}_{column.name}=\"{name}\""


def told(wanted: Input, file: str, matches: Sequence[Match], export: Export | None) -> list[str]:
    """What was taken for what, where the file does not call it by the play's own name."""
    notes = []
    if export:
        notes.append(f"{wanted.name}: {file} was recognised as the export {export.name}. {export.lacks}".rstrip())
    other = [m for m in matches if m.sure and m.why != "said" and m.header != m.column]
    if other:
        pairs = "; ".join(f"{m.column} from '{plain(m.header, 40)}'" for m in other)
        how = " If one is wrong, say which column it is." if any(m.why == "synonym" for m in other) else ""
        notes.append(f"{wanted.name}: columns taken by their names: {pairs}.{how}")
    fixed = [
        (m.column, c)
        for m, col in zip(matches, wanted.columns)
        if not m.header and not m.refused and (c := constant(col, export))
    ]
    notes += [
        f"{wanted.name}, {column}: every row counts as '{value}', for that is what this file holds."
        for column, value in fixed
    ]
    return notes
