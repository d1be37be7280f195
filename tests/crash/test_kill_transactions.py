"""SIGKILL amid transactions over tables under different keys: each is whole or absent, and is done once."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from api.tables import under_key
from crash.transactor import COUNTER
from server import Server

TRANSACTOR = Path(__file__).with_name("transactor.py")
SCHEMA: dict[str, Any] = {
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "BillingMode": "PAY_PER_REQUEST",
}
TABLES = ("Owned", "Managed", "Customer-1", "Customer-2")
KILLS = 5
CLIENTS = 3


class Transactors:
    """Client processes that go on where their journals end."""

    def __init__(self, server: Server, directory: Path) -> None:
        self._server = server
        self._journals = {f"client {number}": directory / f"{number}.journal" for number in range(CLIENTS)}
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        for client, journal in self._journals.items():
            arguments = [str(self._server.port), ",".join(TABLES), client, str(journal)]
            self._running.append(
                subprocess.Popen([sys.executable, str(TRANSACTOR), *arguments], stdin=subprocess.DEVNULL)
            )

    def wait(self) -> None:
        """Wait until every client has noticed that its server is gone, or was refused."""
        while self._running:
            assert self._running.pop().wait(timeout=90) == 0

    def last(self, kind: str) -> dict[str, int]:
        """By client, the number of its last transaction that was ``begun`` or ``acknowledged``."""
        return {
            client: max((entry[kind] for entry in _entries(journal) if kind in entry), default=0)
            for client, journal in self._journals.items()
        }

    def refusals(self) -> list[str]:
        return [
            entry["refused"]
            for journal in self._journals.values()
            for entry in _entries(journal)
            if "refused" in entry
        ]


def _entries(journal: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []


def stored(dynamodb: Any, table: str) -> tuple[dict[str, set[int]], Counter[str]]:
    """The numbers of the transactions that a table has items of, by client, and the clients' counters."""
    numbers: dict[str, set[int]] = {}
    counters: Counter[str] = Counter()
    for page in dynamodb.get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            client, position = item["pk"]["S"], item["sk"]["S"]
            if position == COUNTER:
                counters[client] = int(item["done"]["N"])
            else:
                assert item["payload"]["S"] == f"{table} {position} " * 20
                numbers.setdefault(client, set()).add(int(position))
    return numbers, counters


def test_killed_amid_transactions_each_is_whole_or_absent_and_none_is_done_twice(
    fresh_server: Any, tmp_path: Path
) -> None:
    """The clients send again what they got no answer to, with its token: were it done twice, its condition
    would fail or the counter would show it."""
    server: Server = fresh_server()
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    keys = [under_key(kms.create_key()["KeyMetadata"]["Arn"]) for _ in range(2)]
    for table, key in zip(TABLES, [{"Enabled": False}, {"Enabled": True}, *keys], strict=True):
        dynamodb.create_table(TableName=table, **SCHEMA, SSESpecification=key)
        dynamodb.get_waiter("table_exists").wait(TableName=table)
    transactors = Transactors(server, tmp_path)
    for _ in range(KILLS):
        before = transactors.last("acknowledged")
        transactors.start()
        time.sleep(0.5 + 0.5 * random.random())
        server.kill()
        transactors.wait()
        server.start()
        assert transactors.refusals() == []
        acknowledged, begun = transactors.last("acknowledged"), transactors.last("begun")
        assert sum(acknowledged.values()) > sum(before.values())
        dynamodb = server.client("dynamodb")
        found = [stored(dynamodb, table) for table in TABLES]
        assert all(each == found[0] for each in found)
        numbers, counters = found[0]
        for client, last in acknowledged.items():
            done = numbers.get(client, set())
            assert done in (set(range(1, last + 1)), set(range(1, begun[client] + 1)))
            assert counters[client] == len(done)
    assert server.stop() == 0


def test_what_a_crash_left_of_a_transaction_is_there_for_whoever_reads_one_table_only(
    fresh_server: Any,
) -> None:
    """After a kill right behind an acknowledgement, each table takes over its part when it is opened, in any
    order, also when the server is killed once more in between."""
    server: Server = fresh_server()
    dynamodb = server.client("dynamodb")
    for table in TABLES:
        dynamodb.create_table(TableName=table, **SCHEMA)
        dynamodb.get_waiter("table_exists").wait(TableName=table)
    key = {"pk": {"S": "a"}, "sk": {"S": "b"}}
    for version in range(2):
        item = {**key, "version": {"N": str(version)}}
        dynamodb.transact_write_items(
            TransactItems=[{"Put": {"TableName": table, "Item": item}} for table in TABLES]
        )
        for table in reversed(TABLES):
            server.kill()
            server.start()
            dynamodb = server.client("dynamodb")
            assert dynamodb.get_item(TableName=table, Key=key)["Item"] == item
