"""Holds every number in the prose of a notebook to where it comes from.

python tools/prose_numbers.py NOTEBOOK...   says what is not accounted for or not found where it should be

A markdown cell's metadata `numbers` maps what stands in the prose to its origin. The key is the number as
written, or some words around it where one number has two meanings ("24 farms", "24 hours").
    {"143": "causes"}                    in the output of the code cell named causes, in the same section (##)
    {"143": "causes:after-withdrawal"}   and in a line of it that holds these words too
    {"two": "rows:causes"}               the number of rows of the table that it shows
    {"72": "source:gdpr"}                a constant; the id is one of metadata.ethical_data.sources
    {"5": "assumed:days until ..."}      an assumption: called one, and met in the section's code or output
    {"two": "text"}                      structure (two routes, three options); whole numbers up to 12
Counted are digits, percentages, dates, clock times, articles of law, two to twenty, the tens, hundred to
million, half, third, quarter. Not counted are one, names that hold digits (C0417), code, links, list markers
and lesson numbers. Key points and the other prose in the metadata are held in the same way, against all
sections, by metadata.ethical_data.numbers. A result may be told with fewer digits than it is shown with.
"""

import html
import re
import sys
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path

import course
from course import ROOT
from nbformat import NotebookNode

MONTHS = "January February March April May June July August September October November December".split()
TO_TWENTY = """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty""".split()
SMALL = {word: number for number, word in enumerate(TO_TWENTY, 2)}
TENS = {word: 10 * n for n, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
FRACTIONS = {"half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "quarter": 1 / 4}
NEAR_A_FRACTION = 0.02
LARGEST_IN_TEXT = 12
RESERVED = {"text", "source", "assumed", "rows"}
GENERATED = {"header", "footer", "map", "law"}
HEADING = re.compile(r"^##?\s", re.MULTILINE)
METADATA_PROSE = ("question", "objectives", "care", "key_points", "terms")

DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
BEFORE = r"(?<!\w)(?<!\w\.)"  # not the 417 of C0417, not the 2 of v1.2
MONTH = "|".join(MONTHS)
WORD = "|".join(sorted({*SMALL, *TENS}, key=len, reverse=True))
SCALE = "|".join(SCALES)
TOKEN = re.compile(
    rf"""(?P<law>(?-i:Articles?|Art\.|Recitals?|Sections?|Regulations?|Schedules?|Chapters?|Reg\.|reg\.|§+)
        \s*\d+[A-Z]?(?:[.-]\d+)*(?:\(\w+\))*)
    | (?P<date>(?-i:\b(?:(?P<day>\d{{1,2}})\s+)?(?P<month>{MONTH})(?:\s+(?P<year>\d{{4}}))?\b
        | \b\d{{4}}-\d\d-\d\d\b))
    | (?P<clock>(?<![\w:])\d{{1,2}}:\d\d(?::\d\d)?(?![\w:]))
    | (?P<number>{BEFORE}(?P<sign>(?<![\w)])[-−+])?(?P<digits>{DIGITS}))(?:st|nd|rd|th)?
        (?P<scale>\s(?:hundred|thousand|million)\b)?(?P<percent>\s?%|\s+per\s+cent\b|\s+percent\b)?
    | (?P<fraction>\b(?:(?P<times>two|three)[\s-](?:halves|thirds|quarters)|half|halves|thirds?|quarters?)\b)
    | (?P<word>\b(?:(?:a|one)\s+(?:{SCALE})|(?:{WORD})(?:-(?:one|{WORD}))?(?:\s+(?:{SCALE}))?|(?:{SCALE}))\b)
        (?P<words_percent>\s+per\s+cent\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
KINDS = ("law", "date", "clock", "number", "fraction", "word")
NUMBER_OUT = re.compile(rf"{BEFORE}(?P<sign>(?<![\w)])[-−])?(?P<digits>(?>{DIGITS}))(?!\w)(?P<percent>\s?%)?")
MOMENT_OUT = re.compile(r"(?<!\d)(\d{4})-\d\d(?:-\d\d)?|\b\d{1,2}:\d\d(?::\d\d)?\b")
NOT_PROSE = [
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE),
        (r"`[^`\n]+`", 0),
        (r"<!--.*?-->|</?[A-Za-z][^>]*>", re.DOTALL),
        (r"!?\[[^\]]*\]\([^)]*\)|https?://\S+", 0),
        (r"^#\s+(?:Exercise\s+|Solution\s+)?\d\d\b", re.MULTILINE),
        (r"^\s*\d{1,2}[.)]\s", re.MULTILINE),
        (r"\blessons?\s+\d\d(?:(?:,| and| or| to)\s\d\d)*\b", re.IGNORECASE),
        (r"\b[A-Za-z]+-\d+\b", 0),
        (r"[*|]|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)", 0),
    )
]


@dataclass(frozen=True)
class Token:
    """A number as it stands in the prose, and what it says."""

    text: str
    start: int
    end: int
    kind: str
    value: Decimal = Decimal(0)
    percent: bool = False
    signed: bool = False
    scale: int = 1
    forms: tuple[str, ...] = ()  # how a date or a clock time may stand in an output


def prose(source: str) -> str:
    """A markdown cell without what is no prose, every other character in its place."""
    source = html.unescape(source)
    for pattern in NOT_PROSE:
        source = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    return source.replace("\u00a0", " ").replace("\u202f", " ")


def spoken(words: str) -> Decimal:
    """The value of a number word: twenty-one, two hundred, a thousand."""
    total = 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in SCALES:
            total = max(total, 1) * SCALES[word]
        elif word in SMALL or word in TENS:
            total += SMALL.get(word) or TENS[word]
        else:
            total += word == "one" and total > 0
    return Decimal(total)


def tokens(text: str) -> list[Token]:
    """Every number in a text, in order."""
    found = []
    for match in TOKEN.finditer(text):
        kind = next(name for name in KINDS if match[name])
        base = (match[0].strip(), match.start(), match.end(), kind)
        if kind == "date":
            if match["month"] and not (match["day"] or match["year"]):
                continue  # "in May": no number
            if match["month"]:
                month = [name.lower() for name in MONTHS].index(match["month"].lower()) + 1
                day = f"-{int(match['day']):02d}" if match["day"] else ""
                forms = (f"{match['year'] or ''}-{month:02d}{day}", match[0])
            else:
                forms = (match[0],)
            found.append(Token(*base, forms=forms))
        elif kind == "clock":
            found.append(Token(*base, forms=(match[0], f"0{match[0]}")))
        elif kind == "number":
            scale = SCALES[match["scale"].strip().lower()] if match["scale"] else 1
            value = Decimal(match["digits"].replace(",", ""))
            signed = bool(match["sign"])
            value = -value if match["sign"] in ("-", "−") else value
            found.append(Token(*base, value=value, percent=bool(match["percent"]), signed=signed, scale=scale))
        elif kind == "word":
            found.append(Token(*base, value=spoken(match["word"]), percent=bool(match["words_percent"])))
        elif kind == "fraction":
            word = re.split(r"[\s-]", match["fraction"].lower())[-1]
            part = FRACTIONS.get(word) or FRACTIONS[word.removesuffix("s")]
            times = {"two": 2, "three": 3}.get((match["times"] or "").lower(), 1)
            found.append(Token(*base, value=Decimal(str(part * times))))
        else:
            found.append(Token(*base))
    return found


def says(token: Token, line: str) -> bool:
    """Whether a line of an output holds the number; it may show more digits than the prose."""
    if token.forms:
        before = {"-": r"(?<=\d)"}  # a day without its year follows one
        patterns = [before.get(form[0], r"(?<!\d)") + re.escape(form) + r"(?!\d)" for form in token.forms]
        return any(re.search(pattern, line) for pattern in patterns)
    if token.kind == "law":
        return token.text in line
    for match in NUMBER_OUT.finditer(MOMENT_OUT.sub(r"\1 ", line)):
        value = Decimal(match["digits"].replace(",", ""))
        value = -value if match["sign"] else value
        value = value if token.signed else abs(value)
        if token.kind == "fraction":
            if min(abs(value - token.value), abs(value / 100 - token.value)) <= Decimal(str(NEAR_A_FRACTION)):
                return True
            continue
        shown = [value / token.scale] + ([value * 100] if token.percent and not match["percent"] else [])
        if token.value in shown or any(rounds_to(one, token) for one in shown):
            return True
    return False


def rounds_to(shown: Decimal, token: Token) -> bool:
    """Whether a result may be told so: 6.19 as 6.2, 15.3 as 15, 6.2 % as 6 %; but not 1.6 people as 2."""
    exponent = token.value.as_tuple().exponent
    if (exponent == 0 and abs(token.value) < 10 and not token.percent) or abs(shown) > 1e15:
        return False
    unit = Decimal(1).scaleb(exponent)
    return any(shown.quantize(unit, how) == token.value for how in (ROUND_HALF_UP, ROUND_HALF_EVEN))


def without_row_numbers(text: str) -> str:
    """A printed table without the 0, 1, 2 ... with which pandas numbers rows: they are no results."""
    lines, due, gap = [], 0, False
    for line in text.splitlines():
        label = re.match(r"(\d+)\s{2,}", line)
        if label and (int(label[1]) == due or gap):
            line, due, gap = " " * label.end() + line[label.end() :], int(label[1]) + 1, False
        gap = gap or bool(re.match(r"\.\.+\s", line))
        lines.append(line)
    return "\n".join(lines)


def rows_shown(cell: NotebookNode) -> int | None:
    """How many rows the last table of a cell's output has."""
    pages = [out.get("data", {}).get("text/html", "") for out in cell.outputs]
    tables = [page for page in pages if "<tbody>" in page]
    if not tables:
        return None
    cut = re.search(r"(\d+) rows ×", tables[-1])
    return int(cut[1]) if cut else tables[-1].split("<tbody>", 1)[1].count("<tr")


@dataclass(frozen=True)
class Section:
    """What a prose cell can refer to: the named outputs of its section, and all its code and outputs."""

    named: dict[str, str]
    rows: dict[str, int | None]
    everything: str


def sections(notebook: NotebookNode) -> list[Section]:
    """For each cell the section that it stands in; a `##` heading begins a new one.

    A cell that has prose above its heading closes one section and opens the next: it may refer to both.
    """
    groups: list[list[NotebookNode]] = [[]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and HEADING.search(cell.source):
            groups.append([])
        groups[-1].append(cell)
    found = []
    for before, group in zip([[], *groups], groups):
        both = group and group[0].cell_type == "markdown" and not HEADING.match(group[0].source.lstrip())
        found += [of_cells(before + group) if both and i == 0 else of_cells(group) for i in range(len(group))]
    return found


def of_cells(cells: list[NotebookNode]) -> Section:
    code = [cell for cell in cells if cell.cell_type == "code"]
    named = {cell.metadata["name"]: cell for cell in code if cell.metadata.get("name")}
    texts = {name: without_row_numbers(course.words_out(cell)) for name, cell in named.items()}
    rows = {name: rows_shown(cell) for name, cell in named.items()}
    return Section(texts, rows, "\n".join(part for cell in code for part in (cell.source, course.words_out(cell))))


def origin_problem(token: Token, origin: str, text: str, section: Section, sources: set[str], names: set[str]) -> str:
    """Why this origin does not account for the number; empty if it does."""
    where, _, words = origin.partition(":")
    if origin == "text":
        whole = token.kind in ("number", "word") and token.value == token.value.to_integral_value()
        fits = whole and abs(token.value) * token.scale <= LARGEST_IN_TEXT and not token.percent
        return "" if fits or is_ordinal(token, text) else f"only whole numbers up to {LARGEST_IN_TEXT} can be structure"
    if where == "source":
        return "" if words in sources else f"metadata.ethical_data.sources has no id {words!r}"
    if where == "assumed":
        if not words.strip():
            return "an assumption says what is assumed"
        if not re.search(r"\bassum", text, re.IGNORECASE):
            return "the prose does not call it an assumption"
        met = any(says(token, line) for line in section.everything.splitlines())
        return "" if met else "no code or output of this section holds it"
    if where == "rows":
        where, counted = words, section.rows.get(words)
        if where in section.named:
            return "" if counted == token.value else f"the table of {where!r} has {counted} rows"
    if where not in section.named:
        elsewhere = "stands in another section" if where in names else "does not exist"
        return f"the cell named {where!r} {elsewhere}"
    if not section.named[where].strip():
        return f"the cell named {where!r} shows nothing"
    wanted = [re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE) for word in words.split()]
    lines = [line for line in section.named[where].splitlines() if all(word.search(line) for word in wanted)]
    if not lines:
        return f"no line in the output of {where!r} holds {words!r}"
    if not any(says(token, line) for line in lines):
        return f"not in the output of {where!r}" + (f" in a line with {words!r}" if words else "")
    return ""


def is_ordinal(token: Token, text: str) -> bool:
    """The third option, a third party; not a third of them."""
    before, after = text[: token.start].split()[-1:], text[token.end :].split()[:1]
    if token.text.lower() != "third" or not after:
        return False
    return after[0].startswith("part") if before and before[0].lower() in ("a", "one") else after[0] != "of"


def unaccounted(text: str, numbers: dict, section: Section, sources: set[str], names: set[str]) -> list[str]:
    """What is wrong with the numbers of one piece of prose."""
    text, problems, used = prose(text), [], set()
    keys = sorted(numbers, key=len, reverse=True)
    spans = [(found.start(), found.end(), key) for key in keys
             for found in re.finditer(rf"{BEFORE}(?<!\d,){re.escape(key)}(?!\w|[,.]\d)", text)]  # fmt: skip
    for token in tokens(text):
        # A key accounts for a number when it holds it, or is the number without its unit.
        key = next((key for start, end, key in spans
                    if (start <= token.start and token.end <= end)
                    or (token.start <= start and end <= token.end and covers(key, token))), None)  # fmt: skip
        if key is None:
            problems.append(f"{token.text!r} is not accounted for")
            continue
        used.add(key)
        reason = origin_problem(token, numbers[key], text, section, sources, names)
        problems += [f"{token.text!r}: {reason}"] if reason else []
    problems += [f"{key!r} is in `numbers` and not in the prose" for key in numbers if key not in used]
    return problems


def covers(key: str, token: Token) -> bool:
    """Whether a key that is shorter than the number says all of it: 6.2 for 6.2 %, not 3 for 3 March."""
    return [one.value for one in tokens(key)] == [token.value] and token.kind in (
        "number",
        "word",
        "fraction",
    )


def lines_of(value: str | list | dict) -> list[str]:
    return [value] if isinstance(value, str) else [*(value.values() if isinstance(value, dict) else value)]


def check(notebook: NotebookNode) -> list[str]:
    """Every problem with the numbers in a notebook's prose."""
    about, problems = course.told(notebook), []
    sources = {source["id"] for source in about.get("sources", []) if source.get("url")}
    named = [cell.metadata["name"] for cell in course.code_cells(notebook) if cell.metadata.get("name")]
    names = set(named)
    problems += [f"two code cells are named {name!r}" for name in sorted(names) if named.count(name) > 1]
    problems += [
        f"no code cell can be named {name!r}: it has a meaning in `numbers`" for name in sorted(names & RESERVED)
    ]
    for index, (cell, section) in enumerate(zip(notebook.cells, sections(notebook), strict=True), 1):
        if cell.cell_type == "markdown" and not GENERATED & {*course.tags(cell)}:
            found = unaccounted(cell.source, cell.metadata.get("numbers", {}), section, sources, names)
            problems += [f"cell {index}: {problem}" for problem in found]
    told = "\n\n".join(line for key in METADATA_PROSE for line in lines_of(about.get(key) or ""))
    found = unaccounted(told, about.get("numbers", {}), of_cells(notebook.cells), sources, names)
    return problems + [f"metadata: {problem}" for problem in found]


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    paths = [Path(one).resolve() for one in arguments] or course.with_outputs(root)
    problems = [
        f"{path.relative_to(root) if path.is_relative_to(root) else path}: {problem}"
        for path in paths
        for problem in check(course.read(path))
    ]
    print("\n".join(problems) or f"{len(paths)} notebooks: every number is accounted for")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
