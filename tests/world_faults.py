"""What is wrong with a world as it lies on the disk: held to its datapackage, by code of its own."""

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import raw_world

READS = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}
PATTERNS = {"%Y-%m-%dT%H:%MZ": 17, "%Y-%m-%dT%H:%M": 16, "%Y-%m-%dT%H:%M%z": 22, "": 20}  # and how long such a time is
MAIL = re.compile(r"[^\s,;:<>()\"'“”]+@[\w.-]+")
RESERVED = re.compile(r"@(?:[\w-]+\.)*(?:example\.(?:com|net|org)|example|invalid|test)\.?$", re.IGNORECASE)  # RFC 2606
PHONE = re.compile(r"(?<![\w.,-])(?:\+44 ?|\(?0)[1-9][\d() -]{7,13}\d(?![\w-])")
FICTION = re.compile(r"07700900\d{3}|01632960\d{3}|02079460\d{3}|08081570\d{3}")  # Ofcom: numbers for drama
UNUSED = "QVX"  # no British postcode begins with these


def faults(folder: Path) -> Iterator[str]:
    """Each fault in a line: file, column, what is wrong."""
    stored, tables = raw_world.described(folder), raw_world.tables(folder)
    if set(tables) != {r["name"] for r in stored["resources"]}:
        yield "datapackage.json: other tables than there are files"
    for resource in stored["resources"]:
        rows = tables[resource["name"]]
        yield from _file(folder, resource, rows)
        yield from _relations(resource, rows, tables)
        for field in resource["schema"]["fields"]:
            where = f"{resource['path']}, {field['name']}"
            values = {row[field["name"]] for row in rows if row[field["name"]]}
            yield from (f"{where}: {fault}" for fault in _field(field, values))
            yield from (f"{where}: {fault}" for fault in _people(field, values))
    yield from _truths(folder, stored)


def _file(folder: Path, resource: dict, rows: list[dict]) -> Iterator[str]:
    content, path = (folder / resource["path"]).read_bytes(), resource["path"]
    if resource["bytes"] != len(content) or resource["hash"] != f"sha256:{hashlib.sha256(content).hexdigest()}":
        yield f"{path}: other bytes than the datapackage says"
    if b"\r" in content:
        yield f"{path}: a carriage return"
    if resource["rows"] != len(rows) or not rows:
        yield f"{path}: {len(rows)} rows, not {resource['rows']}"
    if list(rows[0]) != [field["name"] for field in resource["schema"]["fields"]]:
        yield f"{path}: other columns than the datapackage says"
    if not resource["description"]:
        yield f"{path}: nothing says what it is"


def _relations(resource: dict, rows: list[dict], tables: dict[str, list[dict]]) -> Iterator[str]:
    path, schema = resource["path"], resource["schema"]
    (key,) = schema["primaryKey"]
    if len({row[key] for row in rows}) < len(rows) or not all(row[key] for row in rows):
        yield f"{path}, {key}: a key that is empty or stands twice"
    for pointer in schema.get("foreignKeys", []):
        (column,), target = pointer["fields"], pointer["reference"]
        there = {row[target["fields"][0]] for row in tables[target["resource"]]}
        if lost := {row[column] for row in rows} - there - {""}:
            yield f"{path}, {column}: {sorted(lost)[0]!r} is not in {target['resource']}"


def _field(field: dict, values: set[str]) -> Iterator[str]:
    if not values:
        yield "no value at all"
    for value in values:
        try:
            READS[field["type"]](value)
        except (ValueError, KeyError):
            yield f"{value!r} is no {field['type']}"
            break
    if field["type"] == "datetime" and {len(value) for value in values} != {PATTERNS[field.get("format", "")]}:
        yield "times in another form than its format says"
    if "constraints" in field and not values <= set(field["constraints"]["enum"]):
        yield f"{sorted(values - set(field['constraints']['enum']))[0]!r} is none of its choices"
    if not field["description"] or field["personal"] not in ("no", "yes", "special"):
        yield "it does not say what it means, or whether it is personal"
    if field["personal"] != "no" and not field.get("retention"):
        yield "personal, and nothing says how long it is kept"


def _people(field: dict, values: set[str]) -> Iterator[str]:
    """Nobody can be written to, called or visited."""
    text = "\n".join(values)
    for mail in set(MAIL.findall(text)):
        if not RESERVED.search(mail):
            yield f"{mail!r} is an address that somebody could have"
    for phone in set(PHONE.findall(text)):
        digits = re.sub(r"\D", "", phone.replace("+44", "0"))
        if len(digits) in (10, 11) and not FICTION.fullmatch(digits):
            yield f"{phone!r} is a number that could ring"
    if field["name"] == "postcode":
        for value in values:
            if value[0].upper() not in UNUSED:
                yield f"{value!r} is a postcode that could be somewhere"
                break


def _truths(folder: Path, stored: dict) -> Iterator[str]:
    sheet, tables = (folder / "datasheet.md").read_text("utf-8"), {r["name"] for r in stored["resources"]}
    truths = stored["ethical_data"]["planted_truths"]
    if len({truth["id"] for truth in truths}) < len(truths) or not truths:
        yield "datapackage.json: no truths, or an id that stands twice"
    for truth in truths:
        if not truth["says"] or truth["table"] not in tables or not re.match(r"\d\d-", truth["lesson"]):
            yield f"{truth['id']}: it lacks its words, its table or its lesson"
        if f"| `{truth['id']}` | {truth['kind']} | {truth['value']:,} |" not in sheet:
            yield f"{truth['id']}: the datasheet does not repeat it"
        if truth["kind"] == "estimated" and not (truth["estimand"] and truth["sample"] and truth["width"] > 0):
            yield f"{truth['id']}: an estimate says of what, from how many, how narrow"
