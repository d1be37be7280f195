"""What time does to streams: shards are closed and get children, and records of closed shards are removed.

A new generation of shards is durable in the catalog before the first record goes into it. The records of a
shard are out of reach 24 hours after they were made, and are removed 24 hours after the shard was closed. A
deleted table goes for good with its last stream.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice

import structlog

from strongroom.clock import Clock
from strongroom.encryption.table_key_cache import TableKeyCache
from strongroom.errors import ServiceError
from strongroom.randomness import Randomness
from strongroom.services.dynamodb.streams.records import STREAM
from strongroom.services.dynamodb.tables.catalog import Table, Tables
from strongroom.services.dynamodb.tables.deleted_tables import DeletedTables, has_kept_stream
from strongroom.services.dynamodb.tables.lifecycle import service_call
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.tables.stream_shards import (
    Shard,
    expired_shards,
    rotated,
    rotation_due,
    without_expired,
)
from strongroom.storage.engine import Engine, SortRange, StorageError, Store, Transaction

_LONGEST_WAIT = 600.0
_RETRY_AFTER = 5.0
_REMOVED_AT_ONCE = 200

log = structlog.get_logger(__name__)


class StreamUpkeep:
    """Looks after the streams of all tables for as long as ``run`` runs."""

    def __init__(
        self,
        tables: Tables,
        deleted_tables: DeletedTables,
        engine: Engine,
        cache: TableKeyCache,
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        self._tables = tables
        self._deleted_tables = deleted_tables
        self._engine = engine
        self._cache = cache
        self._clock = clock
        self._randomness = randomness

    async def run(self) -> None:
        """Close and remove what is due, again and again, until cancelled."""
        while True:
            await self._clock.sleep(await self.do_what_is_due())

    async def do_what_is_due(self) -> float:
        """Look at every table once; the seconds until there is something to do again, if nothing changes."""
        wait = _LONGEST_WAIT
        for table in self._tables.all():
            if not table.record.streams or table.record.status == "DELETING":
                continue
            try:
                await self._rotate(table)
                await self._trim(table)
            except ServiceError as error:  # the key is lost or denied: the key check will tell
                log.info("expired records could not be removed", table=table.record.arn, reason=str(error))
            except StorageError as error:
                log.warning("a stream could not be looked after", table=table.record.arn, reason=str(error))
                wait = min(wait, _RETRY_AFTER)
                continue
            stream = table.record.stream
            if stream is not None and (due := rotation_due(stream)) is not None:
                wait = min(wait, max(0.0, due - self._clock.now()))
        await self._remove_deleted_tables()
        return wait

    async def _remove_deleted_tables(self) -> None:
        """Remove the stores of deleted tables whose streams have all expired."""
        for table in self._deleted_tables.all():
            if not has_kept_stream(table.record, self._clock.now()):
                await self._deleted_tables.forget(table)
                await self._cache.close(table.id)
                self._engine.delete(table.id)

    async def _rotate(self, table: Table) -> None:
        if rotated(table.record, self._clock.now()) is not table.record:
            await self._change(table, lambda record: rotated(record, self._clock.now()))

    async def _trim(self, table: Table) -> None:
        """Remove the records of expired shards. A table whose key is lost keeps them, as it keeps its items."""
        now = self._clock.now()
        expired = [shard for stream in table.record.streams for shard in expired_shards(stream, now)]
        if not expired or table.record.inaccessible_since is not None:
            return
        call = service_call(table.record, "Decrypt", self._randomness)
        store = await self._cache.refresh(call, table.id, table.record.keys)
        for shard in expired:
            await _remove(store, shard)
        await self._change(table, lambda record: without_expired(record, now))

    async def _change(self, table: Table, change: Callable[[TableRecord], TableRecord]) -> None:
        async with table.changing:
            if table.record.status != "DELETING":  # it may have been deleted, and removed, meanwhile
                await self._tables.change(table, change)


async def _remove(store: Store, shard: Shard) -> None:
    while await store.write(partial(_remove_some, shard.partition)):
        pass


def _remove_some(partition: bytes, transaction: Transaction) -> bool:
    """Remove some entries of the shard's partition; whether there may be more."""
    entries = transaction.in_partition(STREAM, partition, SortRange())
    keys = [key for key, _ in islice(entries, _REMOVED_AT_ONCE)]
    for key in keys:
        transaction.delete(STREAM, key)
    return len(keys) == _REMOVED_AT_ONCE
