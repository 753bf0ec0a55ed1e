"""The words by which headers, texts and values are known, in nine languages and more.

They stand in three files beside this one, to be mended there: `headers.toml` (what a column is called), `words.toml`
(single words in headers and files' names), `texts.toml` (words in texts and values). Each is read when first needed.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from .. import text_files
from ..errors import BadText

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "pt", "sv")
INVENTORY, OUTSIDERS = "inventory", "outsiders"  # who asks what a header says
IDENTIFIES, DESCRIBES, NUMBERS, SPECIAL, NAME, PARTY = "identifies", "describes", "numbers", "special", "name", "party"
NAMED, KNOWN, SENSITIVE = "named", "known", "sensitive"

_HERE = Path(__file__).parent
_LEVELS = {
    INVENTORY: (IDENTIFIES, DESCRIBES, NUMBERS, SPECIAL, NAME, PARTY),
    OUTSIDERS: (NAMED, KNOWN, SENSITIVE, "nothing"),
}
_NEEDED = {  # what is asked for by its name, here and in the modules beside this; of headers more may be there
    "headers": ("bare_name", "house_number"),
    "words": tuple(
        "roles roles_many matters calls identifiers joined between beside positions aggregates things places equipment "
        "articles own_words own_words_or_goods given_names".split()
    ),
    "texts": ("health", "not_health", "delicate", "sexes", "yes_no", "sold", "not_sold"),
}
_PHRASE = re.compile(r"\*?[\w\s°.'’()/&\u2010-\u2014-]+[*?]?")
_WORD, _STEM = re.compile(r"[^\W_]+"), re.compile(r"[^\W_][\w-]*\*?")
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})  # on keyboards that lack them
_OF_SOMEBODY = (NAME, PARTY, NUMBERS)  # beside other words only with one for a person
_LONGEST = 200  # characters of a header that are looked at


class BadVocabulary(BadText):
    """What is wrong with one of the three files, by line or part."""


@dataclass(frozen=True, eq=False)
class Kind:
    """What a column may hold, and how headers call it (`joined`); see headers.toml for what each means.

    sure: headers that say so alone. unsure: headers that can mean something else too. open: the rest of a header may
    follow or go before. values: how its values look, None where nobody says.
    """

    name: str
    what: str
    inventory: str
    outsiders: str
    values: re.Pattern | None
    sure: frozenset[str]
    unsure: frozenset[str]
    open: re.Pattern | None


def bare(text: str) -> str:
    """Small letters without accents (ß as ss, ł as l)."""
    text = text.lower()
    for letter, plain in (("ß", "ss"), ("ł", "l"), ("æ", "ae"), ("ø", "o"), ("œ", "oe")):
        text = text.replace(letter, plain)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@functools.lru_cache(maxsize=1 << 15)
def words(header: str) -> tuple[str, ...]:
    """A header's words, small and without accents: "E-Mail", "customerID" -> ("e", "mail"), ("customer", "id")."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", str(header)[:_LONGEST])
    return tuple(re.findall(r"[^\W\d_]+|\d+", bare(text)))


def joined(header: str) -> str:
    """A header as it is compared: "E-Mail Address" and "email_address" are the same."""
    return "".join(words(header))


def called(header: str, names: Collection[str]) -> bool:
    """Whether a header is a name for one of these kinds: written in headers.toml, without the words with a *."""
    whole = joined(header)
    return any(name in kinds() and whole in kinds()[name].sure | kinds()[name].unsure for name in names)


def told_by(
    header: str, use: str, fits: Callable[[Kind], bool] = lambda kind: False, *, beside: bool = True
) -> tuple[Kind, ...]:
    """The kinds that a header names and that tell something to `use` (`INVENTORY` or `OUTSIDERS`).

    The whole header comes first, then words with a *, then names of kinds with words beside them that change nothing
    (only with `beside`). A word that can mean something else counts where `fits` says that the values are of that kind.
    """
    for level in _levels(header)[: 3 if beside else 2]:
        telling = [(kind, sure) for kind, sure in level if getattr(kind, use)]
        if telling:
            return tuple(kind for kind, sure in telling if sure or fits(kind))
    return ()


@functools.lru_cache(maxsize=10_000)
def _levels(header: str) -> tuple[tuple[tuple[Kind, bool], ...], ...]:
    whole = joined(header)
    exact = _called().get(whole, ())
    longer = tuple((k, True) for k in kinds().values() if k.open and whole not in k.unsure and k.open.fullmatch(whole))
    return exact, longer, _beside(words(header))


def _beside(parts: tuple[str, ...]) -> tuple[tuple[Kind, bool], ...]:
    """A header made of names of kinds, and of words that change nothing: customer's age, postcode and town.

    Every word must be one or the other; as many as can be are taken for a kind's, in as few names as can be.
    """
    roles, empty = listed("roles"), listed("beside") | listed("between")
    somebodys = any(forms(word) & roles for word in parts)
    ways: list[tuple | None] = [None] * len(parts) + [(0, 0, ())]  # from here on: words of kinds, -names, kinds
    for begin in range(len(parts) - 1, -1, -1):
        idle = bool(forms(parts[begin]) & roles) or parts[begin] in empty or parts[begin].isdecimal()
        found = [ways[begin + 1]] if idle and ways[begin + 1] else []
        for end in range(begin + 1, len(parts) + (begin > 0)):
            named = _called().get("".join(parts[begin:end]), ())
            here = tuple((k, s) for k, s in named if _says(k) and (somebodys or k.inventory not in _OF_SOMEBODY))
            if here and (rest := ways[end]):
                found.append((rest[0] + end - begin, rest[1] - 1, here + rest[2]))
        ways[begin] = max(found, key=lambda way: way[:2], default=None)
    return ways[0][2] if ways[0] else ()


def _says(kind: Kind) -> bool:
    return bool(kind.inventory or kind.outsiders)


@functools.cache
def kinds() -> dict[str, Kind]:
    """All kinds by their names, in the order of headers.toml."""
    made = {name: _kind(name, told) for name, told in _file("headers").items()}
    said: dict[str, Kind] = {}  # header -> the kind of which the inventory says something
    for kind in made.values():
        for whole in sorted(kind.sure) if kind.inventory else ():
            other = said.setdefault(whole, kind)
            if (other.inventory, other.what) != (kind.inventory, kind.what):
                raise BadVocabulary(
                    f"headers.toml, {kind.name}: {whole!r} is a word of {other.name} too. Take it out of one "
                    "of them, or write a ? after it."
                )
    return made


def _kind(name: str, told: dict[str, str]) -> Kind:
    sure, unsure, open_ = set(), set(), set()
    for language in (*LANGUAGES, "other"):
        for phrase in _parted(told.get(language, "")):
            for spelled in {phrase, phrase.lower().translate(_SPELLED_OUT)}:
                whole = joined(spelled)
                if "*" in phrase:
                    open_.add(".*" * phrase.startswith("*") + re.escape(whole) + ".*" * phrase.endswith("*"))
                else:
                    (unsure if phrase.endswith("?") else sure).add(whole)
    values = re.compile(told["values"], re.IGNORECASE) if "values" in told else None
    what, inventory, outsiders = (told.get(key, "") for key in ("what", INVENTORY, OUTSIDERS))
    pattern = re.compile("|".join(sorted(open_))) if open_ else None
    return Kind(name, what, inventory, outsiders, values, frozenset(sure), frozenset(unsure - sure), pattern)


@functools.cache
def _called() -> dict[str, tuple[tuple[Kind, bool], ...]]:
    """Header as compared -> the kinds that it names, and whether surely."""
    found: dict[str, tuple[tuple[Kind, bool], ...]] = {}
    for kind in kinds().values():
        for whole in sorted(kind.sure | kind.unsure):
            found[whole] = (*found.get(whole, ()), (kind, whole in kind.sure))
    return found


@functools.cache
def listed(name: str) -> frozenset[str]:
    """The words of one part of words.toml, in all languages, bare."""
    every = " ".join(_file("words")[name].values()).lower()
    return frozenset(f"{bare(every)} {bare(every.translate(_SPELLED_OUT))}".split())


@functools.cache
def systems(prefix: str = "kind") -> dict[str, frozenset[str]]:
    """The parts of words.toml that begin so: kind_customer_interaction -> {"customer interaction": its words}."""
    parts = [name for name in _file("words") if name.startswith(f"{prefix}_")]
    return {name.removeprefix(f"{prefix}_").replace("_", " "): listed(name) for name in parts}


@functools.lru_cache(maxsize=10_000)
def forms(word: str) -> frozenset[str]:
    """A word, and what it may be the plural of."""
    found = {word}
    for ending in ("s", "es", "en", "n"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            found.add(word[: -len(ending)])
    return frozenset(found | ({word[:-3] + "y"} if word.endswith("ies") else set()))


def delicate_words(*languages: str) -> tuple[str, ...]:
    """Words that often stand in delicate titles, with and without accents; of all languages where none is named."""
    told = _file("texts")["delicate"]
    every = [word.lower() for language in languages or LANGUAGES for word in _parted(told[language])]
    spelled = (form for word in every for form in (word, bare(word), bare(word.translate(_SPELLED_OUT))))
    return tuple(dict.fromkeys(spelled))


@functools.cache
def spoken(part: str) -> dict[str, frozenset[str]]:
    """The words of one part of texts.toml by language, in small letters."""
    return {language: frozenset(_parted(told.lower())) for language, told in _file("texts")[part].items()}


@functools.lru_cache(maxsize=1 << 16)
def is_health(word: str) -> bool:
    """Whether a word of running text (bare, see `bare`) speaks of health or illness."""
    exact, stems, others = _health()
    return word in exact or (word not in others and stems.match(word) is not None)


@functools.cache
def _health() -> tuple[frozenset[str], re.Pattern, frozenset[str]]:
    """Whole words, beginnings of words, and words that begin alike and mean something else."""
    every = {bare(word) for told in spoken("health").values() for word in told}
    stems = sorted({word.rstrip("*") for word in every if word.endswith("*")}, key=len, reverse=True)
    others = frozenset(word for told in spoken("not_health").values() for word in told)
    return frozenset(word for word in every if not word.endswith("*")), re.compile("|".join(stems)), others


def _parted(phrases: str) -> list[str]:
    return [phrase for part in phrases.split(",") if (phrase := " ".join(part.split()))]


@functools.cache
def _file(name: str) -> dict[str, dict[str, str]]:
    told = text_files.read_toml(_HERE / f"{name}.toml", BadVocabulary)
    if lacking := [part for part in _NEEDED[name] if part not in told]:
        raise BadVocabulary(f"{name}.toml: [{lacking[0]}] is missing. Its name must stay as it is.")
    for part, said in told.items():
        _hold_part(said, name, part, f"{name}.toml, {part}")
        system = part.removeprefix("strong_") if part.startswith("strong_") else part.removeprefix("kind_")
        if name != "headers" and part not in _NEEDED[name] and (part == system or f"kind_{system}" not in told):
            raise BadVocabulary(
                f"{name}.toml, {part}: nothing asks for such a part. Known are {', '.join(_NEEDED[name])}."
            )
    return told


def _hold_part(said: object, name: str, part: str, where: str) -> None:
    """That a part has languages that are known, and words as they are written in its file; of a kind also the rest."""
    languages = (*LANGUAGES, "other", *(["common"] if part == "given_names" else []))
    known = (*languages, *(("what", INVENTORY, OUTSIDERS, "values") if name == "headers" else ()))
    if not isinstance(said, dict):
        raise BadVocabulary(f"{where}: expected a heading [{part}], and below it a line for each language.")
    if odd := [key for key, text in said.items() if key not in known or not isinstance(text, str)]:
        raise BadVocabulary(
            f"{where}: expected {odd[0]} to be one of {', '.join(known)}, with a text in quotation marks."
        )
    wanted = LANGUAGES if part == "delicate" else ()  # which is asked for in each
    if lacking := [one for one in wanted if one not in said]:
        raise BadVocabulary(f"{where}: no words in {', '.join(lacking)}.")
    if not any(said.get(one, "").strip() for one in languages):
        raise BadVocabulary(f"{where}: no words in any language.")
    for language in (one for one in languages if one in said):
        _hold_words(unicodedata.normalize("NFC", said[language]), name, part, f"{where}, {language}")
    for key, levels in _LEVELS.items() if name == "headers" else ():
        if key in said and said[key] not in levels:
            raise BadVocabulary(f"{where}: {key} is one of {', '.join(levels)}, not {said[key]!r}.")
    if said.get(INVENTORY, NAME) not in (NAME, PARTY) and not said.get("what"):
        raise BadVocabulary(f'{where}: the inventory has nothing to call it. Write: what = "…".')
    try:
        re.compile(said.get("values", ""))
    except re.error as error:
        raise BadVocabulary(f"{where}: values is no regular expression ({error}).") from None


def _hold_words(text: str, name: str, part: str, where: str) -> None:
    if name == "words":
        form, expected, written = _WORD, "words of letters, parted by blanks and nothing else", text.split()
    elif name == "texts" and part in ("health", "not_health"):
        form, expected, written = (
            _STEM,
            "single words, parted by commas, with a * at the end of one at most",
            _parted(text),
        )
    else:
        form, expected, written = (
            _PHRASE,
            "words, parted by commas, with * or ? at the end of one at most",
            _parted(text),
        )
        if name == "texts":
            form, expected = re.compile(r"[\w\s'-]+"), "words, parted by commas, with no other sign"
    for phrase in written:
        if not form.fullmatch(phrase) or not joined(phrase):
            raise BadVocabulary(f"{where}: {phrase!r}: expected {expected}.{text_files.look_alikes(phrase)}")
