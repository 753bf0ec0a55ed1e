"""Run a play without code: choose it and files, see how the columns were understood, run, read, write down.

Everything works by keyboard. A list of choices is a box to type into: in JupyterLab the arrow keys, and single letters,
never reach a drop-down list.
"""

import base64
import html
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import ipywidgets as widgets

from .. import home
from ..errors import InputError, PlayFailed, plain
from . import catalogue, register, report, runner
from .catalogue import Description, Input, Setting
from .reading import Question, matching, understand

BORROWED = ("BINDER_SERVICE_HOST", "BINDER_LAUNCH_HOST", "BINDER_REQUEST", "JUPYTERHUB_API_URL")
STAYS = "Your file stays on this computer: it is copied into the folder my-work, read there, and sent nowhere."
REFUSED = (
    "This page runs on a borrowed computer (Binder or a shared hub). A file with customers' data would leave your own"
    " computer, so no file can be chosen here. Run the play on the course's data; for your own, set the course up at"
    " home."
)
LARGEST = 150_000_000
WHY = {"said": "you chose it", "name": "same name", "synonym": "similar name", "known export": "known export",
       "content": "looks like it: please confirm", "": "not found"}  # fmt: skip
NONE = ""
NONE_OF_THEM = "(none of them)"  # chosen in a box: the column is left out
_WIDE = {"style": {"description_width": "18em"}, "layout": widgets.Layout(width="min(46em, 98%)")}
_STYLE = """<style>
.ed-run .widget-html-content {line-height: 1.45; white-space: normal; font-size: 14px}
.ed-run .widget-radio-box label {white-space: normal; height: auto; line-height: 1.4; padding: 4px 0 4px 28px;
 position: relative; width: auto}
.ed-run .widget-radio-box input {position: absolute; left: 6px; top: 7px; margin: 0}
.ed-run .widget-radio, .ed-run .widget-radio-box {width: auto; height: auto; max-width: 52em}
.ed-run .widget-label {white-space: normal; height: auto; line-height: 1.3}
.ed-run button:focus-visible, .ed-run input:focus-visible {outline: 3px solid #0072B2; outline-offset: 1px}
.ed-run .widget-html-content h2 {font-size: 18px; margin: 18px 0 6px}
.ed-run .widget-html-content a {text-decoration: underline}
.ed-run iframe {width: 100%; height: 46em; border: 1px solid #767676}
</style>"""


def borrowed() -> bool:
    """Whether this runs on a computer that is not the reader's own."""
    return any(os.environ.get(name) for name in BORROWED)


def run_a_play() -> "Shown":
    """Show the launcher. Reopened without a kernel it reads as a few plain sentences."""
    return Shown(Launcher())


class Shown:
    """The launcher as Jupyter shows it; what is stored in the notebook tells nothing of anybody's files."""

    words = (
        "Choose a play, choose your files, see how their columns were understood, run it, read the report. (Run the"
        " cell to begin.)"
    )

    def __init__(self, launcher: "Launcher"):
        self.launcher = launcher

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        live = self.launcher.box._repr_mimebundle_()
        return {**live, "text/plain": self.words, "text/html": f"<p>{html.escape(self.words)}</p>"}


class Launcher:
    """The steps from a play to its report, one below the other. Each step redraws those below it."""

    def __init__(self):
        self.plays = catalogue.plays()
        self.paths: dict[str, list[Path]] = {}
        self.columns: dict[str, widgets.Widget] = {}
        self.taken: dict[str, str] = {}  # what was understood without asking, by setting
        self.shown: dict[str, str] = {}  # what the box of an optional column was filled with, by setting
        self.questions: dict[str, dict[str, Question]] = {}  # of each table's file, answered ones too, by setting
        self.settings: dict[str, widgets.Widget] = {}
        self.play = _radio([(f"{about.title} ({about.slug})", about.slug) for about in self.plays.values()], None)
        self.play.observe(lambda _: self._play_chosen(), "value")
        self.files, self.understood, self.asked, self.ran = (widgets.VBox() for _ in range(4))
        first = widgets.VBox([_title("1. Which question?"), self.play])
        self.box = widgets.VBox([widgets.HTML(_STYLE), first, self.files, self.understood, self.asked, self.ran])
        self.box.add_class("ed-run")

    @property
    def about(self) -> Description:
        """The play that was chosen."""
        return self.plays[self.play.value]

    def _play_chosen(self) -> None:
        self.paths, self.columns, self.taken, self.shown = {}, {}, {}, {}
        parts: list[widgets.Widget] = [_title("2. Which files?"), _words(self.about.says)]
        if borrowed():
            parts.append(_words(REFUSED))
        else:
            parts.append(_words(f"With no file the play runs on {report.COURSE_DATA}. {STAYS}"))
            parts += [self._file_chooser(table) for table in self.about.inputs]
        self.files.children = parts
        self.understood.children = ()
        self._ask_settings()
        run = _button("Run the play", self._run, "primary")
        self.bar = widgets.IntProgress(max=100, description="Progress", layout=widgets.Layout(width="24em"))
        self.said, self.report, self.after = widgets.HTML(), widgets.HTML(), widgets.VBox()
        self.rows = widgets.Checkbox(
            description="Also write people's rows to a CSV beside the report, to act on",
            indent=False,
            layout=widgets.Layout(width="auto"),
        )
        parts = [_title("4. Run it"), self.rows, run, self.bar, self.said, self.report, self.after]
        self.ran.children = parts

    # 2. Files

    def _file_chooser(self, table: Input) -> widgets.Widget:
        label = f"{table.name}: {table.says}"
        upload = widgets.FileUpload(
            accept=",".join(catalogue.TABLES),
            multiple=table.many,
            description=f"Choose {table.name}…",
            layout=widgets.Layout(width="auto"),
        )
        typed = widgets.Text(
            description=f"or the path of {table.name}",
            placeholder="such as C:\\exports\\customers.csv",
            continuous_update=False,
            **_WIDE,
        )
        told = widgets.HTML()

        def take(paths: list[Path], text: str) -> None:
            self.paths[table.name] = paths
            self.questions.pop(table.name, None)
            self._understand()
            told.value = _status(text)

        def uploaded(change: Mapping) -> None:
            if not change["new"]:
                return
            try:
                paths = [_keep(table.name, file["name"], bytes(file["content"])) for file in change["new"]]
                take(paths, f"{table.name}: {', '.join(plain(p.name) for p in paths)}")
            except InputError as error:
                told.value = _status(str(error), bad=True)
            upload.value = ()  # the bytes are on disk now; a notebook must not keep them

        def path_given(change: Mapping) -> None:
            text = str(change["new"]).strip().strip('"')
            if not text:
                self.paths.pop(table.name, None)
                told.value = ""
                self._understand()
                return
            try:
                take(
                    list(catalogue.choose(self.about, {table.name: text}, Path.home()).files[table.name]),
                    f"{table.name}: {plain(text, 200)}",
                )
            except InputError as error:
                told.value = _status(str(error), bad=True)

        upload.observe(uploaded, "value")
        typed.observe(path_given, "value")
        return widgets.VBox([_words(label), widgets.HBox([upload]), typed, told])

    # 3. Columns

    def _understand(self) -> None:
        kept = {name: self._chosen(name) for name in self.columns}
        self.columns, parts = {}, []
        for table in self.about.inputs:
            for path in self.paths.get(table.name, ()):
                try:
                    parts += self._table(table, path, kept)
                except InputError as error:
                    parts.append(widgets.HTML(_status(str(error), bad=True)))
        if parts:
            parts = [_title("3. Is this how you read your columns?"), *parts]
        self.understood.children = parts

    def _table(self, table: Input, path: Path, kept: Mapping[str, str]) -> list[widgets.Widget]:
        said = {name: kept[name] for name in table.renames() if kept.get(name) and kept[name] != self.taken.get(name)}
        headers = {
            table.renames()[name].name: matching.NONE_OF_THEM if value == NONE_OF_THEM else value
            for name, value in said.items()
        }
        options = {name: value for name, value in kept.items() if value and name not in table.renames()}
        seen = understand(path, table, headers, options)
        export = f" It looks like an export of {seen.export}." if seen.export else ""
        parts = [
            _words(f"{plain(path.name)}: {len(seen.headers)} columns.{export}", bold=True),
            *map(_words, seen.notes),
        ]
        known = self.questions.setdefault(table.name, {})
        known |= {question.setting: question for question in seen.questions}
        for question in known.values():  # an answered one stays, to be seen and changed
            choice = _radio([(c, c) for c in question.choices], kept.get(question.setting), question.asks)
            parts += [_words(question.asks), self._column(question.setting, choice)]
        if table.open or table.many:
            shown = ", ".join(plain(h, 40) for h in seen.headers[:30]) + (", …" if len(seen.headers) > 30 else "")
            return [*parts, _words(f"All of its columns are read: {shown}")]
        settings = {column.name: name for name, column in table.renames().items()}
        columns = {column.name: column for column in table.columns}
        for match in seen.columns:
            column, name = columns[match.column], settings[match.column]
            if headers.get(match.column, match.header) != match.header and not match.refused:
                parts.append(
                    widgets.HTML(
                        _status(f"There is no column '{plain(headers[match.column])}' in {plain(path.name)}.", bad=True)
                    )
                )
            if match.why != "said":
                self.taken[name] = match.header if match.sure else NONE
            value = NONE_OF_THEM if match.refused else match.header
            self.shown[name] = NONE if column.required else value
            options = [NONE_OF_THEM] * (not column.required) + [plain(h, 200) for h in seen.headers]
            box = widgets.Combobox(
                options=options,
                value=value,
                ensure_option=False,
                placeholder="none of the columns" if not column.required else "needed: choose a column",
                description=match.column,
                continuous_update=False,
                **_WIDE,
            )
            samples = ", ".join(seen.samples.get(match.header, ())) if match.header else ""
            why = WHY.get(match.why, match.why) + (f"; such as {samples}" if samples else "")
            optional = "" if column.required else " Can be left out."
            parts += [self._column(name, box), _words(f"{column.says}.{optional} ({why})", small=True)]
        return parts

    def _chosen(self, name: str) -> str:
        """What a box says now; to empty the box of a column that can be left out is to choose none."""
        value = self.columns[name].value or NONE
        return NONE_OF_THEM if not value and self.shown.get(name) else value

    def _column(self, name: str, control: widgets.Widget) -> widgets.Widget:
        self.columns[name] = control
        control.observe(lambda _: self._understand(), "value")
        return control

    # Settings

    def _ask_settings(self) -> None:
        self.settings = {setting.name: _setting(setting) for setting in self.about.settings}
        parts = []
        for setting in self.about.settings:
            parts += [
                _words(f"{setting.name}: {setting.says}", small=setting.kind != "choice"),
                self.settings[setting.name],
            ]
        self.asked.children = [_title("Settings, where you want others"), *parts] if parts else ()

    # 4. Run, read, decide

    def given(self) -> dict[str, str]:
        """What is set now, as the command line would take it."""
        told = {name: str(control.value) for name, control in self.settings.items() if str(control.value).strip()}
        told |= {name: catalogue.MANY.join(map(str, paths)) for name, paths in self.paths.items() if paths}
        said = {name: value for name in self.columns if (value := self._chosen(name)) and value != self.taken.get(name)}
        return told | {name: matching.NONE_OF_THEM if value == NONE_OF_THEM else value for name, value in said.items()}

    def _run(self) -> None:
        self.report.value, self.after.children, self.bar.value = "", (), 0
        self.said.value = _status("Running…")
        folder = home.reports_folder()
        try:
            given = {} if borrowed() else self.given()
            given = given or {
                name: str(control.value) for name, control in self.settings.items() if str(control.value).strip()
            }
            runner.run(self.about.slug, given, folder, lambda _: None, self.rows.value, self._progress)
        except InputError as error:
            self.said.value = _status(str(error), bad=True)
            return
        except PlayFailed as error:
            self.said.value = _status(
                f"This play failed through a fault of ours, and wrote nothing: {plain(error, 300)}", bad=True
            )
            return
        path = folder / f"{self.about.slug}.html"
        page = path.read_text("utf-8")
        self.said.value = _status(
            f"Done. The report is {path.name} in the folder {folder.name}; it is shown below."
        ) + _download(path.name, page)
        self.report.value = f'<iframe sandbox="" title="The report" srcdoc="{html.escape(page, quote=True)}"></iframe>'
        self._offer_decision(folder)

    def _progress(self, share: float) -> None:
        self.bar.value = round(100 * share)

    def _offer_decision(self, folder: Path) -> None:
        found = [one for one in register.unfinished(register.read(folder)) if one.play == self.about.slug]
        if not found:
            return
        which = _radio(
            [
                (f"{one.finding}: {one.decided or 'nothing decided'}; by {one.by or 'no date yet'}", one.name)
                for one in found
            ],
            found[0].name,
        )
        what = widgets.Text(description="What will you do?", **_WIDE)
        by = widgets.Text(description="By when? (2026-12-31)", **_WIDE)
        done = widgets.Checkbox(description="It is done", indent=False)
        told = widgets.HTML()

        def keep() -> None:
            try:
                with runner.in_turn(folder):
                    entries = register.decide(
                        register.read(folder), which.value, what.value.strip(), by.value.strip(), done.value
                    )
                    runner.write_register(folder, entries)
            except InputError as error:
                told.value = _status(str(error), bad=True)
                return
            told.value = _status(
                f"Kept in the register ({register.FILE} and {register.PAGE} in the folder {folder.name})."
            )

        parts = [
            _title("5. Write down what you decide"),
            _words(register.NOTE),
            which,
            what,
            by,
            done,
            _button("Keep it", keep),
            told,
        ]
        self.after.children = parts


def _keep(table: str, name: str, content: bytes) -> Path:
    """A copy of a chosen file in my-work, under its own name without anything that is a path."""
    if len(content) > LARGEST:
        raise InputError(f"{plain(name)} has more than {LARGEST // 1_000_000} MB: give its path in the box instead.")
    safe = "".join(c for c in name.replace("\\", "/").split("/")[-1] if c.isprintable() and c not in '<>:"|?*;').strip(
        " ."
    )
    try:
        path = home.private_folder(home.FILES, table) / (safe[-100:] or "file.csv")
        path.write_bytes(content)
    except OSError as error:
        problem = f"{home.work_folder()}: cannot write there ({plain(error.strerror or error)})."
        raise InputError(f"{problem} Make room, or give the file's path.") from None
    return path


def _setting(setting: Setting) -> widgets.Widget:
    if setting.kind == "choice":
        return _radio([(c, c) for c in setting.choices], setting.default, setting.name)
    return widgets.Text(value=str(setting.default), description=setting.name, continuous_update=False, **_WIDE)


def _radio(options: list[tuple[str, str]], value: str | None, name: str = "") -> widgets.RadioButtons:
    picked = value if value in [v for _, v in options] else None
    return widgets.RadioButtons(
        options=options, value=picked, layout=widgets.Layout(width="auto"), tooltip=name or None
    )


def _button(words: str, act: Callable[[], None], style: str = "") -> widgets.Button:
    button = widgets.Button(description=words, button_style=style, layout=widgets.Layout(width="max-content"))
    button.on_click(lambda _: act())
    return button


def _title(words: str) -> widgets.HTML:
    return widgets.HTML(f"<h2>{html.escape(words)}</h2>")


def _words(words: str, *, bold: bool = False, small: bool = False) -> widgets.HTML:
    text = html.escape(str(words))
    text = f"<strong>{text}</strong>" if bold else text
    return widgets.HTML(f'<p style="margin: 0{"; padding-left: 18.5em; font-size: 90%" if small else ""}">{text}</p>')


def _status(words: str, bad: bool = False) -> str:
    mark = "✗ " if bad else ""
    return f'<p role="{"alert" if bad else "status"}"><strong>{mark}{html.escape(words)}</strong></p>'


def _download(name: str, page: str) -> str:
    data = base64.b64encode(page.encode()).decode()
    return (
        f'<p><a download="{html.escape(name, quote=True)}" href="data:text/html;base64,{data}">Save a copy of the'
        " report</a></p>"
    )
