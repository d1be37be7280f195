"""Reads the records of one shard from the table's store."""

from __future__ import annotations

from collections.abc import Iterator

from strongroom.services.dynamodb.streams import errors
from strongroom.services.dynamodb.streams.iterators import Position
from strongroom.services.dynamodb.streams.records import (
    STREAM,
    ShardHead,
    decode_head,
    head_key,
    record_position,
    record_size,
    record_time,
)
from strongroom.services.dynamodb.tables.stream_shards import RETENTION_SECONDS, Shard
from strongroom.storage.engine import Reader, SortRange

MAX_PAGE_RECORDS = 1000
MAX_PAGE_SIZE = 1024 * 1024


class ShardPage:
    """Consecutive records of a shard while they are being read, from ``position`` on.

    ``records`` are pairs of number and stored form, ``next_counter`` is the number of the record behind them.
    ``at_end`` tells that there was none behind them.
    """

    def __init__(self, shard: Shard, position: Position, limit: int, now: float) -> None:
        self._partition = shard.partition
        self._limit = limit
        self._horizon = now - RETENTION_SECONDS
        self._size = 0
        self.records: list[tuple[int, bytes]] = []
        self.next_counter = position.counter
        self.from_horizon = position.from_horizon
        self.at_end = False

    def read(self, reader: Reader, most: int | None = None) -> bool:
        """Read on: ``most`` records, or to the page's end. Whether the page is complete.

        Raises ServiceError (TrimmedDataAccessException) when the first record has been trimmed.
        """
        if not self.records:
            self._begin(reader)
        for taken, (counter, value) in enumerate(_records(reader, self._partition, self.next_counter)):
            if taken == most:
                return False
            size = self._size + record_size(value)
            if len(self.records) == self._limit or (self.records and size > MAX_PAGE_SIZE):
                return True
            self._size = size
            self.records.append((counter, value))
            self.next_counter = counter + 1
        self.at_end = True
        return True

    def next_position(self, shard: Shard) -> Position | None:
        """Where the next page begins; None when the shard is closed and nothing follows."""
        if self.at_end and not shard.is_open:
            return None
        return Position(shard.id, self.next_counter, self.from_horizon and not self.records)

    def _begin(self, reader: Reader) -> None:
        oldest = first_since(reader, self._partition, self._horizon)
        if self.next_counter < oldest:
            if not self.from_horizon:
                raise errors.trimmed()
            self.next_counter = oldest


def head_of(reader: Reader, partition: bytes) -> ShardHead:
    """The head of a shard; all zero when it has no record yet."""
    stored = reader.get(STREAM, head_key(partition))
    return ShardHead(0, 0.0) if stored is None else decode_head(stored)


def first_since(reader: Reader, partition: bytes, time: float) -> int:
    """The number of the first record of the shard that was not made before ``time``.

    Numbers have no gaps and times never go back, so a few records tell.
    """
    low, high = 1, head_of(reader, partition).counter + 1
    while low < high:
        middle = (low + high) // 2
        value = reader.get(STREAM, (partition, record_position(middle)))
        if value is None or record_time(value) < time:
            low = middle + 1
        else:
            high = middle
    return low


def _records(reader: Reader, partition: bytes, first: int) -> Iterator[tuple[int, bytes]]:
    entries = reader.in_partition(STREAM, partition, SortRange(record_position(first)))
    return ((int.from_bytes(position), value) for (_, position), value in entries)
