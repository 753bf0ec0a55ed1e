"""What is derived from the lessons and written into the project's texts: README's map, the one-day path.

python tools/registers.py           writes README.md anew
python tools/registers.py --check   writes nothing; exit 1 if it would differ
"""

import argparse
import re
from pathlib import Path

import course
import frame
from course import ROOT

MAP = re.compile(r"(<!-- map: .*? -->\n).*?(\n<!-- end of map -->)", re.DOTALL)
PARTS = {"1-fundamentals": "Fundamentals", "2-intermediate": "Intermediate", "3-advanced": "Advanced"}


def essential(root: Path = ROOT) -> list[str]:
    """The numbers of the lessons that make one day, in order: docs/day.csv."""
    return [row["what"] for row in course.table("day", root) if not row["minutes"]]


def readme_map(root: Path = ROOT) -> str:
    """What is written so far, a row for each lesson, and the path for one day."""
    there = [course.start_page(root), *course.lessons(root)]
    lines = [_so_far(root), "", "| lesson | business | the question | play |", "|---|---|---|---|"]
    for path in there:
        about = course.about(course.read(path))
        name = f"[{frame.name(about['slug'], about['title'])}]({path.relative_to(root).as_posix()})"
        plays = [f"[{play}](notebooks/playbook/{play}.ipynb)" for play in frame.listed(about.get("play", []))]
        business, question = about.get("business_name", ""), about.get("question", "")
        lines.append(f"| {name} | {business} | {question} | {', '.join(plays)} |")
    lines += [
        "",
        f"With one day, take the essential path: {', '.join(essential(root))}. With some evenings, go in order.",
    ]
    return "\n".join(lines)


def _so_far(root: Path) -> str:
    rows = course.table("lessons", root)
    businesses = {row["business"] for row in rows} - {"your_own"}  # the learner's
    written = {path.stem for path in course.lessons(root)} | {course.start_page(root).stem}
    parts = []
    for stage, name in PARTS.items():
        of = [row["slug"] for row in rows if row["stage"] == stage]
        there = len(written & set(of))
        if of and there:
            parts.append(f"all of *{name}*" if there == len(of) else f"{there} of {len(of)} in *{name}*")
    said = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
    whole = f"{len(rows)} lessons on {len(businesses)} invented businesses, from fundamentals to advanced."
    return f"{whole} Written so far: {said}." if len(written) < len(rows) else whole


def readme(root: Path = ROOT) -> str:
    """README.md as it should stand."""
    text = (root / "README.md").read_text("utf-8")
    if not MAP.search(text):
        raise ValueError("README.md lacks the lines '<!-- map: … -->' and '<!-- end of map -->'.")
    return MAP.sub(lambda found: found[1] + readme_map(root) + found[2], text)


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check, path = parser.parse_args(arguments).check, root / "README.md"
    stored, fresh = path.read_text("utf-8"), readme(root)
    if stored != fresh and not check:
        course.write(path, fresh)
    print(f"README.md: {'as stored' if stored == fresh else 'differs' if check else 'written'}")
    return int(check and stored != fresh)


if __name__ == "__main__":
    course.run(main)
