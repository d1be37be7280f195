"""The click lists of both documents about encrypted tables, sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from api.tables import MUSIC, sse_description, under_key
from console.browsing import Window
from server import Server

_TRANSITION_SECONDS = 30
OWNED = "Owned by Amazon DynamoDB"
MANAGED = "AWS managed key"
CUSTOMER = "Stored in your account, and owned and managed by you"
SHOWN = {OWNED: "Owned by Amazon DynamoDB", MANAGED: "AWS managed key", CUSTOMER: "Customer managed key"}


@pytest.fixture(scope="module")
def clicked_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on which changes last until its clock is moved; each test works in a region of its own, because
    both documents call their tables alike."""
    server = Server(tmp_path_factory.mktemp("clicked"), transition_seconds=_TRANSITION_SECONDS, rehearsal=True)
    yield server.start()
    server.stop()


def over(server: Server) -> None:
    """Let the change that is under way end."""
    server.advance(_TRANSITION_SECONDS)


def create_key(server: Server, region: str) -> str:
    arn: str = server.client("kms", region=region).create_key()["KeyMetadata"]["Arn"]
    return arn


def name_and_keys(window: Window, table: str) -> None:
    window.field("Table name").fill(table)
    window.field("Partition key").fill("Artist")
    window.field("Sort key").fill("SongTitle")
    expect(window.button("Type of the partition key", exact=False)).to_contain_text("String")
    expect(window.button("Type of the sort key", exact=False)).to_contain_text("String")


@pytest.mark.parametrize(
    ("encryption", "region"), [(OWNED, "us-east-2"), (MANAGED, "us-west-1"), (CUSTOMER, "us-west-2")]
)
def test_tutorial_creating_an_encrypted_table(
    open_window: Callable[..., Window], clicked_server: Server, encryption: str, region: str
) -> None:
    key = create_key(clicked_server, region)
    # 1. Sign in and open the DynamoDB console.
    window = open_window(clicked_server).open()
    window.choose_region(region)
    # 2. In the navigation pane on the left side of the console, choose Tables.
    window.navigate("Tables")
    # 3. Choose Create Table. For the Table name, enter Music. For the primary key, enter Artist, and for the
    #    sort key, enter SongTitle, both as strings.
    window.link("Create table").first.click()
    name_and_keys(window, "Music")
    # 4. In Settings, make sure that Customize settings is selected.
    expect(window.page.get_by_role("heading", name="Settings", exact=True)).to_be_visible()
    window.choice("Customize settings").click()
    # 5. Under Encryption at rest, choose an encryption type.
    expect(window.page.get_by_role("heading", name="Encryption at rest")).to_be_visible()
    window.choice(encryption).click()
    if encryption == CUSTOMER:
        window.field("AWS KMS key").fill(key)
    window.picture(f"create-table-{region}")
    # 6. Choose Create table to create the encrypted table.
    window.button("Create table").click()
    expect(window.page.get_by_role("row").filter(has_text="Music")).to_contain_text("Creating")
    over(clicked_server)
    expect(window.page.get_by_role("row").filter(has_text="Music")).to_contain_text("Active")
    #    To confirm the encryption type, select the table details on the Overview tab and review the Additional
    #    details section.
    window.link("Music").click()
    window.tab("Overview").click()
    expect(window.page.get_by_role("heading", name="Additional details")).to_be_visible()
    expect(window.detail("Encryption type")).to_have_text(SHOWN[encryption])
    sse = sse_description(clicked_server.client("dynamodb", region=region), "Music")
    if encryption == OWNED:
        assert sse is None
    else:
        assert sse is not None
        expect(window.detail("AWS KMS key ARN")).to_contain_text(sse["KMSMasterKeyArn"])
        assert (sse["KMSMasterKeyArn"] == key) == (encryption == CUSTOMER)


@pytest.mark.parametrize(
    ("before", "after", "region"),
    [
        (CUSTOMER, OWNED, "eu-west-1"),
        (OWNED, MANAGED, "eu-west-2"),
        (MANAGED, CUSTOMER, "eu-west-3"),
    ],
)
def test_tutorial_updating_an_encryption_key(
    open_window: Callable[..., Window], clicked_server: Server, before: str, after: str, region: str
) -> None:
    key = create_key(clicked_server, region)
    parameters: dict[str, Any] = {
        OWNED: {},
        MANAGED: {"SSESpecification": {"Enabled": True}},
        CUSTOMER: {"SSESpecification": under_key(key)},
    }[before]
    dynamodb = clicked_server.client("dynamodb", region=region)
    create_music_over(clicked_server, dynamodb, parameters)
    # 1. Sign in and open the DynamoDB console.
    window = open_window(clicked_server).open()
    window.choose_region(region)
    # 2. In the navigation pane on the left side of the console, choose Tables.
    window.navigate("Tables")
    # 3. Choose the table that you want to update.
    window.link("Music").click()
    expect(window.detail("Encryption type")).to_have_text(SHOWN[before])
    # 4. Select the Actions dropdown, and then select the Update settings option.
    window.act("Update settings")
    # 5. Go to the Additional settings tab.
    window.tab("Additional settings").click()
    # 6. Under Encryption, choose Manage encryption.
    expect(window.page.get_by_role("heading", name="Encryption", exact=True)).to_be_visible()
    window.link("Manage encryption").click()
    # 7. Choose an encryption type. Then choose Save to update the encrypted table.
    window.choice(after).click()
    if after == CUSTOMER:
        window.field("AWS KMS key").fill(key)
    window.button("Save").click()
    expect(window.page.get_by_text("The encryption is being changed")).to_be_visible()
    expect(window.detail("Encryption status")).to_have_text("Updating")
    if after == CUSTOMER:
        window.picture("encryption-changing")
    over(clicked_server)
    #    To confirm the encryption type, check the table details under the Overview tab.
    expect(window.page.get_by_text("The encryption is being changed")).to_have_count(0)
    window.tab("Overview").click()
    expect(window.detail("Encryption type")).to_have_text(SHOWN[after])


def create_music_over(server: Server, dynamodb: Any, parameters: dict[str, Any]) -> None:
    """Make the Music table, and let its creation end."""
    dynamodb.create_table(TableName="Music", **MUSIC, **parameters)
    over(server)
    dynamodb.get_waiter("table_exists").wait(TableName="Music", WaiterConfig={"Delay": 1, "MaxAttempts": 20})


def test_how_to_creating_a_table_in_the_console(
    open_window: Callable[..., Window], clicked_server: Server
) -> None:
    region = "sa-east-1"
    key = create_key(clicked_server, region)
    # 1. Open the DynamoDB Console.
    window = open_window(clicked_server).open()
    window.choose_region(region)
    # 2. Click "Create table".
    window.link("Create table").first.click()
    # 3. Fill in the table name and primary key.
    name_and_keys(window, "MyTable")
    # 4. Under "Encryption at rest", select "AWS KMS using your own CMK".
    window.page.get_by_text("AWS KMS using your own CMK").click()
    # 5. Paste the ARN of your CMK.
    window.field("AWS KMS key").fill(key)
    # 6. Complete the setup.
    window.button("Create table").click()
    expect(window.page.get_by_role("row").filter(has_text="MyTable")).to_contain_text("Creating")
    over(clicked_server)
    expect(window.page.get_by_role("row").filter(has_text="MyTable")).to_contain_text("Active")
    expect(window.page.get_by_role("row").filter(has_text="MyTable")).to_contain_text("Customer managed key")
    sse = sse_description(clicked_server.client("dynamodb", region=region), "MyTable")
    assert sse == {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key}
