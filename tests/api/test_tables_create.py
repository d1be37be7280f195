"""CreateTable: what it takes, what it answers, what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from api.refusals import INVALID, ONE, invalid, refused
from api.tables import MUSIC, create_music, table_name
from server import Server

HASH = [{"AttributeName": "pk", "KeyType": "HASH"}]
PK = [{"AttributeName": "pk", "AttributeType": "S"}]
ON_DEMAND: dict[str, Any] = {"AttributeDefinitions": PK, "KeySchema": HASH, "BillingMode": "PAY_PER_REQUEST"}
UNITS = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
INITIAL = (
    "See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html"
    "#on-demand-capacity-mode-initial"
)


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False)


def attributes(*names: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "AttributeType": "S"} for name in names]


def index(name: str, *keys: str, projection: dict[str, Any] | None = None, **parts: Any) -> dict[str, Any]:
    kinds = ["HASH", "RANGE"]
    schema = [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, kinds, strict=False)]
    return {
        "IndexName": name,
        "KeySchema": schema,
        "Projection": projection or {"ProjectionType": "ALL"},
        **parts,
    }


def test_a_provisioned_table_is_described_whole(dynamodb: Any) -> None:
    name = table_name()
    created = dynamodb.create_table(TableName=name, **MUSIC)["TableDescription"]
    assert created["TableStatus"] == "CREATING"
    assert "WarmThroughput" not in created
    described = dynamodb.describe_table(TableName=name)["Table"]
    assert described["WarmThroughput"] == {
        "ReadUnitsPerSecond": 10,
        "WriteUnitsPerSecond": 5,
        "Status": "ACTIVE",
    }
    assert described == {
        "AttributeDefinitions": MUSIC["AttributeDefinitions"],
        "TableName": name,
        "KeySchema": MUSIC["KeySchema"],
        "TableStatus": "ACTIVE",
        "CreationDateTime": created["CreationDateTime"],
        "ProvisionedThroughput": {
            "NumberOfDecreasesToday": 0,
            "ReadCapacityUnits": 10,
            "WriteCapacityUnits": 5,
        },
        "TableSizeBytes": 0,
        "ItemCount": 0,
        "TableArn": f"arn:aws:dynamodb:us-east-1:123456789012:table/{name}",
        "TableId": created["TableId"],
        "DeletionProtectionEnabled": False,
        "WarmThroughput": described["WarmThroughput"],
    }


def test_an_on_demand_table_with_every_setting_shows_them(dynamodb: Any) -> None:
    name = table_name()
    created = dynamodb.create_table(
        TableName=name,
        **ON_DEMAND,
        OnDemandThroughput={"MaxReadRequestUnits": 100},
        WarmThroughput={"ReadUnitsPerSecond": 12001},
        TableClass="STANDARD_INFREQUENT_ACCESS",
        DeletionProtectionEnabled=True,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        Tags=[{"Key": "team", "Value": "blue"}],
    )["TableDescription"]
    assert created["BillingModeSummary"] == {"BillingMode": "PAY_PER_REQUEST"}
    assert created["WarmThroughput"]["Status"] == "UPDATING"
    described = dynamodb.describe_table(TableName=name)["Table"]
    assert described["BillingModeSummary"] == {
        "BillingMode": "PAY_PER_REQUEST",
        "LastUpdateToPayPerRequestDateTime": described["CreationDateTime"],
    }
    assert described["OnDemandThroughput"] == {"MaxReadRequestUnits": 100}
    assert described["WarmThroughput"] == {
        "ReadUnitsPerSecond": 12001,
        "WriteUnitsPerSecond": 4000,
        "Status": "ACTIVE",
    }
    assert described["TableClassSummary"] == {"TableClass": "STANDARD_INFREQUENT_ACCESS"}
    assert described["DeletionProtectionEnabled"] is True
    assert described["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    assert described["LatestStreamArn"] == f"{described['TableArn']}/stream/{described['LatestStreamLabel']}"
    tags = dynamodb.list_tags_of_resource(ResourceArn=described["TableArn"])["Tags"]
    assert tags == [{"Key": "team", "Value": "blue"}]
    assert invalid(dynamodb.delete_table, TableName=name) == (
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection "
        "first."
    )


def test_indexes_are_described_in_the_order_they_were_given(dynamodb: Any) -> None:
    include = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["zz", "aa"]}
    name = table_name()
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=attributes("z", "pk", "sk", "a"),
        KeySchema=index("", "pk", "sk")["KeySchema"],
        BillingMode="PAY_PER_REQUEST",
        LocalSecondaryIndexes=[index("local", "pk", "a")],
        GlobalSecondaryIndexes=[index("second", "z", projection=include), index("first", "a", "z")],
    )
    described = dynamodb.describe_table(TableName=name)["Table"]
    assert [each["AttributeName"] for each in described["AttributeDefinitions"]] == ["a", "pk", "sk", "z"]
    arn = described["TableArn"]
    assert described["LocalSecondaryIndexes"] == [
        {**index("local", "pk", "a"), "IndexSizeBytes": 0, "ItemCount": 0, "IndexArn": f"{arn}/index/local"}
    ]
    second, first = described["GlobalSecondaryIndexes"]
    assert (second["IndexName"], first["IndexName"]) == ("second", "first")
    assert second == {
        **index("second", "z"),
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["aa", "zz"]},
        "IndexStatus": "ACTIVE",
        "ProvisionedThroughput": {
            "NumberOfDecreasesToday": 0,
            "ReadCapacityUnits": 0,
            "WriteCapacityUnits": 0,
        },
        "IndexSizeBytes": 0,
        "ItemCount": 0,
        "IndexArn": f"{arn}/index/second",
        "WarmThroughput": {"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000, "Status": "ACTIVE"},
    }


def test_a_name_is_taken_once(fresh_server: Any) -> None:
    dynamodb = fresh_server(rehearsal=True, transition_seconds=30).client("dynamodb")
    dynamodb.create_table(TableName="Music", **MUSIC)
    assert refused(dynamodb.create_table, TableName="Music", **MUSIC) == (
        "ResourceInUseException",
        "Attempt to change a resource which is still in use: Table is being created: Music",
    )


def test_an_existing_table_is_not_made_again(dynamodb: Any) -> None:
    name = create_music(dynamodb)
    assert refused(dynamodb.create_table, TableName=name, **MUSIC) == (
        "ResourceInUseException",
        f"Table already exists: {name}",
    )


PROVISIONED = {**ON_DEMAND, "BillingMode": "PROVISIONED", "ProvisionedThroughput": UNITS}


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {**ON_DEMAND, "ProvisionedThroughput": UNITS},
            INVALID + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
            "PAY_PER_REQUEST",
        ),
        (
            {"AttributeDefinitions": PK, "KeySchema": HASH},
            INVALID + "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
            "PROVISIONED",
        ),
        (
            {**PROVISIONED, "OnDemandThroughput": {"MaxReadRequestUnits": 5}},
            INVALID
            + "MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is "
            "PROVISIONED.",
        ),
        (
            {**ON_DEMAND, "OnDemandThroughput": {"MaxWriteRequestUnits": -1}},
            INVALID
            + "Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range",
        ),
        (
            {**ON_DEMAND, "WarmThroughput": {"ReadUnitsPerSecond": 1}},
            INVALID + "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than initial "
            f"throughput for OnDemand. {INITIAL}",
        ),
        (
            {**PROVISIONED, "WarmThroughput": {"ReadUnitsPerSecond": 4, "WriteUnitsPerSecond": 4}},
            INVALID + "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than "
            "ReadCapacityUnits of ProvisionedThroughput",
        ),
        (
            {**ON_DEMAND, "StreamSpecification": {"StreamEnabled": True}},
            INVALID + "Table is being created with a stream enabled, UpdateViewType is required",
        ),
        (
            {**ON_DEMAND, "StreamSpecification": {"StreamEnabled": False, "StreamViewType": "NEW_IMAGE"}},
            INVALID + "Table is being created with a stream disabled, UpdateViewType should not be specified",
        ),
        (
            {**ON_DEMAND, "TableClass": "GLACIER"},
            "Invalid table-class parameter provided. Please try again with a valid table-class value: "
            "[STANDARD, STANDARD_INFREQUENT_ACCESS].",
        ),
        (
            {**ON_DEMAND, "AttributeDefinitions": attributes("pk", "pk")},
            "Attribute Name is duplicated: pk",
        ),
        (
            {**ON_DEMAND, "AttributeDefinitions": attributes("pk", "other")},
            INVALID
            + "Number of attributes in KeySchema does not exactly match number of attributes defined in "
            "AttributeDefinitions",
        ),
        ({**ON_DEMAND, "GlobalSecondaryIndexes": []}, INVALID + "List of GlobalSecondaryIndexes is empty"),
        ({**ON_DEMAND, "LocalSecondaryIndexes": []}, INVALID + "List of LocalSecondaryIndexes is empty"),
        (
            {**PROVISIONED, "GlobalSecondaryIndexes": [index("one", "pk")]},
            INVALID + "ProvisionedThroughput is not specified for index: one",
        ),
        (
            {**ON_DEMAND, "GlobalSecondaryIndexes": [index("one", "pk", ProvisionedThroughput=UNITS)]},
            INVALID + "ProvisionedThroughput should not be specified for index: one when BillingMode is "
            "PAY_PER_REQUEST",
        ),
        (
            {
                **ON_DEMAND,
                "GlobalSecondaryIndexes": [index("one", "pk", OnDemandThroughput={"MaxReadRequestUnits": 0})],
            },
            INVALID
            + "Requested MaxReadRequestUnits for OnDemandThroughput for index : one is outside of valid "
            "range",
        ),
        (
            {
                **PROVISIONED,
                "GlobalSecondaryIndexes": [
                    index(
                        "one",
                        "pk",
                        ProvisionedThroughput=UNITS,
                        OnDemandThroughput={"MaxReadRequestUnits": 9},
                    )
                ],
            },
            INVALID
            + "MaxReadRequestUnits for OnDemandThroughput for index: one cannot be specified when table "
            "BillingMode is PROVISIONED.",
        ),
        (
            {
                **ON_DEMAND,
                "GlobalSecondaryIndexes": [
                    index(f"index-{number}", "pk", WarmThroughput={}) for number in range(21)
                ],
            },
            INVALID + "GlobalSecondaryIndex count exceeds the per-table limit of 20",
        ),
        ({**ON_DEMAND, "Tags": [{}]}, "The Tag Key provided is invalid, Key: null"),
        (
            {**ON_DEMAND, "ResourcePolicy": "{not json"},
            INVALID + "Invalid policy document: This policy contains invalid Json",
        ),
        (
            {
                **ON_DEMAND,
                "AttributeDefinitions": attributes("pk", "sk", "tk"),
                "KeySchema": index("", "pk", "sk")["KeySchema"],
                "LocalSecondaryIndexes": [index("one", "pk", "tk") | {"IndexName": "l1"}],
            },
            ONE
            + "Value 'l1' at 'localSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member "
            "must have length greater than or equal to 3",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(dynamodb: Any, request_: dict[str, Any], message: str) -> None:
    assert invalid(dynamodb.create_table, TableName=table_name(), **request_) == message


def test_units_are_limited_by_table_by_index_and_by_account(dynamodb: Any) -> None:
    guide = "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
    many = {"ReadCapacityUnits": 40_001, "WriteCapacityUnits": 1}
    code, message = refused(
        dynamodb.create_table, TableName=table_name(), **{**PROVISIONED, "ProvisionedThroughput": many}
    )
    assert (code, message) == (
        "LimitExceededException",
        "The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in us-east-1. "
        f"Per table maximum: 40000. {guide}",
    )
    indexes = [index("gsi1", "pk", ProvisionedThroughput=many)]
    _, message = refused(
        dynamodb.create_table, TableName=table_name(), **PROVISIONED, GlobalSecondaryIndexes=indexes
    )
    assert message == (
        "The requested ReadCapacityUnits for index gsi1, 40001, is above the per index maximum for the account "
        f"in us-east-1. Per table maximum: 40000. {guide}"
    )


def test_the_account_has_a_quota_over_all_tables(fresh_server: Any) -> None:
    dynamodb = fresh_server().client("dynamodb")
    most = {"ReadCapacityUnits": 40_000, "WriteCapacityUnits": 1}
    for name in ("one", "two"):
        dynamodb.create_table(TableName=f"table-{name}", **{**PROVISIONED, "ProvisionedThroughput": most})
    assert refused(dynamodb.create_table, TableName="table-three", **PROVISIONED) == (
        "LimitExceededException",
        "This request would have caused the ReadCapacityUnits limit to be exceeded for the account in "
        "us-east-1. Current ReadCapacityUnits reserved by the account: 80000. Limit: 80000. Requested: 5. "
        "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
    )
    dynamodb.create_table(TableName="table-three", **ON_DEMAND)


def test_a_refused_table_does_not_exist(dynamodb: Any) -> None:
    name = table_name()
    refused(dynamodb.create_table, TableName=name, **{**ON_DEMAND, "TableClass": "GLACIER"})
    assert refused(dynamodb.describe_table, TableName=name) == (
        "ResourceNotFoundException",
        f"Requested resource not found: Table: {name} not found",
    )


def test_a_table_name_may_be_an_arn_of_here(dynamodb: Any) -> None:
    name = create_music(dynamodb)
    arn = f"arn:aws:dynamodb:us-east-1:123456789012:table/{name}"
    assert dynamodb.describe_table(TableName=arn)["Table"]["TableName"] == name
    elsewhere = arn.replace("us-east-1", "eu-west-1")
    assert invalid(dynamodb.describe_table, TableName=elsewhere) == (
        f"1 validation error detected: Invalid AWS region in '{elsewhere}'"
    )
    foreign = arn.replace("123456789012", "210987654321")
    assert refused(dynamodb.describe_table, TableName=foreign) == ("AccessDeniedException", "Access is denied")
    assert invalid(dynamodb.describe_table, TableName=f"{arn}/index/one") == (
        f"1 validation error detected: Invalid resource type in '{arn}/index/one'"
    )


def test_tables_are_listed_in_pages(fresh_server: Any) -> None:
    dynamodb = fresh_server().client("dynamodb", parameter_validation=False)
    for number in range(5):
        dynamodb.create_table(TableName=f"table-{number}", **ON_DEMAND)
    pages = [page["TableNames"] for page in dynamodb.get_paginator("list_tables").paginate(Limit=2)]
    assert pages == [["table-0", "table-1"], ["table-2", "table-3"], ["table-4"]]
    assert dynamodb.list_tables(ExclusiveStartTableName="table-3")["TableNames"] == ["table-4"]
