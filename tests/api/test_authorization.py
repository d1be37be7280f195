"""What an IAM user may do with tables: what its policies allow, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from api.tables import create_music, song, song_key
from server import Server


def user_client(server: Server, service: str, name: str, policy: dict[str, Any] | None) -> Any:
    """A client of a new IAM user with one inline policy, or none."""
    iam = server.client("iam")
    iam.create_user(UserName=name)
    if policy is not None:
        document = json.dumps({"Version": "2012-10-17", "Statement": [policy]})
        iam.put_user_policy(UserName=name, PolicyName="it", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return boto3.Session().client(
        service,
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        config=Config(retries={"total_max_attempts": 1}),
    )


def denied(call: Any, **parameters: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    error = refused.value.response["Error"]
    assert error["Code"] == "AccessDeniedException"
    return str(error["Message"])


def test_a_user_without_policies_may_do_nothing(fresh_server: Any) -> None:
    server: Server = fresh_server()
    name = create_music(server.client("dynamodb"))
    alice = user_client(server, "dynamodb", "alice", None)
    arn = f"arn:aws:dynamodb:us-east-1:123456789012:table/{name}"
    assert denied(alice.get_item, TableName=name, Key=song_key("one")) == (
        "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: dynamodb:GetItem on "
        f"resource: {arn} because no identity-based policy allows the dynamodb:GetItem action"
    )
    request = {"PutRequest": {"Item": song("one")}}
    check = {
        "ConditionCheck": {"TableName": name, "Key": song_key("one"), "ConditionExpression": "size(a) > :z"}
    }
    assert "dynamodb:BatchWriteItem" in denied(alice.batch_write_item, RequestItems={name: [request]})
    assert "dynamodb:ConditionCheckItem" in denied(alice.transact_write_items, TransactItems=[check])
    assert denied(alice.list_tables) == (
        "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: dynamodb:ListTables on "
        "resource: arn:aws:dynamodb:us-east-1:123456789012:table/* because no identity-based policy allows the "
        "dynamodb:ListTables action"
    )


def test_a_policy_lets_a_user_do_what_it_names_on_what_it_names(fresh_server: Any) -> None:
    server: Server = fresh_server()
    root = server.client("dynamodb")
    mine, other = create_music(root), create_music(root)
    allow = {"Effect": "Allow", "Action": ["dynamodb:PutItem", "dynamodb:GetItem"]}
    arn = f"arn:aws:dynamodb:us-east-1:123456789012:table/{mine}"
    bob = user_client(server, "dynamodb", "bob", {**allow, "Resource": arn})
    bob.put_item(TableName=mine, Item=song("one"))
    assert bob.get_item(TableName=mine, Key=song_key("one"))["Item"] == song("one")
    assert "dynamodb:PutItem" in denied(bob.put_item, TableName=other, Item=song("one"))
    assert "dynamodb:Scan" in denied(bob.scan, TableName=mine)
    action = {"Put": {"TableName": mine, "Item": song("two")}}
    bob.transact_write_items(TransactItems=[action])
    action["Put"]["TableName"] = other
    assert "dynamodb:PutItem" in denied(bob.transact_write_items, TransactItems=[action])
