"""The farmers' consortium: 24 farms, 180 fields, five seasons, and two published tables that betray a member.

Everybody may know who belongs; what a farm grew, spread and harvested is confidential. Cells of soil and grid
square are laid out before a field is put in one, so that those which name a farm are known by plan.
"""

import numpy as np
import pandas as pd

from .. import dictionary
from ..package import World
from ..people import people
from ..streams import bell, numbered, stream, take

FARMS, MANY, LEAST = 24, 2400, 8
MEAN_ACRES, LOW, HIGH = 342, 60, 900  # acres a farm; above HIGH a farm counts as HIGH
ORGANIC, GIANT = 2, 5  # places among 24
WITHIN = 7  # place among 8 of a farm without any field that names it
ORGANIC_ACRES, GIANT_ACRES = 188, 2960
ORGANIC_YIELD = 0.62  # of the usual
THRESHOLD = 5  # cells with fewer farms are hidden
COVER_EFFECT, DROUGHT_GAP = 4, 20  # per cent; the second is 1 - 76/95, see WEATHER
SEASONS = (2021, 2022, 2023, 2024, 2025)
RELEASES = {"A": "2025-11-14", "B": "2025-12-12"}  # of all farms, and again after the organic one had left
ORGANIC_LEFT = "2025-12-01"
PEOPLE = {"en_GB": 20, "en_IE": 2, "pl_PL": 1, "de_DE": 1}  # where the farmers' names come from

CROPS = {  # kg harvested, and kg of bought nitrogen, for an acre
    "wheat": (3200, 76),
    "barley": (2600, 56),
    "oats": (2300, 44),
    "rapeseed": (1300, 80),
    "beans": (1500, 0),
    "peas": (1400, 0),
}
ROTATIONS = {  # crops in five years
    "r": ("wheat", "barley", "beans", "wheat", "rapeseed"),
    "o": ("wheat", "oats", "beans", "wheat", "barley"),
    "p": ("wheat", "barley", "peas", "wheat", "rapeseed"),
}
ROTATION_OF = "ororrporrrorrprrorrorrpr"  # each of 24 farms keeps to one
ORGANIC_START = 2  # so that in 2025 each of the four organic fields has a crop of its own
SOILS = ("clay", "clay loam", "loam", "sandy loam", "sand")
STATIONS = ("heath", "river", "hill")
RAIN = {"heath": (284, 104, 301, 262, 290), "river": (371, 214, 388, 352, 379), "hill": (402, 171, 415, 360, 398)}
FROST = {"heath": (31, 24, 28, 35, 26), "river": (27, 22, 25, 30, 24), "hill": (48, 39, 44, 53, 41)}
WEATHER = {  # yield in per cent of the usual
    "heath": (103, 76, 104, 98, 103),
    "river": (101, 95, 104, 98, 103),
    "hill": (103, 86, 105, 97, 102),
}
SPREAD = {"heath": 105, "river": 140, "hill": 130}  # chance in a yield, standard deviation per mille


def build(scale: float = 1.0) -> World:
    """The consortium at `scale` times its usual size, never below LEAST farms."""
    farms = _farms(max(LEAST, round(FARMS * scale)))
    fields = _fields(farms)
    harvests = _harvests(farms, fields)
    tables = {
        "farms": farms,
        "fields": fields,
        "harvests": harvests,
        "weather": _weather(),
        "releases": _releases(harvests),
        "farms_many": _many(max(LEAST, round(MANY * scale))),
    }
    return World(tables, _planted(tables), {"threshold": THRESHOLD, "most_counted": HIGH})


def _yes(flags: np.ndarray) -> np.ndarray:
    return np.where(flags, "true", "false")


def _ids(letter: str, positions: np.ndarray, digits: int) -> list[str]:
    """Numbers all of one length, however many there are."""
    return numbered(letter, positions, max(digits, len(str(len(positions)))))


def _giants(rng: np.random.Generator, n: int) -> np.ndarray:
    """Acres of `n` farms beyond HIGH."""
    u = rng.random(n)
    return HIGH + 100 + (6000 * u * u).astype(np.int64)


def _acres(rng: np.random.Generator, n: int, total: int) -> np.ndarray:
    """Acres of `n` farms between LOW and HIGH, more of them small than large, `total` together."""
    u = (rng.permutation(n) + rng.random(n)) / n
    acres = LOW + ((HIGH - LOW) * (2 * u * u + u * u * u) / 3).astype(np.int64)
    while short := total - int(acres.sum()):
        step = 1 if short > 0 else -1
        free = np.flatnonzero((acres + step >= LOW) & (acres + step <= HIGH))
        acres[take(rng, free, abs(short))] += step
    return acres


def _farms(n: int) -> pd.DataFrame:
    """Each farm, its farmer, its village and its acres."""
    rng, place = stream("farms", "farms"), np.arange(n)
    acres = _acres_of_farms(rng, place)
    farms = _names(rng, n)
    village = place % (n // 3)  # three farms or more in each
    words = dictionary.words("farmers_consortium")["villages"]
    first, last = words["first"], words["last"]
    names = [first[k % len(first)] + last[k % len(last)] for k in range(len(first) * len(last))]
    joined = np.datetime64("2018-02-01") + rng.integers(0, 900, n)
    organic = place % FARMS == ORGANIC
    return farms.assign(
        farm_id=_ids("F", place, 2),
        farm=place,
        acres=acres,
        village_no=village,
        joined=joined.astype(str),
        village=[names[k % len(names)] for k in village],
        station=[STATIONS[k % len(STATIONS)] for k in village],
        left=np.where(place == ORGANIC, ORGANIC_LEFT, ""),
        is_organic=organic,
        organic=_yes(organic),
    )


def _acres_of_farms(rng: np.random.Generator, place: np.ndarray) -> np.ndarray:
    """MEAN_ACRES a farm if none counts above HIGH; the organic and the largest farm have what was planned."""
    giant = place % FARMS == GIANT
    usual = ~giant & (place != ORGANIC)
    acres = np.full(len(place), ORGANIC_ACRES)
    acres[giant] = _giants(rng, giant.sum())
    acres[GIANT] = GIANT_ACRES
    acres[usual] = _acres(rng, usual.sum(), MEAN_ACRES * len(place) - HIGH * giant.sum() - ORGANIC_ACRES)
    return acres


def _names(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Names of farmers and of farms."""
    words = dictionary.words("farmers_consortium")
    names = [first + last for last in words["farms"]["last"] for first in words["farms"]["first"]]
    farms = people(stream("farms", "people"), n, PEOPLE)
    farms["farm_name"] = [f"{names[k]} Farm" for k in np.resize(1 + rng.permutation(len(names) - 1), n)]
    for place, owner in ((ORGANIC, words["organic"]), (GIANT, words["giant"])):
        farms.loc[place, list(owner)] = list(owner.values())
    return farms


def _fields(farms: pd.DataFrame) -> pd.DataFrame:
    """Each farm's fields: size, cell, cover crop by lot. A farm's own soil in an outlying square names it."""
    rng, n = stream("farms", "fields"), len(farms)
    count = _fields_of_each(farms)
    total, farm = count.sum(), np.repeat(np.arange(n), count)
    fields = farms.loc[farm, ["farm", "farm_id", "station", "is_organic", "village_no", "acres"]]
    fields = fields.reset_index(drop=True)
    place = fields.groupby("farm").cumcount().to_numpy()
    fields["acres"] = _acres_of_fields(rng, fields, place)
    beside = np.where(np.arange(n) % 8 == WITHIN, count, np.maximum(2, 2 * count // 5))
    alone = place >= beside[farm]  # the first fields lie in cells where every farm of the village has one
    village, slot = fields["village_no"], farm // (n // 3)
    square = 3 * village + np.where(alone, rng.integers(1, 3, total), 0)
    soil = (village + np.where(alone, slot, place % 2)) % len(SOILS)
    cover = _cover_by_lot(rng, farm, count)
    start = rng.integers(0, 5, n)
    start[ORGANIC] = ORGANIC_START
    number = rng.permutation(total)
    fields = fields.assign(
        field_id=_ids("P", number, 3),
        soil=[SOILS[k] for k in soil],
        alone=alone,
        cover=cover,
        grid_square=[f"E{q // 6:02d}N{q % 6:02d}" for q in square],
        start=start[farm] + place,
        cover_crop=_yes(cover),
    )
    return fields.iloc[np.argsort(number)].reset_index(drop=True)


def _fields_of_each(farms: pd.DataFrame) -> np.ndarray:
    """How many fields a farm has: three, one more for the organic one, the rest of 7.5 a farm by acres."""
    n, organic = len(farms), farms["farm"].to_numpy() == ORGANIC
    total, share = 7 * n + n // 2, farms["acres"].to_numpy() * ~organic
    extra = (total - 3 * n - 1) * share
    count = 3 + organic + extra // share.sum()
    count[np.argsort(-(extra % share.sum()), kind="stable")[: total - count.sum()]] += 1
    return count


def _acres_of_fields(rng: np.random.Generator, fields: pd.DataFrame, place: np.ndarray) -> pd.Series:
    """A farm's acres (`fields["acres"]`) parted among its fields; the first takes what rounding leaves."""
    part = pd.Series(rng.integers(60, 141, len(fields)))
    acres = fields["acres"] * part // part.groupby(fields["farm"]).transform("sum")
    return acres + np.where(place == 0, fields["acres"] - acres.groupby(fields["farm"]).transform("sum"), 0)


def _cover_by_lot(rng: np.random.Generator, farm: np.ndarray, count: np.ndarray) -> pd.Series:
    """Half of each farm's fields; of odd numbers in turn the smaller and the larger half."""
    odd = count % 2
    half = (count + odd * (np.cumsum(odd) % 2)) // 2
    lot = pd.Series(rng.permutation(len(farm))).groupby(farm).rank()
    return lot <= half[farm]


def _level(values: pd.Series, by) -> pd.Series:
    """Whole numbers less their group's mean, rounded down."""
    groups = values.groupby(by)
    return values - groups.transform("sum") // groups.transform("size")


def _harvests(farms: pd.DataFrame, fields: pd.DataFrame) -> pd.DataFrame:
    """Every field in every season. All that is summed is whole numbers: such sums are the same everywhere."""
    rng, n, years = stream("farms", "harvests"), len(fields), len(SEASONS)
    rows = fields.loc[np.repeat(fields.index, years)].reset_index(drop=True)
    farm, year = rows["farm"].to_numpy(), np.tile(np.arange(years), n)
    crop = [ROTATIONS[ROTATION_OF[f % FARMS]][s % 5] for f, s in zip(farm, rows["start"] + year)]
    habit = 1 + bell(rng, len(farms)) / 12
    skill = _level(pd.Series((bell(rng, len(farms)) * 50).astype(np.int64)), farms["station"])  # per mille
    chance = _chance(rng, n, rows, year)
    weather = [WEATHER[station][y] for station, y in zip(rows["station"], year)]
    grown = rows["acres"] * [CROPS[c][0] for c in crop] * weather / 100
    grown = grown * (1 + skill.to_numpy()[farm] / 1000) * (1 + chance / 1e5)
    grown = grown * np.where(rows["cover"], 1 + COVER_EFFECT / 100, 1) * np.where(rows["is_organic"], ORGANIC_YIELD, 1)
    bought = rows["acres"] * [CROPS[c][1] for c in crop] * habit[farm] * (1 + bell(rng, len(rows)) / 16)
    return rows.assign(
        harvest_id=_ids("H", np.arange(len(rows)), 4),
        season=np.array(SEASONS)[year],
        crop=crop,
        harvest_kg=np.rint(grown / 20).astype(np.int64) * 20,
        fertiliser_kg=np.rint(bought * ~rows["is_organic"]).astype(np.int64),
    )


def _chance(rng: np.random.Generator, fields: int, rows: pd.DataFrame, year: np.ndarray) -> pd.Series:
    """What ground and luck do to a yield, in 100,000; on average the same with a cover crop as without."""
    farm = rows["farm"].to_numpy()
    ground = (bell(rng, fields) * 3000).astype(np.int64)
    luck = _level(pd.Series((bell(rng, len(rows)) * 1e5).astype(np.int64)), [farm, year])
    squares = (luck * luck).groupby(farm)
    luck = luck / np.sqrt(squares.transform("sum") / squares.transform("size"))
    luck = np.rint(luck * rows["station"].map(SPREAD) * 100).astype(np.int64)
    return _level(luck + np.repeat(ground, len(SEASONS)), rows["cover"])


def _weather() -> pd.DataFrame:
    rows = [
        (f"{station}-{season}", station, season, RAIN[station][i], FROST[station][i])
        for station in STATIONS
        for i, season in enumerate(SEASONS)
    ]
    return pd.DataFrame(rows, columns=["reading_id", "station", "season", "rain_mm", "frost_days"])


def _releases(harvests: pd.DataFrame) -> pd.DataFrame:
    """The last season by crop and station, with their totals; cells below the threshold are hidden."""
    there, cells = harvests[harvests["season"] == SEASONS[-1]], []
    for release, published in RELEASES.items():
        if published > ORGANIC_LEFT:
            there = there[there["farm"] != ORGANIC]
        for crop in ("all", *CROPS):
            for station in ("all", *STATIONS):
                cell = there[there["crop"].eq(crop) | (crop == "all")]
                cell = cell[cell["station"].eq(station) | (station == "all")]
                sums = [cell["farm"].nunique(), *cell[["acres", "harvest_kg", "fertiliser_kg"]].sum()]
                hidden = sums[0] < THRESHOLD
                shown = [pd.NA] * len(sums) if hidden else sums
                name = f"{release}-{crop}-{station}"
                cells.append((name, release, published, crop, station, "true" if hidden else "false", *shown))
    numbers = ["farms", "acres", "harvest_kg", "fertiliser_kg"]
    columns = ["cell_id", "release", "published", "crop", "station", "hidden", *numbers]
    return pd.DataFrame(cells, columns=columns).astype(dict.fromkeys(numbers, "Int64"))


def _many(n: int) -> pd.DataFrame:
    """Farms without names or fields, of which one in FARMS is organic and one beyond HIGH."""
    rng, few = stream("farms", "many"), n // FARMS
    acres = np.concatenate([_giants(rng, few), _acres(rng, n - few, MEAN_ACRES * n - HIGH * few)])
    organic = np.arange(n) >= n - few
    wheat = acres * 0.4 * CROPS["wheat"][0] * (1 + bell(rng, n) * 0.08) * np.where(organic, ORGANIC_YIELD, 1)
    bought = acres * 58 * (1 + bell(rng, n) / 12) * ~organic
    farms = pd.DataFrame(
        {
            "organic": _yes(organic),
            "acres": acres,
            "wheat_kg": np.rint(wheat / 20).astype(np.int64) * 20,
            "fertiliser_kg": np.rint(bought).astype(np.int64),
        }
    )
    return farms.iloc[rng.permutation(n)].assign(farm_id=_ids("M", np.arange(n), 4))


def _planted(tables: dict[str, pd.DataFrame]) -> dict[str, float]:
    """What was planted, counted in the tables: this world scales by farms, not by quotas."""
    farms, many = tables["farms"], tables["farms_many"]
    over, over_many = ((frame["acres"] - HIGH).clip(lower=0).sum() for frame in (farms, many))
    counted = {
        **_named(farms, tables["fields"], tables["harvests"]),
        **_told_by_the_releases(tables["harvests"], tables["releases"]),
        "clamped-acres": farms["acres"].sum() - over,
        "clamping-bias": over,
        "clamped-acres-many": many["acres"].sum() - over_many,
        "clamping-bias-many": over_many,
    }
    counted = {name: int(value) for name, value in counted.items()}
    return counted | {"cover-crop-effect": COVER_EFFECT, "drought-gap": DROUGHT_GAP}


def _named(farms: pd.DataFrame, fields: pd.DataFrame, harvests: pd.DataFrame) -> dict[str, int]:
    """What names a farm when its name is gone."""
    alone = fields[fields["alone"]]
    now = harvests[harvests["season"] == SEASONS[-1]]
    by_cell = now.groupby(["grid_square", "soil", "crop"])["farm"]
    needs_nitrogen = harvests["crop"].isin([crop for crop, (_, rate) in CROPS.items() if rate])
    return {
        "farms": len(farms),
        "fields": len(fields),
        "fields-named-by-cell": len(alone),
        "farms-named-by-cell": alone["farm"].nunique(),
        "fields-named-with-crop": (by_cell.transform("nunique") == 1).sum(),
        "organic-farms": farms["is_organic"].sum(),
        "organic-harvests": (harvests["is_organic"] & needs_nitrogen).sum(),
    }


def _told_by_the_releases(harvests: pd.DataFrame, releases: pd.DataFrame) -> dict[str, int]:
    """What two tables give away by a difference, and one by its totals."""
    now = harvests[harvests["season"] == SEASONS[-1]]
    hers = now[(now["farm"] == ORGANIC) & (now["crop"] == "wheat")]
    peas = now[now["crop"] == "peas"]
    first = releases[releases["release"] == "A"]
    hidden = first["hidden"] == "true"
    in_crop, at_station = (hidden.groupby(first[line]).transform("sum") == 1 for line in ("crop", "station"))
    return {
        "victim-wheat-kg": hers["harvest_kg"].sum(),
        "victim-wheat-acres": hers["acres"].sum(),
        "hidden-cells": hidden.sum(),
        "cells-given-away": (hidden & (in_crop | at_station)).sum(),
        "peas-acres": peas["acres"].sum(),
        "giant-peas-acres": peas.loc[peas["farm"] == GIANT, "acres"].sum(),
    }
