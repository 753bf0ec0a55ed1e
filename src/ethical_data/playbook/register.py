"""The register: what was checked, when, what came out, and what was decided about it. One file beside the reports.

`register.json` holds a list of entries, one for each run, oldest first:
    {"run", "play", "version", "made_at", "on_course_data", "files": [{"name", "file", "sha256"}], "headline", "status",
     "other_settings", "report", "findings": [{"id", "status", "count", "of", "decided", "by", "done"}]}
A finding that was decided and not done keeps its decision in the next run of the same play.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from ..errors import InputError, nearest, plain
from . import report

FILE, PAGE = "register.json", "register.html"
OPEN = ("act", "look")
NOTE = (
    "A working record of what you checked and decided. It is no proof that you comply with anything. Keep it among"
    " those who act on it: it tells where your firm is weak. Whoever asks you to account for what you do with data may"
    " ask for it."
)
_KEYS = {"run", "play", "made_at", "on_course_data", "files", "headline", "status", "report", "findings"}


@dataclass(frozen=True)
class Open:
    """A finding of the latest run of a play that asks for something and is not done."""

    play: str
    finding: str
    status: str
    since: str
    decided: str
    by: str

    @property
    def name(self) -> str:
        """How the command line names it."""
        return f"{self.play}/{self.finding}"


def read(folder: Path) -> list[dict]:
    """The entries of a folder's register, oldest first; none if there is no register. InputError if it is damaged."""
    path = folder / FILE
    try:
        if not path.exists():
            return []
        entries = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(path, error) from None
    sound = isinstance(entries, list) and all(isinstance(e, dict) and _KEYS <= set(e) for e in entries)
    if not sound:
        raise _damaged(path, "it is not a list of runs")
    return entries


def _damaged(path: Path, fault: object) -> InputError:
    return InputError(
        f"{plain(path.name)} cannot be read ({plain(fault)}). Put a copy of it back, or rename it: a new one is begun."
    )


def with_run(entries: list[dict], content: Mapping, made_at: datetime, other_settings: bool = False) -> list[dict]:
    """The entries and one more, for a report's content; decisions that are not done yet come along.

    other_settings: the run before had others, so that the two do not compare like with like. The settings themselves
    stay out of the register: one may be a name.
    """
    before = last_run(entries, content["play"], content["on_course_data"])
    kept = {f["id"]: f for f in before["findings"] if not f["done"]} if before else {}
    findings = []
    for found in content["findings"]:
        old = kept.get(found["id"], {})
        told = {key: found[key] for key in ("id", "status", "count", "of")}
        findings.append(told | {"decided": old.get("decided", ""), "by": old.get("by", ""), "done": False})
    worst = content["findings"][0]
    files = [{key: file[key] for key in ("name", "file", "sha256")} for file in content["inputs"]]
    entry = {
        "run": max((e["run"] for e in entries), default=0) + 1,
        "play": content["play"],
        "version": content["version"],
        "made_at": made_at.isoformat(timespec="seconds"),
        "on_course_data": content["on_course_data"],
        "files": files,
        "headline": worst["says"],
        "status": worst["status"],
        "other_settings": other_settings,
        "report": f"{content['play']}.html",
        "findings": findings,
    }
    return [*entries, entry]


def to_json(entries: list[dict]) -> str:
    """The register as it stands in its file."""
    return json.dumps(entries, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def last_run(entries: list[dict], play: str, on_course_data: bool) -> dict | None:
    """The latest entry of a play, on the reader's own files or on the course's data."""
    same = (e for e in reversed(entries) if e["play"] == play and e["on_course_data"] == on_course_data)
    return next(same, None)


def changes(entries: list[dict]) -> dict[int, str]:
    """For each run, by its number: what differs from the run of the same play before it, in words."""
    told, seen = {}, {}
    for entry in entries:
        key = (entry["play"], entry["on_course_data"])
        told[entry["run"]] = _change(seen[key], entry) if key in seen else "first run"
        seen[key] = entry
    return told


def _change(before: dict, after: dict) -> str:
    was, now = ({f["id"]: f for f in entry["findings"]} for entry in (before, after))
    parts = [f"{id} is new" for id in now if id not in was] + [f"{id} is gone" for id in was if id not in now]
    for id in (id for id in now if id in was):
        old, new = (f"{f['count']:,}" if f["count"] is not None else "cannot be told" for f in (was[id], now[id]))
        if old != new:
            parts.append(f"{id}: {old} → {new}")
        elif was[id]["status"] != now[id]["status"]:
            parts.append(f"{id}: {report.WORDS[was[id]['status']]} → {report.WORDS[now[id]['status']]}")
    if after.get("other_settings"):
        parts.append("other settings, so the two are not alike")
    same_files = [f["sha256"] for f in before["files"]] == [f["sha256"] for f in after["files"]]
    return "; ".join(parts) or ("nothing: the same files" if same_files else "nothing, on other files")


def unfinished(entries: list[dict]) -> list[Open]:
    """Findings of each play's latest run on the reader's own files that ask for something and are not done.

    Those without a date come first.
    """
    found = []
    for play in dict.fromkeys(e["play"] for e in entries if not e["on_course_data"]):
        entry = last_run(entries, play, False)
        for f in entry["findings"]:
            if f["status"] in OPEN and not f["done"]:
                found.append(Open(play, f["id"], f["status"], _since(entries, play, f["id"]), f["decided"], f["by"]))
    return sorted(found, key=lambda one: (bool(one.by), one.by, report.STATUSES.index(one.status)))


def _since(entries: list[dict], play: str, finding: str) -> str:
    """The day of the first run in the unbroken row of runs in which a finding asked for something."""
    since = ""
    for entry in reversed([e for e in entries if e["play"] == play and not e["on_course_data"]]):
        if not any(f["id"] == finding and f["status"] in OPEN and not f["done"] for f in entry["findings"]):
            break
        since = entry["made_at"][:10]
    return since


def decide(entries: list[dict], name: str, decided: str = "", by: str = "", done: bool = False) -> list[dict]:
    """The entries with a decision on one finding, "play/finding", of the latest run. InputError for what is unknown."""
    play, _, finding = name.partition("/")
    entry = last_run(entries, play, False)
    known = [f"{play}/{f['id']}" for f in entry["findings"]] if entry else [one.name for one in unfinished(entries)]
    if name not in known:
        there = f" There are: {', '.join(known)}." if known else " No play has run on your own files yet."
        raise InputError(f"The register has no finding '{plain(name)}'.{nearest(name, known)}{there}")
    if by:
        try:
            date.fromisoformat(by)
        except ValueError:
            raise InputError(f"by '{plain(by)}' is no date. Expected one like 2026-12-01.") from None
    told = {key: value for key, value in (("decided", plain(decided, 300)), ("by", by), ("done", done)) if value}
    findings = [f | told if f["id"] == finding else f for f in entry["findings"]]
    return [e | {"findings": findings} if e is entry else e for e in entries]


def table(entries: list[dict]) -> pd.DataFrame:
    """One row for each run, the latest first: when, play, files, headline, changed, open, report."""
    changed = changes(entries)
    rows = []
    for entry in reversed(entries):
        files = "course data" if entry["on_course_data"] else ", ".join(file["file"] for file in entry["files"])
        last = last_run(entries, entry["play"], entry["on_course_data"]) is entry
        asks = [f for f in entry["findings"] if f["status"] in OPEN and not f["done"]]
        still = f"{len(asks)} open, {sum(not f['by'] for f in asks)} without a date" if last and asks else ""
        rows.append(
            {
                "when": entry["made_at"].replace("T", " ")[:16],
                "play": entry["play"],
                "files": files,
                "headline": f"{report.WORDS[entry['status']]}: {entry['headline']}",
                "changed since the last run": changed[entry["run"]],
                "open": "" if entry["on_course_data"] else still,
                "report": entry["report"],
            }
        )
    return pd.DataFrame(
        rows, columns=["when", "play", "files", "headline", "changed since the last run", "open", "report"]
    )


def to_text(entries: list[dict]) -> str:
    """The register for a terminal: the runs, then what is open."""
    return "\n".join(_lines(entries))


def _lines(entries: list[dict]) -> Iterator[str]:
    if not entries:
        yield "No play has run here yet. Start one: ethical-data run consent-audit"
        return
    for row in table(entries).to_dict("records"):
        yield f"{row['when']}  {row['play']} on {row['files']}"
        yield f"  {row['headline']}"
        yield f"  Since the last run: {row['changed since the last run']}." + (
            f" Open: {row['open']}." if row["open"] else ""
        )
    found = unfinished(entries)
    if found:
        yield "\nOpen, without a date first:"
    for one in found:
        decided = one.decided or "nothing decided"
        yield f"  {report.WORDS[one.status]} {one.name}, since {one.since}: {decided}; by {one.by or 'no date yet'}"
    if found:
        first = found[0].name
        yield (
            f'Decide: ethical-data register --decide {first} --what "…" --by {date.today().year}-12-31     Done: --done'
            f" {first}"
        )
    yield f"\n{NOTE}"


def to_html(entries: list[dict]) -> str:
    """The register as one page."""
    return report.page("register.html.j2", runs=table(entries).to_dict("records"), open=unfinished(entries), note=NOTE)
