"""A backfill among writers, cut short, run twice; a clearing: the index is what the table makes of it."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from strongroom.calls import Call
from strongroom.encryption.table_keys import WrappedKeys
from strongroom.errors import ServiceError
from strongroom.randomness import SystemRandomness
from strongroom.services.dynamodb.indexes.building import IndexKeeper
from strongroom.services.dynamodb.indexes.shape import IndexShape
from strongroom.services.dynamodb.indexes.upkeep import index_upkeep
from strongroom.services.dynamodb.items import ITEMS, decode_item, encode_item
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.record import Index
from strongroom.services.dynamodb.values.keys import KeyAttribute, entry_key_of_item
from strongroom.services.dynamodb.values.sizes import item_size
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.write_effects import WriteEffects
from strongroom.services.dynamodb.writes import Delete, ItemWrite, Put, write_item
from strongroom.storage.engine import Entry, Reader, Store
from strongroom.storage.sqlite import SqliteEngine
from unit.dynamodb.tables.records import music

BY_GENRE = Index(
    "by-genre",
    True,
    (KeyAttribute("Genre", "S"),),
    (KeyAttribute("Year", "N"),),
    {"ProjectionType": "KEYS_ONLY"},
    status="CREATING",
    backfilling=True,
)
SONGS = 2500


class ReadAtOnce:
    """A store whose background reads see what is durable when they are asked for, and nothing later."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.write = store.write

    async def read_in_background(self, function: Callable[[Reader], Any]) -> Any:
        return self._store.read(function)


class Cache:
    """The cache of table keys with one table's store; ``lost`` when its key is."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.lost = False
        self.reads_at_once = False

    async def refreshed_store(self, call: Call, table_id: str, wrapped: WrappedKeys) -> Store:
        if self.lost:
            raise ServiceError("DisabledException", f"{wrapped.key_arn} is disabled.")
        return ReadAtOnce(self._store) if self.reads_at_once else self._store  # type: ignore[return-value]


class House:
    """A table whose index is being added, and who fills it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.table = Table(music(indexes=(BY_GENRE,)))
        self.cache = Cache(store)
        self.keeper = IndexKeeper(self.cache, SystemRandomness())  # type: ignore[arg-type]
        self.shape = IndexShape(self.table.record.key_schema, BY_GENRE)
        self._effects = WriteEffects([index_upkeep])

    async def put(self, item: Item, *, keeps_index: bool = True) -> None:
        await self._write(item, Put(encode_item(item, item_size(item))), keeps_index=keeps_index)

    async def delete(self, item: Item) -> None:
        await self._write(item, Delete(), keeps_index=True)

    async def _write(self, item: Item, change: Put | Delete, *, keeps_index: bool) -> None:
        write = ItemWrite(entry_key_of_item(self.table.record.key_schema, item), change)
        effects = self._effects.of(self.table) if keeps_index else ()
        await self.store.write(lambda transaction: write_item(transaction, write, effects))

    async def backfill(self) -> None:
        await self.keeper.backfill(self.table, BY_GENRE)

    def entries(self) -> list[Entry]:
        return self.store.read(lambda reader: list(reader.in_space(self.shape.space)))

    def expected(self) -> list[Entry]:
        def of_items(reader: Reader) -> list[Entry]:
            entries = (
                self.shape.entry(decode_item(stored), stored, key) for key, stored in reader.in_space(ITEMS)
            )
            return sorted(entry for entry in entries if entry is not None)

        return self.store.read(of_items)


def song(number: int, **attributes: Any) -> Item:
    return {"Artist": {"S": f"artist {number % 7}"}, "SongTitle": {"S": f"song {number}"}, **attributes}


def filed(number: int, year: int) -> Item:
    return song(number, Genre={"S": f"genre {year % 5}"}, Year={"N": str(year)})


@pytest.fixture
def run(tmp_path: Path) -> Callable[[Callable[[House], Awaitable[None]]], None]:
    """``run(test)`` runs a test in a house whose table has songs that were there before the index."""

    async def in_house(test: Callable[[House], Awaitable[None]]) -> None:
        engine = SqliteEngine(tmp_path)
        try:
            house = House(engine.create("table", b"t" * 32))
            await asyncio.gather(
                *(house.put(filed(number, number), keeps_index=False) for number in range(SONGS))
            )
            await test(house)
        finally:
            await engine.close()

    return lambda test: asyncio.run(in_house(test))


def test_a_backfill_among_writers_loses_nothing_and_brings_nothing_back(run: Any) -> None:
    async def test(house: House) -> None:
        chance = random.Random(4)

        async def write() -> None:
            for _ in range(300):
                number = chance.randrange(SONGS + 50)
                if chance.random() < 0.3:
                    await house.delete(song(number))
                elif chance.random() < 0.2:
                    await house.put(song(number))
                else:
                    await house.put(filed(number, chance.randrange(2000)))

        filling = asyncio.ensure_future(house.backfill())
        await asyncio.gather(write(), write())
        await filling
        assert len(house.entries()) > SONGS // 3
        assert house.entries() == house.expected()

    run(test)


def test_a_write_that_was_under_way_when_the_index_came_is_in_it(run: Any) -> None:
    async def test(house: House) -> None:
        house.cache.reads_at_once = True
        added = [filed(number, number) for number in range(SONGS, SONGS + 20)]
        writing = asyncio.gather(*(house.put(item, keeps_index=False) for item in added))
        await asyncio.sleep(0)
        await house.backfill()
        await writing
        assert len(house.entries()) == SONGS + 20
        assert house.entries() == house.expected()

    run(test)


def test_a_backfill_that_is_cut_short_is_done_by_the_next(run: Any) -> None:
    async def test(house: House) -> None:
        filling = asyncio.ensure_future(house.backfill())
        while not house.entries():
            await house.store.write(lambda _: None)
        filling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await filling
        assert 0 < len(house.entries()) < SONGS
        await house.delete(song(0))
        await house.backfill()
        assert len(house.entries()) == SONGS - 1
        assert house.entries() == house.expected()

    run(test)


def test_a_backfill_stops_without_the_key_of_the_table(run: Any) -> None:
    async def test(house: House) -> None:
        house.cache.lost = True
        with pytest.raises(ServiceError, match="is disabled"):
            await house.backfill()
        house.cache.lost = False
        await house.backfill()
        assert house.entries() == house.expected()

    run(test)


def test_items_that_cannot_be_in_the_index_are_passed_over_and_may_stay(run: Any) -> None:
    async def test(house: House) -> None:
        wrong = [
            song(1, Genre={"N": "1"}, Year={"N": "1"}),
            song(2, Genre={"S": ""}, Year={"N": "1"}),
            song(3, Genre={"S": "g"}, Year={"S": "1"}),
            song(4, Genre={"S": "g" * 2049}, Year={"N": "1"}),
            song(5, Year={"N": "1"}),
        ]
        for item in wrong:
            await house.put(item, keeps_index=False)
        await house.backfill()
        assert len(house.entries()) == SONGS - len(wrong)
        for item in wrong:
            await house.put({**item, "Plays": {"N": "1"}})
            await house.put({**item, "Genre": {"S": "right"}, "Year": {"N": "1"}})
        assert len(house.entries()) == SONGS
        with pytest.raises(ServiceError, match="to unsupported type"):
            await house.put(wrong[0])
        assert house.entries() == house.expected()

    run(test)


def test_a_cleared_index_is_empty(run: Any) -> None:
    async def test(house: House) -> None:
        await house.backfill()
        await house.keeper.clear(house.table, BY_GENRE)
        assert house.entries() == []
        assert len(house.expected()) == SONGS

    run(test)
