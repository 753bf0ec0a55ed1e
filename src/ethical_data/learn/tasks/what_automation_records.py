"""Tasks of lesson 01: what do our machines write down about people?"""

import functools

import pandas as pd

from ...data import dictionary, load
from . import Option, Task, Wrong

SHOP = ("loyalty", "products", "till", "orders", "messages", "emails", "trays", "campaigns", "ledger")


def _nobody_reads(given_up_counts: bool = False) -> int:
    """Columns of the shop that no report reads; with `given_up_counts` a report that no longer runs is a reader."""
    reports = load("bakery", "reports")
    if not given_up_counts:
        reports = reports[reports["still_runs"] == "yes"]
    read = set(zip(reports["table"], reports["column"]))
    return sum((table, column) not in read for table in SHOP for column in dictionary("bakery", table).index)


@functools.cache
def _notes() -> pd.DataFrame:
    """The notes of the order book: found by the one word, and what a reader marked."""
    notes = load("bakery", "orders").merge(
        load("bakery", "order_notes_read").rename(columns={"phone": "has_phone"}), on="order_id"
    )
    return notes.assign(found=notes["note"].str.contains("allerg", case=False, na=False), ill=notes["illness"] == "yes")


def _search(found: bool, ill: bool) -> int:
    return int(((_notes()["found"] == found) & (_notes()["ill"] == ill)).sum())


def _leaflet(per: str) -> float:
    row = load("bakery", "campaigns").query("channel == 'leaflet'").iloc[0]
    return round(row["cost_cents"] / 100 / (row[per] if per else 1), 2)


def _wages() -> pd.DataFrame:
    return load("bakery", "ledger").query("account == 'wages'")


@functools.cache
def _switched(least: int) -> int:
    """Members whose last `least` visits or more held no food but gluten-free, after as many that held none of it."""
    lines = (
        load("bakery", "till")
        .merge(load("bakery", "products"), on="product")
        .query("member_id.notna() and gluten_free != 'drink'")
    )
    visits = (
        lines.assign(free=lines["gluten_free"] == "yes")
        .groupby(["member_id", "sold_at", "receipt_id"])["free"]
        .agg(["all", "any"])
    )
    visits = visits.reset_index().sort_values("sold_at", kind="stable")
    visits["since"] = visits[::-1].groupby("member_id")["all"].cummin()[::-1]
    members = visits.groupby("member_id")
    run = members["since"].sum()
    none_before = (
        visits[~visits["since"]].groupby("member_id")["any"].agg(["size", "sum"]).reindex(run.index, fill_value=0)
    )
    return int(((run >= least) & (none_before["size"] >= least) & (none_before["sum"] == 0)).sum())


def _saturdays(sold_out: bool | None = None) -> int:
    trays = load("bakery", "trays").query("product == 'croissant'")
    trays = trays[trays["baked_on"].dt.day_name() == "Saturday"]
    return len(trays) if sold_out is None else int((trays["sold_out_at"].notna() == sold_out).sum())


def _florist_reads() -> tuple[set[str], set[str]]:
    columns, read = set(load("bakery", "florist_orders")), set(load("bakery", "florist_reads")["column"])
    return columns, columns & read


def _florist(column: str, pattern: str) -> int:
    return int(load("bakery", "florist_orders")[column].str.contains(pattern, case=False, na=False).sum())


FIVE_WORDS = "allerg|coeliac|diabet|intoleran|asthma"  # as in the lesson
CARD_WORDS = "get well|chemo|home from hospital|scan|the stroke|rest that heart|diagnosis"

TASKS = (
    Task(
        "01.predict",
        "predict",
        "The order book holds 420 notes. How many of them, do you think, tell of somebody's allergy or illness?",
        among=(0, 420),
    ),
    Task(
        "01.kind",
        "choice",
        "Somebody asks the chatbot: “Any croissants left?” Which of the four kinds is this message?",
        options=(
            Option(
                "Customer interaction",
                "A customer said something to you. That it is about croissants does not change who speaks.",
                True,
            ),
            Option(
                "Operations",
                "The tray is operations: how many, when, left over. The message about the tray came from a person.",
            ),
            Option(
                "Marketing and sales",
                "Nothing was advertised and nothing sold. On social media too, what people write to you is not your"
                " campaign.",
            ),
            Option("Finance", "No money moved. Finance is what the books hold."),
        ),
        why="It tells what people want from you, and who wants it: personal data, in a person's own words.",
    ),
    Task(
        "01.voucher",
        "number",
        "What did the leaflet cost for each voucher that came back? (in the table's money, two decimals)",
        answer=lambda: _leaflet("vouchers_used"),
        tolerance=0.011,
        why=(
            "A question about sales, answered without a single name. So a table about people is not always what a"
            " question needs."
        ),
        wrong=(
            Wrong(lambda: _leaflet(""), "That is what the leaflet cost in all. Share it among its vouchers."),
            Wrong(
                lambda: _leaflet("new_members"),
                "That is the cost for each new card. The question is about the vouchers.",
            ),
            Wrong(
                lambda: round(1 / _leaflet("vouchers_used"), 2),
                "That is vouchers for each unit of money. Turn the division round.",
            ),
        ),
        hints=("One row of the table is the leaflet.", "Cost divided by vouchers."),
        solution="The leaflet's cost divided by its vouchers.",
    ),
    Task(
        "01.wages",
        "number",
        "The books hold personal data too. Of how many people do they show the pay?",
        answer=lambda: _wages()["party"].nunique(),
        why="All your staff. A table about money is a table about people as soon as a wage stands in it.",
        wrong=(
            Wrong(
                lambda: len(_wages()),
                "Those are the entries, one for each person and month. Count the people behind them.",
            ),
            Wrong(0, "Look at the account “wages”: with whom is it?"),
            Wrong(1, "One row of the table is about wages, and it says how many different people stand behind it."),
        ),
        hints=("Find the row “wages”.", "The column “different people or firms”."),
        solution="The row “wages”, column “different people or firms”.",
    ),
    Task(
        "01.nobody",
        "number",
        "How many columns of the nine tables are read by no report that is still in use?",
        answer=_nobody_reads,
        why="Eight of them are about people. Nobody would miss them, but a thief would take them.",
        wrong=(
            Wrong(
                lambda: _nobody_reads(True),
                "One short. Two that are easily missed: the date of birth, which only the birthday bun reads, and it"
                " was given up years ago; and the humidity of the oven.",
            ),
            Wrong(
                1,
                "That is the one column which only the birthday bun reads. The question is about all that nothing in"
                " use reads.",
            ),
            Wrong(
                lambda: sum(len(dictionary("bakery", table)) for table in SHOP),
                "Those are all columns. How many of them have no reader?",
            ),
        ),
        hints=("Click “only what is still in use”.", "Then read the sentence, or count the lines."),
        solution="The list under “only what is still in use”.",
    ),
    Task(
        "01.search",
        "number",
        "With one word, “allerg”: how many of the notes with an allergy or illness does that search miss?",
        answer=lambda: _search(False, True),
        why="People write what is the matter, seldom the word for it: Crohn's, dialysis, an EpiPen.",
        wrong=(
            Wrong(lambda: _search(True, True), "Those it finds. You want the ones that it misses."),
            Wrong(
                lambda: _search(True, False),
                "With one word that is what it found for nothing, with the long list what is missed. Press “one word”,"
                " and read the line “missed”.",
            ),
            Wrong(
                lambda: _search(True, True) + _search(True, False),
                "So many notes it finds, ill or not. Press “one word”, and read the line “missed”.",
            ),
            Wrong(lambda: int(_notes()["ill"].sum()), "That is everybody. The search does find a few."),
            Wrong(
                lambda: int((_notes()["ill"] & ~_notes()["note"].str.contains(FIVE_WORDS, case=False, na=False)).sum()),
                "That is what five words miss. Press “one word”, and read the same line.",
            ),
        ),
        hints=("The line “missed”.", "Choose the first of the three searches."),
        solution="The line “missed” at the search for one word.",
    ),
    Task(
        "01.switch",
        "number",
        "With 8 visits on each side, how many members would the rule call ill?",
        answer=lambda: _switched(8),
        why=(
            "One of them wrote that she is. Two wrote of other reasons, and one wrote nothing. The rule cannot tell"
            " them apart."
        ),
        wrong=(
            Wrong(1, "One of them is known to be ill, because she wrote it. How many does the rule name?"),
            Wrong(lambda: _switched(5), "That is at 5 visits. Turn the control to 8."),
            Wrong(lambda: _switched(2), "That is at 2 visits. Turn the control to 8."),
            Wrong(2, "Two wrote of other reasons. The rule names them all the same: count everybody it names."),
        ),
        hints=("Type 8 into the control and press Enter.", "Read the sentence below it."),
        solution="The sentence below the control at 8.",
    ),
    Task(
        "01.demand",
        "number",
        "On how many of the 12 Saturdays does the till say how many croissants people wanted?",
        answer=lambda: _saturdays(False),
        why="On the others it says how many you had baked.",
        wrong=(
            Wrong(
                lambda: _saturdays(True),
                "On these the tray was empty before noon. Whoever came later left no trace in the till.",
            ),
            Wrong(
                _saturdays,
                "The till says each Saturday how many were sold. Sold is what people wanted only while there are some"
                " left.",
            ),
            Wrong(0, "On the days with a second bake some were left in the evening. Then nobody went without."),
        ),
        hints=("Look at the column “left over”.", "Only where some were left did everybody who came get one."),
        solution="The Saturdays on which some were left over.",
    ),
    Task(
        "01.back-kinds",
        "choice",
        "From the start page: four kinds of numbers. “On a Saturday about 190 croissants are wanted”, taken from those"
        " few Saturdays. Which kind is that?",
        options=(
            Option(
                "Counted", "What was sold on those few Saturdays is counted. That other Saturdays are like them is not."
            ),
            Option(
                "Estimated: a few days stand for all",
                "A part stands for the whole, so it needs a range, and more Saturdays.",
                True,
            ),
            Option(
                "Assumed", "Nobody chose it: it comes from days that were looked at. On a control it would be assumed."
            ),
            Option("Researched", "No study was asked. And nothing about this invented bakery holds for yours."),
        ),
        why=(
            "Counted on the days with a second bake, estimated for all others: the same number changes its kind with"
            " what you say of it."
        ),
    ),
    Task(
        "01.decide",
        "decide",
        "The loyalty supplier offers to enrich your list, free of charge. What do you do?",
        options=(
            Option(
                "Take it all (closed in the EU and the UK without explicit consent: the way of life tells of health)",
                "The most columns, and a guess about health beside names that never gave one.",
            ),
            Option(
                "Take income and children, leave the way of life (in the EU and the UK with a legal ground, and a"
                " notice to each)",
                "No guess about health. Still every member's name goes out, whether they want offers or not, and"
                " everybody who is found must be told.",
            ),
            Option(
                "Ask at the counter for income and children; send only those who say yes",
                "Slow and small, and nobody is surprised. You learn how many want it at all.",
            ),
            Option(
                "Say no, and use what you hold",
                "Nothing goes out and nothing comes in. The questions that you have must be answered from your own"
                " tables, or not at all.",
            ),
        ),
        rubric=(
            "Names the report that would read each new column, or says that there is none.",
            "Says who is told something about themselves that they never told you, and how many.",
            "Keeps what the law of your place settles apart from what is left for you.",
            "Uses a number from this notebook, and says whether it is counted or assumed.",
        ),
    ),
    Task(
        "01.ex-readers",
        "number",
        "How many columns of the table “messages” does no report in use read?",
        answer=lambda: sum(
            column not in set(load("bakery", "reports").query("table == 'messages' and still_runs == 'yes'")["column"])
            for column in dictionary("bakery", "messages").index
        ),
        why="How many people follow the sender. The chatbot's maker thought that you might want it.",
        wrong=(
            Wrong(
                lambda: len(dictionary("bakery", "messages")),
                "That is every column of the table. Which of them have no reader?",
            ),
            Wrong(
                lambda: int(load("bakery", "reports").query("table == 'messages'")["column"].nunique()),
                "Those have a reader. You want the others.",
            ),
            Wrong(2, "Two is the count for the mails, the worked example. This one is about the messages."),
            Wrong(0, "Read the column “used by” down to its end: is there something in every line?"),
        ),
        hints=("Read the column “used by” of the table above.", "Count the lines in which it is empty."),
        solution="The lines of the table with an empty “used by”.",
    ),
    Task(
        "01.ex-phones",
        "number",
        "The search for five digits in a row finds notes in the order book. How many of those that it finds hold no"
        " phone number?",
        answer=lambda: int((_notes()["note"].str.contains(r"\d{5}", na=False) & (_notes()["has_phone"] == "no")).sum()),
        why="Order numbers and invoices look like phones. So a search gives you a list to read, not an answer.",
        wrong=(
            Wrong(
                lambda: int((_notes()["has_phone"] == "yes").sum()),
                "Those are the notes with a phone number. You want the hits without one.",
            ),
            Wrong(
                lambda: int(_notes()["note"].str.contains(r"\d{5}", na=False).sum()),
                "That is everything it found. How many of these hold no number?",
            ),
            Wrong(
                lambda: int(
                    (~_notes()["note"].str.contains(r"\d{5}", na=False) & (_notes()["has_phone"] == "yes")).sum()
                ),
                "That is how many phone numbers it missed. The question is about its other fault: notes that it"
                " found and that hold none.",
            ),
            Wrong(
                lambda: int(
                    (~_notes()["note"].str.contains(r"\d{5}", na=False) & (_notes()["has_phone"] == "no")).sum()
                ),
                "Those it did not find, and rightly so. Take only lines with “yes” under “found”.",
            ),
        ),
        hints=(
            "The table has a line for each of “found” and “really a phone number”.",
            "Found: yes. Really a phone number: no.",
        ),
        solution="The line found = yes, really a phone number = no.",
    ),
    Task(
        "01.ex-words",
        "choice",
        "Which of these notes is data about somebody's health, as the GDPR means it?",
        options=(
            Option("Sick of fondant, buttercream please", "A joke. The word is there and nobody is ill."),
            Option(
                "School kitchen is nut-free, that is their rule", "A rule of a kitchen, about no person in particular."
            ),
            Option(
                "She is on dialysis, so no banana and no nuts",
                "No word for an illness, and yet it tells what is the matter with whom: the buyer's name stands in the"
                " same row.",
                True,
            ),
            Option("Candles: 80", "An age, so personal. Not about health."),
        ),
        why="A note about health needs no medical word. It needs a person, and something about their body.",
    ),
    Task(
        "01.ex-scones",
        "number",
        "Cheese scones: on how many days may the till say less than people wanted, because the tray was empty?",
        answer=lambda: int(load("bakery", "trays").query("product == 'cheese scone'")["sold_out_at"].notna().sum()),
        why="On all these days the number sold is the number baked, whatever people wanted.",
        wrong=(
            Wrong(
                lambda: int(load("bakery", "trays").query("product == 'cheese scone'")["sold_out_at"].isna().sum()),
                "On these days some were left: there the till says what was wanted.",
            ),
            Wrong(
                lambda: len(load("bakery", "trays").query("product == 'cheese scone'")),
                "Those are all days. How many of them stand under “days sold out”?",
            ),
            Wrong(
                lambda: int(load("bakery", "trays").query("product == 'croissant'")["sold_out_at"].notna().sum()),
                "That stands in other lines of the table, such as the croissant's. This one is about cheese scones.",
            ),
            Wrong(
                lambda: int(load("bakery", "trays")["sold_out_at"].notna().sum()),
                "Those are all products together. The line “cheese scone” is enough.",
            ),
        ),
        hints=("One line of the table is the cheese scone.", "The column “days sold out”."),
        solution="trays.query(\"product == 'cheese scone'\").sold_out_at.notna().sum()",
    ),
    Task(
        "01.ex-florist",
        "number",
        "The florist: how many columns of the orders does none of the lists read?",
        answer=lambda: len(_florist_reads()[0] - _florist_reads()[1]),
        why="Among them the year in which a buyer was born, asked of everybody who ever sent a bunch.",
        wrong=(
            Wrong(lambda: len(_florist_reads()[1]), "Those have a reader. How many have none?"),
            Wrong(lambda: len(_florist_reads()[0]), "That is every column. Take away those that a list reads."),
            Wrong(2, "One short. A column can be without a reader and without a person too: look at the van."),
            Wrong(4, "One too many: go through the columns again, and look for each in every one of the lists."),
        ),
        hints=(
            "Two sets: the columns of florist_orders, and the column “column” of florist_reads.",
            "Take the second away from the first. In a spreadsheet: tick off each column that stands in florist_reads.",
        ),
        solution="set(florist_orders) - set(florist_reads.column)",
    ),
    Task(
        "01.ex-cards",
        "number",
        "And how many cards tell of somebody's illness? (Read them: jokes do not count.)",
        answer=lambda: _florist("card_words", CARD_WORDS),
        why="And the person who is ill never spoke to the florist: somebody else wrote it down about them.",
        wrong=(
            Wrong(
                lambda: _florist("card_words", "get well"),
                "So many say “get well”. Others tell of an illness in other words: read each text once, there are few.",
            ),
            Wrong(
                lambda: _florist("card_words", CARD_WORDS) - _florist("card_words", "the stroke"),
                "Some are missing. A new hip, a stroke, a homecoming from hospital tell of somebody's health as well.",
            ),
            Wrong(
                lambda: _florist("card_words", CARD_WORDS + "|sympathy"),
                "Among these are cards of mourning: sad, and about no illness.",
            ),
            Wrong(
                lambda: _florist("card_words", CARD_WORDS + "|sick with"),
                "One too many: who is sick with envy is well, so is the doctor who passed, and a heart that is yours.",
            ),
            Wrong(
                lambda: _florist("card_words", CARD_WORDS + "|sick with|cure for|doctor osei|heart is yours"),
                "A few of these are jokes or compliments: sick with envy, a cure for a dull week.",
            ),
            Wrong(
                lambda: (
                    load("bakery", "florist_orders")
                    .query("card_words.str.contains('(?i:" + CARD_WORDS + ")')")["card_words"]
                    .nunique()
                ),
                "Those are the different texts. Count the cards.",
            ),
        ),
        hints=(
            "florist_orders.card_words.value_counts() shows each text once, with how often it came.",
            "Mark the texts that tell of an illness and add up how often they came.",
        ),
        solution="The counts of the texts that tell of an illness, added up.",
    ),
)
