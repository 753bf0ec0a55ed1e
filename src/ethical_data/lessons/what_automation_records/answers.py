"""Tasks of lesson 01: what do our machines write down about people?"""

import functools

import pandas as pd

from ...data import dictionary, load

SHOP = ("loyalty", "products", "till", "orders", "messages", "emails", "trays", "campaigns", "ledger")


def nobody_reads(given_up_counts: bool = False) -> int:
    """Columns of the shop that no report reads; with `given_up_counts` a report that no longer runs is a reader."""
    reports = load("bakery", "reports")
    if not given_up_counts:
        reports = reports[reports["still_runs"] == "yes"]
    read = set(zip(reports["table"], reports["column"]))
    return sum((table, column) not in read for table in SHOP for column in dictionary("bakery", table).index)


@functools.cache
def _notes() -> pd.DataFrame:
    """The notes of the order book: found by the one word, and what a reader marked."""
    notes = load("bakery", "orders").merge(
        load("bakery", "order_notes_read").rename(columns={"phone": "has_phone"}), on="order_id"
    )
    return notes.assign(found=notes["note"].str.contains("allerg", case=False, na=False), ill=notes["illness"] == "yes")


def _search(found: bool, ill: bool) -> int:
    return int(((_notes()["found"] == found) & (_notes()["ill"] == ill)).sum())


def _leaflet(per: str) -> float:
    row = load("bakery", "campaigns").query("channel == 'leaflet'").iloc[0]
    return round(row["cost_cents"] / 100 / (row[per] if per else 1), 2)


def _wages() -> pd.DataFrame:
    return load("bakery", "ledger").query("account == 'wages'")


@functools.cache
def _switched(least: int) -> int:
    """Members whose last `least` visits or more held no food but gluten-free, after as many that held none of it."""
    lines = (
        load("bakery", "till")
        .merge(load("bakery", "products"), on="product")
        .query("member_id.notna() and gluten_free != 'drink'")
    )
    visits = (
        lines.assign(free=lines["gluten_free"] == "yes")
        .groupby(["member_id", "sold_at", "receipt_id"])["free"]
        .agg(["all", "any"])
    )
    visits = visits.reset_index().sort_values("sold_at", kind="stable")
    visits["since"] = visits[::-1].groupby("member_id")["all"].cummin()[::-1]
    members = visits.groupby("member_id")
    run = members["since"].sum()
    none_before = (
        visits[~visits["since"]].groupby("member_id")["any"].agg(["size", "sum"]).reindex(run.index, fill_value=0)
    )
    return int(((run >= least) & (none_before["size"] >= least) & (none_before["sum"] == 0)).sum())


def saturdays(sold_out: bool | None = None) -> int:
    trays = load("bakery", "trays").query("product == 'croissant'")
    trays = trays[trays["baked_on"].dt.day_name() == "Saturday"]
    return len(trays) if sold_out is None else int((trays["sold_out_at"].notna() == sold_out).sum())


def _florist_reads() -> tuple[set[str], set[str]]:
    columns, read = set(load("bakery", "florist_orders")), set(load("bakery", "florist_reads")["column"])
    return columns, columns & read


def _florist(column: str, pattern: str) -> int:
    return int(load("bakery", "florist_orders")[column].str.contains(pattern, case=False, na=False).sum())


FIVE_WORDS = "allerg|coeliac|diabet|intoleran|asthma"  # as in the lesson
CARD_WORDS = "get well|chemo|home from hospital|scan|the stroke|rest that heart|diagnosis"


def voucher_right():
    return _leaflet("vouchers_used")


def voucher_wrong1():
    return _leaflet("")


def voucher_wrong2():
    return _leaflet("new_members")


def voucher_wrong3():
    return round(1 / _leaflet("vouchers_used"), 2)


def wages_right():
    return _wages()["party"].nunique()


def wages_wrong1():
    return len(_wages())


def nobody_wrong1():
    return nobody_reads(True)


def nobody_wrong3():
    return sum(len(dictionary("bakery", table)) for table in SHOP)


def search_right():
    return _search(False, True)


def search_wrong1():
    return _search(True, True)


def search_wrong2():
    return _search(True, False)


def search_wrong3():
    return _search(True, True) + _search(True, False)


def search_wrong4():
    return int(_notes()["ill"].sum())


def search_wrong5():
    return int((_notes()["ill"] & ~_notes()["note"].str.contains(FIVE_WORDS, case=False, na=False)).sum())


def switch_right():
    return _switched(8)


def switch_wrong2():
    return _switched(5)


def switch_wrong3():
    return _switched(2)


def demand_right():
    return saturdays(False)


def demand_wrong1():
    return saturdays(True)


def ex_readers_right():
    return sum(
        column not in set(load("bakery", "reports").query("table == 'messages' and still_runs == 'yes'")["column"])
        for column in dictionary("bakery", "messages").index
    )


def ex_readers_wrong1():
    return len(dictionary("bakery", "messages"))


def ex_readers_wrong2():
    return int(load("bakery", "reports").query("table == 'messages'")["column"].nunique())


def ex_phones_right():
    return int((_notes()["note"].str.contains("\\d{5}", na=False) & (_notes()["has_phone"] == "no")).sum())


def ex_phones_wrong1():
    return int((_notes()["has_phone"] == "yes").sum())


def ex_phones_wrong2():
    return int(_notes()["note"].str.contains("\\d{5}", na=False).sum())


def ex_phones_wrong3():
    return int((~_notes()["note"].str.contains("\\d{5}", na=False) & (_notes()["has_phone"] == "yes")).sum())


def ex_phones_wrong4():
    return int((~_notes()["note"].str.contains("\\d{5}", na=False) & (_notes()["has_phone"] == "no")).sum())


def ex_scones_right():
    return int(load("bakery", "trays").query("product == 'cheese scone'")["sold_out_at"].notna().sum())


def ex_scones_wrong1():
    return int(load("bakery", "trays").query("product == 'cheese scone'")["sold_out_at"].isna().sum())


def ex_scones_wrong2():
    return len(load("bakery", "trays").query("product == 'cheese scone'"))


def ex_scones_wrong3():
    return int(load("bakery", "trays").query("product == 'croissant'")["sold_out_at"].notna().sum())


def ex_scones_wrong4():
    return int(load("bakery", "trays")["sold_out_at"].notna().sum())


def ex_florist_right():
    return len(_florist_reads()[0] - _florist_reads()[1])


def ex_florist_wrong1():
    return len(_florist_reads()[1])


def ex_florist_wrong2():
    return len(_florist_reads()[0])


def ex_cards_right():
    return _florist("card_words", CARD_WORDS)


def ex_cards_wrong1():
    return _florist("card_words", "get well")


def ex_cards_wrong2():
    return _florist("card_words", CARD_WORDS) - _florist("card_words", "the stroke")


def ex_cards_wrong3():
    return _florist("card_words", CARD_WORDS + "|sympathy")


def ex_cards_wrong4():
    return _florist("card_words", CARD_WORDS + "|sick with")


def ex_cards_wrong5():
    return _florist("card_words", CARD_WORDS + "|sick with|cure for|doctor osei|heart is yours")


def ex_cards_wrong6():
    return (
        load("bakery", "florist_orders")
        .query("card_words.str.contains('(?i:" + CARD_WORDS + ")')")["card_words"]
        .nunique()
    )
