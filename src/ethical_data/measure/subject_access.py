"""Everything about one person in many tables: found over several ids, handed over without anybody else.

Nothing here guesses: an address that two membership numbers share is not followed, and is said; what names somebody
else is covered, and its row is marked for a human look. The duties behind it: GDPR Art. 15 to 20 and Art. 12(3).
"""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

MAIL = "mail address"
COVERED = "[another person]"
_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w-])(?:\+\d{1,3}|\(?0)[\d\s()/.-]{7,}\d(?![\w-])")
_TOKEN = re.compile(r"[\w.+@'’-]+")
_FOUR_WORDS = re.compile(r"\s\S+\s+\S+\s")  # blanks in three places
_ID_WORDS = {"id", "no", "nr", "number", "num", "code", "key", "ref"}
_PERSON = {
    "member", "customer", "client", "user", "contact", "account", "card", "pupil", "patient", "guest", "subscriber",
    "person", "student", "app", "profile", "lead", "donor", "tenant", "kunde", "mitglied",
}  # fmt: skip
_EVENT = {
    "order", "invoice", "booking", "ticket", "receipt", "visit", "session", "appointment", "reservation",
    "transaction", "payment", "case", "enquiry", "request",
}  # fmt: skip
_SOMEBODY = {"by", "with", "partner", "referrer", "friend", "parent", "spouse", "for", "from", "to"}
_GIVEN = {"given_name", "givenname", "first_name", "firstname", "forename", "vorname", "prenom", "nombre"}
_FAMILY = {
    "family_name",
    "familyname",
    "last_name",
    "lastname",
    "surname",
    "nachname",
    "nom",
    "apellido",
    "apellidos",
}
_FULL = {"name", "fullname", "billed_to", "bill_to", "attendee", "recipient"}
_NAME_OF = _PERSON | {
    "full",
    "display",
    "billing",
    "shipping",
    "recipient",
    "sender",
    "emergency",
    "parent",
    "partner",
    "attendee",
}
_LONGEST_NAME = 5  # words
_LONGEST_NAME_TEXT = 200  # characters: what is longer in a column of names is no name


@dataclass(frozen=True)
class Found:
    """One person: the values of each kind of id, the positions of the rows of each table, what was not followed.

    shared: addresses and numbers that lead to several of a kind, with how many. rows_of_shared: rows with such a value
    and none of those. named_in: rows of others in which the person's id, address or full name stands.
    events: the numbers of the person's orders and the like.
    """

    ids: dict[str, set[str]]
    rows: dict[str, list[int]]
    shared: dict[str, int] = field(default_factory=dict)
    rows_of_shared: dict[str, list[int]] = field(default_factory=dict)
    named_in: dict[str, list[int]] = field(default_factory=dict)
    events: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return any(self.rows.values())


@dataclass(frozen=True)
class Pack:
    """What can be handed over: the rows of each table without anybody else, and what was covered where.

    covered: table, row (from 1, in the pack), column, kind of what was covered, how often. `look`: the rows of the
    pack in which something was covered, or that hold free text.
    """

    tables: dict[str, pd.DataFrame]
    covered: pd.DataFrame
    look: dict[str, list[int]]


def plain_id(value: object) -> str:
    """An id as it is compared: text without outer blanks, in small letters; "" for a missing one."""
    return "" if value is None or value is pd.NA or value != value else str(value).strip().lower()


def header(name: str) -> str:
    """A header as it is compared: small letters, words joined by `_`."""
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(name)).lower()).strip("_")


def id_columns(tables: Mapping[str, pd.DataFrame], named: Iterable[str] = ()) -> dict[str, dict[str, str]]:
    """Which columns say who a row is about: table -> {column: kind of id}.

    A column of mail addresses is one (nine of ten values); so is one whose header stands in two tables or more and
    speaks of the number of a person (member_no, customer id, card) or of something that is one person's (order_no,
    booking id). A bare "id" is none: each table has its own. With `named` only these are taken, and addresses: "card"
    names a header, "desk nr=card" says that two headers hold the same kind of id.
    """
    same, wanted = {}, []
    for name in named:
        left, _, right = (part.strip() for part in str(name).partition("="))
        wanted.append(header(left))
        if right:
            wanted.append(header(right))
            same[header(left)] = header(right)
    tables_of: dict[str, int] = defaultdict(int)
    for table in tables.values():
        for name in {header(column) for column in table.columns}:
            tables_of[name] += 1
    found: dict[str, dict[str, str]] = {}
    for file, table in tables.items():
        found[file] = {}
        for column in table.columns:
            name, kept = header(column), table[column].dropna()
            if len(kept) and kept.head(500).astype(str).str.strip().str.fullmatch(_MAIL.pattern).mean() >= 0.9:
                found[file][column] = MAIL
            elif name in wanted or (not wanted and tables_of[name] > 1 and _names_somebody(name, tables.values())):
                found[file][column] = same.get(name, name)
    return found


def _names_somebody(name: str, tables: Iterable[pd.DataFrame]) -> bool:
    """Whether a header is that of a number of people or events; one word alone ("card") needs values that differ."""
    words = set(name.split("_"))
    if not words & (_PERSON | _EVENT):
        return False
    if words & _ID_WORDS:
        return True
    columns = [table[c].dropna() for table in tables for c in table.columns if header(c) == name]
    return len(words) == 1 and any(len(c) and (c.nunique() >= 10 or 2 * c.nunique() >= len(c)) for c in columns)


def _is_full_name(name: str) -> bool:
    """Whether a header is that of a person's whole name: name, customer_name, Billing Name; never product_name."""
    words = name.split("_")
    return name in _FULL or (words[-1] == "name" and len(words) > 1 and set(words[:-1]) <= _NAME_OF)


class Files:
    """Tables read once, to look up many people.

    tables: file name -> DataFrame. ids: as `id_columns` gives it. text_columns: headers of free text (None: columns in
    which a value has four words or more).
    """

    def __init__(
        self,
        tables: Mapping[str, pd.DataFrame],
        ids: Mapping[str, Mapping[str, str]] | None = None,
        text_columns: Sequence[str] | None = None,
    ):
        self.tables = {name: table.reset_index(drop=True) for name, table in tables.items()}
        ids = id_columns(self.tables) if ids is None else ids
        self._cells = {
            file: {c: table[c].astype(object).tolist() for c in table.columns} for file, table in self.tables.items()
        }
        free = {header(name) for name in text_columns or ()}
        self.ids = {f: {c: kind for c, kind in columns.items() if header(c) not in free} for f, columns in ids.items()}
        coded = {
            (file, column): _coded(self.tables[file][column])
            for file, columns in self.ids.items()
            for column in columns
        }
        self._values = {place: texts[codes].tolist() for place, (codes, texts) in coded.items()}
        #: (kind, value) -> file, and the rows of one of its columns
        self._at: dict[tuple[str, str], list[tuple[str, list[int]]]] = defaultdict(list)
        self._beside: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        for file, columns in self.ids.items():
            people = {column: kind for column, kind in columns.items() if not self._is_event(kind)}
            for column, kind in columns.items():
                for value, rows in _rows_of(*coded[file, column]):
                    if value:
                        self._at[kind, value].append((file, rows))
            if len(people) > 1:
                for values in set(zip(*(self._values[file, column] for column in people))):
                    here = [pair for pair in zip(people.values(), values) if pair[1]]
                    for one in here:
                        self._beside[one].update(pair for pair in here if pair != one)
        self.text = {
            file: [c for c in t.columns if c not in self.ids[file] and self._is_text(t[c], c, text_columns)]
            for file, t in self.tables.items()
        }
        self._known = {value for _, value in self._at}
        self._bare: set[str] = set()
        self._names()

    @staticmethod
    def _is_event(kind: str) -> bool:
        """Whether an id is that of something that belongs to one person (an order), and not of the person."""
        words = set(kind.split("_"))
        return kind != MAIL and bool(words & _EVENT) and not words & _PERSON

    @staticmethod
    def _is_text(column: pd.Series, name: str, named: Sequence[str] | None) -> bool:
        if named is not None:
            return header(name) in {header(n) for n in named}
        if header(name) in _GIVEN | _FAMILY or _is_full_name(header(name)):
            return False
        if pd.api.types.is_datetime64_any_dtype(column) or pd.api.types.is_numeric_dtype(column):
            return False
        return any(map(_FOUR_WORDS.search, column.dropna().astype(str).unique()))

    def _names(self) -> None:
        """Full names, and single given and family names, that the files know."""
        self._full: set[tuple[str, ...]] = set()
        self._single: set[str] = set()
        self._name_columns: dict[str, list[list[str]]] = {}
        for file, table in self.tables.items():
            columns = {header(c): c for c in table.columns}
            given = next((columns[c] for c in columns if c in _GIVEN), None)
            family = next((columns[c] for c in columns if c in _FAMILY), None)
            full = [columns[c] for c in columns if _is_full_name(c)]
            # a column "name" holds people only where the row says who: not the name of a mailing or of an article
            self._name_columns[file] = [[c] for c in full if self.ids.get(file)] + (
                [[given, family]] if given and family else []
            )
            for parts in self._name_columns[file]:
                cells = [self._cells[file][part] for part in parts]
                for text in {" ".join(str(v) for v in row if isinstance(v, str)) for row in zip(*cells)}:
                    words = _name(text)
                    if 1 < len(words) <= _LONGEST_NAME:
                        self._full.add(words)
                        self._full.add((*words[1:], words[0]))
                        self._single.update((words[0], words[-1]))
        self._first = {words[0] for words in self._full}

    def find(self, who: str) -> Found:
        """Everything about the person with this id or mail address; several for one person: joined by commas."""
        start = [plain_id(part) for part in str(who).split(",") if part.strip()]
        kinds = [(kind, value) for value in start for kind in self._kinds() if (kind, value) in self._at]
        ids: dict[str, set[str]] = defaultdict(set)
        shared: dict[tuple[str, str], int] = {}
        seen, todo = set(kinds), list(kinds)
        while todo:
            one = todo.pop()
            several = self._several(one)
            if several:
                shared[one] = max(several.values())
                if one in kinds and one[0] != MAIL:
                    ids[one[0]].add(one[1])  # the reader's own word: its rows, and no further
                continue
            ids[one[0]].add(one[1])
            for pair in self._beside[one]:
                if pair not in seen:
                    seen.add(pair)
                    todo.append(pair)
        mine = {(kind, value) for kind, values in ids.items() for value in values}
        rows: dict[str, set[int]] = defaultdict(set)
        for pair in mine:
            for file, places in self._at[pair]:
                rows[file].update(places)
        loose: dict[str, list[int]] = defaultdict(list)
        for pair in shared:
            for file, row in self._places(pair):
                claimed = any(
                    self._values[file, c][row] for c, kind in self.ids[file].items() if kind in self._several(pair)
                )
                if row not in rows[file] and not claimed:
                    loose[file].append(row)
        events = {
            (kind, self._values[file, c][row])
            for file, c, kind in self._columns()
            if self._is_event(kind)
            for row in rows[file]
        }
        for pair in events:
            # what hangs on an order of the person, unless somebody else stands there
            for file, row in self._places(pair):
                here = {
                    (kind, self._values[file, c][row])
                    for c, kind in self.ids[file].items()
                    if self._values[file, c][row]
                }
                if here <= mine | events:
                    rows[file].add(row)
        ordered = {file: sorted(rows[file]) for file in self.tables}
        named = self._mentions(mine, ordered) if mine else {}
        met = {value: n for (_, value), n in shared.items()}
        return Found(dict(ids), ordered, met, dict(loose), named, {value for _, value in events})

    def elsewhere(self, who: str) -> list[tuple[str, str]]:
        """Tables and columns, none of them an id column, in which one of these values stands as a whole."""
        start = {plain_id(part) for part in str(who).split(",") if part.strip()}
        return [
            (file, column)
            for file, table in self.tables.items()
            for column in table.columns
            if column not in self.ids[file] and table[column].map(plain_id).isin(start).any()
        ]

    def same_name(self, found: Found) -> dict[str, int]:
        """Rows of tables that join ids, with the person's full name and not found by any id: by table, how many."""
        me, said = self.names(found), {}
        for file, table in self.tables.items():
            known = set(found.rows.get(file, ()))
            hits = set()
            for parts in self._name_columns[file]:
                for row, values in enumerate(table[parts].itertuples(index=False, name=None)):
                    if row not in known and values[0] == values[0] and _name(" ".join(map(str, values))) in me:
                        hits.add(row)
            if hits:
                said[file] = len(hits)
        return said

    def _columns(self) -> list[tuple[str, str, str]]:
        return [(file, column, kind) for file, columns in self.ids.items() for column, kind in columns.items()]

    def _places(self, pair: tuple[str, str]) -> list[tuple[str, int]]:
        """Where an id stands: file and row."""
        return [(file, row) for file, rows in self._at.get(pair, ()) for row in rows]

    def _kinds(self) -> list[str]:
        return list(dict.fromkeys(kind for columns in self.ids.values() for kind in columns.values()))

    def _several(self, one: tuple[str, str]) -> dict[str, int]:
        """Where an id can belong to several people: the kinds of which more than one stands beside it, and how many.

        For a number two mail addresses count only within one table: in two, an address may have been changed.
        """
        beside: dict[str, int] = defaultdict(int)
        for kind, _ in self._beside[one]:
            beside[kind] += kind not in (MAIL, one[0])
        if one[0] != MAIL:
            mails: dict[str, set[str]] = defaultdict(set)
            for file, row in self._places(one):
                mails[file].update(self._values[file, c][row] for c, kind in self.ids[file].items() if kind == MAIL)
            beside[MAIL] = max((len(found - {""}) for found in mails.values()), default=0)
        return {kind: n for kind, n in beside.items() if n > 1}

    def names(self, found: Found) -> set[tuple[str, ...]]:
        """The names under which the person stands in the name columns of these rows, as words in small letters.

        A name that shares no word with those of the tables that join ids (who pays for somebody, say) is another
        person's.
        """
        said: dict[bool, set[tuple[str, ...]]] = {True: set(), False: set()}
        for file, positions in found.rows.items():
            for parts in self._name_columns[file]:
                for row in ([self._cells[file][part][at] for part in parts] for at in positions):
                    said[len(self.ids[file]) > 1].add(_name(" ".join(str(v) for v in row if v == v and v is not None)))
        sure = (said[True] or said[False]) - {()}
        words = {word for name in sure for word in name}
        return sure | {name for name in said[False] if words & set(name)}

    def _mentions(self, mine: set[tuple[str, str]], rows: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
        """Rows of others in which one of the person's ids, addresses or full names stands."""
        me = self.names(Found({}, dict(rows)))
        values = {value for _, value in mine if not (value.isdigit() and len(value) < 5)}
        said: dict[str, list[int]] = {}
        for file, table in self.tables.items():
            known, hits = set(rows[file]), set()
            for column in table.columns:
                if column in self.ids[file]:
                    continue
                for row, _ in self._tokens_of(file, column, values, me):
                    if row not in known:
                        hits.add(row)
            if hits:
                said[file] = sorted(hits)
        return said

    def _tokens_of(self, file: str, column: str, values: set[str], names: set[tuple[str, ...]]):
        index = self._index(file, column)
        for value in values:
            for row in index.get((value,), ()):
                yield row, value
        if column in self.text[file]:
            for words in names:
                for row in index.get(words[:1], ()):
                    if _holds(_words(self._cells[file][column][row]), words):
                        yield row, words

    def _index(self, file: str, column: str) -> dict:
        """Word -> rows, of one column; made when first asked for."""
        made = self.__dict__.setdefault("_indices", {})
        if (file, column) not in made:
            index: dict = defaultdict(list)
            only = self._known | self._first if column in self.text[file] else self._known
            seen: dict = {}  # value -> its words that matter: most columns say the same again and again
            for row, value in enumerate(self._cells[file][column]):
                if not isinstance(value, str):
                    continue
                words = (value.lower(),) if value.isalnum() else seen.get(value)
                if words is None:
                    words = seen[value] = tuple({word for word in _words(value) if word in only})
                for word in words:
                    if word in only:
                        index[(word,)].append(row)
            made[file, column] = index
        return made[file, column]

    def pack(self, found: Found) -> Pack:
        """The person's rows, everybody else covered: ids, mail addresses, phone numbers, names that the files know."""
        mine = {value for values in found.ids.values() for value in values} | set(found.shared) | found.events
        me = self.names(found)
        my_words = {word for words in me for word in words}
        phones = self._phones(found)
        tables, notes, look = {}, [], {}
        for file, positions in found.rows.items():
            if not positions:
                continue
            table = {column: [cells[at] for at in positions] for column, cells in self._cells[file].items()}
            own = {c for parts in self._name_columns[file] for c in parts} | {c for c in self.ids[file]}
            touched = {
                n + 1 for c in self.text[file] for n, v in enumerate(table[c]) if isinstance(v, str) and v.strip()
            }
            for column in table:
                text = column in self.text[file]
                numbers = column in own or bool(set(header(column).split("_")) & (_ID_WORDS | _PERSON | _SOMEBODY))
                values = []
                for n, value in enumerate(table[column], 1):
                    if not isinstance(value, str):
                        values.append(value)
                        continue
                    new, kinds = self._cover(value, mine, me, my_words, phones, text, column in own, numbers)
                    values.append(new)
                    if kinds:
                        touched.add(n)
                        notes += [(file, n, str(column), kind, kinds.count(kind)) for kind in dict.fromkeys(kinds)]
                table[column] = values
            tables[file] = pd.DataFrame(table, dtype=object)
            if touched:
                look[file] = sorted(touched)
        return Pack(tables, pd.DataFrame(notes, columns=["table", "row", "column", "kind", "times"]), look)

    def _phones(self, found: Found) -> set[str]:
        """The person's own phone numbers: those in columns of their rows that are no free text."""
        return {
            _digits(m)
            for file, positions in found.rows.items()
            for column in self.tables[file].columns
            if column not in self.text[file]
            and {"phone", "tel", "telephone", "mobile", "cell"} & set(header(column).split("_"))
            for value in (self._cells[file][column][at] for at in positions)
            if isinstance(value, str)
            for m in _PHONE.findall(value)
        }

    def _cover(
        self,
        value: str,
        mine: set[str],
        me: set[tuple[str, ...]],
        my_words: set[str],
        phones: set[str],
        text: bool,
        own: bool,
        numbers: bool,
    ) -> tuple[str, list[str]]:
        """One value without anybody else, and the kinds of what was covered."""
        if not text and (value in self._bare or value.lower() in mine):
            return value, []
        spans: list[tuple[int, int, str]] = []
        if "@" in value:
            spans += [
                (*m.span(), "mail address") for m in _MAIL.finditer(value) if m.group().rstrip(".").lower() not in mine
            ]
        spans += [
            (*m.span(), "phone number") for m in _PHONE.finditer(value) if text and _digits(m.group()) not in phones
        ]
        tokens = [(m.start(), *_trimmed(m)) for m in _TOKEN.finditer(value)]
        words = [word for _, _, word in tokens]
        if (
            not text
            and not spans
            and "@" not in value
            and not any(word in self._known or word in self._first for word in words)
        ):
            self._bare.add(value)  # nobody's: the same for every person
            return value, []
        n = 0
        while n < len(tokens):
            begin, end, word = tokens[n]
            step = 1
            if word in self._known and word not in mine:
                if not word.isdigit() or (_said(words, n) if text else numbers):
                    spans.append((begin, end, "id"))
            elif word in self._first:
                for size in range(min(_LONGEST_NAME, len(words) - n), 1, -1):
                    name = tuple(words[n : n + size])
                    if name in self._full:
                        if name not in me and (*name[-1:], *name[:-1]) not in me and (*name[1:], name[0]) not in me:
                            spans.append((begin, tokens[n + size - 1][1], "name"))
                        step = size
                        break
            if (
                step == 1
                and text
                and not own
                and word in self._single
                and word not in my_words
                and value[begin].isupper()
            ):
                spans.append((begin, end, "single name"))
            n += step
        kinds, made, last = [], [], 0
        for begin, end, kind in sorted(spans, key=lambda s: (s[0], -s[1])):
            if begin < last:
                continue
            made += [value[last:begin], COVERED]
            kinds.append(kind)
            last = end
        return ("".join([*made, value[last:]]), kinds) if kinds else (value, [])


def _said(words: Sequence[str], n: int) -> bool:
    """Whether a bare number in free text is meant as somebody's: it is long, or a word before it says so."""
    return len(words[n]) >= 5 or bool(set(words[max(0, n - 2) : n]) & (_ID_WORDS | _PERSON | _EVENT))


def _trimmed(match: re.Match) -> tuple[int, str]:
    """Where a word ends, and the word, without a full stop, an apostrophe s or the like at its end."""
    word = match.group().rstrip(".'’-")
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    return match.start() + len(word), word.lower()


def _words(text: object) -> tuple[str, ...]:
    return tuple(_trimmed(m)[1] for m in _TOKEN.finditer(str(text)))


def _name(text: str) -> tuple[str, ...]:
    """The words of a person's name, none for a text that is too long to be one."""
    return _words(text) if len(text) <= _LONGEST_NAME_TEXT else ()


def _holds(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    return any(words[n : n + len(name)] == name for n in range(len(words) - len(name) + 1))


def _coded(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """A number for each value, and the ids behind the numbers, as `plain_id` has them."""
    if values.dtype == object:  # here 1, 1.0 and True would count as one
        return pd.factorize(np.array([plain_id(value) for value in values], dtype=object))
    codes, different = pd.factorize(values, use_na_sentinel=False)
    one_each, texts = pd.factorize(np.array([plain_id(value) for value in different], dtype=object))
    return one_each[codes], texts


def _rows_of(codes: np.ndarray, texts: np.ndarray) -> Iterable[tuple[str, list[int]]]:
    """Each id of `_coded` with the rows in which it stands, in order."""
    rows = np.argsort(codes, kind="stable").tolist()
    ends = np.cumsum(np.bincount(codes, minlength=len(texts))).tolist()
    return ((text, rows[begin:end]) for text, begin, end in zip(texts, [0, *ends], ends))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def orphans(table: pd.DataFrame, column: str, known: Iterable) -> int:
    """Rows of `table` whose id in `column` is none of `known`; an empty id points at nobody on purpose: not counted."""
    given = table[column].map(plain_id)
    return int(((given != "") & ~given.isin({plain_id(value) for value in known})).sum())


def due(received: date, months: int = 1) -> date:
    """The last day for an answer: the same day `months` later, or the last day of that month if it has no such day.

    GDPR Art. 12(3): one month, and two further ones where needed. The count of months follows Regulation (EEC, Euratom)
    1182/71 Art. 3(2)(c); its Art. 3(4), by which a last day on a holiday, Saturday or Sunday moves to the next working
    day, is not applied here, so that the answer is never late. Nor is UK GDPR Art. 12A, by
    which the month can start later or stand still.
    """
    year, month = divmod(received.year * 12 + received.month - 1 + months, 12)
    return date(year, month + 1, min(received.day, calendar.monthrange(year, month + 1)[1]))
