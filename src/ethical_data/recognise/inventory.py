"""What is held about whom: each column's kind, whether it is personal, and why we think so.

Decided by column, never by cell: a vote over the values, the header, and the file that it stands in. A file is about
people when it holds something that identifies one: a name, an address, a number of a customer, member or member of
staff, or a case that is one person's (a loan, an appointment, by its header or the file's name); or a date of birth,
or two things that describe a person and together can single one out. A table that says how many there are of each age
and area is statistics, and is not. Every column of such a file describes that person and is personal too, but for a
mere count of lines; a file that points at it by its key is about the same people. In a file without people a column
is personal only by itself: notes with two or more people's phone numbers in them.

GDPR Art. 4(1): any information relating to an identified or identifiable person. Art. 9(1): the special categories.
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from . import values as look
from . import vocabulary as v

LOOKED_AT = 2_000  # values of a column that vote, at positions drawn by lot with a fixed seed
NO, YES, SPECIAL = "no", "yes", "special"
PERSONAL = (YES, SPECIAL, NO)
KINDS = ("customer interaction", "operations", "marketing and sales", "finance")
COLUMNS = (
    "file",
    "column",
    "kind",
    "personal",
    "what",
    "why",
    "people",
    "filled",
    "oldest",
    "newest",
    "distinct",
    "sample",
)

_REACHES = ("mail address", "phone number", "street address")


@functools.cache
def _compound() -> re.Pattern:
    """Words in one: Kundennummer, klantcode, medlemsnamn."""
    named = "|".join(sorted(v.listed("roles") | v.listed("matters"), key=len, reverse=True))
    return re.compile(f"({named})(?:en|n|s|er)?({'|'.join(sorted(v.listed('joined'), key=len, reverse=True))})")


@dataclass
class _Profile:
    """What is known of one column before the file is looked at as a whole."""

    file: str
    name: str
    words: tuple[str, ...]
    rows: int
    filled: int
    distinct: int
    votes: dict[str, float]
    looked_at: int
    values: pd.Series = field(repr=False)
    kinds: tuple[v.Kind, ...] = ()  # what the header says
    text: bool = False  # sentences, in which anything can stand
    counts_lines: bool = False
    what: str = ""
    why: str = ""
    identifies: bool = False  # a person, so that the file is about people
    own: str = NO  # personal by itself
    people: str = ""
    hits: look.Hits | None = None

    def says(self, level: str) -> bool:
        return any(kind.inventory == level for kind in self.kinds)

    def may_be_special(self) -> bool:
        """By its header, or by one that can mean something else too, such as treatment."""
        return any(kind.inventory == v.SPECIAL for kind in v.told_by(self.name, v.INVENTORY, lambda kind: True))

    def has(self, words: frozenset[str]) -> bool:
        return bool({form for word in self.words for form in v.forms(word)} & words)


def inventory(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row for each column of each table: `COLUMNS`.

    tables: by file name, every value as text, missing where empty. Order of tables and columns and the index have no
    influence on what is decided. kind: one of `KINDS`. personal: "yes", "special" or "no". what: what it seems to
    hold. why: in words. people: whom the file is about, as its headers say it, or "". filled: share of rows with a
    value. oldest, newest: first and last day (ISO) where the values are dates. distinct: different values. sample:
    the form of a value, letters as a and figures as 9. At most `LOOKED_AT` values of a column vote; all else is
    counted on every row.
    """
    return _Inventory(tables).table()


def free_text(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Columns of text with personal data in them: file, column, rows with a text, rows with each of `FOUND`."""
    return _Inventory(tables).free_text()


def both(tables: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`inventory` and `free_text` in one pass over the tables."""
    found = _Inventory(tables)
    return found.table(), found.free_text()


class _Inventory:
    def __init__(self, tables: Mapping[str, pd.DataFrame]):
        self.tables = tables
        self.columns = {
            file: [_profile(file, table, i) for i in range(table.shape[1])] for file, table in tables.items()
        }
        self.about: dict[str, str] = {}  # file -> why it is about people
        for file, columns in self.columns.items():
            for column in columns:
                _by_itself(column, _file_words(file))
            self._about_people(file, columns)
        self._follow_keys()

    def _about_people(self, file: str, columns: list[_Profile]) -> None:
        thing = bool(_file_words(file) & v.listed("things")) or _tells_of_things(columns)
        for c in columns:
            if thing and c.words == ("handle",):  # shop systems call the name in an article's address so
                c.what, c.own, c.identifies = _plain_kind(c), NO, False
        named = [c for c in columns if c.identifies]
        births = [c for c in columns if any(kind.what == "date of birth" for kind in c.kinds)]
        described = sorted(
            c.name for c in columns if any(c is b for b in births) or c.says(v.DESCRIBES) or c.may_be_special()
        )
        if any(_counts(c) for c in columns) and not named:  # a table of statistics: how many of each age and area
            for c in births:
                c.own = NO
        elif named:
            first = min(named, key=lambda c: (not c.people, c.what, c.name))
            self.about[file] = f"it holds {_quoted(first.name)} ({first.what})"
        elif not thing and (len(described) >= 2 or any(c.own != NO for c in births)):
            self.about[file] = f"it describes people by {' and '.join(map(_quoted, described[:2]))}"
        elif not thing and (called := sorted(_file_words(file) & v.listed("calls"))):
            self.about[file] = f"by the file's name it has a row for each {called[0]}"

    def _follow_keys(self) -> None:
        """A file that points at a person's row is about that person, and so on along the keys."""
        fresh = True
        while fresh:
            fresh = False
            for source in sorted(self.about):
                for key in filter(_is_key, self.columns[source]):
                    for file, columns in self.columns.items():
                        if file in self.about or _owns(file, key) and not _owns(source, key):
                            continue
                        if link := next((c for c in sorted(columns, key=lambda c: c.name) if _points_at(c, key)), None):
                            self.about[file] = f"{_quoted(link.name)} leads to a person in {_quoted(source)}"
                            fresh = True

    def table(self) -> pd.DataFrame:
        rows = []
        for file, columns in self.columns.items():
            kind = _kind_of_file(file, columns, file in self.about)
            people = _people(file, columns) if file in self.about else ""
            bodily = sum(c.may_be_special() for c in columns) >= 2
            for c in columns:
                answer, why = self._decide(c, bodily)
                oldest, newest = _age(c)
                rows.append(
                    (
                        c.file,
                        c.name,
                        _kind(c, kind),
                        answer,
                        c.what,
                        why,
                        people if answer != NO else "",
                        round(c.filled / c.rows, 4) if c.rows else 0.0,
                        oldest,
                        newest,
                        c.distinct,
                        _sample(c),
                    )
                )
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _decide(self, c: _Profile, bodily: bool) -> tuple[str, str]:
        about = self.about.get(c.file)
        if about and c.own == NO and set(c.words[:1]) & v.listed("equipment"):
            return NO, f"in a file about people, but the header tells of a thing or a supplier: {c.words[0]}"
        if about and not c.counts_lines:
            if c.says(v.SPECIAL) or bodily and c.may_be_special():
                return SPECIAL, "header: health, belief, origin or another special category, of people"
            if _often(c, "health word"):
                return SPECIAL, f"values: {_rows_with(c, 'health word')}"
            if c.own != NO:
                return c.own, c.why
            return YES, f"a row of this file is about a person: {about}"
        if c.own != NO:
            return c.own, c.why
        return (
            NO,
            "it counts the lines of the file" if c.counts_lines else "no person is named or numbered in this file",
        )

    def free_text(self) -> pd.DataFrame:
        rows = []
        for columns in self.columns.values():
            for c in columns:
                if c.hits is not None and c.hits.rows.to_numpy().any():
                    counts = c.hits.rows.sum()
                    rows.append(
                        {"file": c.file, "column": c.name, "rows with text": c.filled}
                        | {n: int(counts[n]) for n in look.FOUND}
                    )
        return pd.DataFrame(rows, columns=["file", "column", "rows with text", *look.FOUND])


def _profile(file: str, table: pd.DataFrame, place: int) -> _Profile:
    values = table.iloc[:, place].reset_index(drop=True)
    there = values[values.notna() & (values.astype(str).str.strip() != "")].astype(str)
    looked = there
    if len(there) > LOOKED_AT:
        looked = there.iloc[_drawn(len(there))]
    name = str(table.columns[place])
    c = _Profile(
        file, name, v.words(name), len(values), len(there), there.nunique(), look.vote(looked), len(looked), there
    )
    c.counts_lines = _counts_lines(c)
    fits = lambda kind: look.are_of(kind, looked)  # noqa: E731
    c.kinds = v.told_by(name, v.INVENTORY, fits, beside=False)
    if not c.kinds and not _role_number(c):
        c.kinds = v.told_by(name, v.INVENTORY, fits)
    shaped = max(
        c.votes[k] for k in ("mail address", "date", "number", "bank number", "card number", "network address")
    )
    if len(there) and shaped < 0.9 and (c.votes["words"] >= 0.2 or c.has(_own_words()) and c.votes["letters"] >= 0.2):
        c.text = c.votes["sentence"] >= 0.2 or c.has(_own_words())
        c.hits = look.find(there)
        if not c.text:  # names, streets, categories: what looks like a street or an illness there is most often none
            c.hits.rows["street address"] = False
            if _share(c, "health word") < 0.2:
                c.hits.rows["health word"] = False
    return c


@functools.lru_cache(maxsize=64)
def _drawn(n: int) -> np.ndarray:
    """`LOOKED_AT` positions among n, in order: the same for the same n, on every machine."""
    return np.sort(np.random.Generator(np.random.PCG64(n)).permutation(n)[:LOOKED_AT])


def _by_itself(c: _Profile, file: set[str]) -> None:
    """What the column holds, by its values and its header, and whether that identifies somebody."""
    votes = c.votes
    means = next((kind.what for kind in c.kinds if kind.inventory == v.IDENTIFIES), "")
    aggregate = bool({*c.words} & v.listed("aggregates")) and not means
    some = c.filled > 0
    identity = next((name for name in look.IDENTITY_NUMBERS if votes[name] >= 0.8), "")

    def found(what: str, vote: str = "", own: str = YES, identifies: bool = True) -> None:
        c.what, c.own, c.identifies = what, own, identifies
        by_values = f"{round(votes[vote] * c.looked_at):,} of {c.looked_at:,} values looked at" if vote else ""
        by_header = "the header says so" if means == what or not vote else ""
        c.why = f"{what}: " + " and ".join(filter(None, (by_values, by_header)))

    if votes["mail address"] >= 0.5:
        found("mail address", "mail address")
    elif votes["bank number"] >= 0.8:
        found("bank number", "bank number")
    elif votes["card number"] >= 0.8 and (c.distinct >= 5 or means == "card number"):
        found("card number", "card number")
    elif identity and (
        means == "identity number" or c.distinct >= 5 and identity not in ("US social security number", "UK NHS number")
    ):
        found("identity number", identity)
        c.why = c.why.replace("identity number", identity, 1)
    elif votes["network address"] >= 0.8:
        found("online identifier", "network address")
    elif means == "phone number" and (not some or votes["phone number"] >= 0.3):
        found(means, "phone number" if some else "")
    elif votes["phone written as one"] >= 0.8:
        found("phone number", "phone written as one")
    elif means and _fits(means, c):
        found(means, identifies=means != "date of birth")  # one of the things that together single somebody out
    elif _role_number(c) and not aggregate:
        found("number or name of a person")
        c.why = "the header numbers or names a person"
    elif _matter_number(c):
        found("number of a person's case")
        c.why = "the header numbers something that is one person's"
    elif (
        c.says(v.NAME)
        and not votes["date"]
        and (votes["given name"] >= 0.3 or file & v.listed("roles") and not file & v.listed("things"))
    ):
        found("full name", "given name" if votes["given name"] >= 0.3 else "")
        c.why = c.why if votes["given name"] >= 0.3 else "name, in a file named after people"
    elif c.says(v.PARTY) and votes["given name"] >= 0.3:
        found("names of people among others", "given name", identifies=votes["given name"] >= 0.6)
    elif votes["given name"] >= 0.6 and votes["words"] >= 0.6 and c.distinct >= 5:
        found("full name", "given name")
    else:
        c.what = _plain_kind(c)
        _in_text(c)
    if c.what in _REACHES and _of_a_firm(c, file):
        c.own, c.identifies, c.why = NO, False, ""
    if c.own != NO and not c.text:
        c.hits = None  # a column of names or telephones is no running text


def _of_a_firm(c: _Profile, file: set[str]) -> bool:
    """An address or telephone of a firm or a place of business: by the file's name, and mail addresses by theirs."""
    if not (file | set(c.words)) & v.listed("places"):
        return False
    firms = c.values.iloc[:LOOKED_AT].str.fullmatch(look.FIRMS) if c.what == "mail address" else pd.Series([True])
    return bool(firms.mean() >= 0.5)


def _in_text(c: _Profile) -> None:
    """Running text is personal by itself when different people's data stand in it."""
    if c.hits is None:
        return
    found = [n for n in look.FOUND[:-1] if c.hits.different[n] >= 2 and c.hits.rows[n].any()]
    if found:
        c.own, c.why = YES, "values: " + ", ".join(_rows_with(c, name) for name in found)
    if _often(c, "health word") and (found or c.has(v.listed("own_words"))):
        c.own, c.why = SPECIAL, "values: " + ", ".join(_rows_with(c, name) for name in [*found, "health word"])


def _fits(means: str, c: _Profile) -> bool:
    """Whether the values can be what the header says; with no value, the header is believed."""
    votes = c.votes
    if not c.filled:
        return True
    if means == "mail address":
        return False  # they would have voted so
    if means in ("given name", "family name", "full name"):
        return votes["letters"] >= 0.8 and votes["yes-no"] < 0.5 and votes["sentence"] < 0.5
    if means == "date of birth":
        return votes["date"] >= 0.5 or votes["number"] >= 0.5
    if means == "street address":
        return votes["letters"] >= 0.5 and votes["yes-no"] < 0.5 or bool({*c.words} & _house_numbers())
    if means == "card number":
        return votes["letters"] < 0.5 and votes["yes-no"] < 0.5
    return votes["yes-no"] < 0.5


def _role_number(c: _Profile) -> bool:
    """customer_id, Kundennummer, Member No., staff_name; or the bare word over codes or names that differ."""
    if (c.says(v.NUMBERS) or any(map(_compound().fullmatch, c.words))) and not v.listed("matters") & set(c.words):
        return c.votes["yes-no"] < 0.9 or c.distinct > 2
    roles = [bool(v.forms(word) & v.listed("roles")) for word in c.words]
    if not any(roles):
        return False
    rest = {word for word, role in zip(c.words, roles) if not role}
    if not any(role and _several(word) for word, role in zip(c.words, roles)):  # the number of customers is a count
        rest -= v.listed("between")
    numbers, names = v.listed("identifiers"), v.kinds()["bare_name"].sure
    if rest & (numbers | names) and rest <= numbers | names | {"full", "by", "served", "first", "last", "new"}:
        return c.votes["yes-no"] < 0.9 or c.distinct > 2
    plural = c.words[-1:] and c.words[-1] not in v.listed("roles")
    if rest or plural or not c.filled:
        return False
    return (
        c.votes["letters"] >= 0.8
        and c.votes["yes-no"] < 0.5
        and c.votes["date"] < 0.5
        and c.distinct > max(2, 0.01 * c.filled)
    )


def _several(word: str) -> bool:
    """Customers and not a customer."""
    roles = v.listed("roles")
    return word in v.listed("roles_many") or word not in roles and bool(v.forms(word) & roles)


def _counts(c: _Profile) -> bool:
    """How many: n, count, members, people, in figures."""
    last = c.words[-1] if c.words else ""
    return c.votes["number"] >= 0.8 and (_several(last) or last == "people" or last in {"n", *v.listed("aggregates")})


def _matter_number(c: _Profile) -> bool:
    if any((m := _compound().fullmatch(word)) and m[1] in v.listed("matters") for word in c.words):
        return True
    rest = [word for word in c.words if not v.forms(word) & v.listed("matters")]
    return len(rest) < len(c.words) and bool(rest) and set(rest) <= v.listed("identifiers")


def _counts_lines(c: _Profile) -> bool:
    """1, 2, 3 … down the file, under a header that says no more."""
    bare = not c.words or set(c.words) <= {"no", "nr", "number", "nummer", "n", "0"}
    positions = v.listed("positions")
    lines = set(c.words) & positions and set(c.words) <= positions | v.listed("identifiers") | {"n", "0"}
    return bool(bare or lines) and 0 < c.filled == c.rows and _runs(c)


def _runs(c: _Profile) -> bool:
    numbers = pd.to_numeric(c.values.str.replace(r"^[A-Za-z]{0,4}[-_]?(?=\d)", "", regex=True), errors="coerce")
    return bool(
        numbers.notna().all() and c.distinct == len(numbers) and numbers.max() - numbers.min() == len(numbers) - 1
    )


def _is_key(c: _Profile) -> bool:
    """A number of its own for each row, by which other files can point here."""
    coded = bool(set(c.words) & v.listed("identifiers")) or any(map(_compound().fullmatch, c.words))
    return coded and not c.counts_lines and 0 < c.filled == c.distinct and c.votes["date"] < 0.5


def _points_at(c: _Profile, key: _Profile) -> bool:
    """The same header (if it says of what), or values most of which are among the key's, and hardly so by chance."""
    if not c.filled or c.counts_lines:
        return False
    if c.words == key.words and set(c.words) - v.listed("identifiers"):
        return True
    if c.votes["date"] >= 0.5 or c.votes["number"] >= 0.5 or c.distinct < 5:
        return False
    mine = c.values.iloc[:LOOKED_AT].drop_duplicates()
    return mine.str.len().min() >= 3 and mine.isin(set(key.values)).mean() >= 0.8


def _owns(file: str, key: _Profile) -> bool:
    """Whether a key is of the things that the file is named after: product_id of products.csv."""
    named = {form for word in _file_words(file) for form in v.forms(word)}
    return bool(({form for word in key.words for form in v.forms(word)} - v.listed("identifiers")) & named)


def _tells_of_things(columns: list[_Profile]) -> bool:
    """A file whose key numbers a thing, such as supplier_id, or whose rows carry an article number."""
    return any(_is_key(c) and c.has(v.listed("things")) or set(c.words) & v.listed("articles") for c in columns)


def _file_words(file: str) -> set[str]:
    return {form for word in v.words(re.sub(r"\.\w+$", "", re.split(r"[/\\]", file)[-1])) for form in v.forms(word)}


def _people(file: str, columns: list[_Profile]) -> str:
    """Whom the file is about, in a word that its headers or its name use; "" if none does."""
    for words in (_file_words(file), *(set(c.words) for c in columns if c.identifies)):
        for word in sorted(words & v.listed("roles") - {"contact", "person", "loyalty"}):
            return word
    for word in sorted({w for c in columns if c.identifies for w in c.words}):
        if found := _begins_with_a_role().match(word):
            return found[0]
    return ""


@functools.cache
def _begins_with_a_role() -> re.Pattern:
    return re.compile("|".join(sorted(v.listed("roles"), key=len, reverse=True)))


@functools.cache
def _own_words() -> frozenset[str]:
    return v.listed("own_words") | v.listed("own_words_or_goods")


@functools.cache
def _house_numbers() -> frozenset[str]:
    return frozenset(v.kinds()["house_number"].sure)


def _kind_of_file(file: str, columns: list[_Profile], about_people: bool) -> str:
    """The system that the file is likely from: by its name, else by its headers, else by whether it is about people."""
    words = _file_words(file)
    scores = {
        kind: 10 * len(words & known) + sum(bool(set(c.words) & known) for c in columns)
        for kind, known in v.systems().items()
    }
    return max(scores, key=lambda kind: scores[kind]) if any(scores.values()) else KINDS[0 if about_people else 1]


def _kind(c: _Profile, of_file: str) -> str:
    return next((kind for kind, words in v.systems("strong").items() if set(c.words) & words), of_file)


def _plain_kind(c: _Profile) -> str:
    """What the values are when they identify nobody."""
    votes = c.votes
    if not c.filled:
        return "nothing: every value is missing"
    if c.counts_lines:
        return "line number"
    if votes["date"] >= 0.8:
        return "date or time"
    if votes["yes-no"] >= 0.9 and c.distinct <= 2:
        return "yes or no"
    if c.distinct == 1:
        return "the same value everywhere"
    if set(c.words) & v.listed("identifiers") and c.distinct >= 0.5 * c.filled:
        return "code or number"
    if votes["number"] >= 0.8:
        return "number"
    if c.votes["sentence"] >= 0.2:
        return "running text"
    return "category" if c.distinct <= max(30, 0.05 * c.filled) else "text"


def _age(c: _Profile) -> tuple[str, str]:
    if c.votes["date"] < 0.5:
        return "", ""
    days, _ = look.dates(c.values)
    known = days.dropna()
    return (str(known.min().date()), str(known.max().date())) if len(known) else ("", "")


def _sample(c: _Profile) -> str:
    """The form of the first value in order: what it looks like, and not what it is."""
    if not c.filled:
        return ""
    text = re.sub(r"\s+", " ", c.values.min())[:24]
    return "".join(
        "9" if s.isdigit() else ("A" if s.isupper() else "a") if s.isalpha() else s if s.isprintable() else "?"
        for s in text
    )


def _often(c: _Profile, name: str) -> bool:
    """In three rows or more, or in one row of twenty."""
    rows = int(c.hits.rows[name].sum()) if c.hits is not None else 0
    return rows >= 3 or rows > 0 and rows >= 0.05 * c.filled


def _share(c: _Profile, name: str) -> float:
    return float(c.hits.rows[name].mean()) if c.hits is not None else 0.0


def _rows_with(c: _Profile, name: str) -> str:
    rows = int(c.hits.rows[name].sum())
    return f"{rows:,} of {c.filled:,} texts hold a {name}".replace("health word", "word about health")


def _quoted(name: str) -> str:
    return f"“{name}”"
