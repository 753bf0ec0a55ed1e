"""The online store's welcome form, the test of a shorter one, what its pages and mails record, and how long it is kept.

Fourteen fields. Five change a decision when they are taken away alone. Three more, postcode, town and region, stand in
for one another: the delivery promise is read from the first of them that is there, so that none is missed alone and
all three are missed together. Whatever one of the others says, nothing follows from it.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from ..dictionary import Column, Table, Truth
from ..streams import choose, iso, moments, quota, stream

LESSON = "03-collect-less"
TODAY = "2026-01-01"

REGIONS = {  # region: letters of its postcodes (no real one begins with Q), how many of 150 towns, delivery promise
    "Capital": ("QA", 26, "next day"),
    "East": ("QB", 26, "next day"),
    "North": ("QC", 24, "two days"),
    "South": ("QD", 24, "two days"),
    "West": ("QE", 22, "two days"),
    "Uplands": ("QF", 18, "two days"),
    "Islands": ("QG", 10, "by appointment"),
}
EARLY = {"next day": 110, "two days": 210, "by appointment": 20}  # forms filled in from April to June 2024
LATER = {"next day": 540, "two days": 1040, "by appointment": 80}
FORMS = sum(EARLY.values()) + sum(LATER.values())
INTERESTS = {"cookware": 610, "": 70, "bakeware": 360, "tableware": 340, "coffee": 330, "textiles": 170, "garden": 120}
HOUSEHOLD = {"1": 430, "2": 850, "3": 320, "4": 290, "5+": 110}
OFTEN = {"monthly": 1540, "weekly": 460}
GENDERS = {"woman": 1060, "man": 780, "other": 30, "": 130}
HEARD = {"a friend": 250, "search": 240, "the fair": 60, "a magazine": 70, "": 1380}
BORN, NEW_YEAR = 1400, 84  # gave a birth date; typed 1 January, most of them to get past the field
PHONES, BANDS, FAMILY_NAMES = 820, 1690, 1930

COMPLETED = {("phone", "short"): 0.40, ("phone", "long"): 0.32, ("desktop", "short"): 0.50, ("desktop", "long"): 0.42}
DIFFERENCE, WIDEST = 0.08, 0.065
IN_TEST, BEFORE = 1000, 1000  # visits for each device and form in the test; for each device before it

HOURS = (2, 1, 0, 0, 0, 1, 2, 5, 8, 10, 11, 11, 12, 11, 10, 10, 11, 12, 13, 15, 17, 16, 11, 6)
PAGES = {"watering can": 9, "planter": 7, "lantern": 6, "fire bowl": 4, "garden table": 3, "herb kit": 3}
OLD = {"yes": 166, "no": 90, "none": 140, "baskets": 19, "purchases": 5}  # before 1 July 2025
NEW = {"yes": 1934, "no": 1060, "none": 1610, "baskets": 191, "purchases": 57}
OPENS = {"C09": 480, "C10": 500, "C11": 520, "C12": 470}
BY_PROXY = 3  # in ten opens: fetched by the mail provider, not by a reader
DEVICES = {"phone": 62, "laptop": 27, "tablet": 11}
RANGES = ("192.0.2", "198.51.100", "203.0.113")  # RFC 5737: kept for documentation
PAST = {"signups": sum(EARLY.values()), "browsing": sum(OLD.values()), "mail_opens": OPENS["C09"]}

TABLE = {"low": 66, "middle": 42, "adult": 72}
LEFT_HANDED = 21

FIELDS = [  # field, what the form asks, required, what reads it
    ("email", "Your mail address", True, "welcome mail"),
    ("given_name", "Given name", True, ""),
    ("family_name", "Family name", False, ""),
    ("phone", "Mobile number", False, ""),
    ("gender", "Gender", False, ""),
    ("birth_date", "Birth date", False, "birthday offer"),
    ("age_band", "Age", False, ""),
    ("postcode", "Postcode, first part and one digit", True, "delivery promise"),
    ("town", "Town", True, "delivery promise"),
    ("region", "Region", True, "delivery promise"),
    ("household", "How many are you at home?", True, "welcome offer"),
    ("interest", "What do you cook with most?", False, "welcome offer"),
    ("mail_often", "How often may we write?", True, "rhythm of mails"),
    ("how_heard", "How did you hear of us?", False, ""),
]
RETENTION = [  # table, its date, months, why
    ("orders", "ordered_at", 72, "tax law sets a minimum: ask what it is where you are"),
    ("signups", "signed_up_at", 18, "our own rule: the welcome is over by then"),
    ("browsing", "at", 6, "our own rule: one season of garden pages"),
    ("mail_opens", "opened_at", 3, "our own rule: until the next mailing is planned"),
    ("form_test", "shown_at", 12, "our own rule: until the test has been read twice"),
]

_NOBODY = "none is written down"
_WELCOME, _FORM = "to welcome a new customer", "18 months after the form"
_WATCH, _TEST = "to see which garden pages sell", "to compare two forms"
_WORKSHOP = "to seat the workshop of 29 November 2025"
TABLES = (
    Table(
        "signups",
        "One row for each welcome form that was filled in, and what the shop decided by it.",
        "customer_id",
        (
            Column("customer_id", "string", "Account", "yes", _WELCOME, _FORM),
            Column("signed_up_at", "datetime", "When the form was sent, UTC", "yes", _WELCOME, _FORM),
            *[
                Column(
                    name,
                    "date" if name == "birth_date" else "string",
                    asks,
                    "yes",
                    _WELCOME if used else _NOBODY,
                    _FORM,
                )
                for name, asks, _, used in FIELDS
            ],
            Column("welcome_offer", "string", "Decided: which goods, in which size", "yes", _WELCOME, _FORM),
            Column(
                "delivery",
                "string",
                "Decided: the delivery promise",
                "yes",
                _WELCOME,
                _FORM,
                choices=("next day", "two days", "by appointment"),
            ),
        ),
        {"customer_id": "customers.customer_id"},
    ),
    Table(
        "form_fields",
        "The fourteen fields of the welcome form, and which decision reads them.",
        "column",
        (
            Column("column", "string", "Field"),
            Column("asks", "string", "The words on the form"),
            Column("required", "boolean", "Can the form be sent without it?"),
            Column("used_by", "string", "Which decision reads it; empty: none"),
        ),
    ),
    Table(
        "delivery_zones",
        "Which delivery promise goes with which place, as the shop's rule has it.",
        "place",
        (
            Column("place", "string", "First letters of a postcode, a town or a region"),
            Column("kind", "string", "Which of these", choices=("postcode", "town", "region")),
            Column("delivery", "string", "The promise"),
        ),
    ),
    Table(
        "form_test",
        "Visits to the form: before the test each device had its own, in the test a draw gave long or short.",
        "visit",
        (
            Column("visit", "string", "Visit; no name, no cookie", "no"),
            Column("period", "string", "Before the test, or in it", choices=("before", "test")),
            Column("shown_at", "date", "Day"),
            Column("device", "string", "Phone or desktop", choices=("phone", "desktop")),
            Column("form", "string", "Which form was shown", "no", _TEST, "12 months", choices=("short", "long")),
            Column("completed", "boolean", "Was it sent?", "no", _TEST, "12 months"),
        ),
    ),
    Table(
        "browsing",
        "What the analytics tool kept of one visitor in five on the garden pages, from 16 June 2025.",
        "event",
        (
            Column("event", "string", "Event", "yes", _WATCH, "6 months"),
            Column("at", "datetime", "When, UTC", "yes", _WATCH, "6 months"),
            Column("cookie", "string", "The mark that the tool put on the visitor's device", "yes", _WATCH, "6 months"),
            Column(
                "answer",
                "string",
                "What the visitor had answered to the cookie banner by then",
                "yes",
                _WATCH,
                "6 months",
                choices=("yes", "no", "none"),
            ),
            Column(
                "action", "string", "What was seen", "yes", _WATCH, "6 months", choices=("view", "basket", "purchase")
            ),
            Column("page", "string", "Which page", "yes", _WATCH, "6 months", choices=tuple(PAGES)),
            Column("order_id", "string", "Order, for a purchase", "yes", _WATCH, "6 months"),
        ),
        {},
    ),
    Table(
        "mail_opens",
        "What the pixel in the mails reported, from September 2025.",
        "open",
        (
            Column("open", "string", "Report", "yes", _NOBODY, "3 months"),
            Column("send_id", "string", "Which mail, and so who", "yes", _NOBODY, "3 months"),
            Column("opened_at", "datetime", "When the picture was fetched, UTC", "yes", _NOBODY, "3 months"),
            Column("ip", "string", "Network address that fetched it", "yes", _NOBODY, "3 months"),
            Column("device", "string", "What fetched it", "yes", _NOBODY, "3 months", choices=(*DEVICES, "mail proxy")),
        ),
        {"send_id": "sends.send_id"},
    ),
    Table(
        "retention",
        "How long the store says it keeps a row.",
        "table",
        (
            Column("table", "string", "Table"),
            Column("date_column", "string", "From which date the months count"),
            Column("kept_months", "integer", "How many", unit="months"),
            Column("why", "string", "By whose rule"),
        ),
    ),
    Table(
        "workshop_bookings",
        "Bookings for the knife workshop of 29 November 2025: for the transfer task.",
        "booking",
        (
            Column("booking", "integer", "Line"),
            Column("name", "string", "Name", "yes", _WORKSHOP, "a month"),
            Column("email", "string", "Mail address", "yes", _WORKSHOP, "a month"),
            Column("phone", "string", "Mobile number", "yes", _NOBODY, "a month"),
            Column("age", "integer", "Age in years", "yes", _WORKSHOP, "a month", unit="years"),
            Column("birth_year", "integer", "Year of birth", "yes", _WORKSHOP, "a month"),
            Column("school_year", "string", "Year at school; none: not at school", "yes", _WORKSHOP, "a month"),
            Column("left_handed", "string", "Left-handed?", "yes", _WORKSHOP, "a month", choices=("yes", "no")),
            Column("how_heard", "string", "How they heard of it", "yes", _NOBODY, "a month"),
        ),
    ),
)


def tables(world: Mapping[str, pd.DataFrame], size: Callable[[int], int]) -> dict[str, pd.DataFrame]:
    """The tables of this lesson for the store's `customers`, `orders` and `sends`; `size` scales a quota."""
    places = _places()
    return {
        "signups": _signups(world["customers"], places, size),
        "form_test": _form_test(size),
        "browsing": _browsing(world["orders"], size),
        "mail_opens": _mail_opens(world["sends"], size),
        "form_fields": (
            pd.DataFrame(FIELDS, columns=["column", "asks", "required", "used_by"]).replace(
                {"required": {True: "true", False: "false"}}
            )
        ),
        "delivery_zones": _zones(places),
        "workshop_bookings": _workshop(world["customers"], size),
        "retention": pd.DataFrame(RETENTION, columns=["table", "date_column", "kept_months", "why"]),
    }


def _some(rng: np.random.Generator, n: int, count: int) -> np.ndarray:
    """True exactly `count` times in `n`."""
    return rng.permutation(np.arange(n) < count)


def _scaled(counts: Mapping[str, int], size: Callable[[int], int], n: int) -> dict[str, int]:
    """The quotas at this size; what rounding leaves over goes to the first."""
    found = {name: size(count) for name, count in counts.items()}
    first = next(iter(found))
    return found | {first: found[first] + n - sum(found.values())}


def _places() -> pd.DataFrame:
    """Each town with its region, the letters of its postcodes and its district."""
    from ..people import pools

    towns = np.array(pools()["en_GB"]["town"], dtype=object)
    towns = towns[stream("store", "regions").permutation(len(towns))]
    region = np.repeat(np.array(list(REGIONS), dtype=object), [count for _, count, _ in REGIONS.values()])
    found = pd.DataFrame({"town": towns, "region": np.resize(region, len(towns))})
    found["area"] = found["region"].map({name: letters for name, (letters, _, _) in REGIONS.items()})
    found["delivery"] = found["region"].map({name: promise for name, (_, _, promise) in REGIONS.items()})
    found["district"] = found["area"] + (found.groupby("region").cumcount() % 9 + 1).astype(str)
    return found.set_index("town")


def _zones(places: pd.DataFrame) -> pd.DataFrame:
    regions = pd.DataFrame([(name, "region", promise) for name, (_, _, promise) in REGIONS.items()])
    areas = pd.DataFrame([(letters, "postcode", promise) for letters, _, promise in REGIONS.values()])
    towns = pd.DataFrame({0: places.index, 1: "town", 2: places["delivery"].to_numpy()}).sort_values(0, kind="stable")
    return pd.concat([areas, regions, towns], ignore_index=True).set_axis(["place", "kind", "delivery"], axis=1)


def _signups(customers: pd.DataFrame, places: pd.DataFrame, size: Callable[[int], int]) -> pd.DataFrame:
    rng = stream("store", "sign-ups")
    able = customers[customers["main"] & (customers["source"] != "fair-2024") & (customers["created"] >= "2024-04-01")]
    able = able.assign(delivery=able["town"].map(places["delivery"]), lot=rng.permutation(len(able)))
    able.loc[able["email"] == "emma.clarke@example.com", "lot"] = -1
    early, chosen = able["created"] < pd.Timestamp("2024-07-01") - pd.Timedelta(hours=1), []
    for period, counts in ((early, EARLY), (able["created"] >= "2024-07-01", LATER)):
        for promise, count in counts.items():
            here = able[period & (able["delivery"] == promise)].sort_values("lot", kind="stable")
            if len(here) < size(count):
                raise ValueError(f"only {len(here)} accounts for {size(count)} forms: {promise}")
            chosen.append(here.head(size(count)))
    form = pd.concat(chosen).sort_values(["created", "customer_id"], kind="stable").reset_index(drop=True)
    n = len(form)
    form["signed_up_at"] = iso(form["created"].to_numpy() + rng.integers(40, 900, n).astype("timedelta64[s]"))
    form["family_name"] = form["family_name"].where(_some(rng, n, size(FAMILY_NAMES)), "")
    form["phone"] = np.where(_some(rng, n, size(PHONES)), _phones(rng, n), "")
    for name, counts in (
        ("gender", GENDERS),
        ("interest", INTERESTS),
        ("household", HOUSEHOLD),
        ("mail_often", OFTEN),
        ("how_heard", HEARD),
    ):
        form[name] = quota(rng, _scaled(counts, size, n))
    emma = form.index[(form["email"] == "emma.clarke@example.com") & (form["gender"] != "woman")]
    other = form.index[form["gender"] == "woman"][: len(emma)]
    form.loc[[*emma, *other], "gender"] = form.loc[[*other, *emma], "gender"].to_numpy()
    form["region"] = form["town"].map(places["region"])
    form["postcode"] = form["town"].map(places["district"]) + " " + pd.Series(rng.integers(1, 5, n)).astype(str)
    born = np.datetime64("1944-01-02") + rng.integers(0, 62 * 365, n)
    first = (born.astype("datetime64[M]").astype(int) % 12 == 0) & (born == born.astype("datetime64[M]"))
    born = np.where(first, born + np.timedelta64(1, "D"), born)
    age = 2025 - (born.astype("datetime64[Y]").astype(int) + 1970)
    gave = rng.permutation(n)
    year = np.array(["1900", "1970", "1980", "1990", "2000"])[rng.integers(0, 5, n)]
    text = np.datetime_as_string(born, unit="D").astype(object)
    text[gave[: size(NEW_YEAR)]] = (pd.Series(year[gave[: size(NEW_YEAR)]]) + "-01-01").to_numpy()
    text[gave[size(BORN) :]] = ""
    form["birth_date"] = text
    band = np.select([age < 30, age < 45, age < 60], ["under 30", "30 to 44", "45 to 59"], "60 and over")
    form["age_band"] = np.where(_some(rng, n, size(BANDS)), band, "")
    form["welcome_offer"] = form["interest"].replace("", "cookware") + np.where(
        form["household"].isin(["1", "2"]), " for two", " for a family"
    )
    return form


def _phones(rng: np.random.Generator, n: int) -> np.ndarray:
    """Numbers that Ofcom keeps for fiction."""
    return np.array([f"07700 900{number:03d}" for number in rng.integers(0, 1000, n)], dtype=object)


def _form_test(size: Callable[[int], int]) -> pd.DataFrame:
    rng = stream("store", "form test")
    blocks = [("before", device, form, size(BEFORE)) for device, form in (("phone", "short"), ("desktop", "long"))]
    blocks += [("test", device, form, size(IN_TEST)) for device, form in COMPLETED]
    found = pd.DataFrame([block[:3] for block in blocks for _ in range(block[3])], columns=["period", "device", "form"])
    start = np.where(found["period"] == "before", np.datetime64("2025-07-07"), np.datetime64("2025-09-01"))
    found["shown_at"] = start + rng.integers(0, 56, len(found)).astype("timedelta64[D]")
    chance = [COMPLETED[pair] for pair in zip(found["device"], found["form"])]
    found["completed"] = np.where(rng.random(len(found)) < np.array(chance), "true", "false")
    found["shown_at"] = np.datetime_as_string(found["shown_at"].to_numpy().astype("datetime64[D]"))
    found = found.loc[rng.permutation(len(found))].sort_values("shown_at", kind="stable", ignore_index=True)
    return found.assign(visit=[f"V{i:05d}" for i in range(1, len(found) + 1)])


def _browsing(orders: pd.DataFrame, size: Callable[[int], int]) -> pd.DataFrame:
    """Two stretches of one log, so that what is past its date can be counted beforehand."""
    rng = stream("store", "browsing")
    garden = orders[(orders["category"] == "garden") & (orders["channel"] == "web")]
    found = []
    for start, stop, counts in (("2025-06-16", "2025-07-01", OLD), ("2025-07-01", "2026-01-01", NEW)):
        views = {answer: size(counts[answer]) for answer in ("yes", "no", "none")}
        here = garden[(garden["at"] >= f"{start}T02:00:00") & (garden["at"] < stop)]
        if len(here) < size(counts["purchases"]):
            raise ValueError(f"only {len(here)} garden orders for {size(counts['purchases'])} purchases")
        bought = here.iloc[np.sort(rng.permutation(len(here))[: size(counts["purchases"])])]
        answer = np.repeat(np.array(list(views), dtype=object), [(count + 1) // 2 for count in views.values()])
        n = len(answer)
        last = moments(rng, start, stop, n, hours=HOURS)
        buyer = rng.permutation(n)
        last[buyer[: len(bought)]] = bought["at"].to_numpy()
        page, mark = choose(rng, PAGES, n), rng.integers(0, 16**12, n)
        again = np.concatenate([np.repeat(np.flatnonzero(answer == name), 2)[:count] for name, count in views.items()])
        filled = buyer[: max(size(counts["baskets"]), len(bought))]
        who = np.concatenate([again, filled, buyer[: len(bought)]])
        action = np.repeat(["view", "basket", "purchase"], [len(again), len(filled), len(bought)])
        wait = np.select(
            [action == "view", action == "basket"],
            [rng.integers(300, 3000, len(who)), rng.integers(60, 300, len(who))],
            0,
        )
        at = np.maximum(last[who] - wait.astype("timedelta64[s]"), np.datetime64(f"{start}T00:00:00"))
        found.append(
            pd.DataFrame(
                {
                    "time": at,
                    "cookie": [f"{m:012x}" for m in mark[who]],
                    "answer": answer[who],
                    "action": action,
                    "page": page[who],
                    "order_id": [""] * (len(again) + len(filled)) + bought["order_id"].tolist(),
                }
            )
        )
    log = pd.concat(found).sort_values(["time", "cookie", "action"], kind="stable", ignore_index=True)
    return log.assign(at=iso(log["time"].to_numpy()), event=[f"B{i:05d}" for i in range(1, len(log) + 1)])


def _mail_opens(sends: pd.DataFrame, size: Callable[[int], int]) -> pd.DataFrame:
    rng = stream("store", "mail opens")
    sets = [set(sends.loc[sends["campaign_id"] == campaign, "person"]) for campaign in OPENS]
    reader = min(set.intersection(*sets) - {0})  # one who opens every mail late in the evening, on a phone
    found = []
    for campaign, count in OPENS.items():
        here = sends[sends["campaign_id"] == campaign].reset_index(drop=True)
        order = rng.permutation(len(here))
        order = np.concatenate(
            [np.flatnonzero(here["person"] == reader), order[here["person"].to_numpy()[order] != reader]]
        )
        chosen, n = here.iloc[order[: size(count)]], size(count)
        proxy = np.arange(n) % 10 < BY_PROXY
        proxy[0] = False
        later = np.where(proxy, rng.integers(2, 40, n), (rng.random(n) ** 3 * 12 * 86_400).astype(np.int64) + 60)
        device = np.where(proxy, "mail proxy", choose(rng, DEVICES, n))
        at = chosen["at"].to_numpy() + later.astype("timedelta64[s]")
        at[0] = at[0].astype("datetime64[D]").astype("datetime64[s]") + (23 * 3600 + rng.integers(1500, 3500))
        device[0] = "phone"
        net = np.array(RANGES, dtype=object)[rng.integers(0, 3, n)]
        ip = [f"{a}.{b}" for a, b in zip(net, rng.integers(1, 255, n))]
        found.append(pd.DataFrame({"send_id": chosen["send_id"].to_numpy(), "time": at, "ip": ip, "device": device}))
    log = pd.concat(found).sort_values(["time", "send_id"], kind="stable", ignore_index=True)
    return log.assign(opened_at=iso(log["time"].to_numpy()), open=[f"P{i:05d}" for i in range(1, len(log) + 1)])


def _workshop(customers: pd.DataFrame, size: Callable[[int], int]) -> pd.DataFrame:
    rng = stream("store", "workshop")
    table = quota(rng, {name: size(count) for name, count in TABLE.items()})
    n = len(table)
    who = customers.iloc[np.sort(rng.permutation(len(customers))[:n])].reset_index(drop=True)
    age = np.select(
        [table == "low", table == "middle"], [rng.integers(7, 12, n), rng.integers(12, 18, n)], rng.integers(18, 76, n)
    )
    return pd.DataFrame(
        {
            "booking": np.arange(1, n + 1),
            "name": who["given_name"] + " " + who["family_name"],
            "email": who["email"],
            "phone": _phones(rng, n),
            "age": age,
            "birth_year": 2025 - age,
            "school_year": np.where(age < 18, (age - 5).astype(str), "none"),
            "left_handed": np.where(_some(rng, n, size(LEFT_HANDED)), "yes", "no"),
            "how_heard": choose(rng, HEARD, n),
        }
    )


def truths(size: Callable[[int], int]) -> list[Truth]:
    """What is planted here."""

    def counted(name: str, says: str, value: int, table: str = "signups") -> Truth:
        return Truth(name, LESSON, "counted", says, value, table)

    forms = sum(size(count) for counts in (EARLY, LATER) for count in counts.values())
    away = sum(size(count) for counts in (EARLY, LATER) for promise, count in counts.items() if promise != "two days")
    alone = {
        "email": forms,
        "interest": sum(size(INTERESTS[k]) for k in INTERESTS if k not in ("", "cookware")),
        "household": sum(size(HOUSEHOLD[k]) for k in ("3", "4", "5+")),
        "birth_date": size(BORN),
        "mail_often": size(OFTEN["weekly"]),
    }
    stored = {a: size(OLD[a]) + size(NEW[a]) for a in ("yes", "no", "none")}
    return [
        *[
            counted(
                f"changed-without-{name}", f"Forms for which a decision changes when {name} alone is taken away.", count
            )
            for name, count in alone.items()
        ],
        counted("changed-without-any-other-field", "The same for each of the nine other fields, alone.", 0),
        counted(
            "changed-without-the-place",
            "Forms for which a decision changes when postcode, town and region go together.",
            away,
        ),
        counted("typed-new-year", "Birth dates that are 1 January.", size(NEW_YEAR)),
        *[
            counted(f"past-{table}", f"Rows past their date on {TODAY}.", count, table)
            for table, count in {
                "signups": sum(size(c) for c in EARLY.values()),
                "browsing": sum(size(c) for c in OLD.values()),
                "mail_opens": size(OPENS["C09"]),
            }.items()
        ],
        *[
            counted(
                f"views-answer-{answer}",
                f"Views on the garden pages stored when the answer to the banner was: {answer}.",
                count,
                "browsing",
            )
            for answer, count in stored.items()
        ],
        counted(
            "workshop-without-age-group",
            "Bookings that change tables when age, birth_year and school_year go together.",
            size(TABLE["low"]) + size(TABLE["middle"]),
            "workshop_bookings",
        ),
        counted(
            "workshop-without-left-handed",
            "Bookings that change knives when left_handed goes.",
            size(LEFT_HANDED),
            "workshop_bookings",
        ),
        Truth(
            "short-against-long",
            LESSON,
            "estimated",
            "What the short form adds to the share of forms sent.",
            DIFFERENCE,
            "form_test",
            "share sent of visits shown the short form, less the share sent of visits shown the long one, over all"
            " visits of the test",
            f"{4 * size(IN_TEST):,} visits, half of each device, half of each form by draw",
            WIDEST,
        ),
    ]
