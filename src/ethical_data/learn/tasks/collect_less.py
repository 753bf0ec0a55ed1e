"""Tasks of lesson 03: what could we stop collecting?"""

import functools

import pandas as pd

from ...data import load
from . import Option, Task, Wrong

PLACE = ("postcode", "town", "region")
TODAY = "2026-01-01"


def decide(form: pd.DataFrame) -> pd.DataFrame:
    """What the shop decides by a welcome form: offer, delivery promise, birthday offer, rhythm of mails."""
    zones = load("online_store", "delivery_zones").set_index("place")["delivery"]
    promise = form["postcode"].str[:2].map(zones).fillna(form["town"].map(zones)).fillna(form["region"].map(zones))
    family = form["household"].isin(["3", "4", "5+"]).map({True: " for a family", False: " for two"})
    found = pd.DataFrame(
        {
            "welcome offer": form["interest"].fillna("cookware") + family,
            "delivery promise": promise.fillna("two days"),
            "birthday offer": form["birth_date"].dt.strftime("%m-%d").fillna("none"),
            "rhythm of mails": form["mail_often"].fillna("monthly"),
        }
    )
    return found.where(form["email"].notna(), "no mail at all")


@functools.cache
def _changed(*fields: str) -> int:
    """Forms for which a decision changes when these fields are taken away."""
    form = load("online_store", "signups")
    gone = form.assign(**{field: form[field].mask(form[field].notna()) for field in fields})
    return int((decide(form) != decide(gone)).any(axis=1).sum())


def _with(field: str, *values: str) -> int:
    return int(load("online_store", "signups")[field].isin(values).sum())


def _fields() -> list[str]:
    return load("online_store", "form_fields")["column"].tolist()


def _alone() -> int:
    """How many fields change a decision when taken away alone."""
    return sum(_changed(field) > 0 for field in _fields())


def _views(*answers: str, actions: tuple[str, ...] = ("view",)) -> int:
    log = load("online_store", "browsing")
    return int((log["answer"].isin(answers) & log["action"].isin(actions)).sum())


def _past(table: str, months: int, today: str = TODAY) -> int:
    """Rows of a table that are older than `months` on `today`."""
    column = load("online_store", "retention").set_index("table").loc[table, "date_column"]
    cut = pd.Timestamp(today, tz="UTC") - pd.DateOffset(months=months)
    return int((load("online_store", table)[column] < cut).sum())


def _points(device: str, period: str = "test") -> float:
    """Short less long form, in points of 100, among visits of one device."""
    test = load("online_store", "form_test").query("device == @device and period == @period")
    sent = 100 * test.groupby("form")["completed"].mean()
    return float(sent["short"] - sent["long"])


def _sent(device: str, form: str) -> float:
    return float(
        100
        * load("online_store", "form_test")
        .query("device == @device and form == @form and period == 'test'")["completed"]
        .mean()
    )


def seat(rows: pd.DataFrame) -> pd.DataFrame:
    """Table and knife of each booking: age is read from the first of age, year of birth, year at school."""
    age = (
        rows["age"]
        .astype("Float64")
        .fillna(2025 - rows["birth_year"])
        .fillna(pd.to_numeric(rows["school_year"], errors="coerce") + 5)
    )
    table = pd.cut(
        age.fillna(99).astype(float), [0, 12, 18, 200], right=False, labels=["low", "middle", "adult"]
    ).astype(str)
    return pd.DataFrame({"table": table, "knife": rows["left_handed"].eq("yes").map({True: "left", False: "right"})})


@functools.cache
def _bookings(*fields: str) -> int:
    rows = load("online_store", "workshop_bookings")
    gone = rows.assign(**{field: rows[field].mask(rows[field].notna()) for field in fields})
    return int((seat(rows) != seat(gone)).any(axis=1).sum())


AGES = ("age", "birth_year", "school_year")

TASKS = (
    Task(
        "03.predict",
        "predict",
        "The welcome form has 14 fields. Take each away alone: for how many of the 14, do you think, does any decision"
        " of the shop change?",
        among=(0, 14),
    ),
    Task(
        "03.household",
        "number",
        "Take “household” away, and nothing else: for how many of the 2,000 forms does a decision change?",
        answer=lambda: _changed("household"),
        why=(
            "These are homes of three and more: without the field they are offered the set for two. All others lose"
            " nothing."
        ),
        wrong=(
            Wrong(lambda: _changed("interest"), "That is “interest”. Press the button “household” above the sentence."),
            Wrong(lambda: _changed("email"), "That is “email”, where the buttons stood at first. Press “household”."),
            Wrong(lambda: _changed("mail_often"), "That is “mail_often”. Press “household”."),
            Wrong(
                lambda: len(load("online_store", "signups")) - _changed("household"),
                "Those are the forms for which nothing changes.",
            ),
            Wrong(0, "Look once more: press the button “household” and read the sentence."),
        ),
        hints=(
            "Press the button “household” above the sentence.",
            "The number stands in the sentence under the buttons.",
        ),
        solution='The button “household”; in code: changed(["household"])',
    ),
    Task(
        "03.group",
        "choice",
        "Alone, neither postcode nor town nor region is missed. Which of the three may go from the form?",
        options=(
            Option(
                "All three: each of them changes nothing",
                "Each alone changes nothing, because the other two carry it. Take all three, and 750 people get another"
                " delivery promise.",
            ),
            Option(
                "None: together they change a decision",
                "Together, yes. But one is enough for that decision, and two of three can go.",
            ),
            Option(
                "Two, and keep the postcode, the most exact of them",
                "One is enough, right. But the promise hangs on the region, and a postcode tells far more about a"
                " person than that.",
            ),
            Option(
                "Two, and keep the region, the coarsest that is still enough",
                "One is enough, and the region says no more than the promise needs.",
                True,
            ),
        ),
        why=(
            "Test fields one at a time, and you strike too much; test stand-ins together, and keep the one that tells"
            " least."
        ),
        hints=(
            "Read the row “all three places”, then “postcode and town”.",
            "What does the promise hang on, and which field says just that?",
        ),
        solution="d: one of the three is enough, and the region tells least.",
    ),
    Task(
        "03.law",
        "choice",
        "What does the law of the EU and the UK call minimisation?",
        options=(
            Option(
                "Collect as little as you can",
                "The measure is the purpose, not the amount. Too little is a fault too: without any place you promise"
                " 750 people the wrong delivery.",
            ),
            Option(
                "Collect what the person has agreed to",
                "Agreement does not make a field necessary. Consent is one question, need is another, and both must be"
                " answered.",
            ),
            Option(
                "Collect what is adequate, relevant and limited to what is necessary for a purpose that you state",
                "Need for a stated purpose (GDPR Art. 5(1)(c)): no purpose, no need.",
                True,
            ),
            Option(
                "Leave the names out, and collect what you like",
                "Without names the rest is still about somebody, as a rule. And the measure is the purpose.",
            ),
        ),
        why="So the first question to a field is not “may we?” but “what for?”.",
        hints=("Think of the purpose, not of the amount.", "Could a form also ask too little?"),
        solution="c: adequate, relevant, limited to what is necessary for a stated purpose.",
    ),
    Task(
        "03.back-inventory",
        "choice",
        "Two lessons back, in lesson 01, the inventory had a column “used by”. Here it is filled for all of postcode,"
        " town and region. What did running the decision again tell that the inventory could not?",
        options=(
            Option("That these fields are personal", "That stands in the inventory: it has a column for it."),
            Option(
                "That one of the three is enough",
                "“Used by” says that a field is read. Whether it is needed shows only when the decision runs"
                " without it.",
                True,
            ),
            Option("Who reads them", "That is just what “used by” says."),
            Option("Until when they are kept", "That is another column of the inventory: kept until."),
        ),
        why="An inventory finds what nobody uses. A run without the field finds what is used and not needed.",
        hints=("The column “used by” says that a field is read.", "Which of the four is no column of an inventory?"),
        solution="b: reading is not needing.",
    ),
    Task(
        "03.draw",
        "choice",
        "Before the test the short form seemed to do worse; in the test it does better. Which of the two do you"
        " believe, and why?",
        options=(
            Option(
                "The first: it shows ordinary weeks, and no test",
                "In those weeks the short form stood on phones and the long one on desktops. The comparison mixes form"
                " and device.",
            ),
            Option(
                "The second: the draw put the same mix of visitors before each form",
                "Whatever else differs between visitors, the draw spreads it over both forms. What is left is the form,"
                " and chance, which the interval shows.",
                True,
            ),
            Option(
                "The second: it has more rows",
                "More rows make the interval narrower. They do not mend a comparison of phones with desktops.",
            ),
            Option(
                "Neither: the two contradict each other",
                "They answer different questions. One compares devices with forms mixed in; the other compares forms.",
            ),
        ),
        why=(
            "That is what randomising buys: a difference that can have no other cause than the form, within the"
            " interval."
        ),
        hints=("On which device did each form stand before the test?", "Compare the two devices in the lower rows."),
        solution="b: the draw makes the two groups of visitors alike, but for the form.",
    ),
    Task(
        "03.before-yes",
        "number",
        "How many views were stored of visitors who had not said yes by then (no, or no answer)?",
        answer=lambda: _views("no", "none"),
        why="The tool put its mark on the device first and asked afterwards, or did not listen to the no.",
        wrong=(
            Wrong(lambda: _views("no"), "Those said no. Add those who had given no answer: silence is not a yes."),
            Wrong(lambda: _views("none"), "Those had given no answer. Add those who said no."),
            Wrong(lambda: _views("yes"), "Those had said yes. You want the other two columns of that row."),
            Wrong(
                lambda: _views("no", "none", actions=("view", "basket", "purchase")),
                "You added baskets and purchases. Take the row of the views alone.",
            ),
        ),
        hints=("It is the row “view”.", "Two of its three numbers, added."),
        solution="no + no answer in the row “view”",
    ),
    Task(
        "03.clock",
        "number",
        "Keep the browsing for 3 months instead of 6: how many of its rows are past their date on 1 January 2026?",
        answer=lambda: _past("browsing", 3),
        why="A shorter clock deletes more, and asks more of you: somebody must do it, each month, in the copies too.",
        wrong=(
            Wrong(lambda: _past("browsing", 6), "That is with six months. Turn the number to 3."),
            Wrong(lambda: _past("mail_opens", 3), "That is the row of the mail opens. Read the row “browsing”."),
            Wrong(
                lambda: sum(_past(table, 3) for table in ("signups", "browsing", "mail_opens")),
                "That is all three tables, from the sentence. Read the row “browsing” below it.",
            ),
            Wrong(lambda: _past("signups", 3), "That is the row of the sign-ups. Read the row “browsing”."),
            Wrong(
                lambda: len(load("online_store", "browsing")) - _past("browsing", 3),
                "Those are the rows that may stay.",
            ),
        ),
        hints=("Write 3 into the box and press Enter.", "Read the row “browsing”, column “past their date”."),
        solution="The row “browsing”, with the number at 3",
    ),
    Task(
        "03.decide",
        "decide",
        "What will the form ask for the birthday offer?",
        options=(
            Option(
                "The full birth date, as today (closed in the EU and the UK for this purpose: the year is not needed"
                " for it)",
                "The offer never reads the year. Whoever wants the year needs another stated purpose, and another"
                " question.",
            ),
            Option(
                "Day and month",
                "The offer comes on the day. Day and month with a place still single out many in your list; see the"
                " table.",
            ),
            Option(
                "The month alone",
                "Nobody gets it on the day, all get it in their month, and with the region few stand alone in the"
                " list.",
            ),
            Option(
                "Nothing: no birthday offer",
                "Nothing about birthdays can leak. The 1,400 who gave a date get no offer any more.",
            ),
        ),
        rubric=(
            "States the purpose in one sentence and says which part of the date it needs.",
            (
                "Names who gains and who pays: those who get it on the day, those who would stand alone in a leaked"
                " list, those who gave no date."
            ),
            "Uses a number from this notebook, and says whether it is counted, estimated or assumed.",
            "Says what happens to the birth dates that are already there, by when.",
        ),
    ),
    Task(
        "03.ex-interest",
        "number",
        "Take “interest” away: for how many forms does a decision change?",
        answer=lambda: _changed("interest"),
        why="Those who ticked cookware, or nothing, get cookware anyway: for them the field was never needed.",
        wrong=(
            Wrong(lambda: _changed("mail_often"), "That is “mail_often”, the worked example."),
            Wrong(
                lambda: len(load("online_store", "signups")) - _with("interest", "cookware"),
                "Almost: those who ticked nothing get cookware as well, with the field and without.",
            ),
            Wrong(
                lambda: len(load("online_store", "signups")) - _changed("interest"),
                "Those are the ones for whom nothing changes. You want the others.",
            ),
            Wrong(
                lambda: int(load("online_store", "signups")["interest"].isna().sum()),
                "Those ticked nothing, and get cookware either way: for them nothing changes.",
            ),
            Wrong(
                lambda: int(load("online_store", "signups")["interest"].notna().sum()),
                "That is everybody who ticked something. Those who ticked cookware get cookware without it too.",
            ),
            Wrong(lambda: _with("interest", "cookware"), "Those ticked cookware, and for them nothing changes."),
        ),
        hints=(
            "Read the table: for whom would cookware be nothing new?",
            'Leave out two lines, add up the others. In code: changed(["interest"])',
        ),
        solution='All forms but those with cookware and those with nothing ticked; in code: changed(["interest"])',
    ),
    Task(
        "03.ex-age",
        "number",
        "“Birth date” alone changes a decision for 1,400 forms. Take “age_band” away with it: for how many forms more"
        " does a decision change?",
        answer=lambda: _changed("birth_date", "age_band") - _changed("birth_date"),
        why=(
            "The age band follows from the birth date and still does not stand in for it: the offer needs a day, and no"
            " band holds one. And nothing reads the band."
        ),
        wrong=(
            Wrong(
                lambda: _changed("birth_date", "age_band"),
                "That is both together. How many more than without the birth date alone?",
            ),
            Wrong(
                lambda: int(load("online_store", "signups")["age_band"].notna().sum()),
                "That is how many filled it in. Full is not needed.",
            ),
        ),
        hints=("Compare the two rows of the table.", "Take one from the other."),
        solution=(
            "The row “both” less the row “birth_date”; in code:"
            ' changed(["birth_date", "age_band"]) - changed(["birth_date"])'
        ),
    ),
    Task(
        "03.ex-phones",
        "number",
        "In the test, on phones alone: how many of 100 visits more does the short form bring (short less long, in"
        " points, one decimal)?",
        answer=lambda: round(_points("phone"), 1),
        tolerance=0.15,
        unit=" points",
        why="Estimated, from 2,000 visits on phones: read the interval with it.",
        wrong=(
            Wrong(lambda: round(_points("desktop"), 1), "That is the desktops. Take the row of the phones."),
            Wrong(
                lambda: round(_sent("phone", "short"), 1),
                "That is the share with the short form. Take the long form's share from it.",
            ),
            Wrong(
                lambda: round(_sent("phone", "long"), 1),
                "That is the share with the long form. Take it from the short form's share.",
            ),
            Wrong(lambda: round(-_points("phone"), 1), "The size is right, the sign is not: short less long."),
            Wrong(
                lambda: round(_points("phone") / 100, 3),
                "That is the difference as a share of one. In points of 100, please.",
            ),
        ),
        hints=("It is the row “phone”, column “difference”.", "short less long"),
        solution="The row “phone”, short less long",
    ),
    Task(
        "03.ex-opens",
        "number",
        "Three months later, on 1 April 2026, with the same rule of 3 months: how many of the mail opens are past their"
        " date, if nobody deletes and none are added?",
        answer=lambda: _past("mail_opens", 3, "2026-04-01"),
        why=(
            "All of them. A clock runs by itself, and deleting does not: put it in the calendar, or let the tool do it."
        ),
        wrong=(
            Wrong(lambda: _past("mail_opens", 3), "That is on 1 January. By April the clock has gone on."),
            Wrong(
                lambda: len(load("online_store", "mail_opens")) - _past("mail_opens", 3),
                "Those became due since January. The older ones are still there: count them too.",
            ),
        ),
        hints=("The cut lies three months before 1 April 2026.", "Every open is from 2025."),
        solution="All months of the table, added up; in code: (opens.opened_at < '2026-01-01').sum()",
    ),
    Task(
        "03.ex-banner",
        "choice",
        "Which banner asks first, as the law of the EU wants it, before the tool counts a view?",
        options=(
            Option(
                "“By using this site you accept cookies.” [OK]",
                "Going on is no yes, and the mark is on the device already.",
            ),
            Option(
                "“We count page views with a cookie, kept six months.” [Yes] [No], and nothing stored until yes",
                "It says what and how long, yes and no weigh the same, and nothing is stored before.",
                True,
            ),
            Option(
                "“We value your privacy.” [Accept all] [Settings]",
                "No is further away than yes, behind a second click, and nobody learns what for.",
            ),
            Option(
                "No banner: the counts hold no names",
                "ePrivacy Art. 5(3) asks before anything is stored on the device, personal or not.",
            ),
        ),
        why="And the basket needs no banner: the visitor asked for it by filling it.",
        hints=("What is on the device before the visitor has answered?", "How many clicks is yes, how many is no?"),
        solution="b: it says what and how long, no is as near as yes, and nothing is stored before.",
    ),
    Task(
        "03.ex-left",
        "number",
        "The workshop: take “left_handed” away. For how many bookings does table or knife change?",
        answer=lambda: _bookings("left_handed"),
        why="One word on a form, and a few people who can cut: a field that is needed.",
        wrong=(
            Wrong(lambda: _bookings(*AGES), "That is the three fields on age together."),
            Wrong(
                lambda: len(load("online_store", "workshop_bookings")) - _bookings("left_handed"),
                "Those are the ones for whom nothing changes.",
            ),
            Wrong(0, "Look at the knives: who is left-handed gets another one."),
            Wrong(
                lambda: len(load("online_store", "workshop_bookings")),
                "Those are all bookings. Who would get another knife than now?",
            ),
        ),
        hints=(
            "In the spreadsheet: count “yes” in the column left_handed.",
            "In code: empty the column, run the rule again, compare.",
        ),
        solution='The bookings with “yes” under left_handed; in code: run_again(["left_handed"])',
    ),
    Task(
        "03.ex-workshop",
        "table",
        "The workshop: for how many bookings does something change without age; without birth_year; without"
        " school_year; without all three? (four numbers, in this order)",
        answer=lambda: [_bookings("age"), _bookings("birth_year"), _bookings("school_year"), _bookings(*AGES)],
        why="One of the three is enough. The form should ask for the table: “under 12, 12 to 17, grown up”.",
        wrong=(
            Wrong([0, 0, 0, 0], "Each alone changes nothing. Now take all three away at once."),
            Wrong(
                lambda: [_bookings(*AGES), 0, 0, 0],
                "The numbers are right, the order is not: all three together come last.",
            ),
            Wrong(
                lambda: [0, 0, 0, len(load("online_store", "workshop_bookings"))],
                "Without any age everybody sits at the table of the grown-ups. Those who are grown up sat there"
                " before.",
            ),
        ),
        hints=(
            "Three of the four are alike: as long as another of the three is there, the rule finds the age.",
            "Without all three everybody counts as grown up. Whom does that move?",
        ),
        solution=(
            "Each alone: the rule still finds the age. All three: everybody who sits at another table than the"
            " grown-ups. In code: "
            '[run_again(["age"]), run_again(["birth_year"]), run_again(["school_year"]), run_again(["age",'
            ' "birth_year", "school_year"])]'
        ),
    ),
)
