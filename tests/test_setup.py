"""Setting up: the two commands, the locks, and what conda and Binder make of the repository."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

import start
from tools import links, lock

ROOT = Path(start.ROOT)
OLD_PYTHONS = [(2, 7, 18), (3, 6, 15), (3, 10, 13), (3, 15, 0)]


# The locks


def test_the_locks_pyproject_and_environment_yml_agree():
    assert lock.disagreements() == []


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        ("requirements.txt", r"altair==(.*\\\n)+.*\n", "", "has nothing for altair"),
        ("requirements.txt", r"pandas==[^ ]*", "pandas==2.3.3", "has 2.3.3 for pandas"),
        ("requirements.txt", r"(?=numpy==)", "numpy==1.26.4\n", "numpy stands there twice"),
        ("requirements.txt", r"(?<=altair)(.*) \\\n(.*\\\n)*.*\n", r"\1\n", "altair has no hashes"),
        ("requirements.txt", r"(?<=sha256:)[0-9a-f]", "", "has no hashes, or one that is none"),
        ("requirements.txt", r"(?=jinja2)", "rfc3987-syntax==1.1.0\n", "rfc3987-syntax is to be left out"),
        ("requirements.txt", r"\A", "--index-url https://packages.example\n", "names a host"),
        ("requirements-dev.txt", r"faker==(.*\\\n)+.*\n", "", "lacks faker=="),
        ("requirements-dev.txt", r"(?<=faker)(.*\n.*sha256:)[0-9a-f]{4}", r"\g<1>0000", "or has other hashes"),
        ("requirements-dev.txt", r"hypothesis==[^ ]*", "hypothesis", "not a package with its version"),
        ("environment.yml", r"python=3.11", "python=3.12", "is not what requirements.txt makes of it"),
        ("environment.yml", r"(?<=sha256:)[0-9a-f]{4}", "0000", "is not what requirements.txt makes of it"),
        ("environment.yml", r"      - >-\n        lark==(.*\n)+?(?=      -|\Z)", "", "cannot do without"),
    ],
)
def test_a_lock_that_disagrees_is_found(tmp_path, file, before, after, says):
    for name in ("pyproject.toml", lock.LEARNERS, lock.AUTHORS, lock.SITE, lock.CONDA):
        shutil.copy(ROOT / name, tmp_path)
    text = (tmp_path / file).read_text("utf-8")
    changed = re.sub(before, after, text, count=1)
    assert changed != text
    (tmp_path / file).write_text(changed, "utf-8")
    assert any(says in problem for problem in lock.disagreements(tmp_path))


def test_every_supported_python_finds_its_versions_in_the_lock():
    from packaging.requirements import Requirement

    needed = {"altair", "jupyterlab", "numpy", "pandas", "papermill", "scikit-learn", "hatchling"}
    for python in ("3.11", "3.12", "3.13", "3.14"):
        place = {"python_version": python, "python_full_version": f"{python}.1"}
        pins = map(Requirement, lock.pins(lock.LEARNERS))
        names = [pin.name for pin in pins if pin.marker is None or pin.marker.evaluate(place)]
        assert needed <= set(names)
        assert len(names) == len(set(names))


def test_the_pythons_are_the_same_wherever_they_are_named():
    import make_handout

    (low, high), (first, last) = start.OLDEST, start.NEWEST
    pythons = [f"{low}.{minor}" for minor in range(high, last + 1)]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == f">={pythons[0]},<{first}.{last + 1}"
    assert list(make_handout.PYTHONS) == pythons
    assert f"needs Python {', '.join(pythons[:-1])} or {pythons[-1]};" in start.unfit_python((2, 7), bool)
    assert f"You need Python {', '.join(pythons[:-1])} or {pythons[-1]}." in (ROOT / "README.md").read_text("utf-8")
    minors = re.search(r"^for minor in ([\d ]+);", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)[1].split()
    assert [f"{low}.{minor}" for minor in minors] == pythons[1:]  # make test has the first
    for page in ("README.md", "CHANGELOG.md", "docs/trainers.md", "tools/site_pages.py", "tools/make_handout.py"):
        told = re.findall(r"3\.11\b[ \n\"]+to[ \n\"]+(3\.\d+)", (ROOT / page).read_text("utf-8"))
        assert set(told) == {pythons[-1]}, page


# start.py


def test_an_old_python_can_read_start_py():
    text = (ROOT / "start.py").read_text("utf-8")
    tree = ast.parse(text, feature_version=(3, 4))
    # Python 2.7 refuses these and bytes beyond ASCII; today's parser cannot refuse them for us.
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Nonlocal)
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert not [f.name for f in functions if f.returns or f.args.kwonlyargs]
    assert not [f.name for f in functions for argument in f.args.args if argument.annotation]
    assert text.isascii()


@pytest.mark.parametrize("python", OLD_PYTHONS)
def test_an_unfit_python_is_told_so_in_one_line(python, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", python)
    with pytest.raises(SystemExit) as end:
        start.main(["lab"])
    error = capsys.readouterr().err
    assert end.value.code == 2
    assert error.count("\n") == 1
    assert "needs Python 3.11, 3.12, 3.13 or 3.14" in error
    assert ".".join(map(str, python)) in error


@pytest.mark.parametrize("python", [(3, 11, 0), (3, 12, 1), (3, 13, 5), (3, 14, 2)])
def test_the_pythons_that_pyproject_allows_are_fit(python):
    assert start.unfit_python(python, lambda name: True) is None


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_missing_venv_module_is_told_with_its_remedy_in_one_line(module):
    answer = start.unfit_python((3, 11, 2), lambda name: name != module)
    assert module in answer
    assert "apt install python3.11-venv" in answer
    assert "\n" not in answer


def test_an_unknown_command_is_answered_with_the_known_ones(capsys):
    for words in ([], ["serve"], ["install", "--hurry"]):
        with pytest.raises(SystemExit) as end:
            start.main(words)
        assert end.value.code == 2
        assert capsys.readouterr().err == "Usage: start.py lab | test | install [--dev]\n"


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone whose pip and venv only say what they were asked for."""
    asked = []
    for name in ("pyproject.toml", "start.py", lock.LEARNERS, lock.AUTHORS):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.setattr(start, "ROOT", str(tmp_path))
    monkeypatch.setattr(start, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(start, "STAMP", str(tmp_path / ".venv" / "set-up.json"))
    monkeypatch.setattr(start, "pip", lambda *arguments: asked.append("pip " + " ".join(arguments)))
    monkeypatch.setattr(start, "runs", lambda command: asked.append("venv") or True if "venv" in command else True)
    return tmp_path, asked


def test_a_second_run_installs_nothing(clone):
    _, asked = clone
    start.install(dev=False)
    assert asked == ["venv", "pip --require-hashes -r requirements.txt", "pip --no-build-isolation -e ."]
    asked.clear()
    start.install(dev=False)
    assert asked == []
    start.install(dev=True)
    assert asked == ["pip --require-hashes -r requirements-dev.txt", "pip --no-build-isolation -e ."]
    asked.clear()
    start.install(dev=False)
    start.install(dev=True)
    assert asked == []


def test_another_lock_is_installed_and_another_python_or_folder_starts_afresh(clone, monkeypatch):
    folder, asked = clone
    start.install(dev=False)
    asked.clear()
    (folder / lock.LEARNERS).write_text("altair==99\n", "utf-8")
    start.install(dev=False)
    assert asked[0] == "pip --require-hashes -r requirements.txt"
    for name, value in (("root", "elsewhere"), ("python", [3, 9])):
        asked.clear()
        stamp = json.loads(Path(start.STAMP).read_text("utf-8"))
        Path(start.STAMP).write_text(json.dumps(stamp | {name: value}), "utf-8")
        start.install(dev=False)
        assert asked[0] == "venv"
    asked.clear()
    monkeypatch.setattr(start, "runs", lambda command: "venv" in command and not asked.append("venv"))
    start.install(dev=False)  # the environment's own Python does not start any more
    assert asked[0] == "venv"


def test_an_installation_that_broke_off_is_not_taken_for_a_whole_one(clone, monkeypatch):
    folder, asked = clone
    start.install(dev=False)
    (folder / lock.LEARNERS).write_text("altair==99\n", "utf-8")
    monkeypatch.setattr(start, "pip", lambda *arguments: start.stop("no network"))
    with pytest.raises(SystemExit):
        start.install(dev=False)
    assert not Path(start.STAMP).exists()


def test_the_environment_starts_in_any_folder_and_locale(tmp_path, monkeypatch):
    """The name of the folder that holds the package is in a file that Python reads before it knows of UTF-8."""
    from hatchling.builders.wheel import WheelBuilder

    course = tmp_path / "Köln's course [1]"
    (course / "src").mkdir(parents=True)
    (course / "src" / "only_here.py").write_text("", "utf-8")
    monkeypatch.setattr(start, "ROOT", str(course))
    monkeypatch.setattr(start, "VENV", str(course / ".venv"))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", start.VENV], check=True)
    (packages,) = (course / ".venv").glob("[Ll]ib/**/site-packages")
    wheel = next(iter(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["editable"])))
    (pointer,) = (name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".pth"))
    (packages / pointer).write_text(str(course / "src"), "utf-8")  # as pip leaves it
    start.point_from_here()
    for locale in ("C", "C.UTF-8"):
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"LC_ALL": locale}
        subprocess.run([start.inside("python"), "-c", "import only_here"], env=environment, check=True)


@pytest.mark.parametrize("handed_out", [False, True])
def test_a_handout_is_installed_from_its_own_wheels(tmp_path, monkeypatch, handed_out):
    """Its folder "wheels" takes the place of the network; without one, pip fetches."""
    said = []

    class Pip:
        stdout = ()

        def __init__(self, command, **_):
            said.append(command)

        def wait(self):
            return 0

    monkeypatch.setattr(start, "WHEELS", str(tmp_path / "wheels"))
    monkeypatch.setattr(start.subprocess, "Popen", Pip)
    if handed_out:
        (tmp_path / "wheels").mkdir()
    start.pip("--require-hashes", "-r", "requirements.txt")
    offline = ["--no-index", "--find-links", str(tmp_path / "wheels")]
    assert said[0][-3:] == ["--require-hashes", "-r", "requirements.txt"]
    assert (said[0][-6:-3] == offline) == handed_out
    assert ("--no-index" in said[0]) == handed_out


def test_lab_opens_the_start_page_with_the_whole_course_beside_it(monkeypatch):
    handed = []
    monkeypatch.setattr(start, "install", lambda dev: handed.append(dev))
    monkeypatch.setattr(start, "trust", lambda: None)
    monkeypatch.setattr(start, "become", lambda program, arguments: handed.append([program, *arguments]))
    start.main(["lab", "--no-browser", "--port", "9999"])
    dev, command = handed
    assert not dev
    assert command[:2] == ["jupyter", "lab"]
    assert f"--ServerApp.root_dir={ROOT}" in command
    assert "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb" in command
    assert command[-3:] == ["--no-browser", "--port", "9999"]
    assert (ROOT / start.START_PAGE).is_file()


def test_lab_asks_nothing_about_news_and_looks_up_no_versions(tmp_path):
    start.write_lab_settings(str(tmp_path))
    written = json.loads((tmp_path / "share/jupyter/lab/settings/overrides.json").read_text("utf-8"))
    notification = written["@jupyterlab/apputils-extension:notification"]
    assert notification == {"fetchNews": "false", "checkForUpdates": False}
    schema = Path(sys.prefix, "share/jupyter/lab/schemas/@jupyterlab/apputils-extension/notification.json")
    assert notification.keys() <= json.loads(schema.read_text("utf-8"))["properties"].keys()


def test_a_kernel_keeps_no_history_of_what_was_typed(tmp_path):
    """Where start.py set up this environment, as for `make test`, a kernel says that it keeps none."""
    from jupyter_client.manager import start_new_kernel

    start.write_lab_settings(str(tmp_path))
    written = json.loads((tmp_path / "etc/ipython/ipython_kernel_config.json").read_text("utf-8"))
    assert written == start.KERNEL_SETTINGS
    kept = Path(sys.prefix, "etc", "ipython", "ipython_kernel_config.json")
    if not kept.exists():
        pytest.skip("this environment was not set up by start.py")
    manager, client = start_new_kernel(kernel_name="python3", env=os.environ | {"IPYTHONDIR": str(tmp_path / "home")})
    try:
        said = []
        client.execute_interactive(
            "print(get_ipython().history_manager.enabled)", output_hook=lambda m: said.append(m["content"].get("text"))
        )
        assert "False\n" in said
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert not list((tmp_path / "home").rglob("history.sqlite"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # theirs
def test_every_setting_of_the_server_is_one_that_it_knows():
    from jupyter_client.manager import KernelManager
    from jupyter_lsp import LanguageServerManager
    from jupyter_server.serverapp import ServerApp

    classes = {known.__name__: known for known in (KernelManager, LanguageServerManager, ServerApp)}
    for name, settings in start.SERVER_SETTINGS.items():
        assert settings.keys() <= classes[name].class_traits(config=True).keys()


def test_notebooks_are_signed_once_and_again_when_they_change(clone, monkeypatch):
    folder, _ = clone
    signed = []
    monkeypatch.setattr(start, "runs", lambda command, quiet: not signed.append(command[command.index("trust") + 1 :]))
    page = folder / start.START_PAGE
    for place in (page.parent, page.parent / ".ipynb_checkpoints", folder / "my-work", folder / ".venv"):
        place.mkdir(parents=True)
        (place / page.name).write_text("{}", "utf-8")
    start.trust()
    start.trust()
    assert signed == [[str(page)]]
    page.write_text("{ }", "utf-8")
    start.trust()
    assert len(signed) == 2


# The package


def test_a_wheel_holds_the_data_and_the_plays(tmp_path):
    from hatchling.builders.wheel import WheelBuilder

    wheel = next(iter(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])))
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, inside in (("data", "data"), ("notebooks/playbook", "plays"), ("src/ethical_data", "")):
        tracked = {file.relative_to(ROOT / folder) for file in tracked_files() if file.is_relative_to(ROOT / folder)}
        assert tracked
        assert {Path("ethical_data", inside, file).as_posix() for file in tracked} <= names


def test_a_play_runs_from_the_wheel_in_an_empty_folder(tmp_path):
    """No checkout near: plays and data come out of the wheel."""
    from hatchling.builders.wheel import WheelBuilder

    wheel = next(iter(WheelBuilder(str(ROOT)).build(directory=str(tmp_path / "dist"), versions=["standard"])))
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    (tmp_path / "empty").mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ETHICAL_DATA")}
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "import ethical_data.cli; raise SystemExit(ethical_data.cli.main())",
            "run",
            "consent-audit",
        ],
        cwd=tmp_path / "empty",
        env=environment | {"PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert "143 of 2,310" in run.stdout
    assert {path.suffix for path in (tmp_path / "empty" / "reports").iterdir()} == {".html", ".json"}


# Binder and conda


@pytest.fixture(scope="module")
def binder():
    """What repo2docker says and the Dockerfile that it would build."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--no-run", "--debug", "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return re.sub(r"--chown=\d+:\d+ ", "", done.stdout + done.stderr)  # the number of whoever runs this


def test_binder_builds_the_python_of_the_reference_platform(binder):
    assert f"Building conda environment for python={lock.PYTHON}\n" in binder


def test_binder_installs_every_pinned_package_before_it_copies_the_course(binder):
    import yaml

    copies, installs = "COPY src/environment.yml", '--file "environment.yml"'
    assert binder.index(copies) < binder.index(installs) < binder.index("COPY src/ ${REPO_DIR}/")
    environment = yaml.safe_load((ROOT / lock.CONDA).read_text("utf-8"))
    told = [tuple(item.split(" --hash=")) for item in environment["dependencies"][-1]["pip"]]
    assert told == [(pin, *hashes) for pin, hashes in [*lock.entries(lock.LEARNERS), *lock.left_out()]]
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_binder_installs_the_package_and_the_settings_of_lab(binder, tmp_path):
    assert binder.index("COPY src/ ${REPO_DIR}/") < binder.index("RUN ./postBuild")
    fake = tmp_path / "python"
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$*" >> "$ASKED"\n', "utf-8")
    fake.chmod(0o755)
    asked = tmp_path / "asked"
    environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "ASKED": str(asked)}
    subprocess.run(["bash", str(ROOT / "postBuild")], cwd=tmp_path, env=environment, check=True)
    uninstalls, installs, writes, trusts = asked.read_text("utf-8").splitlines()
    assert uninstalls.startswith("-m pip uninstall") and uninstalls.endswith(" ".join(lock.LEFT_OUT))
    assert installs.startswith("-m pip install") and installs.endswith("--no-deps --no-build-isolation -e .")
    assert "start.write_lab_settings(sys.prefix)" in writes
    assert trusts.startswith("-m jupyter trust ") and start.START_PAGE in trusts.split()
    assert os.access(ROOT / "postBuild", os.X_OK)


def test_readme_has_the_badges_and_no_other_address_for_them():
    readme = (ROOT / "README.md").read_text("utf-8")
    for badge in links.badges():
        assert badge in readme, f"README.md lacks {badge}; python -m tools.links prints it"
    assert set(re.findall(r"https://mybinder\.org/v2/[^\s)\"]+", readme)) == {links.launch()}
    assert links.launch().endswith(f"?urlpath=lab/tree/{start.START_PAGE}")


def test_the_repositorys_address_stands_in_pyproject_alone():
    """README and CITATION.cff hold what is made from it; the tests above and below compare."""
    address = links.repository().removeprefix("https://")
    holders = {file.name for file in tracked_files() if file.suffix != ".csv" and address in text_of(file)}
    assert holders <= {"pyproject.toml", "README.md", "CITATION.cff"}


def test_the_citation_agrees_with_the_package():
    import yaml

    import ethical_data

    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["repository-code"] == links.repository()
    assert cited["version"] == ethical_data.__version__
    assert f"## {cited['version']}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_readme_names_the_two_commands_and_warns_of_uploading():
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in ("make lab", "make test", "py start.py lab", "py start.py test"):
        assert command in readme
    assert re.search(
        r"never upload[^.]*(customer|personal)[^.]*Binder|Binder[^.]*never[^.]*(customer|personal)",
        readme,
        re.I,
    )


# What must not be in the repository


def tracked_files() -> list[Path]:
    """The files that git holds or would add; without git, all but what start.py makes."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        files = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        ours = {".venv", ".git", "my-work", "reports", "__pycache__"}
        files = [file for file in ROOT.rglob("*") if not ours & set(file.relative_to(ROOT).parts)]
    return [file for file in files if file.is_file()]


def text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


UNWANTED = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "a token": r"\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22}|AKIA[0-9A-Z]{16}|pypi-AgEI\w+|xox[bp]-\w+)",
    "a password in an address": r"https?://[^/\s:@\"'{}<>]+:[^/\s@\"'{}<>]+@",
    "an option that names a package index": r"--((extra-)?index-url|find-links|trusted-host)[ =]\S",
    "a host of a package index": r"files\.pythonhosted\.org|pypi\.org/simple|registry\.npmjs\.org",
    "an address in a private network": r"//(10|192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d{1,3}){2,3}\b",
    "somebody's folder": r"(?<![\w.~/$}])/(root|Users/\w+|home/\w+)/|[A-Z]:\\+Users\\+\w",
}


def unwanted(text: str) -> list[str]:
    return [what for what, pattern in UNWANTED.items() if re.search(pattern, text)]


def test_no_file_holds_a_secret_a_host_or_somebodys_folder():
    files = [file for file in tracked_files() if file != Path(__file__)]
    found = {str(file.relative_to(ROOT)): unwanted(text_of(file)) for file in files}
    folders = {
        name: [*what, "this clone's folder"] for name, what in found.items() if str(ROOT) in text_of(ROOT / name)
    }
    assert {name: what for name, what in (found | folders).items() if what} == {}


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        "ghp_" + "a" * 36,
        "https://user:secret@packages.example/simple",
        "pip install --extra-index-url https://packages.example",
        'File "/home/anna/course/start.py"',
        "see C:\\Users\\anna\\course",
        "http://192.168.1.20/simple",
    ],
)
def test_each_unwanted_thing_is_found(line):
    assert unwanted(line)


def test_a_visitors_version_is_the_packages():
    import ethical_data

    assert version("ethical-data-playbook") == ethical_data.__version__
