"""Tasks of lesson 07: can we waste less without watching people harder?"""

import functools
import math

import numpy as np
import pandas as pd

from ...data import load

LATE, SHUFFLES, SEED, MONTH = 30, 1000, 7, "2025-08"


@functools.cache
def _portioned() -> pd.DataFrame:
    """The dishes that are portioned for an evening, with what was wanted."""
    sales = load("restaurant", "sales").dropna(subset="prepared")
    return sales.assign(wanted=sales["sold"] + sales["asked_in_vain"], weekday=sales["day"].dt.day_name())


@functools.cache
def _counts(column: str, extra: int = 0) -> tuple[int, int]:
    """Portions thrown away and asked for in vain, had the mean of four same weekdays, and `extra`, been made."""
    sales = _portioned()
    mean = sales.groupby(["dish", "weekday"])[column].transform(lambda s: s.astype("float64").shift().rolling(4).mean())
    over = (np.floor(mean + 0.5) + extra - sales["wanted"]).dropna()
    return int(over.clip(lower=0).sum()), int((-over).clip(lower=0).sum())


@functools.cache
def _chef() -> tuple[int, int]:
    later = _portioned()[_portioned().groupby(["dish", "weekday"]).cumcount() >= 4]
    return int(later["left_over"].sum()), int(later["asked_in_vain"].sum())


def _best(worth: float) -> int:
    """The extra portions that cost least if a guest in vain is as bad as `worth` portions in the bin."""
    cost = {extra: _counts("wanted", extra)[0] + worth * _counts("wanted", extra)[1] for extra in range(-4, 7)}
    return min(cost, key=cost.get)


@functools.cache
def _late() -> pd.DataFrame:
    """Late tickets: the station of the longest wait, and the day of the week."""
    tickets = load("restaurant", "tickets")
    tickets = tickets.assign(
        wait=tickets["started_at"] - tickets["sent_at"],
        whole=(tickets["done_at"] - tickets["sent_at"]).dt.total_seconds() / 60,
    )
    each = (
        tickets.sort_values("wait")
        .groupby("ticket")
        .agg(station=("station", "last"), whole=("whole", "max"), day=("sent_at", "first"))
    )
    late = each[each["whole"] > LATE]
    return late.assign(weekday=late["day"].dt.day_name())


def _late_on(friday: bool, grill: bool) -> int:
    return int((((_late()["weekday"] == "Friday") == friday) & ((_late()["station"] == "grill") == grill)).sum())


@functools.cache
def _stretched(guests: int, by_covers: bool) -> int:
    """Evenings with more than so many guests for each server, under today's rota or one by the weekday's mean."""
    evenings = load("restaurant", "evenings")
    need = np.ceil(evenings.groupby("weekday")["covers"].mean() / guests)
    on = evenings["weekday"].map(need) if by_covers else evenings["servers_on"]
    return int((evenings["covers"] > guests * on).sum())


def _shifts(guests: int) -> int:
    return int(np.ceil(load("restaurant", "evenings").groupby("weekday")["covers"].mean() / guests).sum())


@functools.cache
def shuffled() -> int:
    """Shuffles of the names in which first and last lie at least as far apart as in the software's ranking."""
    visits = load("restaurant", "visits")
    visits = visits[visits["seated_at"].dt.strftime("%Y-%m") == MONTH]
    minutes, names = (visits["ordered_at"] - visits["seated_at"]).dt.seconds / 60, visits["server"].to_numpy()

    def gap(names: np.ndarray) -> float:
        means = minutes.groupby(names).mean()
        return means.max() - means.min()

    rng, real = np.random.default_rng(SEED), gap(names)
    return int(sum(gap(rng.permutation(names)) >= real - 1e-9 for _ in range(SHUFFLES)))


def _friday(column: str) -> int:
    bass = _portioned().query("dish == 'sea bass' and weekday == 'Friday'")
    return int(bass[column].iloc[-1])


def _kiosk() -> pd.DataFrame:
    days = load("restaurant", "kiosk_days")
    return days.assign(weekday=days["day"].dt.day_name(), left=days["made"] - days["sold"])


def _kiosk_fridays(sold_out: bool) -> int:
    wraps = _kiosk().query("sandwich == 'falafel wrap' and weekday == 'Friday'")
    return int((wraps["sold_out_at"].notna() == sold_out).sum())


def _kiosk_plan(take: str) -> int:
    """Falafel wraps for next Thursday: the mean of the last four Thursdays, rounded."""
    wraps = _kiosk().query("sandwich == 'falafel wrap'")
    thursdays = wraps[wraps["weekday"] == "Thursday"]["sold"]
    means = {"last four": thursdays.iloc[-4:], "every day": wraps["sold"], "last": thursdays.iloc[-1:]}
    return math.floor(means[take].mean() + 0.5)


def _extra(dish: str, extra: int, part: int) -> int:
    sales = _portioned()
    sales = sales[sales["dish"] == dish]
    mean = sales.groupby("weekday")["wanted"].transform(lambda s: s.astype("float64").shift().rolling(4).mean())
    over = (np.floor(mean + 0.5) + extra - sales["wanted"]).dropna()
    return int((over if part == 0 else -over).clip(lower=0).sum())


def friday_right():
    return _friday("wanted")


def friday_wrong1():
    return _friday("sold")


def friday_wrong2():
    return _friday("asked_in_vain")


def baseline_right():
    return _chef()[0] - _counts("wanted")[0]


def baseline_wrong1():
    return _counts("wanted")[0]


def baseline_wrong2():
    return _chef()[0] - _counts("sold")[0]


def baseline_wrong3():
    return _chef()[1] - _counts("wanted")[1]


def price_right():
    return _best(3)


def price_wrong1():
    return _best(1)


def price_wrong3():
    return _counts("wanted", _best(3))[0]


def grill_right():
    return round(100 * _late_on(True, True) / (_late_on(True, True) + _late_on(True, False)))


def grill_wrong1():
    return round(_late_on(True, True) / (_late_on(True, True) + _late_on(True, False)), 2)


def grill_wrong2():
    return _late_on(True, True) + _late_on(True, False)


def grill_wrong3():
    return round(100 * _late_on(False, True) / (_late_on(False, True) + _late_on(False, False)))


def grill_wrong4():
    return _late_on(True, True)


def grill_wrong5():
    return round(100 * _late_on(True, True) / len(_late()))


def rota_right():
    return _stretched(25, True)


def rota_wrong1():
    return _stretched(25, False)


def rota_wrong2():
    return _shifts(25)


def rota_wrong3():
    return _stretched(27, True)


def noise_wrong1():
    return SHUFFLES - shuffled()


def noise_wrong2():
    return round(shuffled() / 10)


def ex_tart_right():
    return _extra("lemon tart", 3, 0) - _extra("lemon tart", 0, 0)


def ex_tart_wrong1():
    return _extra("lemon tart", 3, 0)


def ex_tart_wrong2():
    return _extra("lemon tart", 0, 1) - _extra("lemon tart", 3, 1)


def ex_tart_wrong3():
    return _extra("lemon tart", 2, 0) - _extra("lemon tart", 0, 0)


def ex_late_right():
    return int(((_late()["weekday"] == "Saturday") & (_late()["station"] == "grill")).sum())


def ex_late_wrong2():
    return int((_late()["weekday"] == "Saturday").sum())


def ex_late_wrong3():
    return _late_on(False, True)


def ex_kiosk_told_right():
    return _kiosk_fridays(False)


def ex_kiosk_told_wrong1():
    return _kiosk_fridays(True)


def ex_kiosk_told_wrong2():
    return _kiosk_fridays(True) + _kiosk_fridays(False)


def ex_kiosk_told_wrong3():
    return int(_kiosk().query("sandwich == 'falafel wrap'")["sold_out_at"].isna().sum())


def ex_kiosk_plan_right():
    return _kiosk_plan("last four")


def ex_kiosk_plan_wrong1():
    return _kiosk_plan("every day")


def ex_kiosk_plan_wrong2():
    return _kiosk_plan("last")


def ex_kiosk_plan_wrong4():
    return int(_kiosk().query("sandwich == 'falafel wrap' and weekday == 'Thursday'")["sold"].iloc[-4:].sum())
