"""What a cold browser loads before it shows the first page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import expect

from api.tables import create_music
from console.browsing import Window
from server import Server

_LIMIT_BYTES = 500_000
_LIMIT_FILES = 10  # a browser fetches six at a time


def test_it_is_less_than_500_kilobytes_as_sent_in_few_files(
    open_window: Callable[..., Window], fresh_server: Callable[..., Server]
) -> None:
    server = fresh_server()
    create_music(server.client("dynamodb"), "console-first-view")
    window = open_window(server).open()
    expect(window.link("console-first-view")).to_be_visible()
    sizes = {
        urlsplit(response.url).path: response.request.sizes()["responseBodySize"] for response in window.loaded
    }
    assert {"/console/", "/console/settings.json"} < sizes.keys()
    assert sum(sizes.values()) < _LIMIT_BYTES, sizes
    assert sum(sizes.values()) > _LIMIT_BYTES / 10, "the sizes are those of what was sent"
    assert len([path for path in sizes if path.endswith((".js", ".css"))]) <= _LIMIT_FILES, sizes


def test_the_key_services_client_is_not_part_of_it(
    open_window: Callable[..., Window], fresh_server: Callable[..., Server]
) -> None:
    """Pages and the SDK's clients are files of their own: what a page does not use is not loaded with it."""
    window = open_window(fresh_server()).open()
    expect(window.heading("Tables")).to_be_visible()
    scripts = [response.text() for response in window.loaded if response.url.endswith(".js")]
    assert any("DynamoDB_20120810" in script for script in scripts)
    assert not any("TrentService" in script for script in scripts)
    assert not any("AssumeRole" in script for script in scripts)
