"""Answers of lesson 05: does our automation treat people alike? Shares are of 100, and "below" is in points of it."""

import functools

import pandas as pd

from ...data import load
from ...measure import fairness

_CUTOFF = 50  # risk points from which a request goes to review
_HISTORY = "refunds_before"
_OFTEN = "two or more"
_OLD, _YOUNG = "60 and over", "under 60"


# ---- the request R00539


def ruths_points() -> int:
    return int(_ruth()["risk_points"])


def ruths_area_points() -> int:
    return int(_ruth()["area_points"])


def ruths_points_without_area() -> int:
    return ruths_points() - ruths_area_points()


def ruths_points_and_area_again() -> int:
    return ruths_points() + ruths_area_points()


def _ruth() -> pd.Series:
    return _requests(request_id="R00539").iloc[0]


# ---- who is paid at once, like with unlike


def east_below_west_after_two_refunds() -> float:
    return _crudely_below_west("East", refunds_before=_OFTEN)


def west_below_east_after_two_refunds() -> float:
    return -east_below_west_after_two_refunds()


def east_below_west_after_no_refund() -> float:
    return _crudely_below_west("East", refunds_before="none")


def east_below_west_after_one_refund() -> float:
    return _crudely_below_west("East", refunds_before="one")


def paid_in_east_after_two_refunds() -> float:
    return 100 * _paid("East", refunds_before=_OFTEN)


def paid_in_west_after_two_refunds() -> float:
    return 100 * _paid("West", refunds_before=_OFTEN)


def east_crudely_below_west() -> float:
    return _crudely_below_west("East")


def north_crudely_below_west() -> float:
    return round(_crudely_below_west("North"), 1)


def west_crudely_below_north() -> float:
    return -north_crudely_below_west()


def east_crudely_below_west_among_old() -> float:
    return round(_crudely_below_west("East", age_band=_OLD), 1)


def paid_in_east_among_old_as_a_share_of_one() -> float:
    return _paid("East", age_band=_OLD)


def ratio_among_old() -> float:
    return round(_east_by_west(age_band=_OLD), 2)


def ratio_among_old_in_per_cent() -> float:
    return round(100 * _east_by_west(age_band=_OLD), 1)


def ratio_among_old_upside_down() -> float:
    return round(1 / _east_by_west(age_band=_OLD), 2)


def ratio_among_young() -> float:
    return round(_east_by_west(age_band=_YOUNG), 2)


def ratio_at_any_age() -> float:
    return round(_east_by_west(), 2)


def one_less_the_crude_gap() -> float:
    return round(1 - east_crudely_below_west() / 100, 3)


def _crudely_below_west(area: str, **among: str) -> float:
    return 100 * (_paid("West", **among) - _paid(area, **among))


def _east_by_west(**among: str) -> float:
    return _paid("East", **among) / _paid("West", **among)


def _paid(area: str, **among: str) -> float:
    """Share of one."""
    return float(_requests(area=area, **among)["instant"].mean())


# ---- who is paid at once, like with like


def east_below_west() -> float:
    return _below_west("East")


def east_below_west_rounded() -> float:
    return round(east_below_west(), 1)


def east_below_west_in_easts_mix() -> float:
    return _below_west("East", mix_of="East")


def west_below_east_in_easts_mix() -> float:
    return -east_below_west_in_easts_mix()


def east_below_west_in_wests_mix() -> float:
    return _below_west("East", mix_of="West")


def east_below_west_among_old() -> float:
    return _below_west("East", age_band=_OLD)


def east_below_west_among_young() -> float:
    return _below_west("East", age_band=_YOUNG)


def east_below_west_without_area() -> float:
    return _below_west("East", "instant_without_area")


def east_below_west_among_old_without_area() -> float:
    return _below_west("East", "instant_without_area", age_band=_OLD)


def west_below_east_among_old_without_area() -> float:
    return -east_below_west_among_old_without_area()


def east_below_west_among_young_without_area() -> float:
    return _below_west("East", "instant_without_area", age_band=_YOUNG)


def old_below_young_in_west() -> float:
    return _old_below_young("West")


def young_below_old_in_west() -> float:
    return -old_below_young_in_west()


def old_below_young_in_east() -> float:
    return _old_below_young("East")


def north_below_west() -> float:
    return round(_below_west("North"), 1)


def west_below_north() -> float:
    return -north_below_west()


def north_below_west_at_most() -> float:
    return round(float(-100 * _areas().loc["North", "difference_low"]), 1)


def paid_in_north_in_shops_mix() -> float:
    return round(float(100 * _areas().loc["North", "rate"]), 1)


def _below_west(area: str, outcome: str = "instant", mix_of: str = "", **among: str) -> float:
    return float(-100 * _areas(outcome, mix_of, **among).loc[area, "difference"])


def _areas(outcome: str = "instant", mix_of: str = "", **among: str) -> pd.DataFrame:
    return _alike("area", "West", outcome, _requests(area=mix_of) if mix_of else _requests(), among)


def _old_below_young(area: str) -> float:
    ages = _alike("age_band", _YOUNG, "instant", _requests(), {"area": area})
    return float(-100 * ages.loc[_OLD, "difference"])


def _alike(group: str, reference: str, outcome: str, mix: pd.DataFrame, among: dict[str, str]) -> pd.DataFrame:
    """Each group against the reference as if all had the histories of the rows of `mix`."""
    weights = fairness.mix(mix, _HISTORY)
    made = fairness.standardised(_requests(**among), group, outcome, _HISTORY, reference=reference, weights=weights)
    return made.set_index(group)


# ---- claims from an area that went to review


def honest_east_reviewed() -> int:
    return len(_requests(area="East", claim="honest", instant=False))


def honest_east_waits() -> float:
    return round(_waits(area="East", claim="honest"), 1)


def honest_east_waits_as_a_share_of_one() -> float:
    return round(_waits(area="East", claim="honest") / 100, 3)


def honest_east_paid() -> float:
    return round(100 - _waits(area="East", claim="honest"), 1)


def honest_west_waits() -> float:
    return round(_waits(area="West", claim="honest"), 1)


def any_east_waits() -> float:
    return round(_waits(area="East"), 1)


def honest_of_east_reviews() -> float:
    return round(100 * honest_east_reviewed() / len(_requests(area="East", instant=False)), 1)


def _waits(**among: str) -> float:
    return float(100 * (~_requests(**among)["instant"]).mean())


def _requests(**among: str | bool) -> pd.DataFrame:
    """Refund requests, or those among them with these values."""
    return _among(_all_requests(), **among)


@functools.cache
def _all_requests() -> pd.DataFrame:
    table = load("online_store", "refund_requests")
    instant = table["decision"] == "instant"
    return table.assign(instant=instant, instant_without_area=table["risk_points"] - table["area_points"] < _CUTOFF)


def _among(table: pd.DataFrame, **values: str | bool) -> pd.DataFrame:
    for column, value in values.items():
        table = table[table[column] == value]
    return table


# ---- call-backs on the same day


def other_below_english() -> float:
    return round(_other_below_english(), 1)


def english_below_other() -> float:
    return -other_below_english()


def other_below_english_as_a_share_of_one() -> float:
    return round(_other_below_english() / 100, 3)


def other_below_english_by_topic() -> float:
    made = fairness.standardised(_calls(), "language", "quick", "topic", reference="English").set_index("language")
    return round(float(-100 * made.loc["other", "difference"]), 1) + 0.0  # nought without a minus


def called_back_in_english() -> float:
    return _called(language="English")


def called_back_in_other() -> float:
    return _called(language="other")


def more_calls_back_in_english() -> int:
    return len(_calls(language="English", quick=True)) - len(_calls(language="other", quick=True))


def called_back_technical() -> float:
    return _called(topic="technical")


def called_back_delivery() -> float:
    return _called(topic="delivery")


def called_back_invoice() -> float:
    return _called(topic="invoice")


def _other_below_english() -> float:
    return called_back_in_english() - called_back_in_other()


def _called(**among: str) -> float:
    return float(100 * _calls(**among)["quick"].mean())


def _calls(**among: str | bool) -> pd.DataFrame:
    calls = load("online_store", "call_backs")
    return _among(calls.assign(quick=calls["same_day"] == "yes"), **among)
