"""The online store: kitchen and home goods, two years of orders, a consent log, and a year of mailings.

One mailing, the spring sale, went to a list that had been exported three months before. Everybody on that list
belongs to exactly one of the groups in LIST, so the audit's counts are exact.
"""

import numpy as np
import pandas as pd

from ..dictionary import Truth
from ..package import World
from ..people import draw, people
from ..streams import bell, choose, iso, moments, quota, stream, weighted
from . import refunds, signup

LESSON = "02-consent-and-transparency"
LIST = {
    "after-withdrawal": 143,
    "never-asked": 120,
    "other-purpose": 80,
    "invalid-form": 210,
    "soft-opt-in": 300,
    "in-force": 1457,
}
OTHERS = {"later": 700, "left-before": 290, "buyer": 2900}
EXPORTED = np.datetime64("2025-01-06T07:30:00")
SPRING = np.datetime64("2025-04-14T09:00:00")  # UTC; the mail tool writes local time, then one hour ahead
ORDERS = 19_200

TWO_FAULTS = 38  # withdrew, and had been collected on the pre-ticked form
SECOND_ACCOUNT = 12  # said stop from a second account with the same address
LAST_DAYS = 9  # withdrew in the ten business days before the spring sale
BUYERS_WHO_LEFT = 31
LATER_BUYERS = 30  # on a pre-ticked form, bought only after the spring sale
QUICK = 23  # unsubscribed within the hour after the spring mail
TIES = 3  # withdrawal and mail in the same minute
AGAIN = 40  # withdrew in 2024 and came back before the export
DELAYED = 37  # mailed within three days after a withdrawal, outside the spring sale
SERVICE_AFTER = 61  # got the "service" mail that sells after saying stop
SOFT = {"all four on record": 164, "no chance to refuse": 58, "chance not recorded": 26, "not similar": 52}
POPUP = {"in-force": 150, "after-withdrawal": 17, "other-purpose": 24, "invalid-form": 31, "never-asked": 18}
POPUP_MAIL = np.datetime64("2025-11-28T17:30:00")

CATEGORIES = {"cookware": 26, "bakeware": 17, "tableware": 20, "coffee": 18, "textiles": 12, "garden": 7}
PRICES = {
    "cookware": (2900, 4500, 6900, 8900, 12900),
    "bakeware": (1400, 2200, 2900, 4200),
    "tableware": (1800, 2600, 3900, 5900),
    "coffee": (1900, 3400, 5900, 11900),
    "textiles": (1200, 1900, 2900),
    "garden": (1600, 2900, 5400),
}
MONTHS = (8, 7, 8, 8, 8, 7, 7, 7, 8, 9, 13, 12)
WEEKDAYS = (11, 10, 10, 10, 9, 9, 11)
HOURS = (3, 1, 1, 0, 0, 1, 2, 5, 8, 10, 11, 11, 12, 11, 10, 10, 11, 12, 13, 15, 17, 16, 11, 6)

FORMS = [  # version, from, to, purposes, pre-ticked, wording
    ("signup-v1", "2022-01-10", "2024-03-31", "offers", True, "[x] Yes, keep me up to date with news and offers"),
    (
        "signup-v2",
        "2024-04-01",
        "",
        "offers, newsletter",
        False,
        "[ ] Email me offers   [ ] Email me the monthly newsletter",
    ),
    ("footer-v1", "2023-03-01", "", "offers, newsletter", False, "Type your address to get our newsletter and offers"),
    ("checkout-v1", "2022-01-10", "2024-03-31", "offers", True, "[x] Send me offers on things like these"),
    ("prizedraw-v1", "2024-09-01", "2024-11-30", "prize_draw", False, "We use your address to tell you if you won"),
    ("restock-v1", "2023-06-01", "", "restock_alert", False, "Tell me when this is back in stock"),
    ("preferences-v1", "2024-01-15", "", "offers, newsletter", False, "Choose what we send you"),
    ("unsubscribe-v1", "2022-01-10", "", "all", False, "One click: stop all marketing"),
]
CAMPAIGNS = [  # id, name, purpose, day, hour (UTC), recipients, advertises, unsubscribe link, subject
    ("C01", "January newsletter", "newsletter", "2025-01-20", 10, 1290, "", True, "What we cooked in the dark weeks"),
    (
        "C02",
        "February offers",
        "offers",
        "2025-02-17",
        10,
        1350,
        "tableware",
        True,
        "Plates for two: 20 % off until Sunday",
    ),
    (
        "C03",
        "March newsletter",
        "newsletter",
        "2025-03-10",
        10,
        1300,
        "",
        True,
        "Spring onions, and how to keep knives sharp",
    ),
    (
        "S01",
        "Recall notice",
        "service",
        "2025-03-18",
        8,
        190,
        "",
        False,
        "Please stop using your Brook kettle: free replacement",
    ),
    ("C04", "Spring sale", "offers", "2025-04-14", 9, 2310, "cookware", True, "Spring sale: a third off pans"),
    ("C05", "May newsletter", "newsletter", "2025-05-12", 9, 1310, "", True, "Asparagus, briefly"),
    (
        "S02",
        "Delivery update",
        "service",
        "2025-05-20",
        9,
        480,
        "cookware",
        False,
        "Your delivery options have changed (and 15 % off pans until Sunday)",
    ),
    ("C06", "June offers", "offers", "2025-06-16", 9, 1400, "garden", True, "Eat outside: garden week"),
    ("C07", "July newsletter", "newsletter", "2025-07-14", 9, 1340, "", True, "Cold soups, ranked"),
    ("C08", "August offers", "offers", "2025-08-18", 9, 1390, "coffee", True, "Iced coffee kit, 25 % off"),
    ("C09", "September newsletter", "newsletter", "2025-09-15", 9, 1370, "", True, "Plums, three ways"),
    ("C10", "October offers", "offers", "2025-10-13", 9, 1420, "bakeware", True, "Tins and trays: buy two, pay one"),
    ("C11", "November offers", "offers", "2025-11-24", 10, 1450, "cookware", True, "Black week, quietly"),
    ("C12", "December newsletter", "newsletter", "2025-12-08", 10, 1363, "", True, "Biscuits that survive the post"),
]

_ORDER = "to fulfil orders and for tax"


def build(scale: float = 1.0) -> World:
    """The store at `scale` times its usual size (quotas are scaled and rounded)."""
    n = {name: round(count * scale) for name, count in {**LIST, **OTHERS}.items()}
    size = _Sizes(scale)
    crowd = people(stream("store", "people"), sum(n.values()))
    group = np.repeat(np.array(list(n), dtype=object), list(n.values()))
    crowd.loc[0, ["given_name", "family_name", "email"]] = ["Emma", "Clarke", "emma.clarke@example.com"]
    crowd["person"], crowd["group"], crowd["place"] = np.arange(len(crowd)), group, _place_in_group(group)
    crowd["town"] = draw(stream("store", "towns"), "town", np.repeat("en_GB", len(crowd)))
    log = _log(crowd, size)
    orders = _orders(crowd, size)
    sends, log = _sends(crowd, log, orders, size)
    tables, truths = _tables(crowd, log, sends, orders, size) | _popup(size), _truths(n, size)
    tables |= signup.tables(tables, size)
    tables |= refunds.tables(tables["customers"], tables["orders"], size)
    return World(tables, {truth.id: truth.value for truth in truths + signup.truths(size) + refunds.truths(size)})


class _Sizes:
    """The quotas at one scale: `size(QUICK)`."""

    def __init__(self, scale: float):
        self.scale = scale

    def __call__(self, count: int) -> int:
        return round(count * self.scale)


def _place_in_group(group: np.ndarray) -> np.ndarray:
    return pd.Series(group).groupby(group).cumcount().to_numpy()


def _log(crowd: pd.DataFrame, size: _Sizes) -> pd.DataFrame:
    """Consent events (person, at, purpose, action, form), without those that hang on a mailing."""
    rng = stream("store", "log")
    rows: list[pd.DataFrame] = []

    def add(who: np.ndarray, at: np.ndarray, purpose, action: str, form) -> None:
        rows.append(pd.DataFrame({"person": who, "at": at, "purpose": purpose, "action": action, "form": form}))

    def grant(who: np.ndarray, start: str, stop: str, forms: dict[str, int]) -> np.ndarray:
        at = moments(rng, start, stop, len(who), MONTHS, WEEKDAYS, HOURS)
        form = choose(rng, forms, len(who))
        add(who, at, "offers", "grant", form)
        both = (rng.integers(0, 10, len(who)) > 0) & ~np.isin(form, ["signup-v1", "checkout-v1"])
        add(who[both], at[both], "newsletter", "grant", form[both])
        return at

    def withdraw(who: np.ndarray, at: np.ndarray) -> None:
        everything = rng.integers(0, 6, len(who)) > 0
        everything[:1] = True
        add(
            who,
            at,
            np.where(everything, "all", "offers"),
            "withdraw",
            np.where(everything, "unsubscribe-v1", "preferences-v1"),
        )

    of = {name: crowd.index[crowd["group"] == name].to_numpy() for name in crowd["group"].unique()}
    valid, unticked = {"signup-v2": 6, "footer-v1": 3, "preferences-v1": 1}, {"footer-v1": 1}

    left = of["after-withdrawal"]
    faulty = left[len(left) - size(TWO_FAULTS) :]
    sound = left[: len(left) - size(TWO_FAULTS)]
    grant(sound, "2024-04-01", "2024-12-20", valid)
    grant(faulty, "2023-01-09", "2024-03-31", {"signup-v1": 1})
    when = moments(rng, "2025-01-07", "2025-03-21", len(left), hours=HOURS)
    late = left[1 : 1 + size(LAST_DAYS)]
    when[1 : 1 + len(late)] = moments(rng, "2025-04-02", "2025-04-11", len(late), hours=HOURS)
    when[0] = np.datetime64("2025-03-03T09:12:40")
    withdraw(left, when)

    other = of["other-purpose"]
    draws = size(50)
    add(
        other[:draws],
        moments(rng, "2024-09-01", "2024-11-30", draws, hours=HOURS),
        "prize_draw",
        "grant",
        "prizedraw-v1",
    )
    add(
        other[draws:],
        moments(rng, "2023-09-01", "2024-12-20", len(other) - draws, hours=HOURS),
        "restock_alert",
        "grant",
        "restock-v1",
    )
    grant(of["invalid-form"], "2023-01-09", "2024-03-31", {"signup-v1": 1})
    ticked = of["soft-opt-in"][: size(120)]
    add(ticked, moments(rng, "2024-01-08", "2024-03-31", len(ticked), hours=HOURS), "offers", "grant", "checkout-v1")

    steady = of["in-force"]
    back = steady[size(300) : size(300) + size(AGAIN)]
    grant(np.setdiff1d(steady, back), "2024-04-01", "2025-01-06", valid)
    grant(back, "2024-01-15", "2024-04-01", unticked)
    withdraw(back, moments(rng, "2024-05-01", "2024-08-01", len(back), hours=HOURS))
    grant(back, "2024-08-01", "2025-01-06", {"preferences-v1": 1})
    confirmed = steady[size(400) : size(490)]
    add(
        confirmed, moments(rng, "2023-01-09", "2024-03-31", len(confirmed), hours=HOURS), "offers", "grant", "signup-v1"
    )
    grant(of["later"], "2025-01-07", "2025-11-20", valid)
    gone = of["left-before"]
    grant(gone, "2023-06-01", "2024-04-01", unticked)
    withdraw(gone, moments(rng, "2024-04-02", "2025-01-01", len(gone), hours=HOURS))
    return pd.concat(rows, ignore_index=True)


def _in_force(log: pd.DataFrame, purpose: str, at: np.datetime64) -> np.ndarray:
    """Persons whose last word on `purpose` before `at` was yes, on a form that was not pre-ticked."""
    said = log[(log["at"] < at) & log["purpose"].isin([purpose, "all"])]
    last = said.sort_values("at", kind="stable").drop_duplicates("person", keep="last")
    yes = (last["action"] == "grant") & ~last["form"].isin(["signup-v1", "checkout-v1"])
    return np.sort(last.loc[yes, "person"].to_numpy())


def _sends(
    crowd: pd.DataFrame, log: pd.DataFrame, orders: pd.DataFrame, size: _Sizes
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All mailings, and the log with the withdrawals that hang on them."""
    rng = stream("store", "sends")
    of = {name: crowd.index[crowd["group"] == name].to_numpy() for name in crowd["group"].unique()}
    listed = np.concatenate([of[name] for name in LIST])
    minute = {c[0]: np.datetime64(f"{c[3]}T{c[4]:02d}:00:00") for c in CAMPAIGNS}
    spring_at = SPRING + rng.integers(0, 40, len(listed)) * 60

    steady = of["in-force"]
    quick, ties = steady[: size(QUICK)], steady[size(QUICK) : size(QUICK) + size(TIES)]
    marketing = [c for c in CAMPAIGNS if c[2] != "service" and c[0] != "C04"]
    after_spring = [c for c in marketing if c[3] > "2025-05-21"]
    delayed = steady[size(100) : size(100) + size(DELAYED)]
    where = rng.integers(0, len(after_spring), len(delayed))
    start = np.array([minute[c[0]] for c in after_spring])[where]
    extra = [
        (quick, spring_at[np.searchsorted(listed, quick)] + rng.integers(120, 3000, len(quick))),
        (ties, spring_at[np.searchsorted(listed, ties)] + rng.integers(5, 55, len(ties))),
        (delayed, start - rng.integers(2 * 3600, 66 * 3600, len(delayed))),
        (steady[size(600) : size(760)], moments(rng, "2025-05-21", "2025-12-20", size(760) - size(600), hours=HOURS)),
    ]
    log = pd.concat(
        [log]
        + [
            pd.DataFrame({"person": who, "at": at, "purpose": "all", "action": "withdraw", "form": "unsubscribe-v1"})
            for who, at in extra
        ],
        ignore_index=True,
    )
    rows = [pd.DataFrame({"person": listed, "at": spring_at, "campaign_id": "C04"})]
    for i, (campaign, _, purpose, *_) in enumerate(marketing):
        held = _in_force(log, purpose, minute[campaign])
        must = held[held == 0]
        drawn = rng.permutation(held[held > 0])[: size(marketing[i][5]) - len(must)]
        who = np.concatenate([must, drawn])
        if marketing[i] in after_spring:
            who = np.concatenate([who, delayed[where == after_spring.index(marketing[i])]])
        rows.append(
            pd.DataFrame(
                {"person": who, "at": minute[campaign] + rng.integers(0, 40, len(who)) * 60, "campaign_id": campaign}
            )
        )
    stopped = np.concatenate(
        [of["after-withdrawal"][:1], rng.permutation(of["after-withdrawal"][1:])[: size(SERVICE_AFTER) - 1]]
    )
    fine = np.setdiff1d(_in_force(log, "offers", minute["S02"]), stopped)
    buyers, sold = rng.permutation(of["buyer"]), orders.loc[orders["at"] < minute["S01"], "person"]
    served = {
        "S01": buyers[np.isin(buyers, sold)][: size(190)],
        "S02": np.concatenate([stopped, rng.permutation(fine)[: size(480) - len(stopped)]]),
    }
    rows += [
        pd.DataFrame({"person": who, "at": minute[c] + rng.integers(0, 40, len(who)) * 60, "campaign_id": c})
        for c, who in served.items()
    ]
    return pd.concat(rows, ignore_index=True), log


def _orders(crowd: pd.DataFrame, size: _Sizes) -> pd.DataFrame:
    """Orders (person, at, channel, category, amount, refusal)."""
    rng = stream("store", "orders")
    of = {name: crowd.index[crowd["group"] == name].to_numpy() for name in crowd["group"].unique()}
    soft = of["soft-opt-in"]
    kind = quota(rng, {name: size(count) for name, count in SOFT.items()})
    kind = np.resize(kind, len(soft))
    first = pd.DataFrame(
        {"person": soft, "at": moments(rng, "2024-01-01", "2025-01-05", len(soft), MONTHS, WEEKDAYS, HOURS)}
    )
    first["category"] = np.where(kind == "not similar", "textiles", "cookware")
    first["refusal"] = np.select([kind == "no chance to refuse", kind == "chance not recorded"], ["no", ""], "yes")
    first["channel"] = np.select(
        [kind == "no chance to refuse", kind == "chance not recorded"], ["phone", "marketplace"], "web"
    )
    after = of["invalid-form"][: size(LATER_BUYERS)]
    later = pd.DataFrame(
        {"person": after, "at": moments(rng, "2025-04-20", "2025-12-31", len(after), MONTHS, WEEKDAYS, HOURS)}
    )
    buyers = np.concatenate(
        [
            of["after-withdrawal"][: size(BUYERS_WHO_LEFT)],
            of["in-force"][::2],
            of["later"][::2],
            of["left-before"][::2],
            of["buyer"],
        ]
    )
    free = size(ORDERS) - len(first) - len(later) - len(buyers)
    eager = np.array([1, 1, 1, 1, 1, 1, 2, 2, 3, 5])[rng.integers(0, 10, len(buyers))]  # a few buy often
    who = np.concatenate([buyers, buyers[weighted(rng, eager, free)]])
    rest = pd.DataFrame(
        {"person": who, "at": moments(rng, "2024-01-01", "2026-01-01", len(who), MONTHS, WEEKDAYS, HOURS)}
    )
    orders = pd.concat([first, later, rest], ignore_index=True)
    n = len(orders)
    blank = orders["category"].isna()
    orders.loc[blank, "category"] = choose(rng, CATEGORIES, n)[blank]
    orders.loc[blank, "channel"] = choose(rng, {"web": 84, "phone": 5, "marketplace": 11}, n)[blank]
    offered = orders["channel"].map({"web": "yes", "phone": "no", "marketplace": ""})
    orders["refusal"] = orders["refusal"].where(~blank, offered)
    price = np.zeros(n, dtype=np.int64)
    pick, pieces = rng.random(n), rng.integers(0, 100, n)
    for category, points in PRICES.items():
        here = (orders["category"] == category).to_numpy()
        price[here] = np.array(points)[(pick[here] * len(points)).astype(int)]
    extras = np.maximum(0, (bell(rng, n) * 1500 + 1200).astype(np.int64)) // 50 * 50
    orders["amount"] = price * np.select([pieces < 58, pieces < 85], [1, 2], 3) + extras
    return orders


def _tables(crowd: pd.DataFrame, log: pd.DataFrame, sends: pd.DataFrame, orders: pd.DataFrame, size: _Sizes) -> dict:
    """Number the accounts, give some people a second one, and write times as each system writes them."""
    rng = stream("store", "accounts")
    first_seen = pd.concat([log[["person", "at"]], orders[["person", "at"]]]).groupby("person")["at"].min()
    crowd["created"] = crowd["person"].map(first_seen) - pd.to_timedelta(rng.integers(20, 400, len(crowd)), unit="s")
    fair = crowd["group"] == "never-asked"
    crowd.loc[fair, "created"] = np.datetime64("2024-11-11T16:02:00")
    crowd["source"] = np.select([fair, crowd["person"].isin(orders["person"])], ["fair-2024", "shop"], "sign-up")

    of = {name: crowd.index[crowd["group"] == name].to_numpy() for name in crowd["group"].unique()}
    twice = np.concatenate(
        [
            of["after-withdrawal"][40 : 40 + size(SECOND_ACCOUNT)],
            of["soft-opt-in"][200 : 200 + size(6)],
            of["buyer"][: size(22)],
        ]
    )
    second = crowd.loc[twice].copy()
    second["email"] = second["email"].str.title()
    second["created"] = second["created"] + np.timedelta64(20 * 86_400, "s")
    accounts = pd.concat([crowd.assign(main=True), second.assign(main=False)], ignore_index=True)
    accounts = accounts.sort_values(["created", "person", "main"], ascending=[True, True, False], kind="stable")
    width = max(4, len(str(len(accounts))))
    accounts["customer_id"] = [f"C{i:0{width}d}" for i in range(1, len(accounts) + 1)]
    main = accounts[accounts["main"]].set_index("person")
    spare = accounts[~accounts["main"]].set_index("person")

    def owner(person: pd.Series, use_spare: np.ndarray) -> pd.DataFrame:
        """Account and address by which a row was written."""
        columns = ["customer_id", "email"]
        chosen = main.loc[person, columns].reset_index(drop=True)
        chosen[use_spare] = spare.loc[person[use_spare], columns].to_numpy()
        return chosen

    log = log.sort_values(["at", "person", "purpose"], kind="stable").reset_index(drop=True)
    hidden = (log["person"].isin(twice) & (log["action"] == "withdraw")).to_numpy()
    log[["customer_id", "email"]] = owner(log["person"], hidden)
    orders = orders.sort_values(["at", "person"], kind="stable").reset_index(drop=True)
    split = orders["person"].isin(twice[size(SECOND_ACCOUNT) :]).to_numpy() & (orders.index % 2 == 0)
    split &= (orders["at"] > orders["person"].map(spare["created"])).to_numpy()  # no order before its account
    orders["customer_id"] = owner(orders["person"], split)["customer_id"]
    sends = sends.sort_values(["at", "campaign_id", "person"], kind="stable").reset_index(drop=True)
    sends[["customer_id", "email"]] = owner(sends["person"], np.zeros(len(sends), dtype=bool))
    summer = (sends["at"] >= np.datetime64("2025-03-30T01:00:00")) & (
        sends["at"] < np.datetime64("2025-10-26T01:00:00")
    )
    local = sends["at"].to_numpy() + np.where(summer, 3600, 0).astype("timedelta64[s]")
    return {
        "customers": accounts.assign(created_at=iso(accounts["created"].to_numpy())),
        "orders": orders.assign(
            order_id=[f"O{i:05d}" for i in range(1, len(orders) + 1)],
            ordered_at=iso(orders["at"].to_numpy()),
            amount_cents=orders["amount"],
            refusal_offered=orders["refusal"],
        ),
        "forms": (
            pd.DataFrame(FORMS, columns=["form_version", "from", "to", "purposes", "pre_ticked", "wording"]).replace(
                {"pre_ticked": {True: "true", False: "false"}}
            )
        ),
        "consents": log.assign(
            event_id=[f"E{i:05d}" for i in range(1, len(log) + 1)],
            recorded_at=iso(log["at"].to_numpy()),
            form_version=log["form"],
        ),
        "campaigns": _campaigns(),
        "sends": sends.assign(
            send_id=[f"M{i:05d}" for i in range(1, len(sends) + 1)],
            sent_at=iso(local, "m", "") + np.where(summer, "+01:00", "+00:00").astype(object),
        ),
    }


def _popup(size: _Sizes) -> dict[str, pd.DataFrame]:
    """A second, smaller shop with its own habits of writing things down: for the transfer task."""
    rng = stream("store", "pop-up")
    group = np.repeat(list(POPUP), [size(count) for count in POPUP.values()])
    address = people(rng, len(group))["email"].to_numpy()
    topic = {"other-purpose": "workshop"}
    sheet = {"invalid-form": "paper"}
    asked = np.flatnonzero(group != "never-asked")
    left = np.flatnonzero(group == "after-withdrawal")
    begun = moments(rng, "2025-11-01", "2025-11-20", len(asked), hours=HOURS)
    log = pd.concat(
        [
            pd.DataFrame(
                {
                    "at": begun,
                    "address": address[asked],
                    "topic": [topic.get(g, "offers") for g in group[asked]],
                    "said": "yes",
                    "sheet": [sheet.get(g, "tablet") for g in group[asked]],
                }
            ),
            pd.DataFrame(
                {
                    "at": moments(rng, "2025-11-21", "2025-11-28", len(left), hours=HOURS),
                    "address": address[left],
                    "topic": "offers",
                    "said": "stop",
                    "sheet": "link",
                }
            ),
        ]
    )
    log = log.sort_values(["at", "address"], kind="stable", ignore_index=True)
    typed = np.where(
        rng.integers(0, np.where(log["said"] == "stop", 3, 9)) == 0, log["address"].str.capitalize(), log["address"]
    )
    log = log.assign(row=log.index + 1, time=_wall(log["at"].to_numpy()), address=typed)
    mails = pd.DataFrame({"address": address[rng.permutation(len(address))]})
    at = np.sort(POPUP_MAIL + rng.integers(0, 12, len(mails)) * 60)
    return {"popup_log": log, "popup_mails": mails.assign(row=mails.index + 1, time=_wall(at))}


def _wall(times: np.ndarray) -> np.ndarray:
    return np.char.replace(iso(times, "m", "").astype(str), "T", " ")


def _campaigns() -> pd.DataFrame:
    rows = []
    for campaign, name, purpose, day, hour, _, advertises, link, subject in CAMPAIGNS:
        exported = EXPORTED if campaign == "C04" else np.datetime64(f"{day}T{hour - 1:02d}:30:00")
        rows.append((campaign, name, purpose, f"{exported}Z", advertises, "true" if link else "false", subject))
    return pd.DataFrame(
        rows,
        columns=["campaign_id", "name", "purpose", "list_exported_at", "advertises", "unsubscribe_link", "subject"],
    )


def _truths(n: dict[str, int], size: _Sizes) -> list[Truth]:
    def counted(name: str, says: str, value: int, table: str = "sends") -> Truth:
        return Truth(name, LESSON, "counted", says, value, table)

    return [
        counted("after-withdrawal", "Spring sale: mails to people who had said stop.", n["after-withdrawal"]),
        counted("never-asked", "Spring sale: mails to people who never bought and were never asked.", n["never-asked"]),
        counted("other-purpose", "Spring sale: mails to non-buyers who agreed to something else.", n["other-purpose"]),
        counted("invalid-form", "Spring sale: mails to non-buyers whose box was ticked for them.", n["invalid-form"]),
        counted("soft-opt-in", "Spring sale: mails that rest on an earlier purchase alone.", n["soft-opt-in"]),
        counted("in-force", "Spring sale: mails with consent in force.", n["in-force"]),
        counted("two-faults", "Of those after a withdrawal: collected on a pre-ticked form as well.", size(TWO_FAULTS)),
        counted(
            "second-account",
            "Of those after a withdrawal: hidden unless accounts are joined by address.",
            size(SECOND_ACCOUNT),
            "customers",
        ),
        counted(
            "last-ten-business-days",
            "Of those after a withdrawal: withdrew within ten business days before.",
            size(LAST_DAYS),
        ),
        counted(
            "soft-opt-in-evidence",
            "Of those resting on a purchase: all four conditions on record.",
            size(SOFT["all four on record"]),
        ),
        counted(
            "quick",
            "Spring sale: unsubscribed within the hour after the mail (wrong if offsets are dropped).",
            size(QUICK),
        ),
        counted(
            "same-minute", "Spring sale: withdrawal and mail in the same minute; the order cannot be told.", size(TIES)
        ),
        counted("came-back", "Spring sale: withdrew once and agreed again before the export.", size(AGAIN)),
        counted(
            "bought-later", "Spring sale: pre-ticked form, bought only after the mail.", size(LATER_BUYERS), "orders"
        ),
        counted("delayed", "Other marketing: mails within three days after a withdrawal.", size(DELAYED)),
        *[
            counted(f"popup-{cause}", f"Pop-up shop, mail about offers: {cause}.", size(count), "popup_mails")
            for cause, count in POPUP.items()
        ],
        counted(
            "service-that-sells",
            "Delivery update (labelled service, sells pans): mails after a withdrawal.",
            size(SERVICE_AFTER),
        ),
    ]
