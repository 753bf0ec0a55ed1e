"""Who may import whom: the arrows of docs/architecture.md, read from the code. No circle, no arrow upward."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "ethical_data"
#: room -> the rooms that it may import; every room may use errors, home and text_files.
ALLOWED = {
    "errors": set(),
    "home": set(),
    "text_files": set(),
    "measure": set(),
    "charts": set(),
    "worlds": set(),
    "data": set(),
    "recognise": {"measure"},
    "documents": {"measure", "recognise"},
    "playbook": {"measure", "recognise", "documents", "charts"},
    "plays": {"measure", "recognise", "documents", "charts", "data", "playbook"},
    "learn": {"measure", "charts"},
    "lessons": {"measure", "recognise", "documents", "data", "learn"},
    "cli": {"worlds", "playbook"},
}
GROUND = {"errors", "home", "text_files"}
#: In measure nothing writes, draws or makes pages.
PURE = {"measure"}
NOT_PURE = {"os", "io", "pathlib", "tempfile", "shutil", "html", "jinja2", "altair", "ipywidgets", "IPython"}


def modules() -> dict[str, Path]:
    """Dotted name below ethical_data -> file, without `__init__` at its end."""
    found = {}
    for path in sorted(SRC.rglob("*.py")):
        parts = path.relative_to(SRC).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


MODULES = modules()


def imports(name: str, code: str) -> set[str]:
    """What a module imports of this package, as dotted names below it; of `from . import x`, x."""
    here = name.split(".") if name else []
    package = here if MODULES[name].name == "__init__.py" else here[:-1]
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1] + (node.module.split(".") if node.module else [])
            for one in node.names:
                whole = ".".join([*base, one.name])
                found.add(whole if whole in MODULES else ".".join(base))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "ethical_data":
            found.add(".".join(node.module.split(".")[1:]))
        elif isinstance(node, ast.Import):
            found |= {".".join(one.name.split(".")[1:]) for one in node.names if one.name.startswith("ethical_data.")}
    return {one for one in found if one in MODULES} - {name, ""}


GRAPH = {name: imports(name, path.read_text("utf-8")) for name, path in MODULES.items()}


def room(name: str) -> str:
    return name.split(".")[0]


@pytest.mark.parametrize("name", [name for name in MODULES if name])
def test_a_module_imports_only_what_lies_below_it(name):
    here = room(name)
    assert here in ALLOWED, f"{here} is a new room: say in ALLOWED and in docs/architecture.md what it stands on"
    beyond = {one for one in GRAPH[name] if room(one) not in ALLOWED[here] | GROUND | {here}}
    assert beyond == set()


def test_there_is_no_circle_not_even_within_a_room():
    seen: dict[str, bool] = {}  # True: on the path that is being walked

    def walk(name: str, path: list[str]) -> None:
        assert not seen.get(name), " → ".join([*path, name])
        if name in seen:
            return
        seen[name] = True
        for other in sorted(GRAPH[name]):
            walk(other, [*path, name])
        seen[name] = False

    for name in MODULES:
        walk(name, [])


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) in PURE])
def test_a_measure_writes_draws_and_prints_nothing(name):
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    used = {one.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    used |= {(n.module or "").split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and not n.level}
    called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert used & NOT_PURE == set() and called & {"print", "open", "display"} == set()


def test_tools_and_tests_are_not_imported_by_the_package():
    for name, path in MODULES.items():
        tree = ast.parse(path.read_text("utf-8"))
        heads = {one.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for one in n.names}
        heads |= {(n.module or "").split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        assert heads & {"tools", "tests", "pytest", "hypothesis"} == set(), name


def test_the_arrows_are_those_of_the_architecture():
    told = (SRC.parents[1] / "docs" / "architecture.md").read_text("utf-8")
    assert [here for here in ALLOWED if f"`ethical_data.{here}`" not in told] == []


def test_no_module_is_called_utils():
    assert [name for name in MODULES if name.split(".")[-1] in ("utils", "util", "helpers", "common", "misc")] == []


def test_an_arrow_upward_and_a_lazy_import_are_seen():
    assert imports("measure.rates", "def f():\n    from ..playbook import report\n") == {"playbook.report"}
    assert imports("learn", "from .checking import check") == {"learn.checking"}
    assert imports("cli", "import ethical_data.playbook.runner") == {"playbook.runner"}
