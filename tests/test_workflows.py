"""The workflows of the code host: they cannot be run here, so what they call must be there."""

import re
from pathlib import Path

import pytest
import yaml

import start

ROOT = Path(start.ROOT)
WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / ".github" / "workflows").glob("*.yml")
}


def steps(name: str) -> list[dict]:
    return [step for job in WORKFLOWS[name]["jobs"].values() for step in job["steps"]]


def runs(name: str) -> list[str]:
    return [step["run"] for step in steps(name) if "run" in step]


def triggers(name: str) -> dict:
    return WORKFLOWS[name][True]  # YAML reads the key "on" as yes


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_command_of_a_workflow_is_there(name):
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)[1].split()
    for command in runs(name):
        words = command.split()
        if words[0] == "make":
            assert words[1] in targets
        elif words[:2] == ["python", "start.py"]:
            assert words[2] in ("lab", "test", "install")
        elif words[:2] == ["python", "-m"]:
            assert words[2] == "pip" or (ROOT / f"{words[2].replace('.', '/')}.py").exists()
        else:
            assert words[0] == "git"


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_only_read_and_names_the_version_of_what_it_uses(name):
    assert WORKFLOWS[name]["permissions"] == {"contents": "read"}
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"]) for step in steps(name) if "uses" in step)
    assert all("timeout-minutes" in job for job in WORKFLOWS[name]["jobs"].values() if "permissions" not in job)


def test_every_system_and_python_is_tested():
    matrix = WORKFLOWS["test"]["jobs"]["test"]["strategy"]["matrix"]
    assert [system.split("-")[0] for system in matrix["system"]] == ["ubuntu", "macos", "windows"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert {"python start.py test", "make lint PYTHON=python", "make browser PYTHON=python"} <= {*runs("test")}


def test_the_site_is_published_from_tested_commits_whose_outputs_are_fresh():
    workflow = WORKFLOWS["pages"]
    assert triggers("pages")["workflow_run"] == {
        "workflows": [WORKFLOWS["test"]["name"]],
        "types": ["completed"],
        "branches": ["main"],
    }
    assert "conclusion == 'success'" in workflow["jobs"]["build"]["if"]
    assert steps("pages")[0]["with"]["ref"] == "${{ github.event.workflow_run.head_sha }}"
    order = [command.split()[1] + " " + command.split("ARGS=")[1] for command in runs("pages")]
    assert order == ["exercises --check", "outputs --check", "site --clean", "site --check"]
    assert workflow["jobs"]["publish"]["needs"] == "build"
    for tool in ("make_exercises", "write_outputs", "make_site"):
        assert '"--check"' in (ROOT / "tools" / f"{tool}.py").read_text("utf-8")


def test_the_newest_releases_are_tried_once_a_month():
    assert re.fullmatch(r"\d+ \d+ \d+ \* \*", triggers("newest")["schedule"][0]["cron"])
    order = runs("newest")
    assert order.index("python -m tools.lock --upgrade") < order.index("python start.py test")
