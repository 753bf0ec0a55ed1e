"""The one error that is about the reader's file or setting and not about this package."""

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """What was given cannot be used. The message names file, column, line, what was expected and what to do."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message alone."""
        return [f"{type(self).__name__}: {self}"]


def plain(text: object, most: int = 80) -> str:
    """Foreign text made fit for a message or a report: hidden and control characters visible, no longer than `most`."""
    text = str(text)
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:most])
    return shown + "…" if len(text) > most else shown


def nearest(word: str, known: Iterable[str]) -> str:
    """" Did you mean 'sends'?" for the nearest known word, "" when none is near."""
    by_small = {k.lower(): k for k in known}
    near = difflib.get_close_matches(word.lower(), by_small, 1, 0.5)
    return f" Did you mean '{plain(by_small[near[0]])}'?" if near else ""
