"""Indexes that are added to and removed from tables with items in them."""

from __future__ import annotations

import time
from typing import Any

import pytest

from api.indexed_tables import create, defined, index, key, keys, n, s
from api.refusals import IN_USE, invalid, refused
from api.tables import under_key
from server import Server

ITEMS = 350


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False)


def filled(dynamodb: Any, count: int = ITEMS, **parts: Any) -> str:
    """A table with ``count`` items, of which every tenth cannot be in an index on g (N); its name."""
    table = create(dynamodb, keys("pk", "sk"), {"pk": "S", "sk": "S"}, **parts)
    items = [
        {**key(f"p{at % 9}", f"{at:04}"), "g": s("wrong") if at % 10 == 0 else n(at % 3), "x": s(f"x{at}")}
        for at in range(count)
    ]
    for start in range(0, count, 25):
        puts = [{"PutRequest": {"Item": item}} for item in items[start : start + 25]]
        dynamodb.batch_write_item(RequestItems={table: puts})
    return table


def add_index(dynamodb: Any, table: str, name: str = "by-g", projection: str = "keys") -> None:
    dynamodb.update_table(
        TableName=table,
        AttributeDefinitions=defined({"g": "N"}),
        GlobalSecondaryIndexUpdates=[{"Create": index(name, keys("g"), projection)}],
    )


def described(dynamodb: Any, table: str, name: str = "by-g") -> dict[str, Any] | None:
    table_of = dynamodb.describe_table(TableName=table)["Table"]
    return next(
        (each for each in table_of.get("GlobalSecondaryIndexes", ()) if each["IndexName"] == name), None
    )


def wait_for(dynamodb: Any, table: str, status: str | None, name: str = "by-g") -> dict[str, Any] | None:
    """Wait until the index has the status, or (None) is gone; its description."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = described(dynamodb, table, name)
        if (None if found is None else found["IndexStatus"]) == status:
            return found
        time.sleep(0.01)
    raise AssertionError(f"{name} does not become {status}: {described(dynamodb, table, name)}")


def scanned(dynamodb: Any, table: str, name: str | None = "by-g") -> list[dict[str, Any]]:
    where = {"TableName": table, **({"IndexName": name} if name else {})}
    pages = dynamodb.get_paginator("scan").paginate(**where)
    return [item for page in pages for item in page["Items"]]


def in_index(items: list[dict[str, Any]]) -> list[str]:
    return sorted(item["sk"]["S"] for item in items if "N" in item.get("g", {}))


def test_an_index_that_is_added_holds_what_the_table_held(dynamodb: Any) -> None:
    table = filled(dynamodb)
    add_index(dynamodb, table)
    found = wait_for(dynamodb, table, "ACTIVE")
    rows = scanned(dynamodb, table)
    assert in_index(rows) == in_index(scanned(dynamodb, table, None))
    assert len(rows) == ITEMS - ITEMS // 10
    assert rows[0].keys() == {"pk", "sk", "g"}
    assert found is not None
    assert (found["ItemCount"], found["IndexSizeBytes"]) == (
        len(rows),
        sum(2 + 2 + 2 + 4 + 1 + _g(row) for row in rows),
    )


def _g(row: dict[str, Any]) -> int:
    return 1 if row["g"]["N"] == "0" else 2


def test_an_item_that_was_there_with_a_wrong_value_may_change_otherwise(dynamodb: Any) -> None:
    table = filled(dynamodb, 11)
    add_index(dynamodb, table)
    wait_for(dynamodb, table, "ACTIVE")
    update: dict[str, Any] = {"TableName": table, "Key": key("p0", "0000")}
    dynamodb.update_item(**update, AttributeUpdates={"x": {"Value": s("changed")}})
    dynamodb.update_item(**update, AttributeUpdates={"g": {"Value": n(7)}})
    assert "0000" in in_index(scanned(dynamodb, table))
    dynamodb.update_item(**update, AttributeUpdates={"g": {"Action": "DELETE"}})
    assert "0000" not in in_index(scanned(dynamodb, table))


def test_an_index_that_is_removed_and_added_anew_holds_only_what_is_there(dynamodb: Any) -> None:
    table = filled(dynamodb, 120)
    add_index(dynamodb, table, projection="all")
    wait_for(dynamodb, table, "ACTIVE")
    dynamodb.update_table(TableName=table, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-g"}}])
    wait_for(dynamodb, table, None)
    assert invalid(dynamodb.scan, TableName=table, IndexName="by-g") == (
        "The table does not have the specified index: by-g"
    )
    for at in range(0, 120, 2):
        dynamodb.delete_item(TableName=table, Key=key(f"p{at % 9}", f"{at:04}"))
    dynamodb.put_item(TableName=table, Item={**key("p", "text"), "g": s("not checked now")})
    add_index(dynamodb, table, projection="keys")
    wait_for(dynamodb, table, "ACTIVE")
    assert in_index(scanned(dynamodb, table)) == [f"{at:04}" for at in range(1, 120, 2)]


def losing_its_key(server: Server) -> tuple[str, str]:
    """A table whose KMS key is disabled before a new index of it can be filled; its name and the key's id."""
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    kms_key = kms.create_key()["KeyMetadata"]
    table = f"lost-{kms_key['KeyId'][:8]}"
    dynamodb.create_table(
        TableName=table,
        KeySchema=keys("pk", "sk"),
        AttributeDefinitions=defined({"pk": "S", "sk": "S"}),
        BillingMode="PAY_PER_REQUEST",
        SSESpecification=under_key(kms_key["Arn"]),
    )
    server.advance(101)
    for at in range(5):
        dynamodb.put_item(TableName=table, Item={**key("p", str(at)), "g": n(at)})
    add_index(dynamodb, table)
    kms.disable_key(KeyId=kms_key["KeyId"])
    return table, kms_key["KeyId"]


def test_a_backfill_waits_for_the_table_s_key_and_goes_on_when_it_is_back(fresh_server: Any) -> None:
    server: Server = fresh_server(rehearsal=True, transition_seconds=100)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    table, kms_key = losing_its_key(server)
    asked = {"TableName": table, "IndexName": "by-g"}
    assert invalid(dynamodb.scan, **asked) == "The table does not have the specified index: by-g"
    server.advance(101)
    _until_refused(server)
    found = described(dynamodb, table)
    assert found is not None
    assert (found["IndexStatus"], found["Backfilling"]) == ("CREATING", True)
    assert invalid(dynamodb.scan, **asked) == "Cannot read from backfilling global secondary index: by-g"
    query = {"KeyConditionExpression": "g = :g", "ExpressionAttributeValues": {":g": n(1)}}
    assert invalid(dynamodb.query, **asked, **query) == (
        "Cannot read from backfilling global secondary index: by-g"
    )
    server.advance(3600)
    _wait_for_table(dynamodb, table, "INACCESSIBLE_ENCRYPTION_CREDENTIALS")
    kms.enable_key(KeyId=kms_key)
    server.advance(3600)
    wait_for(dynamodb, table, "ACTIVE")
    assert in_index(scanned(dynamodb, table)) == list("01234")


def test_a_table_that_has_lost_its_key_can_be_deleted_with_an_index_that_waits(fresh_server: Any) -> None:
    server: Server = fresh_server(rehearsal=True, transition_seconds=100)
    dynamodb = server.client("dynamodb")
    table, _ = losing_its_key(server)
    server.advance(101)
    _until_refused(server)
    assert refused(dynamodb.delete_table, TableName=table) == (
        "ResourceInUseException",
        f"{IN_USE}Cannot delete table while indexes are being created, updated, or deleted.",
    )
    server.advance(3600)
    _wait_for_table(dynamodb, table, "INACCESSIBLE_ENCRYPTION_CREDENTIALS")
    dynamodb.delete_table(TableName=table)
    server.advance(101)
    dynamodb.get_waiter("table_not_exists").wait(TableName=table, WaiterConfig={"Delay": 1, "MaxAttempts": 30})


def _until_refused(server: Server) -> None:
    deadline = time.monotonic() + 30
    while "an index is not built yet" not in server.log_text():
        assert time.monotonic() < deadline, server.log_text()
        time.sleep(0.01)


def _wait_for_table(dynamodb: Any, table: str, status: str) -> None:
    deadline = time.monotonic() + 30
    while dynamodb.describe_table(TableName=table)["Table"]["TableStatus"] != status:
        assert time.monotonic() < deadline
        time.sleep(0.01)
