"""Deleted tables whose streams can still be read: for 24 hours, as the service does.

Of such a table only its streams are left to clients. Its name is free and its grant given back; its store
stays, under the table's key, until the last stream has expired.
"""

from __future__ import annotations

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.catalog import Table
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.tables.record_documents import decode, encode
from strongroom.services.dynamodb.tables.stream_shards import is_kept
from strongroom.storage.engine import Store

_SPACE = "dynamodb:deleted-tables"


class DeletedTables:
    """Finds deleted tables by id, or by account, region and name; keeps their records in the catalog."""

    def __init__(self, catalog: Store) -> None:
        self._catalog = catalog
        self._by_id: dict[str, Table] = {}

    def load(self) -> None:
        """Read every record from the catalog."""
        for _, value in self._catalog.read(lambda reader: list(reader.in_space(_SPACE))):
            table = Table(decode(value))
            self._by_id[table.id] = table

    def all(self) -> list[Table]:
        """Every deleted table that is kept."""
        return list(self._by_id.values())

    def by_id(self, table_id: str) -> Table:
        """The table with that id; raises KeyError."""
        return self._by_id[table_id]

    def in_region(self, call: Call) -> list[Table]:
        """Those of the call's account and region; several may have had the same name."""
        place = (call.account, call.region)
        return [table for table in self.all() if (table.record.account, table.record.region) == place]

    async def keep(self, record: TableRecord) -> None:
        """Keep what is left of a table; durable when this returns."""
        key, value = (b"", record.table_id.encode()), encode(record)
        await self._catalog.write(lambda transaction: transaction.put(_SPACE, key, value))
        self._by_id[record.table_id] = Table(record)

    async def forget(self, table: Table) -> None:
        """Forget a table for good."""
        key = (b"", table.id.encode())
        await self._catalog.write(lambda transaction: transaction.delete(_SPACE, key))
        self._by_id.pop(table.id, None)


def has_kept_stream(record: TableRecord, now: float) -> bool:
    """Whether a stream of a deleted table can still be read at ``now``."""
    return any(is_kept(stream, now) for stream in record.streams)
