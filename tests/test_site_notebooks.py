"""What the site makes of a notebook's outputs, before any browser sees it."""

import course
import pandas as pd
import pytest
import site_notebooks
from nbformat.v4 import new_code_cell, new_output


def table(frame):
    return site_notebooks.named_tables(frame._repr_html_())


def test_a_table_has_headings_for_its_columns_and_its_rows():
    frame = pd.DataFrame({"when": ["2025-09-15", "2025-10-01"], "loaves": [1_200, 7]}, index=["Ruth", "Owen"])
    made = table(frame.rename_axis("who"))
    assert '<div class="ed-table"><table>' in made and made.count("<tr>") == 3
    assert '<th scope="col">who</th>' in made and '<th scope="row" class="d">Ruth</th>' in made
    assert '<td class="n">1200</td>' in made and '<span class="d">2025-09-15</span>' in made


def test_the_numbers_that_pandas_gives_to_rows_are_left_out():
    frame = pd.DataFrame({"crop": ["oats", "wheat"], "acres": [64, 46]}, index=[129, 494])
    made = table(frame)
    assert "129" not in made and '<th scope="row" class="d">oats</th>' in made
    assert "<caption>told by totals</caption>" in table(frame.rename_axis("told by totals", axis=1))
    assert "2025" in table(frame.set_axis([2024, 2025]).rename_axis("year"))  # a row that has a name keeps it


def test_rows_that_share_a_first_word_get_no_name_from_it():
    assert 'scope="row"' not in table(pd.DataFrame({"cause": ["stop", "stop"], "n": [1, 2]}))


def test_addresses_are_no_numbers_and_an_empty_column_is_none():
    made = table(pd.DataFrame({"address": ["192.0.2.40", "192.0.2.41"], "what for": ["", ""]}))
    assert 'class="n"' not in made


def test_a_table_without_rows_is_said_in_words():
    made = table(pd.DataFrame({"task": [], "state": []}))
    assert "<p>No rows yet. The columns are: task, state.</p>" in made and "<table" not in made


def test_headings_over_several_columns_say_so():
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_product([["farms"], ["A", "B"]]), index=["wheat"])
    made = table(frame.rename_axis("crop"))
    assert '<th scope="colgroup" colspan="2">farms</th>' in made and '<th scope="row">wheat</th>' in made
    assert made.count("<tr>") == 3 and "<th></th>" not in made


@pytest.mark.parametrize(
    "source, asks",
    [
        ('from ethical_data.learn import ask, knob\n\nask("02.predict")', True),
        ('display(ask("02.culprit"))\nask("02.kind")', True),
        ('print(1)\nask("02.kind")', False),
        ("import pandas as pd", False),
        ("", False),
        ("(", False),
    ],
)
def test_a_cell_that_only_asks(source, asks):
    assert site_notebooks.only_asks(source) == asks


def test_how_a_cell_is_shown():
    asks, codes = new_code_cell('ask("02.kind")'), new_code_cell("1", metadata={"tags": ["for-coders"]})
    assert site_notebooks.how_shown(asks, "lesson", False) == ["remove-input"]
    assert site_notebooks.how_shown(asks, "start", False) == site_notebooks.how_shown(asks, "exercise", False) == []
    assert [site_notebooks.how_shown(codes, kind, False) for kind in ("lesson", "start", "play")] == [
        ["hide-input"]
    ] * 3
    assert site_notebooks.how_shown(asks, "start", True) == ["hide-input"]


def test_a_reader_is_not_told_that_no_prediction_was_made():
    out = site_notebooks.output(new_output("stream", text="You made no prediction. It was 143.\n"))
    assert out.text == "It was 143.\n"


def test_a_play_begins_with_its_report_and_the_way_to_run_it():
    page = site_notebooks.page(next(path for path in course.plays() if path.stem == "consent-audit"), {})
    first, second, third = page.cells[:3]
    assert first.source.startswith("# Play") and "**Files**" not in first.source
    assert "reports/consent-audit.md" in second.source and third.source.startswith("**Files**")
    bars = [site_notebooks.folded(cell) for cell in page.cells]
    assert any(bars) and not [1 for pair in zip(page.cells, page.cells[1:])
                              if all(map(site_notebooks.folded, pair)) and not pair[0].outputs]  # fmt: skip
