"""Builds the website from the committed notebooks, with their stored outputs: nothing is run again.

python tools/make_site.py          writes site/ (git-ignored); in .venv-site, made from requirements-site.txt
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import course
import nbformat
import site_notebooks
import site_pages
import vl_convert
from course import ROOT

SOURCES, CACHE, SITE = ROOT / "build" / "site-src", ROOT / "build" / "site-cache", ROOT / "site"
OURS = ROOT / "tools" / "site"
VENV, LOCK = ROOT / ".venv-site", ROOT / "requirements-site.txt"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
VEGA_LITE = "5.20"
# The code host shows 404.html at any address, so there its links begin at the site's own folder.
BASE = (
    '<script>if (location.hostname.endsWith(".github.io")) '
    "document.write('<base href=\"/' + location.pathname.split(\"/\")[1] + '/\">');</script>"
)
CHARTS = """
const drawn = new WeakMap();
function wrapped(words, signs) {
  const lines = [""];
  for (const word of words.split(" ")) {
    if (lines.at(-1) && lines.at(-1).length + word.length >= signs) lines.push("");
    lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
  }
  return lines;
}
function draw(place) {
  const room = place.clientWidth - parseFloat(getComputedStyle(place).paddingLeft) * 2;
  if (room <= 0 || drawn.get(place) === room) return;
  drawn.set(place, room);
  const spec = JSON.parse(place.parentElement.querySelector("script[type='application/json']").textContent);
  const options = Object.assign({renderer: "svg", actions: false}, spec.usermeta && spec.usermeta.embedOptions);
  const narrow = room < 600;
  if (narrow) {  // a phone: as wide as there is room, and a title of several lines
    Object.assign(spec, {width: room, autosize: {type: "fit-x", contains: "padding"}});
    if (!spec.height) spec.height = {step: 34};
    const rows = Object.values(spec.datasets || {}).flat();
    if (typeof spec.title === "string") spec.title = wrapped(spec.title, Math.floor(room / 8));
    for (const layer of [spec, ...(spec.layer || [])]) {
      for (const place of [layer.encoding?.x, layer.encoding?.x?.axis])
        if (typeof place?.title === "string") place.title = wrapped(place.title, Math.floor(room * .5 / 6));
      const y = layer.encoding?.y;
      if (y?.field && y.type !== "quantitative") {
        const names = [...new Set(rows.map(row => row[y.field]).filter(name => typeof name === "string"))];
        const lines = Object.fromEntries(names.map(name => [name, wrapped(name, Math.floor(room * .4 / 6))]));
        const label = `${JSON.stringify(lines)}[datum.label]`;
        const raised = {condition: {test: `length(${label}) > 1`, value: -6}, value: 0};
        y.axis = Object.assign({}, y.axis, {labelLimit: room / 2, labelExpr: label, labelOffset: raised});
      }
    }
  }
  const fresh = document.createElement("div");
  fresh.setAttribute("aria-hidden", "true");  // the place has the name, and the table below holds the data
  vegaEmbed(fresh, spec, options).then(() => place.replaceChildren(fresh));
}
const resized = new ResizeObserver(seen => seen.forEach(one => draw(one.target)));
document.querySelectorAll("[data-chart]").forEach(place => resized.observe(place));

// What is wider than its place scrolls by the keyboard too, and says so; what fits is no stop on the way.
const fits = new ResizeObserver(seen => seen.forEach(({target: block}) => {
  if (block.scrollWidth <= block.clientWidth + 1) {
    ["tabindex", "role", "aria-label"].forEach(name => block.removeAttribute(name));
    return;
  }
  const heads = [...block.querySelectorAll("thead th")].map(one => one.textContent.trim()).filter(Boolean);
  const told = heads.length > 5 ? heads.slice(0, 5).join(", ") + " …" : heads.join(", ");
  block.tabIndex = 0;
  block.setAttribute("role", "group");
  block.setAttribute("aria-label", "Table, scrolls sideways: " + told);
}));
document.querySelectorAll(".ed-table").forEach(block => fits.observe(block));
"""


def environment() -> None:
    """Bring .venv-site to its lock; a second time it installs nothing."""
    stamp, wanted = VENV / "set-up.txt", hashlib.sha256(LOCK.read_bytes()).hexdigest() + f" {sys.version_info[:2]}"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Setting up {VENV.name} from {LOCK.name}: a minute the first time.", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--require-hashes", "-r", LOCK], check=True)
    stamp.write_text(wanted)


def charts_script() -> str:
    """Vega, Vega-Lite and the lines that draw charts, as one classic script: a module would not load from a stick."""
    return f"(function () {{\n{vl_convert.javascript_bundle(CHARTS, vl_version=VEGA_LITE)}\n}})();\n"


def stage(root: Path = ROOT, sources: Path = SOURCES) -> list[Path]:
    """Write the sources of the site; a file that did not change is left alone, so that Sphinx passes over it."""
    terms = {term: site_pages.anchor(term) for term in site_pages.first_taught(root)}
    made: dict[str, bytes] = {name: text.encode() for name, text in site_pages.pages(root).items()}
    for path in [*course.with_outputs(root), *course.in_stages("exercises", root)]:
        page = site_notebooks.page(path, terms, root)
        made[path.relative_to(root).as_posix()] = nbformat.writes(page).encode()
    linked = {name for text in list(made.values()) for name in re.findall(rb"\((?:\.\./)+(data/[\w/]+\.csv)\)", text)}
    made |= {
        name.decode(): (root / name.decode()).read_bytes() for name in sorted(linked)
    }  # tables that a page links to
    for picture in sorted((root / "docs" / "pictures").glob("*.svg")):
        made[picture.relative_to(root).as_posix()] = picture.read_bytes()
    made["conf.py"] = (OURS / "conf.py").read_bytes()
    for ours, there in (("static", "_static"), ("templates", "_templates")):
        made |= {f"{there}/{path.name}": path.read_bytes() for path in sorted((OURS / ours).iterdir())}
    made["_static/charts.js"] = charts_script().encode()
    written = []
    for name, content in made.items():
        path = sources / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            written.append(path)
    for path in [p for p in sources.rglob("*") if p.is_file() and p.relative_to(sources).as_posix() not in made]:
        path.unlink()
    return written


def build() -> int:
    """Run Sphinx in its own environment; a warning is a fault, also when the build is tried again."""
    command = [PYTHON, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", "-j", "2", "-d", CACHE, SOURCES, SITE]
    code = subprocess.run([str(part) for part in command], cwd=ROOT).returncode
    shutil.rmtree(SITE.parent / "jupyter_execute", ignore_errors=True)  # myst-nb leaves the code there
    if code:
        shutil.rmtree(CACHE, ignore_errors=True)
        return code
    for page in SITE.rglob("*.html"):
        place = page.relative_to(SITE).with_suffix("")
        if (
            "_static" not in place.parts
            and not any((SOURCES / f"{place}{kind}").exists() for kind in (".md", ".ipynb"))
            and place.name != "search"
        ):
            page.unlink()  # its source is gone
    lost = SITE / "404.html"
    if BASE not in (text := lost.read_text("utf-8")):
        lost.write_text(text.replace("<head>", f"<head>\n{BASE}", 1), "utf-8")
    return 0


def fingerprint(root: Path = ROOT) -> str:
    """What the site is made from: notebooks, texts, data, the package and the tools, as one hash."""
    digest = hashlib.sha256()
    trees = [
        p
        for tree in ("notebooks", "exercises", "solutions", "docs", "data", "src", "tools")
        for p in (root / tree).rglob("*")
    ]
    kinds = (".ipynb", ".md", ".json", ".py", ".j2", ".css", ".svg", ".csv", ".html")
    files = [p for p in trees if p.suffix in kinds and not {".ipynb_checkpoints", "__pycache__"} & {*p.parts}]
    for path in sorted([*files, *root.glob("*.md"), root / "pyproject.toml", root / LOCK.name]):
        if path.is_file():
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def fresh(root: Path = ROOT, site: Path = SITE) -> bool:
    """Whether the site was made from the files that are there now."""
    try:
        made_from = json.loads((site / "made-from.json").read_text("utf-8"))["sha256"]
    except (OSError, ValueError, KeyError):
        made_from = None
    return made_from == fingerprint(root)


def check(root: Path = ROOT, site: Path = SITE) -> int:
    """Say so, as an exit code: an older site must not be published."""
    there = fresh(root, site)
    print("The site is made from these files." if there else "The site was made from other files: make site")
    return int(not there)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clean", action="store_true", help="build everything anew")
    parser.add_argument("--check", action="store_true", help="build nothing; exit 1 if site/ was made from other files")
    chosen = parser.parse_args(arguments)
    if chosen.check:
        return check()
    if chosen.clean:
        for folder in (SOURCES, CACHE, SITE):
            shutil.rmtree(folder, ignore_errors=True)
    if fresh():
        print("site/ is made from these files; --clean builds it anew.")
        return 0
    environment()
    stage()
    (SITE / "made-from.json").unlink(missing_ok=True)
    if code := build():
        return code
    (SITE / "made-from.json").write_text(json.dumps({"sha256": fingerprint()}) + "\n", "utf-8")
    size = sum(p.stat().st_size for p in SITE.rglob("*") if p.is_file())
    print(f"site/: {sum(1 for _ in SITE.rglob('*.html'))} pages, {size / 1e6:.1f} MB. Open site/index.html.")
    return 0


if __name__ == "__main__":
    course.run(main)
