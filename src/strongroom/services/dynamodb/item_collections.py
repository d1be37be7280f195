"""ItemCollectionMetrics: about how large the item collections are that a write touches.

A table with local indexes has item collections: the items with one partition key, and their entries in those
indexes. Source: API reference, ItemCollectionMetrics; developer guide, "Item collections".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from strongroom.services.dynamodb.items import ITEMS, stored_size
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.contents import TableContents, index_space
from strongroom.services.dynamodb.values.keys import key_of_entry
from strongroom.services.operations import Request
from strongroom.storage.engine import Key, Reader, SortRange, Store

_GIGABYTE = 1024**3


def wants_metrics(request: Request) -> bool:
    """Whether a request asks for the sizes of item collections."""
    return bool(request.get("ReturnItemCollectionMetrics") == "SIZE")


class ItemCollections:
    """Measures item collections. What lies in a table below a gigabyte is not looked at."""

    def __init__(self, contents: TableContents) -> None:
        self._contents = contents

    async def metrics(self, table: Table, store: Store, keys: Iterable[Key]) -> list[dict[str, Any]]:
        """The wire's ItemCollectionMetrics of each collection that the items at ``keys`` lie in; none for a
        table without local indexes. Raises StorageError."""
        if not table.record.local_indexes:
            return []
        first: dict[bytes, Key] = {}
        for key in keys:
            first.setdefault(key[0], key)
        return [await self._measured(table, store, key) for key in first.values()]

    async def _measured(self, table: Table, store: Store, key: Key) -> dict[str, Any]:
        schema = table.record.key_schema
        spaces = [ITEMS, *(index_space(index.name) for index in table.record.local_indexes)]
        size = 0
        if self._size(table) >= _GIGABYTE:
            size = await store.read_in_background(lambda reader: _sum(reader, spaces, key[0]))
        gigabytes = float(size // _GIGABYTE)
        name = schema.partition.name
        return {
            "ItemCollectionKey": {name: key_of_entry(schema, key)[name]},
            "SizeEstimateRangeGB": [gigabytes, gigabytes + 1],
        }

    def _size(self, table: Table) -> int:
        contents = self._contents.of(table)
        indexes = (contents.of_index(index.name) for index in table.record.local_indexes)
        return contents.items.size_bytes + sum(index.size_bytes for index in indexes)


def _sum(reader: Reader, spaces: Iterable[str], partition: bytes) -> int:
    return sum(
        stored_size(stored)
        for space in spaces
        for _, stored in reader.in_partition(space, partition, SortRange())
    )
