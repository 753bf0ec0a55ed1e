"""Which plays there are and what can be set on each: a play's notebook says it in its metadata."""

import json
import math
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .. import home
from ..errors import InputError, nearest, plain

MANY = ";"  # between the files of an input that takes many
TABLES = (".csv", ".tsv", ".txt", ".xlsx")


@dataclass(frozen=True)
class InputColumn:
    """A column that a play needs. kind: text, number, time or yes-no. If not required, a file may lack it.

    course: its header in the course's table, where that is not its name. means: what a header of a known
    export (`reading/exports.toml`), or a synonym (`recognise/headers.toml`), must mean to fit, the best first.
    """

    name: str
    kind: str
    says: str
    required: bool = True
    course: str = ""
    means: tuple[str, ...] = ()


@dataclass(frozen=True)
class Input:
    """A table that a play reads: the reader's file, or the course's (`course`, below the data folder; "" for
    one that may stand in for another: on the course's data it is not there, and nobody misses it).

    private: the report tells neither its number of rows nor its SHA-256, on which a guess could be tried.
    open: the columns are the file's own, all of them, as text under their own headers; `columns` is empty.
    many: several files, joined by ";", or a folder of them; always open, one table for each file.
    """

    name: str
    says: str
    course: str
    columns: tuple[InputColumn, ...] = ()
    private: bool = False
    open: bool = False
    many: bool = False

    def renames(self) -> dict[str, InputColumn]:
        """The setting that says under which header each column stands."""
        return {f"{self.name}_{column.name}": column for column in self.columns}

    def options(self) -> tuple["Setting", ...]:
        """The settings that say how its file is written, where the file alone does not tell."""
        sheet = Setting(f"{self.name}_sheet", "text", "", "the sheet of a workbook")
        order, sign = ("day-first", "month-first"), ("point", "comma")
        dates = Setting(f"{self.name}_dates", "choice", "", "which comes first in 03/04/2025", order)
        decimals = Setting(f"{self.name}_decimals", "choice", "", "the decimal sign in 1,234", sign)
        kinds = {column.kind for column in self.columns}
        return (sheet, *[dates] * ("time" in kinds), *[decimals] * ("number" in kinds))


@dataclass(frozen=True)
class Setting:
    """A value that a play asks for. kind: choice, number or text."""

    name: str
    kind: str
    default: str | int | float
    says: str
    choices: tuple[str, ...] = ()


TIME_ZONE = Setting("time_zone", "text", "UTC", "the zone of times that name none, such as Europe/London")


@dataclass(frozen=True)
class Description:
    """What a play says of itself; `measured` is how it measures, a paragraph each."""

    slug: str
    title: str
    says: str
    version: str
    inputs: tuple[Input, ...]
    settings: tuple[Setting, ...]
    measured: tuple[str, ...]
    notebook: Path

    def names(self) -> list[str]:
        """Everything that can be set: the files, the settings, and another name for each column."""
        tables = [table.name for table in self.inputs]
        renames = []
        for table in self.inputs:
            renames += [*table.renames(), *(option.name for option in table.options())]
        return tables + [s.name for s in self.settings] + renames + list(self.short())

    def short(self) -> dict[str, list[tuple[str, str]]]:
        """`<column>_column`, and which columns of which tables that may be."""
        found: dict[str, list[tuple[str, str]]] = {}
        for table in self.inputs:
            for column in table.columns:
                found.setdefault(f"{column.name}_column", []).append((table.name, column.name))
        return found


@dataclass(frozen=True)
class Chosen:
    """What was chosen for one run: the files by input, their headers by input and column, every setting.

    options: how files are written (`Input.options`), where that was said.
    """

    files: dict[str, tuple[Path, ...]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    settings: dict[str, str | int | float] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)


def plays() -> dict[str, Description]:
    """Every play by its slug, in the order of the file names."""
    found = {}
    for path in sorted(home.plays_folder().glob("*.ipynb")):
        told = json.loads(path.read_text("utf-8"))["metadata"].get("ethical_data", {}).get("play")
        if told:
            found[told["slug"]] = _description(told, path)
    return found


def play(slug: str) -> Description:
    """One play; InputError names the nearest when there is none of that name."""
    known = plays()
    if slug in known:
        return known[slug]
    near = nearest(slug, known)
    raise InputError(f"No play is called '{plain(slug)}'.{near} There are: {', '.join(known)}.")


def _description(told: Mapping, path: Path) -> Description:
    column = lambda told: InputColumn(**(told | {"means": tuple(told.get("means", ()))}))  # noqa: E731
    columns = [tuple(map(column, table.get("columns", ()))) for table in told["inputs"]]
    inputs = tuple(Input(**(t | {"columns": c})) for t, c in zip(told["inputs"], columns))
    settings = [Setting(**(s | {"choices": tuple(s.get("choices", ()))})) for s in told["settings"]]
    if any(column.kind == "time" for table in inputs for column in table.columns):
        settings.append(TIME_ZONE)
    texts = (told[key] for key in ("slug", "title", "says", "version"))
    found = Description(*texts, inputs, tuple(settings), tuple(told.get("measured", ())), path)
    if len(set(found.names())) < len(found.names()):
        raise ValueError(f"{path.name}: an input, a setting or a renamed column has the name of another.")
    return found


def choose(about: Description, given: Mapping[str, object], folder: Path) -> Chosen:
    """Check and complete what was given: known names, values of their kind, files that are there.

    File names count from `folder`; an empty one, or an empty header, counts as not given. Raises InputError.
    """
    for name in given:
        if name not in about.names():
            near = nearest(name, about.names())
            see = f"See what it has: ethical-data plays {about.slug}"
            raise InputError(f"{about.slug} has no setting '{plain(name)}'.{near} {see}")
    chosen = Chosen(settings={s.name: _value(s, given.get(s.name, s.default)) for s in about.settings})
    for table in about.inputs:
        if given.get(table.name):
            chosen.files[table.name] = _files(table, given[table.name], folder)
        renamed = {column: given[name] for name, column in table.renames().items() if given.get(name)}
        chosen.headers[table.name] = {column.name: str(header).strip() for column, header in renamed.items()}
        options = {o.name: _value(o, given[o.name]) for o in table.options() if given.get(o.name)}
        if (options or renamed) and table.name not in chosen.files:
            what = "is renamed" if renamed else "is described"
            raise InputError(f"A column of {table.name} {what}, but no file is given: {table.name}=FILE")
        chosen.options.update(options)
    for name, places in about.short().items():
        if given.get(name):
            table, column = _the_one(name, [place for place in places if place[0] in chosen.files], places)
            chosen.headers[table].setdefault(column, str(given[name]).strip())
    return chosen


def _the_one(name: str, given: list[tuple[str, str]], known: list[tuple[str, str]]) -> tuple[str, str]:
    """The one column that a short name can mean, among the tables whose files are given."""
    if len(given) == 1:
        return given[0]
    full = " or ".join(f"{table}_{column}=" for table, column in given or known)
    why = "could be a column of several files" if given else "names a column of a file that is not given"
    raise InputError(f"{name} {why}. Say which: {full}")


def _files(table: Input, given: object, folder: Path) -> tuple[Path, ...]:
    """The files of an input; of one that takes many, those of a folder too."""
    if not table.many or not isinstance(given, str):
        return (_file(table.name, given, folder),)
    found: dict[Path, None] = {}
    for name in filter(None, (part.strip() for part in given.split(MANY))):
        path = folder / Path(name).expanduser()
        inside = sorted(p for p in path.glob("*") if p.suffix.lower() in TABLES) if path.is_dir() else []
        if path.is_dir() and not inside:
            raise InputError(f"{table.name}='{plain(name, 200)}' holds no CSV, TSV or XLSX file.")
        found |= dict.fromkeys(inside or [_file(table.name, name, folder)])
    return tuple(found)


def _file(name: str, given: object, folder: Path) -> Path:
    shown = f"{name}='{plain(given, 200)}'"
    if not isinstance(given, str):
        raise InputError(f"{name} is no file name any more: run the notebook again from its first cell.")
    try:
        path = (folder / Path(given).expanduser()).absolute()
        if path.is_file():
            return path
        fault = "is a folder" if path.is_dir() else "is no file" if path.exists() else "does not exist"
    except (OSError, RuntimeError, ValueError) as error:
        fault = f"cannot be opened ({plain(getattr(error, 'strerror', None) or error)})"
    raise InputError(f"{shown} {fault}. Expected a CSV, TSV or XLSX file, named from the folder you are in.")


def _value(setting: Setting, given: object) -> str | int | float:
    text = str(given).strip()
    shown = f"{setting.name}='{plain(text)}'"
    if setting.kind == "choice":
        by_small = {choice.lower(): choice for choice in setting.choices}
        if text.lower() not in by_small:
            near = nearest(text, setting.choices)
            raise InputError(f"{shown} is none of {', '.join(setting.choices)}.{near}")
        return by_small[text.lower()]
    if setting.kind == "number":
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise InputError(f"{shown} is no number. Expected one like {setting.default}.")
        return int(number) if number.is_integer() else number
    if setting is TIME_ZONE:
        try:
            zoneinfo.ZoneInfo(text)
        except (KeyError, ValueError, OSError):
            near = nearest(text, zoneinfo.available_timezones())
            raise InputError(f"{shown} is no time zone. Expected one like Europe/London.{near}") from None
    return text
