"""A full disk: clients get an internal error, nothing acknowledged is lost, reads go on, writes come back."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.tables import create_music, song, song_key
from server import Server

ROOM = 3 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of few bytes; only root can mount one."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small file system can only be mounted by root")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def write_until_refused(dynamodb: Any, name: str) -> tuple[list[str], ClientError]:
    """Put items until one is refused: the titles that were acknowledged, and the refusal."""
    acknowledged = []
    for number in range(20_000):
        title = f"song {number:05d}"
        try:
            dynamodb.put_item(TableName=name, Item=song(title, Lyrics={"S": "la " * 3000}))
        except ClientError as error:
            return acknowledged, error
        acknowledged.append(title)
    raise AssertionError("the disk never got full")


def check_after_refusal(server: Server, name: str, acknowledged: list[str], refused: ClientError) -> None:
    response = refused.response
    assert response["Error"]["Code"] == "InternalServerError"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert len(acknowledged) > 20
    dynamodb = server.client("dynamodb")
    for title in (acknowledged[0], acknowledged[-1]):
        assert "Item" in dynamodb.get_item(TableName=name, Key=song_key(title))
    assert titles_in(dynamodb, name) >= set(acknowledged)


def titles_in(dynamodb: Any, name: str) -> set[str]:
    pages = dynamodb.get_paginator("scan").paginate(TableName=name, ProjectionExpression="SongTitle")
    return {item["SongTitle"]["S"] for page in pages for item in page["Items"]}


def test_a_file_that_may_not_grow_refuses_writes_until_it_may(fresh_server: Any) -> None:
    """A limit on the size of files, as a quota sets: writes are refused, reads go on; without it both go on."""
    server: Server = fresh_server()
    dynamodb = server.client("dynamodb")
    name = create_music(dynamodb)
    unlimited = resource.prlimit(server.process_id, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process_id, resource.RLIMIT_FSIZE, (ROOM, unlimited[1]))
    acknowledged, refused = write_until_refused(dynamodb, name)
    check_after_refusal(server, name, acknowledged, refused)
    resource.prlimit(server.process_id, resource.RLIMIT_FSIZE, unlimited)
    dynamodb.put_item(TableName=name, Item=song("with room again"))
    server.kill()
    server.start()
    assert titles_in(server.client("dynamodb"), name) >= {*acknowledged, "with room again"}


def test_a_full_file_system_loses_nothing_acknowledged(fresh_server: Any, small_disk: Path) -> None:
    """No space is left: writes are refused and reads go on; with space again the server writes again; killed
    and started it has everything."""
    other = small_disk / "other"
    other.write_bytes(bytes(1) * (1 << 20))
    server: Server = fresh_server(data_dir=small_disk / "data")
    dynamodb = server.client("dynamodb")
    name = create_music(dynamodb)
    acknowledged, refused = write_until_refused(dynamodb, name)
    check_after_refusal(server, name, acknowledged, refused)
    other.unlink()
    dynamodb.put_item(TableName=name, Item=song("with room again"))
    server.kill()
    server.start()
    assert titles_in(server.client("dynamodb"), name) >= {*acknowledged, "with room again"}
