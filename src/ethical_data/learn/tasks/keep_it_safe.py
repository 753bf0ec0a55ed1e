"""Tasks of lesson 04: if this list leaked, who would be known?"""

import functools
import hashlib
import itertools

import pandas as pd

from ...data import load
from ...measure import identifiability as ident
from . import Option, Task, Wrong

CELL = ["postcode", "born", "gender"]
DOMAINS = ("example.com", "example.net", "example.org")


def _table(name: str) -> pd.DataFrame:
    return load("bakery", name, as_written=True).fillna("")


@functools.cache
def _leaked() -> pd.DataFrame:
    leaked = _table("leaked").merge(_table("leaked_key"), on="line")
    members = _table("loyalty")
    names = members.set_index("member_id")["given_name"] + " " + members.set_index("member_id")["family_name"]
    day = leaked["birth_date"]
    return leaked.assign(
        name=leaked["member_id"].map(names), born=day.str[:7], year=day.str[:4], ten=day.str[:3] + "0s"
    )


@functools.cache
def _found() -> pd.DataFrame:
    club = _table("club")
    return club.join(ident.link(club, _leaked(), CELL, "name", "name"))


def _lines(name: str) -> int:
    return int(_found().set_index("name").loc[name, "lines"])


@functools.cache
def _town() -> pd.Series:
    """For each line of the leak that is alone by area, month and gender: how many people of the town fit it."""
    fit = _table("town").query("known == 'month'").set_index(CELL)["people"].astype(int)
    alone = _leaked()[ident.class_sizes(_leaked(), CELL) == 1]
    return fit.reindex(pd.MultiIndex.from_frame(alone[CELL])).dropna()


@functools.cache
def _pairs() -> pd.Series:
    """Lines of the leak in groups of two, by area, year and gender: is there a note?"""
    size = ident.class_sizes(_leaked(), ["postcode", "year", "gender"])
    return _leaked().loc[size == 2, "diet_note"] != ""


def _alone(columns: list[str]) -> int:
    return ident.identifiability(_leaked(), columns).unique


@functools.cache
def _release() -> pd.DataFrame:
    return ident.classes(_table("release"), ["area", "born", "gender"], "needs")


@functools.cache
def _guessed() -> dict[str, int]:
    """How many hashed addresses fall, by domain, to guesses made of frequent names."""
    names = _table("common_names").groupby("kind")["name"].apply(list)
    hashes, found = set(_leaked()["email_hash"]), dict.fromkeys(DOMAINS, 0)
    for given, family, domain in itertools.product(names["given"], names["family"], DOMAINS):
        found[domain] += hashlib.sha256(f"{given}.{family}@{domain}".encode()).hexdigest() in hashes
    return found


def _copies(**wanted: str) -> int:
    copies = _table("copies")
    return int(pd.DataFrame({name: copies[name] == value for name, value in wanted.items()}).all(axis=1).sum())


def _left(second_factor: str = "") -> int:
    needed = _table("copies").query("needed_for != ''")
    return int((needed["second_factor"] == second_factor).sum()) if second_factor else len(needed)


@functools.cache
def _signups() -> pd.DataFrame:
    signups = _table("course_signups").assign(age=lambda t: t["age"].astype(int))
    return signups.assign(ten=signups["age"] // 10 * 10)


def _signups_alone(columns: list[str]) -> int:
    return ident.identifiability(_signups(), columns).unique


def _signups_shared() -> pd.DataFrame:
    found = ident.classes(_signups(), ["ten", "district", "sex"], "cannot_eat")
    return found[found["shared"] & (found["rows"] > 1)]


def _signups_ill(value: str) -> int:
    return int((_signups()["cannot_eat"] == value).sum())


TASKS = (
    Task(
        "04.predict",
        "predict",
        "The club's page has 320 names. How many of them, do you think, can somebody tie to one line of your list?",
        among=(0, 320),
    ),
    Task(
        "04.lines",
        "number",
        "How many lines of the leaked list fit Bethany Jones?",
        answer=lambda: _lines("Bethany Jones"),
        why="Whoever looks for her has two lines and cannot tell which is hers. One other woman covers her.",
        wrong=(
            Wrong(
                lambda: _lines("Bryan Freeman"),
                "So many fit Bryan Freeman. Press the button with her name, then count the lines.",
            ),
            Wrong(
                0, "There is something below her name. Press the button and look at the table: how many lines has it?"
            ),
        ),
        hints=("Press the button with her name.", "Count the lines of the table, without its headings."),
        solution="The button “Bethany Jones” shows two lines.",
    ),
    Task(
        "04.wrong-person",
        "choice",
        "Harold Fenwick fits exactly one line, and it is not his. How can that be?",
        options=(
            Option(
                "The lines were mixed up when the names were taken out",
                "No line was moved: each is still about its owner. Only the name is gone.",
            ),
            Option("Somebody made a typing error", "Every value is as its owner gave it. No error is needed for this."),
            Option(
                "One man in the list fits, but the town has more than one such man",
                "Alone in the list is not alone in the town. Harold never had a card; a neighbour of his age has one.",
                True,
            ),
            Option(
                "The attack did not use enough lines",
                "It used all of them. What it lacks is the people who are not in the list.",
            ),
        ),
        why="Nine people were taken for somebody else. From outside these nine look just like the others.",
    ),
    Task(
        "04.town",
        "number",
        "By month of birth: of the lines looked up in the town's register, how many have at least one double in the"
        " town?",
        answer=lambda: int((_town() > 1).sum()),
        why=(
            "Alone in the list, and still covered by a neighbour. Not by your doing: by what the club happened to"
            " print."
        ),
        wrong=(
            Wrong(
                lambda: int((_town() == 1).sum()),
                "Those are alone in the town as well. You want the rest of those looked up.",
            ),
            Wrong(
                lambda: _alone(CELL),
                "That is everybody who is alone in the list. Begin with those looked up.",
            ),
            Wrong(
                lambda: len(_town()), "That is everybody who was looked up. Take away those who are alone in the town."
            ),
            Wrong(
                lambda: _alone(CELL) - int((_town() == 1).sum()),
                "That is counted from all lines that are alone in the list. Begin with those looked up: for some the"
                " register was not asked.",
            ),
        ),
        hints=("The row “month”: two columns.", "Looked up, less alone in the town too."),
        solution="The row “month”: “looked up” less “alone in the town too”.",
    ),
    Task(
        "04.figures",
        "choice",
        "What do 87 % (1990) and 63 % (2000) say?",
        options=(
            Option(
                "That 87 % of Americans were identified in leaked data",
                "Nobody was looked for. The figures are about how many have a combination to themselves.",
            ),
            Option(
                "How many people were likely alone in the country's census by date of birth, sex and ZIP code, in two"
                " counts",
                "Two studies, two censuses, one question. Both are far from nothing.",
                True,
            ),
            Option(
                "That privacy got better by 24 points in ten years",
                "The methods differ as well as the years. No trend follows from two such figures.",
            ),
            Option(
                "That in your town 87 % can be found",
                "Your areas are not ZIP codes and your town is not the United States. Count your own.",
            ),
        ),
        why="To be alone by a combination is what makes a link possible. It is no proof that anybody made one.",
    ),
    Task(
        "04.pairs",
        "number",
        "In these groups of two: how many people have a note that the other of the pair can now read?",
        answer=lambda: int(_pairs().sum()),
        why=(
            "Each of the two knows her own line, so the other line is the other's. A group of two hides nobody from its"
            " second member."
        ),
        wrong=(
            Wrong(lambda: len(_pairs()) // 2, "That is the number of pairs. How many lines in them have a note?"),
            Wrong(lambda: len(_pairs()), "That is everybody in a pair. How many of them have a note?"),
            Wrong(
                lambda: int((_leaked()["diet_note"] != "").sum()),
                "Those are all notes of the list. Count only those in groups of two.",
            ),
        ),
        hints=("The row for groups of two.", "Its last column, “with a note”."),
        solution="Groups of two, “with a note”; in code: leaked.loc[size == 2, 'diet_note'].notna().sum()",
    ),
    Task(
        "04.shared",
        "number",
        "How many people of the college's table are in the group that shares one illness?",
        answer=lambda: int(_release().query("shared")["rows"].sum()),
        why=(
            "Whoever knows that a man born in the 1990s from these streets has your card knows what he has. No line had"
            " to be found."
        ),
        wrong=(
            Wrong(
                lambda: int(_release()["rows"].min()),
                "That is the smallest group. The group that shares an illness is another one: look at the column"
                " for it.",
            ),
            Wrong(
                1,
                "That is how many such groups there are, or how many different answers it holds. How many people are"
                " in it?",
            ),
            Wrong(lambda: int(_release()["rows"].sum()), "That is everybody in the table."),
        ),
        hints=("Look for the line with one different answer.", "How many people has that group?"),
        solution="The group with one different answer: its number of people.",
    ),
    Task(
        "04.first",
        "number",
        "Strike out the copies that nobody needs. How many of those left have no second factor?",
        answer=lambda: _left("no"),
        why=(
            "To delete costs nothing and closes most of the holes. What is left to arm is the tablet on the counter,"
            " and it has one password for six."
        ),
        wrong=(
            Wrong(
                lambda: _copies(second_factor="no"),
                "That is before you strike anything out. Which of these does somebody need?",
            ),
            Wrong(
                lambda: _copies(second_factor="no") - _left("no"),
                "Those go when the copies go. How many are left that somebody needs?",
            ),
            Wrong(lambda: _left(), "That is how many copies are left. How many of them have no second factor?"),
            Wrong(
                lambda: _copies(needed_for=""),
                "That is how many nobody needs. Strike them out, and look at the others.",
            ),
        ),
        hints=(
            "Leave out the lines with a dash under “needed for”.",
            "Count “no” under “second factor” in what is left.",
        ),
        solution=(
            "Lines with something under “needed for” and “no” under “second factor”; in code:"
            " copies[copies.needed_for.notna() & (copies.second_factor == 'no')]"
        ),
    ),
    Task(
        "04.clock",
        "choice",
        "Your supplier rings on Friday at 16:00: your list was on its open test system since Monday. In the EU and the"
        " UK, when does your 72 hours' clock start?",
        options=(
            Option(
                "On Monday, when the list lay open",
                "The clock runs from awareness, not from the event. Nobody at your shop could know on Monday.",
            ),
            Option(
                "On Friday at 16:00, when you became aware",
                "From then the hours run towards the regulator. What you don't know yet can follow.",
                True,
            ),
            Option(
                "On Monday morning, when the shop has read the file",
                "The first sure news that people's data got out is enough. The details may follow in phases.",
            ),
            Option(
                "When the first member complains",
                "No complaint is needed, and a member is not whom this clock is about: it is the regulator.",
            ),
        ),
        why="Your supplier had a duty as well: to tell you without undue delay (GDPR Art. 33(2)).",
    ),
    Task(
        "04.back-02",
        "choice",
        "Back to lesson 02. One of the members with a note has said stop to all marketing, like Emma Clarke. May the"
        " mail about the leak go to her?",
        options=(
            Option(
                "No: stop means stop",
                "She stopped marketing. To be told that her data got out is her right, not your advertising.",
            ),
            Option(
                "Yes, if it tells and sells nothing",
                "It is a notice, not marketing: what happened, what it may lead to, what you do, whom to ask.",
                True,
            ),
            Option(
                "Yes, with a voucher to say sorry",
                "A voucher sells. What a mail advertises makes it marketing, whatever its label: the “Delivery update”"
                " of lesson 02 again.",
            ),
            Option(
                "Only after she agrees to be told",
                "Telling the people concerned needs no consent. To ask first would cost the days in which she could"
                " act.",
            ),
        ),
        why="The purpose decides. Lesson 02 met a service mail that sold; this one must not.",
    ),
    Task(
        "04.decide",
        "decide",
        "Beyond what the law of your place makes you do: whom will you tell, and how?",
        options=(
            Option(
                "Tell the regulator, tell no member (closed in the EU and the UK where the risk is high)",
                "Nobody is frightened, nobody can act. If one of those found hears of it from a neighbour, it is your"
                " silence that is talked about.",
            ),
            Option(
                "Mail those with an allergy or an illness in their line",
                "The gravest reach first, and few mails. Most of those found rightly learn nothing, and those taken for"
                " somebody else learn nothing either.",
            ),
            Option(
                "Mail all 1,400",
                "Everybody with a line can act. Strangers who were taken for a member have no card and get no mail.",
            ),
            Option(
                "Mail all 1,400, and put up a notice at the till and on the site",
                "Strangers can read it too, and so can everybody else: the leak becomes known to people who would never"
                " have looked.",
            ),
        ),
        rubric=(
            "Names what is not a choice in your place, and leaves it out of the choice.",
            (
                "Says who gains and who pays, for the found, for those with a note, and for those who were taken for"
                " somebody else."
            ),
            "Uses a number from this notebook, and says which number is assumed.",
            "Says what the message tells its reader to do, by when it goes, and what would change your mind.",
        ),
    ),
    Task(
        "04.ex-year",
        "number",
        "By area, year of birth and gender: how many lines of the leaked list are alone?",
        answer=lambda: _alone(["postcode", "year", "gender"]),
        why="Two in three still stand alone. One step coarser is not enough when the areas are small.",
        wrong=(
            Wrong(lambda: _alone(CELL), "That is by month. The question takes the year."),
            Wrong(
                lambda: _alone(["postcode", "ten", "gender"]),
                "That is by ten years, the worked example. The question takes the year.",
            ),
            Wrong(
                lambda: ident.identifiability(_leaked(), ["postcode", "year", "gender"]).classes,
                "That is the number of groups. How many lines are alone in theirs?",
            ),
            Wrong(
                lambda: int((ident.class_sizes(_leaked(), ["postcode", "year", "gender"]) == 2).sum()),
                "Those share their group with one other. Who is alone has a group of one.",
            ),
            Wrong(
                lambda: len(_leaked()) - _alone(["postcode", "year", "gender"]),
                "Those are not alone. You want the others.",
            ),
            Wrong(lambda: len(_leaked()), "That is the whole list. How many of its lines are alone?"),
        ),
        hints=("The second table has a line for each size of group.", "Who is alone is in a group of one."),
        solution=(
            "The second table, groups of one; in code:"
            " (ident.class_sizes(leaked, ['postcode', 'year', 'gender']) == 1).sum()"
        ),
    ),
    Task(
        "04.ex-column",
        "choice",
        "Which one column, left out of the leaked list, leaves the fewest people alone?",
        options=(
            Option(
                "postcode", "Nearly everybody stays alone by the date of birth with gender. Look at the table again."
            ),
            Option(
                "birth_date",
                "Without it a handful is alone. And the birthday bun that it was asked for was given up in 2023.",
                True,
            ),
            Option("gender", "With area and date of birth next to nobody needs it. It changes almost nothing here."),
        ),
        why="The column that does the harm is one that nobody uses: lesson 03's question meets this one's.",
    ),
    Task(
        "04.ex-domain",
        "number",
        "An attacker has time for one domain only and picks example.com. How many addresses fall?",
        answer=lambda: _guessed()["example.com"],
        why="Real attackers begin with the largest providers for just this reason.",
        wrong=(
            Wrong(lambda: sum(_guessed().values()), "That is with all three domains. Read the line of example.com."),
            Wrong(lambda: _guessed()["example.net"], "That is example.net. The question is about example.com."),
            Wrong(lambda: _guessed()["example.org"], "That is example.org. The question is about example.com."),
        ),
        hints=("The table has a line for each domain.",),
        solution="guesses.query(\"domain == 'example.com'\").guessed",
    ),
    Task(
        "04.ex-copies",
        "number",
        "How many members' rows are struck out with the copies that nobody needs? (Add up the column members.)",
        answer=lambda: int(_table("copies").query("needed_for == ''")["members"].astype(int).sum()),
        why="Rows that are not there need no password, no update and no letter to a member.",
        wrong=(
            Wrong(
                lambda: int(_table("copies").query("needed_for != ''")["members"].astype(int).sum()),
                "Those stay. You want the copies with a dash under “needed for”: nobody named a use.",
            ),
            Wrong(lambda: _copies(needed_for=""), "That is how many copies go. Add up their members."),
            Wrong(
                lambda: int(_table("copies")["members"].astype(int).sum()),
                "That is all copies. Take only those with a dash under “needed for”.",
            ),
        ),
        hints=("The lines at the end, with a dash under “needed for”.", "Add up their members."),
        solution=(
            "The members of the lines with a dash, added up; in code:"
            " copies.loc[copies.needed_for.isna(), 'members'].sum()"
        ),
    ),
    Task(
        "04.ex-alone",
        "number",
        "Course sign-ups: how many people are alone by age, district and sex?",
        answer=lambda: _signups_alone(["age", "district", "sex"]),
        why="“Without names” again, and more than two in five stand alone.",
        wrong=(
            Wrong(
                lambda: _signups_alone(["age", "district"]),
                "So many are alone by age and district. With the sex there are more: all three columns together.",
            ),
            Wrong(
                lambda: _signups_alone(["age", "sex"]),
                "So many are alone by age and sex. With the district there are more: all three columns together.",
            ),
            Wrong(
                lambda: len(_signups()) - _signups_alone(["age", "district", "sex"]),
                "Those share all three with somebody. You want the others.",
            ),
            Wrong(
                lambda: ident.identifiability(_signups(), ["age", "district", "sex"]).classes,
                "That is how many groups there are. How many hold one person?",
            ),
            Wrong(
                lambda: _signups_alone(["ten", "district", "sex"]),
                "That is by ten years of age. This task takes the age as it is.",
            ),
        ),
        hints=(
            "Which rows share all three values with nobody?",
            "ident.class_sizes(signups, ['age', 'district', 'sex'])",
        ),
        solution=(
            "The rows that share age, district and sex with no other; in code:"
            " (ident.class_sizes(signups, ['age', 'district', 'sex']) == 1).sum()"
        ),
    ),
    Task(
        "04.ex-group",
        "number",
        "Course sign-ups, by ten years of age, district and sex: how many people are in the group of two or more that"
        " shares one illness?",
        answer=lambda: int(_signups_shared()["rows"].sum()),
        why="One of its people told a friend to which group of the course they belong. That was enough.",
        wrong=(
            Wrong(lambda: len(_signups_shared()), "That is how many such groups there are. How many people are in it?"),
            Wrong(
                lambda: _signups_ill(
                    _signups_shared().merge(_signups(), on=["ten", "district", "sex"])["cannot_eat"].iloc[0]
                ),
                "That is everybody with this illness, in every group. How many are in the one group?",
            ),
            Wrong(
                lambda: _signups_alone(["ten", "district", "sex"]),
                "Those are still alone after the change. Look for a group of two or more.",
            ),
        ),
        hints=(
            "Make a column with the age rounded down to tens, and sort by it, district and sex.",
            "ident.classes(signups, [...], 'cannot_eat') has a column shared.",
        ),
        solution=(
            "The one group of two or more with the same illness throughout; in code:"
            " ident.classes(signups, ['tens', 'district', 'sex'], 'cannot_eat').query('shared and rows > 1')"
        ),
    ),
)
