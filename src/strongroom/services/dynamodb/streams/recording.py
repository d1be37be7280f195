"""Writes a stream record for each change of an item, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Mapping

from strongroom.clock import Clock
from strongroom.services.dynamodb.streams.records import (
    STREAM,
    ShardHead,
    decode_head,
    encode_head,
    encode_record,
    head_key,
    record_position,
)
from strongroom.services.dynamodb.tables.record import ShardGeneration, TableRecord
from strongroom.services.dynamodb.tables.stream_shards import shard_of
from strongroom.services.dynamodb.values.keys import KeySchema, key_of_entry
from strongroom.services.dynamodb.write_effects import NO_UNITS, ItemChange, WriteEffect
from strongroom.storage.engine import Transaction


class StreamRecording:
    """The effect of a table with an enabled stream.

    The shard is the one that the table's durable record names, not the one that the clock does: so a reader who
    finds a shard closed knows that no later transaction writes to it.
    """

    def __init__(self, schema: KeySchema, generation: ShardGeneration, view: str, clock: Clock) -> None:
        self._schema = schema
        self._generation = generation
        self._view = view
        self._clock = clock

    def follow(self, transaction: Transaction, change: ItemChange) -> Mapping[str, float]:
        """Write the record, unless the item is the same in other words. Costs no write units."""
        if not _is_same_item(change):
            partition = shard_of(self._generation, change.key[0]).partition
            head = self._advance(transaction, partition)
            keys = key_of_entry(self._schema, change.key)
            value = encode_record(head.at, keys, self._view, change)
            transaction.put(STREAM, (partition, record_position(head.counter)), value)
        return NO_UNITS

    def _advance(self, transaction: Transaction, partition: bytes) -> ShardHead:
        """The next number in the shard, and a time that is not before the last record's."""
        stored = transaction.get(STREAM, head_key(partition))
        now = self._clock.now()
        head = ShardHead(1, now)
        if stored is not None:
            last = decode_head(stored)
            head = ShardHead(last.counter + 1, max(now, last.at))
        transaction.put(STREAM, head_key(partition), encode_head(head))
        return head


def _is_same_item(change: ItemChange) -> bool:
    """Whether old and new differ at most in the order of their attributes, so not in length."""
    if change.old is None or change.new is None or len(change.old) != len(change.new):
        return False
    return change.old_item == change.new_item


class StreamRecordings:
    """Makes the effects: one for each table that has an enabled stream."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def of(self, record: TableRecord) -> WriteEffect | None:
        """The recording of the table's stream; None when it has none that is enabled."""
        stream = record.stream
        if stream is None or not stream.enabled or not stream.generations:
            return None
        return StreamRecording(record.key_schema, stream.generations[-1], stream.view, self._clock)
