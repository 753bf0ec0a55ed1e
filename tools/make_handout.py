"""Packs a workshop into one zip that needs no network: notebooks, data, site, and wheels for each system and Python.

python tools/make_handout.py           writes handout/ethical-data-playbook.zip (git-ignored); fetches wheels from PyPI
python tools/make_handout.py --here    the same with wheels for this system and Python alone
"""

import argparse
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import lock
import make_site
from course import ROOT

NAME, OUT, LOCK = "ethical-data-playbook", ROOT / "handout", ROOT / "requirements.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# What pip accepts on each system, the newest first.
SYSTEMS = {
    "Linux": (
        [f"manylinux_2_{minor}_x86_64" for minor in (34, 31, 28, 27, 26, 24, 17, 12, 5)]
        + ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"]
    ),
    "macOS": (
        [f"macosx_{major}_0_{kind}" for major in (14, 13, 12, 11) for kind in ("arm64", "universal2")]
        + ["macosx_10_9_universal2"]
    ),
    "Windows": ["win_amd64"],
}
FOLDERS = ("notebooks", "exercises", "solutions", "data", "src", "docs")
FILES = (
    "start.py",
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.txt",
    "README.md",
    "LICENSE",
    "LICENSE-CONTENT.md",
    "CHANGELOG.md",
    "Makefile",
)
STARTERS = {
    "start-linux.sh": '#!/bin/sh\ncd "$(dirname "$0")" && exec python3 start.py lab\n',
    "start-macos.command": '#!/bin/sh\ncd "$(dirname "$0")" && exec python3 start.py lab\n',
    "start-windows.bat": "@echo off\r\ncd /d %~dp0\r\npy start.py lab\r\npause\r\n",
}
PAGE = """A workshop without a network

1. Copy this folder to the computer. It needs Python 3.11 to 3.14 (python.org) and about 2 GB of room.
2. Linux:    sh start-linux.sh
   macOS:    click start-macos.command with the right button, choose Open (Apple's own chips)
   Windows:  double-click start-windows.bat
   The first start sets everything up from the folder "wheels", in a minute or two. Then JupyterLab opens
   at the page "Start here". A later start takes seconds.
3. To read without running anything, open site/index.html in a browser.

For the trainer: site/trainers.html is a day with its timetable, the room, and what to do when a laptop fails.
Set up one computer of each kind beforehand. Each lesson says how long it takes, each decision has a
rubric. What people write stays in their folder my-work; wipe_my_work() deletes it. Nobody needs an
account, nothing is sent anywhere. If a start fails: delete the folder .venv and start again.

General education, not legal advice. All people and firms are invented.
"""


def pins(system: str, python: str) -> dict[str, tuple[str, ...]]:
    """The pins of the lock that hold for a system, with their hashes: pip judges markers by the machine it runs on."""
    from packaging.requirements import Requirement

    there = {
        "Linux": ("linux", "Linux", "posix"),
        "macOS": ("darwin", "Darwin", "posix"),
        "Windows": ("win32", "Windows", "nt"),
    }[system]
    machine = {"Linux": "x86_64", "macOS": "arm64", "Windows": "AMD64"}[system]
    about = {
        "sys_platform": there[0],
        "platform_system": there[1],
        "os_name": there[2],
        "platform_machine": machine,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    found = {}
    for pin, hashes in lock.entries(LOCK.name, LOCK.parent):
        wanted = Requirement(pin)
        if wanted.marker is None or wanted.marker.evaluate(about):
            found[f"{wanted.name}{wanted.specifier}"] = hashes
    return found


def wheels(folder: Path, here: bool) -> None:
    """Every wheel of the lock, for each system and Python."""
    folder.mkdir()
    if here:
        _download(folder, [])
        return
    for system, tags in SYSTEMS.items():
        for python in PYTHONS:
            print(f"Wheels for {system}, Python {python}…", flush=True)
            wanted = ["--python-version", python, "--implementation", "cp"]
            wanted += [part for tag in [*tags, "any"] for part in ("--platform", tag)]
            with tempfile.TemporaryDirectory() as scratch:
                listed = Path(scratch, LOCK.name)
                listed.write_text("".join(map(lock.lines, pins(system, python).items())), "utf-8")
                _download(folder, wanted, listed)


def _download(folder: Path, more: list[str], listed: Path = LOCK) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--only-binary=:all:"]
    subprocess.run([*command, *more, "-d", folder, "-r", listed], check=True)


def pack(target: Path, here: bool) -> Path:
    """Lay out the folder and zip it."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch, NAME)
        root.mkdir()
        left_out = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.egg-info")
        for name in FOLDERS:
            shutil.copytree(ROOT / name, root / name, ignore=left_out)
        for name in FILES:
            shutil.copy(ROOT / name, root / name)
        shutil.copytree(make_site.SITE, root / "site")
        for name, text in STARTERS.items():
            (root / name).write_bytes(text.encode())
        (root / "READ ME FIRST.txt").write_bytes(PAGE.replace("\n", "\r\n").encode())
        wheels(root / "wheels", here)
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(target, "w") as packed:
            for path in sorted(p for p in root.rglob("*") if p.is_file()):
                kind = zipfile.ZIP_STORED if path.suffix == ".whl" else zipfile.ZIP_DEFLATED
                entry = zipfile.ZipInfo.from_file(path, path.relative_to(root.parent).as_posix())
                entry.external_attr = (0o755 if path.name in STARTERS else 0o644) << 16
                packed.writestr(entry, path.read_bytes(), kind)
    return target


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--here", action="store_true", help="wheels for this system and Python alone")
    here = parser.parse_args(arguments).here
    if code := make_site.main([]):
        return code
    one = f"-{platform.system().lower()}-{sys.version_info[0]}.{sys.version_info[1]}" if here else ""
    target = pack(OUT / f"{NAME}{one}.zip", here)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
