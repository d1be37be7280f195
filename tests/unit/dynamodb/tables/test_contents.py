"""Large tables are estimated first and summed in the background; what is known survives its store."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from strongroom.clock import RehearsalClock
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.contents import (
    ITEMS,
    Contents,
    SpaceContents,
    TableContents,
    index_space,
)
from strongroom.services.dynamodb.tables.record import Index
from strongroom.services.dynamodb.values.keys import KeyAttribute
from strongroom.storage.engine import Store, Transaction
from strongroom.storage.sqlite import SqliteEngine
from unit.dynamodb.tables.records import music

_LARGE = 2000
_BY_GENRE = Index("by-genre", True, (KeyAttribute("Genre", "S"),), (), {"ProjectionType": "ALL"})
_TABLE = Table(music(indexes=(_BY_GENRE,)))


class Tables:
    """The one table, until it is gone."""

    def __init__(self) -> None:
        self.tables = [_TABLE]

    def all(self) -> list[Table]:
        return self.tables


class Opened:
    """The cache of table keys with the one table's store, open or not."""

    def __init__(self, store: Store) -> None:
        self.store: Store | None = store

    def opened(self, table_id: str) -> Store | None:
        return self.store


class House:
    """A catalog, a table's store and the contents that are told of it."""

    def __init__(self, engine: SqliteEngine) -> None:
        self.catalog = engine.create("catalog", b"c" * 32)
        self.store = engine.create("table", b"t" * 32)
        self.tables = Tables()
        self.cache = Opened(self.store)
        self.clock = RehearsalClock()
        self.contents = self.loaded()

    def loaded(self) -> TableContents:
        """As a server does when it starts."""
        contents = TableContents(self.catalog, self.tables, self.cache, self.clock)  # type: ignore[arg-type]
        contents.load()
        return contents

    def told(self) -> Contents:
        return self.contents.of(_TABLE)

    async def fill(self, sizes: list[int], space: str = ITEMS, first: int = 0) -> None:
        def write(transaction: Transaction) -> None:
            for number, size in enumerate(sizes, first):
                transaction.put(space, (b"%06d" % number, b""), size.to_bytes(4, "big") + b"the item")

        await self.store.write(write)

    async def until(self, items: SpaceContents) -> None:
        """Ask until a sum in the background is done."""
        for _ in range(500):
            if self.told().items == items:
                return
            await asyncio.sleep(0.01)
        assert self.told().items == items


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Run ``scenario(house)`` on an event loop."""

    def run(scenario: Any) -> None:
        async def on_loop() -> None:
            engine = SqliteEngine(tmp_path)
            try:
                scene: Coroutine[Any, Any, None] = scenario(House(engine))
                await scene
            finally:
                await engine.close()

        asyncio.run(on_loop())

    return run


def test_items_and_index_entries_are_told_apart(run: Any) -> None:
    async def scenario(house: House) -> None:
        assert house.told() == Contents(SpaceContents(), {"by-genre": SpaceContents()})
        await house.fill([10, 20])
        await house.fill([7], index_space("by-genre"))
        assert house.told() == Contents(SpaceContents(2, 30), {"by-genre": SpaceContents(1, 7)})
        assert house.told().of_index("by-genre").size_bytes == 7
        assert house.told().of_index("another") == SpaceContents()

    run(scenario)


def test_a_large_table_is_estimated_from_its_first_items_and_then_summed(run: Any) -> None:
    async def scenario(house: House) -> None:
        await house.fill([100] * (_LARGE // 2) + [300] * (_LARGE // 2))
        assert house.told().items == SpaceContents(_LARGE, _LARGE * 100)
        await house.until(SpaceContents(_LARGE, _LARGE * 200))

    run(scenario)


def test_a_large_table_is_summed_again_only_after_a_minute(run: Any) -> None:
    async def scenario(house: House) -> None:
        await house.fill([100] * _LARGE)
        house.told()
        await house.until(SpaceContents(_LARGE, _LARGE * 100))
        await asyncio.sleep(0.05)
        await house.fill([400] * _LARGE, first=_LARGE)
        for _ in range(5):
            assert house.told().items == SpaceContents(2 * _LARGE, 2 * _LARGE * 100)
            await asyncio.sleep(0.01)
        house.clock.advance(61)
        await house.until(SpaceContents(2 * _LARGE, 2 * _LARGE * 250))

    run(scenario)


def test_a_closed_table_holds_what_it_held(run: Any) -> None:
    async def scenario(house: House) -> None:
        await house.fill([10, 20])
        await house.contents.keep()
        house.cache.store = None
        assert house.told().items == SpaceContents(2, 30)
        assert house.loaded().of(_TABLE) == Contents(SpaceContents(2, 30), {"by-genre": SpaceContents()})

    run(scenario)


def test_a_deleted_table_is_forgotten(run: Any) -> None:
    async def scenario(house: House) -> None:
        await house.fill([10, 20])
        await house.contents.keep()
        house.tables.tables = []
        await house.contents.keep()
        house.cache.store = None
        assert house.loaded().of(_TABLE) == Contents()

    run(scenario)


def test_a_store_that_was_just_closed_is_no_failure(run: Any) -> None:
    async def scenario(house: House) -> None:
        await house.fill([10, 20])
        house.told()
        await house.store.close()
        assert house.told().items == SpaceContents(2, 30)

    run(scenario)
