"""The requests of the benchmark: what is stored, and what each workload sends.

A table has a string partition key and a string sort key; items are 1 KB. Items lie ten to a partition, so a
query of one partition answers ten items. The indexed table has two global indexes besides, which hold whole
items: by the account, which stays, and by the state and the time, which every write moves. The streaming table
has a stream with new and old images.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks.signature import Credentials, Signer

TABLE = "Benchmark"
INDEXED_TABLE = "BenchmarkIndexed"
STREAMING_TABLE = "BenchmarkStreaming"
BY_ACCOUNT = "by-account"
ACCOUNTS = 2_000
ITEMS_IN_PARTITION = 10
BATCH = 25
CONTENT_TYPE = "application/x-amz-json-1.0"
TRANSACTION = 4
PAYLOAD_BYTES = 919  # with keys and attribute names the item is 999 bytes as the service counts them

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Workload:
    """One kind of request: its operation, how many bytes a right answer has at least, and its documents.

    ``documents(table, numbers, seed)`` makes a request for each item number. Those of a workload that writes
    differ in what they write whenever the seed differs. ``table`` is the one it is meant for. One that not
    every peer has is not ``compared`` unless it is asked for.
    """

    name: str
    operation: str
    least_answer: int
    writes: bool
    documents: Callable[[str, list[int], str], Iterator[Document]]
    table: str = TABLE
    compared: bool = True


def definition(table: str) -> Document:
    """The CreateTable request of a table."""
    indexes = {BY_ACCOUNT: ("account",), "by-state": ("state", "time")} if table == INDEXED_TABLE else {}
    names = dict.fromkeys(("pk", "sk", *(name for names in indexes.values() for name in names)))
    document: Document = {
        "TableName": table,
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": "N" if name == "time" else "S"} for name in names
        ],
        "KeySchema": _schema("pk", "sk"),
        "BillingMode": "PAY_PER_REQUEST",
    }
    if indexes:
        document["GlobalSecondaryIndexes"] = [
            {"IndexName": index, "KeySchema": _schema(*names), "Projection": {"ProjectionType": "ALL"}}
            for index, names in indexes.items()
        ]
    if table == STREAMING_TABLE:
        document["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    return document


def _schema(*names: str) -> list[Document]:
    return [
        {"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"), strict=False)
    ]


def key(number: int) -> Document:
    """The primary key of item ``number``."""
    partition, position = divmod(number, ITEMS_IN_PARTITION)
    return {"pk": {"S": f"customer#{partition:07d}"}, "sk": {"S": f"order#{position:04d}"}}


def item(number: int, seed: str) -> Document:
    """Item ``number``; another seed gives other values."""
    chance = random.Random(f"{number}/{seed}")
    return {
        **key(number),
        "account": {"S": f"account#{number % ACCOUNTS:06d}"},
        "state": {"S": f"state#{chance.randrange(10)}"},
        "time": {"N": f"{chance.randrange(10**9, 10**10)}"},
        "payload": {"S": f"{chance.getrandbits(4 * PAYLOAD_BYTES):0{PAYLOAD_BYTES}x}"},
    }


def _put(table: str, numbers: list[int], seed: str) -> Iterator[Document]:
    return ({"TableName": table, "Item": item(number, seed)} for number in numbers)


def _get(table: str, numbers: list[int], _seed: str) -> Iterator[Document]:
    return ({"TableName": table, "Key": key(number)} for number in numbers)


def _update(table: str, numbers: list[int], seed: str) -> Iterator[Document]:
    for number in numbers:
        yield {
            "TableName": table,
            "Key": key(number),
            "UpdateExpression": "SET #state = :state",
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": {":state": {"S": f"shipped {seed}"}},
        }


def _query(table: str, numbers: list[int], _seed: str) -> Iterator[Document]:
    for number in numbers:
        yield {
            "TableName": table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": key(number)["pk"]},
        }


def _index_query(table: str, numbers: list[int], _seed: str) -> Iterator[Document]:
    for number in numbers:
        yield {
            "TableName": table,
            "IndexName": BY_ACCOUNT,
            "KeyConditionExpression": "account = :account",
            "ExpressionAttributeValues": {":account": item(number, "")["account"]},
        }


def _transaction(table: str, numbers: list[int], seed: str) -> Iterator[Document]:
    for start in range(0, len(numbers) - TRANSACTION + 1, TRANSACTION):
        puts = [
            {"Put": {"TableName": table, "Item": item(number, seed)}}
            for number in numbers[start : start + TRANSACTION]
        ]
        yield {"TransactItems": puts}


def _batch_write(table: str, numbers: list[int], seed: str) -> Iterator[Document]:
    for start in range(0, len(numbers) - BATCH + 1, BATCH):
        puts = [{"PutRequest": {"Item": item(number, seed)}} for number in numbers[start : start + BATCH]]
        yield {"RequestItems": {table: puts}}


def _partiql_get(table: str, numbers: list[int], _seed: str) -> Iterator[Document]:
    for number in numbers:
        yield {
            "Statement": f'SELECT * FROM "{table}" WHERE pk = ? AND sk = ?',
            "Parameters": list(key(number).values()),
        }


def _partiql_insert(table: str, numbers: list[int], seed: str) -> Iterator[Document]:
    """INSERT with the first seed; the second deletes the same items, so that they can be inserted again."""
    run, inserts = seed[:-1], seed.endswith("a")
    for number in numbers:
        names = {"pk": {"S": f"inserted#{run}#{number // ITEMS_IN_PARTITION:07d}"}, "sk": key(number)["sk"]}
        if inserts:
            statement = f"INSERT INTO \"{table}\" VALUE {{'pk': ?, 'sk': ?, 'payload': ?}}"
            parameters = [*names.values(), item(number, seed)["payload"]]
        else:
            statement = f'DELETE FROM "{table}" WHERE pk = ? AND sk = ?'
            parameters = list(names.values())
        yield {"Statement": statement, "Parameters": parameters}


WORKLOADS = {
    workload.name: workload
    for workload in (
        Workload("put", "PutItem", 2, True, _put),
        Workload("get", "GetItem", PAYLOAD_BYTES, False, _get),
        Workload("update", "UpdateItem", 2, True, _update),
        Workload("query", "Query", ITEMS_IN_PARTITION * PAYLOAD_BYTES, False, _query),
        Workload("batch-write", "BatchWriteItem", 2, True, _batch_write),
        Workload("partiql-get", "ExecuteStatement", PAYLOAD_BYTES, False, _partiql_get),
        Workload("partiql-insert", "ExecuteStatement", len('{"Items":[]}'), True, _partiql_insert),
        Workload("index-put", "PutItem", 2, True, _put, INDEXED_TABLE),
        Workload("index-query", "Query", PAYLOAD_BYTES, False, _index_query, INDEXED_TABLE),
        Workload("stream-put", "PutItem", 2, True, _put, STREAMING_TABLE, compared=False),
        Workload("transaction", "TransactWriteItems", 2, True, _transaction),
    )
}


class RequestBuilder:
    """Makes whole HTTP requests, signed, with the headers that an AWS SDK sends."""

    def __init__(self, port: int, *, region: str = "us-east-1", credentials: Credentials | None = None) -> None:
        self._host = f"127.0.0.1:{port}"
        self._signer = Signer(credentials or Credentials(), region, "dynamodb", self._host, datetime.now(UTC))

    def request(self, operation: str, document: Document) -> bytes:
        """The bytes of one request."""
        body = json.dumps(document, separators=(",", ":")).encode()
        target = f"DynamoDB_20120810.{operation}"
        token = f"X-Amz-Security-Token: {self._signer.token}\r\n" if self._signer.token else ""
        head = (
            f"POST / HTTP/1.1\r\nHost: {self._host}\r\nAccept-Encoding: identity\r\nX-Amz-Target: {target}\r\n"
            f"Content-Type: {CONTENT_TYPE}\r\nUser-Agent: strongroom-benchmark/1.0 md/Python lang/python\r\n"
            f"X-Amz-Date: {self._signer.timestamp}\r\n{token}"
            f"Authorization: {self._signer.authorization(CONTENT_TYPE, target, body)}\r\n"
            "amz-sdk-invocation-id: 6e7f8a3c-94d1-4f55-a9ef-0d5c1a6b2f11\r\namz-sdk-request: attempt=1\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode("ascii") + body

    def requests(self, workload: Workload, table: str, *, items: int, distinct: int, seed: int) -> list[bytes]:
        """Requests to be sent in order, again and again, for ``distinct`` random items of ``items``.

        A store may skip a write that changes nothing, so a list of writes goes through its items twice, with
        other values the second time: however often it is sent, every write changes what is stored.
        """
        numbers = random.Random(seed).sample(range(items), min(items, distinct))
        values = (f"{seed:x}a", f"{seed:x}b") if workload.writes else (f"{seed:x}",)
        return [
            self.request(workload.operation, document)
            for value in values
            for document in workload.documents(table, numbers, value)
        ]

    def preload(self, table: str, items: int) -> Iterator[bytes]:
        """BatchWriteItem requests that store items 0 to ``items`` - 1."""
        for start in range(0, items, BATCH):
            numbers = range(start, min(start + BATCH, items))
            puts = [{"PutRequest": {"Item": item(number, "preload")}} for number in numbers]
            yield self.request("BatchWriteItem", {"RequestItems": {table: puts}})
