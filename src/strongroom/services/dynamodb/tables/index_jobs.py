"""The work behind indexes that come and go on live tables: filling new ones, clearing deleted ones.

The states of an index are the table's record's; who fills and clears the entries is an ``IndexBuilder``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeAlias

import structlog

from strongroom.clock import Clock
from strongroom.errors import ServiceError
from strongroom.services.dynamodb.tables.catalog import Table, Tables
from strongroom.services.dynamodb.tables.index_changes import with_backfilled, without_index
from strongroom.services.dynamodb.tables.record import Index, TableRecord
from strongroom.storage.engine import StorageError

_RETRY_AFTER = 5.0
_Work: TypeAlias = Callable[[Table, Index], Coroutine[Any, Any, None]]

log = structlog.get_logger(__name__)


class IndexBuilder(Protocol):
    """Fills and clears the entries of one index.

    Both may be cancelled and run again from the start, after a restart too. Both raise ServiceError or
    StorageError when they cannot go on, and are then run again after a while. While ``backfill`` runs, writes
    to the table reach the index already.
    """

    async def backfill(self, table: Table, index: Index) -> None:
        """Put what the table holds into an index that was added to it; return when all of it is there."""
        ...

    async def clear(self, table: Table, index: Index) -> None:
        """Remove every entry of an index that is being deleted."""
        ...


class IndexJobs:
    """Runs the builder for every index that waits for it."""

    def __init__(self, tables: Tables, builder: IndexBuilder, clock: Clock) -> None:
        self._tables = tables
        self._builder = builder
        self._clock = clock
        self._running: dict[tuple[str, str], asyncio.Task[None]] = {}

    def advance(self, table: Table) -> None:
        """Begin what the table's indexes wait for; those of a table without its key wait on."""
        if table.record.inaccessible_since is not None:
            return
        for index in table.record.indexes:
            if index.awaits_builder:
                self._begin(table, index, self._clear if index.status == "DELETING" else self._backfill)

    async def stop(self) -> None:
        """Cancel what is under way; it begins again with the next start."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, table: Table, index: Index, work: _Work) -> None:
        key = (table.id, f"{index.status} {index.name}")
        if key in self._running:
            return
        if index.status == "DELETING":
            backfill = self._running.get((table.id, f"CREATING {index.name}"))
            if backfill is not None:
                backfill.cancel()
                return  # the end of the backfill brings us here again
        task = self._running[key] = asyncio.ensure_future(work(table, index))
        task.add_done_callback(lambda _: self._ended(key))

    def _ended(self, key: tuple[str, str]) -> None:
        self._running.pop(key, None)
        self._tables.changed.set()

    async def _backfill(self, table: Table, index: Index) -> None:
        await self._work(
            table, index, self._builder.backfill, lambda record: with_backfilled(record, index.name)
        )

    async def _clear(self, table: Table, index: Index) -> None:
        await self._work(table, index, self._builder.clear, lambda record: without_index(record, index.name))

    async def _work(
        self, table: Table, index: Index, work: _Work, effect: Callable[[TableRecord], TableRecord]
    ) -> None:
        try:
            await work(table, index)
            async with table.changing:
                if table.record.index(index.name) is not None:
                    await self._tables.change(table, effect)
        except (ServiceError, StorageError) as error:
            log.warning(
                "an index is not built yet", table=table.record.arn, index=index.name, reason=str(error)
            )
            await self._clock.sleep(_RETRY_AFTER)
