"""Reading many items by their keys, in one or several tables.

An answer holds at most 16 MB of items; the keys that no longer fit are left to the client to ask for again.
What is short is read at once on the event loop, the rest on a thread.
Source: API reference, BatchGetItem.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import orjson

from strongroom.services.dynamodb.capacity import read_units
from strongroom.services.dynamodb.items import ITEMS, decode_item, item_json, stored_size
from strongroom.services.dynamodb.paging import INLINE_SIZE, ItemProjection
from strongroom.services.operations import Answer
from strongroom.storage.engine import Key, Reader, Store

MAX_RESPONSE_SIZE = 16 * 1024 * 1024


class TableRead:
    """The keys to read of one table, and what has been read of them.

    ``read`` counts the keys that are done; ``units`` is what they cost.
    """

    __slots__ = ("_consistent", "_keys", "_projection", "read", "rows", "store", "units")

    def __init__(
        self, store: Store, keys: Sequence[Key], projection: ItemProjection | None, *, consistent: bool
    ) -> None:
        self.store = store
        self._keys = keys
        self._projection = projection
        self._consistent = consistent
        self.rows: list[bytes] = []
        self.read = 0
        self.units = 0.0

    def read_on(self, most: int, reader: Reader) -> int:
        """Read until ``most`` bytes of items have been read or all keys are done: how many bytes it were."""
        size = 0
        while self.read < len(self._keys) and size < most:
            stored = reader.get(ITEMS, self._keys[self.read])
            self.read += 1
            self.units += read_units(0 if stored is None else stored_size(stored), consistent=self._consistent)
            if stored is not None:
                size += stored_size(stored)
                self.rows.append(self._shown(stored))
        return size

    @property
    def complete(self) -> bool:
        """Whether every key is done."""
        return self.read == len(self._keys)

    def _shown(self, stored: bytes) -> bytes:
        if self._projection is None:
            return item_json(stored)
        return orjson.dumps(self._projection.apply(decode_item(stored)))


def read_tables(reads: Sequence[TableRead], answer: Callable[[], Answer]) -> Answer | Awaitable[Answer]:
    """Do all reads and answer: at once when they are short, else when a thread has finished them."""
    size = 0
    for read in reads:
        size += read.store.read(partial(read.read_on, INLINE_SIZE - size))
    if all(read.complete for read in reads):
        return answer()
    return _read_on(reads, size, answer)


async def _read_on(reads: Sequence[TableRead], size: int, answer: Callable[[], Answer]) -> Answer:
    for read in reads:
        if not read.complete:
            size += await read.store.read_in_background(partial(read.read_on, MAX_RESPONSE_SIZE - size))
    return answer()
