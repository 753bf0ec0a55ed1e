"""How fast things are, beside what was aimed at. Timings live here and not in the tests.

python tools/bench.py            everything (several minutes: it runs the suite)
python tools/bench.py --quick    without the suite, Lab and the million-row file
"""

import argparse
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ROWS: list[tuple[str, str, str]] = []


def said(what: str, measured: str, aim: str) -> None:
    ROWS.append((what, measured, aim))
    print(f"{what:<58} {measured:>16}   {aim}", flush=True)


def best(run: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of some runs."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        found.append(time.perf_counter() - begun)
    return min(found)


def weighed(line: list[str]) -> tuple[float, float]:
    """Seconds of a command, and the gigabytes of the largest process that it started, itself among them."""
    code = ("import resource, subprocess, sys, time; begun = time.perf_counter();"
            "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL);"
            "print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    done = subprocess.run([sys.executable, "-c", code, *line], check=True, capture_output=True, text=True)
    seconds, size = map(float, done.stdout.split())
    return seconds, size / (1e9 if sys.platform == "darwin" else 1e6)


def process(code: str, times: int = 3) -> float:
    return best(lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True), times)


def imports() -> None:
    base = process("import pandas, altair")
    ours = process("import pandas, altair, ethical_data, ethical_data.data, ethical_data.charts")
    said("import ethical_data beyond pandas + altair", f"{max(ours - base, 0):.2f} s", "≤ 0.1 s")
    widgets = process("import pandas, altair, ipywidgets, ethical_data.learn, ethical_data.measure.consent")
    said("… with learn and its controls", f"{widgets - base:.2f} s", "")


def worlds() -> None:
    from ethical_data.synthetic import package, people, streams

    with tempfile.TemporaryDirectory() as folder:
        said("rebuild every dataset", f"{best(lambda: package.rebuild(None, Path(folder)), 2):.1f} s", "≤ 10 s")
    code = ("from ethical_data.synthetic import people, streams; import os;"
            "people.people(streams.stream('bench'), 10_000).to_csv(os.devnull, index=False)")
    said("cold process to 10,000 customers in a CSV", f"{process(code):.2f} s", "≤ 0.5 s CPU")

    def with_faker() -> None:
        from faker import Faker

        fake = Faker("en_GB")
        fake.seed_instance(1)
        [(fake.first_name(), fake.last_name(), fake.email()) for _ in range(10_000)]

    slow, fast = best(with_faker, 1), best(lambda: people.people(streams.stream("bench"), 10_000))
    said("10,000 people in memory, against a loop of Faker", f"{slow / fast:.0f} ×", "≥ 5 ×")


def measures() -> None:
    from ethical_data.data import load
    from ethical_data.measure import consent, rates, release, scorecard

    sends = load("online_store", "sends").merge(load("online_store", "campaigns"), on="campaign_id")
    sends["person"] = consent.person_key(sends["email"])
    log = load("online_store", "consents").assign(person=lambda t: consent.person_key(t["email"]))
    card, asked = load("fintech_lender", "scorecard"), load("fintech_lender", "applications")
    for rows, aim in ((100_000, "≤ 50 ms"), (1_000_000, "≤ 500 ms")):
        pick = np.random.default_rng(1)
        many = sends.iloc[pick.integers(0, len(sends), rows)].reset_index(drop=True)
        wide = asked.iloc[pick.integers(0, len(asked), rows)].reset_index(drop=True)
        yes = pd.DataFrame({"group": pick.integers(0, 5, rows).astype(str), "yes": pick.integers(0, 2, rows)})
        cells = pd.DataFrame({"cell": pick.integers(0, 50, rows).astype(str), "entity": pick.integers(0, rows, rows)})
        todo = {"consent.causes": lambda: consent.causes(many, log), "rates.rates": lambda: rates.rates(yes, "group", "yes"),
                "scorecard.points": lambda: scorecard.points(wide, card),
                "release.suppress": lambda: release.suppress(cells, ["cell"], "entity", 5)}
        for name, run in todo.items():
            said(f"{name}, {rows:,} rows", f"{1000 * best(run):.0f} ms", aim)
    draw = best(lambda: [release.laplace_integer(900) for _ in range(2_000)]) / 2_000
    said("release.laplace_integer, a draw from the system's randomness", f"{1e6 * draw:.0f} µs", "about 52 µs")


def plays(quick: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        def run(*options: str) -> Callable[[], object]:
            line = [str(BIN / "ethical-data"), "run", *options, "--out", folder]
            return lambda: subprocess.run(line, check=True, capture_output=True)

        from ethical_data.playbook import catalogue

        for play in sorted(catalogue.plays()):
            said(f"{play} on the course's data, start to HTML", f"{best(run(play), 2):.1f} s", "≤ 6 s")
        if quick:
            return
        sends = pd.read_csv(ROOT / "data/online_store/sends.csv", dtype=str)
        sends.iloc[np.arange(1_000_000) % len(sends)].to_csv(Path(folder) / "million.csv", index=False)
        big = Path(folder) / "big"
        scaled = [str(BIN / "ethical-data"), "data", "online_store", "--scale", "56", "--out", str(big)]
        subprocess.run(scaled, check=True, capture_output=True)
        for what, sends, consents in (
            ("1,000,000 rows of 6,000 people", Path(folder) / "million.csv", ROOT / "data/online_store/consents.csv"),
            ("1,008,000 rows of 349,000 people", big / "online_store/sends.csv", big / "online_store/consents.csv"),
        ):
            line = ["run", "consent-audit", "--set", f"sends={sends}", "--set", f"consents={consents}", "--out", folder]
            seconds, size = weighed([str(BIN / "ethical-data"), *line])
            said(f"consent-audit on {what}", f"{seconds:.1f} s, {size:.2f} GB", "≤ 30 s, ≤ 1.5 GB")
        deciding(Path(folder))
        reading(big / "online_store/sends.csv")


def deciding(folder: Path) -> None:
    """The plays on decisions, a million applications with a column for each answer."""
    pick = np.random.default_rng(1).integers(0, 12_000, 1_000_000)
    for name in ("applications", "decisions", "outcomes"):
        table = pd.read_csv(ROOT / f"data/fintech_lender/{name}.csv", dtype=str, keep_default_na=False)
        many = table.iloc[pick % len(table)].assign(application_id=[f"B{at:07d}" for at in range(len(pick))])
        many.to_csv(folder / f"{name}.csv", index=False)
    names = {"scorecard": ROOT / "data/fintech_lender/scorecard.csv", "cutoff": 500, "base": 220}
    card = {"outcomes": folder / "outcomes.csv", "outcomes_went_well": "repaid_simple", "outcomes_seen": "seen_by_lender",
            "people": folder / "applications.csv", "people_group": "postcode_area"}
    for slug, given in (("decision-explainer", {"answers": folder / "applications.csv"} | names), ("model-card", card)):
        given = given | {"decisions": folder / "decisions.csv"}
        line = [part for name, value in given.items() for part in ("--set", f"{name}={value}")]
        seconds, size = weighed([str(BIN / "ethical-data"), "run", slug, *line, "--out", str(folder)])
        said(f"{slug} on 1,000,000 applications", f"{seconds:.1f} s, {size:.2f} GB", "≤ 30 s, ≤ 1.5 GB")


def reading(path: Path) -> None:
    """The reader alone, on the columns of a play and on all, and from a workbook."""
    from ethical_data.playbook import catalogue
    from ethical_data.playbook.reading import read, read_all, understand

    sends = next(table for table in catalogue.play("consent-audit").inputs if table.name == "sends")
    said("reading 1,008,000 sends, four columns", f"{best(lambda: read(path, sends, {}), 1):.1f} s", "≤ 10 s")
    said("… every column as text", f"{best(lambda: read_all(path), 1):.1f} s", "≤ 10 s")
    said("… a look before reading", f"{1000 * best(lambda: understand(path, sends)):.0f} ms", "≤ 500 ms")
    book = path.with_suffix(".xlsx")
    pd.read_csv(path, dtype=str, nrows=100_000).to_excel(book, index=False)
    said("reading 100,000 sends from a workbook", f"{best(lambda: read(book, sends, {}), 1):.1f} s", "≤ 15 s")


def notebooks() -> None:
    lab = subprocess.Popen([sys.executable, "start.py", "lab", "--no-browser", "--port", "8931", "--IdentityProvider.token=",
                            "--allow-root"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    begun = time.perf_counter()
    while time.perf_counter() - begun < 60:
        try:
            urllib.request.urlopen("http://127.0.0.1:8931/api", timeout=1)
            break
        except OSError:
            time.sleep(0.05)
    said("make lab to a server that answers", f"{time.perf_counter() - begun:.1f} s", "about 1 s")
    lab.terminate()
    lab.wait()
    trees = ("notebooks", "solutions", "exercises")
    paths = [p for tree in trees for p in (ROOT / tree).rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts]
    floor = len(paths) * (process("import pandas, altair, ipywidgets") + 0.6) / 2
    run = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope", *trees]
    took = best(lambda: subprocess.run(run, cwd=ROOT, check=True, capture_output=True), 1)
    said(f"{len(paths)} notebooks under nbval, against their floor", f"{took:.0f} s, {took / floor:.1f} ×", "≤ 1.5 ×")
    begun = time.perf_counter()
    subprocess.run([sys.executable, "start.py", "test", "-q"], cwd=ROOT, check=True, capture_output=True)
    said("make test", f"{time.perf_counter() - begun:.0f} s", "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    imports()
    worlds()
    measures()
    plays(quick)
    if not quick:
        notebooks()
    trees = ("notebooks", "solutions")
    largest = max((p.stat().st_size, p.name) for tree in trees for p in (ROOT / tree).rglob("*.ipynb"))
    said(f"largest notebook, {largest[1]}", f"{largest[0] / 1000:.0f} kB", "≤ 1,000 kB")


if __name__ == "__main__":
    main()
