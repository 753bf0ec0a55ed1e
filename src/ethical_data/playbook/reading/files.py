"""Bytes to records: what kind of file it is, its encoding, delimiter, sheet, header. It is never changed."""

import codecs
import contextlib
import csv
import datetime
import hashlib
import io
import os
import re
import stat
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from ...errors import InputError, plain

DELIMITERS = ",;\t|"
CHUNK = 1 << 20
LONGEST = 1 << 25  # characters in one value: 33 million
csv.field_size_limit(LONGEST)  # Python's own limit, 131,072, is less than a note may hold

EXPORT_AGAIN = "Export it again with its rows."
SAVE_AS_CSV = "Open it in your spreadsheet program and save it as 'CSV UTF-8'."
FOREIGN = {
    b"\xd0\xcf\x11\xe0": "an old workbook (.xls), or one with a password; save it as plain .xlsx or as CSV",
    b"%PDF": "a PDF; export the table itself, as CSV or .xlsx",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"Rar!": "an archive; unpack it first",
    b"7z\xbc\xaf": "an archive; unpack it first",
    b"\x89PNG": "a picture; export the table itself, as CSV or .xlsx",
    b"\xff\xd8\xff": "a picture; export the table itself, as CSV or .xlsx",
    b"PAR1": "a Parquet file; save it as CSV",
    b"SQLite format": "a database; export the table as CSV",
}
BYTE_ORDER = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xef\xbb\xbf": "utf-8-sig",
              b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}  # fmt: skip

MOST_UNPACKED = 1 << 30  # bytes of XML in a workbook: a million rows of ten columns are about half of it
MOST_BESIDE = 300 << 20  # bytes of it that are no sheet, for these are read at once
MOST_PARTS = 5_000
MOST_PACKED = 500  # times: XML of real sheets packs 5 to 100 times
LAST_ROW = 1_048_576  # of a sheet
HEADER_WITHIN = 10  # records in which the header is looked for

Fits = Callable[[Sequence[str]], int]  # how many wanted columns a header has


class Typed(str):
    """The text of a workbook's cell that was a number there, so that no separator in it is in doubt."""

    __slots__ = ()


class Source:
    """An opened table: its header, and then its records with the line on which each starts.

    sheets: the sheets that hold anything; sheet: the one taken; unsure: those that fit as well as it.
    """

    sheets: tuple[str, ...] = ()
    sheet: str = ""
    unsure: tuple[str, ...] = ()
    trimmed = False  # empty cells at the end of a row are not written

    def __init__(self, file: str):
        self.file, self.notes, self.header, self.header_at = file, [], [], 0

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        raise NotImplementedError

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Those after the header, without the empty ones. InputError where one cannot be read."""
        records = self._records()
        for line, _ in records:
            if line >= self.header_at:
                break
        yield from records

    def _take(self, head: Sequence[tuple[int, list[str]]], at: int) -> None:
        self.header_at, header = head[at]
        self.header = [name.strip() for name in header]
        if at:
            self.notes.append(f"{plain_lines(at)} above the header, a title, taken as no part of the table.")


def plain_lines(count: int) -> str:
    return "The first line stands" if count == 1 else f"The first {count} lines stand"


@contextlib.contextmanager
def opened(path: Path, fits: Fits, sheet: str = "", whole: bool = True) -> Iterator[tuple[Source, BinaryIO]]:
    """Open a table; `whole`: all of it will be read, so all of it is checked first. Raises InputError."""
    file = plain(path.name)
    try:
        with _regular(path, file) as raw:
            start = raw.read(CHUNK)
            if not start:
                raise InputError(f"{file} is empty. {EXPORT_AGAIN}")
            if start.startswith(b"PK\x03\x04"):
                with _Workbook.of(raw, file) as book:
                    yield _Workbook(book, file, fits, sheet), raw
                return
            _refuse_foreign(start, file)
            yield _Text(raw, file, fits, whole), raw
    except OSError as error:
        advice = "Close it in other programs and see that you have the right to read it."
        raise InputError(f"{file} cannot be read ({plain(error.strerror or error)}). {advice}") from None
    except MemoryError:
        raise InputError(f"{file} is too large for this computer's memory. Read a part of it.") from None


def _regular(path: Path, file: str) -> BinaryIO:
    """An open file that is one: opening a pipe or a device must not wait for anybody."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError as error:
        raise InputError(f"{file} cannot be read ({plain(error)}).") from None
    raw = os.fdopen(handle, "rb") if not stat.S_ISDIR(os.fstat(handle).st_mode) else None
    if raw is None or not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle) if raw is None else raw.close()
        what = "is a folder" if raw is None else "is no file but a pipe or a device"
        raise InputError(f"{file} cannot be read: it {what}. Expected a CSV, TSV or XLSX file.")
    return raw


def _refuse_foreign(start: bytes, file: str) -> None:
    what = next((what for magic, what in FOREIGN.items() if start.startswith(magic)), None)
    text = start[:1000].lstrip().lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml")):
        what = "a web page or XML, whatever its name; open it in your spreadsheet program and save it as CSV"
    if what:
        raise InputError(f"{file} is {what}. Expected a CSV, TSV or XLSX file.")


# Text


def digest(raw: BinaryIO) -> str:
    """The SHA-256 of an open file."""
    raw.seek(0)
    return hashlib.file_digest(raw, "sha256").hexdigest()


class _Text(Source):
    def __init__(self, raw: BinaryIO, file: str, fits: Fits, whole: bool):
        super().__init__(file)
        self.raw = raw
        self.encoding = self._encoding(whole)
        if self.encoding == "cp1252":
            self.notes.append("It is not in UTF-8 and was read as Windows-1252: see that accented letters are right.")
        self.separator_line = False
        self.delimiter, head, at = self._layout(fits)
        self._take(head, at)

    def _decoded(self, encoding: str, whole: bool) -> Iterator[str]:
        decoder, done = codecs.getincrementaldecoder(encoding)(), False
        self.raw.seek(0)
        while not done:
            chunk = self.raw.read(CHUNK)
            done = not chunk
            yield decoder.decode(chunk, final=done)
            if not whole:
                return

    def _encoding(self, whole: bool) -> str:
        """The encoding in which all of it is text, or InputError."""
        self.raw.seek(0)
        start = self.raw.read(4096)
        marked = next((codec for mark, codec in BYTE_ORDER.items() if start.startswith(mark)), None)
        even, odd = start[0::2].count(0), start[1::2].count(0)
        if not marked and max(even, odd) > len(start) // 5 and not min(even, odd):
            marked = "utf-16-le" if odd else "utf-16-be"
        for encoding in [marked] if marked else ["utf-8", "cp1252"]:
            line, empty, strange, length = 1, True, 0, 0
            try:
                for text in self._decoded(encoding, whole):
                    at = text.find("\0")
                    if at >= 0:
                        line += text.count("\n", 0, at)
                        fault = "it holds a NUL byte, so it is no text"
                        raise InputError(f"{self.file}, line {line}: {fault}; a CSV file was expected. {SAVE_AS_CSV}")
                    line += text.count("\n")
                    empty = empty and not text.strip("\ufeff \t\r\n")
                    strange += (
                        len(re.findall(r"[\x01-\x08\x0e-\x19\x1b-\x1f\x7f]", text)) if encoding == "cp1252" else 0
                    )
                    length += len(text)
            except UnicodeError:
                continue
            if empty and (whole or length < CHUNK // 8):
                raise InputError(f"{self.file} is empty. {EXPORT_AGAIN}")
            if strange * 100 <= length:
                return encoding
        tried = marked.upper() if marked else "UTF-8 nor in Windows-1252"
        raise InputError(
            f"{self.file} is no text: it is not in {tried}. A CSV or XLSX file was expected. {SAVE_AS_CSV}"
        )

    def _layout(self, fits: Fits) -> tuple[str, list[tuple[int, list[str]]], int]:
        """The delimiter under which the header has most wanted columns, or else the table is most even."""
        start = next(self._decoded(self.encoding, False)).removeprefix("\ufeff")
        separator = re.match(r'"?sep=(.)"?[\r\n]', start)
        if separator and separator[1] in DELIMITERS:
            self.separator_line = True
        fault, found = None, []
        for delimiter in separator[1] if self.separator_line else DELIMITERS:
            head, blank = [], _blank_before_quotes(start, delimiter)
            try:
                for record in _parsed(io.StringIO(start, newline=""), self.file, delimiter, blank):
                    head.append(record)
                    if len(head) == 50 + self.separator_line:
                        break
            except InputError as error:  # wrong under this delimiter, or cut off by us
                fault = error
            head = head[self.separator_line :]
            if head:
                at = header_at([record for _, record in head], fits)
                width, rest = len(head[at][1]), head[at + 1 :]
                even = sum(len(record) == width for _, record in rest) / len(rest) if rest else 0
                split = sum(len(record) > 1 for _, record in rest) / len(rest) if rest else 0
                parts = width > 1 and even >= 0.5 or width > 2 and split >= 0.8  # uneven, and still no single column
                found.append(((fits(head[at][1]), parts, even, not at, width), blank, delimiter, head, at))
        if not found:
            raise fault or InputError(f"{self.file} is empty. {EXPORT_AGAIN}")
        _, self.blank, *layout = max(found, key=lambda layout: layout[0])
        return tuple(layout)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        self.raw.seek(0)
        text = io.TextIOWrapper(_Kept(self.raw), encoding=self.encoding, newline="")
        try:
            yield from _parsed(text, self.file, self.delimiter, self.blank)
        except UnicodeError:
            raise changed(self.file) from None


class _Kept(io.RawIOBase):
    """A file that stays open when the text on top of it is closed."""

    def __init__(self, raw: BinaryIO):
        self.raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        return self.raw.readinto(buffer)


def changed(file: str) -> InputError:
    return InputError(f"{file} was changed while it was read. Close it in other programs, or copy it, and run again.")


def _blank_before_quotes(text: str, delimiter: str) -> bool:
    """Is it written as "a", "b"? Then a blank after the separator is no part of the value."""
    return bool(re.search(rf'"{re.escape(delimiter)} +"', text))


def _parsed(text: Iterable[str], file: str, delimiter: str, blank: bool) -> Iterator[tuple[int, list[str]]]:
    """The line on which each record starts, and its values; records without any value are left out.

    blank: a blank may stand between separator and quotation mark.
    """
    reader = csv.reader(text, delimiter=delimiter, strict=True, skipinitialspace=blank)
    line = 1
    try:
        for record in reader:
            if any(record) and (len(record) > 1 or record[0].strip("\ufeff \t\x1a")):
                if line == 1:
                    record[0] = record[0].removeprefix("\ufeff")
                yield line, record
            line = reader.line_num + 1
    except csv.Error:
        raise InputError(
            f"{file}, line {line}: a quotation mark that is not closed, text after a closing one, or a value "
            f"of more than {LONGEST:,} characters. Expected quotation marks around a whole "
            "value, those inside it doubled. Correct the line, or export the file again."
        ) from None


def header_at(records: Sequence[Sequence[str]], fits: Fits) -> int:
    """Which record is the header: the first, unless those before a better one are but a title."""
    filled = [sum(bool(value.strip()) for value in record) for record in records[: HEADER_WITHIN + 1]]
    best, most = 0, fits(records[0])
    for at in range(1, min(len(records), HEADER_WITHIN)):
        if max(filled[:at]) < filled[at] and (found := fits(records[at])) > most:
            best, most = at, found
    if not most and filled[0] == 1:
        wide = next((at for at, count in enumerate(filled) if count > 1), 0)
        even = wide + 1 < len(filled) and len(records[wide]) == len(records[wide + 1]) and filled[wide + 1] > 1
        return wide if even and filled[wide] == len(records[wide]) else 0
    return best


# Workbooks


class _Workbook(Source):
    trimmed = True

    @staticmethod
    @contextlib.contextmanager
    def of(raw: BinaryIO, file: str) -> Iterator:
        import openpyxl

        _unpacks(raw, file)
        raw.seek(0)
        with _defects_of(file), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(raw, read_only=True, data_only=True, keep_links=False)
        yield book

    def __init__(self, book, file: str, fits: Fits, named: str):
        super().__init__(file)
        self.book = book
        heads = {}
        with _defects_of(file):
            sheets = book.worksheets
            shown = [s.title for s in sheets if s.sheet_state == "visible" or s.title == named.strip()]
        for title in shown:
            self.sheet, head = title, []
            for record in self._records():
                head.append(record)
                if len(head) == 50:
                    break
            if head:
                heads[title] = (head, header_at([record for _, record in head], fits))
        self.sheets = tuple(heads)
        if not heads:
            raise InputError(f"{file} is empty. {EXPORT_AGAIN}")
        same = [title for title in heads if title.strip().casefold() == named.strip().casefold()]
        named = same[0] if same else named
        if named and named not in heads and len(heads) == 1:  # say, one of several files
            self.notes.append(f"It has no sheet '{plain(named, 40)}'; its only one was read.")
            named = ""
        if named and named not in heads:
            there = ", ".join(f"'{plain(title, 40)}'" for title in heads)
            raise InputError(f"{file} has no sheet '{plain(named)}' that holds anything. It has: {there}.")
        score = {title: fits(head[at][1]) for title, (head, at) in heads.items()}
        best = [title for title in heads if score[title] == max(score.values())]
        self.sheet = named or best[0]
        self.unsure = tuple(best) if len(best) > 1 and not named else ()
        if len(heads) > 1 and not self.unsure:
            why = "as was said" if named else "because its header fits best"
            self.notes.append(f"Of {len(heads)} sheets, '{plain(self.sheet, 40)}' was read, {why}.")
        self._take(*heads[self.sheet])

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        with _defects_of(self.file):
            sheet = self.book[self.sheet]
            sheet.reset_dimensions()  # what a sheet says of its size is often wrong
            for line, cells in enumerate(sheet.iter_rows(values_only=True, max_row=LAST_ROW), 1):
                record = [_cell(value) for value in cells]
                while record and not record[-1]:
                    record.pop()
                if record:
                    yield line, record


@contextlib.contextmanager
def _defects_of(file: str) -> Iterator[None]:
    """openpyxl ends in errors of many kinds on a workbook that is damaged or made to do harm."""
    try:
        yield
    except (InputError, MemoryError, GeneratorExit):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise InputError(
            f"{file} is a damaged workbook. Open it in your spreadsheet program and save it again."
        ) from None


def _unpacks(raw: BinaryIO, file: str) -> None:
    """InputError unless it is a workbook of sane size that declares no entities.

    What a part declares as its size is also the most that is ever unpacked of it.
    """
    with _defects_of(file), zipfile.ZipFile(raw) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
            inside = [plain(n, 40) for n in sorted(names) if n.lower().endswith((".csv", ".tsv", ".txt", ".xlsx"))]
            known = "content.xml" in names or "Index/Document.iwa" in names
            what = "a workbook of another program" if known else "an archive and no workbook"
            advice = (
                f"Unpack it first; it holds {', '.join(inside[:5])}." if inside else "Save the table as .xlsx or CSV."
            )
            raise InputError(f"{file} is {what}. {advice}")
        if "xl/workbook.bin" in names:
            raise InputError(f"{file} is a binary workbook (.xlsb). Save it as .xlsx or CSV.")
        texts = [part for part in parts if part.filename.lower().endswith((".xml", ".rels", ".vml"))]
        unpacked, packed = sum(p.file_size for p in texts), sum(p.compress_size for p in texts)
        others = sum(part.file_size for part in texts if not part.filename.startswith("xl/worksheets/"))
        bomb = others > MOST_BESIDE or unpacked > 20 * CHUNK and unpacked > MOST_PACKED * max(packed, 1)
        if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS or bomb:
            raise InputError(
                f"{file} would unpack to {unpacked / 1e6:,.0f} MB in {len(parts):,} parts, more than a "
                f"table needs "
                f"(at most {MOST_UNPACKED / 1e6:,.0f} MB). Save the sheet as 'CSV UTF-8' and give that."
            )
        for part in texts:
            with archive.open(part) as content:
                start = content.read(1 << 16).replace(b"\0", b"")
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start or not re.search(rb"<[A-Za-z]", start):
                raise InputError(f"{file} declares entities, as no workbook does. Save the sheet as 'CSV UTF-8'.")


def _cell(value: object) -> str:
    """The text of a workbook's cell: days and times in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int | float):
        return Typed(value)
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == datetime.time() else value).isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
