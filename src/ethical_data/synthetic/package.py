"""Write a world to disk: CSV tables, a Frictionless `datapackage.json`, a datasheet. And hold what is there to it."""

import hashlib
import importlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

BUSINESSES = (
    "bakery",
    "online_store",
    "bookstore",
    "restaurant",
    "gym",
    "fintech_lender",
    "farmers_consortium",
)
SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
OUR_KEY = "ethical_data"


@dataclass(frozen=True)
class Column:
    """One column: what it means, and what an inventory asks of it."""

    name: str
    type: str  # Table Schema: string, integer, number, boolean, date, datetime
    says: str
    personal: str = "no"  # no, yes, special (GDPR Art. 9)
    purpose: str = ""
    retention: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: its columns, its key, and the columns that point at another table ({"column": "table.column"})."""

    name: str
    says: str
    key: str
    columns: tuple[Column, ...]
    points_at: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Truth:
    """Something planted, so that an audit can be held to it.

    kind "counted": `value` is exact. kind "estimated": an audit's interval must cover `value` and be no wider than
    `width`; `estimand` and `sample` say of what and from how many.
    """

    id: str
    lesson: str
    kind: str
    says: str
    value: float
    table: str
    estimand: str = ""
    sample: str = ""
    width: float | None = None


@dataclass(frozen=True)
class World:
    """What a business module builds: its tables and what was planted in them."""

    tables: dict[str, pd.DataFrame]
    truths: list[Truth]


@dataclass(frozen=True)
class Business:
    """What a business module says of itself (`BUSINESS`), beside its function `build(scale) -> World`."""

    name: str
    title: str
    says: str
    tables: tuple[Table, ...]
    made_of: str  # datasheet: how the world was made
    not_for: str  # datasheet: what it cannot show
    starts: str
    ends: str


def module(name: str):
    """The module of a business; ValueError names the known ones."""
    if name not in BUSINESSES:
        raise ValueError(f"No business is called {name!r}. There are: {', '.join(BUSINESSES)}.")
    return importlib.import_module(f"{__package__}.{name}")


def rebuild(names: list[str] | None, folder: Path, scale: float = 1.0) -> list[Path]:
    """Build each named business (all, if None) below `folder`; returns the files written."""
    return [path for name in names or BUSINESSES for path in write(module(name), Path(folder) / name, scale)]


def differences(names: list[str] | None, folder: Path) -> list[str]:
    """What differs between `folder` and a fresh build, a line for each file; empty when every byte agrees."""
    with tempfile.TemporaryDirectory() as fresh:
        made = {path.relative_to(fresh): path.read_bytes() for path in rebuild(names, Path(fresh))}
    lines = []
    for path, content in made.items():
        there = Path(folder) / path
        if not there.exists():
            lines.append(f"{path.as_posix()}: missing")
        elif there.read_bytes() != content:
            lines.append(f"{path.as_posix()}: differs from a fresh build")
    for name in names or BUSINESSES:
        strays = {p.relative_to(folder) for p in (Path(folder) / name).glob("*") if p.is_file()} - set(made)
        lines += [f"{path.as_posix()}: not made by the generator" for path in sorted(strays)]
    return lines


def write(source, folder: Path, scale: float = 1.0) -> list[Path]:
    """Write the world of one business module into `folder`."""
    business, world = source.BUSINESS, source.build(scale)
    folder.mkdir(parents=True, exist_ok=True)
    resources, paths = [], []
    for table in business.tables:
        frame = world.tables[table.name][[column.name for column in table.columns]]
        path = folder / f"{table.name}.csv"
        content = frame.to_csv(index=False, lineterminator="\n").encode()
        path.write_bytes(content)
        paths.append(path)
        resources.append(_resource(table, content, len(frame)))
    package = {
        "$schema": SCHEMA,
        "name": business.name.replace("_", "-"),
        "title": business.title,
        "description": business.says,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": resources,
        OUR_KEY: {
            "synthetic": True,
            "starts": business.starts,
            "ends": business.ends,
            "planted_truths": [_without_empty(vars(truth)) for truth in world.truths],
        },
    }
    for name, text in (
        ("datapackage.json", json.dumps(package, indent=1, ensure_ascii=False) + "\n"),
        ("datasheet.md", datasheet(business, package)),
    ):
        path = folder / name
        path.write_bytes(text.encode())
        paths.append(path)
    return paths


def _without_empty(entries: Mapping) -> dict:
    return {key: value for key, value in entries.items() if value not in ("", None, ())}


def _resource(table: Table, content: bytes, rows: int) -> dict:
    fields = []
    for column in table.columns:
        field = {
            "name": column.name,
            "type": column.type,
            "description": column.says,
            "personal": column.personal,
            "purpose": column.purpose,
            "retention": column.retention,
            "unit": column.unit,
        }
        if column.choices:
            field["constraints"] = {"enum": list(column.choices)}
        fields.append(_without_empty(field))
    schema: dict = {"fields": fields, "missingValues": [""], "primaryKey": [table.key]}
    if table.points_at:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": target.split(".")[0], "fields": [target.split(".")[1]]}}
            for column, target in table.points_at.items()
        ]
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "description": table.says,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "rows": rows,
        "schema": schema,
    }


def datasheet(business: Business, package: Mapping) -> str:
    """The datasheet as Markdown, after the questions of Gebru et al. 2021 (doi.org/10.1145/3458723)."""
    lines = [
        f"# Datasheet: {business.title}",
        "",
        "Made from `datapackage.json` by `ethical-data data`; not edited by hand.",
        "",
        "## Why it exists",
        "",
        business.says,
        "",
        "## What it holds",
        "",
        f"From {business.starts} to {business.ends}. Every person and firm is invented: "
        "mail addresses end in domains that are reserved for examples.",
        "",
        "| table | rows | what it is |",
        "|---|---|---|",
    ]
    lines += [f"| `{r['path']}` | {r['rows']:,} | {r['description']} |" for r in package["resources"]]
    for resource in package["resources"]:
        lines += [
            "",
            f"### {resource['name']}",
            "",
            "| column | type | personal | meaning | purpose | kept |",
            "|---|---|---|---|---|---|",
        ]
        lines += [
            f"| `{f['name']}` | {f['type']}{', ' + f['unit'] if 'unit' in f else ''} | {f['personal']} | "
            f"{f['description']} | {f.get('purpose', '')} | {f.get('retention', '')} |"
            for f in resource["schema"]["fields"]
        ]
    lines += [
        "",
        "## How it was made",
        "",
        business.made_of,
        "",
        "## What was planted",
        "",
        "| truth | kind | value | meaning |",
        "|---|---|---|---|",
    ]
    for t in package[OUR_KEY]["planted_truths"]:
        said = t["says"] + (f" Estimand: {t['estimand']}. Sample: {t['sample']}." if t["kind"] == "estimated" else "")
        lines.append(f"| `{t['id']}` | {t['kind']} | {t['value']:,} | {said} |")
    lines += [
        "",
        "## What it is not for",
        "",
        business.not_for,
        "",
        "## Passing it on",
        "",
        "CC BY 4.0. Rebuild it with `ethical-data data`; `ethical-data data --check` says "
        "whether a copy still agrees with its generator.",
        "",
    ]
    return "\n".join(lines)
