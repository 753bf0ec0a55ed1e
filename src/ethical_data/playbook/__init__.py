"""Plays: measures on the course's data or on files of the reader's own, with a report at the end."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .play import Play


def open_play(slug: str, parameters: Mapping[str, object]) -> Play:
    """Open a play in its notebook: check the parameters and read the files that they name.

    parameters: the notebook's `globals()` after its parameters cell. Files count from the working folder.
    Raises InputError when a setting or a file cannot be used.
    """
    from . import catalogue
    from .play import Play

    about = catalogue.play(slug)
    given = {name: parameters[name] for name in about.names() if parameters.get(name) is not None}
    return Play(about, catalogue.choose(about, given, Path.cwd()))
