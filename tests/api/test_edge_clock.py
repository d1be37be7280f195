"""The clock of a rehearsal: the page that moves it and the command that does."""

from __future__ import annotations

import subprocess
import urllib.error
import urllib.request

import pytest

from server import COMMAND


def clock(server, *arguments):
    command = [str(COMMAND), "clock", "--port", str(server.port), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, env=server.environment())


def test_it_moves_forward(fresh_server):
    server = fresh_server(rehearsal=True)
    key = server.client("kms").create_key()["KeyMetadata"]
    assert "(0 s ahead)" in clock(server).stdout
    done = clock(server, "advance", "1d12h")
    assert (done.returncode, "(129600 s ahead)" in done.stdout) == (0, True)
    later = server.client("kms").create_key()["KeyMetadata"]
    assert 129600 <= (later["CreationDate"] - key["CreationDate"]).total_seconds() < 129660


def test_without_rehearsal_it_says_why_not(server):
    done = clock(server, "advance", "7d")
    assert (done.returncode, done.stderr) == (
        1,
        "strongroom clock: the server was not started with --rehearsal\n",
    )


@pytest.mark.parametrize("duration", ["soon", "7x", "-1", "1d 2h"])
def test_what_is_no_duration_is_refused(server, duration):
    done = clock(server, "advance", "--", duration)
    assert done.returncode == 2
    assert "no duration" in done.stderr


def test_where_there_is_no_server_it_says_so(fresh_server):
    server = fresh_server()
    server.stop()
    done = clock(server)
    assert done.returncode == 1
    assert f"no server at 127.0.0.1:{server.port}" in done.stderr


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"advance": -1}', b'{"advance": "1"}', b'{"advance": true}', b'{"back": 1}'],
)
def test_what_moves_no_clock_is_refused(fresh_server, body):
    server = fresh_server(rehearsal=True)
    request = urllib.request.Request(f"{server.endpoint}/_strongroom/clock", data=body, method="POST")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    assert caught.value.code == 400
    caught.value.close()
