"""Deletes items that have expired, in the background, as the service itself: without capacity, with a stream
record that names the service, and only while the item's expiry is still what it was found by.

Source: developer guide, "Using time to live (TTL) in DynamoDB". The service deletes within a few days; here
items go within about a minute of their expiry.
"""

from __future__ import annotations

from functools import partial
from itertools import islice

import structlog

from strongroom.clock import Clock
from strongroom.encryption.table_key_cache import TableKeyCache
from strongroom.errors import ServiceError
from strongroom.randomness import Randomness
from strongroom.services.dynamodb.items import ITEMS, decode_item
from strongroom.services.dynamodb.tables.catalog import Table, Tables
from strongroom.services.dynamodb.tables.lifecycle import service_call
from strongroom.services.dynamodb.tables.record import TimeToLive
from strongroom.services.dynamodb.ttl.filling import clear, clear_foreign, fill
from strongroom.services.dynamodb.ttl.index import ExpiryIndex
from strongroom.services.dynamodb.write_effects import WriteEffects
from strongroom.services.dynamodb.writes import Delete, ItemWrite, write_item
from strongroom.storage.engine import StorageError, Store, Transaction

_INTERVAL = 60.0
_DELETED_AT_ONCE = 50

log = structlog.get_logger(__name__)


class ItemExpiration:
    """Looks after the tables that have TTL for as long as ``run`` runs."""

    def __init__(
        self,
        tables: Tables,
        cache: TableKeyCache,
        effects: WriteEffects,
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        self._tables = tables
        self._cache = cache
        self._effects = effects
        self._clock = clock
        self._randomness = randomness
        self._cleared: set[str] = set()

    async def run(self) -> None:
        """Delete what has expired, again and again, until cancelled."""
        while True:
            await self.expire_all()
            await self._clock.sleep(_INTERVAL)

    async def expire_all(self) -> None:
        """Look at every table once."""
        for table in self._tables.all():
            record = table.record
            if record.ttl is None or record.status != "ACTIVE" or record.inaccessible_since is not None:
                continue
            try:
                await self._look_after(table)
            except (ServiceError, StorageError) as error:
                log.info("expired items could not be deleted", table=record.arn, reason=str(error))

    async def _look_after(self, table: Table) -> None:
        setting = table.record.ttl
        if setting is None or not setting.enabled:
            if table.id not in self._cleared:
                await clear(await self._store(table))
                self._cleared.add(table.id)
            return
        self._cleared.discard(table.id)
        index = ExpiryIndex(setting)
        opened = self._cache.opened(table.id)
        if opened is not None and not self._has_work(opened, index):
            return
        store = await self._store(table)
        await clear_foreign(store, index)
        await fill(store, index)
        while await store.write(partial(self._delete_some, table, setting)):
            pass

    def _has_work(self, store: Store, index: ExpiryIndex) -> bool:
        now = self._clock.now()
        return store.read(
            lambda reader: not index.is_filled(reader) or next(index.due(reader, now), None) is not None
        )

    async def _store(self, table: Table) -> Store:
        """The table's store, opened by the grant of the service. Raises ServiceError when KMS refuses."""
        call = service_call(table.record, "Decrypt", self._randomness)
        return await self._cache.refreshed_store(call, table.id, table.record.keys)

    def _delete_some(self, table: Table, setting: TimeToLive, transaction: Transaction) -> bool:
        """Delete some items that have expired; whether there may be more. Nothing once the setting is over."""
        if table.record.ttl != setting:
            return False
        index = ExpiryIndex(setting)
        effects = self._effects.of(table)
        due = list(islice(index.due(transaction, self._clock.now()), _DELETED_AT_ONCE))
        for key, expiry in due:
            stored = transaction.get(ITEMS, key)
            if stored is not None and index.expiry(decode_item(stored)) == expiry:
                write_item(transaction, ItemWrite(key, Delete(), by_service=True), effects)
            index.remove(transaction, key, expiry)
        return len(due) == _DELETED_AT_ONCE
