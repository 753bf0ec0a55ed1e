"""The pages of the site that are no notebooks: made from what the project says of itself."""

import html
import importlib
import inspect
import json
import os
import pkgutil
import re
from pathlib import Path

import course
import frame
import links
import site_notebooks
from course import ROOT

MODULES = (
    "ethical_data.data",
    "ethical_data.charts",
    "ethical_data.measure",
    "ethical_data.learn",
    "ethical_data.playbook",
    "ethical_data.errors",
)


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
        for term, meaning in course.about(course.read(lesson)).get("terms", {}).items():
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
    """The primary sources, and the lessons that rest on them."""
    found: dict[str, tuple[str, list[str]]] = {}
    for lesson in course.lessons(root):
        about = course.about(course.read(lesson))
        link = f"[{about['slug'][:2]}]({lesson.relative_to(root).as_posix()})"
        for source in about.get("sources", []):
            found.setdefault(source["url"], (source["text"], []))[1].append(link)
    lines = [
        "# Sources",
        "",
        (
            "Laws, cases and papers that the lessons cite, by name. General education, not legal advice: each lesson"
            " says as of when."
        ),
        "",
    ]
    lines += [
        f"- [{text}]({url}) (lesson {', '.join(links)})"
        for url, (text, links) in sorted(found.items(), key=lambda one: one[1][0].lower())
    ]
    return "\n".join(lines) + "\n"


def data_index(root: Path = ROOT) -> str:
    rows = [
        "# The data",
        "",
        (
            "Every business and every person is invented. Each dataset says what was planted in it, and the tests find"
            " it again."
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


def lessons_index(root: Path = ROOT) -> str:
    """Lessons in order, by stage, with minutes."""
    start = course.start_page(root)
    parts = [
        "# Lessons",
        "",
        (
            f"Begin with [{course.about(course.read(start))['title']}]({start.relative_to(root).as_posix()}), then go"
            " in order. The minutes are estimates until trials have been held."
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
            "| Lesson | Business | The question | Minutes |",
            "|---|---|---|---|",
        ]
        for lesson in there:
            about = course.about(course.read(lesson))
            link = f"[{frame.name(about['slug'], about['title'])}]({lesson.relative_to(root).as_posix()})"
            parts.append(f"| {link} | {about['business_name']} | {about['question']} | {about['minutes']} |")
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
    parts = [
        "# The playbook",
        "",
        (
            "A *play* asks one question of a file of your own, on your own computer, and writes a report. "
            "Each has a sample report, on the course's invented data."
        ),
        "",
        "| The question | What it does | Sample |",
        "|---|---|---|",
    ]
    names = []
    for path in course.plays(root):
        about, here = course.about(course.read(path))["play"], path.relative_to(root)
        names.append(here.with_suffix("").as_posix())
        parts += [
            f"| [{about['title']}]({here.as_posix()}) (`{about['slug']}`) | {about['says']} |"
            f" [Report](reports/{path.stem}.md) |"
        ]
    page = course.launcher(root)
    if page.exists():
        names.insert(0, page.relative_to(root).with_suffix("").as_posix())
        parts += ["", f"Without code: [Run a play]({page.relative_to(root).as_posix()})."]
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

What the play `{about["slug"]}` writes. On your own files: `ethical-data run {about["slug"]}`, or without code [Run a play](../notebooks/playbook/00-run-a-play.ipynb). How it comes about: [the play](../{path.relative_to(root).as_posix()}).

{made}
"""


def api() -> str:
    """Public functions and classes with their docstrings."""
    parts = [
        "# The package",
        "",
        "What the lessons and plays call, with shapes, units and sources as the docstrings give them.",
    ]
    for name in MODULES:
        package = importlib.import_module(name)
        inner = [
            f"{name}.{m.name}"
            for m in pkgutil.iter_modules(getattr(package, "__path__", []))
            if not m.name.startswith("_")
        ]
        for each in [name, *inner]:
            if each.startswith("ethical_data.learn.tasks"):
                continue
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
        try:
            signature = str(inspect.signature(it)) if inspect.isfunction(it) else ""
        except (TypeError, ValueError):
            signature = ""
        signature = re.sub(r"\b(?:pandas\.core\.\w+\.|collections\.abc\.|pathlib\.)", "", signature)
        parts += ["", f"### {name}", "", f"```python\n{name}{signature}\n```", "", _prose(inspect.getdoc(it) or "")]
    return parts


def _prose(text: str) -> str:
    return f'<div class="ed-doc">{"".join(f"<p>{html.escape(part)}</p>" for part in text.split(chr(10) * 2))}</div>'


def from_markdown(path: Path, root: Path = ROOT) -> str:
    """A Markdown file of the project with links that lead somewhere on the site, or to the code host."""

    def target(match: re.Match) -> str:
        words, there = match[1], match[2]
        if re.match(r"https?:|#|mailto:", there):
            return match[0]
        file = Path(os.path.normpath(path.parent / there.split("#")[0])).relative_to(root).as_posix()
        known = {"docs/architecture.md": "contributors.md", "CONTRIBUTING.md": "contributors.md"}
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
    return (
        f"""# The Ethical Data Playbook

A course and a playbook on using the data that a small firm's machines record, without doing harm with it. Every claim is computed in front of you, on invented firms whose problems are planted and must be found; and the same questions can be asked of your own files, which never leave your computer.

::::{{grid}} 1 1 2 2
:gutter: 3

:::{{grid-item-card}} [Read a lesson]({lesson})
**{about["question"]}** An online store, 18,000 mails, and a customer who had said stop. About {about["minutes"]} minutes (estimated).
:::

:::{{grid-item-card}} [Run it yourself](start.md)
Set the course up on your own computer in two commands, or open it on Binder. Then press Shift and Enter.
:::

:::{{grid-item-card}} [Check your own files](playbook.md)
Plays read an export of yours and write a report: what was found, who is affected, what to do this week.
:::

:::{{grid-item-card}} [Teach it](trainers.md)
Twelve people and bad Wi-Fi: one folder holds everything.
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
            ],
            hidden=True,
        )
        + "\n"
    )


def pages(root: Path = ROOT) -> dict[str, str]:
    """Every page by its place below the site's sources."""
    readme = from_markdown(root / "README.md", root)
    contributing = from_markdown(root / "CONTRIBUTING.md", root)
    architecture = from_markdown(root / "docs" / "architecture.md", root)
    start = (
        "# Set up\n\n"
        + section(readme, "Set up").removeprefix("## Set up\n")
        + "\n"
        + section(readme, "For learners")
        + "\n"
        + section(readme, "Your own data")
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
        "trainers.md": "# For trainers\n\n" + section(readme, "For trainers").removeprefix("## For trainers\n"),
        "contributors.md": contributing + "\n" + re.sub(r"^#", "##", architecture, flags=re.MULTILINE),
    }
    if (root / "CHANGELOG.md").exists():
        made["changelog.md"] = "---\norphan: true\n---\n" + from_markdown(root / "CHANGELOG.md", root)
    made |= {f"reports/{path.stem}.md": page for path in course.plays(root) if (page := sample_report(path, root))}
    for path in sorted((root / "data").glob("*/datasheet.md")):
        made[path.relative_to(root).as_posix()] = path.read_text("utf-8")
    return made
