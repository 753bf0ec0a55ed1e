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
import site_notebooks
from driving import AXE

WIDE = {"width": 1280, "height": 900}
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


TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DRAWN = "() => [...document.querySelectorAll('[data-chart]')].every(chart => chart.querySelector('svg'))"
UNNAMED = (
    "() => [...document.querySelectorAll('[data-chart]')].filter(c => !c.matches('[role=img][aria-label]')).length"
)
OPEN = "() => document.querySelectorAll('details').forEach(one => one.open = true)"
OVER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
KINDS = "() => [...new Set([...document.querySelectorAll('.highlight pre span')].map(one => one.className))]"
# Left running, so that two pages are judged at once. The colours of code come from one style sheet: each kind of word
# in it is judged on the first page that has it. Nothing is preloaded: a style sheet would be asked for a second time.
JUDGE = """([tags, known]) => { window.judged = axe.run(known ? {exclude: ['.highlight pre span']} : document,
    {resultTypes: ['violations'], preload: false, runOnly: {type: 'tag', values: tags}}); }"""


@pytest.fixture(scope="session")
def visits(site, served, browser):
    """Every page once, with all that is folded unfolded: what was wrong with it, by what was looked at."""
    found = {
        what: []
        for what in ("console", "outside", "charts", "axe in light", "axe in dark", "wider than 640", "wider than 320")
    }
    opens = [opened(browser, served) for _ in range(2)]
    kinds = {"light": set(), "dark": set()}
    names = pages(site)
    for at in range(0, len(names), 2):
        pairs = list(zip(names[at : at + 2], opens))
        for name, (page, left, red) in pairs:
            page.set_viewport_size(WIDE)
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
            page.goto(served + name)
            page.wait_for_function(DRAWN)
            found["charts"] += [name] * page.evaluate(UNNAMED)
            found["console"] += [f"{name}: {said}" for said in red]
            found["outside"] += [f"{name}: {address}" for address in left]
            red.clear(), left.clear()
            page.evaluate(OPEN)
            page.evaluate(AXE)
        for scheme in ("light", "dark"):
            for _, (page, _, _) in pairs:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                page.wait_for_function("scheme => document.documentElement.dataset.theme === scheme", arg=scheme)
                there = set(page.evaluate(KINDS))
                page.evaluate(JUDGE, [TAGS, there <= kinds[scheme]])
                kinds[scheme] |= there
            for name, (page, _, _) in pairs:
                for one in page.evaluate("() => window.judged")["violations"]:
                    found[f"axe in {scheme}"] += [f"{name}: {one['id']}: {node['html'][:150]}" for node in one["nodes"]]
        for width in (640, 320):  # 200 % of zoom on 1,280, and a small phone
            for name, (page, _, _) in pairs:
                page.set_viewport_size({"width": width, "height": 640})
                found[f"wider than {width}"] += [name] * (page.evaluate(OVER) > 0)
    for page, _, _ in opens:
        page.context.close()
    return found


def test_every_page_loads_without_an_error_or_a_request_elsewhere(visits):
    assert visits["console"] == visits["outside"] == []


def test_every_chart_is_drawn_and_has_a_name(visits):
    assert visits["charts"] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(visits, scheme):
    assert visits[f"axe in {scheme}"] == []


@pytest.mark.parametrize("width", [640, 320])
def test_no_page_is_wider_than_a_zoomed_screen_or_a_small_phone(visits, width):
    assert visits[f"wider than {width}"] == []


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
        shown = [out.get("data", {}) for cell in course.code_cells(course.read(path)) for out in cell.outputs]
        charts = sum(course.CHART in data or "chart" in data.get(site_notebooks.KNOB, {}) for data in shown)
        assert text.count("The data of this chart as a table") == charts
    for path in course.plays():
        report = (site / "reports" / f"{path.stem}.html").read_text("utf-8")
        assert "What we found" in report and "What this cannot tell" in report
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
    page.get_by_role("link", name="Read a lesson").click()
    assert (
        "02 Consent" in page.locator("h1").inner_text()
        and "how many of them" in page.locator(".ed-ask").first.inner_text().lower()
    )
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


FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one), seen = one.getBoundingClientRect();
    const ring = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    one.dataset.reached = 'yes';
    return {body: one === document.body, ring, shown: seen.width > 0 && seen.bottom > 0 && seen.top < innerHeight,
            html: one.outerHTML.slice(0, 120)};
}"""
REACHABLE = """() => [...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')].filter(one =>
    one.checkVisibility({visibilityProperty: true}) && !one.closest('dialog') && !one.disabled &&
    one.tabIndex >= 0 && !one.dataset.reached)
    .map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize(
    "name",
    [
        "index",
        "notebooks/1-fundamentals/02-consent-and-transparency",
        "exercises/1-fundamentals/02-consent-and-transparency",
    ],
)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(served, browser, name):
    page, _, _ = opened(browser, served)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{served}{name}.html")
    page.wait_for_function(DRAWN)
    page.keyboard.press("Tab")
    assert "Skip to main content" in page.evaluate("() => document.activeElement.innerText")
    page.wait_for_function("() => document.activeElement.getBoundingClientRect().bottom > 0")  # it slides in
    hidden = []
    for _ in range(400):
        at = page.evaluate(FOCUSED)
        if at["body"]:
            break
        hidden += [] if at["ring"] and at["shown"] else [at]
        page.keyboard.press("Tab")
    assert at["body"] and hidden == [] and page.evaluate(REACHABLE) == []
    page.context.close()


def test_what_is_folded_opens_with_a_key(served, browser):
    page, _, _ = opened(browser, served)
    page.goto(served + "exercises/1-fundamentals/02-consent-and-transparency.html")
    page.locator("details.ed-more > summary").first.focus()
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


TOO_WIDE = (
    "() => [...document.querySelectorAll('.ed-table')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
)


def test_on_a_phone_charts_fit_and_wide_tables_scroll_by_keyboard(served, browser):
    page, _, _ = opened(browser, served, size={"width": 390, "height": 844})
    page.goto(served + "notebooks/2-intermediate/15-explain-the-no.html")
    page.wait_for_function(DRAWN)
    for chart in page.locator("[data-chart]").all():
        assert chart.evaluate("e => e.scrollWidth <= e.clientWidth")
        words = chart.locator("svg text").all_text_contents()
        assert words and not [label for label in words if label.endswith("…")]
    wide = page.locator(".ed-table[tabindex='0'][role=group]")
    assert wide.count() and wide.first.get_attribute("aria-label").startswith("Table, scrolls sideways: ")
    assert wide.count() == page.evaluate(TOO_WIDE)
    page.set_viewport_size(WIDE)
    page.wait_for_function("() => !document.querySelector('.ed-table[tabindex]')")
    page.context.close()
