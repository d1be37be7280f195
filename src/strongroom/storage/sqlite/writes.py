"""Writes held in memory: not in a store's file yet, or newer than a reader's snapshot of it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Final

from strongroom.storage.engine import Key, SortRange
from strongroom.storage.sqlite.ranges import SpaceRange, holds
from strongroom.storage.sqlite.tables import check_space_name

_ENTRY_OVERHEAD = 250  # bytes that Python objects add to an entry, roughly


class Untouched(Enum):
    """The answer of ``Writes.find`` for a key that no write touched (None stands for a deletion)."""

    UNTOUCHED = 0


UNTOUCHED: Final = Untouched.UNTOUCHED


class Writes:
    """The newest value of each written key, by space, partition and sort position; None where it was deleted.

    ``volume`` is an upper bound of the memory that the writes take, in bytes.
    """

    __slots__ = ("spaces", "volume")

    def __init__(self) -> None:
        self.spaces: dict[str, dict[bytes, dict[bytes, bytes | None]]] = {}
        self.volume = 0

    def __bool__(self) -> bool:
        return bool(self.spaces)

    def set(self, space: str, key: Key, value: bytes | None) -> None:
        """Note that ``key`` has ``value`` now, or was deleted. Raises ValueError for a bad name of a space."""
        partition, sort = key
        self.volume += _ENTRY_OVERHEAD + len(partition) + len(sort) + (len(value) if value else 0)
        partitions = self.spaces.get(space)
        if partitions is None:
            check_space_name(space)
            self.spaces[space] = {partition: {sort: value}}
            return
        positions = partitions.get(partition)
        if positions is None:
            partitions[partition] = {sort: value}
        else:
            positions[sort] = value

    def absorb(self, newer: Writes) -> None:
        """Take over all of ``newer``."""
        self.volume += newer.volume
        for space, newer_partitions in newer.spaces.items():
            partitions = self.spaces.setdefault(space, {})
            for partition, newer_positions in newer_partitions.items():
                positions = partitions.get(partition)
                if positions is None:
                    partitions[partition] = newer_positions.copy()
                else:
                    positions.update(newer_positions)

    def clear(self) -> None:
        """Forget all."""
        self.spaces = {}
        self.volume = 0

    def find(self, space: str, key: Key) -> bytes | Untouched | None:
        """The value written at ``key``, None when it was deleted, UNTOUCHED when neither."""
        partitions = self.spaces.get(space)
        if partitions is None:
            return UNTOUCHED
        positions = partitions.get(key[0])
        if positions is None:
            return UNTOUCHED
        return positions.get(key[1], UNTOUCHED)

    def in_partition(
        self, space: str, partition: bytes, within: SortRange
    ) -> Iterator[tuple[Key, bytes | None]]:
        """The writes of one partition whose sort position lies in ``within``, in no order."""
        for sort, value in self.spaces.get(space, {}).get(partition, {}).items():
            if holds(within, sort):
                yield (partition, sort), value

    def in_space(self, space: str, within: SpaceRange) -> Iterator[tuple[Key, bytes | None]]:
        """The writes of a space whose key lies in ``within``, in no order."""
        for partition, positions in self.spaces.get(space, {}).items():
            for sort, value in positions.items():
                if (partition, sort) in within:
                    yield (partition, sort), value
