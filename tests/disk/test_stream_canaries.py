"""Stream records on the disk: never in plaintext, under the table's key only, removed when they expire."""

from __future__ import annotations

import secrets
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.stream_calls import create_streaming, iterator, records_of, shards_of, wait_for_shards
from api.tables import under_key, wait_for_settled_key
from disk.canaries import found_in
from disk.keys_at_rest import unwrap_table
from disk.test_canaries import opened_by_another_sqlcipher
from server import Server
from strongroom.errors import ServiceError


def write_canaries(server: Server, name: str) -> dict[str, bytes]:
    """Items that are written, changed and deleted again, so that only stream records still hold them."""
    marks = {place: f"canary {place} {secrets.token_hex(12)}".encode() for place in ("key", "old", "new")}
    key = {"Artist": {"S": marks["key"].decode()}, "SongTitle": {"S": "x"}}
    dynamodb = server.client("dynamodb")
    for _ in range(20):
        for place in ("old", "new"):
            dynamodb.put_item(TableName=name, Item={**key, "text": {"S": marks[place].decode() * 5}})
        dynamodb.delete_item(TableName=name, Key=key)
    return marks


def rows(server: Server, name: str) -> int:
    """The entries of the stream in the table's file, read with another SQLCipher."""
    unwrapped = unwrap_table(server, name)
    with opened_by_another_sqlcipher(server.data_dir / "stores" / unwrapped.file, unwrapped.data_key) as file:
        return int(file.execute("SELECT count(*) FROM stream").fetchall()[0][0])


@pytest.mark.parametrize("kind", ["owned", "managed", "customer"])
def test_records_are_never_in_plaintext_on_disk(fresh_server: Any, kind: str) -> None:
    server: Server = fresh_server(log_level="debug")
    first, second = (server.client("kms").create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    specification: dict[str, Any] = {"owned": {"Enabled": False}, "managed": {"Enabled": True}}.get(
        kind, under_key(first)
    )
    name, arn = create_streaming(server, SSESpecification=specification)
    marks = write_canaries(server, name)
    assert len(records_of(server.client("dynamodbstreams"), arn)) == 60
    assert found_in([server.directory], marks) == []
    server.client("dynamodb").update_table(TableName=name, SSESpecification=under_key(second))
    wait_for_settled_key(server.client("dynamodb"), name)
    assert len(records_of(server.client("dynamodbstreams"), arn)) == 60
    assert found_in([server.directory], marks) == []
    assert server.stop() == 0
    assert found_in([server.directory], marks) == []


def test_nobody_can_read_the_records_of_a_table_whose_key_was_deleted(fresh_server: Any) -> None:
    server: Server = fresh_server(rehearsal=True)
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]
    name, arn = create_streaming(server, SSESpecification=under_key(key["Arn"]))
    write_canaries(server, name)
    kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    server.advance(600)
    streams = server.client("dynamodbstreams")
    with pytest.raises(ClientError, match="is pending deletion"):
        iterator(streams, arn, shards_of(streams, arn)[0]["ShardId"])
    server.advance(8 * 24 * 3600)
    with pytest.raises(ClientError, match=r"AccessDeniedException|NotFoundException"):
        iterator(streams, arn, shards_of(streams, arn)[0]["ShardId"])
    with pytest.raises(ServiceError):
        unwrap_table(server, name)


def test_records_are_removed_from_the_file_a_day_after_their_shard_was_closed(fresh_server: Any) -> None:
    """Those of the expired shard go, in steps, and nothing else."""
    server: Server = fresh_server(rehearsal=True)
    name, arn = create_streaming(server)
    dynamodb, streams = server.client("dynamodb"), server.client("dynamodbstreams")
    for start in range(0, 600, 25):
        puts = [
            {"PutRequest": {"Item": {"Artist": {"S": "a"}, "SongTitle": {"S": f"{start + number}"}}}}
            for number in range(25)
        ]
        dynamodb.batch_write_item(RequestItems={name: puts})
    server.advance(4 * 3600 + 1)
    wait_for_shards(streams, arn, 2)
    server.advance(3600)
    dynamodb.put_item(TableName=name, Item={"Artist": {"S": "b"}, "SongTitle": {"S": "kept"}})
    assert rows(server, name) == 600 + 1 + 2
    server.advance(22 * 3600)
    assert rows(server, name) == 600 + 1 + 2
    server.advance(3600 + 1)
    deadline = time.monotonic() + 10
    while (left := rows(server, name)) != 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == 2
    assert [record["dynamodb"]["Keys"]["SongTitle"]["S"] for record in records_of(streams, arn)] == ["kept"]
