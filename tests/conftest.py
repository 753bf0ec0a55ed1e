"""What the tests share."""

import shutil
from pathlib import Path

import pytest
from small_course import FIXTURE, SmallCourse


@pytest.fixture
def small(tmp_path: Path) -> SmallCourse:
    """A course in a folder of its own, in which errors can be planted."""
    return SmallCourse(Path(shutil.copytree(FIXTURE, tmp_path / "course")))
