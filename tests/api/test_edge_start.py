"""The server as a process: it starts, says where it is, and ends in order."""

import urllib.request


def test_it_is_ready_when_it_says_so(server):
    with urllib.request.urlopen(f"{server.endpoint}/healthz") as answer:
        assert answer.status == 200
