"""UpdateTable: one change at a time, the states it leads through, what each state admits."""

from __future__ import annotations

from typing import Any

import pytest

from api.refusals import IN_USE, INVALID, invalid, refused
from api.tables import create_music, table_name
from server import Server

UNITS = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
DAY = 86_400
IDLE: dict[str, Any] = {
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
}


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


def settle(server: Server) -> None:
    server.advance(601)


def on_demand(dynamodb: Any, **parts: Any) -> str:
    name = table_name()
    dynamodb.create_table(TableName=name, **{**IDLE, **parts})
    return name


def provisioned(dynamodb: Any, units: int = 5, **parts: Any) -> str:
    throughput = {"ReadCapacityUnits": units, "WriteCapacityUnits": units}
    return on_demand(dynamodb, BillingMode="PROVISIONED", ProvisionedThroughput=throughput, **parts)


def table(dynamodb: Any, name: str) -> dict[str, Any]:
    described: dict[str, Any] = dynamodb.describe_table(TableName=name)["Table"]
    return described


def only_operation(what: str) -> str:
    return f"{INVALID}{what} must be the only operation in the request"


GSI = {
    "Create": {
        "IndexName": "gsi1",
        "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }
}
STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {},
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, "
            "ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, "
            "WarmThroughput or TableClass is required",
        ),
        (
            {"MultiRegionConsistency": "EVENTUAL", "GlobalSecondaryIndexUpdates": []},
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, "
            "ReplicaTransitRoleArn, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or "
            "TableClass is required",
        ),
        (
            {"GlobalSecondaryIndexUpdates": [], "DeletionProtectionEnabled": True},
            INVALID + "List of GlobalSecondaryIndexUpdates is empty",
        ),
        (
            {"SSESpecification": {"Enabled": True}, "DeletionProtectionEnabled": True},
            only_operation("Server-Side Encryption modification"),
        ),
        (
            {"TableClass": "STANDARD", "DeletionProtectionEnabled": True},
            only_operation("TableClass modification"),
        ),
        (
            {"DeletionProtectionEnabled": True, "WarmThroughput": {"ReadUnitsPerSecond": 13000}},
            only_operation("DeletionProtection modification"),
        ),
        (
            {"StreamSpecification": STREAM, "WarmThroughput": {"ReadUnitsPerSecond": 13000}},
            only_operation("WarmThroughput"),
        ),
        (
            {"StreamSpecification": STREAM, "OnDemandThroughput": {"MaxReadRequestUnits": 5}},
            INVALID + "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request",
        ),
        (
            {"GlobalSecondaryIndexUpdates": [GSI], "WarmThroughput": {"ReadUnitsPerSecond": 13000}},
            INVALID + "Create global secondary index cannot be specified when updating WarmThroughput",
        ),
        (
            {"StreamSpecification": STREAM, "ProvisionedThroughput": UNITS},
            INVALID + "You cannot modify stream status while updating table IOPS",
        ),
        (
            {"GlobalSecondaryIndexUpdates": [GSI], "ProvisionedThroughput": UNITS},
            INVALID + "You cannot create or delete index while updating table IOPS",
        ),
        (
            {"GlobalSecondaryIndexUpdates": [GSI], "StreamSpecification": STREAM},
            INVALID + "You cannot create or delete index while changing stream status",
        ),
        (
            {"BillingMode": "PROVISIONED"},
            INVALID + "ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
        ),
        (
            {"ProvisionedThroughput": {"ReadCapacityUnits": 1_000_000_000_001, "WriteCapacityUnits": 1}},
            "Given value 1000000000001 for ReadCapacityUnits is out of bounds",
        ),
        (
            {"StreamSpecification": {"StreamEnabled": True}},
            INVALID + "If stream is being enabled then UpdateViewType is required",
        ),
        (
            {"StreamSpecification": {"StreamEnabled": False, "StreamViewType": "NEW_IMAGE"}},
            INVALID + "If stream is being disabled, then UpdateViewType must not be specified",
        ),
        (
            {"TableClass": "GLACIER"},
            "Invalid table-class parameter provided. Please try again with a valid table-class value: "
            "[STANDARD, STANDARD_INFREQUENT_ACCESS].",
        ),
        (
            {"GlobalSecondaryIndexUpdates": [{}]},
            INVALID + "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
            "GlobalSecondaryIndexUpdate.Delete must not be null",
        ),
        (
            {"GlobalSecondaryIndexUpdates": [{**GSI, "Delete": {"IndexName": "gsi1"}}]},
            INVALID + "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object",
        ),
        (
            {"GlobalSecondaryIndexUpdates": [GSI, {"Delete": {"IndexName": "gsi1"}}]},
            INVALID + "Only one global secondary index update per index is allowed simultaneously. Index: gsi1",
        ),
        (
            {
                "TableClass": "STANDARD",
                "GlobalSecondaryIndexUpdates": [{"Update": {"IndexName": "gsi1", "WarmThroughput": {}}}],
            },
            INVALID + "WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond "
            "specified for index: gsi1",
        ),
    ],
)
def test_what_cannot_be_asked_for_is_refused_before_the_table_is_looked_for(
    dynamodb: Any, request_: dict[str, Any], message: str
) -> None:
    assert invalid(dynamodb.update_table, TableName="no-such-table", **request_) == message


def test_a_table_that_is_not_there_is_not_found(dynamodb: Any) -> None:
    assert refused(dynamodb.update_table, TableName="no-such-table", DeletionProtectionEnabled=True) == (
        "ResourceNotFoundException",
        "Requested resource not found: Table: no-such-table not found",
    )


def test_units_move_and_the_answer_still_tells_the_old_ones(dynamodb: Any) -> None:
    name = provisioned(dynamodb)
    more = {"ReadCapacityUnits": 9, "WriteCapacityUnits": 2}
    answer = dynamodb.update_table(TableName=name, ProvisionedThroughput=more)["TableDescription"]
    assert answer["TableStatus"] == "UPDATING"
    assert answer["ProvisionedThroughput"]["ReadCapacityUnits"] == 5
    described = table(dynamodb, name)
    assert described["TableStatus"] == "ACTIVE"
    throughput = described["ProvisionedThroughput"]
    assert (throughput["ReadCapacityUnits"], throughput["WriteCapacityUnits"]) == (9, 2)
    assert throughput["NumberOfDecreasesToday"] == 1
    assert throughput["LastIncreaseDateTime"] == throughput["LastDecreaseDateTime"]
    assert described["WarmThroughput"] == {
        "ReadUnitsPerSecond": 9,
        "WriteUnitsPerSecond": 5,
        "Status": "ACTIVE",
    }
    assert invalid(dynamodb.update_table, TableName=name, ProvisionedThroughput=more) == (
        "The provisioned throughput for the table will not change. The requested value equals the current "
        "value. Current ReadCapacityUnits provisioned for the table: 9. Requested ReadCapacityUnits: 9. "
        "Current WriteCapacityUnits provisioned for the table: 2. Requested WriteCapacityUnits: 2. Refer to "
        "the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
    )


def test_four_decreases_a_day_and_then_one_an_hour(fresh_server: Any) -> None:
    server = fresh_server(rehearsal=True)
    dynamodb = server.client("dynamodb")
    server.advance(DAY - server_time(dynamodb) % DAY + 3600)  # an hour after midnight UTC
    name = provisioned(dynamodb, units=10)

    def decrease(units: int) -> Any:
        return dynamodb.update_table(
            TableName=name, ProvisionedThroughput={"ReadCapacityUnits": units, "WriteCapacityUnits": 10}
        )

    for units in (9, 8, 7, 6):
        decrease(units)
    code, message = refused(lambda: decrease(5))
    assert code == "LimitExceededException"
    assert message.startswith(
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After "
        "the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once "
        "every 3600 seconds. Number of decreases today: 4. Last decrease at "
    )
    assert " 1:00:" in message.partition("Last decrease")[2]
    assert " 2:00:" in message.partition("Next decrease can be made at")[2]
    dynamodb.update_table(
        TableName=name, ProvisionedThroughput={"ReadCapacityUnits": 7, "WriteCapacityUnits": 11}
    )
    server.advance(3601)
    decrease(5)
    assert table(dynamodb, name)["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 5
    server.advance(DAY)
    assert table(dynamodb, name)["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 0
    decrease(4)


def server_time(dynamodb: Any) -> float:
    """The server's clock, as a new table's creation time tells it."""
    name = on_demand(dynamodb)
    created: float = table(dynamodb, name)["CreationDateTime"].timestamp()
    return created


def test_billing_switches_there_and_back(dynamodb: Any) -> None:
    name = provisioned(dynamodb)
    answer = dynamodb.update_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        OnDemandThroughput={"MaxReadRequestUnits": 7},
    )["TableDescription"]
    assert answer["TableStatus"] == "UPDATING"
    assert answer["BillingModeSummary"] == {"BillingMode": "PAY_PER_REQUEST"}
    described = table(dynamodb, name)
    assert described["BillingModeSummary"].keys() == {"BillingMode", "LastUpdateToPayPerRequestDateTime"}
    assert described["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    assert described["OnDemandThroughput"] == {"MaxReadRequestUnits": 7}
    assert described["WarmThroughput"]["ReadUnitsPerSecond"] == 12_000
    assert invalid(dynamodb.update_table, TableName=name, ProvisionedThroughput=UNITS) == (
        INVALID + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST"
    )
    dynamodb.update_table(TableName=name, BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
    described = table(dynamodb, name)
    assert described["BillingModeSummary"]["BillingMode"] == "PROVISIONED"
    assert described["ProvisionedThroughput"]["ReadCapacityUnits"] == 5
    assert "OnDemandThroughput" not in described
    assert described["WarmThroughput"]["ReadUnitsPerSecond"] == 12_000


def test_the_same_billing_mode_again_changes_nothing(dynamodb: Any) -> None:
    name = on_demand(dynamodb)
    answer = dynamodb.update_table(TableName=name, BillingMode="PAY_PER_REQUEST")["TableDescription"]
    assert answer["TableStatus"] == "UPDATING"
    assert table(dynamodb, name)["TableStatus"] == "ACTIVE"


def test_limits_of_on_demand_throughput_merge_and_go(dynamodb: Any) -> None:
    name = on_demand(dynamodb)

    def update(**limits: int) -> Any:
        answer = dynamodb.update_table(TableName=name, OnDemandThroughput=limits)["TableDescription"]
        return answer["TableStatus"], answer["OnDemandThroughput"]

    assert update(MaxReadRequestUnits=10, MaxWriteRequestUnits=20) == (
        "ACTIVE",
        {"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 20},
    )
    assert update(MaxReadRequestUnits=30)[1] == {"MaxReadRequestUnits": 30, "MaxWriteRequestUnits": 20}
    assert update(MaxReadRequestUnits=-1)[1] == {"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": 20}
    assert table(dynamodb, name)["OnDemandThroughput"] == {"MaxWriteRequestUnits": 20}
    update(MaxWriteRequestUnits=-1)
    assert "OnDemandThroughput" not in table(dynamodb, name)
    assert invalid(dynamodb.update_table, TableName=name, OnDemandThroughput={"MaxReadRequestUnits": 0}) == (
        INVALID + "Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range"
    )
    assert refused(
        dynamodb.update_table, TableName=name, OnDemandThroughput={"MaxWriteRequestUnits": 40_001}
    ) == (
        "LimitExceededException",
        "Subscriber limit exceeded: Requested MaxWriteRequestUnits for OnDemandThroughput for table exceeds "
        "TableMaxWriteCapacityUnits of the account in region us-east-1",
    )
    other = provisioned(dynamodb)
    assert invalid(dynamodb.update_table, TableName=other, OnDemandThroughput={"MaxReadRequestUnits": 5}) == (
        INVALID
        + "MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is "
        "PROVISIONED"
    )


def test_warm_throughput_only_grows(slow: Server, slowly: Any) -> None:
    name = on_demand(slowly)
    settle(slow)
    answer = slowly.update_table(TableName=name, WarmThroughput={"ReadUnitsPerSecond": 13_000})
    assert answer["TableDescription"]["TableStatus"] == "ACTIVE"
    now = {"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 4_000, "Status": "UPDATING"}
    assert answer["TableDescription"]["WarmThroughput"] == table(slowly, name)["WarmThroughput"] == now
    slowly.update_table(TableName=name, WarmThroughput={"ReadUnitsPerSecond": 14_000})
    assert refused(slowly.delete_table, TableName=name)[1] == (
        f"{IN_USE}Table: {name} is in the process of being updated."
    )
    settle(slow)
    assert table(slowly, name)["WarmThroughput"] == {
        "ReadUnitsPerSecond": 14_000,
        "WriteUnitsPerSecond": 4_000,
        "Status": "ACTIVE",
    }
    assert invalid(slowly.update_table, TableName=name, WarmThroughput={"WriteUnitsPerSecond": 1}) == (
        INVALID + "Requested WriteUnitsPerSecond for WarmThroughput for table is lower than current "
        "WarmThroughput, decreasing WarmThroughput is not supported"
    )


def test_a_stream_is_switched_on_and_off_and_has_a_new_label_each_time(dynamodb: Any) -> None:
    name = on_demand(dynamodb)
    assert invalid(dynamodb.update_table, TableName=name, StreamSpecification={"StreamEnabled": False}) == (
        f"Table has no stream to disable: TableName: {name}"
    )
    answer = dynamodb.update_table(TableName=name, StreamSpecification=STREAM)["TableDescription"]
    assert (answer["TableStatus"], answer["StreamSpecification"]) == ("UPDATING", STREAM)
    first = answer["LatestStreamArn"]
    assert first.endswith(f":table/{name}/stream/{answer['LatestStreamLabel']}")
    table(dynamodb, name)
    for view in ("NEW_IMAGE", "KEYS_ONLY"):
        again = {"StreamEnabled": True, "StreamViewType": view}
        assert invalid(dynamodb.update_table, TableName=name, StreamSpecification=again) == (
            f"Table already has an enabled stream: TableName: {name}"
        )
    dynamodb.update_table(TableName=name, StreamSpecification={"StreamEnabled": False})
    described = table(dynamodb, name)
    assert "StreamSpecification" not in described
    assert described["LatestStreamArn"] == first
    answer = dynamodb.update_table(TableName=name, StreamSpecification=STREAM)["TableDescription"]
    assert answer["LatestStreamArn"] != first


def test_a_stream_may_be_switched_with_a_switch_to_on_demand(dynamodb: Any) -> None:
    name = provisioned(dynamodb)
    dynamodb.update_table(TableName=name, BillingMode="PAY_PER_REQUEST", StreamSpecification=STREAM)
    described = table(dynamodb, name)
    assert described["StreamSpecification"] == STREAM
    assert described["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


def test_a_table_class_changes_twice_in_thirty_days(fresh_server: Any) -> None:
    server = fresh_server(rehearsal=True)
    dynamodb = server.client("dynamodb")
    name = on_demand(dynamodb)

    def change(table_class: str) -> Any:
        return dynamodb.update_table(TableName=name, TableClass=table_class)["TableDescription"]

    assert change("STANDARD")["TableStatus"] == "UPDATING"
    assert "TableClassSummary" not in table(dynamodb, name)
    assert "TableClassSummary" not in change("STANDARD_INFREQUENT_ACCESS")
    summary = table(dynamodb, name)["TableClassSummary"]
    assert summary["TableClass"] == "STANDARD_INFREQUENT_ACCESS"
    assert summary.keys() == {"TableClass", "LastUpdateDateTime"}
    change("STANDARD")
    assert refused(dynamodb.update_table, TableName=name, TableClass="STANDARD") == (
        "LimitExceededException",
        "Subscriber limit exceeded: Updates to TableClass are limited to 2 times in 30 day(s).",
    )
    server.advance(31 * DAY)
    change("STANDARD_INFREQUENT_ACCESS")


def test_deletion_protection_is_switched_at_once(dynamodb: Any) -> None:
    name = on_demand(dynamodb)
    answer = dynamodb.update_table(TableName=name, DeletionProtectionEnabled=True)["TableDescription"]
    assert (answer["TableStatus"], answer["DeletionProtectionEnabled"]) == ("ACTIVE", True)
    assert invalid(dynamodb.delete_table, TableName=name).startswith("Resource cannot be deleted")
    dynamodb.update_table(TableName=name, DeletionProtectionEnabled=False)
    assert dynamodb.delete_table(TableName=name)["TableDescription"]["TableStatus"] == "DELETING"


def test_nothing_changes_while_a_table_is_made_or_deleted(slow: Server, slowly: Any) -> None:
    name = on_demand(slowly)
    created = ("ResourceInUseException", f"{IN_USE}Table is being created: {name}")
    assert refused(slowly.update_table, TableName=name, DeletionProtectionEnabled=True) == created
    assert refused(slowly.delete_table, TableName=name) == created
    settle(slow)
    slowly.delete_table(TableName=name)
    deleted = ("ResourceInUseException", f"{IN_USE}Table is being deleted: {name}")
    assert refused(slowly.update_table, TableName=name, DeletionProtectionEnabled=True) == deleted
    assert refused(slowly.delete_table, TableName=name) == deleted
    settle(slow)
    assert refused(slowly.describe_table, TableName=name)[0] == "ResourceNotFoundException"


def test_while_units_move_only_what_has_nothing_to_do_with_them_is_admitted(slow: Server, slowly: Any) -> None:
    name = provisioned(slowly)
    settle(slow)
    slowly.update_table(TableName=name, ProvisionedThroughput={**UNITS, "ReadCapacityUnits": 6})

    def in_use(**request: Any) -> str:
        code, message = refused(slowly.update_table, TableName=name, **request)
        assert code == "ResourceInUseException"
        return message

    iops = f"{IN_USE}Table IOPS are currently being updated. Table: {name}"
    assert in_use(ProvisionedThroughput={**UNITS, "ReadCapacityUnits": 7}) == iops
    assert in_use(BillingMode="PAY_PER_REQUEST") == iops
    assert in_use(StreamSpecification=STREAM) == (
        f"{IN_USE}Can't enable or disable stream while table IOPS are being updated. Table: {name}"
    )
    create = {"Create": {**GSI["Create"], "ProvisionedThroughput": UNITS}}
    definitions = [{"AttributeName": "a", "AttributeType": "S"}]
    assert in_use(GlobalSecondaryIndexUpdates=[create], AttributeDefinitions=definitions) == (
        f"{IN_USE}Can't create or delete indexes while table IOPS are being updated. Table: {name}"
    )
    assert refused(slowly.delete_table, TableName=name)[1] == (
        f"{IN_USE}Table: {name} is in the process of being updated."
    )
    slowly.update_table(TableName=name, DeletionProtectionEnabled=True)
    assert table(slowly, name)["TableStatus"] == "UPDATING"
    settle(slow)
    assert table(slowly, name)["TableStatus"] == "ACTIVE"


def test_while_a_stream_is_switched(slow: Server, slowly: Any) -> None:
    name = on_demand(slowly)
    settle(slow)
    answer = slowly.update_table(TableName=name, StreamSpecification=STREAM)["TableDescription"]
    where = f"Table: {name} Stream: {answer['LatestStreamLabel']} Operation: ENABLE"
    assert refused(slowly.update_table, TableName=name, StreamSpecification=STREAM) == (
        "ResourceInUseException",
        f"{IN_USE}A stream status change is currently in progress. {where}",
    )
    assert refused(slowly.update_table, TableName=name, TableClass="STANDARD")[1] == (
        f"{IN_USE}Can't update table class when stream status is being updated. {where}"
    )
    assert refused(slowly.update_table, TableName=name, OnDemandThroughput={"MaxReadRequestUnits": 5})[1] == (
        f"{IN_USE}OnDemandThroughput cannot be updated while stream status update is in progress"
    )
    assert refused(slowly.delete_table, TableName=name)[1] == (
        f"{IN_USE}Cannot delete table while stream is being enabled/disabled."
    )
    slowly.update_table(TableName=name, SSESpecification={"Enabled": True})
    assert table(slowly, name)["TableStatus"] == "UPDATING"


def test_while_a_table_class_changes(slow: Server, slowly: Any) -> None:
    name = on_demand(slowly)
    settle(slow)
    slowly.update_table(TableName=name, TableClass="STANDARD_INFREQUENT_ACCESS")
    progress = "TableClassUpdateInProgress: STANDARD_INFREQUENT_ACCESS"
    assert refused(slowly.update_table, TableName=name, TableClass="STANDARD")[1] == (
        f"{IN_USE}Can't update table class when a table class update is in progress. Table: {name} {progress}"
    )
    assert refused(slowly.update_table, TableName=name, StreamSpecification=STREAM)[1] == (
        f"{IN_USE}Can't change stream status when a table class update is in progress. Table: {name} {progress}"
    )
    assert refused(slowly.update_table, TableName=name, OnDemandThroughput={"MaxReadRequestUnits": 5})[1] == (
        f"{IN_USE}OnDemandThroughput cannot be updated while TableClass update is in progress. {progress}"
    )


def test_while_the_key_changes_the_table_is_active_and_takes_other_changes(slow: Server, slowly: Any) -> None:
    name = on_demand(slowly)
    settle(slow)
    slowly.update_table(TableName=name, SSESpecification={"Enabled": True})
    assert refused(slowly.update_table, TableName=name, SSESpecification={"Enabled": False}) == (
        "ResourceInUseException",
        f"{IN_USE}Server-Side Encryption is still being updated",
    )
    assert refused(slowly.delete_table, TableName=name)[1] == (
        f"{IN_USE}Table: {name} is in the process of being updated."
    )
    slowly.update_table(TableName=name, StreamSpecification=STREAM)
    settle(slow)
    described = table(slowly, name)
    assert described["SSEDescription"]["Status"] == "ENABLED"
    assert described["StreamSpecification"] == STREAM


def test_replicas_are_refused(dynamodb: Any) -> None:
    name = create_music(dynamodb)

    def replicas(*updates: dict[str, Any]) -> str:
        return invalid(dynamodb.update_table, TableName=name, ReplicaUpdates=list(updates))

    assert replicas({}) == ("There are no actions specified in the Replica Update Action of the request.")
    assert replicas({"Create": {"RegionName": "us-east-1"}}) == (
        "Cannot add, delete, or update the local region through ReplicaUpdates. Use CreateTable, DeleteTable, "
        "or UpdateTable as required."
    )
    assert replicas({"Create": {"RegionName": "eu-west-1"}}) == (
        "Region eu-west-1 is not supported. The latest version of global tables are only supported in the "
        "following regions: []"
    )
    assert replicas({"Delete": {"RegionName": "eu-west-1"}}) == (
        "Update global table operation failed because one or more replicas were not part of the global table. "
        "Please retry the request without these replicas: [eu-west-1]."
    )
