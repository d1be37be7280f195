"""Fixtures for tests that click through the web console."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from console.browsing import Window, chromium
from server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for the tests of a file: with the tables of a whole session, a list would have many pages."""
    server = Server(tmp_path_factory.mktemp("server"), transition_seconds=0).start()
    yield server
    server.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests of the console. It ends with them: while Playwright runs, its event loop is the
    thread's, and tests of other packages could not start one."""
    expect.set_options(timeout=30_000)  # what is awaited comes at once, unless the machine is busy
    path = chromium(os.environ.get("CHROMIUM") or "chromium chromium-browser google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_window(browser: Browser) -> Iterator[Callable[..., Window]]:
    """``open_window(server, theme="dark", width=390)`` opens a window, in which no trouble may have been
    when the test ends."""
    opened: list[Window] = []

    def open_one(server: Server, **look: Any) -> Window:
        opened.append(Window(browser, server, **look))
        return opened[-1]

    yield open_one
    for window in opened:
        window.close()


@pytest.fixture
def window(open_window: Callable[..., Window], server: Server) -> Window:
    """A window on the server."""
    return open_window(server)
