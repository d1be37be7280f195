"""The DynamoDB Streams service: what its operations are handed, and its background work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.encryption.table_key_cache import TableKeyCache
from strongroom.randomness import Randomness
from strongroom.services.dynamodb.arns import parse_arn
from strongroom.services.dynamodb.streams import errors, operations
from strongroom.services.dynamodb.streams.iterators import ShardIterators
from strongroom.services.dynamodb.streams.upkeep import StreamUpkeep
from strongroom.services.dynamodb.table_key_refresh import KeyRefreshingOperations
from strongroom.services.dynamodb.tables.catalog import Table, Tables
from strongroom.services.dynamodb.tables.deleted_tables import DeletedTables
from strongroom.services.dynamodb.tables.record import Stream
from strongroom.services.dynamodb.tables.stream_shards import Shard, is_kept, shards_of
from strongroom.services.operations import Admit, Observed, Operations, RequestParser, unobserved
from strongroom.storage.engine import Engine, Store


class DynamoDBStreams:
    """One DynamoDB Streams for all accounts and regions, over DynamoDB's tables and open stores."""

    def __init__(
        self,
        tables: Tables,
        deleted_tables: DeletedTables,
        engine: Engine,
        cache: TableKeyCache,
        iterators: ShardIterators,
        clock: Clock,
        randomness: Randomness,
        parsers: Mapping[str, RequestParser],
        admit: Admit,
        observed: Observed = unobserved,
    ) -> None:
        self.tables = tables
        self._deleted_tables = deleted_tables
        self.clock = clock
        self.iterators = iterators
        self.operations = KeyRefreshingOperations(
            observed(Operations(self, operations, parsers, admit)), self._table_by_id, cache, randomness
        )
        self._cache = cache
        self._upkeep = StreamUpkeep(tables, deleted_tables, engine, cache, clock, randomness)

    async def run(self) -> None:
        """The service's background work, until cancelled."""
        await self._upkeep.run()

    def require(self, call: Call, stream_arn: str) -> tuple[Table, Stream]:
        """The table and the stream that an ARN means.

        Raises ServiceError: ValidationException for what is no stream's ARN, ResourceNotFoundException.
        """
        arn = parse_arn(stream_arn)
        if arn is None or arn.service != "dynamodb" or arn.part[0] != "stream":
            raise errors.invalid_stream_arn()
        if (arn.region, arn.account) == (call.region, call.account):
            for table in self._tables_named(call, arn.table):
                for stream in table.record.streams:
                    if stream.label == arn.part[1] and is_kept(stream, self.clock.now()):
                        return table, stream
        raise errors.stream_not_found(stream_arn)

    def find_shard(self, stream: Stream, shard_id: str) -> Shard | None:
        """The shard of that id whose records are kept now."""
        return next((shard for shard in shards_of(stream, self.clock.now()) if shard.id == shard_id), None)

    def gone_tables(self, call: Call) -> list[Table]:
        """The tables of the call's account and region that are deleted and whose streams may be kept."""
        gone = (*self.tables.ended_in_region(call), *self._deleted_tables.in_region(call))
        return list({table.id: table for table in gone}.values())

    def _tables_named(self, call: Call, name: str) -> Iterator[Table]:
        table = self.tables.find(call, name)
        if table is not None:
            yield table
        yield from (table for table in self.gone_tables(call) if table.record.name == name)

    def _table_by_id(self, table_id: str) -> Table:
        try:
            return self.tables.by_id(table_id)
        except KeyError:
            return self._deleted_tables.by_id(table_id)

    def store(self, call: Call, table: Table) -> Store:
        """The table's open store; raises TableKeyExpired."""
        return self._cache.store(call, table.id)
