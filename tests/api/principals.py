"""Users and roles for tests, made by the account's root user, and their clients."""

from __future__ import annotations

import configparser
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from server import Server

ACCOUNT = "123456789012"
_numbers = count(1)


def policy(*statements: dict[str, Any]) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    """A statement of an identity-based policy that allows; ``Condition`` and other elements are keywords."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    """A statement that denies."""
    return {**allow(action, resource, **more), "Effect": "Deny"}


def root_key_pair(server: Server) -> tuple[str, str]:
    """The root user's access key in the file that a server in iam mode wrote."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(server.root_credentials)
    section = parser["default"]
    return section["aws_access_key_id"], section["aws_secret_access_key"]


class Signer:
    """Somebody with an access key: ``signer.client("dynamodb")``."""

    def __init__(self, server: Server, name: str, arn: str, *key: str) -> None:
        self.server = server
        self.name = name
        self.arn = arn
        self.key = key

    def client(self, service: str, *, region: str = "us-east-1") -> Any:
        access_key_id, secret, *token = self.key
        return boto3.Session().client(
            service,
            endpoint_url=self.server.endpoint,
            region_name=region,
            aws_access_key_id=access_key_id,
            aws_secret_access_key=secret,
            aws_session_token=token[0] if token else None,
            config=Config(retries={"total_max_attempts": 1}),
        )

    def may(self, *statements: dict[str, Any]) -> None:
        """Replace the user's inline policy."""
        iam = self.server.client("iam")
        iam.put_user_policy(UserName=self.name, PolicyName="test", PolicyDocument=policy(*statements))


def new_user(server: Server, *statements: dict[str, Any], name: str | None = None) -> Signer:
    """A new user with an inline policy of these statements, and its access key."""
    iam = server.client("iam")
    name = name or f"user-{next(_numbers)}"
    arn = iam.create_user(UserName=name)["User"]["Arn"]
    key = iam.create_access_key(UserName=name)["AccessKey"]
    signer = Signer(server, name, arn, key["AccessKeyId"], key["SecretAccessKey"])
    if statements:
        signer.may(*statements)
    return signer


def new_role(server: Server, trusted: str, *statements: dict[str, Any], name: str | None = None) -> str:
    """A new role that ``trusted`` (an ARN) may assume, with an inline policy: its ARN."""
    iam = server.client("iam")
    name = name or f"role-{next(_numbers)}"
    trust = policy({"Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole"})
    arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    if statements:
        iam.put_role_policy(RoleName=name, PolicyName="test", PolicyDocument=policy(*statements))
    return arn


def assumed(signer: Signer, role_arn: str, **more: Any) -> Signer:
    """The session that the signer gets of a role."""
    answer = signer.client("sts").assume_role(RoleArn=role_arn, RoleSessionName="session", **more)
    made = answer["Credentials"]
    return Signer(
        signer.server,
        role_arn.rpartition("/")[2],
        answer["AssumedRoleUser"]["Arn"],
        made["AccessKeyId"],
        made["SecretAccessKey"],
        made["SessionToken"],
    )


@contextmanager
def refused(code: str, message: str | None = None) -> Iterator[list[str]]:
    """What is called inside is refused so; the list gets the message."""
    told: list[str] = []
    with pytest.raises(ClientError) as caught:
        yield told
    error = caught.value.response["Error"]
    told.append(error["Message"])
    assert error["Code"] == code, error
    if message is not None:
        assert error["Message"] == message
