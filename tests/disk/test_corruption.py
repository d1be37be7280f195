"""A flipped byte in a table's file is told as corruption, and never served."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.tables import create_music, under_key
from disk.keys_at_rest import unwrap_table
from disk.sqlcipher_pages import PAGE
from server import Server

ITEMS = 500


def stored_items(dynamodb: Any, name: str) -> dict[str, dict[str, Any]]:
    items = {
        f"song {number:04d}": {
            "Artist": {"S": "No One You Know"},
            "SongTitle": {"S": f"song {number:04d}"},
            "Lyrics": {"S": f"{number} " * 150},
        }
        for number in range(ITEMS)
    }
    titles = list(items)
    for start in range(0, ITEMS, 25):
        puts = [{"PutRequest": {"Item": items[title]}} for title in titles[start : start + 25]]
        dynamodb.batch_write_item(RequestItems={name: puts})
    return items


def outcome_of_get(dynamodb: Any, name: str, item: dict[str, Any]) -> tuple[int, str]:
    """The HTTP status of a GetItem, and the error code or whether the item is as it was written."""
    try:
        answer = dynamodb.get_item(
            TableName=name, Key={"Artist": item["Artist"], "SongTitle": item["SongTitle"]}
        )
    except ClientError as error:
        response = error.response
        return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]
    return 200, "as written" if answer.get("Item") == item else f"wrong: {answer}"


def flip(path: Path, offset: int) -> None:
    """Flip one bit."""
    with path.open("r+b") as file:
        file.seek(offset)
        (byte,) = file.read(1)
        file.seek(offset)
        file.write(bytes([byte ^ 1]))


@pytest.mark.parametrize("place", ["in a page's ciphertext", "in a page's checksum"])
def test_a_flipped_bit_in_a_page_is_reported_and_never_served(place: str, fresh_server: Any) -> None:
    """Every read answers the item as it was written or InternalServerError; the log names the table's id and
    its file; other tables go on."""
    server: Server = fresh_server()
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    name = create_music(dynamodb, "Damaged", SSESpecification=under_key(arn))
    other = create_music(dynamodb, "Whole", SSESpecification=under_key(arn))
    items = stored_items(dynamodb, name)
    dynamodb.put_item(TableName=other, Item=items["song 0001"])
    file = unwrap_table(server, name).file
    server.stop()
    path = server.data_dir / "stores" / file
    pages = path.stat().st_size // PAGE
    assert pages > 100
    offset = 100 if place == "in a page's ciphertext" else PAGE - 10
    for page in range(20, pages - 1, 20):
        flip(path, page * PAGE + offset)
    server.start()
    dynamodb = server.client("dynamodb")
    outcomes = Counter(outcome_of_get(dynamodb, name, item) for item in items.values())
    assert outcomes[500, "InternalServerError"] > 0
    assert outcomes.keys() <= {(200, "as written"), (500, "InternalServerError")}
    with pytest.raises(ClientError, match="InternalServerError"):
        list(dynamodb.get_paginator("scan").paginate(TableName=name))
    table = dynamodb.describe_table(TableName=name)["Table"]
    assert table["TableStatus"] == "ACTIVE"
    assert re.search(
        rf"{name} \({table['TableId']}\).* is corrupted: {re.escape(str(path))}", server.log_text()
    )
    assert dynamodb.get_item(
        TableName=other,
        Key={"Artist": items["song 0001"]["Artist"], "SongTitle": items["song 0001"]["SongTitle"]},
    )["Item"]


def test_a_damaged_catalog_stops_the_start(fresh_server: Any) -> None:
    """What is known of tables and keys cannot be read, so nothing is served and nothing is overwritten."""
    server: Server = fresh_server()
    create_music(server.client("dynamodb"))
    server.stop()
    path = server.data_dir / "stores" / "catalog.db"
    for page in range(path.stat().st_size // PAGE):
        flip(path, page * PAGE + 200)
    before = path.read_bytes()
    with pytest.raises(AssertionError, match=r"catalog.*corrupt"):
        server.start()
    assert path.read_bytes() == before
