"""Who may read a stream: policies on its ARN, the table's KMS key; and what the audit log says of it."""

from __future__ import annotations

import json
from typing import Any

from api.principals import allow, new_user, policy
from api.principals import refused as refused_with
from api.refusals import refused
from api.stream_calls import create_streaming, iterator, read_on, shards_of
from api.tables import song, under_key
from server import Server


def test_a_policy_on_the_streams_arn_decides(fresh_server: Any) -> None:
    server: Server = fresh_server()
    name, arn = create_streaming(server)
    server.client("dynamodb").put_item(TableName=name, Item=song("one"))
    reading = ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"]
    reader = new_user(server, allow(reading, arn)).client("dynamodbstreams")
    (shard,) = shards_of(reader, arn)
    begins = iterator(reader, arn, shard["ShardId"])
    assert len(read_on(reader, begins)[0]) == 1
    with refused_with("AccessDeniedException") as told:
        reader.list_streams(TableName=name)
    assert "dynamodb:ListStreams on resource: *" in told[0]
    other = new_user(server, allow(["dynamodb:ListStreams", "dynamodb:DescribeStream"]))
    streams = other.client("dynamodbstreams")
    assert len(streams.list_streams(TableName=name)["Streams"]) == 1
    with refused_with("AccessDeniedException") as told:
        streams.get_records(ShardIterator=begins)
    assert told[0] == (
        f"User: {other.arn} is not authorized to perform: dynamodb:GetRecords on resource: {arn} because no "
        "identity-based policy allows the dynamodb:GetRecords action"
    )
    with refused_with("AccessDeniedException"):
        streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="LATEST")


def test_a_policy_of_the_stream_itself_decides_too(fresh_server: Any) -> None:
    server: Server = fresh_server()
    _, arn = create_streaming(server)
    user = new_user(server, name="reader")
    statement = {"Effect": "Allow", "Principal": {"AWS": user.arn}, "Action": "dynamodb:DescribeStream"}
    server.client("dynamodb").put_resource_policy(
        ResourceArn=arn, Policy=policy({**statement, "Resource": arn})
    )
    described = user.client("dynamodbstreams").describe_stream(StreamArn=arn)
    assert described["StreamDescription"]["StreamArn"] == arn


def test_records_need_the_tables_key_as_items_do(fresh_server: Any) -> None:
    """After a change of the key the records are read under the new one; while it is lost nothing is read, but
    the stream can be described; back, everything is there."""
    server: Server = fresh_server(rehearsal=True, table_key_cache=0)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    streams = server.client("dynamodbstreams")
    first, second = (kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    name, arn = create_streaming(server, SSESpecification=under_key(first))
    dynamodb.put_item(TableName=name, Item=song("one"))
    (shard,) = shards_of(streams, arn)
    dynamodb.update_table(TableName=name, SSESpecification=under_key(second))
    kms.disable_key(KeyId=first)
    begins = iterator(streams, arn, shard["ShardId"])
    assert len(read_on(streams, begins)[0]) == 1
    kms.disable_key(KeyId=second)
    for call, request in (
        (streams.get_records, {"ShardIterator": begins}),
        (
            streams.get_shard_iterator,
            {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "LATEST"},
        ),
    ):
        code, message = refused(call, **request)
        assert code == "ValidationException"
        assert message.startswith(
            "KMS key disabled error: com.amazonaws.services.kms.model.DisabledException: "
            f"{second} is disabled. (Service: AWSKMS; Status Code: 400; Error Code: DisabledException;"
        )
    assert shards_of(streams, arn) == [shard]
    kms.enable_key(KeyId=second)
    assert len(read_on(streams, begins)[0]) == 1


def test_the_audit_log_has_descriptions_of_streams_but_no_reads(fresh_server: Any) -> None:
    server: Server = fresh_server()
    _, arn = create_streaming(server)
    streams = server.client("dynamodbstreams")
    (shard,) = shards_of(streams, arn)
    streams.get_records(ShardIterator=iterator(streams, arn, shard["ShardId"]))
    streams.list_streams(Limit=7)
    looked_up = server.client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "EventSource", "AttributeValue": "dynamodb.amazonaws.com"}]
    )["Events"]
    events = {each["EventName"]: json.loads(each["CloudTrailEvent"]) for each in looked_up}
    assert not events.keys() & {"GetRecords", "GetShardIterator"}
    assert events["ListStreams"]["requestParameters"] == {"limit": 7}
    described = events["DescribeStream"]
    assert described["requestParameters"] == {"streamArn": arn}
    assert described["readOnly"] is True
    assert described["resources"] == [
        {"accountId": "123456789012", "type": "AWS::DynamoDB::Stream", "ARN": arn}
    ]
