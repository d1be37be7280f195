"""How long the web console takes in a cold browser to its first view: the list of tables, with a table."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.progress import Progress
from benchmarks.servers import BenchmarkError, ServerUnderTest

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

TABLE = "first-view"
CHROMIUM = "chromium chromium-browser google-chrome"
_WIDTH, _HEIGHT = 1280, 900
# The answer is the page's own clock, which starts with the navigation: the browser's start is not in it.
_SHOWN = """table => new Promise(done => {
    const look = () =>
        [...document.querySelectorAll("a")].some(link => link.textContent === table)
            ? requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0))
            : setTimeout(look, 2);
    look();
})"""
_LOADED = """() => ["navigation", "resource"].flatMap(kind => performance.getEntriesByType(kind))
    .map(entry => entry.encodedBodySize)"""
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


@dataclass(frozen=True, slots=True)
class FirstView:
    """Of all runs: milliseconds from the address to the drawn table, milliseconds to the first paint (median),
    answers that the page loaded and their kilobytes as sent."""

    milliseconds: tuple[float, ...]
    first_paint: float
    answers: int
    kilobytes: float

    @property
    def median(self) -> float:
        return median(self.milliseconds)


def measure_first_view(server: ServerUnderTest, runs: int, progress: Progress) -> FirstView:
    """Open the console in so many browsers, each started anew, without a cache. Raises BenchmarkError when
    Playwright, Chromium or the built console is missing."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise BenchmarkError(
            "--console needs Playwright, of the test requirements: make .venv/.installed-test"
        ) from None
    program = _chromium()
    key = [{"AttributeName": "id", "KeyType": "HASH"}]
    types = [{"AttributeName": "id", "AttributeType": "S"}]
    server.call(
        "CreateTable",
        {"TableName": TABLE, "KeySchema": key, "AttributeDefinitions": types, "BillingMode": "PAY_PER_REQUEST"},
    )
    milliseconds, paints, sizes = [], [], []
    with sync_playwright() as playwright:
        for number in range(1, runs + 1):
            progress.show(f"first view {number} of {runs}")
            shown, painted, sizes = _look(playwright, program, f"http://127.0.0.1:{server.port}/console/")
            milliseconds.append(shown)
            paints.append(painted)
    return FirstView(tuple(milliseconds), median(paints), len(sizes), sum(sizes) / 1e3)


def _chromium() -> str:
    for name in (os.environ.get("CHROMIUM") or CHROMIUM).split():
        if found := shutil.which(name):
            return found
    raise BenchmarkError("--console needs Chromium: scripts/install browser, or CHROMIUM=name")


def _look(playwright: Playwright, program: str, address: str) -> tuple[float, float, list[float]]:
    """Milliseconds to the table and to the first paint, and the sizes of what was loaded."""
    browser = playwright.chromium.launch(
        executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"]
    )
    try:
        page = browser.new_context(viewport={"width": _WIDTH, "height": _HEIGHT}).new_page()
        answer = page.goto(address, wait_until="commit")
        if answer is None or not answer.ok:
            raise BenchmarkError("the web console is not built: make console")
        shown: float = page.evaluate(_SHOWN, TABLE)
        painted: float = page.evaluate(_PAINTED)
        sizes: list[float] = page.evaluate(_LOADED)
        return shown, painted, sizes
    finally:
        browser.close()
