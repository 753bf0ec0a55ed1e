"""What the leak meets: a walking club's page with names, and what the town's register says of everybody."""

import numpy as np
import pandas as pd

from ..people import draw, pools
from ..streams import Sizes, choose, stream, weighted
from .leak import Plan
from .shop import WORDS

CLUB, TOWN = 320, 24_000
GROUPS = {"Tuesday walkers": 5, "Sunday hills": 4, "Slow miles": 3, "Path wardens": 1}
AGES = {0: 6, 10: 6, 20: 7, 30: 7, 40: 7, 50: 7, 60: 6, 70: 4, 80: 2}  # from age: weight
KNOWN = {"full date": 10, "month": 7, "year": 4, "ten years": 3}  # characters of a date
CELL = ["month", "postcode", "gender"]
PERSON = ["postcode", "birth_date", "gender"]


def page(crowd: pd.DataFrame, found: Plan, size: Sizes) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The club's page; and those on it who are no members of the bakery (they live in the town too)."""
    rng = stream("bakery", "leak", "club")

    def of(place: np.ndarray) -> pd.DataFrame:
        return crowd.loc[place, ["name", *CELL]].reset_index(drop=True)

    met = set(crowd[CELL].itertuples(index=False, name=None))
    quiet = of(found.missed)
    quiet["gender"] = np.where(rng.integers(0, 2, len(quiet)) == 0, "female", "male")
    quiet = quiet[_unmet(quiet, met)]
    moved = of(found.beside).assign(name=crowd.loc[found.moved, "name"].to_numpy())
    inside = [of(found.right), of(found.several), moved, quiet]
    many = max(0, size(CLUB) - sum(map(len, inside)) - len(found.strangers))
    spare = _residents(rng, crowd, 4 * many + 40)
    spare["month"] = spare["birth_date"].str[:7]
    grown = (spare["month"] < "2008") & ~spare.duplicated(CELL)
    strangers = of(found.strangers)
    strangers["birth_date"] = _some_day(rng, strangers["month"])
    outside = pd.concat([strangers, spare[grown & _unmet(spare, met)][:many]], ignore_index=True)
    outside["name"] = _names(rng, outside["gender"].to_numpy(), set(crowd["name"]))
    first = "Harold Fenwick" if outside["gender"].tolist()[:1] == ["male"] else "Hilda Fenwick"
    outside.loc[outside.index[:1], "name"] = first
    made = pd.concat([*inside, outside[["name", *CELL]]], ignore_index=True)
    made = made.assign(born=made["month"], group=choose(rng, GROUPS, len(made)))
    return made.sort_values("name", kind="stable", ignore_index=True), outside


def _unmet(people: pd.DataFrame, met: set[tuple]) -> np.ndarray:
    """Who of them is in a cell in which the bakery has no member."""
    return np.array([cell not in met for cell in people[CELL].itertuples(index=False, name=None)], dtype=bool)


def _some_day(rng: np.random.Generator, months: pd.Series) -> list[str]:
    """A date of birth in each of these months."""
    return [f"{month}-{day:02d}" for month, day in zip(months, 1 + rng.integers(0, 28, len(months)))]


def _names(rng: np.random.Generator, genders: np.ndarray, taken: set[str]) -> list[str]:
    """Names that fit the gender, each once and none of them a member's."""
    given = np.array(pools()["en_GB"]["given"], dtype=object)
    man = np.isin(given, WORDS["mens_names"])
    of = {"male": given[man], "female": given[~man]}
    taken, names = set(taken), []
    for gender in genders:
        name, tries = "", 0
        while not name or name in taken:
            family = draw(rng, "family", np.array(["en_GB"]))[0]
            first = of[gender][rng.integers(0, len(of[gender]))]
            name = f"{first} {family}" + (f"-{tries}" if tries > 400 else "")
            tries += 1
        taken.add(name)
        names.append(name)
    return names


def _residents(rng: np.random.Generator, crowd: pd.DataFrame, n: int) -> pd.DataFrame:
    """People of the town: area as often as among the members, any age, of both genders."""
    n = n if len(crowd) else 0
    age = np.array(list(AGES))[weighted(rng, list(AGES.values()), n)]
    born = np.datetime64("2025-12-01") - (age * 365.25).astype(int) - rng.integers(0, 3652, n)
    gender = np.where(rng.integers(0, 2, n) == 0, "female", "male")
    postcode = crowd["postcode"].to_numpy()[rng.integers(0, max(len(crowd), 1), n)]
    return pd.DataFrame({"postcode": postcode, "birth_date": born.astype(str), "gender": gender})


def register(crowd: pd.DataFrame, outside: pd.DataFrame, found: Plan, size: Sizes) -> pd.DataFrame:
    """What a register of everybody says of the combinations in the leak.

    Everybody: the members, the club's strangers, a neighbour of each who was found in place of one who moved, the rest.
    """
    rng = stream("bakery", "leak", "town")
    members = crowd[PERSON].copy()
    unsaid = ~members["gender"].isin(["female", "male"])
    members.loc[unsaid, "gender"] = np.where(rng.integers(0, 2, int(unsaid.sum())) == 0, "female", "male")
    neighbours = crowd.loc[found.beside, CELL]
    neighbours = neighbours.assign(birth_date=_some_day(rng, neighbours["month"]))
    known = pd.concat([members, outside[PERSON], neighbours[PERSON]], ignore_index=True)
    rest = _residents(rng, crowd, max(0, size(TOWN) - len(known)))
    everybody = pd.concat([known, rest], ignore_index=True)
    cell, answers = ["postcode", "born", "gender"], []
    for what, width in KNOWN.items():
        counted = everybody.assign(born=_born(everybody, width)).groupby(cell, sort=True).size().rename("people")
        asked = crowd.assign(born=_born(crowd, width)).loc[~unsaid, cell].drop_duplicates()
        answers.append(asked.merge(counted.reset_index()).assign(known=what))
    table = pd.concat(answers, ignore_index=True)
    table = table.sort_values(["known", *cell], kind="stable", ignore_index=True)
    return table.assign(row=table.index + 1)


def _born(people: pd.DataFrame, width: int) -> pd.Series:
    """The birth as far as `width` characters of its date tell it."""
    return people["birth_date"].str[:width] + ("0s" if width == KNOWN["ten years"] else "")
