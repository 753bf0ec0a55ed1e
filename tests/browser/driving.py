"""JupyterLab in a browser: started as `make lab` does it, on a copy of the tree, no network but loopback."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, Route

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = (".git", ".venv*", "my-work", "reports", "__pycache__", ".ipynb_checkpoints", ".*_cache")
AXE = Path(find_spec("axe_playwright_python").origin).with_name("axe.min.js").read_text("utf-8")
PATIENCE = 180_000  # milliseconds until Lab or a notebook is ready: the machine may be busy
SOON = 30_000  # until something on the page answers
SCREEN = {"width": 1280, "height": 950}

PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
IDLE = f'{PANEL} .jp-Notebook-ExecutionIndicator[data-status="idle"]'
BAD = ", ".join(f"{PANEL} [data-mime-type='application/vnd.jupyter.{kind}']" for kind in ("error", "stderr"))
CONTROL = "input[type=number], input[type=radio]"  # of a knob
OURS = '[class^="ed-"], [class*=" ed-"], .vega-embed'
OWN = {
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "IPYTHONDIR": "ipython",
    "ETHICAL_DATA_WORK": "my-work",
    "ETHICAL_DATA_REPORTS": "reports",
}
OPTIONS = [
    "--no-browser", "--allow-root", "--ip=127.0.0.1", "--IdentityProvider.token=", "--ServerApp.password=",
    "--LabApp.expose_app_in_browser=True",
]  # fmt: skip
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]  # fmt: skip


def copy_of_the_tree(target: Path) -> Path:
    """The course in another place, with the environment of this one, so that start.py installs nothing."""
    installed = ROOT / ".venv"
    if not (installed / "set-up.json").exists():
        raise RuntimeError("The browser tests start Lab from .venv: run `make install` first.")
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*LEFT_OUT))
    (target / ".venv").mkdir()
    for entry in installed.iterdir():
        if entry.name != "set-up.json":
            (target / ".venv" / entry.name).symlink_to(entry)
    stamp = json.loads((installed / "set-up.json").read_text("utf-8"))
    (target / ".venv" / "set-up.json").write_text(json.dumps({**stamp, "root": str(target)}), "utf-8")
    return target


class Lab:
    """A running JupyterLab; `said()` is its log and `url` the page that it wants to open."""

    def __init__(self) -> None:
        self.scratch = Path(tempfile.mkdtemp(prefix="lab-"))
        self.root = copy_of_the_tree(self.scratch / "tree")
        settings = self.scratch / "settings" / "@jupyterlab" / "notebook-extension"
        settings.mkdir(parents=True)
        # Every cell is drawn, also where it is not on the screen.
        (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        environment = {**os.environ, **{name: str(self.scratch / folder) for name, folder in OWN.items()}}
        command = [sys.executable, "start.py", "lab", f"--port={self.port}", *OPTIONS]
        self.log = self.scratch / "lab.log"
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(command, cwd=self.root, env=environment, stdout=log, stderr=log)
        deadline = time.time() + PATIENCE / 1000
        while not self.answers():
            if self.process.poll() is not None or time.time() > deadline:
                self.stop()
                raise RuntimeError("JupyterLab did not start:\n" + self.said())
            time.sleep(0.25)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/api", timeout=2):
                return True
        except OSError:
            return False

    def said(self) -> str:
        return self.log.read_text("utf-8") if self.log.exists() else ""

    @property
    def url(self) -> str:
        """The page that Lab opens by itself when it may open a browser."""
        return re.search(rf"{self.address}/lab\S*", self.said())[0]

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.scratch, ignore_errors=True)


@dataclass
class Tab:
    """One page, and what it should not have done."""

    page: Page
    left: list[str] = field(default_factory=list)  # requests that wanted to leave the machine
    red: list[str] = field(default_factory=list)  # errors in the console


def open_tab(browser: Browser, lab: Lab) -> Tab:
    context = browser.new_context(viewport=SCREEN)
    context.set_default_timeout(SOON)
    tab = Tab(context.new_page())

    def gate(route: Route) -> None:
        if route.request.url.startswith((lab.address, "data:", "blob:")):
            route.continue_()
        else:
            tab.left.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    tab.page.on("console", lambda said: tab.red.append(said.text) if said.type == "error" else None)
    tab.page.on("pageerror", lambda error: tab.red.append(str(error)))
    return tab


def open_notebook(tab: Tab, lab: Lab, name: str) -> None:
    open_page(tab.page, f"{lab.address}/lab/tree/{name}?reset")


def open_page(page: Page, url: str) -> None:
    """Opens a notebook and waits until its kernel is there."""
    page.goto(url, timeout=PATIENCE)
    page.wait_for_selector(f"{PANEL} .jp-Notebook .jp-Cell", timeout=PATIENCE)
    page.wait_for_selector(IDLE, timeout=PATIENCE)


def counts(page: Page) -> list[int | None]:
    """The execution count of every code cell."""
    return page.evaluate("""() => window.jupyterapp.shell.currentWidget.content.widgets
        .filter(cell => cell.model.type === 'code').map(cell => cell.model.executionCount)""")


READY = """() => {
    const kernel = window.jupyterapp?.shell.currentWidget?.context?.sessionContext?.session?.kernel;
    return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
}"""
RUN = """patience => {
    const run = command => window.jupyterapp.commands.execute('notebook:' + command);
    const late = new Promise((_, fail) => setTimeout(() => fail(new Error('cells still run')), patience));
    return Promise.race([run('clear-all-cell-outputs').then(() => run('run-all-cells')), late]);
}"""


def run_all(page: Page) -> None:
    """Runs every cell and waits until the last one is done, or one has failed, and all is drawn."""
    page.wait_for_function(READY, timeout=PATIENCE)
    page.evaluate(RUN, PATIENCE)
    page.wait_for_selector(IDLE)
    page.wait_for_timeout(1500)  # charts and controls are drawn after their cells are done


def failures(page: Page) -> list[str]:
    """Errors and warnings that stand under cells."""
    return [said.strip() for said in page.locator(BAD).all_inner_texts()]


def charts(page: Page) -> list[str]:
    """The accessible name of every chart; empty without one, `not drawn` without a picture."""
    return page.evaluate("""selector => [...document.querySelectorAll(selector + ' .vega-embed')].map(e => {
        const drawn = e.querySelector('svg, canvas');
        if (!drawn?.getBoundingClientRect().width) return 'not drawn';
        const named = e.matches('[aria-label]') ? e : e.querySelector('[aria-label]');
        return named ? named.getAttribute('aria-label').trim() : ''; })""", PANEL)  # fmt: skip


def violations(page: Page) -> list[str]:
    """What axe finds in our own output; it passes over what is off the screen, so the screen is made tall."""
    mine = f"{PANEL} .jp-OutputArea :is({OURS})"
    if not page.locator(mine).count():
        return []
    scroller = page.locator(f"{PANEL} .jp-WindowedPanel-outer")
    page.set_viewport_size({**SCREEN, "height": scroller.evaluate("e => e.scrollHeight") + 200})
    scroller.evaluate("e => { e.scrollTop = 0; }")
    page.add_style_tag(content="body {height: 100vh}")  # Lab's body is flat, and axe takes what is in it for hidden
    page.wait_for_timeout(1000)
    page.evaluate(AXE)
    assert page.evaluate(
        "s => { axe.setup(); return axe.commons.dom.isVisibleOnScreen(document.querySelector(s)) }", mine
    )
    page.evaluate("() => axe.teardown()")
    found = page.evaluate("s => axe.run({include: [[s]]}, {resultTypes: ['violations']})", mine)
    page.set_viewport_size(SCREEN)
    return [f"{one['id']}: {node['html'][:150]}" for one in found["violations"] for node in one["nodes"]]


def tab_to(page: Page, target: Locator, from_: Locator) -> bool:
    """Whether Tab alone gets from a place that is clicked to a control near it."""
    here = "e => e === document.activeElement"
    for key in ("Tab", "Shift+Tab"):
        from_.click()
        for _ in range(20):
            if target.evaluate(here):
                return True
            page.keyboard.press(key)
    return target.evaluate(here)


def choose(page: Page, option: Locator, from_: Locator) -> None:
    """Picks an option by keyboard."""
    assert tab_to(page, option, from_), "the keyboard does not reach the option"
    page.keyboard.press("Space")
    assert option.is_checked()


def turn(page: Page, knob: Locator) -> tuple[str, str]:
    """Turns a knob by keyboard; what it said before and after. Fails where the keyboard does not reach it."""
    said = knob.locator(".ed-knob-value").first
    before = said.inner_text()
    for option in knob.locator("input[type=radio]").all():
        if option.is_checked():
            continue
        choose(page, option, said)
        if changed(page, said, before):
            return before, said.inner_text()
    for keys in (("ArrowUp", "Enter"), ("ArrowDown", "ArrowDown", "Enter")):
        number = knob.locator("input[type=number]").first
        if not number.count():
            break
        assert tab_to(page, number, said), "the keyboard does not reach the knob"
        for key in keys:
            page.keyboard.press(key)
        if changed(page, said, before):
            break
    return before, said.inner_text()


def changed(page: Page, said: Locator, before: str) -> bool:
    """Whether a knob says something else within ten seconds."""
    for _ in range(40):
        if said.inner_text() != before:
            return True
        page.wait_for_timeout(250)
    return False


def label(control: Locator) -> str:
    """The words that a screen reader says for a control."""
    return control.evaluate(
        "e => (e.getAttribute('aria-label') || [...(e.labels || [])].map(l => l.innerText).join(' ')).trim()"
    )
