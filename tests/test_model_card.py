"""The play model-card on people's own tables, under their own headers."""

import json

import pytest
from in_process import content
from statsmodels.stats.proportion import proportion_confint

from ethical_data.errors import InputError

WORDS = {"approved_words": "ja", "minimum": 5}


def lines():
    """Number; place; score; decision; outcome: every third is refused, every fourth of the others went badly."""
    for at in range(60):
        yes = at % 3 != 0
        good = "" if not yes else "no" if at % 4 == 0 else "yes"
        yield f"K{at:03d};{'Nord' if at % 2 else 'Süd'};{300 + at},5;{'ja' if yes else 'nein'};{good}"


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "alles.csv"
    path.write_bytes(("Antragsnummer;Ort;Punkte;Entscheidung;bezahlt\n" + "\n".join(lines()) + "\n").encode("cp1252"))
    return path


def own(path):
    return {
        "decisions": path,
        "outcomes": path,
        "people": path,
        "outcomes_went_well": "bezahlt",
        "people_group": "Ort",
    } | WORDS


def test_one_file_can_hold_decisions_outcomes_and_groups(mine):
    report = content("model-card", **own(mine))
    found = {one["id"]: one for one in report["findings"]}
    approved = [line.split(";") for line in lines() if line.split(";")[3] == "ja"]
    good = sum(line[4] == "yes" for line in approved)
    assert (found["approved"]["count"], found["approved"]["of"]) == (len(approved), 60)
    assert (found["went-well"]["count"], found["went-well"]["of"]) == (good, len(approved))
    low, high = proportion_confint(good, len(approved), method="wilson")
    assert [found["went-well"]["low"], found["went-well"]["high"]] == pytest.approx([low, high], abs=1e-6)
    assert {row["group"]: row["n"] for row in report["tables"]["approved-by-group"]} == {
        "Nord": 30,
        "Süd": 30,
    }
    assert report["tables"]["figures"][1]["seen cases"] == len(approved)
    assert "K001" not in json.dumps(report) and any(
        "Refused, and not spoken of by this card: 20" in said for said in report["affected"]
    )


def test_without_outcomes_or_groups_it_says_what_cannot_be_told(mine):
    report = content("model-card", decisions=mine, **WORDS)
    found = {one["id"]: one["status"] for one in report["findings"]}
    assert found["not-seen"] == found["groups"] == "cannot-tell"
    assert any("Missing: outcomes, people" in one["says"] for one in report["findings"])


def test_what_does_not_fit_is_refused(mine, tmp_path):
    with pytest.raises(InputError, match="no row means approved. Say which words do"):
        content("model-card", decisions=mine)
    other = tmp_path / "other.csv"
    other.write_text("Antragsnummer,bezahlt\nX1,yes\n", "utf-8")
    with pytest.raises(InputError, match="Do both files number alike"):
        content("model-card", **own(mine) | {"outcomes": other})
    twice = tmp_path / "twice.csv"
    twice.write_text("Antragsnummer,Entscheidung\nX1,ja\nX1,ja\n", "utf-8")
    with pytest.raises(InputError, match="expected each application once"):
        content("model-card", decisions=twice, **WORDS)
