"""The shards of a stream: which there are, and in which one an item's changes lie. Pure.

A stream goes through generations. In each, the hashes of partition keys are divided evenly among the shards,
whose number is a power of two that never shrinks; so the changes of an item lie in one shard of each
generation, and the shards of the next generation that take parts of its range are that shard's children. A
shard takes records for four hours, its records are kept for 24.

Source: developer guide, "Change data capture for DynamoDB Streams" (24 hours, parents before children). That a
shard stays open for four hours has been observed of the service.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from strongroom.services.dynamodb.tables.record import ShardGeneration, Stream, TableRecord

SHARD_SECONDS = 4 * 3600
RETENTION_SECONDS = 24 * 3600

_ON_DEMAND_SHARDS = 4
_MOST_SHARDS = 256
_READ_UNITS_OF_PARTITION = 3000
_WRITE_UNITS_OF_PARTITION = 1000
_HASH_BITS = 64
_LOW_BITS = 32
_COUNTER_DIGITS = 12
_INDEX_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Shard:
    """One shard. ``begins`` and ``ends`` are epoch milliseconds; one without ``ends`` takes records.

    ``index`` is its place among the ``siblings`` of its generation, in the order of their hashes.
    """

    begins: int
    index: int
    siblings: int
    ends: int | None = None
    parent: Shard | None = None

    @property
    def is_open(self) -> bool:
        return self.ends is None

    @property
    def id(self) -> str:
        """The time from which the shard took records and the first of its hashes: ids are in that order."""
        return f"shardId-{self.begins:020d}-{self._low:08x}"

    @property
    def partition(self) -> bytes:
        """The partition of the shard's records in the table's store."""
        return self.begins.to_bytes(8) + self._low.to_bytes(4)

    def sequence_number(self, counter: int) -> str:
        """The sequence number of the shard's record number ``counter``: no other record of the table has it,
        and those of later generations are greater."""
        return f"{self.begins}{counter:0{_COUNTER_DIGITS}d}{self.index:0{_INDEX_DIGITS}d}"

    def counter(self, sequence_number: str) -> int | None:
        """The number of the record with this sequence number; None when it is not one of this shard."""
        behind = len(sequence_number) - _INDEX_DIGITS
        text = sequence_number[behind - _COUNTER_DIGITS : behind]
        if not (text.isascii() and text.isdigit()) or self.sequence_number(int(text)) != sequence_number:
            return None
        return int(text)

    @property
    def starting_sequence_number(self) -> str:
        return self.sequence_number(0)

    @property
    def ending_sequence_number(self) -> str:
        """The greatest that a record of the shard can have."""
        return self.sequence_number(10**_COUNTER_DIGITS - 1)

    @property
    def _low(self) -> int:
        return (self.index << _LOW_BITS) // self.siblings


def shard_of(generation: ShardGeneration, item_partition: bytes) -> Shard:
    """The open shard of the newest generation that takes the changes of an item.

    ``item_partition`` is the partition of the item's entry key, which begins with the 8-byte hash.
    """
    index = int.from_bytes(item_partition[:8]) * generation.shards >> _HASH_BITS
    return Shard(generation.begins, index, generation.shards)


def shards_of(stream: Stream, now: float) -> list[Shard]:
    """The shards of the stream whose records are kept at ``now`` (epoch seconds), in the order of their ids."""
    horizon = (now - RETENTION_SECONDS) * 1000
    found: list[Shard] = []
    parents: list[Shard] = []
    for generation, ends in _generations(stream):
        shards = [
            Shard(
                generation.begins,
                index,
                generation.shards,
                ends,
                parents[index * len(parents) // generation.shards] if parents else None,
            )
            for index in range(generation.shards)
        ]
        if ends is None or ends > horizon:
            found += shards
        parents = [replace(shard, parent=None) for shard in shards]
    return found


def is_kept(stream: Stream, now: float) -> bool:
    """Whether the stream can still be read: a disabled one for 24 hours."""
    return stream.disabled is None or now < stream.disabled + RETENTION_SECONDS


def next_generation(record: TableRecord, stream: Stream | None, now: float) -> ShardGeneration:
    """The generation that follows what ``stream`` has, now or as soon after it as can be told apart."""
    wanted = _wanted_shards(record)
    if stream is None or not stream.generations:
        return ShardGeneration(int(now * 1000), wanted)
    newest = stream.generations[-1]
    return ShardGeneration(max(int(now * 1000), newest.begins + 1), max(newest.shards, wanted))


def rotation_due(stream: Stream) -> float | None:
    """When the stream's next generation is to begin (epoch seconds); None for a disabled stream."""
    if not stream.enabled:
        return None
    return stream.generations[-1].begins / 1000 + SHARD_SECONDS if stream.generations else 0.0


def rotated(record: TableRecord, now: float) -> TableRecord:
    """The record with a new generation of its stream, if one is due."""
    stream = record.stream
    if stream is None or (due := rotation_due(stream)) is None or now < due:
        return record
    generation = next_generation(record, stream, now)
    return replace(record, stream=replace(stream, generations=(*stream.generations, generation)))


def expired_shards(stream: Stream, now: float) -> Iterator[Shard]:
    """The shards whose records are not kept any more at ``now``, and have not been removed yet."""
    horizon = (now - RETENTION_SECONDS) * 1000
    for generation, ends in _generations(stream):
        if ends is not None and ends <= horizon and generation.begins > stream.trimmed:
            for index in range(generation.shards):
                yield Shard(generation.begins, index, generation.shards, ends)


def without_expired(record: TableRecord, now: float) -> TableRecord:
    """The record once all ``expired_shards`` of its streams have been removed.

    The newest of them stays known: it has the parents of the oldest shards that are kept.
    """
    past = tuple(_trimmed(stream, now) for stream in record.past_streams if is_kept(stream, now))
    stream = None if record.stream is None else _trimmed(record.stream, now)
    return replace(record, past_streams=past, stream=stream)


def _trimmed(stream: Stream, now: float) -> Stream:
    trimmed = max((shard.begins for shard in expired_shards(stream, now)), default=stream.trimmed)
    generations = tuple(each for each in stream.generations if each.begins >= trimmed)
    return replace(stream, trimmed=trimmed, generations=generations)


def _generations(stream: Stream) -> Iterator[tuple[ShardGeneration, int | None]]:
    """Each generation and when it ended (epoch milliseconds)."""
    ends = [generation.begins for generation in stream.generations[1:]]
    last = None if stream.disabled is None else int(stream.disabled * 1000)
    yield from zip(stream.generations, (*ends, last), strict=False)


def _wanted_shards(record: TableRecord) -> int:
    if record.billing_mode == "PAY_PER_REQUEST":
        return _ON_DEMAND_SHARDS
    throughput = record.throughput
    partitions = (
        throughput.read_units / _READ_UNITS_OF_PARTITION + throughput.write_units / _WRITE_UNITS_OF_PARTITION
    )
    shards = 1
    while shards < min(partitions, _MOST_SHARDS):
        shards *= 2
    return shards
