"""The command that plants faults: which it plants, whom it asks, and that it finds what it should."""

import argparse
import subprocess
import sys

import pytest

from tools import mutation

SOURCE = '''"""A module."""

LEAST = 2


def middle(values: list[int | None], most: int = 3) -> float:
    """The middle one."""
    if len(values) < LEAST:
        raise ValueError(f"only {len(values) + 0} of 2")
    kept = sorted(values, reverse=True)[:most]
    return min(kept) / 2 if kept and most != 4 else ""
'''


def test_faults_are_planted_into_what_is_computed_and_not_into_words():
    pytest.importorskip("mutmut")
    found = mutation.mutants(SOURCE)
    assert [(one.first, one.function, one.change) for one in found] == [
        (3, "(module)", 'LEAST = [2 → 3]'),
        (6, "middle", ': list[int | None], most: int = [3 → 4]) -> float:'),
        (8, "middle", 'if [len(values) < LEAST → (len(values) < LEAST) and False]:'),
        (8, "middle", 'if [len(values) < LEAST → (len(values) < LEAST) or True]:'),
        (8, "middle", 'if len(values) [< → <=] LEAST:'),
        (10, "middle", 'kept = sorted(values, [reverse=True → ])[:most]'),
        (10, "middle", 'kept = sorted(values, reverse=[True → False])[:most]'),
        (11, "middle", 'return min(kept) / 2 if [kept and most != 4 → (kept and most != 4) and False] else ""'),
        (11, "middle", 'return min(kept) / 2 if [kept and most != 4 → (kept and most != 4) or True] else ""'),
        (11, "middle", 'return min(kept) [/ → *] 2 if kept and most != 4 else ""'),
        (11, "middle", 'return [min → max](kept) / 2 if kept and most != 4'),
        (11, "middle", 'return min(kept) / [2 → 3] if kept and most != 4 else ""'),
        (11, "middle", 'return min(kept) / 2 if kept [and → or] most != 4 else ""'),
        (11, "middle", 'min(kept) / 2 if kept and most [!= → ==] 4 else ""'),
        (11, "middle", 'n(kept) / 2 if kept and most != [4 → 5] else ""'),
    ]  # fmt: skip
    assert len({one.code for one in found}) == len(found) and SOURCE not in {one.code for one in found}
    assert mutation.mutants(SOURCE, 10, 10) == [one for one in found if one.first == 10]


def test_those_are_asked_who_import_a_module_or_bear_its_name():
    asked = {
        name: [path.name for path in mutation.tests_of(mutation.module(name))]
        for name in ("measure/fairness", "measure/rates", "playbook/reading/rows")
    }
    assert asked["measure/fairness"][0] == "test_fairness.py"
    assert asked["measure/rates"][0] == "test_rates.py" and "test_fairness.py" in asked["measure/rates"]
    assert asked["playbook/reading/rows"][0] == "test_reading.py"
    assert not [path for path in mutation.every_module() if not mutation.tests_of(path)]


def test_a_module_may_be_named_in_three_ways_and_an_unknown_one_is_refused():
    assert {
        mutation.module(name) for name in ("measure/rates", "measure.rates", "src/ethical_data/measure/rates.py")
    } == {mutation.SOURCE / "ethical_data" / "measure" / "rates.py"}
    with pytest.raises(argparse.ArgumentTypeError, match="no module src/ethical_data/measure/luck.py"):
        mutation.module("measure/luck")


def test_only_a_failing_test_kills():
    def ended(code: int, signal: int = 0) -> int:
        return code << 8 | signal  # as os.waitpid tells it

    assert mutation.outcome(ended(0)) == "survived"
    assert {mutation.outcome(ended(code)) for code in (1, 2, 3, 4)} == {"killed"}
    assert {mutation.outcome(ended(code)) for code in (5, mutation.BROKEN)} == {"broken off"}
    assert {mutation.outcome(ended(0, signal)) for signal in (9, 11, 15)} == {"broken off"}


def test_a_fault_is_noticed_and_no_file_is_touched():
    pytest.importorskip("mutmut")
    path = mutation.module("measure/average")
    before = path.read_bytes(), path.stat().st_mtime_ns
    (line,) = [at for at, text in enumerate(path.read_text().splitlines(), 1) if "gap = " in text]
    said = subprocess.run(
        [sys.executable, "-m", "tools.mutation", "measure/average", "--lines", f"{line}-{line}", "--processes", "1"],
        cwd=mutation.ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert said.stdout.splitlines()[-1].endswith("average.py: 1 killed"), said.stdout + said.stderr
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
