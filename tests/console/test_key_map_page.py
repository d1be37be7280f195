"""The page Key map: which key protects what, as a picture and as a table, live."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from api.tables import create_music, under_key
from console.browsing import LOOKS, Window
from server import Server

INDEXED: dict[str, Any] = {
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "ByTitle",
            "KeySchema": [{"AttributeName": "SongTitle", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
            "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
        }
    ],
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
}


def protected_tables(server: Server, region: str) -> str:
    """A table under a key, with an index and a stream, and one under the AWS owned key: the key's ARN."""
    kms, dynamodb = server.client("kms", region=region), server.client("dynamodb", region=region)
    arn: str = kms.create_key()["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName="alias/music", TargetKeyId=arn)
    create_music(dynamodb, "Music", SSESpecification=under_key(arn), **INDEXED)
    create_music(dynamodb, "Plain")
    return arn


def open_map(window: Window, region: str) -> None:
    window.open("/")
    window.choose_region(region)
    window.navigate("Key map")
    expect(window.heading("Key map")).to_be_visible()
    expect(window.page.get_by_role("button", name="Table Music,", exact=False)).to_be_visible()


def test_keys_tables_indexes_and_streams_are_drawn_and_their_wrapped_keys_shown(
    window: Window, server: Server
) -> None:
    region = "ap-south-1"
    arn = protected_tables(server, region)
    open_map(window, region)
    picture = window.page.get_by_role("group", name="Key map")
    for name in ("KMS key music, usable", "Index ByTitle, usable", "KMS key AWS owned key, usable"):
        expect(picture.get_by_role("button", name=name)).to_be_visible()
    expect(picture.get_by_role("button", name="Stream ", exact=False)).to_be_visible()
    picture.get_by_role("button", name="Index ByTitle").click()
    dialog = window.page.get_by_role("dialog")
    expect(dialog).to_contain_text('"aws:dynamodb:tableName": "Music"')
    expect(dialog.get_by_role("link", name=arn)).to_be_visible()
    wrapped = window.detail("Table key, wrapped by the KMS key").inner_text()
    unwrapped = server.client("kms", region=region).decrypt(
        CiphertextBlob=base64.b64decode(wrapped),
        EncryptionContext={"aws:dynamodb:tableName": "Music", "aws:dynamodb:subscriberId": "123456789012"},
    )
    assert unwrapped["KeyId"] == arn


def test_what_happens_to_a_key_is_seen_without_a_click(window: Window, server: Server) -> None:
    region = "ap-southeast-1"
    arn = protected_tables(server, region)
    open_map(window, region)
    row = window.page.get_by_role("row").filter(has_text="Music")
    expect(row).to_contain_text("Usable")
    server.client("kms", region=region).disable_key(KeyId=arn)
    expect(row).to_contain_text("Disabled")
    expect(row).not_to_contain_text("Usable")
    expect(window.page.get_by_role("button", name="KMS key music", exact=False)).to_contain_text("· Disabled")
    expect(window.page.get_by_role("row").filter(has_text="Plain")).to_contain_text("Usable")


@pytest.mark.parametrize(
    ("theme", "width", "region"),
    [
        (theme, width, region)
        for (theme, width), region in zip(LOOKS, ("ca-central-1", "eu-north-1"), strict=True)
    ],
)
def test_it_is_accessible(
    open_window: Callable[..., Window], server: Server, theme: str, width: int, region: str
) -> None:
    protected_tables(server, region)
    window = open_window(server, theme=theme, width=width)
    window.page.add_init_script(f"sessionStorage.setItem('strongroom-region', '{region}')")
    window.open("/kms/key-map")
    expect(window.page.get_by_role("button", name="Table Music,", exact=False)).to_be_visible()
    window.assert_accessible()
    window.picture("key-map")
    window.button("Show the keys of Music").click()
    expect(window.page.get_by_role("dialog")).to_contain_text("aws:dynamodb:tableName")
    window.assert_accessible()
    window.picture("key-map-wrapped-keys")
