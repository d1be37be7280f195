"""Where the rows of a Query or Scan come from: ranges of a table's items or of an index's entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from strongroom.services.dynamodb.items import ITEMS
from strongroom.storage.engine import Entry, Key, Reader, SortRange


class EntrySource(Protocol):
    """Where the rows of a page come from."""

    def entries(self, reader: Reader, after: Key | None) -> Iterator[Entry]:
        """The entries in reading order: from the start, or behind ``after``."""
        ...


class PartitionEntries(NamedTuple):
    """A range of one partition, for Query."""

    partition: bytes
    within: SortRange
    descending: bool = False
    space: str = ITEMS

    def entries(self, reader: Reader, after: Key | None) -> Iterator[Entry]:
        within = self.within
        if after is not None and self.descending:
            within = SortRange(within.low, after[1], within.includes_low, includes_high=False)
        elif after is not None:
            within = SortRange(after[1], within.high, False, within.includes_high)
        return reader.in_partition(self.space, self.partition, within, descending=self.descending)


class SpaceEntries(NamedTuple):
    """Everything, or what lies in a segment of the hashes, for Scan."""

    from_partition: bytes | None = None
    before_partition: bytes | None = None
    space: str = ITEMS

    def entries(self, reader: Reader, after: Key | None) -> Iterator[Entry]:
        return reader.in_space(
            self.space,
            after=after,
            from_partition=self.from_partition if after is None else None,
            before_partition=self.before_partition,
        )
