"""The play private-release: noise on one's own file is never seeded, and nothing exact gets out."""

import json
import os
import re
import stat

import in_process
import nbformat
import numpy as np
import pytest

from ethical_data import cli, home
from ethical_data.errors import InputError
from ethical_data.measure import release
from ethical_data.playbook import report, runner

ROOT = home.checkout()
CELLS = [c for c in nbformat.read(ROOT / "notebooks/playbook/private-release.ipynb", 4).cells if c.cell_type == "code"]
MEMBERS = 37
ROWS = [(f"M{k % MEMBERS:03d}", 100_003 + 7_919 * k, "north" if k % 3 else "south") for k in range(41)]
ASKED = {
    "low": "0",
    "high": "250000",
    "epsilon": 0.001,
    "budget": 0.001,
}  # noise of hundreds of millions: no two alike


@pytest.fixture(autouse=True)
def work(monkeypatch, tmp_path):
    folder = tmp_path / "my-work"
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(folder))
    return folder


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "members.csv"
    path.write_text("entity,value,cell\n" + "".join(f"{e},{v},{c}\n" for e, v, c in ROWS), "utf-8")
    return path


def run(rows="", **settings):
    return in_process.content("private-release", rows=rows, **settings)


def figures(content):
    return [line["figure"] for line in content["tables"]["figures"]]


def refused(*arguments, **settings):
    with pytest.raises(InputError) as caught:
        run(*arguments, **settings)
    return str(caught.value)


def spent(folder, name="private-release.json"):
    return json.loads((folder / name).read_text("utf-8"))["spent"]


# ---- whose noise


def test_noise_on_ones_own_file_is_fresh_and_from_the_secret_source(mine, work, monkeypatch, tmp_path):
    drawn = []
    below = release.secrets.randbelow
    monkeypatch.setattr(release.secrets, "randbelow", lambda n: drawn.append(n) or below(n))
    monkeypatch.setattr(np.random, "default_rng", lambda *seed: pytest.fail("a generator that could be seeded"))
    first = figures(run(mine, **ASKED))
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(tmp_path / "another"))
    assert drawn and figures(run(mine, **ASKED)) != first


def test_no_setting_is_a_seed():
    told = nbformat.read(ROOT / "notebooks/playbook/private-release.ipynb", 4).metadata["ethical_data"]["play"]
    assert not [one["name"] for one in told["settings"] if "seed" in one["name"] or "random" in one["name"]]
    assert sum(cell.source.count("default_rng") for cell in CELLS) == 1
    assert "np.random.default_rng(18) if play.on_course_data else None" in "\n".join(cell.source for cell in CELLS)


def test_the_courses_data_alone_are_seeded_and_the_report_says_so(work):
    content = run()
    assert content["on_course_data"] and any(
        "seeded" in limit and "protects nobody" in limit for limit in content["limits"]
    )
    assert spent(work, "private-release-course.json")[0]["answer"]["note"].startswith(release.SEEDED)
    assert not (work / "private-release.json").exists()


def test_a_copy_of_the_courses_file_is_a_file_of_ones_own(tmp_path, work):
    copy = tmp_path / "farms.csv"
    copy.write_bytes((home.data_folder() / "farmers_consortium/farms.csv").read_bytes())
    headers = {
        "rows_entity": "farm_id",
        "rows_value": "acres",
        "rows_cell": "village",
        "low": "0",
        "high": "900",
    }
    run()
    assert "teaching copies" in refused(copy, ledger="private-release-course.json", **headers)
    content = run(copy, **headers)
    assert not content["on_course_data"] and not any("seeded" in limit for limit in content["limits"])
    assert release.SEEDED not in spent(work)[0]["answer"]["note"]


# ---- the ledger


def test_the_same_question_gets_the_same_answer_and_spends_nothing(mine, work):
    first, second = run(mine, **ASKED), run(mine, **ASKED)
    assert first == second and len(spent(work)) == 1


def test_the_order_of_rows_makes_no_new_question(mine, work):
    first = run(mine, **ASKED)
    head, *lines = mine.read_text("utf-8").splitlines()
    mine.write_text("\n".join([head, *reversed(lines)]), "utf-8")
    assert figures(run(mine, **ASKED)) == figures(first) and len(spent(work)) == 1


@pytest.mark.parametrize("other", [{"statistic": "mean"}, {"high": "300000"}, {"cells": "north"}, {"epsilon": 0.0005}])
def test_another_question_is_refused_when_nothing_is_left_and_nothing_is_drawn(mine, work, other, monkeypatch):
    run(mine, **ASKED)
    before = (work / "private-release.json").read_bytes()
    monkeypatch.setattr(release, "laplace_integer", lambda *_: pytest.fail("drawn"))
    message = refused(mine, **ASKED | other)
    assert "Nothing was drawn" in message and "0 of 0.001 is left" in message
    assert (work / "private-release.json").read_bytes() == before


def test_changed_rows_are_another_question(mine, work):
    run(mine, **ASKED)
    mine.write_text(mine.read_text("utf-8").replace("M001,", "M001,1"), "utf-8")
    assert "Nothing was drawn" in refused(mine, **ASKED)


def test_all_groups_are_paid_for_or_none_is_drawn(mine, work, monkeypatch):
    asked = ASKED | {"cells": "north, south, nowhere"}
    assert "this asks for 0.003" in refused(mine, **asked)
    assert spent(work) == []
    content = run(mine, **asked | {"budget": 0.004, "ledger": "larger.json"})
    assert [line["of"] for line in content["tables"]["figures"]] == ["north", "south", "nowhere"]
    assert len(spent(work, "larger.json")) == 3


def test_a_budget_is_not_raised_afterwards(mine):
    run(mine, **ASKED)
    assert "what was promised is not changed" in refused(mine, **ASKED | {"budget": 5})


# ---- what the report says


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"statistic": "mean"},
        {"cells": "north,south", "budget": 0.002},
        {"statistic": "count", "cells": "north", "budget": 0.001},
        {"statistic": "count", "neighbours": "add-remove"},
        {"neighbours": "add-remove"},
    ],
)
def test_no_exact_figure_gets_out_and_no_finding_is_fine(mine, more):
    content = run(mine, **ASKED | more)
    assert {finding["status"] for finding in content["findings"]} == {"act", "look", "cannot-tell"}
    assert "OpenDP" in content["findings"][0]["says"] and content["findings"][0]["status"] == "act"
    assert [(one["rows"], one["sha256"]) for one in content["inputs"]] == [(None, None)]
    assert leaks(content, more) == set()


def leaks(content, more):
    """The exact figures about `ROWS` that stand in a report."""
    drawn = re.compile(r"<svg.*?</svg>|<style>.*?</style>", re.DOTALL)  # the marks' coordinates say nothing
    words = drawn.sub(" ", report.to_html(content)) + report.to_text(content)
    words += json.dumps(content | {"charts": [chart["description"] for chart in content["charts"]]})
    told = {float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", words)}
    exact = {MEMBERS, len(ROWS)} if "add-remove" in more.values() else set()
    for group in more["cells"].split(",") if "cells" in more else [None]:
        totals = {}
        for entity, value, cell in ROWS:
            if group in (cell, None):
                totals[entity] = totals.get(entity, 0) + value
        capped = sum(min(total, 250_000) for total in totals.values())
        exact |= {sum(totals.values()), capped, round(capped / MEMBERS, 2), max(totals.values())}
        exact |= {len(totals)} if more.get("statistic") == "count" else set()
    return told & exact


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"statistic": "mean"},
        {"statistic": "count", "cells": "north"},
        {"statistic": "count", "neighbours": "add-remove"},
    ],
)
def test_the_test_of_exact_figures_finds_one_that_gets_out(mine, more, monkeypatch):
    monkeypatch.setattr(release, "laplace_integer", lambda *_: 0)
    assert leaks(run(mine, **ASKED | more), more)


def test_the_courses_report_holds_no_exact_figure():
    content = run()
    words = json.dumps(content["tables"]) + report.to_text(content)
    told = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", words)}
    assert not told & {10_268, 8_208, 24}


# ---- what cannot be used


@pytest.mark.parametrize(
    "settings, says",
    [
        ({"low": "", "high": ""}, "known without the file"),
        ({"high": ""}, "high=''"),
        ({"high": "12.5"}, "whole numbers"),
        ({"low": "9", "high": "9"}, "low must be below high"),
        ({"epsilon": 0}, "above 0"),
        ({"epsilon": -1}, "above 0"),
        ({"statistic": "mean", "neighbours": "add-remove"}, "a sum and for a count"),
        ({"statistic": "count"}, "needs no noise"),
        ({"ledger": "."}, "ends in .json"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_do(mine, work, settings, says):
    assert says in refused(mine, **ASKED | settings)
    assert not (work / "private-release.json").exists() or spent(work) == []


@pytest.mark.parametrize(
    "text, says",
    [
        ("entity,value\nM1,5\n,6\n", "whose it is"),
        ("entity,value\nM1,5\nM2,\n", "missing is not 0"),
        ("entity,value\nM1,5\nM2,6.5\n", "whole units"),
        ("entity\nM1\nM2\n", "--set rows_value="),
        ("value\n5\n", "entity"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_before_anything_is_drawn(tmp_path, work, text, says):
    path = tmp_path / "odd.csv"
    path.write_text(text, "utf-8")
    assert says in refused(path, **ASKED)
    assert not (work / "private-release.json").exists()


def test_groups_need_their_column(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text("entity,value\nM1,5\n", "utf-8")
    assert "--set rows_cell=" in refused(path, **ASKED | {"cells": "north"})


# ---- by command


def test_by_command_twice_and_then_overspent(mine, work, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = [f"{name}={value}" for name, value in (ASKED | {"rows": mine.name}).items()]
    command = [
        "run",
        "private-release",
        *(part for word in words for part in ("--set", word)),
        "--out",
        "reports",
    ]
    written = tmp_path / "reports" / "private-release.json"
    assert cli.main(command) == 0
    first = json.loads(written.read_text("utf-8"))
    assert cli.main(command) == 0
    again = json.loads(written.read_text("utf-8"))
    assert first["tables"] == again["tables"] and len(spent(work)) == 1
    assert "fine" not in {finding["status"] for finding in again["findings"]}
    capsys.readouterr()
    written.unlink()
    assert cli.main([*command, "--set", "statistic=mean"]) == 2
    assert "Nothing was drawn" in capsys.readouterr().err and not written.exists()


def test_installed_and_outside_of_a_course_the_ledger_lies_in_the_users_home(mine, tmp_path, monkeypatch):
    monkeypatch.delenv("ETHICAL_DATA_WORK")
    monkeypatch.setenv("ETHICAL_DATA_PLAYS", str(home.plays_folder()))
    monkeypatch.setenv("ETHICAL_DATA_DATA", str(home.data_folder()))
    monkeypatch.setattr(home, "checkout", lambda: None)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    given = {name: str(value) for name, value in ASKED.items()} | {"rows": str(mine)}
    runner.run("private-release", given, tmp_path / "reports", say=lambda _: None)
    folder = tmp_path / "home" / "ethical-data" / "my-work"
    assert len(spent(folder)) == 1
    assert os.name == "nt" or stat.S_IMODE(folder.stat().st_mode) == 0o700


# ---- the ledger on disk, under whatever name


def test_two_names_of_one_ledger_and_of_one_file_are_one_budget(mine, work, tmp_path):
    first = run(mine, **ASKED)
    copy = tmp_path / "copy under another name.csv"
    copy.write_bytes(mine.read_bytes())
    (work / "deep").mkdir()
    (work / "other.json").symlink_to(work / "private-release.json")
    for name in (
        "",
        "private-release.json",
        "./deep/../private-release.json",
        "other.json",
        str(work / "private-release.json"),
    ):
        assert figures(run(copy, **ASKED, ledger=name)) == figures(first)
        assert "The budget does not allow it" in refused(copy, **ASKED | {"high": "250001"}, ledger=name)
    assert len(spent(work)) == 1


def test_own_headers_and_nothing_exact_in_page_or_json(tmp_path, work):
    path = tmp_path / "Mitglieder.csv"
    path.write_text("Mitglied;Betrag;Ort\n" + "".join(f"{e};{v};{c}\n" for e, v, c in ROWS), "utf-8")
    named = {"rows_entity": "Mitglied", "rows_value": "Betrag", "rows_cell": "Ort", "cells": "north,south"}
    given = {name: str(value) for name, value in ({"rows": path} | ASKED | {"budget": 0.002} | named).items()}
    runner.run("private-release", given, tmp_path / "out", lambda _: None)
    sums = [sum(v for _, v, c in ROWS if c in cells) for cells in (("north",), ("south",), ("north", "south"))]
    numbers = {
        *sums,
        len(ROWS),
        MEMBERS,
        *(v for _, v, _ in ROWS),
        *(sum(c == g for *_, c in ROWS) for g in ("north", "south")),
    }
    for name in ("private-release.html", "private-release.json"):
        said = (tmp_path / "out" / name).read_text("utf-8")
        said = re.sub(
            r"<svg.*?</svg>|<style.*?</style>|<time.*?</time>|\"made_at\".*",
            "",
            said,
            flags=re.DOTALL if name.endswith("html") else 0,
        )
        found = {
            int(n.replace(",", ""))
            for n in re.findall(r"(?<![\d.,#x-])\d[\d,]*(?![\d.]*\d)", said)
            if n.replace(",", "")
        }
        assert not found & (numbers - {95}), found & numbers
        assert not re.search(r"[0-9a-f]{64}", said)
