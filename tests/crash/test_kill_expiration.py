"""Killed while expired items are deleted: each is there without a record, or gone with exactly one."""

from __future__ import annotations

import time
from typing import Any

from api.stream_calls import create_streaming, records_of
from api.tables import song
from server import Server

ITEMS = 3000


def left_in(server: Server, name: str) -> set[str]:
    pages = server.client("dynamodb").get_paginator("scan").paginate(TableName=name)
    return {item["SongTitle"]["S"] for page in pages for item in page["Items"]}


def removed_by_service(server: Server, arn: str) -> list[str]:
    """The items that the stream says the service has deleted."""
    return [
        record["dynamodb"]["Keys"]["SongTitle"]["S"]
        for record in records_of(server.client("dynamodbstreams"), arn)
        if record["eventName"] == "REMOVE"
        and record["userIdentity"] == {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}
    ]


def test_a_deletion_and_its_record_are_there_together(fresh_server: Any) -> None:
    server: Server = fresh_server(rehearsal=True)
    name, arn = create_streaming(server, "KEYS_ONLY")
    dynamodb = server.client("dynamodb")
    expires = int(server.now().timestamp()) + 1000
    everything = {f"{number:05d}" for number in range(ITEMS)}
    titles = sorted(everything)
    for start in range(0, ITEMS, 25):
        puts = [
            {"PutRequest": {"Item": song(title, expires={"N": str(expires)})}}
            for title in titles[start : start + 25]
        ]
        dynamodb.batch_write_item(RequestItems={name: puts})
    specification = {"AttributeName": "expires", "Enabled": True}
    dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=specification)
    kills = 0
    deadline = time.monotonic() + 120
    while (left := left_in(server, name)) and time.monotonic() < deadline:
        removed = removed_by_service(server, arn)
        assert len(set(removed)) == len(removed)
        assert set(removed) == everything - left
        server.advance(1100)  # a restart sets a rehearsal's clock back
        before = len(left)
        while before == len(left_in(server, name)) and time.monotonic() < deadline:
            time.sleep(0.01)
        if kills < 4:
            server.kill()
            kills += 1
            server.start()
    assert left == set()
    assert sorted(removed_by_service(server, arn)) == titles
