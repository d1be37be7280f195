"""A client process that writes until its server is gone, and journals what it does.

``python writer.py PORT TABLE WRITER JOURNAL`` puts, overwrites, updates, deletes and batch-writes items of its
own partition. Each request is journaled before it is sent and once more when it is acknowledged, so the journal
tells what must be there, and what alone may be there beside it. It speaks HTTP by itself, and retries nothing.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import sys
from collections.abc import Iterator
from typing import Any

AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=crash/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" + "0" * 64
)
KEYS = 60

Change = tuple[str, int | None]
"""A sort key, and the version that the item has after the write; None when it is deleted."""


def checksum(item: dict[str, Any]) -> str:
    """What ties an item's attributes together: an item that is half another version does not have it."""
    parts = (item["sk"]["S"], item["version"]["N"], item["first"]["S"], item["second"]["S"])
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def make_item(writer: str, sort_key: str, version: int, chance: random.Random) -> dict[str, Any]:
    item: dict[str, Any] = {
        "pk": {"S": writer},
        "sk": {"S": sort_key},
        "version": {"N": str(version)},
        "first": {"S": chance.randbytes(chance.randint(1, 700)).hex()},
        "second": {"S": chance.randbytes(chance.randint(1, 700)).hex()},
    }
    return {**item, "checksum": {"S": checksum(item)}}


def requests(table: str, writer: str) -> Iterator[tuple[list[Change], str, dict[str, Any]]]:
    """The writes, without end: what each changes, its operation and its document."""
    chance = random.Random(f"{writer} {os.getpid()}")
    version = 0
    present: set[str] = set()
    while True:
        version += 1
        sort_key = f"item {chance.randrange(KEYS)}"
        key = {"pk": {"S": writer}, "sk": {"S": sort_key}}
        item = make_item(writer, sort_key, version, chance)
        kind = chance.choice(["put", "put", "update", "batch", "delete"])
        if kind == "update" and sort_key in present:
            names = [name for name in item if name not in key]
            expression = "SET " + ", ".join(f"#{name} = :{name}" for name in names)
            yield (
                [(sort_key, version)],
                "UpdateItem",
                {
                    "TableName": table,
                    "Key": key,
                    "UpdateExpression": expression,
                    "ExpressionAttributeNames": {f"#{name}": name for name in names},
                    "ExpressionAttributeValues": {f":{name}": item[name] for name in names},
                },
            )
        elif kind == "delete" and sort_key in present:
            present.discard(sort_key)
            yield [(sort_key, None)], "DeleteItem", {"TableName": table, "Key": key}
        elif kind == "batch":
            chosen = [f"item {number}" for number in chance.sample(range(KEYS), 8)]
            items = [make_item(writer, name, version, chance) for name in chosen]
            present.update(chosen)
            puts = [{"PutRequest": {"Item": item}} for item in items]
            changes: list[Change] = [(name, version) for name in chosen]
            yield changes, "BatchWriteItem", {"RequestItems": {table: puts}}
        else:
            present.add(sort_key)
            yield [(sort_key, version)], "PutItem", {"TableName": table, "Item": item}


def write_until_the_end(port: int, table: str, writer: str, journal: int) -> None:
    """Send the writes one after the other; returns when the server no longer answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for changes, operation, document in requests(table, writer):
        os.write(journal, json.dumps({"begun": changes}).encode() + b"\n")
        headers = {
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Date": "20260101T000000Z",
            "Authorization": AUTHORIZATION,
        }
        try:
            connection.request("POST", "/", json.dumps(document), headers)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            return
        if answer.status != 200 or json.loads(body).get("UnprocessedItems"):
            os.write(journal, json.dumps({"refused": body.decode("utf-8", "replace")}).encode() + b"\n")
            return
        os.write(journal, json.dumps({"acknowledged": changes}).encode() + b"\n")


if __name__ == "__main__":
    journal_file = os.open(sys.argv[4], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    write_until_the_end(int(sys.argv[1]), sys.argv[2], sys.argv[3], journal_file)
