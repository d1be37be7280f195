"""Tables with streams, and readers of them, for tests that drive a running server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from api.tables import MUSIC, table_name
from server import Server


def streaming(view: str = "NEW_AND_OLD_IMAGES") -> dict[str, Any]:
    """The parameters of a table with an enabled stream."""
    return {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": view}}


#: Billing under which a stream has four shards; with MUSIC's provisioned throughput it has one.
FOUR_SHARDS: dict[str, Any] = {"BillingMode": "PAY_PER_REQUEST"}


def create_streaming(server: Server, view: str = "NEW_AND_OLD_IMAGES", **parameters: Any) -> tuple[str, str]:
    """Make a Music table with a stream: its name and the stream's ARN."""
    dynamodb, name = server.client("dynamodb"), table_name()
    request = {**MUSIC, **streaming(view), **parameters}
    if "BillingMode" in parameters:
        del request["ProvisionedThroughput"]
    dynamodb.create_table(TableName=name, **request)
    dynamodb.get_waiter("table_exists").wait(TableName=name)
    return name, dynamodb.describe_table(TableName=name)["Table"]["LatestStreamArn"]


def shards_of(streams: Any, arn: str) -> list[dict[str, Any]]:
    """All shards of a stream, page by page."""
    shards: list[dict[str, Any]] = []
    more: dict[str, Any] = {}
    while True:
        described = streams.describe_stream(StreamArn=arn, **more)["StreamDescription"]
        shards += described["Shards"]
        if "LastEvaluatedShardId" not in described:
            return shards
        more = {"ExclusiveStartShardId": described["LastEvaluatedShardId"]}


def iterator(streams: Any, arn: str, shard_id: str, kind: str = "TRIM_HORIZON", **more: Any) -> str:
    """A new shard iterator."""
    answer = streams.get_shard_iterator(StreamArn=arn, ShardId=shard_id, ShardIteratorType=kind, **more)
    return str(answer["ShardIterator"])


def read_on(streams: Any, first: str | None, limit: int = 1000) -> tuple[list[dict[str, Any]], str | None]:
    """The records from an iterator on, until there is none at the moment; and where to go on, if anywhere."""
    records: list[dict[str, Any]] = []
    following = first
    while following is not None:
        answer = streams.get_records(ShardIterator=following, Limit=limit)
        records += answer["Records"]
        following = answer.get("NextShardIterator")
        if not answer["Records"]:
            break
    return records, following


def records_of(streams: Any, arn: str) -> list[dict[str, Any]]:
    """All records of a stream, shard by shard, the older shards first."""
    return list(_records(streams, arn))


def _records(streams: Any, arn: str) -> Iterator[dict[str, Any]]:
    for shard in shards_of(streams, arn):
        yield from read_on(streams, iterator(streams, arn, shard["ShardId"]))[0]


def wait_for_shards(streams: Any, arn: str, count: int, seconds: float = 10.0) -> list[dict[str, Any]]:
    """Wait until the stream shows so many shards; the shards."""
    deadline = time.monotonic() + seconds
    while len(shards := shards_of(streams, arn)) != count:
        assert time.monotonic() < deadline, f"{len(shards)} shards instead of {count}"
        time.sleep(0.02)
    return shards
