"""Tasks of lesson 06, helpful and not creepy: the bookshop's suggestions, switches, late orders and the mail test."""

import functools

import pandas as pd

from ...data import load
from ...measure import suggestions
from . import Option, Task, Wrong

OFF_LIST, LATE_DAY = "2025-12-02", pd.Timestamp("2025-12-31")


@functools.cache
def _titles() -> pd.DataFrame:
    return load("bookstore", "titles")


@functools.cache
def _delicate() -> frozenset[str]:
    return frozenset(_titles().loc[_titles()["sensitive"], "title"])


@functools.cache
def _bought() -> pd.DataFrame:
    return load("bookstore", "purchases").merge(_titles(), on="title_id")[["member_id", "title", "genre"]]


@functools.cache
def _mails() -> pd.DataFrame:
    mails = load("bookstore", "mails").merge(load("bookstore", "members"), on="member_id")
    return mails.assign(exposing=suggestions.mentions(mails["subject"], _delicate()))


@functools.cache
def _suggested(least: int = 3, by: str = "people") -> pd.DataFrame:
    return suggestions.suggest(_bought(), "member_id", "title", least=least, by=by)


def _spread(least: int = 3, by: str = "people") -> dict:
    return suggestions.spread(_suggested(least, by)["suggested"], _titles()["title"], _bought()["title"])


def _popular(by: str = "people") -> float:
    return round(100 * _spread(by=by)["popular_share"], 1)


def _inbox(exposing: bool) -> int:
    hers = _mails()[_mails()["email"] == "the.bellamys@example.org"]
    return int((hers["exposing"] if exposing else hers["exposing"] | True).sum())


def _at_home() -> int:
    homes = load("bookstore", "members")["email"].value_counts()
    return int((_mails().loc[_mails()["exposing"], "email"].map(homes) > 1).sum())


def _beforehand() -> int:
    clean = _bought()[~_bought()["title"].isin(_delicate())]
    return len(_suggested()) - len(suggestions.suggest(clean, "member_id", "title", least=3))


@functools.cache
def _last() -> pd.DataFrame:
    """Each suggestion mail with its reader's last switch before it."""
    choices = load("bookstore", "choices").sort_values("changed_at")
    return pd.merge_asof(
        _mails().sort_values("sent_at"), choices, left_on="sent_at", right_on="changed_at", by="member_id"
    )


def _off() -> pd.DataFrame:
    return _last()[_last()["suggestions"] == "off"]


def _off_today() -> set[str]:
    last = load("bookstore", "choices").sort_values("changed_at").drop_duplicates("member_id", keep="last")
    return set(last.loc[last["suggestions"] == "off", "member_id"])


def _december(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["sent_at"].dt.strftime("%Y-%m-%d") == OFF_LIST]


def _december_said(word: str | None) -> int:
    """Mails of the December mailing to readers whose last word was `word`; None: who never touched the switch."""
    last = _december(_last())["suggestions"]
    return int((last.isna() if word is None else last == word).sum())


@functools.cache
def _orders() -> pd.DataFrame:
    orders = load("bookstore", "orders")
    late = orders["promised_on"] < orders["delivered_on"].fillna(LATE_DAY + pd.Timedelta(days=1))
    alarm = (orders["supplier_says"] > orders["promised_on"]) & (orders["supplier_said_on"] < orders["promised_on"])
    return orders.assign(late=late, silent=late & orders["told_on"].isna(), alarm=alarm)


def _order(*yes: str, no: str = "") -> int:
    orders = _orders()
    kept = ~orders[no] if no else pd.Series(True, index=orders.index)
    return int(orders.loc[kept, list(yes)].all(axis=1).sum())


def _words() -> pd.Series:
    return suggestions.mentions(_mails()["subject"], suggestions.DELICATE_WORDS)


def _lending(capitals: bool = True, as_of: bool = True) -> list[int]:
    """Notes after a stop, notes that name a book to handle with care, notes with both faults."""
    notes, words, books = (load("bookstore", f"lending_{name}") for name in ("notes", "words", "books"))
    if capitals:
        notes, words = (
            notes.assign(reader=notes["reader"].str.lower()),
            words.assign(reader=words["reader"].str.lower()),
        )
    if as_of:
        last = pd.merge_asof(
            notes.sort_values("day"), words.sort_values("day"), on="day", by="reader", allow_exact_matches=False
        )
        stopped = last["said"].eq("no more").to_numpy()
        notes = notes.sort_values("day")
    else:
        stopped = notes["reader"].isin(words.loc[words["said"] == "no more", "reader"]).to_numpy()
    care = suggestions.mentions(notes["headline"], books.loc[books["handle_with_care"] == "yes", "book"]).to_numpy()
    return [int(stopped.sum()), int(care.sum()), int((stopped & care).sum())]


TASKS = (
    Task(
        "06.predict",
        "predict",
        "The shop sent 3,000 suggestion mails in a year. In how many, do you think, did the subject line name a"
        " delicate title?",
        among=(0, 3000),
    ),
    Task(
        "06.inbox",
        "number",
        "How many mails in the Bellamys' inbox have a subject that names a title about divorce?",
        answer=lambda: _inbox(True),
        why=(
            "One names the book that she bought, the other a book that the shop guessed. Whoever sees the inbox can"
            " read either."
        ),
        wrong=(
            Wrong(
                1, "You found one. Read the other subject too: a title that is only suggested says as much about her."
            ),
            Wrong(0, "Read the column subject: one of these titles is about a week in two homes."),
            Wrong(3, "That is one too many. Count the rows of the table of mails, subject by subject."),
        ),
        hints=(
            "The table of mails has a column subject.",
            "A title can be about divorce without the word: think of what it describes.",
        ),
        solution="“Two Homes, One Week” is one, and the mail of November names another: both.",
    ),
    Task(
        "06.popular",
        "number",
        "With at least three members behind a pair and ranked by count: of 100 suggestions, how many go to the"
        " best-selling titles?",
        answer=_popular,
        tolerance=0.5,
        unit=" per cent",
        why="The best sellers have a far smaller part of the sales. The suggestions make the popular more popular.",
        wrong=(
            Wrong(
                lambda: _popular("share"),
                "That is the row ranked by share. The question asks for the row ranked by count.",
            ),
            Wrong(
                lambda: round(100 * _spread()["popular_sales"], 1),
                "That is their part of the sales. The question asks for their part of the suggestions.",
            ),
            Wrong(
                lambda: round(100 * _spread()["coverage"], 1),
                "That is the part of all titles that is ever suggested. You want the column on best sellers.",
            ),
        ),
        hints=("Put the number back to 3.", "Row “by count”, column “best sellers, % of suggestions”."),
        solution="With the number at three, the row “by count”, column “best sellers, % of suggestions”. In code: "
        "spread(…)['popular_share'] of suggest(…, least=3, by='people')",
    ),
    Task(
        "06.home",
        "number",
        "How many of the 38 exposing mails went to an address that two members share?",
        answer=_at_home,
        why="In each of these homes somebody else could read the subject line before the reader did.",
        wrong=(
            Wrong(
                lambda: int(_mails()["exposing"].sum()),
                "That is all of them. How many stand in the column of shared addresses?",
            ),
            Wrong(
                lambda: int(_mails()["exposing"].sum()) - _at_home(),
                "Those went to an address of one member's own. You want the others.",
            ),
            Wrong(
                lambda: int((load("bookstore", "members")["email"].value_counts() > 1).sum()),
                "That is how many addresses are shared in the whole shop. How many of the 38 mails went to one?",
            ),
        ),
        hints=("The table has a column for shared addresses.", "Add both rows of that column."),
        solution="The sum of the column for shared addresses. In code: exposing['shared'].sum()",
    ),
    Task(
        "06.back-unique",
        "choice",
        "In the shop's list a single member from Ruth's town bought “Two Homes, One Week”. A mail tells every member"
        " there: “A reader near you bought this.” What follows? (This goes back to lesson 04.)",
        hints=("What will somebody in that town think, who knows her?",),
        solution="c: neighbours guess from so few, and a wrong guess harms as a right one does.",
        options=(
            Option(
                "Nothing: the mail has no name in it",
                "No name is needed. Lesson 04 linked people by what else is known of them, and a small town knows a"
                " lot.",
            ),
            Option(
                "It must be Ruth, for she is the only one in the list",
                "Unique in the list is not unique in the town: somebody may have bought it elsewhere. A neighbour who"
                " concludes this may be wrong, and a wrong name hurts too.",
            ),
            Option(
                "Neighbours will guess, rightly or wrongly, and both do harm: do not say it of so few people",
                "Unique in the list is not unique in the town, so a guess can hit somebody else; and whoever knows that"
                " Ruth is a member may guess right.",
                True,
            ),
            Option(
                "It is safe once her address is hashed",
                "The guess does not use the address. And lesson 04 undid hashed addresses by trying them.",
            ),
        ),
        why=(
            "So ask for several people behind every suggestion. A minimum of three is no guarantee: it says only that"
            " no single reader stands behind a pair."
        ),
    ),
    Task(
        "06.filter",
        "number",
        "Leaving delicate purchases out beforehand: how many suggestions does the whole shop lose?",
        answer=_beforehand,
        why=(
            "Nearly every free place is filled by another title. The cost falls on the few readers who might have"
            " wanted the next book on their subject."
        ),
        wrong=(
            Wrong(
                lambda: int(_suggested()["suggested"].isin(_delicate()).sum()),
                "That many are lost when they are struck out afterwards. Beforehand, others move up: take the third"
                " row.",
            ),
            Wrong(
                lambda: len(_suggested()) - _beforehand(),
                "That is how many are left. Take it from the number without a filter.",
            ),
        ),
        hints=("First row less third row, in the column suggestions.", "No filter, less “left out beforehand”."),
        solution="The suggestions with no filter, less those with delicate purchases left out beforehand. In code: "
        "len(ours) - len(suggest(clean, …))",
    ),
    Task(
        "06.off",
        "number",
        "How many suggestion mails went to members who had switched suggestions off before that mail?",
        answer=lambda: len(_off()),
        why="All of these had switched off at the till. The till writes it down, and the mail tool never reads it.",
        wrong=(
            Wrong(
                lambda: int(_mails()["member_id"].isin(_off_today()).sum()),
                "These members are off today, but most of these mails came before they switched. What counts is the"
                " last word before the mail.",
            ),
            Wrong(
                lambda: int(
                    _mails()["member_id"]
                    .isin(load("bookstore", "choices").query("suggestions == 'off'")["member_id"])
                    .sum()
                ),
                "That counts members who ever switched off, those who came back among them.",
            ),
            Wrong(
                lambda: int(_off()["member_id"].nunique()),
                "That is the number of members. Some got several: count mails.",
            ),
            Wrong(
                lambda: len(_off_today()),
                "That is how many members are off today. How many mails did they get after switching?",
            ),
        ),
        hints=("The row that looks at the last word before each mail.", "Read the column mails."),
        solution="The row that looks at the last word before each mail, the column mails. In code: "
        "(last['suggestions'] == 'off').sum()",
    ),
    Task(
        "06.foreseen",
        "number",
        "Of the late orders that nobody told the customer about, how many had the wholesaler announced before the"
        " promised day?",
        answer=lambda: _order("silent", "alarm"),
        why="For these the shop held the answer days before the customer had to ask.",
        wrong=(
            Wrong(
                lambda: _order("silent"),
                "That is everybody who was never told. For how many had the wholesaler named a later date in time?",
            ),
            Wrong(lambda: _order("late", "alarm"), "Some of these customers were told. Take the row “never” alone."),
            Wrong(lambda: _order("silent", no="alarm"), "Those came without warning. You want the others."),
            Wrong(lambda: _order("alarm"), "That is every announcement, those of orders that came in time among them."),
        ),
        hints=("Row “never”, column “announced by the wholesaler”.",),
        solution="The row “never”, the column of those that the wholesaler announced. In code: "
        "((late['told'] == 'never') & late['alarm']).sum()",
    ),
    Task(
        "06.test",
        "choice",
        "What may the shop say after this test?",
        hints=("Which of the two ranges holds nought?",),
        solution="c: the one gap is clear, the other cannot be told from so few.",
        options=(
            Option(
                "Tailored mail sells more: more readers bought",
                "More did in this test, but the interval of the difference holds zero: chance alone could have"
                " made it.",
            ),
            Option(
                "Tailored mail has no effect on sales",
                "“Cannot be told” is not “none”. The interval also holds gains that would be worth having.",
            ),
            Option(
                "Fewer readers unsubscribe from tailored mail; whether it sells more cannot be told from so few",
                "One interval lies below zero as a whole, the other does not.",
                True,
            ),
            Option(
                "Nothing: it is only one test",
                "The two groups were drawn by lot, and the difference in unsubscribing is more than chance would easily"
                " give.",
            ),
        ),
        why=(
            "And it holds for members with suggestions switched on: those who had switched off were not in the test,"
            " nor may they be."
        ),
    ),
    Task(
        "06.decide",
        "decide",
        "Will you suggest the divorce handbook, and books like it?",
        options=(
            Option(
                "Like any other title, subject line and all",
                "Most readers are reached, and some are exposed at home. For titles on health, faith and sexuality it"
                " may well need a ground under Art. 9 in the EU and the UK, and a member card seldom gives one.",
            ),
            Option(
                "In the mail only, under a neutral subject",
                "The inbox list shows nothing. The shop still concludes something about a reader from a purchase, and"
                " whoever opens the mail sees it.",
            ),
            Option(
                "Only to readers who switch such a shelf on themselves, under a neutral subject",
                "Few will, and each has asked for it: a switch worded for this can be the explicit consent that Art. 9"
                " wants. Who buys such a book should be told that the switch is there, in the shop and not by a"
                " targeted mail.",
            ),
            Option(
                "Never: such titles stand on the shelf and in the search, and their sales feed no suggestion",
                "Nobody is exposed by a mail. Readers who would have been glad of the next book must look for it, and"
                " somebody must keep the list of delicate titles.",
            ),
        ),
        rubric=(
            (
                "Tells apart what the law settles (a stop is a stop; health, faith, sexuality) from what is left"
                " (divorce, debt)."
            ),
            "Says who gains and who pays: the reader with the concern, the people at home, the other members.",
            "Uses a number from this notebook, and says which number is assumed.",
            "Says what would change your mind, say what readers answer when asked in the shop.",
        ),
    ),
    Task(
        "06.ex-reach",
        "number",
        "If ten members must have bought both, how many different titles does the shop suggest?",
        answer=lambda: _spread(10)["items"],
        why="A higher minimum protects small groups of readers, and shrinks the shop window to the best sellers.",
        wrong=(
            Wrong(lambda: _spread(3)["items"], "That is with three members behind a pair. Read the table for ten."),
            Wrong(
                lambda: len(_suggested(10)),
                "That is the number of suggestions. How many different titles are among them?",
            ),
            Wrong(
                lambda: _suggested(10)["person"].nunique(),
                "That is the number of members who get one. How many different titles?",
            ),
            Wrong(
                lambda: _spread(10, "share")["items"],
                "That is what comes out if suggestions are ranked by share. Rank by how many bought both: leave out "
                "the `by`.",
            ),
        ),
        hints=(
            "The table right above the blank, with ten members behind a pair.",
            "The last column of its one row. In code: how many different values has ten['suggested']?",
        ),
        solution="The column “different titles” in the row “least 10”. In code: ten['suggested'].nunique()",
    ),
    Task(
        "06.ex-words",
        "number",
        "How many of the 38 exposing subjects does the list of words miss?",
        answer=lambda: int((_mails()["exposing"] & ~_words()).sum()),
        why="Quiet titles say it without the word. A list of titles, kept by somebody who reads, finds them all.",
        wrong=(
            Wrong(
                lambda: int((_mails()["exposing"] & _words()).sum()),
                "Those are the ones that it finds. How many does it miss?",
            ),
            Wrong(
                lambda: int((~_mails()["exposing"] & _words()).sum()),
                "Those are the ones that it accuses wrongly. You want the ones it misses.",
            ),
            Wrong(
                lambda: int((~_mails()["exposing"] & ~_words()).sum()),
                "Those name another title, and no word was found: rightly left alone. Read the row above.",
            ),
            Wrong(lambda: int(_words().sum()), "That is every subject with such a word, rightly or wrongly accused."),
            Wrong(
                lambda: int(_mails()["exposing"].sum()),
                "That is all exposing subjects. Some of them the words do find.",
            ),
        ),
        hints=(
            "Exposing subjects stand in the row “names a delicate title”.",
            "Missed means: the words found nothing there.",
        ),
        solution="The row “names a delicate title”, the column “no word found”. In code: (names_title & "
        "~by_word).sum()",
    ),
    Task(
        "06.ex-december",
        "number",
        "In the mailing of 2 December: how many mails went to members who had switched off before?",
        answer=lambda: len(_december(_off())),
        why="Each of these members had said it at the till, and months later the mail tool did not know.",
        wrong=(
            Wrong(lambda: len(_off()), "That is the whole year. Take the mailing of 2 December."),
            Wrong(
                lambda: int(_december(_mails())["member_id"].isin(_off_today()).sum()),
                "Some of these switched off after the mail. What was their last word before it?",
            ),
            Wrong(
                lambda: _december_said("on"),
                "These had switched on. Read the row below.",
            ),
            Wrong(
                lambda: _december_said(None),
                "These readers never touched the switch. How many had switched off?",
            ),
            Wrong(
                lambda: len(_december(_mails())), "That is every mail of that day. How many readers had switched off?"
            ),
        ),
        hints=(
            "The first column of the table is the reader's last word before the mail. Which word is “switched off”?",
            "The row “off”. In code: count the rows of december whose suggestions is off.",
        ),
        solution="The row “off”. In code: (december['suggestions'] == 'off').sum()",
    ),
    Task(
        "06.ex-alarm",
        "number",
        "Write to every customer whose order the wholesaler announces as late: how many of these messages would have"
        " been a false alarm?",
        answer=lambda: _order("alarm", no="late"),
        why="A false alarm costs a short message and a pleasant surprise. Say “may be late” and not “is late”.",
        wrong=(
            Wrong(
                lambda: _order("alarm"), "That is all announcements. How many of these orders came in time after all?"
            ),
            Wrong(lambda: _order("late", "alarm"), "Those were late indeed. You want the others."),
            Wrong(
                lambda: _order("late", no="alarm"),
                "Those were late without an announcement: missed, and no false alarm.",
            ),
            Wrong(lambda: _order("late"), "Those are all late orders. Look at the row “announced”."),
            Wrong(
                lambda: len(_orders()) - _order("late"),
                "Those are all orders in time. How many of them had been announced as late?",
            ),
        ),
        hints=(
            "A message goes out for each order in the row “announced”.",
            "It was a false alarm if the book came in time after all.",
        ),
        solution="The row “announced”, the column “in time”. In code: (alarm & ~late).sum()",
    ),
    Task(
        "06.ex-subject",
        "choice",
        "Which subject line comes nearest to helping and telling nothing?",
        hints=("Which line would be the same for every reader?",),
        solution="c: everybody gets the same line, so it tells nothing about the one who reads it.",
        options=(
            Option(
                "Because you bought The Divorce Handbook",
                "It names what she bought. Whoever passes the screen reads it.",
            ),
            Option(
                "Books on a subject you care about",
                "It names nothing and hints at a lot: “which subject?” is the first question at home.",
            ),
            Option(
                "Three books for October, picked for members",
                "The same line for everybody, so that it tells nothing about this reader. The reason stands inside,"
                " where it can be switched off.",
                True,
            ),
            Option("Private: do not open in company", "It says that there is something to hide."),
        ),
        why="A line that everybody gets cannot tell one reader from another.",
    ),
    Task(
        "06.ex-lending",
        "number",
        "The lending shelf: how many notes went out after the reader's last word was “no more”?",
        answer=lambda: _lending()[0],
        why="Found in tables with other names for everything, and with addresses typed in two ways.",
        wrong=(
            Wrong(
                lambda: _lending(capitals=False)[0],
                "Some addresses are typed with a capital letter. Bring them to one form first.",
            ),
            Wrong(
                lambda: _lending(as_of=False)[0],
                "Some notes came before the “no more”, and some readers said “please” again later. What was the last"
                " word before the note?",
            ),
            Wrong(
                lambda: _lending(capitals=False, as_of=False)[0],
                "Two things: addresses typed in two ways, and the moment. What was the last word before the note?",
            ),
        ),
        hints=(
            "Bring the addresses to small letters, then look up the last word before each note.",
            "In code: pd.merge_asof(notes, words, on='day', by='reader'), both sorted by day.",
        ),
        solution="For each note: of all that its reader said earlier than the note, capitals or not, take the last. "
        "Count the "
        "notes where it is “no more”. In code: small letters in both tables, pd.merge_asof by reader, then count.",
    ),
    Task(
        "06.ex-lending-table",
        "table",
        "And three counts in a row: notes after a stop, notes whose headline names a book to handle with care, notes"
        " with both faults. (three numbers in square brackets, such as [1, 2, 3])",
        answer=_lending,
        why=(
            "The notes with both faults are the first to answer for: a reader had said no, and somebody else may have"
            " read the headline."
        ),
        wrong=(
            Wrong(
                lambda: [_lending(capitals=False)[0], *_lending()[1:]],
                "Some stops are missed: bring the addresses to small letters first.",
            ),
            Wrong(
                lambda: [_lending()[0], _lending()[1] - _lending()[2], _lending()[2]],
                "The second count is all notes that name such a book, those after a stop among them.",
            ),
            Wrong(
                lambda: [_lending()[0] - _lending()[2], _lending()[1], _lending()[2]],
                "The first count is all notes after a stop, those that name such a book among them.",
            ),
        ),
        hints=(
            "For the second count look for the books marked “yes” in the headlines. For the third: which notes are "
            "in both?",
            "In code: suggestions.mentions(notes['headline'], names of the books) finds the headlines.",
        ),
        solution="In this order: your answer above; the notes whose headline names a book marked “yes”; those that "
        "are both. In code: [stopped.sum(), care.sum(), (stopped & care).sum()]",
    ),
)
