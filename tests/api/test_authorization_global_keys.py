"""The condition keys that every request has, with every service.

Source: IAM User Guide, "AWS global condition context keys".
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from api.principals import ACCOUNT, Signer, allow, assumed, new_role, new_user, refused
from api.tables import create_music, song, under_key
from server import Server

CALLS: dict[str, tuple[str, str]] = {
    "dynamodb": ("dynamodb:ListTables", "list_tables"),
    "kms": ("kms:ListKeys", "list_keys"),
    "iam": ("iam:ListUsers", "list_users"),
    "cloudtrail": ("cloudtrail:LookupEvents", "lookup_events"),
}
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/of-the-global-keys"
Conditions = dict[str, Any]


def is_allowed(signer: Signer, service: str) -> bool:
    client = signer.client(service)
    try:
        getattr(client, CALLS[service][1])()
    except client.exceptions.ClientError as error:
        code = error.response["Error"]["Code"]
        assert code in ("AccessDenied", "AccessDeniedException"), code
        return False
    return True


@pytest.fixture(scope="module")
def user(server: Server) -> Signer:
    user = new_user(server)
    server.client("iam").tag_user(UserName=user.name, Tags=[{"Key": "team", "Value": "blue"}])
    return user


@pytest.fixture(scope="module")
def session(server: Server, user: Signer) -> Callable[..., Signer]:
    """``session(conditions)``: a session of the one role, whose policy has these conditions."""
    role = new_role(server, user.arn, allow("sts:GetCallerIdentity"), name="of-the-global-keys")
    iam = server.client("iam")
    trust = iam.get_role(RoleName="of-the-global-keys")["Role"]["AssumeRolePolicyDocument"]
    trust["Statement"][0]["Action"] = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    iam.update_assume_role_policy(RoleName="of-the-global-keys", PolicyDocument=json.dumps(trust))
    user.may(allow("sts:*"))
    made = assumed(user, role, Tags=[{"Key": "project", "Value": "music"}], SourceIdentity="somebody")

    def with_conditions(conditions: Conditions) -> Signer:
        document = {"Version": "2012-10-17", "Statement": [statement(conditions)]}
        iam.put_role_policy(
            RoleName="of-the-global-keys", PolicyName="test", PolicyDocument=json.dumps(document)
        )
        return made

    return with_conditions


def statement(conditions: Conditions) -> dict[str, Any]:
    return allow([action for action, _ in CALLS.values()], Condition=conditions)


ABSENT = ("aws:MultiFactorAuthPresent", "aws:TokenIssueTime", "aws:CalledVia", "aws:PrincipalOrgID")


@pytest.mark.parametrize(
    ("key", "operator", "fitting", "other"),
    [
        ("aws:PrincipalArn", "ArnEquals", "{arn}", "arn:aws:iam::123456789012:user/other"),
        ("aws:PrincipalAccount", "StringEquals", ACCOUNT, "444455556666"),
        ("aws:PrincipalType", "StringEquals", "User", "AssumedRole"),
        ("aws:PrincipalTag/team", "StringEquals", "blue", "red"),
        ("aws:PrincipalIsAWSService", "Bool", "false", "true"),
        ("aws:username", "StringEquals", "{name}", "other"),
        ("aws:userid", "StringEquals", "{id}", "AIDAOTHER"),
        ("aws:SourceIp", "IpAddress", "127.0.0.0/8", "10.0.0.0/8"),
        ("aws:SecureTransport", "Bool", "false", "true"),
        ("aws:RequestedRegion", "StringEquals", "us-east-1", "eu-west-1"),
        ("aws:CurrentTime", "DateGreaterThan", "2020-01-01T00:00:00Z", "2120-01-01T00:00:00Z"),
        ("aws:EpochTime", "NumericGreaterThan", "1577836800", "4733510400"),
        ("aws:UserAgent", "StringLike", "Boto3/*", "aws-cli/*"),
        ("aws:ViaAWSService", "Bool", "false", "true"),
        ("aws:ResourceAccount", "StringEquals", ACCOUNT, "444455556666"),
        *((key, "Null", "true", "false") for key in ABSENT),
    ],
)
def test_of_a_user(server: Server, user: Signer, key: str, operator: str, fitting: str, other: str) -> None:
    known = server.client("iam").get_user(UserName=user.name)["User"]
    filled = fitting.format(arn=user.arn, name=user.name, id=known["UserId"])
    for value, expected in ((filled, True), (other, False)):
        user.may(statement({operator: {key: value}}), allow("sts:*"))
        assert {service: is_allowed(user, service) for service in CALLS} == dict.fromkeys(CALLS, expected)


@pytest.mark.parametrize(
    ("key", "operator", "fitting", "other"),
    [
        ("aws:PrincipalArn", "ArnEquals", ROLE_ARN, f"{ROLE_ARN}s"),
        ("aws:PrincipalType", "StringEquals", "AssumedRole", "User"),
        ("aws:PrincipalTag/project", "StringEquals", "music", "films"),
        ("aws:userid", "StringLike", "AROA*:session", "AROA*:other"),
        ("aws:username", "Null", "true", "false"),
        ("aws:MultiFactorAuthPresent", "Bool", "false", "true"),
        ("aws:TokenIssueTime", "DateGreaterThan", "2020-01-01T00:00:00Z", "2120-01-01T00:00:00Z"),
        ("aws:SourceIdentity", "StringEquals", "somebody", "else"),
    ],
)
def test_of_a_session(
    session: Callable[..., Signer], key: str, operator: str, fitting: str, other: str
) -> None:
    for value, expected in ((fitting, True), (other, False)):
        signer = session({operator: {key: value}})
        assert {service: is_allowed(signer, service) for service in CALLS} == dict.fromkeys(CALLS, expected)


@pytest.mark.parametrize(
    ("key", "operator", "value", "expected"),
    [
        ("aws:ViaAWSService", "Bool", "true", True),
        ("aws:CalledVia", "ForAnyValue:StringEquals", "dynamodb.amazonaws.com", True),
        ("aws:CalledViaFirst", "StringEquals", "dynamodb.amazonaws.com", True),
        ("aws:CalledViaLast", "StringEquals", "dynamodb.amazonaws.com", True),
        ("aws:SourceIp", "Null", "true", True),
        ("aws:SourceIp", "IpAddress", "127.0.0.0/8", False),
    ],
)
def test_of_what_dynamodb_asks_of_kms_for_a_caller(
    fresh_table: tuple[Server, str, str], key: str, operator: str, value: str, expected: bool
) -> None:
    server, table, kms_key = fresh_table
    user = new_user(
        server, allow("dynamodb:*"), allow("kms:Decrypt", kms_key, Condition={operator: {key: value}})
    )
    client = user.client("dynamodb")
    if expected:
        client.put_item(TableName=table, Item=song("one"))
        return
    with refused("AccessDeniedException") as told:
        client.put_item(TableName=table, Item=song("one"))
    assert told[0].startswith("KMS key access denied error: ")


@pytest.fixture(scope="module")
def fresh_table(server: Server) -> tuple[Server, str, str]:
    """A table under a customer managed key: the server, the table's name, the key's ARN."""
    key = server.client("kms").create_key()["KeyMetadata"]["Arn"]
    return server, create_music(server.client("dynamodb"), SSESpecification=under_key(key)), key
