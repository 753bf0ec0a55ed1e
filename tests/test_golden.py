"""What each play says of the course's data, against what it said before: a change of any figure is seen.

A play's report is compared with tests/golden/<play>.json. After a change that is meant:

    python tests/test_golden.py            writes those of all plays
    python tests/test_golden.py PLAY...    only these; then read the difference before you commit it
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from in_process import content

from ethical_data.playbook import catalogue

GOLDEN = Path(__file__).parent / "golden"
FIRST_ROWS = 12
FIGURES = ("id", "status", "count", "of", "share", "low", "high")


def figures(slug: str) -> str:
    """The findings' figures, the first rows of each table, and how much is said, as text with a line for each."""
    told = content(slug)
    kept = {
        "findings": [{name: finding[name] for name in FIGURES} for finding in told["findings"]],
        "tables": {name: {"rows": len(rows), "first": rows[:FIRST_ROWS]} for name, rows in told["tables"].items()},
        "charts": [chart["title"] for chart in told["charts"]],
        "affected": told["affected"],
        "next_steps": [f"{step['by']}: {step['says']}" for step in told["next_steps"]],
        "files": [file["name"] for file in told["files"]],
        "limits": len(told["limits"]),
    }
    part = lambda value: json.dumps(value, ensure_ascii=False)  # noqa: E731
    tables = [
        f'  {part(name)}: {{\n   "rows": {table["rows"]},\n   "first": [\n    '
        + ",\n    ".join(map(part, table["first"]))
        + "\n   ]\n  }"
        for name, table in kept.pop("tables").items()
    ]
    lines = [
        f" {part(name)}: [\n  " + ",\n  ".join(map(part, value)) + "\n ]"
        if isinstance(value, list) and value
        else f" {part(name)}: {part(value)}"
        for name, value in kept.items()
    ]
    lines.insert(1, ' "tables": {\n' + ",\n".join(tables) + "\n }")
    return "{\n" + ",\n".join(lines) + "\n}\n"


@pytest.mark.parametrize("slug", sorted(catalogue.plays()))
def test_a_play_says_of_the_courses_data_what_it_said_before(slug):
    path = GOLDEN / f"{slug}.json"
    assert path.exists(), f"There is none yet: python tests/test_golden.py {slug}"
    before = json.loads(path.read_text("utf-8"))
    now = json.loads(figures(slug))
    assert now.keys() == before.keys()
    for name in now:
        assert now[name] == before[name], f"{slug}, {name}. If it is meant: python tests/test_golden.py {slug}"


def test_there_is_no_golden_report_of_a_play_that_is_gone():
    assert {path.stem for path in GOLDEN.glob("*.json")} <= set(catalogue.plays())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ETHICAL_DATA_WORK"] = folder
        GOLDEN.mkdir(exist_ok=True)
        for slug in sys.argv[1:] or sorted(catalogue.plays()):
            GOLDEN.joinpath(f"{slug}.json").write_text(figures(slug), "utf-8", newline="\n")
            print(f"tests/golden/{slug}.json")
