"""The end of a closed shard is told only when no write that chose the shard is still under way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import orjson

from strongroom.calls import Call, Principal
from strongroom.clock import SystemClock
from strongroom.encryption.sealing import Sealer
from strongroom.randomness import SystemRandomness
from strongroom.services.dynamodb.items import encode_item
from strongroom.services.dynamodb.streams.iterators import Position, ShardIterators
from strongroom.services.dynamodb.streams.operations.get_records import get_records
from strongroom.services.dynamodb.streams.recording import StreamRecordings
from strongroom.services.dynamodb.tables.record import Stream
from strongroom.services.dynamodb.tables.stream_settings import new_stream
from strongroom.services.dynamodb.tables.stream_shards import SHARD_SECONDS, rotated, shards_of
from strongroom.services.dynamodb.values.keys import entry_key_of_item
from strongroom.services.dynamodb.values.sizes import item_size
from strongroom.services.dynamodb.writes import ItemWrite, Put, write_item
from strongroom.storage.sqlite.engine import SqliteEngine
from unit.dynamodb.tables.records import music

CLOCK = SystemClock()


async def read_behind_a_write(directory: Path) -> dict[str, list[object]]:
    """Write, close the shard at once, and read the shard while the write is not durable yet."""
    engine = SqliteEngine(directory)
    store = engine.create("store", bytes(32))
    record = music()
    record = replace(record, stream=new_stream(record, "KEYS_ONLY", CLOCK.now()))
    effect = StreamRecordings(CLOCK).of(record)
    assert effect is not None
    item = {"Artist": {"S": "a"}, "SongTitle": {"S": "b"}}
    write = ItemWrite(entry_key_of_item(record.key_schema, item), Put(encode_item(item, item_size(item))))
    writing = store.write(lambda transaction: write_item(transaction, write, [effect]))
    record = rotated(record, CLOCK.now() + SHARD_SECONDS)
    stream = record.stream
    assert isinstance(stream, Stream)
    closed = shards_of(stream, CLOCK.now())[0]
    assert not closed.is_open
    iterators = ShardIterators(Sealer(SystemRandomness()), bytes(32), CLOCK)
    service = SimpleNamespace(
        iterators=iterators,
        clock=CLOCK,
        require=lambda call, arn: (SimpleNamespace(record=record), stream),
        find_shard=lambda stream, shard_id: closed,
        store=lambda call, table: store,
    )
    call = Call("GetRecords", Principal.root("123456789012"), "123456789012", "us-east-1", "request")
    begins = iterators.make("arn", Position(closed.id, 1, from_horizon=True))
    assert not writing.done()
    answer = await get_records(service, call, {"ShardIterator": begins})
    await writing
    await engine.close()
    found: dict[str, list[object]] = orjson.loads(answer.body)
    return found


def test_a_write_that_is_under_way_when_its_shard_is_closed_is_read(tmp_path: Path) -> None:
    answer = asyncio.run(read_behind_a_write(tmp_path))
    assert len(answer["Records"]) == 1
    assert "NextShardIterator" not in answer
