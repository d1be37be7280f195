"""Shards over time: closed after four hours, followed by children; records out of reach after a day."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api.refusals import refused
from api.stream_calls import (
    create_streaming,
    iterator,
    read_on,
    records_of,
    shards_of,
    streaming,
    wait_for_shards,
)
from api.tables import MUSIC, song, under_key
from server import Server

HOUR = 3600
TRIMMED = ("TrimmedDataAccessException", "The data you are trying to access has been trimmed")
NO_SHARD = ("ResourceNotFoundException", "Requested resource not found: Shard does not exist")


@pytest.fixture
def server(fresh_server: Callable[..., Server]) -> Iterator[Server]:
    return fresh_server(rehearsal=True)


def titles(records: list[dict[str, Any]]) -> list[str]:
    return [record["dynamodb"]["Keys"]["SongTitle"]["S"] for record in records]


def test_a_shard_is_closed_after_four_hours_and_its_child_goes_on(server: Server) -> None:
    dynamodb, streams = server.client("dynamodb"), server.client("dynamodbstreams")
    name, arn = create_streaming(server)
    dynamodb.put_item(TableName=name, Item=song("before"))
    (only,) = shards_of(streams, arn)
    begins = iterator(streams, arn, only["ShardId"])
    server.advance(4 * HOUR - 60)
    assert shards_of(streams, arn) == [only]
    server.advance(120)
    parent, child = wait_for_shards(streams, arn, 2)
    dynamodb.put_item(TableName=name, Item=song("after"))
    assert parent["ShardId"] == only["ShardId"]
    assert child["ParentShardId"] == parent["ShardId"]
    assert "EndingSequenceNumber" in parent["SequenceNumberRange"]
    assert "EndingSequenceNumber" not in child["SequenceNumberRange"]
    begins = iterator(streams, arn, parent["ShardId"])
    records, following = read_on(streams, begins)
    assert titles(records) == ["before"]
    assert following is None
    last = records[-1]["dynamodb"]["SequenceNumber"]
    assert int(last) <= int(parent["SequenceNumberRange"]["EndingSequenceNumber"])
    assert int(last) < int(child["SequenceNumberRange"]["StartingSequenceNumber"])
    records, following = read_on(streams, iterator(streams, arn, child["ShardId"]))
    assert titles(records) == ["after"]
    assert following is not None
    for kind in ("AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"):
        ending = parent["SequenceNumberRange"]["EndingSequenceNumber"]
        at_end = iterator(streams, arn, parent["ShardId"], kind, SequenceNumber=ending)
        assert read_on(streams, at_end) == ([], None)


def test_shards_split_when_the_table_has_grown(server: Server) -> None:
    """Every item's changes lie in one line of shards, and children are found by a filter."""
    dynamodb, streams = server.client("dynamodb"), server.client("dynamodbstreams")
    name, arn = create_streaming(server)
    items = [{"Artist": {"S": f"artist {number}"}, "SongTitle": {"S": "x"}} for number in range(12)]
    for item in items:
        dynamodb.put_item(TableName=name, Item=item)
    dynamodb.update_table(TableName=name, BillingMode="PAY_PER_REQUEST")
    server.advance(4 * HOUR + 1)
    parent, *children = wait_for_shards(streams, arn, 5)
    assert {child["ParentShardId"] for child in children} == {parent["ShardId"]}
    filtered = streams.describe_stream(
        StreamArn=arn, ShardFilter={"Type": "CHILD_SHARDS", "ShardId": parent["ShardId"]}
    )["StreamDescription"]["Shards"]
    assert filtered == children
    for round_ in range(2):
        for item in items:
            dynamodb.put_item(TableName=name, Item={**item, "round": {"N": str(round_)}})
    found: dict[str, set[str]] = {}
    for child in children:
        for record in read_on(streams, iterator(streams, arn, child["ShardId"]))[0]:
            found.setdefault(record["dynamodb"]["Keys"]["Artist"]["S"], set()).add(child["ShardId"])
    assert len(found) == 12
    assert all(len(shards) == 1 for shards in found.values())
    assert len(set.union(*found.values())) > 1


def test_a_record_is_out_of_reach_a_day_after_it_was_made(server: Server) -> None:
    dynamodb, streams = server.client("dynamodb"), server.client("dynamodbstreams")
    name, arn = create_streaming(server)
    dynamodb.put_item(TableName=name, Item=song("first"))
    server.advance(2 * HOUR)
    dynamodb.put_item(TableName=name, Item=song("second"))
    server.advance(2 * HOUR + 1)
    shard = wait_for_shards(streams, arn, 2)[0]["ShardId"]
    first, second = read_on(streams, iterator(streams, arn, shard))[0]
    number = first["dynamodb"]["SequenceNumber"]
    server.advance(20 * HOUR - 300)
    at_first = iterator(streams, arn, shard, "AT_SEQUENCE_NUMBER", SequenceNumber=number)
    horizon = iterator(streams, arn, shard)
    assert titles(streams.get_records(ShardIterator=at_first)["Records"]) == ["first", "second"]
    server.advance(600)
    assert refused(streams.get_records, ShardIterator=at_first) == TRIMMED
    assert titles(streams.get_records(ShardIterator=horizon)["Records"]) == ["second"]
    request = {"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "AT_SEQUENCE_NUMBER"}
    assert refused(streams.get_shard_iterator, **request, SequenceNumber=number) == TRIMMED
    behind = iterator(streams, arn, shard, "AFTER_SEQUENCE_NUMBER", SequenceNumber=number)
    assert titles(read_on(streams, behind)[0]) == ["second"]
    assert titles(read_on(streams, iterator(streams, arn, shard, "AT_TIMESTAMP", Timestamp=0))[0]) == ["second"]
    assert second["dynamodb"]["SequenceNumber"] > number


def test_a_shard_is_gone_a_day_after_it_was_closed(server: Server) -> None:
    dynamodb, streams = server.client("dynamodb"), server.client("dynamodbstreams")
    name, arn = create_streaming(server)
    dynamodb.put_item(TableName=name, Item=song("old"))
    server.advance(4 * HOUR + 1)
    old = wait_for_shards(streams, arn, 2)[0]["ShardId"]
    server.advance(24 * HOUR - 300)
    late = iterator(streams, arn, old, "LATEST")
    (_, *kept) = wait_for_shards(streams, arn, 3)
    server.advance(600)
    assert refused(streams.get_records, ShardIterator=late) == TRIMMED
    request = {"StreamArn": arn, "ShardId": old, "ShardIteratorType": "TRIM_HORIZON"}
    assert refused(streams.get_shard_iterator, **request) == NO_SHARD
    shown = shards_of(streams, arn)
    assert [shard["ShardId"] for shard in shown] == [shard["ShardId"] for shard in kept]
    assert shown[0]["ParentShardId"] == old


def test_a_disabled_stream_is_gone_after_a_day_and_the_table_still_tells_its_arn(server: Server) -> None:
    dynamodb, streams = server.client("dynamodb"), server.client("dynamodbstreams")
    name, arn = create_streaming(server)
    dynamodb.put_item(TableName=name, Item=song("one"))
    dynamodb.update_table(TableName=name, StreamSpecification={"StreamEnabled": False})
    server.advance(24 * HOUR - 60)
    assert [stream["StreamArn"] for stream in streams.list_streams()["Streams"]] == [arn]
    server.advance(120)
    assert streams.list_streams()["Streams"] == []
    assert refused(streams.describe_stream, StreamArn=arn) == (
        "ResourceNotFoundException",
        f"Requested resource not found: Stream: {arn} not found",
    )
    assert dynamodb.describe_table(TableName=name)["Table"]["LatestStreamArn"] == arn


def test_numbers_go_on_where_they_were_after_a_restart(server: Server) -> None:
    """The clock of a rehearsal falls back with a restart; shards, numbers and times do not."""
    name, arn = create_streaming(server)
    server.client("dynamodb").put_item(TableName=name, Item=song("one"))
    server.advance(4 * HOUR + 1)
    wait_for_shards(server.client("dynamodbstreams"), arn, 2)
    server.client("dynamodb").put_item(TableName=name, Item=song("two"))
    server.restart()
    server.client("dynamodb").put_item(TableName=name, Item=song("three"))
    streams = server.client("dynamodbstreams")
    assert len(shards_of(streams, arn)) == 2
    records = [record["dynamodb"] for record in records_of(streams, arn)]
    assert [record["Keys"]["SongTitle"]["S"] for record in records] == ["one", "two", "three"]
    numbers = [int(record["SequenceNumber"]) for record in records]
    assert numbers == sorted(set(numbers))
    times = [record["ApproximateCreationDateTime"] for record in records]
    assert times == sorted(times)


def test_the_stream_of_a_deleted_table_can_be_read_for_a_day(server: Server) -> None:
    """Beside that of a new table of the same name, over a restart; then its file is gone too."""
    dynamodb, streams = server.client("dynamodb"), server.client("dynamodbstreams")
    name, old = create_streaming(server)
    dynamodb.put_item(TableName=name, Item=song("old"))
    (shard,) = shards_of(streams, old)
    begins = iterator(streams, old, shard["ShardId"])
    dynamodb.delete_table(TableName=name)
    records, following = read_on(streams, begins)
    assert titles(records) == ["old"]
    assert following is None
    dynamodb.create_table(TableName=name, **MUSIC, **streaming("KEYS_ONLY"))
    dynamodb.put_item(TableName=name, Item=song("new"))
    new = dynamodb.describe_table(TableName=name)["Table"]["LatestStreamArn"]
    server.restart()
    streams = server.client("dynamodbstreams")
    listed = [stream["StreamArn"] for stream in streams.list_streams(TableName=name)["Streams"]]
    assert listed == [old, new]
    described = streams.describe_stream(StreamArn=old)["StreamDescription"]
    assert described["StreamStatus"] == "DISABLED"
    assert "EndingSequenceNumber" in described["Shards"][0]["SequenceNumberRange"]
    assert titles(records_of(streams, old)) == ["old"]
    assert titles(records_of(streams, new)) == ["new"]
    stores = server.data_dir / "stores"
    files = set(stores.glob("*.db"))
    server.advance(24 * HOUR + 60)
    listed = [stream["StreamArn"] for stream in streams.list_streams(TableName=name)["Streams"]]
    assert listed == [new]
    assert refused(streams.describe_stream, StreamArn=old) == (
        "ResourceNotFoundException",
        f"Requested resource not found: Stream: {old} not found",
    )
    deadline = time.monotonic() + 10
    while len(left := set(stores.glob("*.db"))) != len(files) - 1:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert left < files


def test_the_stream_of_a_deleted_table_needs_the_tables_key_and_no_grant(server: Server) -> None:
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    name, arn = create_streaming(server, SSESpecification=under_key(key))
    dynamodb.put_item(TableName=name, Item=song("old"))
    dynamodb.delete_table(TableName=name)
    streams = server.client("dynamodbstreams")
    assert titles(records_of(streams, arn)) == ["old"]
    deadline = time.monotonic() + 10
    while kms.list_grants(KeyId=key)["Grants"]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    server.restart()
    assert titles(records_of(server.client("dynamodbstreams"), arn)) == ["old"]
    kms.disable_key(KeyId=key)
    server.advance(600)
    shard = shards_of(streams, arn)[0]["ShardId"]
    code, message = refused(
        streams.get_shard_iterator, StreamArn=arn, ShardId=shard, ShardIteratorType="LATEST"
    )
    assert code == "ValidationException"
    assert message.startswith("KMS key disabled error: ")
