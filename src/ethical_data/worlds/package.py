"""Write a world to disk: CSV tables, a Frictionless `datapackage.json`, a datasheet. And hold what is there to it."""

import hashlib
import importlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from . import dictionary
from .dictionary import BadDictionary, Business, Table

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
OUR_KEY = "ethical_data"
_FORMATS = {
    "9999-99-99T99:99:99Z": "",
    "9999-99-99T99:99Z": "%Y-%m-%dT%H:%MZ",
    "9999-99-99T99:99+99:99": "%Y-%m-%dT%H:%M%z",
    "9999-99-99T99:99": "%Y-%m-%dT%H:%M",
}


@dataclass(frozen=True)
class World:
    """What a business's `world.py` builds: its tables, the value of each planted truth, numbers for the dictionary."""

    tables: dict[str, pd.DataFrame]
    planted: Mapping[str, float]
    numbers: Mapping[str, object] = field(default_factory=dict)


def build(name: str, scale: float = 1.0) -> World:
    """The world of a business; ValueError names the known ones."""
    if name not in dictionary.businesses():
        raise ValueError(f"No business is called {name!r}. There are: {', '.join(dictionary.businesses())}.")
    return importlib.import_module(f"{__package__}.{name}.world").build(scale)


def rebuild(names: list[str] | None, folder: Path, scale: float = 1.0) -> list[Path]:
    """Build each named business (all, if None) below `folder`; returns the files written."""
    return [path for name in names or dictionary.businesses() for path in write(name, Path(folder) / name, scale)]


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
    for name in names or dictionary.businesses():
        strays = {p.relative_to(folder) for p in (Path(folder) / name).glob("*") if p.is_file()} - set(made)
        lines += [f"{path.as_posix()}: not made by the generator" for path in sorted(strays)]
    return lines


def write(name: str, folder: Path, scale: float = 1.0) -> list[Path]:
    """Write the world of one business into `folder`."""
    world = build(name, scale)
    business = dictionary.business(name, world.numbers)
    truths = dictionary.truths(name, world.planted, world.numbers)
    _same_tables(business, world)
    folder.mkdir(parents=True, exist_ok=True)
    resources, paths = [], []
    for table in business.tables:
        frame = world.tables[table.name][[column.name for column in table.columns]]
        path = folder / f"{table.name}.csv"
        content = frame.to_csv(index=False, lineterminator="\n").encode()
        path.write_bytes(content)
        paths.append(path)
        resources.append(_resource(table, content, frame))
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
            "planted_truths": [_without_empty(vars(truth)) for truth in truths],
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


def _same_tables(business: Business, world: World) -> None:
    """BadDictionary unless the tables are the world's, with no column that the world does not have."""
    file = f"{business.name}/dictionary.toml"
    if odd := {table.name for table in business.tables} ^ set(world.tables):
        raise BadDictionary(f"{file} and its world.py have other tables: {', '.join(sorted(odd))}.")
    for table in business.tables:
        if lost := {column.name for column in table.columns} - set(world.tables[table.name].columns):
            raise BadDictionary(f"{file}, table {table.name}: world.py makes no column {', '.join(sorted(lost))}.")


def _without_empty(entries: Mapping) -> dict:
    return {key: value for key, value in entries.items() if value not in ("", None, ())}


def _format(times: pd.Series) -> str:
    """How the times of a column are written, in the pattern of Table Schema; "" for its default, to the second."""
    forms = set(times[times != ""].astype(str).str.replace(r"\d", "9", regex=True).str.replace("-99:99", "+99:99"))
    if len(forms) > 1 or not forms <= set(_FORMATS):
        raise BadDictionary(
            f"column {times.name}: times in the forms {sorted(forms)}; expected one of {list(_FORMATS)}."
        )
    return _FORMATS[forms.pop()] if forms else ""


def _resource(table: Table, content: bytes, frame: pd.DataFrame) -> dict:
    fields = []
    for column in table.columns:
        field = {
            "name": column.name,
            "type": column.type,
            "format": _format(frame[column.name]) if column.type == "datetime" else "",
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
        "rows": len(frame),
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
