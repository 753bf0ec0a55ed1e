"""The loyalty list: 1,400 people, and what the form of the card asks them."""

import numpy as np
import pandas as pd

from ..people import people
from ..streams import choose, numbered, quota, stream, weighted
from .shop import WORDS

MEMBERS = 1_400
LOCALES = {"en_GB": 88, "pl_PL": 12}
POSTCODES = {  # areas of one town, and how many live there: no real postcode begins with Q
    f"{district} {area}": weight
    for district, weights in {
        "QE1": (96, 88, 81, 74, 70, 64, 58, 51),
        "QE2": (83, 77, 66, 59, 52, 46, 41, 35),
        "QE3": (55, 48, 42, 36, 31, 26, 22),
        "QE4": (30, 24, 19, 15, 11, 8, 6, 4, 2),
    }.items()
    for area, weight in enumerate(weights, 1)
}
FROM_AGE, OF_AGE = (16, *range(20, 90, 5)), (2, 5, 8, 10, 11, 11, 10, 10, 9, 8, 7, 5, 4, 2, 1)
HOUSEHOLDS = (31, 35, 16, 12, 6)  # of one, two, three, four and five people
#: The four who stop eating gluten: place in the list, and the last day on which they ate it. The first is Ruth.
SWITCHERS = {346: "2025-10-14", 88: "2025-10-21", 702: "2025-10-09", 1190: "2025-10-25"}
RUTH = {"given_name": "Ruth", "family_name": "Osborne", "email": "ruth.osborne@example.com", "gender": "female"}


def members(n: int) -> pd.DataFrame:
    """`n` members, in the order in which they joined."""
    rng = stream("bakery", "loyalty")
    made = people(rng, n, LOCALES)
    man = made["given_name"].isin(WORDS["mens_names"])
    man |= (made["locale"] == "pl_PL") & ~made["given_name"].str.endswith("a")
    said = quota(rng, _shares(n, {"as the name": 90, "other": 1, "not said": 9}))
    made["gender"] = np.where(said == "as the name", np.where(man, "male", "female"), said)
    age = np.array(FROM_AGE)[weighted(rng, OF_AGE, n)]
    born = np.datetime64("2025-12-01") - (age * 365.25).astype(int) - rng.integers(0, 1826, n)
    made["birth_date"] = born.astype(str)
    made["postcode"] = choose(rng, POSTCODES, n)
    made["phone"] = _phones(rng, n)
    made["joined_on"] = (np.datetime64("2019-03-01") + np.sort(rng.integers(0, 2465, n))).astype(str)
    at_home = weighted(rng, HOUSEHOLDS, n) + 1
    made["household_size"] = pd.array(np.where(rng.integers(0, 10, n) < 7, at_home, 0), dtype="Int64")
    made["household_size"] = made["household_size"].mask(made["household_size"] == 0)
    heard = {"": 20, "walked past": 38, "a friend": 26, "the internet": 10, "the market stall": 6}
    made["heard_from"] = choose(rng, heard, n)
    made["offers"] = quota(rng, _shares(n, {"yes": 35, "no": 65}))
    if n > (ruth := next(iter(SWITCHERS))):
        made.loc[ruth, list(RUTH)] = list(RUTH.values())
    made["member_id"] = numbered("M", range(n))
    return made


def switchers(loyalty: pd.DataFrame) -> list[int]:
    """Where in the list those stand who stop eating gluten; a short list does not have them all."""
    return [place for place in SWITCHERS if place < len(loyalty)]


def full_names(people: pd.DataFrame) -> pd.Series:
    """Given and family name, as one text."""
    return people["given_name"] + " " + people["family_name"]


def _shares(n: int, per_cent: dict[str, int]) -> dict[str, int]:
    """Counts that add up to `n`: the last label takes what is left."""
    counts = {label: n * share // 100 for label, share in per_cent.items()}
    counts[list(per_cent)[-1]] += n - sum(counts.values())
    return counts


def _phones(rng: np.random.Generator, n: int) -> np.ndarray:
    """Numbers from the ranges kept for fiction (each once while they last); a quarter gave none."""
    fiction = np.array([f"{start}{i:03d}" for start in ("07700 900", "01632 960") for i in range(1000)], dtype=object)
    drawn = np.resize(fiction[rng.permutation(len(fiction))], n)
    return np.where(rng.integers(0, 4, n) == 0, "", drawn)
