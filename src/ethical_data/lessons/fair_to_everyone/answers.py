"""Tasks of lesson 05: does our automation treat people alike?"""

import functools

import pandas as pd

from ...data import load
from ...measure import fairness, rates

CUTOFF = 50
HISTORY = "refunds_before"


@functools.cache
def _requests() -> pd.DataFrame:
    """Refund requests with two columns more: instant, and instant_without the area's points."""
    table = load("online_store", "refund_requests")
    return table.assign(
        instant=table["decision"] == "instant",
        instant_without=table["risk_points"] - table["area_points"] < CUTOFF,
    )


def _crude(area: str, other: str = "West", age: str = "", outcome: str = "instant") -> float:
    """Points by which `area` lies below `other`, all histories together."""
    table = _requests() if not age else _requests().query("age_band == @age")
    share = table.groupby("area")[outcome].mean()
    return float(100 * (share[other] - share[area]))


def _alike(area: str, age: str = "", outcome: str = "instant", mix: str = "") -> float:
    """Points by which `area` lies below the West, like with like; `mix`: whose mix of histories counts."""
    whole = _requests()
    weights = fairness.mix(whole[whole["area"] == mix] if mix else whole, HISTORY)
    table = whole if not age else whole[whole["age_band"] == age]
    made = fairness.standardised(table, "area", outcome, HISTORY, reference="West", weights=weights)
    return float(-100 * made.set_index("area").loc[area, "difference"])


def _age(area: str) -> float:
    """Points by which those of 60 and over lie below the others in one area, like with like."""
    whole = _requests()
    made = fairness.standardised(
        whole[whole["area"] == area], "age_band", "instant", HISTORY, reference="under 60",
        weights=fairness.mix(whole, HISTORY),
    )  # fmt: skip
    return float(-100 * made.set_index("age_band").loc["60 and over", "difference"])


def _stratum(history: str, column: str = "gap") -> float:
    part = _requests().query(f"{HISTORY} == @history").groupby("area")["instant"].mean()
    return float(100 * (part["West"] - part["East"] if column == "gap" else part[column]))


def _ruth(column: str) -> int:
    """Points of the request R00539: all of them, the area's, the rest."""
    hers = _requests().set_index("request_id").loc["R00539"]
    return int(hers["risk_points"] - hers["area_points"] if column == "rest" else hers[column])


def _ratio(older: bool = True, turned: bool = False) -> float:
    share = _requests().query("age_band == @age", local_dict={"age": "60 and over" if older else "under 60"})
    share = share.groupby("area")["instant"].mean()
    return float(share["West"] / share["East"] if turned else share["East"] / share["West"])


def _waited(area: str, among: str = "honest") -> float:
    """Of 100 honest claims from an area those sent to review; or of all; or honest ones of 100 reviews."""
    table = _requests().query("area == @area")
    honest, review = table["claim"] == "honest", ~table["instant"]
    if among == "reviews":
        return float(100 * honest[review].mean())
    return float(100 * review[honest if among == "honest" else slice(None)].mean())


def _share(area: str) -> float:
    """Of 100 requests from an area those paid at once, all histories together."""
    return float(100 * _requests().query("area == @area")["instant"].mean())


def _mixed(area: str) -> float:
    """The same in the whole shop's mix of histories."""
    made = fairness.standardised(_requests(), "area", "instant", HISTORY, reference="West")
    return float(100 * made.set_index("area").loc[area, "rate"])


def _end(area: str) -> float:
    """The far end of the range of that gap, in points lower."""
    made = fairness.standardised(_requests(), "area", "instant", HISTORY, reference="West")
    return float(-100 * made.set_index("area").loc[area, "difference_low"])


def _older(area: str) -> float:
    """The share of those of 60 and over from an area who were paid at once."""
    return float(_requests().query("area == @area and age_band == '60 and over'")["instant"].mean())


def _reviewed(area: str) -> int:
    """How many honest claims from an area went to review."""
    return len(_requests().query("area == @area and claim == 'honest' and not instant"))


@functools.cache
def _calls() -> pd.DataFrame:
    return load("online_store", "call_backs").assign(quick=lambda t: t["same_day"] == "yes")


def _calls_crude() -> float:
    share = rates.rates(_calls(), "language", "quick", minimum=1).set_index("language")["rate"]
    return float(100 * (share["English"] - share["other"]))


def _calls_yes(language: str) -> int:
    return int(_calls().query("language == @language")["quick"].sum())


def _calls_share(language: str) -> float:
    return float(_calls().query("language == @language")["quick"].mean())


def _calls_alike() -> float:
    made = fairness.standardised(_calls(), "language", "quick", "topic", reference="English")
    return round(float(-100 * made.set_index("language").loc["other", "difference"]), 9) + 0.0


def _calls_topic(topic: str) -> float:
    return float(100 * _calls().query("topic == @topic")["quick"].mean())


def ruth_right():
    return _ruth("rest")


def ruth_wrong1():
    return _ruth("risk_points")


def ruth_wrong2():
    return _ruth("area_points")


def ruth_wrong3():
    return _ruth("risk_points") + _ruth("area_points")


def two_or_more_right():
    return _stratum("two or more")


def two_or_more_wrong1():
    return _stratum("none")


def two_or_more_wrong2():
    return _stratum("one")


def two_or_more_wrong3():
    return _stratum("two or more", "East")


def two_or_more_wrong4():
    return _stratum("two or more", "West")


def two_or_more_wrong5():
    return -_stratum("two or more")


def estimand_right():
    return _alike("East", mix="East")


def estimand_wrong1():
    return _alike("East")


def estimand_wrong2():
    return _alike("East", mix="West")


def estimand_wrong3():
    return _crude("East")


def estimand_wrong4():
    return -_alike("East", mix="East")


def age_right():
    return _age("West")


def age_wrong1():
    return _age("East")


def age_wrong2():
    return _alike("East", age="60 and over")


def age_wrong3():
    return _alike("East", age="under 60")


def age_wrong4():
    return -_age("West")


def proxy_right():
    return _alike("East", age="60 and over", outcome="instant_without")


def proxy_wrong1():
    return _alike("East", outcome="instant_without")


def proxy_wrong3():
    return _alike("East", age="under 60", outcome="instant_without")


def proxy_wrong4():
    return -_alike("East", age="60 and over", outcome="instant_without")


def ex_ratio_right():
    return round(_ratio(), 2)


def ex_ratio_wrong1():
    return round(_ratio(turned=True), 2)


def ex_ratio_wrong2():
    return round(_ratio(older=False), 2)


def ex_ratio_wrong3():
    return _older("East")


def ex_ratio_wrong4():
    return round(100 * _ratio(), 1)


def ex_ratio_wrong5():
    return round(1 - _crude("East") / _share("West"), 2)


def ex_ratio_wrong6():
    return round(_crude("East", age="60 and over"), 1)


def ex_ratio_wrong7():
    return round(1 - _crude("East") / 100, 3)


def ex_north_right():
    return round(_alike("North"), 1)


def ex_north_wrong1():
    return round(_crude("North"), 1)


def ex_north_wrong2():
    return round(-_crude("North"), 1)


def ex_north_wrong3():
    return round(_alike("East"), 1)


def ex_north_wrong4():
    return round(_end("North"), 1)


def ex_north_wrong5():
    return round(_mixed("North"), 1)


def ex_north_wrong6():
    return round(-_alike("North"), 1)


def ex_errors_right():
    return round(_waited("East"), 1)


def ex_errors_wrong1():
    return round(_waited("East", "all"), 1)


def ex_errors_wrong2():
    return round(_waited("West"), 1)


def ex_errors_wrong3():
    return round(100 - _waited("East"), 1)


def ex_errors_wrong4():
    return _reviewed("East")


def ex_errors_wrong5():
    return round(_waited("East", "reviews"), 1)


def ex_errors_wrong6():
    return round(_waited("East") / 100, 3)


def ex_calls_crude_right():
    return round(_calls_crude(), 1)


def ex_calls_crude_wrong1():
    return round(_calls_alike(), 1)


def ex_calls_crude_wrong2():
    return round(-_calls_crude(), 1)


def ex_calls_crude_wrong3():
    return 100 * _calls_share("English")


def ex_calls_crude_wrong4():
    return 100 * _calls_share("other")


def ex_calls_crude_wrong5():
    return _calls_yes("English") - _calls_yes("other")


def ex_calls_crude_wrong6():
    return round(_calls_crude() / 100, 3)


def ex_calls_alike_wrong2():
    return _calls_topic("technical")


def ex_calls_alike_wrong3():
    return _calls_topic("delivery")


def ex_calls_alike_wrong4():
    return _calls_topic("invoice")
