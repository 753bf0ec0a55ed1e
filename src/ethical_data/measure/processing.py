"""From an inventory corrected by its owner: what has no purpose, what is past its date, the record of processing.

Record of processing: GDPR Art. 30(1). What a table cannot tell is marked `TO_FILL`, never made up.
"""

import html
import re
from collections.abc import Mapping

import pandas as pd

from ..errors import nearest, plain
from . import personal
from .inventory import COLUMNS, KINDS, NO, PERSONAL, SPECIAL
from .vocabulary import bare

TO_FILL = "to fill in"
EXEMPTION = (
    "GDPR Art. 30(5) frees firms under 250 staff from this record only where processing is occasional, without risk to"
    " people, and without special categories or criminal data. A customer list or a payroll is not occasional: few are"
    " free."
)
OWNERS = ("purpose", "lawful_basis", "used_by", "shared_with", "kept_until", "counted_from", "protected_by")
DETAILS = ("category", "text", "number", "yes or no", "code or number", "date or time", "the same value everywhere",
           "nothing: every value is missing", "line number")  # fmt: skip
NOBODY = frozenset("nobody none no-one noone never unused - niemand keiner personne nadie nikt".split()) | {
    "no one",
    "not used",
}
KNOWN, NEW, GONE = "in both", "new", "gone"
_UNITS = {
    "days": r"d|days?|tage?n?|jours?|dias?|dni|dzien",
    "weeks": r"w|weeks?|wochen?|semaines?|semanas?|tygodni\w*",
    "months": r"m|months?|monate?n?|mois|mes|meses|miesi\w+",
    "years": r"y|years?|jahre?n?|ans?|annees?|anos?|lat|lata|rok",
}
_NUMBERS = dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11)))


def to_correct(found: pd.DataFrame) -> pd.DataFrame:
    """An inventory with the columns that only its owner can fill, empty but for `counted_from`.

    found: from `inventory.inventory`. counted_from: the column whose date a period in `kept_until` counts from, in
    the same row: of the file's dates (births left out) the fullest, of these the one that goes on longest.
    """
    table = found.assign(**dict.fromkeys(OWNERS, ""))
    dates = found[(found["newest"] != "") & (found["what"] != "date of birth")]
    dates = dates.sort_values(["filled", "newest", "column"], ascending=[False, False, True], kind="stable")
    first = dict(dates.drop_duplicates("file")[["file", "column"]].to_numpy())
    from_ = [first.get(file, "") if answer != NO else "" for file, answer in zip(found["file"], found["personal"])]
    return table.assign(counted_from=from_)


def corrected(found: pd.DataFrame | None, corrections: pd.DataFrame) -> pd.DataFrame:
    """An inventory with its owner's corrections: what they say counts, where they say something.

    found: from `inventory.inventory`, or None when no file was looked at again. corrections: the table of a former
    run, as text, columns in any order; `file` and `column` are needed, the apostrophe before a formula is taken off
    again. Adds `OWNERS`, `state` ("in both", "new": not in the corrections, "gone": in them alone) and `overruled`
    (what we had thought of kind and personal where the owner says otherwise). Raises ValueError for a column that is
    missing, a row that stands there twice, or a kind or a personal that is none.
    """
    said = _said(corrections)
    if found is None:
        return said.assign(state=KNOWN, overruled="")[[*COLUMNS, *OWNERS, "state", "overruled"]]
    fresh = to_correct(found)
    key = ["file", "column"]
    said_of = said.set_index(key)
    rows = []
    for row in fresh.to_dict("records"):
        row |= {"state": NEW, "overruled": ""}
        if (row["file"], row["column"]) in said_of.index:
            mine = said_of.loc[(row["file"], row["column"])]
            ours = {name: row[name] for name in ("kind", "personal") if mine[name] and mine[name] != row[name]}
            why = {"why": "you say so"} if "personal" in ours else {}
            told = {name: mine[name] for name in (*OWNERS, "kind", "personal", "people") if mine[name]}
            row |= told | why | {"state": KNOWN, "overruled": ", ".join(f"{n}: {v}" for n, v in ours.items())}
        rows.append(row)
    there = set(zip(fresh["file"], fresh["column"]))
    gone = said[[pair not in there for pair in zip(said["file"], said["column"])]]
    rows += gone.assign(state=GONE, overruled="").to_dict("records")
    return pd.DataFrame(rows, columns=[*COLUMNS, *OWNERS, "state", "overruled"])


def _said(corrections: pd.DataFrame) -> pd.DataFrame:
    """The corrections as text under our names, checked."""
    table = corrections.rename(columns=lambda name: re.sub(r"\W+", "_", _undone(str(name)).strip().lower()))
    for name in ("file", "column"):
        if name not in table:
            raise ValueError(
                f"no column {name!r}: give the inventory.csv of a former run.{nearest(name, map(str, table.columns))}"
            )
    table = table.reindex(columns=[*COLUMNS, *OWNERS]).astype(object)
    table = table.where(table.notna(), "").map(lambda value: _undone(str(value)).strip())
    table = table[(table["file"] != "") & (table["column"] != "")].reset_index(drop=True)
    if table.empty:
        raise ValueError("no row names a file and a column: give the inventory.csv of a former run.")
    twice = table[table.duplicated(["file", "column"])]
    if len(twice):
        file, column = plain(twice.iloc[0]["file"]), plain(twice.iloc[0]["column"])
        raise ValueError(f"file '{file}', column '{column}' stands there twice. Keep one of the rows.")
    for name, allowed in (("personal", PERSONAL), ("kind", KINDS)):
        small = table[name].str.lower()
        odd = table[~small.isin([*allowed, ""])]
        if len(odd):
            value, where = plain(odd.iloc[0][name], 40), plain(odd.iloc[0]["column"])
            raise ValueError(
                f"column {name}, at '{where}': '{value}' is none of {', '.join(allowed)}.{nearest(value, allowed)}"
            )
        table[name] = small
    return table


def _undone(text: str) -> str:
    """A text without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "\t", "\r") else text


def keeping(text: str) -> pd.Timestamp | pd.DateOffset | None:
    """What `kept_until` says: a last day (2027-12-31, 31.12.2027), a period ("24 months"), or None if it is neither.

    3/4/2027 is not read: it can be March or April. Nor is "30 days after they leave": no file says when that is.
    """
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text) or re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}", text):
        days, order = personal.dates(pd.Series([text]))
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
            days, order = personal.dates(table[row["counted_from"]])
            if order == "either":
                rows.append(told | {"says": f"the days in {row['counted_from']} can be read as day or month first"})
                continue
            over = (days < today - until).to_numpy() & there
            undated = int((days.isna().to_numpy() & there).sum())
            rows.append(told | {"past": int(over.sum()), "undated": undated, "says": ""})
    table = pd.DataFrame(rows, columns=["file", "column", "kept_until", "values", "past", "undated", "says"])
    return table.astype({"values": "Int64", "past": "Int64", "undated": "Int64"})


def record(inventory: pd.DataFrame) -> pd.DataFrame:
    """The record of processing, a row for each purpose: the points of GDPR Art. 30(1)(b) to (g), and the lawful basis.

    Only personal columns count. What nobody said is `TO_FILL`.
    """
    mine = inventory[(inventory["personal"] != NO) & (inventory["state"] != GONE)]
    rows = []
    for purpose, group in mine.groupby(mine["purpose"].replace("", TO_FILL), sort=True):
        special = group[group["personal"] == SPECIAL]
        rows.append(
            {
                "purpose": purpose,
                "lawful basis": _joined(group["lawful_basis"]),
                "categories of people": _joined(group["people"]),
                "categories of data": _data(group),
                "special categories": _data(special) if len(special) else "none found",
                "used by": _joined(group["used_by"]),
                "recipients": _joined(group["shared_with"]),
                "transfers abroad": TO_FILL,
                "time limits": _joined(group["kept_until"]),
                "security measures": _joined(group["protected_by"]),
                "files": ", ".join(dict.fromkeys(group["file"])),
            }
        )
    columns = ["purpose", "lawful basis", "categories of people", "categories of data", "special categories", "used by",
               "recipients", "transfers abroad", "time limits", "security measures", "files"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("purpose", key=lambda p: p == TO_FILL, kind="stable", ignore_index=True)


def page(record: pd.DataFrame, controller: str, today: str) -> str:
    """The record of processing as a page of its own to print: nothing in it runs, nothing is fetched."""

    def shown(text: object) -> str:
        words = html.escape(plain(text, 2000))
        return f"<strong>{words}</strong>" if text == TO_FILL else words

    who = {
        "Name and contact of the firm": controller or TO_FILL,
        "Joint controller, if any": TO_FILL,
        "Representative in the EU, if any": TO_FILL,
        "Data protection officer, if any": TO_FILL,
        "As of": today,
    }
    parts = ["<h2>Who we are</h2><dl>", *(f"<dt>{n}</dt><dd>{shown(t)}</dd>" for n, t in who.items()), "</dl>"]
    for row in record.to_dict("records"):
        parts.append(f"<h2>Purpose: {shown(row.pop('purpose'))}</h2><dl>")
        parts += [f"<dt>{html.escape(name.capitalize())}</dt><dd>{shown(text)}</dd>" for name, text in row.items()]
        parts.append("</dl>")
    style = (
        "body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0"
        " 1rem;color:#1b1b1b;background:#fff}dt{font-weight:600}dd{margin:0 0"
        " .6rem;overflow-wrap:anywhere;unicode-bidi:isolate}strong{color:#a31515}"
    )
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            (
                f"<title>Record of processing</title><style>{style}</style></head><body><main><h1>Record of"
                " processing</h1>"
            ),
            (
                "<p>In the form of GDPR Art. 30(1). A draft made from files and from what was filled in: it is not"
                f" complete until every “{TO_FILL}” is gone, and it is no proof of"
                f" compliance.</p><p>{html.escape(EXEMPTION)}</p>"
            ),
            *parts,
            "</main></body></html>\n",
        ]
    )


def _joined(said: pd.Series) -> str:
    """What was said, each once; and that something is left to fill where a row says nothing."""
    words = dict.fromkeys(text for text in said if text)
    return "; ".join([*words, *([TO_FILL + " for some"] if words and (said == "").any() else [])]) or TO_FILL


def _data(group: pd.DataFrame) -> str:
    """mail address (email), details (category, ordered_at)"""
    named = group.groupby(group["what"].where(~group["what"].isin(["", *DETAILS]), "details"), sort=True)["column"]
    return "; ".join(f"{what} ({', '.join(dict.fromkeys(columns))})" for what, columns in named)
