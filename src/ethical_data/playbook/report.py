"""The report of a play: one dictionary, shown as HTML, as text and as JSON."""

import json
import re
from dataclasses import dataclass
from datetime import datetime

from ..documents import pages
from ..documents.pages import number, percent

MIME = "application/vnd.ethical-data.report+json"
WORDS = {"act": "▲ Act", "look": "◆ Look", "cannot-tell": "? Cannot tell", "fine": "✓ Fine"}
STATUSES = tuple(WORDS)  # the worst first
COURSE_DATA = "the course's invented data"
BY = {"week": "This week", "month": "This month", "on": "From now on"}
CAUTION = "General education, not legal advice. A passed check is not proof of compliance."
KEYS = (
    "play",
    "version",
    "made_at",
    "inputs",
    "settings",
    "findings",
    "affected",
    "tables",
    "files",
    "limits",
    "next_steps",
)


@dataclass(frozen=True)
class Report:
    """What a play's notebook shows at its end. No time and no folder: the same run looks the same."""

    content: dict

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/html": to_html(self.content), "text/plain": to_text(self.content), MIME: self.content}


def to_text(content: dict) -> str:
    """The report in a line for each finding."""
    where = f" on {COURSE_DATA}" if content["on_course_data"] else ""
    lines = [f"{WORDS[f['status']]}: {f['says']} [{f['id']}: {_figures(f)}]" for f in content["findings"]]
    return "\n".join([f"{content['play']}{where}: {content['title']}", *lines, CAUTION])


def to_html(content: dict, made_at: datetime | None = None) -> str:
    """A whole page when it is stamped with a time, else the part of a page that a notebook shows."""
    level = 1 if made_at else 3
    return page("report.html.j2", r=content, by=BY, course=COURSE_DATA, made_at=made_at, level=level)


def page(template: str, **told: object) -> str:
    """A page of the playbook, with the words for what was found."""
    return pages.page(template, **{"words": WORDS, "caution": CAUTION} | told)


def to_json(content: dict, made_at: datetime) -> str:
    """The report for programs, always with every key."""
    stamped = content | {"made_at": made_at.isoformat(timespec="seconds")}
    kept = {key: stamped[key] for key in KEYS}
    return json.dumps(kept, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def own_ids(svg: str, name: str) -> str:
    """Give the ids of an SVG its own name, so that two charts on one page do not share them."""
    ids = {old: f"{name}-{i}" for i, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)))}
    return re.sub(r'(\bid="|url\(#|href="#)([^")]+)', lambda m: m[1] + ids.get(m[2], m[2]), svg)


def _figures(finding: dict) -> str:
    """143 of 2,310, 6.2 %, 95 % interval 5.3 % to 7.2 %"""
    if finding["count"] is None:
        return "cannot be told"
    said = number(finding["count"])
    said += f" of {number(finding['of'])}" if finding["of"] is not None else ""
    said += f", {percent(finding['share'])}" if finding["share"] is not None else ""
    low, high = finding["low"], finding["high"]
    return said if low is None else f"{said}, 95 % interval {percent(low)} to {percent(high)}"
