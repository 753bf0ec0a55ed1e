"""The ways in which something ends: by what was given, by a text of the course, or by a defect of ours."""

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """What was given cannot be used. It names file, column and line, what was expected, what to do."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]  # all that a notebook shows


class BadText(ValueError):
    """A text file of the course that cannot be used. It names file and line (or entry), what was expected."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]  # all that a notebook shows


class PlayFailed(RuntimeError):
    """A play ended for a reason that lies in this package and not in what it was given."""


def plain(text: object, most: int = 80) -> str:
    """Foreign text fit for a message or a report: one line, hidden characters visible, cut after `most`."""
    text = str(text)
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:most])
    return shown + "…" if len(text) > most else shown


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest known word as a question (" Did you mean 'sends'?"), or nothing."""
    by_small = {k.lower(): k for k in known}
    near = difflib.get_close_matches(word.lower(), by_small, 1, 0.6)
    return f" Did you mean '{plain(by_small[near[0]])}'?" if near else ""
