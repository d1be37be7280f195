"""GetShardIterator. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.streams import errors
from strongroom.services.dynamodb.streams.iterators import Position
from strongroom.services.dynamodb.streams.reading import first_since, head_of
from strongroom.services.dynamodb.tables.stream_shards import RETENTION_SECONDS, Shard
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Store

if TYPE_CHECKING:
    from strongroom.services.dynamodb.streams.service import DynamoDBStreams

_BY_NUMBER = ("AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER")


@operation("GetShardIterator")
def get_shard_iterator(service: DynamoDBStreams, call: Call, request: Request) -> Answer:
    """An iterator that begins somewhere in a shard."""
    _check(request)
    table, stream = service.require(call, request["StreamArn"])
    shard = service.find_shard(stream, request["ShardId"])
    if shard is None:
        raise errors.shard_not_found()
    position = _position(service.store(call, table), shard, request, service.clock.now())
    return {"ShardIterator": service.iterators.make(table.record.stream_arn(stream), position)}


def _check(request: Request) -> None:
    kind = request["ShardIteratorType"]
    for member, kinds in (("SequenceNumber", _BY_NUMBER), ("Timestamp", ("AT_TIMESTAMP",))):
        if kind in kinds and member not in request:
            raise errors.validation(f"{member} is required for ShardIteratorType {kind}")
        if kind not in kinds and member in request:
            raise errors.validation(f"{member} is not allowed for ShardIteratorType {kind}")


def _position(store: Store, shard: Shard, request: Request, now: float) -> Position:
    kind = request["ShardIteratorType"]
    if kind == "TRIM_HORIZON":
        return Position(shard.id, 1, from_horizon=True)
    if kind == "LATEST":
        return Position(shard.id, store.read(lambda reader: head_of(reader, shard.partition)).counter + 1)
    if kind == "AT_TIMESTAMP":
        since = max(request["Timestamp"], now - RETENTION_SECONDS)
        return Position(shard.id, store.read(lambda reader: first_since(reader, shard.partition, since)))
    counter = shard.counter(request["SequenceNumber"])
    if counter is None:
        raise errors.validation("Invalid SequenceNumber")
    if counter == 0:  # the shard's StartingSequenceNumber, which no record has
        return Position(shard.id, 1, from_horizon=True)
    oldest = store.read(lambda reader: first_since(reader, shard.partition, now - RETENTION_SECONDS))
    if kind == "AFTER_SEQUENCE_NUMBER":
        counter += 1
    if counter < oldest:
        raise errors.trimmed()
    return Position(shard.id, counter)
