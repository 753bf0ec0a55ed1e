"""Where things are, in a checkout and installed."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
START_PAGE = "notebooks/00-start-here.ipynb"  # what makes a folder a course
WORK, FILES = "my-work", "files"  # a learner's own folder, and in it the copies of files that were chosen


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
    """Where a learner's own writing is kept: see `_own`. It need not exist yet."""
    return _named("ETHICAL_DATA_WORK") or _own(WORK)


def reports_folder() -> Path:
    """Where a notebook leaves its reports, git-ignored: see `_own`. It need not exist yet."""
    return _named("ETHICAL_DATA_REPORTS") or _own("reports")


def course_folder() -> Path | None:
    """The course that the notebook lies in: the nearest folder above it with the start page; None if there is none.

    A kernel's working directory is the folder of its notebook.
    """
    try:
        here = Path.cwd()
    except OSError:  # it was deleted
        return None
    # not Path.is_file, which raises where a folder cannot be looked into
    return next((folder for folder in (here, *here.parents) if os.path.isfile(folder / START_PAGE)), None)


def private_folder(*inside: str) -> Path:
    """The work folder, or one inside it, made for this user alone where it is not there; OSError if it cannot be."""
    folder = work_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    for part in ("", *inside):
        folder = folder / part
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _own(name: str) -> Path:
    """The folder `name` for what this user writes.

    It is in the course that the notebook lies in; where there is none, this user cannot write there or the folder there
    is somebody else's, in `ethical-data` in the user's own home.
    """
    course = course_folder()
    if course and _is_ours(course / name):
        return course / name
    return Path(os.path.expanduser("~"), "ethical-data", name)


def _is_ours(folder: Path) -> bool:
    """Whether this user can write into a folder and it is nobody else's; one that is not there could be made."""
    if not folder.exists():
        return os.access(folder.parent, os.W_OK | os.X_OK)
    owner = folder.stat().st_uid
    mine = not hasattr(os, "getuid") or owner == os.getuid()
    return folder.is_dir() and mine and os.access(folder, os.W_OK | os.X_OK)


def _named(variable: str) -> Path | None:
    """The folder that the environment names, if it does."""
    return Path(os.environ[variable]).resolve() if os.environ.get(variable) else None


def _folder(variable: str, in_checkout: str, installed: Path) -> Path:
    root = checkout()
    return _named(variable) or (root / in_checkout if root else installed)
