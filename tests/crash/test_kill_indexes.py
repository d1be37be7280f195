"""SIGKILL while an index is filled and written to: afterwards it is what the table makes of it."""

from __future__ import annotations

import threading
import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from api.indexed_tables import defined, index, keys
from server import Server

ITEMS = 1500
DELAYS = (0.0, 0.02, 0.05, 0.1)


def write_until_the_end(server: Server, start: int) -> threading.Thread:
    """Move, add and remove items on a thread until the server is gone."""
    dynamodb = server.client("dynamodb")

    def write() -> None:
        try:
            for at in range(start, 1_000_000):
                number = at * 7919 % (ITEMS + 200)
                if at % 3 == 0:
                    dynamodb.delete_item(TableName="Killed", Key={"pk": {"S": str(number)}})
                else:
                    item = {"pk": {"S": str(number)}, "g": {"N": str(at % 11)}, "x": {"S": "y" * 200}}
                    dynamodb.put_item(TableName="Killed", Item=item)
        except (BotoCoreError, ClientError):
            return

    thread = threading.Thread(target=write)
    thread.start()
    return thread


def rows(dynamodb: Any, name: str | None = None) -> dict[str, dict[str, Any]]:
    where = {"TableName": "Killed", **({"IndexName": name} if name else {})}
    pages = dynamodb.get_paginator("scan").paginate(**where)
    items = [item for page in pages for item in page["Items"]]
    found = {item["pk"]["S"]: item for item in items}
    assert len(found) == len(items)
    return found


def wait_until_active(dynamodb: Any, name: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        table = dynamodb.describe_table(TableName="Killed")["Table"]
        status = {each["IndexName"]: each["IndexStatus"] for each in table["GlobalSecondaryIndexes"]}
        if status[name] == "ACTIVE":
            return
        assert time.monotonic() < deadline, status
        time.sleep(0.01)


def test_killed_amid_backfills_and_writes_indexes_are_as_the_table(fresh_server: Any) -> None:
    server: Server = fresh_server()
    dynamodb = server.client("dynamodb")
    dynamodb.create_table(
        TableName="Killed",
        KeySchema=keys("pk"),
        AttributeDefinitions=defined({"pk": "S"}),
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.get_waiter("table_exists").wait(TableName="Killed")
    for start in range(0, ITEMS, 25):
        puts = [
            {"PutRequest": {"Item": {"pk": {"S": str(at)}, "g": {"N": "-1"}, "x": {"S": "x" * 200}}}}
            for at in range(start, start + 25)
        ]
        dynamodb.batch_write_item(RequestItems={"Killed": puts})
    for round_number, delay in enumerate(DELAYS):
        name = f"by-g-{round_number}"
        writer = write_until_the_end(server, round_number * 1000)
        dynamodb.update_table(
            TableName="Killed",
            AttributeDefinitions=defined({"g": "N"}),
            GlobalSecondaryIndexUpdates=[{"Create": index(name, keys("g"))}],
        )
        time.sleep(delay)
        server.kill()
        writer.join(timeout=60)
        server.start()
        dynamodb = server.client("dynamodb")
        wait_until_active(dynamodb, name)
        items = rows(dynamodb)
        assert len(items) > ITEMS // 4
        for earlier in range(round_number + 1):
            assert rows(dynamodb, f"by-g-{earlier}") == items
    assert server.stop() == 0
