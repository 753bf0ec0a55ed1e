"""The launcher in a real browser: a file chosen from disk, its columns looked at, a report, a decision; by keyboard."""

import json

import course
import driving
import pytest
from driving import PANEL

LAUNCHER = str(course.launcher().relative_to(course.ROOT))
RUN = f"{PANEL} .ed-run"


@pytest.fixture
def opened(lab, browser):
    tab = driving.open_tab(browser, lab)
    driving.open_notebook(tab, lab, LAUNCHER)
    driving.run_all(tab.page)
    yield tab
    tab.page.context.close()


def choose_file(page, name, path):
    with page.expect_file_chooser() as asked:
        page.locator(RUN).get_by_role("button", name=f"Choose {name}").press("Enter")
    asked.value.set_files(str(path))
    page.wait_for_selector(f"{RUN} [role=status]:has-text('{path.name}')")


def test_a_file_from_disk_becomes_a_report_by_keyboard_alone(opened, lab, tmp_path):
    page = opened.page
    play = page.locator(f"{RUN} label", has_text="(consent-audit)").locator("input")
    driving.choose(page, play, page.locator(f"{PANEL} h1"))
    sends = (course.ROOT / "data/online_store/sends.csv").read_text("utf-8").replace("sent_at", "Versandzeit", 1)
    mine = tmp_path / "My sends.csv"
    mine.write_text(sends, "utf-8")
    choose_file(page, "sends", mine)
    choose_file(page, "consents", course.ROOT / "data/online_store/consents.csv")
    assert page.locator(RUN).get_by_role("combobox", name="sent_at", exact=True).input_value() == "Versandzeit"
    box = page.locator(RUN).get_by_role("combobox", name="customer_id", exact=True).first
    box.press("ControlOrMeta+a")
    box.press_sequentially("campaign_id")
    box.press("Tab")
    page.wait_for_selector(f"{RUN} :text('you chose it')")
    page.locator(RUN).get_by_role("button", name="Run the play").press("Enter")
    page.wait_for_selector(f"{RUN} iframe[title='The report']", timeout=driving.PATIENCE)
    report = page.frame_locator(f"{RUN} iframe")
    row = report.locator("tr", has_text="Mails to people who had said stop before").first.inner_text()
    assert "505" in row and "18,000" in row
    page.locator(RUN).get_by_label("What will you do?").fill("a fresh list for each mail")
    page.locator(RUN).get_by_role("button", name="Keep it").press("Enter")
    page.wait_for_selector(f"{RUN} :text('Kept in the register')")
    kept = json.loads((lab.scratch / "reports" / "register.json").read_text("utf-8"))
    assert kept[-1]["findings"][0]["decided"] == "a fresh list for each mail"
    assert (lab.scratch / "my-work" / "files" / "sends" / "My sends.csv").read_text("utf-8") == sends
    assert driving.violations(page) == [] and (opened.left, opened.red) == ([], [])
    saved = page.evaluate("() => JSON.stringify(window.jupyterapp.shell.currentWidget.context.model.toJSON())")
    assert "Versandzeit" not in saved and "fresh list" not in saved  # what Lab would write into the notebook
    unnamed = [c.get_attribute("outerHTML") for c in page.locator(f"{RUN} input:visible").all() if not driving.label(c)]
    assert unnamed == []


def test_a_file_of_thirty_megabytes_can_be_chosen(opened, lab, tmp_path):
    page = opened.page
    page.locator(f"{RUN} label", has_text="(consent-audit)").locator("input").check()
    mine = tmp_path / "large.csv"
    mine.write_text("sent_at,email\n" + "2025-03-03T09:12:00Z,a@example.com\n" * 800_000, "utf-8")
    choose_file(page, "sends", mine)
    assert (lab.scratch / "my-work" / "files" / "sends" / "large.csv").stat().st_size == mine.stat().st_size
