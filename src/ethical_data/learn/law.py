"""The law of a lesson and its terms, read from text: `law.md` and `terms.md` beside its tasks.

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

    # Terms of lesson 02

    - **soft opt-in**: marketing by mail to one's own buyers without a yes, under conditions
"""

import functools
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "lessons"
PLACES = ("EU", "UK", "US")
OPEN, ELSEWHERE = "Open", "Elsewhere in the lesson"
_TITLE = re.compile(r"# (Law|Terms) of lesson (\d\d)")
_HEADING = re.compile(r"## (?P<place>.+) \((?P<day>\d{4}-\d\d-\d\d)\)")
_PLACE = re.compile(r"({0})((, | and )({0}))*(, .+)?".format("|".join(PLACES)))
_SOURCE = re.compile(r"- source `(?P<id>[a-z0-9-]+)`(?:: \[(?P<text>[^\]]+)\]\((?P<url>https://\S+)\))?")
_TERM = re.compile(r"- \*\*(?P<term>[^*]+)\*\*: (?P<meaning>.+)")


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


class BadLaw(ValueError):
    """What is wrong with a `law.md` or a `terms.md`, with its file and line."""


@functools.cache
def folders(folder: Path = FOLDER) -> dict[str, str]:
    """Number of a lesson -> the name of its folder, for each that has a `law.md`."""
    return {_opened(path)[0]: path.parent.name for path in sorted(folder.glob("*/law.md"))}


@functools.cache
def law(number: str, folder: Path = FOLDER) -> tuple[Floor, ...]:
    """The law of a lesson ("02"), place by place as it stands there; none if it has no `law.md`. BadLaw says where."""
    name = folders(folder).get(number)
    return read(folder / name / "law.md") if name else ()


def sources(number: str, folder: Path = FOLDER) -> list[Source]:
    """Every source of a lesson's law once, in the order in which they come."""
    return list(dict.fromkeys(source for floor in law(number, folder) for source in floor.sources))


@functools.cache
def terms(number: str, folder: Path = FOLDER) -> dict[str, str]:
    """The words that a lesson explains, each with its meaning; none if it has no `terms.md`."""
    for path in sorted(folder.glob("*/terms.md")):
        of, lines = _opened(path)
        if of == number:
            return dict(_term(text, f"{path}, line {line}") for line, text in _entries(lines, path))
    return {}


def settled(number: str, folder: Path = FOLDER) -> str:
    """The floor as Markdown, each place with its day; "" for a lesson without one."""
    floors = [floor for floor in law(number, folder) if floor.place != ELSEWHERE]
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
    _, lines = _opened(path)
    made: list[tuple[str, date, list[str], list[Source]]] = []
    known: dict[str, Source] = {}
    for line, text in _entries(lines, path):
        where = f"{path}, line {line}"
        if text.startswith("#"):
            made.append((*_heading(text, where), [], []))
        elif not made:
            raise BadLaw(f"{where}: expected '## PLACE (YYYY-MM-DD)' before any other text.")
        elif text.startswith("- source"):
            made[-1][3].append(_source(text, known, where))
        elif made[-1][3] or text.startswith("- "):
            raise BadLaw(f"{where}: after the text come sources alone: '- source `name`: [words](https://…)'.")
        else:
            made[-1][2].append(text)
    for place, _, says, cited in made:
        if not cited:
            raise BadLaw(f"{path}: {place} has no source.")
        if bool(says) == (place == ELSEWHERE):
            raise BadLaw(f"{path}: {place} {'has text; it holds sources alone' if says else 'says nothing'}.")
    return tuple(Floor(place, day, " ".join(says), tuple(cited)) for place, day, says, cited in made)


def _opened(path: Path) -> tuple[str, list[str]]:
    lines = path.read_text("utf-8-sig").splitlines()
    title = _TITLE.fullmatch(lines[0].strip()) if lines else None
    if not title or title[1].lower() != path.stem:
        raise BadLaw(f"{path}, line 1: expected '# {path.stem.capitalize()} of lesson NN'.")
    return title[2], lines


def _entries(lines: list[str], path: Path) -> list[tuple[int, str]]:
    """Headings, paragraphs and bullets, each with its line; an indented line goes on with the one before."""
    made: list[tuple[int, str]] = []
    for line, text in enumerate(lines[1:], 2):
        if text.startswith("  ") and text.strip():
            if not made:
                raise BadLaw(f"{path}, line {line}: nothing stands before this that could go on.")
            made[-1] = (made[-1][0], f"{made[-1][1]} {text.strip()}")
        elif text.strip():
            made.append((line, text.strip()))
    return made


def _heading(text: str, where: str) -> tuple[str, date]:
    found = _HEADING.fullmatch(text)
    if not found or not (found["place"] in (OPEN, ELSEWHERE) or _PLACE.fullmatch(found["place"])):
        raise BadLaw(f"{where}: expected '## PLACE (YYYY-MM-DD)', where a place begins with {', '.join(PLACES)}, or is "
                     f"{OPEN} or {ELSEWHERE}.")  # fmt: skip
    try:
        return found["place"], date.fromisoformat(found["day"])
    except ValueError:
        raise BadLaw(f"{where}: {found['day']} is no day.") from None


def _source(text: str, known: dict[str, Source], where: str) -> Source:
    found = _SOURCE.fullmatch(text)
    if not found:
        raise BadLaw(f"{where}: expected '- source `name`: [words](https://…)', or the name alone of one before.")
    if found["url"]:
        if found["id"] in known:
            raise BadLaw(f"{where}: there is a source {found['id']} already; its name alone is enough.")
        known[found["id"]] = Source(found["id"], found["text"], found["url"])
    if found["id"] not in known:
        raise BadLaw(f"{where}: no source {found['id']} stands before this.")
    return known[found["id"]]


def _term(text: str, where: str) -> tuple[str, str]:
    found = _TERM.fullmatch(text)
    if not found:
        raise BadLaw(f"{where}: expected '- **term**: what it means'.")
    return found["term"], found["meaning"]


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
