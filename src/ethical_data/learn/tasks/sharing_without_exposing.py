"""Tasks of lesson 18: can 24 farms learn from each other and stay private?"""

import functools
import math
from fractions import Fraction

import pandas as pd

from ...data import load
from ...measure import release
from . import Option, Task, Wrong

RUTH, ESTATE, LOW, HIGH, MINIMUM = "F03", "F06", 0, 900, 5
CELLS = ["crop", "station"]
TOWN, EMMA, CAP = "North Brandon", "emma.clarke@example.com", 20_000  # the exercise's shop; cents


def _farms() -> pd.DataFrame:
    return load("farmers_consortium", "farms")


def _many() -> pd.DataFrame:
    return load("farmers_consortium", "farms_many")


@functools.cache
def _now() -> pd.DataFrame:
    """The harvests of 2025, each with what is known of its field."""
    harvests = load("farmers_consortium", "harvests").query("season == 2025")
    return harvests.merge(load("farmers_consortium", "fields"), on="field_id")


def _published(edition: str) -> pd.DataFrame:
    return load("farmers_consortium", "releases").query("release == @edition")


def _named(*stays: str) -> pd.DataFrame:
    """The fields of 2025 whose values in these columns belong to one farm only."""
    return _now()[_now().groupby(list(stays))["farm_id"].transform("nunique") == 1]


def _acres(crop: str, farm: str | None = None) -> int:
    grown = _now()[_now()["crop"] == crop]
    return int(grown["acres"].sum() if farm is None else grown.loc[grown["farm_id"] == farm, "acres"].sum())


def _shown_crops() -> int:
    """Acres of the crops that release A shows in the column of all stations."""
    a = _published("A").query("station == 'all' and crop != 'all'")
    return int(a["acres"].sum())


def _gap(crop: str, column: str, station: str = "all") -> int:
    """Release A less release B, in one cell."""
    a, b = (_published(edition).set_index(CELLS)[column] for edition in "AB")
    return int(a[crop, station] - b[crop, station])


def _rest() -> int:
    """What Ruth harvested of the crops that release B hides: all less the crops that both releases show."""
    return _gap("all", "harvest_kg") - sum(
        _gap(crop, "harvest_kg") for crop in ("wheat", "barley", "beans", "rapeseed")
    )


def _half(high: int, epsilon: str, neighbours: str = "replace-one") -> int:
    """At 95 %: the largest noise of a sum of values from LOW to `high`."""
    return math.floor(release.error_bound(release.sensitivity("sum", neighbours, LOW, high) / Fraction(epsilon)))


def _share(farms: pd.DataFrame, epsilon: str) -> float:
    """The largest noise of the capped sum of acres, in per cent of that sum."""
    return round(100 * _half(HIGH, epsilon) / int(farms["acres"].clip(LOW, HIGH).sum()), 1)


def _farms_needed(share: float) -> float:
    """With how many farms of the mean size the capped sum is within `share` at epsilon 1."""
    return _half(HIGH, "1") / share / (_farms()["acres"].clip(LOW, HIGH).sum() / len(_farms()))


def _widest(bounds: tuple[int, ...] = (900, 1500, 3000, 5000, 7000)) -> int:
    """The bound under which the many lose least to cutting and noise together, at epsilon 1."""
    return min(bounds, key=lambda high: -release.clamp(_many()["acres"], LOW, high).bias + _half(high, "1"))


@functools.cache
def _town() -> pd.DataFrame:
    """Orders of 2025 from the shop's customers in one town."""
    orders = load("online_store", "orders").merge(load("online_store", "customers"), on="customer_id")
    return orders[(orders["town"] == TOWN) & (orders["ordered_at"].dt.year == 2025)]


def _emma(category: str = "") -> float:
    hers = _town()[_town()["email"] == EMMA]
    hers = hers[hers["category"] == category] if category else hers
    return int(hers["amount_cents"].sum()) / 100


def _town_share(epsilon: str, by: str = "customer_id") -> float:
    totals = _town().groupby(by)["amount_cents"].sum().clip(upper=CAP)
    return round(100 * _half(CAP, epsilon, "add-remove") / int(totals.sum()), 1)


TASKS = (
    Task(
        "18.predict",
        "predict",
        "Names are gone; each field's soil class and grid square stay. How many of the 24 farms, do you "
        "think, have a field that these two alone give away?",
        why="Most people who have shared a table think of one or two.",
    ),
    Task(
        "18.reference",
        "choice",
        "From lesson 15: a number of points means nothing without its reference. All together say 4 % more. "
        "More than what?",
        options=(
            Option(
                "Than the year before",
                "Every field was measured in all five seasons; no year is compared with another here.",
            ),
            Option(
                "Than the usual yield of the region",
                "No farm from outside is in the table. The consortium can speak about its own fields.",
            ),
            Option(
                "Than fields without a cover crop, each set against the other fields of its own farm",
                "So good soil or a good farmer stands on both sides, and the lot decided which field got "
                "the cover crop.",
                True,
            ),
            Option(
                "Than what the farmers had expected",
                "Nobody's expectation was recorded. It would be a reference too, and a worse one.",
            ),
        ),
        why="Leave the reference out and the same 4 % can be made to say anything.",
        hints=(
            "What are covered fields compared with, in the sentence above the table?",
            "Who decided which field got the cover crop?",
        ),
        solution="c: the fields without a cover crop, each against the others of its own farm",
    ),
    Task(
        "18.crop",
        "number",
        "Now the crop of 2025 stays in the table too. How many of the 180 fields belong to one farm only, by "
        "soil, square and crop?",
        answer=lambda: len(_named("soil", "grid_square", "crop")),
        why="Each harmless column makes the rest less harmless. A neighbour sees the crop over the hedge.",
        wrong=(
            Wrong(
                lambda: len(_named("soil", "grid_square")),
                "That is without the crop. Choose the longest line of the list.",
            ),
            Wrong(
                lambda: _named("soil", "grid_square", "crop")["farm_id"].nunique(),
                "Those are farms. The question asks for fields: the first number of the sentence.",
            ),
            Wrong(
                lambda: len(_now()) - len(_named("soil", "grid_square", "crop")),
                "Those are the fields that share their values with another farm. The question asks for the others.",
            ),
        ),
        hints=(
            "Turn the list above to the line with soil, grid_square and crop.",
            "The first number of the sentence.",
        ),
        solution="The first number of the sentence, with the list on soil, grid_square and crop. In code: "
        "now.groupby(['soil', 'grid_square', 'crop'])['farm_id'].transform('nunique').eq(1).sum()",
    ),
    Task(
        "18.peas",
        "number",
        "The table hides how many acres of peas were grown. How many were it?",
        answer=lambda: _acres("peas"),
        why="One subtraction. A total that is shown, less everything else that is shown, is the cell that is not.",
        wrong=(
            Wrong(_shown_crops, "You added up the crops that are shown. Take that from the total of all crops."),
            Wrong(
                lambda: _acres("peas", ESTATE),
                "That is one farm's share of the peas. The question asks for all of them.",
            ),
            Wrong(
                lambda: int(_published("A").set_index(CELLS)["acres"]["all", "all"]),
                "That is the total of all crops. Take away the crops that are shown.",
            ),
            Wrong(0, "Hidden is not zero: fewer than five farms grew peas, and some did."),
        ),
        unit=" acres",
        hints=(
            "Look at the last column alone: wheat, barley, oats, rapeseed, beans, and the total of all.",
            "Total less the five crops that are shown.",
        ),
        solution="The total of the column `all`, less wheat, barley, oats, rapeseed and beans.",
    ),
    Task(
        "18.ruth",
        "number",
        "Ruth Ansell left between the two releases. From the tables alone: how many kilograms of wheat did "
        "she harvest in 2025?",
        answer=lambda: _gap("wheat", "harvest_kg"),
        why="Each table keeps its promise of five farms. The two together are one farm's harvest, to the "
        "last load of the weighbridge.",
        wrong=(
            Wrong(lambda: _gap("all", "harvest_kg"), "That is everything she harvested. Take the line of wheat."),
            Wrong(lambda: _gap("wheat", "acres"), "Those are the acres. The question asks for kilograms."),
            Wrong(0, "Look at wheat in both columns: the two numbers are not the same."),
        ),
        unit=" kg",
        hints=("She is in release A and not in release B.", "The line of wheat: A less B."),
        solution="The kilograms of wheat in A less those in B.",
    ),
    Task(
        "18.row",
        "choice",
        "A guide says: noise of ±3 on a count hides whether any single row is there. Why is that too little here?",
        options=(
            Option(
                "±3 is always too little; more noise is safer",
                "More noise hides more, and tells less. How much "
                "is needed follows from what has to be hidden, and not from a feeling.",
            ),
            Option(
                "A farm is many rows: hide one field, and all the others of the same farm still show",
                "The one to protect is Victor Hale, not one of his fields. So noise is measured by the farm.",
                True,
            ),
            Option(
                "The rows should have been deleted instead",
                "Then nobody learns anything. Sharing with care means to keep the answer and hide the row.",
            ),
            Option(
                "Names are gone, so nothing needs hiding any more",
                "You saw how many fields soil and square give away without any name.",
            ),
        ),
        why="First say whom you protect. In a shop it is a customer, not an order; here a farm, not a field.",
        hints=(
            "Look at the first line of the table: how far can one farm move the answer?",
            "How many fields does Victor Hale have?",
        ),
        solution="b: a farm is many rows, and the farm is to be hidden",
    ),
    Task(
        "18.sum",
        "number",
        "Turn epsilon to 0.1. With 2,400 farms, how many per cent of the capped sum is the noise?",
        answer=lambda: _share(_many(), "0.1"),
        why="The same noise, over a hundred times as many acres. What 24 farms can't afford, 2,400 hardly notice.",
        wrong=(
            Wrong(lambda: _share(_farms(), "0.1"), "That is for the 24 farms. Read the bar of the 2,400."),
            Wrong(lambda: _share(_many(), "1"), "That is at epsilon 1. Turn the list to 0.1."),
            Wrong(
                lambda: round(100 * math.floor(release.error_bound(10)) / int((_many()["acres"] < 100).sum()), 1),
                "That is the count. Read the bar of the sum.",
            ),
        ),
        tolerance=0.05,
        unit=" per cent",
        hints=("Choose 0.1 in the list above.", "The bar “sum, 2,400 farms”."),
        solution="100 * 26,962 / 820,800",
    ),
    Task(
        "18.bound",
        "choice",
        "Which bound may the consortium use?",
        options=(
            Option(
                "2,960 acres, so that no farm is cut",
                "That is Victor Hale's estate to the acre: whoever reads the bound in the report has read his row.",
            ),
            Option(
                "The line of the table above where cut and noise together are smallest",
                "The table was made from the farms' own acres. A bound picked from it is one more answer "
                "about them, and nobody paid for it.",
            ),
            Option(
                "900 acres, from the county's survey of farms, written into the agreement beforehand",
                "It owes nothing to the members' rows. It cuts the estate, and the report says that it cuts.",
                True,
            ),
            Option(
                "The acres below which 95 % of the members lie",
                "A percentile is read from the data too. With 24 farms it is nearly one farm's number.",
            ),
        ),
        why="A bound is chosen before anybody looks. It costs a bias that you can name and can't correct.",
        hints=(
            "Where does each of these numbers come from?",
            "Which of them would be the same if the members had other farms?",
        ),
        solution="c: the one that was known before anybody looked into the rows",
    ),
    Task(
        "18.budget",
        "number",
        "A yearly table by crop: six crops, five seasons, epsilon 0.1 for each cell. A farm grows several "
        "crops, every season. How much epsilon does the whole set spend on it?",
        answer=lambda: round(
            0.1 * load("farmers_consortium", "harvests")[["season", "crop"]].drop_duplicates().shape[0], 6
        ),
        why="Thirty small answers about the same farm are one large one.",
        wrong=(
            Wrong(
                0.1,
                "That would hold if no farm stood in more than one cell. A farm is in several crops and in "
                "all seasons.",
            ),
            Wrong(0.6, "Those are the crops of one season. There are five."),
            Wrong(0.5, "Those are the seasons of one crop. There are six."),
        ),
        tolerance=0.001,
        hints=(
            "How many cells are there?",
            "Each cell is an answer about the same farms, so what they spend adds up.",
        ),
        solution="6 * 5 * 0.1",
    ),
    Task(
        "18.agreement",
        "choice",
        "The agreement says nothing about the end. The consortium runs out of money. What becomes of the farms' rows?",
        options=(
            Option(
                "They go back to the farmers, who own them",
                "In most places nobody owns data as one owns a "
                "field. There are rights to access, use and control, and here nobody wrote them down.",
            ),
            Option(
                "It does not matter: without names they are anonymous",
                "Soil and square gave away most of the farms. An end does not change that.",
            ),
            Option(
                "In practice, whoever holds the server decides",
                "So write it down while all are friends: who "
                "takes over, what is deleted and by when, and that each leaves with a copy in an open "
                "format.",
                True,
            ),
            Option("They become public", "Nothing makes them so. It would be the worst of all ends for 24 farms."),
        ),
        why="An agreement is for the days on which people no longer agree.",
        hints=(
            "Who can open the rows on the day after the end?",
            "Which of these says what people can do, and not what they feel?",
        ),
        solution="c: whoever holds the server, unless it is written down",
    ),
    Task(
        "18.decide",
        "decide",
        "Victor Hale says: “I learn enough from my own fields. I'm leaving, and I want my data.” What do you do?",
        options=(
            Option(
                "Let him go at once, and publish this season's table again without him",
                "Fair to him in words. But the second table less the first is his harvest, as it was with Ruth.",
            ),
            Option(
                "Keep his rows: the agreement does not say that anybody can take them out",
                "The others keep his fields to learn from. He is held by silence, and every small farm "
                "learns that it would be too.",
            ),
            Option(
                "Let him read everything and hand in nothing, so that he stays",
                "He gives nothing and learns all. Others will ask for the same, and his absence shows in the "
                "next table as it would if he left.",
            ),
            Option(
                "Let him go with a copy of his rows, leave this season's table as it stands, and count the "
                "next season without him and with noise",
                "Nobody is held and no difference is exact. The others learn a little less, and next "
                "season's figures are coarse: at 24 farms noise costs much.",
            ),
        ),
        rubric=(
            "Says who gains and who pays: Victor, Ruth and the small farms, the others who stay.",
            "Leaves what the law of your place settles out of the choice.",
            "Uses a number from this notebook, and says whether it is counted, estimated or assumed.",
            "Writes the clause that would have answered this beforehand.",
        ),
    ),
    Task(
        "18.ex-barley",
        "number",
        "How many kilograms of barley did Ruth Ansell harvest in 2025, from the two releases?",
        answer=lambda: _gap("barley", "harvest_kg"),
        why="The same subtraction, another line.",
        wrong=(
            Wrong(lambda: _gap("wheat", "harvest_kg"), "That is her wheat. This one is about barley."),
            Wrong(lambda: -_gap("barley", "harvest_kg"), "The other way round: A less B."),
        ),
        unit=" kg",
        hints=("The line of barley.", "A less B."),
        solution="The kilograms of barley in A less those in B.",
    ),
    Task(
        "18.ex-oats",
        "number",
        "Release B hides oats, and both hide peas. How many kilograms did Ruth harvest of these two together?",
        answer=_rest,
        why="Hiding a line does not help while the total and every other line are shown. Oats were grown "
        "by five farms in A and by fewer in B, so everybody can say which of the two it was.",
        wrong=(
            Wrong(
                lambda: _gap("all", "harvest_kg"),
                "That is all that she harvested. Take away what you know of the other crops.",
            ),
            Wrong(
                lambda: int(_published("A").set_index(CELLS)["harvest_kg"]["oats", "all"]),
                "Those are the oats of all five farms in release A.",
            ),
            Wrong(0, "Hidden is not zero. Start from the line of all crops."),
        ),
        unit=" kg",
        hints=(
            "Start from the difference in the line of all crops.",
            "Take away the differences in wheat, barley, beans and rapeseed.",
        ),
        solution="The difference of all crops, less those of wheat, barley, beans and rapeseed.",
    ),
    Task(
        "18.ex-farms",
        "number",
        "At epsilon 1 the noise of the capped sum is at most 2,696 acres (95 %). How many farms of 342 "
        "acres does a consortium need for it to be 5 % of the sum? (whole farms)",
        answer=lambda: round(_farms_needed(0.05)),
        why="Noise does not grow with the members, so its share falls as they come: twice the farms, half the share.",
        wrong=(
            Wrong(
                lambda: round(24 * (_share(_farms(), "1") / 5) ** 2),
                "You squared, as one does for a sample. "
                "This noise stays the same however many farms there are: no square.",
            ),
            Wrong(
                lambda: round(_half(HIGH, "1") / 0.05),
                "Those are acres. How many farms of 342 acres are they?",
            ),
        ),
        tolerance=1,
        unit=" farms",
        hints=("5 % of which sum is 2,696?", "Divide that sum by 342."),
        solution="2696 / 0.05 / 342",
    ),
    Task(
        "18.ex-wide",
        "number",
        "A survey of the region tells you that its largest estates have 7,000 acres. For 2,400 farms: "
        "under which bound of the table do cutting and noise together cost least?",
        answer=_widest,
        why="With many members noise is cheap, so you can afford a wide bound. With 24 it would have "
        "drowned the answer.",
        wrong=(
            Wrong(900, "There the noise is smallest. But add what is cut off."),
            Wrong(
                5000,
                "The two together are not smallest there. Add the columns once more, and read on to the last line.",
            ),
            Wrong(3000, "Add the two columns, line by line."),
            Wrong(1500, "Add the two columns in each line: which sum is the smallest of all?"),
        ),
        unit=" acres",
        hints=("Add “acres cut” and “noise” in each line.", "Which line has the smallest sum?"),
        solution="The line in which “acres cut” and “noise” together are smallest. In code: (wide['acres cut'] + "
        "wide['noise']).idxmin()",
    ),
    Task(
        "18.ex-town",
        "number",
        "What did Emma Clarke spend on bakeware in 2025? (as money: 12.50)",
        answer=lambda: _emma("bakeware"),
        why="Both tables hide bakeware. The total and the other lines do not.",
        wrong=(
            Wrong(_emma, "That is all that she spent. Take away the other lines."),
            Wrong(lambda: 100 * _emma("bakeware"), "That is in cents; as money, please."),
            Wrong(0, "Hidden is not zero. Start from the line of all categories."),
        ),
        tolerance=0.001,
        hints=(
            "All categories: the table before less the table after.",
            "Take away her coffee, cookware, garden, tableware and textiles, each found in the same way.",
        ),
        solution="The difference of all categories, less the differences of those that both tables show.",
    ),
    Task(
        "18.ex-list",
        "choice",
        "Which neighbours fit this shop?",
        options=(
            Option(
                "replace-one, as for the farms",
                "That suits where everybody knows who is on the list. Nobody "
                "knows who bought in a shop, and a shop should keep it so.",
            ),
            Option(
                "add-remove: a customer with all orders is there, or is not",
                "Whether somebody is a customer is itself private. A mean is then refused: its number of "
                "customers is private too.",
                True,
            ),
            Option(
                "Each order for itself",
                "A customer with many orders would be hidden worse than one with one.",
            ),
            Option("None: town and category are no names", "You found out what Emma spent, to the cent."),
        ),
        why="First whom to protect, then what is known of them anyway.",
        hints=(
            "Does everybody know who bought in the shop?",
            "Whom does the noise protect: an order, or whoever ordered?",
        ),
        solution="b: add-remove, by the customer",
    ),
    Task(
        "18.ex-noise",
        "number",
        "Each customer's total counts up to 200.00, epsilon is 0.5. How many per cent of the town's capped "
        "total is the noise (95 %)?",
        answer=lambda: _town_share("0.5"),
        why="For twenty buyers in a town that is no figure. Publish the region, or nothing.",
        wrong=(
            Wrong(lambda: _town_share("1"), "That is at epsilon 1. At 0.5 the noise is twice as large."),
            Wrong(
                lambda: _town_share("0.5", by="order_id"),
                "You capped each order. The one to protect is the customer: add up first, then cap.",
            ),
            Wrong(
                lambda: round(_half(CAP, "0.5", "add-remove") / 100, 1),
                "Those are units of money. Divide by the capped total.",
            ),
            Wrong(
                lambda: 3 * CAP / 0.5 / 100,
                "Those are units of money, by the rule of thumb. How many per cent of the capped total are they?",
            ),
        ),
        tolerance=0.6,
        unit=" per cent",
        hints=(
            "The noise of a sum is about 3 × the bound / epsilon.",
            "Divide it by the capped total of the table.",
        ),
        solution="100 * 3 * 200 / 0.5 / 3261",
    ),
)
