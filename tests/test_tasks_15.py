"""Lesson 15: its tasks, its prose and its plays say what the data say."""

import json
import re
from itertools import accumulate

import course
import numpy as np
import pandas as pd
import pytest
from course import ROOT
from sklearn.metrics import roc_auc_score
from test_fintech_lender import points, policy, read

from ethical_data.data import load, truths
from ethical_data.learn import tasks
from ethical_data.lessons.explain_the_no import answers as lesson
from ethical_data.measure import rates, scorecard
from ethical_data.playbook import runner
from ethical_data.playbook.report import MIME

LESSON = ROOT / "notebooks" / "2-intermediate" / "15-explain-the-no.ipynb"
TRUTHS = {name: truth["value"] for name, truth in truths("fintech_lender").items()}
BASE, CUTOFF = 220, 500


@pytest.fixture(scope="module")
def cells():
    return list(course.code_cells(course.read(LESSON)))


def shown(cells, name: str) -> str:
    return course.words_out(next(cell for cell in cells if cell.metadata.get("name") == name))


@pytest.fixture(scope="module")
def gains(cells) -> pd.DataFrame:
    number = r"\s+(-?[\d.]+)"
    lines = re.findall(rf"^(\w+: .+?){number * 3}$", shown(cells, "gain"), re.MULTILINE)
    return pd.DataFrame(lines, columns=["box", "gain", "low", "high"]).set_index("box").astype(float)


# Right answers and what was planted


def test_right_answers_agree_with_what_was_planted():
    right = tasks.right_answer
    assert right("15.short") == TRUTHS["named-shortfall"]
    assert lesson._of(lesson._amara())["principal"].sum() == TRUTHS["named-reasons"]
    assert right("15.ex-jobs") == TRUTHS["wrong-job"]
    assert lesson.refused() == TRUTHS["applications"] - TRUTHS["approved"]
    assert 0 < right("15.ex-jobs-refused") < right("15.ex-jobs")


def test_right_answers_hold_when_done_by_hand():
    points, people = lesson._points(), lesson._people()
    amara = people.query("given_name == 'Amara' and family_name == 'Obiora'").index.item()
    own, usual = points.loc[amara], lesson._reference()
    lost = (usual - own).sort_values(ascending=False, kind="stable")
    assert BASE + own.sum() + lost.iloc[:2].sum() + tasks.right_answer("15.enough") == CUTOFF
    amount = tasks.right_answer("15.amount")
    tries = people.loc[[amara] * 2].assign(overdraft_days_90d=0, amount=[amount, amount + 100])
    assert (scorecard.score(tries, lesson._card(), BASE) >= CUTOFF).tolist() == [True, False]


@pytest.fixture(scope="module")
def lost_and_short():
    """Points that each refused lost against the upper middle of those who just passed, and what they were short of."""
    world = read()
    table, (_, cutoff) = points(world).set_index(world["applications"]["application_id"]), policy(world)
    short = cutoff - world["decisions"].set_index("application_id")["score"].astype(int)
    just_passed = table[short.between(-20, 0)]
    usual = just_passed.apply(lambda column: sorted(column)[len(column) // 2])
    return (usual - table)[short > 0], short[short > 0]


def test_right_answers_hold_when_counted_from_the_files(lost_and_short):
    lost, short = lost_and_short
    assert tasks.right_answer("15.ex-short") == short["A00002"]
    sums = accumulate(sorted(lost.loc["A00058"], reverse=True))
    assert tasks.right_answer("15.ex-reasons") == next(n for n, lost in enumerate(sums, 1) if lost >= short["A00058"])


def test_whose_reason_missed_payments_are_not_holds_when_counted_from_the_files(lost_and_short):
    """Those for whom answers that cost more are enough. Of equal losses it comes first, as on the card."""
    lost, short = lost_and_short
    dearer = lost.gt(lost["missed_payments_24m"], axis=0) & (lost > 0)
    assert tasks.right_answer("15.importance") == (lost[dearer].sum(axis=1) >= short).sum()
    assert lost.columns[0] == "missed_payments_24m" and (lost.sum(axis=1) >= short).all()


# Numbers and claims that stand in texts


def test_the_choices_say_what_the_table_of_gains_shows(gains):
    clear = gains.index[gains["low"] > 0].tolist()
    assert clear == ["tangled: taught by everybody", "tangled: taught by as few"]
    assert gains.loc["tangled: taught by its loans", ["low", "high"]].prod() < 0
    assert gains.loc["tangled: the same, as you see it", ["low", "high"]].prod() < 0
    assert gains.loc["tangled: taught by as few", "gain"] > gains.loc["tangled: taught by everybody", "gain"] / 2


def test_a_gain_is_found_where_one_was_planted(gains):
    """The planted advantage is that of the best model possible; a learner comes near and not above."""
    best = 100 * TRUTHS["advantage-tangled"]
    found = gains.loc["tangled: taught by everybody"]
    assert found["low"] <= best <= found["high"] + 1
    assert TRUTHS["advantage-simple"] == 0 and gains.filter(like="simple", axis=0)["low"].max() < 0


def test_other_references_give_the_reasons_that_the_lesson_names():
    points, card = lesson._points(), lesson._card()
    score = lesson._score()
    near, most = points[score.between(CUTOFF, CUTOFF + 20)], card.groupby("characteristic")["points"].max()
    of_all = scorecard.approved_median(points, [True] * len(points))
    amara = lesson._people().loc[[lesson._amara()]]

    def told(reference) -> list[str]:
        found = scorecard.reasons(amara, card, reference, CUTOFF, BASE)
        return found.loc[found["principal"], "characteristic"].tolist()

    assert told(lesson._reference()) == ["overdraft_days_90d", "amount", "debt_percent"]
    assert "pays_by_direct_debit" in told(near.mean()) and len(told(near.mean())) == 4
    assert told(most) == ["pays_by_direct_debit"]
    assert told(of_all) == [] and BASE + of_all.sum() < CUTOFF
    assert BASE + lesson._reference().sum() >= CUTOFF
    ours = lesson._reasons()
    assert not ours.loc[ours["characteristic"] == "pays_by_direct_debit", "principal"].any()


def test_the_sentences_for_the_letter_are_true_of_amara():
    own = lesson._people().loc[lesson._amara()]
    option = next(option.text for option in tasks.find("15.letter").options if option.right)
    assert f"an amount of {own['amount']:,}" in option and f"debts of {own['debt_percent']} of every 100" in option
    assert own["overdraft_days_90d"] == 9 and option.startswith("Nine days") and own["missed_payments_24m"] == 0
    step = next(option.text for option in tasks.find("15.ex-step").options if option.right)
    assert f"Ask for {tasks.right_answer('15.amount'):,} or less" in step


def test_the_income_lost_points_and_is_no_principal_reason():
    income = lesson._of(lesson._amara()).set_index("characteristic").loc["monthly_income"]
    assert income["lost"] > 0 and not income["principal"]


def test_what_the_exercise_says_of_a00002_and_a00058_holds(cells):
    reasons = lesson._reasons().query("principal").groupby("application", sort=False)["characteristic"]
    four = reasons.first()[reasons.size() == 4]
    assert four.index[four == "debt_percent"][0] == "A00058"
    assert (
        load("fintech_lender", "decisions")
        .set_index("application_id")["letter_id"][["A00002", lesson._amara()]]
        .nunique()
        == 1
    )


def test_direct_debit_moves_the_score_and_not_the_repayment(cells):
    trial = load("fintech_lender", "trial")
    asked, rest = trial[trial["asked"]]["repaid"], trial[~trial["asked"]]["repaid"]
    low, high = rates.difference(asked.sum(), len(asked), rest.sum(), len(rest))
    assert low <= TRUTHS["trial-effect"] <= high and high - low <= 0.05
    assert f"{TRUTHS['direct-debit-alone']:,}" in shown(cells, "steps")
    switched = trial[trial["asked"]].groupby("pays_by_direct_debit")["repaid"].mean()
    assert switched["yes"] - switched["no"] == pytest.approx(TRUTHS["trial-trap"])


def test_the_answer_at_the_top_of_the_chart_is_the_one_that_the_task_means(cells):
    said = shown(cells, "importance")
    label = lesson._card().set_index("characteristic")["label"]["missed_payments_24m"].iloc[0]
    assert said.startswith(f"At the top: {label.replace(' in the last', ', last')}.")
    assert f"{tasks.right_answer('15.importance'):,}" in said.splitlines()[0]


def test_most_who_lose_their_loan_without_direct_debit_would_have_repaid(cells):
    line = re.search(r"^d\s+(\d+)\s+(\d+)\s+0\s+(\d+)\s+(\d+)$", shown(cells, "decide"), re.MULTILINE)
    new, fail, lose, good = map(int, line.groups())
    assert good > 0.8 * lose and fail < new and abs(new - lose) < 10


# The interval in view


def test_the_interval_of_the_lesson_is_delongs(cells):
    names: dict = {"np": np, "pd": pd}
    exec(next(cell.source for cell in cells if cell.source.startswith("def order")), names)
    rng = np.random.default_rng(1)
    good = rng.random(400) < 0.8
    old, new = rng.normal(size=400).round(1) + good, rng.normal(size=400).round(1) + 1.5 * good
    middle, low, high = names["gain"](new, old, good) / 100
    assert middle == pytest.approx(roc_auc_score(good, new) - roc_auc_score(good, old))
    pairs = {}
    for name, score in {"new": new, "old": old}.items():
        above = np.sign(score[good][:, None] - score[~good])
        pairs[name] = (above + 1) / 2
    by_good, by_bad = (pairs["new"].mean(axis) - pairs["old"].mean(axis) for axis in (1, 0))
    half = 1.96 * np.sqrt(by_good.var(ddof=1) / good.sum() + by_bad.var(ddof=1) / (~good).sum())
    assert (high - low) / 2 == pytest.approx(half)


# The transfer


def test_the_other_firms_card_has_one_answer():
    points = scorecard.points(lesson.TENANTS, lesson.DEPOSIT_CARD)
    total = points.sum(axis=1)
    passed = points[total >= lesson.DEPOSIT_CUTOFF]
    usual = passed.apply(lambda column: sorted(column)[len(column) // 2])
    lost = (usual - points.loc["Nadia"]).sort_values(ascending=False)
    short, needed = lesson.DEPOSIT_CUTOFF - total["Nadia"], tasks.right_answer("15.ex-deposit")
    assert lost.is_unique and lost.index[: len(needed)].tolist() == needed
    assert lost[needed].sum() >= short > lost[needed[:-1]].sum()
    with_letter = [name for name, row in lesson.TENANTS.iterrows()
                   if total[name] < 100 <= total[name] + 30 * (row["landlord_letter"] == "no")]  # fmt: skip
    assert len(with_letter) == tasks.right_answer("15.ex-letter-alone")


def test_the_model_letter_to_nadia_is_true():
    def of_nadia(**changes) -> int:
        return int(scorecard.score(lesson.TENANTS.loc[["Nadia"]].assign(**changes), lesson.DEPOSIT_CARD).item())

    assert of_nadia() < 100 and of_nadia(landlord_letter="yes") < 100
    assert of_nadia(landlord_letter="yes", late_rents=0) >= 100
    passed = lesson.TENANTS[scorecard.score(lesson.TENANTS, lesson.DEPOSIT_CARD) >= 100]
    assert (passed["landlord_letter"] == "yes").mean() > 0.5 and passed["late_rents"].max() < 4


# The plays


def findings(slug: str) -> tuple[dict, dict]:
    notebook = course.read(ROOT / "notebooks" / "playbook" / f"{slug}.ipynb")
    outputs = [out.get("data", {}) for cell in course.code_cells(notebook) for out in cell.outputs]
    report = next(data[MIME] for data in outputs if MIME in data)
    return {found["id"]: found for found in report["findings"]}, report


def test_the_decision_explainer_finds_what_was_planted_and_names_nobody():
    found, report = findings("decision-explainer")
    refused = TRUTHS["applications"] - TRUTHS["approved"]
    assert (found["follows-card"]["count"], found["follows-card"]["of"]) == (0, TRUTHS["applications"])
    assert sum(found[name]["count"] for name in ("explained", "many-reasons", "not-explained")) == refused
    steps = {row["step"]: row["would pass by it alone"] for row in report["tables"]["one-step"]}
    assert steps["Pays by direct debit"] == TRUTHS["direct-debit-alone"]
    said = json.dumps(report)
    assert "Obiora" not in said and not re.search(r"\bA\d{5}\b", said)


def test_the_model_card_says_what_was_not_seen_and_gives_no_grade():
    found, report = findings("model-card")
    assert found["not-seen"]["count"] == TRUTHS["applications"] - TRUTHS["approved"]
    assert found["not-seen"]["status"] == "cannot-tell"
    assert found["approved"]["count"] == TRUTHS["approved"]
    assert found["grade"]["status"] == "cannot-tell" and found["grade"]["count"] is None
    low, high = found["went-well"]["low"], found["went-well"]["high"]
    assert low <= 1 - TRUTHS["default-funded-simple"] <= high
    order = report["tables"]["figures"][1]
    assert order["low"] <= 100 * TRUTHS["auc-seen-simple"] <= order["high"]
    assert found["unfinished"]["status"] == "act"  # no owner is named
    said = json.dumps(report)
    assert not re.search(r"\bA\d{5}\b", said) and "Obiora" not in said


def run_on(tmp_path, settings: dict) -> dict:
    runner.run("decision-explainer", settings, tmp_path / "out", lambda _: None)
    return json.loads((tmp_path / "out" / "decision-explainer.json").read_text("utf-8"))


@pytest.fixture
def own_files(tmp_path) -> dict:
    """Another firm's answers in the long form, its card, and what it decided."""
    total = scorecard.score(lesson.TENANTS, lesson.DEPOSIT_CARD)
    tables = {
        "answers": lesson.TENANTS.reset_index(names="application").melt("application", var_name="characteristic"),
        "scorecard": lesson.DEPOSIT_CARD,
        "decisions": pd.DataFrame({"application": total.index, "decision": np.where(total >= 100, "yes", "no")}),
    }
    for name, table in tables.items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    return {name: str(tmp_path / f"{name}.csv") for name in tables}


def test_the_decision_explainer_explains_another_firms_card(own_files, tmp_path):
    report = run_on(tmp_path, own_files | {"cutoff": "100", "margin": "50", "application": "Nadia"})
    found = {one["id"]: one for one in report["findings"]}
    assert (found["follows-card"]["count"], found["explained"]["of"]) == (0, 5)
    rows = [row["answer to"] for row in report["tables"]["reasons-of-one"] if row["principal reason"]]
    label = lesson.DEPOSIT_CARD.groupby("characteristic")["label"].first()
    assert rows == [label[name] for name in tasks.right_answer("15.ex-deposit")]
    assert "Kofi" not in json.dumps(report)


def test_without_a_card_patterns_are_never_called_reasons(own_files, tmp_path):
    report = run_on(tmp_path, {name: own_files[name] for name in ("answers", "decisions")})
    assert {one["id"]: one["status"] for one in report["findings"]} == {
        "follows-card": "cannot-tell", "explained": "cannot-tell",
    }  # fmt: skip
    assert set(report["tables"]) == {"patterns"}
    page = (tmp_path / "out" / "decision-explainer.html").read_text("utf-8")
    assert "<title>What past decisions look like: patterns, and nobody" in page and "Can we say why" not in page
