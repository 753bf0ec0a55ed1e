"""The leak: the loyalty list "with the names removed", and whom somebody finds in it with the walking club's page.

A "cell" is a postcode area, a month of birth and a gender: what the club prints beside the names of its people.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..people import ascii_name, pools
from ..streams import Sizes, choose, stream, take, weighted
from .loyalty import full_names
from .shop import WORDS

RIGHT, WRONG_STRANGERS, WRONG_MOVED, SEVERAL, MISSED = 61, 6, 3, 7, 8
RIGHT_NOTES, WRONG_NOTES, NOTES = 5, 1, 112
RARE = WORDS["rare_favourites"]
FAVOURITES = {
    "sourdough loaf": 20,
    "croissant": 17,
    "rye loaf": 12,
    "seeded roll": 12,
    "cinnamon bun": 10,
    "baguette": 9,
    "white tin loaf": 8,
    "focaccia": 6,
    "carrot cake": 6,
}
WITHOUT_GLUTEN = {"gluten-free loaf": 3, "gluten-free brownie": 1, "gluten-free lemon slice": 1}
ILLNESS = {"nut allergy": 34, "milk allergy": 22, "coeliac disease": 18, "diabetes": 16, "egg allergy": 10}
VISITS = (14, 13, 12, 10, 9, 8, 7, 6, 5, 5, 4, 4, 3)  # how often: four visits more each
GUESSED = {"given": 200, "family": 350}  # names that an attacker would try first


@dataclass(frozen=True)
class Plan:
    """Places in the loyalty list: whom the club's page finds, rightly or wrongly, and whom it does not."""

    right: np.ndarray  # on the page, and alone in their cell
    strangers: np.ndarray  # found instead of somebody who is no member
    beside: np.ndarray  # found instead of a member who moved away ...
    moved: np.ndarray  # ... these, in the same order
    several: np.ndarray  # on the page, and not alone in their cell
    missed: np.ndarray  # on the page, with a gender that is not the one of the list
    rare: np.ndarray  # whose favourite nobody else has

    @property
    def wrong(self) -> np.ndarray:
        return np.concatenate([self.strangers, self.beside])

    @property
    def linked(self) -> np.ndarray:
        return np.concatenate([self.right, self.wrong])


def with_cells(loyalty: pd.DataFrame) -> pd.DataFrame:
    """The loyalty list with each member's name and month of birth."""
    crowd = loyalty.reset_index(drop=True)
    return crowd.assign(month=crowd["birth_date"].str[:7], name=full_names(crowd))


def plan(crowd: pd.DataFrame, size: Sizes) -> Plan:
    """Quotas end where the list does."""
    rng = stream("bakery", "leak", "plan")
    shared = (crowd["month"] + crowd["postcode"] + crowd["gender"]).duplicated(keep=False)
    ticked, namesake = crowd["gender"].isin(["female", "male"]), crowd["name"].duplicated(keep=False)
    free = rng.permutation(np.flatnonzero(~shared & ticked & ~namesake))
    moved = _moved(crowd, free, size(WRONG_MOVED))
    free = free[~np.isin(free, moved.ravel())]
    right, free = np.split(free, [min(size(RIGHT), len(free))])
    strangers, free = np.split(free, [min(size(WRONG_STRANGERS), len(free))])
    together = rng.permutation(np.flatnonzero(shared & ticked & ~namesake))
    first = ~crowd.loc[together, ["month", "postcode", "gender"]].duplicated().to_numpy()
    return Plan(
        right=right,
        strangers=strangers,
        beside=moved[:, 0],
        moved=moved[:, 1],
        several=together[first][: size(SEVERAL)],
        missed=take(rng, np.flatnonzero(~ticked & ~namesake), size(MISSED)),
        rare=free[: len(RARE)],
    )


def _moved(crowd: pd.DataFrame, free: np.ndarray, many: int) -> np.ndarray:
    """Pairs of members of one month and gender in two areas: the line that is found, and the person who moved away."""
    by_month: dict[tuple, int] = {}
    pairs: list[tuple[int, int]] = []
    used: set[int] = set()
    for place in free:
        row = crowd.loc[place]
        other = by_month.setdefault((row["month"], row["gender"]), place)
        elsewhere = crowd.loc[other, "postcode"] != row["postcode"]
        if len(pairs) < many and other != place and elsewhere and not {place, other} & used:
            pairs.append((place, other))
            used |= {place, other}
    return np.array(pairs, dtype=int).reshape(-1, 2)


def leaked(crowd: pd.DataFrame, found: Plan, needs: pd.Series, size: Sizes) -> pd.DataFrame:
    """The leaked list, with the member of each line; its notes agree with `needs`, the college's (by place)."""
    rng = stream("bakery", "leak", "leaked")
    note = _notes(rng, crowd, found, needs, size)
    favourite = choose(rng, FAVOURITES, len(crowd))
    without = choose(rng, WITHOUT_GLUTEN, len(crowd))
    favourite = np.where(note == "coeliac disease", without, favourite)  # wheat and rye would make them ill
    favourite[found.rare] = RARE[: len(found.rare)]
    visits = 1 + weighted(rng, VISITS, len(crowd)) * 4 + rng.integers(0, 4, len(crowd))
    table = crowd[["member_id", "postcode", "birth_date", "gender"]]
    table = table.assign(favourite=favourite, visits=visits, diet_note=note)
    table["email_hash"] = [hashlib.sha256(address.lower().encode()).hexdigest() for address in crowd["email"]]
    table = table.iloc[rng.permutation(len(table))].reset_index(drop=True)
    return table.assign(line=table.index + 1)


def _notes(rng: np.random.Generator, crowd: pd.DataFrame, found: Plan, needs: pd.Series, size: Sizes) -> pd.Series:
    """The allergy or illness that the counter noted of each member; mostly none."""
    note = pd.Series("", index=crowd.index, dtype=object)
    ill = needs[needs != "none"]
    note[ill.index] = ill
    some = np.concatenate([found.right[: size(RIGHT_NOTES)], found.wrong[: size(WRONG_NOTES)]])
    note[some] = choose(rng, ILLNESS, len(some))
    for here, illness in ((found.right, "coeliac disease"), (found.wrong, "diabetes")):
        note[here[:1][note[here[:1]] != ""]] = illness
    silent = np.setdiff1d(crowd.index[note == ""], np.concatenate([found.linked, needs.index]))
    more = take(rng, silent, max(0, size(NOTES) - int((note != "").sum())))
    note[more] = choose(rng, ILLNESS, len(more))
    return note


def common_names() -> pd.DataFrame:
    """Frequent names of the country, in the letters of an email address."""
    rng = stream("bakery", "leak", "names")
    rows = []
    for kind, many in GUESSED.items():
        plain = np.array(sorted({ascii_name(name) for name in pools()["en_GB"][kind]}), dtype=object)
        rows += [(kind, name) for name in sorted(take(rng, plain, many))]
    table = pd.DataFrame(rows, columns=["kind", "name"])
    return table.assign(row=table.index + 1)


def planted(found: Plan, lines: pd.DataFrame, emails: pd.Series, names: pd.DataFrame, size: Sizes) -> dict[str, int]:
    """What an audit must find, by truth: `lines` of the leak, all members' `emails`, the frequent `names`."""
    given, family = (set(names.loc[names["kind"] == kind, "name"]) for kind in GUESSED)
    stems = [address.split("@")[0].split(".", 1) for address in emails]
    return {
        "linked-rightly": len(found.right),
        "linked-wrongly": len(found.wrong),
        "wrong-no-member": len(found.strangers),
        "several-lines": len(found.several),
        "linked-with-a-note": min(size(RIGHT_NOTES), len(found.right)),
        "wrong-with-a-note": min(size(WRONG_NOTES), len(found.wrong)),
        "notes": int((lines["diet_note"] != "").sum()),
        "rare-favourites": len(found.rare),
        "addresses-guessed": sum(stem[0] in given and stem[-1] in family for stem in stems),
    }
