"""Promises of ethical_data.measure.consent."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethical_data.measure import consent
from ethical_data.measure.consent import PRECEDENCE, RULES, by_cause, causes, judge, soft_opt_in_evidence

FORMS = ["v1"]  # the box of v1 was ticked beforehand


def table(columns, rows):
    """Rows as a table; columns that end in _at become UTC timestamps; labels nowhere near positions."""
    made = pd.DataFrame(rows, columns=columns, index=range(len(rows) + 7, 7, -1))
    return made.assign(**{c: pd.to_datetime(made[c], utc=True, format="ISO8601") for c in columns if c.endswith("_at")})


def mails(*rows):
    return table(["person", "sent_at", "purpose"], rows)


def log(*rows):
    return table(["person", "recorded_at", "purpose", "action", "form_version"], rows)


def sales(*rows):
    return table(["person", "bought_at"], rows)


def said(when, action="grant", purpose="offers", form="v2"):
    return "ann", when, purpose, action, form


MAIL = mails(("ann", "2025-04-14 10:00", "offers"))
FACTS = {
    "after-withdrawal": said("2025-03-03 09:12", "withdraw"),
    "in-force": said("2025-02-01 12:00"),
    "invalid-form": said("2024-02-01 12:00", form="v1"),
    "other-purpose": said("2024-12-01 12:00", purpose="prize_draw"),
}
BOUGHT = sales(("ann", "2024-05-05 12:00"))


def cause(*events, purchases=None, mail=MAIL, **settings):
    found = causes(mail, log(*events), purchases, invalid_forms=FORMS, **settings)
    return found["cause"].item()


# ---- one cause for each send


def test_an_email_after_withdrawal_is_found():
    found = causes(MAIL, log(said("2025-03-01 08:00"), said("2025-04-13 08:30", "withdraw"))).iloc[0]
    assert (found["cause"], found["withdrawn"]) == ("after-withdrawal", True)
    assert found["said_at"] == pd.Timestamp("2025-04-13 08:30", tz="UTC")
    assert found["hours_since"] == 25.5


@pytest.mark.parametrize("held", [*product([False, True], repeat=5)])
def test_every_cause_gives_way_to_those_before_it_and_to_no_other(held):
    has = dict(zip(PRECEDENCE, held))
    events = [event for name, event in FACTS.items() if has[name]]
    first = next((name for name in PRECEDENCE if has.get(name)), "never-asked")
    assert cause(*events, purchases=BOUGHT if has["soft-opt-in"] else None) == first


def test_the_facts_behind_a_cause_may_overlap():
    found = causes(MAIL, log(*FACTS.values()), BOUGHT, invalid_forms=FORMS).iloc[0]
    assert found["cause"] == "after-withdrawal"
    assert found[["withdrawn", "bought", "pre_ticked", "other_purpose"]].all()


def test_somebody_of_whom_the_log_has_no_word_was_never_asked():
    found = causes(MAIL, log(("ben", "2025-03-01", "offers", "grant", "v2"))).iloc[0]
    assert found["cause"] == "never-asked" and pd.isna(found["said_at"]) and pd.isna(found["hours_since"])
    assert not found[["tie", "withdrawn", "bought", "pre_ticked", "other_purpose"]].any()


def test_nobodys_word_counts_for_somebody_else():
    times = "2025-04-01", "2025-04-14 10:00"
    others = [(name, when, "all", "withdraw", "v2") for name in ("anm", "ano") for when in times]
    assert cause(*others, FACTS["in-force"], ties="withdrawal-first") == "in-force"
    assert cause(*others, purchases=sales(("ano", "2024-01-01"))) == "never-asked"


@pytest.mark.parametrize(
    "words, expected",
    [
        ([("2025-01-01", "grant"), ("2025-02-01", "withdraw")], "after-withdrawal"),
        ([("2025-01-01", "withdraw"), ("2025-02-01", "grant")], "in-force"),
        ([("2025-01-01", "grant"), ("2025-02-01", "withdraw"), ("2025-03-01", "grant")], "in-force"),
        ([("2025-01-01", "grant"), ("2025-02-01", "grant"), ("2025-03-01", "withdraw")], "after-withdrawal"),
        ([("2025-01-01", "grant"), ("2025-05-01", "withdraw")], "in-force"),
        ([("2025-01-01", "withdraw"), ("2025-05-01", "grant")], "after-withdrawal"),
        ([("2025-05-01", "grant")], "never-asked"),
    ],
)
def test_the_last_word_before_the_mail_wins(words, expected):
    events = [said(when, action) for when, action in words]
    assert cause(*events) == cause(*events[::-1]) == expected  # in whatever order the log is handed over


def test_of_two_words_in_the_same_second_the_later_row_wins():
    stop, start = said("2025-01-01 10:00:05", "withdraw"), said("2025-01-01 10:00:05")
    assert cause(stop, start) == "in-force"
    assert cause(start, stop) == "after-withdrawal"


def test_a_withdrawal_for_all_stops_every_purpose_and_one_for_another_stops_none():
    grants = [said("2025-01-01", purpose="offers"), said("2025-01-01", purpose="newsletter")]
    both = mails(("ann", "2025-04-14", "offers"), ("ann", "2025-04-14", "newsletter"))
    for purpose, expected in (
        ("all", ["after-withdrawal"] * 2),
        ("newsletter", ["in-force", "after-withdrawal"]),
    ):
        found = causes(both, log(*grants, said("2025-02-01", "withdraw", purpose)))
        assert found["cause"].tolist() == expected
    back = log(*grants, said("2025-02-01", "withdraw", "all"), said("2025-03-01"))
    assert causes(both, back)["cause"].tolist() == ["in-force", "after-withdrawal"]


def test_a_withdrawal_from_something_else_is_no_consent_to_it():
    assert cause(said("2025-02-01", "withdraw", "newsletter")) == "never-asked"


def test_a_pre_ticked_box_is_no_word():
    assert cause(said("2025-01-01", form="v1")) == "invalid-form"
    assert cause(said("2025-01-01", form="v1"), said("2025-02-01")) == "in-force"
    assert cause(said("2025-01-01"), said("2025-02-01", form="v1")) == "in-force"


def test_a_withdrawal_stays_one_after_a_later_pre_ticked_tick():
    words = log(said("2025-03-03", "withdraw"), said("2025-03-10", form="v1"))
    found = causes(MAIL, words, invalid_forms=FORMS).iloc[0]
    assert (found["cause"], found["pre_ticked"]) == ("after-withdrawal", True)
    assert found["said_at"] == pd.Timestamp("2025-03-03", tz="UTC")


def test_a_withdrawal_counts_whatever_form_it_came_by():
    assert cause(said("2025-01-01"), said("2025-03-03", "withdraw", form="v1")) == "after-withdrawal"


def test_a_pre_ticked_tick_for_another_purpose_is_still_about_something_else():
    assert cause(said("2024-01-01", purpose="newsletter", form="v1")) == "other-purpose"


def test_a_log_without_forms_has_no_invalid_ones():
    bare = log(said("2025-01-01", form="v1")).drop(columns="form_version")
    assert causes(MAIL, bare, invalid_forms=FORMS)["cause"].item() == "in-force"


def test_a_purchase_after_the_mail_does_not_count():
    assert cause(purchases=sales(("ann", "2025-04-14 10:01"))) == "never-asked"
    assert cause(purchases=sales(("ann", "2025-04-14 10:00:59"))) == "never-asked"
    assert cause(purchases=sales(("ann", "2025-04-14 10:01"), ("ann", "2025-04-14 09:59"))) == "soft-opt-in"


def test_without_purchases_nothing_rests_on_one():
    assert cause(FACTS["invalid-form"]) == "invalid-form"
    assert cause(FACTS["invalid-form"], purchases=sales()) == "invalid-form"
    assert cause(FACTS["invalid-form"], purchases=BOUGHT) == "soft-opt-in"


def test_service_mail_needs_no_consent_and_is_shown_as_such():
    mail = mails(("ann", "2025-04-14", "service"), ("ann", "2025-04-14", "recall"), ("ann", "2025-04-14", "offers"))
    events = log(said("2025-03-03", "withdraw", "all"))
    assert causes(mail, events)["cause"].tolist() == ["service", "after-withdrawal", "after-withdrawal"]
    assert causes(mail, events)["withdrawn"].all()  # so that a service mail that sells can be found
    named = causes(mail, events, service=["recall"])
    assert named["cause"].tolist() == ["after-withdrawal", "service", "after-withdrawal"]


# ---- the same minute


@pytest.mark.parametrize(
    "events, mail_first, withdrawal_first",
    [
        ([("10:00:30", "withdraw")], "never-asked", "after-withdrawal"),
        ([("09:00:00", "grant"), ("10:00:00", "withdraw")], "in-force", "after-withdrawal"),
        ([("09:00:00", "withdraw"), ("10:00:59", "grant")], "in-force", "in-force"),
        ([("10:00:10", "grant"), ("10:00:50", "withdraw")], "in-force", "after-withdrawal"),
        ([("10:00:10", "withdraw"), ("10:00:50", "grant")], "in-force", "in-force"),
        (
            [("09:00:00", "withdraw"), ("10:00:10", "grant"), ("10:00:50", "withdraw")],
            "in-force",
            "after-withdrawal",
        ),
    ],
)
def test_in_the_same_minute_the_order_is_chosen_and_the_tie_is_shown(events, mail_first, withdrawal_first):
    events = log(*(said(f"2025-04-14 {when}", action) for when, action in events))
    for ties, expected in (("mail-first", mail_first), ("withdrawal-first", withdrawal_first)):
        found = causes(MAIL, events, ties=ties).iloc[0]
        assert (found["cause"], found["tie"]) == (expected, True)


@pytest.mark.parametrize("when", ["09:59:59", "10:01:00"])
def test_a_word_in_the_next_minute_is_no_tie(when):
    for ties in ("mail-first", "withdrawal-first"):
        assert not causes(MAIL, log(said(f"2025-04-14 {when}", "withdraw")), ties=ties)["tie"].item()


def test_the_seconds_of_a_mail_do_not_count():
    exact = mails(("ann", "2025-04-14 10:00:45", "offers"))
    event = said("2025-04-14 10:00:15", "withdraw")
    assert cause(event, mail=exact) == "never-asked"
    assert cause(event, mail=exact, ties="withdrawal-first") == "after-withdrawal"


def test_another_order_of_ties_is_refused():
    with pytest.raises(ValueError, match="ties is 'log-first'"):
        causes(MAIL, log(), ties="log-first")


# ---- time zones


def test_the_same_instant_is_the_same_in_every_offset():
    written = [
        "2025-04-14T10:00+00:00",
        "2025-04-14T11:00+01:00",
        "2025-04-14T05:00-05:00",
        "2025-04-14T15:30+05:30",
    ]
    mail = mails(*(("ann", when, "offers") for when in written))
    found = causes(mail, log(said("2025-04-14T11:30+02:00", "withdraw")))
    assert found["cause"].tolist() == ["after-withdrawal"] * 4
    assert found["hours_since"].tolist() == [0.5] * 4
    found = causes(mail, log(said("2025-04-14T10:30Z", "withdraw")))
    assert found["cause"].tolist() == ["never-asked"] * 4


@pytest.mark.parametrize(
    "name, column", [("sends", "sent_at"), ("consents", "recorded_at"), ("purchases", "bought_at")]
)
@pytest.mark.parametrize("zone", [None, "Europe/London", "text"])
def test_times_that_are_not_utc_timestamps_are_refused(name, column, zone):
    tables = {"sends": MAIL, "consents": log(said("2025-01-01")), "purchases": BOUGHT}
    times = tables[name][column]
    wrong = times.astype("str") if zone == "text" else times.dt.tz_convert(zone) if zone else times.dt.tz_localize(None)
    with pytest.raises(ValueError, match=rf"{name}, column {column}: times must be UTC"):
        causes(**tables | {name: tables[name].assign(**{column: wrong})})


# ---- what is handed over


@pytest.mark.parametrize(
    "name, column",
    [
        ("sends", "person"),
        ("sends", "sent_at"),
        ("sends", "purpose"),
        ("consents", "person"),
        ("consents", "recorded_at"),
        ("consents", "purpose"),
        ("consents", "action"),
        ("purchases", "person"),
        ("purchases", "bought_at"),
    ],
)
def test_a_missing_column_is_named(name, column):
    tables = {"sends": MAIL, "consents": log(said("2025-01-01")), "purchases": BOUGHT}
    with pytest.raises(ValueError, match=rf"{name}: no column '{column}'\. It has: "):
        causes(**tables | {name: tables[name].drop(columns=column)})


@pytest.mark.parametrize("action", ["Grant", "opt-in", "", None])
def test_an_unknown_action_is_named(action):
    with pytest.raises(ValueError, match=rf"column action: '{action if action is not None else 'nan|None'}"):
        causes(MAIL, log(said("2025-01-01"), said("2025-01-02", action)))


@pytest.mark.parametrize(
    "name, column, says",
    [
        ("sends", "sent_at", "1 rows without a time"),
        ("consents", "recorded_at", "without a time"),
        ("sends", "person", "1 rows say nobody"),
        ("consents", "person", "say nobody"),
        ("purchases", "person", "say nobody"),
    ],
)
def test_a_row_without_person_or_time_is_refused(name, column, says):
    tables = {"sends": MAIL, "consents": log(said("2025-01-01")), "purchases": BOUGHT}
    with pytest.raises(ValueError, match=rf"{name}, column {column}: .*{says}"):
        causes(**tables | {name: tables[name].assign(**{column: tables[name][column].shift(1)})})


def test_index_labels_are_not_positions():
    mail = mails(*(("ann", f"2025-0{month}-14", "offers") for month in (1, 3, 5)))
    events = log(said("2025-02-01"), said("2025-04-01", "withdraw"))
    plain = causes(mail.reset_index(drop=True), events.reset_index(drop=True), BOUGHT.reset_index(drop=True))
    assert plain["cause"].tolist() == ["soft-opt-in", "in-force", "after-withdrawal"]
    for labels in ([2, 1, 0], [5, 5, 5], list("abc")):
        found = causes(mail.set_axis(labels), events.set_axis([9, 9]), BOUGHT.set_axis([2]))
        assert found.index.tolist() == labels
        pd.testing.assert_frame_equal(found.reset_index(drop=True), plain)


def test_what_was_given_is_not_changed():
    given = MAIL, log(*FACTS.values()), BOUGHT
    before = [one.copy(deep=True) for one in given]
    audit = causes(*given, invalid_forms=FORMS)
    kept = audit.copy(deep=True)
    by_cause(audit), judge(audit, MAIL["sent_at"], "US")
    for one, as_it_was in zip((*given, audit), (*before, kept)):
        pd.testing.assert_frame_equal(one, as_it_was)


@pytest.mark.parametrize("people", [["ann", "ben"], [7, 8], pd.Categorical(["ann", "ben"])])
def test_people_may_be_text_numbers_or_categories(people):
    mail = pd.DataFrame({"person": people, "sent_at": pd.Timestamp("2025-04-14", tz="UTC"), "purpose": "offers"})
    events = pd.DataFrame(
        {
            "person": people[:1],
            "recorded_at": pd.Timestamp("2025-01-01", tz="UTC"),
            "purpose": "offers",
            "action": "withdraw",
        }
    )
    assert causes(mail, events)["cause"].tolist() == ["after-withdrawal", "never-asked"]


def test_empty_tables_make_an_empty_audit_of_the_same_shape():
    full, empty = causes(MAIL, log(*FACTS.values()), BOUGHT), causes(mails(), log(), sales())
    assert empty.empty and empty.dtypes.equals(full.dtypes)
    assert causes(MAIL, log(), sales())["cause"].tolist() == ["never-asked"]
    assert by_cause(empty)["sends"].tolist() == [0] * 6 and by_cause(empty)["share"].tolist() == [0.0] * 6
    assert judge(empty, mails()["sent_at"], "US").sum().tolist() == [0, 0, 0]


def test_one_address_is_one_person_however_it_was_typed():
    typed = pd.Series(["Emma.Clarke@Example.com", " emma.clarke@example.com ", "EMMA.CLARKE@EXAMPLE.COM"])
    assert consent.person_key(typed).unique().tolist() == ["emma.clarke@example.com"]


# ---- the audit against a slow one

minutes, seconds = st.integers(0, 4), st.sampled_from([0, 20, 40])
people = st.sampled_from(["ann", "ben", "cem"])
moment = st.builds(lambda m, s: datetime(2025, 4, 14, 10, m, s, tzinfo=UTC), minutes, seconds)
send = st.tuples(people, moment, st.sampled_from(["offers", "newsletter", "service"]))
event = st.tuples(
    people,
    moment,
    st.sampled_from(["offers", "newsletter", "prize_draw", "all"]),
    st.sampled_from(["grant", "withdraw"]),
    st.sampled_from(["v1", "v2"]),
)
sale = st.tuples(people, moment)


def row_by_row(mail, events, bought, ties):
    """What `causes` says of one mail, found by reading every row: (cause, time of the last word, tie)."""
    who, when, purpose = mail
    begins = when.replace(second=0)
    ends = begins + timedelta(minutes=1)
    words, tie, ticked, other = [], False, False, False
    for position, (person, at, about, action, form) in enumerate(events):
        if person != who or at >= ends:
            continue
        if about not in (purpose, "all"):
            other |= action == "grant" and at < begins
        elif action == "grant" and form in FORMS:
            ticked |= at < begins
        else:
            tie |= at >= begins
            if at < begins or action == "grant" or ties == "withdrawal-first":
                words.append((at, position, action))
    at, _, last = max(words, default=(None, None, None))
    if purpose == "service":
        found = "service"
    elif last == "withdraw":
        found = "after-withdrawal"
    elif last == "grant":
        found = "in-force"
    elif any(person == who and time < begins for person, time in bought):
        found = "soft-opt-in"
    else:
        found = "invalid-form" if ticked else "other-purpose" if other else "never-asked"
    return found, at, tie


@settings(max_examples=300, deadline=None)
@given(
    st.lists(send, max_size=8),
    st.lists(event, max_size=12),
    st.lists(sale, max_size=3),
    st.sampled_from(["mail-first", "withdrawal-first"]),
)
def test_the_audit_agrees_with_one_that_reads_every_row(sent, events, bought, ties):
    audit = causes(mails(*sent), log(*events), sales(*bought), invalid_forms=FORMS, ties=ties)
    spoken = audit["said_at"].astype(object).where(audit["said_at"].notna(), None)
    found = list(zip(audit["cause"], spoken, audit["tie"]))
    assert found == [row_by_row(mail, events, bought, ties) for mail in sent]


@settings(deadline=None)
@given(st.lists(send, min_size=1, max_size=8), st.lists(event, max_size=12), st.sampled_from(list(RULES)))
def test_no_send_is_lost_between_causes_and_rules(sent, events, place):
    audit = causes(mails(*sent), log(*events))
    counted = by_cause(audit)
    assert counted["sends"].sum() == len(sent) and counted["share"].sum() == pytest.approx(1)
    assert list(counted.index[:6]) == list(PRECEDENCE)
    judged = judge(audit, mails(*sent)["sent_at"], place)
    assert judged.sum(axis=1).to_dict() == counted["sends"].to_dict()


def test_service_has_a_row_only_where_it_occurs():
    assert "service" not in by_cause(causes(MAIL, log())).index
    assert by_cause(causes(mails(("ann", "2025-04-14", "service")), log())).loc["service", "sends"] == 1


# ---- the rules of a place


def stopped(*days, mail="2025-04-14 10:00"):
    """One mail each to people who said stop on these days, with the times of the mails."""
    sent = mails(*((f"p{i}", mail, "offers") for i, _ in enumerate(days)))
    words = log(*((f"p{i}", day, "all", "withdraw", "v2") for i, day in enumerate(days)))
    return causes(sent, words), sent["sent_at"]


@pytest.mark.parametrize(
    "day, status",
    [
        ("2025-04-11", "look"),  # a Friday; the mail is on a Monday
        ("2025-04-13", "look"),  # Sunday
        ("2025-03-31", "look"),  # ten business days
        ("2025-03-30", "look"),  # the Sunday before: no business day more
        ("2025-03-29", "look"),
        ("2025-03-28", "act"),  # Friday: eleven
        ("2025-03-03", "act"),
    ],
)
@pytest.mark.parametrize("place", ["US", "CA"])
def test_a_withdrawal_may_take_ten_business_days_where_the_law_says_so(day, status, place):
    assert judge(*stopped(day), place).loc["after-withdrawal", status] == 1


@pytest.mark.parametrize("place", ["EU", "UK"])
def test_a_withdrawal_counts_at_once_where_no_days_are_given(place):
    judged = judge(*stopped("2025-04-14 09:59", "2025-03-03"), place)
    assert judged.loc["after-withdrawal"].to_dict() == {"act": 2, "look": 0, "fine": 0}


def test_days_are_counted_to_the_mail_of_the_same_row_whatever_the_labels():
    audit, sent_at = stopped("2025-03-03", "2025-04-11", "2025-03-04")
    for labels in ([5, 5, 5], [2, 0, 1]):
        judged = judge(audit.set_axis(labels), sent_at.set_axis(labels), "US")
        assert judged.loc["after-withdrawal"].to_dict() == {"act": 2, "look": 1, "fine": 0}


EXPECTED = {
    "EU": ["act", "fine", "look", "act", "act", "act"],
    "UK": ["act", "fine", "look", "act", "act", "act"],
    "US": ["act", "fine", "look", "look", "look", "look"],
    "CA": ["act", "fine", "look", "act", "act", "act"],
}


@pytest.mark.parametrize("place", list(RULES))
def test_each_place_judges_each_cause(place):
    audit = pd.concat(
        [
            causes(
                MAIL,
                log(FACTS[name]) if name in FACTS else log(),
                BOUGHT if name == "soft-opt-in" else None,
                invalid_forms=FORMS,
            )
            for name in PRECEDENCE
        ]
    )
    judged = judge(audit, pd.concat([MAIL["sent_at"]] * 6), place)
    assert judged.idxmax(axis=1).tolist() == EXPECTED[place]
    assert judged.sum(axis=1).tolist() == [1] * 6


@pytest.mark.parametrize("rules", RULES.values(), ids=list(RULES))
def test_the_soft_opt_in_is_never_called_fine_and_every_rule_has_its_source(rules):
    assert rules.status["soft-opt-in"] == "look"
    assert set(rules.status) == {*PRECEDENCE, consent.SERVICE}
    assert rules.source and rules.says and rules.as_of


def test_a_place_without_rules_is_refused_and_those_with_are_named():
    with pytest.raises(ValueError, match="No rules for 'FR'. There are rules for: EU, UK, US, CA."):
        judge(causes(MAIL, log()), MAIL["sent_at"], "FR")


# ---- the soft opt-in


def evidence(*bought, advertises="cookware", link=True, sent="2025-04-14 10:00"):
    sends = table(["person", "sent_at", "advertises", "unsubscribe_link"], [("ann", sent, advertises, link)])
    orders = table(["person", "bought_at", "category", "refusal_offered"], bought)
    found = soft_opt_in_evidence(sends, orders)
    assert found.index.equals(sends.index)
    return found.astype(object).iloc[0].tolist()


@pytest.mark.parametrize(
    "order, message, expected",
    [
        (("2024-05-05", "cookware", "yes"), True, ["yes", "yes", "yes", "yes", True]),
        (("2024-05-05", "cookware", "yes"), False, ["yes", "yes", "yes", "no", False]),
        (("2024-05-05", "cookware", "yes"), None, ["yes", "yes", "yes", "not recorded", False]),
        (("2024-05-05", "cookware", "no"), True, ["yes", "yes", "no", "yes", False]),
        (("2024-05-05", "cookware", None), True, ["yes", "yes", "not recorded", "yes", False]),
        (("2024-05-05", "garden", "yes"), True, ["yes", "no", "yes", "yes", False]),
        (("2025-04-14 10:00", "cookware", "yes"), True, ["no", "no", "no", "yes", False]),
        (("2025-04-14 09:59:59", "cookware", "yes"), True, ["yes", "yes", "yes", "yes", True]),
    ],
)
def test_each_condition_stands_as_it_is_on_record(order, message, expected):
    assert evidence(("ann", *order), link=message) == expected


def test_the_purchase_with_most_on_record_speaks():
    best, worse = ("ann", "2024-05-05", "cookware", "yes"), ("ann", "2025-01-05", "cookware", None)
    other = ("ann", "2025-02-05", "garden", "yes")
    for bought in ([best, worse, other], [other, worse, best]):
        assert evidence(*bought)[-1] is True
    assert evidence(worse, other) == ["yes", "yes", "not recorded", "yes", False]  # two halves are no whole


@pytest.mark.parametrize(
    "best, worse, expected",
    [
        (("cookware", "no"), ("garden", "yes"), ["yes", "yes", "no"]),
        (("cookware", None), ("cookware", "no"), ["yes", "yes", "not recorded"]),
        (("garden", "yes"), ("garden", None), ["yes", "no", "yes"]),
        (("garden", None), ("garden", "no"), ["yes", "no", "not recorded"]),
    ],
)
def test_similar_goods_speak_before_a_way_to_refuse_and_silence_before_a_no(best, worse, expected):
    bought = [("ann", "2024-05-05", *best), ("ann", "2024-06-06", *worse)]
    for orders in (bought, bought[::-1]):
        assert evidence(*orders)[:3] == expected


def test_somebody_elses_purchase_is_no_sale():
    assert evidence(("ben", "2024-05-05", "cookware", "yes"))[0] == "no"
    assert evidence() == ["no", "no", "no", "yes", False]


def test_evidence_keeps_the_rows_apart_and_changes_nothing():
    sends = table(
        ["person", "sent_at", "advertises", "unsubscribe_link"],
        [(name, "2025-04-14", "cookware", True) for name in ("ann", "ben", "ann")],
    ).set_axis([4, 4, 1])
    bought = [("ann", "2024-01-01", "cookware", "yes")] * 2
    orders = table(["person", "bought_at", "category", "refusal_offered"], bought)
    before = sends.copy(deep=True), orders.copy(deep=True)
    found = soft_opt_in_evidence(sends, orders)
    assert found.index.tolist() == [4, 4, 1] and found["all_four"].tolist() == [True, False, True]
    pd.testing.assert_frame_equal(sends, before[0])
    pd.testing.assert_frame_equal(orders, before[1])
    assert soft_opt_in_evidence(sends.iloc[:0], orders).empty


# ---- lists of today


def on_list(**said):
    """A contact with the given words; nothing else is known."""
    row = {"person": "ann", "subscribed": None, "yes_at": None, "stop_at": None, "cleaned_at": None} | said
    return table(list(row), [tuple(row.values())])


@pytest.mark.parametrize(
    "said, listed",
    [
        ({"person": "ben", "subscribed": True}, "not-on-list"),
        ({"stop_at": "2025-04-14 09:59"}, "after-withdrawal"),
        ({"subscribed": False}, "not-subscribed-today"),
        ({"subscribed": False, "yes_at": "2025-01-01"}, "not-subscribed-today"),
        ({"subscribed": True, "yes_at": "2025-04-14 10:00:59"}, "in-force"),
        ({"subscribed": True, "yes_at": "2025-04-14 10:01"}, "yes-after-send"),
        ({"subscribed": False, "stop_at": "2025-04-14 10:00"}, "stopped-since"),
        ({"subscribed": False, "stop_at": "2025-05-01"}, "stopped-since"),
        ({"subscribed": True}, "subscribed-today"),
        ({}, "no-word"),
    ],
)
def test_what_a_list_of_today_can_say_of_a_send(said, listed):
    found = consent.on_lists(MAIL, on_list(**said))
    assert found["listed"].tolist() == [listed] and found.index.equals(MAIL.index)
    assert found["stop_at"].notna().item() == (listed == "after-withdrawal")
    assert not found["cleaned"].item()


def test_a_stop_in_the_minute_of_the_send_counts_as_it_was_asked():
    same = on_list(subscribed=False, stop_at="2025-04-14 10:00")
    assert consent.on_lists(MAIL, same, ties="withdrawal-first")["listed"].item() == "after-withdrawal"
    assert consent.on_lists(MAIL, same)["listed"].item() == "stopped-since"


@pytest.mark.parametrize("when, cleaned", [("2025-04-14 09:59:59", True), ("2025-04-14 10:00", False)])
def test_an_address_is_dead_from_the_minute_after(when, cleaned):
    assert consent.on_lists(MAIL, on_list(cleaned_at=when))["cleaned"].item() == cleaned
    assert not consent.on_lists(MAIL, on_list(person="ben", cleaned_at=when))["cleaned"].item()


def test_the_last_of_several_rows_of_a_person_speaks():
    both = pd.concat([on_list(yes_at="2025-05-01"), on_list(yes_at="2025-02-01"), on_list(person="ben")])
    assert consent.on_lists(MAIL, both)["listed"].tolist() == ["in-force"]
    late = pd.concat([on_list(yes_at="2025-05-01"), on_list(subscribed=True), on_list(stop_at="2025-03-01")])
    assert consent.on_lists(MAIL, late)["listed"].tolist() == ["after-withdrawal"]
