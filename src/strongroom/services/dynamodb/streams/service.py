"""The DynamoDB Streams service: what its operations are handed, and its background work."""

from __future__ import annotations

from collections.abc import Mapping

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
from strongroom.services.dynamodb.tables.record import Stream
from strongroom.services.dynamodb.tables.stream_shards import Shard, is_kept, shards_of
from strongroom.services.operations import Admit, Observed, Operations, RequestParser, unobserved
from strongroom.storage.engine import Store


class DynamoDBStreams:
    """One DynamoDB Streams for all accounts and regions, over DynamoDB's tables and open stores."""

    def __init__(
        self,
        tables: Tables,
        cache: TableKeyCache,
        iterators: ShardIterators,
        clock: Clock,
        randomness: Randomness,
        parsers: Mapping[str, RequestParser],
        admit: Admit,
        observed: Observed = unobserved,
    ) -> None:
        self.tables = tables
        self.clock = clock
        self.iterators = iterators
        self.operations = KeyRefreshingOperations(
            observed(Operations(self, operations, parsers, admit)), tables, cache, randomness
        )
        self._cache = cache
        self._upkeep = StreamUpkeep(tables, cache, clock, randomness)

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
        table = None
        if (arn.region, arn.account) == (call.region, call.account):
            table = self.tables.find(call, arn.table)
        if table is None or table.record.status == "DELETING":
            raise errors.stream_not_found(stream_arn)
        for stream in table.record.streams:
            if stream.label == arn.part[1] and is_kept(stream, self.clock.now()):
                return table, stream
        raise errors.stream_not_found(stream_arn)

    def find_shard(self, stream: Stream, shard_id: str) -> Shard | None:
        """The shard of that id whose records are kept now."""
        return next((shard for shard in shards_of(stream, self.clock.now()) if shard.id == shard_id), None)

    def store(self, call: Call, table: Table) -> Store:
        """The table's open store; raises TableKeyExpired."""
        return self._cache.store(call, table.id)
