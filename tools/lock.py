"""Writes every list of packages from pyproject.toml: the three locks, and environment.yml for conda and Binder.

python -m tools.lock            needs uv and a network; keeps the versions that are locked and still fit
python -m tools.lock --upgrade  takes the newest versions
python -m tools.lock --check    only says what does not agree; exit 1 if anything does not
"""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LEARNERS, AUTHORS, SITE, CONDA = "requirements.txt", "requirements-dev.txt", "requirements-site.txt", "environment.yml"
PYTHON = "3.11"
# rfc3987-syntax compiles a grammar with lark at every import of altair and every start of Lab: over a second.
# Only a format check that the course does not use asks for it.
LEFT_OUT = ("rfc3987-syntax", "lark")
HEAD = f"# Written by `make lock` from pyproject.toml; do not edit. Left out: {', '.join(LEFT_OUT)}.\n"
PINNED = re.compile(r"([a-z0-9-]+)==([^\s;]+)(?: ; (.+))?")


def compile_lock(name: str, *arguments: str, project: bool = True) -> None:
    command = [
        "uv",
        "pip",
        "compile",
        *(["pyproject.toml"] if project else []),
        "--quiet",
        "--universal",
        "--python-version",
        PYTHON,
    ]
    command += ["--fork-strategy", "fewest", "--no-annotate", "--no-header", "--output-file", name]
    command += [f"--no-emit-package={package}" for package in LEFT_OUT]
    subprocess.run([*command, *arguments], cwd=ROOT, check=True)
    lines = pins(name)
    comment = f"{HEAD}# Complete: pip install --no-deps -r {name}\n"
    (ROOT / name).write_text(comment + "\n".join(lines) + "\n", "utf-8", newline="\n")


def pins(name: str, root: Path = ROOT) -> list[str]:
    """The lines of a lock that are not comments."""
    lines = (root / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def conda_environment(lines: list[str]) -> str:
    """environment.yml with the learners' lock. It has no place for --no-deps, so postBuild tidies up."""
    listed = "".join(f'      - "{line}"\n' for line in lines)
    return (
        f"{HEAD}# Binder runs postBuild afterwards; with conda, run it yourself.\n"
        f"name: ethical-data\nchannels:\n  - conda-forge\n  - nodefaults\n"
        f"dependencies:\n  - python={PYTHON}\n  - pip\n  - pip:\n{listed}"
    )


def disagreements(root: Path = ROOT) -> list[str]:
    """What does not agree between pyproject.toml, the locks and environment.yml, one sentence each."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    learners = [*project["project"]["dependencies"], *groups["build"]]
    problems = []
    for name, wanted in ((LEARNERS, learners), (AUTHORS, [*learners, *groups["dev"]]), (SITE, groups["site"])):
        locked: dict[str, str] = {}
        for line in pins(name, root):
            pin = PINNED.fullmatch(line)
            if not pin:
                problems.append(f"{name}: {line!r} is not a package with its version")
            elif pin[1] in locked:
                problems.append(f"{name}: {pin[1]} stands there twice")
            else:
                locked[pin[1]] = pin[2]
        problems += [f"{name}: {package} is to be left out" for package in LEFT_OUT if package in locked]
        for requirement in map(Requirement, wanted):
            version = locked.get(canonicalize_name(requirement.name))
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                problems.append(f"{name}: has {version or 'nothing'} for {requirement} of pyproject.toml")
        if "://" in (root / name).read_text("utf-8"):
            problems.append(f"{name}: names a host")
    missing = set(pins(LEARNERS, root)) - set(pins(AUTHORS, root))
    problems += [f"{AUTHORS}: lacks {line} of {LEARNERS}" for line in sorted(missing)]
    if (root / CONDA).read_text("utf-8") != conda_environment(pins(LEARNERS, root)):
        problems.append(f"{CONDA}: is not what {LEARNERS} makes of it")
    return problems


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--upgrade"], ["--check"]):
        print("Usage: python -m tools.lock [--upgrade | --check]", file=sys.stderr)
        return 2
    if arguments != ["--check"]:
        if not shutil.which("uv"):
            print("Locking needs uv, which is not on the PATH: python -m pip install uv", file=sys.stderr)
            return 2
        compile_lock(LEARNERS, "--group", "build", *arguments)
        compile_lock(AUTHORS, "--group", "build", "--group", "dev", "--constraints", LEARNERS, *arguments)
        compile_lock(SITE, "--group", "pyproject.toml:site", *arguments, project=False)
        (ROOT / CONDA).write_text(conda_environment(pins(LEARNERS)), "utf-8", newline="\n")
    problems = disagreements()
    print("\n".join(problems) if problems else f"{LEARNERS}, {AUTHORS}, {SITE}, {CONDA} and pyproject.toml agree.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
