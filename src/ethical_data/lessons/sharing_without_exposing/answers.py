"""Tasks of lesson 18: can 24 farms learn from each other and stay private?"""

import functools
import math
from fractions import Fraction

import pandas as pd

from ...data import load
from ...measure import release

RUTH, ESTATE, LOW, HIGH, MINIMUM = "F03", "F06", 0, 900, 5
CELLS = ["crop", "station"]
TOWN, EMMA, CAP = "North Brandon", "emma.clarke@example.com", 20_000  # the exercise's shop; cents


def _farms() -> pd.DataFrame:
    return load("farmers_consortium", "farms")


def _many() -> pd.DataFrame:
    return load("farmers_consortium", "farms_many")


@functools.cache
def _now() -> pd.DataFrame:
    """The harvests of 2025, each with what is known of its field."""
    harvests = load("farmers_consortium", "harvests").query("season == 2025")
    return harvests.merge(load("farmers_consortium", "fields"), on="field_id")


def _published(edition: str) -> pd.DataFrame:
    return load("farmers_consortium", "releases").query("release == @edition")


def _named(*stays: str) -> pd.DataFrame:
    """The fields of 2025 whose values in these columns belong to one farm only."""
    return _now()[_now().groupby(list(stays))["farm_id"].transform("nunique") == 1]


def _acres(crop: str, farm: str | None = None) -> int:
    grown = _now()[_now()["crop"] == crop]
    return int(grown["acres"].sum() if farm is None else grown.loc[grown["farm_id"] == farm, "acres"].sum())


def shown_crops() -> int:
    """Acres of the crops that release A shows in the column of all stations."""
    a = _published("A").query("station == 'all' and crop != 'all'")
    return int(a["acres"].sum())


def _gap(crop: str, column: str, station: str = "all") -> int:
    """Release A less release B, in one cell."""
    a, b = (_published(edition).set_index(CELLS)[column] for edition in "AB")
    return int(a[crop, station] - b[crop, station])


def rest() -> int:
    """What Ruth harvested of the crops that release B hides: all less the crops that both releases show."""
    return _gap("all", "harvest_kg") - sum(
        _gap(crop, "harvest_kg") for crop in ("wheat", "barley", "beans", "rapeseed")
    )


def _half(high: int, epsilon: str, neighbours: str = "replace-one") -> int:
    """At 95 %: the largest noise of a sum of values from LOW to `high`."""
    return math.floor(release.error_bound(release.sensitivity("sum", neighbours, LOW, high) / Fraction(epsilon)))


def _share(farms: pd.DataFrame, epsilon: str) -> float:
    """The largest noise of the capped sum of acres, in per cent of that sum."""
    return round(100 * _half(HIGH, epsilon) / int(farms["acres"].clip(LOW, HIGH).sum()), 1)


def _farms_needed(share: float) -> float:
    """With how many farms of the mean size the capped sum is within `share` at epsilon 1."""
    return _half(HIGH, "1") / share / (_farms()["acres"].clip(LOW, HIGH).sum() / len(_farms()))


def widest(bounds: tuple[int, ...] = (900, 1500, 3000, 5000, 7000)) -> int:
    """The bound under which the many lose least to cutting and noise together, at epsilon 1."""
    return min(bounds, key=lambda high: -release.clamp(_many()["acres"], LOW, high).bias + _half(high, "1"))


@functools.cache
def _town() -> pd.DataFrame:
    """Orders of 2025 from the shop's customers in one town."""
    orders = load("online_store", "orders").merge(load("online_store", "customers"), on="customer_id")
    return orders[(orders["town"] == TOWN) & (orders["ordered_at"].dt.year == 2025)]


def emma(category: str = "") -> float:
    hers = _town()[_town()["email"] == EMMA]
    hers = hers[hers["category"] == category] if category else hers
    return int(hers["amount_cents"].sum()) / 100


def _town_share(epsilon: str, by: str = "customer_id") -> float:
    totals = _town().groupby(by)["amount_cents"].sum().clip(upper=CAP)
    return round(100 * _half(CAP, epsilon, "add-remove") / int(totals.sum()), 1)


def crop_right():
    return len(_named("soil", "grid_square", "crop"))


def crop_wrong1():
    return len(_named("soil", "grid_square"))


def crop_wrong2():
    return _named("soil", "grid_square", "crop")["farm_id"].nunique()


def crop_wrong3():
    return len(_now()) - len(_named("soil", "grid_square", "crop"))


def peas_right():
    return _acres("peas")


def peas_wrong2():
    return _acres("peas", ESTATE)


def peas_wrong3():
    return int(_published("A").set_index(CELLS)["acres"]["all", "all"])


def ruth_right():
    return _gap("wheat", "harvest_kg")


def ruth_wrong1():
    return _gap("all", "harvest_kg")


def ruth_wrong2():
    return _gap("wheat", "acres")


def sum_right():
    return _share(_many(), "0.1")


def sum_wrong1():
    return _share(_farms(), "0.1")


def sum_wrong2():
    return _share(_many(), "1")


def sum_wrong3():
    return round(100 * math.floor(release.error_bound(10)) / int((_many()["acres"] < 100).sum()), 1)


def budget_right():
    return round(0.1 * load("farmers_consortium", "harvests")[["season", "crop"]].drop_duplicates().shape[0], 6)


def ex_barley_right():
    return _gap("barley", "harvest_kg")


def ex_barley_wrong2():
    return -_gap("barley", "harvest_kg")


def ex_oats_wrong2():
    return int(_published("A").set_index(CELLS)["harvest_kg"]["oats", "all"])


def ex_farms_right():
    return round(_farms_needed(0.05))


def ex_farms_wrong1():
    return round(24 * (_share(_farms(), "1") / 5) ** 2)


def ex_farms_wrong2():
    return round(_half(HIGH, "1") / 0.05)


def ex_town_right():
    return emma("bakeware")


def ex_town_wrong2():
    return 100 * emma("bakeware")


def ex_noise_right():
    return _town_share("0.5")


def ex_noise_wrong1():
    return _town_share("1")


def ex_noise_wrong2():
    return _town_share("0.5", by="order_id")


def ex_noise_wrong3():
    return round(_half(CAP, "0.5", "add-remove") / 100, 1)


def ex_noise_wrong4():
    return 3 * CAP / 0.5 / 100
