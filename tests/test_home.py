"""Whose answers these are: what a learner writes goes into the course that the notebook lies in, else to their home."""

import os
import re
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ethical_data import home
from ethical_data.learn import check, checking, kept_answers, my_work, wipe_my_work

ROOT = Path(__file__).resolve().parents[1]
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
ANSWERS = "answers.jsonl"


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch, tmp_path):
    for name in ("WORK", "REPORTS"):
        monkeypatch.delenv(f"ETHICAL_DATA_{name}", raising=False)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setattr(checking, "_told", set())


def course(folder: Path) -> Path:
    """Makes a folder a course, and gives its folder of lessons."""
    lesson = folder / "notebooks" / "1-fundamentals"
    lesson.mkdir(parents=True)
    (folder / home.START_PAGE).write_text("{}", "utf-8")
    return lesson


# Which folder it is


def test_it_is_the_course_that_the_notebook_lies_in_and_of_two_the_nearest(tmp_path, monkeypatch):
    course(tmp_path / "checkout")
    mine = course(tmp_path / "checkout" / "my-course")
    monkeypatch.chdir(mine)
    assert home.work_folder() == tmp_path / "checkout" / "my-course" / "my-work"
    assert home.reports_folder() == tmp_path / "checkout" / "my-course" / "reports"
    assert not home.work_folder().exists()
    monkeypatch.chdir(tmp_path / "checkout" / "notebooks")
    assert home.work_folder() == tmp_path / "checkout" / "my-work"


def test_outside_of_a_course_it_is_the_users_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert home.course_folder() is None
    assert home.work_folder() == tmp_path / "home" / "ethical-data" / "my-work"
    assert home.reports_folder() == tmp_path / "home" / "ethical-data" / "reports"


def test_the_environment_has_the_last_word(tmp_path, monkeypatch):
    monkeypatch.chdir(course(tmp_path / "course"))
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(tmp_path / "else"))
    monkeypatch.setenv("ETHICAL_DATA_REPORTS", str(tmp_path / "reports of mine"))
    assert (home.work_folder(), home.reports_folder()) == (tmp_path / "else", tmp_path / "reports of mine")


@pytest.mark.parametrize("tree", ["notebooks/playbook", "exercises/1-fundamentals", "solutions/1-fundamentals"])
def test_every_notebook_of_this_checkout_lies_in_it(tree, monkeypatch):
    monkeypatch.chdir(ROOT / tree)
    assert home.course_folder() == ROOT


@POSIX
def test_a_folder_that_was_deleted_meanwhile_stops_nobody(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert check("00.try", 75).state == "right"
    assert home.work_folder() == tmp_path / "home" / "ethical-data" / "my-work" and not my_work().empty
    monkeypatch.chdir(tmp_path)


# Whose it is


def test_two_learners_on_one_install_share_nothing(tmp_path, monkeypatch):
    ann, ben = course(tmp_path / "ann" / "course"), course(tmp_path / "ben" / "course")
    monkeypatch.chdir(ann)
    check("00.try", 75)
    monkeypatch.chdir(ben)
    assert my_work().empty
    check("00.try", 3)
    assert wipe_my_work() == f"Wiped: the folder {tmp_path / 'ben' / 'course' / 'my-work'} is gone."
    monkeypatch.chdir(ann)
    assert my_work()["answer"].tolist() == [75]


@POSIX
def test_in_one_course_the_folder_of_another_user_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(course(tmp_path / "shared"))
    check("00.try", 75)
    first = home.work_folder()
    monkeypatch.setattr(os, "getuid", lambda: first.stat().st_uid + 1)
    own = tmp_path / "home" / "ethical-data" / "my-work"
    assert home.work_folder() == own and my_work().empty
    assert wipe_my_work() == f"There was nothing to wipe: {own} is not there." and first.exists()


@POSIX
def test_what_is_kept_can_be_opened_by_its_user_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(course(tmp_path / "course"))
    copies = home.private_folder("files", "sends")
    check("00.try", 75)
    folder = home.work_folder()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "files", copies)] == [0o700] * 3
    assert stat.S_IMODE((folder / ANSWERS).stat().st_mode) == 0o600


def test_that_nothing_can_be_kept_is_said_once_in_the_box(tmp_path, monkeypatch):
    (tmp_path / "home").write_text("a file where the home should be", "utf-8")
    monkeypatch.chdir(tmp_path)
    first, second = check("00.try", 3), check("00.try", 75)
    assert first.note.startswith("Your answers can't be kept here: ") and str(home.work_folder()) in first.note
    assert first.note in first._repr_mimebundle_()["text/plain"] and "can&#x27;t be kept" in first.html()
    assert second.state == "right" and second.note == ""


def test_an_answer_that_no_file_can_hold_is_no_fault_of_the_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(course(tmp_path / "course"))
    assert kept_answers.keep("00.try", "right", "\ud800") == "" and my_work().empty


# As it really is installed, and used by others than whoever runs the tests

#: Answers one task and tells what was said of the folder, what is kept, and where.
CODE = """
import os, sys
from ethical_data import home
from ethical_data.learn import check, my_work
own, user = os.environ["HOME"], int(sys.argv[2])
os.environ["ETHICAL_DATA_WORK"] = f"{own}/warm{user}"  # all that is needed is loaded
check("00.try", 1), my_work()
del os.environ["ETHICAL_DATA_WORK"]
if user:
    os.setgroups([]), os.setgid(user), os.setuid(user)
said = check("00.try", int(sys.argv[1])).note
print(said or "kept", my_work()["answer"].tolist(), home.work_folder(), sep="\\n")
"""


def answer(number: int, folder: Path, package: Path, own: Path, user: int = 0) -> list[str]:
    """What a notebook in `folder` prints, with the package lying in `package` and a home in `own`.

    user: the number of the user, whom only root can become; 0: whoever runs the tests.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ETHICAL_DATA_")}
    environment = kept | {"PYTHONPATH": str(package), "HOME": str(own), "USERPROFILE": str(own)}
    command = [sys.executable, "-c", CODE, str(number), str(user)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The package as a plain install has it: the wheel, unpacked."""
    from hatchling.builders.wheel import WheelBuilder

    built = tmp_path_factory.mktemp("wheel")
    file = next(iter(WheelBuilder(str(ROOT)).build(directory=str(built), versions=["standard"])))
    zipfile.ZipFile(file).extractall(built / "site")
    return built / "site"


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that every user can look into, as those of pytest cannot be."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder).resolve()
        place.chmod(0o755)
        yield place


def home_for(place: Path, name: str) -> Path:
    own = place / name
    own.mkdir()
    own.chmod(0o777)
    return own


def test_from_a_wheel_each_course_keeps_its_own(wheel, tmp_path):
    for number, who in enumerate(("ann", "ben")):
        lesson = course(tmp_path / who / "course")
        mine = tmp_path / who / "course" / "my-work"
        assert answer(number, lesson, wheel, tmp_path / who) == ["kept", f"[{number}]", str(mine)]
        assert (mine / ANSWERS).is_file()
    assert not list(wheel.rglob("my-work"))


def test_from_a_wheel_in_any_folder_answers_lie_in_the_users_home(wheel, tmp_path):
    mine = tmp_path / "ethical-data" / "my-work"
    assert answer(3, tmp_path, wheel, tmp_path) == ["kept", "[3]", str(mine)]


@POSIX
@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only root can become two users")
def test_two_users_in_one_course_share_nothing(open_place):
    lesson = course(open_place / "course")
    lesson.parents[1].chmod(0o777)
    first, second = (home_for(open_place, name) for name in ("ann", "ben"))
    in_course, in_home = open_place / "course" / "my-work", second / "ethical-data" / "my-work"
    assert answer(3, lesson, ROOT / "src", first, 65533) == ["kept", "[3]", str(in_course)]
    assert answer(4, lesson, ROOT / "src", second, 65532) == ["kept", "[4]", str(in_home)]
    assert answer(5, lesson, ROOT / "src", first, 65533) == ["kept", "[5]", str(in_course)]
    assert (in_home / ANSWERS).stat().st_uid == 65532


@POSIX
@pytest.mark.parametrize("package", ["checkout", "wheel"])
@pytest.mark.parametrize("with_home", [True, False])
def test_in_a_course_that_is_read_only_answers_go_home_or_it_is_said(wheel, open_place, package, with_home):
    lesson, own = course(open_place / "course"), home_for(open_place, "own")
    closed = [lesson.parents[1], lesson.parent, lesson]
    if not with_home:
        (own / "ethical-data").write_text("a file where the folder should be", "utf-8")
    for folder in closed:
        folder.chmod(0o555)
    try:
        user = 0 if os.getuid() else 65533
        said, kept, where = answer(3, lesson, ROOT / "src" if package == "checkout" else wheel, own, user)
    finally:
        for folder in closed:
            folder.chmod(0o755)
    assert where == str(own / "ethical-data" / "my-work") and not (open_place / "course" / "my-work").exists()
    if with_home:
        assert (said, kept) == ("kept", "[3]")
    else:
        assert said.startswith(f"Your answers can't be kept here: {where} ") and kept == "[]"


def test_readme_tells_every_place_that_the_environment_can_name():
    told = set(re.findall(r"^\| `(ETHICAL_DATA_\w+)` \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert told == set(re.findall(r"ETHICAL_DATA_\w+", Path(home.__file__).read_text("utf-8")))
