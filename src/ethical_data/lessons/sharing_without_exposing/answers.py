"""Answers of lesson 18: can 24 farms learn from each other and stay private?"""

import functools
import math
from fractions import Fraction

import pandas as pd

from ...data import load
from ...measure import release

_FARM_CAP, _BUYER_CAP = 900, 20_000  # acres of a farm, cents of a buyer in the exercise's shop
_SOIL_AND_SQUARE = ("soil", "grid_square")

# ---- fields that belong to one farm only


def fields_named_with_crop() -> int:
    return len(_named(*_SOIL_AND_SQUARE, "crop"))


def fields_named_without_crop() -> int:
    return len(_named(*_SOIL_AND_SQUARE))


def farms_named_with_crop() -> int:
    return _named(*_SOIL_AND_SQUARE, "crop")["farm_id"].nunique()


def fields_not_named_with_crop() -> int:
    return len(_now()) - fields_named_with_crop()


def _named(*stays: str) -> pd.DataFrame:
    """The fields whose values in these columns belong to one farm only."""
    return _now()[_now().groupby(list(stays))["farm_id"].transform("nunique") == 1]


@functools.cache
def _now() -> pd.DataFrame:
    """The harvests of 2025, each with what is known of its field."""
    harvests = load("farmers_consortium", "harvests").query("season == 2025")
    return harvests.merge(load("farmers_consortium", "fields"), on="field_id")


# ---- the releases A and B, and Ruth, who left between them


def acres_of_peas() -> int:
    return int(_now().query("crop == 'peas'")["acres"].sum())


def acres_of_peas_on_the_estate() -> int:
    return int(_now().query("crop == 'peas' and farm_id == 'F06'")["acres"].sum())


def acres_of_all_crops() -> int:
    return int(_published("A")["acres"]["all"])


def acres_of_shown_crops() -> int:
    return int(_published("A")["acres"].drop("all").sum())


def kg_of_oats_in_a() -> int:
    return int(_published("A")["harvest_kg"]["oats"])


def ruth_kg_of_all_crops() -> int:
    return _a_less_b("all")


def ruth_kg_of_wheat() -> int:
    return _a_less_b("wheat")


def ruth_acres_of_wheat() -> int:
    return _a_less_b("wheat", "acres")


def ruth_kg_of_barley() -> int:
    return _a_less_b("barley")


def barley_b_less_a() -> int:
    return -ruth_kg_of_barley()


def ruth_kg_of_oats_and_peas() -> int:
    """All less the crops that both releases show."""
    return ruth_kg_of_all_crops() - sum(_a_less_b(crop) for crop in ("wheat", "barley", "beans", "rapeseed"))


def _a_less_b(crop: str, column: str = "harvest_kg") -> int:
    return int(_published("A")[column][crop] - _published("B")[column][crop])


def _published(edition: str) -> pd.DataFrame:
    """A release by crop, all stations together; missing where it hides."""
    releases = load("farmers_consortium", "releases").query("station == 'all' and release == @edition")
    return releases.set_index("crop")


# ---- noise: at 95 %, the largest


def noise_of_many() -> float:
    return _noise_share(_acres("farms_many"), "0.1")


def noise_of_many_at_epsilon_1() -> float:
    return _noise_share(_acres("farms_many"), "1")


def noise_of_24() -> float:
    return _noise_share(_acres("farms"), "0.1")


def noise_of_the_count() -> float:
    return round(100 * math.floor(release.error_bound(10)) / int((_acres("farms_many") < 100).sum()), 1)


def epsilon_of_the_set() -> float:
    return round(0.1 * len(load("farmers_consortium", "harvests")[["season", "crop"]].drop_duplicates()), 6)


def farms_needed() -> int:
    """For a noise of 5 % at epsilon 1, if their mean is that of the 24."""
    return round(_noise(_FARM_CAP, "1") / 0.05 / float(_acres("farms").clip(upper=_FARM_CAP).mean()))


def farms_needed_of_a_sample() -> int:
    return round(24 * (_noise_share(_acres("farms"), "1") / 5) ** 2)


def acres_needed() -> int:
    return round(_noise(_FARM_CAP, "1") / 0.05)


def cheapest_bound() -> int:
    """Under which the many lose least to cutting and noise together, at epsilon 1."""
    bounds, acres = (900, 1500, 3000, 5000, 7000), _acres("farms_many")
    return min(bounds, key=lambda bound: _noise(bound, "1") - release.clamp(acres, 0, bound).bias)


def _acres(table: str) -> pd.Series:
    return load("farmers_consortium", table)["acres"]


def _noise_share(acres: pd.Series, epsilon: str) -> float:
    """In per cent of the capped sum."""
    return round(100 * _noise(_FARM_CAP, epsilon) / int(acres.clip(upper=_FARM_CAP).sum()), 1)


def _noise(bound: int, epsilon: str, neighbours: str = "replace-one") -> int:
    """Of a sum of values from 0 to `bound`."""
    return math.floor(release.error_bound(release.sensitivity("sum", neighbours, 0, bound) / Fraction(epsilon)))


# ---- the exercise's shop: what its customers in one town spent in 2025


def emma_spent() -> float:
    return int(_emma()["amount_cents"].sum()) / 100


def emma_spent_on_bakeware() -> float:
    return emma_spent_on_bakeware_in_cents() / 100


def emma_spent_on_bakeware_in_cents() -> int:
    return int(_emma().query("category == 'bakeware'")["amount_cents"].sum())


def noise_of_the_town() -> float:
    return _town_share("0.5")


def noise_of_the_town_at_epsilon_1() -> float:
    return _town_share("1")


def noise_of_the_town_capped_by_order() -> float:
    return _town_share("0.5", by="order_id")


def noise_of_the_town_as_money() -> float:
    return round(_noise(_BUYER_CAP, "0.5", "add-remove") / 100, 1)


def _town_share(epsilon: str, by: str = "customer_id") -> float:
    """In per cent of the capped total."""
    totals = _town().groupby(by)["amount_cents"].sum().clip(upper=_BUYER_CAP)
    return round(100 * _noise(_BUYER_CAP, epsilon, "add-remove") / int(totals.sum()), 1)


def _emma() -> pd.DataFrame:
    return _town().query("email == 'emma.clarke@example.com'")


@functools.cache
def _town() -> pd.DataFrame:
    orders = load("online_store", "orders").merge(load("online_store", "customers"), on="customer_id")
    return orders[(orders["town"] == "North Brandon") & (orders["ordered_at"].dt.year == 2025)]
