"""Stream records: which writes make one, and what each view type shows."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.stream_calls import FOUR_SHARDS, create_streaming, records_of
from api.tables import song, song_key
from server import Server


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture(scope="module")
def streams(server: Server) -> Any:
    return server.client("dynamodbstreams")


def events(streams: Any, arn: str) -> list[tuple[str, str]]:
    return [
        (record["eventName"], record["dynamodb"]["Keys"]["SongTitle"]["S"])
        for record in records_of(streams, arn)
    ]


def test_the_whole_record_of_each_kind_of_change(server: Server, dynamodb: Any, streams: Any) -> None:
    began = int(time.time())
    name, arn = create_streaming(server)
    dynamodb.put_item(TableName=name, Item=song("one", plays={"N": "1"}))
    dynamodb.put_item(TableName=name, Item=song("one", plays={"N": "2"}))
    dynamodb.delete_item(TableName=name, Key=song_key("one"))
    records = records_of(streams, arn)
    key, size = song_key("one"), len("ArtistNo One You KnowSongTitleone")
    with_plays = size + len("plays") + 2
    expected = [
        ("INSERT", {"NewImage": song("one", plays={"N": "1"})}, size + with_plays),
        (
            "MODIFY",
            {"NewImage": song("one", plays={"N": "2"}), "OldImage": song("one", plays={"N": "1"})},
            size + 2 * with_plays,
        ),
        ("REMOVE", {"OldImage": song("one", plays={"N": "2"})}, size + with_plays),
    ]
    for record, (event, images, size_bytes) in zip(records, expected, strict=True):
        stream_record = record.pop("dynamodb")
        made = stream_record.pop("ApproximateCreationDateTime").timestamp()
        assert began <= made <= time.time()
        assert len(stream_record.pop("SequenceNumber")) == 28
        assert len(record.pop("eventID")) == 32
        assert record == {
            "eventName": event,
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": "us-east-1",
        }
        assert stream_record == {
            "Keys": key,
            "SizeBytes": size_bytes,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            **images,
        }


def test_event_ids_and_sequence_numbers_are_unique_and_numbers_grow(
    server: Server, dynamodb: Any, streams: Any
) -> None:
    name, arn = create_streaming(server, **FOUR_SHARDS)
    for number in range(20):
        dynamodb.put_item(TableName=name, Item={"Artist": {"S": str(number)}, "SongTitle": {"S": "x"}})
    records = records_of(streams, arn)
    assert len({record["eventID"] for record in records}) == 20
    numbers = [int(record["dynamodb"]["SequenceNumber"]) for record in records]
    assert len(set(numbers)) == 20


@pytest.mark.parametrize(
    ("view", "images"),
    [
        ("KEYS_ONLY", set()),
        ("NEW_IMAGE", {"NewImage"}),
        ("OLD_IMAGE", {"OldImage"}),
        ("NEW_AND_OLD_IMAGES", {"NewImage", "OldImage"}),
    ],
)
def test_a_view_type_shows_the_images_it_names(
    server: Server, dynamodb: Any, streams: Any, view: str, images: set[str]
) -> None:
    name, arn = create_streaming(server, view)
    dynamodb.put_item(TableName=name, Item=song("one", plays={"N": "1"}))
    dynamodb.put_item(TableName=name, Item=song("one", plays={"N": "2"}))
    dynamodb.delete_item(TableName=name, Key=song_key("one"))
    shown = [set(record["dynamodb"]) & {"NewImage", "OldImage"} for record in records_of(streams, arn)]
    assert shown == [images & {"NewImage"}, images, images & {"OldImage"}]
    assert {record["dynamodb"]["StreamViewType"] for record in records_of(streams, arn)} == {view}


def test_a_write_that_changes_nothing_makes_no_record(server: Server, dynamodb: Any, streams: Any) -> None:
    name, arn = create_streaming(server)
    dynamodb.delete_item(TableName=name, Key=song_key("absent"))
    dynamodb.put_item(TableName=name, Item=song("one", plays={"N": "1"}))
    dynamodb.put_item(TableName=name, Item=song("one", plays={"N": "1"}))
    dynamodb.put_item(TableName=name, Item={"plays": {"N": "1.0"}, **song("one")})
    dynamodb.update_item(
        TableName=name,
        Key=song_key("one"),
        UpdateExpression="SET plays = :n",
        ExpressionAttributeValues={":n": {"N": "1"}},
    )
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        dynamodb.put_item(TableName=name, Item=song("one"), ConditionExpression="attribute_not_exists(Artist)")
    assert events(streams, arn) == [("INSERT", "one")]


def test_every_operation_that_writes_makes_records(server: Server, dynamodb: Any, streams: Any) -> None:
    name, arn = create_streaming(server)
    dynamodb.batch_write_item(
        RequestItems={name: [{"PutRequest": {"Item": song(title)}} for title in ("a", "b")]}
    )
    update = {
        "TableName": name,
        "Key": song_key("a"),
        "UpdateExpression": "SET plays = :n",
        "ExpressionAttributeValues": {":n": {"N": "1"}},
    }
    dynamodb.transact_write_items(
        TransactItems=[
            {"Put": {"TableName": name, "Item": song("c")}},
            {"Update": update},
            {"Delete": {"TableName": name, "Key": song_key("b")}},
        ]
    )
    dynamodb.update_item(**{**update, "Key": song_key("d")})
    where = """WHERE "Artist" = 'No One You Know' AND "SongTitle" = 'e'"""
    dynamodb.execute_statement(
        Statement=f"""INSERT INTO "{name}" VALUE {{'Artist': 'No One You Know', 'SongTitle': 'e'}}"""
    )
    dynamodb.batch_execute_statement(Statements=[{"Statement": f'UPDATE "{name}" SET plays = 1 {where}'}])
    dynamodb.execute_transaction(TransactStatements=[{"Statement": f'DELETE FROM "{name}" {where}'}])
    assert events(streams, arn) == [
        ("INSERT", "a"),
        ("INSERT", "b"),
        ("INSERT", "c"),
        ("MODIFY", "a"),
        ("REMOVE", "b"),
        ("INSERT", "d"),
        ("INSERT", "e"),
        ("MODIFY", "e"),
        ("REMOVE", "e"),
    ]


def test_a_cancelled_transaction_leaves_no_record(server: Server, dynamodb: Any, streams: Any) -> None:
    name, arn = create_streaming(server)
    check = {
        "TableName": name,
        "Key": song_key("absent"),
        "ConditionExpression": "attribute_exists(Artist)",
    }
    with pytest.raises(ClientError, match="TransactionCanceled"):
        dynamodb.transact_write_items(
            TransactItems=[{"Put": {"TableName": name, "Item": song("one")}}, {"ConditionCheck": check}]
        )
    assert events(streams, arn) == []


def test_a_table_without_stream_and_one_that_was_switched_off_record_nothing(
    server: Server, dynamodb: Any, streams: Any
) -> None:
    name, arn = create_streaming(server)
    dynamodb.put_item(TableName=name, Item=song("one"))
    dynamodb.update_table(TableName=name, StreamSpecification={"StreamEnabled": False})
    dynamodb.put_item(TableName=name, Item=song("two"))
    assert events(streams, arn) == [("INSERT", "one")]
