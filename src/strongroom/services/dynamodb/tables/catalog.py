"""The tables of all accounts and regions: in memory for every request, in the catalog store for good."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.arns import table_name
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.tables.record_documents import decode, encode
from strongroom.services.dynamodb.tables.settling import next_event, settled
from strongroom.storage.engine import Key, Store, Transaction

SPACE = "dynamodb:tables"

T = TypeVar("T")


class Table:
    """One table that exists. ``record`` is replaced whole, never changed.

    ``changing`` is held by whoever changes the record, so that changes follow one another.
    """

    __slots__ = ("_derived", "_derived_from", "changing", "record", "stored")

    def __init__(self, record: TableRecord) -> None:
        self.record = record
        self.stored = record
        self.changing = asyncio.Lock()
        self._derived: dict[Any, Any] = {}
        self._derived_from = record

    @property
    def id(self) -> str:
        return self.record.table_id

    def derived(self, make: Callable[[TableRecord], T]) -> T:
        """What ``make`` makes of the record; made once for each record and ``make``."""
        if self._derived_from is not self.record:
            self._derived_from, self._derived = self.record, {}
        try:
            derived: T = self._derived[make]
        except KeyError:
            derived = self._derived[make] = make(self.record)
        return derived


class Tables:
    """Finds tables by name or ARN, and keeps their records.

    A record whose transition is over is settled when it is looked at; ``changed`` is set whenever a record
    gains a new transition, for those who carry transitions out.
    """

    def __init__(self, catalog: Store, clock: Clock) -> None:
        self._catalog = catalog
        self._clock = clock
        self._tables: dict[tuple[str, str], dict[str, Table]] = {}
        self._by_id: dict[str, Table] = {}
        self._reserved: set[tuple[str, str, str]] = set()
        self.changed = asyncio.Event()

    def load(self) -> None:
        """Read every record from the catalog."""
        for record in self._catalog.read(lambda reader: [decode(value) for _, value in reader.in_space(SPACE)]):
            self._insert(Table(record))

    def all(self) -> list[Table]:
        """Every table of every account and region."""
        return list(self._by_id.values())

    def by_id(self, table_id: str) -> Table:
        """The table with that id; raises KeyError."""
        return self._by_id[table_id]

    def names(self, call: Call) -> list[str]:
        """The names of the tables in the call's account and region, sorted."""
        tables = self._tables.get((call.account, call.region), {})
        return sorted(name for name, table in tables.items() if self._exists(table))

    def find(self, call: Call, name: str) -> Table | None:
        """The table of that name in the call's account and region, settled."""
        table = self._tables.get((call.account, call.region), {}).get(name)
        return table if table is not None and self._exists(table) else None

    def require(self, call: Call, name_or_arn: str) -> Table:
        """The table of that name or ARN. Raises ServiceError: ResourceNotFoundException, or a wrong ARN's."""
        name = table_name(call, name_or_arn)
        table = self.find(call, name)
        if table is None:
            raise errors.table_not_found(name)
        return table

    def in_region(self, call: Call) -> list[Table]:
        """The tables in the call's account and region, by name."""
        tables = self._tables.get((call.account, call.region), {})
        return [tables[name] for name in self.names(call)]

    def ended_in_region(self, call: Call) -> list[Table]:
        """The tables in the call's account and region whose deletion is over, but not carried out yet."""
        place = (call.account, call.region)
        return [
            table
            for table in self._by_id.values()
            if (table.record.account, table.record.region) == place and not self._exists(table)
        ]

    def require_usable(self, call: Call, name_or_arn: str) -> Table:
        """The table, if its items can be reached now. Raises ResourceNotFoundException."""
        table = self.find(call, table_name(call, name_or_arn))
        if table is None or table.record.status in ("CREATING", "DELETING"):
            raise errors.resource_not_found()
        return table

    def reserve(self, call: Call, name: str) -> None:
        """Keep a name for a table about to be made. Raises ResourceInUseException when it is taken."""
        key = (call.account, call.region, name)
        existing = self.find(call, name)
        if key in self._reserved or (existing is not None and existing.record.status == "CREATING"):
            raise errors.still_in_use(f"Table is being created: {name}")
        if existing is not None:
            raise errors.table_exists(name)
        self._reserved.add(key)

    def release(self, call: Call, name: str) -> None:
        """Give back a reserved name."""
        self._reserved.discard((call.account, call.region, name))

    async def add(self, record: TableRecord) -> Table:
        """Store the record of a new table, then let it be found."""
        await self._store(record)
        table = Table(record)
        self._insert(table)
        self.changed.set()
        return table

    async def change(self, table: Table, change: Callable[[TableRecord], TableRecord]) -> TableRecord:
        """Replace a table's record durably. The caller holds ``table.changing``."""
        record = change(table.record)
        await self._store(record)
        table.record = table.stored = record
        self.changed.set()
        return record

    async def store_settled(self, table: Table) -> None:
        """Store what settling has changed. The caller holds ``table.changing``."""
        if table.stored is not table.record:
            record = table.record
            await self._store(record)
            table.stored = record

    async def remove(self, table: Table) -> None:
        """Forget a table for good."""
        key = _entry_key(table.record)
        await self._catalog.write(lambda transaction: transaction.delete(SPACE, key))
        record = table.record
        siblings = self._tables[record.account, record.region]
        if siblings.get(record.name) is table:
            del siblings[record.name]
        del self._by_id[record.table_id]

    def _exists(self, table: Table) -> bool:
        due = table.derived(next_event)
        if due is None:
            return True
        now = self._clock.now()
        if now < due:
            return True
        record = settled(table.record, now)
        if record is None:
            return False
        table.record = record
        return True

    def _insert(self, table: Table) -> None:
        record = table.record
        self._tables.setdefault((record.account, record.region), {})[record.name] = table
        self._by_id[record.table_id] = table

    async def _store(self, record: TableRecord) -> None:
        key, value = _entry_key(record), encode(record)

        def put(transaction: Transaction) -> None:
            transaction.put(SPACE, key, value)

        await self._catalog.write(put)


def _entry_key(record: TableRecord) -> Key:
    return f"{record.account}/{record.region}".encode(), record.table_id.encode()
