"""Numbers in prose come from an output, or say where they come from."""

import course
import prose_numbers
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

NOTEBOOKS = [str(path.relative_to(course.ROOT)) for path in course.with_outputs()]

CAUSES = """\
                  sends  share
after-withdrawal    143  0.062
never-asked         120  0.052
in-force          1,457  0.631"""
ROWS = """\
  customer           sent_at  score
0    C0417  2025-03-04 09:30   15.3
1    C0417  2025-03-11 09:12   -0.4"""


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_number_in_the_prose_is_accounted_for(name):
    assert prose_numbers.check(course.read(course.ROOT / name)) == []


def test_the_sound_fixture_has_no_problem(small):
    assert [prose_numbers.check(course.read(path)) for path in course.with_outputs(small.root)] == [[]] * 4


def shown(name: str, text: str, html: str = "") -> NotebookNode:
    data = {"text/plain": text, **({"text/html": html} if html else {})}
    output = new_output("execute_result", data=data, execution_count=1)
    return new_code_cell("days = 5", metadata={"name": name}, outputs=[output])


def problems(prose: str, **numbers: str) -> list[str]:
    """What is reported for one prose cell beside two outputs; `numbers` by key, spaces as underscores."""
    table = "<table><thead><tr><th></th></tr></thead><tbody><tr></tr><tr></tr></tbody></table>"
    said = new_markdown_cell(
        prose, metadata={"numbers": {key.replace("_", " "): value for key, value in numbers.items()}}
    )
    about = {
        "sources": [
            {"id": "gdpr", "text": "GDPR", "url": "https://example.org"},
            {"id": "bare", "text": "no address"},
        ]
    }
    cells = [new_markdown_cell("## First"), shown("causes", CAUSES), shown("hers", ROWS, table), said,
             new_markdown_cell("## Second"), shown("later", "143")]  # fmt: skip
    return prose_numbers.check(new_notebook(cells=cells, metadata={"ethical_data": about}))


@pytest.mark.parametrize(
    ("prose", "numbers"),
    [
        ("143 left too late.", {"143": "causes:after-withdrawal"}),
        ("143 left too late, **1,457** did not.", {"143": "causes", "1,457": "causes:in-force"}),
        ("6.2 per cent of them, or 6 %.", {"6.2 per cent": "causes:after-withdrawal", "6 %": "causes"}),
        ("On 4 March at 09:30.", {"4 March": "hers:C0417", "09:30": "hers"}),
        ("On 4 March 2025.", {"4 March 2025": "hers"}),
        ("A score of −0.4, another of 15.", {"−0.4": "hers:C0417", "15": "hers"}),
        ("Two rows.", {"Two": "rows:hers"}),
        ("Within 72 hours, as Article 33(1) has it.", {"72": "source:gdpr", "Article 33(1)": "source:gdpr"}),
        ("We assume five days.", {"five": "assumed:the delay"}),
        ("Two routes, a third party.", {"Two": "text", "third": "text"}),
        ("24 farms in 143 sends", {"24 farms": "source:gdpr", "143": "causes"}),
        ("C0417 in lesson 02, see [05 Fair](https://example.org/2016/679), `x = 7` and one more.", {}),
        ("1. First\n2. Second\n\n```\n99\n```", {}),
    ],
)
def test_a_number_that_stands_where_it_is_said_to_stand_passes(prose, numbers):
    assert problems(prose, **numbers) == []


@pytest.mark.parametrize(
    ("prose", "numbers", "says"),
    [
        (
            "144 left too late.",
            {"144": "causes:after-withdrawal"},
            "not in the output of 'causes' in a line with",
        ),
        (
            "120 left too late.",
            {"120": "causes:after-withdrawal"},
            "not in the output of 'causes' in a line with",
        ),
        (
            "143 left too late.",
            {"143": "causes:too-late"},
            "no line in the output of 'causes' holds 'too-late'",
        ),
        ("143 left too late.", {"143": "later"}, "stands in another section"),
        ("143 left too late.", {"143": "gone"}, "does not exist"),
        ("143 left too late.", {}, "'143' is not accounted for"),
        ("A link to [143](x.ipynb), and 143.", {}, "'143' is not accounted for"),
        ("Sixteen left too late.", {"Sixteen": "causes"}, "not in the output of 'causes'"),
        ("Sixteen left too late.", {}, "'Sixteen' is not accounted for"),
        ("Half of them left.", {"Half": "causes:never-asked"}, "not in the output"),
        ("A third of them left.", {"third": "text"}, "only whole numbers up to 12"),
        ("On 5 March.", {"5 March": "hers"}, "not in the output of 'hers'"),
        ("On 4 March 2024.", {"4 March 2024": "hers"}, "not in the output of 'hers'"),
        ("On 4 March.", {"4": "hers"}, "'4 March' is not accounted for"),
        ("At 09:31.", {"09:31": "hers"}, "not in the output of 'hers'"),
        ("Three of them.", {"Three": "hers"}, "not in the output of 'hers'"),  # the 3 of a date is no result
        ("Row 1 says so.", {"1": "hers"}, "not in the output of 'hers'"),  # nor is the number of a row
        ("Three rows.", {"Three": "rows:hers"}, "the table of 'hers' has 2 rows"),
        ("6.3 per cent.", {"6.3 per cent": "causes:after-withdrawal"}, "not in the output"),
        ("A score of 0.4, that is −15.3.", {"0.4": "hers", "−15.3": "hers"}, "'−15.3': not in the output"),
        ("13 options.", {"13": "text"}, "only whole numbers up to 12"),
        ("2.5 options.", {"2.5": "text"}, "only whole numbers up to 12"),
        ("10 % of options.", {"10 %": "text"}, "only whole numbers up to 12"),
        ("Within 72 hours.", {"72": "source:ico"}, "has no id 'ico'"),
        ("Within 72 hours.", {"72": "source:bare"}, "has no id 'bare'"),
        ("Under Article 7(3).", {}, "'Article 7(3)' is not accounted for"),
        ("Five days.", {"Five": "assumed:the delay"}, "does not call it an assumption"),
        ("We assume six days.", {"six": "assumed:the delay"}, "no code or output of this section holds it"),
        ("We assume five days.", {"five": "assumed:"}, "an assumption says what is assumed"),
        ("Nobody left.", {"143": "causes"}, "'143' is in `numbers` and not in the prose"),
        ("1,143 left.", {"143": "causes"}, "'1,143' is not accounted for"),
        ("3x faster, _143_ of 3,4.", {}, "'3' is not accounted for"),
    ],
)
def test_a_planted_error_is_reported(prose, numbers, says):
    assert any(says in problem for problem in problems(prose, **numbers))


def test_no_number_hides_in_emphasis_units_or_lists():
    found = problems("3x faster, _143_ of 7,8 and .5, k &lt; 9 and n > 11")
    assert [problem.split("'")[1] for problem in found] == ["3", "143", "7", "8", "5", "9", "11"]


def test_a_name_that_is_taken_is_reported():
    notebook = new_notebook(cells=[shown("causes", "1"), shown("causes", "2")])
    assert prose_numbers.check(notebook) == ["two code cells are named 'causes'"]
    notebook = new_notebook(cells=[shown("rows", "1")])
    assert prose_numbers.check(notebook) == ["no code cell can be named 'rows': it has a meaning in `numbers`"]


def test_key_points_are_held_to_the_outputs(small):
    def plant(notebook):
        notebook.metadata.ethical_data["key_points"] = ["4 of 3 emails left in the spring."]

    found = prose_numbers.check(small.change(small.lesson, plant))
    assert found == [
        "metadata: '4' is not accounted for",
        "metadata: '2' is in `numbers` and not in the prose",
    ]


def test_the_command_lists_what_is_wrong(small, capsys):
    small.change(small.lesson, lambda notebook: notebook.cells[1].metadata.pop("numbers"))
    assert prose_numbers.main([str(small.lesson)]) == 1
    assert "01-two-stops.ipynb: cell 2: 'three' is not accounted for" in capsys.readouterr().out
