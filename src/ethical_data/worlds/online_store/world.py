"""The online store: kitchen and home goods, two years of orders, a consent log, and a year of mailings.

One mailing, the spring sale, went to a list that had been exported three months before. Everybody on that list
belongs to exactly one of the groups in LIST, so the audit's counts are exact.
"""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from .. import dictionary
from ..package import World
from ..people import draw, people
from ..streams import Sizes, bell, choose, iso, moments, numbered, quota, stream, take, weighted
from . import popup, refunds, signup

LIST = {  # the list of the spring sale, by what is known of each person's yes
    "after-withdrawal": 143,
    "never-asked": 120,
    "other-purpose": 80,
    "invalid-form": 210,
    "soft-opt-in": 300,
    "in-force": 1457,
}
OTHERS = {"later": 700, "left-before": 290, "buyer": 2900}  # not on it
EXPORTED = np.datetime64("2025-01-06T07:30:00")  # the list was drawn
SUMMER = np.datetime64("2025-03-30T01:00:00"), np.datetime64("2025-10-26T01:00:00")  # clocks are one hour ahead
FAIR = np.datetime64("2024-11-11T16:02:00")  # the addresses of those never asked were typed in
EMMA = 0  # her place among all people, and among those who had said stop
EMMA_STOPPED = np.datetime64("2025-03-03T09:12:40")
ORDERS = 19_200

# Of those who had said stop:
TWO_FAULTS = 38  # had been collected on the pre-ticked form as well
SECOND_ACCOUNT = 12  # said it from a second account with the same address
LAST_DAYS = 9  # said it in the ten business days before the spring sale
BUYERS_WHO_LEFT = 31
SERVICE_AFTER = 61  # got the "service" mail that sells
# Of those who agreed to something else; the others asked when a thing is back in stock:
PRIZE_DRAW = 50
# Of those on a pre-ticked form:
LATER_BUYERS = 30  # bought only after the spring sale
# Of those who had bought:
SOFT = {"all four on record": 164, "no chance to refuse": 58, "chance not recorded": 26, "not similar": 52}
TICKED = 120  # with a box ticked for them at the checkout
# Of those with consent in force: how many, from which place in that group on
QUICK = 23  # from the first: unsubscribed within the hour after the spring mail
TIES = 3  # right after them: withdrawal and mail in the same minute
DELAYED, DELAYED_FROM = 37, 100  # mailed within three days after a withdrawal, outside the spring sale
AGAIN, AGAIN_FROM = 40, 300  # withdrew in 2024 and came back before the export
CONFIRMED, CONFIRMED_FROM = 90, 400  # agreed on a valid form, and on the pre-ticked one before
LEFT_LATER, LEFT_LATER_FROM = 160, 600  # unsubscribed after the spring
# More people with two accounts, of those who had bought and of other buyers:
SOFT_TWICE, BUYERS_TWICE = 6, 22

CATEGORIES = {"cookware": 26, "bakeware": 17, "tableware": 20, "coffee": 18, "textiles": 12, "garden": 7}
CHANNELS = {"web": 84, "phone": 5, "marketplace": 11}
REFUSAL = {"web": "yes", "phone": "no", "marketplace": ""}  # could one refuse marketing there? "": nobody wrote it down
PRICES = {  # in cents
    "cookware": (2900, 4500, 6900, 8900, 12900),
    "bakeware": (1400, 2200, 2900, 4200),
    "tableware": (1800, 2600, 3900, 5900),
    "coffee": (1900, 3400, 5900, 11900),
    "textiles": (1200, 1900, 2900),
    "garden": (1600, 2900, 5400),
}
EAGER = (1, 1, 1, 1, 1, 1, 2, 2, 3, 5)  # a few buy often
MONTHS = (8, 7, 8, 8, 8, 7, 7, 7, 8, 9, 13, 12)
WEEKDAYS = (11, 10, 10, 10, 9, 9, 11)
HOURS = (3, 1, 1, 0, 0, 1, 2, 5, 8, 10, 11, 11, 12, 11, 10, 10, 11, 12, 13, 15, 17, 16, 11, 6)
shopping = partial(moments, months=MONTHS, weekdays=WEEKDAYS, hours=HOURS)
clicking = partial(moments, hours=HOURS)

FORMS = {  # version: from, to, purposes, pre-ticked
    "signup-v1": ("2022-01-10", "2024-03-31", "offers", True),
    "signup-v2": ("2024-04-01", "", "offers, newsletter", False),
    "footer-v1": ("2023-03-01", "", "offers, newsletter", False),
    "checkout-v1": ("2022-01-10", "2024-03-31", "offers", True),
    "prizedraw-v1": ("2024-09-01", "2024-11-30", "prize_draw", False),
    "restock-v1": ("2023-06-01", "", "restock_alert", False),
    "preferences-v1": ("2024-01-15", "", "offers, newsletter", False),
    "unsubscribe-v1": ("2022-01-10", "", "all", False),
}
PRE_TICKED = [version for version, (*_, ticked) in FORMS.items() if ticked]
VALID = {"signup-v2": 6, "footer-v1": 3, "preferences-v1": 1}  # how often people agree on which


class Mailing(NamedTuple):
    """One mailing of 2025; how many are mailed by the rule, and whether each message offers a way out."""

    id: str
    purpose: str
    day: str
    hour: int  # UTC
    recipients: int
    advertises: str = ""
    way_out: bool = True

    @property
    def at(self) -> np.datetime64:
        return np.datetime64(f"{self.day}T{self.hour:02d}:00:00")


MAILINGS = [
    Mailing("C01", "newsletter", "2025-01-20", 10, 1290),
    Mailing("C02", "offers", "2025-02-17", 10, 1350, "tableware"),
    Mailing("C03", "newsletter", "2025-03-10", 10, 1300),
    Mailing("S01", "service", "2025-03-18", 8, 190, way_out=False),
    Mailing("C04", "offers", "2025-04-14", 9, 2310, "cookware"),
    Mailing("C05", "newsletter", "2025-05-12", 9, 1310),
    Mailing("S02", "service", "2025-05-20", 9, 480, "cookware", way_out=False),
    Mailing("C06", "offers", "2025-06-16", 9, 1400, "garden"),
    Mailing("C07", "newsletter", "2025-07-14", 9, 1340),
    Mailing("C08", "offers", "2025-08-18", 9, 1390, "coffee"),
    Mailing("C09", "newsletter", "2025-09-15", 9, 1370),
    Mailing("C10", "offers", "2025-10-13", 9, 1420, "bakeware"),
    Mailing("C11", "offers", "2025-11-24", 10, 1450, "cookware"),
    Mailing("C12", "newsletter", "2025-12-08", 10, 1363),
]
SPRING_SALE, RECALL, DELIVERY = (next(m for m in MAILINGS if m.id == number) for number in ("C04", "S01", "S02"))
BY_RULE = [m for m in MAILINGS if m not in (SPRING_SALE, RECALL, DELIVERY)]  # to those with consent in force
AFTER_SPRING = [m for m in BY_RULE if m.day > "2025-05-21"]


def build(scale: float = 1.0) -> World:
    """The store at `scale` times its usual size (quotas are scaled and rounded)."""
    size = Sizes(scale)
    of = _groups(size.each(LIST | OTHERS))
    log, orders = _log(of, size), _orders(of, size)
    sends, leaving = _sends(of, log, orders, size)
    log = pd.concat([log, *leaving], ignore_index=True)
    accounts = _accounts(of, log, orders, size)
    tables = {
        "customers": accounts.assign(created_at=iso(accounts["created"].to_numpy())),
        "orders": _orders_by_account(orders, accounts, of, size),
        "forms": _forms(),
        "consents": _consents(log, accounts),
        "campaigns": _campaigns(),
        "sends": _sends_by_account(sends, accounts),
    }
    tables |= popup.tables(HOURS, size)
    tables |= signup.tables(tables, size)
    tables |= refunds.tables(tables["customers"], tables["orders"], size)
    planted = _planted(size) | popup.planted(size) | signup.planted(size) | refunds.planted(size)
    return World(tables, planted, signup.numbers(size) | refunds.numbers(size))


def _groups(counts: Mapping[str, int]) -> dict[str, np.ndarray]:
    """Each group's people, by number."""
    ends = np.cumsum(list(counts.values()))
    return dict(zip(counts, np.split(np.arange(ends[-1]), ends[:-1])))


def _part(people: np.ndarray, start: int, count: int, size: Sizes) -> np.ndarray:
    """So many of a group from that place on, both scaled."""
    return people[size(start) : size(start) + size(count)]


class _Log:
    """The consent log as people and forms fill it: rows (person, at, purpose, action, form) are only added."""

    def __init__(self) -> None:
        self.rng = stream("store", "log")
        self.rows: list[pd.DataFrame] = []

    def add(self, who: np.ndarray, at: np.ndarray, purpose, action: str, form) -> None:
        self.rows.append(_events(who, at, purpose, action, form))

    def grant(self, who: np.ndarray, start: str, stop: str, forms: Mapping[str, int]) -> None:
        """Yes to offers; where the form asks for it, nine in ten say yes to the newsletter too."""
        at = shopping(self.rng, start, stop, len(who))
        form = choose(self.rng, forms, len(who))
        self.add(who, at, "offers", "grant", form)
        both = (self.rng.integers(0, 10, len(who)) > 0) & ~np.isin(form, PRE_TICKED)
        self.add(who[both], at[both], "newsletter", "grant", form[both])

    def withdraw(self, who: np.ndarray, at: np.ndarray) -> None:
        """No to everything by one click; one in six, but not the first, to offers alone."""
        all_of_it = self.rng.integers(0, 6, len(who)) > 0
        all_of_it[:1] = True
        form = np.where(all_of_it, "unsubscribe-v1", "preferences-v1")
        self.add(who, at, np.where(all_of_it, "all", "offers"), "withdraw", form)


def _events(who: np.ndarray, at: np.ndarray, purpose, action: str, form) -> pd.DataFrame:
    return pd.DataFrame({"person": who, "at": at, "purpose": purpose, "action": action, "form": form})


def _log(of: Mapping[str, np.ndarray], size: Sizes) -> pd.DataFrame:
    """The consent log (person, at, purpose, action, form), without what hangs on a mailing."""
    log = _Log()
    _said_stop(log, of["after-withdrawal"], size)
    _agreed_to_something_else(log, of["other-purpose"], size)
    log.grant(of["invalid-form"], "2023-01-09", "2024-03-31", {"signup-v1": 1})
    ticked = of["soft-opt-in"][: size(TICKED)]
    log.add(ticked, clicking(log.rng, "2024-01-08", "2024-03-31", len(ticked)), "offers", "grant", "checkout-v1")
    _in_force_for_the_sale(log, of["in-force"], size)
    log.grant(of["later"], "2025-01-07", "2025-11-20", VALID)
    gone = of["left-before"]
    log.grant(gone, "2023-06-01", "2024-04-01", {"footer-v1": 1})
    log.withdraw(gone, clicking(log.rng, "2024-04-02", "2025-01-01", len(gone)))
    return pd.concat(log.rows, ignore_index=True)


def _said_stop(log: _Log, left: np.ndarray, size: Sizes) -> None:
    """On the list, and withdrawn between its export and the sale; Emma is the first."""
    sound = len(left) - size(TWO_FAULTS)
    log.grant(left[:sound], "2024-04-01", "2024-12-20", VALID)
    log.grant(left[sound:], "2023-01-09", "2024-03-31", {"signup-v1": 1})
    when = clicking(log.rng, "2025-01-07", "2025-03-21", len(left))
    late = when[1 : 1 + size(LAST_DAYS)]
    late[:] = clicking(log.rng, "2025-04-02", "2025-04-11", len(late))
    when[EMMA] = EMMA_STOPPED
    log.withdraw(left, when)


def _agreed_to_something_else(log: _Log, other: np.ndarray, size: Sizes) -> None:
    draw, restock = other[: size(PRIZE_DRAW)], other[size(PRIZE_DRAW) :]
    log.add(draw, clicking(log.rng, "2024-09-01", "2024-11-30", len(draw)), "prize_draw", "grant", "prizedraw-v1")
    at = clicking(log.rng, "2023-09-01", "2024-12-20", len(restock))
    log.add(restock, at, "restock_alert", "grant", "restock-v1")


def _in_force_for_the_sale(log: _Log, steady: np.ndarray, size: Sizes) -> None:
    """Yes on a valid form before the export; some had gone and come back, some had been on the pre-ticked form."""
    back = _part(steady, AGAIN_FROM, AGAIN, size)
    log.grant(np.setdiff1d(steady, back), "2024-04-01", "2025-01-06", VALID)
    log.grant(back, "2024-01-15", "2024-04-01", {"footer-v1": 1})
    log.withdraw(back, clicking(log.rng, "2024-05-01", "2024-08-01", len(back)))
    log.grant(back, "2024-08-01", "2025-01-06", {"preferences-v1": 1})
    before = _part(steady, CONFIRMED_FROM, CONFIRMED, size)
    log.add(before, clicking(log.rng, "2023-01-09", "2024-03-31", len(before)), "offers", "grant", "signup-v1")


def _in_force(log: pd.DataFrame, purpose: str, at: np.datetime64) -> np.ndarray:
    """Persons whose last word on `purpose` before `at` was yes, on a form that was not pre-ticked."""
    said = log[(log["at"] < at) & log["purpose"].isin([purpose, "all"])]
    last = said.sort_values("at", kind="stable").drop_duplicates("person", keep="last")
    yes = (last["action"] == "grant") & ~last["form"].isin(PRE_TICKED)
    return np.sort(last.loc[yes, "person"].to_numpy())


def _sends(
    of: Mapping[str, np.ndarray], log: pd.DataFrame, orders: pd.DataFrame, size: Sizes
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """All mails of 2025 (person, at, campaign_id), and the withdrawals that hang on them."""
    rng = stream("store", "sends")
    sale = _mailed(rng, SPRING_SALE, np.concatenate([of[name] for name in LIST]))
    delayed = _part(of["in-force"], DELAYED_FROM, DELAYED, size)
    mailing = rng.integers(0, len(AFTER_SPRING), len(delayed))  # the one that reached them too soon
    leaving = _leaving(rng, of["in-force"], sale, delayed, mailing, size)
    log, rows = pd.concat([log, *leaving], ignore_index=True), [sale]
    for each in BY_RULE:
        held = _in_force(log, each.purpose, each.at)
        emma = held[held == EMMA]
        who = [emma, take(rng, held[held != EMMA], size(each.recipients) - len(emma))]
        if each in AFTER_SPRING:
            who.append(delayed[mailing == AFTER_SPRING.index(each)])
        rows.append(_mailed(rng, each, np.concatenate(who)))
    rows += _service(rng, of, log, orders, size)
    return pd.concat(rows, ignore_index=True), leaving


def _mailed(rng: np.random.Generator, mailing: Mailing, who: np.ndarray) -> pd.DataFrame:
    """Mails (person, at, campaign_id) of one mailing, which leave within forty minutes."""
    at = mailing.at + rng.integers(0, 40, len(who)) * 60
    return pd.DataFrame({"person": who, "at": at, "campaign_id": mailing.id})


def _leaving(
    rng: np.random.Generator,
    steady: np.ndarray,
    sale: pd.DataFrame,
    delayed: np.ndarray,
    mailing: np.ndarray,
    size: Sizes,
) -> list[pd.DataFrame]:
    """Withdrawals right after the mail of the sale, in its very minute, shortly before another mailing, and later."""
    mailed_at = sale.set_index("person")["at"]
    quick, ties = steady[: size(QUICK)], steady[size(QUICK) : size(QUICK) + size(TIES)]
    later = _part(steady, LEFT_LATER_FROM, LEFT_LATER, size)
    starts = np.array([each.at for each in AFTER_SPRING])[mailing]
    when = [
        (quick, mailed_at[quick].to_numpy() + rng.integers(120, 3000, len(quick)).astype("timedelta64[s]")),
        (ties, mailed_at[ties].to_numpy() + rng.integers(5, 55, len(ties)).astype("timedelta64[s]")),
        (delayed, starts - rng.integers(2 * 3600, 66 * 3600, len(delayed))),
        (later, clicking(rng, "2025-05-21", "2025-12-20", len(later))),
    ]
    return [_events(who, at, "all", "withdraw", "unsubscribe-v1") for who, at in when]


def _service(
    rng: np.random.Generator, of: Mapping[str, np.ndarray], log: pd.DataFrame, orders: pd.DataFrame, size: Sizes
) -> list[pd.DataFrame]:
    """The recall, to buyers; the delivery update that sells, to those who agreed and to some who had said stop."""
    left = of["after-withdrawal"]
    stopped = np.concatenate([left[:1], take(rng, left[1:], size(SERVICE_AFTER) - 1)])
    agreed = np.setdiff1d(_in_force(log, "offers", DELIVERY.at), stopped)
    buyers = take(rng, of["buyer"], len(of["buyer"]))
    bought = orders.loc[orders["at"] < RECALL.at, "person"]
    updated = np.concatenate([stopped, take(rng, agreed, size(DELIVERY.recipients) - len(stopped))])
    recalled = buyers[np.isin(buyers, bought)][: size(RECALL.recipients)]
    return [_mailed(rng, RECALL, recalled), _mailed(rng, DELIVERY, updated)]


def _orders(of: Mapping[str, np.ndarray], size: Sizes) -> pd.DataFrame:
    """Orders (person, at, category, channel, refusal_offered, amount_cents)."""
    rng = stream("store", "orders")
    first, later = _first_orders(rng, of["soft-opt-in"], size), of["invalid-form"][: size(LATER_BUYERS)]
    later = pd.DataFrame({"person": later, "at": shopping(rng, "2025-04-20", "2025-12-31", len(later))})
    halves = [of[name][::2] for name in ("in-force", "later", "left-before")]
    buyers = np.concatenate([of["after-withdrawal"][: size(BUYERS_WHO_LEFT)], *halves, of["buyer"]])
    free = size(ORDERS) - len(first) - len(later) - len(buyers)
    eager = np.array(EAGER)[rng.integers(0, len(EAGER), len(buyers))]
    who = np.concatenate([buyers, buyers[weighted(rng, eager, free)]])
    rest = pd.DataFrame({"person": who, "at": shopping(rng, "2024-01-01", "2026-01-01", len(who))})
    orders = pd.concat([first, later, rest], ignore_index=True)
    n, blank = len(orders), orders["category"].isna()
    orders.loc[blank, "category"] = choose(rng, CATEGORIES, n)[blank]
    orders.loc[blank, "channel"] = choose(rng, CHANNELS, n)[blank]
    orders["refusal_offered"] = orders["channel"].map(REFUSAL)
    orders["amount_cents"] = _amounts(rng, orders["category"].to_numpy())
    return orders


def _first_orders(rng: np.random.Generator, soft: np.ndarray, size: Sizes) -> pd.DataFrame:
    """The purchase that a mail about similar goods may rest on, by what is on record of it."""
    kind = np.resize(quota(rng, size.each(SOFT)), len(soft))
    by_phone, elsewhere = kind == "no chance to refuse", kind == "chance not recorded"
    return pd.DataFrame(
        {
            "person": soft,
            "at": shopping(rng, "2024-01-01", "2025-01-05", len(soft)),
            "category": np.where(kind == "not similar", "textiles", "cookware"),
            "channel": np.select([by_phone, elsewhere], ["phone", "marketplace"], "web"),
        }
    )


def _amounts(rng: np.random.Generator, category: np.ndarray) -> np.ndarray:
    """One to three pieces at a price of their kind, and extras; in cents."""
    n = len(category)
    price = np.zeros(n, dtype=np.int64)
    pick, pieces = rng.random(n), rng.integers(0, 100, n)
    for name, points in PRICES.items():
        here = category == name
        price[here] = np.array(points)[(pick[here] * len(points)).astype(int)]
    extras = np.maximum(0, (bell(rng, n) * 1500 + 1200).astype(np.int64)) // 50 * 50
    return price * np.select([pieces < 58, pieces < 85], [1, 2], 3) + extras


def _second_accounts(of: Mapping[str, np.ndarray], size: Sizes) -> tuple[np.ndarray, np.ndarray]:
    """People with two accounts: those who said stop by the second one, and buyers."""
    stopped = of["after-withdrawal"][40 : 40 + size(SECOND_ACCOUNT)]
    return stopped, np.concatenate([of["soft-opt-in"][200 : 200 + size(SOFT_TWICE)], of["buyer"][: size(BUYERS_TWICE)]])


def _accounts(of: Mapping[str, np.ndarray], log: pd.DataFrame, orders: pd.DataFrame, size: Sizes) -> pd.DataFrame:
    """Accounts in the order of their making; `main` is False for a person's second one."""
    crowd = people(stream("store", "people"), sum(map(len, of.values())))
    emma = dictionary.words("online_store")["emma"]
    crowd.loc[EMMA, list(emma)] = list(emma.values())
    crowd["person"] = crowd.index
    crowd["town"] = draw(stream("store", "towns"), "town", np.repeat("en_GB", len(crowd)))
    seen = pd.concat([log[["person", "at"]], orders[["person", "at"]]]).groupby("person")["at"].min()
    seconds = stream("store", "accounts").integers(20, 400, len(crowd))
    crowd["created"] = crowd["person"].map(seen) - pd.to_timedelta(seconds, unit="s")
    fair = crowd["person"].isin(of["never-asked"])
    crowd.loc[fair, "created"] = FAIR
    crowd["source"] = np.select([fair, crowd["person"].isin(orders["person"])], ["fair-2024", "shop"], "sign-up")
    second = crowd.loc[np.concatenate(_second_accounts(of, size))]
    second = second.assign(email=second["email"].str.title(), created=second["created"] + np.timedelta64(20, "D"))
    accounts = pd.concat([crowd.assign(main=True), second.assign(main=False)], ignore_index=True)
    accounts = accounts.sort_values(["created", "person", "main"], ascending=[True, True, False], kind="stable")
    accounts["customer_id"] = numbered("C", range(len(accounts)), max(4, len(str(len(accounts)))))
    return accounts


def _by_account(rows: pd.DataFrame, accounts: pd.DataFrame, by_second: np.ndarray) -> pd.DataFrame:
    """Rows with the account and address by which they were written: the second one where `by_second`."""
    columns = ["customer_id", "email"]
    main = accounts[accounts["main"]].set_index("person")[columns]
    second = accounts[~accounts["main"]].set_index("person")[columns]
    owner = main.loc[rows["person"]].reset_index(drop=True)
    owner[by_second] = second.loc[rows["person"][by_second]].to_numpy()
    return rows.assign(customer_id=owner["customer_id"], email=owner["email"])


def _consents(log: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Whoever has two accounts says stop by the second."""
    log = log.sort_values(["at", "person", "purpose"], kind="stable", ignore_index=True)
    two = log["person"].isin(accounts.loc[~accounts["main"], "person"])
    log = _by_account(log, accounts, (two & (log["action"] == "withdraw")).to_numpy())
    ids = numbered("E", range(len(log)), 5)
    return log.assign(event_id=ids, recorded_at=iso(log["at"].to_numpy()), form_version=log["form"])


def _orders_by_account(
    orders: pd.DataFrame, accounts: pd.DataFrame, of: Mapping[str, np.ndarray], size: Sizes
) -> pd.DataFrame:
    """Every other order of a buyer with two accounts is the second one's, unless it was not there yet."""
    orders = orders.sort_values(["at", "person"], kind="stable", ignore_index=True)
    created = orders["person"].map(accounts[~accounts["main"]].set_index("person")["created"])
    split = orders["person"].isin(_second_accounts(of, size)[1]) & (orders.index % 2 == 0) & (orders["at"] > created)
    orders = _by_account(orders, accounts, split.to_numpy())
    return orders.assign(order_id=numbered("O", range(len(orders)), 5), ordered_at=iso(orders["at"].to_numpy()))


def _sends_by_account(sends: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Mails go to a person's first account; the tool writes local time with its offset."""
    sends = sends.sort_values(["at", "campaign_id", "person"], kind="stable", ignore_index=True)
    sends = _by_account(sends, accounts, np.zeros(len(sends), dtype=bool))
    summer = (sends["at"] >= SUMMER[0]) & (sends["at"] < SUMMER[1])
    local = sends["at"].to_numpy() + np.where(summer, 3600, 0).astype("timedelta64[s]")
    sent_at = iso(local, "m", "") + np.where(summer, "+01:00", "+00:00").astype(object)
    return sends.assign(send_id=numbered("M", range(len(sends)), 5), sent_at=sent_at)


def _forms() -> pd.DataFrame:
    wordings = dictionary.words("online_store")["wordings"]
    rows = [
        (version, first, last, purposes, "true" if ticked else "false", wordings[version])
        for version, (first, last, purposes, ticked) in FORMS.items()
    ]
    return pd.DataFrame(rows, columns=["form_version", "from", "to", "purposes", "pre_ticked", "wording"])


def _campaigns() -> pd.DataFrame:
    rows = []
    for each in MAILINGS:
        name, subject = dictionary.words("online_store")["mailings"][each.id]
        exported = EXPORTED if each is SPRING_SALE else each.at - np.timedelta64(30, "m")
        way_out = "true" if each.way_out else "false"
        rows.append((each.id, name, each.purpose, f"{exported}Z", each.advertises, way_out, subject))
    columns = ["campaign_id", "name", "purpose", "list_exported_at", "advertises", "unsubscribe_link", "subject"]
    return pd.DataFrame(rows, columns=columns)


def _planted(size: Sizes) -> dict[str, int]:
    return size.each(LIST) | {
        "two-faults": size(TWO_FAULTS),
        "second-account": size(SECOND_ACCOUNT),
        "last-ten-business-days": size(LAST_DAYS),
        "soft-opt-in-evidence": size(SOFT["all four on record"]),
        "quick": size(QUICK),
        "same-minute": size(TIES),
        "came-back": size(AGAIN),
        "bought-later": size(LATER_BUYERS),
        "delayed": size(DELAYED),
        "service-that-sells": size(SERVICE_AFTER),
    }
