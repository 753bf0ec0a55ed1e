"""The course's data, read by what each `datapackage.json` says of it."""

import functools
import json

import pandas as pd

from .home import data_folder

_DTYPES = {"string": "str", "integer": "Int64", "number": "float64"}


@functools.cache
def package(business: str) -> dict:
    """The datapackage of a business, as a mapping; ValueError names the businesses that there are."""
    path = data_folder() / business / "datapackage.json"
    if not path.exists():
        known = sorted(p.parent.name for p in data_folder().glob("*/datapackage.json"))
        raise ValueError(f"There is no data for {business!r}. There is for: {', '.join(known)}.")
    return json.loads(path.read_text("utf-8"))


def _resource(business: str, table: str) -> dict:
    resources = {r["name"]: r for r in package(business)["resources"]}
    if table not in resources:
        raise ValueError(f"{business} has no table {table!r}. It has: {', '.join(resources)}.")
    return resources[table]


def load(business: str, table: str, as_written: bool = False) -> pd.DataFrame:
    """One table as a DataFrame, typed by its datapackage; times become UTC timestamps, an empty text stays missing.

    `as_written=True` leaves every value as the text that stands in the file.
    """
    resource = _resource(business, table)
    path = data_folder() / business / resource["path"]
    if as_written:
        return pd.read_csv(path, dtype="str", keep_default_na=False)
    types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    frame = pd.read_csv(
        path, dtype={c: _DTYPES[t] for c, t in types.items() if t in _DTYPES}, keep_default_na=False, na_values=[""]
    )
    for column, kind in types.items():
        if kind in ("datetime", "date"):
            frame[column] = pd.to_datetime(frame[column], utc=kind == "datetime", format="ISO8601")
        elif kind == "integer" and not frame[column].isna().any():
            frame[column] = frame[column].astype("int64")
    return frame


def dictionary(business: str, table: str) -> pd.DataFrame:
    """What each column means: meaning, personal (no, yes, special), purpose, kept."""
    fields = _resource(business, table)["schema"]["fields"]
    rows = [(f["name"], f["description"], f["personal"], f.get("purpose", ""), f.get("retention", "")) for f in fields]
    return pd.DataFrame(rows, columns=["column", "meaning", "personal", "purpose", "kept"]).set_index("column")


def truths(business: str) -> dict[str, dict]:
    """What was planted, by id (see `ethical_data.worlds.package.Truth`)."""
    return {truth["id"]: truth for truth in package(business)["ethical_data"]["planted_truths"]}
