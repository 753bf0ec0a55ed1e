"""Answers of lesson 02: were we allowed to send that?"""

import functools

import pandas as pd

from ...data import load
from ...measure import consent

# ---- Emma


def emma_got() -> int:
    return len(_emma())


def emma_sold() -> int:
    """Emails after her stop: both sell something, whatever their label says."""
    return int(_emma()["withdrawn"].sum())


def emma_spring() -> int:
    """What is left of them when the label "service" is believed."""
    return int((_emma()["cause"] == "after-withdrawal").sum())


def _emma() -> pd.DataFrame:
    return _sends().query("person == 'emma.clarke@example.com'")


# ---- the spring sale


def stopped_before_spring() -> int:
    return _by_cause("C04", "after-withdrawal")


def pre_ticked_before_spring() -> int:
    return len(_spring().query("pre_ticked"))


def stopped_and_pre_ticked() -> int:
    return len(_spring().query("withdrawn and pre_ticked"))


def stopped_and_never_pre_ticked() -> int:
    return len(_spring().query("withdrawn and not pre_ticked"))


def late_by_the_clock() -> int:
    """Emails after a stop if the shop's clock on the wall is taken for the clock of the log."""
    wall = _spring()["sent_at"].dt.tz_convert("Europe/London").dt.tz_localize(None)
    misread = _spring().assign(sent_at=wall.dt.tz_localize("UTC"))
    audit = consent.causes(misread, _log(), invalid_forms=_pre_ticked())
    return int(audit["withdrawn"].sum())


def late_by_the_clock_alone() -> int:
    return late_by_the_clock() - stopped_before_spring()


def to_act_on_after_a_stop_us() -> int:
    return int(_judged("US").loc["after-withdrawal", "act"])


def within_ten_business_days_us() -> int:
    return int(_judged("US").loc["after-withdrawal", "look"])


def to_look_at_us() -> int:
    return int(_judged("US")["look"].sum())


def to_act_on_eu() -> int:
    return int(_judged("EU")["act"].sum())


def _judged(place: str) -> pd.DataFrame:
    return consent.judge(_spring(), _spring()["sent_at"], place)


# ---- all mailings


def stopped_before_any() -> int:
    return int((_sends()["cause"] == "after-withdrawal").sum())


def stopped_before_october() -> int:
    return _by_cause("C10", "after-withdrawal")


def stopped_before_november() -> int:
    return _by_cause("C11", "after-withdrawal")


def in_force_in_november() -> int:
    return _by_cause("C11", "in-force")


def sent_in_november() -> int:
    return len(_sends().query("campaign_id == 'C11'"))


def _by_cause(campaign: str, cause: str) -> int:
    return len(_sends().query("campaign_id == @campaign and cause == @cause"))


def longest_gap() -> int:
    return int(_longest())


def longest_gap_rounded_up() -> int:
    return int(_longest() + 1)


def longest_gap_in_days() -> float:
    return round(_longest() / 24, 1)


def longest_gap_of_spring() -> int:
    return int(_gaps()["longest"]["C04"])


def longest_gap_of_december() -> int:
    return int(_gaps()["longest"]["C12"])


def most_late_emails_but_spring() -> int:
    return int(_gaps()["emails"].drop("C04").max())


def _longest() -> float:
    """Hours, over all mailings but the spring sale."""
    return float(_gaps()["longest"].drop("C04").max())


def _gaps() -> pd.DataFrame:
    """For each mailing with emails after a stop: how many, and the longest gap in hours."""
    late = _sends().query("cause == 'after-withdrawal'").groupby("campaign_id")["hours_since"]
    return pd.DataFrame({"emails": late.size(), "longest": late.max()})


# ---- what is on record about the soft opt-in


def on_the_soft_opt_in() -> int:
    return len(_evidence())


def could_refuse() -> int:
    return _refusal("yes")


def could_not_refuse() -> int:
    return _refusal("no")


def refusal_not_recorded() -> int:
    return _refusal("not recorded")


def refusal_not_shown() -> int:
    return could_not_refuse() + refusal_not_recorded()


def lacks_any_of_the_four() -> int:
    return len(_evidence().query("not all_four"))


def _refusal(said: str) -> int:
    return len(_evidence().query("refusal_at_collection == @said"))


def _evidence() -> pd.DataFrame:
    return consent.soft_opt_in_evidence(_spring().query("cause == 'soft-opt-in'"), _purchases())


# ---- the pop-up shop


def popup_sent() -> int:
    return len(load("online_store", "popup_mails"))


def popup_stopped() -> int:
    return int(_popup()["after-withdrawal"])


def popup_in_force() -> int:
    return int(_popup()["in-force"])


def popup_stopped_as_typed() -> int:
    """Emails after a stop when addresses are compared letter by letter."""
    stops = load("online_store", "popup_log").query("said == 'stop'")
    return int(load("online_store", "popup_mails")["address"].isin(stops["address"]).sum())


def popup_table() -> list[int]:
    return _popup().tolist()


def popup_table_largest_first() -> list[int]:
    return sorted(popup_table(), reverse=True)


def popup_table_as_typed() -> list[int]:
    return [popup_stopped_as_typed(), *popup_table()[1:]]


def popup_table_with_paper() -> list[int]:
    return _taken_for_a_yes("invalid-form")


def popup_table_with_any_topic() -> list[int]:
    return _taken_for_a_yes("other-purpose")


def _taken_for_a_yes(cause: str) -> list[int]:
    table = _popup().copy()
    table["in-force"] += table[cause]
    table[cause] = 0
    return table.tolist()


@functools.cache
def _popup() -> pd.Series:
    """Emails of the evening by cause."""
    emails, log = load("online_store", "popup_mails"), load("online_store", "popup_log")
    emails["person"] = consent.person_key(emails["address"])
    emails["sent_at"] = pd.to_datetime(emails["time"], utc=True)
    emails["purpose"] = "offers"
    log["person"] = consent.person_key(log["address"])
    log["recorded_at"] = pd.to_datetime(log["time"], utc=True)
    log["action"] = log["said"].map({"yes": "grant", "stop": "withdraw"})
    log = log.rename(columns={"topic": "purpose", "sheet": "form_version"})
    return consent.by_cause(consent.causes(emails, log, invalid_forms=["paper"]))["sends"]


# ---- the tables behind all of these


@functools.cache
def _sends() -> pd.DataFrame:
    """Every email of 2025 with its cause, people joined by address."""
    sends = load("online_store", "sends").merge(load("online_store", "campaigns"), on="campaign_id")
    sends["person"] = consent.person_key(sends["email"])
    return sends.join(consent.causes(sends, _log(), _purchases(), invalid_forms=_pre_ticked()))


def _spring() -> pd.DataFrame:
    return _sends().query("campaign_id == 'C04'")


def _log() -> pd.DataFrame:
    log = load("online_store", "consents")
    return log.assign(person=consent.person_key(log["email"]))


def _purchases() -> pd.DataFrame:
    addresses = load("online_store", "customers")[["customer_id", "email"]]
    orders = load("online_store", "orders").merge(addresses, on="customer_id")
    orders["person"] = consent.person_key(orders["email"])
    return orders.rename(columns={"ordered_at": "bought_at"})


def _pre_ticked() -> list[str]:
    return load("online_store", "forms").query("pre_ticked")["form_version"].tolist()
