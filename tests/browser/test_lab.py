"""What a learner meets in JupyterLab, in a real browser with no network but loopback."""

import re

import course
import driving
import pytest
from driving import PANEL
from nbformat.v4 import new_code_cell, new_notebook

from ethical_data.learn import tasks

NOTEBOOKS = [str(path.relative_to(course.ROOT)) for path in course.with_outputs() if path.parts[-3] != "solutions"]
STATUS = ".ed-check[role=status]"


# Lab itself


def test_lab_opens_at_the_start_page_and_asks_nothing(lab, browser):
    assert course.start_page(lab.root).exists()
    tab = driving.open_tab(browser, lab)
    assert lab.url.endswith("/lab/tree/notebooks/00-start-here.ipynb")
    driving.open_page(tab.page, lab.url)
    tab.page.wait_for_timeout(3000)
    assert tab.page.locator(f"{PANEL} h1").first.inner_text().startswith("Start here")
    assert tab.page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts() == []
    assert (tab.left, tab.red) == ([], [])
    warned = [line for line in lab.said().splitlines() if re.match(r"\[[EWC] ", line)]
    # Lab has no token here, and here alone; and it trusts no notebook that it has not run itself.
    assert [line for line in warned if not re.search("All authentication is disabled|is not trusted", line)] == []
    tab.page.context.close()


# Every lesson and play


@pytest.fixture(scope="module", params=NOTEBOOKS)
def ran(request, lab, browser):
    """A notebook, opened and run whole."""
    tab = driving.open_tab(browser, lab)
    driving.open_notebook(tab, lab, request.param)
    driving.run_all(tab.page)
    tab.notebook = course.read(course.ROOT / request.param)
    yield tab
    tab.page.context.close()


def test_it_runs_whole(ran):
    on_purpose = [cell for cell in course.code_cells(ran.notebook) if "raises-exception" in course.tags(cell)]
    assert len(driving.failures(ran.page)) == len(on_purpose)
    assert driving.counts(ran.page) == [*range(1, 1 + len(list(course.code_cells(ran.notebook))))]


def test_every_chart_is_drawn_and_has_a_name(ran):
    names = driving.charts(ran.page)
    shown = [out.get("data", {}) for cell in course.code_cells(ran.notebook) for out in cell.outputs]
    assert {data[course.CHART]["description"] for data in shown if course.CHART in data} <= set(names)
    assert [name for name in names if name in ("", "not drawn", "Vega visualization")] == []


def test_a_knob_changes_its_number_by_keyboard(ran):
    """A list to choose from may change words alone."""
    for knob in ran.page.locator(f"{PANEL} .ed-knob:has(.ed-knob-value)").all():
        control = knob.locator(driving.CONTROL).first
        assert driving.label(control)
        before, after = driving.turn(ran.page, knob)
        if control.get_attribute("type") == "number":
            before, after = (re.findall(r"\d[\d,.]*", said) for said in (before, after))
        assert before != after, f"{before!r} stays as it is"


def test_right_and_wrong_answers_show_by_keyboard(ran):
    for box in ran.page.locator(f"{PANEL} .ed-ask:has(button)").all():
        question = " ".join(box.locator(".ed-question").inner_text().split())
        task = next(task for task in lesson_tasks(ran.notebook) if " ".join(task.asks.split()) == question)
        for option, reason, state, says in answers(task):
            give(box, option, reason)
            box.locator("button").first.press("Space")
            box.locator(STATUS, has_text=state).and_(box.locator(STATUS, has_text=says)).wait_for()


def lesson_tasks(notebook) -> list:
    sources = "\n".join(cell.source for cell in course.code_cells(notebook))
    numbers = {task.split(".")[0] for task in re.findall(r"ask\(\s*[\"']([^\"']+)", sources)}
    return [task for number in numbers for task in tasks.of_lesson(number).values()]


def answers(task) -> list[tuple]:
    """What to answer, with which reason, and the state and words that must then show."""
    if task.kind == "choice":
        last = sorted(task.options, key=lambda option: option.right)
        return [(option, None, "Right" if option.right else "Not yet", option.says) for option in last]
    if task.kind == "decide":
        first, *_, last = task.options
        return [
            (last, "", "Not yet", last.says),
            (first, "Because those who pay never agreed to it.", "Kept", first.says),
        ]
    if task.kind == "predict":
        allowed = str(task.among[0]) if task.among else "7"
        return [(task.options[0] if task.options else allowed, None, "Kept", "You said")]
    return [("-1", None, "Not yet", ""), (str(tasks.right_answer(task.id)), None, "Right", "")]


def give(box, option, reason) -> None:
    """Answers with the control that stands there."""
    question = box.locator(".ed-question")
    if isinstance(option, str):
        control = box.locator("input[type=text], input[type=number]").first
        assert driving.label(control)
        assert driving.tab_to(box.page, control, question), "the keyboard does not reach the answer"
        control.fill(option)
    else:
        driving.choose(box.page, box.locator("label", has_text=option.text).locator("input"), question)
    if reason is not None:
        box.locator("textarea").first.fill(reason)
    box.page.keyboard.press("Tab")


def test_our_output_has_no_axe_violation(ran):
    assert driving.violations(ran.page) == []


def test_nothing_is_red_and_nothing_wants_to_leave(ran):
    assert (ran.left, ran.red) == ([], [])


# Planted errors: what the tests above must see


PLANTED = """\
from IPython.display import display, HTML
chart = {"$schema": "https://vega.github.io/schema/vega-lite/v5.20.1.json", "mark": "bar", "width": 60,
         "data": {"values": [{"x": 1}]}, "encoding": {"x": {"field": "x"}}}
display({"application/vnd.vegalite.v5+json": chart, "text/plain": "a chart"}, raw=True)
display(HTML('<div class="ed-check" role="status" style="color: #bbb">faint<img src="https://example.org/pixel.png"></div>'))
---
import warnings
warnings.warn("old")
---
from ethical_data.learn import knob
knob("Days", 3, lambda days: f"{days} days")
---
knob("Weeks", 3, lambda weeks: "always 7 days")
---
1 / 0"""


@pytest.fixture(scope="module")
def planted(lab, browser):
    cells = [new_code_cell(source) for source in PLANTED.split("\n---\n")]
    notebook = new_notebook(cells=cells)
    course.tidy(notebook, "planted")
    course.write(lab.root / "notebooks" / "planted.ipynb", course.nbformat.writes(notebook))
    tab = driving.open_tab(browser, lab)
    driving.open_notebook(tab, lab, "notebooks/planted.ipynb")
    driving.run_all(tab.page)
    yield tab
    tab.page.context.close()


def test_a_planted_error_and_a_planted_warning_are_seen(planted):
    said = driving.failures(planted.page)
    assert any("ZeroDivisionError" in one for one in said)
    assert any("UserWarning" in one for one in said)


def test_a_chart_without_a_name_is_seen(planted):
    assert [name for name in driving.charts(planted.page) if name in ("", "Vega visualization")] != []


def test_faint_words_are_seen(planted):
    assert any(one.startswith("color-contrast") for one in driving.violations(planted.page))


def test_a_request_that_wants_to_leave_is_seen(planted):
    assert set(planted.left) == {"https://example.org/pixel.png"}
    assert planted.red != []


def test_a_knob_that_changes_nothing_is_seen(planted):
    good, bad = planted.page.locator(f"{PANEL} .ed-knob:has(.ed-knob-value)").all()
    before, after = driving.turn(planted.page, good)
    assert before != after
    before, after = driving.turn(planted.page, bad)
    assert before == after
