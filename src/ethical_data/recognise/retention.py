"""How long a column may be kept, as its owner wrote it, and what is kept beyond that."""

import re
from collections.abc import Mapping

import pandas as pd

from . import values
from .corrections import GONE
from .inventory import NO
from .vocabulary import bare

_UNITS = {
    "days": r"d|days?|tage?n?|jours?|dias?|dni|dzien",
    "weeks": r"w|weeks?|wochen?|semaines?|semanas?|tygodni\w*",
    "months": r"m|months?|monate?n?|mois|mes|meses|miesi\w+",
    "years": r"y|years?|jahre?n?|ans?|annees?|anos?|lat|lata|rok",
}
_NUMBERS = dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11)))


def keeping(text: str) -> pd.Timestamp | pd.DateOffset | None:
    """What `kept_until` says: a last day (2027-12-31, 31.12.2027), a period ("24 months"), or None if it is neither.

    3/4/2027 is not read: it can be March or April. Nor is "30 days after they leave": no file says when that is.
    """
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text) or re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}", text):
        days, order = values.dates(pd.Series([text]))
        if order == "either" and "." in text:
            day, month, year = text.split(".")
            days = pd.to_datetime(pd.Series([f"{year}-{month:0>2}-{day:0>2}"]), format="%Y-%m-%d", errors="coerce")
        return None if pd.isna(days.iloc[0]) else days.iloc[0]
    if hit := re.fullmatch(r"(\d{1,5}|[a-z]+) ?([a-z]+)", bare(text)):
        count = int(hit[1]) if hit[1].isdecimal() else _NUMBERS.get(hit[1])
        unit = next((unit for unit, words in _UNITS.items() if re.fullmatch(words, hit[2])), None)
        if count is not None and unit and not (unit == "years" and count > 1000):
            return pd.DateOffset(**{unit: count})
    return None


def past(tables: Mapping[str, pd.DataFrame], inventory: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """How much is kept beyond its date, for each personal column of `inventory` that says how long (`kept_until`).

    A last day: every value there is past it once it is over. A period: counted in each row from the day in the column
    `counted_from`; a value is past once that day and the period lie before today. Columns: file, column, kept_until,
    values, past, undated (no day can be read in the row), says; past is missing where nothing can be counted, and
    says why.
    """
    rows = []
    held = inventory[(inventory["personal"] != NO) & (inventory["kept_until"] != "") & (inventory["state"] != GONE)]
    for row in held.to_dict("records"):
        table, until = tables.get(row["file"]), keeping(row["kept_until"])
        told = {name: row[name] for name in ("file", "column", "kept_until")}
        if table is None or row["column"] not in table:
            rows.append(told | {"says": "the file was not given"})
            continue
        there = table[row["column"]].notna().to_numpy()
        told["values"] = int(there.sum())
        if until is None:
            rows.append(told | {"says": "neither a day nor a period alone: no file says when that is"})
        elif isinstance(until, pd.Timestamp):
            rows.append(told | {"past": told["values"] if today > until else 0, "undated": 0, "says": ""})
        elif row["counted_from"] not in table:
            rows.append(told | {"says": "a period, and no column counted_from to count it from"})
        else:
            days, order = values.dates(table[row["counted_from"]])
            if order == "either":
                rows.append(told | {"says": f"the days in {row['counted_from']} can be read as day or month first"})
                continue
            over = (days < today - until).to_numpy() & there
            undated = int((days.isna().to_numpy() & there).sum())
            rows.append(told | {"past": int(over.sum()), "undated": undated, "says": ""})
    table = pd.DataFrame(rows, columns=["file", "column", "kept_until", "values", "past", "undated", "says"])
    return table.astype({"values": "Int64", "past": "Int64", "undated": "Int64"})
