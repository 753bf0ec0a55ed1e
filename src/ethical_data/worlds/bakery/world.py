"""The bakery: one shop, its loyalty list of 1,400 people, what its machines write down in twelve weeks, and a leak."""

import pandas as pd

from ..package import World
from ..streams import Sizes
from . import advertising, florist, leak, loyalty, messages, office, order_book, passed_on, till_and_oven, walking_club
from .shop import WORDS


def build(scale: float = 1.0) -> World:
    """The bakery at `scale` times its usual size (quotas are scaled and rounded)."""
    size = Sizes(scale)
    members = loyalty.members(size(loyalty.MEMBERS))
    shop = _what_the_shop_writes_down(members, size)
    next_door = _the_florist(size)
    outside = _what_left_the_shop(members, size)
    return World(shop.tables | next_door.tables | outside.tables, shop.planted | next_door.planted | outside.planted)


def _what_the_shop_writes_down(members: pd.DataFrame, size: Sizes) -> World:
    """Lesson 01: twelve weeks at the till, the oven, the order book, the screen and the office."""
    till, trays = till_and_oven.twelve_weeks(members, size)
    orders, notes_read = order_book.orders(members, size)
    campaigns = advertising.campaigns()
    tables = {
        "loyalty": members,
        "products": pd.DataFrame(WORDS["products"], columns=["product", "price_cents", "gluten_free"]),
        "till": till,
        "trays": trays,
        "orders": orders,
        "order_notes_read": notes_read,
        "messages": messages.received(members, trays, size),
        "campaigns": campaigns,
        "emails": advertising.emails(members, campaigns),
        "enrichment": advertising.enrichment(members, size),
        "ledger": office.ledger(till, orders, campaigns),
        "reports": office.reports(),
        "assistant_log": office.prompts(members, size),
    }
    planted = {
        "members": len(members),
        **till_and_oven.planted(),
        **order_book.planted(size),
        **messages.planted(size),
        **advertising.planted(size),
        **office.planted(size),
    }
    return World(tables, planted)


def _the_florist(size: Sizes) -> World:
    """The shop next door, to try on what was learnt."""
    orders, reads = florist.orders(size), florist.reads()
    return World({"florist_orders": orders, "florist_reads": reads}, florist.planted(size, orders, reads))


def _what_left_the_shop(members: pd.DataFrame, size: Sizes) -> World:
    """Lesson 04: the loyalty list on a supplier's test system, who finds whom in it, and what else was passed on."""
    crowd = leak.with_cells(members)
    found = leak.plan(crowd, size)
    college, needs = passed_on.college(crowd, found, size)
    leaked = leak.leaked(crowd, found, needs, size)
    club, outside = walking_club.page(crowd, found, size)
    practice, copies = passed_on.practice_copy(leaked, size), passed_on.copies()
    names, signups = leak.common_names(), passed_on.course_signups()
    tables = {
        "leaked": leaked,
        "leaked_key": leaked[["line", "member_id"]],
        "club": club,
        "town": walking_club.register(crowd, outside, found, size),
        "release": college,
        "copies": copies,
        "practice_copy": practice,
        "common_names": names,
        "course_signups": signups,
    }
    planted = leak.planted(found, leaked, crowd["email"], names, size)
    return World(tables, planted | passed_on.planted(college, copies, practice, signups, size))
