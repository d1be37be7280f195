"""A rotation of the root key that is killed at each of its steps: the data is whole under one of the keys."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.tables import create_music, song, song_key, under_key
from server import COMMAND, Server

ROTATOR = Path(__file__).with_name("rotator.py")


@dataclass(frozen=True, slots=True)
class Left:
    """What a server has left behind, under the old root key."""

    directory: Path
    table: str
    blob: bytes
    access_key: tuple[str, str]


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """A table under a customer managed key, something encrypted under another, a user, a log of all that."""
    server = Server(tmp_path_factory.mktemp("left"), transition_seconds=0).start()
    dynamodb, kms, iam = (server.client(name) for name in ("dynamodb", "kms", "iam"))
    key, other = (kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    kms.create_alias(AliasName="alias/other", TargetKeyId=other)
    table = create_music(dynamodb, SSESpecification=under_key(key))
    dynamodb.put_item(TableName=table, Item=song("kept"))
    blob = kms.encrypt(KeyId="alias/other", Plaintext=b"kept too")["CiphertextBlob"]
    iam.create_user(UserName="Ann")
    made = iam.create_access_key(UserName="Ann")["AccessKey"]
    server.stop()
    return Left(server.directory, table, blob, (made["AccessKeyId"], made["SecretAccessKey"]))


def rotator(left: Left, scratch: Path, *step: str) -> str:
    """What the rotator says; see there."""
    done = subprocess.run(
        [sys.executable, str(ROTATOR), str(left.directory), str(scratch), *step],
        capture_output=True,
        text=True,
        timeout=500,
        check=True,
    )
    return done.stdout


def places(server: Server, root_key: Path) -> list[str]:
    return ["--data-dir", str(server.data_dir), "--root-key", str(root_key)]


def command(server: Server, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(COMMAND), *arguments], capture_output=True, text=True, timeout=60, env=server.environment()
    )


def assert_all_is_there(server: Server, root_key: Path, left: Left) -> None:
    """Start the server with the root key and use everything that was left."""
    server.start(root_key=root_key)
    try:
        dynamodb, kms = server.client("dynamodb"), server.client("kms")
        assert dynamodb.get_item(TableName=left.table, Key=song_key("kept"))["Item"] == song("kept")
        assert kms.decrypt(CiphertextBlob=left.blob)["Plaintext"] == b"kept too"
        server.access_key = left.access_key
        assert server.client("sts").get_caller_identity()["Arn"].endswith(":user/Ann")
    finally:
        assert server.stop() == 0
    audit = command(server, "audit", "verify", "--json", *places(server, root_key))
    assert (audit.returncode, json.loads(audit.stdout)["findings"]) == (0, []), audit.stdout
    assert not list(server.data_dir.glob("rotation-*"))


@pytest.mark.timeout(600)
def test_killed_at_any_step_the_data_is_whole_under_one_of_the_keys(left: Left, tmp_path: Path) -> None:
    """And running the rotation again finishes it. Around the step that puts the new key in force, the server
    starts with the key that holds and has everything."""
    *killed, finished = [json.loads(line) for line in rotator(left, tmp_path / "scratch").splitlines()]
    assert (finished["code"], finished["is_new"], finished["whole"]) == (0, True, True)
    for found in killed:
        assert found["code"] == -signal.SIGKILL, found
        assert (found["whole"], found["again"], found["finished"]) == (True, 0, True), found
    under_new = [found["is_new"] for found in killed]
    assert under_new == sorted(under_new), "once in force, the new key stays so"
    assert under_new.count(False) > 8
    assert under_new.count(True) > 4
    in_force = under_new.index(True)
    for found in killed[in_force - 1 : in_force + 1]:
        rotator(left, tmp_path / "scratch", str(found["step"]))
        server = Server(tmp_path / "scratch", transition_seconds=0)
        present = server.root_key.with_name("new.key") if found["is_new"] else server.root_key
        assert_all_is_there(server, present, left)


def test_killed_while_the_catalog_is_written_all_is_there(left: Left, tmp_path: Path) -> None:
    """Killed by its progress: SQLite's own steps lie between these."""
    shutil.copytree(left.directory, tmp_path / "server")
    server = Server(tmp_path / "server", transition_seconds=0)
    new = server.root_key.with_name("new.key")
    arguments = ["root", "rotate", *places(server, server.root_key), "--new-root-key", str(new), "--json"]
    process = subprocess.Popen([str(COMMAND), *arguments], stdout=subprocess.PIPE, env=server.environment())
    assert process.stdout is not None
    with process.stdout:
        assert json.loads(process.stdout.readline()).keys() == {"done", "total"}
        process.kill()
    process.wait(30)
    is_old = command(server, "verify", *places(server, server.root_key)).returncode == 0
    assert_all_is_there(server, server.root_key if is_old else new, left)
