"""The restaurant: 60 seats, 26 weeks of evenings, what the kitchen made, sold and threw away, who waited for what.

What guests want, when they come and who serves them is drawn; what is sold, gone, thrown away and delivered follows
from it. Only the late tickets, and where they waited, are quotas. No server is quicker than another.
"""

from collections import Counter

import numpy as np
import pandas as pd

from .. import dictionary
from ..package import World
from ..streams import Sizes, bell, iso, quota, stream, take, weighted

WORDS = dictionary.words("restaurant")
MENU, INGREDIENTS, RECIPES = WORDS["menu"], WORDS["ingredients"], WORDS["recipes"]
FULL_TIME, PART_TIME = WORDS["servers"]["full_time"], WORDS["servers"]["part_time"]

# ---- evenings
FIRST_DAY, WEEKS = "2025-04-01", 26  # a Tuesday; closed on Mondays
WEEKDAYS = ("Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
COVERS = (92, 98, 110, 140, 148, 104)  # guests on each of them, about
FRIDAY, SATURDAY = 3, 4
SERVERS_ON = 5  # on every evening, whatever comes
STRETCHED = 25  # guests for each server
PARTIES = (3, 48, 14, 25, 5, 5)  # weights of parties of 1 to 6
ARRIVALS = (2, 4, 6, 8, 10, 12, 12, 11, 9, 8, 6, 5, 4, 3, 2)  # weights of quarters of an hour from 17:30
TO_ORDER = (3, 7, 12, 16, 18, 16, 13, 10, 8, 6, 5, 4, 3, 2, 2)  # weights of 3 minutes and more, seat to order

# ---- what guests want, and what the chef prepares for it
COURSES = ("main", "starter", "dessert")
WANTED = {  # by a thousand guests; the rest of the mains are shared out among those cooked from stock
    "sea bass": 118,
    "lamb skewers": 120,
    "ribeye steak": 110,
    "burger": 150,
    "fish and chips": 160,
    "mussels": 112,
    "mushroom risotto": 95,
    "chicken pie": 135,
    "crab toast": 230,
    "goat's cheese salad": 180,
    "calamari": 150,
    "lemon tart": 290,
    "chocolate pot": 250,
}
PORTIONED = {  # the chef's order for every evening, and how the wish goes through the week; all else is from stock
    "sea bass": (17, (8, 9, 10, 14, 12, 8)),
    "lamb skewers": (15, (9, 9, 9, 11, 11, 12)),
    "mussels": (15, (8, 9, 10, 12, 12, 9)),
    "crab toast": (28, (9, 9, 9, 11, 12, 9)),
    "goat's cheese salad": (21, (9, 9, 10, 10, 11, 11)),
    "lemon tart": (34, (9, 9, 9, 10, 10, 14)),
}
STANDBY = "chicken pie"  # what a guest takes whose main has gone; a starter or dessert that has gone is left out
BASELINE_WEEKS = 4  # the plan that the chef's order is held against: the mean of so many same weekdays

# ---- waste
UNSOLD = "prepared, not sold"
OTHER_WASTE = {"past its date": 8, "burnt or dropped": 7, "sent back": 4}  # rows a week

# ---- the kitchen, in minutes
COOKING = {"grill": (8, 14), "fry": (6, 10), "stove": (8, 13), "cold": (3, 7)}  # both ends included
WAIT, LATE_WAIT = (0, 6), (24, 36)  # before a station begins
LATE_COOKS = 7  # a late ticket cooks so long at least
LATE = 30  # from the order to the last plate
LATE_AT = {  # late tickets by the station at which they waited
    True: {"grill": 364, "fry": 13, "stove": 13, "cold": 13},  # on 26 Fridays
    False: {"grill": 130, "fry": 130, "stove": 130, "cold": 130},  # on 130 other evenings
}

# ---- the software's ranking of the servers, and the kiosk at the station
BEST, WORST, ENDS = "top performer", "needs attention", 3  # badges of the first three and the last three of a month
RANKED_MONTHS = 6
KIOSK_FROM, KIOSK_WEEKS = "2025-06-02", 12  # a Monday
KIOSK = {  # made each morning; asked for from Monday to Friday, about
    "egg and cress": (20, (17, 18, 18, 19, 26)),
    "ham and mustard": (24, (26, 22, 21, 21, 17)),
    "falafel wrap": (22, (11, 12, 13, 15, 22)),
}


def build(scale: float = 1.0) -> World:
    """The restaurant's tables; `scale` stretches the weeks (at least nine, so that two months are whole)."""
    weeks = max(9, round(WEEKS * scale))
    size = Sizes(weeks / WEEKS)
    evenings = _evenings(weeks)
    visits = _visits(evenings)
    sales, stations = _serve(evenings, visits)
    waste = _waste_log(evenings, sales)
    tables = {
        "evenings": evenings,
        "dishes": _dishes(),
        "sales": sales,
        "recipes": _recipes(),
        "ingredients": _table(["ingredient", "cents_per_kg", "life_days"], [(n, *of) for n, of in INGREDIENTS.items()]),
        "deliveries": _deliveries(evenings, sales, waste),
        "waste_log": waste,
        "tickets": _tickets(evenings, visits, stations, size),
        "visits": visits,
        "servers": _servers(),
        "staff_scores": _scores(visits),
        "kiosk_days": _kiosk(),
    }
    return World(tables, _planted(tables, size), _numbers(tables, weeks))


def _numbers(tables: dict[str, pd.DataFrame], weeks: int) -> dict[str, object]:
    """What the words in dictionary.toml name in braces."""
    wasted, months = _wasted(tables["waste_log"]), _ranked_months(tables["staff_scores"])
    return {
        "costliest_waste": wasted["cost_cents"].idxmax(),
        "heaviest_waste": wasted["grams"].idxmax(),
        "late_after": LATE,
        "fridays": weeks,
        "other_evenings": len(tables["evenings"]) - weeks,
        "month_before": months[-2],
        "last_month": months[-1],
    }


def _planted(tables: dict[str, pd.DataFrame], size: Sizes) -> dict[str, float]:
    """The value of each truth that dictionary.toml puts into words."""
    evenings, kiosk, wasted = tables["evenings"], tables["kiosk_days"], _wasted(tables["waste_log"])
    counts = {
        "evenings": len(evenings),
        "stretched": (evenings["covers"] > STRETCHED * evenings["servers_on"]).sum(),
        **_planted_in_sales(tables["sales"]),
        "waste-cents": wasted["cost_cents"].sum(),
        "waste-top-cents": wasted["cost_cents"].max(),
        "waste-top-grams": wasted["grams"].max(),
        **_planted_in_scores(tables["staff_scores"]),
        "kiosk-sold-out": (kiosk["sold_out_at"] != "").sum(),
        "kiosk-thrown": (kiosk["made"] - kiosk["sold"]).sum(),
    }
    counts = {id: int(count) for id, count in counts.items()}
    return counts | _planted_in_tickets(tables["tickets"], size) | {"server-gap": 0.0}  # no server is quicker


def _wasted(waste: pd.DataFrame) -> pd.DataFrame:
    """Grams and cost in the waste log, by ingredient."""
    return waste.groupby("ingredient")[["grams", "cost_cents"]].sum()


def _planted_in_sales(sales: pd.DataFrame) -> dict[str, float]:
    """What sold out or was left, and from the fifth week on what the chef's order and the baseline would cost."""
    fresh = sales[sales["dish"].isin(PORTIONED)].copy()
    fresh["wanted"] = fresh["sold"] + fresh["asked_in_vain"]
    fresh["weekday"] = pd.to_datetime(fresh["day"]).dt.day_of_week  # 0: Monday
    before = fresh.groupby(["dish", "weekday"])["wanted"]
    fresh["plan"] = sum(before.shift(k) for k in range(1, BASELINE_WEEKS + 1))
    judged = fresh.dropna(subset="plan")
    plan = (2 * judged["plan"].astype(int) + BASELINE_WEEKS) // (2 * BASELINE_WEEKS)  # the mean, halves up
    bass = fresh[(fresh["dish"] == "sea bass") & fresh["weekday"].isin([4, 5])]
    return {
        "sold-out": (fresh["left_over"] == 0).sum(),
        "sold-out-bass": (bass["left_over"] == 0).sum(),
        "asked-in-vain": fresh["asked_in_vain"].sum(),
        "left-over": fresh["left_over"].sum(),
        "chef-thrown": judged["left_over"].sum(),
        "chef-vain": judged["asked_in_vain"].sum(),
        "baseline-thrown": (plan - judged["wanted"]).clip(lower=0).sum(),
        "baseline-vain": (judged["wanted"] - plan).clip(lower=0).sum(),
    }


def _planted_in_tickets(tickets: pd.DataFrame, size: Sizes) -> dict[str, float]:
    """Late tickets by quota, and how much longer the grill's wait is on a Friday for it."""
    late = {friday: size.each(counts) for friday, counts in LATE_AT.items()}
    longer = sum(LATE_WAIT) / 2 - sum(WAIT) / 2
    grill = tickets[tickets["station"] == "grill"]
    waits = {friday: longer * late[friday]["grill"] / (grill["friday"] == friday).sum() for friday in LATE_AT}
    return {
        "friday-late": sum(late[True].values()),
        "friday-late-grill": late[True]["grill"],
        "other-late": sum(late[False].values()),
        "other-late-grill": late[False]["grill"],
        "grill-wait": round(float(waits[True] - waits[False]), 3),
    }


def _ranked_months(scores: pd.DataFrame) -> list[str]:
    return sorted(scores["month"].unique())[:RANKED_MONTHS]


def _planted_in_scores(scores: pd.DataFrame) -> dict[str, float]:
    """Who is among the last in the ranking, and how often first and last are people with few tables."""
    months = _ranked_months(scores)
    ranked = scores[scores["month"].isin(months)]
    last = {month: set(rows["server"]) for month, rows in ranked[ranked["badge"] == WORST].groupby("month")}
    ends = ranked[ranked["place"].isin([1, len(FULL_TIME + PART_TIME)])]
    return {
        "last-again": len(last[months[-2]] & last[months[-1]]),
        "ever-last": len(set().union(*last.values())),
        "ends": len(ends),
        "ends-part-time": ends["server"].isin(PART_TIME).sum(),
    }


# ---- the kitchen's own lists


def _table(columns: list[str], rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns)


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    return table.reset_index(drop=True).assign(row=range(1, len(table) + 1))


def _dishes() -> pd.DataFrame:
    cost = {dish: sum(grams * INGREDIENTS[what][0] for what, grams in parts.items()) for dish, parts in RECIPES.items()}
    rows = [
        (dish, *about, (cost[dish] + 500) // 1000, "yes" if dish in PORTIONED else "no") for dish, about in MENU.items()
    ]
    return _table(["dish", "course", "station", "price_cents", "food_cents", "portioned"], rows)


def _recipes() -> pd.DataFrame:
    rows = [(dish, what, grams) for dish, parts in RECIPES.items() for what, grams in parts.items()]
    return _numbered(_table(["dish", "ingredient", "grams"], rows))


def _servers() -> pd.DataFrame:
    contract = np.repeat(["full time", "part time"], [len(FULL_TIME), len(PART_TIME)])
    return pd.DataFrame({"server": FULL_TIME + PART_TIME, "contract": contract})


# ---- the evenings


def _evenings(weeks: int) -> pd.DataFrame:
    """One row for each evening; `place` is that of its weekday in WEEKDAYS."""
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
    for evening, (day, covers, place) in enumerate(zip(evenings["day"], evenings["covers"], evenings["place"])):
        party = weighted(rng, PARTIES, covers) + 1
        party = party[: np.searchsorted(np.cumsum(party), covers) + 1]
        party[-1] -= party.sum() - covers
        n, on = len(party), _rota(evening // 6)[place]
        seated = np.datetime64(f"{day}T17:30") + np.sort(weighted(rng, ARRIVALS, n) * 15 + rng.integers(0, 15, n))
        order = take(rng, on, len(on)).tolist()  # the first have a table more than the others
        server = quota(rng, {name: n // len(on) + (i < n % len(on)) for i, name in enumerate(order)})
        parts.append(pd.DataFrame({"evening": evening, "server": server, "guests": party, "seated": seated}))
    made = pd.concat(parts, ignore_index=True)
    minutes = weighted(stream("restaurant", "to-order"), TO_ORDER, len(made)) + 3
    made = made.assign(minutes=minutes, ordered=made["seated"].to_numpy() + minutes.astype("timedelta64[m]"))
    made = made.sort_values(["evening", "ordered"], kind="stable", ignore_index=True)
    times = {f"{what}_at": iso(made[what].to_numpy(), "m", "") for what in ("seated", "ordered")}
    return made.assign(ticket=range(1, len(made) + 1), **times)


def _scores(visits: pd.DataFrame) -> pd.DataFrame:
    """The software's ranking of each month by mean minutes to the order, with its badges."""
    month = visits["seated_at"].str[:7].rename("month")
    made = visits.groupby([month, "server"])["minutes"].agg(tables="size", minutes="mean").reset_index()
    made = made.sort_values(["month", "minutes", "server"], kind="stable", ignore_index=True)
    made["place"] = made.groupby("month").cumcount() + 1
    last = made.groupby("month")["place"].transform("max")
    made["badge"] = np.where(made["place"] <= ENDS, BEST, np.where(made["place"] > last - ENDS, WORST, ""))
    return _numbered(made.assign(minutes=made["minutes"].round(2)))


# ---- what is sold


class _Larder:
    """What the kitchen has portioned for one evening, and what becomes of it."""

    def __init__(self) -> None:
        self.left = {dish: portions for dish, (portions, _) in PORTIONED.items()}
        self.sold, self.in_vain = Counter(), Counter()
        self.gone: dict[str, np.datetime64] = {}

    def serve(self, dish: str, at: np.datetime64) -> str:
        """What a guest gets who asks for a dish at that time; "" for nothing."""
        if self.left.get(dish) == 0:
            self.in_vain[dish] += 1
            dish = STANDBY if MENU[dish][0] == "main" else ""
        if not dish:
            return ""
        self.sold[dish] += 1
        if dish in self.left:
            self.left[dish] -= 1
            if not self.left[dish]:
                self.gone[dish] = at
        return dish

    def rows(self, day: str) -> list[tuple]:
        """The evening's rows of `sales`, one for each dish."""
        made = []
        for dish in MENU:
            portioned = dish in PORTIONED
            made.append(
                (
                    day,
                    dish,
                    PORTIONED[dish][0] if portioned else None,
                    self.sold[dish],
                    self.left.get(dish),
                    self.gone.get(dish, np.datetime64("NaT")),
                    self.in_vain[dish] if portioned else None,
                )
            )
        return made


def _serve(evenings: pd.DataFrame, visits: pd.DataFrame) -> tuple[pd.DataFrame, list[set[str]]]:
    """The evenings guest by guest: what is sold, what has gone, and which stations each order needs."""
    rng, rows, stations = stream("restaurant", "wanted"), [], []
    wanted = _wanted(rng, evenings)
    tables = {evening: list(zip(of["ordered"].to_numpy(), of["guests"])) for evening, of in visits.groupby("evening")}
    for evening, (day, covers) in enumerate(zip(evenings["day"], evenings["covers"])):
        plates = _asked(rng, {dish: portions[evening] for dish, portions in wanted.items()}, covers)
        larder, guest = _Larder(), 0
        for at, party in tables[evening]:
            needs = set()
            for seat in range(guest, guest + party):
                got = {course: larder.serve(plates[course][seat], at) for course in COURSES}
                needs |= {MENU[dish][1] for course, dish in got.items() if dish and course != "dessert"}
            guest += party
            stations.append(needs)
        rows += larder.rows(day)
    made = _table(["day", "dish", "prepared", "sold", "left_over", "gone", "asked_in_vain"], rows)
    made = made.astype({column: "Int64" for column in ("prepared", "left_over", "asked_in_vain")})
    return _numbered(made.assign(sold_out_at=iso(made["gone"].to_numpy(), "m", ""))), stations


def _wanted(rng: np.random.Generator, evenings: pd.DataFrame) -> dict[str, np.ndarray]:
    """How many portions of each dish the guests of each evening want, before anything has gone."""
    made, covers, place = {}, evenings["covers"].to_numpy(), evenings["place"].to_numpy()
    for dish in MENU:
        beat = np.array(PORTIONED[dish][1] if dish in PORTIONED else (1,) * 6)
        mean = covers * WANTED[dish] / 1000 * beat[place] * 6 / beat.sum()
        made[dish] = np.maximum(np.round(mean + bell(rng, len(covers)) * np.sqrt(mean) * 0.6), 1).astype(int)
    return made


def _asked(rng: np.random.Generator, wanted: dict[str, int], covers: int) -> dict[str, np.ndarray]:
    """What each guest of an evening asks for, by course; "" for no starter or dessert."""
    stock = [dish for dish, (course, *_) in MENU.items() if course == "main" and dish not in PORTIONED]
    plates = {}
    for course in COURSES:
        dishes = [dish for dish, about in MENU.items() if about[0] == course and dish not in stock]
        asked = np.repeat(np.array(dishes, dtype=object), [wanted[dish] for dish in dishes])[:covers]
        rest = np.full(covers - len(asked), "", dtype=object)
        if course == "main":
            rest = np.array(stock, dtype=object)[weighted(rng, [WANTED[dish] for dish in stock], len(rest))]
        plates[course] = take(rng, np.concatenate([asked, rest]), covers)
    return plates


def _tickets(evenings: pd.DataFrame, visits: pd.DataFrame, stations: list[set[str]], size: Sizes) -> pd.DataFrame:
    """Waiting and cooking at each station; which tickets are late, and where they waited, is a quota."""
    rng = stream("restaurant", "tickets")
    made = _table(["visit", "station"], [(n, s) for n, needs in enumerate(stations) for s in COOKING if s in needs])
    visit, station = made["visit"].to_numpy(), made["station"].to_numpy(dtype=object)
    wait = rng.integers(WAIT[0], WAIT[1] + 1, len(made))
    low, high = np.array([COOKING[name] for name in station]).T
    cooks = low + rng.integers(0, 1 << 30, len(made)) % (high - low + 1)
    friday = evenings["place"].to_numpy()[visits["evening"].to_numpy()[visit]] == FRIDAY
    late_visits = np.zeros(len(visits), dtype=bool)  # a ticket is late at one station only
    for on_friday, counts in LATE_AT.items():
        for where, count in counts.items():
            free = np.flatnonzero((station == where) & (friday == on_friday) & ~late_visits[visit])
            late = take(rng, free, size(count))
            late_visits[visit[late]] = True
            wait[late] = rng.integers(LATE_WAIT[0], LATE_WAIT[1] + 1, len(late))
            cooks[late] = np.maximum(cooks[late], LATE_COOKS)
    sent = visits["ordered"].to_numpy()[visit]
    started = sent + wait.astype("timedelta64[m]")
    times = {"sent_at": sent, "started_at": started, "done_at": started + cooks.astype("timedelta64[m]")}
    made = made.assign(ticket=visit + 1, friday=friday, **{name: iso(at, "m", "") for name, at in times.items()})
    return _numbered(made)


# ---- what is thrown away, and what comes in


def _cost(grams: pd.Series, ingredient: pd.Series) -> pd.Series:
    return (grams * ingredient.map({name: cents for name, (cents, _) in INGREDIENTS.items()}) + 500) // 1000


def _in_recipes(sales: pd.DataFrame, portions: str) -> pd.DataFrame:
    """Grams of each ingredient on each day in so many portions."""
    parts = sales[["day", "dish", portions]].merge(_recipes()[["dish", "ingredient", "grams"]], on="dish")
    parts["grams"] = (parts["grams"] * parts[portions].fillna(0)).astype("int64")
    return parts.groupby(["day", "ingredient"], as_index=False)["grams"].sum().query("grams > 0")


def _waste_log(evenings: pd.DataFrame, sales: pd.DataFrame) -> pd.DataFrame:
    """All that was portioned and not sold, and what went for other reasons: most often what lives briefly."""
    rng, weeks = stream("restaurant", "waste"), len(evenings) // 6
    reason = quota(rng, {reason: count * weeks for reason, count in OTHER_WASTE.items()})
    short = [20 - life for _, life in INGREDIENTS.values()]
    other = pd.DataFrame(
        {
            "day": evenings["day"].to_numpy()[rng.integers(0, len(evenings), len(reason))],
            "ingredient": np.array(list(INGREDIENTS), dtype=object)[weighted(rng, short, len(reason))],
            "reason": reason,
            "grams": rng.integers(4, 60, len(reason)) * 20,
        }
    )
    other = other.groupby(["day", "ingredient", "reason"], as_index=False)["grams"].sum()
    both = pd.concat([_in_recipes(sales, "left_over").assign(reason=UNSOLD), other], ignore_index=True)
    both["order"] = both["reason"].map({reason: i for i, reason in enumerate((UNSOLD, *OTHER_WASTE))})
    both = both.sort_values(["day", "order", "ingredient"], kind="stable")
    return _numbered(both.assign(cost_cents=_cost(both["grams"], both["ingredient"])))


def _deliveries(evenings: pd.DataFrame, sales: pd.DataFrame, waste: pd.DataFrame) -> pd.DataFrame:
    """What came in: as much as is used or thrown away until the next delivery, in full half kilos."""
    used = pd.concat([_in_recipes(sales, "sold"), waste[["day", "ingredient", "grams"]]])
    evening = used["day"].map({day: i for i, day in enumerate(evenings["day"])}).to_numpy()
    every = used["ingredient"].map({name: min(life, 6) for name, (_, life) in INGREDIENTS.items()}).to_numpy()
    came = used.assign(first=evening // every * every).groupby(["first", "ingredient"], as_index=False)["grams"].sum()
    came["grams"] = -(-came["grams"] // 500) * 500
    came["cost_cents"] = _cost(came["grams"], came["ingredient"])
    return _numbered(came.assign(day=evenings["day"].to_numpy()[came["first"]]))


# ---- the kiosk


def _kiosk() -> pd.DataFrame:
    """What the kiosk made and sold, and the clock time at which the last one went."""
    rng, rows = stream("restaurant", "kiosk"), []
    days = np.datetime64(KIOSK_FROM) + np.add.outer(np.arange(KIOSK_WEEKS) * 7, np.arange(5)).ravel()
    for sandwich, (made, means) in KIOSK.items():
        wanted = np.array(means)[np.arange(len(days)) % 5] + np.round(bell(rng, len(days)) * 2).astype(int)
        when = rng.integers(11 * 60 + 40, 13 * 60 + 50, len(days))
        for day, want, minute in zip(days, wanted, when):
            gone = f"{minute // 60}:{minute % 60:02d}" if want >= made else ""
            rows.append((str(day), sandwich, made, min(int(want), made), gone))
    table = _table(["day", "sandwich", "made", "sold", "sold_out_at"], rows)
    return _numbered(table.sort_values("day", kind="stable"))
