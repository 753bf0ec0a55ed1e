"""The bakery: one shop, its loyalty list of 1,400 people, and what its machines write down in twelve weeks of autumn."""

import numpy as np
import pandas as pd

from . import bakery_release
from .package import Business, Column, Table, Truth, World
from .people import people
from .streams import choose, quota, stream, weighted

LESSON = "01-what-automation-records"
MEMBERS = 1_400
FIRST_DAY, LAST_DAY = "2025-09-15", "2025-12-06"
LOCALES = {"en_GB": 88, "pl_PL": 12}
MEN = frozenset("""Aaron Abdul Adam Adrian Alan Albert Alex Alexander Allan Anthony Antony Arthur Ashley Barry Ben Benjamin
    Bernard Billy Bradley Brett Bruce Bryan Callum Carl Charlie Christian Christopher Clifford Clive Connor Conor Damian
    Damien Daniel Danny Darren David Dean Declan Denis Dennis Derek Donald Douglas Duncan Dylan Edward Elliot Elliott Eric
    Frank Frederick Gareth Garry Gary Gavin Geoffrey George Gerald Gerard Glenn Gordon Graeme Graham Gregory Guy Harry Henry
    Howard Ian Jack Jacob Jamie Jason Jay Jeffrey Joe Joel John Jonathan Jordan Joseph Joshua Julian Justin Karl Keith
    Kenneth Kevin Kieran Kyle Lawrence Lee Leigh Leon Leonard Leslie Lewis Liam Louis Luke Malcolm Marc Marcus Mark Martin
    Martyn Matthew Maurice Max Michael Mitchell Mohammad Mohammed Nicholas Nigel Norman Oliver Owen Patrick Peter Philip
    Phillip Reece Rhys Ricky Roy Russell Sam Samuel Sean Shane Shaun Simon Steven Stewart Stuart Terry Thomas Timothy Toby
    Tom Tony Trevor Victor Vincent Wayne William""".split())
POSTCODES = {  # areas of one town: no real postcode begins with Q
    "QE1 1": 96, "QE1 2": 88, "QE1 3": 81, "QE1 4": 74, "QE1 5": 70, "QE1 6": 64, "QE1 7": 58, "QE1 8": 51, "QE2 1": 83,
    "QE2 2": 77, "QE2 3": 66, "QE2 4": 59, "QE2 5": 52, "QE2 6": 46, "QE2 7": 41, "QE2 8": 35, "QE3 1": 55, "QE3 2": 48,
    "QE3 3": 42, "QE3 4": 36, "QE3 5": 31, "QE3 6": 26, "QE3 7": 22, "QE4 1": 30, "QE4 2": 24, "QE4 3": 19, "QE4 4": 15,
    "QE4 5": 11, "QE4 6": 8, "QE4 7": 6, "QE4 8": 4, "QE4 9": 2,
}
AGES = {16: 2, 20: 5, 25: 8, 30: 10, 35: 11, 40: 11, 45: 10, 50: 10, 55: 9, 60: 8, 65: 7, 70: 5, 75: 4, 80: 2, 85: 1}  # from age

_CARD = "to keep the loyalty card and its free tenth loaf"
_CARD_KEPT = "two years after the last visit"
BUSINESS = Business(
    name="bakery",
    title="Bakery",
    says="An invented bakery with one shop, six staff and a loyalty card, over twelve weeks of autumn 2025: what its machines "
         "write down, about whom, and who reads it.",
    starts=FIRST_DAY, ends=LAST_DAY,
    made_of="Names are drawn from pools made with Faker; everything else from numpy streams with names. 180 to 260 sales a "
            "day, more on Saturdays, a third of them with the card, are assumed figures for a shop of this kind. Problems "
            "are planted by exact quota.",
    not_for="It proves nothing about real bakeries: how often these things occur there must be counted there. Postcodes and "
            "phone numbers are of a kind that nobody has.",
    tables=(
        Table("loyalty", "One row for each member of the loyalty card, as the form asks it.", "member_id", (
            Column("member_id", "string", "Member", "yes", _CARD, _CARD_KEPT),
            Column("given_name", "string", "Given name", "yes", _CARD, _CARD_KEPT),
            Column("family_name", "string", "Family name", "yes", _CARD, _CARD_KEPT),
            Column("email", "string", "Mail address", "yes", "to send offers to those who said yes", _CARD_KEPT),
            Column("birth_date", "date", "Date of birth: asked for a birthday bun that was given up in 2023", "yes", "", _CARD_KEPT),
            Column("gender", "string", "As ticked on the form", "yes", "", _CARD_KEPT,
                   choices=("female", "male", "other", "not said")),
            Column("postcode", "string", "Area of the town; the last two letters of the postcode are not asked", "yes",
                   "to choose streets for the delivery round", _CARD_KEPT),
            Column("phone", "string", "Phone; empty: not given", "yes", "to say that an order is ready", _CARD_KEPT),
            Column("joined_on", "date", "First day of the card", "yes", _CARD, _CARD_KEPT),
            Column("household_size", "integer", "“How many are you at home?”; empty: not answered", "yes", "", _CARD_KEPT),
            Column("heard_from", "string", "“How did you hear of us?”; empty: not answered", "yes", "", _CARD_KEPT,
                   choices=("walked past", "a friend", "the internet", "the market stall")),
            Column("offers", "string", "Did the member say yes to offers by mail?", "yes",
                   "to send offers to those who said yes", _CARD_KEPT, choices=("yes", "no")),
        )),
        *bakery_release.TABLES,
    ),
)


def build(scale: float = 1.0) -> World:
    """The bakery at `scale` times its usual size (quotas are scaled and rounded)."""
    loyalty = _loyalty(round(MEMBERS * scale))
    tables = {"loyalty": loyalty}
    released = bakery_release.build(loyalty, scale)
    return World(tables | released.tables, _truths(scale) + released.truths)


def _loyalty(n: int) -> pd.DataFrame:
    """The members, in the order in which they joined."""
    rng = stream("bakery", "loyalty")
    members = people(rng, n, LOCALES)
    man = members["given_name"].isin(MEN) | ((members["locale"] == "pl_PL") & ~members["given_name"].str.endswith("a"))
    said = quota(rng, _shares(n, {"as the name": 90, "other": 1, "not said": 9}))
    members["gender"] = np.where(said == "as the name", np.where(man, "male", "female"), said)
    age = np.array(list(AGES))[weighted(rng, list(AGES.values()), n)]
    born = np.datetime64("2025-12-01") - (age * 365.25).astype(int) - rng.integers(0, 1826, n)
    members["birth_date"] = born.astype(str)
    members["postcode"] = choose(rng, POSTCODES, n)
    members["phone"] = _phones(rng, n)
    joined = np.datetime64("2019-03-01") + np.sort(rng.integers(0, 2465, n))
    members["joined_on"] = joined.astype(str)
    size = weighted(rng, [31, 35, 16, 12, 6], n) + 1
    members["household_size"] = pd.array(np.where(rng.integers(0, 10, n) < 7, size, 0), dtype="Int64")
    members["household_size"] = members["household_size"].mask(members["household_size"] == 0)
    members["heard_from"] = choose(rng, {"": 20, "walked past": 38, "a friend": 26, "the internet": 10, "the market stall": 6}, n)
    members["offers"] = quota(rng, _shares(n, {"yes": 35, "no": 65}))
    members["member_id"] = [f"M{i:04d}" for i in range(1, n + 1)]
    return members


def _shares(n: int, per_cent: dict[str, int]) -> dict[str, int]:
    """Counts that add up to `n`: the last label takes what is left."""
    counts = {label: n * share // 100 for label, share in per_cent.items()}
    counts[list(per_cent)[-1]] += n - sum(counts.values())
    return counts


def _phones(rng: np.random.Generator, n: int) -> np.ndarray:
    """Numbers from the ranges kept for fiction (each once while they last); a quarter gave none."""
    fiction = np.array([f"07700 900{i:03d}" for i in range(1000)] + [f"01632 960{i:03d}" for i in range(1000)], dtype=object)
    drawn = np.resize(fiction[rng.permutation(len(fiction))], n)
    return np.where(rng.integers(0, 4, n) == 0, "", drawn)


def _truths(scale: float) -> list[Truth]:
    return [Truth("members", LESSON, "counted", "Members on the loyalty list.", round(MEMBERS * scale), "loyalty")]
