"""The page Explore items: read, made, changed, duplicated and deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from api.tables import create_music, song, song_key
from console.browsing import Window, in_both_looks
from server import Server


@pytest.fixture
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture
def table(dynamodb: Any) -> str:
    """A Music table with three songs."""
    name = create_music(dynamodb)
    for title, awards in (("Call Me Today", "1"), ("Howdy", "2"), ("My Dog Spot", "3")):
        dynamodb.put_item(TableName=name, Item=song(title, Awards={"N": awards}))
    return name


def explore(window: Window, table: str) -> None:
    window.open(f"/dynamodb/explore/{table}")
    expect(window.heading("Explore items")).to_be_visible()


def choose_item(window: Window, title: str) -> None:
    window.page.get_by_role("checkbox", name=f"Select item No One You Know, {title}").check()


def rows(window: Window) -> Any:
    return window.page.get_by_role("row").filter(has_text="No One You Know")


def dialog_button(window: Window, text: str) -> Any:
    return window.page.get_by_role("dialog").get_by_role("button", name=text, exact=True)


def test_a_table_is_chosen_and_scanned_at_once(window: Window, table: str) -> None:
    window.open("/dynamodb/tables")
    window.navigate("Explore items")
    window.button("Table", exact=False).click()
    window.page.get_by_role("option", name=table).click()
    expect(rows(window)).to_have_count(3)
    expect(window.page.get_by_text("3 items read, 0.5 read capacity units consumed")).to_be_visible()


def test_a_query_finds_by_partition_key_and_a_condition_on_the_sort_key(window: Window, table: str) -> None:
    explore(window, table)
    window.button("Query").click()
    window.field("Artist (Partition key)").fill("No One You Know")
    window.button("Condition on SongTitle", exact=False).click()
    window.page.get_by_role("option", name="Greater than", exact=True).click()
    window.page.get_by_label("Value of SongTitle").fill("D")
    window.choice("Sort descending").click()
    window.button("Run").click()
    expect(rows(window)).to_have_count(2)
    expect(rows(window).first).to_contain_text("My Dog Spot")


def test_a_filter_keeps_what_meets_it(window: Window, table: str) -> None:
    explore(window, table)
    window.button("Add filter").click()
    window.field("Attribute of filter 1").fill("Awards")
    window.button("of filter 1", exact=False).first.click()
    window.page.get_by_role("option", name="Number", exact=True).click()
    window.page.get_by_label("Value of filter 1").fill("2")
    window.button("Run").click()
    expect(rows(window)).to_have_count(1)
    expect(rows(window)).to_contain_text("Howdy")
    window.button("Reset").click()
    expect(rows(window)).to_have_count(3)


def test_a_refused_request_shows_the_services_words(window: Window, table: str) -> None:
    explore(window, table)
    window.button("Query").click()
    window.button("Run").click()
    expect(window.page.get_by_text("The items cannot be read")).to_be_visible()
    expect(window.page.get_by_text("One or more parameter values are not valid.", exact=False)).to_be_visible()


def test_pages_follow_one_another(window: Window, server: Server, dynamodb: Any) -> None:
    name = create_music(dynamodb)
    for first in (0, 25, 50):
        batch = [{"PutRequest": {"Item": song(f"{number:03}")}} for number in range(first, first + 25)]
        dynamodb.batch_write_item(RequestItems={name: batch})
    explore(window, name)
    expect(rows(window)).to_have_count(50)
    window.button("Retrieve next page").click()
    expect(rows(window)).to_have_count(75)
    expect(window.button("Retrieve next page")).to_have_count(0)


def test_an_item_is_created_in_the_form(window: Window, table: str, dynamodb: Any) -> None:
    explore(window, table)
    window.button("Create item").click()
    window.field("Value of Artist").fill("Acme")
    window.field("Value of SongTitle").fill("New")
    window.button("Add new attribute").click()
    window.field("Name of new attribute").fill("Awards")
    window.button("Type of Awards", exact=False).click()
    window.page.get_by_role("option", name="Number", exact=True).click()
    window.field("Value of Awards").fill("7")
    window.button("Add new attribute").click()
    window.field("Name of new attribute").fill("Tags")
    window.button("Type of Tags", exact=False).click()
    window.page.get_by_role("option", name="String set", exact=True).click()
    window.field("Value of Tags").fill('["x", "y"]')
    dialog_button(window, "Create item").click()
    expect(window.page.get_by_role("row").filter(has_text="Acme")).to_be_visible()
    key = {"Artist": {"S": "Acme"}, "SongTitle": {"S": "New"}}
    assert dynamodb.get_item(TableName=table, Key=key)["Item"] == {
        **key,
        "Awards": {"N": "7"},
        "Tags": {"SS": ["x", "y"]},
    }


def test_an_item_is_created_as_json_and_its_mistakes_are_named(
    window: Window, table: str, dynamodb: Any
) -> None:
    explore(window, table)
    window.button("Create item").click()
    window.page.get_by_role("button", name="JSON view").click()
    text = window.field("DynamoDB JSON")
    text.fill('{"Artist": {"S": "Acme"}, "SongTitle": {"S": "Json"}, "Awards": {"N": 1}}')
    dialog_button(window, "Create item").click()
    expect(window.page.get_by_text("Awards: N takes a text, numbers too.")).to_be_visible()
    item = {"Artist": {"S": "Acme"}, "SongTitle": {"S": "Json"}, "Deep": {"M": {"list": {"L": [{"N": "1"}]}}}}
    text.fill(json.dumps(item))
    dialog_button(window, "Create item").click()
    expect(window.page.get_by_role("row").filter(has_text="Acme")).to_be_visible()
    key = {name: item[name] for name in ("Artist", "SongTitle")}
    assert dynamodb.get_item(TableName=table, Key=key)["Item"] == item


def test_a_new_item_never_replaces_one_that_is_there(window: Window, table: str, dynamodb: Any) -> None:
    explore(window, table)
    window.button("Create item").click()
    window.field("Value of Artist").fill("No One You Know")
    window.field("Value of SongTitle").fill("Howdy")
    dialog_button(window, "Create item").click()
    expect(window.page.get_by_text("The conditional request failed")).to_be_visible()
    item = dynamodb.get_item(TableName=table, Key=song_key("Howdy"))["Item"]
    assert item["Awards"] == {"N": "2"}


def test_an_edit_touches_only_what_was_changed(window: Window, table: str, dynamodb: Any) -> None:
    explore(window, table)
    expect(rows(window)).to_have_count(3)
    choose_item(window, "Howdy")
    window.act("Edit item")
    window.field("Value of Awards").fill("22")
    dynamodb.put_item(
        TableName=table, Item=song("Howdy", Awards={"N": "2"}, Written={"S": "meanwhile by somebody else"})
    )
    dialog_button(window, "Save changes").click()
    expect(rows(window).filter(has_text="22")).to_be_visible()
    assert dynamodb.get_item(TableName=table, Key=song_key("Howdy"))["Item"] == song(
        "Howdy", Awards={"N": "22"}, Written={"S": "meanwhile by somebody else"}
    )


def test_a_duplicate_has_the_same_attributes_under_another_key(
    window: Window, table: str, dynamodb: Any
) -> None:
    explore(window, table)
    expect(rows(window)).to_have_count(3)
    choose_item(window, "Howdy")
    window.act("Duplicate item")
    window.field("Value of SongTitle").fill("Howdy Again")
    dialog_button(window, "Create item").click()
    expect(rows(window)).to_have_count(4)
    item = dynamodb.get_item(TableName=table, Key=song_key("Howdy Again"))["Item"]
    assert item == song("Howdy Again", Awards={"N": "2"})


def test_items_are_deleted_once_the_tables_name_was_typed(window: Window, table: str, dynamodb: Any) -> None:
    explore(window, table)
    expect(rows(window)).to_have_count(3)
    choose_item(window, "Howdy")
    choose_item(window, "My Dog Spot")
    window.act("Delete items")
    expect(dialog_button(window, "Delete 2 items")).to_be_disabled()
    window.field(f"To confirm, type {table}").fill(table)
    dialog_button(window, "Delete 2 items").click()
    expect(rows(window)).to_have_count(1)
    assert dynamodb.scan(TableName=table)["Items"] == [song("Call Me Today", Awards={"N": "1"})]


@in_both_looks
def test_it_is_accessible(
    open_window: Callable[..., Window], server: Server, table: str, theme: str, width: int
) -> None:
    window = open_window(server, theme=theme, width=width).open(f"/dynamodb/explore/{table}")
    expect(rows(window)).to_have_count(3)
    if width < 500:  # where there is no room for both words side by side, they are in a list
        window.button("Operation", exact=False).click()
        window.page.get_by_role("option", name="Query").click()
    else:
        window.button("Query").click()
    window.button("Add filter").click()
    window.assert_accessible()
    window.picture("explore-items")
    window.page.get_by_text("Create item").click()
    window.button("Add new attribute").click()
    window.assert_accessible()
    window.picture("create-item")
