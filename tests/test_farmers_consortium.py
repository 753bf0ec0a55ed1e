"""The farmers' consortium holds what it says: an audit that shares no code with it reads the CSVs."""

import csv
import json
import math
from collections import defaultdict
from pathlib import Path
from statistics import mean, stdev, variance

import pytest
from scipy.stats import t as student

from ethical_data.worlds import package
from ethical_data.worlds.people import pools

FOLDER = Path(__file__).resolve().parent.parent / "data" / "farmers_consortium"
LEGUMES = {"beans", "peas"}
CELL = ["soil", "grid_square"]


def read(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    whole = {"acres", "season", "harvest_kg", "fertiliser_kg", "wheat_kg", "rain_mm", "frost_days", "farms"}
    return [{k: int(v) if k in whole and v else v for k, v in row.items()} for row in rows]


@pytest.fixture(scope="module")
def stored():
    return json.loads((FOLDER / "datapackage.json").read_text("utf-8"))


@pytest.fixture
def world(stored):
    return {r["name"]: read(r["name"]) for r in stored["resources"]}


@pytest.fixture(scope="module")
def truths(stored):
    return {t["id"]: t for t in stored["ethical_data"]["planted_truths"]}


def joined(world):
    """Harvests with what is known of their fields and farms."""
    fields, farms = (
        {row[key]: row for row in world[name]} for name, key in (("fields", "field_id"), ("farms", "farm_id"))
    )
    return [
        {**h, **fields[h["field_id"]], "organic": farms[fields[h["field_id"]]["farm_id"]]["organic"]}
        for h in world["harvests"]
    ]


def single(rows, keys):
    """The rows whose values of `keys` belong to one farm only."""
    owners = defaultdict(set)
    for row in rows:
        owners[tuple(row[k] for k in keys)].add(row["farm_id"])
    return [row for row in rows if len(owners[tuple(row[k] for k in keys)]) == 1]


def release(world, name):
    return {(c["crop"], c["station"]): c for c in world["releases"] if c["release"] == name}


def given_away(cells):
    """Hidden cells that one subtraction finds, by crop or by station: cell -> acres."""
    crops, stations = {c for c, _ in cells} - {"all"}, {s for _, s in cells} - {"all"}
    lines = [((crop, "all"), [(crop, s) for s in stations]) for crop in ("all", *crops)]
    lines += [(("all", station), [(c, station) for c in crops]) for station in ("all", *stations)]
    found = {}
    for total, parts in lines:
        hidden = [cell for cell in (total, *parts) if cells[cell]["hidden"] == "true"]
        if len(hidden) == 1:
            rest = sum(cells[part]["acres"] for part in parts if part not in hidden)
            found[hidden[0]] = rest if hidden == [total] else cells[total]["acres"] - rest
    return found


def counted(world):
    rows, farms, many = joined(world), world["farms"], world["farms_many"]
    now = [r for r in rows if r["season"] == 2025]
    ruth = next(f["farm_id"] for f in farms if f["left"])
    giant = max(farms, key=lambda f: f["acres"])["farm_id"]
    a, b = release(world, "A"), release(world, "B")
    peas = [r for r in now if r["crop"] == "peas"]
    bare = [r for r in rows if r["crop"] not in LEGUMES and r["fertiliser_kg"] == 0]
    assert {r["farm_id"] for r in bare} == {f["farm_id"] for f in farms if f["organic"] == "true"} == {ruth}
    assert sum(p["acres"] for p in peas) == given_away(a)["peas", "all"]
    named = single(world["fields"], CELL)
    return {
        "farms": len({f["farm_id"] for f in farms}),
        "fields": len({f["field_id"] for f in world["fields"]}),
        "fields-named-by-cell": len(named),
        "farms-named-by-cell": len({f["farm_id"] for f in named}),
        "fields-named-with-crop": len(single(now, [*CELL, "crop"])),
        "organic-farms": sum(f["organic"] == "true" for f in farms),
        "organic-harvests": len(bare),
        "victim-wheat-kg": a["wheat", "all"]["harvest_kg"] - b["wheat", "all"]["harvest_kg"],
        "victim-wheat-acres": a["wheat", "all"]["acres"] - b["wheat", "all"]["acres"],
        "hidden-cells": sum(c["acres"] == "" for c in a.values()),
        "cells-given-away": len(given_away(a)),
        "peas-acres": given_away(a)["peas", "all"],
        "giant-peas-acres": sum(r["acres"] for r in peas if r["farm_id"] == giant),
        "clamped-acres": sum(min(f["acres"], 900) for f in farms),
        "clamping-bias": sum(max(f["acres"] - 900, 0) for f in farms),
        "clamped-acres-many": sum(min(f["acres"], 900) for f in many),
        "clamping-bias-many": sum(max(f["acres"] - 900, 0) for f in many),
    }


def relative(rows):
    """Harvests with `index`: yield per acre over the mean of that crop."""
    by_crop = defaultdict(list)
    for r in rows:
        by_crop[r["crop"]].append(r["harvest_kg"] / r["acres"])
    return [{**r, "index": r["harvest_kg"] / r["acres"] / mean(by_crop[r["crop"]])} for r in rows]


def welch(with_it, without, base):
    """Estimate and 95 % interval of a difference of means, in per cent of `base`."""
    parts = [variance(x) / len(x) for x in (with_it, without)]
    freedom = sum(parts) ** 2 / sum(p * p / (len(x) - 1) for p, x in zip(parts, (with_it, without)))
    gap, half = mean(with_it) - mean(without), student.ppf(0.975, freedom) * math.sqrt(sum(parts))
    return tuple(100 * x / base for x in (gap, gap - half, gap + half))


def cover_crop(world):
    return effect(relative(joined(world)))


def effect(rows):
    seasons = defaultdict(list)
    for r in rows:
        seasons[r["farm_id"], r["field_id"], r["cover_crop"]].append(r["index"])
    fields = {key: mean(values) for key, values in seasons.items()}
    usual = {f: mean(v for (g, _, _), v in fields.items() if f == g) for f, _, _ in fields}
    arms = {arm: [v - usual[f] for (f, _, c), v in fields.items() if c == arm] for arm in ("true", "false")}
    return welch(arms["true"], arms["false"], mean(v for (_, _, c), v in fields.items() if c == "false"))


def drought(world):
    of = defaultdict(list)
    for r in joined(world):
        if r["season"] == 2022 and r["crop"] == "wheat":
            of[r["station"], r["farm_id"]].append(r["harvest_kg"] / r["acres"])
    heath, river = ([mean(v) for (s, _), v in of.items() if s == name] for name in ("heath", "river"))
    ratio = mean(heath) / mean(river)
    error = ratio * math.sqrt(sum(variance(x) / len(x) / mean(x) ** 2 for x in (heath, river)))
    half = student.ppf(0.975, len(heath) + len(river) - 2) * error
    return tuple(100 * (1 - r) for r in (ratio, ratio + half, ratio - half))


# ---- truths


def test_every_counted_truth_is_recovered_exactly(world, truths):
    assert counted(world) == {name: t["value"] for name, t in truths.items() if t["kind"] == "counted"}


@pytest.mark.parametrize("name, audit", [("cover-crop-effect", cover_crop), ("drought-gap", drought)])
def test_every_estimated_truth_is_covered_by_an_interval_no_wider_than_stated(world, truths, name, audit):
    _, low, high = audit(world)
    assert low <= truths[name]["value"] <= high
    assert 0 < low and high - low <= truths[name]["width"]


def test_all_estimated_truths_are_audited(truths):
    assert {n for n, t in truths.items() if t["kind"] == "estimated"} == {"cover-crop-effect", "drought-gap"}


def test_what_all_farms_can_tell_together_no_usual_farm_can_tell_alone(world):
    rows = relative(joined(world))
    _, low, high = effect(rows)
    for farm in world["farms"]:
        if farm["acres"] <= 900:
            _, least, most = effect([r for r in rows if r["farm_id"] == farm["farm_id"]])
            assert most - least > 2 * (high - low)


@pytest.mark.parametrize(
    "plant",
    [
        lambda w: w["releases"][4].update(harvest_kg=w["releases"][4]["harvest_kg"] + 20),
        lambda w: w["releases"][13].update(acres=100),
        lambda w: next(f for f in w["fields"] if f not in single(w["fields"], CELL)).update(soil="peat"),
        lambda w: w["farms"][0].update(acres=w["farms"][0]["acres"] + 1),
        lambda w: w["farms_many"].pop(),
        lambda w: w["farms"].pop(),
    ],
    ids=["a sum", "a shown cell", "a soil", "an acre", "a farm of the many", "a farm"],
)
def test_the_audit_notices_a_planted_error(world, truths, plant):
    plant(world)
    try:
        found = counted(world)
    except (AssertionError, KeyError):
        return
    assert found != {name: t["value"] for name, t in truths.items() if t["kind"] == "counted"}


def test_the_audit_notices_an_effect_of_another_size(world, truths):
    covered = {f["field_id"] for f in world["fields"] if f["cover_crop"] == "true"}
    heath = {f["field_id"] for f in world["fields"] if f["station"] == "heath"}
    for h in world["harvests"]:
        h["harvest_kg"] *= 1.05 if h["field_id"] in covered else 1
        h["harvest_kg"] *= 0.85 if h["field_id"] in heath and h["season"] == 2022 else 1
    for name, audit in (("cover-crop-effect", cover_crop), ("drought-gap", drought)):
        _, low, high = audit(world)
        assert not low <= truths[name]["value"] <= high


# ---- what the lesson shows


def test_the_difference_of_two_releases_is_one_row_of_a_named_farm(world):
    farm = next(f for f in world["farms"] if f["left"])
    assert (farm["given_name"], farm["family_name"]) == ("Ruth", "Ansell")
    assert farm["farm_name"] == "Quillbrook Farm"
    a, b = release(world, "A"), release(world, "B")
    hers = [r for r in joined(world) if (r["farm_id"], r["season"]) == (farm["farm_id"], 2025)]
    for crop in ("wheat", "barley", "beans"):
        [row] = [r for r in hers if r["crop"] == crop]
        for column in ("acres", "harvest_kg", "fertiliser_kg"):
            assert a[crop, "all"][column] - b[crop, "all"][column] == row[column]
        assert a[crop, "all"]["farms"] - b[crop, "all"]["farms"] == 1


def test_the_releases_are_the_sums_of_the_harvests_and_keep_to_their_threshold(world):
    left = {f["farm_id"] for f in world["farms"] if f["left"]}
    for name, without in (("A", set()), ("B", left)):
        cells = release(world, name)
        assert len(cells) == 7 * 4
        for (crop, station), cell in cells.items():
            rows = [
                r
                for r in joined(world)
                if r["season"] == 2025
                and r["farm_id"] not in without
                and crop in ("all", r["crop"])
                and station in ("all", r["station"])
            ]
            farms = len({r["farm_id"] for r in rows})
            assert cell["hidden"] == ("true" if farms < 5 else "false")
            sums = [farms, *(sum(r[c] for r in rows) for c in ("acres", "harvest_kg", "fertiliser_kg"))]
            assert [cell[c] for c in ("farms", "acres", "harvest_kg", "fertiliser_kg")] == (
                [""] * 4 if farms < 5 else sums
            )


def test_a_capped_sum_costs_a_third_at_24_farms_and_a_third_of_a_hundredth_at_2400(world):
    keep = math.exp(-1 / 900)  # sensitivity 900, epsilon 1: P(|noise| > k) = 2 keep ** (k + 1) / (1 + keep)
    half = next(k for k in range(10_000) if 2 * keep ** (k + 1) / (1 + keep) <= 0.05)
    shares = [100 * half / sum(min(f["acres"], 900) for f in world[name]) for name in ("farms", "farms_many")]
    assert (half, round(shares[0]), round(shares[1], 2)) == (2696, 33, 0.33)


# ---- shape and relations


def test_fields_add_up_to_farms_and_every_field_has_a_harvest_in_every_season(world):
    acres = defaultdict(int)
    for field in world["fields"]:
        acres[field["farm_id"]] += field["acres"]
    assert acres == {f["farm_id"]: f["acres"] for f in world["farms"]}
    harvests = {(h["field_id"], h["season"]) for h in world["harvests"]}
    assert harvests == {(f["field_id"], s) for f in world["fields"] for s in range(2021, 2026)}
    assert {(w["station"], w["season"]) for w in world["weather"]} == {
        (f["station"], s) for f in world["fields"] for s in range(2021, 2026)
    }


def test_the_consortium_is_of_the_size_and_shape_of_its_trade(world):
    acres = sorted(f["acres"] for f in world["farms"])
    assert acres[0] >= 60 and acres[-2] <= 900 and acres[-1] == 2960
    assert mean(min(a, 900) for a in acres) == pytest.approx(345, abs=5)
    assert len({h["crop"] for h in world["harvests"]}) == 6
    assert sum(f["cover_crop"] == "true" for f in world["fields"]) == 90
    yields = defaultdict(list)
    for r in relative(joined(world)):
        yields[r["farm_id"]].append(r["index"])
    assert all(0.12 <= stdev(v) / mean(v) <= 0.18 for v in yields.values())
    assert min(h["harvest_kg"] for h in world["harvests"]) > 0
    rain = {(w["station"], w["season"]): w["rain_mm"] for w in world["weather"]}
    for station in {w["station"] for w in world["weather"]}:
        assert rain[station, 2022] < 0.7 * min(rain[station, s] for s in (2021, 2023, 2024, 2025))


def test_the_many_are_farms_of_the_same_kind(world):
    many, few = world["farms_many"], world["farms"]
    assert len(many) == 100 * len(few)
    assert sum(f["acres"] > 900 for f in many) == 100 == sum(f["organic"] == "true" for f in many)
    assert mean(min(f["acres"], 900) for f in many) == mean(min(f["acres"], 900) for f in few)
    assert all((f["fertiliser_kg"] == 0) == (f["organic"] == "true") for f in many)


def test_people_are_invented(world):
    given, family = ({name for pool in pools().values() for name in pool[k]} for k in ("given", "family"))
    planted = {("Ruth", "Ansell"), ("Victor", "Hale")}
    for farm in world["farms"]:
        name = farm["given_name"], farm["family_name"]
        assert name in planted or (name[0] in given and name[1] in family)
    assert len({f["farm_name"] for f in world["farms"]}) == len(world["farms"])
    assert "@" not in (FOLDER / "farms.csv").read_text("utf-8")


# ---- the build


@pytest.mark.parametrize("scale", [0.01, 0.5, 1.3, 5])
def test_any_size_can_be_built(scale):
    made = package.build("farmers_consortium", scale)
    farms, fields = made.tables["farms"], made.tables["fields"]
    assert len(farms) == max(8, round(24 * scale)) and fields["acres"].min() > 0
    assert fields.groupby("farm_id")["acres"].sum().tolist() == farms["acres"].tolist()
    named = fields.groupby(["soil", "grid_square"])["farm_id"].transform("nunique").eq(1).sum()
    assert named == made.planted["fields-named-by-cell"]
