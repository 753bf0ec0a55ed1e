"""Reads a reader's own table, or says in one message why it cannot; or tells how it would be read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from ...errors import InputError, plain
from ..catalogue import Input
from . import matching, values
from .exports import Export
from .files import Source, changed, digest, opened
from .matching import Match
from .rows import KEY, enough, gather, no_rows
from .values import Values

LOOKED_AT = 3_000  # rows, where only a look is wanted
MOST_CELLS = 300_000  # likewise
NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Reading:
    """A table under the play's own column names, the SHA-256 of the bytes read, and what was assumed."""

    table: pd.DataFrame
    sha256: str
    notes: list[str]


@dataclass(frozen=True)
class Question:
    """What must be answered before the file can be read: by which setting, and the answers there are."""

    setting: str
    asks: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Understanding:
    """How a file would be read.

    export: the known export that it is, or "". samples: up to three masked values of each header.
    """

    file: str
    export: str
    sheets: tuple[str, ...]
    headers: tuple[str, ...]
    columns: tuple[Match, ...]
    questions: tuple[Question, ...]
    samples: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]


def read(
    path: Path,
    wanted: Input,
    headers: Mapping[str, str],
    zone: str = "UTC",
    options: Mapping[str, str] = NONE,
) -> Reading:
    """Read the columns that a play wants; InputError names file, column and line of what cannot be read.

    headers: the header under which a column stands, where it is not the column's name. options: the settings
    `<table>_dates`, `<table>_decimals` and `<table>_sheet`. Text comes as `str` without surrounding blanks,
    numbers as float64, yes-no as nullable boolean, times as microseconds in UTC (those without offset are in
    `zone`). An empty value is missing, and so is an optional column not there.
    """
    file = plain(path.name)
    fits, sheet = matching.fits(wanted, headers), options.get(f"{wanted.name}_sheet", "")
    with opened(path, fits, sheet) as (source, raw):
        for question in _sheet(source, wanted.name):
            raise InputError(f"{file}: {_asked(question)}")
        sha256 = digest(raw)
        matches, export = matching.match(source.header, wanted, headers)
        hints = {hint.column: hint for hint in _hint(source, matches, wanted)}
        places = matching.places(file, source.header, matches, wanted, headers, export, hints)
        must = [places[column.name] for column in wanted.columns if column.required and column.name in places]
        key = _key(export, source.header, places)
        asked = places | ({KEY: source.header.index(key)} if key else {})
        enough(path, source, list(asked.values()))
        body = gather(source, asked, must)
        if digest(raw) != sha256:
            raise changed(file)
    notes = [f"{wanted.name}: {note}" for note in source.notes] + matching.told(wanted, file, matches, export)
    if key:
        body.one_row_each(key)
    of = _counted(len(body.lines), wanted.private)
    notes += [f"{wanted.name}: {note}" for note in body.notes(wanted.private)]
    found = {name: Values.of(body.columns.pop(name)) for name in places}
    ways = _ways(wanted, matches, found, options, of)
    for question in ways.questions:
        raise InputError(f"{file}: {_asked(question)}")
    table = {}
    for match, column in zip(matches, wanted.columns):
        name, told = column.name, ways.notes.get(column.name, [])
        said = "" if name in found or match.refused else matching.constant(column, export)
        here = found.pop(name, None) or Values([said], np.zeros(len(body.lines), np.intp))
        made = _converted(column.kind, here, ways.of.get(name, ""), _zone(match.header, zone), of)
        if made.wrong.any():
            row = int(here.rows(made.wrong).argmax())
            raise InputError(
                f"{file}, column '{plain(match.header)}', line {body.lines[row]}: cannot read "
                f"'{plain(here.texts[here.codes[row]], 40)}'. Expected {made.expected}. "
                "Correct it, or leave it empty."
            )
        if name not in places and not said:
            hint = matching.hinted(wanted, column, hints[name], source.header)
            why = "left out, as was said" if match.refused else "no such column"
            told = [f"{column.says}: {why}, so it counts as not recorded.{hint}"]
        table[name], told = made.series, [*told, *here.told(of), *made.notes]
        notes += [f"{wanted.name}, {name}: {note}" for note in told]
    return Reading(pd.DataFrame(table), sha256, notes)


def read_all(path: Path, wanted: Input | None = None, options: Mapping[str, str] = NONE) -> Reading:
    """Read every column of a file as text under its own header; an empty value is missing. Raises InputError.

    A second column of one name is called "name (2)", one without a name "column 3".
    """
    file = plain(path.name)
    name = wanted.name if wanted else file
    with opened(path, lambda header: 0, options.get(f"{name}_sheet", "")) as (source, raw):
        for question in _sheet(source, name):
            raise InputError(f"{file}: {_asked(question)}")
        sha256 = digest(raw)
        matching.no_data(file, source.header)
        names = own_names(source.header)
        enough(path, source, range(len(names)))
        body = gather(source, dict(zip(names, range(len(names)))), [])
        if digest(raw) != sha256:
            raise changed(file)
    private = bool(wanted and wanted.private)
    of, notes, table = _counted(len(body.lines), private), source.notes + body.notes(private), {}
    for own, header in zip(names, source.header):
        here = Values.of(body.columns.pop(own))
        if header or any(here.texts):
            table[own] = values.plain_text(here)
            again = own != header and [
                f"a second column of the name '{plain(header)}'." if header else "a column without a name."
            ]
            notes += [f"{plain(own)}: {note}" for note in [*(again or []), *here.told(of)]]
    return Reading(
        pd.DataFrame(table, range(len(body.lines)), dtype="str"),
        sha256,
        [f"{file}: {note}" for note in notes],
    )


def understand(
    path: Path, wanted: Input, headers: Mapping[str, str] = NONE, options: Mapping[str, str] = NONE
) -> Understanding:
    """How a file would be read, from its first rows. Raises InputError for a file that cannot be used at all.

    headers, options: as for `read`. What cannot be decided becomes a question and is no error here.
    """
    file = plain(path.name)
    with opened(path, matching.fits(wanted, headers), options.get(f"{wanted.name}_sheet", ""), whole=False) as (
        source,
        _,
    ):
        rows = _first(source)
    if not rows:
        raise no_rows(file)
    seen = _seen(source, rows)
    matches, export = matching.match(source.header, wanted, headers)
    matches = matching.suggest(matches, wanted, seen)
    found = {match.column: seen[match.header] for match in matches if match.header in seen}
    ways = _ways(wanted, matches, found, options, _counted(0, True))
    notes = [f"{wanted.name}: {note}" for note in source.notes] + matching.told(wanted, file, matches, export)
    notes += [f"{wanted.name}, {name}: {note}" for name, told in ways.notes.items() for note in told]
    samples = {name: tuple(masked(text) for text in islice(filter(None, here.texts), 3)) for name, here in seen.items()}
    return Understanding(
        file, export.name if export else "", source.sheets, tuple(source.header), tuple(matches),
        (*_sheet(source, wanted.name), *ways.questions), samples, tuple(notes),
    )  # fmt: skip


def masked(text: str) -> str:
    """A value that shows what it is and not whose: "e…@example.com", digits as dots, long text cut."""
    if "@" in text:
        name, _, domain = text.rpartition("@")
        return plain(f"{name[:1]}…@{domain}", 40)
    return plain(re.sub(r"\d", "•", text[:60]), 24)


def own_names(header: Sequence[str]) -> list[str]:
    """A name of its own for each column of a file."""
    names: dict[str, None] = {}
    for place, name in enumerate(header, 1):
        name, count = name or f"column {place}", 1
        own = name
        while own in names:
            count += 1
            own = f"{name} ({count})"
        names[own] = None
    return list(names)


# What is asked


def _sheet(source: Source, table: str) -> list[Question]:
    if not source.unsure:
        return []
    return [Question(f"{table}_sheet", "which of its sheets holds the table?", source.unsure)]


def _asked(question: Question) -> str:
    ways = [f'--set {question.setting}="{plain(choice, 40)}"' for choice in question.choices[:10]]
    return f"{question.asks} Say it: {' or '.join(ways)}"


def _counted(rows: int, private: bool) -> Callable[..., str]:
    """How a count is told: of a private table, never."""
    return lambda count, what="": f"{'Some' if private else f'{count:,} of {rows:,}'}{what and ' ' + what}"


@dataclass
class _Ways:
    """How each column's days and decimals are written, what to say of it, what to ask."""

    of: dict[str, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


WAYS = (
    ("time", "dates", (values.DAY_FIRST, values.MONTH_FIRST), values.date_order, "its days were read as"),
    (
        "number",
        "decimals",
        (values.POINT, values.COMMA),
        values.decimals,
        "its numbers were read with a decimal",
    ),
)


def _ways(
    wanted: Input, matches: Sequence[Match], found: Mapping[str, Values], options: Mapping[str, str],
    of: Callable[..., str],
) -> _Ways:  # fmt: skip
    """Decided by the setting, by the column's own values, by another column of the file; or asked."""
    ways = _Ways()
    for kind, option, choices, look, says in WAYS:
        setting = f"{wanted.name}_{option}"
        seen = {c.name: look(found[c.name]) for c in wanted.columns if c.kind == kind and c.name in found}
        others = {evidence.decides(choices) for evidence in seen.values()} - {""}
        for match in matches:
            if match.column not in seen:
                continue
            evidence = seen[match.column]
            way, why = _way(evidence, choices, options.get(setting, ""), others, of)
            if not way and evidence.asks:
                asks = (
                    f"column '{plain(match.header)}' can be read in two ways: "
                    f"'{plain(evidence.doubtful, 40)}' with "
                    f"{' or '.join(DESCRIBED[choice] for choice in choices)}?"
                )
                ways.questions.append(Question(setting, asks, choices))
            ways.of[match.column] = way or choices[evidence.second > evidence.first]
            if way and (evidence.doubtful or evidence.second or kind == "time" and evidence.first):
                ways.notes[match.column] = [f"{says} {way}: {why}."]
    return ways


def _way(
    evidence: values.Evidence, choices: tuple[str, str], given: str, others: set[str], of: Callable[..., str]
) -> tuple[str, str]:
    """The one of two ways in which a column is read, and why; "" where that is open."""
    if given:
        return given, "as was said"
    if own := evidence.decides(choices):
        return own, f"{of(evidence.first + evidence.second, 'rows')} leave no other way"
    if evidence.asks and len(others) == 1:
        return next(iter(others)), "so is another column of this file"
    return "", ""


DESCRIBED = {
    values.DAY_FIRST: "the day first", values.MONTH_FIRST: "the month first",
    values.POINT: "a decimal point", values.COMMA: "a decimal comma",
}  # fmt: skip


# The parts of reading


def _hint(source: Source, matches: Sequence[Match], wanted: Input) -> list[Match]:
    """The same matches, with what the values of the first rows suggest for the others."""
    if all(match.header for match in matches):
        return list(matches)
    return matching.suggest(matches, wanted, _seen(source, _first(source), 200))


def _first(source: Source) -> list[list[str]]:
    """The first rows, as many as a look needs."""
    most = max(20, min(LOOKED_AT, MOST_CELLS // max(len(source.header), 1)))
    return [record for _, record in islice(source.records(), most)]


def _seen(source: Source, rows: Sequence[Sequence[str]], most: int | None = None) -> dict[str, Values]:
    """The values of each column, or of the first `most`, under a name of its own."""
    names = own_names(source.header[:most])
    return {name: Values.of([row[at] if at < len(row) else "" for row in rows]) for at, name in enumerate(names)}


def _key(export: Export | None, header: Sequence[str], places: Mapping[str, int]) -> str:
    """The header that tells one thing from the next, where the file has a row for each of its parts."""
    if not export or not export.key or any(header[at].startswith(export.parts) for at in places.values()):
        return ""
    return next((name for name in header if name.casefold() == export.key.casefold()), "")


def _zone(header: str, zone: str) -> str:
    return "UTC" if "(UTC)" in header or "(GMT)" in header else zone


def _converted(kind: str, here: Values, way: str, zone: str, of: Callable[..., str]) -> values.Converted:
    if kind == "time":
        return values.time(here, way, zone, of)
    if kind == "number":
        return values.number(here, way)
    return values.yes_no(here) if kind == "yes-no" else values.text(here)
