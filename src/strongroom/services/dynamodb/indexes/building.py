"""Filling an index that was added to a live table, and clearing one that is being deleted.

Both go through a space in chunks: each is read in the background, and changed in small transactions that hold
nobody up. A transaction of a backfill looks again at its items: whatever a writer does before or after it is in
the index as well, for writes reach an index from the moment that it is there. An item that cannot be in the
index is passed over.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from itertools import islice

from strongroom.encryption.table_key_cache import TableKeyCache
from strongroom.errors import ServiceError
from strongroom.randomness import Randomness
from strongroom.services.dynamodb.indexes.shape import IndexShape
from strongroom.services.dynamodb.items import ITEMS, decode_item
from strongroom.services.dynamodb.key_errors import table_key_error
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.lifecycle import service_call
from strongroom.services.dynamodb.tables.record import Index
from strongroom.storage.engine import Key, Reader, Store, Transaction

_CHUNK_ENTRIES = 1000
_CHUNK_BYTES = 1024 * 1024
_ENTRIES_AT_ONCE = 50


class IndexKeeper:
    """An IndexBuilder that works on the tables' stores, with the table's key as the service itself."""

    def __init__(self, cache: TableKeyCache, randomness: Randomness) -> None:
        self._cache = cache
        self._randomness = randomness

    async def backfill(self, table: Table, index: Index) -> None:
        """Put an entry for every item of the table into the index. Raises ServiceError, StorageError."""
        shape = IndexShape(table.record.key_schema, index)
        async for store, chunk in self._chunks(table, ITEMS):
            await _in_parts(store, chunk, partial(_fill, shape))

    async def clear(self, table: Table, index: Index) -> None:
        """Remove every entry of the index. Raises ServiceError, StorageError."""
        space = IndexShape(table.record.key_schema, index).space
        async for store, chunk in self._chunks(table, space):
            await _in_parts(store, chunk, partial(_clear, space))

    async def _chunks(self, table: Table, space: str) -> AsyncIterator[tuple[Store, list[Key]]]:
        """The keys of all that lies in a space of the table's store, chunk by chunk, each with the store."""
        # Who wrote before the index changed its state wrote without regard to it: let that be there first.
        await (await self._store(table)).write(_nothing)
        after: Key | None = None
        while True:
            store = await self._store(table)
            chunk = await store.read_in_background(partial(_chunk, space, after))
            if not chunk:
                return
            yield store, chunk
            after = chunk[-1]

    async def _store(self, table: Table) -> Store:
        call = service_call(table.record, "Decrypt", self._randomness)
        try:
            return await self._cache.refreshed_store(call, table.id, table.record.keys)
        except ServiceError as error:
            raise table_key_error(error, self._randomness) from error


async def _in_parts(store: Store, chunk: list[Key], change: Callable[[list[Key], Transaction], None]) -> None:
    """Do a change to the entries in transactions that become durable together and let others in between."""
    writes = []
    for start in range(0, len(chunk), _ENTRIES_AT_ONCE):
        writes.append(store.write(partial(change, chunk[start : start + _ENTRIES_AT_ONCE])))
        await asyncio.sleep(0)
    await asyncio.gather(*writes)


def _nothing(_: Transaction) -> None:
    return None


def _fill(shape: IndexShape, keys: list[Key], transaction: Transaction) -> None:
    for key in keys:
        stored = transaction.get(ITEMS, key)
        entry = None if stored is None else shape.entry(decode_item(stored), stored, key)
        if entry is not None:
            transaction.put(shape.space, *entry)


def _clear(space: str, keys: list[Key], transaction: Transaction) -> None:
    for key in keys:
        transaction.delete(space, key)


def _chunk(space: str, after: Key | None, reader: Reader) -> list[Key]:
    chunk: list[Key] = []
    size = 0
    for key, value in islice(reader.in_space(space, after=after), _CHUNK_ENTRIES):
        chunk.append(key)
        size += len(value)
        if size >= _CHUNK_BYTES:
            break
    return chunk
