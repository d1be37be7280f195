"""Carries out what a table's transitions leave to do: settled records are stored, deleted tables removed,
grants given back, indexes filled and cleared. The transitions themselves need nobody: a record settles when it
is looked at."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace

import structlog

from strongroom.calls import Call, Principal
from strongroom.clock import Clock
from strongroom.encryption.table_key_cache import TableKeyCache
from strongroom.encryption.table_keys import SERVICE_HOST, TableKeys
from strongroom.errors import ServiceError
from strongroom.randomness import Randomness
from strongroom.services.dynamodb.tables.catalog import Table, Tables
from strongroom.services.dynamodb.tables.deleted_tables import DeletedTables, has_kept_stream
from strongroom.services.dynamodb.tables.index_jobs import IndexJobs
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.tables.settling import next_event, settled
from strongroom.storage.engine import Engine, StorageError

_LONGEST_WAIT = 3600.0
_RETRY_AFTER = 5.0

log = structlog.get_logger(__name__)


def service_call(record: TableRecord, operation: str, randomness: Randomness) -> Call:
    """A call that DynamoDB makes by itself for a table."""
    principal = Principal.service(SERVICE_HOST, record.account)
    return Call(operation, principal, record.account, record.region, randomness.request_id())


class Lifecycle:
    """Follows every table's transitions for as long as ``run`` runs."""

    def __init__(
        self,
        tables: Tables,
        deleted_tables: DeletedTables,
        keys: TableKeys,
        cache: TableKeyCache,
        engine: Engine,
        clock: Clock,
        randomness: Randomness,
        catalog_name: str,
        index_jobs: IndexJobs,
    ) -> None:
        self._tables = tables
        self._deleted_tables = deleted_tables
        self._keys = keys
        self._cache = cache
        self._engine = engine
        self._clock = clock
        self._randomness = randomness
        self._catalog_name = catalog_name
        self._index_jobs = index_jobs

    def remove_orphans(self) -> None:
        """Remove stores that no record names: a crash left them between two steps."""
        tables = (*self._tables.all(), *self._deleted_tables.all())
        known = {table.id for table in tables} | {self._catalog_name}
        for name in self._engine.names():
            if name not in known:
                self._engine.delete(name)
                log.info("removed a store without a table", store=name)

    async def run(self) -> None:
        """Finish transitions as they end, until cancelled."""
        try:
            while True:
                self._tables.changed.clear()
                wait = await self._finish_due()
                with contextlib.suppress(TimeoutError):
                    await self._changed_or_after(wait)
        finally:
            await self._index_jobs.stop()

    async def _changed_or_after(self, seconds: float) -> None:
        waiters = [
            asyncio.ensure_future(self._tables.changed.wait()),
            asyncio.ensure_future(self._clock.sleep(seconds)),
        ]
        try:
            await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiter in waiters:
                waiter.cancel()

    async def _finish_due(self) -> float:
        wait = _LONGEST_WAIT
        for table in self._tables.all():
            try:
                await self._finish(table)
            except (ServiceError, StorageError) as error:
                log.warning(
                    "a table's transition is not finished yet", table=table.record.arn, reason=str(error)
                )
                wait = min(wait, _RETRY_AFTER)
            if (due := table.derived(next_event)) is not None:
                wait = min(wait, max(0.0, due - self._clock.now()))
        return wait

    async def _finish(self, table: Table) -> None:
        if not self._unfinished(table):
            return
        async with table.changing:
            record = settled(table.record, self._clock.now())
            if record is None:
                await self._remove(table)
                return
            table.record = record
            await self._tables.store_settled(table)
            if record.retired_grants:
                await self._give_back_grants(table, record)
            self._index_jobs.advance(table)

    def _unfinished(self, table: Table) -> bool:
        record = table.record
        due = next_event(record)
        return (
            table.stored is not record
            or bool(record.retired_grants)
            or any(index.awaits_builder for index in record.indexes)
            or (due is not None and due <= self._clock.now())
        )

    async def _remove(self, table: Table) -> None:
        """Remove a deleted table for good; its store stays as long as a stream of it can be read."""
        record = table.record
        if has_kept_stream(record, self._clock.now()):
            await self._deleted_tables.keep(record)
            await self._tables.remove(table)
        else:
            await self._tables.remove(table)
            await self._cache.close(table.id)
            self._engine.delete(table.id)
        held = [record.keys] + ([record.change.new_keys] if record.change else [])
        grants = [(keys.key_arn, keys.grant_id) for keys in held if keys.grant_id is not None]
        await self._retire(record, [*record.retired_grants, *grants])

    async def _give_back_grants(self, table: Table, record: TableRecord) -> None:
        await self._retire(record, [*record.retired_grants])
        await self._tables.change(table, lambda current: replace(current, retired_grants=()))

    async def _retire(self, record: TableRecord, grants: list[tuple[str, str]]) -> None:
        call = service_call(record, "RetireGrant", self._randomness)
        for key_arn, grant_id in grants:
            try:
                await self._keys.retire(call, key_arn, grant_id)
            except ServiceError as error:
                # The key or its grant is gone already: there is nothing left to give back.
                log.info("a grant could not be retired", key=key_arn, grant=grant_id, reason=error.code)
