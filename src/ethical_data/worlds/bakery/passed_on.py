"""What was passed on as if it were nobody's: to a college, to try a tool, by the school next door; and all copies."""

import numpy as np
import pandas as pd

from ..people import people
from ..streams import Sizes, choose, stream, take
from .leak import ILLNESS, RARE, Plan
from .shop import WORDS

GROUPS, SMALLEST, SHARED = 38, 5, 7  # of the college's table: how many; people in the smallest; in the one that shares
NEEDS = {"none": 76, "nut allergy": 8, "milk allergy": 6, "coeliac disease": 4, "diabetes": 4, "egg allergy": 2}
GROUP = ["area", "born", "gender"]
PRACTICE, REPLACED = 200, 30  # rows of the practice copy; of these, rows with a new date and area
SIGNUPS = {1: 41, 2: 14, 3: 9}  # size of a class: how many such classes
CANNOT_EAT = {
    "": 72,
    "nuts (allergy)": 10,
    "milk (allergy)": 8,
    "wheat (coeliac disease)": 6,
    "sugar (diabetes)": 4,
}
COPY = [
    "copy", "held_by", "shared_password", "second_factor", "updated_on", "backup_tested_on", "members", "needed_for",
]  # fmt: skip


def planted(
    college: pd.DataFrame, copies: pd.DataFrame, practice: pd.DataFrame, signups: pd.DataFrame, size: Sizes
) -> dict[str, int]:
    """What an audit must find, by truth."""
    return {
        "release-k": SMALLEST if len(college) else 0,
        "release-shared": _agree(college, college[GROUP].agg(" ".join, axis=1), "needs"),
        "no-second-factor": int((copies["second_factor"] == "no").sum()),
        "shared-password": int((copies["shared_password"] == "yes").sum()),
        "not-needed": int((copies["needed_for"] == "").sum()),
        "practice-lead-back": max(0, len(practice) - size(REPLACED)),
        "signups-alone": SIGNUPS[1],
        "signups-shared": _agree(signups, _tens(signups), "cannot_eat"),
    }


def _agree(people: pd.DataFrame, group: pd.Series, what: str) -> int:
    """How many are in a group of two or more who all have the same `what`."""
    there = people.groupby(group)[what]
    return int(((there.transform("nunique") == 1) & (there.transform("size") > 1)).sum())


def copies() -> pd.DataFrame:
    """Who holds which copy of the loyalty list, and what guards it."""
    return pd.DataFrame(WORDS["copies"], columns=COPY)


def college(crowd: pd.DataFrame, found: Plan, size: Sizes) -> tuple[pd.DataFrame, pd.Series]:
    """The college's table; and what each of its members must not eat, by place in the crowd."""
    rng = stream("bakery", "leak", "release")
    pool = crowd[crowd["gender"].isin(["female", "male"]) & ~crowd.index.isin(found.linked)]
    pool = pool.assign(area=pool["postcode"].str.split(" ").str[0], born=pool["birth_date"].str[:3] + "0s")
    groups = [rng.permutation(part.index.to_numpy()) for _, part in pool.groupby(GROUP)]
    groups = [groups[i] for i in rng.permutation(len(groups)) if len(groups[i]) >= SMALLEST]
    groups = groups[: max(2, round(GROUPS * min(size.scale, 1)))]
    shared = next((i for i, members in enumerate(groups) if len(members) >= SHARED), None)
    smallest = 1 if shared == 0 else 0
    chosen, needs = [np.zeros(0, dtype=int)], [np.zeros(0, dtype=object)]
    for i, members in enumerate(groups):
        fixed = {smallest: SMALLEST, shared: SHARED}
        members = members[: fixed[i] if i in fixed else SMALLEST + int(rng.integers(0, 8))]
        said = choose(rng, NEEDS, len(members))
        said[:2] = "none", choose(rng, ILLNESS, 1)[0]  # in no other group do all share one need
        chosen.append(members)
        needs.append(np.repeat("coeliac disease", len(members)) if i == shared else said)
    need = pd.Series(np.concatenate(needs), index=np.concatenate(chosen), dtype=object)
    table = pool.loc[need.index, GROUP].assign(needs=need.to_numpy())
    table = table.iloc[rng.permutation(len(table))].reset_index(drop=True)
    return table.assign(row=table.index + 1), need


def practice_copy(leaked: pd.DataFrame, size: Sizes) -> pd.DataFrame:
    """Real rows beside made-up names: all rare favourites are there, and the first rows lead to nobody."""
    rng = stream("bakery", "leak", "practice")
    many = min(size(PRACTICE), len(leaked) // 2)
    alone = np.flatnonzero(~leaked.duplicated(["postcode", "birth_date"], keep=False))
    rare = np.intersect1d(np.flatnonzero(leaked["favourite"].isin(RARE)), alone)
    others = rng.permutation(np.setdiff1d(alone, rare))
    new = min(size(REPLACED), many)
    kept = np.concatenate([rare, others])[: many - new]
    place = np.concatenate([others[len(kept) : len(kept) + new], rng.permutation(kept)])
    table = leaked.loc[place, ["postcode", "birth_date", "favourite"]].reset_index(drop=True)
    real = set(zip(leaked["postcode"], leaked["birth_date"]))
    for i in range(new):
        while (table.loc[i, "postcode"], table.loc[i, "birth_date"]) in real:
            born = np.datetime64("1940-01-01") + int(rng.integers(0, 24_000))
            postcode = leaked["postcode"].iloc[int(rng.integers(0, len(leaked)))]
            table.loc[i, ["postcode", "birth_date"]] = postcode, str(born)
    fake = people(rng, len(table), {"en_GB": 1})
    phone = [f"07700 900{i:03d}" for i in rng.integers(0, 1000, len(table))]
    table = table.assign(name=fake["given_name"] + " " + fake["family_name"], email=fake["email"], phone=phone)
    return table.assign(row=table.index + 1)


def course_signups() -> pd.DataFrame:
    """The neighbour's list: the classes first, then the people in them; in one group of six all share one illness."""
    rng = stream("bakery", "leak", "signups")
    cells = [(age, district, sex) for age in range(18, 78) for district in ("Mill", "Harbour", "Hill") for sex in "fm"]
    sizes = np.repeat(list(SIGNUPS), list(SIGNUPS.values()))
    drawn = take(rng, np.arange(len(cells)), len(sizes))
    rows = [cells[cell] for cell, size in zip(drawn, sizes, strict=True) for _ in range(size)]
    table = pd.DataFrame(rows, columns=["age", "district", "sex"])
    table["cannot_eat"] = choose(rng, CANNOT_EAT, len(table))
    group = _tens(table)
    many = group.value_counts().sort_index()
    for name in many.index:  # elsewhere nobody is given away by a group that agrees
        part = table.loc[group == name, "cannot_eat"]
        if len(part) > 1 and part.nunique() == 1:
            table.loc[part.index[0], "cannot_eat"] = "nuts (allergy)" if part.iloc[0] == "" else ""
    table.loc[group == many.index[int((many == 6).to_numpy().argmax())], "cannot_eat"] = "sugar (diabetes)"
    table = table.iloc[rng.permutation(len(table))].reset_index(drop=True)
    return table.assign(row=table.index + 1)


def _tens(signups: pd.DataFrame) -> pd.Series:
    """Ten years of age, district and sex: 30Hillf."""
    return (signups["age"] // 10 * 10).astype(str) + signups["district"] + signups["sex"]
