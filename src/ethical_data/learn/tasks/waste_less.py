"""Tasks of lesson 07: can we waste less without watching people harder?"""

import functools
import math

import numpy as np
import pandas as pd

from ...data import load
from . import Option, Task, Wrong

LATE, SHUFFLES, SEED, MONTH = 30, 1000, 7, "2025-08"


@functools.cache
def _portioned() -> pd.DataFrame:
    """The dishes that are portioned for an evening, with what was wanted."""
    sales = load("restaurant", "sales").dropna(subset="prepared")
    return sales.assign(wanted=sales["sold"] + sales["asked_in_vain"], weekday=sales["day"].dt.day_name())


@functools.cache
def _counts(column: str, extra: int = 0) -> tuple[int, int]:
    """Portions thrown away and asked for in vain, had the mean of four same weekdays, and `extra`, been made."""
    sales = _portioned()
    mean = sales.groupby(["dish", "weekday"])[column].transform(lambda s: s.astype("float64").shift().rolling(4).mean())
    over = (np.floor(mean + 0.5) + extra - sales["wanted"]).dropna()
    return int(over.clip(lower=0).sum()), int((-over).clip(lower=0).sum())


@functools.cache
def _chef() -> tuple[int, int]:
    later = _portioned()[_portioned().groupby(["dish", "weekday"]).cumcount() >= 4]
    return int(later["left_over"].sum()), int(later["asked_in_vain"].sum())


def _best(worth: float) -> int:
    """The extra portions that cost least if a guest in vain is as bad as `worth` portions in the bin."""
    cost = {extra: _counts("wanted", extra)[0] + worth * _counts("wanted", extra)[1] for extra in range(-4, 7)}
    return min(cost, key=cost.get)


@functools.cache
def _late() -> pd.DataFrame:
    """Late tickets: the station of the longest wait, and the day of the week."""
    tickets = load("restaurant", "tickets")
    tickets = tickets.assign(
        wait=tickets["started_at"] - tickets["sent_at"],
        whole=(tickets["done_at"] - tickets["sent_at"]).dt.total_seconds() / 60,
    )
    each = (
        tickets.sort_values("wait")
        .groupby("ticket")
        .agg(station=("station", "last"), whole=("whole", "max"), day=("sent_at", "first"))
    )
    late = each[each["whole"] > LATE]
    return late.assign(weekday=late["day"].dt.day_name())


def _late_on(friday: bool, grill: bool) -> int:
    return int((((_late()["weekday"] == "Friday") == friday) & ((_late()["station"] == "grill") == grill)).sum())


@functools.cache
def _stretched(guests: int, by_covers: bool) -> int:
    """Evenings with more than so many guests for each server, under today's rota or one by the weekday's mean."""
    evenings = load("restaurant", "evenings")
    need = np.ceil(evenings.groupby("weekday")["covers"].mean() / guests)
    on = evenings["weekday"].map(need) if by_covers else evenings["servers_on"]
    return int((evenings["covers"] > guests * on).sum())


def _shifts(guests: int) -> int:
    return int(np.ceil(load("restaurant", "evenings").groupby("weekday")["covers"].mean() / guests).sum())


@functools.cache
def _shuffled() -> int:
    """Shuffles of the names in which first and last lie at least as far apart as in the software's ranking."""
    visits = load("restaurant", "visits")
    visits = visits[visits["seated_at"].dt.strftime("%Y-%m") == MONTH]
    minutes, names = (visits["ordered_at"] - visits["seated_at"]).dt.seconds / 60, visits["server"].to_numpy()

    def gap(names: np.ndarray) -> float:
        means = minutes.groupby(names).mean()
        return means.max() - means.min()

    rng, real = np.random.default_rng(SEED), gap(names)
    return int(sum(gap(rng.permutation(names)) >= real - 1e-9 for _ in range(SHUFFLES)))


def _friday(column: str) -> int:
    bass = _portioned().query("dish == 'sea bass' and weekday == 'Friday'")
    return int(bass[column].iloc[-1])


def _kiosk() -> pd.DataFrame:
    days = load("restaurant", "kiosk_days")
    return days.assign(weekday=days["day"].dt.day_name(), left=days["made"] - days["sold"])


def _kiosk_fridays(sold_out: bool) -> int:
    wraps = _kiosk().query("sandwich == 'falafel wrap' and weekday == 'Friday'")
    return int((wraps["sold_out_at"].notna() == sold_out).sum())


def _kiosk_plan(take: str) -> int:
    """Falafel wraps for next Thursday: the mean of the last four Thursdays, rounded."""
    wraps = _kiosk().query("sandwich == 'falafel wrap'")
    thursdays = wraps[wraps["weekday"] == "Thursday"]["sold"]
    means = {"last four": thursdays.iloc[-4:], "every day": wraps["sold"], "last": thursdays.iloc[-1:]}
    return math.floor(means[take].mean() + 0.5)


def _extra(dish: str, extra: int, part: int) -> int:
    sales = _portioned()
    sales = sales[sales["dish"] == dish]
    mean = sales.groupby("weekday")["wanted"].transform(lambda s: s.astype("float64").shift().rolling(4).mean())
    over = (np.floor(mean + 0.5) + extra - sales["wanted"]).dropna()
    return int((over if part == 0 else -over).clip(lower=0).sum())


TASKS = (
    Task(
        "07.predict",
        "predict",
        "In August the software marks three of your ten servers “needs attention”. How many of these three will "
        "it mark again in September?",
        among=(0, 3),
    ),
    Task(
        "07.friday",
        "number",
        "Last Friday: for how many portions of sea bass did guests ask?",
        answer=lambda: _friday("wanted"),
        why="Sold, and asked for in vain. The till alone would have told you what the chef had ordered.",
        wrong=(
            Wrong(lambda: _friday("sold"), "That is what was sold. Some guests asked after the last one had gone."),
            Wrong(
                lambda: _friday("asked_in_vain"), "Those are the guests who asked in vain. Others asked and got one."
            ),
        ),
        hints=("Find the row “Friday”.", "Guests asked for those that were sold, and for those asked for in vain."),
        solution="The row “Friday”: sold plus asked in vain.",
    ),
    Task(
        "07.baseline",
        "number",
        "How many portions fewer go into the bin if Marta prepares what was wanted on the last four same weekdays?",
        answer=lambda: _chef()[0] - _counts("wanted")[0],
        why=(
            "And fewer guests ask in vain as well, with no more cleverness than a mean of four numbers. That is why it"
            " is the baseline: whatever somebody sells you must beat it."
        ),
        wrong=(
            Wrong(
                lambda: _counts("wanted")[0],
                "That is what still goes into the bin. How much less is it than under the fixed order?",
            ),
            Wrong(
                lambda: _chef()[0] - _counts("sold")[0],
                "That row plans from what was sold. It throws away least because it sends most guests away.",
            ),
            Wrong(
                lambda: _chef()[1] - _counts("wanted")[1],
                "Those are the guests who no longer ask in vain. The question is about the bin.",
            ),
        ),
        hints=(
            "Two rows: the fixed order, and the same weekday of what was wanted.",
            "Take the smaller “thrown away” from the larger.",
        ),
        solution="Thrown away under the fixed order, less thrown away in the last row.",
    ),
    Task(
        "07.price",
        "number",
        "Turn the control to 3. How many portions on top of the baseline cost least?",
        answer=lambda: _best(3),
        why=(
            "The dearer a guest who goes without, the more you throw away on purpose. No data decides that price. You"
            " do, and now it can be seen."
        ),
        wrong=(
            Wrong(lambda: _best(1), "That is at a price of 1. Turn the control to 3."),
            Wrong(3, "That is the price, or what costs least at 5. At 3: which row of the table costs least?"),
            Wrong(
                lambda: _counts("wanted", _best(3))[0],
                "Those are the portions thrown away in the best row. How many extra portions is that row?",
            ),
        ),
        hints=("Choose 3 among the buttons.", "The sentence below names the row with the smallest sum."),
        solution="The sentence below the control at 3.",
    ),
    Task(
        "07.grill",
        "number",
        "Of 100 late orders on a Friday, how many waited longest at the grill? (the upper table; whole number)",
        answer=lambda: round(100 * _late_on(True, True) / (_late_on(True, True) + _late_on(True, False))),
        tolerance=0.5,
        why="One station on one evening. Nobody's name was needed to find it.",
        wrong=(
            Wrong(
                lambda: round(_late_on(True, True) / (_late_on(True, True) + _late_on(True, False)), 2),
                "That is the share of one. The question is out of 100: times 100.",
            ),
            Wrong(
                lambda: _late_on(True, True) + _late_on(True, False),
                "Those are all late orders on Fridays. How many of 100 waited longest at the grill?",
            ),
            Wrong(
                lambda: round(100 * _late_on(False, True) / (_late_on(False, True) + _late_on(False, False))),
                "That is on all other evenings. Take the column for Fridays.",
            ),
            Wrong(lambda: _late_on(True, True), "That is how many there were. Out of 100?"),
            Wrong(
                lambda: round(100 * _late_on(True, True) / len(_late())),
                "You divided by the late orders of all evenings. Take those of Fridays.",
            ),
        ),
        hints=(
            "In the column “Fridays”: the grill, and all stations together.",
            "The grill divided by the sum, times one hundred.",
        ),
        solution="The grill's number divided by the sum of the column “Fridays”.",
    ),
    Task(
        "07.rota",
        "number",
        "At 25 guests for each server, on how many evenings would the servers still be stretched under the rota by"
        " guests?",
        answer=lambda: _stretched(25, True),
        why="With exactly as many shifts a week as today. Nobody had to be watched for it, and nobody has to run.",
        wrong=(
            Wrong(lambda: _stretched(25, False), "That is under today's rota, five on every evening."),
            Wrong(lambda: _shifts(25), "Those are the shifts in a week. How many evenings are stretched?"),
            Wrong(lambda: _stretched(27, True), "That is at 27 guests. Set the control to 25."),
        ),
        hints=("The sentence names two numbers of evenings.", "Today's comes first. Take the other."),
        solution="The second number of evenings in the sentence.",
    ),
    Task(
        "07.noise",
        "number",
        "In how many of the 1,000 shuffles do first and last lie at least as far apart as in the software's ranking?",
        answer=_shuffled,
        why="A gap that luck makes more often than not says nothing about the people. It had looked like a verdict.",
        wrong=(
            Wrong(lambda: SHUFFLES - _shuffled(), "Those are the shuffles with a smaller gap. Take the others."),
            Wrong(lambda: round(_shuffled() / 10), "That is out of a hundred. The question is out of 1,000."),
            Wrong(10, "Those are the servers. Read the line above the chart."),
        ),
        hints=("The line above the chart.", "The number of shuffles whose gap is as large or larger."),
        solution="The line above the chart.",
    ),
    Task(
        "07.back-small",
        "choice",
        "Back to lesson 05, where 20 customers of the Islands were too few to tell. Here most first and last places"
        " went to the four who work part time. Why?",
        hints=("Look at the column “tables” in August's list.",),
        solution="b: few tables make a mean that swings, up as well as down.",
        options=(
            Option(
                "They take the job less seriously",
                "Then they would be last more often, not first as well. They hold both ends.",
            ),
            Option(
                "They have fewer tables, so their mean swings more",
                "A mean of fifty tables wanders further than one of a hundred and fifty. "
                "Of people with few rows the honest answer is “cannot tell”; a ranking has no such place.",
                True,
            ),
            Option(
                "They work on the hardest evenings",
                "The rota gives them each evening in turn. And hard evenings would make them last, not first.",
            ),
            Option("There are more of them", "There are four of them, and six who work full time."),
        ),
        why="A list sorted by a mean has the small groups at both ends. Whoever reads only one end sees a pattern.",
    ),
    Task(
        "07.decide",
        "decide",
        "The software offers to link its ranking to bonus and weekend shifts. What do you do?",
        options=(
            Option(
                "Link it: a bonus for the first three, no weekend shift for the last three",
                "Money and shifts go by lot, month after month, and the "
                "lot falls mostly on those who work part time. In the EU and the UK this has to pass every test above.",
            ),
            Option(
                "Hang the ranking up, with no consequences",
                "No money moves. Most of the team will have stood among the last three within half a year, in front of"
                " the others.",
            ),
            Option(
                "No ranking; each server sees their own times, with a range",
                "Honest, and it costs an explanation. The times stay on file, and somebody will ask for a list.",
            ),
            Option(
                "Switch it off, delete the names once the bill is settled, and mend the grill and the rota",
                "What guests wait for is mended where it arises. You give up a tool that might one day show that"
                " somebody really needs help; you will have to notice that yourself.",
            ),
        ),
        rubric=(
            "Says what the ranking measured, and that shuffled names give the like.",
            "Says who is hit, in numbers, full time and part time apart.",
            "Keeps what the law of your place settles apart from what is left for you.",
            (
                "Names something that would change the answer: say, a gap that stays for the same people in several"
                " months."
            ),
        ),
    ),
    Task(
        "07.ex-tart",
        "number",
        "Lemon tart: how many portions more would go into the bin with 3 extra portions than with the baseline alone?",
        answer=lambda: _extra("lemon tart", 3, 0) - _extra("lemon tart", 0, 0),
        why=(
            "Three extra portions on each evening, and most of them end in the bin. What they buy stands in the other"
            " column."
        ),
        wrong=(
            Wrong(
                lambda: _extra("lemon tart", 3, 0),
                "That is the whole bin with 3 extra. How much more is it than without?",
            ),
            Wrong(
                lambda: _extra("lemon tart", 0, 1) - _extra("lemon tart", 3, 1),
                "Those are the guests who get a tart after all. The question is about the bin.",
            ),
            Wrong(lambda: _extra("lemon tart", 2, 0) - _extra("lemon tart", 0, 0), "That is for two extra portions."),
        ),
        hints=("The rows 0 and 3, the column “thrown away”.", "Take the smaller from the larger."),
        solution="Thrown away in row 3 less thrown away in row 0.",
    ),
    Task(
        "07.ex-late",
        "number",
        "Saturdays have more guests than Fridays. How many late orders on Saturdays waited longest at the grill?",
        answer=lambda: int(((_late()["weekday"] == "Saturday") & (_late()["station"] == "grill")).sum()),
        why="A fraction of the Fridays' number, with more guests: on Saturdays two cooks stand at the grill.",
        wrong=(
            Wrong(lambda: _late_on(True, True), "That is Fridays. Read the row for Saturdays."),
            Wrong(
                lambda: int((_late()["weekday"] == "Saturday").sum()),
                "Those are the late orders of all stations on Saturdays.",
            ),
            Wrong(lambda: _late_on(False, True), "Those are all evenings that are not Fridays. Saturdays alone?"),
        ),
        hints=("The row “Saturday”.", "The column “grill”."),
        solution="Row Saturday, column grill.",
    ),
    Task(
        "07.ex-shuffle",
        "choice",
        "A supplier shows that the quickest of 12 delivery drivers needs 9 minutes less than the slowest. What do you"
        " ask for first?",
        hints=("What would the list look like if the drivers were all alike?",),
        solution="b: only a gap larger than the one that shuffled names make says anything about drivers.",
        options=(
            Option("A larger screen for the ranking", "It would show the same noise, larger."),
            Option(
                "How far apart first and last lie when the names are shuffled",
                "That says what luck alone makes of so many tours. Only what goes beyond it is about drivers.",
                True,
            ),
            Option(
                "The slowest driver's reasons",
                "You would ask somebody to explain luck. First find out whether there is anything to explain.",
            ),
            Option(
                "Next year's ranking",
                "A second ranking does help, but a year is long, and the shuffle can be had today.",
            ),
        ),
        why=(
            "The extremes of many means always lie far apart. The question is whether they lie further apart than luck"
            " puts them."
        ),
    ),
    Task(
        "07.ex-kiosk-told",
        "number",
        "The kiosk: on how many Fridays can the file tell how many falafel wraps were wanted?",
        answer=lambda: _kiosk_fridays(False),
        why=(
            "On all other Fridays the wraps had gone, and nobody wrote down who asked after that. “Cannot tell” is the"
            " answer there."
        ),
        wrong=(
            Wrong(
                lambda: _kiosk_fridays(True),
                "On these the wraps had gone: the file says how many were made, not how many were wanted.",
            ),
            Wrong(
                lambda: _kiosk_fridays(True) + _kiosk_fridays(False),
                "Those are all Fridays. On some the wraps had gone.",
            ),
            Wrong(
                lambda: int(_kiosk().query("sandwich == 'falafel wrap'")["sold_out_at"].isna().sum()),
                "Those are all days on which some were left. Fridays only.",
            ),
        ),
        hints=("Falafel wraps, Fridays: look at “sold_out_at”.", "Count those on which it is empty."),
        solution="Of the falafel wraps keep the Fridays, and count those without a time in sold_out_at. In code: (("
        "wraps['weekday'] == 'Friday') & wraps['sold_out_at'].isna()).sum()",
    ),
    Task(
        "07.ex-kiosk-plan",
        "number",
        "How many falafel wraps would you make next Thursday, by the mean of the last four Thursdays (rounded)?",
        answer=lambda: _kiosk_plan("last four"),
        why="A baseline that anybody can work out, and that a clever forecast has to beat.",
        wrong=(
            Wrong(lambda: _kiosk_plan("every day"), "That is the mean of all days. Thursdays are not like Fridays."),
            Wrong(lambda: _kiosk_plan("last"), "That is the last Thursday alone. One day swings more than four."),
            Wrong(22, "That is what the kiosk makes every day. What was sold on the last four Thursdays?"),
            Wrong(
                lambda: int(
                    _kiosk().query("sandwich == 'falafel wrap' and weekday == 'Thursday'")["sold"].iloc[-4:].sum()
                ),
                "That is all four Thursdays together. Divide by four.",
            ),
        ),
        hints=("Falafel wraps, Thursdays, the last four rows.", "Add what was sold and divide by four."),
        solution="The mean of sold on the last four Thursdays, rounded.",
    ),
)
