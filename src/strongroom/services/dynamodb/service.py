"""The DynamoDB service: what its operations are handed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.encryption.key_service import KeyService
from strongroom.encryption.table_key_cache import TableKeyCache
from strongroom.encryption.table_keys import TableKeys
from strongroom.randomness import Randomness
from strongroom.services.dynamodb import operations
from strongroom.services.dynamodb.authorization import Authorization
from strongroom.services.dynamodb.expressions import Expressions
from strongroom.services.dynamodb.item_collections import ItemCollections
from strongroom.services.dynamodb.partiql import NextTokens, Statements
from strongroom.services.dynamodb.table_key_refresh import KeyRefreshingOperations
from strongroom.services.dynamodb.tables.catalog import Table, Tables
from strongroom.services.dynamodb.tables.contents import TableContents
from strongroom.services.dynamodb.tables.deleted_tables import DeletedTables
from strongroom.services.dynamodb.tables.description import table_description
from strongroom.services.dynamodb.tables.encryption import TableEncryption
from strongroom.services.dynamodb.tables.index_jobs import IndexBuilder, IndexJobs
from strongroom.services.dynamodb.tables.key_check import KeyCheck
from strongroom.services.dynamodb.tables.lifecycle import Lifecycle
from strongroom.services.dynamodb.transactions.client_tokens import ClientTokens
from strongroom.services.dynamodb.ttl.expiration import ItemExpiration
from strongroom.services.dynamodb.write_effects import EffectMaker, WriteEffects
from strongroom.services.iam.permissions import Directory
from strongroom.services.operations import Observed, Operations, RequestParser, unobserved
from strongroom.storage.engine import Engine, Store


class DynamoDB:
    """One DynamoDB for all accounts and regions.

    ``catalog`` is the store of table records. ``transition_seconds`` is how long a table takes to be created,
    updated, deleted or put under another key. ``address`` (host and port) is where clients reach the server,
    ``directory`` knows what callers may do, ``next_tokens`` makes those of PartiQL. ``indexes`` fills and
    clears indexes of live tables; ``effect_makers`` tell what follows a table's writes.
    """

    def __init__(
        self,
        *,
        catalog: Store,
        engine: Engine,
        key_service: KeyService,
        keys: TableKeys,
        cache: TableKeyCache,
        clock: Clock,
        randomness: Randomness,
        parsers: Mapping[str, RequestParser],
        transition_seconds: float,
        key_check_interval: float,
        address: str,
        indexes: IndexBuilder,
        effect_makers: Sequence[EffectMaker],
        directory: Directory,
        next_tokens: NextTokens,
        observed: Observed = unobserved,
    ) -> None:
        self.engine = engine
        self.keys = keys
        self.cache = cache
        self.clock = clock
        self.randomness = randomness
        self.transition_seconds = transition_seconds
        self.address = address
        self.tables = Tables(catalog, clock)
        self.deleted_tables = DeletedTables(catalog)
        self.contents = TableContents(catalog, self.tables, cache, clock)
        self.item_collections = ItemCollections(self.contents)
        self.encryption = TableEncryption(key_service, keys, clock, randomness, transition_seconds)
        self.write_effects = WriteEffects(effect_makers)
        self.expressions = Expressions()
        self.statements = Statements()
        self.next_tokens = next_tokens
        self.client_tokens = ClientTokens(self.tables, cache, clock)
        self.authorization = Authorization(directory, self.tables, self.expressions, self.statements, clock)
        self.operations = KeyRefreshingOperations(
            observed(Operations(self, operations, parsers, self.authorization.admit)),
            self.tables.by_id,
            cache,
            randomness,
        )
        self._expiration = ItemExpiration(self.tables, cache, self.write_effects, clock, randomness)
        self.key_check = KeyCheck(self.tables, keys, cache, clock, randomness, key_check_interval)
        index_jobs = IndexJobs(self.tables, indexes, clock)
        self._lifecycle = Lifecycle(
            self.tables, self.deleted_tables, keys, cache, engine, clock, randomness, catalog.name, index_jobs
        )

    def start(self) -> None:
        """Load the tables and clear away what a crash left. Raises StorageError."""
        self.tables.load()
        self.deleted_tables.load()
        self.contents.load()
        self._lifecycle.remove_orphans()

    async def run(self) -> None:
        """The service's background work, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._lifecycle.run())
            tasks.create_task(self.key_check.run())
            tasks.create_task(self.contents.run())
            tasks.create_task(self.client_tokens.run())
            tasks.create_task(self._expiration.run())

    def store(self, call: Call, table: Table) -> Store:
        """The table's open store. Raises TableKeyExpired, which is answered with a refresh and another run,
        so an operation asks for its stores before it has any effect."""
        return self.cache.store(call, table.record.table_id)

    def description(self, table: Table) -> dict[str, Any]:
        """The wire's TableDescription of a table, with its approximate contents."""
        return table_description(table.record, self.clock.now(), self.contents.of(table))
