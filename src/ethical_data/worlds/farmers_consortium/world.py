"""The farmers' consortium: 24 farms, 180 fields, five seasons, and two published tables that betray a member.

Everybody may know who belongs; what a farm grew, spread and harvested is confidential. Cells of soil and grid
square are laid out before a field is put in one, so that those which name a farm are known by plan.
"""

import numpy as np
import pandas as pd

from .. import dictionary
from ..dictionary import Column, Truth
from ..package import World
from ..people import people
from ..streams import bell, stream

LESSON = "18-sharing-without-exposing"
FARMS, MANY, LEAST = 24, 2400, 8
MEAN_ACRES, LOW, HIGH = 342, 60, 900  # acres a farm; above HIGH a farm counts as HIGH
ORGANIC, GIANT = 2, 5  # positions among 24
WITHIN = 7  # position among 8 of a farm without any field that names it
ORGANIC_ACRES, GIANT_ACRES = 188, 2960
THRESHOLD = 5  # cells with fewer farms are hidden
COVER_EFFECT, DROUGHT_GAP = 4, 20  # per cent; the second is 1 - 76/95, see WEATHER
SEASONS = (2021, 2022, 2023, 2024, 2025)

CROPS = {
    "wheat": (3200, 76),
    "barley": (2600, 56),
    "oats": (2300, 44),
    "rapeseed": (1300, 80),
    "beans": (1500, 0),
    "peas": (1400, 0),
}  # kg harvested, and kg of bought nitrogen, for an acre
ROTATIONS = {
    "r": ("wheat", "barley", "beans", "wheat", "rapeseed"),
    "o": ("wheat", "oats", "beans", "wheat", "barley"),
    "p": ("wheat", "barley", "peas", "wheat", "rapeseed"),
}
ROTATION_OF = "ororrporrrorrprrorrorrpr"  # each of 24 farms keeps to one
SOILS = ("clay", "clay loam", "loam", "sandy loam", "sand")
STATIONS = ("heath", "river", "hill")
RAIN = {"heath": (284, 104, 301, 262, 290), "river": (371, 214, 388, 352, 379), "hill": (402, 171, 415, 360, 398)}
FROST = {"heath": (31, 24, 28, 35, 26), "river": (27, 22, 25, 30, 24), "hill": (48, 39, 44, 53, 41)}
WEATHER = {
    "heath": (103, 76, 104, 98, 103),
    "river": (101, 95, 104, 98, 103),
    "hill": (103, 86, 105, 97, 102),
}  # yield in per cent of the usual
SPREAD = {"heath": 105, "river": 140, "hill": 130}  # chance in a yield, standard deviation per mille
VILLAGES = [
    ("Fallow", "Thresh", "Marl", "Bracken", "Oxen", "Sedge", "Winnow", "Tilling")[i % 8]
    + ("combe", "wick", "mere", "holt", "stead")[i % 5]
    for i in range(40)
]
NAMES = [
    a + b
    for b in ("brook", "croft", "barn", "leaze", "garth")
    for a in (
        "Quill",
        "Hedge",
        "Stubble",
        "Plover",
        "Furrow",
        "Teasel",
        "Rook",
        "Damson",
        "Harrow",
        "Sorrel",
        "Larch",
        "Thistle",
        "Curlew",
        "Bramble",
        "Sickle",
        "Clover",
    )
]


def _member(name: str, kind: str, says: str) -> Column:
    return Column(name, kind, says, "yes", "to keep the public list of members", "ten years after leaving")


def _shared(name: str, kind: str, says: str, unit: str = "", choices: tuple[str, ...] = ()) -> Column:
    return Column(name, kind, says, "yes", "to compare harvests among members", "ten seasons", unit, choices)


def build(scale: float = 1.0) -> World:
    """The consortium at `scale` times its usual size, never below LEAST farms."""
    farms = _farms(max(LEAST, round(FARMS * scale)))
    fields = _fields(farms)
    harvests = _harvests(farms, fields)
    weather = pd.DataFrame(
        [
            (f"{name}-{year}", name, year, RAIN[name][i], FROST[name][i])
            for name in STATIONS
            for i, year in enumerate(SEASONS)
        ],
        columns=["reading_id", "station", "season", "rain_mm", "frost_days"],
    )
    tables = {
        "farms": farms,
        "fields": fields,
        "harvests": harvests,
        "weather": weather,
        "releases": _releases(harvests),
        "farms_many": _many(max(LEAST, round(MANY * scale))),
    }
    return World(tables, {truth.id: truth.value for truth in _truths(tables)})


def _yes(flags: np.ndarray) -> np.ndarray:
    return np.where(flags, "true", "false")


def _ids(letter: str, numbers: np.ndarray, width: int) -> list[str]:
    width = max(width, len(str(len(numbers))))
    return [f"{letter}{k:0{width}d}" for k in numbers]


def _giants(rng: np.random.Generator, n: int) -> np.ndarray:
    """Acres of farms beyond HIGH."""
    u = rng.random(n)
    return HIGH + 100 + (6000 * u * u).astype(np.int64)


def _acres(rng: np.random.Generator, n: int, total: int) -> np.ndarray:
    """Acres of `n` farms between LOW and HIGH, more of them small than large, `total` together."""
    u = (rng.permutation(n) + rng.random(n)) / n
    acres = LOW + ((HIGH - LOW) * (2 * u * u + u * u * u) / 3).astype(np.int64)
    while short := total - int(acres.sum()):
        step = 1 if short > 0 else -1
        free = np.flatnonzero((acres + step >= LOW) & (acres + step <= HIGH))
        acres[rng.permutation(free)[: abs(short)]] += step
    return acres


def _farms(n: int) -> pd.DataFrame:
    rng, i = stream("farms", "farms"), np.arange(n)
    giant = i % FARMS == GIANT
    usual = ~giant & (i != ORGANIC)
    acres = np.full(n, ORGANIC_ACRES)
    acres[giant] = _giants(rng, giant.sum())
    acres[GIANT] = GIANT_ACRES
    acres[usual] = _acres(rng, usual.sum(), MEAN_ACRES * n - HIGH * giant.sum() - ORGANIC_ACRES)
    farms = people(stream("farms", "people"), n, {"en_GB": 20, "en_IE": 2, "pl_PL": 1, "de_DE": 1})
    farms["farm_name"] = [f"{NAMES[k]} Farm" for k in np.resize(1 + rng.permutation(len(NAMES) - 1), n)]
    names = ["given_name", "family_name", "farm_name"]
    farms.loc[ORGANIC, names] = ["Ruth", "Ansell", "Quillbrook Farm"]
    farms.loc[GIANT, names] = ["Victor", "Hale", "Greatfold Estate"]
    village = i % (n // 3)  # three farms or more in each
    joined = np.datetime64("2018-02-01") + rng.integers(0, 900, n)
    return farms.assign(
        farm_id=_ids("F", i + 1, 2),
        farm=i,
        acres=acres,
        village_no=village,
        joined=joined.astype(str),
        village=[VILLAGES[v % len(VILLAGES)] for v in village],
        station=[STATIONS[v % 3] for v in village],
        left=np.where(i == ORGANIC, "2025-12-01", ""),
        is_organic=i % FARMS == ORGANIC,
        organic=_yes(i % FARMS == ORGANIC),
    )


def _fields(farms: pd.DataFrame) -> pd.DataFrame:
    """Each farm's fields: size, cell, cover crop by lot. A farm's own soil in an outlying square names it."""
    rng, n = stream("farms", "fields"), len(farms)
    hers = farms["farm"].to_numpy() == ORGANIC
    total = 7 * n + n // 2  # three for every farm, one more for the organic one, the rest by acres
    share = farms["acres"].to_numpy() * ~hers
    extra = (total - 3 * n - 1) * share
    count = 3 + hers + extra // share.sum()
    count[np.argsort(-(extra % share.sum()), kind="stable")[: total - count.sum()]] += 1
    farm = np.repeat(np.arange(n), count)
    fields = farms.loc[farm, ["farm", "farm_id", "station", "is_organic", "village_no", "acres"]]
    fields = fields.reset_index(drop=True)
    place = fields.groupby("farm").cumcount().to_numpy()

    part = pd.Series(rng.integers(60, 141, total))
    acres = fields["acres"] * part // part.groupby(farm).transform("sum")
    acres += np.where(place == 0, fields["acres"] - acres.groupby(farm).transform("sum"), 0)
    beside = np.where(np.arange(n) % 8 == WITHIN, count, np.maximum(2, 2 * count // 5))
    alone = place >= beside[farm]  # the first fields lie in cells where every farm of the village has one
    village, slot = fields["village_no"], farm // (n // 3)
    square = 3 * village + np.where(alone, rng.integers(1, 3, total), 0)
    soil = (village + np.where(alone, slot, place % 2)) % len(SOILS)
    odd = count % 2
    half = (count + odd * (np.cumsum(odd) % 2)) // 2
    lot = pd.Series(rng.permutation(total)).groupby(farm).rank()
    start = rng.integers(0, 5, n)
    start[ORGANIC] = 2  # in 2025 each of her four fields has a crop of its own
    number = rng.permutation(total) + 1
    cover = lot <= half[farm]
    fields = fields.assign(
        field_id=_ids("P", number, 3),
        acres=acres,
        soil=[SOILS[k] for k in soil],
        alone=alone,
        cover=cover,
        grid_square=[f"E{q // 6:02d}N{q % 6:02d}" for q in square],
        start=start[farm] + place,
        cover_crop=_yes(cover),
    )
    return fields.iloc[np.argsort(number)].reset_index(drop=True)


def _harvests(farms: pd.DataFrame, fields: pd.DataFrame) -> pd.DataFrame:
    """Every field in every season. All that is summed is whole numbers: such sums are the same everywhere."""
    rng, n, years = stream("farms", "harvests"), len(fields), len(SEASONS)
    rows = fields.loc[np.repeat(fields.index, years)].reset_index(drop=True)
    farm, year = rows["farm"].to_numpy(), np.tile(np.arange(years), n)
    crop = [ROTATIONS[ROTATION_OF[f % FARMS]][s % 5] for f, s in zip(farm, rows["start"] + year)]

    def level(values: pd.Series, by) -> pd.Series:
        groups = values.groupby(by)
        return values - groups.transform("sum") // groups.transform("size")

    habit = 1 + bell(rng, len(farms)) / 12
    skill = level(pd.Series((bell(rng, len(farms)) * 50).astype(np.int64)), farms["station"])  # per mille
    ground = (bell(rng, n) * 3000).astype(np.int64)  # this and chance: in 100,000
    chance = level(pd.Series((bell(rng, len(rows)) * 1e5).astype(np.int64)), [farm, year])
    squares = (chance * chance).groupby(farm)
    chance = chance / np.sqrt(squares.transform("sum") / squares.transform("size"))
    chance = np.rint(chance * rows["station"].map(SPREAD) * 100).astype(np.int64) + np.repeat(ground, years)
    weather = [WEATHER[station][y] for station, y in zip(rows["station"], year)]
    grown = rows["acres"] * [CROPS[c][0] for c in crop] * weather / 100
    grown = grown * (1 + skill.to_numpy()[farm] / 1000) * (1 + level(chance, rows["cover"]) / 1e5)
    grown = grown * np.where(rows["cover"], 1 + COVER_EFFECT / 100, 1) * np.where(rows["is_organic"], 0.62, 1)
    bought = rows["acres"] * [CROPS[c][1] for c in crop] * habit[farm] * (1 + bell(rng, len(rows)) / 16)
    return rows.assign(
        harvest_id=_ids("H", np.arange(len(rows)) + 1, 4),
        season=np.array(SEASONS)[year],
        crop=crop,
        harvest_kg=np.rint(grown / 20).astype(np.int64) * 20,
        fertiliser_kg=np.rint(bought * ~rows["is_organic"]).astype(np.int64),
    )


def _releases(harvests: pd.DataFrame) -> pd.DataFrame:
    now, cells = harvests[harvests["season"] == SEASONS[-1]], []
    without = now[now["farm"] != ORGANIC]
    for release, published, there in (("A", "2025-11-14", now), ("B", "2025-12-12", without)):
        for crop in ("all", *CROPS):
            for station in ("all", *STATIONS):
                cell = there[
                    there["crop"].isin([crop] if crop != "all" else CROPS)
                    & there["station"].isin([station] if station != "all" else STATIONS)
                ]
                shown = [cell["farm"].nunique(), *cell[["acres", "harvest_kg", "fertiliser_kg"]].sum()]
                hidden = shown[0] < THRESHOLD
                cells.append(
                    (
                        f"{release}-{crop}-{station}",
                        release,
                        published,
                        crop,
                        station,
                        "true" if hidden else "false",
                        *([pd.NA] * 4 if hidden else shown),
                    )
                )
    names = [column.name for column in dictionary.business("farmers_consortium").tables[4].columns]
    return pd.DataFrame(cells, columns=names).astype(dict.fromkeys(names[-4:], "Int64"))


def _many(n: int) -> pd.DataFrame:
    rng, few = stream("farms", "many"), n // FARMS
    acres = np.concatenate([_giants(rng, few), _acres(rng, n - few, MEAN_ACRES * n - HIGH * few)])
    organic = np.arange(n) >= n - few
    wheat = acres * 0.4 * CROPS["wheat"][0] * (1 + bell(rng, n) * 0.08) * np.where(organic, 0.62, 1)
    bought = acres * 58 * (1 + bell(rng, n) / 12) * ~organic
    farms = pd.DataFrame(
        {
            "organic": _yes(organic),
            "acres": acres,
            "wheat_kg": np.rint(wheat / 20).astype(np.int64) * 20,
            "fertiliser_kg": np.rint(bought).astype(np.int64),
        }
    )
    return farms.iloc[rng.permutation(n)].assign(farm_id=_ids("M", np.arange(n) + 1, 4))


def _truths(tables: dict[str, pd.DataFrame]) -> list[Truth]:
    farms, fields, harvests, many = (tables[name] for name in ("farms", "fields", "harvests", "farms_many"))
    now = harvests[harvests["season"] == SEASONS[-1]]
    hers = now[(now["farm"] == ORGANIC) & (now["crop"] == "wheat")]
    peas = now[now["crop"] == "peas"]
    by_cell = now.groupby(["grid_square", "soil", "crop"])["farm"]
    bought = harvests["crop"].isin([crop for crop, (_, rate) in CROPS.items() if rate])
    first = tables["releases"].query("release == 'A'")
    hidden = first["hidden"] == "true"
    only = [hidden.groupby(first[line]).transform("sum") == 1 for line in ("crop", "station")]
    over, over_many = ((frame["acres"] - HIGH).clip(lower=0).sum() for frame in (farms, many))
    named = fields[fields["alone"]]
    counted = [
        ("farms", "farms", len(farms), "Farms on the public list."),
        ("fields", "fields", len(fields), "Fields."),
        ("fields-named-by-cell", "fields", len(named), "Fields of a soil and grid square of one farm only."),
        ("farms-named-by-cell", "fields", named["farm"].nunique(), "Farms with such a field."),
        (
            "fields-named-with-crop",
            "harvests",
            (by_cell.transform("nunique") == 1).sum(),
            "Fields of a soil, grid square and crop of 2025 of one farm only.",
        ),
        ("organic-farms", "farms", farms["is_organic"].sum(), "Organic farms."),
        (
            "organic-harvests",
            "harvests",
            (harvests["is_organic"] & bought).sum(),
            "Harvests of wheat, barley, oats or rapeseed without bought nitrogen: each is an organic farm's.",
        ),
        (
            "victim-wheat-kg",
            "releases",
            hers["harvest_kg"].sum(),
            "Ruth Ansell's wheat of 2025, kg: release A less release B.",
        ),
        ("victim-wheat-acres", "releases", hers["acres"].sum(), "The acres it grew on: the same difference."),
        ("hidden-cells", "releases", hidden.sum(), "Release A: cells hidden by the threshold."),
        (
            "cells-given-away",
            "releases",
            (hidden & (only[0] | only[1])).sum(),
            "Of these: the only one hidden in its crop or at its station, so the total less the rest tells it.",
        ),
        ("peas-acres", "releases", peas["acres"].sum(), "Acres of peas, hidden in release A."),
        (
            "giant-peas-acres",
            "harvests",
            peas["acres"][peas["farm"] == GIANT].sum(),
            "Of those peas: acres of the largest farm.",
        ),
        ("clamped-acres", "farms", farms["acres"].sum() - over, "Acres, no farm counted above 900."),
        ("clamping-bias", "farms", over, "Acres that are lost when no farm counts above 900."),
        (
            "clamped-acres-many",
            "farms_many",
            many["acres"].sum() - over_many,
            "The many: acres, no farm counted above 900.",
        ),
        ("clamping-bias-many", "farms_many", over_many, "The many: acres lost when none counts above 900."),
    ]
    estimated = [
        (
            "cover-crop-effect",
            COVER_EFFECT,
            4.5,
            "Per cent by which a cover crop raises the yield.",
            "yield per acre over the crop's mean, a field's seasons averaged, less its farm's mean: fields with "
            "a cover crop less those without, in per cent of these fields' yield",
            "all fields, five seasons",
        ),
        (
            "drought-gap",
            DROUGHT_GAP,
            15,
            "Per cent by which heath wheat fell below river wheat, 2022.",
            "1 less the ratio of mean kg per acre, each farm counted once",
            "all farms at the two stations",
        ),
    ]
    return [
        *(Truth(name, LESSON, "counted", says, int(value), table) for name, table, value, says in counted),
        *(
            Truth(name, LESSON, "estimated", says, value, "harvests", estimand, sample, width)
            for name, value, width, says, estimand, sample in estimated
        ),
    ]
