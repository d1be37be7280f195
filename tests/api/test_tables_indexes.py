"""UpdateTable on global secondary indexes: added, moved and deleted on a live table."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from api.refusals import IN_USE, INVALID, invalid, refused
from api.tables import table_name
from server import Server

ALL = {"ProjectionType": "ALL"}
UNITS = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
ONE_AT_A_TIME = (
    "LimitExceededException",
    "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
)


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False)


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server whose transitions last until the test moves its clock."""
    server = Server(tmp_path_factory.mktemp("slow"), rehearsal=True, transition_seconds=600).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def slowly(slow: Server) -> Any:
    return slow.client("dynamodb", parameter_validation=False)


def defined(*names: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "AttributeType": "S"} for name in names]


def keys(**kinds: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in kinds.items()]


def index(name: str, **parts: Any) -> dict[str, Any]:
    return {"IndexName": name, "KeySchema": keys(a="HASH"), "Projection": ALL, **parts}


def make(dynamodb: Any, *indexes: dict[str, Any], **parts: Any) -> str:
    name = table_name()
    request: dict[str, Any] = {
        "AttributeDefinitions": defined("pk", *(["a"] if indexes else [])),
        "KeySchema": keys(pk="HASH"),
        "BillingMode": "PAY_PER_REQUEST",
        **({"GlobalSecondaryIndexes": list(indexes)} if indexes else {}),
        **parts,
    }
    dynamodb.create_table(TableName=name, **request)
    return name


def update(dynamodb: Any, name: str, *updates: dict[str, Any], **parts: Any) -> dict[str, Any]:
    answer: dict[str, Any] = dynamodb.update_table(
        TableName=name, GlobalSecondaryIndexUpdates=list(updates), **parts
    )
    return answer["TableDescription"]


def described(dynamodb: Any, name: str) -> tuple[str, dict[str, dict[str, Any]]]:
    """The table's status, and its global indexes by name."""
    table = dynamodb.describe_table(TableName=name)["Table"]
    indexes = {each["IndexName"]: each for each in table.get("GlobalSecondaryIndexes", ())}
    return table["TableStatus"], indexes


def wait_for(dynamodb: Any, name: str, index_name: str, status: str | None) -> None:
    """Wait until an index has a status, or (None) until it is gone."""
    for _ in range(500):
        found = described(dynamodb, name)[1].get(index_name)
        if (None if found is None else found["IndexStatus"]) == status:
            return
    raise AssertionError(f"{index_name} does not become {status}")


CREATE = {"Create": index("gsi1")}
DELETE = {"Delete": {"IndexName": "gsi1"}}


def test_an_index_is_added_to_a_live_table(slow: Server, slowly: Any) -> None:
    name = make(slowly)
    slow.advance(601)
    answer = update(slowly, name, CREATE, AttributeDefinitions=defined("a", "unused"))
    assert answer["TableStatus"] == "UPDATING"
    assert answer["GlobalSecondaryIndexes"] == [
        {
            **index("gsi1"),
            "IndexStatus": "CREATING",
            "Backfilling": False,
            "ProvisionedThroughput": {
                "NumberOfDecreasesToday": 0,
                "ReadCapacityUnits": 0,
                "WriteCapacityUnits": 0,
            },
            "IndexSizeBytes": 0,
            "ItemCount": 0,
            "IndexArn": f"{answer['TableArn']}/index/gsi1",
            "WarmThroughput": {
                "ReadUnitsPerSecond": 12_000,
                "WriteUnitsPerSecond": 4_000,
                "Status": "UPDATING",
            },
        }
    ]
    assert answer["AttributeDefinitions"] == defined("a", "pk")
    slow.advance(601)
    wait_for(slowly, name, "gsi1", "ACTIVE")
    status, indexes = described(slowly, name)
    assert status == "ACTIVE"
    assert "Backfilling" not in indexes["gsi1"]
    assert indexes["gsi1"]["WarmThroughput"]["Status"] == "ACTIVE"


def test_an_index_that_is_being_allocated_holds_up_what_the_service_holds_up(slow: Server, slowly: Any) -> None:
    name = make(slowly, BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
    slow.advance(601)
    create = {"Create": index("gsi1", ProvisionedThroughput=UNITS)}
    update(slowly, name, create, AttributeDefinitions=defined("a"))
    where = f"Table: {name} Index: gsi1"

    def in_use(**request: Any) -> str:
        code, message = refused(slowly.update_table, TableName=name, **request)
        assert code == "ResourceInUseException"
        return message

    assert in_use(GlobalSecondaryIndexUpdates=[DELETE]) == (
        f"{IN_USE}Index creation is in resource allocation phase. Retry deletion during backfilling phase or "
        f"when the index is active. {where}"
    )
    moved = {"Update": {"IndexName": "gsi1", "ProvisionedThroughput": {**UNITS, "ReadCapacityUnits": 6}}}
    assert in_use(GlobalSecondaryIndexUpdates=[moved]) == (
        f"{IN_USE}Index is being created but is not backfilling yet. {where}"
    )
    assert in_use(ProvisionedThroughput={**UNITS, "ReadCapacityUnits": 6}) == (
        f"{IN_USE}Can't change table IOPS when an index is being created. Table: {name} Indexes: [gsi1]"
    )
    stream = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    assert in_use(StreamSpecification=stream) == (
        f"{IN_USE}Can't change stream status when an index is being created. Table: {name} Indexes: [gsi1]"
    )
    other = {"Create": index("gsi2", ProvisionedThroughput=UNITS)}
    assert (
        refused(
            slowly.update_table,
            TableName=name,
            GlobalSecondaryIndexUpdates=[other],
            AttributeDefinitions=defined("a"),
        )
        == ONE_AT_A_TIME
    )
    assert refused(slowly.delete_table, TableName=name) == (
        "ResourceInUseException",
        f"{IN_USE}Cannot delete table while indexes are being created, updated, or deleted.",
    )
    slowly.update_table(TableName=name, DeletionProtectionEnabled=True)


def test_an_index_is_deleted_with_its_definitions_and_may_come_again(slow: Server, slowly: Any) -> None:
    name = make(slowly, index("gsi1"))
    slow.advance(601)
    answer = update(slowly, name, DELETE)
    assert answer["TableStatus"] == "UPDATING"
    assert answer["GlobalSecondaryIndexes"][0]["IndexStatus"] == "DELETING"
    where = f"Table: {name} Index: gsi1"
    deleted = ("ResourceInUseException", f"{IN_USE}Index is being deleted. {where}")
    assert refused(slowly.update_table, TableName=name, GlobalSecondaryIndexUpdates=[DELETE]) == deleted
    again: dict[str, Any] = {
        "GlobalSecondaryIndexUpdates": [CREATE],
        "AttributeDefinitions": defined("a"),
    }
    assert refused(slowly.update_table, TableName=name, **again) == deleted
    assert refused(
        slowly.update_table, TableName=name, BillingMode="PROVISIONED", ProvisionedThroughput=UNITS
    ) == (
        "ResourceInUseException",
        f"{IN_USE}Can't change table IOPS when an index is being deleted. Table: {name} Indexes: [gsi1]",
    )
    assert refused(slowly.update_table, TableName=name, OnDemandThroughput={"MaxReadRequestUnits": 5}) == (
        "ResourceInUseException",
        f"{IN_USE}OnDemandThroughput cannot be updated while index deletion is in progress for indexes: [gsi1]",
    )
    slow.advance(601)
    wait_for(slowly, name, "gsi1", None)
    table = slowly.describe_table(TableName=name)["Table"]
    assert (table["TableStatus"], table["AttributeDefinitions"]) == ("ACTIVE", defined("pk"))
    slowly.update_table(TableName=name, **again)
    slow.advance(601)
    wait_for(slowly, name, "gsi1", "ACTIVE")


def test_one_index_at_a_time_is_added_or_deleted(dynamodb: Any) -> None:
    name = make(dynamodb, index("one"), index("two"))
    for updates in (
        [{"Create": index("three")}, {"Create": index("four")}],
        [{"Create": index("three")}, {"Delete": {"IndexName": "one"}}],
        [{"Delete": {"IndexName": "one"}}, {"Delete": {"IndexName": "two"}}],
        [{"Delete": {"IndexName": "absent"}}, {"Delete": {"IndexName": "absent-too"}}],
    ):
        found = refused(
            dynamodb.update_table,
            TableName=name,
            GlobalSecondaryIndexUpdates=updates,
            AttributeDefinitions=defined("a"),
        )
        assert found == ONE_AT_A_TIME
    assert described(dynamodb, name)[1].keys() == {"one", "two"}


def test_an_index_is_moved_and_the_table_stays_active(slow: Server, slowly: Any) -> None:
    name = make(
        slowly,
        index("one", ProvisionedThroughput=UNITS),
        index("two", ProvisionedThroughput=UNITS),
        BillingMode="PROVISIONED",
        ProvisionedThroughput=UNITS,
    )
    slow.advance(601)
    more = {"ReadCapacityUnits": 9, "WriteCapacityUnits": 1}
    updates = [{"Update": {"IndexName": each, "ProvisionedThroughput": more}} for each in ("one", "two")]
    answer = update(slowly, name, *updates)
    assert answer["TableStatus"] == "ACTIVE"
    for each in answer["GlobalSecondaryIndexes"]:
        assert each["IndexStatus"] == "UPDATING"
        assert each["ProvisionedThroughput"]["ReadCapacityUnits"] == 5
    assert refused(slowly.update_table, TableName=name, GlobalSecondaryIndexUpdates=updates) == (
        "ResourceInUseException",
        f"{IN_USE}Index is being updated. Table: {name} Index: one",
    )
    slow.advance(601)
    status, indexes = described(slowly, name)
    assert (status, indexes["one"]["IndexStatus"]) == ("ACTIVE", "ACTIVE")
    assert indexes["one"]["ProvisionedThroughput"]["ReadCapacityUnits"] == 9
    moved = indexes["one"]["ProvisionedThroughput"]
    is_today = moved["LastDecreaseDateTime"].astimezone(UTC).date() == slow.now().date()
    assert moved["NumberOfDecreasesToday"] == int(is_today)
    assert indexes["one"]["WarmThroughput"]["WriteUnitsPerSecond"] == 5
    assert invalid(slowly.update_table, TableName=name, GlobalSecondaryIndexUpdates=updates) == (
        "The provisioned throughput for the index one will not change. The requested value equals the current "
        "value. Current ReadCapacityUnits provisioned for index one: 9. Requested ReadCapacityUnits: 9. "
        "Current WriteCapacityUnits provisioned for index one: 1. Requested WriteCapacityUnits: 1. Refer to "
        "the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
    )


def test_a_switch_to_provisioned_names_the_units_of_every_index(dynamodb: Any) -> None:
    name = make(dynamodb, index("gsi1", OnDemandThroughput={"MaxReadRequestUnits": 50}))
    switch: dict[str, Any] = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": UNITS}
    assert invalid(dynamodb.update_table, TableName=name, **switch) == (
        INVALID + "ProvisionedThroughput must be specified for index: gsi1"
    )
    moved = {"Update": {"IndexName": "gsi1", "ProvisionedThroughput": UNITS}}
    answer = update(dynamodb, name, moved, **switch)
    assert answer["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"] == 5
    gsi = described(dynamodb, name)[1]["gsi1"]
    assert gsi["ProvisionedThroughput"]["ReadCapacityUnits"] == 5
    assert "OnDemandThroughput" not in gsi
    limits = {"Update": {"IndexName": "gsi1", "OnDemandThroughput": {"MaxReadRequestUnits": 5}}}
    assert invalid(dynamodb.update_table, TableName=name, GlobalSecondaryIndexUpdates=[limits]) == (
        INVALID
        + "MaxReadRequestUnits for OnDemandThroughput for index : gsi1 cannot be specified when the table "
        "BillingMode is PROVISIONED"
    )
    dynamodb.update_table(TableName=name, BillingMode="PAY_PER_REQUEST")
    assert described(dynamodb, name)[1]["gsi1"]["ProvisionedThroughput"]["ReadCapacityUnits"] == 0


def test_an_on_demand_index_has_limits_and_warm_throughput_of_its_own(dynamodb: Any) -> None:
    name = make(dynamodb, index("gsi1"))
    for asked in ({}, {"ProvisionedThroughput": UNITS}, {"OnDemandThroughput": {}}):
        updates = [{"Update": {"IndexName": "gsi1", **asked}}]
        assert invalid(dynamodb.update_table, TableName=name, GlobalSecondaryIndexUpdates=updates) == (
            INVALID + "The only Updates for index: gsi1 when TableThroughputMode is PAY_PER_REQUEST can be to "
            "OnDemandThroughput, WarmThroughput"
        )
    update(dynamodb, name, {"Update": {"IndexName": "gsi1", "OnDemandThroughput": {"MaxReadRequestUnits": 50}}})
    update(dynamodb, name, {"Update": {"IndexName": "gsi1", "WarmThroughput": {"ReadUnitsPerSecond": 12_001}}})
    gsi = described(dynamodb, name)[1]["gsi1"]
    assert gsi["OnDemandThroughput"] == {"MaxReadRequestUnits": 50}
    assert gsi["WarmThroughput"]["ReadUnitsPerSecond"] == 12_001
    lower = [{"Update": {"IndexName": "gsi1", "WarmThroughput": {"ReadUnitsPerSecond": 100}}}]
    assert invalid(dynamodb.update_table, TableName=name, GlobalSecondaryIndexUpdates=lower) == (
        INVALID + "Requested ReadUnitsPerSecond for WarmThroughput for index gsi1 is lower than current "
        "WarmThroughput, decreasing WarmThroughput is not supported"
    )


def test_indexes_that_are_not_there_or_are_local(dynamodb: Any) -> None:
    name = make(
        dynamodb,
        AttributeDefinitions=defined("pk", "sk", "a"),
        KeySchema=keys(pk="HASH", sk="RANGE"),
        LocalSecondaryIndexes=[
            {"IndexName": "local", "KeySchema": keys(pk="HASH", a="RANGE"), "Projection": ALL}
        ],
    )
    for kind in ("Delete", "Update"):
        ghost = [{kind: {"IndexName": "ghost"}}]
        assert refused(dynamodb.update_table, TableName=name, GlobalSecondaryIndexUpdates=ghost) == (
            "ResourceNotFoundException",
            f"Requested resource not found: Index ghost for table {name}",
        )
        local = [{kind: {"IndexName": "local"}}]
        assert invalid(dynamodb.update_table, TableName=name, GlobalSecondaryIndexUpdates=local) == (
            f"Cannot {kind.lower()} an index that is not a GlobalSecondaryIndex: local"
        )
    assert invalid(
        dynamodb.update_table,
        TableName=name,
        GlobalSecondaryIndexUpdates=[{"Create": index("local")}],
        AttributeDefinitions=defined("a"),
    ) == ("Attempting to create an index which already exists")


def test_the_keys_of_a_new_index_are_defined_in_the_request(dynamodb: Any) -> None:
    name = make(dynamodb)

    def create(definitions: Any, **parts: Any) -> str:
        request: dict[str, Any] = {"GlobalSecondaryIndexUpdates": [{"Create": index("gsi1", **parts)}]}
        if definitions is not None:
            request["AttributeDefinitions"] = definitions
        return invalid(dynamodb.update_table, TableName=name, **request)

    assert create(None) == INVALID + "AttributeDefinitions is not specified for index: gsi1"
    assert create(defined("b")) == (
        INVALID + "Some index key attributes are not defined in AttributeDefinitions. Keys: [a], "
        "AttributeDefinitions: [b]"
    )
    assert create(defined("a"), KeySchema=keys(pk="HASH", a="RANGE")) == (
        INVALID + "Some index key attributes are not defined in AttributeDefinitions. Keys: [pk, a], "
        "AttributeDefinitions: [a]"
    )
    assert create(defined("a"), ProvisionedThroughput=UNITS) == (
        INVALID + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: gsi1 when "
        "BillingMode is PAY_PER_REQUEST"
    )
    assert create(defined("a"), Projection={}) == INVALID + "Unknown ProjectionType: null"


def test_a_key_that_the_table_has_keeps_its_type(dynamodb: Any) -> None:
    name = make(dynamodb, index("gsi0"))
    redefined = [{"AttributeName": key, "AttributeType": "N"} for key in ("pk", "a", "b")]

    def schema(*elements: str) -> str:
        return f"Schema:[{', '.join(f'SchemaElement: key{{{element}}}' for element in elements)}]"

    for key_schema, existing, new in (
        (keys(b="HASH", pk="RANGE"), schema("pk:S:HASH"), schema("b:N:HASH", "pk:N:RANGE")),
        (keys(a="HASH"), schema("a:S:HASH"), schema("a:N:HASH")),
    ):
        assert invalid(
            dynamodb.update_table,
            TableName=name,
            GlobalSecondaryIndexUpdates=[{"Create": index("gsi1", KeySchema=key_schema)}],
            AttributeDefinitions=redefined,
        ) == (
            f"{INVALID}Attributes cannot be redefined. Please check that your attribute has the same type as "
            f"previously defined. Existing schema: {existing} New schema: {new}"
        )
    created = {"Create": index("gsi1", KeySchema=keys(b="HASH"))}
    answer = update(dynamodb, name, created, AttributeDefinitions=redefined)
    assert answer["AttributeDefinitions"] == [*defined("a"), redefined[2], *defined("pk")]


def test_a_provisioned_index_needs_units(dynamodb: Any) -> None:
    name = make(dynamodb, BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
    assert invalid(
        dynamodb.update_table,
        TableName=name,
        GlobalSecondaryIndexUpdates=[CREATE],
        AttributeDefinitions=defined("a"),
    ) == (INVALID + "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: gsi1")


def test_the_twenty_first_index_is_over_the_limit(dynamodb: Any) -> None:
    name = make(dynamodb, *(index(f"index-{number}") for number in range(20)))
    assert refused(
        dynamodb.update_table,
        TableName=name,
        GlobalSecondaryIndexUpdates=[CREATE],
        AttributeDefinitions=defined("a"),
    ) == (
        "LimitExceededException",
        "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20",
    )


def test_an_index_of_many_attributes_is_described_in_their_order(dynamodb: Any) -> None:
    schema = keys(d="HASH", b="HASH", c="RANGE", a="RANGE")
    name = make(
        dynamodb, index("wide", KeySchema=schema), AttributeDefinitions=defined("pk", "a", "b", "c", "d")
    )
    assert described(dynamodb, name)[1]["wide"]["KeySchema"] == schema


def test_an_index_that_was_being_added_is_finished_after_a_restart(fresh_server: Any) -> None:
    server = fresh_server(rehearsal=True, transition_seconds=600)
    dynamodb = server.client("dynamodb")
    name = make(dynamodb, index("old"))
    server.advance(601)
    update(dynamodb, name, CREATE, AttributeDefinitions=defined("a"))
    server.restart()
    dynamodb = server.client("dynamodb")
    assert described(dynamodb, name)[1]["gsi1"]["IndexStatus"] == "CREATING"
    server.advance(1300)
    wait_for(dynamodb, name, "gsi1", "ACTIVE")
    update(dynamodb, name, DELETE)
    server.restart(transition_seconds=0)
    dynamodb = server.client("dynamodb")
    server.advance(2000)
    wait_for(dynamodb, name, "gsi1", None)
