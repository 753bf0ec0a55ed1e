"""The pages of the site that are no notebooks: made from what the project says of itself."""

import dataclasses
import html
import importlib
import inspect
import json
import os
import pkgutil
import re
from datetime import datetime, timedelta
from pathlib import Path

import course
import frame
import links
import registers
import seed_claims
import site_notebooks
from course import ROOT

import ethical_data

#: What of the package no lesson and no play calls: the words of the lessons, the making of the data, the command.
NOT_CALLED = ("lessons", "worlds", "cli", "home")
# Where a source is of force, by its address; the last group takes the rest.
PLACES = {
    "European Union": r"europa\.eu|fefac\.eu",
    "United Kingdom": r"legislation\.gov\.uk|ico\.org\.uk",
    "United States": r"leginfo|cppa\.ca\.gov|leg\.wa\.gov|leg\.colorado|consumerfinance|ecfr|govinfo|reginfo",
    "Other countries": r"\.gc\.ca/|gesetze-im-internet",
    "Papers, standards and tools": "",
}
# When a trainer's day (docs/day.csv) begins.
BEGINS = "08:30"


def anchor(words: str) -> str:
    """The id that Markdown gives to a heading of these words."""
    return re.sub(r"[^\w\- ]", "", words.lower()).strip().replace(" ", "-")


def toctree(entries: list[str], caption: str = "", hidden: bool = False) -> str:
    options = ["maxdepth: 1", *([f"caption: {caption}"] if caption else []), *(["hidden:"] if hidden else [])]
    return "\n".join(
        ["```{toctree}", *(f":{option}" if ":" in option else option for option in options), "", *entries, "```"]
    )


def first_taught(root: Path = ROOT) -> dict[str, tuple[str, Path]]:
    """Each term of the lessons: its meaning, and the lesson that defines it first."""
    found: dict[str, tuple[str, Path]] = {}
    for lesson in course.lessons(root):
        for term, meaning in course.told(course.read(lesson), root).get("terms", {}).items():
            found.setdefault(term, (meaning, lesson))
    return found


def glossary(root: Path = ROOT) -> str:
    lines = ["# Glossary", "", "Each word where a lesson defines it first."]
    for term, (meaning, lesson) in sorted(first_taught(root).items(), key=lambda one: one[0].lower()):
        about = course.about(course.read(lesson))
        link = f"[{frame.name(about['slug'], about['title'])}]({lesson.relative_to(root).as_posix()})"
        lines += ["", f"## {term}", "", f"{meaning[:1].upper()}{meaning[1:]}. First in {link}."]
    return "\n".join(lines) + "\n"


def sources(root: Path = ROOT) -> str:
    """The primary sources by place, and what each lesson takes from them."""
    found: dict[str, dict[str, list[str]]] = {}
    as_of = set()
    for lesson in course.lessons(root):
        about = course.told(course.read(lesson), root)
        as_of.add(about["law_as_of"])
        link = f"[lesson {about['slug'][:2]}]({lesson.relative_to(root).as_posix()})"
        for source in about.get("sources", []):
            found.setdefault(source["url"], {}).setdefault(source["text"], []).append(link)
    days = " and ".join(frame.spoken_date(day) for day in sorted(as_of))
    lines = [
        "# Sources",
        "",
        (
            "Laws, cases, papers and tools that the lessons cite, each with what a lesson takes from it. "
            f"The lessons state the law as of {days}; dates on which a law begins to apply stand with it. "
            "General education, not legal advice."
        ),
    ]
    grouped: dict[str, list[str]] = {place: [] for place in PLACES}
    for url, texts in found.items():
        place = next(place for place, addresses in PLACES.items() if re.search(addresses, url))
        name = shared(list(texts))
        if len(texts) == 1 or place == list(PLACES)[-1]:
            first, cited = next(iter(texts)), [link for links_ in texts.values() for link in links_]
            grouped[place].append(f"- [{first}]({url}): {', '.join(dict.fromkeys(cited))}")
        else:
            uses = [
                f"    - {', '.join(cited)}: {text[len(name) :].strip(' :,') or 'as a whole'}"
                for text, cited in texts.items()
            ]
            grouped[place].append("\n".join([f"- [{name}]({url})", *uses]))
    for place, entries in grouped.items():
        lines += ["", f"## {place}", "", *sorted(entries, key=str.lower)]
    return "\n".join(lines) + "\n"


def shared(texts: list[str]) -> str:
    """The words with which all begin: whole words alone, without the "Art." or "the" of what follows."""
    begin = os.path.commonprefix(texts)
    whole = begin if begin in texts else begin[: max(begin.rfind(" "), 0)]
    return re.sub(r"[ ,:]*(?:\bArt\.|\bthe)?[ ,:]*$", "", whole) or texts[0]


def data_index(root: Path = ROOT) -> str:
    rows = [
        "# The data",
        "",
        (
            "Every business and every person is invented. A datasheet says of each column what it means, whether it is"
            " about people, what it is for and how long it is kept; and what was planted in the data, which the tests"
            " find again."
        ),
        "",
        "| Business | Tables | Rows | Planted truths |",
        "|---|---|---|---|",
    ]
    names = []
    for path in sorted((root / "data").glob("*/datapackage.json")):
        told = json.loads(path.read_text("utf-8"))
        sheet = path.parent.relative_to(root).as_posix() + "/datasheet"
        names.append(sheet)
        total = sum(r["rows"] for r in told["resources"])
        rows.append(
            f"| [{told['title']}]({sheet}.md) | {len(told['resources'])} | {total:,} |"
            f" {len(told['ethical_data']['planted_truths'])} |"
        )
    return "\n".join(rows) + "\n\n" + toctree(names, hidden=True) + "\n"


def spoken(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"


def timetable(root: Path = ROOT) -> str:
    """The essential path with clock times, from the minutes that the lessons state."""
    lessons = {path.stem[:2]: path for path in [course.start_page(root), *course.lessons(root)]}
    lines, now = ["| From | What | Minutes |", "|---|---|---|"], datetime.strptime(BEGINS, "%H:%M")
    for row in course.table("day", root):
        what, minutes = row["what"], row["minutes"]
        if not minutes:
            about, path = course.about(course.read(lessons[what])), lessons[what].relative_to(root).as_posix()
            link = f"[{frame.name(about['slug'], about['title'])}]({path})"
            what, minutes = f"{link} {about['question']}" if about.get("question") else link, about["minutes"]
        lines.append(f"| {now:%H:%M} | {what} | {minutes} |")
        now += timedelta(minutes=int(minutes))
    return "\n".join([*lines, f"| {now:%H:%M} | End | |"])


def lessons_index(root: Path = ROOT) -> str:
    """Lessons in order, by stage, with minutes."""
    start = course.start_page(root)
    parts = [
        "# Lessons",
        "",
        (
            f"Begin with [{course.about(course.read(start))['title']}]({start.relative_to(root).as_posix()}), then go"
            f" in order. With one day, take {spoken(registers.essential(root))}: [the"
            " timetable](trainers.md). Each lesson has [an exercise](exercises.md). The minutes are for the lesson"
            " alone, and estimates until trials have been held."
        ),
        "",
        toctree([start.relative_to(root).with_suffix("").as_posix()], hidden=True),
    ]
    for stage in course.STAGES:
        there = [lesson for lesson in course.lessons(root) if lesson.parent.name == stage]
        if not there:
            continue
        parts += [
            "",
            f"## {stage.split('-', 1)[1].capitalize()}",
            "",
            "| Lesson | The question | Minutes |",
            "|---|---|---|",
        ]
        for lesson in there:
            about = course.about(course.read(lesson))
            link = f"[{frame.name(about['slug'], about['title'])}]({lesson.relative_to(root).as_posix()})"
            business = about["business_name"][:1].upper() + about["business_name"][1:]
            parts.append(f"| {link} | {about['question']} {business}. | {about['minutes']} |")
        names = [lesson.relative_to(root).with_suffix("").as_posix() for lesson in there]
        parts += ["", toctree(names, stage.split("-", 1)[1].capitalize(), hidden=True)]
    return "\n".join(parts) + "\n"


def exercises_index(root: Path = ROOT) -> str:
    parts = [
        "# Exercises",
        "",
        "One for each lesson. The hints are folded; the solution waits behind a link at the end.",
        "",
        "| Exercise | Business | Minutes |",
        "|---|---|---|",
    ]
    names = []
    for path in course.in_stages("exercises", root):
        about = course.about(course.read(path))
        names.append(path.relative_to(root).with_suffix("").as_posix())
        parts.append(
            f"| [{frame.name(about['slug'], about['title'])}]({path.relative_to(root).as_posix()}) |"
            f" {about['business_name']} | {about['minutes']} |"
        )
    return "\n".join(parts) + "\n\n" + toctree(names, hidden=True) + "\n"


def playbook_index(root: Path = ROOT) -> str:
    page, names = course.launcher(root), []
    parts = [
        "# The playbook",
        "",
        (
            "A *play* asks one question of a file of your own, on your own computer, and writes a report. "
            "Each has a sample report, on the course's invented data."
        ),
    ]
    if page.exists():
        names.append(page.relative_to(root).with_suffix("").as_posix())
        parts += [
            "",
            (
                f"Without code: [Run a play]({page.relative_to(root).as_posix()}) asks what you want to know and for"
                " your files. With a terminal: [Your own data](start.md#your-own-data)."
            ),
        ]
    for path in course.plays(root):
        about, here = course.about(course.read(path))["play"], path.relative_to(root)
        names.append(here.with_suffix("").as_posix())
        parts += [
            "",
            f"## {about['title']}",
            "",
            about["says"],
            "",
            (
                f"[Sample report of {about['slug']}](reports/{path.stem}.md) · [How {about['slug']}"
                f" works]({here.as_posix()})"
            ),
        ]
    return "\n".join(parts) + "\n\n" + toctree(names, hidden=True) + "\n"


def sample_report(path: Path, root: Path = ROOT) -> str | None:
    """The page of a play's report on the course's data."""
    made = site_notebooks.report(path)
    about = course.about(course.read(path))["play"]
    if made is None:
        return None
    # Markdown ends a block of HTML at a line without words
    made = re.sub(r"\n\s*\n", "\n", made)
    return f"""---
orphan: true
---
# Sample report: {about["title"]}

What the play `{about["slug"]}` writes. On your own files: `ethical-data run {about["slug"]}`, or without
code [Run a play](../notebooks/playbook/00-run-a-play.ipynb). How it comes
about: [the play](../{path.relative_to(root).as_posix()}).

{made}
"""


def api() -> str:
    """Public functions and classes with their docstrings."""
    parts = [
        "# The package",
        "",
        "What the lessons and plays call, with shapes, units and sources as the docstrings give them.",
    ]
    rooms = [m.name for m in pkgutil.iter_modules(ethical_data.__path__) if m.name not in NOT_CALLED]
    for name in (f"ethical_data.{room}" for room in rooms):
        package = importlib.import_module(name)
        inner = [f"{name}.{m.name}" for m in pkgutil.iter_modules(getattr(package, "__path__", []))]
        for each in [name, *inner]:
            parts += _module(importlib.import_module(each))
    return "\n".join(parts) + "\n"


def _module(module) -> list[str]:
    found = [
        (name, it)
        for name, it in vars(module).items()
        if not name.startswith("_")
        and getattr(it, "__module__", "") == module.__name__
        and (inspect.isfunction(it) or inspect.isclass(it))
        and inspect.getdoc(it)
    ]
    if not found:
        return []
    parts = ["", f"## {module.__name__}", "", _prose(inspect.getdoc(module) or "")]
    for name, it in found:
        parts += ["", f"### {name}", "", f"```python\n{_call(name, it)}\n```", "", _prose(inspect.getdoc(it) or "")]
        for called, method in vars(it).items() if inspect.isclass(it) else ():
            if inspect.isfunction(method) and not called.startswith("_") and method.__doc__:
                parts += [
                    "",
                    f"```python\n{_call(f'{name}.{called}', method)}\n```",
                    "",
                    _prose(inspect.getdoc(method)),
                ]
    return parts


def _call(name: str, it) -> str:
    """How it is called; a long call has a line for each argument."""
    if not (inspect.isfunction(it) or dataclasses.is_dataclass(it) or hasattr(it, "_fields")):
        return name
    signature = inspect.signature(it)
    told = [re.sub(r"\b(?:pandas\.core\.\w+\.|collections\.abc\.|pathlib\.|altair\.vegalite\.v\d\.\w+\.)", "", part)
            for part in (str(signature), *map(str, signature.parameters.values()))]  # fmt: skip
    if inspect.isclass(it):
        told[0] = told[0].removesuffix(" -> None")
    if len(name) + len(told[0]) <= 72 or len(told) == 1:
        return name + told[0]
    kinds = [one.kind for one in signature.parameters.values()]
    lines = told[1:]
    if inspect.Parameter.VAR_POSITIONAL not in kinds and inspect.Parameter.KEYWORD_ONLY in kinds:
        lines.insert(kinds.index(inspect.Parameter.KEYWORD_ONLY), "*")
    ends = told[0][told[0].rindex(")") :] if " -> " not in told[0] else ")" + told[0][told[0].rindex(" -> ") :]
    return "\n".join([f"{name}(", *(f"    {line}," for line in lines), ends])


def _prose(text: str) -> str:
    """A docstring as paragraphs and lists; only what is indented keeps its lines."""
    made = []
    for part in text.split("\n\n"):
        first, *items = re.split(r"\n(?=- )", "\n" + part) if part.startswith("- ") else re.split(r"\n(?=- )", part)
        if not items and re.search(r"^ {2}", first, re.MULTILINE):
            made.append(f'<p class="ed-lines">{_words(first)}</p>')
        elif first.strip():
            made.append(f"<p>{_words(' '.join(first.split()))}</p>")
        if items:
            made.append("<ul>" + "".join(f"<li>{_words(' '.join(item[2:].split()))}</li>" for item in items) + "</ul>")
    return f'<div class="ed-doc">{"".join(made)}</div>'


def _words(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def from_markdown(path: Path, root: Path = ROOT) -> str:
    """A Markdown file of the project with links that lead somewhere on the site, or to the code host."""

    def target(match: re.Match) -> str:
        words, there = match[1], match[2]
        if re.match(r"https?:|#|mailto:", there):
            return match[0]
        file = Path(os.path.normpath(path.parent / there.split("#")[0])).relative_to(root).as_posix()
        known = {
            "docs/architecture.md": "contributors.md#how-the-parts-fit-together",
            "CONTRIBUTING.md": "contributors.md",
            "docs/trainers.md": "trainers.md",
            "CHANGELOG.md": "changelog.md",
        }
        if file in known or file.endswith((".ipynb", "datasheet.md")):
            return f"[{words}]({known.get(file, file)})"
        return f"[{words}]({links.repository()}/blob/HEAD/{file})"

    text = re.sub(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)", target, path.read_text("utf-8"))
    return re.sub(r"^\[?!\[.*$\n?", "", text, flags=re.MULTILINE)


def section(text: str, heading: str) -> str:
    """One section of a Markdown file, its heading included."""
    found = re.search(rf"^## {re.escape(heading)}\n.*?(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    if not found:
        raise ValueError(f"No section '{heading}'.")
    return found[0]


def front(root: Path = ROOT) -> str:
    about = course.about(course.read(next(p for p in course.lessons(root) if p.stem.startswith("02"))))
    lesson = next(p for p in course.lessons(root) if p.stem == about["slug"]).relative_to(root).as_posix()
    told = json.loads((root / "data" / about["business"] / "datapackage.json").read_text("utf-8"))
    mails = next(table["rows"] for table in told["resources"] if table["name"] == "sends")
    return (
        f"""# The Ethical Data Playbook

A course and a playbook on using the data that a small firm's machines record, without doing harm with it.
Every claim is computed in front of you, on invented firms whose problems are planted and must be found; and the same
questions can be asked of your own files, which never leave your computer.

::::{{grid}} 1 1 2 2
:gutter: 3

:::{{grid-item-card}} [Read a lesson]({lesson})
**{about["question"]}** An online store, {mails:,} mails, and a customer who had said stop.
About {about["minutes"]} minutes (estimated).
:::

:::{{grid-item-card}} [Run it yourself](start.md)
Set the course up on your own computer with one command, or open it on Binder. Then press Shift and Enter.
:::

:::{{grid-item-card}} [Check your own files](playbook.md)
Plays read an export of yours and write a report: what was found, who is affected, what to do this week.
:::

:::{{grid-item-card}} [Teach it](trainers.md)
Twelve people and bad Wi-Fi: one stick holds everything, with a timetable for the day.
:::
::::

General education, not legal advice. This site sets no cookie, counts nobody and fetches nothing from elsewhere.

"""
        + toctree(
            [
                "start",
                "lessons",
                "exercises",
                "playbook",
                "data",
                "glossary",
                "sources",
                "api",
                "trainers",
                "contributors",
                "changelog",
            ],
            hidden=True,
        )
        + "\n"
    )


def not_taught_yet(root: Path = ROOT) -> str:
    """What the founding text says and no task teaches yet, by the lesson that shall."""
    titles = {row["slug"]: row["title"] for row in course.table("lessons", root)}
    rows = course.table("seed-claims", root)
    open_ = seed_claims.to_teach(rows)
    lines = [
        "## What the course does not teach yet",
        "",
        f"Of {len(rows)} things that the founding text says, {len(rows) - sum(map(len, open_.values()))} are taught: a"
        " learner must get a question right for each. The others are named in passing, or missing.",
    ]
    for slug, of in open_.items():
        lines += ["", f"### {frame.name(slug, titles[slug])}", ""]
        lines += [f"- {row['says']} ({row['verdict']})" for row in of]
    return "\n".join(lines) + "\n"


def pages(root: Path = ROOT) -> dict[str, str]:
    """Every page by its place below the site's sources."""
    readme = from_markdown(root / "README.md", root)
    contributing = from_markdown(root / "CONTRIBUTING.md", root)
    architecture = from_markdown(root / "docs" / "architecture.md", root)
    begin = course.start_page(root).relative_to(root).as_posix()
    start = (
        "# Set up\n\n1. **The course.** A trainer gave you a stick: copy its zip to your computer and unpack it. Else"
        f" [download the course]({links.repository()}/archive/HEAD.zip) and unpack it.\n2. **Python**, 3.11 to"
        " 3.14, from [python.org](https://www.python.org/downloads/), if you have none.\n3. **Open a terminal in the"
        " folder of the course.** Windows: right-click in the folder, *Open in Terminal*. macOS: right-click the"
        " folder, *Services*, *New Terminal at Folder*. Linux: right-click in the folder, *Open Terminal Here*.\n4."
        " **Start it.** Windows: `py start.py lab`. macOS and Linux: `make lab`, or `python3 start.py lab`.\n5. Your"
        f" browser opens at [Start here]({begin}). Click into the page and press Shift and Enter.\n\nNothing to"
        f" install: [open the course on Binder]({links.launch(begin)}), without any file of yours.\n\n## More on"
        " setting up\n\n"
        + section(readme, "Set up").removeprefix("## Set up\n")
        + "\n"
        + section(readme, "For learners").replace("Open the start page", f"Open [the start page]({begin})")
        + "\n"
        + section(readme, "Your own data")
    )
    trainers = from_markdown(root / "docs" / "trainers.md", root).replace("<!-- timetable -->", timetable(root))
    lost = (
        "---\norphan: true\n---\n# This page is not here\n\nIt may have moved. Look for it in [the"
        " lessons](lessons.md), [the playbook](playbook.md) or [the glossary](glossary.md), or begin at [the front"
        " page](index.md).\n"
    )
    made = {
        "index.md": front(root),
        "start.md": start,
        "lessons.md": lessons_index(root),
        "exercises.md": exercises_index(root),
        "playbook.md": playbook_index(root),
        "data.md": data_index(root),
        "glossary.md": glossary(root),
        "sources.md": sources(root),
        "api.md": api(),
        "trainers.md": trainers,
        "404.md": lost,
        "contributors.md": "\n".join(
            [contributing, re.sub(r"^#", "##", architecture, flags=re.MULTILINE), not_taught_yet(root)]
        ),
    }
    made["changelog.md"] = from_markdown(root / "CHANGELOG.md", root)
    made |= {f"reports/{path.stem}.md": page for path in course.plays(root) if (page := sample_report(path, root))}
    for path in sorted((root / "data").glob("*/datasheet.md")):
        # an empty cell is seen as nothing was said, and heard as nothing at all
        made[path.relative_to(root).as_posix()] = re.sub(r"(?<=\|) {2}(?=\|)", " – ", path.read_text("utf-8"))
    return made
