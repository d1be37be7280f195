"""A client process that sends transactions over several tables until its server is gone, and journals them.

``python transactor.py PORT TABLES CLIENT JOURNAL`` (tables separated by commas). Transaction number N of a
client puts the item ``CLIENT``/N into every table and adds one to the client's counter in every table, under a
token of its own. It is journaled before it is sent and once more when it is acknowledged. A client that finds a
journal of its own first sends the transaction again whose answer it never got, with the same token.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import sys
from pathlib import Path
from typing import Any

AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=crash/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" + "0" * 64
)
COUNTER = "counter"


def transaction(tables: list[str], client: str, number: int) -> dict[str, Any]:
    """The request of a transaction."""
    actions: list[dict[str, Any]] = []
    for table in tables:
        item = {"pk": {"S": client}, "sk": {"S": str(number)}, "payload": {"S": f"{table} {number} " * 20}}
        actions += [
            {"Put": {"TableName": table, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}},
            {
                "Update": {
                    "TableName": table,
                    "Key": {"pk": {"S": client}, "sk": {"S": COUNTER}},
                    "UpdateExpression": "ADD done :one",
                    "ExpressionAttributeValues": {":one": {"N": "1"}},
                }
            },
        ]
    return {"TransactItems": actions, "ClientRequestToken": f"{client} {number}"}


def send_until_the_end(port: int, tables: list[str], client: str, path: Path) -> None:
    """Send the transactions one after the other; returns when the server no longer answers."""
    journaled = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    acknowledged = [entry["acknowledged"] for entry in journaled if "acknowledged" in entry]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    journal = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    headers = {
        "X-Amz-Target": "DynamoDB_20120810.TransactWriteItems",
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Date": "20260101T000000Z",
        "Authorization": AUTHORIZATION,
    }
    for number in itertools.count(max(acknowledged, default=0) + 1):
        os.write(journal, json.dumps({"begun": number}).encode() + b"\n")
        try:
            connection.request("POST", "/", json.dumps(transaction(tables, client, number)), headers)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            return
        if answer.status != 200:
            os.write(journal, json.dumps({"refused": body.decode("utf-8", "replace")}).encode() + b"\n")
            return
        os.write(journal, json.dumps({"acknowledged": number}).encode() + b"\n")


if __name__ == "__main__":
    send_until_the_end(int(sys.argv[1]), sys.argv[2].split(","), sys.argv[3], Path(sys.argv[4]))
