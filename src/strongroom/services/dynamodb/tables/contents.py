"""How much tables hold: ItemCount, TableSizeBytes, IndexSizeBytes. Approximate, as the service's are.

A stored item begins with its size in four bytes, and so does a stored index entry, so a size is a sum over
prefixes. Small spaces are summed at once, whenever somebody asks. A large one is summed in the background, at
most once a minute and only when somebody asks; until then the last sum, or the mean of a sample (items lie in
the order of hashes, so the first of them are one), stands for it. What was last known of a table whose store
is closed is kept in the catalog.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice

import orjson
import structlog

from strongroom.clock import Clock
from strongroom.encryption.table_key_cache import TableKeyCache
from strongroom.services.dynamodb.items import ITEMS, stored_size
from strongroom.services.dynamodb.tables.catalog import Table, Tables
from strongroom.storage.engine import Reader, StorageError, Store, Transaction

_CATALOG_SPACE = "dynamodb:contents"
_SMALL = 500
_SAMPLE = 200
_FRESH_SECONDS = 60.0

log = structlog.get_logger(__name__)


def index_space(name: str) -> str:
    """The space of a secondary index in its table's store."""
    return f"index:{name}"


@dataclass(frozen=True, slots=True)
class SpaceContents:
    """The entries of a space, and the bytes of the items in it."""

    count: int = 0
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """What a table holds; ``indexes`` by index name."""

    items: SpaceContents = SpaceContents()
    indexes: Mapping[str, SpaceContents] = field(default_factory=dict)

    def of_index(self, name: str) -> SpaceContents:
        return self.indexes.get(name, SpaceContents())


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum over a large space: what was found, and when (epoch seconds)."""

    found: SpaceContents
    at: float


class TableContents:
    """Tells the contents of every table, and keeps them over restarts."""

    def __init__(self, catalog: Store, tables: Tables, cache: TableKeyCache, clock: Clock) -> None:
        self._catalog = catalog
        self._tables = tables
        self._cache = cache
        self._clock = clock
        self._known: dict[str, Contents] = {}
        self._kept: dict[str, Contents] = {}
        self._sums: dict[tuple[str, str], _Sum] = {}
        self._summing: set[tuple[str, str]] = set()

    def load(self) -> None:
        """Read what is known from the catalog."""
        for (_, table_id), value in self._catalog.read(lambda reader: list(reader.in_space(_CATALOG_SPACE))):
            self._known[table_id.decode()] = self._kept[table_id.decode()] = _decode(value)

    async def run(self) -> None:
        """Keep what is known in the catalog, until cancelled and then once more."""
        try:
            while True:
                await self._clock.sleep(_FRESH_SECONDS)
                await self.keep()
        except asyncio.CancelledError:
            await self.keep()
            raise

    def of(self, table: Table) -> Contents:
        """What the table holds now, or held when its store was last open."""
        store = self._cache.opened(table.id)
        if store is None or table.record.status == "DELETING":
            return self._known.get(table.id, Contents())
        try:
            contents = Contents(
                self._measured(store, ITEMS),
                {index.name: self._measured(store, index_space(index.name)) for index in table.record.indexes},
            )
        except StorageError as error:
            log.warning("a table's contents could not be measured", table=table.record.arn, reason=str(error))
            return self._known.get(table.id, Contents())
        self._known[table.id] = contents
        return contents

    async def keep(self) -> None:
        """Store what has become known since the last time, and forget tables that are gone."""
        tables = {table.id: table for table in self._tables.all()}
        known = {table_id: self.of(table) for table_id, table in tables.items()}
        changed = {key: value for key, value in known.items() if self._kept.get(key) != value}
        gone = self._kept.keys() - tables.keys()
        if not changed and not gone:
            return

        def put(transaction: Transaction) -> None:
            for table_id, contents in changed.items():
                transaction.put(_CATALOG_SPACE, (b"", table_id.encode()), orjson.dumps(asdict(contents)))
            for table_id in gone:
                transaction.delete(_CATALOG_SPACE, (b"", table_id.encode()))

        await self._catalog.write(put)
        self._kept = {**known}
        self._known = {**known}

    def _measured(self, store: Store, space: str) -> SpaceContents:
        count = store.approximate_count(space)
        if count <= _SMALL:
            return store.read(lambda reader: _sum(reader, space, _SMALL + 1))
        last = self._sums.get((store.name, space))
        if last is None or self._clock.now() - last.at >= _FRESH_SECONDS:
            self._begin_sum(store, space)
        sample = last.found if last is not None else store.read(lambda reader: _sum(reader, space, _SAMPLE))
        return SpaceContents(count, sample.size_bytes * count // max(1, sample.count))

    def _begin_sum(self, store: Store, space: str) -> None:
        key = (store.name, space)
        if key in self._summing:
            return
        self._summing.add(key)
        future = store.read_in_background(lambda reader: _sum(reader, space, None))

        def done(finished: asyncio.Future[SpaceContents]) -> None:
            self._summing.discard(key)
            if not finished.cancelled() and finished.exception() is None:
                self._sums[key] = _Sum(finished.result(), self._clock.now())

        future.add_done_callback(done)


def _sum(reader: Reader, space: str, most: int | None) -> SpaceContents:
    count = size = 0
    for _, value in islice(reader.in_space(space), most):
        count += 1
        size += stored_size(value)
    return SpaceContents(count, size)


def _decode(value: bytes) -> Contents:
    document = orjson.loads(value)
    indexes = {name: SpaceContents(**space) for name, space in document["indexes"].items()}
    return Contents(SpaceContents(**document["items"]), indexes)
