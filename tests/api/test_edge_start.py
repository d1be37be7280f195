"""The server as a process: it starts, says where it is, and ends in order."""

from __future__ import annotations

import http.client
import json
import os
import re
import resource
import shlex
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from api.tables import create_music, song
from server import COMMAND, Server, ServerFailed

AWS = Path(sys.executable).with_name("aws")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_it_says_where_it_is_and_what_to_try(fresh_server):
    server = fresh_server()
    lines = dict(re.split(r"\s{2,}", line, maxsplit=1) for line in server.log_text().splitlines())
    assert lines["endpoint"] == server.endpoint
    assert lines["data directory"] == str(server.data_dir)
    assert lines["root key"] == str(server.root_key)
    command = lines["try it"]
    assert " aws dynamodb " in command
    environment = {"PATH": f"{AWS.parent}:{os.environ['PATH']}", "HOME": str(server.directory)}
    done = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, timeout=60)
    assert (done.returncode, json.loads(done.stdout)) == (0, {"TableNames": []}), done.stderr


def test_the_command_to_try_leaves_credentials_alone_where_there_are_some(fresh_server):
    server = fresh_server(env={"AWS_ACCESS_KEY_ID": "mine"})
    assert "AWS_ACCESS_KEY_ID" not in server.log_text()


def test_with_json_logs_it_says_so_in_one_structured_line(fresh_server):
    server = fresh_server(json_logs=True)
    server.stop()
    ready, *others = [json.loads(line) for line in server.log_text().splitlines()]
    assert (ready["event"], ready["level"]) == ("ready", "info")
    assert (ready["endpoint"], ready["root_key"]) == (server.endpoint, str(server.root_key))
    assert shlex.split(ready["command"])[2:5] == ["aws", "dynamodb", "list-tables"]
    assert [line["event"] for line in others] == ["stopping", "stopped"]


def test_what_it_makes_is_for_its_user_alone(fresh_server):
    server = fresh_server()
    assert mode(server.root_key) == 0o600
    assert mode(server.data_dir) == 0o700
    assert server.root_key.parent not in server.data_dir.parents


def test_it_is_small_when_idle(fresh_server):
    """How fast it starts is the benchmark's (make bench ARGS=--start)."""
    status = Path(f"/proc/{fresh_server().process_id}/status").read_text()
    assert int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) < 80_000


def test_it_raises_its_limit_of_open_files_to_what_it_may(tmp_path):
    """A table in use takes several descriptors: with 64 of them a server could not serve twenty tables."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    server = Server(tmp_path / "server", transition_seconds=0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
    try:
        server.start()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    try:
        limits = Path(f"/proc/{server.process_id}/limits").read_text()
        allowed = re.search(r"Max open files +(\d+) +(\d+)", limits)
        assert int(allowed[1]) == min(int(allowed[2]), 1 << 20)
        dynamodb = server.client("dynamodb")
        names = [create_music(dynamodb) for _ in range(20)]
        for name in names:
            dynamodb.put_item(TableName=name, Item=song("kept"))
        assert all(dynamodb.scan(TableName=name)["Count"] == 1 for name in names)
        assert len(list(Path(f"/proc/{server.process_id}/fd").iterdir())) > 64
    finally:
        assert server.stop() == 0


def test_it_keeps_its_port_and_data_over_a_restart(fresh_server):
    server = fresh_server()
    key = server.client("kms").create_key()["KeyMetadata"]["KeyId"]
    endpoint = server.endpoint
    server.restart()
    assert server.endpoint == endpoint
    assert server.client("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"


def test_sigterm_ends_it_in_order(fresh_server):
    server = fresh_server()
    with socket.create_connection(("127.0.0.1", server.port)) as idle:
        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < 5
        assert idle.recv(1) == b""
    assert server.log_text().splitlines()[-1].endswith("stopped")


def test_sigterm_lets_a_request_that_is_arriving_finish(fresh_server):
    server = fresh_server()
    body = b"{}"
    head = (
        f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: none\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(head.encode() + body[:1])
        time.sleep(0.2)
        os.kill(server.process_id, signal.SIGTERM)
        time.sleep(0.2)
        client.sendall(body[1:])
        response = http.client.HTTPResponse(client)
        response.begin()
        assert (response.status, response.getheader("connection")) == (400, "close")
        assert b"UnknownOperationException" in response.read()
        response.close()
    assert server.stop() == 0


def test_every_acknowledged_write_survives_sigterm_under_load(fresh_server):
    server = fresh_server()
    acknowledged: set[str] = set()

    def make_keys():
        kms = server.client("kms")
        try:
            while True:
                acknowledged.add(kms.create_key()["KeyMetadata"]["KeyId"])
        except Exception:  # noqa: BLE001 - the server has gone
            pass

    threads = [threading.Thread(target=make_keys) for _ in range(4)]
    for thread in threads:
        thread.start()
    while len(acknowledged) < 20:
        time.sleep(0.01)
    assert server.stop() == 0
    for thread in threads:
        thread.join()
    server.start()
    pages = server.client("kms").get_paginator("list_keys").paginate()
    assert acknowledged <= {key["KeyId"] for page in pages for key in page["Keys"]}


def test_it_starts_again_after_sigkill(fresh_server):
    server = fresh_server()
    key = server.client("kms").create_key()["KeyMetadata"]["KeyId"]
    server.kill()
    server.start()
    assert server.client("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyId"] == key


def failure_of(server, **flags):
    """What a server says that cannot start: one line, no traceback."""
    with pytest.raises(ServerFailed) as caught:
        server.start(**flags)
    assert caught.value.code not in (0, -1)
    (line,) = caught.value.said.splitlines()
    return caught.value.code, line


def test_a_second_server_on_the_data_directory_refuses(fresh_server, tmp_path):
    first = fresh_server()
    second = Server(tmp_path / "second")
    code, line = failure_of(second, data_dir=first.data_dir, root_key=first.root_key)
    assert code == 1
    assert str(first.data_dir) in line
    assert "in use" in line
    assert first.client("dynamodb").list_tables()["TableNames"] == []


def test_a_port_in_use_is_named(fresh_server, tmp_path):
    first = fresh_server()
    code, line = failure_of(Server(tmp_path / "second"), port=first.port)
    assert code == 1
    assert f"127.0.0.1:{first.port}" in line
    assert not (tmp_path / "second" / "data").exists(), "nothing is made by a server that cannot serve"


@pytest.mark.parametrize("damage", ["missing", "another", "readable by others", "no key"])
def test_it_refuses_to_start_without_the_right_root_key(fresh_server, damage):
    server = fresh_server()
    server.stop()
    before = server.root_key.read_bytes()
    if damage == "missing":
        server.root_key.unlink()
    elif damage == "another":
        server.root_key.write_text(f"strongroom-root-key-1 {'0' * 64}\n")
    elif damage == "readable by others":
        server.root_key.chmod(0o644)
    else:
        server.root_key.write_text("hello\n")
    changed = server.root_key.read_bytes() if server.root_key.exists() else None
    code, line = failure_of(server)
    assert code == 1
    assert str(server.root_key) in line
    assert (server.root_key.read_bytes() if server.root_key.exists() else None) == changed
    server.root_key.write_bytes(before)
    server.root_key.chmod(0o600)
    server.start()


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ({"host": "0.0.0.0"}, "--auth open is for loopback addresses only"),
        ({"port": "a"}, "--port: must be a number from 0 to 65535, not 'a'"),
        ({"account": "12"}, "--account: must have 12 digits, not '12'"),
        ({"auth": "none"}, "--auth: must be one of open, iam, not 'none'"),
        (
            {"config": "/nowhere/strongroom.toml"},
            "--config /nowhere/strongroom.toml: No such file or directory",
        ),
        ({"no_such_flag": "1"}, "unrecognized arguments: --no-such-flag 1"),
    ],
)
def test_bad_settings_are_told_in_one_line(tmp_path, flags, said):
    code, line = failure_of(Server(tmp_path / "server"), **flags)
    assert code == 2
    assert said in line


def test_another_loopback_address_is_fine(fresh_server):
    assert fresh_server(host="localhost").client("dynamodb").list_tables()["TableNames"] == []


def test_the_version_is_told():
    done = subprocess.run([str(COMMAND), "version"], capture_output=True, text=True, timeout=30)
    assert re.fullmatch(r"strongroom \d+\.\d+\.\d+\n", done.stdout)


def test_the_log_has_no_content_at_any_level(fresh_server):
    server = fresh_server(log_level="debug")
    server.client("kms").create_key(Description="what nobody shall read")
    with pytest.raises(ClientError):
        server.client("kms").describe_key(KeyId="what nobody shall read")
    text = server.log_text()
    assert "CreateKey" in text
    assert "what nobody shall read" not in text
    assert server.root_key.read_text().split()[1] not in text
