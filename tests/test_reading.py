"""What people really have: a table of messy and hostile files, each with what it must give or say."""

import codecs
import csv
import datetime
import io
import os
import tempfile
import threading
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ethical_data.errors import InputError
from ethical_data.playbook import catalogue
from ethical_data.playbook.catalogue import Input, InputColumn
from ethical_data.playbook.reading import Question, files, read, read_all, rows, understand
from ethical_data.playbook.reading.exports import exports, recognise
from ethical_data.recognise import vocabulary

LOG = Input(
    "log",
    "one row for each mail",
    "",
    (
        InputColumn("sent_at", "time", "when it left", means=("sent_at",)),
        InputColumn("email", "text", "to whom", means=("email",)),
        InputColumn("cost", "number", "what it cost", required=False, means=("amount",)),
        InputColumn("read", "yes-no", "was it read?", required=False),
    ),
)
ALL = Input("all", "any table", "", open=True)
HEAD = "sent_at,email,cost,read\n"
ROW = "2025-03-03 09:12,a@example.com,1.5,yes\n"
HOSTILE = '=cmd|"/c calc"!A1<script>alert(1)</script>\u202e\x1b[31m'


@pytest.fixture
def at(tmp_path):
    def at(content, name="mine.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return at


def refusal(call, *arguments, **more):
    with pytest.raises(InputError) as caught:
        call(*arguments, **more)
    message = str(caught.value)
    assert "\n" not in message and message.isprintable() and len(message) < 1500
    return message


def workbook(sheets, **more):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def archive(parts, name="made"):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    return made.getvalue()


def with_part(book, part, change):
    """A workbook of which one part was changed."""
    with zipfile.ZipFile(io.BytesIO(book)) as source:
        return archive({n: change(source.read(n)) if n == part else source.read(n) for n in source.namelist()})


def column(values, header="v"):
    text = io.StringIO()
    csv.writer(text).writerows([["sent_at", "email", header]] + [["2025-03-03", "a@example.com", v] for v in values])
    return text.getvalue()


def day(text):
    return pd.Timestamp(text, tz="UTC")


PLAIN = workbook({"Sends": [["sent_at", "email", "cost"], ["2025-03-03 09:12", "a@example.com", 1.234]]})
SHEET = "xl/worksheets/sheet1.xml"
TWO = [["sent_at", "email"], ["2025-03-03", "a@example.com"]]
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
FIRST = {"sent_at": [day("2025-03-03 09:12")], "email": ["a@example.com"]}

# name: (content, what each column must be, what the notes must say)
READ = {
    "utf-8": (HEAD + ROW, FIRST, ()),
    "utf-8 with a byte order mark": (codecs.BOM_UTF8 + (HEAD + ROW).encode(), FIRST, ()),
    "utf-16": ((HEAD + ROW).encode("utf-16"), FIRST, ()),
    "utf-16, big end first": (codecs.BOM_UTF16_BE + (HEAD + ROW).encode("utf-16-be"), FIRST, ()),
    "utf-16 without a mark": ((HEAD + ROW).encode("utf-16-le"), FIRST, ()),
    "utf-16 tabs, as Excel's Unicode text": ((HEAD + ROW).replace(",", "\t").encode("utf-16"), FIRST, ()),
    "windows-1252": (
        "sent_at;email\n2025-03-03;Zoë€@example.com\n".encode("cp1252"),
        {"email": ["Zoë€@example.com"]},
        ("Windows-1252",),
    ),
    "semicolons and decimal commas": (
        "sent_at;email;cost\n2025-03-03;a@example.com;1.234,50\n2025-03-03;b@example.com;7,5\n",
        {"cost": [1234.5, 7.5]},
        ("read with a decimal comma",),
    ),
    "bars": ((HEAD + ROW).replace(",", "|"), FIRST, ()),
    "old Mac line ends": ((HEAD + ROW).replace("\n", "\r"), FIRST, ()),
    "Windows line ends and blank lines": (
        (HEAD + "\n\n" + ROW + "\n,,,\n \n").replace("\n", "\r\n"),
        FIRST,
        (),
    ),
    "a line break inside": ('sent_at,email\n2025-03-03,"a\r\nb"\n', {"email": ["a\r\nb"]}, ()),
    "sep= in the first line": ("sep=;\nsent_at;email\n2025-03-03;a,b\n", {"email": ["a,b"]}, ()),
    "a title above": (f"Sends of March\n\n{HEAD}{ROW}", FIRST, ("The first line stands above the header",)),
    "a title in two lines": (
        f"Sends,,,\nMade on,3 March,,\n{HEAD}{ROW}",
        FIRST,
        ("The first 2 lines stand above",),
    ),
    "a total below": (HEAD + ROW + "Total,,1.5,\n", FIRST, ("left out as totals at the end: 1.",)),
    "two totals, in German": (
        HEAD + ROW + "Zwischensumme,,1.5,\nGesamt,,1.5,\n",
        FIRST,
        ("totals at the end: 2.",),
    ),
    "a reader called Total": (
        HEAD + ROW + "2025-03-04,Total,2,no\n",
        {"email": ["a@example.com", "Total"], "cost": [1.5, 2]},
        (),
    ),
    "empty ends not written": (
        HEAD + ROW + "2025-03-04,b@example.com\n",
        {"email": ["a@example.com", "b@example.com"]},
        ("fewer values than the header",),
    ),
    "empty ends written twice": (HEAD + ROW.replace("\n", ",,\n"), FIRST, ()),
    "apostrophes of a spreadsheet": (
        column(["'0123", "'+44 1632", "'tis", "O'Neill", "'"], "note"),
        {},
        (),
    ),
    "other columns and another order": ("x,email,y,sent_at\n1,a@example.com,2,2025-03-03 09:12\n", FIRST, ()),
    "headers in other words": (
        "Gesendet am;E-Mail-Adresse;Betrag\n2025-03-03 09:12;a@example.com;1\n",
        FIRST,
        ("sent_at from 'Gesendet am'; email from 'E-Mail-Adresse'; cost from 'Betrag'",),
    ),
    "headers in capitals": (
        "SENT_AT,E_MAIL\n2025-03-03 09:12,a@example.com\n",
        FIRST,
        ("email from 'E_MAIL'",),
    ),
    "headers in Spanish": (
        "Fecha de envío,Correo electrónico\n2025-03-03 09:12,a@example.com\n",
        FIRST,
        ("Correo",),
    ),
    "a header of 100 kB": (f"sent_at,email,{'x' * 100_000}\n2025-03-03 09:12,a@example.com,1\n", FIRST, ()),
    "a value of 10 MB": (
        f'sent_at,email,note\n2025-03-03 09:12,a@example.com,"{"x" * 10_000_000}"\n',
        FIRST,
        (),
    ),
    "16,000 columns": (
        f"sent_at,email,{','.join(f'c{i}' for i in range(16_000))}\n2025-03-03 09:12,a@example.com,{',' * 15_999}\n",
        FIRST,
        (),
    ),
    "a second column of a name that nobody wants": (
        "sent_at,email,x,x\n2025-03-03 09:12,a@example.com,1,2\n",
        FIRST,
        (),
    ),
    "formulas, scripts and signs that hide": (
        'sent_at,email,{h}\n2025-03-03 09:12,"{h}",1\n'.format(h=HOSTILE.replace('"', '""'))
        .replace(f",{HOSTILE[:4]}", f',"{HOSTILE[:4]}', 1)
        .replace("\x1b[31m\n", '\x1b[31m"\n', 1),
        {"email": [HOSTILE]},
        (),
    ),
    "one row, all missing but what must be": (
        "sent_at,email,cost,read\n2025-03-03,,,\n",
        {"cost": [None], "email": [None]},
        (),
    ),
    "everything missing": ("sent_at,email\n,x\n,y\n", {"sent_at": [None, None]}, ()),
    "a workbook": (PLAIN, FIRST | {"cost": [1.234]}, ()),
    "a workbook with real days, times and yes": (
        workbook(
            {
                "A": [
                    ["sent_at", "email", "cost", "read"],
                    [datetime.datetime(2025, 3, 3, 9, 12), "a@example.com", 3, True],
                    [datetime.date(2025, 3, 4), "b@example.com", None, False],
                ]
            }
        ),
        {"sent_at": [day("2025-03-03 09:12"), day("2025-03-04")], "cost": [3, None], "read": [True, False]},
        (),
    ),
    "a workbook with three sheets": (
        workbook({"Read me": [["This file was made by us"]], "Empty": [], "Sends": TWO}),
        {"email": ["a@example.com"]},
        ("Of 2 sheets, 'Sends' was read, because its header fits best",),
    ),
    "a workbook with a title and a total": (
        workbook({"A": [["Sends"], [], *TWO[:1], *TWO[1:], ["Total", None]]}),
        {"email": ["a@example.com"]},
        ("totals", "title"),
    ),
    "a workbook with notes beside": (
        workbook({"A": [TWO[0], TWO[1], ["2025-03-04", "b@example.com", None, "look!"]]}),
        {"email": ["a@example.com", "b@example.com"]},
        ("beside the table's columns",),
    ),
    "a sheet that is wrong about its size": (
        with_part(PLAIN, SHEET, lambda xml: xml.replace(b'ref="A1:C2"', b'ref="A1:A1"')),
        FIRST,
        (),
    ),
}

NUMBERS = [
    (["1,234.50", "7"], [1234.5, 7]),
    (["1.234,50", "7"], [1234.5, 7]),
    (["1 234,50", "7"], [1234.5, 7]),
    (["1'234.50", "1’234"], [1234.5, 1234]),
    (["1\u202f234,5", "1\u00a0234"], [1234.5, 1234]),
    (["£3", "£1,234.00"], [3, 1234]),
    (["3 €", "1.234,50 €"], [3, 1234.5]),
    (["EUR 3", "USD 1.5"], [3, 1.5]),
    (["US$ 3.5", "-US$3.5", "$-1"], [3.5, -3.5, -1]),
    (["(12.00)", "12.00"], [-12, 12]),
    (["(£1,200)", "0.5"], [-1200, 0.5]),
    (["12.00-", "−3"], [-12, -3]),
    (["+4", " 5 "], [4, 5]),
    (["1,234,567"], [1234567]),
    (["0,125"], [0.125]),
    (["0.125"], [0.125]),
    (["1,5"], [1.5]),
    (["1,234", "2.5"], [1234, 2.5]),
    (["1.234", "2,5"], [1234, 2.5]),
    (["kr 100", "99,50 kr"], [100, 99.5]),
    (["1.234.567"], [1234567]),
    (["-0,5", ""], [-0.5, None]),
    (["CHF 1'000.-", "12,–"], [1000, 12]),
    ([".5", ",25"], None),
    ([".5", "-.25"], [0.5, -0.25]),
    ([",5"], [0.5]),
    (["1.5e3", "2E-1"], [1500, 0.2]),
    (["1e999"], None),
    (["(-5)"], None),
    (["-5-"], None),
    (["-$-5"], None),
    (["(5"], None),
    (["."], None),
    (["12,34"], [12.34]),
    (["1,23,456"], None),
    (["0,125,000"], None),
    (["1,2,3"], None),
    (["12%"], None),
    (["1.5", "1,5"], None),
    (["3 apples"], None),
    (["1,234"], "two ways"),
    (["1.234", "5"], "two ways"),
]

TIMES = [
    (["3/25/2025", "4/3/2025"], ["2025-03-25", "2025-04-03"], "month-first"),
    (["25/3/2025", "4/3/2025"], ["2025-03-25", "2025-03-04"], "day-first"),
    (["25.03.2025 09:12", "04.03.2025 9:12:30"], ["2025-03-25 09:12", "2025-03-04 09:12:30"], "day-first"),
    (["3/3/2025", "4/4/2025"], ["2025-03-03", "2025-04-04"], ""),
    (["3 Mar 2025", "Mar 3, 2025"], ["2025-03-03"] * 2, ""),
    (["March 3rd, 2025 9:12 PM"], ["2025-03-03 21:12"], ""),
    (
        ["3. März 2025", "3 mars 2025", "3 de marzo de 2025", "1er août 2025"],
        ["2025-03-03", "2025-03-03", "2025-03-03", "2025-08-01"],
        "",
    ),
    (["Mon, 03 Mar 2025 09:12:00 +0100"], ["2025-03-03 08:12"], ""),
    (["03-Mar-2025"], ["2025-03-03"], ""),
    (["2025/03/03 09:12", "2025.3.3"], ["2025-03-03 09:12", "2025-03-03"], ""),
    (
        ["3/25/2025, 12:05:01 AM", "3/25/2025 12:05 p.m."],
        ["2025-03-25 00:05:01", "2025-03-25 12:05"],
        "month-first",
    ),
    (
        [
            "2025-03-03 09:12 UTC",
            "2025-03-03T09:12Z",
            "2025-03-03 09:12:00 -0500",
            "2025-03-03 09:12 GMT+01:00",
        ],
        ["2025-03-03 09:12", "2025-03-03 09:12", "2025-03-03 14:12", "2025-03-03 08:12"],
        "",
    ),
    (["2025-03-03T09:12:00.123456789Z"], ["2025-03-03 09:12:00.123456"], ""),
    (["1740993120", "1740993121"], ["2025-03-03 09:12", "2025-03-03 09:12:01"], "seconds since 1970"),
    (["1740993120000"], ["2025-03-03 09:12"], "seconds since 1970"),
    (["13/1/2025", "2/3/2025"], ["2025-01-13", "2025-03-02"], "day-first"),
    (["1/13/2025", "2/3/2025"], ["2025-01-13", "2025-02-03"], "month-first"),
    (["13/12/2025", "1/12/2025"], ["2025-12-13", "2025-12-01"], "day-first"),
    (["12/13/2025", "12/1/2025"], ["2025-12-13", "2025-12-01"], "month-first"),
    (["12/12/2025", "1/1/2025"], ["2025-12-12", "2025-01-01"], ""),
    (
        ["3 Mar 2025 9 PM", "3 Mar 2025 12 a.m.", "3 Mar 2025 1:05 am"],
        ["2025-03-03 21:00", "2025-03-03", "2025-03-03 01:05"],
        "",
    ),
    (["3 Mar 2025 12:30 pm"], ["2025-03-03 12:30"], ""),
    (["3 Mar 2025 13:05 pm"], None, ""),
    (["3 Mar 2025 0:05 am"], None, ""),
    (["3 Mar 2025 9"], None, ""),
    (["3 Mar 2025 24:00"], None, ""),
    (["3 Mar 2025 UTC"], None, ""),
    (["3 Mar 2025 +01:00"], None, ""),
    (["0/3/2025"], None, ""),
    (["25/3/25"], None, "four digits"),
    (["1740993120", "2025-03-03"], None, ""),
    (["31/2/2025", "1/31/2025"], None, ""),
    (["13/25/2025"], None, ""),
    (["25/3/2025", "26/3/2025", "3/25/2025"], None, "line 4: cannot read '3/25/2025'"),
    (["2025-03-03 9:12 XM"], None, ""),
    (["03/04/2025", "05/04/2025"], "two ways", ""),
    (["1/2/2025"], "two ways", ""),
    (["2/1/2025"], "two ways", ""),
    (["12/1/2025"], "two ways", ""),
    (["1/12/2025"], "two ways", ""),
    (["3.4.2025"], "two ways", ""),
    (["03-04-2025 10:00"], "two ways", ""),
]

REFUSED = {
    "empty": (b"", "is empty"),
    "only blank lines": ("\n\r\n  \n", "is empty"),
    "only a byte order mark": (codecs.BOM_UTF16_LE, "is empty"),
    "header only": (HEAD, "has a header and no rows"),
    "header and a total": (HEAD + "Total,,0,\n", "has a header and no rows"),
    "another table": ("sku,price\nA,1\n", "has no column 'sent_at' (when it left). It has: 'sku', 'price'."),
    "no header": ("2025-03-03,a@example.com\n2025-03-04,b@example.com\n", "Its first line looks like data"),
    "a known export that cannot answer": (
        "First Name,Last Name,Email,Accepts Email Marketing,Total Spent,Tax Exempt\nA,B,a@example.com,yes,1,no\n",
        "This looks like the export Shopify customers. It holds today's status",
    ),
    "a column that only its values show": (
        "when,email\n2025-03-03,a@example.com\n",
        "The values of 'when' look like it.",
    ),
    "a wanted column twice": (
        "sent_at,email,email\n2025-03-03,a,b\n",
        "column 'email': 2 columns have this name",
    ),
    "two that could be it": (
        "sent_at,E-mail,Mail\n2025-03-03,a@example.com,b@example.com\n",
        "'E-mail' and 'Mail' could each be it, so none was taken.",
    ),
    "a row too long": (HEAD + ROW.replace("yes", "yes,and more"), "line 2: 5 values; 4 were expected"),
    "a row without what must be": (HEAD + ROW + "2025-03-04\n", "line 3: 1 values; 4 were expected"),
    "short where empty ends are written": (
        HEAD + ROW + "2025-03-04,b@example.com\n2025-03-04,b@example.com,,\n",
        "line 3: fewer values than the header",
    ),
    "a quotation mark left open": (
        HEAD + '2025-03-03,"a,1,yes\n' + ROW,
        "line 2: a quotation mark that is not closed",
    ),
    "NUL bytes": (HEAD + "2025-03-03,a\0b,1,yes\n", "line 2: it holds a NUL byte"),
    "bytes of no text": (bytes(range(1, 256)) * 40, "is no text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(500), "is a picture"),
    "a PDF": (b"%PDF-1.7\n1 0 obj", "is a PDF"),
    "an old workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "an old workbook (.xls), or one with a password",
    ),
    "a web page": ("<html><table><tr><td>sent_at</td></tr></table></html>", "is a web page or XML"),
    "gzip": (b"\x1f\x8b\x08\0\0\0\0\0", "is a compressed file"),
    "a value that is no yes": (
        HEAD + ROW.replace("yes", "perhaps"),
        "column 'read', line 2: cannot read 'perhaps'",
    ),
    "an archive of tables": (
        archive({"subscribed.csv": HEAD}),
        "an archive and no workbook. Unpack it first; it holds subscribed.csv",
    ),
    "a workbook of LibreOffice": (
        archive({"content.xml": "<a/>", "mimetype": "x"}),
        "a workbook of another program",
    ),
    "half a workbook": (PLAIN[: len(PLAIN) // 2], "is a damaged workbook"),
    "a workbook without a sheet": (workbook({"A": []}), "is empty"),
    "a workbook with a broken sheet": (
        with_part(PLAIN, SHEET, lambda xml: xml[:300]),
        "is a damaged workbook",
    ),
    "a workbook with two sheets that fit": (
        workbook({"March": TWO, "April": TWO}),
        '--set log_sheet="March" or --set log_sheet="April"',
    ),
    "a sheet that laughs a billion times": (
        with_part(PLAIN, SHEET, lambda xml: LAUGHS + xml.replace(b'<?xml version="1.0"?>', b"")),
        "declares entities",
    ),
    "a zip bomb": (with_part(PLAIN, SHEET, lambda xml: xml + b" " * 60_000_000), "would unpack to"),
    "a sheet whose row is far away": (
        with_part(PLAIN, SHEET, lambda xml: xml.replace(b'r="2"', b'r="99999999999"')),
        "has a header and no rows",
    ),
}


def values(series):
    return [None if pd.isna(v) else v for v in series]


def unchanged(path):
    return path.read_bytes(), path.stat().st_mtime_ns


@pytest.mark.parametrize("name", READ)
def test_each_messy_file_is_read(at, name):
    content, meant, says = READ[name]
    path = at(content)
    before = unchanged(path)
    found = read(path, LOG, {})
    for column_name, wanted in meant.items():
        assert values(found.table[column_name]) == wanted
    for words in says:
        assert any(words in note for note in found.notes), found.notes
    assert all(note.isprintable() for note in found.notes) and unchanged(path) == before
    assert {m.column for m in understand(path, LOG).columns if m.sure} >= {"sent_at", "email"}
    if "sheets" not in name:
        assert len(read_all(path).table) >= len(found.table)


@pytest.mark.parametrize("name", REFUSED)
def test_each_unusable_file_ends_in_one_message(at, name):
    content, says = REFUSED[name]
    path = at(content)
    message = refusal(read, path, LOG, {})
    assert message.startswith("mine.csv") and says in message
    for call in (read_all, lambda path: understand(path, LOG)):
        try:
            call(path)
        except InputError as error:
            assert str(error).startswith("mine.csv") and str(error).isprintable()


@pytest.mark.parametrize("written, meant", NUMBERS, ids=str)
def test_what_a_number_means(at, written, meant):
    path = at(column(written, "cost"))
    if meant is None:
        assert "column 'cost', line" in refusal(read, path, LOG, {})
    elif isinstance(meant, str):
        message = refusal(read, path, LOG, {})
        assert (
            "can be read in two ways" in message
            and '--set log_decimals="point" or --set log_decimals="comma"' in message
        )
        for choice in ("point", "comma"):
            assert len(read(path, LOG, {}, options={"log_decimals": choice}).table) == len(written)
    else:
        assert values(read(path, LOG, {}).table["cost"]) == pytest.approx(meant, nan_ok=True)


@pytest.mark.parametrize("written, meant, says", TIMES, ids=str)
def test_what_a_time_means(at, written, meant, says):
    text = io.StringIO()
    csv.writer(text).writerows([["sent_at", "email"]] + [[v, "a@example.com"] for v in written])
    path = at(text.getvalue())
    if meant is None:
        message = refusal(read, path, LOG, {})
        assert "column 'sent_at', line" in message and says in message
    elif isinstance(meant, str):
        assert "can be read in two ways" in refusal(read, path, LOG, {})
        (question,) = understand(path, LOG).questions
        assert (question.setting, question.choices) == ("log_dates", ("day-first", "month-first"))
        first, second = (read(path, LOG, {}, options={"log_dates": c}) for c in question.choices)
        assert (first.table["sent_at"] != second.table["sent_at"]).all()
        assert not understand(path, LOG, options={"log_dates": "day-first"}).questions
    else:
        found = read(path, LOG, {})
        assert values(found.table["sent_at"]) == [day(v) for v in meant]
        assert any(says in note for note in found.notes)


@pytest.mark.parametrize(
    "first, last",
    [
        ("1900-01-01", "2199-12-31T23:59:59Z"),
        ("0978307200", "4102444799"),  # seconds since 1970: 2001 to 2099
        ("0978307200000", "4102444799999"),
    ],
)
def test_the_first_and_the_last_time_that_is_believed(at, first, last):
    found = read(at(f"sent_at,email\n{first},a@example.com\n{last},b@example.com\n"), LOG, {})
    assert found.table["sent_at"].dt.year.tolist() == ([1900, 2199] if "-" in first else [2001, 2099])


@pytest.mark.parametrize(
    "written",
    [
        "1899-12-31T23:59:59Z",
        "2200-01-01",
        "31/12/1899",
        "0978307199",
        "4102444800",
        "0978307199999",
        "4102444800000",
    ],
)
def test_a_time_outside_the_years_that_are_believed_is_refused(at, written):
    message = refusal(read, at(f"sent_at,email\n{written},a@example.com\n"), LOG, {})
    assert f"column 'sent_at', line 2: cannot read '{written}'" in message and "from 1900 to 2199" in message


def test_seconds_and_milliseconds_are_told_apart_by_their_length(at):
    path = at("sent_at,email\n1740993120,a\n,b\n1740993121,c\n")
    assert values(read(path, LOG, {}).table["sent_at"]) == [day("2025-03-03 09:12"), None, day("2025-03-03 09:12:01")]
    found = read(at("sent_at,email\n1740993120123,a\n"), LOG, {}).table["sent_at"]
    assert values(found) == [day("2025-03-03 09:12:00.123")]
    for other in ("1740993120123", "174099312"):
        mixed = at(f"sent_at,email\n1740993120,a\n{other},b\n")
        assert "line 2: cannot read '1740993120'" in refusal(read, mixed, LOG, {})


def test_what_is_told_of_times_counts_the_rows(at):
    rows = ["2025-03-03", "2025-03-03", "2025-03-03 09:12", "2025-03-03 09:12Z", "2025-03-03T09:12+01:00", ""]
    path = at("sent_at,email\n" + "".join(f"{row},a\n" for row in rows))
    told = " ".join(read(path, LOG, {}, "Europe/London").notes)
    assert "2 of" in told and "are days without a time of day and were taken as 00:00." in told
    assert "3 of" in told and "times name no zone and were read as Europe/London" in told
    told = " ".join(read(at("sent_at,email\n2025-03-03T09:12-05:00,a\n"), LOG, {}).notes)
    assert "no zone" not in told and "without a time of day" not in told


def test_blanks_around_a_value_are_no_part_of_it(at):
    found = read(at('sent_at,email,cost,read\n 2025-03-03 ," a@example.com ", 1.5 , yes \n'), LOG, {}).table
    assert [v[0] for _, v in found.items()] == [day("2025-03-03"), "a@example.com", 1.5, True]


def test_values_that_stand_several_times_stay_in_their_rows(at):
    lines = ["2025-03-04,b,7,no", "2025-03-03,a,3,yes", "2025-03-04,b,7,no", ",,,", "2025-03-03,b,3,no"]
    found = read(at(HEAD + "\n".join(lines) + "\n2025-03-04,a,,\n"), LOG, {}).table
    third, fourth = day("2025-03-03"), day("2025-03-04")
    assert values(found["sent_at"]) == [fourth, third, fourth, third, fourth]  # a line of nothing is no row
    assert values(found["email"]) == ["b", "a", "b", "b", "a"]
    assert values(found["cost"]) == [7, 3, 7, 3, None]
    assert values(found["read"]) == [False, True, False, False, None]


@pytest.mark.parametrize(
    "way, example", [("point", "1,234.5 (a decimal point)"), ("comma", "1.234,5 (a decimal comma)")]
)
def test_a_number_that_cannot_be_read_is_shown_how_numbers_are_read(at, way, example):
    message = refusal(read, at(column(["three"], "cost")), LOG, {}, options={"log_decimals": way})
    assert f"Expected a number like 1234.5, or {example}" in message


def test_a_month_may_be_written_without_its_accents(at):
    found = read(at("sent_at,email\n3 fevrier 2025,a\n3 décembre 2025,b\n3 MARZ 2025,c\n"), LOG, {})
    assert [v.month for v in values(found.table["sent_at"])] == [2, 12, 3]


# Uneven rows


def test_a_row_with_too_many_empty_ends_is_not_one_with_too_few(at):
    path = at(HEAD + ROW.replace("\n", ",,\n") + "2025-03-04,b@example.com,1,\n")
    assert values(read(path, LOG, {}).table["read"]) == [True, None]


def test_rows_of_a_sheet_may_end_early_and_rows_with_notes_beside_are_counted(at):
    beside = [["2025-03-05", f"{c}@example.com", None, "look!"] for c in "cd"]
    found = read(at(workbook({"A": [TWO[0], TWO[1], ["2025-03-04"], *beside]})), LOG, {})
    assert values(found.table["email"]) == ["a@example.com", None, "c@example.com", "d@example.com"]
    told = " ".join(found.notes)
    assert "beside the table's columns, which were left out: 2." in told and "fewer values" not in told


@pytest.mark.parametrize(
    "text, line",
    [
        ("sent_at,cost,read,email\n2025-03-03,1,yes,a\n2025-03-04,1\n", 3),  # the last is needed
        ("sent_at,cost,email,read\n2025-03-03,1,a,yes\n2025-03-04,1\n", 3),  # the next is needed
    ],
)
def test_a_row_that_ends_before_what_is_needed_is_refused(at, text, line):
    assert f"line {line}: 2 values; 4 were expected" in refusal(read, at(text), LOG, {})


def test_a_row_of_one_value_is_refused_in_any_table_of_several_columns(at):
    assert "line 3: 1 values; 3 were expected" in refusal(read_all, at("item,price,sold\nTart,2,3\nBun\n"))
    found = read_all(at("item,price,sold\nTart,2,3\nBun,1\nRoll,2\n"))
    assert "what is missing at their ends counts as empty: 2." in " ".join(found.notes)


SALES = "item,price,sold\nTart,2,3\n"


@pytest.mark.parametrize("mark", [",", ";"])
@pytest.mark.parametrize("blanks", [" ", "   "])
def test_a_blank_between_separator_and_quotation_mark_is_no_part_of_a_value(at, mark, blanks):
    lines = [
        ["day", "name", "what"],
        ["2025-03-03", "Petra Holm", f"two{mark} parts"],
        ["2025-03-04", "Jonas", 'a "b"'],
    ]
    text = "".join((mark + blanks).join('"' + v.replace('"', '""') + '"' for v in line) + "\n" for line in lines)
    table = read_all(at(text)).table
    assert [table.columns.tolist(), *table.to_numpy().tolist()] == lines


def test_a_blank_before_a_mark_inside_a_text_stays_text(at):
    assert (
        read_all(at('day;note\n2025-03-03;he said\n2025-03-04; "hi" twice\n')).table["note"].tolist()[1] == '"hi" twice'
    )


@pytest.mark.parametrize(
    "end",
    [
        "Total,,3\n",
        "Total\n",
        ",Total,3\n",
        "Grand total,,£3.00\n",
        "Sub-total,,3\nSumme,,3\nTotal général:,,3\n",
        "TOTALS (1 rows),,3\n",
        "Gesamtbetrag,,3\n",
        "Total,,00:02:30\n",
        "Grand total,£2.00,3\n",
    ],
)
def test_totals_at_the_end_are_no_rows(at, end):
    found = read_all(at(SALES + end))
    assert found.table["item"].tolist() == ["Tart"]
    assert f"Rows left out as totals at the end: {end.count(chr(10))}." in "".join(found.notes)


@pytest.mark.parametrize(
    "rows, header",
    [
        (["Total,2,3"], "item,price,sold"),  # every value is there: a brand of that name
        (["Total,Paris,"], "item,price,sold"),  # what follows is no amount
        (["Totally,,3"], "item,price,sold"),
        (["Summer,,3"], "item,price,sold"),
        (["Tart,,3"], "item,price,sold"),
        (["Total"], "word"),  # a list of words
        (["Total,1,2,"], "item,price,sold,left"),  # more than half of the values
        (["Total,,3", "Tart,2,3"], "item,price,sold"),  # not at the end
        (["Total,,1"], "item,price,sold"),
    ],
)
def test_a_row_that_looks_a_little_like_a_total_is_kept(at, rows, header):
    first = ",".join("9" * len(header.split(",")))
    extra = ["Total,,1"] * 3 if rows == ["Total,,1"] else []  # of four at the end three are left out
    found = read_all(at("\n".join([header, first, *rows, *extra]) + "\n")).table
    assert len(found) == 1 + len(rows) and found.iloc[1, 0] == rows[0].split(",")[0]


@pytest.mark.parametrize("width, most", [(2, 2), (3, 2), (4, 2), (5, 3), (7, 4), (8, 4)])
def test_a_total_fills_no_more_than_half_of_a_wide_table(at, width, most):
    header = ",".join(f"column {c}" for c in "abcdefgh"[:width])
    for filled in range(1, width + 1):
        last = ",".join(["Total"] + ["7"] * (filled - 1) + [""] * (width - filled))
        rows = read_all(at("\n".join([header, ",".join("1" * width), last]) + "\n")).table
        assert len(rows) == (1 if filled <= most else 2), filled


@pytest.mark.parametrize("many", [1, 498, 499, 500, 501, 999, 1000, 1001])
@pytest.mark.parametrize("totals", [0, 1, 3])
def test_totals_are_found_wherever_the_pieces_end_in_which_a_file_is_read(at, many, totals):
    lines = [f"{i},1,2" for i in range(many)] + ["Total,,3"] * totals
    assert read_all(at("\n".join(["item,price,sold", *lines]))).table["item"].tolist() == [f"{i}" for i in range(many)]


@pytest.mark.parametrize("word", "yes Y TRUE 1 ja oui sí Si sim vero x on Wahr".split())
@pytest.mark.parametrize("other", "no N false 0 nein non não nej off".split())
def test_a_yes_and_a_no_in_many_languages(at, word, other):
    path = at(f"{HEAD}2025-03-03,a,1,{word}\n2025-03-03,a,1,{other}\n")
    assert values(read(path, LOG, {}).table["read"]) == [True, False]


def test_another_column_of_the_file_decides_what_one_alone_cannot(at):
    both = Input("log", "", "", (*LOG.columns, InputColumn("opened_at", "time", "when it was opened")))
    found = read(at("sent_at,opened_at,email\n25/3/2025,3/4/2025,a\n"), both, {})
    assert values(found.table["opened_at"]) == [day("2025-04-03")]
    assert "log, opened_at: its days were read as day-first: so is another column of this file." in found.notes


def test_a_column_of_utc_says_so_in_its_header(at):
    made = read(at("Sent (UTC),email\n2025-07-03 09:12,a\n"), LOG, {"sent_at": "Sent (UTC)"}, "Europe/London")
    assert values(made.table["sent_at"]) == [day("2025-07-03 09:12")]


def test_a_spreadsheets_apostrophe_is_left_out_and_said(at):
    path = at(READ["apostrophes of a spreadsheet"][0])
    found = read_all(path)
    assert values(found.table["note"]) == ["0123", "+44 1632", "'tis", "O'Neill", "'"]
    assert "mine.csv: note: 2 of 5 values began with a spreadsheet's apostrophe; it was left out." in found.notes


def test_a_private_table_is_told_without_its_numbers(at):
    private = Input("log", "", "", LOG.columns, private=True)
    path = at("sent_at,email,cost\n3/25/2025,'1,1\n4/26/2025,'2,2\nTotal,,3\n")
    notes = " ".join(read(path, private, {}).notes)
    assert "Some times name no zone" in notes and "totals at the end: some." in notes
    assert "2" not in notes.replace("UTC", "") and " 1" not in notes


# All columns


def test_an_open_table_has_all_columns_under_names_of_their_own(at):
    found = read_all(at("email,email,,x,\na,b,c,,\n"), ALL)
    assert {name: values(found.table[name]) for name in found.table} == {
        "email": ["a"],
        "email (2)": ["b"],
        "column 3": ["c"],
        "x": [None],
    }
    assert "mine.csv: email (2): a second column of the name 'email'." in found.notes


def test_an_open_workbook_asks_for_its_sheet(at):
    path = at(workbook({"March": TWO, "April": [["x"], ["1"]]}), "mine.xlsx")
    assert '--set all_sheet="March" or --set all_sheet="April"' in refusal(read_all, path, ALL)
    assert list(read_all(path, ALL, {"all_sheet": "April"}).table) == ["x"]
    assert "has no sheet 'May'" in refusal(read_all, path, ALL, {"all_sheet": "May"})
    assert list(read_all(path, ALL, {"all_sheet": " april"}).table) == ["x"]
    only = read_all(at(workbook({"March": TWO}), "only.xlsx"), ALL, {"all_sheet": "April"})
    assert len(only.table) == 1 and only.notes == ["only.xlsx: It has no sheet 'April'; its only one was read."]
    asked = understand(path, ALL)
    assert asked.sheets == ("March", "April")
    assert asked.questions == (Question("all_sheet", "which of its sheets holds the table?", ("March", "April")),)


# A look before reading


def test_what_is_understood_before_anything_is_read(at):
    path = at(
        "Gesendet,Kontakt,Betrag\n03.04.2025,anna@example.com,1.234\n04.03.2025,bo@example.com,2.345\n",
        "März.csv",
    )
    seen = understand(path, LOG)
    assert (seen.file, seen.export, seen.sheets) == ("März.csv", "", ())
    assert seen.headers == ("Gesendet", "Kontakt", "Betrag")
    assert [(m.column, m.header, m.why, m.sure) for m in seen.columns] == [
        ("sent_at", "Gesendet", "synonym", True),
        ("email", "Kontakt", "content", False),
        ("cost", "Betrag", "synonym", True),
        ("read", "", "", False),
    ]
    assert [q.setting for q in seen.questions] == ["log_dates", "log_decimals"]
    assert seen.samples["Kontakt"] == ("a…@example.com", "b…@example.com") and seen.samples["Betrag"][0] == "•.•••"
    answered = understand(path, LOG, {"email": "Kontakt"}, {"log_dates": "day-first", "log_decimals": "comma"})
    assert answered.questions == () and answered.columns[1].why == "said"
    message = refusal(read, path, LOG, {}, options={"log_dates": "day-first", "log_decimals": "comma"})
    assert "The values of 'Kontakt' look like it." in message and '--set log_email="NAME IN THE FILE"' in message


def test_a_suggestion_for_an_optional_column_is_not_taken_but_said(at):
    optional = Input(
        "log",
        "",
        "",
        (InputColumn("sent_at", "time", "when"), InputColumn("email", "text", "whom", False, "", ("email",))),
    )
    found = read(at("sent_at,Kontakt\n2025-03-03,a@example.com\n"), optional, {})
    assert found.table["email"].isna().all() and any('--set log_email="Kontakt"' in note for note in found.notes)


def test_a_look_reads_no_more_than_it_needs(at, monkeypatch):
    path = at(HEAD + ROW * 200_000)
    taken = []
    monkeypatch.setattr(files._Kept, "readinto", lambda self, b: taken.append(n := self.raw.readinto(b)) or n)
    understand(path, LOG)
    assert sum(taken) < 2_000_000 < path.stat().st_size


# Known exports: hand-written files in the shape of the real ones; all people are invented

PERSON = {"email": "email", "customer_id": "customer_id", "given_name": "given_name", "phone": "phone"}
SAMPLES = {
    "Shopify orders": (
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,"
        "Subtotal,Shipping,Taxes,"
        "Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
        "Lineitem price,"
        "Billing Name,Billing Zip,Notes,Id,Tags,Source,Phone\n"
        "#1001,emma.clarke@example.com,paid,2025-03-03 09:12:05 +0000,fulfilled,2025-03-04 08:00:00 +0000,"
        "yes,GBP,34.00,0.00,5.67,"
        "34.00,,0.00,Standard,2025-03-03 09:12:00 +0000,1,Mixing bowl,20.00,Emma Clarke,'AB1 2CD,,5550001,,"
        "web,\n"
        "#1001,emma.clarke@example.com,,,,,,,,,,,,,,2025-03-03 09:12:00 +0000,2,Wooden spoon,7.00,,,,,,,\n"
        "#1002,noor.haddad@example.org,paid,2025-03-05 18:01:00 +0000,,,no,GBP,20.00,0.00,3.33,20.00,,0.00,"
        "Standard,"
        "2025-03-05 18:00:00 +0000,1,Mixing bowl,20.00,Noor Haddad,,,5550002,,web,\n",
        ("order_id", "email", "ordered_at", "amount"),
        [
            ["#1001", "#1002"],
            ["emma.clarke@example.com", "noor.haddad@example.org"],
            [day("2025-03-03 09:12"), day("2025-03-05 18:00")],
            [34.0, 20.0],
        ],
    ),
    "Shopify customers": (
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default "
        "Address Zip,"
        "Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags\n"
        "'6677001,Emma,Clarke,emma.clarke@example.com,yes,,'AB1 2CD,,'+447700900123,no,54.00,2,,no,vip\n"
        "'6677002,Noor,Haddad,noor.haddad@example.org,no,,,,,no,0.00,0,,no,\n",
        ("customer_id", "email", "consent_status", "phone"),
        [
            ["6677001", "6677002"],
            ["emma.clarke@example.com", "noor.haddad@example.org"],
            ["yes", "no"],
            ["+447700900123", None],
        ],
    ),
    "Mailchimp audience, subscribed contacts": (
        '"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,'
        "CONFIRM_IP,LATITUDE,LONGITUDE,"
        "GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n"
        'emma.clarke@example.com,Emma,Clarke,2,,,"2025-03-03 09:12:47",192.0.2.1,,,,,,,,"2025-03-03 '
        '09:13:00",101,ab12,,\n',
        ("email", "consent_time", "consent_status"),
        [["emma.clarke@example.com"], [day("2025-03-03 09:12:47")], ["subscribed"]],
    ),
    "Mailchimp audience, unsubscribed contacts": (
        '"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,'
        "CONFIRM_IP,LAST_CHANGED,"
        "UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER,LEID,EUID,NOTES\n"
        'noor.haddad@example.org,Noor,Haddad,1,,,"2024-01-02 10:00:00",192.0.2.2,"2025-03-09 10:00:00",'
        '"2025-03-09 10:00:00",'
        "Spring,77,NORMAL,,102,cd34,\n",
        ("email", "consent_time", "consent_status"),
        [["noor.haddad@example.org"], [day("2025-03-09 10:00")], ["unsubscribed"]],
    ),
    "Mailchimp audience, cleaned contacts": (
        '"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,'
        "CONFIRM_IP,LAST_CHANGED,"
        "CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,LEID,EUID,NOTES\n"
        'old.box@example.net,Ola,Box,1,,,"2023-01-02 10:00:00",192.0.2.3,"2025-03-09 10:00:00","2025-03-09 '
        '10:00:00",Spring,77,'
        "103,ef56,\n",
        ("email", "cleaned_at"),
        [["old.box@example.net"], [day("2025-03-09 10:00")]],
    ),
    "Square customers": (
        "Reference ID,First Name,Last Name,Email Address,Phone Number,Nickname,Company Name,Street Address "
        "1,City,State,Postal Code,"
        "Birthday,Memo,Square Customer ID,Creation Source,First Visit,Last Visit,Transaction Count,"
        "Lifetime Spend,"
        "Email Subscription Status,Instant Profile\n"
        ",Emma,Clarke,emma.clarke@example.com,'+447700900123,,,,,,AB1 2CD,,,SQ0001,Third Party,2025-03-03,"
        "2025-03-09,2,$54.00,"
        "subscribed,No\n",
        ("customer_id", "email", "created_at", "consent_status", "amount"),
        [["SQ0001"], ["emma.clarke@example.com"], [day("2025-03-03")], ["subscribed"], [54.0]],
    ),
    "HubSpot contacts": (
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Marketing contact "
        "status,Create Date,"
        "Unsubscribed from all email\n"
        "901,Emma,Clarke,emma.clarke@example.com,,,NEW,Marketing contact,2025-03-03 09:12,false\n",
        ("customer_id", "email", "created_at", "opted_out"),
        [["901"], ["emma.clarke@example.com"], [day("2025-03-03 09:12")], ["false"]],
    ),
    "Stripe payments": (
        "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Amount "
        "Refunded,"
        "Converted Currency,Decline Reason,Description,Fee,Refunded date (UTC),Statement Descriptor,Status,"
        "Seller Message,"
        "Taxes On Fee,Card ID,Customer ID,Customer Description,Customer Email,Invoice ID,Transfer\n"
        "ch_001,2025-03-03 09:12:44,34.00,0.00,gbp,TRUE,34.00,0.00,gbp,,,0.71,,KITCHEN,Paid,Payment "
        "complete.,0.00,card_1,cus_001,,"
        "emma.clarke@example.com,,\n",
        ("order_id", "ordered_at", "customer_id", "email", "amount"),
        [["ch_001"], [day("2025-03-03 09:12:44")], ["cus_001"], ["emma.clarke@example.com"], [34.0]],
    ),
    "Stripe customers": (
        "id,Description,Email,Name,Created (UTC),Delinquent,Plan,Status,Total Spend,Payment Count,Refunded "
        "Volume,Dispute Losses\n"
        "cus_001,,emma.clarke@example.com,Emma Clarke,2025-03-03 09:12,false,,,54.00,2,0.00,0.00\n",
        ("customer_id", "email", "created_at", "name"),
        [["cus_001"], ["emma.clarke@example.com"], [day("2025-03-03 09:12")], ["Emma Clarke"]],
    ),
    "Square item sales": (
        "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,"
        "Discounts,Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,"
        "Location,Dining Option,Customer ID\n"
        "2025-03-03,09:12:44,London,Cakes,Lemon tart,2.0,Regular,,,£7.80,£0.00,£7.80,£0.00,tx_1,pay_1,"
        "Till,,,Payment,Shop,For Here,\n",
        ("order_id", "ordered_at", "item", "quantity"),
        [["tx_1"], [day("2025-03-03")], ["Lemon tart"], [2.0]],
    ),
    "WooCommerce orders (Analytics)": (
        'Date,"Order #","N. Revenue (formatted)",Status,Customer,"Customer type","Product(s)","Items sold",'
        '"Coupon(s)","Net Sales",'
        'Attribution\n"2025-03-03 09:12:44",2101,£34.00,completed,"Emma Clarke",new,"1× Mixing bowl",1,,34,'
        "Direct\n",
        ("order_id", "ordered_at", "name", "amount"),
        [["2101"], [day("2025-03-03 09:12:44")], ["Emma Clarke"], [34.0]],
    ),
    "WooCommerce orders": (
        "order_id,order_number,date,status,shipping_total,tax_total,order_total,order_currency,"
        "payment_method,customer_id,"
        "billing_first_name,billing_last_name,billing_email,billing_phone,billing_postcode,item_name,"
        "item_quantity\n"
        '2101,2101,"2025-03-03 09:12:44",completed,0.00,5.67,34.00,GBP,card,17,Emma,Clarke,'
        "emma.clarke@example.com,,AB1 2CD,Bowl,1\n"
        '2101,2101,"2025-03-03 09:12:44",completed,0.00,5.67,34.00,GBP,card,17,Emma,Clarke,'
        "emma.clarke@example.com,,AB1 2CD,Spoon,2\n",
        ("order_id", "ordered_at", "customer_id", "email", "amount"),
        [["2101"], [day("2025-03-03 09:12:44")], ["17"], ["emma.clarke@example.com"], [34.0]],
    ),
}
KINDS = {
    "ordered_at": "time",
    "created_at": "time",
    "consent_time": "time",
    "cleaned_at": "time",
    "amount": "number",
    "quantity": "number",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_each_known_export_is_recognised_and_mapped(at, name):
    content, meanings, meant = SAMPLES[name]
    wanted = Input(
        "mine", "", "", tuple(InputColumn(f"the_{m}", KINDS.get(m, "text"), m, means=(m,)) for m in meanings)
    )
    path = at(content)
    seen, found = understand(path, wanted), read(path, wanted, {})
    assert seen.export == name and any(f"was recognised as the export {name}." in note for note in found.notes)
    assert [values(found.table[c]) for c in found.table] == meant
    extra = at("\n".join(f"{line},more" for line in content.strip().split("\n")), "extra.csv")
    assert understand(extra, wanted).export == name


def test_no_export_is_taken_for_another():
    for name, (content, *_) in SAMPLES.items():
        assert recognise(next(csv.reader(io.StringIO(content)))).name == name
    assert {e.name for e in exports()} == set(SAMPLES) and recognise(["email", "name"]) is None


def test_an_orders_further_lines_are_no_further_orders_but_their_items_can_be_read(at):
    path = at(SAMPLES["Shopify orders"][0])
    orders = Input("orders", "", "", (InputColumn("when", "time", "when", means=("ordered_at",)),))
    found = read(path, orders, {})
    assert len(found.table) == 2 and any("only continue the one above (the same 'Name'): 1." in n for n in found.notes)
    items = Input("items", "", "", (*orders.columns, InputColumn("item", "text", "what")))
    assert len(read(path, items, {"item": "Lineitem name"}).table) == 3


# What can be set


def test_the_short_name_of_a_column_is_enough_where_one_file_has_it(at, tmp_path):
    about = catalogue.play("consent-audit")
    at(HEAD + ROW, "sends.csv")
    chosen = catalogue.choose(about, {"sends": "sends.csv", "sent_at_column": "When", "email_column": "E"}, tmp_path)
    assert chosen.headers["sends"] == {"sent_at": "When", "email": "E"}
    both = {"sends": "sends.csv", "consents": "sends.csv", "email_column": "E"}
    message = refusal(catalogue.choose, about, both, tmp_path)
    assert "could be a column of several files. Say which: sends_email= or consents_email=" in message
    assert "a file that is not given" in refusal(catalogue.choose, about, {"sent_at_column": "E"}, tmp_path)
    assert "is none of day-first, month-first" in refusal(
        catalogue.choose, about, {"sends": "sends.csv", "sends_dates": "year-first"}, tmp_path
    )
    assert "no file is given" in refusal(catalogue.choose, about, {"sends_dates": "day-first"}, tmp_path)
    said = catalogue.choose(about, {"sends": "sends.csv", "sends_dates": "Day-First", "sends_sheet": "A"}, tmp_path)
    assert said.options == {"sends_dates": "day-first", "sends_sheet": "A"}


def test_every_play_says_what_its_columns_mean():
    known = {m for e in exports() for m in (*e.means, *e.says)} | set(vocabulary.kinds())
    found = [m for about in catalogue.plays().values() for t in about.inputs for c in t.columns for m in c.means]
    assert found and set(found) <= known


# Files that are none, or change


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_or_a_device_is_refused_and_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", Path("/dev/zero"), Path("/dev/null")):
        for call in (lambda p: read(p, LOG, {}), read_all, lambda p: understand(p, LOG)):
            ended = []
            thread = threading.Thread(target=lambda c=call, p=path, e=ended: e.append(refusal(c, p)), daemon=True)
            thread.start()
            thread.join(10)
            assert "is no file but a pipe or a device" in ended[0]


def test_a_folder_and_a_file_without_the_right_to_read(tmp_path, at, monkeypatch):
    assert "it is a folder" in refusal(read, tmp_path, LOG, {})
    assert "cannot be read" in refusal(read_all, tmp_path / "none.csv")
    assert "cannot be read" in refusal(read_all, Path("a\0b"))
    path = at(HEAD + ROW)
    monkeypatch.setattr(files.os, "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    assert "cannot be read (Permission denied). Close it" in refusal(read, path, LOG, {})


@pytest.mark.parametrize("change", ["grow", "shrink", "other"])
def test_a_file_that_changes_while_it_is_read(at, monkeypatch, change):
    path = at(HEAD + ROW * 5000)

    def gather(source, places, must):
        if change == "shrink":
            os.truncate(path, len(HEAD) + 3 * len(ROW))
        elif change == "grow":
            path.write_bytes(path.read_bytes() + ROW.encode())
        else:
            path.write_bytes(path.read_bytes().replace(b"a@", b"b@"))
        return rows.gather(source, places, must)

    monkeypatch.setattr("ethical_data.playbook.reading.reader.gather", gather)
    assert "was changed while it was read" in refusal(read, path, LOG, {})


def test_a_file_for_which_memory_is_short_says_how_much_it_needs(at, monkeypatch):
    path = at(HEAD + ROW * 50_000)
    monkeypatch.setattr(rows, "free_memory", lambda: 4_000_000)
    assert "its 4 column(s) need about 0.0 GB of memory, and 0.0 GB are free." in refusal(read, path, LOG, {})
    one = Input("log", "", "", LOG.columns[:1])
    assert len(read(path, one, {}).table) == 50_000
    monkeypatch.setattr(rows, "free_memory", lambda: None)
    assert len(read(path, LOG, {}).table) == 50_000


@pytest.mark.skipif(os.name != "posix", reason="names that other systems forbid")
def test_a_files_own_name_cannot_harm_a_message(at):
    assert refusal(read, at("", 'a"<b>\u202e\n.csv'), LOG, {}).startswith('a"<b>\\u202e\\n.csv is empty')


# Anything at all

CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), min_size=1, max_size=9
).filter(lambda v: v.strip() == v and v[0] not in "'\ufeff")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=6)),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_table_of_text_is_read_back_exactly(table, delimiter, encoding, quoting, end):
    text = io.StringIO()
    header = [f"column {chr(97 + i)}" for i in range(len(table[0]))]
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows([header, *table])
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "any.csv")
        path.write_bytes(mark + text.getvalue().encode(encoding))
        found = read_all(path)
    assert list(found.table) == header and found.table.to_numpy().tolist() == table


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=80).map(lambda b: (HEAD + ROW).encode() + b),
        st.binary(max_size=40).map(lambda b: b"PK\x03\x04" + b),
        st.tuples(st.integers(0, len(PLAIN) - 1), st.binary(max_size=20)).map(
            lambda at: PLAIN[: at[0]] + at[1] + PLAIN[at[0] + len(at[1]) :]
        ),
        st.text(max_size=200).map(lambda t: t.encode("utf-16", "surrogatepass")),
        st.lists(
            st.sampled_from(
                [
                    "sent_at",
                    "email",
                    ",",
                    ";",
                    "\n",
                    '"',
                    "3/4/2025",
                    "1,234",
                    "Total",
                    "'",
                    "\ufeff",
                    "sep=;",
                ]
            ),
            max_size=30,
        ).map(lambda parts: "".join(parts).encode()),
    )
)
def test_any_bytes_give_a_table_or_one_message(content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "any.csv")
        path.write_bytes(content)
        for call in (
            lambda p: read(p, LOG, {}),
            read_all,
            lambda p: understand(p, LOG),
            lambda p: understand(p, ALL),
        ):
            try:
                call(path)
            except InputError as error:
                assert str(error).startswith("any.csv") and str(error).isprintable()
        assert path.read_bytes() == content


def test_an_optional_column_can_be_said_to_be_none_of_them(at):
    path = at(HEAD + ROW)
    found = read(path, LOG, {"cost": "-"})
    assert found.table["cost"].isna().all() and found.table["read"].tolist() == [True]
    assert any("left out, as was said" in note for note in found.notes)
    assert "is needed and cannot be left out" in refusal(read, path, LOG, {"email": "-"})
    seen = {m.column: m for m in understand(path, LOG, {"cost": "-"}).columns}
    assert seen["cost"].refused and not seen["email"].refused
    named = read(at("sent_at,email,-\n2025-03-03 09:12,a@example.com,7\n"), LOG, {"cost": "-"})
    assert named.table["cost"].tolist() == [7.0]  # a header that is "-"


def test_none_of_them_holds_against_what_a_known_export_says(at):
    status = Input(
        "log",
        "",
        "",
        (
            InputColumn("email", "text", "", means=("email",)),
            InputColumn("status", "text", "", False, means=("consent_status",)),
        ),
    )
    path = at("Email Address,First Name,UNSUB_TIME\na@example.com,A,2025-03-03 09:12:00\n")
    assert read(path, status, {}).table["status"].tolist() == ["unsubscribed"]
    assert read(path, status, {"status": "-"}).table["status"].isna().all()


def test_an_uneven_table_of_any_columns_is_not_read_as_one_column(at):
    uneven = "name,email,age\na,b@example.com,30\nc,d@example.com\ne,f@example.com,32,more\ng,h@example.com,1,2\n"
    assert "line 4: 4 values; 3 were expected" in refusal(read_all, at(uneven), ALL)
    assert list(read_all(at("what they wrote\nhello, dear\nno\nthanks, bye\n"), ALL).table) == ["what they wrote"]


def test_a_table_without_a_header_is_not_read_under_somebodys_address(at):
    message = refusal(read_all, at("Anna,a@example.com,30\nBo,b@example.com,31\n"), ALL)
    assert "its first line looks like data" in message and "a@example.com" not in message


def test_a_comma_inside_a_value_does_not_make_the_header_a_title(at):
    found = read_all(at("column a;column b\n0;,0\n0;,0\n"), ALL).table
    assert list(found) == ["column a", "column b"] and found.to_numpy().tolist() == [["0", ",0"]] * 2
