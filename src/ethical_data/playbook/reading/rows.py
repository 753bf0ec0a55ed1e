"""Records to columns, in pieces: uneven rows, totals at the end, rows that only continue the one above."""

import contextlib
import os
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from ...errors import InputError, plain
from .files import EXPORT_AGAIN, Source
from .values import is_amount

PIECE = 500  # records at a time: so few that Python's collector of cycles has little to look through
MOST_KEPT = 500_000  # different values of a column that are looked up, so that equal ones are stored once
KEY = "\0key"  # the column of an export's key, beside those that a play wants
TOTALS = re.compile(
    r"(?:(?:grand|sub|overall)[ -]?)?(?:totals?|sums?|summen?|zwischensumme|gesamt\w*|insgesamt|totale|"
    r"totaal|"
    r"totaux|somme|"
    r"suma|razem|celkem|summa|yhteensä|ukupno|összesen)(?: "
    r"(?:général|general|generale|geral|amount|betrag|eur|gbp|usd))?"
    r"[\s:()\d]*(?:rows|records|orders|zeilen|lignes)?\)?",
    re.IGNORECASE,
)

DURATION = re.compile(r"[0-9]{1,4}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?")


@dataclass
class Body:
    """The columns that were asked for, the line on which each row starts, and what was left out."""

    columns: dict[str, list[str]]
    lines: array = field(default_factory=lambda: array("Q"))
    totals: int = 0
    short: int = 0
    beside: int = 0
    continued: int = 0
    key: str = ""

    def one_row_each(self, key: str) -> None:
        """Leave out the rows that have the same key as the row above."""
        keys = self.columns.pop(KEY)
        kept = [at for at, value in enumerate(keys) if not at or not value or value != keys[at - 1]]
        if len(kept) < len(keys):
            self.key, self.continued = key, len(keys) - len(kept)
            self.lines = array("Q", (self.lines[at] for at in kept))
            self.columns = {name: [column[at] for at in kept] for name, column in self.columns.items()}

    def notes(self, private: bool) -> list[str]:
        """What was done with rows; of a private table without their number."""
        told = {
            "totals": "Rows left out as totals at the end",
            "short": "Rows with fewer values than the header; what is missing at their ends counts as empty",
            "beside": "Rows with values beside the table's columns, which were left out",
            "continued": f"Rows left out that only continue the one above (the same '{plain(self.key, 40)}')",
        }
        counts = {name: getattr(self, name) for name in told}
        return [f"{told[name]}: {'some' if private else f'{n:,}'}." for name, n in counts.items() if n]


def gather(source: Source, places: Mapping[str, int], must: Sequence[int]) -> Body:
    """The body of a table. must: the columns that no row may lack. InputError for uneven rows, or none."""
    body = Body({name: [] for name in places})
    seen: dict[str, dict[str, str]] = {name: {} for name in places}
    width, short, ends_empty = len(source.header), 0, False
    for piece in _without_totals(source, body):
        body.lines.extend(line for line, _ in piece)
        for at, (line, record) in enumerate(piece):
            if len(record) != width:
                piece[at] = line, _even(source, line, record, must, body)
                short = short or (line if len(record) < width and not source.trimmed else 0)
            elif not record[-1]:
                ends_empty = True
        for name, place in places.items():
            part, known = [record[place] for _, record in piece], seen[name]
            if len(known) < MOST_KEPT:
                part = [known.setdefault(value, value) for value in part]
            body.columns[name] += part
    if short and ends_empty:  # this file does write its empty ends, so something else is missing there
        raise _uneven(source, short, "fewer values than the header")
    if not body.lines:
        raise no_rows(source.file)
    return body


def no_rows(file: str) -> InputError:
    return InputError(f"{file} has a header and no rows. {EXPORT_AGAIN}")


def _even(source: Source, line: int, record: list[str], must: Sequence[int], body: Body) -> list[str]:
    """The record in the width of the header, if what it lacks or has too much is empty."""
    width = len(source.header)
    if len(record) > width:
        if any(record[width:]):
            if not source.trimmed:
                raise _uneven(source, line, f"{len(record)} values")
            body.beside += 1
        return record
    if not source.trimmed:
        if len(record) < 2 or any(place >= len(record) for place in must):
            raise _uneven(source, line, f"{len(record)} values")
        body.short += 1
    return record + [""] * (width - len(record))


def _uneven(source: Source, line: int, found: str) -> InputError:
    return InputError(
        f"{source.file}, line {line}: {found}; {len(source.header)} were expected, as in the header. Most "
        f"often a value "
        "that holds the separator lacks quotation marks, or a line break split a row. Correct it, or "
        "export again."
    )


def _without_totals(source: Source, body: Body, most: int = 3) -> Iterator[list[tuple[int, list[str]]]]:
    """The records in pieces, without the totals among the last ones."""
    records = source.records()
    piece = list(islice(records, PIECE))
    while more := list(islice(records, PIECE)):
        piece, held = piece[:-most], piece[-most:]
        yield piece
        piece = held + more
    for _ in range(most):
        if piece and _is_total(piece[-1][1], len(source.header)):
            piece.pop()
            body.totals += 1
    yield piece


def _is_total(record: Sequence[str], width: int) -> bool:
    """A row that says Total, and holds nothing else but a few amounts and durations; a Grand total may hold many."""
    filled = [value.strip() for value in record if value.strip()]
    if width < 2 or not TOTALS.fullmatch(filled[0] if filled else ""):
        return False
    few = len(filled) <= max(2, (width + 1) // 2) or filled[0].casefold().startswith(("grand", "overall"))
    return few and all(is_amount(value) or DURATION.fullmatch(value) for value in filled[1:])


# Memory


def enough(path: Path, source: Source, places: Sequence[int]) -> None:
    """InputError where the columns wanted need more memory than this computer has free."""
    size, free = path.stat().st_size * (8 if source.trimmed else 1), free_memory()
    if free is None or size < free / 40:
        return
    first = [record for _, record in islice(source.records(), 1000)] or [[""]]
    length = sum(sum(map(len, record)) + len(record) for record in first) / len(first)
    row = 16.0  # bytes; then for each value its places in lists and arrays, and itself once if it is new
    for at in places:
        texts = [record[at] for record in first if at < len(record)]
        row += 24 + sum(57 + len(text) for text in set(texts)) / len(first)
    needed = size / length * row
    if needed > free:
        raise InputError(
            f"{source.file}: its {len(places):,} column(s) need about {needed / 1e9:,.1f} GB of memory, "
            f"and {free / 1e9:,.1f} GB "
            "are free. Close other programs, or cut every file into parts by person: all rows of a person in one part, "
            "never by year."
        )


def free_memory() -> int | None:
    """Bytes of memory that can be had, or None where the system does not say."""
    with contextlib.suppress(OSError, ValueError), open("/proc/meminfo", encoding="ascii") as told:
        return next(int(line.split()[1]) * 1024 for line in told if line.startswith("MemAvailable"))
    with contextlib.suppress(AttributeError, OSError, ValueError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    return None
