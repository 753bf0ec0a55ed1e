"""A world in words: `dictionary.toml` beside its `world.py`. Tables and columns, what they mean, what is planted.

    title = "Bookshop"
    says = "…"                                  # made_of, not_for, starts, ends as well

    [kept]                                      # name = what for, until when
    card = ["member card: points and receipts", "two years after the last purchase"]

    [tables.members]
    says = "One row for each member."
    key = "member_id"
    points_at = { town_id = "towns.town_id" }   # may be left out
    [tables.members.columns]                    # type, personal (no, yes, special), kept, meaning; unit, choices
    member_id = ["string", "yes", "card", "Member"]
    arm = ["string", "yes", "card", "Which email, by lot", { choices = ["tailored", "mass"] }]

    [truths."06-helpful-not-creepy"]            # table, what was planted; if estimated: of what, from how many, width
    switched-off = ["choices", "Members whose last word on suggestions is off."]

What `world.py` counts is a name in braces, such as {arm}: `World.numbers` fills it.
"""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .. import text_files
from ..errors import BadText

FOLDER = Path(__file__).parent
TYPES = ("string", "integer", "number", "boolean", "date", "datetime")
PERSONAL = ("no", "yes", "special")
_WHOLE = {"title": str, "says": str, "made_of": str, "not_for": str, "starts": str, "ends": str, "kept": dict,
          "tables": dict, "truths": dict}  # fmt: skip
_TABLE = {"says": str, "key": str, "columns": dict, "points_at": dict}
_LONG = ("title", "says", "made_of", "not_for")
_NUMBER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Column:
    """One column: what it means, and what an inventory asks of it."""

    name: str
    type: str  # Table Schema: one of TYPES
    says: str
    personal: str = "no"  # one of PERSONAL; special: GDPR Art. 9
    purpose: str = ""
    retention: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: its columns, its key, and the columns that point at another table ({"column": "table.column"})."""

    name: str
    says: str
    key: str
    columns: tuple[Column, ...]
    points_at: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Truth:
    """Something planted, so that an audit can be held to it.

    kind "counted": `value` is exact. kind "estimated": an audit's interval must cover `value` and be no wider than
    `width`; `estimand` and `sample` say of what and from how many.
    """

    id: str
    lesson: str
    kind: str
    says: str
    value: float
    table: str
    estimand: str = ""
    sample: str = ""
    width: float | None = None


@dataclass(frozen=True)
class Business:
    """What the dictionary says of a business and of its tables."""

    name: str
    title: str
    says: str
    tables: tuple[Table, ...]
    made_of: str  # datasheet: how the world was made
    not_for: str  # datasheet: what it cannot show
    starts: str
    ends: str


class BadDictionary(BadText):
    """What is wrong with a `dictionary.toml` or a `words.toml`, by file and line or entry."""


class _Words(dict):
    """A part of a `words.toml`; it says what is missing there."""

    def __init__(self, where: str, said: Mapping[str, Any]):
        if empty := [name for name, value in said.items() if value in ([], {})]:
            raise BadDictionary(f"{where}: {empty[0]} is empty. The world draws from it.")
        super().__init__({k: _Words(f"{where}, {k}", v) if isinstance(v, dict) else v for k, v in said.items()})
        self._where = where

    def __missing__(self, name: str) -> None:
        raise BadDictionary(f"{self._where}: {name} is missing. The world takes words from there.")


def businesses() -> tuple[str, ...]:
    """The businesses that have a world, by their folders."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/dictionary.toml")))


@functools.cache
def read(business: str, what: str = "dictionary") -> dict[str, Any]:
    """`dictionary.toml` or `words.toml` of a business as it stands there; BadDictionary for what cannot be used."""
    said = text_files.read_toml(FOLDER / business / f"{what}.toml", BadDictionary)
    if what == "words":
        return _Words(f"{business}/words.toml", said)
    _hold_together(said, f"{business}/dictionary.toml")
    return said


def words(business: str) -> dict[str, Any]:
    """The word lists of a business: `words.toml`."""
    return read(business, "words")


def put_into(text: str, *values: Any, **named: Any) -> str:
    """A text of a `words.toml` with its braces filled, as by `str.format`."""
    try:
        return text.format(*values, **named)
    except (AttributeError, IndexError, KeyError, ValueError):
        known = ", ".join([*["{}"] * len(values), *(f"{{{name}}}" for name in named)])
        raise BadDictionary(f"words.toml, {text!r}: a brace that is not one of {known}.") from None


def business(name: str, numbers: Mapping[str, Any] | None = None) -> Business:
    """What the dictionary says of a business; `numbers` fill the names in braces."""
    told, file = read(name), f"{name}/dictionary.toml"
    fill = functools.partial(_filled, numbers=numbers or {})
    made = []
    for table, entry in told["tables"].items():
        columns = [
            _column(f"{file}, column {table}.{column}", column, said, told["kept"], fill)
            for column, said in entry["columns"].items()
        ]
        says = fill(entry["says"], f"{file}, table {table}")
        made.append(Table(table, says, entry["key"], tuple(columns), entry.get("points_at")))
    parts = {part: fill(told[part], f"{file}, {part}", in_table=False) for part in _LONG}
    return Business(name, tables=tuple(made), starts=told["starts"], ends=told["ends"], **parts)


def _column(
    where: str, name: str, said: list, kept: Mapping[str, list[str]], fill: Callable[[str, str], str]
) -> Column:
    kind, personal, why, says, *rest = said
    more = rest[0] if rest else {}
    purpose, until = kept[why] if why else ("", "")
    return Column(name, kind, fill(says, where), personal, fill(purpose, where), fill(until, where),
                  more.get("unit", ""), tuple(more.get("choices", ())))  # fmt: skip


def truths(name: str, planted: Mapping[str, float], numbers: Mapping[str, Any] | None = None) -> list[Truth]:
    """The planted truths in the dictionary's order; BadDictionary where words and values do not name the same ones."""
    fill = functools.partial(_filled, numbers=numbers or {})
    told = [(lesson, id, said) for lesson, entries in read(name)["truths"].items() for id, said in entries.items()]
    if odd := {id for _, id, _ in told} ^ set(planted):
        raise BadDictionary(f"{name}/dictionary.toml and its world.py plant other truths: {', '.join(sorted(odd))}.")
    made = []
    for lesson, id, (table, says, *more) in told:
        kind, where = "estimated" if more else "counted", f"{name}/dictionary.toml, truth {id}"
        estimand, sample, width = more or ("", "", None)
        made.append(Truth(id, lesson, kind, fill(says, where), planted[id], table, fill(estimand, where),
                          fill(sample, where), width))  # fmt: skip
    return made


def _filled(text: str, where: str, numbers: Mapping[str, Any], in_table: bool = True) -> str:
    """A text with its numbers; `in_table`: it stands in a table of the datasheet."""
    if set("{}") & set(_NUMBER.sub("", text)):
        raise BadDictionary(f"{where}: a brace is for the name of a number, such as {{arm}}; it is open, or empty.")
    if lacking := set(_NUMBER.findall(text)) - set(numbers):
        raise BadDictionary(f"{where}: world.py gives no number for {', '.join(sorted(lacking))}.")
    if in_table and set("|\n") & set(text):
        raise BadDictionary(f"{where}: its words have an upright line or a new line. End the line with a backslash.")
    told = {name: f"{n:,}" if isinstance(n, int) else f"{n}" for name, n in numbers.items()}
    return _NUMBER.sub(lambda found: told[found[1]], text)


# ---- that a dictionary holds together, before anything is made of it


def _hold_together(told: dict[str, Any], file: str) -> None:
    _parts(told, _WHOLE, file, " Titles and texts stand above the first [heading]: what is below one belongs to it.")
    for part in ("starts", "ends"):
        try:
            date.fromisoformat(told[part])
        except ValueError:
            raise BadDictionary(f'{file}, {part}: {told[part]!r} is no day. Write it as "2025-12-31".') from None
    for name, said in told["kept"].items():
        if not isinstance(said, list) or len(said) != 2 or not all(isinstance(one, str) for one in said):
            raise BadDictionary(f'{file}, kept {name}: expected ["what for", "until when"].')
    for name, entry in told["tables"].items():
        _parts(entry, _TABLE, f"{file}, table {name}")
        for column, said in entry["columns"].items():
            _hold_column(said, told["kept"], f"{file}, column {name}.{column}")
    columns = {f"{name}.{column}" for name, entry in told["tables"].items() for column in entry["columns"]}
    for name, entry in told["tables"].items():
        points = entry.get("points_at", {})
        named = {f"{name}.{column}" for column in (entry["key"], *points)} | set(map(str, points.values()))
        if lost := named - columns:
            raise BadDictionary(f"{file}, table {name}: key or points_at name no column: {', '.join(sorted(lost))}.")
    seen: dict[str, str] = {}
    for lesson, entries in told["truths"].items():
        if not isinstance(entries, dict):
            raise BadDictionary(
                f'{file}, truths {lesson}: expected a heading [truths."NUMBER-LESSON"] above the truths.'
            )
        for id, said in entries.items():
            _hold_truth(said, told["tables"], f"{file}, truth {id}")
            if id in seen:
                raise BadDictionary(f"{file}, truth {id}: it is there already, below {seen[id]}.")
            seen[id] = lesson


def _parts(said: Any, known: Mapping[str, type], where: str, hint: str = "") -> None:
    """That all parts are there (points_at may be missing), no other, each a text or a table."""
    if not isinstance(said, dict):
        raise BadDictionary(f"{where}: expected a heading in brackets, and {', '.join(known)} below it.")
    if odd := set(said) - set(known):
        raise BadDictionary(f"{where}: unknown {', '.join(sorted(odd))}; known are {', '.join(known)}.")
    for name, kind in known.items():
        if name == "points_at" and (name not in said or said[name] == {}):
            continue
        if not isinstance(said.get(name), kind) or not said[name]:
            wanted = "a text in quotation marks" if kind is str else "entries: name = …"
            raise BadDictionary(f"{where}: {name} is missing, or is not {wanted}.{hint}")


def _texts(said: Any, least: int) -> bool:
    return isinstance(said, list) and len(said) >= least and all(isinstance(one, str) and one.strip() for one in said)


def _hold_column(said: Any, kept: Mapping[str, Any], where: str) -> None:
    if not isinstance(said, list) or len(said) not in (4, 5) or not all(isinstance(one, str) for one in said[:4]):
        raise BadDictionary(f"{where}: expected [type, personal, kept, meaning] and at most one table more.")
    kind, personal, why, says, *rest = said
    if kind not in TYPES or personal not in PERSONAL or (why and why not in kept):
        raise BadDictionary(
            f"{where}: type is one of {', '.join(TYPES)}, personal one of {', '.join(PERSONAL)}, kept empty or one of "
            f"{', '.join(kept)}."
        )
    more = rest[0] if rest else {}
    if not isinstance(more, dict) or set(more) - {"unit", "choices"}:
        odd = ", ".join(sorted(set(more) - {"unit", "choices"})) if isinstance(more, dict) else repr(more)
        raise BadDictionary(f"{where}: unknown {odd}; known are unit and choices.")
    choices = more.get("choices", ["-"])
    if not says.strip() or not isinstance(more.get("unit", ""), str):
        raise BadDictionary(f"{where}: its meaning and its unit are texts in quotation marks.")
    if not _texts(choices, 1) or len(set(choices)) < len(choices):
        raise BadDictionary(f'{where}: choices are texts in brackets, each once: {{ choices = ["yes", "no"] }}.')


def _hold_truth(said: Any, tables: Mapping[str, Any], where: str) -> None:
    width = said[4] if isinstance(said, list) and len(said) == 5 else 0
    if (
        not isinstance(said, list)
        or len(said) not in (2, 5)
        or not _texts(said[:4], 2)
        or type(width) not in (int, float)
    ):
        raise BadDictionary(f"{where}: expected [table, words], or [table, words, of what, from how many, width].")
    if said[0] not in tables:
        raise BadDictionary(f"{where}: there is no table {said[0]}; there are {', '.join(tables)}.")
