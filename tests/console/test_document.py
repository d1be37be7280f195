"""The pictures of docs/console.md, made anew in artifacts/console/document/.

``scripts/console pictures`` takes them over into the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from api.tables import MUSIC, song, under_key
from console.browsing import PICTURES, ROOT, Window
from console.test_keys_page import new_key
from server import Server

_TRANSITION_SECONDS = 30
DOCUMENT = ROOT / "docs" / "console.md"
MADE = PICTURES / "document"


@pytest.fixture(scope="module")
def pictured_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with three tables, one under each kind of key, and an alias for the customer's."""
    server = Server(tmp_path_factory.mktemp("pictured"), transition_seconds=_TRANSITION_SECONDS, rehearsal=True)
    server.start()
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key(Description="Protects the Music table")["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName="alias/music", TargetKeyId=key)
    dynamodb.create_table(TableName="Music", **MUSIC, SSESpecification=under_key(key))
    dynamodb.create_table(TableName="Orders", **MUSIC, SSESpecification={"Enabled": True})
    dynamodb.create_table(TableName="Sessions", **MUSIC)
    server.advance(_TRANSITION_SECONDS)
    for title, awards in (("Call Me Today", "1"), ("Howdy", "2"), ("My Dog Spot", "3")):
        dynamodb.put_item(TableName="Music", Item=song(title, Awards={"N": awards}))
    yield server
    server.stop()


def keep(window: Window, name: str) -> str:
    """Keep a picture of what the window shows; its name."""
    MADE.mkdir(parents=True, exist_ok=True)
    window.page.screenshot(path=MADE / f"{name}.png", animations="disabled")
    return name


def test_every_picture_of_the_document_is_made_here(
    open_window: Callable[..., Window], pictured_server: Server
) -> None:
    window = open_window(pictured_server).open()
    expect(window.page.get_by_role("row").filter(has_text="Music")).to_contain_text("Customer managed key")
    expect(window.page.get_by_role("row").filter(has_text="Orders")).to_contain_text("AWS managed key")
    made = {keep(window, "console-tables")}

    window.open("/dynamodb/create-table")
    window.field("Table name").fill("Albums")
    window.field("Partition key").fill("Artist")
    window.choice("Stored in your account, and owned and managed by you").click()
    window.page.get_by_role("heading", name="Encryption at rest").scroll_into_view_if_needed()
    window.field("AWS KMS key").click()
    expect(window.page.get_by_role("option").filter(has_text="alias/music")).to_be_visible()
    made.add(keep(window, "console-create-table"))

    window.open("/dynamodb/tables/Sessions/encryption")
    window.choice("AWS managed key").click()
    window.button("Save").click()
    expect(window.page.get_by_text("The encryption is being changed")).to_be_visible()
    expect(window.detail("Encryption status")).to_have_text("Updating")
    made.add(keep(window, "console-encryption-changing"))

    window.open("/dynamodb/tables/Orders/create-index")
    window.field("Index name").fill("ByTitle")
    window.field("Index partition key").fill("SongTitle")
    window.button("Create index").click()
    row = window.page.get_by_role("row").filter(has_text="ByTitle")
    expect(row).to_contain_text("Creating")
    made.add(keep(window, "console-indexes"))
    pictured_server.advance(_TRANSITION_SECONDS)
    expect(row).to_contain_text("Active")  # without anybody's asking for it

    dark = open_window(pictured_server, theme="dark").open("/dynamodb/explore/Music")
    expect(dark.page.get_by_text("My Dog Spot")).to_be_visible()
    made.add(keep(dark, "console-explore-items"))

    made |= pictures_of_keys(open_window(pictured_server))
    pictures = re.findall(r"!\[[^\]]+\]\(pictures/(console-[a-z-]+)\.png\)", DOCUMENT.read_text("utf-8"))
    assert set(pictures) == made


def pictures_of_keys(window: Window) -> set[str]:
    """The names of the pictures of KMS's pages."""
    window.open("/kms/create-key")
    window.button("Next").click()
    window.field("Alias").fill("albums")
    for _ in range(4):
        window.button("Next").click()
    expect(window.heading("Review and create")).to_be_visible()
    made = {keep(window, "console-create-key")}

    window.open("/kms/keys/alias%2Fmusic")
    window.button("Key actions").click()
    window.page.get_by_role("menuitem", name="Disable", exact=True).click()
    expect(window.page.get_by_role("dialog").get_by_role("link", name="Music")).to_be_visible()
    made.add(keep(window, "console-disable-key"))

    window.open("/kms/key-map")
    expect(window.page.get_by_role("button", name="Table Sessions", exact=False)).to_be_visible()
    made.add(keep(window, "console-key-map"))

    brought = new_key(window.server, "brought", Origin="EXTERNAL")
    window.open(f"/kms/keys/{brought}/import")
    expect(window.heading("Download wrapping public key and import token")).to_be_visible()
    made.add(keep(window, "console-import-key-material"))

    shared = new_key(window.server, "shared", MultiRegion=True)
    for region in ("eu-central-1", "ap-southeast-2"):
        window.server.client("kms").replicate_key(KeyId=shared, ReplicaRegion=region)
    window.open(f"/kms/keys/{shared}?tab=regionality")
    expect(window.page.get_by_role("row").filter(has_text="Enabled")).to_have_count(2)
    made.add(keep(window, "console-regionality"))
    return made
