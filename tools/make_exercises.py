"""Makes every exercise from its solution; only solutions are written by hand.

python tools/make_exercises.py           writes exercises/<stage>/<slug>.ipynb for each notebook in solutions/
python tools/make_exercises.py --check   writes nothing, says what differs; exit 1 if anything does

In a solution
    a code cell tagged "blank": `name = value  # your answer` becomes `name = ...  # your answer`, also where
        the value takes several lines (the comment then stands on the last); what stands between the lines
        `# begin solution` and `# end solution` goes, and so do these lines;
    text between <!-- solution --> and <!-- /solution --> goes;
    a cell tagged "solution" goes;
    outputs, counts, the map of the prose's numbers and key points go.
"""

import argparse
import ast
import re
from copy import deepcopy
from pathlib import Path

import course
import frame
from course import ROOT

ANSWER = "# your answer"
BLANK = re.compile(rf"=\s*\.\.\.\s+{ANSWER}$")
BEGIN, END = "# begin solution", "# end solution"
ONLY_SOLUTION = re.compile(r"\s*<!-- solution -->.*?<!-- /solution -->", re.DOTALL)
NOT_IN_EXERCISE = ("key_points", "numbers")


class Unfit(ValueError):
    """A solution from which no exercise can be made; says where and why."""


def without_solution_lines(source: str) -> str:
    kept, inside = [], False
    for line in source.splitlines():
        word = line.strip()
        if word in (BEGIN, END):
            if inside == (word == BEGIN):
                raise Unfit(f"`{word}` without its partner")
            inside = not inside
        elif not inside:
            kept.append(line)
    if inside:
        raise Unfit(f"`{BEGIN}` without its partner")
    return "\n".join(kept).strip("\n")


def answers(source: str) -> list[tuple[int, int]]:
    """Where the answers stand: for each the first character after its equals sign and that of its comment."""
    lines = source.splitlines(keepends=True)
    starts = [sum(map(len, lines[:i])) for i in range(len(lines))]
    position = lambda row, column: starts[row - 1] + len(lines[row - 1].encode()[:column].decode())  # noqa: E731
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) or node.value is None:
            continue
        last = position(node.end_lineno, node.end_col_offset)
        rest = source[last : source.find("\n", last) if "\n" in source[last:] else len(source)]
        if rest.strip() == ANSWER:
            target = node.targets[-1] if isinstance(node, ast.Assign) else getattr(node, "annotation", node.target)
            equals = source.index("=", position(target.end_lineno, target.end_col_offset))
            found.append((equals + 1, last + rest.index(ANSWER)))
    return sorted(found)


def blanked(source: str) -> tuple[str, list[str]]:
    """A cell's code with blanks for answers, and what was taken out."""
    source, taken = without_solution_lines(source), []
    try:
        found = answers(source)
    except SyntaxError as error:
        raise Unfit(f"what is left is not Python: {error}") from None
    if len(found) != sum(line.rstrip().endswith(ANSWER) for line in source.splitlines()):
        raise Unfit(f"`{ANSWER}` stands in a line that does not end an assignment")
    for begin, end in reversed(found):
        taken.append(source[begin:end].strip())
        source = f"{source[:begin]} ...  {source[end:]}"
    return source or "# Your code", taken


def exercise(solution: Path, root: Path = ROOT) -> tuple[str, list[str]]:
    """The text of the exercise's file, and the answers that were taken out."""
    notebook, target, taken = (
        deepcopy(course.read(solution)),
        course.counterpart(solution, "exercises", root),
        [],
    )
    notebook.cells = [cell for cell in notebook.cells if not {"solution", "header", "footer"} & {*course.tags(cell)}]
    for cell in notebook.cells:
        before = cell.source
        try:
            if cell.cell_type == "markdown":
                cell.source = ONLY_SOLUTION.sub("", cell.source)
                if "<!-- solution -->" in cell.source or "<!-- /solution -->" in cell.source:
                    raise Unfit("`<!-- solution -->` without its partner")
            elif "blank" in course.tags(cell):
                cell.source, out = blanked(cell.source)
                taken += out
                if cell.source == before:
                    raise Unfit("it is tagged blank and nothing in it is to be blanked")
            elif ANSWER in cell.source or BEGIN in cell.source:
                raise Unfit("it holds an answer and is not tagged blank")
        except Unfit as error:
            raise Unfit(f"{solution.name}, cell beginning {before.splitlines()[:1]}: {error}") from None
        cell.metadata.pop("numbers", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip()]
    about = {key: value for key, value in course.about(notebook).items() if key not in NOT_IN_EXERCISE}
    notebook.metadata.ethical_data = {**about, "kind": "exercise"}
    frame.refresh(notebook, target, root)
    course.tidy(notebook, f"{target.stem}-exercise")
    return course.text(notebook), taken


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args(arguments).check
    problems, made = [], set()
    for solution in course.in_stages("solutions", root):
        target = course.counterpart(solution, "exercises", root)
        made.add(target)
        try:
            fresh = exercise(solution, root)[0]
        except Unfit as error:
            problems.append(str(error))
            continue
        if target.exists() and target.read_text(encoding="utf-8") == fresh:
            continue
        if check:
            problems.append(f"{target.relative_to(root)} is not what its solution makes: run make exercises")
        else:
            course.write(target, fresh)
            print(f"{target.relative_to(root)}: written")
    strays = sorted(set(course.in_stages("exercises", root)) - made)
    problems += [f"{stray.relative_to(root)} has no solution to be made from" for stray in strays]
    print("\n".join(problems) or f"{len(made)} exercises as their solutions make them")
    return int(bool(problems))


if __name__ == "__main__":
    course.run(main)
