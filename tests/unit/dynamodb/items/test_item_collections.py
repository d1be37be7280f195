"""Item collections are measured once their table is large, and then by what lies in them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from strongroom.services.dynamodb.item_collections import ItemCollections
from strongroom.services.dynamodb.items import ITEMS
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.contents import Contents, SpaceContents, index_space
from strongroom.services.dynamodb.tables.record import Index
from strongroom.services.dynamodb.values.keys import KeyAttribute, entry_key_of_key
from strongroom.storage.engine import Transaction
from strongroom.storage.sqlite import SqliteEngine
from unit.dynamodb.tables.records import music

GIGABYTE = 1024**3
BY_YEAR = Index("by-year", False, (KeyAttribute("Artist", "S"),), (KeyAttribute("Year", "N"),), {})
TABLE = Table(music(indexes=(BY_YEAR,)))


class Measured:
    """A table's contents."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents

    def of(self, table: Table) -> Contents:
        return self._contents


def key(artist: str, title: str) -> tuple[bytes, bytes]:
    return entry_key_of_key(TABLE.record.key_schema, {"Artist": {"S": artist}, "SongTitle": {"S": title}})


def metrics(directory: Path, contents: Contents) -> list[dict[str, Any]]:
    """The metrics of two collections; the first has items of 1.5 GB and entries of 0.75 GB, or so it says."""

    def fill(transaction: Transaction) -> None:
        for title in ("one", "two", "three"):
            transaction.put(ITEMS, key("large", title), (GIGABYTE // 2).to_bytes(4))
            transaction.put(index_space("by-year"), key("large", title), (GIGABYTE // 4).to_bytes(4))
        transaction.put(ITEMS, key("small", "one"), (1000).to_bytes(4))

    async def measure() -> list[dict[str, Any]]:
        engine = SqliteEngine(directory)
        store = engine.create("table", b"t" * 32)
        await store.write(fill)
        collections = ItemCollections(Measured(contents))  # type: ignore[arg-type]
        keys = [key("large", "one"), key("small", "one"), key("large", "two")]
        found = await collections.metrics(TABLE, store, keys)
        await engine.close()
        return found

    return asyncio.run(measure())


def told(artist: str, low: float) -> dict[str, Any]:
    return {"ItemCollectionKey": {"Artist": {"S": artist}}, "SizeEstimateRangeGB": [low, low + 1]}


def test_collections_of_a_large_table_are_measured(tmp_path: Path) -> None:
    half = SpaceContents(10, GIGABYTE // 2)
    assert metrics(tmp_path, Contents(half, {"by-year": half})) == [told("large", 2.0), told("small", 0.0)]


def test_collections_of_a_small_table_are_not_looked_at(tmp_path: Path) -> None:
    less = SpaceContents(10, GIGABYTE - 1)
    assert metrics(tmp_path, Contents(less)) == [told("large", 0.0), told("small", 0.0)]
