"""What requests do to which resources, for every operation of the service.

Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB".
"""

from __future__ import annotations

from typing import Any

import pytest

from strongroom.calls import Call, Principal
from strongroom.model.service_model import load_service_model
from strongroom.services.dynamodb.authorization.accesses import accesses
from strongroom.services.dynamodb.partiql.statements import Statements

ACCOUNT = "123456789012"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Music"
GLOBAL = f"arn:aws:dynamodb::{ACCOUNT}:global-table/Music"
BACKUP = f"{TABLE}/backup/01489602797149-73d8d5bc"
X = f"{TABLE}/stream/x"
STREAM = f"{TABLE}/stream/2026-11-25T00:00:00.000"
MODELS = [load_service_model(name) for name in ("dynamodb", "dynamodbstreams")]
STATEMENTS = Statements()

#: What a request names, by the member that names it.
NAMED: dict[str, Any] = {
    "TableName": "Music",
    "GlobalTableName": "Music",
    "ResourceArn": TABLE,
    "TableArn": TABLE,
    "StreamArn": STREAM,
    "BackupArn": BACKUP,
    "ExportArn": f"{TABLE}/export/01489602797149-73d8d5bc",
    "ImportArn": f"{TABLE}/import/01489602797149-73d8d5bc",
    "BulkOperationArn": f"{TABLE}/bulk-operation/01489602797149-73d8d5bc",
    "ShardIterator": f"{STREAM}|1|AAAA",
    "SourceTableName": "Music",
    "TargetTableName": "Copy",
    "TableCreationParameters": {"TableName": "Music"},
    "RequestItems": {"Music": {"Keys": []}},
    "TransactItems": [],
    "Statement": 'SELECT * FROM "Music"',
    "Statements": [{"Statement": 'SELECT * FROM "Music"'}],
    "TransactStatements": [{"Statement": 'SELECT * FROM "Music"'}],
}
#: Operations that the reference has no resource for.
OF_THE_ACCOUNT = {
    "DescribeEndpoints",
    "DescribeLimits",
    "ListBackups",
    "ListBulkOperations",
    "ListContributorInsights",
    "ListGlobalTables",
    "ListStreams",
}


#: Members that name where a page starts, or the source of a replica, which is refused whoever asks.
OTHER = {
    "GlobalTableSourceArn",
    "ExclusiveStartBackupArn",
    "ExclusiveStartGlobalTableName",
    "ExclusiveStartStreamArn",
    "ExclusiveStartTableName",
}


def of(operation: str, request: dict[str, Any]) -> list[tuple[str, str]]:
    call = Call(operation, Principal.root(ACCOUNT), ACCOUNT, "us-east-1", "request")
    return [(each.action, each.resource) for each in accesses(call, request, STATEMENTS)]


def naming(model: Any, operation: str) -> dict[str, Any]:
    """A request with every member that names something."""
    shape = model.input_shape(operation)
    members = {} if shape is None else model.shapes[shape]["members"]
    return {member: NAMED[member] for member in members if member in NAMED}


OPERATIONS = [(model, name) for model in MODELS for name in model.operation_names]


@pytest.mark.parametrize(("model", "operation"), OPERATIONS, ids=[name for _, name in OPERATIONS])
def test_an_operation_is_decided_on_what_it_names(model: Any, operation: str) -> None:
    resources = {resource for _, resource in of(operation, naming(model, operation))}
    assert (resources == {"*"}) is (operation in OF_THE_ACCOUNT), resources


def test_every_member_that_could_name_a_resource_is_known() -> None:
    """A member of a new operation that names a resource must not be overlooked."""
    ends = ("TableName", "Arn", "ShardIterator", "Items", "Statement", "Statements")
    known = NAMED.keys() | OTHER | {"SourceTableArn"}
    for model, operation in OPERATIONS:
        shape = model.input_shape(operation)
        for member in {} if shape is None else model.shapes[shape]["members"]:
            assert not member.endswith(ends) or member in known, (operation, member)


@pytest.mark.parametrize(
    ("operation", "made", "expected"),
    [
        ("GetItem", {"TableName": TABLE}, [("GetItem", TABLE)]),
        ("ListTables", {"ExclusiveStartTableName": "Music"}, [("ListTables", TABLE.replace("Music", "*"))]),
        ("GetItem", {"TableName": f"{TABLE}/"}, [("GetItem", TABLE)]),
        ("Query", {"TableName": "Music", "IndexName": "I"}, [("Query", f"{TABLE}/index/I")]),
        (
            "DescribeContributorInsights",
            {"TableName": TABLE, "IndexName": "I"},
            [("DescribeContributorInsights", f"{TABLE}/index/I")],
        ),
        (
            "BatchWriteItem",
            {"RequestItems": {"Music": [], "Films": []}},
            [("BatchWriteItem", TABLE), ("BatchWriteItem", TABLE.replace("Music", "Films"))],
        ),
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {kind: {"TableName": "Music"}} for kind in ("Put", "Update", "Delete", "ConditionCheck")
                ]
            },
            [(f"{kind}Item", TABLE) for kind in ("Put", "Update", "Delete", "ConditionCheck")],
        ),
        ("TransactGetItems", {"TransactItems": [{"Get": {"TableName": "Music"}}]}, [("GetItem", TABLE)]),
        (
            "CreateTable",
            {"TableName": "Music", "Tags": [{"Key": "a", "Value": "b"}], "ResourcePolicy": "{}"},
            [("CreateTable", TABLE), ("TagResource", TABLE), ("PutResourcePolicy", TABLE)],
        ),
        (
            "CreateGlobalTable",
            {"GlobalTableName": "Music"},
            [("CreateGlobalTable", each) for each in (GLOBAL, TABLE)],
        ),
        ("DescribeGlobalTable", {"GlobalTableName": "Music"}, [("DescribeGlobalTable", GLOBAL)]),
        ("GetShardIterator", {"StreamArn": STREAM}, [("GetShardIterator", STREAM)]),
        ("GetRecords", {"ShardIterator": f"{STREAM}|1|AAAA"}, [("GetRecords", STREAM)]),
        (
            "GetResourcePolicy",
            {"ResourceArn": f"{TABLE}//stream/x"},
            [("GetResourcePolicy", f"{TABLE}/stream/x")],
        ),
        ("ListExports", {"TableArn": TABLE}, [("ListExports", TABLE)]),
        ("ListExports", {}, [("ListExports", "*")]),
        ("ListStreams", {"TableName": "Music"}, [("ListStreams", "*")]),
    ],
)
def test_actions_and_resources(operation: str, made: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert of(operation, made) == expected


def test_a_restore_may_do_what_fills_the_new_table() -> None:
    copy = TABLE.replace("Music", "Copy")
    fills = ("BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem")
    restore = "RestoreTableFromBackup"
    assert of(restore, {"BackupArn": BACKUP, "TargetTableName": "Copy"}) == [
        (restore, BACKUP),
        *((action, copy) for action in (restore, *fills)),
    ]
    restore = "RestoreTableToPointInTime"
    assert of(restore, {"SourceTableName": "Music", "TargetTableName": "Copy"}) == [
        (restore, TABLE),
        *((action, copy) for action in (restore, *fills)),
    ]
