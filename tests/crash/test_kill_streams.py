"""Readers of a stream miss nothing and see nothing twice, while writers write, shards are closed and split, and
the server is stopped and killed: a record is there if and only if its change is."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from api.stream_calls import streaming, wait_for_shards
from crash.journals import Writers
from crash.stream_reader import StreamReader
from crash.test_kill import SCHEMA
from server import Server

GENERATION = 4 * 3600 + 1


def chains(records: list[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The records of each item, in the order in which they were read."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for record in records:
        keys = record["dynamodb"]["Keys"]
        found.setdefault((keys["pk"]["S"], keys["sk"]["S"]), []).append(record)
    return found


def check_chain(chain: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Each change begins with what the one before it ended with; the item that the last one leaves."""
    changes = [record["dynamodb"] for record in chain]
    assert "OldImage" not in changes[0], "the first records are missing"
    for before, after in pairwise(changes):
        assert after.get("OldImage") == before.get("NewImage"), "records are missing, repeated or out of order"
    for record in chain:
        images = record["dynamodb"].keys() & {"OldImage", "NewImage"}
        expected = {"INSERT": {"NewImage"}, "REMOVE": {"OldImage"}, "MODIFY": {"OldImage", "NewImage"}}
        assert images == expected[record["eventName"]]
    left: dict[str, Any] | None = changes[-1].get("NewImage")
    return left


def check_reader(reader: StreamReader, items: dict[tuple[str, str], dict[str, Any]]) -> None:
    records = reader.records()
    assert len({record["eventID"] for record in records}) == len(records)
    for lease in reader.leases.values():
        numbers = [int(record["dynamodb"]["SequenceNumber"]) for record in lease.records]
        assert numbers == sorted(set(numbers))
    left = {key: check_chain(chain) for key, chain in chains(records).items()}
    assert {key: item for key, item in left.items() if item is not None} == items


def stored_items(dynamodb: Any) -> dict[tuple[str, str], dict[str, Any]]:
    pages = dynamodb.get_paginator("scan").paginate(TableName="Writes")
    items = [item for page in pages for item in page["Items"]]
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in items}


def wait_for_writes(writers: Writers, more: int) -> None:
    """Return when so many more writes have been acknowledged."""
    enough = writers.acknowledged() + more
    deadline = time.monotonic() + 60
    while writers.acknowledged() < enough:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_readers_see_every_change_once_and_in_order(fresh_server: Any, tmp_path: Path) -> None:
    server: Server = fresh_server(rehearsal=True)
    dynamodb = server.client("dynamodb")
    throughput = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    provisioned = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": throughput}
    dynamodb.create_table(TableName="Writes", **{**SCHEMA, **provisioned}, **streaming())
    dynamodb.get_waiter("table_exists").wait(TableName="Writes")
    arn = dynamodb.describe_table(TableName="Writes")["Table"]["LatestStreamArn"]
    dynamodb.update_table(TableName="Writes", BillingMode="PAY_PER_REQUEST")  # the next shards are four
    writers = Writers(server, "Writes", tmp_path)
    readers = [StreamReader(server, arn, limit) for limit in (1000, 7)]
    for reader in readers:
        reader.start()
    for round_, end in enumerate((server.stop, server.kill, server.kill)):
        writers.start(3)
        wait_for_writes(writers, 50)
        server.advance((round_ + 1) * GENERATION)  # a restart sets a rehearsal's clock back
        wait_for_shards(server.client("dynamodbstreams"), arn, 1 + 4 * (round_ + 1))
        wait_for_writes(writers, 50)
        end()
        writers.wait()
        server.start()
        assert writers.refusals() == []
    for reader in readers:
        reader.finish()
    assert writers.check() > 0
    items = stored_items(server.client("dynamodb"))
    for reader in readers:
        assert len(reader.leases) == 13
        assert min(len(lease.records) for lease in list(reader.leases.values())[:1]) > 0
        check_reader(reader, items)
