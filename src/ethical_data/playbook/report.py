"""The report of a play: one dictionary, shown as HTML, as text and as JSON."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

MIME = "application/vnd.ethical-data.report+json"
STATUSES = ("act", "look", "cannot-tell", "fine")
WORDS = {"act": ("▲", "Act"), "look": ("◆", "Look"), "cannot-tell": ("?", "Cannot tell"), "fine": ("✓", "Fine")}
CAUTION = "General education, not legal advice. A passed check is not proof of compliance."


@dataclass(frozen=True)
class Report:
    """What a notebook shows at the end of a play. It holds no time and no folder: the same run looks the same."""

    content: dict

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/html": html(self.content), "text/plain": text(self.content), MIME: self.content}


def text(content: dict) -> str:
    """The report in a few lines: a line for each finding."""
    where = " on the course's data" if content["on_course_data"] else ""
    lines = [f"{content['play']}{where}: {content['title']}"]
    for f in content["findings"]:
        lines.append(f"{WORDS[f['status']][1]}: {f['says']} [{f['id']}: {amount(f)}]")
    return "\n".join([*lines, CAUTION])


def amount(finding: dict) -> str:
    """143 of 2,310, 6.2 % (95 % interval 5.3 % to 7.2 %)"""
    if finding["count"] is None:
        return "cannot be told"
    said = number(finding["count"])
    if finding["of"] is not None:
        said += f" of {number(finding['of'])}"
    if finding["share"] is not None:
        said += f", {percent(finding['share'])}"
    if finding["low"] is not None:
        said += f" (95 % interval {percent(finding['low'])} to {percent(finding['high'])})"
    return said


def percent(share: float) -> str:
    """6.2 %"""
    return f"{share:.1%}".replace("%", "\N{NO-BREAK SPACE}%")


def number(value: object) -> str:
    """A figure for readers: 2,310, 0.0619; a dash for what is missing."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)


def same_ids(svg: str, name: str) -> str:
    """Number the ids of an SVG under its own name, so that charts on one page do not share them."""
    ids = {old: f"{name}-{i}" for i, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)))}
    return re.sub(
        r'(\bid="|url\(#|href="#)([^")]+)', lambda m: m[1] + ids.get(m[2], m[2]), svg
    )  # fmt: skip


def html(content: dict, made_at: datetime | None = None) -> str:
    """A whole page when it is stamped with a time, else the part of a page that a notebook shows."""
    return _template().render(r=content, made_at=made_at, level=1 if made_at else 3, words=WORDS, caution=CAUTION)


def to_json(content: dict, made_at: datetime) -> str:
    """The report for programs; every key is always there."""
    keys = ("inputs", "settings", "findings", "tables", "limits", "next_steps")
    head = {"play": content["play"], "version": content["version"], "made_at": made_at.isoformat(timespec="seconds")}
    return json.dumps(head | {key: content[key] for key in keys}, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


@cache
def _template():
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    rooms = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    rooms.filters.update(number=number, percent=percent)
    return rooms.get_template("report.html.j2")
