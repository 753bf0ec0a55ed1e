"""Reads a reader's own table, or says in one message why it cannot. The file is never changed.

Delimited text in UTF-8: comma, semicolon, tab or bar; quotation marks as RFC 4180 has them.
"""

import csv
import hashlib
import io
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import InputError, nearest, plain
from .catalogue import Column, Input

DELIMITERS = ",;\t|"
YES_NO = dict.fromkeys(("yes", "y", "true", "1"), True) | dict.fromkeys(("no", "n", "false", "0"), False)
EXPECTED = {
    "time": "a time like 2025-03-03 09:12 or 2025-03-03T09:12:00+01:00: year, month, day; from 1900 to 2199",
    "number": "a number like 1234.5: a decimal point, no currency, no thousands separators",
    "yes-no": "yes, no, true, false, y, n, 1 or 0",
}
SAVE_AS_CSV = "Open it in your spreadsheet program and save it as 'CSV UTF-8'."


@dataclass(frozen=True)
class Reading:
    """A table under the play's own column names, the SHA-256 of the bytes read, and what was assumed."""

    table: pd.DataFrame
    sha256: str
    notes: list[str]


def read(path: Path, wanted: Input, headers: Mapping[str, str], zone: str = "UTC") -> Reading:
    """Read the columns that a play wants; InputError names file, column and line of what cannot be read.

    headers: the header under which a column stands, where it is not the column's name. Text comes as `str`
    without surrounding blanks, numbers as float64, yes-no as nullable boolean, times as microseconds in UTC
    (those without offset are in `zone`). An empty value is missing, and so is an optional column not there.
    """
    file = plain(path.name)
    data = _bytes(path, file)
    delimiter, header = _header(data, file, {headers.get(c.name, c.name) for c in wanted.columns})
    places = _places(header, file, wanted, headers)
    values, lines = _rows(data, file, delimiter, len(header), places)
    table, notes = {}, []
    for column in wanted.columns:
        texts = values.pop(column.name, [""] * len(lines))
        table[column.name], wrong, assumed = _convert(column.kind, texts, zone)
        if wrong.any():
            at = int(wrong.argmax())
            raise InputError(
                f"{file}, column '{plain(header[places[column.name]])}', line {lines[at]}: cannot read "
                f"'{plain(texts[at], 40)}'. Expected {EXPECTED[column.kind]}. Correct it, or leave it empty."
            )
        if column.name not in places:
            assumed = [f"{column.says}: no such column, so it counts as not recorded."]
        notes += [f"{wanted.name}, {column.name}: {note}" for note in assumed]
    return Reading(pd.DataFrame(table), hashlib.sha256(data).hexdigest(), notes)


def read_all(path: Path) -> Reading:
    """Read every column of a file as text under its own header; an empty value is missing. Raises InputError."""
    file = plain(path.name)
    data = _bytes(path, file)
    delimiter, header = _header(data, file, set())
    columns = tuple(Column(name, "text", "a column of the file") for name in header)
    places = _places(header, file, Input(file, file, "", columns), {})
    values, _ = _rows(data, file, delimiter, len(header), places)
    table = {name: _convert("text", texts, "UTC")[0] for name, texts in values.items()}
    return Reading(pd.DataFrame(table), hashlib.sha256(data).hexdigest(), [])


def _bytes(path: Path, file: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        advice = "Close it in other programs and see that you have the right to read it."
        raise InputError(f"{file} cannot be read ({plain(error.strerror or error)}). {advice}") from None
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InputError(f"{file} is a workbook or an archive; a CSV file was expected. {SAVE_AS_CSV}")
    fault, at = "it holds a NUL byte, so it is no text", data.find(b"\0")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        fault, at = "it is in UTF-16", 0
    try:
        if at < 0 and not data.decode("utf-8-sig").strip():
            raise InputError(f"{file} is empty. Export it again with its rows.")
    except UnicodeDecodeError as error:
        fault, at = "it is not in UTF-8", error.start
    if at >= 0:
        line = data.count(b"\n", 0, at) + 1
        raise InputError(f"{file}, line {line}: {fault}; a CSV file in UTF-8 was expected. {SAVE_AS_CSV}")
    return data


def _records(data: bytes, file: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The line on which each record starts, and its values; records without any value are left out."""
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    line = 1
    try:
        for record in reader:
            if any(record):
                yield line, record
            line = reader.line_num + 1
    except csv.Error:
        raise InputError(
            f"{file}, line {line}: a quotation mark that is not closed, text after a closing one, or a value "
            f"of more than {csv.field_size_limit():,} characters. Expected quotation marks around a whole "
            "value, those inside it doubled. Correct the line, or export the file again."
        ) from None


def _header(data: bytes, file: str, wanted: set[str]) -> tuple[str, list[str]]:
    """The delimiter that finds most wanted columns, or else most columns, and the header."""
    headers, fault = {}, None
    for delimiter in DELIMITERS:
        try:
            _, first = next(_records(data, file, delimiter), (1, [""]))
            headers[delimiter] = [name.strip() for name in first]
        except InputError as error:  # wrong under this delimiter
            fault = error
    if not headers:
        raise fault
    return max(headers.items(), key=lambda found: (len(wanted & set(found[1])), len(found[1])))


def _places(header: list[str], file: str, wanted: Input, headers: Mapping[str, str]) -> dict[str, int]:
    """Where in the file each column stands."""
    places = {}
    for setting, column in wanted.renames().items():
        name = headers.get(column.name, column.name)
        if header.count(name) > 1:
            again = f"column '{plain(name)}': {header.count(name)} columns have this name, one was expected"
            raise InputError(f"{file}, {again}. Rename the others in a copy of the file.")
        if name in header:
            places[column.name] = header.index(name)
        elif column.required or column.name in headers:
            there = ", ".join(f"'{plain(h, 40)}'" for h in header[:20]) + ", …" * (len(header) > 20)
            near = nearest(name, header)
            raise InputError(
                f"{file} has no column '{plain(name)}' ({column.says}).{near} It has: {there}. "
                f'If it stands under another name, say so: --set {setting}="NAME IN THE FILE"'
            )
    return places


def _rows(
    data: bytes, file: str, delimiter: str, width: int, places: Mapping[str, int]
) -> tuple[dict[str, list[str]], array]:
    """The values of each column, and the line on which each row starts."""
    values: dict[str, list[str]] = {name: [] for name in places}
    targets = [(values[name].append, place) for name, place in places.items()]
    lines = array("Q")
    for line, record in _records(data, file, delimiter):
        if len(record) != width:
            raise InputError(
                f"{file}, line {line}: {len(record)} values; {width} were expected, as in the header. Most "
                f"often a value with '{plain(delimiter)}' lacks quotation marks. Correct it, or export again."
            )
        lines.append(line)
        for append, place in targets:
            append(record[place])
    if len(lines) == 1:
        raise InputError(f"{file} has a header and no rows. Export it again with its rows.")
    return {name: column[1:] for name, column in values.items()}, lines[1:]


def _convert(kind: str, values: list[str], zone: str) -> tuple[pd.Series, np.ndarray, list[str]]:
    """A column in its kind, which values are not of that kind, and what was assumed."""
    values = [v.strip() for v in values]
    texts = pd.Series(values, dtype=object)
    if kind == "time":
        return _times(values, zone)
    if kind == "text":
        return texts.where(texts != "", None).astype("str"), np.zeros(1, bool), []
    if kind == "number":
        found = pd.to_numeric(texts, errors="coerce").astype("float64")
        wrong = ~np.isfinite(found)
    else:
        found = pd.Series([YES_NO.get(v.lower()) for v in values], dtype="boolean")
        wrong = found.isna()
    return found, (wrong & (texts != "")).to_numpy(), []


def _times(values: list[str], zone: str) -> tuple[pd.Series, np.ndarray, list[str]]:
    """ISO 8601 alone, so that no day is taken for a month."""
    texts = pd.Series([v if v[4:5] == v[7:8] == "-" else None for v in values], dtype=object)
    times = pd.to_datetime(texts, format="ISO8601", utc=True, errors="coerce").dt.as_unit("us")
    wrong = ~times.dt.year.between(1900, 2199).to_numpy() & np.array([v != "" for v in values])
    local = np.array([v != "" and v[-1] != "Z" and "+" not in v and "-" not in v[10:] for v in values])
    days, notes = sum(len(v) == 10 for v in values), []
    if days:
        notes.append(f"{days:,} of {len(values):,} are days without a time of day and were taken as 00:00.")
    if local.any():
        twice = "" if zone == "UTC" else ", the first of the two in an hour that the clocks repeat"
        some = f"{local.sum():,} of {len(values):,} times"
        notes.append(f"{some} name no zone and were read as {zone}{twice} (setting time_zone).")
    if local.any() and zone != "UTC" and not wrong.any():
        naive, first = times[local].dt.tz_localize(None), np.ones(local.sum(), bool)
        times[local] = naive.dt.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    return times, wrong, notes
