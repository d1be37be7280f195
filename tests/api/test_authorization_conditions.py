"""Fine-grained access: conditions on the items, the attributes and the parameters of a request.

The policies are those of the DynamoDB developer guide, "Using IAM policy conditions for fine-grained access
control", for the Music table.
"""

from __future__ import annotations

from typing import Any

import pytest

from api.principals import ACCOUNT, Signer, allow, deny, new_user, refused
from api.tables import create_music
from server import Server

ITEM_ACTIONS = [f"dynamodb:{name}Item" for name in ("Get", "BatchGet", "Put", "Update", "Delete", "BatchWrite")]
DENIED = "AccessDeniedException"
TITLE = {"SongTitle": {"S": "one"}}


@pytest.fixture(scope="module")
def table(server: Server) -> str:
    """A table with an index by album."""
    return create_music(
        server.client("dynamodb"),
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("Artist", "SongTitle", "Album")
        ],
        LocalSecondaryIndexes=[
            {
                "IndexName": "ByAlbum",
                "KeySchema": [
                    {"AttributeName": "Artist", "KeyType": "HASH"},
                    {"AttributeName": "Album", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )


def arn_of(table: str) -> str:
    return f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{table}"


def key(artist: str) -> dict[str, Any]:
    return {"Artist": {"S": artist}, **TITLE}


def may(user: Signer, **calls: Any) -> None:
    """The user may make each call: ``get_item=dict(...)``."""
    for name, parameters in calls.items():
        getattr(user.client("dynamodb"), name)(**parameters)


def may_not(user: Signer, why: str = "no identity-based policy allows", **calls: Any) -> None:
    for name, parameters in calls.items():
        with refused(DENIED) as told:
            getattr(user.client("dynamodb"), name)(**parameters)
        assert why in told[0], (name, told)


def test_only_ones_own_items(server: Server, table: str) -> None:
    condition = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:username}"]}}
    actions = [*ITEM_ACTIONS, "dynamodb:Query", "dynamodb:ConditionCheckItem"]
    user = new_user(server, allow(actions, [arn_of(table), f"{arn_of(table)}/index/*"], Condition=condition))
    for check, artist in ((may, user.name), (may_not, "Somebody")):
        equal = {"KeyConditionExpression": "#a = :a", "ExpressionAttributeNames": {"#a": "Artist"}}
        values = {":a": {"S": artist}}
        old = {"Artist": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": artist}]}}
        write = [
            {"PutRequest": {"Item": key(artist)}},
            {"DeleteRequest": {"Key": {**key(user.name), "SongTitle": {"S": "x"}}}},
        ]
        check(
            user,
            put_item={"TableName": table, "Item": key(artist)},
            get_item={"TableName": table, "Key": key(artist)},
            update_item={"TableName": table, "Key": key(artist), "AttributeUpdates": {}},
            query={"TableName": table, **equal, "ExpressionAttributeValues": values},
            batch_get_item={"RequestItems": {table: {"Keys": [key(artist)]}}},
            batch_write_item={"RequestItems": {table: write}},
            transact_get_items={"TransactItems": [{"Get": {"TableName": table, "Key": key(artist)}}]},
            transact_write_items={"TransactItems": [{"Put": {"TableName": table, "Item": key(artist)}}]},
            delete_item={"TableName": table, "Key": key(artist)},
        )
        check(user, query={"TableName": table, "KeyConditions": old})
        turned = {"KeyConditionExpression": ":a = Artist", "ExpressionAttributeValues": values}
        check(user, query={"TableName": table, **turned})
    may_not(user, scan={"TableName": table})


def test_a_batch_is_refused_for_one_foreign_item(server: Server, table: str) -> None:
    condition = {"ForAllValues:StringEquals": {"dynamodb:FirstPartitionKeyValues": ["mine", "ours"]}}
    user = new_user(server, allow(ITEM_ACTIONS, arn_of(table), Condition=condition))
    may(user, batch_get_item={"RequestItems": {table: {"Keys": [key("mine"), key("ours")]}}})
    may_not(user, batch_get_item={"RequestItems": {table: {"Keys": [key("mine"), key("theirs")]}}})


def test_a_transaction_is_refused_for_one_action(server: Server, table: str) -> None:
    user = new_user(server, allow("dynamodb:PutItem", arn_of(table)))
    put = {"Put": {"TableName": table, "Item": key("mine")}}
    may(user, transact_write_items={"TransactItems": [put]})
    delete = {"Delete": {"TableName": table, "Key": {**key("mine"), "SongTitle": {"S": "two"}}}}
    with refused(DENIED) as told:
        user.client("dynamodb").transact_write_items(TransactItems=[put, delete])
    assert told[0] == (
        f"User: {user.arn} is not authorized to perform: dynamodb:DeleteItem on resource: {arn_of(table)} "
        "because no identity-based policy allows the dynamodb:DeleteItem action"
    )


def test_a_number_is_the_same_key_however_it_is_written(server: Server) -> None:
    dynamodb = server.client("dynamodb")
    table = create_music(
        dynamodb,
        AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "N"}],
        KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
    )
    forbidden = {"ForAnyValue:StringEquals": {"dynamodb:LeadingKeys": ["7"]}}
    user = new_user(server, allow("dynamodb:*"), deny("dynamodb:*", Condition=forbidden))
    may(user, get_item={"TableName": table, "Key": {"Id": {"N": "8"}}})
    why = "with an explicit deny in an identity-based policy"
    for text in ("7", "7.0", "0.7e1"):
        may_not(user, why, get_item={"TableName": table, "Key": {"Id": {"N": text}}})


@pytest.fixture(scope="module")
def limited(server: Server, table: str) -> Signer:
    """A user with the guide's policy that limits access to specific attributes."""
    actions = [f"dynamodb:{name}" for name in ("UpdateItem", "GetItem", "Query", "BatchGetItem", "Scan")]
    condition = {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": ["Artist", "SongTitle", "Album", "Notes"]},
        "StringEqualsIfExists": {
            "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
            "dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"],
        },
    }
    return new_user(server, allow(actions, [arn_of(table), f"{arn_of(table)}/index/*"], Condition=condition))


def test_named_attributes_are_read(limited: Signer, table: str) -> None:
    names = {"#s": "SongTitle"}
    may(
        limited,
        get_item={
            "TableName": table,
            "Key": key("a"),
            "ProjectionExpression": "Notes.Title, #s",
            "ExpressionAttributeNames": names,
        },
        scan={"TableName": table, "AttributesToGet": ["Album"]},
        batch_get_item={"RequestItems": {table: {"Keys": [key("a")], "ProjectionExpression": "Album"}}},
        query={
            "TableName": table,
            "KeyConditionExpression": "Artist = :a",
            "FilterExpression": "size(Album) > :z",
            "ProjectionExpression": "Artist",
            "ExpressionAttributeValues": {":a": {"S": "a"}, ":z": {"N": "0"}},
        },
    )


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"ProjectionExpression": "Album, Price"},
        {"ProjectionExpression": "Album, #p.Euro", "ExpressionAttributeNames": {"#p": "Price"}},
        {"AttributesToGet": ["Price"]},
    ],
)
def test_all_or_other_attributes_are_not(limited: Signer, table: str, parameters: Any) -> None:
    may_not(limited, get_item={"TableName": table, "Key": key("a"), **parameters})
    may_not(limited, batch_get_item={"RequestItems": {table: {"Keys": [key("a")], **parameters}}})
    may_not(limited, scan={"TableName": table, **parameters})


def test_an_attribute_in_a_filter_counts(limited: Signer, table: str) -> None:
    values = {":v": {"N": "0"}}
    asked = {"TableName": table, "ProjectionExpression": "Album", "ExpressionAttributeValues": values}
    may(limited, scan={**asked, "FilterExpression": "contains(Album, :v)"})
    may_not(limited, scan={**asked, "FilterExpression": "Album = :v OR NOT attribute_type(Price, :v)"})
    may_not(
        limited,
        scan={
            "TableName": table,
            "AttributesToGet": ["Album"],
            "ScanFilter": {"Price": {"ComparisonOperator": "NULL"}},
        },
    )


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("SET Album = :v", True),
        ("SET Album = if_not_exists(SongTitle, :v)", True),
        ("SET Album = if_not_exists(Price, :v)", False),
        ("SET Price = :v", False),
        ("REMOVE Album, Price", False),
        ("REMOVE Album", True),
        ("ADD Price :v", False),
    ],
)
def test_updates(limited: Signer, table: str, expression: str, allowed: bool) -> None:
    check = may if allowed else may_not
    values = {"ExpressionAttributeValues": {":v": {"S": "1"}}} if ":v" in expression else {}
    artist = {**key("updated"), "SongTitle": {"S": expression}}
    check(limited, update_item={"TableName": table, "Key": artist, "UpdateExpression": expression, **values})


def test_what_an_update_returns(limited: Signer, table: str) -> None:
    asked = {"TableName": table, "Key": key("b"), "AttributeUpdates": {}}
    may(limited, update_item={**asked, "ReturnValues": "UPDATED_NEW"})
    may_not(limited, update_item={**asked, "ReturnValues": "ALL_NEW"})
    asked = {"TableName": table, "Key": key("b"), "UpdateExpression": "REMOVE Album"}
    may_not(limited, update_item={**asked, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"})


def test_conditions_of_updates(limited: Signer, table: str) -> None:
    asked = {"TableName": table, "Key": key("b"), "UpdateExpression": "REMOVE Album"}
    may(limited, update_item={**asked, "ConditionExpression": "attribute_not_exists(Album)"})
    may_not(limited, update_item={**asked, "ConditionExpression": "attribute_not_exists(Price)"})
    old = {"TableName": table, "Key": key("b"), "AttributeUpdates": {}}
    may_not(limited, update_item={**old, "Expected": {"Price": {"Exists": False}}})


def test_a_wrong_expression_is_told_as_such(limited: Signer, table: str) -> None:
    with refused("ValidationException") as told:
        limited.client("dynamodb").get_item(TableName=table, Key=key("a"), ProjectionExpression="Album,")
    assert told[0].startswith("Invalid ProjectionExpression: Syntax error")


def test_select_has_the_value_that_a_request_implies(server: Server, table: str) -> None:
    user = new_user(server)
    resources = [arn_of(table), f"{arn_of(table)}/index/ByAlbum"]

    def selecting(value: str) -> None:
        condition = {"StringEquals": {"dynamodb:Select": value}}
        user.may(allow(["dynamodb:Scan", "dynamodb:GetItem"], resources, Condition=condition))

    selecting("ALL_ATTRIBUTES")
    may(user, scan={"TableName": table}, get_item={"TableName": table, "Key": key("a")})
    may_not(user, scan={"TableName": table, "Select": "COUNT"})
    selecting("COUNT")
    may(user, scan={"TableName": table, "Select": "COUNT"})
    may_not(user, scan={"TableName": table})
    selecting("ALL_PROJECTED_ATTRIBUTES")
    may_not(user, scan={"TableName": table, "IndexName": "ByAlbum", "Select": "COUNT"})


def test_consumed_capacity_may_be_forbidden(server: Server, table: str) -> None:
    condition = {"StringEquals": {"dynamodb:ReturnConsumedCapacity": "NONE"}}
    user = new_user(server, allow("dynamodb:GetItem", arn_of(table), Condition=condition))
    asked = {"TableName": table, "Key": key("a")}
    may(user, get_item=asked)
    may_not(user, get_item={**asked, "ReturnConsumedCapacity": "TOTAL"})
    get = {"TransactItems": [{"Get": asked}]}
    may(user, transact_get_items=get)
    may_not(user, transact_get_items={**get, "ReturnConsumedCapacity": "TOTAL"})


def test_writing_within_transactions_only(server: Server, table: str) -> None:
    condition = {"StringEquals": {"dynamodb:EnclosingOperation": "TransactWriteItems"}}
    user = new_user(server, allow("dynamodb:PutItem", arn_of(table), Condition=condition))
    may(user, transact_write_items={"TransactItems": [{"Put": {"TableName": table, "Item": key("a")}}]})
    may_not(user, put_item={"TableName": table, "Item": key("a")})


def test_reading_an_index_is_a_permission_of_its_own(server: Server, table: str) -> None:
    user = new_user(server, allow("dynamodb:Query", f"{arn_of(table)}/index/ByAlbum"))
    values = {"ExpressionAttributeValues": {":a": {"S": "a"}}}
    asked = {"TableName": table, "KeyConditionExpression": "Artist = :a", **values}
    may_not(user, query=asked)
    with refused(DENIED) as told:
        user.client("dynamodb").query(**asked, IndexName="Other")
    assert told[0] == (
        f"User: {user.arn} is not authorized to perform: dynamodb:Query on resource: "
        f"{arn_of(table)}/index/Other because no identity-based policy allows the dynamodb:Query action"
    )


def test_tables_by_their_tags(server: Server) -> None:
    blue = {"StringEquals": {"aws:ResourceTag/team": "blue"}}
    user = new_user(server, allow(["dynamodb:GetItem", "dynamodb:UntagResource"], Condition=blue))
    dynamodb = server.client("dynamodb")
    mine, other = (create_music(dynamodb, Tags=[{"Key": "team", "Value": team}]) for team in ("blue", "red"))
    may(user, get_item={"TableName": mine, "Key": key("a")})
    may_not(user, get_item={"TableName": other, "Key": key("a")})
    may(user, untag_resource={"ResourceArn": arn_of(mine), "TagKeys": ["team"]})
    may_not(user, get_item={"TableName": mine, "Key": key("a")})


def test_tags_of_the_request(server: Server, table: str) -> None:
    condition = {
        "StringEquals": {"aws:RequestTag/team": "blue"},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "cost"]},
    }
    user = new_user(server, allow("dynamodb:TagResource", Condition=condition))

    def tags(**values: str) -> dict[str, Any]:
        named = [{"Key": name, "Value": value} for name, value in values.items()]
        return {"ResourceArn": arn_of(table), "Tags": named}

    may(user, tag_resource=tags(team="blue", cost="1"))
    may_not(user, tag_resource=tags(team="red"))
    may_not(user, tag_resource=tags(team="blue", owner="me"))


def test_a_table_with_tags_and_a_policy_is_made_by_who_may_set_them(server: Server) -> None:
    user = new_user(server, allow("dynamodb:CreateTable"))
    dynamodb = user.client("dynamodb")
    with refused(DENIED) as told:
        create_music(dynamodb, Tags=[{"Key": "team", "Value": "blue"}])
    assert "dynamodb:TagResource on resource" in told[0]
    user.may(allow(["dynamodb:CreateTable", "dynamodb:TagResource", "dynamodb:DescribeTable"]))
    create_music(dynamodb, Tags=[{"Key": "team", "Value": "blue"}])


def test_an_arn_of_another_spelling_is_the_same_table(server: Server, table: str) -> None:
    user = new_user(server, allow("dynamodb:*"), deny("dynamodb:*", arn_of(table)))
    why = "with an explicit deny in an identity-based policy"
    for spelled in (table, arn_of(table), f"{arn_of(table)}/"):
        may_not(
            user, why, describe_table={"TableName": spelled}, get_item={"TableName": spelled, "Key": key("a")}
        )


@pytest.mark.parametrize(
    ("operation", "parameters", "resource"),
    [
        ("describe_backup", {"BackupArn": "{table}/backup/01-abc"}, "{table}/backup/01-abc"),
        ("delete_backup", {"BackupArn": "{table}/backup/01-abc"}, "{table}/backup/01-abc"),
        ("describe_export", {"ExportArn": "{table}/export/01-abc"}, "{table}/export/01-abc"),
        ("list_tags_of_resource", {"ResourceArn": "{table}"}, "{table}"),
        ("get_resource_policy", {"ResourceArn": "{table}/stream/2026"}, "{table}/stream/2026"),
        ("export_table_to_point_in_time", {"TableArn": "{table}", "S3Bucket": "bucket"}, "{table}"),
        (
            "restore_table_to_point_in_time",
            {"SourceTableArn": "{table}", "TargetTableName": "target", "UseLatestRestorableTime": True},
            "{table}",
        ),
        (
            "describe_global_table",
            {"GlobalTableName": "global"},
            f"arn:aws:dynamodb::{ACCOUNT}:global-table/global",
        ),
        ("list_tables", {}, f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/*"),
        ("list_backups", {"TableName": "any"}, "*"),
    ],
)
def test_what_a_request_names_is_what_is_decided_on(
    server: Server, table: str, operation: str, parameters: dict[str, Any], resource: str
) -> None:
    user = new_user(server)
    given = {
        name: value.replace("{table}", arn_of(table)) if isinstance(value, str) else value
        for name, value in parameters.items()
    }
    action = f"dynamodb:{''.join(word.capitalize() for word in operation.split('_'))}"
    with refused(DENIED) as told:
        getattr(user.client("dynamodb"), operation)(**given)
    assert told[0] == (
        f"User: {user.arn} is not authorized to perform: {action} on resource: "
        f"{resource.replace('{table}', arn_of(table))} "
        f"because no identity-based policy allows the {action} action"
    )


def test_the_leading_key_of_an_index_is_the_indexs(server: Server) -> None:
    dynamodb = server.client("dynamodb")
    by_album = {
        "IndexName": "ByAlbum",
        "KeySchema": [{"AttributeName": "Album", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    }
    names = ("Artist", "SongTitle", "Album")
    table = create_music(
        dynamodb,
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        GlobalSecondaryIndexes=[by_album],
    )
    dynamodb.put_item(TableName=table, Item={**key("theirs"), "Album": {"S": "mine"}})
    own = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "mine"}}
    user = new_user(server, allow("dynamodb:Query", f"{arn_of(table)}/index/*", Condition=own))

    def asked(album: str) -> dict[str, Any]:
        values = {"ExpressionAttributeValues": {":a": {"S": album}}}
        return {"TableName": table, "IndexName": "ByAlbum", "KeyConditionExpression": "Album = :a", **values}

    assert user.client("dynamodb").query(**asked("mine"))["Count"] == 1
    may_not(user, query=asked("theirs"))


def test_updates_of_certain_attributes_are_prevented(server: Server, table: str) -> None:
    condition = {
        "ForAllValues:StringNotLike": {"dynamodb:Attributes": ["FreeGames*", "BossLevelUnlocked"]},
        "StringEquals": {"dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"]},
    }
    user = new_user(server, allow("dynamodb:UpdateItem", arn_of(table), Condition=condition))
    asked = {"TableName": table, "Key": key("player"), "ExpressionAttributeValues": {":v": {"N": "1"}}}
    may(user, update_item={**asked, "UpdateExpression": "SET Score = :v"})
    may_not(user, update_item={**asked, "UpdateExpression": "SET BossLevelUnlocked = :v"})
    may_not(user, update_item={**asked, "UpdateExpression": "SET Score = :v, FreeGamesAvailable.Chess = :v"})
    may_not(user, update_item={**asked, "UpdateExpression": "SET Score = :v", "ReturnValues": "ALL_NEW"})
