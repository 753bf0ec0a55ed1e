"""The restaurant: 60 seats, 26 weeks of evenings, what the kitchen made, sold and threw away, who waited for what."""

from collections import defaultdict

import numpy as np
import pandas as pd

from ..dictionary import Truth
from ..package import World
from ..streams import bell, iso, quota, stream, weighted

LESSON = "07-waste-less"
FIRST_DAY, WEEKS = "2025-04-01", 26  # a Tuesday; closed on Mondays
WEEKDAYS = ("Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
COVERS = (92, 98, 110, 140, 148, 104)
FRIDAY, SATURDAY = 3, 4
SERVERS_ON = 5  # on every evening, whatever comes
FULL_TIME = ("Nadia Rahman", "Owen Price", "Beth Lawson", "Marek Zielinski", "Chloe Adams", "Theo Grant")
PART_TIME = ("Ines Duarte", "Jamal Reid", "Sophie Kerr", "Luca Moretti")
DISHES = {  # course, station, price in cents, wanted by a thousand guests, the chef's order; 0: cooked from stock
    "sea bass": ("main", "grill", 2400, 118, 17, (8, 9, 10, 14, 12, 8)),
    "lamb skewers": ("main", "grill", 1900, 120, 15, (9, 9, 9, 11, 11, 12)),
    "ribeye steak": ("main", "grill", 2900, 110, 0, ()),
    "burger": ("main", "grill", 1600, 150, 0, ()),
    "fish and chips": ("main", "fry", 1700, 160, 0, ()),
    "mussels": ("main", "stove", 1800, 112, 15, (8, 9, 10, 12, 12, 9)),
    "mushroom risotto": ("main", "stove", 1500, 95, 0, ()),
    "chicken pie": ("main", "stove", 1550, 135, 0, ()),
    "crab toast": ("starter", "cold", 1100, 230, 28, (9, 9, 9, 11, 12, 9)),
    "goat's cheese salad": ("starter", "cold", 950, 180, 21, (9, 9, 10, 10, 11, 11)),
    "calamari": ("starter", "fry", 980, 150, 0, ()),
    "lemon tart": ("dessert", "cold", 780, 290, 34, (9, 9, 9, 10, 10, 14)),
    "chocolate pot": ("dessert", "cold", 720, 250, 0, ()),
}  # fmt: skip
FRESH = tuple(dish for dish, about in DISHES.items() if about[4])
STANDBY = "chicken pie"  # what a guest takes whose main has gone
INGREDIENTS = {  # cents a kilo, days of life
    "sea bass": (2750, 1),
    "fennel": (390, 6),
    "butter": (1020, 14),
    "lamb": (2190, 3),
    "yoghurt": (420, 8),
    "flatbread": (520, 2),
    "ribeye": (3880, 5),
    "potatoes": (140, 14),
    "beef mince": (1220, 2),
    "brioche buns": (700, 2),
    "salad leaves": (800, 2),
    "cod": (1880, 1),
    "peas": (360, 14),
    "squid": (1560, 2),
    "lemons": (320, 12),
    "mussels": (700, 1),
    "cream": (600, 6),
    "bread": (440, 1),
    "rice": (490, 14),
    "mushrooms": (780, 4),
    "parmesan": (2620, 14),
    "chicken": (950, 3),
    "puff pastry": (600, 10),
    "crab": (4250, 1),
    "goat's cheese": (1810, 9),
    "beetroot": (300, 10),
    "eggs": (510, 14),
    "flour": (150, 14),
    "chocolate": (1620, 14),
}
RECIPES = {  # grams
    "sea bass": {"sea bass": 280, "fennel": 60, "butter": 15},
    "lamb skewers": {"lamb": 200, "yoghurt": 40, "flatbread": 90},
    "ribeye steak": {"ribeye": 250, "potatoes": 200, "butter": 20},
    "burger": {"beef mince": 170, "brioche buns": 80, "potatoes": 150, "salad leaves": 20},
    "fish and chips": {"cod": 220, "potatoes": 250, "peas": 80},
    "mussels": {"mussels": 450, "cream": 60, "bread": 80},
    "mushroom risotto": {"rice": 90, "mushrooms": 120, "parmesan": 20, "butter": 15},
    "chicken pie": {"chicken": 200, "puff pastry": 110, "cream": 50},
    "crab toast": {"crab": 70, "bread": 60, "lemons": 20},
    "goat's cheese salad": {"goat's cheese": 80, "salad leaves": 90, "beetroot": 70},
    "calamari": {"squid": 130, "lemons": 30},
    "lemon tart": {"lemons": 60, "eggs": 70, "cream": 40, "flour": 40},
    "chocolate pot": {"chocolate": 60, "cream": 80, "eggs": 30},
}
PAST, DROPPED, BACK, UNSOLD = "past its date", "burnt or dropped", "sent back", "prepared, not sold"
OTHER_WASTE = {PAST: 8, DROPPED: 7, BACK: 4}  # rows a week
PARTIES = (3, 48, 14, 25, 5, 5)  # of 1 to 6
ARRIVALS = (2, 4, 6, 8, 10, 12, 12, 11, 9, 8, 6, 5, 4, 3, 2)  # quarters of an hour from 17:30
TO_ORDER = (
    3,
    7,
    12,
    16,
    18,
    16,
    13,
    10,
    8,
    6,
    5,
    4,
    3,
    2,
    2,
)  # minutes from sitting down to the order, from 3; of every server alike
COOKING = {"grill": (8, 14), "fry": (6, 10), "stove": (8, 13), "cold": (3, 7)}
WAIT, LATE_WAIT, LATE_COOKS = (0, 6), (24, 36), 7  # minutes, both ends included
LATE = 30  # minutes from the order to the last plate
LATE_AT = {
    True: {"grill": 364, "fry": 13, "stove": 13, "cold": 13},  # on 26 Fridays
    False: {"grill": 130, "fry": 130, "stove": 130, "cold": 130},
}  # on 130 other evenings
KIOSK_WEEKS = 12
KIOSK = {
    "egg and cress": (20, (17, 18, 18, 19, 26)),
    "ham and mustard": (24, (26, 22, 21, 21, 17)),
    "falafel wrap": (22, (11, 12, 13, 15, 22)),
}
BASELINE_WEEKS = 4

_YEARS, _YEAR, _MONTHS = "two years", "one year", "three months"
_OFFER, _OPEN = "none of ours: the software offers it", "until somebody decides what to do with it"


def build(scale: float = 1.0) -> World:
    """The restaurant's tables; `scale` stretches the weeks (at least nine, so that two months are whole)."""
    weeks = max(9, round(WEEKS * scale))
    evenings = _evenings(weeks)
    visits = _visits(evenings)
    sales, orders = _serve(evenings, visits)
    waste = _waste_log(evenings, sales)
    tables = {
        "evenings": evenings.drop(columns="place"),
        "dishes": _dishes(),
        "sales": sales,
        "recipes": _recipes(),
        "ingredients": _ingredients(),
        "deliveries": _deliveries(evenings, sales, waste),
        "waste_log": waste,
        "tickets": _tickets(evenings, visits, orders, weeks),
        "visits": visits.assign(
            seated_at=iso(visits["seated"].to_numpy(), "m", ""), ordered_at=iso(visits["ordered"].to_numpy(), "m", "")
        ),
        "servers": pd.DataFrame(
            {
                "server": FULL_TIME + PART_TIME,
                "contract": ["full time"] * len(FULL_TIME) + ["part time"] * len(PART_TIME),
            }
        ),
        "staff_scores": _scores(visits),
        "kiosk_days": _kiosk(),
    }
    return World(tables, {truth.id: truth.value for truth in _truths(tables, weeks)})


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    return table.reset_index(drop=True).assign(row=range(1, len(table) + 1))


def _evenings(weeks: int) -> pd.DataFrame:
    rng, place = stream("restaurant", "evenings"), np.tile(np.arange(6), weeks)
    days = np.datetime64(FIRST_DAY) + np.repeat(np.arange(weeks), 6) * 7 + place
    covers = np.array(COVERS)[place] + np.clip(np.round(bell(rng, len(days)) * 5), -12, 12).astype(int)
    return pd.DataFrame(
        {
            "day": days.astype(str),
            "weekday": np.array(WEEKDAYS)[place],
            "covers": np.clip(covers, 80, 156),
            "servers_on": SERVERS_ON,
            "grill_cooks": np.where(place == SATURDAY, 2, 1),
            "place": place,
        }
    )


def _rota(week: int) -> list[list[str]]:
    """Who serves on each evening of a week: four of the six who work full time, one of the others."""
    shift = week % 6
    return [
        [name for i, name in enumerate(FULL_TIME) if (i + shift - day) % 3] + [PART_TIME[(day + week) % len(PART_TIME)]]
        for day in range(6)
    ]


def _visits(evenings: pd.DataFrame) -> pd.DataFrame:
    """The tables of each evening by the minute of their order; who serves a table hangs on nothing but the rota."""
    rng, parts = stream("restaurant", "visits"), []
    for at, (day, covers, place) in enumerate(zip(evenings["day"], evenings["covers"], evenings["place"])):
        party = weighted(rng, PARTIES, covers) + 1
        party = party[: np.searchsorted(np.cumsum(party), covers) + 1]
        party[-1] -= party.sum() - covers
        n, on = len(party), _rota(at // 6)[place]
        seated = np.datetime64(f"{day}T17:30") + np.sort(weighted(rng, ARRIVALS, n) * 15 + rng.integers(0, 15, n))
        server = quota(
            rng,
            {
                name: n // len(on) + (i < n % len(on))
                for i, name in enumerate([on[k] for k in rng.permutation(len(on))])
            },
        )
        parts.append(pd.DataFrame({"evening": at, "server": server, "guests": party, "seated": seated}))
    made = pd.concat(parts, ignore_index=True)
    minutes = weighted(stream("restaurant", "to-order"), TO_ORDER, len(made)) + 3
    made["ordered"] = made["seated"].to_numpy() + minutes.astype("timedelta64[m]")
    made = made.sort_values(["evening", "ordered"], kind="stable", ignore_index=True)
    return made.assign(ticket=range(1, len(made) + 1), minutes=((made["ordered"] - made["seated"]).dt.seconds // 60))


def _wanted(rng: np.random.Generator, evenings: pd.DataFrame) -> dict[str, np.ndarray]:
    """How many portions of each dish the guests of each evening want, before anything has gone."""
    made, covers, place = {}, evenings["covers"].to_numpy(), evenings["place"].to_numpy()
    for dish, (_, _, _, share, _, rhythm) in DISHES.items():
        beat = np.array(rhythm or (1,) * 6)
        mean = covers * share / 1000 * beat[place] * 6 / beat.sum()
        made[dish] = np.maximum(np.round(mean + bell(rng, len(covers)) * np.sqrt(mean) * 0.6), 1).astype(int)
    return made


def _serve(evenings: pd.DataFrame, visits: pd.DataFrame) -> tuple[pd.DataFrame, list[set[str]]]:
    """The evenings guest by guest: what is sold, what has gone, and which stations each order needs."""
    rng, rows, stations = stream("restaurant", "wanted"), [], []
    wanted = _wanted(rng, evenings)
    stock = [d for d, about in DISHES.items() if about[0] == "main" and not about[4]]
    times, parties = visits["ordered"].to_numpy(), visits["guests"].to_numpy()
    begins = np.searchsorted(visits["evening"].to_numpy(), np.arange(len(evenings) + 1))
    for at, (day, covers) in enumerate(zip(evenings["day"], evenings["covers"])):
        plates = {}
        for course in ("main", "starter", "dessert"):
            asked = [
                np.repeat(dish, wanted[dish][at])
                for dish in DISHES
                if DISHES[dish][0] == course and (course != "main" or dish in FRESH)
            ]
            asked = np.concatenate(asked).astype(object)[:covers]
            rest = covers - len(asked)
            fill = (
                np.array(stock, dtype=object)[weighted(rng, [DISHES[d][3] for d in stock], rest)]
                if course == "main"
                else np.repeat("", rest)
            )
            plates[course] = np.concatenate([asked, fill.astype(object)])[rng.permutation(covers)]
        left = {dish: DISHES[dish][4] for dish in FRESH}
        sold, vain, gone = defaultdict(int), defaultdict(int), {}
        guest = 0
        for table in range(begins[at], begins[at + 1]):
            needs = set()
            for seat in range(guest, guest + parties[table]):
                for course in ("main", "starter", "dessert"):
                    dish = plates[course][seat]
                    if dish in left and not left[dish]:
                        vain[dish] += 1
                        dish = STANDBY if course == "main" else ""
                    if not dish:
                        continue
                    sold[dish] += 1
                    if dish in left:
                        left[dish] -= 1
                        if not left[dish]:
                            gone[dish] = times[table]
                    if course != "dessert":
                        needs.add(DISHES[dish][1])
            guest += parties[table]
            stations.append(needs)
        rows += [
            (
                day,
                dish,
                DISHES[dish][4] if dish in left else None,
                sold[dish],
                left.get(dish),
                gone.get(dish, np.datetime64("NaT")),
                vain[dish] if dish in left else None,
            )
            for dish in DISHES
        ]
    made = pd.DataFrame(rows, columns=["day", "dish", "prepared", "sold", "left_over", "gone", "asked_in_vain"])
    for column in ("prepared", "left_over", "asked_in_vain"):
        made[column] = made[column].astype("Int64")
    return _numbered(made.assign(sold_out_at=iso(made["gone"].to_numpy(), "m", ""))), stations


def _tickets(evenings: pd.DataFrame, visits: pd.DataFrame, orders: list[set[str]], weeks: int) -> pd.DataFrame:
    """Waiting and cooking at each station; which tickets are late, and where they waited, is a quota."""
    rng = stream("restaurant", "tickets")
    rows = [(ticket, station) for ticket, needs in enumerate(orders) for station in COOKING if station in needs]
    made = pd.DataFrame(rows, columns=["place", "station"])
    n, place, station = len(made), made["place"].to_numpy(), made["station"].to_numpy(dtype=object)
    wait = rng.integers(WAIT[0], WAIT[1] + 1, n)
    low, high = np.array([COOKING[s] for s in station]).T
    cooks = low + rng.integers(0, 1 << 30, n) % (high - low + 1)
    friday = evenings["place"].to_numpy()[visits["evening"].to_numpy()[place]] == FRIDAY
    taken: set[int] = set()
    for on_friday, quotas in LATE_AT.items():
        for where, count in quotas.items():
            free = np.array(
                [i for i in np.flatnonzero((station == where) & (friday == on_friday)) if place[i] not in taken]
            )
            late = free[rng.permutation(len(free))[: round(count * weeks / WEEKS)]]
            taken.update(place[late])
            wait[late] = rng.integers(LATE_WAIT[0], LATE_WAIT[1] + 1, len(late))
            cooks[late] = np.maximum(cooks[late], LATE_COOKS)
    sent = visits["ordered"].to_numpy()[place]
    started = sent + wait.astype("timedelta64[m]")
    return _numbered(
        pd.DataFrame(
            {
                "ticket": place + 1,
                "station": station,
                "sent_at": iso(sent, "m", ""),
                "started_at": iso(started, "m", ""),
                "done_at": iso(started + cooks.astype("timedelta64[m]"), "m", ""),
                "friday": friday,
            }
        )
    )


def _dishes() -> pd.DataFrame:
    cost = {
        dish: (sum(grams * INGREDIENTS[what][0] for what, grams in parts.items()) + 500) // 1000
        for dish, parts in RECIPES.items()
    }
    rows = [(dish, *about[:3], cost[dish], "yes" if about[4] else "no") for dish, about in DISHES.items()]
    return pd.DataFrame(rows, columns=["dish", "course", "station", "price_cents", "food_cents", "portioned"])


def _recipes() -> pd.DataFrame:
    rows = [(dish, what, grams) for dish, parts in RECIPES.items() for what, grams in parts.items()]
    return _numbered(pd.DataFrame(rows, columns=["dish", "ingredient", "grams"]))


def _ingredients() -> pd.DataFrame:
    return pd.DataFrame(
        [(name, *about) for name, about in INGREDIENTS.items()], columns=["ingredient", "cents_per_kg", "life_days"]
    )


def _cost(grams: pd.Series, ingredient: pd.Series) -> pd.Series:
    return (grams * ingredient.map({name: cents for name, (cents, _) in INGREDIENTS.items()}) + 500) // 1000


def _in_recipes(sales: pd.DataFrame, portions: str) -> pd.DataFrame:
    """Grams of each ingredient on each day in so many portions."""
    parts = sales[["day", "dish", portions]].merge(_recipes()[["dish", "ingredient", "grams"]], on="dish")
    parts["grams"] = (parts["grams"] * parts[portions].fillna(0)).astype("int64")
    return parts.groupby(["day", "ingredient"], as_index=False)["grams"].sum().query("grams > 0")


def _waste_log(evenings: pd.DataFrame, sales: pd.DataFrame) -> pd.DataFrame:
    rng, weeks = stream("restaurant", "waste"), len(evenings) // 6
    unsold = _in_recipes(sales, "left_over").assign(reason=UNSOLD)
    n = {reason: count * weeks for reason, count in OTHER_WASTE.items()}
    reason = quota(rng, n)
    names = np.array(list(INGREDIENTS), dtype=object)
    short = np.array([20 - life for _, life in INGREDIENTS.values()])  # what lives briefly goes more often
    other = pd.DataFrame(
        {
            "day": evenings["day"].to_numpy()[rng.integers(0, len(evenings), len(reason))],
            "ingredient": names[weighted(rng, short, len(reason))],
            "reason": reason,
            "grams": rng.integers(4, 60, len(reason)) * 20,
        }
    )
    order = {reason: i for i, reason in enumerate((UNSOLD, *OTHER_WASTE))}
    both = pd.concat(
        [unsold, other.groupby(["day", "ingredient", "reason"], as_index=False)["grams"].sum()], ignore_index=True
    )
    both = both.assign(order=both["reason"].map(order)).sort_values(["day", "order", "ingredient"], kind="stable")
    return _numbered(both.assign(cost_cents=_cost(both["grams"], both["ingredient"])))


def _deliveries(evenings: pd.DataFrame, sales: pd.DataFrame, waste: pd.DataFrame) -> pd.DataFrame:
    """What came in: as much as is used or thrown away until the next delivery, in full half kilos."""
    used = pd.concat([_in_recipes(sales, "sold"), waste[["day", "ingredient", "grams"]]])
    place = {day: i for i, day in enumerate(evenings["day"])}
    life = used["ingredient"].map({name: days for name, (_, days) in INGREDIENTS.items()})
    every = np.minimum(life, 6).to_numpy()
    used["first"] = used["day"].map(place).to_numpy() // every * every
    came = used.groupby(["first", "ingredient"], as_index=False)["grams"].sum()
    came["grams"] = -(-came["grams"] // 500) * 500
    return _numbered(
        came.assign(day=evenings["day"].to_numpy()[came["first"]], cost_cents=_cost(came["grams"], came["ingredient"]))
    )


def _scores(visits: pd.DataFrame) -> pd.DataFrame:
    month = pd.Series(np.datetime_as_string(visits["seated"].to_numpy(), unit="M"), name="month")
    made = visits.groupby([month, "server"])["minutes"].agg(tables="size", minutes="mean").reset_index()
    made = made.sort_values(["month", "minutes", "server"], kind="stable", ignore_index=True)
    made["place"] = made.groupby("month").cumcount() + 1
    last = made.groupby("month")["place"].transform("max")
    made["badge"] = np.where(
        made["place"] <= 3, "top performer", np.where(made["place"] > last - 3, "needs attention", "")
    )
    return _numbered(made.assign(minutes=made["minutes"].round(2)))


def _kiosk() -> pd.DataFrame:
    rng, rows = stream("restaurant", "kiosk"), []
    days = np.datetime64("2025-06-02") + np.add.outer(np.arange(KIOSK_WEEKS) * 7, np.arange(5)).ravel()
    for sandwich, (made, means) in KIOSK.items():
        wanted = np.array(means)[np.arange(len(days)) % 5] + np.round(bell(rng, len(days)) * 2).astype(int)
        when = rng.integers(11 * 60 + 40, 13 * 60 + 50, len(days))
        for day, want, minute in zip(days, wanted, when):
            gone = f"{minute // 60}:{minute % 60:02d}" if want >= made else ""
            rows.append((str(day), sandwich, made, min(int(want), made), gone))
    made = pd.DataFrame(rows, columns=["day", "sandwich", "made", "sold", "sold_out_at"])
    return _numbered(made.sort_values("day", kind="stable"))


def _truths(tables: dict[str, pd.DataFrame], weeks: int) -> list[Truth]:
    def counted(name: str, says: str, value, table: str) -> Truth:
        return Truth(name, LESSON, "counted", says, int(value), table)

    fresh = tables["sales"][tables["sales"]["dish"].isin(FRESH)].copy()
    fresh["wanted"] = fresh["sold"] + fresh["asked_in_vain"]
    fresh["place"] = pd.to_datetime(fresh["day"]).dt.day_of_week
    before = fresh.groupby(["dish", "place"])["wanted"]
    fresh["plan"] = sum(before.shift(k) for k in range(1, BASELINE_WEEKS + 1))
    judged = fresh.dropna(subset="plan").copy()
    judged["plan"] = (2 * judged["plan"].astype(int) + BASELINE_WEEKS) // (2 * BASELINE_WEEKS)  # halves up
    thrown, vain = (judged["plan"] - judged["wanted"]).clip(lower=0), (judged["wanted"] - judged["plan"]).clip(lower=0)
    bass = fresh[(fresh["dish"] == "sea bass") & fresh["place"].isin([4, 5])]
    waste = tables["waste_log"].groupby("ingredient")[["grams", "cost_cents"]].sum()
    tickets, scale = tables["tickets"], weeks / WEEKS
    late = {
        friday: {where: round(count * scale) for where, count in quotas.items()} for friday, quotas in LATE_AT.items()
    }
    at_grill = tickets["station"] == "grill"
    middle = sum(LATE_WAIT) / 2 - sum(WAIT) / 2
    gap = sum(
        sign * middle * late[friday]["grill"] / (at_grill & (tickets["friday"] == friday)).sum()
        for friday, sign in ((True, 1), (False, -1))
    )
    scores, evenings = tables["staff_scores"], tables["evenings"]
    months = sorted(scores["month"].unique())[:6]
    named = {
        month: set(scores[(scores["month"] == month) & (scores["badge"] == "needs attention")]["server"])
        for month in months
    }
    ends = scores[
        scores["month"].isin(months) & ((scores["place"] == 1) | (scores["place"] == len(FULL_TIME + PART_TIME)))
    ]
    kiosk = tables["kiosk_days"]
    return [
        counted("evenings", "Evenings on which the restaurant was open.", len(evenings), "evenings"),
        counted(
            "sold-out",
            "Evenings times dishes on which the last portion of a dish that is portioned was sold.",
            (fresh["left_over"] == 0).sum(),
            "sales",
        ),
        counted(
            "sold-out-bass",
            "Of the Fridays and Saturdays: those on which the sea bass sold out.",
            (bass["left_over"] == 0).sum(),
            "sales",
        ),
        counted(
            "asked-in-vain",
            "Portions that were asked for after the dish had gone.",
            fresh["asked_in_vain"].sum(),
            "sales",
        ),
        counted("left-over", "Portions prepared and thrown away.", fresh["left_over"].sum(), "sales"),
        counted(
            "chef-thrown",
            "From the fifth week on: portions thrown away under the chef's fixed order.",
            judged["left_over"].sum(),
            "sales",
        ),
        counted(
            "chef-vain",
            "From the fifth week on: portions asked for in vain under it.",
            judged["asked_in_vain"].sum(),
            "sales",
        ),
        counted(
            "baseline-thrown",
            "The same evenings with the mean of the last four same weekdays, of what was wanted, rounded (halves up):"
            " thrown away.",
            thrown.sum(),
            "sales",
        ),
        counted("baseline-vain", "The same: asked for in vain.", vain.sum(), "sales"),
        counted("waste-cents", "All that the waste log holds.", waste["cost_cents"].sum(), "waste_log"),
        counted(
            "waste-top-cents",
            f"The ingredient that cost most in the waste log ({waste['cost_cents'].idxmax()}).",
            waste["cost_cents"].max(),
            "waste_log",
        ),
        counted(
            "waste-top-grams",
            f"The ingredient that weighs most in it ({waste['grams'].idxmax()}).",
            waste["grams"].max(),
            "waste_log",
        ),
        counted(
            "friday-late",
            f"Tickets on Fridays with more than {LATE} minutes from the order to the last plate.",
            sum(late[True].values()),
            "tickets",
        ),
        counted("friday-late-grill", "Of those: the longest wait was at the grill.", late[True]["grill"], "tickets"),
        counted("other-late", "Late tickets on all other evenings.", sum(late[False].values()), "tickets"),
        counted("other-late-grill", "Of those: the longest wait was at the grill.", late[False]["grill"], "tickets"),
        Truth(
            "grill-wait",
            LESSON,
            "estimated",
            "How much longer an order waits at the grill on a Friday.",
            round(float(gap), 3),
            "tickets",
            "mean over evenings of the mean minutes from sent to started at the grill, Fridays minus all other"
            " evenings",
            f"{weeks} Fridays and {5 * weeks} other evenings",
            2.5,
        ),
        Truth(
            "server-gap",
            LESSON,
            "estimated",
            "How much slower the last three of a month's ranking are: not at all.",
            0.0,
            "visits",
            "mean minutes to the order of August's last three minus August's first three, in all other months",
            "their tables in all other months",
            1.0,
        ),
        counted(
            "last-again",
            f"Servers among the last three in {months[-2]} who are so in {months[-1]} too.",
            len(named[months[-2]] & named[months[-1]]),
            "staff_scores",
        ),
        counted(
            "ever-last",
            "Servers who were among the last three in at least one month.",
            len(set().union(*named.values())),
            "staff_scores",
        ),
        counted("ends", "First and last places of all months.", len(ends), "staff_scores"),
        counted(
            "ends-part-time",
            "Of those: held by somebody who works part time.",
            ends["server"].isin(PART_TIME).sum(),
            "staff_scores",
        ),
        counted(
            "stretched",
            "Evenings with more than 25 guests for each server.",
            (evenings["covers"] > 25 * evenings["servers_on"]).sum(),
            "evenings",
        ),
        counted(
            "kiosk-sold-out",
            "The kiosk: days times sandwiches that sold out.",
            (kiosk["sold_out_at"] != "").sum(),
            "kiosk_days",
        ),
        counted(
            "kiosk-thrown",
            "The kiosk: sandwiches made and not sold.",
            (kiosk["made"] - kiosk["sold"]).sum(),
            "kiosk_days",
        ),
    ]
