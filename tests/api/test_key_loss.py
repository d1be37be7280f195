"""Losing a table's key and getting it back: disable, delete, revoke, restart; through boto3."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.tables import create_music, song, song_key, sse_description, table_name, under_key, wait_for_status
from server import Server

DAY = 86_400


def outcome(call: Callable[..., Any], **parameters: Any) -> str:
    """``ok``, or the error code of a call."""
    try:
        call(**parameters)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "ok"


def item_calls(dynamodb: Any, name: str) -> dict[str, Callable[[], Any]]:
    """One call of every operation that touches items."""
    values = {":a": {"S": "No One You Know"}}
    request = {"PutRequest": {"Item": song("two")}}
    return {
        "get": lambda: dynamodb.get_item(TableName=name, Key=song_key("one")),
        "put": lambda: dynamodb.put_item(TableName=name, Item=song("two")),
        "update": lambda: dynamodb.update_item(TableName=name, Key=song_key("one")),
        "delete": lambda: dynamodb.delete_item(TableName=name, Key=song_key("two")),
        "query": lambda: dynamodb.query(
            TableName=name, KeyConditionExpression="Artist = :a", ExpressionAttributeValues=values
        ),
        "scan": lambda: dynamodb.scan(TableName=name),
        "batch get": lambda: dynamodb.batch_get_item(RequestItems={name: {"Keys": [song_key("one")]}}),
        "batch write": lambda: dynamodb.batch_write_item(RequestItems={name: [request]}),
    }


def test_without_a_cache_a_disabled_key_stops_every_item_call_at_once(fresh_server: Any) -> None:
    server: Server = fresh_server(table_key_cache=0)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]
    name = create_music(dynamodb, SSESpecification=under_key(key["Arn"]))
    dynamodb.put_item(TableName=name, Item=song("one"))
    kms.disable_key(KeyId=key["KeyId"])
    for operation, call in item_calls(dynamodb, name).items():
        with pytest.raises(ClientError) as refused:
            call()
        error = refused.value.response["Error"]
        assert error["Code"] == "ValidationException", operation
        assert error["Message"].startswith(
            "KMS key disabled error: com.amazonaws.services.kms.model.DisabledException: "
            f"{key['Arn']} is disabled. (Service: AWSKMS; Status Code: 400; Error Code: DisabledException; "
        ), operation
    assert dynamodb.describe_table(TableName=name)["Table"]["TableStatus"] == "ACTIVE"
    kms.enable_key(KeyId=key["KeyId"])
    assert dynamodb.get_item(TableName=name, Key=song_key("one"))["Item"] == song("one")
    assert [call() is not None for call in item_calls(dynamodb, name).values()] == [True] * 8


def test_a_cached_table_key_serves_until_it_expires(fresh_server: Any) -> None:
    server: Server = fresh_server(table_key_cache=300, rehearsal=True)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]
    name = create_music(dynamodb, SSESpecification=under_key(key["Arn"]))
    dynamodb.put_item(TableName=name, Item=song("one"))
    kms.disable_key(KeyId=key["KeyId"])
    assert dynamodb.get_item(TableName=name, Key=song_key("one"))["Item"] == song("one")
    server.advance(301)
    assert outcome(dynamodb.get_item, TableName=name, Key=song_key("one")) == "ValidationException"


def test_the_background_check_marks_the_table_and_takes_the_mark_away(fresh_server: Any) -> None:
    server: Server = fresh_server(table_key_cache=0, key_check=0.2)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]
    name = create_music(dynamodb, SSESpecification=under_key(key["Arn"]))
    owned = create_music(dynamodb)
    kms.disable_key(KeyId=key["KeyId"])
    wait_for_status(dynamodb, name, "INACCESSIBLE_ENCRYPTION_CREDENTIALS")
    sse = sse_description(dynamodb, name)
    assert sse is not None
    since = sse.pop("InaccessibleEncryptionDateTime").timestamp()
    assert abs(since - time.time()) < 30
    assert sse == {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key["Arn"]}
    assert dynamodb.describe_table(TableName=owned)["Table"]["TableStatus"] == "ACTIVE"
    assert outcome(dynamodb.update_table, TableName=name, DeletionProtectionEnabled=True) == "ok"
    for specification in ({"Enabled": False}, {"Enabled": True}):
        with pytest.raises(ClientError, match="is disabled"):
            dynamodb.update_table(TableName=name, SSESpecification=specification)
    kms.enable_key(KeyId=key["KeyId"])
    wait_for_status(dynamodb, name, "ACTIVE")
    sse = sse_description(dynamodb, name)
    assert sse == {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key["Arn"]}


def test_a_restart_has_no_cached_key(fresh_server: Any) -> None:
    server: Server = fresh_server(table_key_cache=300)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]
    name = create_music(dynamodb, SSESpecification=under_key(key["Arn"]))
    dynamodb.put_item(TableName=name, Item=song("one"))
    kms.disable_key(KeyId=key["KeyId"])
    assert outcome(dynamodb.get_item, TableName=name, Key=song_key("one")) == "ok"
    server.restart()
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    assert outcome(dynamodb.get_item, TableName=name, Key=song_key("one")) == "ValidationException"
    assert sse_description(dynamodb, name) is not None
    kms.enable_key(KeyId=key["KeyId"])
    assert dynamodb.get_item(TableName=name, Key=song_key("one"))["Item"] == song("one")


def test_a_revoked_grant_makes_the_table_inaccessible_and_another_key_heals_it(fresh_server: Any) -> None:
    server: Server = fresh_server(table_key_cache=0, key_check=0.2)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key, other = (kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    name = create_music(dynamodb, SSESpecification=under_key(key))
    dynamodb.put_item(TableName=name, Item=song("one"))
    for grant in kms.list_grants(KeyId=key)["Grants"]:
        kms.revoke_grant(KeyId=key, GrantId=grant["GrantId"])
    wait_for_status(dynamodb, name, "INACCESSIBLE_ENCRYPTION_CREDENTIALS")
    dynamodb.update_table(TableName=name, SSESpecification=under_key(other))
    wait_for_status(dynamodb, name, "ACTIVE")
    assert dynamodb.get_item(TableName=name, Key=song_key("one"))["Item"] == song("one")


def test_a_deleted_key_leaves_data_that_nobody_can_read(fresh_server: Any) -> None:
    server: Server = fresh_server(rehearsal=True, table_key_cache=300, key_check=3600)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    name = create_music(dynamodb, SSESpecification=under_key(key))
    dynamodb.put_item(TableName=name, Item=song("one"))
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    server.advance(3601)
    wait_for_status(dynamodb, name, "INACCESSIBLE_ENCRYPTION_CREDENTIALS")
    with pytest.raises(ClientError, match="is pending deletion"):
        dynamodb.get_item(TableName=name, Key=song_key("one"))
    kms.cancel_key_deletion(KeyId=key)
    kms.enable_key(KeyId=key)
    assert dynamodb.get_item(TableName=name, Key=song_key("one"))["Item"] == song("one")
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    server.advance(8 * DAY)
    with pytest.raises(ClientError, match="does not exist"):
        dynamodb.get_item(TableName=name, Key=song_key("one"))
    assert outcome(kms.cancel_key_deletion, KeyId=key) == "NotFoundException"
    assert outcome(dynamodb.update_table, TableName=name, SSESpecification={"Enabled": False}) != "ok"
    server.restart()
    dynamodb = server.client("dynamodb")
    assert outcome(dynamodb.scan, TableName=name) == "AccessDeniedException"
    assert outcome(dynamodb.delete_table, TableName=name) == "ok"
    assert create_music(dynamodb, table_name())


def test_a_key_policy_that_loses_its_statement_denies_the_tables_users(fresh_server: Any) -> None:
    server: Server = fresh_server(table_key_cache=0)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    name = create_music(dynamodb, SSESpecification=under_key(key))
    policy = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},'
        '"Action":["kms:PutKeyPolicy","kms:DescribeKey"],"Resource":"*"}]}'
    )
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    with pytest.raises(ClientError) as refused:
        dynamodb.put_item(TableName=name, Item=song("one"))
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
