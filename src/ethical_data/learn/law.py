"""The law of a lesson, read from text: `law.md` beside its tasks.

    # Law of lesson 02

    ## EU and UK (2026-11-23)
    Those who said stop get no more mail, and you must be able to show consent (GDPR Art. 7(1)).
    - source `gdpr`: [GDPR, Regulation (EU) 2016/679: consent Art. 7](https://eur-lex.europa.eu/eli/reg/2016/679/oj)

    ## Elsewhere in the lesson (2026-11-23)
    - source `pecr`: [UK Privacy and Electronic Communications Regulations 2003, reg. 22](https://www.legislation.gov.uk/…)

A heading names the place, what it is about if a place has several (`EU and UK, what goes out`), and the day on which
somebody last held the words against the sources. `Open` is what no law or judgment settles. A source is written out
once; after that its name is enough: - source `gdpr`. Sources of what the lesson says outside of this floor stand last,
under `Elsewhere in the lesson`.
"""

import functools
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .. import text_files
from ..errors import BadText
from . import entries
from .entries import FOLDER

PLACES = ("EU", "UK", "US")
OPEN, ELSEWHERE = "Open", "Elsewhere in the lesson"
_HEADING = re.compile(r"## (?P<place>.+) \((?P<day>\d{4}-\d\d-\d\d)\)")
_PLACE = re.compile(r"({0})((, | and )({0}))*(, .+)?".format("|".join(PLACES)))
_SOURCE = re.compile(r"- source `(?P<id>[a-z0-9-]+)`(?:: \[(?P<text>[^\]]+)\]\((?P<url>https://[!-~]+)\))?")


@dataclass(frozen=True)
class Source:
    """A primary source: its name in the lesson, what is taken from it, its address."""

    id: str
    text: str
    url: str


@dataclass(frozen=True)
class Floor:
    """What the law of one or more places settles (or leaves open), as of a day, with its sources."""

    place: str
    as_of: date
    says: str
    sources: tuple[Source, ...]


class BadLaw(BadText):
    """What is wrong with a `law.md`, with its file and line."""


@functools.cache
def folders(folder: Path = FOLDER) -> dict[str, str]:
    """Number of a lesson -> the name of its folder, for each that has a `law.md`."""
    return {number: path.parent.name for number, path in entries.files(folder, "law", BadLaw).items()}


@functools.cache
def of_lesson(number: str, folder: Path = FOLDER) -> tuple[Floor, ...]:
    """The law of a lesson ("02"), place by place as it stands there; none if it has no `law.md`. BadLaw says where."""
    name = folders(folder).get(number)
    return read(folder / name / "law.md") if name else ()


def sources(number: str, folder: Path = FOLDER) -> list[Source]:
    """Every source of a lesson's law once, in the order in which they come."""
    return list(dict.fromkeys(source for floor in of_lesson(number, folder) for source in floor.sources))


def settled(number: str, folder: Path = FOLDER) -> str:
    """The floor as Markdown, each place with its day; "" for a lesson without one."""
    floors = [floor for floor in of_lesson(number, folder) if floor.place != ELSEWHERE]
    if not floors:
        return ""
    days = {floor.as_of for floor in floors}
    told = "General education, not legal advice" + (f", as of {_spoken(max(days))}." if len(days) == 1 else ".")
    parts = [f"- **{floor.place}**{'' if len(days) == 1 else f', as of {_spoken(floor.as_of)}'}: {floor.says}"
             for floor in floors if floor.place != OPEN]  # fmt: skip
    left = [f"**What is open.** {floor.says}" for floor in floors if floor.place == OPEN]
    return "\n\n".join([f"**What is settled.** {told}", "\n".join(parts), *left])


def read(path: Path) -> tuple[Floor, ...]:
    """The floors in one `law.md`."""
    made: list[tuple[str, date, list[str], list[Source]]] = []
    known: dict[str, Source] = {}
    for line, text in entries.read(path, BadLaw):
        where = f"{path}, line {line}"
        if text.startswith("#"):
            made.append((*_heading(text, where), [], []))
            if any(made[-1][0] == before[0] for before in made[:-1]):
                raise BadLaw(f"{where}: there is {made[-1][0]} already. Say after a comma what each is about.")
        elif not made:
            raise BadLaw(f"{where}: expected '## PLACE (YYYY-MM-DD)' before any other text.")
        elif text.startswith("- source"):
            cited = _source(text, known, where)
            if cited in made[-1][3]:
                raise BadLaw(f"{where}: {made[-1][0]} has {cited.id} already.")
            made[-1][3].append(cited)
        elif made[-1][3] or entries.NO_WORDS.match(text) or "- source `" in text:
            raise BadLaw(
                f"{where}: after the text come sources alone: '- source `name`: [words](https://…)'."
                f"{text_files.look_alikes(text)}"
            )
        else:
            made[-1][2].append(text)
    for place, _, says, cited in made:
        if not cited:
            raise BadLaw(f"{path}: {place} has no source.")
        if bool(says) == (place == ELSEWHERE):
            raise BadLaw(f"{path}: {place} {'has text; it holds sources alone' if says else 'says nothing'}.")
    return tuple(Floor(place, day, " ".join(says), tuple(cited)) for place, day, says, cited in made)


def _heading(text: str, where: str) -> tuple[str, date]:
    found = _HEADING.fullmatch(text)
    if not found or not (found["place"] in (OPEN, ELSEWHERE) or _PLACE.fullmatch(found["place"])):
        raise BadLaw(f"{where}: expected '## PLACE (YYYY-MM-DD)', where a place begins with {', '.join(PLACES)}, or is "
                     f"{OPEN} or {ELSEWHERE}.{text_files.look_alikes(text)}")  # fmt: skip
    try:
        return found["place"], date.fromisoformat(found["day"])
    except ValueError:
        raise BadLaw(f"{where}: {found['day']} is no day.") from None


def _source(text: str, known: dict[str, Source], where: str) -> Source:
    found = _SOURCE.fullmatch(text)
    if not found or (
        found["url"] and (found["url"].count("(") != found["url"].count(")") or not found["text"].strip())
    ):
        raise BadLaw(
            f"{where}: expected '- source `name`: [words](https://…)', or the name alone of one before."
            f"{text_files.look_alikes(text)}"
        )
    if found["url"]:
        if found["id"] in known:
            raise BadLaw(f"{where}: there is a source {found['id']} already; its name alone is enough.")
        known[found["id"]] = Source(found["id"], found["text"], found["url"])
    if found["id"] not in known:
        raise BadLaw(f"{where}: no source {found['id']} stands before this.")
    return known[found["id"]]


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
