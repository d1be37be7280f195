"""The page of one table: its tabs, and its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from api.tables import create_music, song, under_key, wait_for_status
from console.browsing import Window, in_both_looks
from server import Server


@pytest.fixture
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture(scope="module")
def rehearsal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("rehearsal"), transition_seconds=0, rehearsal=True)
    yield server.start()
    server.stop()


def test_overview_tells_keys_size_and_encryption(window: Window, dynamodb: Any) -> None:
    name = create_music(dynamodb)
    dynamodb.put_item(TableName=name, Item=song("Call Me Today"))
    window.open(f"/dynamodb/tables/{name}")
    expect(window.heading(name)).to_be_visible()
    for label, value in {
        "Partition key": "Artist (String)",
        "Sort key": "SongTitle (String)",
        "Capacity mode": "Provisioned (10 read units, 5 write units)",
        "Table status": "Active",
        "Encryption type": "Owned by Amazon DynamoDB",
        "Encryption status": "Enabled",
        "Table class": "DynamoDB Standard",
        "Deletion protection": "Off",
    }.items():
        expect(window.detail(label)).to_have_text(value)


def test_a_table_without_its_key_says_since_when(
    open_window: Callable[..., Window], rehearsal_server: Server
) -> None:
    kms = rehearsal_server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    dynamodb = rehearsal_server.client("dynamodb")
    name = create_music(dynamodb, SSESpecification=under_key(key))
    kms.disable_key(KeyId=key)
    window = open_window(rehearsal_server).open(f"/dynamodb/tables/{name}")
    expect(window.detail("Table status")).to_have_text("Active")
    rehearsal_server.advance(3600)
    wait_for_status(dynamodb, name, "INACCESSIBLE_ENCRYPTION_CREDENTIALS")
    window.button("Refresh table").click()
    expect(window.page.get_by_text("The table's KMS key cannot be used")).to_be_visible()
    expect(window.detail("Table status")).to_have_text("Inaccessible encryption credentials")
    expect(window.detail("Inaccessible since")).not_to_be_empty()
    window.assert_accessible()
    window.picture("table-inaccessible")


def test_indexes_are_listed_created_and_deleted(window: Window, dynamodb: Any) -> None:
    name = create_music(
        dynamodb,
        LocalSecondaryIndexes=[
            {
                "IndexName": "Titles",
                "KeySchema": [
                    {"AttributeName": "Artist", "KeyType": "HASH"},
                    {"AttributeName": "SongTitle", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
    window.open(f"/dynamodb/tables/{name}")
    window.tab("Indexes").click()
    row = window.page.get_by_role("row").filter(has_text="Titles")
    for text in ("Active", "Artist (String)", "SongTitle (String)", "Only keys"):
        expect(row).to_contain_text(text)

    window.link("Create index").click()
    expect(window.heading("Create global secondary index")).to_be_visible()
    window.button("Create index").click()
    expect(window.page.get_by_text("Enter the name of the partition key.")).to_be_visible()
    window.field("Index name").fill("ByYear")
    window.field("Index partition key").fill("Year")
    window.button("Type of the index partition key", exact=False).click()
    window.page.get_by_role("option", name="Number").click()
    window.field("Index sort key").fill("SongTitle")
    window.button("Attribute projections", exact=False).click()
    window.page.get_by_role("option", name="Include").click()
    window.field("Projected attributes").fill("Awards, Genre")
    expect(window.field("Read capacity units")).to_have_value("10")
    window.field("Write capacity units").fill("3")
    window.button("Create index").click()
    row = window.page.get_by_role("row").filter(has_text="ByYear")
    for text in ("Active", "Year (Number)", "SongTitle (String)", "Keys and Awards, Genre"):
        expect(row).to_contain_text(text)
    (index,) = dynamodb.describe_table(TableName=name)["Table"]["GlobalSecondaryIndexes"]
    assert index["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["Awards", "Genre"]}
    throughput = index["ProvisionedThroughput"]
    assert (throughput["ReadCapacityUnits"], throughput["WriteCapacityUnits"]) == (10, 3)

    expect(window.button("Delete index")).to_be_disabled()
    window.page.get_by_role("radio", name="ByYear").check()
    window.button("Delete index").click()
    dialog = window.page.get_by_role("dialog")
    confirm = dialog.get_by_role("button", name="Delete index", exact=True)
    expect(confirm).to_be_disabled()
    window.field("To confirm, type ByYear").fill("ByYear")
    window.assert_accessible()
    confirm.click()
    expect(row).to_have_count(0)
    assert "GlobalSecondaryIndexes" not in dynamodb.describe_table(TableName=name)["Table"]


def test_a_stream_is_turned_on_and_off(window: Window, dynamodb: Any) -> None:
    name = create_music(dynamodb)
    window.open(f"/dynamodb/tables/{name}")
    window.tab("Exports and streams").click()
    window.button("Turn on").click()
    expect(window.detail("Stream status")).to_have_text("On")
    expect(window.detail("View type")).to_have_text("New and old images")
    stream = dynamodb.describe_table(TableName=name)["Table"]
    assert stream["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    expect(window.detail("Latest stream ARN")).to_contain_text(stream["LatestStreamArn"])
    window.button("Turn off").click()
    expect(window.detail("Stream status")).to_have_text("Off")
    assert "StreamSpecification" not in dynamodb.describe_table(TableName=name)["Table"]


def test_additional_settings_are_changed_where_they_stand(window: Window, dynamodb: Any) -> None:
    name = create_music(dynamodb)
    window.open(f"/dynamodb/tables/{name}?tab=additional")
    window.field("TTL attribute name").fill("expires")
    window.button("Turn on TTL").click()
    expect(window.page.get_by_text("On, by expires")).to_be_visible()
    window.button("Turn on deletion protection").click()
    expect(window.button("Turn off deletion protection")).to_be_visible()
    window.button("Add new tag").click()
    window.field("Key of tag 1").fill("team")
    window.field("Value of tag 1").fill("music")
    window.button("Save tags").click()
    expect(window.button("Save tags")).to_have_count(0)
    ttl = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    assert (ttl["TimeToLiveStatus"], ttl["AttributeName"]) == ("ENABLED", "expires")
    table = dynamodb.describe_table(TableName=name)["Table"]
    assert table["DeletionProtectionEnabled"] is True
    tags = dynamodb.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    assert tags == [{"Key": "team", "Value": "music"}]


def test_a_table_is_deleted_only_when_its_name_was_typed(window: Window, dynamodb: Any) -> None:
    name = create_music(dynamodb)
    window.open(f"/dynamodb/tables/{name}")
    window.act("Delete table")
    expect(window.button("Delete table")).to_be_disabled()
    window.field(f"To confirm, type {name}").fill(name[:-1])
    expect(window.button("Delete table")).to_be_disabled()
    window.field(f"To confirm, type {name}").fill(name)
    window.assert_accessible()
    window.button("Delete table").click()
    expect(window.heading("Tables")).to_be_visible()
    expect(window.link(name)).to_have_count(0)
    assert name not in dynamodb.list_tables()["TableNames"]


def test_a_protected_table_is_not_deleted_and_the_service_says_why(window: Window, dynamodb: Any) -> None:
    name = create_music(dynamodb, DeletionProtectionEnabled=True)
    window.open(f"/dynamodb/tables/{name}")
    window.act("Delete table")
    expect(window.page.get_by_text("Deletion protection is on")).to_be_visible()
    window.field(f"To confirm, type {name}").fill(name)
    window.button("Delete table").click()
    expect(window.page.get_by_text("Resource cannot be deleted as it is currently protected")).to_be_visible()


def test_a_table_that_is_not_there_is_said_to_be_missing(window: Window) -> None:
    window.open("/dynamodb/tables/console-nowhere")
    expect(window.page.get_by_text("Requested resource not found")).to_be_visible()


def test_capacity_and_class_are_changed_in_update_settings(window: Window, dynamodb: Any) -> None:
    name = create_music(dynamodb)
    window.open(f"/dynamodb/tables/{name}")
    window.act("Update settings")
    window.field("Read capacity units").fill("12")
    window.button("Save changes").click()
    expect(window.page.get_by_text(f"Read/write capacity of {name}: saved.")).to_be_visible()
    window.tab("Table class").click()
    window.choice("DynamoDB Standard-IA").click()
    window.button("Save changes").click()
    expect(window.page.get_by_text(f"Table class of {name}: saved.")).to_be_visible()
    table = dynamodb.describe_table(TableName=name)["Table"]
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 12
    assert table["TableClassSummary"]["TableClass"] == "STANDARD_INFREQUENT_ACCESS"


def test_an_unusable_key_is_refused_with_the_services_words(
    window: Window, server: Server, dynamodb: Any
) -> None:
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    kms.disable_key(KeyId=key)
    name = create_music(dynamodb)
    window.open(f"/dynamodb/tables/{name}/encryption")
    window.choice("Stored in your account, and owned and managed by you").click()
    window.button("Save").click()
    expect(window.page.get_by_text("Choose a key or enter its ARN.")).to_be_visible()
    window.field("AWS KMS key").fill(key)
    window.button("Save").click()
    expect(window.page.get_by_text(f"{key} is disabled.")).to_be_visible()
    expect(window.page.get_by_text("Enable the KMS key that protects the table")).to_be_visible()
    assert "SSEDescription" not in dynamodb.describe_table(TableName=name)["Table"]


@in_both_looks
def test_its_pages_are_accessible(
    open_window: Callable[..., Window], server: Server, dynamodb: Any, theme: str, width: int
) -> None:
    name = create_music(dynamodb, f"Music-{theme}-{width}", SSESpecification={"Enabled": True})
    window = open_window(server, theme=theme, width=width).open(f"/dynamodb/tables/{name}")
    expect(window.detail("Encryption type")).to_have_text("AWS managed key")
    window.assert_accessible()
    window.picture("table-overview")
    for tab in ("Indexes", "Exports and streams", "Additional settings"):
        window.tab(tab).click()
        window.assert_accessible()
        window.picture(f"table-{tab.split()[0].lower()}")
    window.link("Manage encryption").click()
    expect(window.heading("Manage encryption")).to_be_visible()
    window.assert_accessible()
    window.picture("manage-encryption")
    window.open(f"/dynamodb/tables/{name}/create-index")
    expect(window.heading("Create global secondary index")).to_be_visible()
    window.assert_accessible()
    window.picture("create-index")
    window.open(f"/dynamodb/tables/{name}/settings")
    expect(window.heading("Update settings")).to_be_visible()
    window.assert_accessible()
    window.picture("update-settings")
