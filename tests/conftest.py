"""What the tests share."""

import shutil
from pathlib import Path

import pytest
from small_course import FIXTURE, SmallCourse


@pytest.fixture
def small(tmp_path: Path) -> SmallCourse:
    """A course in a folder of its own, in which errors can be planted."""
    return SmallCourse(Path(shutil.copytree(FIXTURE, tmp_path / "course")))


@pytest.fixture(autouse=True)
def own_work_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes into the my-work of whoever runs it."""
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(tmp_path / "my-work"))
