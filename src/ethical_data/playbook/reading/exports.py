"""Exports that people really have, and what each of their headers means: they stand in `exports.toml` beside this."""

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


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


@functools.cache
def exports() -> tuple[Export, ...]:
    """All known exports; of two that fit, the first is taken."""
    told = tomllib.loads(Path(__file__).with_name("exports.toml").read_text("utf-8"))["export"]
    tuples = lambda means: {mean: tuple(headers) for mean, headers in means.items()}  # noqa: E731
    return tuple(Export(**one | {"needs": tuple(one["needs"]), "means": tuples(one["means"])}) for one in told)


def recognise(header: Sequence[str]) -> Export | None:
    """The export whose own headers all stand there, however many others do."""
    there = {name.strip().casefold() for name in header}
    return next((e for e in exports() if all(need.casefold() in there for need in e.needs)), None)
