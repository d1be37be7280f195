"""ListStreams, DescribeStream, GetShardIterator and GetRecords: what they answer and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from api.refusals import ONE, invalid, refused
from api.stream_calls import (
    FOUR_SHARDS,
    create_streaming,
    iterator,
    read_on,
    records_of,
    shards_of,
    streaming,
)
from api.tables import MUSIC, create_music, song, song_key
from server import Server

NO_SUCH_SHARD = "shardId-00000001571780995058-40810d86"


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture(scope="module")
def streams(server: Server) -> Any:
    return server.client("dynamodbstreams", parameter_validation=False)


@pytest.fixture(scope="module")
def five(server: Server, dynamodb: Any) -> tuple[str, str]:
    """The ARN and the only shard of a stream with five records: songs 0 to 4."""
    name, arn = create_streaming(server)
    for number in range(5):
        dynamodb.put_item(TableName=name, Item=song(str(number)))
    (shard,) = shards_of(server.client("dynamodbstreams"), arn)
    return arn, shard["ShardId"]


def titles(records: list[dict[str, Any]]) -> list[str]:
    return [record["dynamodb"]["Keys"]["SongTitle"]["S"] for record in records]


def test_list_streams_pages_through_all_and_finds_those_of_a_table(fresh_server: Any) -> None:
    server: Server = fresh_server()
    streams, dynamodb = server.client("dynamodbstreams"), server.client("dynamodb")
    assert streams.list_streams()["Streams"] == []
    arns = [create_streaming(server)[1] for _ in range(3)]
    create_music(dynamodb)
    first = streams.list_streams(Limit=2)
    rest = streams.list_streams(ExclusiveStartStreamArn=first["LastEvaluatedStreamArn"])
    assert "LastEvaluatedStreamArn" not in rest
    listed = [*first["Streams"], *rest["Streams"]]
    assert sorted(stream["StreamArn"] for stream in listed) == sorted(arns)
    for stream in listed:
        assert stream["StreamArn"].endswith(f":table/{stream['TableName']}/stream/{stream['StreamLabel']}")
        assert streams.list_streams(TableName=stream["TableName"])["Streams"] == [stream]
    assert streams.list_streams(TableName="absent")["Streams"] == []


def test_describe_stream(server: Server, dynamodb: Any, streams: Any) -> None:
    name, arn = create_streaming(server, "KEYS_ONLY")
    described = streams.describe_stream(StreamArn=arn)["StreamDescription"]
    (shard,) = described.pop("Shards")
    label = arn.partition("/stream/")[2]
    assert described.pop("CreationRequestDateTime").strftime("%Y-%m-%dT%H:%M:%S") == label[:19]
    assert described == {
        "StreamArn": arn,
        "StreamLabel": label,
        "StreamStatus": "ENABLED",
        "StreamViewType": "KEYS_ONLY",
        "TableName": name,
        "KeySchema": [
            {"AttributeName": "Artist", "KeyType": "HASH"},
            {"AttributeName": "SongTitle", "KeyType": "RANGE"},
        ],
    }
    assert shard.keys() == {"ShardId", "SequenceNumberRange"}
    assert shard["SequenceNumberRange"].keys() == {"StartingSequenceNumber"}
    assert 28 <= len(shard["ShardId"]) <= 65


def test_describe_stream_pages_through_the_shards_in_the_order_of_their_ids(
    server: Server, streams: Any
) -> None:
    _, arn = create_streaming(server, **FOUR_SHARDS)
    ids = [shard["ShardId"] for shard in shards_of(streams, arn)]
    assert len(ids) == 4
    assert ids == sorted(ids)
    paged: list[str] = []
    more: dict[str, Any] = {}
    while True:
        page = streams.describe_stream(StreamArn=arn, Limit=3, **more)["StreamDescription"]
        paged += [shard["ShardId"] for shard in page["Shards"]]
        if "LastEvaluatedShardId" not in page:
            break
        more = {"ExclusiveStartShardId": page["LastEvaluatedShardId"]}
    assert paged == ids


def test_the_status_follows_the_switch(fresh_server: Any) -> None:
    server: Server = fresh_server(transition_seconds=60, rehearsal=True)
    dynamodb, streams = server.client("dynamodb"), server.client("dynamodbstreams")
    dynamodb.create_table(TableName="Music", **MUSIC)
    server.advance(61)

    def status(arn: str) -> str:
        described = streams.describe_stream(StreamArn=arn)["StreamDescription"]
        return str(described["StreamStatus"])

    arn = dynamodb.update_table(TableName="Music", **streaming())["TableDescription"]["LatestStreamArn"]
    seen = [status(arn)]
    server.advance(61)
    seen.append(status(arn))
    dynamodb.update_table(TableName="Music", StreamSpecification={"StreamEnabled": False})
    seen.append(status(arn))
    server.advance(61)
    seen.append(status(arn))
    assert seen == ["ENABLING", "ENABLED", "DISABLING", "DISABLED"]


def test_each_type_of_iterator_begins_where_it_says(streams: Any, five: tuple[str, str]) -> None:
    arn, shard = five
    everything = read_on(streams, iterator(streams, arn, shard))[0]
    assert titles(everything) == list("01234")
    third = everything[2]["dynamodb"]["SequenceNumber"]

    def read(kind: str, **more: Any) -> list[str]:
        return titles(read_on(streams, iterator(streams, arn, shard, kind, **more))[0])

    assert read("AT_SEQUENCE_NUMBER", SequenceNumber=third) == list("234")
    assert read("AFTER_SEQUENCE_NUMBER", SequenceNumber=third) == list("34")
    assert read("LATEST") == []
    assert read("AT_TIMESTAMP", Timestamp=0) == list("01234")
    assert read("AT_TIMESTAMP", Timestamp=4e9) == []
    start = shards_of(streams, arn)[0]["SequenceNumberRange"]["StartingSequenceNumber"]
    assert read("AT_SEQUENCE_NUMBER", SequenceNumber=start) == list("01234")
    assert read("AFTER_SEQUENCE_NUMBER", SequenceNumber=start) == list("01234")


def test_latest_goes_on_with_what_is_written_afterwards(server: Server, dynamodb: Any, streams: Any) -> None:
    name, arn = create_streaming(server)
    (shard,) = shards_of(streams, arn)
    dynamodb.put_item(TableName=name, Item=song("before"))
    latest = iterator(streams, arn, shard["ShardId"], "LATEST")
    dynamodb.put_item(TableName=name, Item=song("after"))
    assert titles(read_on(streams, latest)[0]) == ["after"]


def test_at_timestamp_begins_with_the_first_record_from_then_on(fresh_server: Any) -> None:
    server: Server = fresh_server(rehearsal=True)
    dynamodb, streams = server.client("dynamodb"), server.client("dynamodbstreams")
    name, arn = create_streaming(server)
    (shard,) = shards_of(streams, arn)
    moments = []
    for title in "abc":
        moments.append(server.now())
        dynamodb.put_item(TableName=name, Item=song(title))
        server.advance(60)
    for number, moment in enumerate(moments):
        begins = iterator(streams, arn, shard["ShardId"], "AT_TIMESTAMP", Timestamp=moment)
        assert titles(read_on(streams, begins)[0]) == list("abc")[number:]


def test_limits_and_the_next_iterator(streams: Any, five: tuple[str, str]) -> None:
    arn, shard = five
    first = streams.get_records(ShardIterator=iterator(streams, arn, shard), Limit=2)
    assert titles(first["Records"]) == ["0", "1"]
    second = streams.get_records(ShardIterator=first["NextShardIterator"], Limit=2)
    again = streams.get_records(ShardIterator=first["NextShardIterator"], Limit=2)
    assert titles(second["Records"]) == ["2", "3"] == titles(again["Records"])
    rest, following = read_on(streams, second["NextShardIterator"])
    assert titles(rest) == ["4"]
    assert following is not None


def test_a_page_ends_at_a_megabyte(server: Server, dynamodb: Any, streams: Any) -> None:
    name, arn = create_streaming(server, "NEW_IMAGE")
    for title in "abcdefg":
        dynamodb.put_item(TableName=name, Item=song(title, text={"S": "x" * 300_000}))
    (shard,) = shards_of(streams, arn)
    pages = []
    following = iterator(streams, arn, shard["ShardId"])
    while True:
        answer = streams.get_records(ShardIterator=following)
        if not answer["Records"]:
            break
        pages.append(titles(answer["Records"]))
        following = answer["NextShardIterator"]
    assert pages == [["a", "b", "c"], ["d", "e", "f"], ["g"]]


def test_many_records_in_one_page(server: Server, dynamodb: Any, streams: Any) -> None:
    name, arn = create_streaming(server, "KEYS_ONLY")
    for start in range(0, 1100, 25):
        puts = [{"PutRequest": {"Item": song(f"{number:05d}")}} for number in range(start, start + 25)]
        dynamodb.batch_write_item(RequestItems={name: puts})
    (shard,) = shards_of(streams, arn)
    first = streams.get_records(ShardIterator=iterator(streams, arn, shard["ShardId"]))
    assert len(first["Records"]) == 1000
    rest, _ = read_on(streams, first["NextShardIterator"])
    assert titles([*first["Records"], *rest]) == [f"{number:05d}" for number in range(1100)]


def test_a_disabled_stream_is_closed_and_can_be_read_beside_its_successor(
    server: Server, dynamodb: Any, streams: Any
) -> None:
    name, old = create_streaming(server)
    dynamodb.put_item(TableName=name, Item=song("one"))
    dynamodb.update_table(TableName=name, StreamSpecification={"StreamEnabled": False})
    dynamodb.put_item(TableName=name, Item=song("unseen"))
    new = dynamodb.update_table(TableName=name, **streaming("KEYS_ONLY"))["TableDescription"]["LatestStreamArn"]
    dynamodb.delete_item(TableName=name, Key=song_key("one"))
    listed = [stream["StreamArn"] for stream in streams.list_streams(TableName=name)["Streams"]]
    assert listed == [old, new]
    (shard,) = shards_of(streams, old)
    assert "EndingSequenceNumber" in shard["SequenceNumberRange"]
    records, following = read_on(streams, iterator(streams, old, shard["ShardId"]))
    assert titles(records) == ["one"]
    assert following is None
    latest = iterator(streams, old, shard["ShardId"], "LATEST")
    assert read_on(streams, latest) == ([], None)
    assert [record["eventName"] for record in records_of(streams, new)] == ["REMOVE"]


def test_what_is_refused(streams: Any, five: tuple[str, str]) -> None:
    arn, shard = five
    other = f"{arn[:-1]}{9 - int(arn[-1])}"
    not_found = ("ResourceNotFoundException", f"Requested resource not found: Stream: {other} not found")
    assert refused(streams.describe_stream, StreamArn=other) == not_found
    elsewhere = arn.replace("us-east-1", "us-west-2")
    assert refused(streams.describe_stream, StreamArn=elsewhere) == (
        "ResourceNotFoundException",
        f"Requested resource not found: Stream: {elsewhere} not found",
    )
    request = {"ShardId": shard, "ShardIteratorType": "LATEST"}
    assert refused(streams.get_shard_iterator, StreamArn=other, **request) == not_found
    bad = "no ARN of a stream, but long enough to be one"
    assert invalid(streams.describe_stream, StreamArn=bad) == "Invalid StreamArn"
    assert invalid(streams.get_shard_iterator, StreamArn=bad, **request) == "Invalid StreamArn"
    assert invalid(streams.list_streams, ExclusiveStartStreamArn=bad) == "Invalid StreamArn"
    table = f"{arn.partition('/stream/')[0]}/index/long-enough"
    assert invalid(streams.describe_stream, StreamArn=table) == "Invalid StreamArn"
    request["ShardId"] = NO_SUCH_SHARD
    assert refused(streams.get_shard_iterator, StreamArn=arn, **request) == (
        "ResourceNotFoundException",
        "Requested resource not found: Shard does not exist",
    )


@pytest.mark.parametrize(
    ("kind", "more", "message"),
    [
        ("LATEST", {"SequenceNumber": "1" * 28}, "SequenceNumber is not allowed for ShardIteratorType LATEST"),
        (
            "AT_SEQUENCE_NUMBER",
            {},
            "SequenceNumber is required for ShardIteratorType AT_SEQUENCE_NUMBER",
        ),
        ("AT_TIMESTAMP", {}, "Timestamp is required for ShardIteratorType AT_TIMESTAMP"),
        ("TRIM_HORIZON", {"Timestamp": 1.0}, "Timestamp is not allowed for ShardIteratorType TRIM_HORIZON"),
        ("AT_SEQUENCE_NUMBER", {"SequenceNumber": "1" * 28}, "Invalid SequenceNumber"),
        ("AFTER_SEQUENCE_NUMBER", {"SequenceNumber": "x" * 28}, "Invalid SequenceNumber"),
    ],
)
def test_an_iterator_that_cannot_be(
    streams: Any, five: tuple[str, str], kind: str, more: dict[str, Any], message: str
) -> None:
    arn, shard = five
    request = {"StreamArn": arn, "ShardId": shard, "ShardIteratorType": kind, **more}
    assert invalid(streams.get_shard_iterator, **request) == message


def test_limits_beyond_what_the_reference_allows(streams: Any, five: tuple[str, str]) -> None:
    arn, shard = five
    at_most = "failed to satisfy constraint: Member must have value less than or equal to"
    too_many = f"{ONE}Value '101' at 'limit' {at_most} 100"
    assert invalid(streams.list_streams, Limit=101) == too_many
    assert invalid(streams.describe_stream, StreamArn=arn, Limit=101) == too_many
    begins = iterator(streams, arn, shard)
    assert invalid(streams.get_records, ShardIterator=begins, Limit=1001) == (
        f"{ONE}Value '1001' at 'limit' {at_most} 1000"
    )


def test_iterators_cannot_be_forged(server: Server, streams: Any, five: tuple[str, str]) -> None:
    arn, shard = five
    other_arn = create_streaming(server)[1]
    genuine = iterator(streams, arn, shard)
    middle = len(genuine) - 20
    altered = genuine[:middle] + ("A" if genuine[middle] != "A" else "B") + genuine[middle + 1 :]
    for forged in (
        altered,
        genuine.replace(arn, other_arn),
        genuine[:-4],
        f"{arn}|2|{genuine.rpartition('|')[2]}",
        "sdfsdfsgagaddafgagasgasgasdfasdfasdfasdfasdgasdasdgasdg",
        f"{arn}|1|",
        "|",
        "ä|1|ä",
    ):
        assert invalid(streams.get_records, ShardIterator=forged) == "Invalid ShardIterator"


def test_an_iterator_expires_after_fifteen_minutes_and_outlives_a_restart(fresh_server: Any) -> None:
    server: Server = fresh_server(rehearsal=True)
    name, arn = create_streaming(server)
    server.client("dynamodb").put_item(TableName=name, Item=song("one"))
    streams = server.client("dynamodbstreams")
    (shard,) = shards_of(streams, arn)
    begins = iterator(streams, arn, shard["ShardId"])
    server.restart()
    streams = server.client("dynamodbstreams")
    server.advance(14 * 60)
    assert titles(streams.get_records(ShardIterator=begins)["Records"]) == ["one"]
    server.advance(2 * 60)
    assert refused(streams.get_records, ShardIterator=begins) == (
        "ExpiredIteratorException",
        "Shard iterator has expired",
    )


def test_the_aws_cli_reads_a_stream(server: Server, dynamodb: Any, aws: Any) -> None:
    name, arn = create_streaming(server)
    dynamodb.put_item(TableName=name, Item=song("one"))
    described = aws(server, "dynamodbstreams", "describe-stream", "--stream-arn", arn)
    shard = described["StreamDescription"]["Shards"][0]["ShardId"]
    begins = aws(
        server,
        *("dynamodbstreams", "get-shard-iterator", "--stream-arn", arn, "--shard-id", shard),
        *("--shard-iterator-type", "TRIM_HORIZON"),
    )["ShardIterator"]
    records = aws(server, "dynamodbstreams", "get-records", "--shard-iterator", begins)["Records"]
    assert titles(records) == ["one"]
