"""The command: what it says, what it returns, what it leaves behind."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ethical_data import __version__, cli, home
from ethical_data.errors import InputError, PlayFailed
from ethical_data.playbook import runner
from ethical_data.worlds import package, pools

HERE = Path(__file__).parent / "plays"


@pytest.fixture(autouse=True)
def tiny_world(monkeypatch, tmp_path):
    monkeypatch.setenv("ETHICAL_DATA_PLAYS", str(HERE))
    monkeypatch.setenv("ETHICAL_DATA_DATA", str(HERE / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def ends(capsys):
    """What a command line returns, prints, and says beside it."""

    def ends(*arguments):
        try:
            code = cli.main(arguments)
        except SystemExit as stop:
            code = stop.code
        return code, *capsys.readouterr()

    return ends


def test_the_version_and_the_help(ends):
    assert ends("--version") == (0, f"{__version__}\n", "")
    code, printed, _ = ends()
    assert code == 0 and all(command in printed for command in ("data", "plays", "run"))
    assert ends("dance")[0] == 2 and ends("run")[0] == 2


def test_the_list_of_plays_loads_no_pandas():
    check = "import sys; from ethical_data import cli; cli.main(['plays']); print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "tiny-play: Who came twice?" and done.stdout.endswith("False\n")
    assert "  visits: visitor, came_at, spent\n" in done.stdout and "place, least, mood, time_zone" in done.stdout


def test_one_play_in_full(ends):
    code, printed, _ = ends("plays", "tiny-play")
    assert code == 0
    for part in (
        "--set visits=FILE",
        "agreed to be counted (yes-no, optional)",
        "--set visits_came_at=",
        "EU|UK|US|CA",
        "(default: EU)",
        "the zone of times",
        "ethical-data run tiny-play --set visits=FILE --set doors=FILE",
    ):
        assert part in printed
    code, printed, said = ends("plays", "tiny-pay")
    assert (code, printed) == (2, "") and "Did you mean 'tiny-play'?" in said


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["tinyplay"], "No play is called 'tinyplay'. Did you mean 'tiny-play'?"),
        (["tiny-play", "--set", "vists=x.csv"], "Did you mean 'visits'?"),
        (["tiny-play", "--set", "place=EUR"], "place='EUR' is none of EU, UK, US, CA"),
        (["tiny-play", "--set", "place"], "--set place has no '='"),
        (["tiny-play", "--set", "place=EU", "--set", "place=UK"], "--set place=UK is given twice"),
        (["tiny-play", "--set", "visits=mine.csv"], "visits='mine.csv' does not exist"),
        (["../tiny-play"], "No play is called '../tiny-play'"),
    ],
)
def test_what_cannot_be_used_ends_at_once_with_2_and_one_line(ends, tmp_path, monkeypatch, arguments, says):
    monkeypatch.setattr(runner, "_execute", lambda *_: pytest.fail("the play was started"))
    code, printed, said = ends("run", *arguments)
    assert (code, printed) == (2, "") and says in said and said.count("\n") == 1 and "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_run_on_the_courses_data(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        **{k: v for k, v in os.environ.items() if "ETHICAL" in k},
    }
    command = [sys.executable, "-m", "ethical_data.cli", "run", "tiny-play", "--out", "a/reports/"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, done.stderr
    started, ended = done.stderr.splitlines()
    assert started == "tiny-play: running on the course's invented data…"
    assert re.fullmatch(r"tiny-play: done in \d+\.\d s: a/reports/tiny-play.html, a/reports/tiny-play.json", ended)
    assert "▲ Act: Some came often. [often: 1 of 2, 50.0 %" in done.stdout
    told = json.loads((tmp_path / "a" / "reports" / "tiny-play.json").read_text("utf-8"))
    assert [i["file"] for i in told["inputs"]] == ["visits.csv", "doors.csv"] and told["settings"]["place"] == "EU"
    assert told["limits"][0].startswith("This ran on the course's invented data")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a"]  # nothing in the home folder either


def test_a_value_that_cannot_be_read_ends_with_2_and_an_earlier_report_stays(ends, tmp_path):
    (tmp_path / "mine.csv").write_text('visitor,came_at,spent\n"V\n1",2025-03-03,1\nV2,3 March,1\n')
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "tiny-play.html").write_text("old")
    code, printed, said = ends("run", "tiny-play", "--set", "visits=mine.csv")
    assert (code, printed) == (2, "") and "Traceback" not in said
    assert "ethical-data: mine.csv, column 'came_at', line 4: cannot read '3 March'. Expected a time like" in said
    assert [p.read_text() for p in (tmp_path / "reports").iterdir()] == ["old"]


def test_a_defect_of_ours_ends_with_1_and_no_traceback(ends, tmp_path):
    code, printed, said = ends("run", "tiny-play", "--set", "mood=cross")
    assert (code, printed) == (1, "") and "Traceback" not in said and said.count("\n") == 2
    assert "a defect of ours, not of what you gave. No report was written. KeyError: 'mood'" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "error, code",
    [
        (InputError("x"), 2),
        (PlayFailed("x"), 1),
        (ZeroDivisionError("x"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_end_has_its_code(ends, monkeypatch, error, code):
    def fails(*_):
        raise error

    monkeypatch.setattr(runner, "run", fails)
    assert ends("run", "tiny-play")[0] == code and "Traceback" not in ends("run", "tiny-play")[2]
    assert ("Traceback" in ends("run", "tiny-play", "--debug")[2]) == (code == 1)


def test_data_is_handed_to_the_generator(ends, monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr(package, "rebuild", lambda *a: calls.append(a) or [tmp_path / "x" / "a.csv"])
    assert ends("data") == (0, f"{Path('x/a.csv')}\n", "")
    ends("data", "online_store", "--scale", "10", "--out", "big")
    assert calls == [(None, home.data_folder(), 1.0), (["online_store"], Path("big"), 10.0)]
    monkeypatch.setattr(pools, "rebuild", lambda: [tmp_path / "pools.json"])
    assert ends("data", "--pools") == (0, "pools.json\n", "")


def test_check_says_what_differs_and_returns_1(ends, monkeypatch):
    monkeypatch.setattr(package, "differences", lambda names, folder: ["a.csv: missing"])
    assert ends("data", "--check") == (1, "a.csv: missing\n", "")
    monkeypatch.setattr(package, "differences", lambda names, folder: [])
    assert ends("data", "--check")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["onlin_store"],
        ["--scale", "2"],
        ["--scale", "2", "--out", "x", "--check"],
        ["--scale", "-1", "--out", "x"],
        ["--scale", "nan", "--out", "x"],
        ["--scale", "ten"],
    ],
)
def test_what_the_generator_cannot_do_ends_with_2(ends, monkeypatch, arguments):
    monkeypatch.setattr(package, "rebuild", lambda *_: pytest.fail("it was started"))
    code, printed, said = ends("data", *arguments)
    assert (code, printed) == (2, "") and said
