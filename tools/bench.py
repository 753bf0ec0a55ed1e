"""How fast things are, beside what was aimed at. Timings live here and not in the tests.

python tools/bench.py            everything (several minutes: it runs the suite)
python tools/bench.py --quick    without the suite, Lab and the million-row file
python tools/bench.py --only measures    one part
Beside other programs: tools/bench_others.py
"""

import argparse
import functools
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
    code = (
        "import resource, subprocess, sys, time; begun = time.perf_counter();"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL);"
        "print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
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
    from ethical_data.worlds import package, people, streams

    with tempfile.TemporaryDirectory() as folder:
        said("rebuild every dataset", f"{best(lambda: package.rebuild(None, Path(folder)), 2):.1f} s", "≤ 10 s")
    code = (
        "from ethical_data.worlds import people, streams; import os;"
        "people.people(streams.stream('bench'), 10_000).to_csv(os.devnull, index=False)"
    )
    said("cold process to 10,000 customers in a CSV", f"{process(code):.2f} s", "≤ 0.5 s CPU")

    def with_faker() -> None:
        from faker import Faker

        fake = Faker("en_GB")
        fake.seed_instance(1)
        [(fake.first_name(), fake.last_name(), fake.email()) for _ in range(10_000)]

    slow, fast = best(with_faker, 1), best(lambda: people.people(streams.stream("bench"), 10_000))
    said("10,000 people in memory, against a loop of Faker", f"{slow / fast:.0f} ×", "≥ 5 ×")
    fast = best(lambda: people.people(streams.stream("bench"), 1_000_000), 2)
    said("1,000,000 people in memory, against as many of that loop", f"{100 * slow / fast:.0f} ×", "≥ 100 ×")


def tables(rows: int) -> dict[str, pd.DataFrame]:
    """The course's tables drawn out to a number of rows, and a few small ones as they are, each by name."""
    from ethical_data.data import load
    from ethical_data.measure import consent

    pick = np.random.default_rng(1)

    def drawn(table: pd.DataFrame) -> pd.DataFrame:
        return table.iloc[pick.integers(0, len(table), rows)].reset_index(drop=True)

    def codes(many: int) -> np.ndarray:
        return pick.integers(0, many, rows).astype(str)

    sends = load("online_store", "sends").merge(load("online_store", "campaigns"), on="campaign_id")
    log = load("online_store", "consents")
    asked, decided = load("fintech_lender", "applications"), load("fintech_lender", "decisions")
    bought, at = load("bookstore", "purchases"), np.arange(rows)
    copy = pd.Series(at // len(bought)).astype(str)  # more readers, and not more books for each of them
    bought = bought.iloc[at % len(bought)].reset_index(drop=True)
    yes = {"yes": pick.integers(0, 2, rows), "good": pick.integers(0, 2, rows)}
    return {
        "sends": drawn(sends.assign(person=consent.person_key(sends["email"]))),
        "log": log.assign(person=consent.person_key(log["email"])),
        "asked": drawn(asked.merge(decided, on="application_id")),
        "card": load("fintech_lender", "scorecard"),
        "people": drawn(load("bakery", "leaked")),
        "leaked": load("bakery", "leaked"),
        "visits": drawn(load("gym", "visits", as_written=True)),
        "members": load("gym", "members", as_written=True),
        "bought": bought.assign(reader=bought["member_id"] + "-" + copy),
        "yes": pd.DataFrame({"group": codes(5), "stratum": codes(4), **yes}),
        "cells": pd.DataFrame({"cell": codes(50), "entity": pick.integers(0, rows, rows)}),
    }


def measures() -> None:
    """Each measure on a hundred thousand rows and on a million."""
    from ethical_data.measure import (
        consent,
        fairness,
        identifiability,
        need,
        rates,
        reading_level,
        release,
        scorecard,
        subject_access,
        suggestions,
    )

    known = ["postcode", "birth_date", "gender"]

    def alike(t: dict[str, pd.DataFrame]) -> object:
        return fairness.standardised(t["yes"], "group", "yes", "stratum", reference="0")

    def asked_for(t: dict[str, pd.DataFrame]) -> object:
        return need.need(t["asked"], "decision", list(t["card"]["characteristic"].unique()))

    todo = {
        "consent.causes": lambda t: consent.causes(t["sends"], t["log"]),
        "rates.rates": lambda t: rates.rates(t["yes"], "group", "yes"),
        "fairness.standardised": alike,
        "fairness.by_group": lambda t: fairness.by_group(t["yes"], "group", "yes", "good"),
        "scorecard.points": lambda t: scorecard.points(t["asked"], t["card"]),
        "identifiability.identifiability": lambda t: identifiability.identifiability(t["people"], known),
        "identifiability.classes": lambda t: identifiability.classes(t["people"], known, "favourite"),
        "identifiability.link": lambda t: identifiability.link(t["leaked"], t["people"], known),
        "release.suppress": lambda t: release.suppress(t["cells"], ["cell"], "entity", 5),
        "need.need (looks at 20,000)": asked_for,
        "suggestions.together": lambda t: suggestions.together(t["bought"], "reader", "title_id", least=3),
        "suggestions.suggest": lambda t: suggestions.suggest(t["bought"], "reader", "title_id"),
    }
    prose = (ROOT / "README.md").read_text(encoding="utf-8").split()
    for rows, aim in ((100_000, "≤ 50 ms"), (1_000_000, "≤ 500 ms")):
        made = tables(rows)
        for name, run in todo.items():
            took = best(functools.partial(run, made))
            said(f"{name}, {rows:,} rows", f"{1000 * took:.0f} ms", aim)
        begun = time.perf_counter()
        files = subject_access.Files({"members.csv": made["members"], "visits.csv": made["visits"]})
        took = time.perf_counter() - begun
        said(f"subject_access.Files, {rows:,} visits put in order, once", f"{1000 * took:.0f} ms", aim)
        look = best(functools.partial(files.find, "M0253"))
        said(f"subject_access.Files.find, one person in {rows:,} visits", f"{1000 * look:.1f} ms", aim)
        text = " ".join(prose * (rows // len(prose) + 1))
        look = best(functools.partial(reading_level.level, text), 1)
        said(f"reading_level.level, {rows:,} words", f"{1000 * look:.0f} ms", aim)
    draw = best(lambda: [release.laplace_integer(900) for _ in range(2_000)]) / 2_000
    said("release.laplace_integer, a draw from the system's randomness", f"{1e6 * draw:.0f} µs", "about 52 µs")


def inventories(quick: bool) -> None:
    """How fast a file is looked at; and of the columns of all course data, how many are rightly told to be personal."""
    from ethical_data import home
    from ethical_data.data import load, package
    from ethical_data.recognise import inventory, values

    orders, words = (
        load("online_store", "orders", as_written=True),
        "please leave it with the neighbour at number 12 thanks".split(),
    )
    for rows, aim in ((100_000, "≤ 0.5 s"), *(() if quick else ((1_000_000, "≤ 5 s"),))):
        many = orders.iloc[np.arange(rows) % len(orders)].reset_index(drop=True)
        texts = pd.Series(np.random.default_rng(1).choice(words, (rows, 10)).tolist()).str.join(" ")
        looked = best(functools.partial(inventory.inventory, {"orders.csv": many}), 1)
        said(f"inventory of {orders.shape[1]} columns, {rows:,} rows", f"{looked:.1f} s", "")
        said(
            f"values.find, {rows:,} texts of ten words",
            f"{best(functools.partial(values.find, texts), 1):.2f} s",
            aim,
        )
    tallies = []
    for path in sorted(home.data_folder().glob("*/datapackage.json")):
        resources = package(path.parent.name)["resources"]
        tables = {
            r["path"]: pd.read_csv(path.parent / r["path"], dtype=str, keep_default_na=False, na_values=[""])
            for r in resources
        }
        truth = pd.Series({(r["path"], f["name"]): f["personal"] for r in resources for f in r["schema"]["fields"]})
        found = inventory.inventory(tables).set_index(["file", "column"])["personal"].reindex(truth.index)
        for what, there, seen in (
            ("personal", truth != "no", found != "no"),
            ("special", truth == "special", found == "special"),
        ):
            tallies.append(
                (
                    path.parent.name,
                    what,
                    int((there & seen).sum()),
                    int((~there & seen).sum()),
                    int((there & ~seen).sum()),
                )
            )
    tally = pd.DataFrame(tallies, columns=["business", "what", "right", "wrong", "missed"])
    every = tally.groupby("what", as_index=False)[["right", "wrong", "missed"]].sum().assign(business="all course data")
    for row in pd.concat([tally, every]).itertuples():
        shares = [row.right / n if n else np.nan for n in (row.right + row.wrong, row.right + row.missed)]
        figures = " / ".join("–" if np.isnan(share) else f"{100 * share:.1f} %" for share in shares)
        aim = "≥ 95 % / ≥ 95 %" if (row.what, row.business) == ("personal", "all course data") else ""
        counts = f"{row.right} right, {row.wrong} wrong, {row.missed} missed"
        said(f"{row.what} columns, {row.business}: precision / recall", figures, f"{aim}   {counts}".strip())


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
        orders = pd.read_csv(ROOT / "data/online_store/orders.csv", dtype=str)
        orders.iloc[np.arange(1_000_000) % len(orders)].to_csv(Path(folder) / "orders.csv", index=False)
        line = ["run", "data-inventory", "--set", f"files={folder}/orders.csv", "--out", folder]
        seconds, size = weighed([str(BIN / "ethical-data"), *line])
        said("data-inventory on 1,000,000 rows", f"{seconds:.1f} s, {size:.2f} GB", "≤ 30 s, ≤ 1.5 GB")
        people(Path(folder))
        deciding(Path(folder))
        reading(big / "online_store/sends.csv")


def people(folder: Path) -> None:
    """The plays on tables of people or of decisions, on a million rows that are all different people."""
    rows, pick = 1_000_000, np.random.default_rng(1)
    born = pd.Timestamp("1950-01-01") + pd.to_timedelta(pick.integers(0, 20_000, rows), "D")
    table = pd.DataFrame({
        "email": [f"u{n}@example.com" for n in range(rows)], "town": pick.choice(["Leeds", "York", "Hull"], rows),
        "birth_date": born.strftime("%Y-%m-%d"), "gender": pick.choice(["f", "m", "x"], rows),
        "joined": (born + pd.Timedelta(days=18_000)).strftime("%Y-%m-%d"), "approved": pick.choice(["yes", "no"], rows),
    })  # fmt: skip
    table.to_csv(folder / "people.csv", index=False)
    pd.DataFrame(
        {
            "person": table["email"].sample(frac=1, random_state=1),
            "sent_at": table["joined"],
            "subject": "Hello",
            "item": table["town"],
        }
    ).to_csv(folder / "mails.csv", index=False)
    table.iloc[::5][["email"]].assign(suggestions="off", changed_at="2010-01-01").to_csv(
        folder / "choices.csv", index=False
    )
    for play, *options in (
        (
            "minimisation-audit",
            "records=people.csv",
            "decision_column=approved",
            "dates_column=joined",
            "keep_months=24",
        ),
        ("reidentification-risk", "people=people.csv"),
        (
            "fairness-audit",
            "decisions=people.csv",
            "decision_column=approved",
            "favourable=yes",
            "group_columns=gender",
        ),
        ("personalisation-check", "mails=mails.csv", "choices=choices.csv", "choices_person=email"),
        ("subject-request", "files=people.csv", "person=u77@example.com"),
    ):
        given = [
            part
            for one in options
            for part in ("--set", one.replace("=", f"={folder}/", 1) if one.endswith(".csv") else one)
        ]
        seconds, size = weighed([str(BIN / "ethical-data"), "run", play, *given, "--out", str(folder)])
        said(f"{play} on 1,000,000 rows", f"{seconds:.1f} s, {size:.2f} GB", "≤ 30 s, ≤ 1.5 GB")


def deciding(folder: Path) -> None:
    """The plays on decisions, a million applications with a column for each answer."""
    pick = np.random.default_rng(1).integers(0, 12_000, 1_000_000)
    for name in ("applications", "decisions", "outcomes"):
        table = pd.read_csv(ROOT / f"data/fintech_lender/{name}.csv", dtype=str, keep_default_na=False)
        many = table.iloc[pick % len(table)].assign(application_id=[f"B{at:07d}" for at in range(len(pick))])
        many.to_csv(folder / f"{name}.csv", index=False)
    names = {"scorecard": ROOT / "data/fintech_lender/scorecard.csv", "cutoff": 500, "base": 220}
    card = {
        "outcomes": folder / "outcomes.csv",
        "outcomes_went_well": "repaid_simple",
        "outcomes_seen": "seen_by_lender",
        "people": folder / "applications.csv",
        "people_group": "postcode_area",
    }
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
    lab = subprocess.Popen(
        [
            sys.executable,
            "start.py",
            "lab",
            "--no-browser",
            "--port",
            "8931",
            "--IdentityProvider.token=",
            "--allow-root",
        ],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
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


def website() -> None:
    """Building the site, its weight, and how soon a lesson has something to read."""
    import functools
    import http.server
    import shutil
    import threading

    from playwright.sync_api import sync_playwright

    def built(*options: str) -> float:
        return best(
            lambda: subprocess.run(
                [sys.executable, "tools/make_site.py", *options], cwd=ROOT, check=True, capture_output=True
            ),
            1,
        )

    said("make site, everything anew", f"{built('--clean'):.0f} s", "≤ 90 s")
    said("make site, nothing changed", f"{built():.1f} s", "≤ 10 s")
    site = ROOT / "site"
    pages = sorted((site / "notebooks").rglob("*.html"))
    heaviest = max(pages, key=lambda page: page.stat().st_size)
    said(f"heaviest lesson page, {heaviest.stem}", f"{heaviest.stat().st_size / 1000:.0f} kB", "< 500 kB")
    said("the whole site", f"{sum(p.stat().st_size for p in site.rglob('*') if p.is_file()) / 1e6:.1f} MB", "< 40 MB")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        paints = []
        for _ in range(3):  # each time with an empty cache
            page = browser.new_context().new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/{heaviest.relative_to(site).as_posix()}")
            paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"))
            page.context.close()
        browser.close()
    server.shutdown()
    said("first content of that page on loopback", f"{min(paints) / 1000:.2f} s", "< 1 s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parts = {
        "imports": imports,
        "worlds": worlds,
        "measures": measures,
        "inventories": lambda: inventories(quick),
        "plays": lambda: plays(quick),
        "notebooks": notebooks,
        "website": website,
    }
    parser.add_argument("--only", choices=parts)
    options = parser.parse_args()
    quick = options.quick
    if options.only:
        return parts[options.only]()
    imports()
    worlds()
    measures()
    inventories(quick)
    plays(quick)
    if not quick:
        notebooks()
        website()
    trees = ("notebooks", "solutions")
    largest = max((p.stat().st_size, p.name) for tree in trees for p in (ROOT / tree).rglob("*.ipynb"))
    said(f"largest notebook, {largest[1]}", f"{largest[0] / 1000:.0f} kB", "≤ 1,000 kB")


if __name__ == "__main__":
    main()
