"""The course's generators and measures beside other programs: the same data, one run, and the same answers.

python tools/bench_others.py

The other programs go into an environment of their own, .venv-bench, as they want an older pandas; making it
needs a network. Seconds are of the processor and not of the clock, so that a busy machine disturbs less; what
takes more than two minutes is stopped and said. Where two programs answer the same question, different
answers are an error. Linux and macOS.
"""

import functools
import json
import logging
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv-bench"
PINS = (
    "fairlearn==0.15.0",
    "pycanon==1.3.6",
    "mimesis==22.2.0",
    "Faker==40.63.0",
    "presidio-analyzer==2.2.366",
    "pandas==2.3.3",
    "numpy==2.0.2",
    "typing-extensions==4.15.0",
)
LIMIT = 120
ROWS, PEOPLE, TEXTS = (100_000, 1_000_000), (10_000, 1_000_000), 1_000
KNOWN, SENSITIVE = ["postcode", "birth_date", "gender"], "favourite"
KINDS = {
    "mail address": "EMAIL_ADDRESS",
    "card number": "CREDIT_CARD",
    "bank number": "IBAN_CODE",
    "phone number": "PHONE_NUMBER",
}


def seconds(run: Callable[[], object], times: int = 3) -> tuple[float | None, object]:
    """Processor seconds of the fastest of some runs, and the answer; two times None beyond the limit."""

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGPROF, stop)
    found, answer = [], None
    for _ in range(times):
        signal.setitimer(signal.ITIMER_PROF, LIMIT)
        try:
            begun = time.process_time()
            answer = run()
            found.append(time.process_time() - begun)
        except TimeoutError:
            return None, None
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        if found[-1] > 5:
            break
    return min(found), answer


def write(folder: Path) -> None:
    """The data of the run: the same files for both sides."""
    from stdnum import luhn
    from stdnum.iso7064 import mod_97_10

    from ethical_data.data import load

    pick = np.random.default_rng(1)
    leaked = load("bakery", "leaked", as_written=True).fillna("")[[*KNOWN, SENSITIVE]]
    for rows in ROWS:
        yes = pd.DataFrame(
            {"group": [f"area {n}" for n in pick.integers(0, 5, rows)], "yes": pick.integers(0, 2, rows)}
        )
        yes.to_csv(folder / f"yes-{rows}.csv", index=False)
        leaked.iloc[pick.integers(0, len(leaked), rows)].to_csv(folder / f"leaked-{rows}.csv", index=False)

    def hidden(kind: str) -> str:
        digits = "".join(map(str, pick.integers(0, 10, 16)))
        if kind == "mail address":
            return f"reader{digits[:5]}@example.com"
        if kind == "card number":
            card = "4" + digits[:14]
            card += luhn.calc_check_digit(card)
            return " ".join(card[n : n + 4] for n in range(0, 16, 4))
        if kind == "bank number":
            account = "37040044" + digits[:10]
            return "DE" + f"{98 - int(mod_97_10.checksum(account + '131400')):02d}" + account
        return f"07700 900{digits[:3]}" if kind == "phone number" else "number 12"

    words = "please leave it with the neighbour and thanks for the lovely bread".split()
    kinds = pick.choice([*KINDS, ""], TEXTS)
    texts = [" ".join([*pick.choice(words, 6), hidden(kind), *pick.choice(words, 6)]) for kind in kinds]
    pd.DataFrame({"text": texts, "kind": kinds}).to_csv(folder / "texts.csv", index=False)


def ours(folder: Path) -> dict:
    from ethical_data.measure import identifiability, rates
    from ethical_data.recognise import values
    from ethical_data.worlds import people, streams

    found = {}
    for n in PEOPLE:
        took, table = seconds(functools.partial(people.people, streams.stream("bench"), n), 1)
        found[f"people {n}"] = took, [len(table), len(table) - table["email"].nunique()]
    for rows in ROWS:
        yes = pd.read_csv(folder / f"yes-{rows}.csv")
        took, table = seconds(functools.partial(rates.rates, yes, "group", "yes"))
        found[f"rates {rows}"] = took, dict(zip(table["group"], table["rate"]))
        leaked = pd.read_csv(folder / f"leaked-{rows}.csv", dtype=str, keep_default_na=False)
        took, table = seconds(functools.partial(identifiability.classes, leaked, KNOWN, SENSITIVE))
        found[f"classes {rows}"] = took, [len(table), int(table["rows"].min()), int(table["distinct"].min())]
    texts = pd.read_csv(folder / "texts.csv", keep_default_na=False)
    took, hits = seconds(lambda: values.find(texts["text"]))
    found["texts"] = took, {kind: np.flatnonzero(hits.rows[kind]).tolist() for kind in KINDS}
    return found


def others(folder: Path) -> dict:
    """The other programs, each as its own documentation shows it."""
    from fairlearn.metrics import MetricFrame, selection_rate
    from faker import Faker
    from mimesis import Person
    from mimesis.locales import Locale
    from presidio_analyzer import predefined_recognizers as known
    from pycanon import anonymity
    from pycanon.anonymity.utils import aux_anonymity

    found = {}

    def with_faker(n: int) -> list:
        fake = Faker("en_GB")
        fake.seed_instance(1)
        return [(fake.first_name(), fake.last_name(), fake.email()) for _ in range(n)]

    def with_mimesis(n: int) -> list:
        person = Person(Locale.EN_GB, seed=1)
        return [(person.first_name(), person.last_name(), person.email()) for _ in range(n)]

    def grouped(yes: pd.DataFrame) -> pd.Series:
        given = {"y_true": yes["yes"], "y_pred": yes["yes"], "sensitive_features": yes["group"]}
        return MetricFrame(metrics=selection_rate, **given).by_group

    def classes(leaked: pd.DataFrame) -> list[int]:
        k, least = anonymity.k_anonymity(leaked, KNOWN), anonymity.l_diversity(leaked, KNOWN, [SENSITIVE])
        return [len(aux_anonymity.get_equiv_class(leaked, KNOWN)), int(k), int(least)]

    for n in PEOPLE:
        for name, run in (("Faker", with_faker), ("mimesis", with_mimesis)):
            took, rows = seconds(functools.partial(run, n), 1)
            found[f"people {n}, {name}"] = (
                took,
                rows and [len(rows), len(rows) - len({row[2] for row in rows})],
            )
    for rows in ROWS:
        yes = pd.read_csv(folder / f"yes-{rows}.csv")
        took, frame = seconds(functools.partial(grouped, yes))
        found[f"rates {rows}"] = took, None if frame is None else frame.to_dict()
        leaked = pd.read_csv(folder / f"leaked-{rows}.csv", dtype=str, keep_default_na=False)
        found[f"classes {rows}"] = seconds(functools.partial(classes, leaked))
    texts = pd.read_csv(folder / "texts.csv", keep_default_na=False)["text"].tolist()
    found["texts"] = {}
    logging.disable()  # without a network its list of domains comes from the package, with a warning
    recognisers = (
        known.EmailRecognizer,
        known.CreditCardRecognizer,
        known.IbanRecognizer,
        known.PhoneRecognizer,
    )
    for (kind, entity), recogniser in zip(KINDS.items(), recognisers):
        run = functools.partial(recogniser().analyze, entities=[entity], nlp_artifacts=None)
        run("a@example.com")  # reads the list of domains once
        found["texts"][kind] = seconds(lambda run=run: [at for at, text in enumerate(texts) if run(text)])
    return found


def environment() -> Path:
    """The python that has the other programs."""
    python, done = HOME / "bin/python", HOME / "pins.txt"
    if not done.is_file() or done.read_text() != "\n".join(PINS):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(HOME)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PINS], check=True)
        done.write_text("\n".join(PINS))
    return python


def told(took: float | None) -> str:
    return (
        f"more than {LIMIT} s"
        if took is None
        else f"{took:.1f} s"
        if took >= 10
        else f"{took:.2f} s"
        if took >= 1
        else f"{1000 * took:.1f} ms"
    )


def said(what: str, mine: float, other: str, theirs: float | None) -> None:
    times = f"{theirs / mine:.0f} ×" if theirs else f"over {LIMIT / mine:.0f} ×"
    print(f"{what:<52} {told(mine):>10}   {other} {told(theirs)}   {times}", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        python, folder = environment(), Path(name)
        write(folder)
        sides = []
        for program, side in ((sys.executable, "ours"), (python, "others")):
            subprocess.run([str(program), __file__, side, str(folder)], check=True)
            sides.append(json.loads((folder / f"{side}.json").read_text()))
        mine, theirs = sides
        planted = pd.read_csv(folder / "texts.csv", keep_default_na=False)["kind"]
    for n in PEOPLE:
        took, (rows, twice) = mine[f"people {n}"]
        assert (rows, twice) == (n, 0)
        for other in ("Faker", "mimesis"):
            their, answer = theirs[f"people {n}, {other}"]
            assert answer is None or answer[0] == n
            more = "" if answer is None else f", {answer[1]:,} addresses twice"
            said(f"{n:,} people", took, other, their)
            speed = "–" if their is None else f"{n / their:,.0f}"
            print(f"    rows a second: {n / took:,.0f}; {other} {speed}{more}")
    for rows in ROWS:
        took, found = mine[f"rates {rows}"]
        their, answer = theirs[f"rates {rows}"]
        assert answer is None or (
            found.keys() == answer.keys() and all(abs(found[g] - answer[g]) < 1e-12 for g in found)
        )
        said(f"rates of 5 groups (ours with intervals), {rows:,} rows", took, "fairlearn", their)
        took, found = mine[f"classes {rows}"]
        their, answer = theirs[f"classes {rows}"]
        assert answer is None or found == answer, (found, answer)
        said(f"{found[0]:,} classes, k and l, {rows:,} rows", took, "pycanon", their)
    took, found = mine["texts"]
    spent = [theirs["texts"][kind][0] for kind in KINDS]
    said(f"mail, card, bank, phone numbers (ours also more), {TEXTS:,} texts", took, "presidio", sum(spent))
    for kind, spent_here in zip(KINDS, spent):
        answer, there = theirs["texts"][kind][1], np.flatnonzero(planted == kind).tolist()
        if kind != "phone number":  # which runs of figures are a phone number is a matter of judgement
            assert found[kind] == answer == there, kind
        sides = []
        for side, name in ((found[kind], "ours"), (answer, f"presidio ({told(spent_here)})")):
            sides.append(f"{name} {len({*side} & {*there})} right, {len({*side} - {*there})} wrong")
        print(f"    {kind}: {len(there)} planted; {'; '.join(sides)}")


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] not in ("ours", "others"):  # these two are how it calls itself
        print(__doc__)
    elif sys.argv[1:]:
        made = {"ours": ours, "others": others}[sys.argv[1]](Path(sys.argv[2]))
        (Path(sys.argv[2]) / f"{sys.argv[1]}.json").write_text(json.dumps(made))
    else:
        main()
