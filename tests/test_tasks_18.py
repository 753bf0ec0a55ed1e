"""Tasks of lesson 18: right answers are the planted truths, and numbers in their words are those of the data.

Read anew from the CSVs, by code that shares nothing with the tasks.
"""

import csv
import math
from collections import defaultdict

import prose_numbers
import pytest

from ethical_data import home
from ethical_data.data import truths
from ethical_data.learn import check, tasks
from ethical_data.learn.checking import RIGHT

TASKS = tasks.of_lesson("18")
SMALL = {
    "18.predict": {2},
    "18.ruth": {2},
    "18.ex-barley": {2},
    "18.ex-oats": {2},
    "18.ex-wide": {2},
}  # one or two


@pytest.fixture(autouse=True)
def work(monkeypatch, tmp_path):
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(tmp_path))


def read(business, table):
    with (home.data_folder() / business / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def half_width(scale, level=0.95):
    """The least k that discrete Laplace noise does not exceed with this probability."""
    keep, k = math.exp(-1 / scale), 0
    while 2 * keep ** (k + 1) / (1 + keep) > 1 - level:
        k += 1
    return k


def kilograms(edition, crop):
    cells = {(c["release"], c["crop"], c["station"]): c["harvest_kg"] for c in read("farmers_consortium", "releases")}
    return int(cells[edition, crop, "all"] or 0)


def audit():
    """What the tasks rest on."""
    farms, many = ([int(f["acres"]) for f in read("farmers_consortium", name)] for name in ("farms", "farms_many"))
    capped, capped_many = (sum(min(a, 900) for a in acres) for acres in (farms, many))
    harvests = read("farmers_consortium", "harvests")
    fields = read("farmers_consortium", "fields")
    noise = {bound: half_width(bound) for bound in (900, 1500, 3000, 5000, 7000)}
    cost = {b: sum(max(a - b, 0) for a in many) + noise[b] for b in noise}
    gap = {crop: kilograms("A", crop) - kilograms("B", crop)
           for crop in ("all", "wheat", "barley", "beans", "rapeseed")}  # fmt: skip
    emma = next(c for c in read("online_store", "customers") if c["email"] == "emma.clarke@example.com")
    town = {c["customer_id"] for c in read("online_store", "customers") if c["town"] == emma["town"]}
    orders = [o for o in read("online_store", "orders") if o["customer_id"] in town and o["ordered_at"][:4] == "2025"]
    totals = defaultdict(int)
    for order in orders:
        totals[order["customer_id"]] += int(order["amount_cents"])
    capped_town = sum(min(total, 20_000) for total in totals.values())
    hers = [o for o in orders if o["customer_id"] == emma["customer_id"] and o["category"] == "bakeware"]
    return {
        "farms": len(farms), "many": len(many), "fields": len(fields), "largest": max(farms),
        "capped": capped, "capped many": capped_many, "mean": capped / len(farms),
        "times": capped_many / capped,
        "crops": len({h["crop"] for h in harvests}), "seasons": len({h["season"] for h in harvests}),
        "noise": noise[900], "noise at a tenth": half_width(9000),
        "needed": noise[900] / 0.05 / (capped / len(farms)), "widest": min(cost, key=cost.get),
        "barley": gap["barley"], "rest": gap["all"] - sum(v for crop, v in gap.items() if crop != "all"),
        "bakeware": sum(int(o["amount_cents"]) for o in hers) / 100,
        "buyers": len(totals), "town": capped_town / 100,
        "town's noise": 100 * half_width(40_000) / capped_town,
    }  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return audit()


@pytest.mark.parametrize("task, truth", [
    ("18.crop", "fields-named-with-crop"), ("18.peas", "peas-acres"),
    ("18.ruth", "victim-wheat-kg")])  # fmt: skip
def test_the_right_answer_is_the_planted_truth(task, truth):
    assert tasks.right_answer(task) == truths("farmers_consortium")[truth]["value"]


def test_the_other_right_answers_are_found_again(found):
    answers = {task: tasks.right_answer(task) for task in TASKS if TASKS[task].kind == "number"}
    assert answers.pop("18.sum") == round(100 * found["noise at a tenth"] / found["capped many"], 1)
    assert answers.pop("18.budget") == round(found["crops"] * found["seasons"] * 0.1, 6)
    assert answers.pop("18.ex-barley") == found["barley"]
    assert answers.pop("18.ex-oats") == found["rest"]
    assert answers.pop("18.ex-farms") == round(found["needed"])
    assert answers.pop("18.ex-wide") == found["widest"]
    assert answers.pop("18.ex-town") == found["bakeware"]
    assert answers.pop("18.ex-noise") == round(found["town's noise"], 1)
    assert set(answers) == {"18.crop", "18.peas", "18.ruth"}


def test_ruths_oats_and_peas_are_her_own_rows(found):
    hers = {f["field_id"] for f in read("farmers_consortium", "fields") if f["farm_id"] == "F03"}
    rows = [h for h in read("farmers_consortium", "harvests") if h["field_id"] in hers and h["season"] == "2025"]
    assert found["rest"] == sum(int(h["harvest_kg"]) for h in rows if h["crop"] in ("oats", "peas"))


def allowed(found):
    """Numbers that may stand in the words of each task: what the data say, and what the task lays down."""
    threshold, seasons, crops = 5, found["seasons"], found["crops"]
    farms, many, year = found["farms"], found["many"], 2025
    effect = truths("farmers_consortium")["cover-crop-effect"]["value"]
    return {
        "18.predict": {farms}, "18.reference": {seasons, effect},
        "18.crop": {year, found["fields"], 1}, "18.peas": {threshold}, "18.ruth": {year, threshold},
        "18.row": {half_width(1)}, "18.bound": {found["largest"], 900, 95, farms},
        "18.sum": {0.1, 1, 100, many, farms, found["times"], found["noise at a tenth"], found["capped many"]},
        "18.budget": {crops, seasons, 0.1, crops * seasons}, "18.agreement": {farms}, "18.decide": {farms},
        "18.ex-barley": {year}, "18.ex-oats": {threshold}, "18.ex-wide": {found["widest"], many, farms},
        "18.ex-farms": {1, found["noise"], 95, found["mean"], 5, 0.05, 0.5}, "18.ex-town": {year, 12.5},
        "18.ex-list": set(), "18.ex-noise": {200, 0.5, 1, 95, 100, 3, found["buyers"], found["town"]},
    }  # fmt: skip


def said(task):
    parts = [
        task.asks,
        task.why,
        task.solution,
        *task.hints,
        *task.rubric,
        *(wrong.says for wrong in task.wrong),
    ]
    parts += [text for option in task.options for text in (option.text, option.says)]
    return {float(token.value) for part in parts for token in prose_numbers.tokens(prose_numbers.prose(part))}


@pytest.mark.parametrize("name", TASKS)
def test_every_number_in_the_words_of_a_task_is_accounted_for(name, found):
    assert said(TASKS[name]) <= allowed(found)[name] | SMALL.get(name, set())


def test_a_number_that_no_longer_holds_is_found(found):
    changed = found | {"capped many": found["capped many"] + 1, "fields": 181, "farms": 25, "largest": 2961}
    broken = [name for name in TASKS if not said(TASKS[name]) <= allowed(changed)[name] | SMALL.get(name, set())]
    assert {"18.predict", "18.crop", "18.sum", "18.bound"} <= set(broken)


# ---- how they answer


def test_the_rule_of_thumb_for_those_without_code_is_near_enough(found):
    assert check("18.ex-noise", 100 * 3 * 200 / 0.5 / found["town"]).state == RIGHT
    assert check("18.ex-farms", 2696 / 0.05 / 342).state == RIGHT
