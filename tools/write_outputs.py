"""The one writer of outputs: runs notebooks and stores them in the form in which they are committed.

python tools/write_outputs.py               start page, lessons, plays, solutions; README's map
python tools/write_outputs.py NOTEBOOK...   of the notebooks only these
python tools/write_outputs.py --check ...   writes nothing, says what differs; exit 1 if anything does

Running twice gives the same bytes. A notebook is run by this Python in its own folder, with a work folder
that is new and empty. It is refused when a cell fails or warns, or when an output holds what differs from
machine to machine: a path, a clock, an address in memory.
"""

import argparse
import base64
import hashlib
import io
import json
import os
import re
import socket
import tempfile
from datetime import date
from pathlib import Path

import course
import frame
import ipykernel.kernelspec
import nbformat
import registers
import vl_convert
from course import CHART, ROOT
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode
from PIL import Image

VEGA_LITE = "5.20"
COLOURS = 64
FONT = "Playbook Sans"  # in tools/fonts: what is drawn must not depend on the fonts of a machine
vl_convert.register_font_directory(str(ROOT / "tools" / "fonts"))
SCALE = 2  # pixels of the stored picture for one of the chart
WIDGET = "application/vnd.jupyter.widget-view+json"


class Refused(Exception):
    """A notebook that cannot be written; says why."""


class ThisPython(KernelSpecManager):
    """Gives the running Python as the kernel, whatever is registered on the machine."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(resource_dir=ipykernel.kernelspec.RESOURCES, **ipykernel.kernelspec.get_kernel_dict())


def run(notebook: NotebookNode, folder: Path) -> None:
    """Runs every cell in a fresh kernel; outputs and counts are then those of this run."""
    for cell in course.code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    with tempfile.TemporaryDirectory(prefix="ethical-data-") as work:
        environment = dict(os.environ, ETHICAL_DATA_WORK=os.path.join(work, "my-work"), IPYTHONDIR=work)
        client = NotebookClient(
            notebook, timeout=300, record_timing=False, store_widget_state=False, coalesce_streams=True,
            km=AsyncKernelManager(kernel_spec_manager=ThisPython()),
            resources={"metadata": {"path": str(folder)}}, extra_arguments=["--log-level=40"],
        )  # fmt: skip
        try:
            client.execute(env=environment, cleanup_kc=True)
        except (CellExecutionError, DeadKernelError) as error:
            raise Refused(f"a cell failed:\n{error}") from None


def fingerprint(spec: dict) -> str:
    """What a stored picture was drawn from."""
    return hashlib.sha256(json.dumps([spec, VEGA_LITE, SCALE, COLOURS], sort_keys=True).encode()).hexdigest()[:16]


def picture(spec: dict) -> tuple[str, dict]:
    """A small PNG of a chart, in base64, and what is noted beside it: its size and which chart it shows."""
    ours = {**spec, "config": {**spec.get("config", {}), "font": FONT}}
    drawn = Image.open(io.BytesIO(vl_convert.vegalite_to_png(ours, vl_version=VEGA_LITE, scale=SCALE)))
    flat = Image.new("RGB", drawn.size, "white")
    flat.paste(drawn, mask=drawn.getchannel("A") if drawn.mode == "RGBA" else None)
    small = io.BytesIO()
    flat.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "png", optimize=True)
    noted = {"width": drawn.width // SCALE, "height": drawn.height // SCALE, "of": fingerprint(spec)}
    return base64.b64encode(small.getvalue()).decode(), noted


def differs_by_machine(root: Path) -> dict[str, re.Pattern]:
    """What must not stand in an output, by what it is called in the message."""
    folders = {
        "the project's folder": root,
        "the home folder": Path.home(),
        "a temporary folder": tempfile.gettempdir(),
    }
    found = {what: re.compile(rf"(?<!\w){re.escape(str(path))}(?!\w)") for what, path in folders.items()}
    host = socket.gethostname()
    if len(host) > 5:
        found["the name of this machine"] = re.compile(rf"\b{re.escape(host)}\b")
    found["the present time"] = re.compile(rf"\b{date.today().isoformat()}[T ]\d\d:\d\d")
    found["an address in memory"] = re.compile(r"\b0x[0-9a-f]{8,}\b")
    return found


def pictures(notebook: NotebookNode) -> dict[str, tuple[str, dict]]:
    """The stored pictures by fingerprint. One that still fits is kept: other fonts would draw other bytes."""
    outputs = [out for cell in course.code_cells(notebook) for out in cell.outputs]
    noted = [(out.get("metadata", {}).get("image/png", {}), out.get("data", {}).get("image/png")) for out in outputs]
    return {note["of"]: (png, note) for note, png in noted if png and "of" in note}


def polish(notebook: NotebookNode, root: Path, drawn: dict[str, tuple[str, dict]]) -> None:
    """Numbers the cells, stamps pictures, takes out widgets; refuses what differs from run to run."""
    unwanted = differs_by_machine(root)
    for number, cell in enumerate(course.code_cells(notebook), 1):
        cell.execution_count = number
        for out in cell.outputs:
            if out.output_type == "execute_result":
                out.execution_count = number
            if out.output_type == "stream" and out.name == "stderr":
                raise Refused(f"cell [{number}] warns:\n{out.text}")
            data = out.get("data", {})
            if data.pop(WIDGET, None) and "text/html" not in data:
                raise Refused(f"cell [{number}] shows a bare widget, which is gone on reopening: use knob or ask")
            if CHART in data:
                data["image/png"], noted = drawn.get(fingerprint(data[CHART])) or picture(data[CHART])
                out.metadata = NotebookNode({**out.metadata, "image/png": noted})
            content = json.dumps({**out, "data": {mime: data[mime] for mime in data if mime != "image/png"}})
            for what, pattern in unwanted.items():
                if found := pattern.search(content.replace("\\\\", "\\")):
                    raise Refused(f"cell [{number}] shows {what}: {found[0]}")


def written(path: Path, root: Path = ROOT) -> str:
    """The text that the notebook's file should hold."""
    kind = course.kind(path, root)
    if kind == "exercise":
        raise Refused("an exercise is made from its solution, by tools/make_exercises.py")
    notebook = course.read(path)
    drawn = pictures(notebook)
    if kind == "solution":
        notebook.metadata.ethical_data["kind"] = kind
    frame.refresh(notebook, path, root)
    run(notebook, path.parent)
    course.tidy(notebook, path.stem + ("-solution" if kind == "solution" else ""))
    polish(notebook, root, drawn)
    return course.text(notebook)


def differences(stored: str, fresh: str) -> list[str]:
    """In which cells two texts of a notebook differ."""
    if stored == fresh:
        return []
    old, new = (nbformat.reads(text, as_version=4) for text in (stored, fresh))
    found = [] if len(old.cells) == len(new.cells) else [f"{len(old.cells)} cells instead of {len(new.cells)}"]
    found += [] if old.metadata == new.metadata else ["the notebook's metadata"]
    for number, (a, b) in enumerate(zip(old.cells, new.cells, strict=False), 1):
        parts = [part for part in sorted({*a, *b}) if a.get(part) != b.get(part)]
        found += [f"cell {number}: {', '.join(parts)}"] if parts else []
    return found or ["the form of the file"]


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all that are committed with outputs")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args(arguments)
    failed = False
    for path in [path.resolve() for path in options.notebooks] or course.with_outputs(root):
        stored = path.read_text(encoding="utf-8")
        try:
            fresh = written(path, root)
            problems = differences(stored, fresh) if options.check else []
        except Refused as error:
            fresh, problems = stored, [str(error)]
        if not options.check and not problems:
            course.write(path, fresh)
        failed |= bool(problems)
        outcome = "; ".join(problems) or ("as stored" if fresh == stored else "written")
        print(f"{path.relative_to(root)}: {outcome}")
    failed |= bool(registers.main(["--check"] if options.check else [], root))
    return int(failed)


if __name__ == "__main__":
    course.run(main)
