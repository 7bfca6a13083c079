"""The page for people, in a browser: search, filter, open, go back; and a store that is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from tests.serving import ADDRESS, address_fixture  # noqa: F401

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Place


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    binary, driver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if not binary or not driver:
        pytest.skip("needs chromium and chromedriver")
    options = ChromeOptions()
    options.binary_location = binary
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1300,900"):
        options.add_argument(argument)
    with Chrome(options=options, service=Service(driver)) as running:
        running.set_page_load_timeout(120)
        yield running


def names(browser: Chrome) -> list[str]:
    return [one.text for one in browser.find_elements(By.CSS_SELECTOR, "article h3 a")]


@pytest.mark.slow
def test_search_filter_open_back_and_nothing_found(browser: Chrome, address: str) -> None:
    browser.get(address)
    box = browser.find_element(By.NAME, "q")
    box.send_keys("queue of the orders team")
    box.submit()
    assert names(browser)
    browser.find_element(By.PARTIAL_LINK_TEXT, "eu-west-1").click()
    assert "region=eu-west-1" in browser.current_url
    assert all("eu-west-1" in one.text for one in browser.find_elements(By.TAG_NAME, "article"))
    first = names(browser)[0]
    browser.find_element(By.LINK_TEXT, first).click()
    assert first in browser.find_element(By.TAG_NAME, "h1").text
    browser.back()
    assert names(browser)[0] == first
    browser.find_element(By.CSS_SELECTOR, "a.chip").click()
    assert "region=" not in browser.current_url
    browser.get(f"{address}/?service=no-such-service")
    assert "Nothing matches" in browser.find_element(By.TAG_NAME, "main").text
    browser.get(f"{address}/ledger")
    assert browser.find_elements(By.CSS_SELECTOR, "a.square.complete")
    assert not [
        entry
        for entry in browser.get_log("browser")
        if entry["level"] == "SEVERE" and "favicon" not in entry["message"]
    ]


@pytest.mark.slow
def test_a_missing_store_is_told_in_the_browser(browser: Chrome, place: Place) -> None:
    command = [sys.executable, "-m", "estate_assets.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=place.folder, env=place.env, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr
        found = ADDRESS.search(served.stderr.readline())
        assert found
        browser.get(found.group())
        assert "estate scan" in browser.find_element(By.TAG_NAME, "main").text
        served.terminate()
