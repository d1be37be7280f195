"""DescribeStream. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.dynamodb.streams import errors
from strongroom.services.dynamodb.tables.record import Stream, TableRecord
from strongroom.services.dynamodb.tables.stream_settings import creation_time
from strongroom.services.dynamodb.tables.stream_shards import Shard, shards_of
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.streams.service import DynamoDBStreams

_DEFAULT_LIMIT = 100


@operation("DescribeStream")
def describe_stream(service: DynamoDBStreams, call: Call, request: Request) -> Answer:
    """A stream and a page of its shards; needs no table key, so it answers when the key is lost too."""
    table, stream = service.require(call, request["StreamArn"])
    record = table.record
    after = request.get("ExclusiveStartShardId", "")
    wanted = _filtered(shards_of(stream, service.clock.now()), request)
    following = [shard for shard in wanted if shard.id > after]
    limit = request.get("Limit", _DEFAULT_LIMIT)
    description: dict[str, Any] = {
        "StreamArn": record.stream_arn(stream),
        "StreamLabel": stream.label,
        "StreamStatus": _status(record, stream),
        "StreamViewType": stream.view,
        "CreationRequestDateTime": creation_time(stream),
        "TableName": record.name,
        "KeySchema": _key_schema(record),
        "Shards": [_described(shard) for shard in following[:limit]],
    }
    if len(following) > limit:
        description["LastEvaluatedShardId"] = following[limit - 1].id
    return {"StreamDescription": description}


def _filtered(shards: Sequence[Shard], request: Request) -> Sequence[Shard]:
    asked = request.get("ShardFilter")
    if not asked:
        return shards
    if "Type" not in asked or "ShardId" not in asked:
        raise errors.validation("ShardFilter must have both Type and ShardId")
    return [shard for shard in shards if shard.parent is not None and shard.parent.id == asked["ShardId"]]


def _status(record: TableRecord, stream: Stream) -> str:
    job = record.job("stream")
    if job is not None and job.target["label"] == stream.label:
        return "ENABLING" if job.target["operation"] == "ENABLE" else "DISABLING"
    return "ENABLED" if stream.enabled else "DISABLED"


def _key_schema(record: TableRecord) -> list[dict[str, str]]:
    kinds = ("HASH", "RANGE")
    attributes = record.key_schema.attributes
    return [
        {"AttributeName": attribute.name, "KeyType": kind}
        for attribute, kind in zip(attributes, kinds, strict=False)
    ]


def _described(shard: Shard) -> dict[str, Any]:
    numbers = {"StartingSequenceNumber": shard.starting_sequence_number}
    if not shard.is_open:
        numbers["EndingSequenceNumber"] = shard.ending_sequence_number
    described: dict[str, Any] = {"ShardId": shard.id, "SequenceNumberRange": numbers}
    if shard.parent is not None:
        described["ParentShardId"] = shard.parent.id
    return described
