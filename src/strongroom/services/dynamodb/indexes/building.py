"""Filling an index that was added to a live table, and clearing one that is being deleted.

Both go through a space in small transactions, so that they hold nobody up. A chunk of a backfill reads the
items in the transaction that writes their entries: whatever a writer does before or after it is in the index as
well, for writes reach an index from the moment that it is there. An item that cannot be in the index is passed
over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from strongroom.encryption.table_key_cache import TableKeyCache, TableKeyExpired
from strongroom.errors import ServiceError
from strongroom.randomness import Randomness
from strongroom.services.dynamodb.indexes.shape import IndexShape
from strongroom.services.dynamodb.items import ITEMS, decode_item
from strongroom.services.dynamodb.key_errors import table_key_error
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.lifecycle import service_call
from strongroom.services.dynamodb.tables.record import Index
from strongroom.storage.engine import Entry, Key, Store, Transaction

_CHUNK_ENTRIES = 100
_CHUNK_BYTES = 256 * 1024


class IndexKeeper:
    """An IndexBuilder that works on the tables' stores, with the table's key as the service itself."""

    def __init__(self, cache: TableKeyCache, randomness: Randomness) -> None:
        self._cache = cache
        self._randomness = randomness

    async def backfill(self, table: Table, index: Index) -> None:
        """Put an entry for every item of the table into the index. Raises ServiceError, StorageError."""
        shape = IndexShape(table.record.key_schema, index)
        await self._walk(table, partial(_fill, shape=shape))

    async def clear(self, table: Table, index: Index) -> None:
        """Remove every entry of the index. Raises ServiceError, StorageError."""
        shape = IndexShape(table.record.key_schema, index)
        await self._walk(table, partial(_clear, shape=shape))

    async def _walk(self, table: Table, step: Callable[..., Key | None]) -> None:
        """Do steps in transactions of their own until one answers None; each begins behind the key that the one
        before it answered."""
        after: Key | None = None
        while True:
            store = await self._store(table)
            after = await store.write(partial(step, after=after))
            if after is None:
                return

    async def _store(self, table: Table) -> Store:
        call = service_call(table.record, "Decrypt", self._randomness)
        try:
            return self._cache.store(call, table.id)
        except TableKeyExpired:
            pass
        try:
            return await self._cache.refresh(call, table.id, table.record.keys)
        except ServiceError as error:
            raise table_key_error(error, self._randomness) from error


def _fill(transaction: Transaction, *, shape: IndexShape, after: Key | None) -> Key | None:
    last: Key | None = None
    for last, stored in _chunk(transaction, ITEMS, after):
        entry = shape.entry(decode_item(stored), stored, last)
        if entry is not None and transaction.get(shape.space, entry[0]) != entry[1]:
            transaction.put(shape.space, *entry)
    return last


def _clear(transaction: Transaction, *, shape: IndexShape, after: Key | None) -> Key | None:
    last: Key | None = None
    for last, _ in list(_chunk(transaction, shape.space, after)):
        transaction.delete(shape.space, last)
    return last


def _chunk(transaction: Transaction, space: str, after: Key | None) -> Iterator[Entry]:
    size = 0
    for count, entry in enumerate(transaction.in_space(space, after=after), start=1):
        yield entry
        size += len(entry[1])
        if count == _CHUNK_ENTRIES or size >= _CHUNK_BYTES:
            return
