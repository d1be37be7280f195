"""Deletion by TTL: what goes and what stays, never early, and what the stream tells of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from api.stream_calls import create_streaming, records_of
from api.tables import create_music, song, song_key, under_key
from server import Server

DAY = 24 * 3600
YEAR = 365 * DAY


@pytest.fixture
def server(fresh_server: Callable[..., Server]) -> Server:
    return fresh_server(rehearsal=True)


def switch(server: Server, name: str, *, enabled: bool = True, attribute: str = "expires") -> None:
    specification = {"AttributeName": attribute, "Enabled": enabled}
    server.client("dynamodb").update_time_to_live(TableName=name, TimeToLiveSpecification=specification)


def now(server: Server) -> int:
    return int(server.now().timestamp())


def put(server: Server, name: str, title: str, expires: int, **attributes: Any) -> None:
    item = song(title, expires={"N": str(expires)}, **attributes)
    server.client("dynamodb").put_item(TableName=name, Item=item)


def titles(server: Server, name: str) -> set[str]:
    pages = server.client("dynamodb").get_paginator("scan").paginate(TableName=name)
    return {item["SongTitle"]["S"] for page in pages for item in page["Items"]}


def wait_for_titles(server: Server, name: str, expected: set[str]) -> None:
    """Wait until exactly these items are left."""
    deadline = time.monotonic() + 15
    while (left := titles(server, name)) != expected and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == expected


def test_items_go_after_their_time_and_not_before(server: Server) -> None:
    """The sentinel shows that the deletion has passed by: what is left then was left on purpose."""
    name = create_music(server.client("dynamodb"))
    switch(server, name)
    begin = now(server)
    put(server, name, "soon", begin + 600)
    put(server, name, "later", begin + DAY)
    put(server, name, "sentinel", begin - 10)
    server.advance(61)
    wait_for_titles(server, name, {"soon", "later"})
    put(server, name, "sentinel", begin - 10)
    server.advance(400)
    wait_for_titles(server, name, {"soon", "later"})
    server.advance(300)
    wait_for_titles(server, name, {"later"})


@pytest.mark.parametrize(
    "value",
    [
        {"S": "1"},
        {"NS": ["1"]},
        {"L": [{"N": "1"}]},
        {"N": "0"},
        {"N": "-5"},
        {"N": "1E+30"},
        {"N": "NOW-5Y-1D"},
        {"BOOL": True},
    ],
)
def test_what_is_no_time_of_the_last_five_years_stays(server: Server, value: dict[str, Any]) -> None:
    dynamodb = server.client("dynamodb")
    name = create_music(dynamodb)
    switch(server, name)
    if value == {"N": "NOW-5Y-1D"}:
        value = {"N": str(now(server) - 5 * YEAR - DAY)}
    dynamodb.put_item(TableName=name, Item=song("kept", expires=value))
    dynamodb.put_item(TableName=name, Item=song("without"))
    put(server, name, "sentinel", now(server) - 5 * YEAR + DAY)
    server.advance(61)
    wait_for_titles(server, name, {"kept", "without"})


def test_the_last_write_decides(server: Server) -> None:
    """An item whose time was moved, removed, or that was written anew stays; one that got a time goes."""
    dynamodb = server.client("dynamodb")
    name = create_music(dynamodb)
    switch(server, name)
    begin = now(server)
    for title in ("moved", "freed", "rewritten", "sentinel"):
        put(server, name, title, begin + 100)
    dynamodb.put_item(TableName=name, Item=song("given"))
    update = {"TableName": name, "ExpressionAttributeNames": {"#e": "expires"}}
    later = {":t": {"N": str(begin + DAY)}}
    dynamodb.update_item(
        **update, Key=song_key("moved"), UpdateExpression="SET #e = :t", ExpressionAttributeValues=later
    )
    dynamodb.update_item(**update, Key=song_key("freed"), UpdateExpression="REMOVE #e")
    dynamodb.delete_item(TableName=name, Key=song_key("rewritten"))
    dynamodb.put_item(TableName=name, Item=song("rewritten"))
    soon = {":t": {"N": str(begin + 50)}}
    dynamodb.update_item(
        **update, Key=song_key("given"), UpdateExpression="SET #e = :t", ExpressionAttributeValues=soon
    )
    server.advance(200)
    wait_for_titles(server, name, {"moved", "freed", "rewritten"})


def test_the_stream_tells_that_the_service_deleted_it(server: Server) -> None:
    name, arn = create_streaming(server)
    switch(server, name)
    put(server, name, "expired", now(server) + 30)
    put(server, name, "deleted", now(server) + DAY)
    server.client("dynamodb").delete_item(TableName=name, Key=song_key("deleted"))
    server.advance(120)
    wait_for_titles(server, name, set())
    removed = [
        (record["dynamodb"]["Keys"]["SongTitle"]["S"], record.get("userIdentity"))
        for record in records_of(server.client("dynamodbstreams"), arn)
        if record["eventName"] == "REMOVE"
    ]
    service = {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}
    assert removed == [("deleted", None), ("expired", service)]


def test_items_that_were_there_before_are_found(server: Server) -> None:
    """More of them than one step looks at or deletes; a restart in between loses nothing."""
    dynamodb = server.client("dynamodb")
    name = create_music(dynamodb)
    expires = now(server) + 30
    for start in range(0, 2500, 25):
        puts = [
            {"PutRequest": {"Item": song(f"{number:05d}", expires={"N": str(expires + number % 2 * YEAR)})}}
            for number in range(start, start + 25)
        ]
        dynamodb.batch_write_item(RequestItems={name: puts})
    switch(server, name)
    server.restart()
    server.advance(120)
    wait_for_titles(server, name, {f"{number:05d}" for number in range(1, 2500, 2)})


def test_another_setting_begins_anew_and_none_deletes_nothing(server: Server) -> None:
    dynamodb = server.client("dynamodb")
    name = create_music(dynamodb)
    switch(server, name)
    begin = now(server)
    put(server, name, "by expires", begin + 2 * 3600)
    put(server, name, "by other", begin + 9 * DAY, other={"N": str(begin + 3 * 3600)})
    server.advance(3601)
    switch(server, name, enabled=False)
    sentinel = create_music(dynamodb)
    switch(server, sentinel)
    put(server, sentinel, "sentinel", now(server))
    server.advance(2 * 3600)
    wait_for_titles(server, sentinel, set())
    assert titles(server, name) == {"by expires", "by other"}
    switch(server, name, attribute="other")
    put(server, name, "by expires now", begin)
    server.advance(61)
    wait_for_titles(server, name, {"by expires", "by expires now"})


def test_a_table_whose_key_is_lost_is_left_alone_and_caught_up_with(server: Server) -> None:
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    name = create_music(dynamodb, SSESpecification=under_key(key))
    switch(server, name)
    put(server, name, "expired", now(server) + 3 * 3600)
    kms.disable_key(KeyId=key)
    sentinel = create_music(dynamodb)
    switch(server, sentinel)
    put(server, sentinel, "sentinel", now(server))
    server.advance(4 * 3600)
    wait_for_titles(server, sentinel, set())
    kms.enable_key(KeyId=key)
    server.advance(4 * 3600)
    deadline = time.monotonic() + 15
    while dynamodb.describe_table(TableName=name)["Table"]["TableStatus"] != "ACTIVE":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert titles(server, name) == {"expired"}
    server.advance(61)
    wait_for_titles(server, name, set())


def test_an_expired_item_can_be_read_and_changed_until_it_is_deleted(server: Server) -> None:
    dynamodb = server.client("dynamodb")
    name = create_music(dynamodb)
    switch(server, name)
    server.advance(61)
    put(server, name, "expired", now(server) - 3600)
    assert titles(server, name) == {"expired"}
    put(server, name, "expired", now(server) + DAY)
    put(server, name, "sentinel", now(server) - 3600)
    server.advance(61)
    wait_for_titles(server, name, {"expired"})
