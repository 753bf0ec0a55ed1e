"""`ask` shows a task with a control; `knob` turns one number and shows what follows. Both work by keyboard.

Reopened without a kernel, both read as plain text: the stored bundle holds the first state in words.
"""

import html
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets
import pandas as pd

from . import kept_answers, tasks
from .checking import BUTTON, again, answered, check, hint, solution

KNOB = "application/vnd.ethical-data.knob+json"

_STYLE = """<style>
.ed-ask .widget-radio-box label {white-space: normal; height: auto; line-height: 1.4; padding: 4px 0 4px 28px;
 position: relative; width: auto}
.ed-ask .widget-radio-box input {position: absolute; left: 6px; top: 7px; margin: 0}
.ed-ask .widget-radio, .ed-ask .widget-radio-box {width: auto; height: auto; max-width: 44em}
.ed-ask .widget-html-content, .ed-knob .widget-html-content {line-height: 1.45; white-space: normal; font-size: 14px}
.ed-ask td, .ed-ask th {padding: 2px 16px 2px 0; text-align: left}
.ed-ask button:focus-visible, .ed-knob input:focus-visible, .ed-ask input:focus-visible {
 outline: 3px solid #0072B2; outline-offset: 1px}
</style>"""


class _Shown:
    """A live control that also says in words what it is, for a notebook that is only read.

    Its first chart stands beside the words, for the website: JupyterLab passes over a type that it does not know.
    """

    def __init__(self, box: widgets.Widget, words: str, markup: str, chart: dict | None = None):
        self.box, self.words, self.markup, self.chart = box, words, markup, chart

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        drawn = {} if self.chart is None else {KNOB: {"chart": self.chart}}
        return {**self.box._repr_mimebundle_(), **drawn, "text/plain": self.words, "text/html": self.markup}


def ask(task: str, consequences: pd.DataFrame | None = None) -> Any:
    """Show a task with a control for its answer: options, a number box, a place for a reason.

    `consequences` is shown beneath the options of a decision (computed in the notebook, a row for each option).
    """
    try:
        found = tasks.find(task)
    except (KeyError, ModuleNotFoundError):
        return check(task)
    control = _control(found)
    reason = widgets.Textarea(
        description="Why?",
        placeholder="Who gains, who pays, what would change your mind",
        layout=widgets.Layout(width="min(44em, 95%)", height="6em"),
    )
    answer = widgets.HTML()
    buttons = {name: widgets.Button(description=name) for name in ("Check", "Hint", "Show the answer")}
    if found.kind in ("predict", "decide"):
        buttons = {"Keep my answer": widgets.Button(description="Keep my answer")}

    def value() -> Any:
        given = control.value
        if found.options:
            given = ... if control.index is None else found.letters[control.index]
        elif given is None or given == "":
            given = ...
        return (given, reason.value) if found.kind == "decide" and given is not ... else given

    def judge(_=None) -> None:
        answer.value = answered(task, value(), BUTTON).html()

    acts = {
        "Check": judge,
        "Keep my answer": judge,
        "Hint": lambda _: setattr(answer, "value", hint(task).html()),
        "Show the answer": lambda _: setattr(answer, "value", solution(task, BUTTON).html()),
    }
    for name, button in buttons.items():
        button.on_click(acts[name])
    if not found.options:
        control.on_msg(lambda _, content, __: judge() if content.get("event") == "submit" else None)  # the Enter key
    before = again(found)
    if before is not None:
        _restore(found, control, reason)
        answer.value = before.html()
    table = [] if consequences is None else [widgets.HTML(_table(consequences))]
    parts = [
        widgets.HTML(f"{_STYLE}<p class='ed-question'><strong>{html.escape(found.asks)}</strong></p>"),
        *table,
        control,
        *([reason] if found.kind == "decide" else []),
        widgets.HBox(list(buttons.values())),
        answer,
    ]
    box = widgets.VBox(parts)
    box.add_class("ed-ask")
    return _Shown(box, *_in_words(found, consequences))


def knob(
    label: str,
    value: int,
    show: Callable[[int], Any],
    *,
    low: int = 0,
    high: int = 100,
    step: int = 1,
    values: Sequence | None = None,
) -> Any:
    """One labelled control, and what follows from it.

    `show(value)` returns a sentence, or a pair (sentence, Altair chart or DataFrame). With `values` they are buttons
    to choose from; else a number box from `low` to `high` in steps of `step`.
    """
    wide = {"style": {"description_width": "initial"}, "layout": widgets.Layout(width="max-content")}
    if values is None:
        control = widgets.BoundedIntText(value=value, min=low, max=high, step=step, description=label, **wide)
    else:
        # no drop-down list: in JupyterLab the arrow keys on one move from cell to cell and never reach it
        control = widgets.RadioButtons(
            options=list(values), value=value, description=label, orientation="horizontal", **wide
        )
    said, drawn = widgets.HTML(), widgets.Output()

    def update(_=None) -> None:
        sentence, more = _result(show(control.value))
        said.value = f'<p class="ed-knob-value" role="status">{html.escape(sentence)}</p>'
        drawn.outputs = (
            () if more is None else ({"output_type": "display_data", "data": _bundle(more), "metadata": {}},)
        )

    control.observe(update, "value")
    update()
    box = widgets.VBox([widgets.HTML(_STYLE), control, said, drawn])
    box.add_class("ed-knob")
    sentence, more = _result(show(value))
    bundle = {} if more is None else _bundle(more)
    words = "\n".join([f"{label}: {value}", sentence, *([bundle["text/plain"]] if bundle else [])])
    markup = (
        f'<div class="ed-knob"><p><strong>{html.escape(label)}:</strong> {html.escape(str(value))} (run the cell to'
        " turn it)</p>"
    )
    chart = next((part for mime, part in bundle.items() if mime.startswith("application/vnd.vegalite")), None)
    return _Shown(box, words, f"{markup}<p>{html.escape(sentence)}</p>{bundle.get('text/html', '')}</div>", chart)


def _result(shown: Any) -> tuple[str, Any]:
    return shown if isinstance(shown, tuple) else (str(shown), None)


def _bundle(shown: Any) -> dict:
    """A chart or a table as Jupyter shows it."""
    if isinstance(shown, pd.DataFrame):
        return {"text/html": _table(shown), "text/plain": shown.to_string()}
    return shown._repr_mimebundle_()


def _control(task: tasks.Task) -> widgets.Widget:
    if task.options:
        return widgets.RadioButtons(
            options=[f"{letter}) {option.text}" for letter, option in zip(task.letters, task.options)],
            index=None,
            layout=widgets.Layout(width="auto"),
        )
    return widgets.Text(
        description=f"Your answer{f' ({task.unit.strip()})' if task.unit.strip() else ''}",
        style={"description_width": "initial"},
        layout=widgets.Layout(width="18em"),
    )


def _restore(task: tasks.Task, control: widgets.Widget, reason: widgets.Textarea) -> None:
    """Put the answer that was kept back into the controls."""
    said = kept_answers.latest(task.id)
    if task.kind == "decide" and isinstance(said, list) and len(said) == 2:
        said, reason.value = said[0], str(said[1])
    if not task.options:
        control.value = str(said)
    elif str(said).strip().lower() in task.letters:
        control.index = task.letters.index(str(said).strip().lower())


def _table(consequences: pd.DataFrame) -> str:
    """A table without an empty header cell: a screen reader says each."""
    named = consequences if any(consequences.index.names) else consequences.rename_axis("option")
    return named.rename_axis(columns=None).reset_index().to_html(escape=True, border=0, index=False)


def _in_words(task: tasks.Task, consequences: pd.DataFrame | None) -> tuple[str, str]:
    options = [f"{letter}) {option.text}" for letter, option in zip(task.letters, task.options)]
    words = "\n".join([task.asks, *options, *([consequences.to_string()] if consequences is not None else [])])
    items = "".join(f"<li style='list-style: none'>{html.escape(option)}</li>" for option in options)
    table = _table(consequences) if consequences is not None else ""
    return (
        words,
        (
            f"<div class='ed-ask'><p><strong>{html.escape(task.asks)}</strong></p>{table}<ul>{items}</ul>"
            "<p>(Run the cell to answer.)</p></div>"
        ),
    )
