"""Promises of ethical_data.data: every table is read by what its datapackage says."""

import json

import pandas as pd
import pytest

from ethical_data import data
from ethical_data.worlds import dictionary

BUSINESSES = dictionary.businesses()

TABLES = [(business, r["name"]) for business in BUSINESSES for r in data.package(business)["resources"]]
KINDS = {
    "string": pd.api.types.is_string_dtype,
    "integer": pd.api.types.is_integer_dtype,
    "number": pd.api.types.is_float_dtype,
    "boolean": pd.api.types.is_bool_dtype,
    "date": pd.api.types.is_datetime64_any_dtype,
    "datetime": lambda column: str(column.dt.tz) == "UTC",
}


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A business of one table with every type and every trap."""
    columns = {
        "name": "string",
        "count": "integer",
        "pieces": "integer",
        "price": "number",
        "paid": "boolean",
        "day": "date",
        "sent_at": "datetime",
    }
    fields = [
        {"name": name, "type": kind, "description": name.title(), "personal": "no"} for name, kind in columns.items()
    ]
    package = {
        "resources": [{"name": "sales", "path": "sales.csv", "schema": {"fields": fields}}],
        "ethical_data": {"planted_truths": [{"id": "late", "value": 3}]},
    }
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "datapackage.json").write_text(json.dumps(package), "utf-8")
    rows = [
        "NA,1,1,2.50,true,2025-03-03,2025-03-03T10:00+01:00",
        "null,,2,,false,,2025-11-03T10:00+00:00",
        ",3,3,4,true,2025-03-05,",
        "Zoë Łukasz,4,4,1e3,false,2025-03-06,2025-03-03T09:00:30Z",
    ]
    (folder / "sales.csv").write_text("\n".join([",".join(columns), *rows]) + "\n", "utf-8")
    monkeypatch.setenv("ETHICAL_DATA_DATA", str(tmp_path))
    data.package.cache_clear()
    yield
    data.package.cache_clear()


@pytest.mark.parametrize("business, table", TABLES)
def test_every_column_of_the_course_has_the_type_that_its_package_says(business, table):
    resource = next(r for r in data.package(business)["resources"] if r["name"] == table)
    frame = data.load(business, table)
    assert len(frame) == resource["rows"]
    assert list(frame) == [field["name"] for field in resource["schema"]["fields"]]
    for field in resource["schema"]["fields"]:
        assert KINDS[field["type"]](frame[field["name"]]), f"{field['name']} is {frame[field['name']].dtype}"


def test_times_of_every_offset_become_the_same_instant(shop):
    sent = data.load("shop", "sales")["sent_at"]
    assert sent.iloc[0] == pd.Timestamp("2025-03-03 09:00", tz="UTC")
    assert sent.iloc[1] == pd.Timestamp("2025-11-03 10:00", tz="UTC")
    assert sent.iloc[3] == pd.Timestamp("2025-03-03 09:00:30", tz="UTC")


def test_an_empty_text_stays_missing_and_no_other_does(shop):
    frame = data.load("shop", "sales")
    assert frame["name"].isna().tolist() == [False, False, True, False]
    assert frame["name"].dropna().tolist() == ["NA", "null", "Zoë Łukasz"]
    assert [int(frame[column].isna().sum()) for column in ("count", "price", "day", "sent_at")] == [
        1,
        1,
        1,
        1,
    ]


def test_whole_numbers_stay_whole_where_one_is_missing(shop):
    frame = data.load("shop", "sales")
    assert str(frame["count"].dtype) == "Int64" and str(frame["pieces"].dtype) == "int64"
    assert frame["count"].dropna().tolist() == [1, 3, 4] and frame["price"].dropna().tolist() == [
        2.5,
        4,
        1000,
    ]
    assert frame["paid"].tolist() == [True, False, True, False]
    assert frame["day"].iloc[0] == pd.Timestamp("2025-03-03")


def test_as_written_leaves_every_value_as_its_text(shop):
    frame = data.load("shop", "sales", as_written=True)
    assert frame.iloc[0].tolist() == ["NA", "1", "1", "2.50", "true", "2025-03-03", "2025-03-03T10:00+01:00"]
    assert frame.iloc[2].tolist() == ["", "3", "3", "4", "true", "2025-03-05", ""]
    assert not frame.isna().any(axis=None)


def test_the_offset_of_a_mail_can_still_be_read_as_written():
    written = data.load("online_store", "sends", as_written=True)["sent_at"]
    assert set(written.str[-6:]) == {"+00:00", "+01:00"}


def test_an_unknown_business_or_table_is_refused_with_the_known_ones():
    with pytest.raises(
        ValueError,
        match=rf"no data for 'launderette'\. There is for: {', '.join(sorted(BUSINESSES))}\.",
    ):
        data.load("launderette", "sales")
    tables = ", ".join(table for business, table in TABLES if business == "online_store")
    with pytest.raises(ValueError, match=rf"online_store has no table 'carts'\. It has: {tables}\."):
        data.load("online_store", "carts")
    with pytest.raises(ValueError, match="has no table 'carts'"):
        data.dictionary("online_store", "carts")
    with pytest.raises(ValueError, match="no data for 'launderette'"):
        data.truths("launderette")


def test_changing_what_was_loaded_changes_nothing_for_the_next():
    forms = data.load("online_store", "forms")
    forms["pre_ticked"] = False
    assert data.load("online_store", "forms")["pre_ticked"].any()


@pytest.mark.parametrize("business, table", TABLES)
def test_the_dictionary_explains_every_column(business, table):
    words = data.dictionary(business, table)
    assert list(words.index) == list(data.load(business, table)) and words.index.name == "column"
    assert list(words) == ["meaning", "personal", "purpose", "kept"]
    assert (words["meaning"] != "").all() and words["personal"].isin(["no", "yes", "special"]).all()
    held = words[words["personal"] != "no"]
    assert (held["kept"] != "").all()
    if business != "bakery":  # its columns without a purpose are planted: see test_bakery
        assert (held["purpose"] != "").all()


def test_truths_are_found_by_their_id(shop):
    assert data.truths("shop") == {"late": {"id": "late", "value": 3}}


def test_the_truths_of_the_store_are_those_of_the_lesson():
    truths = data.truths("online_store")
    assert [
        truths[name]["value"]
        for name in (
            "after-withdrawal",
            "never-asked",
            "other-purpose",
            "invalid-form",
            "soft-opt-in",
            "in-force",
        )
    ] == [143, 120, 80, 210, 300, 1457]
