"""A notebook of the course as a page of the site: charts with their data as tables, controls as words, code folded."""

import ast
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
NUMBER = re.compile(r"[-−+±]?\d[\d,]*(?:\.\d+)?(?: ?%)?|–?|NaN")
DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?\b|\d{1,2} [A-Z][a-z]{2}\b")
TASK = re.compile(r"\b(?:check|ask)\(\s*[\"']([^\"']+)[\"']")
MOST_ROWS = 60
SHORT = 14  # letters of a row's name that stand in one line
LONG = 24  # a column with more letters than this in a cell is kept wide enough to read
FOLD = "hide-input"
NO_GUESS = "You made no prediction. "  # true in the stored outputs, and no news for a reader
BEGIN = "(Run the cell to begin.)"
PLACE = 'class="ed-sample"'
UNLINKED = re.compile(
    r"(```.*?```|`[^`]*`|!?\[[^\]]*\]\([^)]*\)|^#.*$|\*\*[^*]+\*\*|<[^>]+>|https?://\S+)", re.DOTALL | re.MULTILINE
)


def page(path: Path, terms: dict[str, str], root: Path = ROOT) -> NotebookNode:
    """The notebook with everything that a browser alone cannot show put into words, figures and tables.

    terms: word -> the anchor of its entry in the glossary.
    """
    notebook, kind = course.read(path), course.kind(path, root)
    cells, linked, told = [], set(), set()
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
        cell.outputs = [output(out) for out in cell.outputs]
        tags, answer = how_shown(cell, kind, path == course.launcher(root)), answers(cell, kind)
        cell.metadata = NotebookNode(tags=tags)
        if answer:
            cell.metadata["mystnb"] = {"code_prompt_show": "Show the answer", "code_prompt_hide": "Hide the answer"}
        before = cells[-1] if cells else None
        # one bar where nothing stands between two
        if folded(cell) and before and folded(before) and not before.outputs:
            cell.source = f"{before.source}\n\n{cell.source}"
            cells.pop()
        cells.append(cell)
        cells += [new_markdown_cell(task) for task in tasks_in_words(cell.source, told) if kind == "exercise"]
    header = next((i for i, cell in enumerate(cells) if "header" in course.tags(cell)), 0)
    cells.insert(header + 1, new_markdown_cell(on_own_files(path, root) if kind == "play" else run_it(path, root)))
    if kind == "play":  # what it is, how to run it, and only then what it takes
        what, *takes = cells[header].source.partition("\n\n**Files**")
        cells[header].source = what
        cells.insert(header + 2, new_markdown_cell("".join(takes).strip()))
    notebook.cells = cells
    notebook.metadata = NotebookNode(kernelspec=notebook.metadata.get("kernelspec"), language_info={"name": "python"})
    if kind == "solution":
        notebook.metadata["orphan"] = True
    return notebook


def how_shown(cell: NotebookNode, kind: str, launcher: bool) -> list[str]:
    """The tags that say whether a cell's code stands open, folded or not at all."""
    there = {*course.tags(cell)}
    if answers(cell, kind):
        return ["hide-cell"]
    if kind == "play" or launcher or {"for-coders", "parameters"} & there:
        return [FOLD]
    if kind == "lesson" and only_asks(cell.source):
        return ["remove-input"]
    return []


def folded(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and cell.metadata.get("tags") == [FOLD]


def only_asks(source: str) -> bool:
    """Whether a cell does nothing but put questions: its code tells a reader nothing."""
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return False
    asks = re.compile(r"(?:display\()?ask\([^()]*\)\)?")
    return bool(lines) and all(isinstance(line, ast.ImportFrom) or asks.fullmatch(ast.unparse(line)) for line in lines)


def answers(cell: NotebookNode, kind: str) -> bool:
    """Whether a cell gives a solution's answer, which a reader must ask for."""
    return kind == "solution" and bool({"blank", "solution"} & {*course.tags(cell)})


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
    return (
        "(run-it)=\n:::{admonition} Two ways to run this page\n:class: tip\n"
        f"**On your own computer**, with nothing leaving it: [set it up]({setup}), then open `{here}`. "
        f"**In your browser**, on a borrowed computer and without any file of yours: [open it on Binder]({binder}).\n\n"
        f"{read}Where the text says to press keys or to use the bar above, it means there.\n:::\n"
    )


def on_own_files(path: Path, root: Path) -> str:
    """What a reader can do with a play: see its report, run it; its code comes after."""
    report, launcher, setup = (
        Path(os.path.relpath(root / there, path.parent)).as_posix()
        for there in (f"reports/{path.stem}.md", course.launcher(root).relative_to(root), "start.md")
    )
    return (
        f":::{{admonition}} See it, run it\n:class: tip\n[The report on the course's data]({report}) shows what this"
        f" play writes. On your own files, on your own computer ([set it up]({setup}) first): [Run a play]({launcher}),"
        f" without code, or in a terminal, in the folder of the course, `.venv/bin/ethical-data run {path.stem}`. The"
        " rest of this page is how it works, for those who code.\n:::\n"
    )


def output(out: NotebookNode) -> NotebookNode:
    """An output without what needs a kernel or a script from elsewhere."""
    if out.output_type == "stream":
        return NotebookNode(out, text=out.text.replace(NO_GUESS, ""))
    if out.output_type not in ("display_data", "execute_result"):
        return out
    data = out.data
    markup = data.get("text/html", "")
    if CHART in data:
        return new_output("display_data", {"text/html": figure(data[CHART], data.get("image/png"))})
    if CONTROL.match(markup):
        words = '<a href="#run-it">Run this page</a> to '
        markup = markup.replace("<ul></ul>", "")  # a question without options: no empty list is read out
        markup = markup.replace("(Run the cell to answer.)", f"{words}answer.").replace(
            "(run the cell to turn it)", f"({words}turn it)"
        )
        markup = markup.replace("?:</strong>", "?</strong>")
        chart = data.get(KNOB, {}).get("chart")
        drawn = figure(chart, None) if chart else ""
        return new_output(
            "display_data",
            {"text/html": re.sub(r"</div>\s*$", drawn.replace("\\", r"\\") + "</div>", named_tables(markup))},
        )
    if CHECK in data or PLACE in markup:
        return new_output("display_data", {"text/html": markup})
    if markup:
        markup = markup.replace(BEGIN, '<a href="#run-it">Run this page</a> to begin.')
        return new_output("display_data", {"text/html": named_tables(markup)})
    return out


def sample(out: NotebookNode, path: Path, root: Path) -> NotebookNode:
    """In place of a play's report, the way to its own page."""
    there = Path(os.path.relpath(root / "reports" / f"{path.stem}.html", path.parent)).as_posix()
    return new_output(
        "display_data", {"text/html": f'<p {PLACE}><a href="{there}">Read the report on the course\'s data</a></p>'}
    )


def report(path: Path) -> str | None:
    """The report that a play's notebook shows, as a part of a page whose headings begin at the second level.

    It is the markup as it was shown: the stored figures have their columns in the order of the alphabet.
    """
    for cell in course.code_cells(course.read(path)):
        for out in cell.outputs:
            if REPORT in out.get("data", {}):
                made = re.sub(r"(</?h)([3-6])\b", lambda tag: f"{tag[1]}{int(tag[2]) - 1}", out.data["text/html"])
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
    """pandas' tables for a screen reader: one row of headings, each with its scope; numbers stand to the right.

    Each stands in a block of its own, which charts.js lets the keyboard scroll where it is too wide.
    """
    markup = re.sub(r"<style scoped>.*?</style>", "", markup, flags=re.DOTALL)
    return re.sub(
        r"<table[^>]*>\s*<thead>(.*?)</thead>\s*<tbody>(.*?)</tbody>\s*</table>", _tidied, markup, flags=re.DOTALL
    )


def _tidied(match: re.Match) -> str:
    if re.search(r"\b(?:row|col)span=", match[0]):
        return f'<div class="ed-table"><table>{_with_spans(*match.groups())}</table></div>'
    head, body = (
        [
            re.findall(r"<(t[hd])[^>]*>(.*?)</t[hd]>", row, re.DOTALL)
            for row in re.findall(r"<tr[^>]*>(.*?)</tr>", part, re.DOTALL)
        ]
        for part in match.groups()
    )
    named = len(head) == 2 and all(not words.strip() for _, words in head[1][1:])
    above = head[0][0][1].strip() if named else ""  # what the columns are is said above them
    if named:  # the name of the index stands below
        head = [[head[1][0], *head[0][1:]]]
    if not body:
        names = ", ".join(words for _, words in head[0] if words.strip())
        return f"<p>No rows yet. The columns are: {names}.</p>"
    if len(head) == 1 and not named and all(row[0][0] == "th" and row[0][1].strip().isdigit() for row in body):
        above = head[0][0][1].strip()
        head, body = ([row[1:] for row in part] for part in (head, body))  # the numbers that pandas gives to rows
    first = [row[0] for row in body]
    if all(kind == "td" for kind, _ in first) and len({words for _, words in first if words.strip()}) == len(body) > 1:
        body = [[("th", row[0][1]), *row[1:]] for row in body]  # each row is called what its first cell says
    columns = [[html.unescape(row[i][1]).strip() for row in body if i < len(row)] for i in range(len(head[0]))]
    look = [
        "n" if any(words) and all(map(NUMBER.fullmatch, words)) else "t" if max(map(len, words)) > LONG else ""
        for words in columns
    ]

    def cell(kind: str, words: str, scope: str, i: int) -> str:
        whole = scope == "row" and i == 0 and len(words) <= SHORT
        name = look[i] if i < len(look) and look[i] else "d" if whole else ""
        as_ = f' class="{name}"' if name else ""
        heading = kind == "th" and words.strip()
        words = DAY.sub(r'<span class="d">\g<0></span>', words) if DAY.match(words) else words
        return f'<th scope="{scope}"{as_}>{words}</th>' if heading else f"<td{as_}>{words}</td>"

    caption = f"<caption>{above}</caption>" if above else ""
    parts = ["".join("<tr>" + "".join(cell(*one, scope, i) for i, one in enumerate(row)) + "</tr>" for row in rows)
             for rows, scope in ((head, "col"), (body, "row"))]  # fmt: skip
    return f'<div class="ed-table"><table>{caption}<thead>{parts[0]}</thead><tbody>{parts[1]}</tbody></table></div>'


def _with_spans(head: str, body: str) -> str:
    """The parts of a table in which a heading stands over several columns or rows."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", head, re.DOTALL)
    last, blank = re.findall(r"<th[^>]*>(.*?)</th>", rows[-1], re.DOTALL), re.compile(r"<th([^>]*)>\s*</th>")
    if len(rows) > 1 and not any(words.strip() for words in last[1:]) and blank.match(rows[-2].strip()):
        rows = [*rows[:-2], blank.sub(f"<th>{last[0]}</th>", rows[-2], count=1)]  # the name of the index stands below

    def scoped(row: str, one: str, many: str, span: str) -> str:
        row = re.sub(r' border="\d+"| style="[^"]*"| valign="[^"]*"| halign="[^"]*"', "", row)
        row = blank.sub(r"<td\1></td>", row)
        row = re.sub(r"<th\b([^>]*)>", lambda th: f'<th scope="{many if span in th[1] else one}"{th[1]}>', row)
        return f"<tr>{row}</tr>"

    top = "".join(scoped(row, "col", "colgroup", "colspan") for row in rows)
    below = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    rest = "".join(scoped(row, "row", "rowgroup", "rowspan") for row in below)
    return f"<thead>{top}</thead><tbody>{rest}</tbody>"


def figure(spec: dict, png: str | None) -> str:
    """A chart: drawn by the site's own script, with its stored picture until then, and its data as a table."""
    name = html.escape(spec["description"], quote=True)
    picture = f'<img src="data:image/png;base64,{"".join(png.split())}" alt="">' if png else ""
    told = json.dumps(spec, separators=(",", ":"), ensure_ascii=False)
    for sign in "<>&":  # nothing in a chart can end the script that holds it
        told = told.replace(sign, f"\\u{ord(sign):04x}")
    return (
        '<figure class="ed-chart"><div class="ed-drawing" data-chart role="img"'
        f' aria-label="{name}">{picture}</div><script type="application/json">{told}</script><details'
        f' class="ed-more"><summary>The data of this chart as a table</summary>{tables(spec)}</details></figure>'
    )


def tables(spec: dict) -> str:
    """Every dataset of a chart as a table, without what only draws."""
    parts = []
    for rows in spec.get("datasets", {}).values():
        columns = [c for c in (rows[0] if rows else {}) if c != "strong"]
        if len(rows) == len(columns) == 1:  # where a line is drawn
            continue
        head = "".join(f"<th>{html.escape(str(c))}</th>" for c in columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(value(row.get(c)))}</td>" for c in columns) + "</tr>"
            for row in rows[:MOST_ROWS]
        )
        more = f"<p>The first {MOST_ROWS} of {len(rows):,} rows.</p>" if len(rows) > MOST_ROWS else ""
        table = named_tables(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
        parts.append(table + more)
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
        hints = "".join(
            f'<details class="ed-more"><summary>Hint {i} of'
            f" {len(task.hints)}</summary><p>{html.escape(hint)}</p></details>"
            for i, hint in enumerate(task.hints, 1)
        )
        options = "".join(
            f"<li>{letter}) {html.escape(option.text)}</li>" for letter, option in zip(task.letters, task.options)
        )
        listed = f'<ul style="list-style: none">{options}</ul>' if options else ""
        made.append(f'<div class="ed-ask"><p><strong>{html.escape(task.asks)}</strong></p>{listed}{hints}</div>')
    return made


def with_terms(source: str, terms: dict[str, str], linked: set[str], path: Path, root: Path) -> str:
    """Prose in which the first use of each term (or its plural) leads to the glossary; code, links, headings stay."""
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
