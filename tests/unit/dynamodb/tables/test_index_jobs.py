"""The builder is asked once for each waiting index, its failures are tried again, deletion stops a backfill."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from strongroom.clock import RehearsalClock
from strongroom.errors import ServiceError
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.index_jobs import IndexJobs
from strongroom.services.dynamodb.tables.record import Index, TableRecord
from strongroom.services.dynamodb.values.keys import KeyAttribute
from unit.dynamodb.tables.records import music

ADDED = Index(
    "by-genre",
    True,
    (KeyAttribute("Genre", "S"),),
    (),
    {"ProjectionType": "ALL"},
    status="CREATING",
    backfilling=True,
)


class Tables:
    """Changes records as the catalog does, without storing them."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()

    async def change(self, table: Table, change: Callable[[TableRecord], TableRecord]) -> None:
        table.record = change(table.record)


class Builder:
    """Records what it is asked for; ``work`` is what it does."""

    def __init__(self, work: Callable[[], Awaitable[None]] | None = None) -> None:
        self.asked: list[str] = []
        self.work = work

    async def backfill(self, table: Table, index: Index) -> None:
        self.asked.append(f"backfill {index.name}")
        if self.work:
            await self.work()

    async def clear(self, table: Table, index: Index) -> None:
        self.asked.append(f"clear {index.name}")


def table(index: Index) -> Table:
    return Table(music(indexes=(index,), attribute_types={"Artist": "S", "SongTitle": "S", "Genre": "S"}))


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def jobs(builder: Any, clock: RehearsalClock | None = None) -> IndexJobs:
    return IndexJobs(Tables(), builder, clock or RehearsalClock())  # type: ignore[arg-type]


def test_an_index_is_active_when_its_backfill_is_done() -> None:
    async def run() -> None:
        builder, added = Builder(), table(ADDED)
        running = jobs(builder)
        running.advance(added)
        running.advance(added)
        await settle()
        assert builder.asked == ["backfill by-genre"]
        index = added.record.index("by-genre")
        assert index is not None
        assert (index.status, index.backfilling) == ("ACTIVE", None)

    asyncio.run(run())


def test_a_deleted_index_is_gone_when_it_is_cleared_and_its_definitions_with_it() -> None:
    async def run() -> None:
        builder = Builder()
        deleted = table(replace(ADDED, status="DELETING", backfilling=None))
        jobs(builder).advance(deleted)
        await settle()
        assert builder.asked == ["clear by-genre"]
        assert deleted.record.indexes == ()
        assert deleted.record.attribute_types == {"Artist": "S", "SongTitle": "S"}

    asyncio.run(run())


def test_a_deletion_stops_the_backfill_before_it_clears() -> None:
    async def run() -> None:
        forever = asyncio.Event()

        async def wait() -> None:
            await forever.wait()

        builder, added = Builder(wait), table(ADDED)
        running = jobs(builder)
        running.advance(added)
        await settle()
        added.record = replace(added.record, indexes=(replace(ADDED, status="DELETING", backfilling=None),))
        running.advance(added)
        await settle()
        assert builder.asked == ["backfill by-genre"]
        running.advance(added)
        await settle()
        assert builder.asked == ["backfill by-genre", "clear by-genre"]
        assert added.record.indexes == ()

    asyncio.run(run())


def test_a_backfill_that_fails_is_tried_again_after_a_while() -> None:
    async def run() -> None:
        async def fail() -> None:
            raise ServiceError("ValidationException", "the key is lost")

        clock, builder, added = RehearsalClock(), Builder(fail), table(ADDED)
        running = jobs(builder, clock)
        running.advance(added)
        await settle()
        running.advance(added)
        await settle()
        assert builder.asked == ["backfill by-genre"]
        assert added.record.indexes == (ADDED,)
        clock.advance(6)
        await settle()
        builder.work = None
        running.advance(added)
        await settle()
        index = added.record.index("by-genre")
        assert index is not None
        assert index.status == "ACTIVE"

    asyncio.run(run())


def test_stopping_leaves_the_index_as_it_was() -> None:
    async def run() -> None:
        async def wait() -> None:
            await asyncio.Event().wait()

        builder, added = Builder(wait), table(ADDED)
        running = jobs(builder)
        running.advance(added)
        await settle()
        await running.stop()
        assert added.record.indexes == (ADDED,)

    asyncio.run(run())
