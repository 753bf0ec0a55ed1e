"""The handout: what is packed for a workshop without a network. Fetching the wheels is left to whoever packs it."""

import zipfile

import make_handout
import pytest
from packaging.requirements import Requirement

from tools import lock

OWN = {"Linux": "ptyprocess", "macOS": "appnope", "Windows": "pywinpty"}  # each system's own package


@pytest.mark.parametrize("system", make_handout.SYSTEMS)
@pytest.mark.parametrize("python", make_handout.PYTHONS)
def test_each_system_and_python_gets_its_packages_of_the_lock(system, python):
    entries = make_handout.pins(system, python)
    found = [Requirement(pin) for pin in entries]
    names = [pin.name for pin in found]
    assert len(names) == len(set(names)) and {"jupyterlab", "numpy", "pandas", "hatchling", OWN[system]} <= set(names)
    assert all(len(pin.specifier) == 1 and str(pin.specifier).startswith("==") and pin.marker is None for pin in found)
    assert not {other for key, other in OWN.items() if key == "Windows" != system} & set(names)
    assert all(hashes for hashes in entries.values())
    assert set(names) <= {Requirement(line).name for line in lock.pins(lock.LEARNERS)}


@pytest.fixture
def packed(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(make_handout, "_download", lambda folder, more, listed=None: asked.append(more))
    monkeypatch.setattr(make_handout.make_site, "SITE", tmp_path / "site")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<p>The course</p>", "utf-8")
    return zipfile.ZipFile(make_handout.pack(tmp_path / "out" / "workshop.zip", here=False)), asked


def test_the_handout_holds_what_a_workshop_needs(packed):
    archive, asked = packed
    names = set(archive.namelist())
    root = make_handout.NAME
    for file in (
        *make_handout.FILES,
        *make_handout.STARTERS,
        "READ ME FIRST.txt",
        "site/index.html",
        "notebooks/00-start-here.ipynb",
        "exercises/1-fundamentals/02-consent-and-transparency.ipynb",
        "data/online_store/sends.csv",
        "src/ethical_data/cli.py",
    ):
        assert f"{root}/{file}" in names
    assert not [name for name in names if "my-work" in name or "checkpoint" in name or name.endswith(".pyc")]
    assert len(asked) == len(make_handout.SYSTEMS) * len(make_handout.PYTHONS)
    assert all("--platform" in more and "any" in more for more in asked)


def test_a_starter_may_be_run_and_its_lines_end_as_its_system_wants(packed):
    archive, _ = packed
    for name in make_handout.STARTERS:
        entry = archive.getinfo(f"{make_handout.NAME}/{name}")
        assert entry.external_attr >> 16 & 0o111
        text = archive.read(entry)
        assert b"start.py lab" in text and (b"\r\n" in text) == name.endswith(".bat")
    page = archive.read(f"{make_handout.NAME}/READ ME FIRST.txt").decode()
    assert len(page.splitlines()) <= 40 and all(name in page for name in make_handout.STARTERS)
