"""Which origins a browser sends for pages of this machine."""

import pytest

from strongroom.edge.origins import is_elsewhere


@pytest.mark.parametrize(
    "origin",
    [
        b"http://localhost",
        b"https://localhost:3000",
        b"http://console.localhost:8000",
        b"http://127.0.0.1:8000",
        b"http://127.1.2.3",
        b"http://[::1]:8000",
        b"whatever",
    ],
)
def test_pages_of_this_machine(origin):
    assert not is_elsewhere(origin)


@pytest.mark.parametrize(
    "origin",
    [
        b"null",
        b"https://example.com",
        b"http://localhost.example.com",
        b"http://127.0.0.1.example.com",
        b"http://evil-localhost",
        b"http://192.168.0.1:8000",
        b"http://[::2]",
        b"http://[bad",
        b"http://",
        b"chrome-extension://abcdef",
        b"http://user@example.com",
    ],
)
def test_pages_from_elsewhere(origin):
    assert is_elsewhere(origin)
