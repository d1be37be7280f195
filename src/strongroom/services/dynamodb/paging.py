"""One page of a Query or Scan: what is read, where it ends, and what it answers.

A page ends with the item that reaches the request's limit or 1 MB of items read; then LastEvaluatedKey names
that item. Rows are handed on as they are stored unless a filter or a projection has to look into them. A few
rows are read at once on the event loop; a longer page is finished on a thread of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from typing import Protocol

import orjson

from strongroom.services.dynamodb.capacity import consumed_capacity, read_units
from strongroom.services.dynamodb.items import ITEMS, decode_item, item_json, stored_size
from strongroom.services.dynamodb.values.keys import KeySchema, key_of_entry
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.writes import ItemCondition
from strongroom.services.operations import Answer, RawJson, Request
from strongroom.storage.engine import Entry, Key, Reader, SortRange, Store

MAX_PAGE_SIZE = 1024 * 1024

#: How much is read on the event loop before a page moves to a thread.
INLINE_ROWS = 100
INLINE_SIZE = 128 * 1024


class ItemProjection(Protocol):
    """A choice of some of an item's attributes."""

    def apply(self, item: Item) -> Item:
        """The chosen attributes of an item, as an item."""
        ...


class EntrySource(Protocol):
    """Where the rows of a page come from."""

    def entries(self, reader: Reader, after: Key | None) -> Iterator[Entry]:
        """The entries in reading order: from the start, or behind ``after``."""
        ...


@dataclass(frozen=True, slots=True)
class PartitionEntries:
    """A range of one partition, for Query."""

    partition: bytes
    within: SortRange
    descending: bool = False

    def entries(self, reader: Reader, after: Key | None) -> Iterator[Entry]:
        within = self.within
        if after is not None and self.descending:
            within = SortRange(within.low, after[1], within.includes_low, includes_high=False)
        elif after is not None:
            within = SortRange(after[1], within.high, False, within.includes_high)
        return reader.in_partition(ITEMS, self.partition, within, descending=self.descending)


@dataclass(frozen=True, slots=True)
class SpaceEntries:
    """All items, or those of a segment of the hashes, for Scan."""

    from_partition: bytes | None = None
    before_partition: bytes | None = None

    def entries(self, reader: Reader, after: Key | None) -> Iterator[Entry]:
        return reader.in_space(
            ITEMS,
            after=after,
            from_partition=self.from_partition if after is None else None,
            before_partition=self.before_partition,
        )


class Page:
    """A page while it is being read; ``complete`` once it is."""

    __slots__ = ("_filter", "_limit", "_projection", "complete", "count", "last", "rows", "scanned", "size")

    def __init__(
        self,
        limit: int | None,
        filter_: ItemCondition | None = None,
        projection: ItemProjection | None = None,
        *,
        after: Key | None = None,
        only_count: bool = False,
    ) -> None:
        self._limit = limit
        self._filter = filter_
        self._projection = projection
        self.rows: list[bytes] | None = None if only_count else []
        self.count = 0
        self.scanned = 0
        self.size = 0
        self.last = after
        self.complete = False

    @classmethod
    def of(
        cls,
        request: Request,
        filter_: ItemCondition | None,
        projection: ItemProjection | None,
        after: Key | None,
    ) -> Page:
        """The page that a Query or Scan asks for, behind the entry ``after``."""
        only_count = request.get("Select") == "COUNT"
        return cls(request.get("Limit"), filter_, projection, after=after, only_count=only_count)

    def read(self, entries: Iterator[Entry], most_rows: int | None, most_size: int | None) -> None:
        """Take entries until the page is complete or the given number of rows or bytes has been read."""
        rows_end = None if most_rows is None else self.scanned + most_rows
        for key, stored in entries:
            self.last = key
            self.scanned += 1
            self.size += stored_size(stored)
            self._take(stored)
            if self.scanned == self._limit or self.size >= MAX_PAGE_SIZE:
                self.complete = True
                return
            if self.scanned == rows_end or (most_size is not None and self.size >= most_size):
                return
        self.last = None
        self.complete = True

    def _take(self, stored: bytes) -> None:
        if self._filter is None and self._projection is None:
            self.count += 1
            if self.rows is not None:
                self.rows.append(item_json(stored))
            return
        item = decode_item(stored)
        if self._filter is not None and not self._filter.matches(item):
            return
        self.count += 1
        if self.rows is not None:
            projected = self._projection
            self.rows.append(item_json(stored) if projected is None else orjson.dumps(projected.apply(item)))


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What turns a complete page into an answer."""

    schema: KeySchema
    table: str
    consistent: bool
    capacity_mode: str | None

    @classmethod
    def to(cls, request: Request, schema: KeySchema) -> PageAnswer:
        """What answers a Query or Scan of a table with this key schema."""
        return cls(
            schema,
            request["TableName"],
            request.get("ConsistentRead", False),
            request.get("ReturnConsumedCapacity"),
        )

    def of(self, page: Page) -> RawJson:
        """The answer of Query or Scan."""
        parts = [] if page.rows is None else [b'"Items":[', b",".join(page.rows), b"],"]
        parts.append(b'"Count":%d,"ScannedCount":%d' % (page.count, page.scanned))
        if page.last is not None:
            parts += [b',"LastEvaluatedKey":', orjson.dumps(key_of_entry(self.schema, page.last))]
        units = read_units(page.size, consistent=self.consistent)
        capacity = consumed_capacity(self.capacity_mode, self.table, units)
        if capacity is not None:
            parts += [b',"ConsumedCapacity":', orjson.dumps(capacity)]
        return RawJson(b"{" + b"".join(parts) + b"}")


def read_page(store: Store, source: EntrySource, page: Page, answer: PageAnswer) -> Answer | Awaitable[Answer]:
    """Read a page and answer it: at once when it is short, else when a thread has finished it."""
    store.read(lambda reader: page.read(source.entries(reader, page.last), INLINE_ROWS, INLINE_SIZE))
    if page.complete:
        return answer.of(page)
    return _read_on(store, source, page, answer)


async def _read_on(store: Store, source: EntrySource, page: Page, answer: PageAnswer) -> Answer:
    await store.read_in_background(lambda reader: page.read(source.entries(reader, page.last), None, None))
    return answer.of(page)
