"""The online store's welcome form, the test of a shorter one, what its pages and mails record, and how long it is kept.

Fourteen fields. Five change a decision when they are taken away alone. Three more, postcode, town and region, stand in
for one another: the delivery promise is read from the first of them that is there, so that none is missed alone and
all three are missed together. Whatever one of the others says, nothing follows from it.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .. import dictionary
from ..people import pools
from ..streams import Sizes, choose, iso, moments, numbered, quota, stream, take

TODAY = "2026-01-01"  # what is past its date, is so on this day

FIELDS = {  # of the welcome form: required, the decision that reads it
    "email": (True, "welcome mail"),
    "given_name": (True, ""),
    "family_name": (False, ""),
    "phone": (False, ""),
    "gender": (False, ""),
    "birth_date": (False, "birthday offer"),
    "age_band": (False, ""),
    "postcode": (True, "delivery promise"),
    "town": (True, "delivery promise"),
    "region": (True, "delivery promise"),
    "household": (True, "welcome offer"),
    "interest": (False, "welcome offer"),
    "mail_often": (True, "rhythm of mails"),
    "how_heard": (False, ""),
}
REGIONS = {  # region: letters of its postcodes (no real one begins with Q), how many of 150 towns, delivery promise
    "Capital": ("QA", 26, "next day"),
    "East": ("QB", 26, "next day"),
    "North": ("QC", 24, "two days"),
    "South": ("QD", 24, "two days"),
    "West": ("QE", 22, "two days"),
    "Uplands": ("QF", 18, "two days"),
    "Islands": ("QG", 10, "by appointment"),
}
USUAL = "two days"  # the promise to those of whom no place is known
EARLY = {"next day": 110, "two days": 210, "by appointment": 20}  # forms filled in from April to June 2024
LATER = {"next day": 540, "two days": 1040, "by appointment": 80}
ANSWERS = {  # of 2,000 forms
    "gender": {"woman": 1060, "man": 780, "other": 30, "": 130},
    "interest": {
        "cookware": 610, "": 70, "bakeware": 360, "tableware": 340, "coffee": 330, "textiles": 170, "garden": 120
    },
    "household": {"1": 430, "2": 850, "3": 320, "4": 290, "5+": 110},
    "mail_often": {"monthly": 1540, "weekly": 460},
    "how_heard": {"a friend": 250, "search": 240, "the fair": 60, "a magazine": 70, "": 1380},
}  # fmt: skip
FOR_TWO, NO_INTEREST = ("1", "2"), ("", "cookware")  # who gets the offer that everybody gets without an answer
BORN, NEW_YEAR = 1400, 84  # gave a birth date; typed 1 January, most of them to get past the field
YEARS = ("1900", "1970", "1980", "1990", "2000")  # typed with it
PHONES, BANDS, FAMILY_NAMES = 820, 1690, 1930  # gave it

COMPLETED = {("phone", "short"): 0.40, ("phone", "long"): 0.32, ("desktop", "short"): 0.50, ("desktop", "long"): 0.42}
DIFFERENCE = 0.08  # between short and long, on each device
IN_TEST, BEFORE = 1000, 1000  # visits for each device and form in the test; for each device before it

HOURS = (2, 1, 0, 0, 0, 1, 2, 5, 8, 10, 11, 11, 12, 11, 10, 10, 11, 12, 13, 15, 17, 16, 11, 6)
PAGES = {"watering can": 9, "planter": 7, "lantern": 6, "fire bowl": 4, "garden table": 3, "herb kit": 3}
OLD = {"yes": 166, "no": 90, "none": 140, "baskets": 19, "purchases": 5}  # before 1 July 2025
NEW = {"yes": 1934, "no": 1060, "none": 1610, "baskets": 191, "purchases": 57}
BANNER = ("yes", "no", "none")  # views are counted by the answer to it

OPENS = {"C09": 480, "C10": 500, "C11": 520, "C12": 470}  # the first of them is past its date
BY_PROXY = 3  # in ten opens: fetched by the mail provider, not by a reader
DEVICES = {"phone": 62, "laptop": 27, "tablet": 11}
RANGES = ("192.0.2", "198.51.100", "203.0.113")  # RFC 5737: kept for documentation

RETENTION = {  # table: its date, months
    "orders": ("ordered_at", 72),
    "signups": ("signed_up_at", 18),
    "browsing": ("at", 6),
    "mail_opens": ("opened_at", 3),
    "form_test": ("shown_at", 12),
}

WORKSHOP = {"low": 66, "middle": 42, "adult": 72}  # places at each table
LEFT_HANDED = 21


def tables(world: Mapping[str, pd.DataFrame], size: Sizes) -> dict[str, pd.DataFrame]:
    """The tables of this lesson for the store's `customers`, `orders` and `sends`; `size` scales a quota."""
    places = _places()
    return {
        "signups": _signups(world["customers"], places, size),
        "form_test": _form_test(size),
        "browsing": _browsing(world["orders"], size),
        "mail_opens": _mail_opens(world["sends"], size),
        "form_fields": _form_fields(),
        "delivery_zones": _zones(places),
        "workshop_bookings": _workshop(world["customers"], size),
        "retention": _retention(),
    }


def _some(rng: np.random.Generator, n: int, count: int) -> np.ndarray:
    """True exactly `count` times in `n`."""
    return rng.permutation(np.arange(n) < count)


def _phones(rng: np.random.Generator, n: int) -> np.ndarray:
    """Numbers that Ofcom keeps for fiction."""
    return np.array([f"07700 900{number:03d}" for number in rng.integers(0, 1000, n)], dtype=object)


def _form_fields() -> pd.DataFrame:
    asks = dictionary.words("online_store")["welcome_form"]
    rows = [(name, asks[name], "true" if required else "false", used) for name, (required, used) in FIELDS.items()]
    return pd.DataFrame(rows, columns=["column", "asks", "required", "used_by"])


def _retention() -> pd.DataFrame:
    why = dictionary.words("online_store")["why_so_long"]
    rows = [(table, date, months, why[table]) for table, (date, months) in RETENTION.items()]
    return pd.DataFrame(rows, columns=["table", "date_column", "kept_months", "why"])


def _places() -> pd.DataFrame:
    """Each town with its region, the letters of its postcodes and its district."""
    towns = np.array(pools()["en_GB"]["town"], dtype=object)
    towns = take(stream("store", "regions"), towns, len(towns))
    region = np.repeat(np.array(list(REGIONS), dtype=object), [count for _, count, _ in REGIONS.values()])
    found = pd.DataFrame({"town": towns, "region": np.resize(region, len(towns))})
    found["area"] = found["region"].map({name: letters for name, (letters, _, _) in REGIONS.items()})
    found["delivery"] = found["region"].map({name: promise for name, (_, _, promise) in REGIONS.items()})
    found["district"] = found["area"] + (found.groupby("region").cumcount() % 9 + 1).astype(str)
    return found.set_index("town")


def _zones(places: pd.DataFrame) -> pd.DataFrame:
    rows = [(letters, "postcode", promise) for letters, _, promise in REGIONS.values()]
    rows += [(name, "region", promise) for name, (_, _, promise) in REGIONS.items()]
    rows += [(town, "town", promise) for town, promise in sorted(places["delivery"].items())]
    return pd.DataFrame(rows, columns=["place", "kind", "delivery"])


def _signups(customers: pd.DataFrame, places: pd.DataFrame, size: Sizes) -> pd.DataFrame:
    """The forms as they were filled in, and what the shop decided by them."""
    rng = stream("store", "sign-ups")
    form = _who_filled_it_in(rng, customers, places, size)
    n = len(form)
    form["signed_up_at"] = iso(form["created"].to_numpy() + rng.integers(40, 900, n).astype("timedelta64[s]"))
    form["family_name"] = form["family_name"].where(_some(rng, n, size(FAMILY_NAMES)), "")
    form["phone"] = np.where(_some(rng, n, size(PHONES)), _phones(rng, n), "")
    for name, counts in ANSWERS.items():
        form[name] = quota(rng, _scaled(counts, size, n))
    form["gender"] = _emma_is_a_woman(form)
    form["region"] = form["town"].map(places["region"])
    form["postcode"] = form["town"].map(places["district"]) + " " + pd.Series(rng.integers(1, 5, n)).astype(str)
    form["birth_date"], age = _birth_dates(rng, n, size)
    band = np.select([age < 30, age < 45, age < 60], ["under 30", "30 to 44", "45 to 59"], "60 and over")
    form["age_band"] = np.where(_some(rng, n, size(BANDS)), band, "")
    offer_size = np.where(form["household"].isin(FOR_TWO), " for two", " for a family")
    form["welcome_offer"] = form["interest"].replace(*NO_INTEREST) + offer_size
    return form


def _who_filled_it_in(
    rng: np.random.Generator, customers: pd.DataFrame, places: pd.DataFrame, size: Sizes
) -> pd.DataFrame:
    """Accounts by lot, so many of each delivery promise in each period; Emma's is always one of them."""
    able = customers[customers["main"] & (customers["source"] != "fair-2024") & (customers["created"] >= "2024-04-01")]
    able = able.assign(delivery=able["town"].map(places["delivery"]), lot=rng.permutation(len(able)))
    able.loc[able["email"] == dictionary.words("online_store")["emma"]["email"], "lot"] = -1
    early, chosen = able["created"] < pd.Timestamp("2024-07-01") - pd.Timedelta(hours=1), []
    for period, counts in ((early, EARLY), (able["created"] >= "2024-07-01", LATER)):
        for promise, count in size.each(counts).items():
            here = able[period & (able["delivery"] == promise)].sort_values("lot", kind="stable")
            if len(here) < count:
                raise ValueError(f"only {len(here)} accounts for {count} forms: {promise}")
            chosen.append(here.head(count))
    return pd.concat(chosen).sort_values(["created", "customer_id"], kind="stable", ignore_index=True)


def _scaled(counts: Mapping[str, int], size: Sizes, n: int) -> dict[str, int]:
    """The quotas at this size; what rounding leaves over goes to the first."""
    found = size.each(counts)
    first = next(iter(found))
    return found | {first: found[first] + n - sum(found.values())}


def _emma_is_a_woman(form: pd.DataFrame) -> pd.Series:
    """The genders; where the draw gave Emma another, she changes with the first woman."""
    gender = form["gender"].copy()
    emma = form.index[(form["email"] == dictionary.words("online_store")["emma"]["email"]) & (gender != "woman")]
    other = form.index[gender == "woman"][: len(emma)]
    gender.loc[[*emma, *other]] = gender.loc[[*other, *emma]].to_numpy()
    return gender


def _birth_dates(rng: np.random.Generator, n: int, size: Sizes) -> tuple[np.ndarray, np.ndarray]:
    """Birth dates as they were typed, "" for none, and the true age in 2025. Nobody is truly born on 1 January."""
    born = np.datetime64("1944-01-02") + rng.integers(0, 62 * 365, n)
    new_year = born == born.astype("datetime64[Y]")
    born = np.where(new_year, born + np.timedelta64(1, "D"), born)
    age = 2025 - (born.astype("datetime64[Y]").astype(int) + 1970)
    gave = rng.permutation(n)
    lazy = gave[: size(NEW_YEAR)]
    year = np.array(YEARS, dtype=object)[rng.integers(0, len(YEARS), n)]
    text = np.datetime_as_string(born, unit="D").astype(object)
    text[lazy] = year[lazy] + "-01-01"
    text[gave[size(BORN) :]] = ""
    return text, age


def _form_test(size: Sizes) -> pd.DataFrame:
    """Visits to the long and the short form, before the test and in it."""
    rng = stream("store", "form test")
    blocks = [("before", device, form, size(BEFORE)) for device, form in (("phone", "short"), ("desktop", "long"))]
    blocks += [("test", device, form, size(IN_TEST)) for device, form in COMPLETED]
    found = pd.DataFrame([block[:3] for block in blocks for _ in range(block[3])], columns=["period", "device", "form"])
    start = np.where(found["period"] == "before", np.datetime64("2025-07-07"), np.datetime64("2025-09-01"))
    shown = start + rng.integers(0, 56, len(found)).astype("timedelta64[D]")
    chance = np.array([COMPLETED[pair] for pair in zip(found["device"], found["form"])])
    found["completed"] = np.where(rng.random(len(found)) < chance, "true", "false")
    found["shown_at"] = np.datetime_as_string(shown.astype("datetime64[D]"))
    found = found.loc[rng.permutation(len(found))].sort_values("shown_at", kind="stable", ignore_index=True)
    return found.assign(visit=numbered("V", range(len(found)), 5))


def _browsing(orders: pd.DataFrame, size: Sizes) -> pd.DataFrame:
    """Two stretches of one log, so that what is past its date can be counted beforehand."""
    rng = stream("store", "browsing")
    garden = orders[(orders["category"] == "garden") & (orders["channel"] == "web")]
    stretches = (("2025-06-16", "2025-07-01", OLD), ("2025-07-01", "2026-01-01", NEW))
    log = pd.concat([_stretch(rng, garden, start, stop, size.each(counts)) for start, stop, counts in stretches])
    log = log.sort_values(["time", "cookie", "action"], kind="stable", ignore_index=True)
    return log.assign(at=iso(log["time"].to_numpy()), event=numbered("B", range(len(log)), 5))


def _stretch(
    rng: np.random.Generator, garden: pd.DataFrame, start: str, stop: str, counts: Mapping[str, int]
) -> pd.DataFrame:
    """Views, baskets and purchases from `start` to `stop`; half of the visitors look twice."""
    views = {answer: counts[answer] for answer in BANNER}
    here = garden[(garden["at"] >= f"{start}T02:00:00") & (garden["at"] < stop)]
    if len(here) < counts["purchases"]:
        raise ValueError(f"only {len(here)} garden orders for {counts['purchases']} purchases")
    bought = here.iloc[np.sort(take(rng, range(len(here)), counts["purchases"]))]
    answer = np.repeat(np.array(BANNER, dtype=object), [(count + 1) // 2 for count in views.values()])
    n = len(answer)
    last = moments(rng, start, stop, n, hours=HOURS)
    shopper = rng.permutation(n)
    buyer, filler = shopper[: len(bought)], shopper[: max(counts["baskets"], len(bought))]
    last[buyer] = bought["at"].to_numpy()
    page, mark = choose(rng, PAGES, n), rng.integers(0, 16**12, n)
    again = np.concatenate([np.repeat(np.flatnonzero(answer == name), 2)[:count] for name, count in views.items()])
    who = np.concatenate([again, filler, buyer])
    action = np.repeat(["view", "basket", "purchase"], [len(again), len(filler), len(buyer)])
    before = [rng.integers(300, 3000, len(who)), rng.integers(60, 300, len(who))]  # seconds, a view and a basket
    wait = np.select([action == "view", action == "basket"], before, 0)
    return pd.DataFrame(
        {
            "time": np.maximum(last[who] - wait.astype("timedelta64[s]"), np.datetime64(f"{start}T00:00:00")),
            "cookie": [f"{m:012x}" for m in mark[who]],
            "answer": answer[who],
            "action": action,
            "page": page[who],
            "order_id": [""] * (len(again) + len(filler)) + bought["order_id"].tolist(),
        }
    )


def _mail_opens(sends: pd.DataFrame, size: Sizes) -> pd.DataFrame:
    """What the pixel reported; one reader opens every mail late in the evening, on a phone."""
    rng = stream("store", "mail opens")
    sent = {campaign: sends[sends["campaign_id"] == campaign].reset_index(drop=True) for campaign in OPENS}
    reader = min(set.intersection(*(set(here["person"]) for here in sent.values())) - {0})  # Emma is 0
    found = [_opens(rng, here, reader, size(OPENS[campaign])) for campaign, here in sent.items()]
    log = pd.concat(found).sort_values(["time", "send_id"], kind="stable", ignore_index=True)
    return log.assign(opened_at=iso(log["time"].to_numpy()), open=numbered("P", range(len(log)), 5))


def _opens(rng: np.random.Generator, sent: pd.DataFrame, reader: int, n: int) -> pd.DataFrame:
    """`n` opens of one mailing, the first of them the reader's."""
    order = rng.permutation(len(sent))
    hers = sent["person"].to_numpy() == reader
    chosen = sent.iloc[np.concatenate([np.flatnonzero(hers), order[~hers[order]]])[:n]]
    proxy = np.arange(n) % 10 < BY_PROXY
    proxy[0] = False
    later = np.where(proxy, rng.integers(2, 40, n), (rng.random(n) ** 3 * 12 * 86_400).astype(np.int64) + 60)
    device = np.where(proxy, "mail proxy", choose(rng, DEVICES, n))
    at = chosen["at"].to_numpy() + later.astype("timedelta64[s]")
    at[0] = at[0].astype("datetime64[D]").astype("datetime64[s]") + (23 * 3600 + rng.integers(1500, 3500))
    device[0] = "phone"
    net = np.array(RANGES, dtype=object)[rng.integers(0, len(RANGES), n)]
    ip = [f"{a}.{b}" for a, b in zip(net, rng.integers(1, 255, n))]
    return pd.DataFrame({"send_id": chosen["send_id"].to_numpy(), "time": at, "ip": ip, "device": device})


def _workshop(customers: pd.DataFrame, size: Sizes) -> pd.DataFrame:
    """Bookings for the knife workshop: age decides the table, the hand decides the knife."""
    rng = stream("store", "workshop")
    table = quota(rng, size.each(WORKSHOP))
    n = len(table)
    who = customers.iloc[np.sort(take(rng, range(len(customers)), n))].reset_index(drop=True)
    young = [rng.integers(7, 12, n), rng.integers(12, 18, n)]
    age = np.select([table == "low", table == "middle"], young, rng.integers(18, 76, n))
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
            "how_heard": choose(rng, ANSWERS["how_heard"], n),
        }
    )


def planted(size: Sizes) -> dict[str, float]:
    """Forms whose decisions change without a field, what is past its date, what was kept against the answer."""
    promises = [(promise, count) for counts in (EARLY, LATER) for promise, count in counts.items()]
    interest, household = ANSWERS["interest"], ANSWERS["household"]
    return {
        "changed-without-email": size.total(count for _, count in promises),
        "changed-without-interest": size.total(interest[answer] for answer in interest if answer not in NO_INTEREST),
        "changed-without-household": size.total(household[answer] for answer in household if answer not in FOR_TWO),
        "changed-without-birth_date": size(BORN),
        "changed-without-mail_often": size(ANSWERS["mail_often"]["weekly"]),
        "changed-without-any-other-field": 0,
        "changed-without-the-place": size.total(count for promise, count in promises if promise != USUAL),
        "typed-new-year": size(NEW_YEAR),
        "past-signups": size.total(EARLY.values()),
        "past-browsing": size.total(OLD.values()),
        "past-mail_opens": size(OPENS["C09"]),
        **{f"views-answer-{answer}": size.total((OLD[answer], NEW[answer])) for answer in BANNER},
        "workshop-without-age-group": size.total((WORKSHOP["low"], WORKSHOP["middle"])),
        "workshop-without-left-handed": size(LEFT_HANDED),
        "short-against-long": DIFFERENCE,
    }


def numbers(size: Sizes) -> dict[str, object]:
    """What the dictionary says of the dates and of the test."""
    return {"today": TODAY, "test_visits": size(IN_TEST) * len(COMPLETED)}
