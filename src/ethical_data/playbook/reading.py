"""Reads a reader's own table, or says in one message why it cannot. The file is never changed.

Delimited text in UTF-8: comma, semicolon, tab or bar; quotation marks as RFC 4180 has them.
"""

import csv
import hashlib
import io
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import InputError, nearest, plain
from .catalogue import Column, Input, rename

DELIMITERS = ",;\t|"
YES_NO = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
EXPECTED = {
    "time": "a time like 2025-03-03 09:12 or 2025-03-03T09:12:00+01:00 (year, month, day; 1900 to 2199)",
    "number": "a number like 1234.5, with a decimal point and without currency or thousands separators",
    "yes-no": "yes, no, true, false, y, n, 1 or 0",
}
SAVE_AS_CSV = "Open it in your spreadsheet program and save it as 'CSV UTF-8'."


@dataclass(frozen=True)
class Reading:
    """A table under the play's own column names, the SHA-256 of the bytes that it was read from, and what was assumed."""

    table: pd.DataFrame
    sha256: str
    notes: tuple[str, ...]


class _Unreadable(Exception):
    """The value at position `args[0]` of a column is not of its kind."""


def read(path: Path, wanted: Input, headers: Mapping[str, str] = {}, zone: str = "UTC") -> Reading:
    """Read the columns that a play wants.

    headers: the header under which a column stands, where it differs from the column's name. Text comes as `str`
    without surrounding blanks, numbers as float64, yes-no as nullable boolean, times as microseconds in UTC; a time
    without offset is one in `zone`. An empty value is missing, and so is a whole optional column that is not there.
    Raises InputError with file, column and line.
    """
    file = plain(path.name)
    data = _bytes(path, file)
    delimiter, header = _header(data, file, [headers.get(c.name, c.name) for c in wanted.columns])
    places = _places(header, file, wanted, headers)
    values, lines = _rows(data, file, delimiter, len(header), places)
    if not lines:
        raise InputError(f"{file} has a header and no rows. Export it again with its rows.")
    table, notes = {}, []
    for column in wanted.columns:
        if column.name not in places:
            notes.append(f"{wanted.name} has no column {column.name} ({column.says}): it counts as not recorded.")
            table[column.name], _ = _convert(column, ("",) * len(lines), zone)
            continue
        try:
            table[column.name], assumed = _convert(column, values[column.name], zone)
        except _Unreadable as found:
            (at,) = found.args
            raise InputError(
                f"{file}, column '{plain(header[places[column.name]])}', line {lines[at]}: cannot read "
                f"'{plain(values[column.name][at], 40)}'. Expected {EXPECTED[column.kind]}. "
                "Correct the value, or leave it empty if it is not known."
            ) from None
        notes += [f"{wanted.name}.{column.name}: {note}" for note in assumed]
        del values[column.name]
    return Reading(pd.DataFrame(table), hashlib.sha256(data).hexdigest(), tuple(notes))


def _bytes(path: Path, file: str) -> bytes:
    try:
        data = path.read_bytes()
    except IsADirectoryError:
        raise InputError(f"{file} is a folder. Name the CSV file in it.") from None
    except FileNotFoundError:
        raise InputError(f"{file} does not exist.") from None
    except PermissionError:
        raise InputError(f"{file}: no right to read it. If it is open in another program, close it there.") from None
    except (OSError, MemoryError) as error:
        raise InputError(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'not enough memory'}.") from None
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InputError(f"{file} is a workbook or an archive and no CSV file. {SAVE_AS_CSV}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{file} is written in UTF-16, and UTF-8 was expected. {SAVE_AS_CSV}")
    if (at := data.find(b"\0")) >= 0:
        raise InputError(f"{file}, line {_line(data, at)}: a NUL byte, so it is no text file. {SAVE_AS_CSV}")
    try:
        if data.decode("utf-8-sig").strip():
            return data
    except UnicodeDecodeError as error:
        line = _line(data, error.start)
        raise InputError(f"{file}, line {line}: not written in UTF-8, which was expected. {SAVE_AS_CSV}") from None
    raise InputError(f"{file} is empty. Export it again with its rows.")


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _records(data: bytes, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The line on which each record starts, and its values. Records without any value are left out."""
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    line = 1
    try:
        for record in reader:
            if any(record):
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        error.add_note(str(line))
        raise


def _csv_error(file: str, error: csv.Error) -> InputError:
    what = "a quotation mark that is not closed, or text right after a closing one"
    if "limit" in str(error):
        what = f"a value of more than {csv.field_size_limit():,} characters, most often after a quotation mark not closed"
    return InputError(
        f"{file}, line {error.__notes__[0]}: {what}. Expected a quotation mark at each end of the value and every one "
        "inside doubled. Correct the line, or export the file again."
    )


def _header(data: bytes, file: str, wanted: Sequence[str]) -> tuple[str, list[str]]:
    """The delimiter under which most of the wanted columns are found (then: most columns), and the header."""
    headers, failed = {}, None
    for delimiter in DELIMITERS:
        try:
            headers[delimiter] = [h.strip() for h in next(_records(data, delimiter), (1, [""]))[1]]
        except csv.Error as error:
            failed = failed or error
    if failed and not headers:
        raise _csv_error(file, failed)
    best = max(headers, key=lambda d: (len(set(wanted) & set(headers[d])), len(headers[d])))
    return best, headers[best]


def _places(header: list[str], file: str, wanted: Input, headers: Mapping[str, str]) -> dict[str, int]:
    """Where in the file each column stands."""
    places, missing = {}, []
    for column in wanted.columns:
        name = headers.get(column.name, column.name)
        if header.count(name) > 1:
            raise InputError(
                f"{file}, column '{plain(name)}': {header.count(name)} columns have this name. Rename all but one of "
                "them in a copy of the file."
            )
        if name in header:
            places[column.name] = header.index(name)
        elif column.required or column.name in headers:
            missing.append((column, name))
    if missing:
        there = ", ".join(f"'{plain(h, 40)}'" for h in header[:20]) + (", …" if len(header) > 20 else "")
        needed = ", ".join(f"'{plain(name)}' ({column.says})" for column, name in missing)
        column, name = missing[0]
        raise InputError(
            f"{file} has no column {needed}.{nearest(name, header)} Its columns: {there}. If one stands under another "
            f'name, say so: --set {rename(wanted, column)}="its name in the file"'
        )
    return places


def _rows(
    data: bytes, file: str, delimiter: str, width: int, places: Mapping[str, int]
) -> tuple[dict[str, list[str]], array]:
    """The values of each column, and the line on which each row starts."""
    values: dict[str, list[str]] = {name: [] for name in places}
    targets = [(values[name].append, place) for name, place in places.items()]
    lines = array("Q")
    records = _records(data, delimiter)
    next(records)
    try:
        for line, record in records:
            if len(record) != width:
                raise InputError(
                    f"{file}, line {line}: {len(record)} values, and {width} were expected as in the header. Most often a "
                    f"'{plain(delimiter)}' inside a value without quotation marks. Correct the line, or export again."
                )
            lines.append(line)
            for append, place in targets:
                append(record[place])
    except csv.Error as error:
        raise _csv_error(file, error) from None
    return values, lines


def _convert(column: Column, values: Sequence[str], zone: str) -> tuple[pd.Series, list[str]]:
    """The values of one column in its kind, and what was assumed. Raises _Unreadable at the first that does not fit."""
    values = [v.strip() for v in values]
    if column.kind == "text":
        return pd.Series([v or None for v in values], dtype="str"), []
    if column.kind == "yes-no":
        flags = [YES_NO.get(v.lower()) for v in values]
        _refuse(v and f is None for v, f in zip(values, flags, strict=True))
        return pd.Series(flags, dtype="boolean"), []
    if column.kind == "number":
        texts = pd.Series(values, dtype=object)
        numbers = pd.to_numeric(texts, errors="coerce").astype("float64")
        _refuse((texts != "") & ~np.isfinite(numbers))
        return numbers, []
    return _times(values, zone)


def _times(values: list[str], zone: str) -> tuple[pd.Series, list[str]]:
    """ISO 8601 only, so that no day is taken for a month."""
    texts = pd.Series([v if v[4:5] == v[7:8] == "-" else None for v in values], dtype=object)
    times = pd.to_datetime(texts, format="ISO8601", utc=True, errors="coerce").dt.as_unit("us")
    _refuse((pd.Series(values, dtype=object) != "") & ~times.dt.year.between(1900, 2199))
    local = np.array([v != "" and v[-1] != "Z" and "+" not in v and "-" not in v[10:] for v in values], dtype=bool)
    notes = []
    if days := sum(len(v) == 10 for v in values):
        notes.append(f"{days:,} of {len(values):,} are days without a time of day and were taken as 00:00.")
    if local.any():
        repeated = ", in an hour that the clocks repeat as the first" if zone != "UTC" else ""
        notes.append(f"{local.sum():,} of {len(values):,} carry no offset and were read as {zone} time{repeated}.")
    if local.any() and zone != "UTC":
        naive = times[local].dt.tz_localize(None)
        times[local] = naive.dt.tz_localize(zone, ambiguous=np.ones(len(naive), bool), nonexistent="shift_forward")
    return times, notes


def _refuse(wrong: Iterable[bool]) -> None:
    """Raise _Unreadable with the position of the first value that is marked."""
    at = next((i for i, is_wrong in enumerate(wrong) if is_wrong), None)
    if at is not None:
        raise _Unreadable(at)
