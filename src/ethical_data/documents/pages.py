"""The one maker of HTML pages, from the templates beside it. Everything that is filled in is escaped."""

import functools
from pathlib import Path


def page(template: str, **told: object) -> str:
    """A page of the folder `templates`; `level` is the first level of its headings."""
    return _shelf().get_template(template).render({"level": 1} | told)


def number(value: object) -> str:
    """A value as a reader would write it: 1,457, 0.062, yes, – for nothing."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)


def percent(share: float | None) -> str:
    """0.062 as 6.2 %."""
    return "–" if share is None else f"{100 * share:.1f} %"


@functools.cache
def _shelf():
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    shelf = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    shelf.loader = FileSystemLoader(Path(__file__).parent / "templates")
    shelf.filters.update(number=number, percent=percent)
    return shelf
