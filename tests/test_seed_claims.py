"""What the founding text says, item by item: taught by a task that somebody has read for it, named, or missing."""

from collections import Counter

import course
import pytest
import seed_claims
import site_pages

ROWS = course.table("seed-claims")
TAUGHT = next(row for row in ROWS if row["verdict"] == "taught" and row["lesson"].startswith("02"))
ITEMS = 163


def test_every_item_is_there_once_in_its_order():
    assert [row["item"] for row in ROWS] == [str(n + 1) for n in range(ITEMS)]
    assert tuple(ROWS[0]) == seed_claims.COLUMNS


def test_every_row_holds():
    assert seed_claims.problems(ROWS) == []


def test_every_lesson_that_is_written_teaches_something_of_it():
    taught = Counter(row["lesson"] for row in ROWS if row["verdict"] == "taught")
    assert [path.stem for path in course.lessons() if not taught[path.stem]] == []


@pytest.mark.parametrize(
    "change, found",
    [
        ({"task": "03.clock"}, "belongs to another lesson"),
        ({"task": "02.nothing"}, "there is no task"),
        ({"task": "02.kind"}, "nobody has read the question"),
        ({"read": ""}, "nobody has read the question"),
        ({"passage": "words that stand nowhere in it"}, "the passage is not in"),
        ({"passage": ""}, "the passage is not in"),
        ({"verdict": "perhaps"}, "unknown lesson, kind or verdict"),
        ({"lesson": "99-none"}, "unknown lesson, kind or verdict"),
        ({"verdict": "named"}, "named only, and yet"),
        ({"verdict": "missing"}, "missing, and yet"),
    ],
)
def test_a_planted_fault_is_found(change, found):
    (problem,) = seed_claims.problems([TAUGHT | change])
    assert problem.startswith(f"item {TAUGHT['item']}: ") and found in problem


def test_a_question_that_changes_wants_to_be_read_again(monkeypatch):
    before, find = seed_claims.mark(TAUGHT["task"]), seed_claims.tasks.find

    def other(task):
        found = find(task)
        return type(found)(**{**vars(found), "asks": found.asks + " Or not?"})

    monkeypatch.setattr(seed_claims.tasks, "find", other)
    assert seed_claims.mark(TAUGHT["task"]) != before
    assert "nobody has read" in seed_claims.problems([TAUGHT])[0]


def test_reading_marks_the_item_of_today_and_shows_the_question(tmp_path, capsys, monkeypatch):
    (tmp_path / "docs").mkdir()
    file = tmp_path / "docs" / "seed-claims.csv"
    file.write_text(seed_claims.text([TAUGHT | {"read": ""}]), "utf-8")
    assert seed_claims.main(["--read", TAUGHT["item"]], tmp_path) == 0
    (row,) = course.table("seed-claims", tmp_path)
    assert row["read"].endswith(seed_claims.mark(TAUGHT["task"])) and row["read"][:2] == "20"
    assert seed_claims.tasks.find(TAUGHT["task"]).asks in capsys.readouterr().out


def test_the_page_for_contributors_lists_what_is_missing():
    page = site_pages.not_taught_yet()
    for row in ROWS:
        assert (f"- {row['says']} ({row['verdict']})" in page) == (row["verdict"] != "taught")
    assert f"Of {ITEMS} things" in page
