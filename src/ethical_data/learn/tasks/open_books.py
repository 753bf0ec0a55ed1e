"""Tasks of lesson 08: can a member see, correct and take what we hold?"""

import functools
from datetime import timedelta

import pandas as pd

from ...data import load
from ...measure import requests
from . import Option, Task, Wrong

NORA, HER_MAIL = "M0417", "nora.whitfield@example.com"
SIX = ("members", "visits", "invoices", "notes", "app_accounts", "workouts")
POOL = ("pool_cards", "pool_swims", "pool_lessons", "pool_receipts")


@functools.cache
def _gym() -> requests.Files:
    return requests.Files({name: load("gym", name) for name in (*SIX, "do_not_mail")})


@functools.cache
def _pool() -> requests.Files:
    return requests.Files({name: load("gym", name) for name in POOL})


def _rows(who: str = NORA, tables=SIX) -> int:
    rows = _gym().find(who).rows
    return sum(len(rows[name]) for name in tables)


def _by_mail() -> int:
    """Rows that her mail address at the desk leads to, when nobody looks for the app id."""
    return _rows(tables=("members", "visits", "invoices", "notes"))


def _wrong_places(tables=("members", "app_accounts", "workouts", "notes")) -> int:
    rows, files = _gym().find(NORA).rows, _gym().tables
    held = {
        "members": lambda t: t["birth_date"].dt.year == 1968, "app_accounts": lambda t: t["birth_date"].dt.year == 1968,
        "workouts": lambda t: t["age_used"] == 57, "notes": lambda t: t["text"].str.contains("57"),
    }  # fmt: skip
    return sum(int(held[name](files[name].loc[rows[name]]).sum()) for name in tables)


def _accounts(way: str) -> int:
    accounts, members = load("gym", "app_accounts"), load("gym", "members")
    without = accounts[accounts["member_no"].isna()]
    owners = without["email"].map(members["email"].value_counts()).fillna(0)
    return int({"nobody": owners == 0, "shared": owners > 1, "mail": owners == 1, "without": owners >= 0}[way].sum())


def _log() -> pd.DataFrame:
    return load("gym", "requests").dropna(subset="answered_on")


def _late(days: int | None = None, at_least: bool = False) -> int:
    log = _log()
    last = [came.date() + timedelta(days=days) if days else requests.due(came.date()) for came in log["received_on"]]
    answered = [day.date() for day in log["answered_on"]]
    return sum(a >= b if at_least else a > b for a, b in zip(answered, last))


def _gone() -> int:
    return int((~load("gym", "do_not_mail")["email"].isin(load("gym", "members")["email"])).sum())


def _marek(way: str = "all") -> int:
    files = _pool()
    if way == "card":
        return int(
            (files.tables["pool_cards"]["card"] == "P101").sum() + (files.tables["pool_swims"]["card"] == "P101").sum()
        )
    if way == "address":
        return int(
            sum((t["mail"] == "marek.zielinski@example.org").sum() for t in files.tables.values() if "mail" in t)
        )
    return sum(map(len, files.find("marek.zielinski@example.org").rows.values()))


def _pool_rows() -> list[int]:
    rows = _pool().find("P101").rows
    return [len(rows[name]) for name in POOL]


TASKS = (
    Task(
        "08.predict",
        "predict",
        "The front desk deletes Nora from the list of members. How many rows about her, do you think, are left "
        "in the other five tables?",
        among=(0, 2000),
        unit=" rows",
    ),
    Task(
        "08.rows",
        "number",
        "How many rows do the six tables hold about Nora, in all?",
        answer=_rows,
        unit=" rows",
        why=(
            "Her address at the desk leads to the first four tables. The app knows another address, and only her number"
            " leads there."
        ),
        wrong=(
            Wrong(
                _by_mail, "Those are the rows that her mail address leads to. The app's two tables hold more about her."
            ),
            Wrong(lambda: _rows() - 1, "You left out her own row in members: it is about her too."),
            Wrong(
                lambda: _rows() + 1,
                "The do-not-mail list is no part of the six. It knows an address and neither of her ids.",
            ),
            Wrong(6, "That is the number of tables. How many rows are in them, about her?"),
        ),
        hints=(
            "Add up the column “rows about Nora”.",
            "The last line of the table, do_not_mail, is not one of the six.",
        ),
        solution="The sum of the column “rows about Nora” over the six tables.",
    ),
    Task(
        "08.join",
        "choice",
        "An app account has no membership number, and its mail address belongs to two members who live together. One of"
        " them asks for everything about herself. What about the workouts of that account?",
        hints=("Whose workouts might they be?",),
        solution="c: an address that two people share proves neither; ask, and let her show it.",
        options=(
            Option(
                "Hand them over: the address is hers",
                "It is his as well. If the account is his, his heart rate is in her letter.",
            ),
            Option(
                "Leave them out and say nothing",
                "If the account is hers, she has a right to it, and your letter would say that you hold nothing more.",
            ),
            Option(
                "Do not guess: ask her which app id is hers, and let her show it from the app",
                "She opens the app and reads out the id. Then you know, and so does your log.",
                True,
            ),
            Option(
                "Hand them over to both, so that nobody is forgotten",
                "Then one of the two gets the health data of the other, for certain.",
            ),
        ),
        why="Five accounts are like this. The tables cannot tell, and a person can.",
    ),
    Task(
        "08.copies",
        "number",
        "In how many places does Nora's wrong birth date stand, or the age that was reckoned from it?",
        answer=_wrong_places,
        unit=" places",
        why=(
            "One typing error at the desk, and the app had it on the first day. Each workout carries the age that it"
            " was judged by."
        ),
        wrong=(
            Wrong(
                lambda: _wrong_places(("members", "app_accounts")),
                "Those are the two birth dates. The age that comes from them is wrong too: count the workouts and the"
                " note.",
            ),
            Wrong(
                lambda: _wrong_places(("members", "app_accounts", "workouts")), "One more: read what the trainer typed."
            ),
            Wrong(1, "That is the desk. The app has copies."),
            Wrong(lambda: _rows(), "That is every row about her. Not each holds her birth date or her age."),
        ),
        hints=("Add up the column “places”.", "Birth dates, ages in workouts, and an age in a note."),
        solution="The sum of the column “places”.",
    ),
    Task(
        "08.orphans",
        "number",
        "Nora is gone from members. How many of the rows left do not carry her membership number, so that a search for"
        " it passes them by?",
        answer=lambda: _rows(tables=("workouts",)),
        unit=" rows",
        why=(
            "Heart rates of a person, under the app's id alone. One more line deleted, that of her old account, and"
            " nobody can say whose they are; and they are still there."
        ),
        wrong=(
            Wrong(
                lambda: _rows() - 1,
                "That is all that is left. Most of it still carries her number: which table does not?",
            ),
            Wrong(
                lambda: _rows(tables=("app_accounts", "workouts")),
                "The app account itself carries her number: she typed it. The workouts do not.",
            ),
            Wrong(
                lambda: _rows() - 1 - _rows(tables=("workouts",)),
                "Those can be found by her number. The question is about the others.",
            ),
        ),
        hints=("Look at the column “points by”.", "One table knows the app id alone."),
        solution="The workouts: they know the app id alone.",
    ),
    Task(
        "08.keep",
        "choice",
        "Nora asks: “Erase everything, the do-not-mail list too.” You are in the UK. What stays?",
        hints=("For which of her rows is there a duty or a purpose that outlives her wish?",),
        solution="b: what tax law asks for, what keeps mail from her, and what shows that you answered.",
        options=(
            Option(
                "Nothing: the right to erasure is absolute",
                "It is not (Art. 17(3)). Tax law asks for the invoices, and without the do-not-mail row she gets mail"
                " again from the next imported list.",
            ),
            Option(
                "Her invoices for as long as tax law says, her address on the do-not-mail list, and the log of her"
                " request",
                "Each has a reason that you can say. The invoices have a day on which it ends, too; the stop holds as"
                " long as you send mail. The rest goes.",
                True,
            ),
            Option(
                "Everything for six years, to be safe",
                "Six years is for the invoices. Heart rates and notes are no invoices.",
            ),
            Option(
                "Her name and visits, in case she comes back",
                "“In case” is no purpose. If she comes back, she signs up again.",
            ),
        ),
        why="Tell her what stays, why, and until when.",
    ),
    Task(
        "08.portable",
        "choice",
        "Nora wants to take her data to another gym, as a file (Art. 20). What belongs into that file?",
        hints=("Where did each of these data come from, and on what ground do you hold them?",),
        solution="a: what she provided herself or by her tracker, on contract or consent.",
        options=(
            Option(
                "What she gave you and what her tracker sent, as far as it rests on the contract or on her consent",
                "Her details, her visits, her workouts: without the app's flag, and without notes and invoices. All of"
                " that she can still see under Art. 15.",
                True,
            ),
            Option(
                "Everything you hold about her",
                "That is access, Art. 15. Portability is narrower: contract or consent, and what she provided.",
            ),
            Option(
                "Only what she typed herself", "What a tracker records of her counts as provided by her too (WP 242)."
            ),
            Option(
                "A PDF of her page in the app",
                "A machine cannot read it well. JSON or CSV can go straight into another program.",
            ),
        ),
        why="Two rights, two packs: see it all, take along your own.",
    ),
    Task(
        "08.notice",
        "choice",
        "The new text scores a lower grade than the old one. What does the score not tell you?",
        hints=("A grade counts words and sentences. What does it not know?",),
        solution="b: whether the text is true.",
        options=(
            Option("Whether its sentences are short", "That is half of what it measures."),
            Option(
                "Whether it is true",
                "“We keep nothing” scores well in any gym. Only the inventory, and a test like the one you did with"
                " Nora, shows whether it holds.",
                True,
            ),
            Option("Whether its words are short", "That is the other half of what it measures."),
            Option(
                "Which of the two is likely to be harder to read",
                "That it does tell, roughly: long sentences of long words are harder for most readers. There is"
                " something that no length can tell.",
            ),
        ),
        why="Short words can say nothing. Measure the length, then read for the content.",
    ),
    Task(
        "08.back-heart",
        "choice",
        "Lesson 06 asked what a suggestion gives away. The trainer wants to mail everybody whose app flagged a high"
        " heart rate: “About your heart rate: try our gentle class”. What is the first thing wrong?",
        hints=("Who sees a subject line?",),
        solution="b: a health fact stands in view, for a use that nobody agreed to.",
        options=(
            Option(
                "The class might be full",
                "Then nobody gains. Somebody loses before that: who else reads the subject line?",
            ),
            Option(
                "The subject line tells a health fact to whoever sees the screen, and nobody agreed to that use",
                "As with the titles of lesson 06: the subject exposes before anybody opens the mail. Those who switched"
                " suggestions off must not get it either.",
                True,
            ),
            Option(
                "The flag could be wrong, as Nora's was",
                "It could, and hers was. But a right flag in a subject line would do the same harm.",
            ),
            Option("It should go by post", "A postcard would be worse. The way is not the fault."),
        ),
        why=(
            "A suggestion from data on health needs a yes for that use, a neutral subject, and a way to switch it off"
            " that holds."
        ),
    ),
    Task(
        "08.decide",
        "decide",
        "What will you tell Nora about the complaint that a second member made about her?",
        options=(
            Option(
                "The note as it stands, name and address of Derek Holt included",
                "She learns all of it. He spoke to you in confidence, and next time nobody will.",
            ),
            Option(
                "Nothing of this note",
                "Nobody is exposed, and she cannot answer what is said about her. By Recital 63 others' rights are no"
                " ground for refusing everything.",
            ),
            Option(
                "The note with name, number and address covered",
                "She reads what is said about her. The day and the hour are still there, and few people were in.",
            ),
            Option(
                "What was said of her, in your words: no name, no day, no hour",
                "She can answer it. You have to write with care, and say that you left something out and why.",
            ),
        ),
        rubric=(
            "Names both people, and what each stands to lose.",
            (
                "Says what the law settles (a copy of her data; no harm to the rights of others) and what it leaves to"
                " you."
            ),
            "Uses the number of people it could have been, and says which number rests on an assumption.",
            "Says whether you would ask the second member first, and what you do if there is no answer in time.",
        ),
    ),
    Task(
        "08.ex-priya",
        "number",
        "How many rows do the seven tables hold about Priya Raman (M0521)?",
        answer=lambda: _rows("M0521", (*SIX, "do_not_mail")),
        unit=" rows",
        why="Her account carries her number, so the app's rows are found without any address.",
        wrong=(
            Wrong(
                lambda: _rows("M0912", (*SIX, "do_not_mail")),
                "That is Derek Holt, the worked example. Add up the column about Priya.",
            ),
            Wrong(
                lambda: _rows("M0521", ("members", "visits", "invoices", "notes")),
                "Those are the desk's tables alone. Add the rows of the app: her account and her workouts.",
            ),
            Wrong(lambda: _rows(), "That is Nora, from the lesson. Add up the column about Priya."),
        ),
        hints=(
            "The table right above the blank has a line for each of the seven tables.",
            "Add up its column. In code: the sum of the lengths in priya.rows.",
        ),
        solution="The sum of the column “rows about Priya”. In code: sum(len(rows) for rows in priya.rows.values())",
    ),
    Task(
        "08.ex-stops",
        "number",
        "How many addresses on the do-not-mail list belong to nobody who is a member today?",
        answer=_gone,
        unit=" addresses",
        why=(
            "Former members. Whoever “tidies” these rows away sends them mail again with the next bought or imported"
            " list."
        ),
        wrong=(
            Wrong(
                lambda: len(load("gym", "do_not_mail")),
                "That is the whole list. How many of these are not among the members' addresses?",
            ),
            Wrong(lambda: len(load("gym", "do_not_mail")) - _gone(), "Those are members. You want the others."),
        ),
        hints=(
            "The helper means those who are no members any more.",
            "The row “no member today”. In code: count the addresses of stops that are not among the members'.",
        ),
        solution="The row “no member today”. In code: (~stops['email'].isin(members['email'])).sum()",
    ),
    Task(
        "08.ex-late",
        "number",
        "How many answers came later than one month after the request (Art. 12(3))?",
        answer=_late,
        unit=" answers",
        why="A month is a month: from 31 January to 28 February, and from 29 August to 29 September.",
        wrong=(
            Wrong(
                lambda: _late(30),
                "You counted thirty days. The law says one month: the same day of the next month, or its last day.",
            ),
            Wrong(
                lambda: _late(at_least=True),
                "You counted those answered on the last day as well. The last day is still in time.",
            ),
            Wrong(lambda: len(_log()), "That is every request that was answered."),
        ),
        hints=(
            "In each row compare the columns “answered” and “last day”.",
            "An answer on the last day itself is in time. In code: > and not >=.",
        ),
        solution="The rows in which “answered” is later than “last day”: R03, R07 and R10. In code: "
        "(log['answered_on'] > log['last_day']).sum()",
    ),
    Task(
        "08.ex-sentence",
        "choice",
        "Which sentence belongs in the gym's notice?",
        hints=("Which sentence could turn out to be false?",),
        solution="c: it says what, when, how long and what for, so anybody can check it.",
        options=(
            Option(
                "We may share certain data with trusted partners for various purposes.",
                "Three times nothing: may, certain, trusted. Nobody can hold you to it.",
            ),
            Option(
                "Pursuant to Art. 6(1)(b) GDPR, personal data of the data subject are processed for the performance of"
                " a contract.",
                "True, and written for a lawyer. Say who does what with which data.",
            ),
            Option(
                "Your card opens the door. We note the time and keep it for 90 days, so that we know how many people"
                " are in.",
                "What, when, how long, what for. A member can check it, and so can you.",
                True,
            ),
            Option("Your privacy is important to us, and we take it very seriously.", "It says nothing that you do."),
        ),
        why="If a sentence cannot turn out false, it tells the reader nothing.",
    ),
    Task(
        "08.ex-pool",
        "number",
        "How many rows do the pool's four tables hold about Marek Zielinski?",
        answer=_marek,
        unit=" rows",
        why="Two ids, card and pupil's code, joined by an address that was typed in two ways.",
        wrong=(
            Wrong(
                lambda: _marek("card"),
                "That is what his card leads to. His lessons are kept under a pupil's code: his address leads there.",
            ),
            Wrong(
                lambda: _marek("address"),
                "Those are the rows with his address typed in small letters. Some have a capital, and the swims and"
                " receipts have no address at all.",
            ),
            Wrong(
                lambda: sum(_pool_rows()) - _pool_rows()[3], "You left out the receipts: they carry the pupil's code."
            ),
        ),
        hints=(
            "Which ids does he have? Start from his address and look what stands beside it.",
            "Capitals do not matter in an address. Card, then swims; pupil, then lessons and receipts.",
        ),
        solution="His address leads to his card and to his pupil's code. Add his row among the cards, the swims of "
        "the card, the lessons and the receipts of the code. In code: marek = requests.Files(pool).find("
        "'marek.zielinski@example.org'), and the sum of the lengths in marek.rows.",
    ),
    Task(
        "08.ex-pool-left",
        "table",
        "Marek asks to be erased; receipts have to stay for tax. How many of his rows are left in each table, in the"
        " order cards, swims, lessons, receipts? (four numbers in square brackets)",
        answer=lambda: [0, 0, 0, _pool_rows()[3]],
        why="And the code on the receipts now leads to the log of his request, so that they are no orphans.",
        wrong=(
            Wrong(_pool_rows, "Those are his rows before. Which of them stay?"),
            Wrong([0, 0, 0, 0], "Tax law asks for the receipts: they stay."),
            Wrong(lambda: [1, 0, 0, _pool_rows()[3]], "His card holds name and address. What for, when he has left?"),
        ),
        hints=("Three tables go, one stays.", "Write four numbers in square brackets, such as [1, 2, 3, 4]."),
        solution="Nought, nought, nought, and the number of his receipts: the rows of pool_receipts with his "
        "pupil's code.",
    ),
)
