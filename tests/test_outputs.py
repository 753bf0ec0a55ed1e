"""Stored outputs are what the one writer writes, and the writer refuses what would differ elsewhere."""

import base64
import io
import json
import os
import re
import subprocess
import sys

import course
import pytest
import registers
import write_outputs
from course import CHART, ROOT
from nbformat.v4 import new_code_cell
from PIL import Image
from small_course import FIXTURE, cell
from write_outputs import Refused, differences, written

#: The first of each kind, as nbval runs every notebook and compares what it says. .ci/run writes all of them again.
EACH_KIND = {course.kind(path): str(path.relative_to(ROOT)) for path in reversed(course.with_outputs())}


@pytest.mark.parametrize("name", EACH_KIND.values(), ids=EACH_KIND)
def test_writing_again_gives_what_is_stored(name):
    stored = (ROOT / name).read_text(encoding="utf-8")
    assert differences(stored, written(ROOT / name)) == []


def test_the_map_in_the_readme_is_what_the_lessons_say():
    assert registers.readme() == (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(\d\d) ", registers.readme_map(), re.MULTILINE)
    assert listed == [path.stem[:2] for path in [course.start_page(), *course.lessons()]]


def test_writing_twice_gives_the_same_bytes(small):
    for path in course.with_outputs(small.root):
        stored = path.read_text(encoding="utf-8")
        assert stored == (FIXTURE / path.relative_to(small.root)).read_text(encoding="utf-8")
        assert written(path, small.root) == stored


def with_code(source: str, **metadata):
    return lambda notebook: notebook.cells.insert(4, new_code_cell(source, metadata=metadata))


def shown(path) -> list:
    return [out for one in course.code_cells(course.read(path)) for out in one.outputs]


def test_what_varies_is_stripped_and_what_lasts_is_stamped(small):
    def plant(notebook):
        notebook.metadata.language_info = {"name": "python", "version": "3.11.7"}
        notebook.metadata.widgets = {"state": {}}
        for one in notebook.cells:
            one.id = f"x{id(one)}"
            one.metadata.execution = {"iopub.status.idle": "2026-01-01T00:00:00Z"}
            one.metadata.collapsed = False
        for one in course.code_cells(notebook):
            one.execution_count, one.outputs = 77, []
        notebook.cells.pop(0), notebook.cells.pop()

    small.change(small.lesson, plant)
    assert write_outputs.main([str(small.lesson)], small.root) == 0
    assert small.lesson.read_text("utf-8") == (FIXTURE / small.lesson.relative_to(small.root)).read_text("utf-8")
    chart = next(out for out in shown(small.lesson) if CHART in out.get("data", {}))
    picture = Image.open(io.BytesIO(base64.b64decode(chart.data["image/png"])))
    assert (picture.mode, len(picture.getcolors())) <= ("P", 64)
    assert chart.metadata["image/png"]["width"] == picture.width / write_outputs.SCALE


def test_no_font_of_a_machine_changes_a_picture(small, tmp_path):
    """Drawn by a process that is told of no fonts at all, and by one that is told of those that are here."""
    chart = next(out for out in shown(small.lesson) if CHART in out.get("data", {}))
    (tmp_path / "spec.json").write_text(json.dumps(chart.data[CHART]), "utf-8")
    (tmp_path / "none.conf").write_text("<fontconfig></fontconfig>", "utf-8")
    code = (
        f"import json, sys; sys.path.insert(0, {str(ROOT / 'tools')!r}); import write_outputs\n"
        f"print(write_outputs.picture(json.load(open({str(tmp_path / 'spec.json')!r})))[0])"
    )
    for fonts in ({}, {"FONTCONFIG_FILE": str(tmp_path / "none.conf"), "HOME": str(tmp_path)}):
        environment = os.environ | fonts
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
        assert done.stdout.strip() == chart.data["image/png"].strip(), done.stderr


def test_the_font_is_ours_and_not_one_that_stands_in_for_it(small, monkeypatch):
    chart = next(out for out in shown(small.lesson) if CHART in out.get("data", {}))
    monkeypatch.setattr(write_outputs, "FONT", "A font that nobody has")
    assert write_outputs.picture(chart.data[CHART])[0] != chart.data["image/png"].strip()


def test_a_picture_is_drawn_anew_when_its_chart_changes(small):
    def stored_picture():
        chart = next(out for out in shown(small.lesson) if CHART in out.get("data", {}))
        return chart.data["image/png"], chart.metadata["image/png"]["of"]

    before = stored_picture()
    small.change(
        small.lesson,
        lambda n: cell(n, "chart =").update(source=cell(n, "chart =").source.replace("2}", "3}")),
    )
    assert write_outputs.main([str(small.lesson)], small.root) == 0
    assert not set(before) & set(stored_picture())


def test_each_notebook_has_a_new_work_folder_and_this_python(small):
    source = "import os, sys\nprint(sys.version_info[:2], os.path.exists(os.environ['ETHICAL_DATA_WORK']))"
    small.change(small.lesson, with_code(source))
    assert write_outputs.main([str(small.lesson)], small.root) == 0
    assert shown(small.lesson)[0].text == f"{sys.version_info[:2]} False\n"


def test_a_live_control_is_stored_as_words(small):
    source = """from ipywidgets import IntSlider
class Knob:
    def _repr_mimebundle_(self, **_):
        return {**IntSlider()._repr_mimebundle_(), "text/plain": "days: 3", "text/html": "<p>days: 3</p>"}
Knob()"""
    small.change(small.lesson, with_code(source))
    assert write_outputs.main([str(small.lesson)], small.root) == 0
    assert dict(shown(small.lesson)[0].data) == {"text/html": "<p>days: 3</p>", "text/plain": "days: 3"}
    assert "widgets" not in course.read(small.lesson).metadata


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("1 / 0", "a cell failed"),
        ("import warnings\nwarnings.warn('old')", "warns"),
        ("import os\nos.environ['ETHICAL_DATA_WORK']", "shows a temporary folder"),
        ("import os\nprint(os.getcwd())", "shows the project's folder|shows a temporary folder"),
        ("import pathlib\nprint(pathlib.Path.home() / 'x')", "shows the home folder"),
        ("object()", "shows an address in memory"),
        ("import datetime\nprint(datetime.datetime.now())", "shows the present time"),
        ("from ipywidgets import IntSlider\nIntSlider()", "shows a bare widget"),
    ],
)
def test_what_would_differ_elsewhere_is_refused(small, source, says):
    small.change(small.lesson, with_code(source))
    before = small.lesson.read_bytes()
    with pytest.raises(Refused, match=says):
        written(small.lesson, small.root)
    assert small.lesson.read_bytes() == before


def test_an_exercise_is_not_written_by_hand(small):
    with pytest.raises(Refused, match="made from its solution"):
        written(small.exercise, small.root)


def test_check_says_which_cell_differs_and_writes_nothing(small, capsys):
    small.change(small.lesson, lambda n: cell(n, "sends[sends").outputs[0].data.update({"text/html": "<p>other</p>"}))
    before = small.lesson.read_bytes()
    assert write_outputs.main(["--check", str(small.lesson)], small.root) == 1
    assert "01-two-stops.ipynb: cell 8: outputs" in capsys.readouterr().out
    assert small.lesson.read_bytes() == before


def test_check_finds_a_file_of_another_form(small, capsys):
    small.solution.write_text(small.solution.read_text("utf-8") + "\n", encoding="utf-8")
    assert write_outputs.main(["--check", str(small.solution)], small.root) == 1
    assert "the form of the file" in capsys.readouterr().out
