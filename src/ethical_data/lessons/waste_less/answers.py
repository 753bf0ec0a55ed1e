"""Answers of lesson 07: can we waste less without watching people harder?"""

import functools
import math

import numpy as np
import pandas as pd

from ...data import load

SHUFFLES = 1000

# ---- the kitchen: what goes into the bin, and who asks in vain


def bass_asked_for() -> int:
    return _last_friday("wanted")


def bass_sold() -> int:
    return _last_friday("sold")


def bass_asked_in_vain() -> int:
    return _last_friday("asked_in_vain")


def bin_less_by_baseline() -> int:
    return _fixed_order("left_over") - bin_of_baseline()


def bin_of_baseline() -> int:
    return _bin()


def bin_less_planned_from_sold() -> int:
    return _fixed_order("left_over") - _bin(plan="sold")


def in_vain_less_by_baseline() -> int:
    return _fixed_order("asked_in_vain") - _in_vain()


def best_extra() -> int:
    return _best_extra(3)


def best_extra_at_price_1() -> int:
    return _best_extra(1)


def bin_with_best_extra() -> int:
    return _bin(best_extra())


def tart_bin_more_with_3() -> int:
    return tart_bin_with_3() - _bin(0, "lemon tart")


def tart_bin_more_with_2() -> int:
    return _bin(2, "lemon tart") - _bin(0, "lemon tart")


def tart_bin_with_3() -> int:
    return _bin(3, "lemon tart")


def tart_in_vain_less_with_3() -> int:
    return _in_vain(0, "lemon tart") - _in_vain(3, "lemon tart")


@functools.cache
def _portioned() -> pd.DataFrame:
    """The dishes that are portioned for an evening, with what was wanted."""
    sales = load("restaurant", "sales").dropna(subset="prepared")
    return sales.assign(wanted=sales["sold"] + sales["asked_in_vain"], weekday=sales["day"].dt.day_name())


def _last_friday(column: str) -> int:
    return int(_portioned().query("dish == 'sea bass' and weekday == 'Friday'")[column].iloc[-1])


def _fixed_order(column: str) -> int:
    """From the fifth same weekday on, where the baseline begins."""
    return int(_portioned()[_portioned().groupby(["dish", "weekday"]).cumcount() >= 4][column].sum())


def _bin(extra: int = 0, dish: str = "", plan: str = "wanted") -> int:
    return int(_over(extra, dish, plan).clip(lower=0).sum())


def _in_vain(extra: int = 0, dish: str = "") -> int:
    return int(-_over(extra, dish, "wanted").clip(upper=0).sum())


@functools.cache
def _over(extra: int, dish: str, plan: str) -> pd.Series:
    """Portions too many (minus: too few), had the mean of the last four same weekdays, and `extra`, been made."""
    sales = _portioned().query("dish == @dish") if dish else _portioned()
    same = sales[plan].astype("float64").groupby([sales["dish"], sales["weekday"]])
    return (np.floor(same.transform(lambda s: s.shift().rolling(4).mean()) + 0.5) + extra - sales["wanted"]).dropna()


def _best_extra(price: int) -> int:
    """The extra portions that cost least if a guest in vain is as bad as `price` portions in the bin."""
    return min(range(-4, 7), key=lambda extra: _bin(extra) + price * _in_vain(extra))


# ---- late orders, by the station of their longest wait


def grill_of_100_on_fridays() -> int:
    return round(100 * late_fridays_at_grill() / late_fridays())


def grill_of_one_on_fridays() -> float:
    return round(late_fridays_at_grill() / late_fridays(), 2)


def grill_of_100_on_other_evenings() -> int:
    return round(100 * late_other_evenings_at_grill() / _late("weekday != 'Friday'"))


def grill_on_fridays_of_100_on_any_evening() -> int:
    return round(100 * late_fridays_at_grill() / len(_late_orders()))


def late_fridays() -> int:
    return _late("weekday == 'Friday'")


def late_fridays_at_grill() -> int:
    return _late("weekday == 'Friday' and station == 'grill'")


def late_other_evenings_at_grill() -> int:
    return _late("weekday != 'Friday' and station == 'grill'")


def late_saturdays() -> int:
    return _late("weekday == 'Saturday'")


def late_saturdays_at_grill() -> int:
    return _late("weekday == 'Saturday' and station == 'grill'")


def _late(which: str) -> int:
    return len(_late_orders().query(which))


@functools.cache
def _late_orders() -> pd.DataFrame:
    """Orders that took more than 30 minutes."""
    tickets = load("restaurant", "tickets")
    tickets["wait"] = tickets["started_at"] - tickets["sent_at"]
    tickets["minutes"] = (tickets["done_at"] - tickets["sent_at"]).dt.total_seconds() / 60
    tickets["weekday"] = tickets["sent_at"].dt.day_name()
    orders = tickets.sort_values("wait").groupby("ticket")
    return orders.agg({"station": "last", "minutes": "max", "weekday": "first"}).query("minutes > 30")


# ---- the rota: evenings with more guests for each server than that


def stretched_today() -> int:
    evenings = load("restaurant", "evenings")
    return int((evenings["covers"] > 25 * evenings["servers_on"]).sum())


def stretched_by_guests() -> int:
    return _stretched(25)


def stretched_by_guests_at_27() -> int:
    return _stretched(27)


def shifts_a_week() -> int:
    return int(_servers(25).sum())


def _stretched(guests: int) -> int:
    evenings = load("restaurant", "evenings")
    return int((evenings["covers"] > guests * evenings["weekday"].map(_servers(guests))).sum())


def _servers(guests: int) -> pd.Series:
    """Servers for each weekday, by its mean number of guests."""
    return np.ceil(load("restaurant", "evenings").groupby("weekday")["covers"].mean() / guests)


# ---- the ranking of August: how far apart first and last lie when the names are shuffled


@functools.cache
def shuffles_as_far_apart() -> int:
    visits = load("restaurant", "visits")
    visits = visits[visits["seated_at"].dt.strftime("%Y-%m") == "2025-08"]
    minutes, names = (visits["ordered_at"] - visits["seated_at"]).dt.seconds / 60, visits["server"].to_numpy()

    def gap(names: np.ndarray) -> float:
        means = minutes.groupby(names).mean()
        return means.max() - means.min()

    rng, real = np.random.default_rng(7), gap(names)
    return int(sum(gap(rng.permutation(names)) >= real - 1e-9 for _ in range(SHUFFLES)))


def shuffles_less_far_apart() -> int:
    return SHUFFLES - shuffles_as_far_apart()


def shuffles_as_far_apart_of_100() -> int:
    return round(100 * shuffles_as_far_apart() / SHUFFLES)


# ---- the kiosk's falafel wraps


def fridays_with_wraps_left() -> int:
    return int(_wraps("Friday")["sold_out_at"].isna().sum())


def fridays_without_wraps_left() -> int:
    return kiosk_fridays() - fridays_with_wraps_left()


def kiosk_fridays() -> int:
    return len(_wraps("Friday"))


def days_with_wraps_left() -> int:
    return int(_wraps()["sold_out_at"].isna().sum())


def mean_of_four_thursdays() -> int:
    return math.floor(four_thursdays() / 4 + 0.5)


def four_thursdays() -> int:
    return int(_wraps("Thursday")["sold"].iloc[-4:].sum())


def last_thursday() -> int:
    return int(_wraps("Thursday")["sold"].iloc[-1])


def mean_of_all_days() -> int:
    return math.floor(_wraps()["sold"].mean() + 0.5)


def _wraps(weekday: str = "") -> pd.DataFrame:
    wraps = load("restaurant", "kiosk_days").query("sandwich == 'falafel wrap'")
    return wraps[wraps["day"].dt.day_name() == weekday] if weekday else wraps
