"""Where things are, in a checkout and installed."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def checkout() -> Path | None:
    """The root of the checkout that this package runs from; None when it is installed."""
    root = PACKAGE.parent.parent
    return root if PACKAGE.parent.name == "src" and (root / "pyproject.toml").is_file() else None


def data_folder() -> Path:
    """The datasets of the course, a folder for each business."""
    return _folder("ETHICAL_DATA_DATA", "data", PACKAGE / "data")


def plays_folder() -> Path:
    """The notebooks of the plays."""
    return _folder("ETHICAL_DATA_PLAYS", "notebooks/playbook", PACKAGE / "plays")


def notebooks_folder() -> Path | None:
    """The lessons; None when the package is installed, for they are not part of it."""
    root = checkout()
    return root / "notebooks" if root else None


def work_folder() -> Path:
    """Where a learner's own writing is kept. It need not exist yet."""
    return _folder("ETHICAL_DATA_WORK", "my-work", Path.cwd() / "my-work")


def reports_folder() -> Path:
    """Where a notebook leaves its reports, git-ignored. It need not exist yet."""
    return _folder("ETHICAL_DATA_REPORTS", "reports", Path.cwd() / "reports")


def _folder(variable: str, in_checkout: str, installed: Path) -> Path:
    if os.environ.get(variable):
        return Path(os.environ[variable]).resolve()
    root = checkout()
    return root / in_checkout if root else installed
