"""Text to numbers, times and yes-no, decided for a column as a whole and never for one value alone."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from .files import Typed

EXPECTED = {
    "time": "a time like 2025-03-03 09:12 or 2025-03-03T09:12:00+01:00: year, month, day; from 1900 to 2199",
    "number": "a number like 1234.5",
    "yes-no": "yes, no, true, false, y, n, 1 or 0",
}
DAY_FIRST, MONTH_FIRST, POINT, COMMA = "day-first", "month-first", "point", "comma"

YES = "yes y true t 1 on x ✓ ✔ ja j wahr oui o vrai sí si s verdadero vero sim verdadeiro tak ano da igen kyllä"
NO = "no n false f 0 off nein falsch non faux falso não nao nie ne nem ei nej nei nee onwaar"
YES_NO = dict.fromkeys(YES.split(), True) | dict.fromkeys(NO.split(), False)


@dataclass(frozen=True)
class Values:
    """A column's texts, each different one once, and which of them each row has."""

    texts: list[str]
    codes: np.ndarray
    unquoted: int = 0  # rows that lost an apostrophe

    @classmethod
    def of(cls, rows: Sequence[str]) -> "Values":
        codes, found = pd.factorize(np.fromiter(rows, dtype=object, count=len(rows)))
        texts = [text if isinstance(text, Typed) else text.strip() for text in found]
        plain = [_without_apostrophe(text) for text in texts]
        lost = np.array([a is not b for a, b in zip(texts, plain)], dtype=bool)
        return cls(plain, codes, int(lost[codes].sum()) if lost.any() else 0)

    def rows(self, each: np.ndarray) -> np.ndarray:
        """What holds for each text, for each row."""
        return each[self.codes]

    def count(self, each: Sequence[bool]) -> int:
        """How many rows have a text of which this holds."""
        return int(np.asarray(each, dtype=bool)[self.codes].sum()) if len(self.texts) else 0

    def told(self, of: Callable[..., str]) -> list[str]:
        """What is to be said of its apostrophes."""
        return [f"{of(self.unquoted, 'values')} began with a spreadsheet's apostrophe; it was left out."] * bool(
            self.unquoted
        )


def _without_apostrophe(text: str) -> str:
    """A spreadsheet's own mark of text, as in '+44 or '0123, is no part of the value."""
    return text[1:] if text[:1] == "'" and text[1:2] and text[1] in "0123456789+-=@" else text


@dataclass(frozen=True)
class Converted:
    """A column in its kind, of which texts that is not so, and what was assumed."""

    series: pd.Series
    wrong: np.ndarray  # of the texts
    notes: list[str] = field(default_factory=list)
    expected: str = ""


def plain_text(values: Values) -> np.ndarray:
    """The rows as text, None for an empty one."""
    each = np.empty(len(values.texts), dtype=object)
    each[:] = [str(t) or None for t in values.texts]
    return values.rows(each)


def text(values: Values) -> Converted:
    return Converted(pd.Series(plain_text(values), dtype="str"), np.zeros(len(values.texts), bool))


def yes_no(values: Values) -> Converted:
    known = [YES_NO.get(t.casefold()) for t in values.texts]
    wrong = np.array([k is None and t != "" for k, t in zip(known, values.texts)], dtype=bool)
    each = np.array([bool(k) for k in known], dtype=bool)
    missing = np.array([k is None for k in known], dtype=bool)
    rows = pd.arrays.BooleanArray(values.rows(each), values.rows(missing)) if known else pd.array([], "boolean")
    return Converted(pd.Series(rows), wrong, expected=EXPECTED["yes-no"])


# Numbers

CODES = "USD EUR GBP CHF CAD AUD NZD JPY CNY SEK NOK DKK PLN CZK HUF RON BGN TRY INR BRL MXN ZAR SGD HKD"
_MONEY = rf"(?:(?:[A-Z]{{1,3}})?\s?[$€£¥₹₽₩₺₫₴฿₪৳]|{CODES.replace(' ', '|')}|kr\.?|zł|Kč|Ft|lei|Fr\.?|Rs\.?)"
_SPACES = " \u00a0\u202f\u2009"
_AMOUNT = re.compile(
    rf"(?P<open>\()?(?P<sign>[-+−])?\s?{_MONEY}?\s?(?P<inner>[-+−])?(?P<body>[0-9.,][0-9.,"
    rf"'’{_SPACES}]*(?:[eE][-+]?[0-9]+)?)"
    rf"\s?{_MONEY}?(?P<after>-)?(?P<close>\))?"
)
_POINT = re.compile(
    rf"(?P<whole>[1-9][0-9]{{0,2}}(?:(?P<by>[,'’{_SPACES}])[0-9]{{3}}(?:(?P=by)[0-9]{{3}})*)|[0-9]*)"
    r"(?P<part>\.[0-9]*)?(?P<power>[eE][-+]?[0-9]+)?"
)
_SWAP = str.maketrans(",.", ".,")


@lru_cache(maxsize=1 << 16)
def _readings(text: str) -> tuple[float | None, float | None]:
    """What a number means with a decimal point, and with a decimal comma; None: not a number so written."""
    found = _AMOUNT.fullmatch(re.sub("(?<=[0-9])[.,][-–—]{1,2}$", "", text))  # 12.- and 12,– are 12
    if not found or bool(found["open"]) != bool(found["close"]):
        return None, None
    marks = [m for m in (found["open"], found["sign"], found["inner"], found["after"]) if m]
    if len(marks) > 1:
        return None, None
    body = found["body"].strip(_SPACES)
    return tuple(_signed(_number(b), bool(marks) and marks[0] != "+") for b in (body, body.translate(_SWAP)))


def _signed(number: float | None, negative: bool) -> float | None:
    return -number if number is not None and negative else number


def _number(body: str) -> float | None:
    found = _POINT.fullmatch(body)
    if not found or not re.search("[0-9]", (found["whole"] or "") + (found["part"] or "")):
        return None
    whole = re.sub("[^0-9]", "", found["whole"] or "")
    number = float(f"{whole or 0}{found['part'] or ''}{found['power'] or ''}")
    return number if np.isfinite(number) else None


def _both(text: str) -> tuple[float | None, float | None]:
    if isinstance(text, Typed):
        return (float(text),) * 2
    return _readings(text)


def is_amount(text: str) -> bool:
    """Is it a number, however written?"""
    return any(number is not None for number in _both(text))


@dataclass(frozen=True)
class Evidence:
    """For each of two ways to read a column, in how many rows it alone fits; and a text that fits both."""

    first: int
    second: int
    doubtful: str = ""
    rows: int = 0  # that fit both and differ

    def decides(self, ways: tuple[str, str]) -> str:
        """The way that the values leave open, if they do leave but one; "" where none or both are left."""
        if bool(self.first) == bool(self.second):
            return ""
        return ways[0] if self.first else ways[1]

    @property
    def asks(self) -> bool:
        return bool(self.doubtful) and not self.first and not self.second


def decimals(values: Values) -> Evidence:
    """Point or comma?"""
    pairs = [_both(t) if t else (None, None) for t in values.texts]
    doubtful = [p is not None and c is not None and p != c for p, c in pairs]
    return Evidence(
        values.count([p is not None and c is None for p, c in pairs]),
        values.count([c is not None and p is None for p, c in pairs]),
        next((t for t, d in zip(values.texts, doubtful) if d), ""), values.count(doubtful),
    )  # fmt: skip


def number(values: Values, style: str) -> Converted:
    """style: point or comma, the decimal sign."""
    found = [_both(t)[style == COMMA] if t else None for t in values.texts]
    wrong = np.array([f is None and t != "" for f, t in zip(found, values.texts)], dtype=bool)
    each = np.array([np.nan if f is None else f for f in found], dtype="float64")
    example = "1.234,5 (a decimal comma)" if style == COMMA else "1,234.5 (a decimal point)"
    rows = values.rows(each) if found else each
    return Converted(pd.Series(rows), wrong, expected=f"{EXPECTED['number']}, or {example}")


# Times

_NAMES = (
    "january januar janvier enero gennaio januari janeiro jan ene gen janv jän jänner",
    "february februar février febrero febbraio februari fevereiro feb fév fev févr",
    "march märz mars marzo maart março mar mär mrz mrt",
    "april avril abril aprile apr avr abr",
    "may mai mayo maggio mei maio mag",
    "june juni juin junio giugno junho jun giu",
    "july juli juillet julio luglio julho jul juil lug",
    "august août agosto augustus aug aoû ago",
    "september septembre septiembre settembre setembro sep sept set",
    "october oktober octobre octubre ottobre outubro oct okt ott out",
    "november novembre noviembre novembro nov",
    "december dezember décembre diciembre dicembre dezembro dec dez déc dic",
)


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


MONTHS = {_bare(name): month for month, names in enumerate(_NAMES, 1) for name in names.split()}
_TIME = (
    r"(?:(?:[T ]|,\s?|\s(?:at|um|à|a las|alle|om)\s)\s?(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}"
    r"(?:[.,][0-9]{1,9})?))?)?\s?(?P<half>[AaPp]\.?[Mm]\.?)?(?:\s?(?:Uhr|h))?)?"
    r"\s?(?P<zone>Z|(?:UTC|GMT)?[+-][0-9]{2}(?::?[0-9]{2})?|UTC|GMT)?(?:\s\([\w ]+\))?"
)
_WEEKDAY = r"(?:[^\W\d_]{2,12}[.,]{0,2}\s)?"
_LED_BY_DAY = re.compile(
    rf"{_WEEKDAY}(?P<a>[0-9]{{1,2}})(?P<by>[./-])(?P<b>[0-9]{{1,2}})(?P=by)"
    rf"(?P<year>[0-9]{{4}}|[0-9]{{2}}){_TIME}"
)
_LED_BY_YEAR = re.compile(
    rf"(?P<year>[0-9]{{4}})(?P<by>[./-])(?P<month>[0-9]{{1,2}})(?P=by)(?P<day>[0-9]{{1,2}}){_TIME}"
)
_NAMED = re.compile(
    rf"{_WEEKDAY}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|er|\.)?[\s-]?(?:de |of "
    rf")?(?P<name>[^\W\d_]{{3,10}})\.?,?[\s-](?:de )?"
    rf"(?P<year>[0-9]{{4}}){_TIME}"
)
_NAMED_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<name>[^\W\d_]{{3,10}})\.?\s(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,"
    rf"?\s(?P<year>[0-9]{{4}}){_TIME}"
)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.,]+ ?(?:Z|[+-][0-9:]+)?)?")
EPOCH = {10: (978_307_200, 4_102_444_800, 1), 13: (978_307_200_000, 4_102_444_800_000, 1000)}  # 2001 to 2099


def date_order(values: Values) -> Evidence:
    """Day or month first? Days that are the same both ways, such as 3/3/2025, tell nothing."""
    first, second, doubtful = [], [], []
    for t in values.texts:
        found = None if _ISO.fullmatch(t) else _LED_BY_DAY.fullmatch(t)
        a, b = (int(found["a"]), int(found["b"])) if found and len(found["year"]) == 4 else (0, 0)
        first.append(a > 12 >= b > 0)
        second.append(b > 12 >= a > 0)
        doubtful.append(0 < a <= 12 and 0 < b <= 12 and a != b)
    text = next((t for t, d in zip(values.texts, doubtful) if d), "")
    return Evidence(values.count(first), values.count(second), text, values.count(doubtful))


def _iso(text: str, order: str) -> str:
    """A written time in ISO 8601, or "" if it is none. A year of two digits is never completed."""
    if _ISO.fullmatch(text):
        return text
    text = re.sub(rf"[\s{_SPACES}]+", " ", text)
    if found := _LED_BY_DAY.fullmatch(text):
        day, month = (found["b"], found["a"]) if order == MONTH_FIRST else (found["a"], found["b"])
    elif found := _LED_BY_YEAR.fullmatch(text):
        day, month = found["day"], found["month"]
    elif found := _NAMED.fullmatch(text) or _NAMED_FIRST.fullmatch(text):
        day, month = found["day"], MONTHS.get(_bare(found["name"]), 0)
    if not found or len(found["year"]) != 4:
        return ""
    return f"{found['year']}-{int(month):02}-{int(day):02}{_clock(found)}"


def _clock(found: re.Match) -> str:
    """The time of day and the zone, "" if there is none, "!" if it cannot be."""
    zone = (found["zone"] or "").removeprefix("UTC").removeprefix("GMT") if found["zone"] not in ("UTC", "GMT") else "Z"
    if found["hour"] is None:
        return "!" if zone else ""
    hour, half = int(found["hour"]), (found["half"] or "")[:1].lower()
    if found["minute"] is None and not half or half and not 1 <= hour <= 12:
        return "!"
    hour = hour % 12 + 12 * (half == "p") if half else hour
    second = (found["second"] or "00").replace(",", ".")
    return f"T{hour:02}:{found['minute'] or '00'}:{second}{zone}"


def _epoch(texts: list[str]) -> list[str] | None:
    """Seconds or milliseconds since 1970, where every value is such a number."""
    filled = [t for t in texts if t]
    size = len(filled[0]) if filled else 0
    low, high, unit = EPOCH.get(size, (0, 0, 1))
    if not filled or not all(len(t) == size and t.isascii() and t.isdigit() and low <= int(t) < high for t in filled):
        return None
    times = pd.to_datetime(pd.Series([int(t or low) for t in texts]), unit="s" if unit == 1 else "ms", utc=True)
    return [iso if t else "" for t, iso in zip(texts, times.dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))]


def time(values: Values, order: str, zone: str, of: Callable[..., str]) -> Converted:
    """Microseconds in UTC. zone: of times that name none; of: how a count is told."""
    notes, epoch = [], _epoch(values.texts)
    if epoch:
        notes.append("Its values were taken as seconds since 1970, in UTC.")
    texts = epoch or [_iso(t, order) for t in values.texts]
    given = np.array([t != "" for t in values.texts], dtype=bool)
    times = pd.to_datetime(
        pd.Series([t or None for t in texts], dtype=object), format="ISO8601", utc=True, errors="coerce"
    )
    times = times.dt.as_unit("us")
    wrong = ~times.dt.year.between(1900, 2199).to_numpy() & given
    days = values.count([len(t) == 10 for t in texts])
    local = np.array([t != "" and t[-1] != "Z" and "+" not in t and "-" not in t[10:] for t in texts], dtype=bool)
    if days:
        notes.append(f"{of(days)} are days without a time of day and were taken as 00:00.")
    if local.any():
        twice = "" if zone == "UTC" else ", the first of the two in an hour that the clocks repeat"
        notes.append(
            f"{of(values.count(local), 'times')} name no zone and were read as {zone}{twice} (setting time_zone)."
        )
    if local.any() and zone != "UTC" and not wrong.any():
        naive, first = times[local].dt.tz_localize(None), np.ones(local.sum(), bool)
        times[local] = naive.dt.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    return Converted(
        times.take(values.codes).reset_index(drop=True),
        wrong,
        notes,
        _expected_time(values.texts, wrong, order),
    )


def _expected_time(texts: list[str], wrong: np.ndarray, order: str) -> str:
    found = _LED_BY_DAY.fullmatch(texts[int(wrong.argmax())]) if wrong.any() else None
    if found and len(found["year"]) == 2:
        return EXPECTED["time"] + ", with a year of four digits"
    return EXPECTED["time"] + (f"; in this column {order}" if found else "")
