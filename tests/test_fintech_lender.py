"""The lender holds what it says: an audit that shares no code with its generator reads the CSVs."""

import json
from itertools import accumulate
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from ethical_data.measure import rates
from ethical_data.measure import scorecard as measure
from ethical_data.worlds import package

FOLDER = Path(__file__).resolve().parent.parent / "data" / "fintech_lender"
WORLDS = ("simple", "tangled")
ME = ("Amara", "Obiora")
NUMBERS = [
    "amount",
    "term_months",
    "monthly_income",
    "monthly_debt_payments",
    "debt_percent",
    "months_in_job",
    "months_at_bank",
    "missed_payments_24m",
    "overdraft_days_90d",
]


def read(folder=FOLDER):
    """Every table as text, by its name."""
    paths = sorted(folder.glob("*.csv"))
    return {path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in paths}


@pytest.fixture(scope="module")
def stored():
    return json.loads((FOLDER / "datapackage.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def truths(stored):
    return {truth["id"]: truth for truth in stored["ethical_data"]["planted_truths"]}


@pytest.fixture(scope="module")
def world():
    return read()


@pytest.fixture(scope="module")
def scored(world):
    return points(world)


@pytest.fixture(scope="module")
def found(world):
    return audit(world)


# ---- the audit


def points(world):
    """Points of each application by characteristic, row by row from the table of bins."""
    bins = world["scorecard"].to_dict("records")

    def holds(cell, said):
        if cell["value"] or said == "":
            return cell["value"] == (said or "missing")
        return (cell["low"] == "" or int(said) >= int(cell["low"])) and (
            cell["high"] == "" or int(said) < int(cell["high"])
        )

    given = {}
    for name in dict.fromkeys(cell["characteristic"] for cell in bins):
        cells = [cell for cell in bins if cell["characteristic"] == name]
        answers = world["applications"][name]
        held = {said: [int(cell["points"]) for cell in cells if holds(cell, said)] for said in set(answers)}
        assert all(len(got) == 1 for got in held.values()), f"{name}: a value is in no bin, or in two"
        given[name] = [held[said][0] for said in answers]
    return pd.DataFrame(given)


def policy(world):
    settings = world["policy"].set_index("setting")["points"].astype(int)
    return settings["base"], settings["cutoff"]


def placements(good, score):
    """Each who repaid: share of the others below. Each other: share of those above. Ties count half."""
    first, second = np.sort(score[good]), np.sort(score[~good])
    below = [np.searchsorted(second, score[good], side) / len(second) for side in ("left", "right")]
    above = [1 - np.searchsorted(first, score[~good], side) / len(first) for side in ("left", "right")]
    return sum(below) / 2, sum(above) / 2


def auc_interval(good, score, against=None, z=1.96):
    """AUC, or what it has over that of `against`, with DeLong's interval (Biometrics 44, 1988)."""
    hers, his = placements(good, score)
    if against is not None:
        other = placements(good, against)
        hers, his = hers - other[0], his - other[1]
    half = z * np.sqrt(hers.var(ddof=1) / len(hers) + his.var(ddof=1) / len(his))
    return hers.mean() - half, hers.mean() + half


def counts(world):
    """Every planted truth that is counted."""
    base, cutoff = policy(world)
    people, table = world["applications"], points(world)
    score = base + table.sum(axis=1)
    yes = (world["decisions"]["decision"] == "approved").to_numpy()
    me = people.index[(people["given_name"] == ME[0]) & (people["family_name"] == ME[1])][0]
    usual = [sorted(table.loc[yes, name])[yes.sum() // 2] for name in table]
    lost = sorted((aim - own for aim, own in zip(usual, table.loc[me])), reverse=True)
    switch = world["scorecard"].set_index("bin_id")["points"]["pays_by_direct_debit-1"]
    without = people["pays_by_direct_debit"] == "no"
    job = pd.to_numeric(people["months_in_job"], errors="coerce")
    debit = world["trial"]["pays_by_direct_debit"] == "yes"
    asked, _ = arms(world)
    return {
        "applications": len(people),
        "approved": int(yes.sum()),
        "named-shortfall": cutoff - int(world["decisions"]["score"][me]),
        "named-reasons": next(i for i, gap in enumerate(accumulate(lost), 1) if score[me] + gap >= cutoff),
        "direct-debit-alone": int((~yes & without & (score + int(switch) >= cutoff)).sum()),
        "wrong-job": int((job / 12 >= people["age"].astype(int) - 14).sum()),
        "trial-switched": int(debit.sum()),
        "trial-trap": round(asked[debit].mean() - asked[~debit].mean(), 4),
    }


def arms(world):
    """Repaid or not in the trial: of those asked, of those not asked."""
    asked, repaid = world["trial"]["asked"] == "true", world["trial"]["repaid"] == "true"
    return repaid[asked], repaid[~asked]


def audit(world):
    """Every planted truth that needs no model: a count, or an interval."""
    asked, others = arms(world)
    made = counts(world)
    made["trial-effect"] = rates.difference(asked.sum(), len(asked), others.sum(), len(others))
    yes = (world["decisions"]["decision"] == "approved").to_numpy()
    values = world["decisions"]["score"].astype(int).to_numpy()
    for name in WORLDS:
        good = (world["outcomes"][f"repaid_{name}"] == "true").to_numpy()
        made |= {
            f"default-funded-{name}": rates.wilson((~good[yes]).sum(), yes.sum()),
            f"default-refused-{name}": rates.wilson((~good[~yes]).sum(), (~yes).sum()),
            f"auc-{name}": auc_interval(good, values),
            f"auc-seen-{name}": auc_interval(good[yes], values[yes]),
        }
    return made


def wrong(found, truths):
    """The truths that an audit does not bear out."""

    def borne_out(truth, value):
        if truth["kind"] == "counted":
            return value == truth["value"]
        low, high = value
        return low <= truth["value"] <= high and high - low <= truth["width"]

    return sorted(name for name, value in found.items() if not borne_out(truths[name], value))


def black_box(world, name, seen_only=False):
    """Of held-out rows: repaid, score, and the chance of repaying by a model learned from the other rows."""
    people = world["applications"]
    table = (
        people[NUMBERS]
        .apply(pd.to_numeric)
        .assign(
            debit=people["pays_by_direct_debit"] == "yes",
            area=people["postcode_area"].str[1:].astype(int),
            score=world["decisions"]["score"].astype(int),
        )
        .to_numpy(dtype=float)
    )
    good = (world["outcomes"][f"repaid_{name}"] == "true").to_numpy()
    held_out = np.arange(len(table)) % 4 == 3
    learn = ~held_out & (world["outcomes"]["seen_by_lender"] == "true").to_numpy() if seen_only else ~held_out
    model = HistGradientBoostingClassifier(
        max_iter=100, learning_rate=0.05, max_leaf_nodes=8, min_samples_leaf=60, l2_regularization=5, random_state=0
    )
    with threadpool_limits(1):  # threads that wait for one another cost more than they save on a busy machine
        model.fit(table[learn], good[learn])
        return good[held_out], table[held_out, -1], model.predict_proba(table[held_out])[:, 1]


# ---- what was planted


def test_each_planted_truth_is_borne_out_by_the_audit(found, truths):
    assert set(found) | {f"advantage-{name}" for name in WORLDS} == set(truths)
    assert wrong(found, truths) == []


@pytest.mark.parametrize("name", WORLDS)
def test_a_black_box_on_held_out_rows_finds_the_stated_advantage(world, truths, name):
    """At 99 %: a model learned from 9,000 rows falls somewhat short of the best possible one."""
    good, score, chance = black_box(world, name)
    low, high = auc_interval(good, chance, score, z=2.576)
    truth = truths[f"advantage-{name}"]
    assert low <= truth["value"] <= high and high - low <= truth["width"]
    assert high < 0.02 if name == "simple" else low > 0.03


def test_learned_from_the_funded_alone_the_black_box_shines_on_the_funded_only(world):
    """What the lender can measure promises a gain that everybody's outcomes do not bear out."""
    good, score, chance = black_box(world, "tangled", seen_only=True)
    funded = score >= policy(world)[1]

    def gain(rows):
        return roc_auc_score(good[rows], chance[rows]) - roc_auc_score(good[rows], score[rows])

    assert gain(funded) > 0.05 > 0.03 > gain(funded | True)


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "finds"),
    [
        ("decisions", "declined", "decision", "approved", {"approved"}),
        ("decisions", "named", "score", "461", {"named-shortfall"}),
        ("applications", "named", "overdraft_days_90d", "0", {"named-reasons"}),
        ("applications", "named", "pays_by_direct_debit", "yes", {"direct-debit-alone"}),
        ("applications", "named", "months_in_job", "400", {"wrong-job"}),
        ("trial", "no", "pays_by_direct_debit", "yes", {"trial-switched", "trial-trap"}),
    ],
)
def test_one_changed_cell_is_noticed(world, truths, table, row, column, value, finds):
    changed = world | {table: world[table].copy()}
    rows = {
        "named": world["applications"]["family_name"] == ME[1],
        "declined": world["decisions"]["decision"] == "declined",
        "no": (world["trial"]["asked"] == "true") & (world["trial"]["pays_by_direct_debit"] == "no"),
    }
    changed[table].loc[rows[row].idxmax(), column] = value
    assert finds <= set(wrong(audit(changed), truths))


def test_an_effect_planted_in_the_trial_and_a_default_rate_that_moved_are_noticed(world, truths):
    changed = {name: table.copy() for name, table in world.items()}
    helped = changed["trial"].query("asked == 'true' and repaid == 'false'").index[:40]
    changed["trial"].loc[helped, "repaid"] = "true"
    saved = changed["outcomes"].query("seen_by_lender == 'true' and repaid_simple == 'false'").index[:90]
    changed["outcomes"].loc[saved, "repaid_simple"] = "true"
    assert {"trial-effect", "default-funded-simple"} <= set(wrong(audit(changed), truths))


# ---- the scorecard and the decisions


def test_every_score_is_base_plus_points_and_every_decision_follows_from_it(world, scored):
    base, cutoff = policy(world)
    decided = world["decisions"]
    assert (base + scored.sum(axis=1)).tolist() == decided["score"].astype(int).tolist()
    approved = decided["score"].astype(int) >= cutoff
    assert (decided["decision"] == np.where(approved, "approved", "declined")).all()
    assert (world["outcomes"]["seen_by_lender"] == np.where(approved, "true", "false")).all()
    goes_with = world["letters"].set_index("letter_id")["decision"]
    assert (decided["letter_id"].map(goes_with) == decided["decision"]).all()


def test_a_changed_score_is_noticed(world, scored):
    changed = world["decisions"]["score"].astype(int)
    changed[7] += 1
    assert (policy(world)[0] + scored.sum(axis=1) != changed).sum() == 1


def test_the_measure_gives_the_same_points(world, scored):
    people = pd.read_csv(FOLDER / "applications.csv")
    card = pd.read_csv(FOLDER / "scorecard.csv")
    assert (measure.points(people, card) == scored).all(axis=None)
    assert set(card["can_change"]) == {"yes", "with time", "no"}
    assert card.groupby("characteristic")[["label", "can_change"]].nunique().eq(1).all(axis=None)


def test_the_debt_share_is_what_it_says(world):
    share, debt, income = (
        world["applications"][name].astype(int) for name in ("debt_percent", "monthly_debt_payments", "monthly_income")
    )
    assert (share == 100 * debt // income).all()


# ---- the one who is followed by name


@pytest.fixture(scope="module")
def amara():
    people, card = (pd.read_csv(FOLDER / f"{name}.csv") for name in ("applications", "scorecard"))
    row = people.index[(people["given_name"] == ME[0]) & (people["family_name"] == ME[1])]
    assert len(row) == 1 and (people["family_name"] == ME[1]).sum() == 1
    return people, card, row[0]


def test_her_refusal_has_three_principal_reasons_against_the_approved(amara, world):
    people, card, me = amara
    base, cutoff = policy(world)
    table = measure.points(people, card)
    usual = measure.approved_median(table, (base + table.sum(axis=1)) >= cutoff)
    hers = measure.reasons(people, card, usual, cutoff, base).query("application == @me")
    principal = hers.query("principal")["characteristic"].tolist()
    assert principal == ["overdraft_days_90d", "amount", "debt_percent"]
    assert hers["cumulative"].tolist()[1] < 40 <= hers["cumulative"].tolist()[2]
    assert "pays_by_direct_debit" not in hers.query("lost > 0")["characteristic"].tolist()


def test_a_smaller_loan_and_no_overdraft_or_a_direct_debit_alone_would_do(amara, world):
    people, card, me = amara
    base, cutoff = policy(world)
    within = {"amount": range(2000, 5500, 100), "overdraft_days_90d": range(9), "pays_by_direct_debit": ["yes"]}
    options = measure.counterfactuals(people.loc[me], card, cutoff, base, within)
    said = [dict(zip(rows["characteristic"], rows["to"])) for _, rows in options.groupby("option")]
    assert said == [{"pays_by_direct_debit": "yes"}, {"amount": 2900, "overdraft_days_90d": 0}]
    columns = ["repaid_simple", "repaid_tangled", "seen_by_lender"]
    assert world["outcomes"].loc[me, columns].tolist() == ["true", "true", "false"]


def test_her_letter_says_score_below_policy_and_no_reason(amara, world):
    people, card, me = amara
    sent = world["letters"].set_index("letter_id").loc[world["decisions"]["letter_id"][me]]
    text = sent["body"].format(**people.loc[me])
    assert text.startswith("Dear Amara Obiora,") and "5500" in text and "score below policy" in text
    assert "{" not in text and not any(label.lower() in text.lower() for label in set(card["label"]))
    refused = world["decisions"].query("decision == 'declined'")
    assert refused["letter_id"].nunique() == 1


# ---- the tables


def test_only_three_columns_have_gaps_and_few(world):
    gaps = (world["applications"] == "").mean()
    assert gaps[gaps > 0].round(3).to_dict() == {
        "months_in_job": 0.02,
        "missed_payments_24m": 0.04,
        "overdraft_days_90d": 0.03,
    }
    for name in ("decisions", "outcomes", "trial", "letters", "policy"):
        assert not (world[name] == "").any(axis=None)


def test_the_year_and_the_people_look_like_a_lenders(world, stored):
    people = world["applications"]
    when = pd.to_datetime(people["applied_at"])
    decided = pd.to_datetime(world["decisions"]["decided_at"])
    assert when.is_monotonic_increasing and (when.dt.year == 2024).all()
    assert (decided - when).dt.total_seconds().between(20, 90).all()
    month, weekday = when.dt.month.value_counts(), when.dt.day_of_week.value_counts()
    assert month[1] > 1.3 * month[6] and weekday[0] > 1.4 * weekday[6]
    assert when.dt.hour.between(18, 21).mean() > 4 * when.dt.hour.between(0, 3).mean()
    number = people[["age", *NUMBERS]].apply(pd.to_numeric)
    assert number["amount"].between(1000, 15_000).all() and set(number["term_months"]) == {12, 18, 24, 30, 36}
    assert number["age"].between(18, 80).all() and number["monthly_income"].median() > 2000
    yes = (world["decisions"]["decision"] == "approved").to_numpy()
    assert 0.35 <= yes.mean() <= 0.5
    for name in WORLDS:
        failed = world["outcomes"][f"repaid_{name}"] == "false"
        assert 0.05 <= failed[yes].mean() <= 0.09 < 0.2 <= failed[~yes].mean() <= 0.4
    assert stored["ethical_data"]["synthetic"] is True


def test_people_on_direct_debit_repay_more_often_though_it_does_nothing(world):
    """Why it earned points: among all who applied it goes with repaying."""
    debit = world["applications"]["pays_by_direct_debit"] == "yes"
    for name in WORLDS:
        repaid = world["outcomes"][f"repaid_{name}"] == "true"
        assert repaid[debit].mean() - repaid[~debit].mean() > 0.08


def test_the_trials_arms_are_alike_before_anybody_was_asked(world):
    trial = world["trial"].assign(score=world["trial"]["score"].astype(int))
    assert trial["asked"].value_counts().to_dict() == {"true": 1000, "false": 1000}
    assert trial["score"].min() >= policy(world)[1]
    arm = trial.groupby("asked")["score"].agg(["mean", "var"])
    assert abs(arm["mean"].diff().iloc[1]) < 1.96 * (arm["var"].sum() / 1000) ** 0.5


def test_area_is_drawn_apart_from_everything_else(world):
    area = world["applications"]["postcode_area"].str[1:].astype(int)
    for column in ("age", "amount", "monthly_income", "debt_percent", "months_at_bank"):
        assert abs(area.corr(world["applications"][column].astype(int))) < 0.03


def test_people_are_invented_and_no_firm_is_named(world):
    pools = json.loads(Path(package.__file__).with_name("pools.json").read_text("utf-8")).values()
    for column, pool, mine in (("given_name", "given", ME[0]), ("family_name", "family", ME[1])):
        assert set(world["applications"][column]) <= {mine}.union(*(entries[pool] for entries in pools))
    text = " ".join(path.read_text("utf-8") for path in FOLDER.iterdir()).lower()
    assert "@" not in text
    firms = ("experian", "equifax", "transunion", "fico", "klarna", "zopa", "schufa", "barclays", "upstart")
    assert not [firm for firm in firms if firm in text]


# ---- the generator


@pytest.mark.parametrize("scale", [0, 0.01, 0.37, 2])
def test_any_size_holds_what_it_counts(tmp_path, scale):
    package.write("fintech_lender", tmp_path, scale)
    world = read(tmp_path)
    stored = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))["ethical_data"]["planted_truths"]
    counted = {truth["id"]: truth["value"] for truth in stored if truth["kind"] == "counted"}
    assert counts(world) == counted and counted["named-shortfall"] == 40
    assert len(world["applications"]) == max(100, round(12_000 * scale))
    asked, others = arms(world)
    assert len(asked) == len(others) == max(100, round(1000 * scale)) and asked.sum() == others.sum()
