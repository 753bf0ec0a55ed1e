"""Tasks of lesson 05: does our automation treat people alike?"""

import functools

import pandas as pd

from ...data import load
from ...measure import fairness, rates
from . import Option, Task, Wrong

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


TASKS = (
    Task(
        "05.predict",
        "predict",
        "Of 100 refund requests from the East, how many fewer than of 100 alike from the West get their "
        "money at once, do you think?",
        among=(0, 100),
        unit=" fewer",
    ),
    Task(
        "05.ruth",
        "number",
        "How many risk points would Ruth Hill's request have had without the points for her area?",
        answer=lambda: _ruth("rest"),
        why="Below 50: without the area, the rule would have paid her at once. What she did was not what "
        "made her wait.",
        wrong=(
            Wrong(
                lambda: _ruth("risk_points"),
                "That is what she had, with the points for her area. Take those away.",
            ),
            Wrong(
                lambda: _ruth("area_points"),
                "Those are the points for her area. How many are left without them?",
            ),
            Wrong(
                lambda: _ruth("risk_points") + _ruth("area_points"),
                "You added them. They are part of her points already: take them away.",
            ),
        ),
        hints=(
            "Two rows of the table: risk points, and how many of these are for the area.",
            "Take the second from the first.",
        ),
        solution="Her risk points less her area points.",
    ),
    Task(
        "05.luck",
        "choice",
        "12 of 20 against 9 of 20 “fails” four fifths; 600 of 1,000 against 500 of 1,000 “passes”. "
        "Which of the two gaps is hard to put down to luck?",
        hints=("How many people stand behind each gap?",),
        solution="b: a gap of this size with 1,000 a side is hardly ever luck; with 20 a side it often is.",
        options=(
            Option(
                "The first: its ratio is below 0.8",
                "The ratio knows nothing of how many people there were. With 20 a side, a gap this "
                "large comes by luck in more than half of all draws.",
            ),
            Option(
                "The second, although its ratio is above 0.8",
                "With 1,000 a side luck almost never makes a gap of ten points.",
                True,
            ),
            Option(
                "Both: a gap is a gap",
                "A gap in the file is a fact. Whether the rule treats the next thousand unlike is "
                "another question, and 20 people cannot answer it.",
            ),
            Option(
                "Neither: 0.83 is above the line, and 20 are few",
                "The second half is right. But no line at 0.8 turns a gap of ten points in 2,000 people into luck.",
            ),
        ),
        why="A ratio says how large. A range says how sure. You need both.",
    ),
    Task(
        "05.islands",
        "choice",
        "The Islands: 11 of 20 at once, range 34 to 74 of 100. What do you tell the owner?",
        hints=("Would the same answer hold at both ends of the range?",),
        solution="c: the range holds both a bad gap and none, so say that it cannot be told, and by when it can.",
        options=(
            Option(
                "The rule treats the Islands badly: 55 of 100 is far below the West's 72",
                "The West's 72 lies within the Islands' range. And ten of these 20 customers had two "
                "refunds or more before: unlike people are compared.",
            ),
            Option(
                "The rule treats the Islands as it treats the West: the gap may be luck",
                "May be luck is not is luck. A true gap of 30 points would fit these 20 as well.",
            ),
            Option(
                "It cannot be told from 20 requests; here is the range, and by when there will be more",
                "That is an answer, and the only one the data give.",
                True,
            ),
            Option(
                "Leave the Islands out of the report: 20 are too few to count",
                "Then nobody ever looks at them. Show the number and say what it cannot tell.",
            ),
        ),
        why="“Cannot tell” is neither an alarm nor an all-clear.",
    ),
    Task(
        "05.two-or-more",
        "number",
        "Among customers with two refunds or more, how many points lower is the East than the West?",
        answer=lambda: _stratum("two or more"),
        tolerance=0.5,
        unit=" points",
        why="And at each other history the East is lower too. All together hid it, because the East's "
        "customers have asked for fewer refunds.",
        wrong=(
            Wrong(lambda: _stratum("none"), "That is the first row, no refund before. Read the last one."),
            Wrong(lambda: _stratum("one"), "That is the middle row. Read the last one."),
            Wrong(
                lambda: _stratum("two or more", "East"),
                "That is the East's own share. How far is it below the West's?",
            ),
            Wrong(
                lambda: _stratum("two or more", "West"),
                "That is the West's share. Take the East's away from it.",
            ),
            Wrong(
                lambda: -_stratum("two or more"),
                "Right size. The question asks how many points lower, so leave out the minus.",
            ),
        ),
        hints=("Read the row “two or more”.", "Take the East's share from the West's."),
        solution="55 of 100 in the West, 30 of 100 in the East: 25 points.",
    ),
    Task(
        "05.estimand",
        "number",
        "Turn the buttons: how many points lower is the East if the mix of histories is the East's own?",
        answer=lambda: _alike("East", mix="East"),
        tolerance=0.5,
        unit=" points",
        why="It answers: what do the East's own customers lose by the rule? The other two answer for other "
        "customers. Each is right; a number without its question is not.",
        wrong=(
            Wrong(lambda: _alike("East"), "That is the mix of the whole shop. Press “the East”."),
            Wrong(lambda: _alike("East", mix="West"), "That is the West's mix. Press “the East”."),
            Wrong(
                lambda: _crude("East"),
                "That is all histories together, unlike with unlike. Press “the East” in the buttons.",
            ),
            Wrong(
                lambda: -_alike("East", mix="East"),
                "Right size. The question asks how many points lower, so leave out the minus.",
            ),
        ),
        hints=("Press the button “the East” and read the sentence.",),
        solution="With the East's mix, 60 of 100 without any refund before: 13 points.",
    ),
    Task(
        "05.age",
        "number",
        "Age apart from area: in the West, how many points lower are those of 60 and over, like with like?",
        answer=lambda: _age("West"),
        tolerance=0.5,
        unit=" points",
        why="And its range holds 0: from the West alone, an effect of age cannot be told from none. In the "
        "East it is four times as large. Adding “old” and “East” up would have missed it.",
        wrong=(
            Wrong(
                lambda: _age("East"),
                "That is age in the East, where both come together. Read the line for the West.",
            ),
            Wrong(
                lambda: _alike("East", age="60 and over"),
                "That is East against West among those of 60 and over: the area, at one age. Here the "
                "area stays and the age changes.",
            ),
            Wrong(
                lambda: _alike("East", age="under 60"),
                "That is East against West among the younger, or how much more age weighs in the East. "
                "Read the line for the West.",
            ),
            Wrong(
                lambda: -_age("West"),
                "Right size. The question asks how many points lower, so leave out the minus.",
            ),
        ),
        hints=("Read the second table.", "The row is West."),
        solution="The row West of the second table.",
    ),
    Task(
        "05.proxy",
        "number",
        "The area's points are dropped. Among those of 60 and over, how many points lower is the East still?",
        answer=lambda: _alike("East", age="60 and over", outcome="instant_without"),
        tolerance=0.5,
        unit=" points",
        why="Something else in the rule still stands in for being old in the East. Ask whoever made the "
        "rule what its other points are for.",
        wrong=(
            Wrong(
                lambda: _alike("East", outcome="instant_without"),
                "That is all ages together. Read the row for 60 and over.",
            ),
            Wrong(
                lambda: _alike("East", age="60 and over"),
                "That is with the area's points. Read the column without them.",
            ),
            Wrong(
                lambda: _alike("East", age="under 60", outcome="instant_without"),
                "That is those under 60. For them the gap is gone; read the row for 60 and over.",
            ),
            Wrong(
                lambda: -_alike("East", age="60 and over", outcome="instant_without"),
                "Right size. The question asks how many points lower, so leave out the minus.",
            ),
        ),
        hints=("The row “60 and over”, the column without the area's points.",),
        solution="The row “60 and over”, the column without the area's points. In code: "
        "standardised(…, 'instant_without', …) "
        "for those of 60 and over",
    ),
    Task(
        "05.back-minimise",
        "choice",
        "Back to lesson 03: need is for a stated purpose. Birth dates decide nothing in your shop. The "
        "yearly check of this rule needs to know who is over 60. What do you keep?",
        hints=("What is the least that this check needs?",),
        solution="c: the band is all that the stated purpose needs; kept apart, and with an end.",
        options=(
            Option(
                "Nothing: lesson 03 says that what decides nothing goes",
                "Then nobody can ever see what happened to Ruth Hill's age group. A check is a purpose "
                "too, if you state it.",
            ),
            Option(
                "The birth dates, as they are: they have a use now",
                "The check needs two bands. Day and month identify a person and add nothing to it.",
            ),
            Option(
                "The age band alone, apart from what decides, for this check, until a date",
                "The least that serves the stated purpose, out of reach of the rule, and with an end.",
                True,
            ),
            Option(
                "Nothing: guess the age from the given name",
                "A guess about each person, never told to them, wrong for many, and personal data all the same.",
            ),
        ),
        why="To minimise is to keep what a stated purpose needs, and the purpose can be to find harm. Tell "
        "people so in the notice.",
    ),
    Task(
        "05.decide",
        "decide",
        "What will you do with the rule?",
        options=(
            Option(
                "Keep it: the points follow where parcels get lost",
                "Where parcels get lost is a fact about a carrier, and honest customers of the East pay "
                "for it with days. You will have to say why that is worth the false claims it catches.",
            ),
            Option(
                "Drop the area's points, and keep the rest",
                "The gap of the younger closes. Those of 60 and over in the East still wait more often, "
                "and nobody yet knows why.",
            ),
            Option(
                "Review everybody, so that all are treated alike",
                "Alike, and slow: every honest customer waits, and your staff looks at every request.",
            ),
            Option(
                "Drop the area's points, and send nobody of 60 and over in the East to review by the rule alone",
                "It uses age and area to decide, to mend what they did. Law on that differs by place: "
                "ask before you do it, and say so in the notice.",
            ),
        ),
        rubric=(
            "Names who waits longer and who waits less, the East over 60 among them, and who pays.",
            "Uses a gap like with like and says for which mix of customers, with its range.",
            "Says which number is assumed (minutes for a review) and at what value the choice would change.",
            "Says what stays unknown (the Islands; what the other points stand for) and by when it is looked at again.",
        ),
    ),
    Task(
        "05.ex-ratio",
        "number",
        "Among those of 60 and over, all histories together: what is the East's share divided by the "
        "West's? (two decimals)",
        answer=lambda: round(_ratio(), 2),
        tolerance=0.006,
        why="Above 0.8, so the rule of thumb would let it pass, with a gap of 24 points like with like behind it.",
        wrong=(
            Wrong(
                lambda: round(_ratio(turned=True), 2),
                "You divided the West by the East. The group you ask about goes on top.",
            ),
            Wrong(
                lambda: round(_ratio(older=False), 2),
                "That is those under 60, or you divided how many requests there were. Take the column “share” of the "
                "rows “60 and over”.",
            ),
            Wrong(
                lambda: _older("East"),
                "That is the East's share alone. Divide it by the West's.",
            ),
            Wrong(
                lambda: round(100 * _ratio(), 1),
                "That is of 100. This ratio is a part of one: leave out the times 100.",
            ),
            Wrong(
                lambda: round(1 - _crude("East") / _share("West"), 2),
                "That is all ages together. Take those of 60 and over.",
            ),
            Wrong(
                lambda: round(_crude("East", age="60 and over"), 1),
                "That is the difference, in points. The ratio is one share divided by the other.",
            ),
            Wrong(
                lambda: round(1 - _crude("East") / 100, 3),
                "That is one less the gap of all ages. Divide the two shares of those of 60 and over.",
            ),
        ),
        hints=(
            "Two rows of the table: East and West, 60 and over.",
            "Divide the East's share by the West's.",
        ),
        solution="In the rows “60 and over”: the East's share divided by the West's share. In code: older['East'] / "
        "older['West']",
    ),
    Task(
        "05.ex-north",
        "number",
        "Like with like, with the shop's mix of histories: how many points lower than the West is the "
        "North? (one decimal)",
        answer=lambda: round(_alike("North"), 1),
        tolerance=0.1,
        unit=" points",
        why="All together the North looked better than the West. But the range holds 0: whether there is a "
        "gap, 300 requests cannot tell.",
        wrong=(
            Wrong(
                lambda: round(_crude("North"), 1),
                "That is all histories together, where the North even looks better. Compare like with like.",
            ),
            Wrong(
                lambda: round(-_crude("North"), 1),
                "That is all histories together, where the North looks better. Compare like with like.",
            ),
            Wrong(lambda: round(_alike("East"), 1), "That is the East. Read the row North."),
            Wrong(
                lambda: round(_end("North"), 1),
                "That is one end of the range. The gap itself stands in the column “against the West”.",
            ),
            Wrong(
                lambda: round(_mixed("North"), 1),
                "That is how many of 100 of the North are paid at once. How far does that lie below the West?",
            ),
            Wrong(
                lambda: round(-_alike("North"), 1),
                "Right size, wrong side: how many points lower? Without the minus.",
            ),
        ),
        hints=(
            "The row “North”, the column “against the West”.",
            "The question says “lower”, so the number stands without its minus. In code: north.loc['North', "
            "'difference'], times -100.",
        ),
        solution="The row “North”, the column “against the West”, without the minus. In code: -100 * "
        "north.loc['North', 'difference']",
    ),
    Task(
        "05.ex-errors",
        "number",
        "What share of the honest claims from the East was sent to review, in per cent? (one decimal)",
        answer=lambda: round(_waited("East"), 1),
        tolerance=0.1,
        unit=" per cent",
        why="This is the error that customers feel: honest, and made to wait. In fairness tools it stands "
        "as wrongly refused.",
        wrong=(
            Wrong(
                lambda: round(_waited("East", "all"), 1),
                "That is of all claims. Leave out those that were not honest, above and below the line.",
            ),
            Wrong(lambda: round(_waited("West"), 1), "That is the West. The question is about the East."),
            Wrong(
                lambda: round(100 - _waited("East"), 1),
                "Those were paid at once. The question is about the honest claims that went to review.",
            ),
            Wrong(
                lambda: _reviewed("East"),
                "That is how many there are. The question wants a share: divide by all honest claims of the East, "
                "times 100.",
            ),
            Wrong(
                lambda: round(_waited("East", "reviews"), 1),
                "You turned it round: that is how many of 100 reviewed claims were honest. The question "
                "starts from the honest ones.",
            ),
            Wrong(
                lambda: round(_waited("East") / 100, 3),
                "That is the share of one. The question wants it of 100: times 100.",
            ),
        ),
        hints=(
            "One row of the table is enough: under “East”, the row “honest”.",
            "In that row: “review” divided by “all”, times 100. In code: the share of honest with decision review.",
        ),
        solution="Under “East”, in the row “honest”: “review” divided by “all”, times 100. In code: 100 * "
        "(honest['decision'] == 'review').mean()",
    ),
    Task(
        "05.ex-partner",
        "choice",
        "Your partner says: “East 69.6, West 72.2 of 100. The ratio is 0.96, four fifths is passed, so "
        "the rule is fair.” What is the strongest answer?",
        hints=("Which refund histories do the customers of the two areas have?",),
        solution="b: all histories together compares unlike with unlike; like with like the East is lower at each.",
        options=(
            Option(
                "Four fifths is the wrong line: it should be nine tenths",
                "Any line on this ratio lets it pass. The trouble is what was divided by what.",
            ),
            Option(
                "It compares unlike with unlike: at every history the East is lower",
                "The East's customers have asked for fewer refunds, and that hides what the rule does to each of them.",
                True,
            ),
            Option(
                "A gap of 2.6 points in 2,000 requests is too large for luck",
                "It is not: the range of this gap holds 0. The trouble is elsewhere.",
            ),
            Option(
                "The rule is unlawful, because areas must be treated alike",
                "Law seldom protects areas as such. What an area stands in for may be protected: that "
                "takes facts, and a lawyer.",
            ),
        ),
        why="And four fifths is a US rule of thumb about hiring. It never was about refunds.",
    ),
    Task(
        "05.ex-calls-crude",
        "number",
        "Call-backs, all topics together: how many points lower is the share called back on the same "
        "day, other languages against English?",
        answer=lambda: round(_calls_crude(), 1),
        tolerance=0.1,
        unit=" points",
        why="It looks like a language gap. Look once more, topic by topic.",
        wrong=(
            Wrong(lambda: round(_calls_alike(), 1), "That is topic by topic. First all topics together."),
            Wrong(lambda: round(-_calls_crude(), 1), "Right size: how many points lower? Without the minus."),
            Wrong(
                lambda: 100 * _calls_share("English"),
                "That is the share of English. Take the share of the other languages from it.",
            ),
            Wrong(
                lambda: 100 * _calls_share("other"),
                "That is the share of the other languages. How many points is it below English?",
            ),
            Wrong(
                lambda: _calls_yes("English") - _calls_yes("other"),
                "That is a difference of requests, and more of them are in English. Divide first, then compare.",
            ),
            Wrong(
                lambda: round(_calls_crude() / 100, 3),
                "That is the share of one. The question wants it of 100: times 100.",
            ),
        ),
        hints=(
            "For each language add up “yes” over the topics, and “all” over the topics, and divide: that is its share.",
            "Both shares times 100. Then the smaller from the larger.",
        ),
        solution="English: the sum of “yes” divided by the sum of “all”, times 100; the same for “other”; then one "
        "less the other. In code: (calls['same_day'] == 'yes').groupby(calls['language']).mean() * 100",
    ),
    Task(
        "05.ex-calls-alike",
        "number",
        "And like with like, topic by topic, with the mix of topics of all requests: how many points lower are other "
        "languages?",
        answer=lambda: round(_calls_alike(), 1),
        tolerance=0.1,
        unit=" points",
        why="At each topic both are called back alike. Those who write in another language ask more often "
        "about technical things, which wait for everybody.",
        wrong=(
            Wrong(
                lambda: round(_calls_crude(), 1),
                "That is all topics together again. Compare within each topic first.",
            ),
            Wrong(
                lambda: _calls_topic("technical"),
                "That is the share of one topic. The question is the difference between languages.",
            ),
            Wrong(
                lambda: _calls_topic("delivery"),
                "That is the share of one topic, delivery. Compare the two languages within it.",
            ),
            Wrong(
                lambda: _calls_topic("invoice"),
                "That is the share of one topic, invoices. Compare the two languages within it.",
            ),
        ),
        hints=(
            "In each topic divide “yes” by “all”, for English and for “other”, and compare the two.",
            "What is the gap at each topic? In code: fairness.standardised(calls, 'language', 'quick', 'topic', "
            "reference='English'), with quick = same_day is yes.",
        ),
        solution="At each topic both languages have the same share, so the gap is nought in every mix. In code: -100 * "
        "fairness.standardised(…).set_index('language').loc['other', 'difference']",
    ),
    Task(
        "05.ex-calls-says",
        "choice",
        "What do you report about the call-backs?",
        hints=("Which report names what was found, whom it still falls on, and what is unknown?",),
        solution="b: it says what was compared, what is slow for whom, and what cannot be told.",
        options=(
            Option(
                "Callers in other languages are neglected: far fewer of them are called back the same day",
                "They are called back as often as others with the same question. What is slow is the topic.",
            ),
            Option(
                "No gap at the same topic, with its range; technical questions are slow for everybody "
                "and fall on other languages most; 12 requests without a language cannot be told",
                "It says what was compared, what was found, who bears it all the same, and what is unknown.",
                True,
            ),
            Option(
                "All is well: the gap is gone",
                "The gap at the same topic is gone. Callers in other languages still wait longer, "
                "because of what they have to ask: that can be worth mending too.",
            ),
            Option(
                "Nothing: the languages were never meant to be compared",
                "Then the next rule is checked by nobody.",
            ),
        ),
        why="Which of the two numbers matters depends on the question: how we treat the same request, or who waits.",
    ),
)
