"""The page Create table beyond the documents' click lists."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from api.tables import create_music, table_name
from console.browsing import Window, in_both_looks
from server import Server

PATH = "/dynamodb/create-table"


def test_every_setting_reaches_the_table(window: Window, server: Server) -> None:
    name = table_name()
    window.open(PATH)
    window.field("Table name").fill(name)
    window.field("Partition key").fill("Artist")
    window.choice("Customize settings").click()
    window.choice("DynamoDB Standard-IA").click()
    window.choice("Provisioned").click()
    window.field("Read capacity units").fill("7")
    window.field("Write capacity units").fill("3")
    window.button("Create global index").click()
    window.field("Index name").fill("ByYear")
    window.field("Index partition key").fill("Year")
    window.button("Type of the index partition key", exact=False).click()
    window.page.get_by_role("option", name="Number").click()
    window.choice("Turn on deletion protection").click()
    window.button("Add new tag").click()
    window.field("Key of tag 1").fill("team")
    window.field("Value of tag 1").fill("music")
    window.button("Create table").click()
    expect(window.link(name)).to_be_visible()
    client = server.client("dynamodb")
    table = client.describe_table(TableName=name)["Table"]
    assert table["TableClassSummary"]["TableClass"] == "STANDARD_INFREQUENT_ACCESS"
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 7
    assert table["ProvisionedThroughput"]["WriteCapacityUnits"] == 3
    assert table["DeletionProtectionEnabled"] is True
    (index,) = table["GlobalSecondaryIndexes"]
    assert index["KeySchema"] == [{"AttributeName": "Year", "KeyType": "HASH"}]
    assert {"AttributeName": "Year", "AttributeType": "N"} in table["AttributeDefinitions"]
    tags = client.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    assert tags == [{"Key": "team", "Value": "music"}]


def test_what_is_missing_is_asked_for_before_the_service(window: Window) -> None:
    window.open(PATH)
    window.choice("Stored in your account, and owned and managed by you").click()
    window.button("Create table").click()
    for problem in (
        "Enter a name.",
        "Enter the name of the partition key.",
        "Choose a key or enter its ARN.",
    ):
        expect(window.page.get_by_text(problem)).to_be_visible()


def test_a_refusal_shows_the_services_words_and_keeps_what_was_typed(window: Window, server: Server) -> None:
    name = create_music(server.client("dynamodb"))
    window.open(PATH)
    window.field("Table name").fill(name)
    window.field("Partition key").fill("Artist")
    window.button("Create table").click()
    expect(window.page.get_by_text(f"Table already exists: {name}")).to_be_visible()
    expect(window.page.get_by_text("ResourceInUseException")).to_be_visible()
    expect(window.field("Table name")).to_have_value(name)


def test_a_key_is_created_where_it_is_needed(window: Window, server: Server) -> None:
    name = table_name()
    window.open(PATH)
    window.field("Table name").fill(name)
    window.field("Partition key").fill("Artist")
    window.choice("Stored in your account, and owned and managed by you").click()
    window.button("Create a key").click()
    window.field("Alias").fill(f"console-{name}")
    window.button("Create key").click()
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    window.button("Create table").click()
    expect(window.page.get_by_role("row").filter(has_text=name)).to_contain_text("Customer managed key")
    kms = server.client("kms")
    key = kms.describe_key(KeyId=f"alias/console-{name}")["KeyMetadata"]
    sse = server.client("dynamodb").describe_table(TableName=name)["Table"]["SSEDescription"]
    assert sse["KMSMasterKeyArn"] == key["Arn"]


def test_a_key_is_chosen_by_its_alias(window: Window, server: Server) -> None:
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]
    kms.create_alias(AliasName="alias/console-chosen", TargetKeyId=key["KeyId"])
    window.open(PATH)
    window.choice("Stored in your account, and owned and managed by you").click()
    window.field("AWS KMS key").click()
    window.page.get_by_role("option").filter(has_text="alias/console-chosen").click()
    expect(window.field("AWS KMS key")).to_have_value(key["Arn"])


def test_default_settings_take_back_what_was_customized(window: Window, server: Server) -> None:
    name = table_name()
    window.open(PATH)
    window.field("Table name").fill(name)
    window.field("Partition key").fill("Artist")
    window.choice("AWS managed key").click()
    window.choice("Default settings").click()
    window.button("Create table").click()
    expect(window.page.get_by_role("row").filter(has_text=name)).to_contain_text("Owned by Amazon DynamoDB")


@in_both_looks
def test_it_is_accessible(open_window: Callable[..., Window], server: Server, theme: str, width: int) -> None:
    window = open_window(server, theme=theme, width=width).open(PATH)
    window.choice("Stored in your account, and owned and managed by you").click()
    window.button("Create global index").click()
    window.button("Add new tag").click()
    expect(window.page.get_by_text("Enter a name.")).to_have_count(0)
    window.assert_accessible()
    window.picture("create-table")
