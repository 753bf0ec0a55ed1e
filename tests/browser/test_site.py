"""The website as readers meet it: every page, in light and dark, on a wide screen and a narrow one, with no network."""

import functools
import http.server
import json
import re
import subprocess
import sys
import threading
from html.parser import HTMLParser
from urllib.parse import unquote

import course
import make_site
import pytest
from driving import AXE

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
MB = 1_000_000


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def site():
    built = subprocess.run([sys.executable, "tools/make_site.py"], cwd=course.ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    return make_site.SITE


@pytest.fixture(scope="session")
def served(site):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def pages(site):
    return sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html") if "_static" not in p.parts)


def opened(browser, served, scheme="light", size=WIDE):
    """A page with everything but loopback blocked; what it asked for elsewhere, and what went wrong."""
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page, left, red = context.new_page(), [], []

    def gate(route):
        inside = route.request.url.startswith((served, "data:", "blob:", "file:"))
        left.extend([] if inside else [route.request.url])
        route.continue_() if inside else route.abort()

    context.route("**/*", gate)
    page.on("console", lambda said: red.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: red.append(str(error)))
    return page, left, red


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_loads_is_drawn_and_is_accessible(site, served, browser, scheme):
    page, left, red = opened(browser, served, scheme)
    wrong = []
    for name in pages(site):
        page.goto(served + name)
        page.wait_for_function("() => [...document.querySelectorAll('[data-chart]')].every(c => c.querySelector('svg'))")
        unnamed = page.evaluate(
            "() => [...document.querySelectorAll('[data-chart]')].filter(c => !c.querySelector('[role=graphics-document][aria-label]')).length")
        wrong += [f"{name}: {unnamed} charts without a name"] * bool(unnamed) + [f"{name}: {said}" for said in red]
        red.clear()
        page.evaluate(AXE)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = page.evaluate("tags => axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'tag', values: tags}})", tags)
        wrong += [f"{name}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]
    assert (wrong, left) == ([], [])
    page.context.close()


def test_no_page_is_wider_than_a_small_phone(site, served, browser):
    page, _, _ = opened(browser, served, size=NARROW)
    wide = []
    for name in pages(site):
        page.goto(served + name)
        over = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wide += [(name, over)] if over > 0 else []
    assert wide == []
    page.context.close()


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.targets, self.ids = [], set()

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.ids |= {told[key] for key in ("id", "name") if told.get(key)}
        self.targets += [told[key] for key in ("href", "src") if told.get(key)]


def test_every_link_leads_somewhere(site):
    read = {}
    for name in pages(site):
        read[site / name] = parser = Links()
        parser.feed((site / name).read_text("utf-8"))
    dead = []
    for path, parser in read.items():
        for target in parser.targets:
            if re.match(r"[a-z]+:", target):
                continue
            file, _, place = target.partition("#")
            there = (path.parent / unquote(file.partition("?")[0])).resolve() if file else path
            if not there.exists() or (place and there in read and unquote(place) not in read[there].ids):
                dead.append(f"{path.relative_to(site)}: {target}")
    assert dead == []


def test_pages_and_site_are_light(site):
    heavy = [p.name for p in (site / "notebooks").rglob("*.html") if p.stat().st_size > MB / 2]
    assert heavy == [] and sum(p.stat().st_size for p in site.rglob("*") if p.is_file()) < 40 * MB


def test_every_lesson_exercise_play_and_dataset_is_there_with_its_chart_data(site):
    for path in [*course.with_outputs(), *course.in_stages("exercises")]:
        text = (site / path.relative_to(course.ROOT).with_suffix(".html")).read_text("utf-8")
        charts = sum(course.CHART in out.get("data", {}) for cell in course.code_cells(course.read(path)) for out in cell.outputs)
        assert text.count("The data of this chart as a table") == charts
    for path in (course.ROOT / "data").glob("*/datapackage.json"):
        assert (site / "data" / path.parent.name / "datasheet.html").exists()


def test_solutions_wait_behind_a_click(site):
    for path in course.in_stages("solutions"):
        text = (site / path.relative_to(course.ROOT).with_suffix(".html")).read_text("utf-8")
        assert "<details" in text
        for cell in course.code_cells(course.read(path)):
            if "blank" in course.tags(cell):
                assert "tag_hide-cell" in text


def test_from_the_front_page_to_the_first_task_of_lesson_02_in_three_clicks(served, browser):
    page, left, red = opened(browser, served)
    page.goto(served + "index.html")
    page.get_by_role("link", name="Read a lesson").or_(page.locator("a.sd-stretched-link").first).first.click()
    assert "02 Consent" in page.locator("h1").inner_text() and "how many of them" in page.locator(".ed-ask").first.inner_text().lower()
    page.get_by_role("link", name="set it up").click()
    words = page.locator("main").inner_text()
    assert "make lab" in words and "py start.py lab" in words and (left, red) == ([], [])
    page.context.close()


def test_the_search_works_with_no_network(served, browser):
    page, left, _ = opened(browser, served)
    page.goto(served + "search.html?q=withdrawal")
    page.wait_for_selector("#search-results li")
    assert "Consent" in page.locator("#search-results").inner_text() and left == []
    page.context.close()


def test_it_works_from_a_stick(site, browser):
    page, left, red = opened(browser, site.as_uri())
    page.goto((site / "notebooks/1-fundamentals/02-consent-and-transparency.html").as_uri())
    page.wait_for_selector("[data-chart] svg")
    assert (left, red) == ([], [])
    page.context.close()


def test_the_keyboard_reaches_the_content_and_opens_what_is_folded(served, browser):
    page, _, _ = opened(browser, served)
    page.goto(served + "exercises/1-fundamentals/02-consent-and-transparency.html")
    page.keyboard.press("Tab")
    assert "Skip to main content" in page.evaluate("() => document.activeElement.innerText")
    hint = page.locator("details.ed-more > summary").first
    hint.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.ed-more").first.get_attribute("open") is not None
    page.context.close()


def test_nothing_on_the_site_asks_for_a_cookie_or_keeps_one(served, browser):
    page, _, _ = opened(browser, served)
    page.goto(served + "index.html")
    assert page.context.cookies() == []
    page.context.close()


def test_a_site_made_from_other_files_is_not_fit_to_publish(site, tmp_path):
    assert make_site.check() == 0
    (tmp_path / "made-from.json").write_text(json.dumps({"sha256": "0" * 64}))
    assert make_site.check(site=tmp_path) == 1 and make_site.check(site=tmp_path / "none") == 1
