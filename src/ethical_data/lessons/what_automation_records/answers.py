"""Answers of lesson 01: what do our machines write down about people?"""

import functools

import pandas as pd

from ...data import dictionary, load

FIVE_WORDS = "allerg|coeliac|diabet|intoleran|asthma"  # as in the lesson
_SHOP = ("loyalty", "products", "till", "orders", "messages", "emails", "trays", "campaigns", "ledger")
_ILL_ON_A_CARD = "get well|chemo|home from hospital|scan|the stroke|rest that heart|diagnosis"


# ---- the leaflet and the wages


def leaflet_cost() -> float:
    return float(_leaflet()["cost_cents"] / 100)


def cost_of_a_voucher() -> float:
    return round(leaflet_cost() / _leaflet()["vouchers_used"], 2)


def cost_of_a_new_card() -> float:
    return round(leaflet_cost() / _leaflet()["new_members"], 2)


def vouchers_for_one_of_money() -> float:
    return round(_leaflet()["vouchers_used"] / leaflet_cost(), 2)


def _leaflet() -> pd.Series:
    return load("bakery", "campaigns").set_index("channel").loc["leaflet"]


def people_paid() -> int:
    return _wages()["party"].nunique()


def wage_entries() -> int:
    return len(_wages())


def _wages() -> pd.DataFrame:
    return load("bakery", "ledger").query("account == 'wages'")


# ---- columns and the reports that read them


def columns_of_the_shop() -> int:
    return len(_columns(*_SHOP))


def columns_without_a_reader() -> int:
    return len(_columns(*_SHOP) - _read(in_use=True))


def columns_in_no_report() -> int:
    """Those without a reader, if a report that was given up still counts as one."""
    return len(_columns(*_SHOP) - _read())


def message_columns() -> int:
    return len(_columns("messages"))


def message_columns_read() -> int:
    return len(_columns("messages") & _read(in_use=True))


def message_columns_without_a_reader() -> int:
    return len(_columns("messages") - _read(in_use=True))


def _columns(*tables: str) -> set[tuple[str, str]]:
    return {(table, column) for table in tables for column in dictionary("bakery", table).index}


def _read(in_use: bool = False) -> set[tuple[str, str]]:
    reports = load("bakery", "reports")
    if in_use:
        reports = reports[reports["still_runs"] == "yes"]
    return set(zip(reports["table"], reports["column"]))


# ---- notes in the order book, beside the marks of somebody who read them all


def ill_in_notes() -> int:
    return _notes("ill")


def ill_missed() -> int:
    return _notes("ill and not one_word")


def ill_missed_by_five_words() -> int:
    return _notes("ill and not five_words")


def ill_found() -> int:
    return _notes("ill and one_word")


def found_for_nothing() -> int:
    return _notes("one_word and not ill")


def found_with_one_word() -> int:
    return _notes("one_word")


def phones_in_notes() -> int:
    return _notes("phone")


def phones_missed() -> int:
    return _notes("phone and not five_digits")


def five_digits_in_notes() -> int:
    return _notes("five_digits")


def five_digits_without_a_phone() -> int:
    return _notes("five_digits and not phone")


def neither_digits_nor_phone() -> int:
    return _notes("not five_digits and not phone")


def _notes(which: str) -> int:
    return len(_marked_notes().query(which))


@functools.cache
def _marked_notes() -> pd.DataFrame:
    """For each note: is somebody ill, is there a phone number, and what would a search find?"""
    notes = load("bakery", "orders").merge(load("bakery", "order_notes_read"), on="order_id")
    text = notes["note"].fillna("")
    return pd.DataFrame(
        {
            "ill": notes["illness"] == "yes",
            "phone": notes["phone"] == "yes",
            "one_word": text.str.contains("allerg", case=False),
            "five_words": text.str.contains(FIVE_WORDS, case=False),
            "five_digits": text.str.contains(r"\d{5}"),
        }
    )


# ---- members whom the rule calls ill, by what the till says


def called_ill_at_8_visits() -> int:
    return _called_ill(8)


def called_ill_at_5_visits() -> int:
    return _called_ill(5)


def called_ill_at_2_visits() -> int:
    return _called_ill(2)


@functools.cache
def _called_ill(least: int) -> int:
    """Members with `least` visits or more with gluten alone, and then as many or more without any."""
    lines = load("bakery", "till").merge(load("bakery", "products"), on="product")
    food = lines.query("member_id.notna() and gluten_free != 'drink'")
    food = food.assign(free=food["gluten_free"] == "yes")
    visits = food.groupby(["sold_at", "receipt_id", "member_id"])["free"].agg(["all", "any"]).reset_index()
    visits["since"] = visits[::-1].groupby("member_id")["all"].cummin()  # nothing with gluten from here on
    after = visits.groupby("member_id")["since"].sum()
    earlier = visits[~visits["since"]].groupby("member_id")["any"]
    members = pd.DataFrame({"after": after, "before": earlier.size(), "free_before": earlier.sum()})
    return len(members.query("after >= @least and before >= @least and free_before == 0"))


# ---- trays that sold out


def saturdays_sold_out() -> int:
    return _sold_out(_saturdays())


def saturdays_with_some_left() -> int:
    return len(_saturdays()) - saturdays_sold_out()


def scone_days() -> int:
    return len(_trays("cheese scone"))


def scone_days_sold_out() -> int:
    return _sold_out(_trays("cheese scone"))


def scone_days_with_some_left() -> int:
    return scone_days() - scone_days_sold_out()


def croissant_days_sold_out() -> int:
    return _sold_out(_trays("croissant"))


def trays_sold_out() -> int:
    return _sold_out(load("bakery", "trays"))


def _saturdays() -> pd.DataFrame:
    croissants = _trays("croissant")
    return croissants[croissants["baked_on"].dt.day_name() == "Saturday"]


def _trays(product: str) -> pd.DataFrame:
    return load("bakery", "trays").query("product == @product")


def _sold_out(trays: pd.DataFrame) -> int:
    return int(trays["sold_out_at"].count())


# ---- the florist


def florist_columns() -> int:
    return len(load("bakery", "florist_orders").columns)


def florist_columns_read() -> int:
    return load("bakery", "florist_reads")["column"].nunique()


def florist_columns_without_a_reader() -> int:
    return florist_columns() - florist_columns_read()


def cards_about_illness() -> int:
    return len(_cards(_ILL_ON_A_CARD))


def texts_about_illness() -> int:
    return _cards(_ILL_ON_A_CARD).nunique()


def cards_that_say_get_well() -> int:
    return len(_cards("get well"))


def cards_without_the_stroke() -> int:
    return cards_about_illness() - len(_cards("the stroke"))


def cards_with_mourning() -> int:
    return len(_cards(_ILL_ON_A_CARD + "|sympathy"))


def cards_with_envy() -> int:
    return len(_cards(_ILL_ON_A_CARD + "|sick with"))


def cards_with_jokes() -> int:
    return len(_cards(_ILL_ON_A_CARD + "|sick with|cure for|doctor osei|heart is yours"))


def _cards(words: str) -> pd.Series:
    cards = load("bakery", "florist_orders")["card_words"]
    return cards[cards.str.contains(words, case=False, na=False)]
