"""The record of processing, from an inventory corrected by its owner: GDPR Art. 30(1).

What a table cannot tell is marked `TO_FILL`, never made up.
"""

import pandas as pd

from ..errors import plain
from ..recognise.corrections import GONE
from ..recognise.inventory import NO, SPECIAL
from . import pages

TO_FILL = "to fill in"
EXEMPTION = (
    "GDPR Art. 30(5) frees firms under 250 staff from this record only where processing is occasional, without risk to"
    " people, and without special categories or criminal data. A customer list or a payroll is not occasional: few are"
    " free."
)
DETAILS = ("category", "text", "number", "yes or no", "code or number", "date or time", "the same value everywhere",
           "nothing: every value is missing", "line number")  # fmt: skip


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
    who = {
        "Name and contact of the firm": controller or TO_FILL,
        "Joint controller, if any": TO_FILL,
        "Representative in the EU, if any": TO_FILL,
        "Data protection officer, if any": TO_FILL,
        "As of": today,
    }
    rows = [{name: plain(text, 2000) for name, text in row.items()} for row in record.to_dict("records")]
    who = {name: plain(text, 2000) for name, text in who.items()}
    return pages.page("record.html.j2", who=who, rows=rows, to_fill=TO_FILL, exemption=EXEMPTION)


def _joined(said: pd.Series) -> str:
    """What was said, each once; and that something is left to fill where a row says nothing."""
    words = dict.fromkeys(text for text in said if text)
    return "; ".join([*words, *([TO_FILL + " for some"] if words and (said == "").any() else [])]) or TO_FILL


def _data(group: pd.DataFrame) -> str:
    """mail address (email), details (category, ordered_at)"""
    named = group.groupby(group["what"].where(~group["what"].isin(["", *DETAILS]), "details"), sort=True)["column"]
    return "; ".join(f"{what} ({', '.join(dict.fromkeys(columns))})" for what, columns in named)
