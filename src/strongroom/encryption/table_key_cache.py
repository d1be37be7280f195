"""The cache of table keys: for how long an unwrapped key may be used without asking KMS again.

A lease lets one principal use one table's open store until the table key expires. The service refreshes a
table key every five minutes under traffic; a refresh is one KMS Decrypt on the caller's behalf and so picks up
changes of the key's state and policy. Source: DynamoDB developer guide, "Encryption at rest: How it works".
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.encryption.table_keys import TABLE_NAME, TableKeys, WrappedKeys
from strongroom.errors import ServiceError
from strongroom.storage.engine import Engine, Store


class TableKeyExpired(Exception):
    """The table key must be refreshed through KMS before the table ``table_id`` can be used."""

    def __init__(self, table_id: str) -> None:
        super().__init__(table_id)
        self.table_id = table_id


@dataclass(frozen=True, slots=True)
class Lease:
    """Permission to use an open store until ``expires`` (epoch seconds, excluded)."""

    store: Store
    expires: float


class TableKeyCache:
    """The open stores, and who may use them until when. ``lifetime`` is in seconds.

    ``hits``, ``misses`` and ``refusals`` count uses without KMS, refreshes asked of KMS, and those it refused.
    """

    def __init__(self, keys: TableKeys, engine: Engine, clock: Clock, lifetime: float) -> None:
        self._keys = keys
        self._engine = engine
        self._clock = clock
        self._lifetime = lifetime
        self._stores: dict[str, Store] = {}
        self._closing: dict[str, asyncio.Task[None]] = {}
        self._leases: dict[tuple[str, str], Lease] = {}
        self._refreshed: dict[str, dict[str, Store]] = {}
        self.hits = 0
        self.misses = 0
        self.refusals = 0

    def store(self, call: Call, table_id: str) -> Store:
        """The open store of a table whose key the caller may use now; raises TableKeyExpired."""
        lease = self._leases.get((table_id, call.principal.arn))
        if lease is not None and self._clock.now() < lease.expires:
            self.hits += 1
            return lease.store
        just_refreshed = self._refreshed.get(call.request_id)
        if just_refreshed is not None and table_id in just_refreshed:
            return just_refreshed[table_id]
        raise TableKeyExpired(table_id)

    async def refreshed_store(self, call: Call, table_id: str, wrapped: WrappedKeys) -> Store:
        """The open store of a table, its key refreshed first where that is needed. Raises as ``refresh``."""
        try:
            return self.store(call, table_id)
        except TableKeyExpired:
            return await self.refresh(call, table_id, wrapped)

    @contextmanager
    def refreshing_for(self, call: Call) -> Iterator[None]:
        """While open, a table key that ``refresh`` unwraps for this call serves this call however short the
        lifetime is."""
        self._refreshed[call.request_id] = {}
        try:
            yield
        finally:
            del self._refreshed[call.request_id]

    async def refresh(self, call: Call, table_id: str, wrapped: WrappedKeys) -> Store:
        """Unwrap the table's keys through KMS for this caller and open the store.

        Raises ServiceError with KMS's error; then the caller's lease is gone, and with the last lease the store
        is closed and its data key forgotten.
        """
        self.misses += 1
        try:
            data_key = await self._keys.unwrap(call, table_id, wrapped)
        except ServiceError:
            self.refusals += 1
            self._leases.pop((table_id, call.principal.arn), None)
            if not self._is_leased(table_id):
                await self.close(table_id)
            raise
        if (closing := self._closing.get(table_id)) is not None:
            await closing
        store = self._stores.get(table_id)
        if store is None:
            store = self._stores[table_id] = self._engine.open(
                table_id, data_key, f"{wrapped.encryption_context[TABLE_NAME]} ({table_id})"
            )
        self._lease(call, table_id, store)
        return store

    def adopt(self, call: Call, table_id: str, store: Store) -> None:
        """Take in the store of a table that the caller has just made."""
        self._stores[table_id] = store
        self._lease(call, table_id, store)

    def opened(self, table_id: str) -> Store | None:
        """The table's store if it is open, for what is not under its key: how much it holds."""
        return self._stores.get(table_id)

    async def close(self, table_id: str) -> None:
        """Close the table's store, if it is open, and forget its data key and every lease on it."""
        self._leases = {key: lease for key, lease in self._leases.items() if key[0] != table_id}
        store = self._stores.pop(table_id, None)
        if store is not None:
            self._closing[table_id] = asyncio.ensure_future(store.close())
        if (closing := self._closing.get(table_id)) is not None:
            await closing
            self._closing.pop(table_id, None)

    async def close_unused(self) -> None:
        """Close every store on which no lease is left."""
        for table_id in list(self._stores):
            if not self._is_leased(table_id):
                await self.close(table_id)

    def _lease(self, call: Call, table_id: str, store: Store) -> None:
        self._leases[table_id, call.principal.arn] = Lease(store, self._clock.now() + self._lifetime)
        if (just_refreshed := self._refreshed.get(call.request_id)) is not None:
            just_refreshed[table_id] = store

    def _is_leased(self, table_id: str) -> bool:
        now = self._clock.now()
        return any(key[0] == table_id and now < lease.expires for key, lease in self._leases.items())
