"""A notebook of the course as a page of the site: charts as drawings with their data, controls as words, code folded."""

import html
import itertools
import json
import os
import re
from pathlib import Path

import course
import links
from course import CHART, CHECK, ROOT
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

CONTROL = re.compile(r"<div class=.ed-(?:ask|knob)\b")
REPORT = "application/vnd.ethical-data.report+json"
KNOB = "application/vnd.ethical-data.knob+json"
NUMBER = re.compile(r"[-−+±]?[\d,.]+(?: ?%)?|–?|NaN")
DATE = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?|\d\d? [A-Z][a-z]{2}")  # stays in one line
TASK = re.compile(r"\b(?:check|ask)\(\s*[\"']([^\"']+)[\"']")
MOST_ROWS = 60
FOLD = "hide-input"
PLACE = 'class="ed-sample"'
UNLINKED = re.compile(
    r"(```.*?```|`[^`]*`|!?\[[^\]]*\]\([^)]*\)|^#.*$|\*\*[^*]+\*\*|<[^>]+>|https?://\S+)", re.DOTALL | re.MULTILINE
)


def page(path: Path, terms: dict[str, str], root: Path = ROOT) -> NotebookNode:
    """The notebook with everything that a browser alone cannot show put into words, figures and tables.

    terms: word -> the anchor of its entry in the glossary.
    """
    notebook, kind = course.read(path), course.kind(path, root)
    cells, linked, numbers, told = [], set(), itertools.count(1), set()
    shown = given(path, root) if kind == "exercise" else {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            if kind in ("lesson", "exercise", "solution") and not {"header", "footer"} & {*course.tags(cell)}:
                cell.source = with_terms(cell.source, terms, linked, path, root)
            cells.append(cell)
            continue
        if kind == "exercise":
            cell.outputs = shown.get(cell.source, [])
        if kind == "play":
            cell.outputs = [sample(out, path, root) if REPORT in out.get("data", {}) else out for out in cell.outputs]
        cell.outputs = [output(out, next(numbers)) for out in cell.outputs]
        folded = kind in ("play", "start") or {"for-coders", "parameters"} & {*course.tags(cell)}
        answer = kind == "solution" and {"blank", "solution"} & {*course.tags(cell)}
        cell.metadata = NotebookNode(tags=["hide-cell"] if answer else [FOLD] if folded else [])
        if answer:
            cell.metadata["mystnb"] = {"code_prompt_show": "Show the answer", "code_prompt_hide": "Hide the answer"}
        cells.append(cell)
        cells += [new_markdown_cell(task) for task in tasks_in_words(cell.source, told) if kind == "exercise"]
    header = next((i for i, cell in enumerate(cells) if "header" in course.tags(cell)), 0)
    if kind != "play":
        cells.insert(header + 1, new_markdown_cell(run_it(path, root)))
    notebook.cells = cells
    notebook.metadata = NotebookNode(kernelspec=notebook.metadata.get("kernelspec"), language_info={"name": "python"})
    if kind == "solution":
        notebook.metadata["orphan"] = True
    return notebook


def given(path: Path, root: Path) -> dict[str, list[NotebookNode]]:
    """What an exercise gives to look at: the outputs of its solution's cells that hold no answer, by source."""
    solution = course.read(root / "solutions" / path.relative_to(root / "exercises"))
    return {
        cell.source: [out for out in cell.outputs if not CONTROL.match(out.get("data", {}).get("text/html", ""))]
        for cell in course.code_cells(solution)
        if not {"blank", "solution"} & {*course.tags(cell)}
    }


def run_it(path: Path, root: Path) -> str:
    """The two ways to run a notebook, with links that work from its page."""
    here = path.relative_to(root).as_posix()
    setup = Path(os.path.relpath(root / "start.md", path.parent)).as_posix()
    binder = links.launch(here)
    if course.kind(path, root) == "exercise":
        read = (
            "Here you can read the tasks, their hints and the tables that they ask about; answers are checked there. "
        )
    else:
        read = "Here you can read everything, with the results that the tests have verified; the controls wait there. "
    return (f"(run-it)=\n:::{{admonition}} Two ways to run this page\n:class: tip\n"
            f"**On your own computer**, with nothing leaving it: [set it up]({setup}), then open `{here}`. "
            f"**In your browser**, on a borrowed computer and without any file of yours: [open it on Binder]({binder}). "
            f"{read}Where the text says to run a cell or to use the bar above, it means there.\n:::\n")  # fmt: skip


def output(out: NotebookNode, number: int) -> NotebookNode:
    """An output, the page's `number`th, without what needs a kernel or a script from elsewhere."""
    if out.output_type not in ("display_data", "execute_result"):
        return out
    data = out.data
    markup = data.get("text/html", "")
    if CHART in data:
        return new_output("display_data", {"text/html": figure(data[CHART], data.get("image/png"), number)})
    if CONTROL.match(markup):
        words = '<a href="#run-it">Run this page</a> to '
        markup = markup.replace("<ul></ul>", "")  # a question without options: no empty list is read out
        markup = markup.replace("(Run the cell to answer.)", f"{words}answer.").replace(
            "(run the cell to turn it)", f"({words}turn it)"
        )
        chart = data.get(KNOB, {}).get("chart")
        drawn = figure(chart, None, number) if chart else ""
        return new_output(
            "display_data",
            {"text/html": re.sub(r"</div>\s*$", drawn.replace("\\", r"\\") + "</div>", named_tables(markup))},
        )
    if CHECK in data or PLACE in markup:
        return new_output("display_data", {"text/html": markup})
    if markup:
        return new_output("display_data", {"text/html": scrolled(named_tables(markup), f"Table {number}")})
    return out


def scrolled(markup: str, name: str) -> str:
    """A table that scrolls by itself, by keyboard too."""
    return (
        f'<div class="ed-table" tabindex="0" role="region" aria-label="{html.escape(name, quote=True)}">{markup}</div>'
    )


def sample(out: NotebookNode, path: Path, root: Path) -> NotebookNode:
    """In place of a play's report, the way to its own page."""
    there = Path(os.path.relpath(root / "reports" / f"{path.stem}.html", path.parent)).as_posix()
    return new_output(
        "display_data", {"text/html": f'<p {PLACE}><a href="{there}">Read the report on the course\'s data</a></p>'}
    )


def report(path: Path) -> str | None:
    """The report that a play's notebook holds, as a part of a page whose headings begin at the second level.

    It is the markup as it was shown: the stored figures have their columns in the order of the alphabet.
    """
    for cell in course.code_cells(course.read(path)):
        for out in cell.outputs:
            if REPORT in out.get("data", {}):
                made = re.sub(r"(</?h)([3-6])>", lambda tag: f"{tag[1]}{int(tag[2]) - 1}>", out.data["text/html"])
                made = numbered(made)
                # no table without rows, no heading without words
                made = re.sub(
                    r'<div class="scroll"[^>]*>\s*<table>(?:(?!</table>).)*<tbody>\s*</tbody>\s*</table>\s*</div>',
                    "",
                    made,
                    flags=re.DOTALL,
                )
                return re.sub(r'<th scope="row">\s*</th>', "<td></td>", made)
    return None


def numbered(markup: str) -> str:
    """Each figure with a name and in reach of the keyboard: on a phone it scrolls by itself."""
    charts = itertools.count(1)
    return re.sub("<figure>", lambda _: f'<figure tabindex="0" role="group" aria-label="Chart {next(charts)}">', markup)


def named_tables(markup: str) -> str:
    """pandas' tables for a screen reader: one row of headings, each with its scope; numbers stand to the right."""
    markup = re.sub(r"<style scoped>.*?</style>", "", markup, flags=re.DOTALL)
    return re.sub(
        r"<table[^>]*>\s*<thead>(.*?)</thead>\s*<tbody>(.*?)</tbody>\s*</table>", _tidied, markup, flags=re.DOTALL
    )


def _tidied(match: re.Match) -> str:
    if re.search(r"\b(?:row|col)span=", match[0]):
        return re.sub(r"<th([^>]*)>\s*</th>", r"<td\1></td>", re.sub(r' border="\d+"| style="[^"]*"', "", match[0]))
    head, body = (
        [
            re.findall(r"<(t[hd])[^>]*>(.*?)</t[hd]>", row, re.DOTALL)
            for row in re.findall(r"<tr[^>]*>(.*?)</tr>", part, re.DOTALL)
        ]
        for part in match.groups()
    )
    if len(head) == 2 and all(
        not (above and below) for (_, above), (_, below) in zip(*head)
    ):  # the name of the index stands below
        head = [[("th", above or below) for (_, above), (_, below) in zip(*head)]]
    right = (
        [
            all(NUMBER.fullmatch(html.unescape(row[i][1]).strip()) for row in body if i < len(row))
            for i in range(len(head[0]))
        ]
        if body
        else []
    )

    def cell(kind: str, words: str, scope: str, i: int) -> str:
        number = ' class="n"' if i < len(right) and right[i] else ' class="d"' if DATE.fullmatch(words.strip()) else ""
        return (
            f'<th scope="{scope}"{number}>{words}</th>'
            if kind == "th" and words.strip()
            else f"<td{number}>{words}</td>"
        )

    parts = ["".join("<tr>" + "".join(cell(*one, scope, i) for i, one in enumerate(row)) + "</tr>" for row in rows)
             for rows, scope in ((head, "col"), (body, "row"))]  # fmt: skip
    return f"<table><thead>{parts[0]}</thead><tbody>{parts[1]}</tbody></table>"


def figure(spec: dict, png: str | None, number: int) -> str:
    """A chart: drawn by the site's own script, with its stored picture until then, and its data as a table."""
    name = html.escape(spec["description"], quote=True)
    picture = f'<img src="data:image/png;base64,{"".join(png.split())}" alt="{name}">' if png else ""
    told = json.dumps(spec, separators=(",", ":"), ensure_ascii=False)
    for sign in "<>&":  # nothing in a chart can end the script that holds it
        told = told.replace(sign, f"\\u{ord(sign):04x}")
    return (f'<figure class="ed-chart"><div class="ed-drawing" data-chart tabindex="0" role="group" aria-label="Chart {number}">{picture}</div>'
            f'<script type="application/json">{told}</script>'
            f'<details class="ed-more"><summary>The data of this chart as a table</summary>{tables(spec, number)}</details></figure>')  # fmt: skip


def tables(spec: dict, number: int) -> str:
    """Every dataset of a chart as a table, without what only draws."""
    parts = []
    for part, rows in enumerate(spec.get("datasets", {}).values(), 1):
        columns = [c for c in (rows[0] if rows else {}) if c != "strong"]
        head = "".join(f"<th>{html.escape(str(c))}</th>" for c in columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(value(row.get(c)))}</td>" for c in columns) + "</tr>"
            for row in rows[:MOST_ROWS]
        )
        more = f"<p>The first {MOST_ROWS} of {len(rows):,} rows.</p>" if len(rows) > MOST_ROWS else ""
        table = named_tables(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
        parts.append(scrolled(table + more, f"Data of chart {number}, part {part}"))
    return "".join(parts)


def value(entry: object) -> str:
    if entry is None:
        return "–"
    return f"{entry:,.4f}".rstrip("0").rstrip(".") if isinstance(entry, float) else str(entry)


def tasks_in_words(source: str, told: set[str]) -> list[str]:
    """Each task of an exercise's cell that was not told yet: its question and its hints, folded one by one."""
    from ethical_data.learn import tasks

    made = []
    for name in TASK.findall(source):
        if name in told:
            continue
        told.add(name)
        try:
            task = tasks.find(name)
        except (KeyError, ModuleNotFoundError):
            continue
        hints = "".join(f'<details class="ed-more"><summary>Hint {i} of {len(task.hints)}</summary><p>{html.escape(hint)}</p></details>'
                        for i, hint in enumerate(task.hints, 1))  # fmt: skip
        options = "".join(
            f"<li>{letter}) {html.escape(option.text)}</li>" for letter, option in zip(task.letters, task.options)
        )
        listed = f'<ul style="list-style: none">{options}</ul>' if options else ""
        made.append(f'<div class="ed-ask"><p><strong>{html.escape(task.asks)}</strong></p>{listed}{hints}</div>')
    return made


def with_terms(source: str, terms: dict[str, str], linked: set[str], path: Path, root: Path) -> str:
    """Prose whose first use of each term, or of its plural, leads to the glossary; code, links and headings stay as they are."""
    glossary = Path(os.path.relpath(root / "glossary.md", path.parent)).as_posix()
    parts = UNLINKED.split(source)
    for term, anchor in terms.items():
        if term in linked:
            continue
        pattern = re.compile(rf"(?<![\w-]){re.escape(term)}(?:e?s)?(?![\w-])", re.IGNORECASE)
        for i in range(0, len(parts), 2):
            if found := pattern.search(parts[i]):
                before, after = parts[i][: found.start()], parts[i][found.end() :]
                parts[i : i + 1] = [before, f"[{found[0]}]({glossary}#{anchor})", after]
                linked.add(term)
                break
    return "".join(parts)
