"""Exports that people really have, and what each of their headers means: they stand in `exports.toml` beside this."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ... import text_files
from ...errors import BadText

FILE = Path(__file__).with_name("exports.toml")
_KNOWN = {"name": str, "needs": list, "means": dict, "says": dict, "key": str, "parts": str, "lacks": str}


@dataclass(frozen=True)
class Export:
    """A file that some program writes.

    needs: the headers by which it is known. means: meaning -> its headers, the best first. says: what every
    row means, where no column holds it. key: the column that is the same on all rows of one thing, where
    further rows only carry its parts (`parts`: how their headers begin). lacks: what it cannot tell.
    """

    name: str
    needs: tuple[str, ...]
    means: Mapping[str, tuple[str, ...]]
    says: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    parts: str = ""
    lacks: str = ""


class BadExports(BadText):
    """What is wrong with `exports.toml`, by line or entry."""


@functools.cache
def exports() -> tuple[Export, ...]:
    """All known exports; of two that fit, the first is taken. BadExports for what cannot be used."""
    told = text_files.read_toml(FILE, BadExports)
    if set(told) != {"export"} or not isinstance(told["export"], list):
        raise BadExports(f"{FILE.name}: expected [[export]], in double brackets, above each export and nothing else.")
    made: list[Export] = []
    for number, one in enumerate(told["export"], 1):
        where = f"{FILE.name}, export {number} ({one.get('name', 'without a name')})"
        _hold_together(one, where)
        means = {mean: tuple(headers) for mean, headers in one["means"].items()}
        export = Export(**one | {"needs": tuple(one["needs"]), "means": means})
        if before := next((e for e in made if _small(e.needs) <= _small(export.needs)), None):
            raise BadExports(
                f"{where}: each such file is taken for {before.name}, which stands before it and needs less."
            )
        made.append(export)
    return tuple(made)


def _small(headers: Sequence[str]) -> set[str]:
    return {header.casefold() for header in headers}


def _hold_together(one: dict[str, Any], where: str) -> None:
    if odd := [name for name, value in one.items() if not isinstance(value, _KNOWN.get(name, ()))]:
        known = ", ".join(f"{name} ({kind.__name__})" for name, kind in _KNOWN.items())
        raise BadExports(f"{where}: {odd[0]} is unknown, or is not of its form. Known are {known}.")
    if lacking := [name for name in ("name", "needs", "means") if not one.get(name)]:
        raise BadExports(f"{where}: {lacking[0]} is missing or empty.")
    for name, headers in {"needs": one["needs"], **one["means"]}.items():
        if (
            not isinstance(headers, list)
            or not headers
            or not all(isinstance(h, str) and h.strip() == h != "" for h in headers)
        ):
            raise BadExports(f'{where}: {name}: expected headers in brackets, such as ["Email", "E-mail"].')
    if not all(isinstance(said, str) for said in one.get("says", {}).values()):
        raise BadExports(f"{where}: says: expected texts in quotation marks.")
    if bool(one.get("key")) != bool(one.get("parts")) or one.get("key", one["needs"][0]) not in one["needs"]:
        raise BadExports(f"{where}: key is one of the headers that it needs, and has parts.")


def recognise(header: Sequence[str]) -> Export | None:
    """The export whose own headers all stand there, however many others do."""
    there = {name.strip().casefold() for name in header}
    return next((e for e in exports() if all(need.casefold() in there for need in e.needs)), None)
