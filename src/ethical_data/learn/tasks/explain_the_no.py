"""Tasks of lesson 15: can we say why we said no?"""

import functools
import io

import pandas as pd

from ...data import load
from ...measure import scorecard
from . import Option, Task, Wrong

NEAR = 20  # points above the cutoff that count as having just passed
AMARA = "Obiora"

#: The transfer: a landlord's agency decides who pays a double deposit. Invented, and small enough to do by hand.
DEPOSIT_CARD = pd.read_csv(
    io.StringIO("""characteristic,low,high,value,points,label,can_change,step
rent_share,,30,,50,Rent as a share of income,yes,look for a cheaper flat
rent_share,30,40,,30,Rent as a share of income,yes,look for a cheaper flat
rent_share,40,,,0,Rent as a share of income,yes,look for a cheaper flat
years_at_address,,1,,0,Years at the last address,no,
years_at_address,1,4,,15,Years at the last address,no,
years_at_address,4,,,25,Years at the last address,no,
landlord_letter,,,yes,30,Letter from the last landlord,yes,ask the last landlord for a letter
landlord_letter,,,no,0,Letter from the last landlord,yes,ask the last landlord for a letter
late_rents,,1,,40,Late rents in the last year,with time,pay on the day for a year
late_rents,1,3,,20,Late rents in the last year,with time,pay on the day for a year
late_rents,3,,,0,Late rents in the last year,with time,pay on the day for a year
""")
)
TENANTS = pd.read_csv(
    io.StringIO("""tenant,rent_share,years_at_address,landlord_letter,late_rents
Ines,28,5,yes,0
Jonas,33,2,yes,0
Kofi,35,6,no,0
Lena,42,3,yes,0
Marek,29,0,yes,1
Nadia,37,2,no,4
Otis,26,3,no,0
Pia,44,1,no,1
Quin,31,0,no,0
"""),
    index_col="tenant",
)
DEPOSIT_CUTOFF = 100


@functools.cache
def _people() -> pd.DataFrame:
    return load("fintech_lender", "applications").set_index("application_id")


@functools.cache
def _card() -> pd.DataFrame:
    return load("fintech_lender", "scorecard")


def _policy(setting: str) -> int:
    return int(load("fintech_lender", "policy").set_index("setting")["points"][setting])


def _score() -> pd.Series:
    return scorecard.score(_people(), _card(), _policy("base"))


@functools.cache
def _points() -> pd.DataFrame:
    return scorecard.points(_people(), _card())


@functools.cache
def _reference() -> pd.Series:
    """The middle points of those who just passed."""
    cutoff = _policy("cutoff")
    return scorecard.approved_median(_points(), _score().between(cutoff, cutoff + NEAR))


@functools.cache
def _reasons() -> pd.DataFrame:
    return scorecard.reasons(_people(), _card(), _reference(), _policy("cutoff"), _policy("base"))


def _amara() -> str:
    people = _people()
    return people.index[people["family_name"] == AMARA][0]


def _of(application: str) -> pd.DataFrame:
    reasons = _reasons()
    return reasons[reasons["application"] == application]


def _short(application: str) -> int:
    return int(_policy("cutoff") - _score()[application])


def _with_less(overdraft: bool, step: int = 100) -> int:
    """The largest amount with which Amara passes, out of the overdraft as well or not; 0 if none will do."""
    amounts = range(1000, 5600, step)
    tries = pd.concat([_people().loc[[_amara()]]] * len(amounts)).assign(amount=list(amounts))
    tries = tries.assign(overdraft_days_90d=0) if overdraft else tries
    passes = scorecard.score(tries, _card(), _policy("base")) >= _policy("cutoff")
    return int(tries.loc[passes, "amount"].max()) if passes.any() else 0


def _without_reason(characteristic: str) -> int:
    """How many of the refused do not have this among their principal reasons."""
    reasons = _reasons()
    return int((~reasons.loc[reasons["characteristic"] == characteristic, "principal"]).sum())


def _refused() -> int:
    return int((_score() < _policy("cutoff")).sum())


@functools.cache
def _impossible_jobs() -> pd.Series:
    """Whether each application with a job begun before the age of 15 was refused."""
    people = _people()
    wrong = people["months_in_job"].fillna(0) > (people["age"] - 15) * 12
    return (_score() < _policy("cutoff"))[wrong.to_numpy()]


def first_with(needed: int, top: str) -> str:
    """The first refused application of the year with so many principal reasons, this one first."""
    reasons = _reasons()
    few = reasons.groupby("application", sort=False)["principal"].sum()
    first = reasons[reasons["rank"] == 1].set_index("application")["characteristic"]
    return few.index[(few == needed) & (first[few.index] == top)][0]


def _deposit() -> pd.DataFrame:
    points = scorecard.points(TENANTS, DEPOSIT_CARD)
    reference = scorecard.approved_median(points, points.sum(axis=1) >= DEPOSIT_CUTOFF)
    return scorecard.reasons(TENANTS, DEPOSIT_CARD, reference, DEPOSIT_CUTOFF)


def _deposit_of(tenant: str) -> pd.DataFrame:
    reasons = _deposit()
    return reasons[reasons["application"] == tenant]


def _letter_alone() -> list[str]:
    """Tenants who would pass with a landlord's letter and nothing else changed."""
    points = scorecard.points(TENANTS, DEPOSIT_CARD)
    total, letter = points.sum(axis=1), points["landlord_letter"]
    most = DEPOSIT_CARD.loc[DEPOSIT_CARD["characteristic"] == "landlord_letter", "points"].max()
    return TENANTS.index[(total < DEPOSIT_CUTOFF) & (total - letter + most >= DEPOSIT_CUTOFF)].tolist()


TASKS = (
    Task(
        "15.predict",
        "predict",
        "Which of her answers, do you think, weighed most in the refusal?",
        options=(
            Option("Her income", ""),
            Option("The area that she lives in", ""),
            Option("The amount that she asked for", ""),
            Option("Payments that she missed", ""),
            Option("Days in overdraft", ""),
            Option("What she owes already", ""),
        ),
        why="From the letter alone, all of them fit.",
    ),
    Task(
        "15.short",
        "number",
        "How many points was Amara short?",
        answer=lambda: _short(_amara()),
        why="No letter that hides this lets anybody judge how near it was.",
        wrong=(
            Wrong(lambda: int(_score()[_amara()]), "That is her whole score. How far is it below the cutoff?"),
            Wrong(
                lambda: int(_points().loc[_amara()].sum()),
                "Those are the points of her nine answers, without what everybody starts with.",
            ),
            Wrong(
                lambda: int(_card().groupby("characteristic")["points"].max().sum() - _points().loc[_amara()].sum()),
                "That is how far she is from the best that anybody can have. Nobody needs that: the cutoff is lower.",
            ),
        ),
        hints=("The last line under the table has her score and the cutoff.", "Take her score from the cutoff."),
        solution="The cutoff less her score. In code: cutoff - (base + points.loc[amara].sum())",
        unit=" points",
    ),
    Task(
        "15.gain",
        "choice",
        "In which of these cases does the table show that the black box puts people in a better order than the"
        " scorecard?",
        options=(
            Option(
                "Nowhere: the scorecard is always as good",
                "Look at the tangled world, taught by everybody: the whole interval lies above zero.",
            ),
            Option(
                "In both worlds, if it is taught by everybody",
                "In the simple world there is nothing to find that the score does not hold. What it “finds” there is"
                " chance.",
            ),
            Option(
                "In the tangled world, if it was taught with people who were refused as well",
                "Both of those intervals lie above zero. No lender has these outcomes.",
                True,
            ),
            Option(
                "In the tangled world, whoever taught it",
                "Look at the line taught by its own loans: its interval holds zero.",
            ),
        ),
        why="Two things must come together: something that points cannot see, and people to learn it from.",
        solution="c: of these, only the two lines in the tangled world whose interval lies above zero",
        hints=("A gain is shown where the whole interval lies above zero.",),
    ),
    Task(
        "15.unseen",
        "choice",
        "Taught by its own loans, the black box loses what it had gained. Why?",
        options=(
            Option(
                "It had fewer people to learn from",
                "Then the line “taught by as few” would lose it too. It does not: as many people, drawn from all, keep"
                " most of the gain.",
            ),
            Option(
                "The people it most needed to learn from were refused, and nobody saw what became of them",
                "The card had already taken out the people with low scores. What is left says little about them.",
                True,
            ),
            Option(
                "The people who got loans lied on the form",
                "Nothing in these data says so, and the black box read the same answers in each case.",
            ),
            Option(
                "The seed of the random numbers was a bad one",
                "The interval already says how much chance can do. This is more.",
            ),
        ),
        why=(
            "This is called selective labels. More loans of the same kind do not cure it; lending to a few of the"
            " refused, drawn by lot, would."
        ),
        solution="b: as few people, taken from all, keep most of the gain",
        hints=(
            (
                "Compare two lines: “taught by as few” and “taught by its loans”. What do they have in common, and what"
                " not?"
            ),
        ),
    ),
    Task(
        "15.model",
        "decide",
        "Which model will decide at your firm?",
        options=(
            Option(
                "The scorecard as it is",
                "Nothing new to explain. In a tangled world you leave some accuracy on the table, and people pay for it"
                " who would have repaid.",
            ),
            Option(
                "The black box, taught by your own loans",
                "You give up reasons that can be read, for a gain that your own loans do not show.",
            ),
            Option(
                "A black box from a supplier who says that it was taught by everybody",
                "If it is so and the world is tangled, fewer loans fail. You can check neither on your own loans, and"
                " you still owe each refused person the reasons.",
            ),
            Option(
                "A longer card: the old score and four lines for pairs that loan officers name",
                "Readable and, here, as good as the best box. But here we knew which pairs to look for; your loan"
                " officers may guess wrong, and then these lines add chance.",
            ),
        ),
        rubric=(
            "Says which world you believe to be in, and what would show it.",
            "Uses a number of the table, with its interval, and does not read a line that holds zero as a gain.",
            "Says who pays for a wrong choice: people who would have repaid, or the firm.",
            "Says what you will tell a person who is refused by it.",
        ),
    ),
    Task(
        "15.enough",
        "number",
        "Suppose the first two of her reasons had been as usual, all else equal. How many points would she still have"
        " been short?",
        answer=lambda: int(_short(_amara()) - _of(_amara())["lost"].iloc[:2].sum()),
        why="So two reasons do not account for the refusal. Three do, and no single one would.",
        wrong=(
            Wrong(
                lambda: int(_short(_amara()) - _of(_amara())["lost"].iloc[:1].sum()),
                "That is with the first reason alone. Take the second as well.",
            ),
            Wrong(0, "Near, but read the column of the score after the second reason: it is not yet at the cutoff."),
            Wrong(
                lambda: int(_of(_amara())["lost"].iloc[:2].sum()),
                "Those are the points that the two reasons cost. How many of the missing ones are then left?",
            ),
        ),
        hints=(
            "The column “score then” says what her score would be with this reason and those above it put right.",
            "Take the second line's score from the cutoff.",
        ),
        solution="cutoff less “score then” in the second line",
        unit=" points",
    ),
    Task(
        "15.reference",
        "choice",
        "Against the middle of those who just passed, nobody's reason is the missing direct debit. Against their mean,"
        " it is one of Amara's. Which is right?",
        options=(
            Option(
                "The middle: it names points that somebody really had",
                "A good property. But it is a choice, and somebody who chose the mean would not be wrong.",
            ),
            Option(
                "The mean: it is the official one",
                "The US commentary says average, and lets in other ways with much the same results. It does not make"
                " the other one false.",
            ),
            Option(
                "Neither alone: reasons are always against a reference, so state it, keep to it, and check that the"
                " reasons add up to the decision",
                "“Against whom?” belongs to the reason as much as the points do.",
                True,
            ),
            Option(
                "Whichever gives the shorter letter",
                "Then you choose the reference after seeing the reasons. Choose it before, once, for everybody.",
            ),
        ),
        why="Choose the reference before you look at anybody, and write it down.",
        solution="c: state the reference, and keep to it",
        hints=("Can a comparison be right without saying with whom?",),
    ),
    Task(
        "15.amount",
        "number",
        "If Amara also stays out of the overdraft for 90 days: what is the most that she can ask for and be approved?"
        " (in steps of 100)",
        answer=lambda: _with_less(True),
        why=(
            "A small step on the knob flips a decision: an edge of the card runs between two amounts, and nobody"
            " becomes a safer borrower by crossing it."
        ),
        wrong=(
            Wrong(lambda: _with_less(True) + 100, "One step too many: read the second number at this amount."),
            Wrong(0, "Try smaller amounts and read the second number, the one with the overdraft."),
            Wrong(
                lambda: int(_people().loc[_amara(), "amount"]),
                "That is what she asked for. Turn the knob down until the second number reaches the cutoff.",
            ),
            Wrong(1400, "That works, but it is not the most that she can ask for. Try more."),
        ),
        hints=(
            "Turn the knob down from 5,500 in steps of 100.",
            "Read the second number, with the overdraft. Stop where it first reaches the cutoff.",
        ),
        solution="Where the bin “under 3,000” begins",
    ),
    Task(
        "15.alike",
        "choice",
        "From lesson 05, where like was compared with like: which comparison tells what a direct debit does to"
        " repayment?",
        options=(
            Option(
                "Those on direct debit with those who are not",
                "Careful people switch more often, and repay more often anyway: unlike people are compared.",
            ),
            Option(
                "Among those asked: who switched with who did not",
                "The same trap, a little better hidden. They were asked by lot, but nobody drew lots over who"
                " switches.",
            ),
            Option(
                "Those who were asked with those who were not",
                "A lot decided who was asked. So the two groups are alike in everything else, also in what nobody"
                " recorded.",
                True,
            ),
            Option(
                "The approved with the refused",
                "That compares people with different scores, and the refused have no outcomes at all.",
            ),
        ),
        why="A lot makes like with like, even in what nobody wrote down.",
        solution="c: a lot decided who was asked",
        hints=("Who decided into which group a person came?",),
    ),
    Task(
        "15.importance",
        "number",
        "Suppose every letter named the answer at the top of this chart. To how many of the refused would you give a"
        " reason that is not one of theirs?",
        answer=lambda: _without_reason("missed_payments_24m"),
        why="Amara is one of them: she missed no payment, and has full points there.",
        wrong=(
            Wrong(
                lambda: _refused() - _without_reason("missed_payments_24m"),
                "Those are the ones for whom it is a reason. The others, please.",
            ),
            Wrong(_refused, "That is everybody who was refused. For some of them it is a reason."),
            Wrong(0, "Read the line above the chart."),
        ),
        hints=(
            "The number stands in the line above the chart.",
            "Of the refused, those without it among their principal reasons.",
        ),
        solution="The number in the line above the chart: the refused without it among their "
        "principal reasons. In code: "
        "(~reasons.query(\"characteristic == 'missed_payments_24m'\").principal).sum()",
        unit=" people",
    ),
    Task(
        "15.letter",
        "choice",
        "A colleague wants to shorten the letter. Which sentence may stand for the reasons?",
        options=(
            Option(
                "Your score was below our policy",
                "It names no reason. The US rule says of just this kind of phrase that it is not specific enough, and"
                " nobody can object to it or learn from it.",
            ),
            Option("Our model weighs missed payments most", "True of the model and false of Amara: she missed none."),
            Option(
                "Your income is too low for this amount",
                "It sounds like her, and her income did lose points. But it is not among the reasons that account for"
                " the decision.",
            ),
            Option(
                "Nine days in overdraft of the last 90, an amount of 5,500, and payments on debts of 29 of every 100"
                " that you earn",
                "Specific, hers, and together they account for the decision. She can check each of them.",
                True,
            ),
        ),
        why="A reason that a person can check is one that she can correct.",
        solution="d: it names her own reasons, with numbers that she can check",
        hints=("Which of these could Amara show to be wrong, if it were?",),
    ),
    Task(
        "15.law",
        "choice",
        "A US lender hears that the agency withdrew its circular on complex algorithms in May 2025. Must it still give"
        " the principal reasons, if a black box decides?",
        options=(
            Option(
                "No: without the circular, complex models are exempt",
                "The circular explained the rule. The duty stands in the rule.",
            ),
            Option(
                "Yes: 12 CFR 1002.9 asks for the specific principal reasons, whatever the model",
                "Circulars come and go; the regulation and its commentary stayed.",
                True,
            ),
            Option(
                "Only if the person asks a second time",
                "A lender may first tell of the right to ask. One request is enough, and then there are 30 days.",
            ),
            Option("Only above a certain amount", "The rule on reasons for consumer credit has no such floor."),
        ),
        why="Build on the rule, and read the circulars as comment.",
        solution="b: the duty stands in the regulation",
        hints=("What can a circular do to a regulation?",),
    ),
    Task(
        "15.decide",
        "decide",
        "How much will your letters tell?",
        options=(
            Option(
                "The reasons, and no steps",
                "Honest as far as it goes. Many could pass by one step, and only those with a friend who knows will"
                " find it.",
            ),
            Option(
                "The reasons and every step, direct debit included",
                "Everybody hears what some would find out. The step changes scores and not repayment, so more loans"
                " fail, and the line of the card stops telling anybody apart.",
            ),
            Option(
                "The reasons and the steps, but not direct debit",
                "You keep a secret key to a loan. Who finds it passes; and a reader who learns of it will ask what else"
                " you kept back.",
            ),
            Option(
                "Take direct debit out of the card first, then tell all",
                "Nothing is left that must be hidden. But some who pass today fall out, most of whom would have repaid,"
                " and it costs you a sign of careful people.",
            ),
        ),
        rubric=(
            "Names who gains and who pays, among the refused and among the approved.",
            "Uses a number of the table, and says which one is assumed.",
            "Says what becomes of a step once everybody knows it.",
            "Says what the law of your place asks anyway, and by when you do it.",
        ),
    ),
    Task(
        "15.ex-short",
        "number",
        "How many points was application A00002 short?",
        answer=lambda: _short("A00002"),
        why="The letter to this person was the same as Amara's, word for word but for name and amount.",
        wrong=(
            Wrong(lambda: int(_score()["A00002"]), "That is the score. How far is it below the cutoff?"),
            Wrong(lambda: _short(_amara()), "That was Amara. This is A00002."),
        ),
        hints=("Both numbers stand in the line above.", "Take the score from the cutoff, as in the worked example."),
        solution="The cutoff less the score, both in the line above. In code: cutoff - score['A00002']",
        unit=" points",
    ),
    Task(
        "15.ex-reasons",
        "number",
        "How many reasons does it take, together, to account for this refusal?",
        answer=lambda: int(_of(first_with(4, "debt_percent"))["principal"].sum()),
        why="Four is what the US commentary still finds helpful. The letter names these, in this order, and no others.",
        wrong=(
            Wrong(
                lambda: int((_of(first_with(4, "debt_percent"))["lost"] > 0).sum()),
                "Those are all answers that lost points. Stop at the line where the score first reaches the cutoff.",
            ),
            Wrong(
                lambda: int(_of(first_with(4, "debt_percent"))["principal"].sum()) - 1,
                "At this line the score is still below the cutoff. One more.",
            ),
            Wrong(1, "The first reason alone does not bring the score to the cutoff. Read on."),
        ),
        hints=(
            "Read the last column from the top. Where does it first reach 500?",
            "Count that line and those above it.",
        ),
        solution="The lines from the top to the one where score_then first reaches the cutoff. In code: "
        "theirs['principal'].sum()",
        unit=" reasons",
    ),
    Task(
        "15.ex-jobs",
        "number",
        "How many people were scored on a job that they would have begun before they were 15?",
        answer=lambda: len(_impossible_jobs()),
        why=(
            "Nobody noticed, as no letter showed anybody the number that was used. A letter with a person's own numbers"
            " is also your cheapest check of the data."
        ),
        wrong=(
            Wrong(
                lambda: len(_impossible_jobs()) - 1,
                "One is missing: count the rows of the table once more. (Code numbers rows from 0, so there the "
                "last number is not the count.)",
            ),
            Wrong(lambda: int(_impossible_jobs().sum()), "Those are the refused among them. Count all."),
            Wrong(
                lambda: int((_people()["months_in_job"].fillna(0) > _people()["age"] - 15).sum()),
                "One is in months and the other in years: bring both to months.",
            ),
        ),
        hints=(
            "The table shows these people and nobody else.",
            "So count its rows. In code: they are the people with months_in_job > (age - 15) * 12.",
        ),
        solution="The number of rows in the table. In code: too_long.sum()",
        unit=" people",
    ),
    Task(
        "15.ex-jobs-refused",
        "number",
        "And how many of these were refused?",
        answer=lambda: int(_impossible_jobs().sum()),
        why=(
            "A long job earns most points, so the mistakes mostly help. Somebody who was approved by a mistake has a"
            " loan that the card would not have given."
        ),
        wrong=(
            Wrong(lambda: len(_impossible_jobs()), "That is all of them. How many have a score below the cutoff?"),
            Wrong(lambda: int((~_impossible_jobs()).sum()), "Those are the approved."),
        ),
        hints=(
            "Compare the column “score” with the cutoff, 500.",
            "Refused is who lies below it. In code: compare score[too_long] with cutoff.",
        ),
        solution="The rows with a score below the cutoff. In code: (score[too_long] < cutoff).sum()",
        unit=" people",
    ),
    Task(
        "15.ex-step",
        "choice",
        "A step that a letter names is not yet a good step. Which of these would you put into a letter to somebody who"
        " was refused?",
        options=(
            Option(
                "Be with your bank for four more years",
                "Nobody can do that before the next application. A step must be within reach.",
            ),
            Option(
                "Move to another area",
                "Nobody moves for a few points, and a step like that says: people from there need not apply.",
            ),
            Option(
                "Ask for 2,900 or less and stay out of the overdraft for 90 days; asked within six months, these points"
                " still hold",
                "Within reach, checkable, and it says how long the word holds.",
                True,
            ),
            Option(
                "Improve your financial behaviour", "It names nothing to do. Whoever reads it knows as much as before."
            ),
        ),
        why="Within reach, specific, and still true when the person comes back.",
        solution="c: within reach, specific, and it says how long it holds",
        hints=("Could the person do it, and would it still hold when they have?",),
    ),
    Task(
        "15.ex-deposit",
        "table",
        "Nadia must pay a double deposit. Which reasons together account for it, the weightiest first? (the names of"
        " the characteristics, each in quotation marks, in square brackets)",
        answer=lambda: _deposit_of("Nadia").query("principal")["characteristic"].tolist(),
        why="Another firm, another card: the same question and the same test.",
        wrong=(
            Wrong(
                lambda: _deposit_of("Nadia").query("principal")["characteristic"].tolist()[:1],
                "That alone does not bring her to the cutoff. What comes next?",
            ),
            Wrong(
                lambda: _deposit_of("Nadia")["characteristic"].tolist(),
                "Those are all four. Stop where the sum first reaches what she is short.",
            ),
            Wrong(
                lambda: _deposit_of("Nadia").query("lost > 0")["characteristic"].tolist(),
                "Each of these lost points. Stop where the sum first reaches what she is short.",
            ),
            Wrong(
                lambda: sorted(_deposit_of("Nadia").query("principal")["characteristic"]),
                "The right ones. Put the one that lost most first.",
            ),
            Wrong(
                lambda: ", ".join(_deposit_of("Nadia").query("principal")["characteristic"]),
                "The right names, and in order. Give each its own quotation marks, within the square brackets.",
            ),
            Wrong(
                lambda: _deposit_of("Nadia").query("principal")["characteristic"].tolist()[1:],
                "That is one of them. Where did she lose more?",
            ),
        ),
        hints=(
            "First the points, then the middle points of those who passed, then the difference for Nadia.",
            (
                "Begin with what she lost most by, and stop where the sum first reaches what she is short. In code: "
                "scorecard.reasons(TENANTS, DEPOSIT_CARD, usual, DEPOSIT_CUTOFF), and then Nadia's rows with principal."
            ),
        ),
        solution='["late_rents", "landlord_letter"]: her late rents cost her most, the missing letter comes next, '
        "and the two together bring her over the cutoff.",
    ),
    Task(
        "15.ex-letter-alone",
        "number",
        "How many of those who must pay double would not have to with a letter from the last landlord, all else equal?",
        answer=lambda: len(_letter_alone()),
        why=(
            "Before you write “get a letter” into the notice: does the letter make anybody a better tenant, or is it a"
            " sign of who had a friendly landlord? Only a trial tells."
        ),
        wrong=(
            Wrong(
                lambda: int(
                    (
                        (scorecard.points(TENANTS, DEPOSIT_CARD).sum(axis=1) < DEPOSIT_CUTOFF)
                        & (TENANTS["landlord_letter"] == "no")
                    ).sum()
                ),
                "Those have no letter. Would its points be enough for each of them?",
            ),
            Wrong(
                lambda: int((TENANTS["landlord_letter"] == "no").sum()),
                "That is everybody without a letter. Somebody among them passes without it, and for some it is not "
                "enough.",
            ),
        ),
        hints=(
            "Add the points of the letter to each score that lacks it.",
            "Who is below the cutoff without it and at it or above with it?",
        ),
        solution="Of those below the cutoff and without a letter, count who reaches it with the points of the "
        "letter. In code: (~passed & (with_letter >= DEPOSIT_CUTOFF)).sum()",
        unit=" tenants",
    ),
)
