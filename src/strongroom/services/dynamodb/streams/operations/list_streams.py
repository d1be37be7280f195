"""ListStreams. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.dynamodb.arns import parse_arn
from strongroom.services.dynamodb.streams import errors
from strongroom.services.dynamodb.tables.stream_shards import is_kept
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.streams.service import DynamoDBStreams

_DEFAULT_LIMIT = 100


@operation("ListStreams")
def list_streams(service: DynamoDBStreams, call: Call, request: Request) -> Answer:
    """A page of the streams of the account and region, or of one table, by table name and then by age."""
    after = _position(request.get("ExclusiveStartStreamArn"))
    limit = request.get("Limit", _DEFAULT_LIMIT)
    streams = [stream for stream in _streams(service, call, request) if _order(stream) > after]
    answer: dict[str, Any] = {"Streams": streams[:limit]}
    if len(streams) > limit:
        answer["LastEvaluatedStreamArn"] = streams[limit - 1]["StreamArn"]
    return answer


def _streams(service: DynamoDBStreams, call: Call, request: Request) -> list[dict[str, str]]:
    name = request.get("TableName")
    now = service.clock.now()
    streams = [
        {
            "StreamArn": table.record.stream_arn(stream),
            "TableName": table.record.name,
            "StreamLabel": stream.label,
        }
        for table in (*service.tables.in_region(call), *service.gone_tables(call))
        if name in (None, table.record.name)
        for stream in table.record.streams
        if is_kept(stream, now)
    ]
    return sorted(streams, key=_order)


def _order(stream: Mapping[str, str]) -> tuple[str, str]:
    return stream["TableName"], stream["StreamLabel"]


def _position(stream_arn: str | None) -> tuple[str, str]:
    """Table name and label behind which the page begins. Raises ValidationException."""
    if stream_arn is None:
        return "", ""
    arn = parse_arn(stream_arn)
    if arn is None or arn.part[0] != "stream":
        raise errors.invalid_stream_arn()
    return arn.table, arn.part[1]
