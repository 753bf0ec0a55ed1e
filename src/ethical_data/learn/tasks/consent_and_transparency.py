"""Tasks of lesson 02: were we allowed to send that?"""

import functools

import pandas as pd

from ...data import load
from ...measure import consent
from . import Option, Task, Wrong


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


def _emma(campaigns: list[str] | None = None) -> int:
    hers = _sends().query("person == 'emma.clarke@example.com'")
    if campaigns is None:
        return len(hers)
    return int(hers["campaign_id"].isin(campaigns).sum())


def _naive() -> int:
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


def _popup_as_typed() -> int:
    """Mails after a stop when addresses are compared letter by letter."""
    mails, log = load("online_store", "popup_mails"), load("online_store", "popup_log")
    return int(mails["address"].isin(log.query("said == 'stop'")["address"]).sum())


def _popup_paper_counts() -> list[int]:
    """The table with the printed tick taken for a yes."""
    found = _popup()
    return (
        found
        + found["invalid-form"] * pd.Series({"in-force": 1, "invalid-form": -1}).reindex(found.index, fill_value=0)
    ).tolist()


def _popup_any_topic() -> list[int]:
    """The table with a yes to anything taken for a yes to offers."""
    found = _popup()
    return (
        found
        + found["other-purpose"] * pd.Series({"in-force": 1, "other-purpose": -1}).reindex(found.index, fill_value=0)
    ).tolist()


TASKS = (
    Task(
        "02.predict",
        "predict",
        "The spring sale went to 2,310 people. How many of them, do you think, had said stop before?",
        among=(0, 2310),
    ),
    Task(
        "02.emma",
        "number",
        "How many mails that sell something did Emma Clarke get after she said stop?",
        answer=lambda: _emma(["C04", "S02"]),
        why="Two mails, from two different holes: an old list, and a label that nobody checks.",
        wrong=(
            Wrong(
                lambda: _emma(["C04"]),
                "Two mails came after her stop. Read the subject of each, the “Delivery update” too: does it sell"
                " something?",
            ),
            Wrong(_emma, "That is every mail she got in 2025. Count those below the moment when she said stop."),
            Wrong(3, "One of these came before 3 March. Count only those below that date."),
            Wrong(0, "Compare the dates: her stop has a date and an hour, and so has each mail."),
        ),
        hints=(
            "She said stop on 3 March 2025. Which mails are later than that?",
            "Do not trust the purpose column: read the subjects.",
        ),
        solution="The spring sale of 14 April and the “Delivery update” of 20 May: two.",
    ),
    Task(
        "02.two-faults",
        "number",
        "Of the 143 mails after a stop, how many went to people who had also met the pre-ticked box?",
        answer=lambda: int((_spring()["withdrawn"] & _spring()["pre_ticked"]).sum()),
        why="Each of these counts once, under the withdrawal. Mend only the form, and these people still get mail.",
        wrong=(
            Wrong(
                lambda: _stopped(_spring()),
                "That is all mails after a stop. How many of them are in the row for the pre-ticked box?",
            ),
            Wrong(
                lambda: int(_spring()["pre_ticked"].sum()),
                "That is everybody who ever met the pre-ticked box. Take only those who had said stop as well.",
            ),
            Wrong(
                lambda: int((_spring()["withdrawn"] & ~_spring()["pre_ticked"]).sum()),
                "Those had not met the box. You want the other row.",
            ),
        ),
        hints=(
            "It is one of the two rows of the table.",
            "The row for those who had met it. In code: (spring.withdrawn & spring.pre_ticked).sum()",
        ),
        solution="The row for the pre-ticked box; in code: (spring.withdrawn & spring.pre_ticked).sum()",
    ),
    Task(
        "02.culprit",
        "choice",
        "Excusing three days clears the 37 late mails of the other mailings, and none of the spring sale. What let the"
        " 143 through?",
        options=(
            Option(
                "The unsubscribe link is slow",
                "A slow link gives mails within days of the stop. In spring the shortest gap is more than three days"
                " and most are weeks.",
            ),
            Option(
                "The list was drawn on 6 January and nobody looked at the log again",
                "Every one of the 143 said stop after the list was drawn, and before the mail.",
                True,
            ),
            Option(
                "The mail tool ignores withdrawals",
                "Then the other mailings would show it too, by the dozen and for weeks. They show a few, within days.",
            ),
            Option(
                "People changed their mind afterwards",
                "A change of mind after the mail is no fault. Those rows are not among the 143: the withdrawal came"
                " first.",
            ),
        ),
        why="The cure: look each address up in the log at the moment of sending.",
    ),
    Task(
        "02.kind",
        "choice",
        "The start page names four kinds of numbers. Which kind is the 143?",
        options=(
            Option("Counted: exact, anybody can count the rows again", "It is a count of rows in a log.", True),
            Option(
                "Estimated: it needs a range",
                "A range is for a part that stands for a whole. Here every row was looked at; nothing was sampled.",
            ),
            Option(
                "Assumed: a number we chose",
                "An assumption stands on a slider and you may change it. You can not change how many rows there are.",
            ),
            Option(
                "Researched: it comes from a study",
                "No study was asked. And the number says nothing about other shops: this one is invented.",
            ),
        ),
        why="Exact about this log, and about nothing else.",
    ),
    Task(
        "02.clocks",
        "number",
        "How many mails more than the audit does the row “clocks as they stand” accuse?",
        answer=lambda: _naive() - _stopped(_spring()),
        why=(
            "Of these, 23 readers said stop within the hour after the mail, and 3 in the very same minute. None of them"
            " was mailed after a stop that can be shown."
        ),
        wrong=(
            Wrong(_naive, "That is all mails that look late. How many of them really are late? Take those away."),
            Wrong(
                lambda: _stopped(_spring()),
                "That is the true count. The question is how many more the careless one finds.",
            ),
        ),
        hints=("Two rows of the table: the audit and “clocks as they stand”.", "Take one from the other."),
        solution="The row “clocks as they stand” less the row “the audit”.",
    ),
    Task(
        "02.place",
        "number",
        "Under federal rules of the US, how many of the 143 mails after a stop should not have left?",
        answer=lambda: _united_states("act"),
        why=(
            "The other 9 people had said stop within ten business days, which CAN-SPAM gives a sender. The EU and the"
            " UK name no such days."
        ),
        wrong=(
            Wrong(
                lambda: _united_states("look"),
                "Those are the ones within ten business days. The question asks for the rest.",
            ),
            Wrong(
                lambda: _stopped(_spring()),
                "That is the count for the EU and the UK. Press US above the sentence, and read it again.",
            ),
            Wrong(
                lambda: int(consent.judge(_spring(), _spring()["sent_at"], "EU")["act"].sum()),
                "That is all causes together, by the rules of the EU and the UK. Press US above the sentence.",
            ),
            Wrong(
                lambda: int(consent.judge(_spring(), _spring()["sent_at"], "US")["look"].sum()),
                "Those hang on something that no table here holds. The question asks for those to act on.",
            ),
        ),
        hints=("Press US above the sentence.", "Read the bar “after-withdrawal” in the chart."),
        solution=(
            "US, the bar “after-withdrawal”; in code:"
            " judge(spring, spring.sent_at, 'US').loc['after-withdrawal', 'act']"
        ),
    ),
    Task(
        "02.decide",
        "decide",
        "What will you do about the 210 on the pre-ticked form and the 120 who were never asked?",
        options=(
            Option(
                "Delete them all",
                "Clean, and forgetful: the next import from a fair can bring the same people back, and nothing will"
                " know them.",
            ),
            Option(
                "Keep silent: no mail, and the address only on a do-not-mail list",
                "Nobody is bothered and nothing is forgotten, but you hold 330 addresses for one purpose more, and must"
                " say until when.",
            ),
            Option(
                "Ask again, by mail, once (closed in the EU and the UK; open under US federal law)",
                "In the EU and the UK a mail that asks for permission to market can itself be marketing: 330 more"
                " faults, for an assumed few who say yes. In the US it needs a way out like any other.",
            ),
            Option(
                "Ask again where they come by themselves: at the checkout or on the site",
                "Slow, and nobody is mailed without permission. Those who never come back are never asked.",
            ),
        ),
        rubric=(
            (
                "Names who gains and who pays, for the 210 and for the 120 apart: the first once met a form of yours,"
                " the second never did."
            ),
            "Says what the law of your place leaves open, and does not call a fault a dilemma.",
            "Uses a number from this notebook, and says which number is assumed.",
            "Says by when it is done and what would change your mind.",
        ),
    ),
    Task(
        "02.ex-november",
        "number",
        "How many mails of the November offers (C11) went out after a withdrawal?",
        answer=lambda: _ex("C11", "after-withdrawal"),
        why="All of them within three days of the stop: the delay that the other mailings show too.",
        wrong=(
            Wrong(lambda: _stopped(_sends()), "That is the whole year. Take only the rows with campaign_id C11."),
            Wrong(
                lambda: _ex("C10", "after-withdrawal"),
                "That is October, the worked example. The table for November stands below it.",
            ),
            Wrong(lambda: _stopped(_spring()), "That is the spring sale, C04. This one is about C11."),
            Wrong(
                lambda: _ex("C11", "in-force"),
                "Those had a yes in force when the mail left. You want the row “after-withdrawal”.",
            ),
            Wrong(
                lambda: int((_sends()["campaign_id"] == "C11").sum()),
                "Those are all mails of November. How many of them stand in the row “after-withdrawal”?",
            ),
        ),
        hints=(
            "Read the first row of the table for November.",
            "It is called after-withdrawal. In code: sends.query(\"campaign_id == 'C11'\"), then count the cause.",
        ),
        solution=(
            "The row “after-withdrawal” of the second table; in code: (november.cause == 'after-withdrawal').sum()"
        ),
    ),
    Task(
        "02.ex-longest",
        "number",
        "Over all mailings but the spring sale: how many hours lay between the stop and the latest mail after it?"
        " (whole hours, rounded down)",
        answer=lambda: int(_sends().query("cause == 'after-withdrawal' and campaign_id != 'C04'")["hours_since"].max()),
        why=(
            "It is a finding and not a promise: the next gap can be longer, and the EU and the UK name no days of"
            " grace."
        ),
        wrong=(
            Wrong(
                lambda: int(_sends().query("cause == 'after-withdrawal'")["hours_since"].max()),
                "That one is from the spring sale: leave C04 out.",
            ),
            Wrong(
                lambda: round(
                    _sends().query("cause == 'after-withdrawal' and campaign_id != 'C04'")["hours_since"].max() / 24, 1
                ),
                "That is in days. Hours, please.",
            ),
            Wrong(
                lambda: int(
                    _sends()
                    .query("cause == 'after-withdrawal' and campaign_id != 'C04'")["campaign_id"]
                    .value_counts()
                    .max()
                ),
                "That is a number of mails. The hours stand in the other column.",
            ),
            Wrong(
                lambda: int(
                    _sends().query("cause == 'after-withdrawal' and campaign_id != 'C04'")["hours_since"].max() + 1
                ),
                "Rounded down, please: the last hour is not full.",
            ),
            Wrong(
                lambda: int(
                    _sends().query("cause == 'after-withdrawal' and campaign_id == 'C12'")["hours_since"].max()
                ),
                "That is the longest gap of one mailing. Another mailing has a longer one.",
            ),
        ),
        tolerance=0.5,
        unit=" hours",
        hints=(
            "The column “longest gap in hours”.",
            "Pass over the row C04, and look for the largest of the others.",
        ),
        solution="The largest gap but for C04; in code: late.query(\"campaign_id != 'C04'\").hours_since.max()",
    ),
    Task(
        "02.ex-refuse",
        "number",
        "300 mails rest on the soft opt-in alone. For how many is there nothing on record that says the buyer could"
        " refuse when the address was taken (said no, or not recorded)?",
        answer=lambda: int((_evidence()["refusal_at_collection"] != "yes").sum()),
        why=(
            "An order taken by phone or through a marketplace seldom records the question. What is not recorded cannot"
            " be shown."
        ),
        wrong=(
            Wrong(
                lambda: int((_evidence()["refusal_at_collection"] == "no").sum()),
                "You have the “no”. What is “not recorded” cannot be shown either: add it.",
            ),
            Wrong(
                lambda: int((_evidence()["refusal_at_collection"] == "yes").sum()),
                "Those are the ones with the question on record. You want the others.",
            ),
            Wrong(
                lambda: int((_evidence()["refusal_at_collection"] == "not recorded").sum()),
                "You have “not recorded”. A “no” on record does not say that they could refuse either: add it.",
            ),
            Wrong(
                lambda: len(_evidence()),
                "Those are all. For some of them the record does say that the buyer could refuse: take them away.",
            ),
            Wrong(
                lambda: int((~_evidence()["all_four"]).sum()),
                "Those lack any of the four conditions. This question is about one: the chance to refuse at"
                " collection.",
            ),
        ),
        hints=("Three rows: yes, no, not recorded.", "All that are not “yes”."),
        solution="“no” and “not recorded” together; in code: (evidence.refusal_at_collection != 'yes').sum()",
    ),
    Task(
        "02.ex-form",
        "choice",
        "Which words come nearest to consent that holds in the EU and the UK?",
        options=(
            Option(
                "[x] Send me offers (untick to refuse)",
                "Ticked before anybody touched it: silence is not consent (CJEU C-673/17, Planet49).",
            ),
            Option(
                "By ordering you agree to our terms and to offers by mail",
                "Bundled: nobody can order without it, so it is not freely given (GDPR Art. 7(2) and 7(4)).",
            ),
            Option(
                "[ ] Email me offers from the Brook kitchen shop, about once a month. You can stop at any time.",
                "Unticked, who, one purpose, how often, and the way out said beforehand.",
                True,
            ),
            Option(
                "We may contact you about things you might like",
                "No purpose, no choice, no way out: it informs of nothing in particular.",
            ),
        ),
        why="And the log must be able to show it: time, person, purpose, wording.",
    ),
    Task(
        "02.ex-popup",
        "number",
        "The pop-up shop's evening mail: how many went to people who had said stop?",
        answer=lambda: int(_popup()["after-withdrawal"]),
        why="Found in a log with other names for everything, and with addresses typed in two ways.",
        wrong=(
            Wrong(
                _popup_as_typed,
                "Some people typed their address with a capital letter the second time. Bring the addresses to one form"
                " first.",
            ),
            Wrong(
                lambda: len(load("online_store", "popup_mails")),
                "Those are all mails of that evening. Which of them went to an address with a “stop” in the log?",
            ),
            Wrong(
                lambda: int(_popup()["in-force"]),
                "Those had said yes on the tablet. You want those who had said stop.",
            ),
            Wrong(0, "The log has rows with “stop” under “said”. Look for these addresses among the mails."),
        ),
        hints=(
            (
                "Without code: look up each “stop” address among the mails. In code, rename first: person,"
                " sent_at and purpose for the mails; person, recorded_at, purpose, action for the"
                " log."
            ),
            "person_key brings addresses to one form; “yes” is a grant and “stop” a withdrawal.",
        ),
        solution=(
            "The mails to an address with an earlier “stop”; in code: causes(mails, log, invalid_forms=['paper']), then"
            " count after-withdrawal"
        ),
    ),
    Task(
        "02.ex-popup-table",
        "table",
        "And the whole table: how many mails by cause, in the order after-withdrawal, in-force, soft-opt-in,"
        " invalid-form, other-purpose, never-asked?",
        answer=lambda: _popup().tolist(),
        why="Of the 90 without, 31 come from the paper sheet alone.",
        wrong=(
            Wrong(
                lambda: _popup().sort_values(ascending=False).tolist(),
                "The numbers are right, the order is not: it starts with after-withdrawal.",
            ),
            Wrong(
                lambda: [_popup_as_typed(), *_popup().tolist()[1:]],
                "Some stops are missed: bring the addresses to one form first.",
            ),
            Wrong(
                _popup_paper_counts,
                "The tick on the paper sheet was printed. Whose yes stands on paper alone belongs to invalid-form.",
            ),
            Wrong(
                _popup_any_topic,
                "A yes to the workshop is no yes to offers: these people belong to other-purpose.",
            ),
        ),
        hints=(
            (
                "by_cause gives the table in this order. Without code: write the six counts in square brackets, such as"
                " [1, 2, 3, 4, 5, 6]."
            ),
            "The printed tick of the paper sheet: invalid_forms=['paper'].",
        ),
        solution="by_cause(causes(mails, log, invalid_forms=['paper'])).sends.tolist()",
    ),
)
