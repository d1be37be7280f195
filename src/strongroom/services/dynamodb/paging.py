"""One page of a Query or Scan: what is read, where it ends, and what it answers.

A page ends with the item that reaches the request's limit or 1 MB of items read; then LastEvaluatedKey names
that item. Rows are handed on as they are stored unless a filter or a projection has to look into them. What a
local index does not hold of a row is fetched from the table; of that the size counts in whole blocks of 4 KB.
A few rows are read at once on the event loop; a longer page is finished on a thread of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from strongroom.services.dynamodb.capacity import (
    READ_BLOCK,
    IndexUnits,
    consumed_capacity,
    read_blocks,
    read_units,
)
from strongroom.services.dynamodb.entry_sources import EntrySource
from strongroom.services.dynamodb.indexes.shape import IndexShape
from strongroom.services.dynamodb.items import ITEMS, content, decode_item, item_json, stored_size
from strongroom.services.dynamodb.read_targets import ReadTarget
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.writes import ItemCondition
from strongroom.services.operations import Answer, RawJson, Request
from strongroom.storage.engine import Key, Reader, Store

MAX_PAGE_SIZE = 1024 * 1024

#: How much is read on the event loop before a page moves to a thread.
INLINE_ROWS = 100
INLINE_SIZE = 128 * 1024


class ItemProjection(Protocol):
    """A choice of some of an item's attributes."""

    def apply(self, item: Item) -> Item:
        """The chosen attributes of an item, as an item."""
        ...


class Page:
    """A page while it is being read; ``complete`` once it is."""

    __slots__ = (
        "_fetches",
        "_filter",
        "_limit",
        "_projection",
        "complete",
        "count",
        "fetched_blocks",
        "last",
        "rows",
        "scanned",
        "size",
    )

    def __init__(
        self,
        limit: int | None,
        filter_: ItemCondition | None = None,
        projection: ItemProjection | None = None,
        *,
        after: Key | None = None,
        only_count: bool = False,
        fetches: IndexShape | None = None,
    ) -> None:
        self._limit = limit
        self._filter = filter_
        self._projection = projection
        self._fetches = fetches
        self.fetched_blocks = 0
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
        fetches: IndexShape | None,
    ) -> Page:
        """The page that a Query or Scan asks for, behind the entry ``after``.

        ``fetches`` is the index whose entries are not enough, so that their items are fetched from the table.
        """
        return cls(
            request.get("Limit"),
            filter_,
            projection,
            after=after,
            only_count=request.get("Select") == "COUNT",
            fetches=fetches,
        )

    def read(
        self, reader: Reader, source: EntrySource, most_rows: int | None = None, most_size: int | None = None
    ) -> None:
        """Read on until the page is complete or the given number of rows or bytes has been read."""
        rows_end = None if most_rows is None else self.scanned + most_rows
        for key, stored in source.entries(reader, self.last):
            self.last = key
            self.scanned += 1
            self.size += stored_size(stored)
            self._take(reader, stored if self._fetches is None else self._fetched(reader, self._fetches, key))
            size = self.size + self.fetched_blocks * READ_BLOCK
            if self.scanned == self._limit or size >= MAX_PAGE_SIZE:
                self.complete = True
                return
            if self.scanned == rows_end or (most_size is not None and size >= most_size):
                return
        self.last = None
        self.complete = True

    def _fetched(self, reader: Reader, index: IndexShape, key: Key) -> bytes:
        stored = reader.get(ITEMS, index.keys.table_key(key))
        if stored is None:
            raise LookupError(f"index {index.name} has an entry without an item")
        self.fetched_blocks += read_blocks(stored_size(stored))
        return stored

    def _take(self, reader: Reader, stored: bytes) -> None:
        if self._filter is None and (self._projection is None or self.rows is None):
            self.count += 1
            if self.rows is not None:
                self.rows.append(item_json(content(reader, stored)))
            return
        stored = content(reader, stored)
        item = decode_item(stored)
        if self._filter is not None and not self._filter.matches(item):
            return
        self.count += 1
        if self.rows is not None:
            projected = self._projection
            self.rows.append(item_json(stored) if projected is None else orjson.dumps(projected.apply(item)))


class PageAnswers(Protocol):
    """What turns a complete page into an answer."""

    def of(self, page: Page) -> Answer:
        """The answer of the operation that has read the page."""
        ...


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What turns a complete page into an answer."""

    target: ReadTarget
    table: str
    consistent: bool
    capacity_mode: str | None

    @classmethod
    def to(cls, request: Request, target: ReadTarget) -> PageAnswer:
        """What answers a Query or Scan of this table or index."""
        return cls(
            target,
            request["TableName"],
            request.get("ConsistentRead", False),
            request.get("ReturnConsumedCapacity"),
        )

    def of(self, page: Page) -> RawJson:
        """The answer of Query or Scan."""
        parts = [] if page.rows is None else [b'"Items":[', b",".join(page.rows), b"],"]
        parts.append(b'"Count":%d,"ScannedCount":%d' % (page.count, page.scanned))
        if page.last is not None:
            parts += [b',"LastEvaluatedKey":', orjson.dumps(self.target.key_of_entry(page.last))]
        capacity = self.consumed(page)
        if capacity is not None:
            parts += [b',"ConsumedCapacity":', orjson.dumps(capacity)]
        return RawJson(b"{" + b"".join(parts) + b"}")

    def consumed(self, page: Page) -> dict[str, Any] | None:
        """The ConsumedCapacity of the page, or None when the request does not ask for it."""
        units = read_units(page.size, consistent=self.consistent)
        index = self.target.index
        if index is None:
            return consumed_capacity(self.capacity_mode, self.table, units)
        fetched = page.fetched_blocks * (1.0 if self.consistent else 0.5)
        of_index = {index.name: units}
        indexes = IndexUnits(of_global=of_index) if index.is_global else IndexUnits(of_local=of_index)
        return consumed_capacity(self.capacity_mode, self.table, fetched, indexes)


def read_page(store: Store, source: EntrySource, page: Page, answer: PageAnswers) -> Answer | Awaitable[Answer]:
    """Read a page and answer it: at once when it is short, else when a thread has finished it."""
    store.read(lambda reader: page.read(reader, source, INLINE_ROWS, INLINE_SIZE))
    if page.complete:
        return answer.of(page)
    return _read_on(store, source, page, answer)


async def _read_on(store: Store, source: EntrySource, page: Page, answer: PageAnswers) -> Answer:
    await store.read_in_background(lambda reader: page.read(reader, source))
    return answer.of(page)
