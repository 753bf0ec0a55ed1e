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
#: What a tool's lists, as they stand today, can say of a send: the first that holds.
LISTED = (
    "after-withdrawal",
    "not-on-list",
    "not-subscribed-today",
    "in-force",
    "yes-after-send",
    "stopped-since",
    "subscribed-today",
    "no-word",
)


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


_OPT_IN = {
    "after-withdrawal": "act",
    "never-asked": "act",
    "other-purpose": "act",
    "invalid-form": "act",
    "soft-opt-in": "look",
    "in-force": "fine",
    SERVICE: "fine",
}
_OPT_OUT = dict.fromkeys(("never-asked", "other-purpose", "invalid-form", "soft-opt-in"), "look")
RULES = {
    "EU": Rules(
        "EU",
        "Consent first, or the soft opt-in with all its conditions. No days of grace after a withdrawal.",
        "Directive 2002/58/EC Art. 13; GDPR Art. 7(3), 21(3)",
        "2026-11",
        _OPT_IN,
    ),
    "UK": Rules(
        "UK",
        "Consent first, or the soft opt-in with all its conditions, when you write to individuals.",
        "PECR 2003 reg. 22",
        "2026-11",
        _OPT_IN,
    ),
    "US": Rules(
        "US",
        "No consent needed under federal law; a way out in every message, honoured in 10 business days. "
        "State law may ask for more.",
        "CAN-SPAM Act, 15 U.S.C. 7704(a)",
        "2026-11",
        _OPT_IN | _OPT_OUT,
        10,
    ),
    "CA": Rules(
        "Canada",
        "Consent first, express or implied (a purchase in the last two years); a way out in every "
        "message, honoured without delay, in 10 business days at most.",
        "CASL (S.C. 2010, c. 23) s. 6, 10, 11",
        "2026-11",
        _OPT_IN,
        10,
    ),
}


def person_key(addresses: pd.Series) -> pd.Series:
    """One key for each mail address however it was typed: no outer blanks, small letters."""
    return addresses.astype("str").str.strip().str.lower()


def causes(
    sends: pd.DataFrame,
    consents: pd.DataFrame,
    purchases: pd.DataFrame | None = None,
    *,
    invalid_forms: Collection[str] = (),
    service: Collection[str] = (SERVICE,),
    ties: str = "mail-first",
) -> pd.DataFrame:
    """The one cause of each send, by `PRECEDENCE`, with what it rests on.

    Returns a table with the index of `sends`: cause; said_at, the time of the last word that counts (a withdrawal, or
    a grant on a form not in `invalid_forms`); hours_since, from that word to the send; tie, whether such a word was
    recorded in the very minute of the send; and four facts that may overlap: withdrawn, bought, pre_ticked,
    other_purpose.

    Times are compared by the minute, since mail tools record no finer. In the minute of the send a grant counts as
    before it; a withdrawal counts as after it (`ties="mail-first"`) or before it ("withdrawal-first"). Of the last
    three facts, only what lies before that minute counts. Sends whose purpose is in `service` need no consent and get
    the cause "service". Raises ValueError for a missing column, an unknown action, a row without a person, or a time
    that is not a UTC timestamp.
    """
    _need(sends, "sends", ("person", "sent_at", "purpose"), "sent_at")
    _need(consents, "consents", ("person", "recorded_at", "purpose", "action"), "recorded_at")
    if purchases is not None:
        _need(purchases, "purchases", ("person", "bought_at"), "bought_at")
    if ties not in ("mail-first", "withdrawal-first"):
        raise ValueError(f"ties is {ties!r}; it is 'mail-first' or 'withdrawal-first'.")
    unknown = set(consents["action"].unique()) - {"grant", "withdraw"}
    if unknown:
        raise ValueError(
            f"consents, column action: {sorted(map(str, unknown))[0]!r} is neither 'grant' nor 'withdraw'."
        )

    spoke = [consents["person"], *([] if purchases is None else [purchases["person"]])]
    known = pd.Index(pd.concat(spoke).unique())
    who, speaker, *buyer = (known.get_indexer(people) for people in (sends["person"], *spoke))  # -1: nobody known
    minute = _minutes(sends["sent_at"])
    ticked = consents["form_version"].isin(list(invalid_forms)).to_numpy() if "form_version" in consents else False
    log = pd.DataFrame(
        {
            "person": speaker,
            "minute": _minutes(consents["recorded_at"]),
            "at": _utc(consents["recorded_at"]),
            "purpose": consents["purpose"].to_numpy(),
            "yes": (consents["action"] == "grant").to_numpy(),
        }
    )
    log = log.assign(ticked=log["yes"] & ticked).sort_values(["person", "at"], kind="stable", ignore_index=True)

    n = len(sends)
    said_at = np.full(n, np.datetime64("NaT"), dtype="datetime64[us]")
    served, yes, spoken, tie, pre_ticked, other = (np.zeros(n, dtype=bool) for _ in range(6))
    number, purposes = pd.factorize(sends["purpose"], use_na_sentinel=False)
    for i, purpose in enumerate(purposes):
        here = np.flatnonzero(number == i)
        person, when = who[here], minute[here]
        mine = log["purpose"].isin([purpose, "all"])
        words = log[mine & ~log["ticked"]]
        row, tie[here] = _last_word(words, person, when, ties)
        spoken[here], yes[here] = row >= 0, np.append(words["yes"], False)[row]
        said_at[here] = np.append(words["at"], np.datetime64("NaT"))[row]
        pre_ticked[here] = _first(log[mine & log["ticked"]], len(known))[person] < when
        other[here] = _first(log[~mine & log["yes"]], len(known))[person] < when
        served[here] = purpose in service
    bought = np.zeros(n, dtype=bool)
    if purchases is not None:
        sales = pd.DataFrame({"person": buyer[0], "minute": _minutes(purchases["bought_at"])})
        bought = _first(sales, len(known))[who] < minute
    withdrawn = spoken & ~yes
    first = np.select([served, withdrawn, yes, bought, pre_ticked, other], range(6), 6)
    hours = (minute.astype("datetime64[m]") - said_at) / np.timedelta64(1, "h")
    return pd.DataFrame(
        {
            "cause": pd.array([SERVICE, *PRECEDENCE], dtype="str")[first],
            "said_at": pd.DatetimeIndex(said_at, tz="UTC"),
            "hours_since": hours,
            "tie": tie,
            "withdrawn": withdrawn,
            "bought": bought,
            "pre_ticked": pre_ticked,
            "other_purpose": other,
        },
        index=sends.index,
    )


def depends_on_hour(
    sends: pd.DataFrame,
    consents: pd.DataFrame,
    purchases: pd.DataFrame | None = None,
    *,
    zone: str = "UTC",
    invalid_forms: Collection[str] = (),
    ties: str = "mail-first",
) -> pd.Series:
    """Sends whose cause depends on the time of day of a day that was told alone, with the index of `sends`.

    A time at midnight in `zone` is taken as a day without a time of day. Each such word and purchase is put once to
    the beginning of its day and each such send to the end of its own, and once the other way round: where `causes`
    finds two causes, what came first that day cannot be told. The tables are those of `causes`, which raises.
    """
    how = {"invalid_forms": invalid_forms, "ties": ties}
    tables = {"sent_at": sends, "recorded_at": consents, "bought_at": purchases}
    late = {time: None if table is None else _at_the_end(table, time, zone) for time, table in tables.items()}
    if all(table is None or table is late[time] for time, table in tables.items()):
        return pd.Series(False, index=sends.index)
    first = causes(late["sent_at"], consents, purchases, **how)["cause"]
    return first != causes(sends, late["recorded_at"], late["bought_at"], **how)["cause"]


def _at_the_end(table: pd.DataFrame, time: str, zone: str) -> pd.DataFrame:
    """A table in which a day without a time of day stands at its end; the same table if there is none."""
    local = table[time].dt.tz_convert(zone)
    alone = local == local.dt.normalize()
    if not alone.any():
        return table
    end = (local + pd.DateOffset(days=1) - pd.Timedelta(minutes=1)).dt.tz_convert("UTC").astype(table[time].dtype)
    return table.assign(**{time: table[time].mask(alone, end)})


def on_lists(sends: pd.DataFrame, contacts: pd.DataFrame, *, ties: str = "mail-first") -> pd.DataFrame:
    """What lists of contacts of today can say of each send, by `LISTED`; of the past only where a list tells times.

    sends: person, sent_at. contacts, a row or more for each person: person; subscribed, the status today (true, false
    or missing: no word of it); yes_at, stop_at and cleaned_at (bounced for good), missing where the list tells no
    time.

    Returns a table with the index of `sends`: listed; stop_at, the stop that came before the send; and cleaned,
    whether the address was marked as dead before the send. not-subscribed-today is somebody without a yes today and
    without the time of a stop: when it was said, or whether anything was, cannot be told. stopped-since: the stop
    came after the send, and no list tells the yes before it. subscribed-today: a yes of which no time is told. Raises
    ValueError as `causes` does.
    """
    words = [
        contacts.loc[contacts[time].notna(), ["person", time]]
        .rename(columns={time: "recorded_at"})
        .assign(action=action)
        for time, action in (("yes_at", "grant"), ("stop_at", "withdraw"))
    ]
    log = pd.concat(words, ignore_index=True).assign(purpose="all")
    audit = causes(sends.assign(purpose="all mails"), log, ties=ties)
    people = pd.Index(contacts["person"].unique())
    who, row, minute = (
        people.get_indexer(sends["person"]),
        people.get_indexer(contacts["person"]),
        _minutes(sends["sent_at"]),
    )

    def ever(rows: pd.Series) -> np.ndarray:
        """For each send: is there such a row of its reader?"""
        return np.append(np.bincount(row[rows.fillna(False).to_numpy(bool)], minlength=len(people)) > 0, False)[who]

    def last(time: str) -> np.ndarray:
        """For each send: the last such minute of its reader, long ago if there is none."""
        latest = np.full(len(people) + 1, -(1 << 60), dtype=np.int64)
        told = contacts[time].notna().to_numpy()
        np.maximum.at(latest, row[told], _minutes(contacts.loc[told, time]))
        return latest[who]

    cleaned = contacts[contacts["cleaned_at"].notna()]
    events = pd.DataFrame({"person": people.get_indexer(cleaned["person"]), "minute": _minutes(cleaned["cleaned_at"])})
    untold = ever(contacts["subscribed"].eq(False) & contacts["stop_at"].isna())
    late = audit["cause"] == "after-withdrawal"
    holds = [
        late,
        who < 0,
        untold,
        audit["cause"] == "in-force",
        last("yes_at") > minute,
        last("stop_at") >= minute,
        ever(contacts["subscribed"].eq(True)),
    ]
    return pd.DataFrame(
        {
            "listed": pd.array(LISTED, dtype="str")[np.select(holds, range(7), 7)],
            "stop_at": audit["said_at"].where(late),
            "cleaned": _first(events, len(people))[who] < minute,
        },
        index=sends.index,
    )


def by_cause(audit: pd.DataFrame) -> pd.DataFrame:
    """Sends and share of each cause, in the order of `PRECEDENCE`; every cause has a row, "service" if it occurs."""
    names = [*PRECEDENCE, *([SERVICE] if (audit["cause"] == SERVICE).any() else [])]
    sends = audit["cause"].value_counts().reindex(names, fill_value=0)
    return pd.DataFrame({"sends": sends, "share": sends / max(len(audit), 1)}).rename_axis("cause")


def judge(audit: pd.DataFrame, sent_at: pd.Series, place: str) -> pd.DataFrame:
    """How many sends of each cause are to act on, to look at, or fine under the rules of `place` (see `RULES`).

    `audit` comes from `causes`; `sent_at` are the times of the same sends, in the same order. Business days skip
    weekends, not holidays.
    """
    if place not in RULES:
        raise ValueError(f"No rules for {place!r}. There are rules for: {', '.join(RULES)}.")
    rules = RULES[place]
    status = audit["cause"].map(rules.status)
    if rules.grace:
        after = np.flatnonzero(audit["cause"] == PRECEDENCE[0])
        days = np.busday_count(
            *(_utc(times.iloc[after]).astype("datetime64[D]") for times in (audit["said_at"], sent_at))
        )
        status.iloc[after[days <= rules.grace]] = "look"
    table = pd.crosstab(audit["cause"].to_numpy(), status.to_numpy()).rename_axis(columns=None)
    return table.reindex(index=by_cause(audit).index, columns=["act", "look", "fine"], fill_value=0)


def soft_opt_in_evidence(sends: pd.DataFrame, purchases: pd.DataFrame) -> pd.DataFrame:
    """The four conditions of the soft opt-in for each send: what is on record, "yes", "no" or "not recorded".

    `sends` has person, sent_at, advertises (kind of goods) and unsubscribe_link (true or false); `purchases` has
    person, bought_at, category and refusal_offered ("yes", "no" or missing). The purchase with most on record speaks
    for a person. Returns, with the index of `sends`: sale, similar, refusal_at_collection, refusal_in_message, and
    all_four.
    """
    left = sends[["person", "sent_at", "advertises"]].assign(row=np.arange(len(sends)))
    pairs = left.merge(purchases[["person", "bought_at", "category", "refusal_offered"]], on="person")
    pairs = pairs[pairs["bought_at"] < pairs["sent_at"].dt.floor("min")]
    pairs["similar"] = pairs["category"] == pairs["advertises"]
    pairs["refusal"] = pairs["refusal_offered"].where(pairs["refusal_offered"].isin(["yes", "no"]), "not recorded")
    pairs["rank"] = pairs["similar"] * 3 + pairs["refusal"].map({"yes": 2, "not recorded": 1, "no": 0})
    best = pairs.sort_values("rank", kind="stable").drop_duplicates("row", keep="last").set_index("row")
    best = best.reindex(np.arange(len(sends)))
    link = sends["unsubscribe_link"].astype("boolean")
    table = pd.DataFrame(
        {
            "sale": np.where(best["similar"].notna(), "yes", "no"),
            "similar": np.where(best["similar"].eq(True), "yes", "no"),
            "refusal_at_collection": best["refusal"].fillna("no").to_numpy(),
            "refusal_in_message": link.map({True: "yes", False: "no"}).fillna("not recorded").to_numpy(),
        },
        index=sends.index,
    )
    return table.assign(all_four=(table == "yes").all(axis=1))


def _utc(times: pd.Series) -> np.ndarray:
    """UTC timestamps as numpy times, to the microsecond."""
    return times.dt.tz_localize(None).to_numpy().astype("datetime64[us]")


def _minutes(times: pd.Series) -> np.ndarray:
    """Whole minutes since 1970 of UTC timestamps."""
    return _utc(times).astype("datetime64[m]").astype(np.int64)


def _last_word(words: pd.DataFrame, who: np.ndarray, minute: np.ndarray, ties: str) -> tuple[np.ndarray, np.ndarray]:
    """For each mail: position of the word that counts (-1: none), and whether a word fell in the mail's own minute.

    `words` are sorted by person and time.
    """
    span = np.int64(1 << 36)  # minutes: more than a hundred thousand years, so persons never run into one another
    person = np.append(words["person"], -2)  # the last row is nobody's, and stands for no word
    key, sent = person * span + np.append(words["minute"], 0), who * span + minute
    row = np.searchsorted(key[:-1], sent, side="right") - 1
    tie = key[row] == sent
    if ties == "mail-first":  # of its own minute, a mail has only the grants before it
        begins = np.searchsorted(key[:-1], key[:-1])
        grant = np.maximum.accumulate(np.where(words["yes"], np.arange(len(words)), -1))
        before = np.append(np.where(grant >= begins, grant, begins - 1), -1)
        row = np.where(tie, before[row], row)
    return np.where(person[row] == who, row, -1), tie


def _first(events: pd.DataFrame, people: int) -> np.ndarray:
    """The minute of each person's first event, far ahead if there is none; the last row is for people not known."""
    first = np.full(people + 1, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(first, events["person"].to_numpy(), events["minute"].to_numpy())
    return first


def _need(table: pd.DataFrame, name: str, columns: tuple[str, ...], time: str) -> None:
    for column in columns:
        if column not in table.columns:
            raise ValueError(f"{name}: no column {column!r}. It has: {', '.join(map(str, table.columns))}.")
    if str(getattr(table[time].dtype, "tz", None)) != "UTC":
        raise ValueError(f"{name}, column {time}: times must be UTC timestamps (pd.to_datetime(..., utc=True)).")
    if table[time].isna().any():
        raise ValueError(f"{name}, column {time}: {int(table[time].isna().sum())} rows without a time.")
    if table["person"].isna().any():
        raise ValueError(f"{name}, column person: {int(table['person'].isna().sum())} rows say nobody.")
