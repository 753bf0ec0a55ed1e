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

from .. import text_files
from ..errors import BadText

FOLDER = Path(__file__).parent.parent / "lessons"
PLACES = ("EU", "UK", "US")
OPEN, ELSEWHERE = "Open", "Elsewhere in the lesson"
_TITLE = re.compile(r"# (Law|Terms) of lesson (\d\d)")
_HEADING = re.compile(r"## (?P<place>.+) \((?P<day>\d{4}-\d\d-\d\d)\)")
_PLACE = re.compile(r"({0})((, | and )({0}))*(, .+)?".format("|".join(PLACES)))
_SOURCE = re.compile(r"- source `(?P<id>[a-z0-9-]+)`(?:: \[(?P<text>[^\]]+)\]\((?P<url>https://[!-~]+)\))?")
_NO_WORDS = re.compile(
    r"[^\w\s\"'“‘„«*(§]|\*\s|\d+[.)] |[*_]*sources?\b[*_]*\s*[`´‘’'\"“:]", re.IGNORECASE
)  # begins so
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


class BadLaw(BadText):
    """What is wrong with a `law.md` or a `terms.md`, with its file and line."""


@functools.cache
def folders(folder: Path = FOLDER) -> dict[str, str]:
    """Number of a lesson -> the name of its folder, for each that has a `law.md`."""
    return {number: path.parent.name for number, path in _files(folder, "law").items()}


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
    path = _files(folder, "terms").get(number)
    if path is None:
        return {}
    found: dict[str, str] = {}
    for line, text in _entries(path):
        term, meaning = _term(text, f"{path}, line {line}")
        if term.casefold() in map(str.casefold, found):
            raise BadLaw(f"{path}, line {line}: {term} is explained already.")
        found[term] = meaning
    return found


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
    made: list[tuple[str, date, list[str], list[Source]]] = []
    known: dict[str, Source] = {}
    for line, text in _entries(path):
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
        elif made[-1][3] or _NO_WORDS.match(text) or "- source `" in text:
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


def _files(folder: Path, name: str) -> dict[str, Path]:
    """Number of a lesson -> its `law.md` or `terms.md`."""
    found: dict[str, Path] = {}
    for path in sorted(folder.glob(f"*/{name}.md")):
        number, _ = _opened(path)
        if number in found:
            raise BadLaw(f"{path}, line 1: lesson {number} has its {name} already, in {found[number].parent.name}.")
        found[number] = path
    return found


def _opened(path: Path) -> tuple[str, list[str]]:
    lines = text_files.read(path, BadLaw).split("\n")
    title = _TITLE.fullmatch(lines[0].strip())
    if not title or title[1].lower() != path.stem:
        raise BadLaw(f"{path}, line 1: expected '# {path.stem.capitalize()} of lesson NN'.")
    return title[2], lines


def _entries(path: Path) -> list[tuple[int, str]]:
    """Headings, paragraphs and bullets, each with its line; an indented line goes on with the one before."""
    made: list[tuple[int, str]] = []
    _, lines = _opened(path)
    for line, text in enumerate(lines[1:], 2):
        if text.startswith("  ") and text.strip():
            if not made:
                raise BadLaw(f"{path}, line {line}: nothing stands before this that could go on.")
            if _NO_WORDS.match(text.strip()) or text.lstrip().startswith("**"):
                raise BadLaw(f"{path}, line {line}: an indented line is more words. A heading, a source or a term "
                             "begins at the margin.")  # fmt: skip
            made[-1] = (made[-1][0], f"{made[-1][1]} {text.strip()}")
        elif text.strip():
            made.append((line, text.strip()))
    if not made:
        raise BadLaw(f"{path}, line 1: nothing stands below the title.")
    return made


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


def _term(text: str, where: str) -> tuple[str, str]:
    found = _TERM.fullmatch(text)
    if not found or "- **" in found["meaning"]:
        raise BadLaw(f"{where}: expected '- **term**: what it means'.{text_files.look_alikes(text)}")
    return found["term"], found["meaning"]


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
