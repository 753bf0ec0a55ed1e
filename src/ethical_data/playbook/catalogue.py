"""Which plays there are, and what may be set on each. A play describes itself in the metadata of its notebook."""

import json
import math
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .. import home
from ..errors import InputError, nearest, plain


@dataclass(frozen=True)
class Column:
    """A column that a play needs. kind: text, number, time or yes-no. An optional one may be absent from the file."""

    name: str
    kind: str
    says: str
    required: bool = True


@dataclass(frozen=True)
class Input:
    """A table that a play reads: a file of the reader's, or the course's own (`course`, below the data folder)."""

    name: str
    says: str
    course: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Setting:
    """A value that a play asks for. kind: choice, number or text."""

    name: str
    kind: str
    default: str | int | float
    says: str
    choices: tuple[str, ...] = ()


TIME_ZONE = Setting("time_zone", "text", "UTC", "zone of times that carry no offset, such as Europe/London")


@dataclass(frozen=True)
class Description:
    """What a play says of itself."""

    slug: str
    title: str
    says: str
    version: str
    inputs: tuple[Input, ...]
    settings: tuple[Setting, ...]
    measured: tuple[str, ...]
    notebook: Path

    def names(self) -> list[str]:
        """Everything that `--set` knows: the files, the settings, and a new name for each column."""
        renames = [rename(table, column) for table in self.inputs for column in table.columns]
        return [table.name for table in self.inputs] + [s.name for s in self.settings] + renames


@dataclass(frozen=True)
class Chosen:
    """What somebody chose for one run: files by input, headers by input and column, and every setting."""

    files: dict[str, Path]
    headers: dict[str, dict[str, str]]
    settings: dict[str, str | int | float]


def rename(table: Input, column: Column) -> str:
    """The setting that says under which header a column stands."""
    return f"{table.name}_{column.name}"


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
    if slug not in known:
        raise InputError(f"No play is called '{plain(slug)}'.{nearest(slug, known)} There are: {', '.join(known)}.")
    return known[slug]


def _description(told: Mapping, path: Path) -> Description:
    inputs = tuple(
        Input(t["name"], t["says"], t["course"], tuple(Column(**c) for c in t["columns"])) for t in told["inputs"]
    )
    settings = [Setting(**{**s, "choices": tuple(s.get("choices", ()))}) for s in told["settings"]]
    if any(c.kind == "time" for t in inputs for c in t.columns) and all(s.name != "time_zone" for s in settings):
        settings.append(TIME_ZONE)
    found = Description(
        told["slug"], told["title"], told["says"], told["version"], inputs, tuple(settings),
        tuple(told.get("measured", ())), path,
    )  # fmt: skip
    if len(set(found.names())) < len(found.names()):
        raise ValueError(f"{path.name}: two inputs, settings or columns share a name.")
    return found


def choose(about: Description, given: Mapping[str, object], folder: Path) -> Chosen:
    """Check and complete what was given: names known, values of the right kind, files there (counted from `folder`).

    An empty file name means "not given". Raises InputError.
    """
    for name in given:
        if name not in about.names():
            raise InputError(
                f"{about.slug} has no setting '{plain(name)}'.{nearest(name, about.names())} "
                f"See what can be set: ethical-data plays {about.slug}"
            )
    files = {t.name: _file(t.name, given[t.name], folder) for t in about.inputs if given.get(t.name)}
    headers: dict[str, dict[str, str]] = {t.name: {} for t in about.inputs}
    for table in about.inputs:
        for column in table.columns:
            header = given.get(rename(table, column))
            if header in (None, ""):
                continue
            if table.name not in files:
                raise InputError(
                    f"{rename(table, column)} renames a column of your file {table.name}, and no such file was given: "
                    f"add --set {table.name}=FILE."
                )
            headers[table.name][column.name] = str(header).strip()
    return Chosen(files, headers, {s.name: _value(s, given.get(s.name, s.default)) for s in about.settings})


def _file(name: str, given: object, folder: Path) -> Path:
    if not isinstance(given, str | Path):
        raise InputError(f"{name} is no file name any more: run the notebook from its first cell.")
    shown = f"{name}: '{plain(given, 200)}'"
    try:
        path = (folder / Path(given).expanduser()).absolute()
        if path.is_dir():
            raise InputError(f"{shown} is a folder. Name the CSV file in it.")
        if not path.exists():
            raise InputError(f"{shown} does not exist. The name counts from the folder that you are in.")
        if not path.is_file():
            raise InputError(f"{shown} is no ordinary file. Name a CSV file.")
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{shown} cannot be opened: {plain(getattr(error, 'strerror', None) or error)}.") from None
    return path


def _value(setting: Setting, given: object) -> str | int | float:
    text = str(given).strip()
    shown = f"{setting.name}='{plain(text)}'"
    if setting.kind == "choice":
        for choice in setting.choices:
            if text.lower() == choice.lower():
                return choice
        raise InputError(f"{shown} is none of {', '.join(setting.choices)}.{nearest(text, setting.choices)}")
    if setting.kind == "number":
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise InputError(f"{shown} is no number. Give one like {setting.default}.")
        return int(number) if number.is_integer() else number
    if setting.name == "time_zone":
        try:
            zoneinfo.ZoneInfo(text)
        except (KeyError, ValueError, OSError):
            zones = zoneinfo.available_timezones()
            raise InputError(f"{shown} is no time zone. Give one like Europe/London.{nearest(text, zones)}") from None
    return text
