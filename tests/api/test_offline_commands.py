"""``strongroom verify`` and ``strongroom table-key`` on the data of a stopped server."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import apsw
import pytest

from api.tables import create_music, song, under_key
from server import COMMAND, Server

Finished = subprocess.CompletedProcess[str]


@pytest.fixture
def stopped(fresh_server: Any) -> tuple[Server, str, str]:
    """A stopped server with two tables: the name of one, and of one whose customer managed key is disabled."""
    server: Server = fresh_server()
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    whole = create_music(dynamodb)
    locked = create_music(dynamodb, SSESpecification=under_key(key))
    for name in (whole, locked):
        dynamodb.put_item(TableName=name, Item=song("Call Me Today"))
    kms.disable_key(KeyId=key)
    server.stop()
    return server, whole, locked


def strongroom(server: Server, command: str, *arguments: str) -> Finished:
    places = ["--data-dir", str(server.data_dir), "--root-key", str(server.root_key)]
    return subprocess.run(
        [str(COMMAND), command, *places, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=server.environment(),
    )


def test_the_data_key_opens_the_tables_file_in_another_sqlcipher(stopped: tuple[Server, str, str]) -> None:
    server, whole, _ = stopped
    done = strongroom(server, "table-key", whole, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    connection = apsw.Connection(told["file"], flags=apsw.SQLITE_OPEN_READONLY)
    connection.pragma("cipher", "sqlcipher")
    connection.pragma("legacy", 4)
    connection.pragma("key", f"x'{told['dataKey']}'")
    ((count,),) = connection.execute("SELECT count(*) FROM items")
    assert count == 1


def test_a_disabled_key_keeps_the_table_closed_to_the_command_too(stopped: tuple[Server, str, str]) -> None:
    server, _, locked = stopped
    done = strongroom(server, "table-key", locked)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(
        f"strongroom table-key: KMS does not unwrap the key of {locked}: arn:aws:kms:"
    )
    assert done.stderr.endswith("is disabled.\n")


def test_a_table_that_is_not_there_is_told(stopped: tuple[Server, str, str]) -> None:
    done = strongroom(stopped[0], "table-key", "Nobody")
    assert done.returncode == 1
    assert done.stderr == "strongroom table-key: there is no table Nobody in 123456789012, us-east-1\n"


def test_verify_tells_of_every_file_whether_it_is_whole_damaged_or_locked(
    stopped: tuple[Server, str, str],
) -> None:
    server, whole, locked = stopped
    done = strongroom(server, "verify", "--json")
    assert done.returncode == 0, done.stderr
    findings = {each["name"].rpartition("/")[2]: each for each in map(json.loads, done.stdout.splitlines())}
    assert findings.keys() == {whole, locked, "catalog"}
    assert findings[whole]["damage"] == findings["catalog"]["damage"] == []
    assert findings[locked]["locked"].endswith("is disabled.")
    path = findings[whole]["file"]
    with open(path, "r+b") as file:  # noqa: PTH123 - a byte in the middle of a page
        file.seek(4096 + 100)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
    done = strongroom(server, "verify")
    assert done.returncode == 1
    (damaged,) = [line for line in done.stdout.splitlines() if line.startswith("DAMAGED")]
    assert whole in damaged
    assert path in damaged


def test_a_running_servers_data_is_left_alone(fresh_server: Any) -> None:
    done = strongroom(fresh_server(), "verify")
    assert done.returncode == 1
    assert "in use by another process" in done.stderr
