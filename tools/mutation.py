"""Plants one small fault after another into a module, and lists those that no test notices.

python -m tools.mutation                        every module of measure/ and playbook/reading/: hours
python -m tools.mutation measure/rates          one; or several
python -m tools.mutation measure/rates --lines 60-120 --seconds 400

A fault is a comparison moved by its edge, an operator or a number changed, a condition held true or false, an option
of a call left out, min for max. Words (texts, what a `raise` says) are left alone. For each module these tests run:
every file of tests/ that imports the module and the one that is named after it or its package, first the tests that
reach the fault's line; the first that fails ends it, and so does the limit of time, three times what the tests take
without a fault. hypothesis takes the same examples each time.

Survivors go to the screen and to build/mutants/MODULE.tsv: place, function, change. "not reached" means that no test
runs the line at all. A survivor is no fault by itself: many change nothing that anybody promised.

No file of the tree is touched: the faulty module lives in the memory of a forked process, so this needs Linux or
macOS, and tests that start a program of their own never see a fault.
"""

import argparse
import ast
import contextlib
import fnmatch
import importlib.machinery
import importlib.util
import json
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE, TESTS, OUT = ROOT / "src", ROOT / "tests", ROOT / "build" / "mutants"
FOLDERS = ("measure", "playbook/reading")
MOST_PROCESSES = 2
SLOW = 20  # seconds of a test file that is not the module's own: beyond these it is left out, and said
BROKEN = 9  # the exit code of a run that did not come to its tests' end
PATIENCE, LEAST = 3, 20  # times what the tests take without a fault, and at least so many seconds


@dataclass(frozen=True)
class Mutant:
    """A module's source with one fault."""

    first: int  # line of the source
    last: int
    function: str
    change: str
    code: str


@dataclass
class Reached:
    """What a run without a fault shows of a module's tests."""

    tests: dict[int, set[str]] = field(default_factory=dict)  # by line; "" stands for the import
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    @property
    def files(self) -> list[str]:
        """The files of the tests, in the order in which they ran."""
        return list(dict.fromkeys(test.split("::")[0] for test in self.seconds))

    def without(self, file: str) -> "Reached":
        tests = {line: {t for t in names if not t.startswith(f"{file}::")} for line, names in self.tests.items()}
        return Reached(tests, {t: s for t, s in self.seconds.items() if not t.startswith(f"{file}::")}, self.failed)

    def of(self, mutant: Mutant) -> set[str]:
        """The tests that run a mutant's lines: all of them for what runs at the import."""
        found = set().union(*(self.tests.get(line, ()) for line in range(mutant.first, mutant.last + 1)))
        return set(self.seconds) if "" in found else found


# Faults


def mutants(source: str, begin: int = 1, stop: int = sys.maxsize) -> list[Mutant]:
    """Every fault that can be planted into a module, or into these lines of it, in order of the lines."""
    import libcst as cst
    from libcst.metadata import MetadataWrapper, PositionProvider
    from mutmut.mutation import mutators

    parenthesised = {"lpar": [cst.LeftParen()], "rpar": [cst.RightParen()]}
    swapped = {"min": "max", "max": "min", "any": "all", "all": "any", "minimum": "maximum", "maximum": "minimum"}
    left_alone = (cst.Annotation, cst.Decorator, cst.Raise, cst.Import, cst.ImportFrom)

    def held(node: cst.If | cst.CompIf | cst.While) -> Iterable[cst.CSTNode]:
        """The condition held false, and held true."""
        test = node.test.with_changes(**parenthesised)
        never = cst.BooleanOperation(left=test, operator=cst.And(), right=cst.Name("False"))
        always = cst.BooleanOperation(left=test, operator=cst.Or(), right=cst.Name("True"))
        return (node.with_changes(test=made) for made in (never, always)[: 1 if isinstance(node, cst.While) else 2])

    def without_an_option(node: cst.Call) -> Iterable[cst.CSTNode]:
        for at, argument in enumerate(node.args):
            if argument.keyword is not None:
                yield node.with_changes(args=[*node.args[:at], *node.args[at + 1 :]])

    def opposite(node: cst.Name) -> Iterable[cst.CSTNode]:
        if node.value in swapped:
            yield node.with_changes(value=swapped[node.value])

    unwanted = {"operator_string", "operator_assignment", "operator_lambda", "operator_dict_arguments"}
    unwanted |= {"operator_arg_removal"}  # it also puts None for each argument, which fails at once
    kinds = [(kind, fault) for kind, fault in mutators.mutation_operators if fault.__name__ not in unwanted]
    kinds += [((cst.If, cst.CompIf, cst.While), held), (cst.Call, without_an_option), (cst.Name, opposite)]

    wrapper = MetadataWrapper(cst.parse_module(source))
    module, places = wrapper.module, wrapper.resolve(PositionProvider)
    found: list[Mutant] = []

    def walk(node: cst.CSTNode, function: str, around: tuple[int, int]) -> None:
        if isinstance(node, left_alone):
            return
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            function = f"{function}.{node.name.value}".lstrip(".")
        if isinstance(node, cst.SimpleStatementLine | cst.BaseExpression | cst.CompIf) and node in places:
            around = places[node].start.line, places[node].end.line
        if isinstance(node, cst.If | cst.While):
            around = places[node].start.line, places[node.test].end.line
        for kind, fault in kinds if begin <= around[0] <= stop else ():
            for made in fault(node) if isinstance(node, kind) else ():
                code = module.deep_replace(node, made).code
                with contextlib.suppress(SyntaxError):
                    compile(code, "mutant", "exec")
                    found.append(Mutant(*around, function or "(module)", change(source, code), code))
        for child in node.children:
            walk(child, function, around)

    walk(module, "", (1, 1))
    return sorted(found, key=lambda mutant: (mutant.first, mutant.last))


def change(before: str, after: str, around: int = 32) -> str:
    """What differs between two sources, within its line: "if width [< → <=] 2"."""
    start = next((at for at, (a, b) in enumerate(zip(before, after)) if a != b), min(len(before), len(after)))
    most = min(len(before), len(after)) - start
    end = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    for signs in (r"[\w.]", "[=<>!*/]"):  # whole words, numbers and operators
        while (
            start
            and re.fullmatch(signs, before[start - 1])
            and any(re.match(signs, text[start:]) for text in (before, after))
        ):
            start -= 1
        while end and re.fullmatch(signs, before[-end]) and re.match(signs, before[-end - 1]):
            end -= 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    left = before[:start].rsplit("\n", 1)[-1][-around:]
    right = before[len(before) - end :].split("\n", 1)[0][:around]
    return " ".join(f"{left}[{old} → {new}]{right}".split())


# Tests


def tests_of(path: Path) -> list[Path]:
    """The files of tests that import a module, or are named after it or, in a package of its own, after that."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    name, package = ".".join(parts), ".".join(parts[:-1])
    whole = package.endswith("reading")  # its modules are reached through the package's own names
    own = [TESTS / f"test_{path.stem}.py", *([TESTS / f"test_{parts[-2]}.py"] if whole else [])]
    found = [test for test in own if test.exists()]
    for test in sorted(TESTS.glob("test_*.py")):
        names = _imports(test.read_text(encoding="utf-8"))
        if test not in found and (name in names or any(n.startswith(f"{name}.") for n in names)):
            found.append(test)
        elif test not in found and whole and any(n == package or n.startswith(f"{package}.") for n in names):
            found.append(test)
    return found


def _imports(source: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


class Watch:
    """A plugin of pytest: notes each test's time and end, and, with coverage, the lines that it runs."""

    def __init__(self, coverage=None) -> None:
        self.coverage, self.found = coverage, Reached()

    def pytest_runtest_logstart(self, nodeid: str, location: tuple) -> None:
        if self.coverage:
            self.coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report) -> None:
        seconds = self.found.seconds
        seconds[report.nodeid] = seconds.get(report.nodeid, 0) + report.duration
        if report.failed:
            self.found.failed.append(report.nodeid)


class Order:
    """A plugin of pytest: first the tests that reach the fault, the quickest of them first; then the rest of the
    module's own tests, which may use what another test made and kept."""

    def __init__(self, reached: set[str], seconds: dict[str, float], left_out: Sequence[str], own: str) -> None:
        self.reached, self.seconds, self.left_out, self.own = reached, seconds, set(left_out), own

    def pytest_collection_modifyitems(self, items: list) -> None:
        kept = [item for item in items if item.nodeid not in self.left_out]
        first = [item for item in kept if item.nodeid in self.reached]
        first.sort(key=lambda item: self.seconds.get(item.nodeid, 0))
        rest = [item for item in kept if item.nodeid not in self.reached and item.nodeid.startswith(f"{self.own}::")]
        items[:] = first + rest


def _pytest(files: Iterable[Path | str], plugins: list, folder: str, *more: str) -> int:
    import pytest

    options = [
        "-q",
        "--tb=no",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-p",
        "no:randomly",
        f"--basetemp={folder}/tests",
    ]
    return int(pytest.main([*options, "-m", "not browser", f"--rootdir={ROOT}", *more, *map(str, files)], plugins))


def _settle() -> None:
    """What every process starts from: this tree's own package, and the same examples each time."""
    os.environ |= {"PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
    os.environ |= {"OMP_NUM_THREADS": "1", "COVERAGE_CORE": "ctrace"}
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(ROOT), str(SOURCE), str(TESTS)]
    from hypothesis import Phase, settings

    phases = (Phase.explicit, Phase.generate)  # a failing example is enough, it need not be the smallest
    settings.register_profile("mutation", derandomize=True, database=None, deadline=None, phases=phases)
    settings.load_profile("mutation")


def _forget() -> None:
    """Our own modules are imported anew, all others stay."""
    ours = (str(SOURCE), str(TESTS), str(ROOT / "tools"))
    for name, module in list(sys.modules.items()):
        place = getattr(module, "__file__", None) or ""
        if name.split(".")[0] == "ethical_data" or place.startswith(ours) and name != "__main__":
            del sys.modules[name]


class _Faulty(importlib.machinery.SourceFileLoader):
    code = ""

    def get_code(self, fullname: str):
        return compile(self.code, self.path, "exec")


@dataclass(frozen=True)
class Finder:
    """Gives a module its faulty source, whatever stands in its file."""

    name: str
    path: Path
    code: str

    def find_spec(self, name: str, path=None, target=None):
        if name != self.name:
            return None
        loader = _Faulty(name, str(self.path))
        loader.code = self.code
        return importlib.util.spec_from_file_location(name, self.path, loader=loader)


# Runs


def _forked(run: Callable[[], int], folder: str) -> int:
    """The number of a new process that runs this and ends with what it gives."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    os.setpgid(0, 0)
    code = BROKEN
    try:
        with open(os.path.join(folder, "output"), "w") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            code = run()
    finally:
        os._exit(code)


def _stop(child: int) -> None:
    """A process that we started, and whatever it started."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(child, signal.SIGKILL)


def without_a_fault(path: Path, files: list[Path], folder: str) -> Reached:
    """Which test runs which line of a module, and how long each takes."""

    def run() -> int:
        import coverage

        _forget()
        measured = coverage.Coverage(include=[str(path)], data_file=None, config_file=False)
        measured.start()
        watch = Watch(measured)
        code = _pytest(files, [watch], folder, "--tb=short")
        measured.stop()
        found = watch.found
        tests = {line: list(names) for line, names in measured.get_data().contexts_by_lineno(str(path)).items()}
        told = json.dumps({"tests": tests, "seconds": found.seconds, "failed": found.failed})
        Path(folder, "reached.json").write_text(told, encoding="utf-8")
        return 0 if code in (0, 1) else code

    _, status = os.waitpid(_forked(run, folder), 0)
    if status:
        raise SystemExit(f"the tests of {path.name} do not run:\n" + Path(folder, "output").read_text()[-2000:])
    told = json.loads(Path(folder, "reached.json").read_text(encoding="utf-8"))
    tests = {int(line): set(names) for line, names in told["tests"].items()}
    return Reached(tests, told["seconds"], told["failed"])


def outcome(status: int) -> str:
    """What a process says of a fault: "survived", "killed", or "broken off" where it was not the tests that ended it.

    status: as os.waitpid gives it. A test that fails ends with 1, one that cannot be collected with 2 to 4.
    """
    if status == 0:
        return "survived"
    return "killed" if os.WIFEXITED(status) and os.WEXITSTATUS(status) in (1, 2, 3, 4) else "broken off"


def check(path: Path, chosen: list[Mutant], reached: Reached, folder: str, processes: int, end: float):
    """Each mutant with what became of it: an `outcome`, "timeout", "not reached" or "not tried"."""
    name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
    running: dict[int, tuple[Mutant, float, str]] = {}
    places = [tempfile.mkdtemp(dir=folder) for _ in range(processes)]

    def start(mutant: Mutant, place: str) -> None:
        tests = reached.of(mutant)
        files = sorted({test.split("::")[0] for test in tests}, key=reached.files.index)  # most fall at the first
        takes = sum(seconds for test, seconds in reached.seconds.items() if test.split("::")[0] in files)

        def run() -> int:
            _forget()
            sys.meta_path.insert(0, Finder(name, path, mutant.code))
            order = Order(tests, reached.seconds, reached.failed, reached.files[0])
            return next(filter(None, (_pytest([file], [order], place, "-x") for file in files)), 0)

        running[_forked(run, place)] = mutant, time.monotonic() + max(LEAST, PATIENCE * takes), place

    waiting = list(reversed(chosen))
    while waiting or running:
        while waiting and places:
            mutant = waiting.pop()
            if time.monotonic() > end:
                yield mutant, "not tried"
            elif not reached.of(mutant):
                yield mutant, "not reached"
            else:
                start(mutant, places.pop())
        for child, (mutant, limit, place) in list(running.items()):
            ended, status = os.waitpid(child, os.WNOHANG)
            late = not ended and time.monotonic() > limit
            if late:
                _stop(child)
                os.waitpid(child, 0)
            if ended or late:
                del running[child]
                places.append(place)
                yield mutant, "timeout" if late else outcome(status)
        time.sleep(0.02)


def run(path: Path, options: argparse.Namespace, end: float) -> None:
    """One module: its tests once without a fault, then with each."""
    source, files = path.read_text(encoding="utf-8"), tests_of(path)
    chosen = [m for m in mutants(source, *options.lines) if fnmatch.fnmatch(m.function, options.function)]
    place = path.relative_to(ROOT)
    print(f"# {place}: {len(chosen)} faults, {', '.join(test.name for test in files) or 'no tests'}", flush=True)
    if options.list:
        print(*(f"{place}:{m.first}\t{m.function}\t{m.change}" for m in chosen), sep="\n")
        return
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = folder
        reached = without_a_fault(path, files, folder)
        for file in reached.files[1:]:
            took = sum(seconds for test, seconds in reached.seconds.items() if test.startswith(f"{file}::"))
            if took > SLOW:
                print(f"# left out, as it takes {took:.0f} seconds: {file}")
                reached = reached.without(file)
        for test in reached.failed:
            print(f"# left out, as it fails without a fault: {test}")
        counts: dict[str, int] = {}
        OUT.mkdir(parents=True, exist_ok=True)
        table = OUT / (".".join(path.relative_to(SOURCE / "ethical_data").with_suffix("").parts) + ".tsv")
        with table.open("w", encoding="utf-8") as out:
            for mutant, became in check(path, chosen, reached, folder, options.processes, end):
                counts[became] = counts.get(became, 0) + 1
                if became in ("survived", "not reached"):
                    row = f"{place}:{mutant.first}\t{mutant.function}\t{mutant.change}"
                    row += "\tnot reached" * (became == "not reached")
                    print(row, flush=True)
                    print(row, file=out, flush=True)
    print(f"# {place}: " + ", ".join(f"{n} {became}" for became, n in sorted(counts.items())), flush=True)


def module(text: str) -> Path:
    """measure/rates, measure.rates or the file's own path."""
    bare = text.removesuffix(".py").replace(".", "/").removeprefix("src/").removeprefix("ethical_data/")
    path = SOURCE / "ethical_data" / f"{bare}.py"
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no module {path.relative_to(ROOT)}")
    return path


def every_module() -> list[Path]:
    found = [path for folder in FOLDERS for path in sorted((SOURCE / "ethical_data" / folder).glob("*.py"))]
    return [path for path in found if path.name != "__init__.py"]


def lines(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last or first)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", type=module, metavar="MODULE")
    parser.add_argument("--function", default="*", help="only faults in functions of this name (may hold *)")
    parser.add_argument(
        "--lines", type=lines, default=(1, sys.maxsize), metavar="A-B", help="only faults in these lines"
    )
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no further fault after so many")
    parser.add_argument("--processes", type=int, choices=range(1, MOST_PROCESSES + 1), default=MOST_PROCESSES)
    parser.add_argument("--list", action="store_true", help="list the faults and run nothing")
    options = parser.parse_args(arguments)
    end = time.monotonic() + options.seconds
    if not hasattr(os, "fork"):
        parser.error("this needs Linux or macOS")
    os.chdir(ROOT)
    _settle()
    chosen = options.modules or every_module()
    if not options.list:  # what is imported here is imported once, and not in every process again
        warm = sorted({str(test) for path in chosen for test in tests_of(path)})
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), tempfile.TemporaryDirectory() as at:
            _pytest(warm, [], at, "--collect-only")
    for path in chosen:
        run(path, options, end)
    return 0


if __name__ == "__main__":
    sys.exit(main())
