"""The play consent-audit without a log: lists of contacts as they stand today, and a campaign's recipients."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_process import content

from ethical_data.errors import InputError
from ethical_data.measure import consent
from ethical_data.playbook import runner

HEAD = "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP"
SUBSCRIBED = f"""{HEAD},LAST_CHANGED,LEID,EUID,NOTES,TAGS
ann@example.com,Ann,Moss,2,2024-05-01 10:00:00,192.0.2.1,2024-05-01 10:02:00,192.0.2.1,,1,a,,
bo@example.com,Bo,Lind,2,2025-04-20 10:00:00,192.0.2.1,2025-04-20 10:02:00,192.0.2.1,,2,b,,
cy@example.com,Cy,Hall,2,,,,,,3,c,,
"""
UNSUBSCRIBED = f"""{HEAD},UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,LEID,EUID
di@example.com,Di,East,2,2024-01-01 00:00:00,,2024-01-01 00:00:00,,2025-03-01 08:00:00,,4,d
ed@example.com,Ed,Fox,2,,,,,2025-05-01 08:00:00,,5,e
fi@example.com,Fi,Gray,2,2024-01-01 00:00:00,,,,2025-05-01 08:00:00,,6,f
"""
CLEANED = "Email Address,First Name,OPTIN_TIME,CLEAN_TIME\ngu@example.com,Gu,2024-01-01 00:00:00,2025-01-01 08:00:00\n"
NAMES = ("ann", "BO", "cy", "di", "ed", "fi", "gu", "hal")
RECIPIENTS = "Email Address,First Name,Opens\n" + "".join(f"{name}@example.com,{name},1\n" for name in NAMES)
SENT = "2025-04-14 09:00"


@pytest.fixture
def at(tmp_path):
    def write(text, name):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture
def mailchimp(at):
    texts = {"sends": RECIPIENTS, "contacts": SUBSCRIBED, "unsubscribed": UNSUBSCRIBED, "cleaned": CLEANED}
    return {name: at(text, f"{name}.csv") for name, text in texts.items()}


def found(report):
    return {one["id"]: (one["status"], one["count"]) for one in report["findings"]}


def test_a_mailchimp_audience_and_a_campaigns_recipients(mailchimp):
    report = content("consent-audit", **mailchimp, sent_at=SENT)
    assert found(report) == {
        "after-withdrawal": ("act", 1),
        "not-on-list": ("look", 1),
        "yes-after-send": ("look", 1),
        "in-force": ("look", 2),
        "cleaned": ("look", 1),
        "stopped-since": ("cannot-tell", 1),
        "subscribed-today": ("cannot-tell", 1),
        "no-word": ("cannot-tell", 1),
    }
    assert {one["of"] for one in report["findings"]} == {8}
    assert not any(name in json.dumps(report) for name in ("ann@", "Moss", "di@"))


def test_a_list_that_holds_todays_status_alone_cannot_tell_and_says_what_to_export(at, mailchimp):
    header = "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Total Spent,Tax Exempt\n"
    rows = "'1,Ann,Moss,ann@example.com,yes,1.00,no\n'2,Bo,Lind,bo@example.com,no,1.00,no\n"
    report = content(
        "consent-audit", sends=mailchimp["sends"], contacts=at(header + rows, "customers.csv"), sent_at=SENT
    )
    assert found(report) == {
        "after-withdrawal": ("cannot-tell", None),
        "in-force": ("cannot-tell", None),
        "subscribed-today": ("cannot-tell", 1),
        "not-subscribed-today": ("cannot-tell", 1),
        "not-on-list": ("look", 6),
    }
    assert any(
        "UNSUB_TIME" in step["says"] and "log of every yes and stop" in step["says"] for step in report["next_steps"]
    )
    assert any("Shopify customers" in limit for limit in report["limits"])


def test_hubspots_opt_out_is_a_stop_and_its_absence_no_yes(at, mailchimp):
    text = (
        "Record ID,First Name,Last Name,Email,Unsubscribed from all"
        " email\n1,Ann,M,ann@example.com,false\n2,B,L,bo@example.com,true\n3,C,H,cy@example.com,\n"
    )
    report = content("consent-audit", sends=mailchimp["sends"], contacts=at(text, "hubspot.csv"), sent_at=SENT)
    assert found(report)["not-subscribed-today"] == ("cannot-tell", 1) and found(report)["no-word"] == (
        "cannot-tell",
        2,
    )


WORDS_THAT_ARE_NO_YES = ["unconfirmed", "bounced", "blocklisted", "NEVER_SUBSCRIBED", "2", "enabled", "cleaned", "???"]


@pytest.mark.parametrize("word", WORDS_THAT_ARE_NO_YES)
def test_a_word_that_is_no_yes_makes_no_yes_of_a_sign_up_time(at, mailchimp, word):
    text = (
        f"email,status,opted in at\nann@example.com,{word},2024-05-01 10:00\n"
        "bo@example.com,subscribed,2024-05-01 10:00\n"
    )
    report = content("consent-audit", sends=mailchimp["sends"], contacts=at(text, "list.csv"), sent_at=SENT)
    assert found(report)["in-force"] == ("look", 1)  # Bo's alone
    assert found(report)["no-word"] == ("cannot-tell", 1)


def test_a_day_alone_neither_helps_nor_harms_the_sender(at):
    """Each of these left on the day of a word or a purchase whose time is not told, but for the last two."""
    sends = at(
        "email,sent_at\n"
        "bought@example.com,2025-05-05 09:00\nyes@example.com,2025-05-05 09:00\nstop@example.com,2025-05-05 09:00\n"
        "before@example.com,2025-05-05 09:00\nnobody@example.com,2025-05-05 09:00\n",
        "sends.csv",
    )
    log = at(
        "email,recorded_at,action\nyes@example.com,2025-05-05,yes\nstop@example.com,2025-05-04,yes\n"
        "stop@example.com,2025-05-05,stop\nbefore@example.com,2025-05-04,yes\n",
        "log.csv",
    )
    shop = at("email,ordered_at\nbought@example.com,2025-05-05\n", "shop.csv")
    for zone in ("UTC", "Pacific/Auckland", "America/Los_Angeles"):
        told = found(content("consent-audit", sends=sends, consents=log, purchases=shop, time_zone=zone))
        assert told["same-day"] == ("cannot-tell", 3)
        assert told["never-asked"] == ("act", 1) and told["soft-opt-in"] == ("fine", 0)
        assert told["after-withdrawal"] == ("fine", 0)


def test_where_times_have_hours_nothing_is_left_open(at):
    sends = at("email,sent_at\na@example.com,2025-05-05 09:00\n", "sends.csv")
    log = at("email,recorded_at,action\na@example.com,2025-05-05 08:00,yes\n", "log.csv")
    assert "same-day" not in found(content("consent-audit", sends=sends, consents=log))


def test_a_campaign_without_a_word_on_its_link_is_not_recorded_and_no_defect(at):
    sends = at(
        "email,sent_at,campaign_id\na@example.com,2025-05-05 09:00,C1\na@example.com,2025-05-06 09:00,C9\n", "s.csv"
    )
    log = at("email,recorded_at,action\nb@example.com,2025-05-05 08:00,yes\n", "log.csv")
    shop = at("email,ordered_at,category\na@example.com,2025-01-05 10:00,toys\n", "shop.csv")
    mailings = at("campaign_id,purpose,advertises,unsubscribe_link\nC1,offers,toys,\nC2,offers,toys,yes\n", "c.csv")
    report = content("consent-audit", sends=sends, consents=log, purchases=shop, campaigns=mailings)
    assert {row["refusal_in_message"] for row in report["tables"]["soft-opt-in"]} == {"not recorded"}


def test_without_a_time_for_the_mails_it_asks(mailchimp):
    with pytest.raises(InputError, match='If all mails left at once: --set sent_at="2025-04-14 09:00"'):
        content("consent-audit", **mailchimp)
    for wrong in ("14/04/2025", "soon", "0001-01-01", "2025-04-14 25:00"):
        with pytest.raises(InputError, match="is no time. Expected one like 2025-04-14 09:00"):
            content("consent-audit", **mailchimp, sent_at=wrong)


def test_a_time_counts_in_the_zone_that_is_set(at):
    sends, gone = (
        at("email\na@example.com\n", "s.csv"),
        at("email,unsubscribed at\na@example.com,2025-07-01T08:30:00Z\n", "u.csv"),
    )
    for zone, count in (("UTC", 1), ("Europe/London", 0)):
        report = content("consent-audit", sends=sends, unsubscribed=gone, sent_at="2025-07-01 09:00", time_zone=zone)
        assert found(report)["after-withdrawal"][1] == count


def test_a_log_that_is_there_is_used_and_the_lists_are_not(at, mailchimp):
    log = at("email,recorded_at,action\nann@example.com,2025-01-01 10:00,stop\n", "log.csv")
    report = content("consent-audit", **mailchimp, consents=log, sent_at=SENT)
    assert found(report)["after-withdrawal"] == ("act", 1) and "not-on-list" not in found(report)
    assert any("The log tells more" in limit for limit in report["limits"])


def test_rows_without_a_time_end_in_a_message(at):
    sends, log = (
        at("email,sent_at\na@example.com,2025-01-01\nb@example.com,\n", "s.csv"),
        at("email,recorded_at,action\na@example.com,,yes\n", "l.csv"),
    )
    with pytest.raises(InputError, match="sends: 1 of 2 rows do not say when"):
        content("consent-audit", sends=sends)
    with pytest.raises(InputError, match="consents: 1 of 1 rows do not say when"):
        content("consent-audit", sends=sends, consents=log, sent_at="2025-01-02")


def test_whom_not_to_mail_is_written_only_when_asked(mailchimp, tmp_path):
    given = {name: str(path) for name, path in mailchimp.items()} | {"sent_at": SENT}
    runner.run("consent-audit", given, tmp_path / "out", lambda _: None, rows=True)
    rows = pd.read_csv(tmp_path / "out" / "consent-audit-rows-do-not-mail.csv")
    assert rows[["person", "cause", "mails"]].values.tolist() == [["di@example.com", "after-withdrawal", 1]]
    assert "di@example.com" not in (tmp_path / "out" / "consent-audit.html").read_text("utf-8")


# on_lists, against the definitions spelt out for one mail at a time

DAYS = st.sampled_from([None, *(pd.Timestamp(f"2025-01-0{day}", tz="UTC") for day in range(1, 6))])
CONTACT = st.tuples(st.sampled_from("abc"), st.sampled_from([True, False, None]), DAYS, DAYS, DAYS)
MAIL = st.tuples(st.sampled_from("abcd"), DAYS.filter(bool))
NAT = pd.Timestamp("1900-01-01", tz="UTC")


def slowly(mail, contacts):
    person, sent = mail
    mine = [c for c in contacts if c[0] == person]
    yes, stop = [c[2] for c in mine if c[2] is not None], [c[3] for c in mine if c[3] is not None]
    before_yes, before_stop = (
        max((t for t in yes if t <= sent), default=NAT),
        max((t for t in stop if t < sent), default=NAT),
    )
    if before_stop > NAT and before_stop >= before_yes and not (before_stop == before_yes):
        return "after-withdrawal"
    if before_stop > NAT and before_stop == before_yes:
        return "tie"
    if not mine:
        return "not-on-list"
    if any(c[1] is False and c[3] is None for c in mine):
        return "not-subscribed-today"
    if before_yes > NAT:
        return "in-force"
    if any(t > sent for t in yes):
        return "yes-after-send"
    if stop:
        return "stopped-since"
    return "subscribed-today" if any(c[1] is True for c in mine) else "no-word"


@given(st.lists(MAIL, min_size=1, max_size=6), st.lists(CONTACT, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_what_lists_can_say_of_a_mail(mails, contacts):
    sends = pd.DataFrame(mails, columns=["person", "sent_at"], index=range(5, 5 + len(mails)))
    table = pd.DataFrame(contacts, columns=["person", "subscribed", "yes_at", "stop_at", "cleaned_at"])
    table = table.astype(
        {"subscribed": "boolean"} | {name: "datetime64[us, UTC]" for name in ("yes_at", "stop_at", "cleaned_at")}
    )
    told = consent.on_lists(sends, table)
    assert list(told.index) == list(sends.index) and set(told["listed"]) <= set(consent.LISTED)
    for mail, listed, cleaned in zip(mails, told["listed"], told["cleaned"]):
        expected = slowly(mail, contacts)
        assert expected == "tie" or listed == expected
        assert cleaned == any(c[0] == mail[0] and c[4] is not None and c[4] < mail[1] for c in contacts)
