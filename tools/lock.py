"""Writes every list of packages from pyproject.toml: the three locks, and environment.yml for conda and Binder.

python -m tools.lock            needs uv and a network; keeps the versions that are locked and still fit
python -m tools.lock --upgrade  takes the newest versions
python -m tools.lock --check    only says what does not agree; exit 1 if anything does not

With each version stands the SHA-256 of every file that the registry has of it, for all systems and Pythons: pip takes
no other file, from wherever it comes.
"""

import re
import shutil
import subprocess
import sys
import tempfile
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
HASH = re.compile(r"sha256:[0-9a-f]{64}")

Entry = tuple[str, tuple[str, ...]]  # a pin with its marker; the hashes of its files


def resolve(name: str | Path, *arguments: str, project: bool = True) -> None:
    """Writes what uv finds to a file; versions that stand there already and still fit are kept."""
    command = ["uv", "pip", "compile", *(["pyproject.toml"] if project else []), "--quiet", "--universal"]
    command += ["--python-version", PYTHON, "--fork-strategy", "fewest", "--generate-hashes"]
    command += ["--no-annotate", "--no-header", "--output-file", str(name)]
    subprocess.run([*command, *arguments], cwd=ROOT, check=True)


def compile_lock(name: str, *arguments: str, project: bool = True) -> None:
    resolve(name, *(f"--no-emit-package={package}" for package in LEFT_OUT), *arguments, project=project)
    comment = f"{HEAD}# Complete: pip install --no-deps --require-hashes -r {name}\n"
    (ROOT / name).write_text(comment + "".join(map(lines, entries(name))), "utf-8", newline="\n")


def entries(name: str, root: Path = ROOT) -> list[Entry]:
    """What a lock lists, comments aside."""
    text = (root / name).read_text("utf-8").replace("\\\n", "")
    listed = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [(pin, tuple(hashes)) for pin, *hashes in (re.split(r"\s+--hash=", line.rstrip()) for line in listed)]


def pins(name: str, root: Path = ROOT) -> list[str]:
    """The pins of a lock, with their markers and without the hashes."""
    return [pin for pin, _ in entries(name, root)]


def lines(entry: Entry) -> str:
    """An entry as it stands in a lock."""
    return " \\\n".join([entry[0], *(f"    --hash={one}" for one in entry[1])]) + "\n"


def left_out(root: Path = ROOT) -> list[Entry]:
    """What environment.yml lists beyond the lock: pip takes it there, as it cannot be told not to."""
    blocks = re.findall(r"^      - >-\n((?:        \S.*\n)+)", (root / CONDA).read_text("utf-8"), re.MULTILINE)
    listed = [(pin, tuple(hashes)) for pin, *hashes in (re.split(r"\s+--hash=", b.strip()) for b in blocks)]
    return [entry for entry in listed if entry[0].split("==")[0] in LEFT_OUT]


def resolve_left_out(*arguments: str) -> list[Entry]:
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole.txt")
        whole.write_text("".join(map(lines, [*entries(LEARNERS), *left_out()])), "utf-8")
        resolve(whole, "--group", "build", "--constraints", LEARNERS, *arguments)
        return [entry for entry in entries(whole.name, whole.parent) if entry[0].split("==")[0] in LEFT_OUT]


def conda_environment(listed: list[Entry]) -> str:
    """environment.yml with the learners' lock. It has no place for --no-deps: what is left out elsewhere is listed too,
    as pip takes nothing without a hash where one has one, and postBuild tidies up."""
    parts = ([pin, *(f"--hash={one}" for one in hashes)] for pin, hashes in listed)
    items = "".join("      - >-\n" + "".join(f"        {part}\n" for part in entry) for entry in parts)
    return (
        f"{HEAD}# Binder runs postBuild afterwards; with conda, run it yourself.\n"
        f"name: ethical-data\nchannels:\n  - conda-forge\n  - nodefaults\n"
        f"dependencies:\n  - python={PYTHON}\n  - pip\n  - pip:\n{items}"
    )


def disagreements(root: Path = ROOT) -> list[str]:
    """What does not agree between pyproject.toml, the locks and environment.yml, one sentence each."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    learners = [*project["project"]["dependencies"], *groups["build"]]
    problems = []
    for name, wanted in ((LEARNERS, learners), (AUTHORS, [*learners, *groups["dev"]]), (SITE, groups["site"])):
        locked: dict[str, str] = {}
        for line, hashes in entries(name, root):
            pin = PINNED.fullmatch(line)
            if not pin:
                problems.append(f"{name}: {line!r} is not a package with its version")
            elif pin[1] in locked:
                problems.append(f"{name}: {pin[1]} stands there twice")
            else:
                locked[pin[1]] = pin[2]
                if not hashes or not all(map(HASH.fullmatch, hashes)):
                    problems.append(f"{name}: {pin[1]} has no hashes, or one that is none")
        problems += [f"{name}: {package} is to be left out" for package in LEFT_OUT if package in locked]
        for requirement in map(Requirement, wanted):
            version = locked.get(canonicalize_name(requirement.name))
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                problems.append(f"{name}: has {version or 'nothing'} for {requirement} of pyproject.toml")
        if "://" in (root / name).read_text("utf-8"):
            problems.append(f"{name}: names a host")
    missing = set(entries(LEARNERS, root)) - set(entries(AUTHORS, root))
    problems += [f"{AUTHORS}: lacks {pin} of {LEARNERS}, or has other hashes" for pin, _ in sorted(missing)]
    beyond = left_out(root)
    if not all(hashes for _, hashes in beyond) or {pin.split("==")[0] for pin, _ in beyond} != {*LEFT_OUT}:
        problems.append(f"{CONDA}: pip cannot do without {' and '.join(LEFT_OUT)} there, each with its hashes")
    if (root / CONDA).read_text("utf-8") != conda_environment([*entries(LEARNERS, root), *beyond]):
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
        beyond = resolve_left_out(*arguments)
        (ROOT / CONDA).write_text(conda_environment([*entries(LEARNERS), *beyond]), "utf-8", newline="\n")
    problems = disagreements()
    print("\n".join(problems) if problems else f"{LEARNERS}, {AUTHORS}, {SITE}, {CONDA} and pyproject.toml agree.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
