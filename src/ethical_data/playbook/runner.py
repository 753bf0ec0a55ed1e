"""Runs a play outside Lab: papermill executes a copy in memory; its report is written whole or not at all."""

import contextlib
import hashlib
import json
import logging
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from ..errors import InputError, PlayFailed, plain
from ..home import work_folder
from . import catalogue, register, report, working_copy

KERNEL = "ethical-data"


def run(
    slug: str,
    given: Mapping[str, str],
    out: Path,
    say: Callable[[str], None] = print,
    rows: bool = False,
    progress: Callable[[float], None] | None = None,
) -> str:
    """Run a play, write `<out>/<slug>.html` and `.json`, add a line to `<out>/register.json`, return the findings.

    What the play leaves beside its report is written there too; people's rows only with `rows`.

    given: setting -> value, as typed. File names and `out` count from the working folder. `say` hears of each step,
    `progress` of the share that is done. Raises InputError when what was given cannot be used, PlayFailed when we are
    at fault; an earlier report then stays as it was.
    """
    started = time.monotonic()
    about = catalogue.play(slug)
    chosen = catalogue.choose(about, given, Path.cwd())
    register.read(out)  # a damaged one is found before the work, not after it
    files = [f"{plain(path.name)} ({name})" for name, paths in chosen.files.items() for path in paths]
    say(f"{slug}: running on {', '.join(files) or report.COURSE_DATA}…")
    parameters = {name: value for name, value in given.items() if value} | chosen.settings
    parameters |= {name: catalogue.MANY.join(map(str, paths)) for name, paths in chosen.files.items()}
    bundle, left = _execute(about.notebook, parameters, rows, progress)
    content, made_at = bundle[report.MIME], datetime.now(UTC)
    html, js = out / f"{slug}.html", out / f"{slug}.json"
    with in_turn(out):
        before = _before(js)
        files, stale = _beside(out, before, left, content)
        other = bool(before) and before.get("settings") != content["settings"]
        entries = register.with_run(register.read(out), content, made_at, other)
        texts = {
            html: report.to_html(content, made_at),
            js: report.to_json(content, made_at),
            out / register.FILE: register.to_json(entries),
        }
        write({path: text.encode() for path, text in texts.items()} | files)
        for path in stale:
            path.unlink(missing_ok=True)
    say(f"{slug}: done in {time.monotonic() - started:.1f} s: {html}, {js}")
    return bundle["text/plain"]


def _before(report_json: Path) -> dict:
    """The report of the run before, as it stands in its file; {} when there is none, or somebody changed it."""
    try:
        told = json.loads(report_json.read_text("utf-8"))
        return told if isinstance(told, dict) else {}
    except (OSError, ValueError):
        return {}


def _beside(out: Path, before: dict, left: Mapping[str, bytes], content: dict) -> tuple[dict[Path, bytes], list[Path]]:
    """The files of a play under their names, told in `content` with their SHA-256; and stale ones of the run before.

    A file that is not as we left it, because somebody works in it, is neither replaced nor removed: ours gets a number.
    """
    ours = {file.get("name"): file.get("sha256") for file in before.get("files", ()) if isinstance(file, dict)}
    mine = lambda path: path.is_file() and ours.get(path.name) == _sha256(path.read_bytes())  # noqa: E731
    files = {}
    for told in content["files"]:
        data, path, number = left[told["name"]], out / told["name"], 2
        while path.exists() and path.read_bytes() != data and not mine(path):
            path, number = (out / told["name"]).with_stem(f"{Path(told['name']).stem}-{number}"), number + 1
        files[path] = data
        told.update(name=path.name, sha256=_sha256(data))
    known = [out / name for name in ours if isinstance(name, str) and Path(name).name == name]
    return files, [path for path in known if path not in files and mine(path)]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _execute(
    notebook: Path, parameters: Mapping[str, object], rows: bool, progress: Callable[[float], None] | None
) -> tuple[dict, dict[str, bytes]]:
    """The mime bundle of the report that the play leaves behind, and its files by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import nbformat
        import papermill
        from nbclient.exceptions import DeadKernelError

        logging.getLogger("papermill").setLevel(logging.CRITICAL)  # it warns of every rename
        book = nbformat.read(notebook, 4)
        hooks = (
            {}
            if progress is None
            else {"on_cell_executed": lambda cell_index, **_: progress((cell_index + 1) / len(book.cells))}
        )
        try:
            with _this_python(rows) as folder:
                done = papermill.execute_notebook(
                    book, None, dict(parameters), kernel_name=KERNEL, language="python",
                    cwd=folder, progress_bar=sys.stderr.isatty(), extra_arguments=["--log-level=50"], **hooks,
                )  # fmt: skip
                left = {path.name: path.read_bytes() for path in sorted(Path(folder, "left").iterdir())}
        except papermill.PapermillExecutionError as error:
            if error.ename == InputError.__name__:
                raise InputError(error.evalue) from None
            raise PlayFailed(f"{error.ename}: {error.evalue}") from error
        except DeadKernelError as error:
            raise PlayFailed("Python ended in the middle, most likely for want of memory.") from error
    outputs = [output.get("data", {}) for cell in done.cells for output in cell.get("outputs", ())]
    bundles = [bundle for bundle in outputs if report.MIME in bundle]
    if not bundles:
        raise PlayFailed(f"{notebook.name} left no report.")
    return bundles[-1], left


@contextlib.contextmanager
def _this_python(rows: bool) -> Iterator[str]:
    """A folder to work in for a while, and a kernel that is this Python, free of the user's own set-up."""
    with tempfile.TemporaryDirectory(prefix="ethical-data-", ignore_cleanup_errors=True) as folder:
        ours = {"JUPYTER_PATH": folder, "JUPYTER_RUNTIME_DIR": f"{folder}/run", "IPYTHONDIR": f"{folder}/own",
                "PYTHONSTARTUP": "",
                "ETHICAL_DATA_WORK": str(work_folder()), working_copy.FOLDER: f"{folder}/left",
                working_copy.ROWS: "1" if rows else ""}  # fmt: skip
        Path(folder, "left").mkdir()
        before = {name: os.environ.get(name) for name in ours}
        start = ["-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        kernel = Path(folder, "kernels", KERNEL)
        kernel.mkdir(parents=True)
        told = json.dumps({"argv": [sys.executable, *start], "display_name": KERNEL, "language": "python"})
        kernel.joinpath("kernel.json").write_text(told, "utf-8")
        os.environ.update(ours)
        try:
            yield folder
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


@contextlib.contextmanager
def in_turn(folder: Path) -> Iterator[None]:
    """Between reading a folder's register and writing it, no other run comes in: it waits.

    The system itself holds the lock, so that a run that was killed leaves none behind. A folder that cannot be made
    or locked is no fault here: `write` says what is wrong with it.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = folder if os.name == "posix" else folder / ".turn"
        lock = os.open(held, os.O_RDONLY if os.name == "posix" else os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield
        return
    try:
        _hold(lock)
        yield
    finally:
        os.close(lock)  # which gives it back


def _hold(lock: int) -> None:
    """Wait for a lock; a system that has none does without."""
    with contextlib.suppress(OSError):
        if os.name == "posix":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        else:
            import msvcrt

            msvcrt.locking(lock, msvcrt.LK_LOCK, 1)


def write_register(folder: Path, entries: list[dict]) -> None:
    """Write the register and its page, both or neither."""
    files = {register.FILE: register.to_json(entries), register.PAGE: register.to_html(entries)}
    write({folder / name: text.encode() for name, text in files.items()})


def write(contents: Mapping[Path, bytes]) -> None:
    """Write all files or none; when one fails, what stood there before stands there again."""
    fresh = {path: path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in contents}
    before: dict[Path, bytes | None] = {}
    try:
        for path, content in contents.items():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh[path].touch(0o600)  # nobody else on this computer reads it
            fresh[path].write_bytes(content)
        for path in contents:
            before[path] = path.read_bytes() if path.exists() else None
            fresh[path].replace(path)
    except OSError as error:
        for path, old in before.items():
            path.unlink(missing_ok=True) if old is None else path.write_bytes(old)
        advice = "Make room, close the old report in other programs, or name another folder."
        raise InputError(f"--out: cannot write there ({plain(error.strerror or error)}). {advice}") from None
    finally:
        for path in fresh.values():
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
