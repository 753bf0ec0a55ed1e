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
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
TYPES = ("string", "integer", "number", "boolean", "date", "datetime")
PERSONAL = ("no", "yes", "special")


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


class BadDictionary(ValueError):
    """What is wrong with a `dictionary.toml`, by file and entry."""


def businesses() -> tuple[str, ...]:
    """The businesses that have a world, by their folders."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/dictionary.toml")))


@functools.cache
def read(business: str, what: str = "dictionary") -> dict[str, Any]:
    """`dictionary.toml` or `words.toml` of a business as it stands there."""
    return tomllib.loads((FOLDER / business / f"{what}.toml").read_text("utf-8"))


def words(business: str) -> dict[str, Any]:
    """The word lists of a business: `words.toml`."""
    return read(business, "words")


def business(name: str, numbers: Mapping[str, Any] | None = None) -> Business:
    """What the dictionary says of a business; `numbers` fill the names in braces."""
    told = read(name)
    fill = functools.partial(_filled, numbers=numbers or {}, where=name)
    made = []
    for table, entry in told["tables"].items():
        columns = [_column(name, table, column, said, told["kept"], fill) for column, said in entry["columns"].items()]
        made.append(Table(table, fill(entry["says"]), entry["key"], tuple(columns), entry.get("points_at")))
    return Business(
        name, *(fill(told[part]) for part in ("title", "says")), tuple(made),
        *(fill(told[part]) for part in ("made_of", "not_for")), told["starts"], told["ends"],
    )  # fmt: skip


def _column(business: str, table: str, name: str, said: list, kept: Mapping[str, list[str]], fill) -> Column:
    where = f"{business}/dictionary.toml, column {table}.{name}"
    if len(said) not in (4, 5):
        raise BadDictionary(f"{where}: expected [type, personal, kept, meaning] and at most one table more.")
    kind, personal, why, says, *rest = said
    if kind not in TYPES or personal not in PERSONAL or (why and why not in kept):
        raise BadDictionary(
            f"{where}: type is one of {', '.join(TYPES)}, personal one of {', '.join(PERSONAL)}, kept empty or one of "
            f"{', '.join(kept)}."
        )
    more = rest[0] if rest else {}
    if odd := set(more) - {"unit", "choices"}:
        raise BadDictionary(f"{where}: unknown {', '.join(sorted(odd))}; known are unit and choices.")
    purpose, until = kept[why] if why else ("", "")
    return Column(name, kind, fill(says), personal, fill(purpose), fill(until), more.get("unit", ""),
                  tuple(more.get("choices", ())))  # fmt: skip


def truths(name: str, planted: Mapping[str, float], numbers: Mapping[str, Any] | None = None) -> list[Truth]:
    """The planted truths in the dictionary's order; BadDictionary where words and values do not name the same ones."""
    fill = functools.partial(_filled, numbers=numbers or {}, where=name)
    told = [(lesson, id, said) for lesson, entries in read(name)["truths"].items() for id, said in entries.items()]
    if odd := {id for _, id, _ in told} ^ set(planted):
        raise BadDictionary(f"{name}/dictionary.toml and its world.py plant other truths: {', '.join(sorted(odd))}.")
    made = []
    for lesson, id, (table, says, *more) in told:
        kind = "estimated" if more else "counted"
        estimand, sample, width = more or ("", "", None)
        made.append(Truth(id, lesson, kind, fill(says), planted[id], table, fill(estimand), fill(sample), width))
    return made


def _filled(text: str, numbers: Mapping[str, Any], where: str) -> str:
    if "{" not in text:
        return text
    names = {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name}
    if lacking := names - set(numbers):
        raise BadDictionary(f"{where}/dictionary.toml: world.py gives no number for {', '.join(sorted(lacking))}.")
    return text.format_map({name: f"{n:,}" if isinstance(n, int) else n for name, n in numbers.items()})
