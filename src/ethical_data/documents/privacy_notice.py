"""A privacy notice in the second person, written from an inventory: what is not there is marked, never invented.

The items are those of GDPR Art. 13(1) and (2), for data collected from the person.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup, escape

from .pages import page

FILL = "[to fill in: {}]"
COLUMNS = ("file", "column", "personal", "purpose", "lawful_basis", "used_by", "shared_with", "kept_until")
BASES = {
    "consent": "You said yes. You can take it back at any time.",
    "explicit consent": "You said yes to just this. You can take it back at any time.",
    "contract": "We need it to keep our contract with you.",
    "legal obligation": "The law says that we must keep it.",
    "legitimate interests": "We have an interest of our own: {why}. You can object.",
    "vital interests": "It protects a life.",
    "public task": "It is a public task.",
}


@dataclass(frozen=True)
class Notice:
    """A draft, the gaps that somebody must fill (each once), and the columns that no purpose covers."""

    text: str
    gaps: list[str]
    without_purpose: list[str]


def personal(inventory: pd.DataFrame) -> pd.DataFrame:
    """The rows of an inventory that are about people; missing values become "". An unclear one counts as personal.

    A row whose `state` is "gone" (data-inventory found the column no more) is left out.
    """
    if "state" in inventory:
        inventory = inventory[inventory["state"].astype(object) != "gone"]
    clean = (
        inventory.reindex(columns=list(COLUMNS))
        .astype(object)
        .fillna("")
        .astype(str)
        .apply(lambda column: column.str.strip())
    )
    return clean[~clean["personal"].str.lower().isin(["no", "none", "neither", "not personal"])].reset_index(drop=True)


def _listed(values) -> str:
    values = list(dict.fromkeys(v for v in values if v))
    return ", ".join(values[:-1]) + f" and {values[-1]}" if len(values) > 1 else "".join(values)


def draft(inventory: pd.DataFrame, who: Mapping[str, str] | None = None) -> Notice:
    """A notice from an inventory with the columns `COLUMNS`; headings are Markdown.

    who: name, contact, authority (whom to complain to), transfers (“None.” where nothing leaves the country), automated
    (“We let no machine decide alone.” where that is so). What is missing is marked in the text and listed in `gaps`.
    """
    who, gaps, table = dict(who or {}), [], personal(inventory)
    by_place = table.assign(what=table["column"].str.replace("_", " "))

    def known(key: str, ask: str) -> str:
        value = str(who.get(key, "")).strip()
        return value or gap(ask)

    def gap(ask: str) -> str:
        if ask not in gaps:
            gaps.append(ask)
        return FILL.format(ask)

    lines = [
        "# What we know about you, and why",
        "",
        (
            f"We are {known('name', 'name and address of your firm')}. Write to us at"
            f" {known('contact', 'who answers, and where (and your data protection officer, if you have one)')}."
        ),
        "",
    ]
    useful = by_place[by_place["purpose"] != ""]
    for (purpose, basis), rows in useful.groupby(["purpose", "lawful_basis"], sort=False):
        lines += [f"## {purpose[:1].upper()}{purpose[1:]}", ""]
        for file, columns in rows.groupby("file", sort=False):
            lines.append(f"- In *{file.rsplit('.', 1)[0].replace('_', ' ')}* we keep: {', '.join(columns['what'])}.")
        ground = BASES.get(basis.lower(), "")
        why = gap(f"which interest you have in: {purpose}") if "{why}" in ground else ""
        ground = ground.format(why=why) if ground else gap(f"the legal ground for: {purpose}") + "."
        seen = _listed(rows["used_by"]) or gap(f"who sees the data for: {purpose}")
        others = _listed(rows["shared_with"])
        kept = list(dict.fromkeys(rows["kept_until"]))
        lines += [
            "",
            f"**Our ground:** {ground}",
            "",
            f"**Who sees it:** {seen}.",
            "",
            *([f"**Who else gets it:** {others}.", ""] if others else []),
        ]
        if len([k for k in kept if k]) <= 1 and "" not in kept:
            lines += [f"**How long:** {kept[0]}.", ""]
        else:
            lines += ["**How long:**", ""]
            for file, columns in rows.groupby("file", sort=False):
                for end, part in columns.groupby("kept_until", sort=False):
                    until = end or gap(f"how long you keep {file}: {', '.join(part['column'])}")
                    name = file.rsplit(".", 1)[0].replace("_", " ")
                    lines.append(f"- *{name}*: {until}.")
            lines.append("")
        special = rows[rows["personal"].str.lower().str.startswith(("special", "health"))]
        if len(special) and "explicit consent" not in basis.lower():
            what = (
                "on which further ground you hold data on health or the like"
                f" ({', '.join(sorted(set(special['file'])))})"
            )
            lines += [f"Some of this can tell about your health. {gap(what)}.", ""]
    without = (table.loc[table["purpose"] == "", "file"] + ": " + table.loc[table["purpose"] == "", "column"]).tolist()
    if without:
        lines += [
            "## What has no purpose yet",
            "",
            *[f"- {gap('what for, or delete it: ' + name)}" for name in without],
            "",
        ]
    lines += [
        "## Where your data goes",
        "",
        known("transfers", "does data leave your country, where to, on which ground; or: It stays in this country"),
        "",
        "## What machines decide",
        "",
        known("automated", "what a machine decides alone about a person, and how; or: No machine decides alone"),
        "",
        "## What you must tell us",
        "",
        known("must", "what a person must give to be served, and what happens without it"),
        "",
        "## What you can do",
        "",
        "- **See it.** Ask, and you get a copy of what we hold about you.",
        "- **Correct it.** Tell us what is wrong. We change every copy.",
        "- **Have it erased.** We erase what we do not have to keep. We tell you what stays, and why.",
        (
            "- **Take it with you.** You get what you gave us, and what your devices sent, as a file that other"
            " programs can read."
        ),
        (
            "- **Have it held still.** While a mistake or an objection is looked into, ask us to keep the data and not"
            " use it."
        ),
        "- **Stop or object.** Say stop to mail, and it stops. Object to a use, and we look at it.",
        "- **Take back a yes.** It is as easy as giving it.",
        "",
        (
            "We answer within one month. It costs nothing. If you are not content, tell us first or write to"
            f" {known('authority', 'the data protection authority of your place')}."
        ),
        "",
    ]
    return Notice("\n".join(lines), gaps, without)


def prose(text: str) -> str:
    """What a reader of the notice reads: without marks of Markdown, and without the gaps."""
    return re.sub(r"[*_`]|^#+\s*", "", re.sub(r"\s*\[to fill in: [^\]]*\]", " …", text), flags=re.MULTILINE)


def html(text: str, title: str = "Privacy notice") -> str:
    """The notice as a page of its own: headings, lists, paragraphs; everything from the inventory is escaped."""
    return page("notice.html.j2", title=title, blocks=_blocks(text))


def _blocks(text: str) -> list[tuple[str, list[Markup]]]:
    """The parts of a notice: h1, h2 … or p with one line, ul with its items."""
    made: list[tuple[str, list[Markup]]] = []
    for line in filter(str.strip, text.splitlines()):
        mark, _, rest = line.partition(" ")
        kind = "ul" if mark == "-" else f"h{len(mark)}" if set(mark) == {"#"} else "p"
        words = _emphasised(line if kind == "p" else rest)
        if kind == "ul" and made and made[-1][0] == "ul":
            made[-1][1].append(words)
        else:
            made.append((kind, [words]))
    return made


def _emphasised(line: str) -> Markup:
    strong = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", str(escape(line)))
    return Markup(re.sub(r"\*([^*]+)\*", r"<em>\1</em>", strong))
