"""How hard a text is to read, by the length of its sentences and words; and where it is vague.

Flesch reading ease: R. Flesch, A new readability yardstick, Journal of Applied Psychology 32 (1948),
doi.org/10.1037/h0057532.
Flesch-Kincaid grade: J. P. Kincaid et al., Derivation of new readability formulas for Navy enlisted personnel (1975).
Both know English alone. Neither knows whether a text is true, complete or clear: short words can say nothing.
"""

import re
from collections import Counter
from dataclasses import dataclass

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_ENDS = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9\[])|\n\s*\n|\n\s*(?=[-*•]\s)|\n(?=#)")
_SHORT = ("e.g", "i.e", "etc", "Art", "No", "Mr", "Mrs", "Ms", "Dr", "St", "vs", "approx")
#: Full stops that end no sentence: within a word or a number, or after a short form.
_AFTER = "|".join(rf"(?<=\b{re.escape(word)}\.)" for word in _SHORT)
_DOT = re.compile(rf"\.(?:(?<=\w\.)(?=\w)|{_AFTER})", re.IGNORECASE)
#: Words that the rules below count wrongly.
SYLLABLES = {
    "area": 3, "business": 2, "businesses": 3, "every": 2, "everybody": 4, "being": 2, "doing": 2, "going": 2,
    "people": 2, "science": 2, "idea": 3, "create": 2, "created": 3, "real": 1, "really": 2, "trial": 2, "client": 2,
    "clients": 2, "data": 2, "period": 3, "via": 2, "video": 3, "quiet": 2, "reliable": 4, "evening": 2,
    "something": 2, "sometimes": 2, "someone": 2, "therefore": 2, "whoever": 3,
}  # fmt: skip
#: Words and phrases that promise nothing in particular, and what to write in their place.
VAGUE = {
    "may": "say whether you do", "might": "say whether you do", "could": "say whether you do",
    "such as": "name all of them", "for example": "name all of them",
    "including but not limited to": "name all of them", "and so on": "name all of them", "etc": "name all of them",
    "certain": "say which", "some of your": "say which", "various": "say which", "other purposes": "say which",
    "business purposes": "say which", "improve our services": "say what changes for the reader",
    "enhance your experience": "say what changes for the reader",
    "personalise your experience": "say what changes for the reader", "legitimate business": "say which interest",
    "trusted partners": "name them", "third parties": "name them, or say of what kind",
    "selected partners": "name them", "as long as necessary": "say how long", "reasonable period": "say how long",
    "from time to time": "say when", "where appropriate": "say when", "as appropriate": "say when",
    "if necessary": "say when", "generally": "say when not", "usually": "say when not", "often": "say how often",
    "possibly": "say whether you do",
}  # fmt: skip


@dataclass(frozen=True)
class Level:
    """Counts, and the two scores rounded to one decimal. grade: school years in the US; ease: 0 hard to 100 easy."""

    sentences: int
    words: int
    syllables: int
    grade: float
    ease: float


def syllables(word: str) -> int:
    """Syllables of an English word, at least 1: groups of vowels, less a silent e; an approximation.

    Right for about nine words in ten of plain prose; names and foreign words go wrong. `SYLLABLES` holds exceptions.
    """
    word = re.sub(r"[^a-z]", "", word.lower().replace("’s", "").replace("'s", ""))
    if word in SYLLABLES:
        return SYLLABLES[word]
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = bool(re.search(r"[^aeiouylr]e$|[^aeiouy][rl]?e$", word)) and not re.search(r"[^aeiouy]le$", word)
    silent |= bool(re.search(r"[^aeiouytd]ed$", word)) and not word.endswith(
        "led" if re.search(r"[^aeiouyl]led$", word) else "\0"
    )
    silent |= bool(re.search(r"[^aeiouyscxzg]es$", word)) and not re.search(r"(?:[^aeiouy]les|shes|ches)$", word)
    silent |= bool(re.search(r"[aeiouy][^aeiouy]e(?:ly|ment|ments|ful|less)$", word))
    parted = (
        len(re.findall(r"yi", word))
        + len(re.findall(r"i[aou]", re.sub(r"[tcsg]i(?:on|ou|a)", "", word)))
        + len(re.findall(r"eo|ua(?=[lt])", word))
    )
    return max(1, groups - silent + parted)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a heading, a list item and a paragraph end one too."""
    kept = _DOT.sub("\u2024", text)
    found = [" ".join(part.split()).replace("\u2024", ".") for part in _ENDS.split(kept)]
    return [re.sub(r"^[-*•#>\s]+", "", part) for part in found if _WORD.search(part)]


def level(text: str) -> Level:
    """Reading level of an English text; ValueError without a word."""
    parts = sentences(text)
    words = [word for part in parts for word in _WORD.findall(part)]
    if not words:
        raise ValueError("A text without words has no reading level.")
    counted = sum(times * syllables(word) for word, times in Counter(words).items())
    long, heavy = len(words) / len(parts), counted / len(words)
    grade, ease = 0.39 * long + 11.8 * heavy - 15.59, 206.835 - 1.015 * long - 84.6 * heavy
    return Level(len(parts), len(words), counted, round(grade, 1), round(ease, 1))


def long_sentences(text: str, most: int = 25) -> list[str]:
    """The sentences of more than `most` words, the longest first."""
    counted = [(len(_WORD.findall(part)), part) for part in sentences(text)]
    return [part for n, part in sorted(counted, key=lambda pair: -pair[0]) if n > most]


def vague(text: str) -> dict[str, int]:
    """Vague words and phrases of a text and how often each stands there, in the order of `VAGUE`.

    “May” is left alone where it is a month or a permission of the reader (“you may”).
    """
    found = {}
    for phrase in VAGUE:
        pattern = rf"\b{re.escape(phrase)}\b"
        hits = [
            m
            for m in re.finditer(pattern, text, re.IGNORECASE)
            if not (
                phrase in ("may", "could", "might")
                and (
                    re.search(r"\b(?:you|\d{1,2}|in|of|until|since)\s$", text[: m.start()], re.IGNORECASE)
                    and not (phrase != "may" and text[: m.start()].lower().rstrip().endswith(("in", "of")))
                )
            )
        ]
        if hits:
            found[phrase] = len(hits)
    return found


def second_person(text: str) -> float:
    """Share of the sentences that speak to the reader: with you, your or yours; 0 to 1."""
    parts = sentences(text)
    return (
        sum(bool(re.search(r"\byou(?:rs?|rself)?\b", part, re.IGNORECASE)) for part in parts) / len(parts)
        if parts
        else 0.0
    )
