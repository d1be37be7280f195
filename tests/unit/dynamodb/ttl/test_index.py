"""The expiry index: whatever is written, and whenever TTL was enabled, it has what the table has."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest

from strongroom.services.dynamodb.items import ITEMS, decode_item, encode_item
from strongroom.services.dynamodb.tables.record import TimeToLive
from strongroom.services.dynamodb.ttl.filling import clear, clear_foreign, fill
from strongroom.services.dynamodb.ttl.index import EXPIRY, ExpiryIndex, ExpiryIndexing
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema, entry_key_of_item
from strongroom.services.dynamodb.values.sizes import item_size
from strongroom.services.dynamodb.write_effects import WriteEffect
from strongroom.services.dynamodb.writes import Delete, ItemWrite, Put, write_item
from strongroom.storage.engine import Key, Reader, Store, Transaction
from strongroom.storage.sqlite.engine import SqliteEngine

SCHEMA = KeySchema(KeyAttribute("pk", "S"), KeyAttribute("sk", "S"))
EARLIER = ExpiryIndex(TimeToLive("at", True, 900.0))
INDEX = ExpiryIndex(TimeToLive("at", True, 1000.0))
LATER = ExpiryIndex(TimeToLive("at", True, 1100.0))
FAR = 4e9

Run = Callable[[Callable[[Store], Coroutine[None, None, None]]], None]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a coroutine function on a new store."""

    def run(function: Callable[[Store], Coroutine[None, None, None]]) -> None:
        async def with_store() -> None:
            engine = SqliteEngine(tmp_path)
            try:
                await function(engine.create("store", bytes(32)))
            finally:
                await engine.close()

        asyncio.run(with_store())

    return run


def item_of(number: int, expiry: int | None) -> dict[str, dict[str, str]]:
    item = {"pk": {"S": f"{number % 7}"}, "sk": {"S": f"{number}"}}
    return item if expiry is None else {**item, "at": {"N": str(expiry)}}


async def change(store: Store, chance: random.Random, effects: list[WriteEffect]) -> None:
    """Put or delete a random item."""
    item = item_of(
        chance.randrange(2500), chance.choice([None, chance.randrange(3_990_000_000, 3_999_999_999)])
    )
    write = Delete() if chance.random() < 0.2 else Put(encode_item(item, item_size(item)))
    key = entry_key_of_item(SCHEMA, item)
    await store.write(lambda transaction: write_item(transaction, ItemWrite(key, write), effects))


def expected(reader: Reader) -> list[tuple[int, Key]]:
    expiries = [(INDEX.expiry(decode_item(stored)), key) for key, stored in reader.in_space(ITEMS)]
    return sorted((expiry, key) for expiry, key in expiries if expiry is not None)


def indexed(reader: Reader) -> list[tuple[int, Key]]:
    return [(expiry, key) for key, expiry in INDEX.due(reader, FAR)]


async def put_many(store: Store, count: int, effects: list[WriteEffect]) -> None:
    await asyncio.gather(*(change(store, random.Random(number), effects) for number in range(count)))


class ServerStops(Exception):
    """The server has stopped."""


class StopsAtWrite:
    """A store whose server stops at a certain write."""

    def __init__(self, store: Store, number: int) -> None:
        self.read = store.read
        self.read_in_background = store.read_in_background
        self._store = store
        self._left = number

    def write(self, function: Callable[[Transaction], None]) -> asyncio.Future[None]:
        self._left -= 1
        if self._left == 0:
            raise ServerStops
        return self._store.write(function)


def test_a_filled_index_has_what_the_table_has_in_order_while_others_write(run: Run) -> None:
    async def test(store: Store) -> None:
        await put_many(store, 3000, [])
        writing = asyncio.gather(
            *(change(store, random.Random(-number), [ExpiryIndexing(INDEX)]) for number in range(1, 1500))
        )
        await fill(store, INDEX)
        await writing
        found = store.read(indexed)
        assert [expiry for expiry, _ in found] == sorted(expiry for expiry, _ in found)
        assert sorted(found) == store.read(expected)
        assert len(found) > 500
        assert store.read(INDEX.is_filled)

    run(test)


def test_filling_goes_on_where_it_was_stopped(run: Run) -> None:
    async def test(store: Store) -> None:
        await put_many(store, 3500, [])
        with pytest.raises(ServerStops):
            await fill(StopsAtWrite(store, 3), INDEX)
        assert store.read(INDEX.filled_up_to) is not None
        await fill(store, INDEX)
        assert sorted(store.read(indexed)) == store.read(expected)

    run(test)


def test_only_the_entries_of_other_settings_are_cleared(run: Run) -> None:
    async def test(store: Store) -> None:
        for index in (EARLIER, INDEX, LATER):
            await put_many(store, 700, [ExpiryIndexing(index)])
            await fill(store, index)
        kept = store.read(indexed)
        await clear_foreign(store, INDEX)
        assert store.read(indexed) == kept
        assert store.read(INDEX.is_filled)
        assert store.read(lambda reader: sum(1 for _ in reader.in_space(EXPIRY))) == len(kept) + 1
        await clear(store)
        assert store.read(lambda reader: list(reader.in_space(EXPIRY))) == []

    run(test)
