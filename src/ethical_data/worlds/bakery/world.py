"""The bakery: one shop, its loyalty list of 1,400 people, and what its machines write down in twelve weeks."""

import numpy as np
import pandas as pd

from .. import dictionary
from ..package import World
from ..people import draw, people
from ..streams import choose, iso, quota, stream, weighted
from . import release

MEMBERS = 1_400
FIRST_DAY, LAST_DAY = "2025-09-15", "2025-12-06"
LOCALES = {"en_GB": 88, "pl_PL": 12}
WORDS = dictionary.words("bakery")
NOTES = WORDS["order_notes"]
MEN = frozenset(WORDS["mens_names"])
POSTCODES = {  # areas of one town: no real postcode begins with Q
    "QE1 1": 96,
    "QE1 2": 88,
    "QE1 3": 81,
    "QE1 4": 74,
    "QE1 5": 70,
    "QE1 6": 64,
    "QE1 7": 58,
    "QE1 8": 51,
    "QE2 1": 83,
    "QE2 2": 77,
    "QE2 3": 66,
    "QE2 4": 59,
    "QE2 5": 52,
    "QE2 6": 46,
    "QE2 7": 41,
    "QE2 8": 35,
    "QE3 1": 55,
    "QE3 2": 48,
    "QE3 3": 42,
    "QE3 4": 36,
    "QE3 5": 31,
    "QE3 6": 26,
    "QE3 7": 22,
    "QE4 1": 30,
    "QE4 2": 24,
    "QE4 3": 19,
    "QE4 4": 15,
    "QE4 5": 11,
    "QE4 6": 8,
    "QE4 7": 6,
    "QE4 8": 4,
    "QE4 9": 2,
}
AGES = {
    16: 2,
    20: 5,
    25: 8,
    30: 10,
    35: 11,
    40: 11,
    45: 10,
    50: 10,
    55: 9,
    60: 8,
    65: 7,
    70: 5,
    75: 4,
    80: 2,
    85: 1,
}  # from age

OPEN = np.arange(np.datetime64(FIRST_DAY), np.datetime64(LAST_DAY) + 1)
OPEN = OPEN[(OPEN.astype(int) + 3) % 7 < 6]  # closed on Sundays
HOURS = {
    False: (0,) * 7 + (14, 20, 16, 13, 11, 12, 8, 6, 5, 4),
    True: (0,) * 7 + (10, 19, 22, 20, 14, 6, 4, 3, 1, 1),
}  # Saturday?
SALES = {False: 200, True: 300}
STAFF = {"sam": 26, "priya": 24, "joan": 18, "tomek": 16, "lily": 10, "greg": 6}
PRODUCTS = WORDS["products"]
IN_BASKETS = (210, 90, 50, 55, 60, 50, 22, 70, 40, 35, 20, 55, 18, 30, 18, 10, 22, 20, 15, 14, 12, 9, 60, 32, 12)
PRICES = {name: price for name, price, _ in PRODUCTS}
GLUTEN_FREE = [name for name, _, free in PRODUCTS if free == "yes"]
OVENS = {
    "croissant": (92, 1),
    "sourdough loaf": (42, 2),
    "cinnamon bun": (34, 1),
    "cheese scone": (17, 1),
    "sausage roll": (27, 2),
    "rye loaf": (25, 2),
}  # pieces on a weekday, oven
SATURDAY_CROISSANTS = {False: 120, True: 216}  # was there a second bake?
SATURDAY_WEIGHT = 340  # of croissants in a basket
SECOND_BAKE = (3, 6, 10)  # Saturdays with one
SWITCHER = {
    346: "2025-10-14",
    88: "2025-10-21",
    702: "2025-10-09",
    1190: "2025-10-25",
}  # place in the list: last day with gluten
BRIEFLY = {
    41: "2025-11-29",
    207: "2025-11-29",
    333: "2025-11-26",
    512: "2025-11-25",
    640: "2025-11-22",
    811: "2025-11-22",
    905: "2025-11-18",
    1033: "2025-11-18",
    1277: "2025-11-15",
}  # a week or three without, for whatever reason
CARD_PER_CENT = 35

ORDERS, MESSAGES, PROMPTS, FLORIST = 420, 330, 90, 140
ILLNESS_AND_PHONE, NO_ILLNESS, NO_PHONE = 5, 8, 6
ILLNESS, PHONE = 23, 17  # notes, those with both among them
ASKED_AFTER, ILL_MESSAGES = 41, 14
PROMPTS_PERSONAL, PROMPTS_ILL = 34, 11
FLORIST_ILL, FLORIST_PHONE = 19, 12
MATCHED, FREE_FROM, CONTRADICTED = 1_015, 87, 61

CAMPAIGNS = WORDS["campaigns"]
NOBODY_READS = 9  # columns of the shop's tables without a purpose, that no report in use reads


def build(scale: float = 1.0) -> World:
    """The bakery at `scale` times its usual size (quotas are scaled and rounded)."""
    size = _Sizes(scale)
    loyalty = _loyalty(size(MEMBERS))
    till, trays = _shop(loyalty, size)
    orders, read = _orders(loyalty, size)
    tables = {
        "loyalty": loyalty,
        "till": till,
        "trays": trays,
        "orders": orders,
        "order_notes_read": read,
        "products": pd.DataFrame(PRODUCTS, columns=["product", "price_cents", "gluten_free"]),
        "messages": _messages(loyalty, trays, size),
        "emails": _emails(loyalty),
        "campaigns": _campaigns(),
        "ledger": _ledger(till, orders),
        "reports": _reports(),
        "assistant_log": _prompts(loyalty, size),
        "enrichment": _enrichment(loyalty, size),
        **_florist(size),
    }
    released = release.build(loyalty, scale)
    return World(tables | released.tables, _planted(size, tables) | released.planted)


class _Sizes:
    """The quotas at one scale: `size(ILLNESS)`."""

    def __init__(self, scale: float):
        self.scale = scale

    def __call__(self, count: int) -> int:
        return round(count * self.scale)


def _loyalty(n: int) -> pd.DataFrame:
    """The members, in the order in which they joined."""
    rng = stream("bakery", "loyalty")
    members = people(rng, n, LOCALES)
    man = members["given_name"].isin(MEN) | ((members["locale"] == "pl_PL") & ~members["given_name"].str.endswith("a"))
    said = quota(rng, _shares(n, {"as the name": 90, "other": 1, "not said": 9}))
    members["gender"] = np.where(said == "as the name", np.where(man, "male", "female"), said)
    age = np.array(list(AGES))[weighted(rng, list(AGES.values()), n)]
    born = np.datetime64("2025-12-01") - (age * 365.25).astype(int) - rng.integers(0, 1826, n)
    members["birth_date"] = born.astype(str)
    members["postcode"] = choose(rng, POSTCODES, n)
    members["phone"] = _phones(rng, n)
    joined = np.datetime64("2019-03-01") + np.sort(rng.integers(0, 2465, n))
    members["joined_on"] = joined.astype(str)
    size = weighted(rng, [31, 35, 16, 12, 6], n) + 1
    members["household_size"] = pd.array(np.where(rng.integers(0, 10, n) < 7, size, 0), dtype="Int64")
    members["household_size"] = members["household_size"].mask(members["household_size"] == 0)
    members["heard_from"] = choose(
        rng, {"": 20, "walked past": 38, "a friend": 26, "the internet": 10, "the market stall": 6}, n
    )
    members["offers"] = quota(rng, _shares(n, {"yes": 35, "no": 65}))
    ruth = next(iter(SWITCHER))
    if n > ruth:
        members.loc[ruth, ["given_name", "family_name", "email", "gender"]] = [
            "Ruth",
            "Osborne",
            "ruth.osborne@example.com",
            "female",
        ]
    members["member_id"] = [f"M{i:04d}" for i in range(1, n + 1)]
    return members


def _shares(n: int, per_cent: dict[str, int]) -> dict[str, int]:
    """Counts that add up to `n`: the last label takes what is left."""
    counts = {label: n * share // 100 for label, share in per_cent.items()}
    counts[list(per_cent)[-1]] += n - sum(counts.values())
    return counts


def _phones(rng: np.random.Generator, n: int) -> np.ndarray:
    """Numbers from the ranges kept for fiction (each once while they last); a quarter gave none."""
    fiction = np.array(
        [f"07700 900{i:03d}" for i in range(1000)] + [f"01632 960{i:03d}" for i in range(1000)], dtype=object
    )
    drawn = np.resize(fiction[rng.permutation(len(fiction))], n)
    return np.where(rng.integers(0, 4, n) == 0, "", drawn)


def _saturday(days: np.ndarray) -> np.ndarray:
    return (days.astype(int) + 3) % 7 == 5


def _minutes(rng: np.random.Generator, day: np.datetime64, n: int) -> np.ndarray:
    """`n` moments of one day, in order, in the shop's hours."""
    saturday = bool(_saturday(np.array([day]))[0])
    at = weighted(rng, HOURS[saturday], n) * 60 + rng.integers(0, 60, n)
    return day.astype("datetime64[s]") + np.sort(at) * 60


def _shop(loyalty: pd.DataFrame, size: _Sizes) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What went over the counter, line by line, until a tray is empty; and the trays."""
    rng, names = stream("bakery", "till"), np.array(list(PRICES), dtype=object)
    regulars = [place for place in {**SWITCHER, **BRIEFLY} if place < len(loyalty)]
    others = np.setdiff1d(np.arange(len(loyalty)), regulars)
    eager = np.array([0, 0, 1, 1, 1, 2, 3, 5, 9])[rng.integers(0, 9, len(others))]  # a few come every other day
    joined = loyalty["joined_on"].to_numpy().astype("datetime64[D]")[others]
    lines, trays, saturdays = [], [], 0
    for day in OPEN:
        saturday = bool(_saturday(np.array([day]))[0])
        weights = (SATURDAY_WEIGHT, *IN_BASKETS[1:]) if saturday else IN_BASKETS
        n = size(SALES[saturday]) + rng.integers(0, 41) - 20
        at = _minutes(rng, day, n)
        who = np.where(rng.integers(0, 100, n) < CARD_PER_CENT, others[weighted(rng, eager * (joined <= day), n)], -1)
        served = choose(rng, STAFF, n)
        baked = {}
        for product, (pieces, _) in OVENS.items():
            pieces = pieces * 3 // 2 if saturday else pieces
            if product == "croissant" and saturday:
                pieces = SATURDAY_CROISSANTS[saturdays in SECOND_BAKE]
            baked[product] = size(pieces + (0 if product == "croissant" else int(rng.integers(0, 7)) - 3))
        saturdays += saturday
        visits = _visits(rng, day, regulars)
        place = rng.permutation(n)[: len(visits)]
        who[place] = [v[0] for v in visits]
        fixed = {int(p): v[1] for p, v in zip(place, visits)}
        count = np.array([1, 1, 1, 2, 2, 2, 3, 4])[rng.integers(0, 8, n)]
        basket, pieces = (
            names[weighted(rng, weights, int(count.sum()))],
            np.array([1, 1, 1, 2])[rng.integers(0, 4, int(count.sum()))],
        )
        stock, gone, start = dict(baked), {}, 0
        for i in range(n):
            wanted = fixed.get(i) or dict(
                zip(basket[start : start + count[i]], pieces[start : start + count[i]].tolist())
            )
            start += count[i]
            for product, quantity in wanted.items():
                quantity = min(quantity, stock.get(product, quantity))
                if quantity:
                    lines.append((day, i, at[i], product, quantity, who[i], served[i]))
                if product in stock:
                    stock[product] -= quantity
                    if not stock[product] and product not in gone:
                        gone[product] = at[i]
        trays += [
            (
                day,
                product,
                OVENS[product][1],
                int(rng.integers(62, 79)),
                baked[product],
                gone.get(product, np.datetime64("NaT")),
                stock[product],
            )
            for product in OVENS
        ]
    till = pd.DataFrame(lines, columns=["day", "visit", "at", "product", "quantity", "place", "served_by"])
    receipt = till.groupby(["day", "visit"], sort=False).ngroup() + 1
    member = np.append(loyalty["member_id"].to_numpy(), "")
    till = till.assign(
        line_id=[f"L{i:05d}" for i in range(1, len(till) + 1)],
        receipt_id=[f"R{i:05d}" for i in receipt],
        sold_at=iso(till["at"].to_numpy(), "m", ""),
        member_id=member[till["place"].to_numpy()],
    )
    ovens = pd.DataFrame(trays, columns=["day", "product", "oven", "humidity", "pieces_baked", "gone", "left_over"])
    return till, ovens.assign(
        tray_id=[f"T{i:04d}" for i in range(1, len(ovens) + 1)],
        baked_on=ovens["day"].astype("datetime64[s]").dt.strftime("%Y-%m-%d"),
        sold_out_at=iso(ovens["gone"].to_numpy(), "m", ""),
    )


def _visits(rng: np.random.Generator, day: np.datetime64, regulars: list[int]) -> list[tuple[int, dict[str, int]]]:
    """Who of the regulars comes on this day, and with what they leave: gluten-free food alone after their day."""
    visits, weekday = [], int((day.astype(int) + 3) % 7)
    before = ["sourdough loaf", "seeded roll", "pain au chocolat", "baguette", "fruit scone", "carrot cake"]
    for rank, place in enumerate(regulars):
        if weekday not in ((rank + 1) % 6, (rank + 4) % 6):
            continue
        foods = before if day <= np.datetime64({**SWITCHER, **BRIEFLY}[place]) else GLUTEN_FREE
        basket = {foods[int(rng.integers(0, len(foods)))]: 1}
        if foods is before:
            basket[before[int(rng.integers(0, len(before)))]] = 1
        if rng.integers(0, 3) == 0:
            basket["flat white"] = 1
        visits.append((place, basket))
    return visits


def _fill(rng: np.random.Generator, template: str, members: pd.DataFrame, phones: list[str]) -> str:
    """A text with its fields filled; each {name} is another member."""
    while "{" in template:
        member = members.iloc[int(rng.integers(0, len(members)))]
        for field, value in (
            ("{name}", f"{member['given_name']} {member['family_name']}"),
            ("{email}", member["email"]),
            ("{member}", member.get("member_id", "")),
            ("{first}", member["given_name"]),
            ("{age}", str(rng.integers(4, 91))),
        ):
            if field in template:
                template = template.replace(field, value, 1)
        if "{phone}" in template:
            template = template.replace("{phone}", phones.pop(), 1)
    return template


def _written(rng: np.random.Generator, n: int) -> list[str]:
    """`n` phone numbers from the ranges kept for fiction, as people write them."""
    shapes = np.resize(np.array(WORDS["phone_shapes"], dtype=object), n)
    numbers = [
        ("07700", f"900{i:03d}") if i % 3 else ("01632", f"960{i:03d}") for i in np.resize(rng.permutation(1000), n)
    ]
    return [shape.format(a=a, b=b, b3=b[:3], c3=b[3:], t=a[1:]) for shape, (a, b) in zip(shapes, numbers)]


def _take(rng: np.random.Generator, pool: list[str], n: int) -> list[str]:
    """`n` texts of a pool, each as often as the others (give or take one)."""
    return [pool[i % len(pool)] for i in rng.permutation(n)]


def _orders(loyalty: pd.DataFrame, size: _Sizes) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The order book, and what a reader of all its notes marked."""
    rng, n, both = stream("bakery", "orders"), size(ORDERS), size(ILLNESS_AND_PHONE)
    parts = {
        ("yes", "yes"): _take(rng, NOTES["illness_and_phone"], both),
        ("yes", "no"): _take(rng, NOTES["illness"], size(ILLNESS) - both),
        ("no", "yes"): _take(rng, NOTES["phone"], size(PHONE) - both),
        ("no", "no"): _take(rng, NOTES["no_illness"], size(NO_ILLNESS)) + _take(rng, NOTES["no_phone"], size(NO_PHONE)),
    }
    parts["no", "no"] += _take(rng, NOTES["plain"], n - sum(map(len, parts.values())))
    marks = [(note, *mark) for mark, notes in parts.items() for note in notes]
    phones = _written(rng, size(PHONE))
    taken = np.sort(
        OPEN[rng.integers(0, len(OPEN) - 6, n)].astype("datetime64[s]") + rng.integers(7 * 60, 17 * 60, n) * 60
    )
    orders = pd.DataFrame([marks[i] for i in rng.permutation(n)], columns=["note", "illness", "phone"])
    orders["note"] = [_fill(rng, note, loyalty, phones) for note in orders["note"]]
    who = rng.integers(0, len(loyalty), n)
    shown = (rng.integers(0, 10, n) < 6) & (loyalty["joined_on"].to_numpy().astype("datetime64[s]")[who] <= taken)
    orders["member_id"] = np.where(shown, loyalty["member_id"].to_numpy()[who], "")
    name = loyalty["given_name"] + " " + loyalty["family_name"]
    orders["ordered_by"] = name.to_numpy()[who]
    cakes = {
        "birthday cake": 5200,
        "celebration cake": 6800,
        "box of 24 rolls": 2000,
        "box of 12 croissants": 2800,
        "tray bake": 3600,
    }
    orders["item"] = choose(
        rng,
        {
            "birthday cake": 40,
            "celebration cake": 15,
            "box of 24 rolls": 18,
            "box of 12 croissants": 15,
            "tray bake": 12,
        },
        n,
    )
    orders["price_cents"] = orders["item"].map(cakes) + rng.integers(0, 5, n) * 200
    orders["taken_at"] = iso(taken, "m", "")
    orders["pickup_on"] = (taken.astype("datetime64[D]") + rng.integers(1, 7, n)).astype(str)
    orders["order_id"] = [f"B{i:04d}" for i in range(1, n + 1)]
    return orders, orders[["order_id", "illness", "phone"]]


def _messages(loyalty: pd.DataFrame, trays: pd.DataFrame, size: _Sizes) -> pd.DataFrame:
    """What came in through the chatbot and on social media."""
    rng, n = stream("bakery", "messages"), size(MESSAGES)
    empty = trays[
        (trays["product"] == "croissant")
        & _saturday(trays["day"].to_numpy().astype("datetime64[D]"))
        & trays["gone"].notna()
    ]
    on = empty["gone"].to_numpy().astype("datetime64[s]")[np.arange(size(ASKED_AFTER)) % len(empty)]
    asked = pd.DataFrame(
        {
            "at": on + rng.integers(4, 170, len(on)) * 60,
            "text": _take(rng, WORDS["messages"]["croissants"], len(on)),
            "place": -1,
        }
    )
    ill = _take(rng, WORDS["messages"]["illness"], size(ILL_MESSAGES) - 1)
    said = [(place, text) for place, text in zip(SWITCHER, WORDS["messages"]["switchers"]) if place < len(loyalty)]
    rest = _take(rng, WORDS["messages"]["other"], n - len(on) - len(ill) - len(said))
    other = pd.DataFrame({"text": ill + rest, "place": -1})
    other["at"] = (
        OPEN[rng.integers(0, len(OPEN), len(other))].astype("datetime64[s]")
        + rng.integers(7 * 60, 21 * 60, len(other)) * 60
    )
    hers = pd.DataFrame({"text": [text for _, text in said], "place": [place for place, _ in said]})
    hers["at"] = np.array(["2025-11-19T19:42:00", "2025-11-20T08:15:00", "2025-11-22T20:03:00"], dtype="datetime64[s]")[
        : len(hers)
    ]
    made = pd.concat([asked, other, hers], ignore_index=True).sort_values("at", kind="stable", ignore_index=True)
    known = made["place"] >= 0
    joined = loyalty["joined_on"].to_numpy().astype("datetime64[s]")
    signed = np.where(known, made["place"], np.where(rng.integers(0, 4, n) == 0, rng.integers(0, len(loyalty), n), -1))
    signed = np.where(joined[signed] <= made["at"].to_numpy(), signed, -1)
    shown = np.where(signed >= 0, signed, rng.integers(0, len(loyalty), n))
    chat = (rng.integers(0, 10, n) < 6) | known
    name = (loyalty["given_name"] + " " + loyalty["family_name"]).to_numpy()[shown]
    handle = np.array([f"@{email.split('@')[0]}" for email in loyalty["email"].to_numpy()[shown]], dtype=object)
    made["sender"] = np.where(chat, name, handle)
    made["member_id"] = np.append(loyalty["member_id"].to_numpy(), "")[np.where(chat, signed, -1)]
    made["channel"] = np.where(chat, "chatbot", "social media")
    made["answered_by"] = np.where(chat & (rng.integers(0, 10, n) < 7), "bot", "staff")
    made["followers"] = pd.Series(rng.integers(3, 1500, n)).astype("Int64").mask(pd.Series(chat))
    made["message_id"] = [f"W{i:04d}" for i in range(1, n + 1)]
    return made.assign(sent_at=iso(made["at"].to_numpy(), "m", ""))


def _emails(loyalty: pd.DataFrame) -> pd.DataFrame:
    """The mails of four campaigns to the members who said yes."""
    rng, willing = stream("bakery", "emails"), loyalty[loyalty["offers"] == "yes"]
    parts = []
    for campaign, _, channel, first, *_ in CAMPAIGNS:
        if channel == "email":
            yes = willing.loc[willing["joined_on"] <= first, "member_id"].to_numpy()
            at = np.datetime64(f"{first}T09:00:00") + rng.integers(0, 20, len(yes)) * 60
            parts.append(pd.DataFrame({"campaign_id": campaign, "member_id": yes, "at": at}))
    mails, nothing = pd.concat(parts, ignore_index=True), np.datetime64("NaT")
    n = len(mails)
    opened = rng.integers(0, 100, n) < 34
    clicked = opened & (rng.integers(0, 100, n) < 9)
    at = mails["at"].to_numpy()
    open_at = at + rng.integers(2, 2000, n) * 60
    device = choose(rng, {"phone": 68, "computer": 26, "tablet": 6}, n)
    return mails.assign(
        mail_id=[f"E{i:05d}" for i in range(1, n + 1)],
        sent_at=iso(at, "m", ""),
        device=np.where(opened, device, ""),
        opened_at=iso(np.where(opened, open_at, nothing), "m", ""),
        clicked_at=iso(np.where(clicked, open_at + rng.integers(1, 9, n) * 60, nothing), "m", ""),
    )


def _campaigns() -> pd.DataFrame:
    return pd.DataFrame(
        CAMPAIGNS,
        columns=[
            "campaign_id",
            "name",
            "channel",
            "starts_on",
            "ends_on",
            "cost_cents",
            "vouchers_used",
            "new_members",
        ],
    )


def _ledger(till: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """The books: takings are the till's, orders the order book's."""
    rng = stream("bakery", "ledger")
    price = till["product"].map(PRICES) * till["quantity"]
    takings = price.groupby(till["sold_at"].str[:10]).sum()
    cakes = orders.groupby("pickup_on")["price_cents"].sum()
    rows = [(day, "takings", "", int(sum_)) for day, sum_ in takings.items()] + [
        (day, "orders", "", int(sum_)) for day, sum_ in cakes.items()
    ]
    for day in OPEN[::6]:
        rows += [
            (str(day), "ingredients", "Hollow Mill", -int(rng.integers(900, 1100)) * 100),
            (str(day), "ingredients", "Dale Dairy", -int(rng.integers(700, 900)) * 100),
        ]
    for month in ("2025-09", "2025-10", "2025-11"):
        rows += [(f"{month}-28", "wages", name, -wage) for name, wage in WORDS["payroll"].items()]
        rows += [
            (f"{month}-30", "rent", "Kettle Lane Estates", -180_000),
            (f"{month}-30", "energy", "Northern Grid", -int(rng.integers(1200, 1700)) * 100),
        ]
    rows += [(first, "advertising", name, -cost) for _, name, _, first, _, cost, *_ in CAMPAIGNS]
    ledger = pd.DataFrame(rows, columns=["booked_on", "account", "party", "amount_cents"]).sort_values(
        "booked_on", kind="stable", ignore_index=True
    )
    return ledger.assign(entry_id=[f"G{i:04d}" for i in range(1, len(ledger) + 1)])


def _reports() -> pd.DataFrame:
    rows = [
        (report, decides, runs, table, column)
        for report, decides, runs, table, columns in WORDS["reports"]
        for column in columns.split()
    ]
    made = pd.DataFrame(rows, columns=["report", "decides", "still_runs", "table", "column"])
    return made.assign(row=made.index + 1)


def _prompts(loyalty: pd.DataFrame, size: _Sizes) -> pd.DataFrame:
    """What staff pasted; whoever is named is on the loyalty list."""
    rng, n = stream("bakery", "prompts"), size(PROMPTS)
    ill, personal = size(PROMPTS_ILL), size(PROMPTS_PERSONAL)
    said = (
        _take(rng, WORDS["prompts"]["illness"], ill)
        + _take(rng, WORDS["prompts"]["personal"], personal - ill)
        + _take(rng, WORDS["prompts"]["plain"], n - personal)
    )
    prompts = [_fill(rng, said[i], loyalty, []) for i in rng.permutation(n)]
    at = np.sort(OPEN[rng.integers(0, len(OPEN), n)].astype("datetime64[s]") + rng.integers(7 * 60, 18 * 60, n) * 60)
    return pd.DataFrame(
        {
            "prompt_id": [f"P{i:03d}" for i in range(1, n + 1)],
            "asked_at": iso(at, "m", ""),
            "staff": choose(rng, STAFF, n),
            "account": quota(rng, _shares(n, {"free": 60, "the firm's": 40})),
            "prompt": prompts,
        }
    )


def _enrichment(loyalty: pd.DataFrame, size: _Sizes) -> pd.DataFrame:
    """What the supplier would add for the members whom it finds; some of it against what they said themselves."""
    rng = stream("bakery", "enrichment")
    switchers = [place for place in SWITCHER if place < len(loyalty)]
    alone = np.flatnonzero(loyalty["household_size"].fillna(0).to_numpy() == 1)
    drawn = rng.permutation(np.setdiff1d(np.arange(len(loyalty)), switchers))[: size(MATCHED) - len(switchers)]
    found = np.concatenate([switchers[:1], rng.permutation(np.concatenate([drawn, switchers[1:]]))]).astype(int)
    lives_alone = np.isin(found, alone)
    wrong = np.isin(found, found[lives_alone][: size(CONTRADICTED)])
    ways = {"busy family": 30, "young renters": 24, "comfortable retired": 26, "bargain hunters": 20}
    life = np.concatenate(
        [np.repeat("free-from and health", size(FREE_FROM)), choose(rng, ways, len(found) - size(FREE_FROM))]
    )
    made = pd.DataFrame(
        {
            "place": found,
            "lifestyle": life,
            "income": choose(rng, {"lower": 30, "middle": 45, "higher": 25}, len(found)),
        }
    )
    made["children_at_home"] = np.where(wrong | (~lives_alone & (rng.integers(0, 10, len(found)) < 4)), "yes", "no")
    made["member_id"] = loyalty["member_id"].to_numpy()[found]
    return made.sort_values("place", kind="stable", ignore_index=True)


def _florist(size: _Sizes) -> dict[str, pd.DataFrame]:
    """The shop next door, for the transfer task: its own words for everything."""
    rng, n, said = stream("bakery", "florist"), size(FLORIST), WORDS["florist"]
    crowd = people(rng, 2 * n, LOCALES)
    name = (crowd["given_name"] + " " + crowd["family_name"]).to_numpy()
    ill, phone = size(FLORIST_ILL), size(FLORIST_PHONE)
    cards = _take(rng, said["cards_illness"], ill)
    cards += _take(rng, said["cards_no_illness"], size(len(said["cards_no_illness"])))
    cards = np.array(cards + _take(rng, said["cards"], n - len(cards)), dtype=object)[rng.permutation(n)]
    notes = _take(rng, said["driver_phone"], phone) + _take(rng, said["driver"], n - phone)
    notes = np.array(notes, dtype=object)[rng.permutation(n)]
    phones, mine = _written(rng, phone), _written(rng, n)
    taken = np.sort(OPEN[rng.integers(0, len(OPEN), n)])
    street = draw(rng, "street", np.repeat("en_GB", n))
    flowers = {"roses": 3200, "lilies": 2800, "tulips": 1900, "mixed bunch": 3500, "wreath": 6000, "orchid": 2600}
    kind = choose(rng, {"roses": 22, "lilies": 14, "tulips": 10, "mixed bunch": 38, "wreath": 9, "orchid": 7}, n)
    orders = pd.DataFrame(
        {
            "order_no": [f"F{i:03d}" for i in range(1, n + 1)],
            "taken_on": taken.astype(str),
            "buyer": name[:n],
            "buyer_phone": np.where(rng.integers(0, 5, n) > 0, np.array(mine, dtype=object), ""),
            "buyer_born": rng.integers(1938, 2005, n),
            "flowers": kind,
            "price_cents": [flowers[k] for k in kind],
            "to_name": name[n:],
            "to_street": [f"{number} {road}" for number, road in zip(rng.integers(1, 90, n), street)],
            "deliver_on": (taken + rng.integers(1, 4, n)).astype(str),
            "card_words": [_fill(rng, card, crowd, []) for card in cards],
            "driver_note": [_fill(rng, note, crowd, phones) for note in notes],
            "van_mileage": 48_210 + np.cumsum(rng.integers(3, 40, n)),
        }
    )
    reads = pd.DataFrame(
        [(name, column) for name, columns in said["reads"].items() for column in columns.split()],
        columns=["list", "column"],
    )
    return {"florist_orders": orders, "florist_reads": reads.assign(row=reads.index + 1)}


def _planted(size: _Sizes, tables: dict[str, pd.DataFrame]) -> dict[str, int]:
    """What an audit must find in these tables, by truth."""
    saturdays = int(_saturday(OPEN).sum())
    florist_reads = set(tables["florist_reads"]["column"])
    return {
        "members": size(MEMBERS),
        "nobody-reads": NOBODY_READS,
        "notes-illness": size(ILLNESS),
        "notes-phone": size(PHONE),
        "notes-both": size(ILLNESS_AND_PHONE),
        "messages-illness": size(ILL_MESSAGES),
        "prompts-personal": size(PROMPTS_PERSONAL),
        "prompts-illness": size(PROMPTS_ILL),
        "saturdays": saturdays,
        "sold-out-saturdays": saturdays - len(SECOND_BAKE),
        "asked-after": size(ASKED_AFTER),
        "switchers": len(SWITCHER),
        "matched": size(MATCHED),
        "free-from": size(FREE_FROM),
        "contradicted": size(CONTRADICTED),
        "florist-nobody-reads": len(tables["florist_orders"].columns.difference(list(florist_reads))),
        "florist-illness": size(FLORIST_ILL),
        "florist-phone": size(FLORIST_PHONE),
    }
