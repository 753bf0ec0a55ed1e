"""What left the bakery: the leaked list, the other lists that it meets, and who holds a copy. For lesson 04.

Everything is planted on top of the loyalty list, which stays as it is. A "cell" is a postcode area, a month of birth
and a gender: what a town club prints beside the names of its people.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import dictionary
from ..people import ascii_name, draw, people, pools
from ..streams import choose, stream, weighted

TOWN = 24_000
RIGHT, WRONG_STRANGERS, WRONG_MOVED, SEVERAL, MISSED, CLUB = 61, 6, 3, 7, 8, 320
RIGHT_NOTES, WRONG_NOTES, NOTES = 5, 1, 112
RELEASE_CLASSES, SMALLEST, SHARED = 38, 5, 7
PRACTICE, REPLACED = 200, 30  # rows of the practice copy; of these, rows with a new date and area
GIVEN, FAMILY = 200, 350  # names that an attacker would try first
WORDS = dictionary.words("bakery")
MEN = frozenset(WORDS["mens_names"])
RARE = WORDS["rare_favourites"]
SIGNUPS = {1: 41, 2: 14, 3: 9}  # size of a class: how many such classes

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
ILLNESS = {"nut allergy": 34, "milk allergy": 22, "coeliac disease": 18, "diabetes": 16, "egg allergy": 10}
NEEDS = {"none": 76, "nut allergy": 8, "milk allergy": 6, "coeliac disease": 4, "diabetes": 4, "egg allergy": 2}
KNOWN = {"full date": 10, "month": 7, "year": 4, "ten years": 3}  # characters of a date
GROUPS = {"Tuesday walkers": 5, "Sunday hills": 4, "Slow miles": 3, "Path wardens": 1}
BORN = {5: 6, 15: 6, 25: 7, 35: 7, 45: 7, 55: 7, 65: 6, 75: 4, 85: 2}  # middle of ten years of age: weight
COPY_COLUMNS = (
    "copy",
    "held_by",
    "shared_password",
    "second_factor",
    "updated_on",
    "backup_tested_on",
    "members",
    "needed_for",
)


@dataclass(frozen=True)
class Released:
    """The tables of this module and what was planted in them."""

    tables: dict[str, pd.DataFrame]
    planted: dict[str, int]


def build(loyalty: pd.DataFrame, scale: float = 1.0) -> Released:
    """All of it on top of a loyalty list (quotas are scaled and rounded, and end where the list does)."""
    crowd = loyalty.reset_index(drop=True)
    crowd = crowd.assign(month=crowd["birth_date"].str[:7], name=crowd["given_name"] + " " + crowd["family_name"])
    plan = _plan(crowd, scale)
    release, needs, shared = _release(crowd, np.concatenate([plan["right"], plan["wrong"]]), scale)
    leaked, key = _leaked(crowd, plan, needs, scale)
    club, strangers = _club(crowd, plan, scale)
    practice = _practice(leaked, plan["rare"], scale)
    names, fall = _names(crowd)
    signups, same = _signups()
    copies = pd.DataFrame(WORDS["copies"], columns=COPY_COLUMNS)
    tables = {
        "leaked": leaked,
        "leaked_key": key,
        "club": club,
        "town": _town(crowd, strangers, plan, scale),
        "release": release,
        "copies": copies,
        "practice_copy": practice,
        "common_names": names,
        "course_signups": signups,
    }
    kept = len(practice) - min(round(REPLACED * scale), len(practice))
    return Released(tables, _planted(plan, leaked, release, copies, kept, fall, same, shared, scale))


def _plan(crowd: pd.DataFrame, scale: float) -> dict[str, np.ndarray]:
    """Which members the club's page finds, rightly or wrongly, and which favourites only one member has."""
    rng = stream("bakery", "leak", "plan")
    cell = crowd["month"] + crowd["postcode"] + crowd["gender"]
    alone = (
        ~cell.duplicated(keep=False) & crowd["gender"].isin(["female", "male"]) & ~crowd["name"].duplicated(keep=False)
    )
    free = rng.permutation(np.flatnonzero(alone))
    moved = _moved(crowd, free, round(WRONG_MOVED * scale))
    free = free[~np.isin(free, moved.ravel())]
    right, free = np.split(free, [min(round(RIGHT * scale), len(free))])
    wrong, free = np.split(free, [min(round(WRONG_STRANGERS * scale), len(free))])
    together = np.flatnonzero(
        cell.duplicated(keep=False) & crowd["gender"].isin(["female", "male"]) & ~crowd["name"].duplicated(keep=False)
    )
    several = rng.permutation(together)
    several = several[~cell[several].duplicated().to_numpy()][: round(SEVERAL * scale)]
    quiet = np.flatnonzero(crowd["gender"].isin(["not said", "other"]) & ~crowd["name"].duplicated(keep=False))
    return {
        "right": right,
        "wrong": np.concatenate([wrong, moved[:, 0]]),
        "strangers": wrong,
        "moved": moved[:, 1],
        "several": several,
        "missed": rng.permutation(quiet)[: round(MISSED * scale)],
        "rare": free[: min(len(RARE), len(free))],
    }


def _moved(crowd: pd.DataFrame, free: np.ndarray, many: int) -> np.ndarray:
    """Pairs of members of one month and gender in two areas: the line that is found, and the person who moved away."""
    by_month: dict[tuple, int] = {}
    pairs: list[tuple[int, int]] = []
    used: set[int] = set()
    for place in free:
        row = crowd.loc[place]
        other = by_month.setdefault((row["month"], row["gender"]), place)
        if (
            len(pairs) < many
            and other != place
            and not {place, other} & used
            and crowd.loc[other, "postcode"] != row["postcode"]
        ):
            pairs.append((place, other))
            used |= {place, other}
    return np.array(pairs, dtype=int).reshape(-1, 2)


def _release(crowd: pd.DataFrame, linked: np.ndarray, scale: float) -> tuple[pd.DataFrame, pd.Series, int]:
    """The college's table, what each of its members must not eat (by place in the crowd), and how many share it."""
    rng = stream("bakery", "leak", "release")
    pool = crowd[crowd["gender"].isin(["female", "male"]) & ~crowd.index.isin(linked)]
    pool = pool.assign(area=pool["postcode"].str.split(" ").str[0], born=pool["birth_date"].str[:3] + "0s")
    groups = [(key, rng.permutation(part.index.to_numpy())) for key, part in pool.groupby(["area", "born", "gender"])]
    groups = [groups[i] for i in rng.permutation(len(groups)) if len(groups[i][1]) >= SMALLEST]
    groups = groups[: max(2, round(RELEASE_CLASSES * min(scale, 1)))]
    shared = next((i for i, (_, members) in enumerate(groups) if len(members) >= SHARED), None)
    chosen, needs = [], []
    for i, (_, members) in enumerate(groups):
        size = (
            SHARED
            if i == shared
            else SMALLEST
            if i == (1 if shared == 0 else 0)
            else SMALLEST + int(rng.integers(0, 8))
        )
        members = members[:size]
        said = choose(rng, NEEDS, len(members))
        said[:2] = "none", choose(rng, ILLNESS, 1)[0]  # in no other group do all share one need
        chosen.append(members)
        needs.append(np.repeat("coeliac disease", len(members)) if i == shared else said)
    place = np.concatenate([np.zeros(0, dtype=int), *chosen])
    need = pd.Series(np.concatenate([np.zeros(0, dtype=object), *needs]), index=place, dtype=object)
    mixed = rng.permutation(len(place))
    table = pool.loc[place, ["area", "born", "gender"]].assign(needs=need.to_numpy()).iloc[mixed].reset_index(drop=True)
    table["row"] = table.index + 1
    return table, need, 0 if shared is None else SHARED


def _leaked(crowd: pd.DataFrame, plan: dict, needs: pd.Series, scale: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = stream("bakery", "leak", "leaked")
    note = pd.Series("", index=crowd.index, dtype=object)
    ill = needs[needs != "none"]
    note[ill.index] = ill
    some = np.concatenate([plan["right"][: round(RIGHT_NOTES * scale)], plan["wrong"][: round(WRONG_NOTES * scale)]])
    note[some] = choose(rng, ILLNESS, len(some))
    for here, illness in ((plan["right"], "coeliac disease"), (plan["wrong"], "diabetes")):
        note[here[:1][note[here[:1]] != ""]] = illness
    silent = rng.permutation(
        np.setdiff1d(crowd.index[note == ""], np.concatenate([plan["right"], plan["wrong"], needs.index]))
    )
    more = silent[: max(0, round(NOTES * scale) - int((note != "").sum()))]
    note[more] = choose(rng, ILLNESS, len(more))
    favourite = choose(rng, FAVOURITES, len(crowd))
    without = choose(rng, {"gluten-free loaf": 3, "gluten-free brownie": 1, "gluten-free lemon slice": 1}, len(crowd))
    favourite = np.where(note == "coeliac disease", without, favourite)  # wheat and rye would make them ill
    favourite[plan["rare"]] = RARE[: len(plan["rare"])]
    visits = (
        1 + weighted(rng, [14, 13, 12, 10, 9, 8, 7, 6, 5, 5, 4, 4, 3], len(crowd)) * 4 + rng.integers(0, 4, len(crowd))
    )
    table = crowd[["member_id", "postcode", "birth_date", "gender"]].assign(
        favourite=favourite, visits=visits, diet_note=note
    )
    table["email_hash"] = [hashlib.sha256(address.lower().encode()).hexdigest() for address in crowd["email"]]
    table = table.iloc[rng.permutation(len(table))].reset_index(drop=True)
    table["line"] = table.index + 1
    return table, table[["line", "member_id"]].copy()


def _club(crowd: pd.DataFrame, plan: dict, scale: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The club's page, and those on it who are no members of the bakery (they live in the town too)."""
    rng = stream("bakery", "leak", "club")

    def of(place: np.ndarray, name=None) -> pd.DataFrame:
        rows = crowd.loc[place, ["name", "month", "postcode", "gender"]].reset_index(drop=True)
        return rows if name is None else rows.assign(name=name)

    quiet = of(plan["missed"])
    quiet["gender"] = np.where(rng.integers(0, 2, len(quiet)) == 0, "female", "male")
    met = set(zip(crowd["month"], crowd["postcode"], crowd["gender"]))
    quiet = quiet[[key not in met for key in zip(quiet["month"], quiet["postcode"], quiet["gender"])]]
    inside = [
        of(plan["right"]),
        of(plan["several"]),
        of(plan["wrong"][len(plan["strangers"]) :], crowd.loc[plan["moved"], "name"].to_numpy()),
        quiet,
    ]
    many = max(0, round(CLUB * scale) - sum(map(len, inside)) - len(plan["strangers"]))
    spare = _residents(rng, crowd, 4 * many + 40)
    spare["month"] = spare["birth_date"].str[:7]
    keys = list(zip(spare["month"], spare["postcode"], spare["gender"]))
    grown = (spare["month"] < "2008") & ~spare.duplicated(["month", "postcode", "gender"])
    spare = spare[grown.to_numpy() & np.array([key not in met for key in keys], dtype=bool)][:many].reset_index(
        drop=True
    )
    strangers = of(plan["strangers"])
    day = 1 + rng.integers(0, 28, len(strangers))
    strangers["birth_date"] = strangers["month"] + "-" + pd.Series(day).map("{:02d}".format).astype(object)
    outside = pd.concat([strangers, spare], ignore_index=True)
    outside["name"] = _names_for(rng, outside["gender"].to_numpy(), set(crowd["name"]))
    outside.loc[outside.index[:1], "name"] = _first_stranger(outside)
    page = pd.concat([*inside, outside[["name", "month", "postcode", "gender"]]], ignore_index=True)
    page = page.assign(born=page["month"], group=choose(rng, GROUPS, len(page)))
    return page.sort_values("name", kind="stable", ignore_index=True), outside


def _first_stranger(outside: pd.DataFrame) -> str:
    return "Harold Fenwick" if outside["gender"].tolist()[:1] == ["male"] else "Hilda Fenwick"


def _names_for(rng: np.random.Generator, gender: np.ndarray, taken: set[str]) -> list[str]:
    """Names that fit the gender, each once and none of them a member's."""
    given = np.array(pools()["en_GB"]["given"], dtype=object)
    of = {"male": given[np.isin(given, list(MEN))], "female": given[~np.isin(given, list(MEN))]}
    taken, names = set(taken), []
    for who in gender:
        name, tries = "", 0
        while not name or name in taken:
            family = draw(rng, "family", np.array(["en_GB"]))[0]
            name = f"{of[who][rng.integers(0, len(of[who]))]} {family}" + (f"-{tries}" if tries > 400 else "")
            tries += 1
        taken.add(name)
        names.append(name)
    return names


def _residents(rng: np.random.Generator, crowd: pd.DataFrame, n: int) -> pd.DataFrame:
    """People of the town: area as often as among the members, any age, of both genders."""
    n = n if len(crowd) else 0
    age = np.array(list(BORN))[weighted(rng, list(BORN.values()), n)] - 5
    born = np.datetime64("2025-12-01") - (age * 365.25).astype(int) - rng.integers(0, 3652, n)
    gender = np.where(rng.integers(0, 2, n) == 0, "female", "male")
    return pd.DataFrame(
        {
            "postcode": crowd["postcode"].to_numpy()[rng.integers(0, max(len(crowd), 1), n)],
            "birth_date": born.astype(str),
            "gender": gender,
        }
    )


def _town(crowd: pd.DataFrame, strangers: pd.DataFrame, plan: dict, scale: float) -> pd.DataFrame:
    """What a register of everybody says of the combinations in the leak.

    Everybody: the members, the club's strangers, a neighbour of each who was found in place of one who moved, the rest.
    """
    rng = stream("bakery", "leak", "town")
    columns = ["postcode", "birth_date", "gender"]
    members = crowd[columns].copy()
    unsaid = ~members["gender"].isin(["female", "male"])
    members.loc[unsaid, "gender"] = np.where(rng.integers(0, 2, int(unsaid.sum())) == 0, "female", "male")
    beside = crowd.loc[plan["wrong"][len(plan["strangers"]) :], ["postcode", "month", "gender"]]
    beside = beside.assign(
        birth_date=beside["month"]
        + "-"
        + pd.Series(1 + rng.integers(0, 28, len(beside)), index=beside.index).map("{:02d}".format).astype(object)
    )
    known = pd.concat([members, strangers[columns], beside[columns]], ignore_index=True)
    rest = _residents(rng, crowd, max(0, round(TOWN * scale) - len(known)))
    everybody = pd.concat([known, rest], ignore_index=True)
    answers = []
    for what, width in KNOWN.items():
        end = "0s" if what == "ten years" else ""
        cell = everybody["birth_date"].str[:width] + end
        counted = everybody.assign(born=cell).groupby(["postcode", "born", "gender"], sort=True).size().rename("people")
        asked = crowd.assign(born=crowd["birth_date"].str[:width] + end)[~unsaid][["postcode", "born", "gender"]]
        answers.append(asked.drop_duplicates().merge(counted.reset_index()).assign(known=what))
    table = pd.concat(answers, ignore_index=True)
    table = table.sort_values(["known", "postcode", "born", "gender"], kind="stable", ignore_index=True)
    return table.assign(row=table.index + 1)


def _practice(leaked: pd.DataFrame, rare: np.ndarray, scale: float) -> pd.DataFrame:
    rng = stream("bakery", "leak", "practice")
    many = min(round(PRACTICE * scale), len(leaked) // 2)
    first = np.flatnonzero(leaked["favourite"].isin(RARE))
    alone = np.flatnonzero(~leaked.duplicated(["postcode", "birth_date"], keep=False))
    first = np.intersect1d(first, alone)
    others = rng.permutation(np.setdiff1d(alone, first))
    new = min(round(REPLACED * scale), many)
    kept = np.concatenate([first, others])[: many - new]
    place = np.concatenate([others[len(kept) : len(kept) + new], rng.permutation(kept)])
    table = leaked.loc[place, ["postcode", "birth_date", "favourite"]].reset_index(drop=True)
    real = set(zip(leaked["postcode"], leaked["birth_date"]))
    for i in range(new):
        while (table.loc[i, "postcode"], table.loc[i, "birth_date"]) in real:
            born = np.datetime64("1940-01-01") + int(rng.integers(0, 24_000))
            table.loc[i, ["postcode", "birth_date"]] = (
                leaked["postcode"].iloc[int(rng.integers(0, len(leaked)))],
                str(born),
            )
    fake = people(rng, len(table), {"en_GB": 1})
    phone = [f"07700 900{i:03d}" for i in rng.integers(0, 1000, len(table))]
    table = table.assign(name=fake["given_name"] + " " + fake["family_name"], email=fake["email"], phone=phone)
    return table.assign(row=table.index + 1)


def _names(crowd: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Frequent names, and how many members' addresses are made of two of them and nothing else."""
    rng = stream("bakery", "leak", "names")
    pool, parts = pools()["en_GB"], {}
    for kind, many in (("given", GIVEN), ("family", FAMILY)):
        plain = np.array(sorted({ascii_name(name) for name in pool[kind]}), dtype=object)
        parts[kind] = sorted(plain[rng.permutation(len(plain))[:many]])
    table = pd.DataFrame(
        {
            "kind": np.repeat(["given", "family"], [len(parts["given"]), len(parts["family"])]),
            "name": [*parts["given"], *parts["family"]],
        }
    )
    given, family = (set(parts[kind]) for kind in ("given", "family"))
    stems = [address.split("@")[0].split(".", 1) for address in crowd["email"]]
    fall = sum(stem[0] in given and stem[-1] in family for stem in stems)
    return table.assign(row=table.index + 1), fall


def _signups() -> tuple[pd.DataFrame, int]:
    """The neighbour's list: the classes first, then the people in them; and how many share one illness in one group."""
    rng = stream("bakery", "leak", "signups")
    cells = [(age, district, sex) for age in range(18, 78) for district in ("Mill", "Harbour", "Hill") for sex in "fm"]
    order = rng.permutation(len(cells))
    sizes = np.repeat(list(SIGNUPS), list(SIGNUPS.values()))
    rows = [cells[order[i]] for i, size in enumerate(sizes) for _ in range(size)]
    table = pd.DataFrame(rows, columns=["age", "district", "sex"])
    table["cannot_eat"] = choose(
        rng,
        {"": 72, "nuts (allergy)": 10, "milk (allergy)": 8, "wheat (coeliac disease)": 6, "sugar (diabetes)": 4},
        len(table),
    )
    group = (table["age"] // 10 * 10).astype(str) + table["district"] + table["sex"]
    many = group.value_counts().sort_index()
    same = group == many.index[int((many == 6).to_numpy().argmax())]
    for name in many.index:
        part = table.index[group == name]
        if len(part) > 1 and table.loc[part, "cannot_eat"].nunique() == 1:
            table.loc[part[0], "cannot_eat"] = "nuts (allergy)" if table.loc[part[0], "cannot_eat"] == "" else ""
    table.loc[same, "cannot_eat"] = "sugar (diabetes)"
    table = table.iloc[rng.permutation(len(table))].reset_index(drop=True)
    return table.assign(row=table.index + 1), int(same.sum())


def _planted(
    plan: dict,
    leaked: pd.DataFrame,
    release: pd.DataFrame,
    copies: pd.DataFrame,
    kept: int,
    fall: int,
    same: int,
    shared: int,
    scale: float,
) -> dict[str, int]:
    bare, crowded = copies["second_factor"] == "no", copies["shared_password"] == "yes"
    return {
        "linked-rightly": len(plan["right"]),
        "linked-wrongly": len(plan["wrong"]),
        "wrong-no-member": len(plan["strangers"]),
        "several-lines": len(plan["several"]),
        "linked-with-a-note": min(round(RIGHT_NOTES * scale), len(plan["right"])),
        "wrong-with-a-note": min(round(WRONG_NOTES * scale), len(plan["wrong"])),
        "notes": int((leaked["diet_note"] != "").sum()),
        "rare-favourites": len(plan["rare"]),
        "release-k": SMALLEST if len(release) else 0,
        "release-shared": shared,
        "no-second-factor": int(bare.sum()),
        "shared-password": int(crowded.sum()),
        "not-needed": int((copies["needed_for"] == "").sum()),
        "practice-lead-back": kept,
        "addresses-guessed": fall,
        "signups-alone": SIGNUPS[1],
        "signups-shared": same,
    }
