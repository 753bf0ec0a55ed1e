"""The cells that are made: header and footer from a notebook's metadata, the start page's map, a lesson's law."""

import html
import os
import re
from copy import deepcopy
from datetime import date
from pathlib import Path

import course
from course import ROOT
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from ethical_data.learn import law

MADE = ("header", "footer", "map", "law")
MINUTES = {"estimated": "estimated", "measured": "from trials with readers"}


def link(words: str, there: Path, here: Path, sure: bool = False) -> str:
    """A relative link; bare words where the target is not there and is not sure to come."""
    relative = Path(os.path.relpath(there, here.parent)).as_posix()
    return f"[{words}]({relative})" if sure or there.exists() else words


def bullets(items: list[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def section(title: str, items: list[str]) -> list[str]:
    return [f"### {title}", bullets(items)] if items else []


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) and value else list(value)


def name(slug: str, title: str) -> str:
    return f"{slug[:2]} {title}"


def lesson_link(slug: str, here: Path, root: Path) -> str:
    """A link to a lesson by its slug; its name while it is not written; its slug if no table knows it."""
    row = next((row for row in course.table("lessons", root) if row["slug"] == slug), None)
    if row is None:
        return slug
    there = root / "notebooks" / row["stage"] / f"{slug}.ipynb"
    return link(name(slug, row["title"]), there, here)


def spoken_date(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def facts(about: dict, *more: str) -> str:
    """Stage, business and minutes in one line."""
    stage = about.get("stage", "").split("-", 1)[-1].capitalize()
    business = about["business_name"][:1].upper() + about["business_name"][1:]
    minutes = f"about {about['minutes']} minutes ({MINUTES[about['minutes_kind']]})"
    return " · ".join(filter(None, [stage, business, minutes, *more]))


def picture(about: dict, path: Path, root: Path) -> list[str]:
    """The small picture of the business, with its text alternative; nothing where none is drawn yet."""
    there = root / "docs" / "pictures" / f"{about.get('business')}.svg"
    if not there.exists():
        return []
    says = html.unescape(re.search(r'aria-label="([^"]*)"', there.read_text("utf-8"))[1])
    return [f"![{says}]({Path(os.path.relpath(there, path.parent)).as_posix()})"]


def neighbours(about: dict, path: Path, root: Path) -> str:
    """One line of links: contents, the lesson before, exercise, plays, the next lesson."""
    slugs = [lesson.stem for lesson in course.lessons(root)]
    at = slugs.index(path.stem) if path.stem in slugs else len(slugs)
    exercise = course.counterpart(path, "exercises", root)
    has_exercise = course.counterpart(path, "solutions", root).exists()
    parts = [link("Contents", course.start_page(root), path)]
    parts += ["Before: " + lesson_link(slug, path, root) for slug in slugs[max(at - 1, 0) : at]]
    parts += [link("Exercise", exercise, path, sure=True)] if has_exercise else []
    parts += [f"Play: {play_link(play, path, root)}" for play in listed(about["play"])]
    parts += ["Next: " + lesson_link(slug, path, root) for slug in slugs[at + 1 : at + 2]]
    return " · ".join(parts)


def play_link(play: str, path: Path, root: Path) -> str:
    return link(play, root / "notebooks" / "playbook" / f"{play}.ipynb", path)


def header(about: dict, path: Path, root: Path = ROOT) -> str:
    kind = course.kind(path, root)
    if kind == "play":
        return play_header(about["play"])
    if kind == "start":
        minutes = [facts(about)] if about.get("minutes") else []
        return "\n\n".join([f"# {about['title']}", *picture(about, path, root), *minutes])
    title = f"# {name(about['slug'], about['title'])}"
    if kind == "lesson":
        before = [lesson_link(slug, path, root) for slug in about["builds_on"]]
        about_it = facts(about, *(["builds on " + " and ".join(before)] if before else []))
        parts = [title, *picture(about, path, root), about_it, neighbours(about, path, root)]
    else:
        title = f"# {kind.capitalize()} {name(about['slug'], about['title'])}"
        belongs = "belongs to " + lesson_link(about["slug"], path, root)
        parts = [title, *picture(about, path, root), facts(about, belongs)]
    if about.get("question"):
        parts.append(f"**{about['question']}**")
    if about.get("objectives"):
        parts += [f"After this {kind} you can:", bullets(about["objectives"])]
    if about.get("care"):
        parts.append(f"> **Take care.** {about['care']}")
    return "\n\n".join(parts)


def play_header(play: dict) -> str:
    """What a play reads and what can be set."""
    files, settings = [], []
    for one in play["inputs"]:
        columns = [
            f"`{c['name']}` ({c['kind']}{'' if c.get('required', True) else ', can be left out'})"
            for c in one.get("columns", ())
        ]
        listed_columns = f"Columns: {', '.join(columns)}." if columns else "Any columns, under their own headers."
        several = " Several files, with ; between them, or a folder." if one.get("many") else ""
        files.append(f"`{one['name']}`: {one['says'].rstrip('.')}. {listed_columns}{several}")
    for one in play["settings"]:
        choices = f" ({', '.join(map(str, one['choices']))})" if one.get("choices") else ""
        default = f"; `{one['default']}` unless you say otherwise" if one.get("default") not in (None, "") else ""
        settings.append(f"`{one['name']}`{choices}: {one['says']}{default}")
    parts = [f"# Play: {play['title']}", play["says"]]
    parts += ["**Files** (with none, it reads the course's own)", bullets(files)] if files else []
    parts += ["**Settings**", bullets(settings)] if settings else []
    return "\n\n".join(parts)


def footer(about: dict, path: Path, root: Path = ROOT) -> str:
    kind = course.kind(path, root)
    contents = link("Contents", course.start_page(root), path)
    if kind == "play":
        slug = about["play"]["slug"]
        written = {lesson.stem for lesson in course.lessons(root)}
        taught = [row["slug"] for row in course.table("lessons", root) if slug in row["play"].split(";")]
        taught = [lesson for lesson in taught if lesson in written]
        where = ["Taught in " + lesson_link(other, path, root) for other in taught]
        return "\n\n".join(["## Where next", bullets([*where, contents])])
    exercise = course.counterpart(path, "exercises", root)
    solution = course.counterpart(path, "solutions", root)
    sources = section("Sources", [f"[{source['text']}]({source['url']})" for source in about.get("sources", [])])
    if about.get("law_as_of"):
        sources.append(f"*General education, not legal advice. Legal facts as of {spoken_date(about['law_as_of'])}.*")
    if kind == "lesson":
        where = [link("Exercise", exercise, path, sure=True)] if solution.exists() else []
        where += [f"Play: {play_link(play, path, root)}" for play in listed(about["play"])]
        slugs = [lesson.stem for lesson in course.lessons(root)]
        after = slugs[slugs.index(path.stem) + 1 :][:1]
        where += ["Next lesson: " + lesson_link(slug, path, root) for slug in after]
        parts = section("Key points", about["key_points"])
        parts += section("Terms", [f"**{term}**: {meaning}" for term, meaning in sorted(about["terms"].items())])
        parts += section("Where next", [*where, contents])
        return "\n\n".join(["## To take away", *parts, *sources])
    where = ["Lesson: " + lesson_link(about["slug"], path, root)]
    where += [link("Solution", solution, path) if kind == "exercise" else link("Exercise", exercise, path, sure=True)]
    return "\n\n".join(["## Where next", bullets([*where, contents]), *sources])


def course_map(path: Path, root: Path = ROOT) -> str:
    """The lessons by stage, and the plays, that are there."""
    parts = []
    for stage in course.STAGES:
        there = [course.about(course.read(lesson)) for lesson in course.lessons(root) if lesson.parent.name == stage]
        if not there:
            continue
        rows = ["| Lesson | Business | The question | Minutes |", "|---|---|---|---|"]
        for about in there:
            title = lesson_link(about["slug"], path, root)
            rows.append(f"| {title} | {about['business_name']} | {about['question']} | {about['minutes']} |")
        parts += [f"### {stage.split('-', 1)[1].capitalize()}", "\n".join(rows)]
    told = [(play, course.about(course.read(play))["play"]) for play in course.plays(root)]
    plays = [f"{link(about['title'], play, path)} (`{about['slug']}`)" for play, about in told]
    launcher = link("Run a play", course.launcher(root), path)
    if plays:
        parts += [
            "### Plays, for your own files",
            f"{launcher} without code, or open one to see how it works:",
            bullets(plays),
        ]
    return "\n\n".join(parts)


def refresh(notebook: NotebookNode, path: Path, root: Path = ROOT) -> None:
    """Writes the made cells anew; a lesson, exercise or solution that lacks header or footer gets them."""
    makers = {"header": header, "footer": footer}
    about = course.told(notebook, root)
    for tag, make in makers.items():
        cell = next((cell for cell in notebook.cells if tag in course.tags(cell)), None)
        if cell is None and course.kind(path, root) in ("play", "start"):
            continue
        if cell is None:
            cell = new_markdown_cell(metadata={"tags": [tag]})
            notebook.cells.insert(0 if tag == "header" else len(notebook.cells), cell)
        cell.source = make(about, path, root)
    for cell in notebook.cells:
        if "map" in course.tags(cell):
            cell.source = course_map(path, root)
        if "law" in course.tags(cell):
            cell.source = law.settled(about["slug"][:2], course.words(root))


def out_of_date(notebook: NotebookNode, path: Path, root: Path = ROOT) -> list[str]:
    """The made cells that their metadata no longer explains."""
    fresh = deepcopy(notebook)
    refresh(fresh, path, root)
    stored, made = (
        {tag: cell.source for cell in each.cells for tag in course.tags(cell) if tag in MADE}
        for each in (notebook, fresh)
    )
    return [tag for tag in made if stored.get(tag) != made[tag]]
