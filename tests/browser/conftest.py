"""One Lab and one browser for all tests that need them."""

import shutil

import driving
import pytest
from playwright.sync_api import sync_playwright


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def lab():
    running = driving.Lab()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=driving.CHROMIUM)
        yield launched
        launched.close()
