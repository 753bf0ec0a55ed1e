"""What values look like, and personal data hidden in running text.

A check digit alone proves little: one in ten of other numbers fits a bank card's by chance. So a column is decided by a
vote over its values, and a number in running text counts only if its length, its first digits and its grouping fit too.

Bank cards: ISO/IEC 7812-1 (Luhn). Bank numbers: ISO 13616 (IBAN). Identity numbers: as python-stdnum has them.
"""

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from stdnum import iban, luhn
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.it import codicefiscale
from stdnum.pl import pesel
from stdnum.us import ssn

from . import vocabulary

FOUND = (
    "mail address",
    "phone number",
    "card number",
    "bank number",
    "identity number",
    "street address",
    "health word",
)

_IDENTITY: dict[str, tuple[re.Pattern, Callable[[str], bool]]] = {
    "German tax number (IdNr)": (re.compile(r"[1-9]\d{10}|[1-9]\d (?:\d{3} ){2}\d{3}"), idnr.is_valid),
    "Polish PESEL": (re.compile(r"\d{11}"), pesel.is_valid),
    "Spanish DNI": (re.compile(r"\d{8}-?[A-Za-z]"), dni.is_valid),
    "Spanish NIE": (re.compile(r"[XYZxyz]-?\d{7}-?[A-Za-z]"), nie.is_valid),
    "French social security number (NIR)": (
        re.compile(r"[12] ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d"), nir.is_valid),
    "Italian codice fiscale": (re.compile(r"[A-Za-z]{6}\d\d[A-Za-z]\d\d[A-Za-z]\d{3}[A-Za-z]"), codicefiscale.is_valid),
    "US social security number": (re.compile(r"\d{3}-\d\d-\d{4}"), ssn.is_valid),
    "UK NHS number": (re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{4}"), nhs.is_valid),
}  # fmt: skip
IDENTITY_NUMBERS = tuple(_IDENTITY)

_MAIL = re.compile(r"[^@\s,;:<>()\"']+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?:\+|00)[1-9][\d ().\-/]{6,18}\d|\(?0\d[\d ().\-/]{6,14}\d|(?:1[ .-])?\(?[2-9]\d\d\)?[ .-]\d{3}[ .-]\d{4}"
    r"|[5-9]\d\d[ -]\d{3}[ -]\d{3}"
)
_CARD = re.compile(r"[2-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7}|3[47]\d\d[ -]?\d{6}[ -]?\d{5}")
_ISO = re.compile(r"(?:1[89]|2[01])\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ]\d\d:\d\d.*)?")
_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2((?:1[89]|2[01])\d\d)(?:[ ,T]+\d{1,2}:\d\d.*)?")
_NUMBER = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:[ .,']\d{3})+)(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
_IP = re.compile(
    r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}"
)
_STREETS = {  # what must stand somewhere in the texts before the slow pattern is tried
    (
        " St",
        " Road",
        " Rd",
        " Lane",
        " Ln",
        " Ave",
        " Drive",
        " Close",
        " Cres",
        " Terr",
        " Gard",
        " Court",
        " Way",
        " Squ",
        " Boul",
        " Blvd",
    ): re.compile(
        r"\d(?<!\d\d)\d{0,3}[A-Za-z]?,? (?:[A-Z][\w'’.-]*"
        r" ){1,3}(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Close|Crescent"
        r"|Terrace|Gardens|Court|Way|Square|Boulevard|Blvd)\b"
    ),
    (" rue ", " avenue ", " boulevard ", " place ", " chemin ", " allée ", " impasse "): re.compile(
        r"\d(?<!\d\d)\d{0,3}(?: (?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin|allée|impasse) (?:d\w*['’ ])?\w"
    ),
    ("straße ", "strasse ", "str. ", "gasse ", "allee ", "platz ", "weg "): re.compile(
        r"\w(?:straße|strasse|str\.|gasse|allee|platz|weg) \d+[a-z]?\b"
    ),
    ("alle ", "Avda. ", "Avenida ", "ul. ", "al. "): re.compile(
        r"(?:[Cc]alle|Avda\.|Avenida|\bul\.|\bal\.) [A-ZŁŚŻŹĆ][^\n\d]{2,30}?,? \d+"
    ),
}
_DIGITS = re.compile(r"\d(?:[ ().\-/]{0,2}\d){6,25}")
_DATES = re.compile(r"\d(?<!\d\d)(?:\d{3}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?|\d?([./])\d{1,2}\1\d{2,4})")
_AT_ONCE = 50_000  # texts: enough to be fast, few enough for the memory
_NO_FIGURE = bytes(b for b in range(256) if not 48 <= b <= 57)
_AT = re.compile(r"@(?<=[\w.+%\-]@)[\w\-]+(?:\.[\w\-]+)+")
_IBAN = re.compile(r"[A-Z]{2}\d\d(?: ?[A-Z0-9]){11,30}")
_OTHER_IDS = re.compile(r"\b(?:[XYZ]-?\d{7}-?[A-Z]|\d{8}-?[A-Z]|[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z])\b")
FIRMS = re.compile(
    r"(?:info|hello|hi|contact|support|office|orders?|bestellung|no-?reply|sales|kontakt|service|shop|team|help|admin|mail"
    r"|post|enquiries|accounts|billing|bonjour|hola|biuro)@.*", re.IGNORECASE)  # fmt: skip


def vote(values: pd.Series) -> dict[str, float]:
    """What share of the values is a mail address, a phone number, a date, and so on; `values` are texts, none missing.

    Keys: mail address, phone number, phone written as one (with + or parted), card number, bank number, each of
    `IDENTITY_NUMBERS`, date, number, yes-no, network address, given name, street address, sentence (four words or
    more), words (two or more), letters (any). Of no values every share is 0.
    """
    counts = values.value_counts()
    texts, weights = [str(text).strip() for text in counts.index], counts.to_numpy()
    total = max(int(weights.sum()), 1)
    return {name: float(weights[[bool(test(text)) for text in texts]].sum() / total) if texts else 0.0
            for name, test in _TESTS.items()}  # fmt: skip


def is_phone(text: str) -> bool:
    """Could be a phone number: seven to fifteen digits and what parts them; no date, no decimal number."""
    digits = re.sub(r"[ ().\-/]", "", text.removeprefix("+"))
    return (
        digits.isdecimal()
        and 7 <= len(digits) <= 15
        and not is_date(text)
        and not re.fullmatch(r"\d+\.\d+|\d{1,3}(\.\d{3})+", text)
    )


def is_card(text: str) -> bool:
    """A bank card's number by length, first digits, grouping and check digit."""
    digits = re.sub(r"[ -]", "", text)
    return _CARD.fullmatch(text) is not None and 13 <= len(digits) <= 19 and luhn.is_valid(digits)


def is_date(text: str) -> bool:
    """A day, with or without a time: year first, or year last in figures."""
    return _ISO.fullmatch(text) is not None or _DAY.fullmatch(text) is not None


def identity_number(text: str) -> str:
    """Which country's identity number a text could be by form and check digit; "" if none."""
    return next((name for name, (form, valid) in _IDENTITY.items() if form.fullmatch(text) and valid(text)), "")


def has_given_name(text: str) -> bool:
    """Up to four words, no figures, one of the first two a common given name."""
    parts = re.findall(r"[^\s,.]+", text)
    known = vocabulary.listed("given_names")
    return (
        0 < len(parts) <= 4
        and not any(c.isdigit() for c in text)
        and any(vocabulary.bare(p) in known for p in parts[:2])
    )


_TESTS: dict[str, Callable[[str], object]] = {
    "mail address": _MAIL.fullmatch,
    "phone number": is_phone,
    "phone written as one": lambda text: is_phone(text) and _PHONE.fullmatch(text) and not text.isdecimal(),
    "card number": is_card,
    "bank number": lambda text: text[:2].isalpha() and text[2:4].isdecimal() and iban.is_valid(text),
    **{
        name: lambda text, form=form, valid=valid: form.fullmatch(text) and valid(text)
        for name, (form, valid) in _IDENTITY.items()
    },
    "date": is_date,
    "number": _NUMBER.fullmatch,
    "yes-no": lambda text: text.lower() in _yes_no(),
    "network address": _IP.fullmatch,
    "given name": has_given_name,
    "street address": lambda text: (
        any(form.match(text) for form in _STREETS.values()) or re.fullmatch(r"[\w .'’-]{3,40} \d+[a-z]?", text)
    ),
    "sentence": lambda text: text.count(" ") >= 3,
    "words": lambda text: " " in text,
    "letters": lambda text: any(c.isalpha() for c in text),
}


@functools.cache
def _yes_no() -> frozenset[str]:
    return frozenset().union(*vocabulary.spoken("yes_no").values())


def are_of(kind: vocabulary.Kind, values: pd.Series) -> bool:
    """Whether nine values of ten look like this kind's; False where nobody says how they look, or none is there.

    values: texts, missing ones allowed.
    """
    there = [text for value in values.dropna() if (text := str(value).strip())]
    return bool(kind.values and there) and sum(map(bool, map(kind.values.fullmatch, there))) >= 0.9 * len(there)


def are_sexes(values: pd.Series) -> bool:
    """Whether nine values of ten are sexes, all written in one language; m alone, or x, could be anything.

    values: texts, missing ones allowed.
    """
    counts = values.dropna().astype(str).str.strip().str.casefold().value_counts()
    for known in vocabulary.spoken("sexes").values():
        mine = counts[counts.index.isin(known)]
        if len(mine) and mine.sum() >= 0.9 * counts.sum() and (len(mine) > 1 or len(mine.index[0]) > 1):
            return True
    return False


def dates(values: pd.Series, said: str = "") -> tuple[pd.Series, str]:
    """Texts as days (no time or zone), and how day and month were told apart: "year first", "day first", "month first".

    "either" when every value can be read both ways: then no day is given. A value that is no day becomes missing.
    said: "day first" or "month first", where somebody knows.
    """
    kinds, labels = pd.factorize(values)
    texts = pd.Series(labels, dtype=object).astype(str).str.strip()
    found = texts.str.extract(_DAY.pattern)
    first, second = pd.to_numeric(found[0]), pd.to_numeric(found[2])
    order = "year first"
    if first.notna().any():
        day, month = bool((first > 12).any()), bool((second > 12).any())
        order = said or ("day first" if day and not month else "month first" if month and not day else "either")
        if order != "either":
            d, m = (first, second) if order == "day first" else (second, first)
            texts = texts.where(
                first.isna(), found[3] + "-" + m.map("{:02.0f}".format) + "-" + d.map("{:02.0f}".format)
            )
    days = pd.to_datetime(texts.where(texts.str.fullmatch(_ISO)).str[:10], format="%Y-%m-%d", errors="coerce")
    days = pd.Series(days.to_numpy("datetime64[s]"))
    picked = days.reindex(np.where(kinds < 0, -1, kinds)).to_numpy()
    return pd.Series(picked, index=values.index), order


@dataclass(frozen=True)
class Hits:
    """What was found in running text: by row (true or false for each of `FOUND`), and how many different values.

    One and the same number in many texts is more likely the firm's own than many people's.
    """

    rows: pd.DataFrame
    different: dict[str, int]


def find(texts: pd.Series) -> Hits:
    """Personal data in running text, every row looked at; the values themselves are not kept.

    texts: strings, missing ones allowed. Rows keep the index of `texts`. Mail addresses that are plainly a firm's own
    (info@, support@) do not count. Health words are a vocabulary (`texts.toml`): "no allergies" is found too. Of
    identity numbers, the NHS number counts only where the text says NHS before it.
    """
    codes, labels = pd.factorize(texts)
    hits = {name: np.zeros(len(labels) + 1, dtype=bool) for name in FOUND}  # the last is for missing texts
    values: dict[str, set[str]] = {name: set() for name in FOUND}
    spoken = 0
    for begin in range(0, len(labels), _AT_ONCE):
        lines = [
            str(label).replace("\n", " ").replace("\r", " ") for label in labels[begin : begin + _AT_ONCE].tolist()
        ]
        for name, row, value in _in_lines(lines):
            hits[name][begin + row] = True
            values[name].add(value)
        health = _health(lines)
        hits["health word"][[begin + row for row in health]] = True
        spoken += len(health)
    different = {name: len(found) for name, found in values.items()} | {"health word": spoken}
    return Hits(pd.DataFrame({name: hit[codes] for name, hit in hits.items()}, index=texts.index), different)


def _in_lines(lines: list[str]) -> Iterator[tuple[str, int, str]]:
    """Kind, line and value of all but health words; each search sees only the lines that can hold what it seeks."""
    figures = np.array([len(line.encode("ascii", "ignore").translate(None, _NO_FIGURE)) for line in lines], dtype=int)
    at_sign = np.array(["@" in line for line in lines], dtype=bool)
    for some, search in ((at_sign, _addresses), (figures > 0, _streets), (figures >= 7, _numbers)):
        places = np.flatnonzero(some)
        picked = [lines[i] for i in places]
        ends = np.cumsum([len(line) + 1 for line in picked])
        for name, at, value in search("\n".join(picked)):
            yield name, int(places[np.searchsorted(ends, at, side="right")]), value


def _addresses(blob: str) -> Iterator[tuple[str, int, str]]:
    """Kind, position and value of every mail address that is not plainly a firm's own."""
    for hit in _AT.finditer(blob):
        local = re.search(r"[\w.+%\-]+$", blob[max(0, hit.start() - 64) : hit.start()])
        address = (local[0] if local else "") + hit[0]
        if not FIRMS.fullmatch(address):
            yield "mail address", hit.start(), address.lower()


def _streets(blob: str) -> Iterator[tuple[str, int, str]]:
    """Kind, position and value of every street with a house number."""
    for signs, form in _STREETS.items():
        if any(sign in blob for sign in signs):
            for hit in form.finditer(blob):
                yield "street address", hit.start(), hit[0]


def _numbers(blob: str) -> Iterator[tuple[str, int, str]]:
    """Kind, position and value of all that is made of figures, each stretch of text taken once."""
    pieces, done = [], 0
    for hit in _IBAN.finditer(blob):
        whole = hit[0].replace(" ", "")
        if any(iban.is_valid(whole[:n]) for n in range(len(whole), 14, -1)):
            pieces += [blob[done : hit.start()], "·" * len(hit[0])]
            done = hit.end()
            yield "bank number", hit.start(), whole
    left = _DATES.sub(lambda hit: "·" * len(hit[0]), "".join([*pieces, blob[done:]]))
    for hit in _OTHER_IDS.finditer(left):
        if identity_number(hit[0]):
            yield "identity number", hit.start(), hit[0]
    for hit in _DIGITS.finditer(left):
        begin = hit.start()
        before = left[max(0, begin - 20) : begin]
        if before[-1:].isalnum() or before[-1:] in ("#", "_"):
            continue  # the tail of a code
        name = _kind_of_number(hit[0], before)
        if name:
            yield name, begin, re.sub(r"\D", "", hit[0])


def _kind_of_number(run: str, before: str) -> str:
    """What a run of figures in running text is: a card, an identity number, a phone number, or ""."""
    for part in _CARD.finditer(run):
        if is_card(part[0]) and not run[: part.start()][-1:].isdecimal() and not run[part.end() :][:1].isdecimal():
            return "card number"
    kind = identity_number(run)
    if kind and (kind != "UK NHS number" or "nhs" in before.lower()) and not (kind == "Polish PESEL" and run[0] == "0"):
        return "identity number"
    lead = "+" if before.endswith(("+", "+(")) else "(" if before.endswith("(") else ""
    for part in _PHONE.finditer(lead + run):
        digits = sum(c.isdecimal() for c in part[0])
        most = 15 if part[0].startswith(("+", "00")) else 12
        whole = not (lead + run)[: part.start()][-1:].isdecimal() and not (lead + run)[part.end() :][:1].isdecimal()
        single = re.search(r"\D\d(?!\d)", part[0].lstrip("+(0"))  # no number is parted down to a single figure
        if whole and not single and 9 <= digits <= most:
            return "phone number"
    return ""


def _health(lines: list[str]) -> list[int]:
    """Which lines hold a word of health or illness."""
    blob = "\n".join(lines)
    blob = blob.lower() if blob.isascii() else vocabulary.bare(blob)
    for sign in "-/'’\"“„(,.":
        blob = blob.replace(sign, " ")
    words = (token for token in set(blob.split()) if not token[0].isdigit())
    spoken = {token for token in words if vocabulary.is_health(token.rstrip("!?;:)”"))}
    return [i for i, line in enumerate(blob.split("\n")) if not spoken.isdisjoint(line.split())] if spoken else []
