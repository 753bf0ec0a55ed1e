"""Was consent in force when a mail left? One cause for each send, and what a place's rules make of it.

Tables, by their columns (times are UTC timestamps; other columns are left alone):

- sends: person, sent_at, purpose
- consents, append-only: person, recorded_at, purpose ("all" stands for every purpose), action (grant or withdraw),
  and form_version where forms differ
- purchases: person, bought_at

Definitions: consent, its proof and its withdrawal, GDPR Art. 4(11) and 7 (Regulation (EU) 2016/679); the soft opt-in,
Directive 2002/58/EC Art. 13(2); a pre-ticked box is no consent, CJEU C-673/17 (Planet49).
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

#: Every send has one cause: the first that holds. A withdrawal beats whatever came before it.
PRECEDENCE = ("after-withdrawal", "in-force", "soft-opt-in", "invalid-form", "other-purpose", "never-asked")
SERVICE = "service"


@dataclass(frozen=True)
class Rules:
    """What a place's law asks before a marketing mail, as of a date. For learning; not legal advice.

    `status` maps a cause to act, look or fine. `grace` is the number of business days that a withdrawal may take;
    a send within them is to look at.
    """

    place: str
    says: str
    source: str
    as_of: str
    status: dict[str, str]
    grace: int = 0


_OPT_IN = {"after-withdrawal": "act", "never-asked": "act", "other-purpose": "act", "invalid-form": "act",
           "soft-opt-in": "look", "in-force": "fine", SERVICE: "fine"}
_OPT_OUT = dict.fromkeys(("never-asked", "other-purpose", "invalid-form", "soft-opt-in"), "look")
RULES = {
    "EU": Rules("EU", "Consent first, or the soft opt-in with all its conditions. A withdrawal counts at once.",
                "Directive 2002/58/EC Art. 13; GDPR Art. 7(3), 21(3)", "2026-11", _OPT_IN),
    "UK": Rules("UK", "Consent first, or the soft opt-in with all its conditions, when you write to individuals.",
                "PECR 2003 reg. 22", "2026-11", _OPT_IN),
    "US": Rules("US", "No consent needed under federal law; a way out in every message, honoured in 10 business days. "
                "State law may ask for more.", "CAN-SPAM Act, 15 U.S.C. 7704(a)", "2026-11", _OPT_IN | _OPT_OUT, 10),
    "CA": Rules("Canada", "Consent first, express or implied (a purchase in the last two years); a way out in every "
                "message, honoured in 10 business days.", "CASL (S.C. 2010, c. 23) s. 6, 10, 11", "2026-11", _OPT_IN, 10),
}


def person_key(addresses: pd.Series) -> pd.Series:
    """One key for each mail address however it was typed: no outer blanks, small letters."""
    return addresses.astype("str").str.strip().str.lower()


def causes(sends: pd.DataFrame, consents: pd.DataFrame, purchases: pd.DataFrame | None = None, *,
           invalid_forms: Collection[str] = (), service: Collection[str] = (SERVICE,),
           ties: str = "mail-first") -> pd.DataFrame:
    """The one cause of each send, by `PRECEDENCE`, with what it rests on.

    Returns a table with the index of `sends`: cause; said_at, the time of the last word that counts (a withdrawal, or
    a grant on a form not in `invalid_forms`); hours_since, from that word to the send; tie, whether something was
    recorded in the very minute of the send; and four facts that may overlap: withdrawn, bought, pre_ticked,
    other_purpose.

    Times are compared by the minute, since mail tools record no finer. In the minute of the send a grant counts as
    before it; a withdrawal counts as after it (`ties="mail-first"`) or before it ("withdrawal-first").
    Sends whose purpose is in `service` need no consent and get the cause "service".
    Raises ValueError for a missing column, an unknown action, or a time that is not a UTC timestamp.
    """
    _need(sends, "sends", ("person", "sent_at", "purpose"), "sent_at")
    _need(consents, "consents", ("person", "recorded_at", "purpose", "action"), "recorded_at")
    if ties not in ("mail-first", "withdrawal-first"):
        raise ValueError(f"ties is {ties!r}; it is 'mail-first' or 'withdrawal-first'.")
    unknown = set(consents["action"]) - {"grant", "withdraw"}
    if unknown:
        raise ValueError(f"consents, column action: {sorted(map(str, unknown))[0]!r} is neither 'grant' nor 'withdraw'.")

    minute = _utc(sends["sent_at"]).astype("datetime64[m]").astype("datetime64[us]")
    mail = _Keys(sends["person"], consents["person"], *([] if purchases is None else [purchases["person"]]))
    log = pd.DataFrame({"person": mail.codes[1], "at": _utc(consents["recorded_at"]), "yes": consents["action"] == "grant",
                        "purpose": consents["purpose"].to_numpy()}).reset_index(drop=True)
    ticked = consents["form_version"].isin(list(invalid_forms)).to_numpy() if "form_version" in consents else np.zeros(len(log), bool)
    log["ticked"] = log["yes"] & ticked

    n = len(sends)
    said_at = np.full(n, np.datetime64("NaT"), dtype="datetime64[us]")
    yes, spoken, tie, pre_ticked, other = (np.zeros(n, dtype=bool) for _ in range(5))
    purposes = sends["purpose"].to_numpy()
    for purpose in pd.unique(purposes):
        here = np.flatnonzero(purposes == purpose)
        who, when = mail.codes[0][here], minute[here]
        mine = log[log["purpose"].isin([purpose, "all"])]
        counts = mine[~mine["ticked"]].sort_values(["person", "at"], kind="stable")
        before = _last(counts, who, when)
        within = _last(counts, who, when + np.timedelta64(1, "m"))
        same = within != before
        granted = counts["yes"].to_numpy(dtype=bool)
        take = same & ((ties == "withdrawal-first") | _at(granted, within, False))
        row = np.where(take, within, before)
        tie[here], spoken[here], yes[here] = same, row >= 0, _at(granted, row, False)
        said_at[here] = _at(counts["at"].to_numpy(), row, np.datetime64("NaT"))
        pre_ticked[here] = _first(mine[mine["ticked"]], who) < when
        other[here] = _first(log[log["yes"] & ~log["purpose"].isin([purpose, "all"])], who) < when
    bought = np.zeros(n, dtype=bool)
    if purchases is not None:
        _need(purchases, "purchases", ("person", "bought_at"), "bought_at")
        bought = _first(pd.DataFrame({"person": mail.codes[2], "at": _utc(purchases["bought_at"])}), mail.codes[0]) < minute
    withdrawn = spoken & ~yes
    cause = np.select([np.isin(purposes, list(service)), withdrawn, yes, bought, pre_ticked, other],
                      [SERVICE, *PRECEDENCE[:5]], PRECEDENCE[5])
    hours = (minute - said_at) / np.timedelta64(1, "h")
    return pd.DataFrame({"cause": cause, "said_at": pd.DatetimeIndex(said_at, tz="UTC"), "hours_since": hours, "tie": tie,
                         "withdrawn": withdrawn, "bought": bought, "pre_ticked": pre_ticked, "other_purpose": other},
                        index=sends.index)


def by_cause(audit: pd.DataFrame) -> pd.DataFrame:
    """Sends and share of each cause, in the order of `PRECEDENCE`; every cause has a row, "service" if it occurs."""
    names = [*PRECEDENCE, *([SERVICE] if (audit["cause"] == SERVICE).any() else [])]
    sends = audit["cause"].value_counts().reindex(names, fill_value=0)
    return pd.DataFrame({"sends": sends, "share": sends / max(len(audit), 1)}).rename_axis("cause")


def judge(audit: pd.DataFrame, sent_at: pd.Series, place: str) -> pd.DataFrame:
    """How many sends of each cause are to act on, to look at, or fine under the rules of `place` (see `RULES`).

    `audit` comes from `causes`; `sent_at` are the times of the same sends. Business days skip weekends, not holidays.
    """
    if place not in RULES:
        raise ValueError(f"No rules for {place!r}. There are rules for: {', '.join(RULES)}.")
    rules = RULES[place]
    status = audit["cause"].map(rules.status)
    if rules.grace:
        after = audit.index[audit["withdrawn"] & (audit["cause"] == PRECEDENCE[0])]
        days = np.busday_count(_utc(audit.loc[after, "said_at"]).astype("datetime64[D]"),
                               _utc(sent_at.loc[after]).astype("datetime64[D]"))
        status.loc[after[days <= rules.grace]] = "look"
    table = pd.crosstab(audit["cause"], status).reindex(index=by_cause(audit).index, columns=["act", "look", "fine"], fill_value=0)
    return table.rename_axis(columns=None)


def soft_opt_in_evidence(sends: pd.DataFrame, purchases: pd.DataFrame) -> pd.DataFrame:
    """The four conditions of the soft opt-in for each send: what is on record, "yes", "no" or "not recorded".

    `sends` has person, sent_at, advertises (kind of goods) and unsubscribe_link (true or false); `purchases` has person,
    bought_at, category and refusal_offered ("yes", "no" or missing). The purchase with most on record speaks for a person.
    Returns, with the index of `sends`: sale, similar, refusal_at_collection, refusal_in_message, and all_four.
    """
    left = sends[["person", "sent_at", "advertises"]].assign(row=np.arange(len(sends)))
    pairs = left.merge(purchases[["person", "bought_at", "category", "refusal_offered"]], on="person")
    pairs = pairs[pairs["bought_at"] < pairs["sent_at"].dt.floor("min")]
    pairs["similar"] = pairs["category"] == pairs["advertises"]
    pairs["refusal"] = pairs["refusal_offered"].where(pairs["refusal_offered"].isin(["yes", "no"]), "not recorded")
    pairs["rank"] = pairs["similar"] * 3 + pairs["refusal"].map({"yes": 2, "not recorded": 1, "no": 0})
    best = pairs.sort_values("rank", kind="stable").drop_duplicates("row", keep="last").set_index("row")
    best = best.reindex(np.arange(len(sends)))
    link = sends["unsubscribe_link"].to_numpy()
    table = pd.DataFrame({
        "sale": np.where(best["similar"].notna(), "yes", "no"),
        "similar": np.where(best["similar"].eq(True), "yes", "no"),
        "refusal_at_collection": best["refusal"].fillna("no").to_numpy(),
        "refusal_in_message": np.where(pd.isna(link), "not recorded", np.where(link == True, "yes", "no")),  # noqa: E712
    }, index=sends.index)
    return table.assign(all_four=(table == "yes").all(axis=1))


class _Keys:
    """People of several tables as numbers: the same person has the same number in each."""

    def __init__(self, *people: pd.Series):
        codes, _ = pd.factorize(pd.concat([p.reset_index(drop=True) for p in people], ignore_index=True))
        self.codes = np.split(codes, np.cumsum([len(p) for p in people])[:-1])


def _utc(times: pd.Series) -> np.ndarray:
    """UTC timestamps as numpy times, to the microsecond."""
    return times.dt.tz_localize(None).to_numpy().astype("datetime64[us]")


def _seconds(times: np.ndarray) -> np.ndarray:
    return times.astype("datetime64[s]").astype(np.int64)


def _last(events: pd.DataFrame, who: np.ndarray, when: np.ndarray) -> np.ndarray:
    """For each (person, time): position of that person's last event strictly before it, -1 if none; events sorted."""
    span = 1 << 36  # seconds: more than two thousand years, so persons never run into one another
    keys = events["person"].to_numpy() * span + _seconds(events["at"].to_numpy())
    found = np.searchsorted(keys, who * span + _seconds(when), side="left") - 1
    if not len(events):
        return found
    return np.where((found >= 0) & (events["person"].to_numpy()[found] == who), found, -1)


def _first(events: pd.DataFrame, who: np.ndarray) -> np.ndarray:
    """For each person the time of the first of these events; a far future if none."""
    first = events.groupby("person")["at"].min().reindex(who).to_numpy().astype("datetime64[us]")
    return np.where(np.isnat(first), np.datetime64("9999-01-01", "us"), first)


def _at(values: np.ndarray, rows: np.ndarray, missing) -> np.ndarray:
    """values[rows], with `missing` where the row is -1."""
    if not len(values):
        return np.full(len(rows), missing)
    return np.where(rows >= 0, values[rows], missing)


def _need(table: pd.DataFrame, name: str, columns: tuple[str, ...], time: str) -> None:
    for column in columns:
        if column not in table.columns:
            raise ValueError(f"{name}: no column {column!r}. It has: {', '.join(map(str, table.columns))}.")
    if str(getattr(table[time].dtype, "tz", None)) != "UTC":
        raise ValueError(f"{name}, column {time}: times must be UTC timestamps (pd.to_datetime(..., utc=True)).")
    if table[time].isna().any():
        raise ValueError(f"{name}, column {time}: {int(table[time].isna().sum())} rows without a time.")
