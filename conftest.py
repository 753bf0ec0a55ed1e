"""Every notebook of the course is a test: nbval runs it in a fresh kernel, with a work folder of its own.

On the reference platform what a lesson, a play or a solution shows must be what is stored, all but text/html
(which also tells a learner's progress). Elsewhere, and for exercises always, it must run. A solution must be
right in every task; an exercise must leave every task to do.
"""

import itertools
import os
import re
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.connect import LocalPortCache
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, RunningKernel
from nbval.plugin import IPyNbCell, IPyNbFile

ROOT = Path(__file__).resolve().parent
REFERENCE = sys.platform == "linux" and sys.version_info[:2] == (3, 11)
SECONDS_FOR_A_CELL = 300
CHECK = "application/vnd.ethical-data.check+json"
STATES = {"exercises": "to-do", "solutions": "right"}

sys.path.insert(0, str(ROOT / "tools"))


class Notebook(IPyNbFile):
    """A notebook of the course; strict or lax by where it lies and where it runs."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.tree = self.path.relative_to(ROOT).parts[0]
        self.compare_outputs = REFERENCE and self.tree != "exercises"
        self.skip_compare += ("text/html",)

    def setup(self):
        self.work = tempfile.TemporaryDirectory(prefix="ethical-data-", ignore_cleanup_errors=True)
        with pytest.MonkeyPatch.context() as patch:  # the kernel inherits it
            patch.setenv("ETHICAL_DATA_WORK", os.path.join(self.work.name, "my-work"))
            patch.setenv("IPYTHONDIR", self.work.name)
            self.kernel = RunningKernel(CURRENT_ENV_KERNEL_NAME, cwd=str(self.path.parent))

    def teardown(self):
        super().teardown()
        self.work.cleanup()


def pytest_configure(config):
    config.addinivalue_line("markers", "browser: needs Chromium")
    config.option.nbval_cell_timeout = SECONDS_FOR_A_CELL
    told = getattr(config, "workerinput", {"workerid": "gw0", "workercount": 1})
    ports = ports_of_a_worker(int(told["workerid"][2:]), told["workercount"], os.getppid())
    LocalPortCache.find_available_port = lambda _, ip: next(port for port in ports if is_free(ip, port))


def ports_of_a_worker(number: int, workers: int, run: int) -> Iterator[int]:
    """Ports for kernels, no two workers the same: of two kernels that start at once, each took a port that was free a
    moment ago, now and then the same one, and the second died. Below those that systems give away by themselves."""
    for step in itertools.count(run):
        yield 10_000 + (step * workers + number) % (20_000 // workers * workers)


def is_free(ip: str, port: int) -> bool:
    with socket.socket() as tried:
        try:
            tried.bind((ip, port))
        except OSError:
            return False
        return True


def pytest_collect_file(file_path, parent):
    if file_path.suffix != ".ipynb" or parent.config.option.nbval or parent.config.option.nbval_lax:
        return None
    inside = file_path.is_relative_to(ROOT) and file_path.relative_to(ROOT).parts
    if not inside or inside[0] not in ("notebooks", "exercises", "solutions") or ".ipynb_checkpoints" in inside:
        return None
    return Notebook.from_parent(parent, path=file_path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    result = yield
    if isinstance(item, IPyNbCell) and item.parent.tree in STATES:
        hold_states(item, STATES[item.parent.tree])
    return result


def hold_states(item, wanted):
    """What the checks of an exercise or a solution must say; and neither may warn."""
    for out in item.test_outputs:
        if out.output_type == "stream" and out.name == "stderr":
            item.raise_cell_error("A warning", out.text)
    states = [out.data[CHECK] for out in item.test_outputs if CHECK in out.get("data", {})]
    called = re.findall(r"^\s*check\(\s*[\"']([^\"']+)", item.cell.source, re.MULTILINE)
    if missing := set(called) - {state["task"] for state in states}:
        item.raise_cell_error(f"No answer from the checks {sorted(missing)}")
    for state in states:
        if state["state"] != wanted:
            item.raise_cell_error(f"Task {state['task']} says {state['state']!r}, not {wanted!r}", state["message"])
