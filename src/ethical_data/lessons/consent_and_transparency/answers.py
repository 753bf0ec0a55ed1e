"""Tasks of lesson 02: were we allowed to send that?"""

import functools

import pandas as pd

from ...data import load
from ...measure import consent


@functools.cache
def _sends() -> pd.DataFrame:
    """Every mail of 2025 with its cause, people joined by address."""
    sends = load("online_store", "sends").merge(load("online_store", "campaigns"), on="campaign_id")
    sends["person"] = consent.person_key(sends["email"])
    log = load("online_store", "consents").assign(person=lambda t: consent.person_key(t["email"]))
    return sends.join(consent.causes(sends, log, _purchases(), invalid_forms=_pre_ticked()))


@functools.cache
def _purchases() -> pd.DataFrame:
    orders = load("online_store", "orders").merge(
        load("online_store", "customers")[["customer_id", "email"]], on="customer_id"
    )
    return orders.assign(person=consent.person_key(orders["email"])).rename(columns={"ordered_at": "bought_at"})


def _pre_ticked() -> list[str]:
    return load("online_store", "forms").query("pre_ticked")["form_version"].tolist()


def _spring() -> pd.DataFrame:
    return _sends().query("campaign_id == 'C04'")


def _stopped(table: pd.DataFrame) -> int:
    return int((table["cause"] == "after-withdrawal").sum())


def emma(campaigns: list[str] | None = None) -> int:
    hers = _sends().query("person == 'emma.clarke@example.com'")
    if campaigns is None:
        return len(hers)
    return int(hers["campaign_id"].isin(campaigns).sum())


def naive() -> int:
    """Spring mails that look late when the clocks are compared without their offsets."""
    sends = load("online_store", "sends", as_written=True).query("campaign_id == 'C04'")
    log = load("online_store", "consents", as_written=True).query("action == 'withdraw'")
    last = log.assign(person=consent.person_key(log["email"])).groupby("person")["recorded_at"].max().str[:16]
    stopped = consent.person_key(sends["email"]).map(last)
    granted = _spring()["cause"].isin(["after-withdrawal", "in-force"])
    again = set(_came_back())
    late = (stopped < sends["sent_at"].str[:16]) & granted.to_numpy() & ~consent.person_key(sends["email"]).isin(again)
    return int(late.sum())


def _came_back() -> list[str]:
    log = load("online_store", "consents")
    log = log.assign(person=consent.person_key(log["email"]))
    stop = log[log["action"] == "withdraw"].groupby("person")["recorded_at"].min()
    grant = log[log["action"] == "grant"].groupby("person")["recorded_at"].max()
    both = stop.index.intersection(grant.index)
    return both[(grant[both] > stop[both]).to_numpy()].tolist()


def _united_states(status: str) -> int:
    spring = _spring()
    return int(consent.judge(spring, spring["sent_at"], "US").loc["after-withdrawal", status])


def _ex(campaign: str, cause: str) -> int:
    return int((_sends().query("campaign_id == @campaign")["cause"] == cause).sum())


def _evidence() -> pd.DataFrame:
    return consent.soft_opt_in_evidence(_spring().query("cause == 'soft-opt-in'"), _purchases())


def _popup() -> pd.Series:
    mails, log = load("online_store", "popup_mails"), load("online_store", "popup_log")
    mails = mails.assign(
        person=consent.person_key(mails["address"]), sent_at=pd.to_datetime(mails["time"], utc=True), purpose="offers"
    )
    log = log.assign(
        person=consent.person_key(log["address"]),
        recorded_at=pd.to_datetime(log["time"], utc=True),
        purpose=log["topic"],
        action=log["said"].map({"yes": "grant", "stop": "withdraw"}),
        form_version=log["sheet"],
    )
    return consent.by_cause(consent.causes(mails, log, invalid_forms=["paper"]))["sends"]


def popup_as_typed() -> int:
    """Mails after a stop when addresses are compared letter by letter."""
    mails, log = load("online_store", "popup_mails"), load("online_store", "popup_log")
    return int(mails["address"].isin(log.query("said == 'stop'")["address"]).sum())


def popup_paper_counts() -> list[int]:
    """The table with the printed tick taken for a yes."""
    found = _popup()
    return (
        found
        + found["invalid-form"] * pd.Series({"in-force": 1, "invalid-form": -1}).reindex(found.index, fill_value=0)
    ).tolist()


def popup_any_topic() -> list[int]:
    """The table with a yes to anything taken for a yes to offers."""
    found = _popup()
    return (
        found
        + found["other-purpose"] * pd.Series({"in-force": 1, "other-purpose": -1}).reindex(found.index, fill_value=0)
    ).tolist()


def emma_right():
    return emma(["C04", "S02"])


def emma_wrong1():
    return emma(["C04"])


def two_faults_right():
    return int((_spring()["withdrawn"] & _spring()["pre_ticked"]).sum())


def two_faults_wrong1():
    return _stopped(_spring())


def two_faults_wrong2():
    return int(_spring()["pre_ticked"].sum())


def two_faults_wrong3():
    return int((_spring()["withdrawn"] & ~_spring()["pre_ticked"]).sum())


def clocks_right():
    return naive() - _stopped(_spring())


def place_right():
    return _united_states("act")


def place_wrong1():
    return _united_states("look")


def place_wrong3():
    return int(consent.judge(_spring(), _spring()["sent_at"], "EU")["act"].sum())


def place_wrong4():
    return int(consent.judge(_spring(), _spring()["sent_at"], "US")["look"].sum())


def ex_november_right():
    return _ex("C11", "after-withdrawal")


def ex_november_wrong1():
    return _stopped(_sends())


def ex_november_wrong2():
    return _ex("C10", "after-withdrawal")


def ex_november_wrong4():
    return _ex("C11", "in-force")


def ex_november_wrong5():
    return int((_sends()["campaign_id"] == "C11").sum())


def ex_longest_right():
    return int(_sends().query("cause == 'after-withdrawal' and campaign_id != 'C04'")["hours_since"].max())


def ex_longest_wrong1():
    return int(_sends().query("cause == 'after-withdrawal'")["hours_since"].max())


def ex_longest_wrong2():
    return round(_sends().query("cause == 'after-withdrawal' and campaign_id != 'C04'")["hours_since"].max() / 24, 1)


def ex_longest_wrong3():
    return int(
        _sends().query("cause == 'after-withdrawal' and campaign_id != 'C04'")["campaign_id"].value_counts().max()
    )


def ex_longest_wrong4():
    return int(_sends().query("cause == 'after-withdrawal' and campaign_id != 'C04'")["hours_since"].max() + 1)


def ex_longest_wrong5():
    return int(_sends().query("cause == 'after-withdrawal' and campaign_id == 'C12'")["hours_since"].max())


def ex_refuse_right():
    return int((_evidence()["refusal_at_collection"] != "yes").sum())


def ex_refuse_wrong1():
    return int((_evidence()["refusal_at_collection"] == "no").sum())


def ex_refuse_wrong2():
    return int((_evidence()["refusal_at_collection"] == "yes").sum())


def ex_refuse_wrong3():
    return int((_evidence()["refusal_at_collection"] == "not recorded").sum())


def ex_refuse_wrong4():
    return len(_evidence())


def ex_refuse_wrong5():
    return int((~_evidence()["all_four"]).sum())


def ex_popup_right():
    return int(_popup()["after-withdrawal"])


def ex_popup_wrong2():
    return len(load("online_store", "popup_mails"))


def ex_popup_wrong3():
    return int(_popup()["in-force"])


def ex_popup_table_right():
    return _popup().tolist()


def ex_popup_table_wrong1():
    return _popup().sort_values(ascending=False).tolist()


def ex_popup_table_wrong2():
    return [popup_as_typed(), *_popup().tolist()[1:]]
