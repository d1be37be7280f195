"""The background check of every table's KMS key.

A table whose key cannot be used is marked ``INACCESSIBLE_ENCRYPTION_CREDENTIALS``; one whose key is back
becomes ACTIVE again. Traffic does not hasten it.
Source: DynamoDB developer guide, "Encryption at rest: How it works".
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from strongroom.clock import Clock
from strongroom.encryption.table_key_cache import TableKeyCache
from strongroom.encryption.table_keys import TableKeys
from strongroom.errors import ServiceError
from strongroom.randomness import Randomness
from strongroom.services.dynamodb.tables.catalog import Table, Tables
from strongroom.services.dynamodb.tables.lifecycle import service_call
from strongroom.storage.engine import StorageError

log = structlog.get_logger(__name__)


class KeyCheck:
    """Checks every table's key each ``interval`` seconds for as long as ``run`` runs."""

    def __init__(
        self,
        tables: Tables,
        keys: TableKeys,
        cache: TableKeyCache,
        clock: Clock,
        randomness: Randomness,
        interval: float,
    ) -> None:
        self._tables = tables
        self._keys = keys
        self._cache = cache
        self._clock = clock
        self._randomness = randomness
        self._interval = interval

    async def run(self) -> None:
        """Check again and again, until cancelled."""
        while True:
            await self._clock.sleep(self._interval)
            await self.check_all()

    async def check_all(self) -> None:
        """Check every table once, and close the stores that nobody may use any more."""
        for table in self._tables.all():
            try:
                await self._check(table)
            except StorageError as error:
                log.error("a table's key check could not be stored", table=table.record.arn, reason=str(error))
        await self._cache.close_unused()

    async def _check(self, table: Table) -> None:
        async with table.changing:  # a table that goes meanwhile must not get its record back
            if table.record.keys.owned or table.record.status in ("CREATING", "DELETING"):
                return
            refusal = await self._refusal(table)
            marked = table.record.inaccessible_since is not None
            if refusal is not None and not marked:
                now = self._clock.now()
                await self._tables.change(table, lambda record: replace(record, inaccessible_since=now))
                await self._cache.close(table.id)
                log.warning("table is inaccessible", table=table.record.arn, reason=refusal.message)
            elif refusal is None and marked:
                await self._tables.change(table, lambda record: replace(record, inaccessible_since=None))
                log.info("table is accessible again", table=table.record.arn)

    async def _refusal(self, table: Table) -> ServiceError | None:
        call = service_call(table.record, "Decrypt", self._randomness)
        try:
            await self._keys.unwrap(call, table.id, table.record.keys)
        except ServiceError as error:
            return error
        return None
