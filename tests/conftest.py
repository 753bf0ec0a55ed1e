"""What the tests share."""

import shutil
from pathlib import Path

import pytest
from small_course import FIXTURE, SmallCourse

from ethical_data.playbook import working_copy


@pytest.fixture
def small(tmp_path: Path) -> SmallCourse:
    """A course in a folder of its own, in which errors can be planted."""
    return SmallCourse(Path(shutil.copytree(FIXTURE, tmp_path / "course")))


@pytest.fixture(autouse=True)
def own_work_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes into the my-work of whoever runs it."""
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(tmp_path / "my-work"))


@pytest.fixture
def left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which a play that runs in this process leaves files for its report."""
    folder = tmp_path / "left"
    folder.mkdir()
    monkeypatch.setenv(working_copy.FOLDER, str(folder))
    return folder
