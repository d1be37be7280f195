"""GetRecords. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from strongroom.calls import Call
from strongroom.services.dynamodb.paging import INLINE_ROWS
from strongroom.services.dynamodb.streams import errors
from strongroom.services.dynamodb.streams.iterators import ShardIterators
from strongroom.services.dynamodb.streams.reading import MAX_PAGE_RECORDS, ShardPage
from strongroom.services.dynamodb.streams.records import record_json
from strongroom.services.dynamodb.tables.record import Stream, TableRecord
from strongroom.services.dynamodb.tables.stream_shards import Shard
from strongroom.services.operations import Answer, RawJson, Request, operation
from strongroom.storage.engine import Store

if TYPE_CHECKING:
    from strongroom.services.dynamodb.streams.service import DynamoDBStreams


@operation("GetRecords")
def get_records(service: DynamoDBStreams, call: Call, request: Request) -> Answer | Awaitable[Answer]:
    """Up to 1,000 records or 1 MB of them from an iterator on, and the iterator behind them."""
    arn, position = service.iterators.read(request["ShardIterator"])
    table, stream = service.require(call, arn)
    shard = service.find_shard(stream, position.shard_id)
    if shard is None:  # it was there when the iterator was made
        raise errors.trimmed()
    store = service.store(call, table)
    page = ShardPage(shard, position, request.get("Limit", MAX_PAGE_RECORDS), service.clock.now())
    answer = _PageAnswer(table.record, stream, shard, service.iterators)
    if shard.is_open and store.read(lambda reader: page.read(reader, INLINE_ROWS)):
        return answer.of(page)
    return _read_on(lambda: service.store(call, table), page, answer)


@dataclass(frozen=True, slots=True)
class _PageAnswer:
    """What turns a complete page into an answer."""

    record: TableRecord
    stream: Stream
    shard: Shard
    iterators: ShardIterators

    def of(self, page: ShardPage) -> RawJson:
        arn, region, view = self.record.stream_arn(self.stream), self.record.region, self.stream.view
        records = (
            record_json(value, self.shard.sequence_number(counter), arn, region, view)
            for counter, value in page.records
        )
        body = b'{"Records":[' + b",".join(records) + b"]"
        following = page.next_position(self.shard)
        if following is not None:
            body += b',"NextShardIterator":' + orjson.dumps(self.iterators.make(arn, following))
        return RawJson(body + b"}")


async def _read_on(store: Callable[[], Store], page: ShardPage, answer: _PageAnswer) -> Answer:
    if not answer.shard.is_open:
        # Writes that chose the shard before it was closed may still be on their way to the disk. This one
        # stands behind them, and no other comes.
        await store().write(lambda _: None)
    await store().read_in_background(page.read)  # its key may have expired meanwhile, which closes a store
    return answer.of(page)
