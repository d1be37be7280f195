"""What names a user or a role follows it when it is renamed or deleted, and knows nobody of the same name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.principals import ACCOUNT, Signer, allow, assumed, new_role, new_user, policy, refused
from api.tables import create_music
from server import Server

ROOT = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "*", "Resource": "*"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: Any) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("renamed"), transition_seconds=0).start()
    yield server
    server.stop()


def to(principal: str, action: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Resource": "*", **more}


def user_id(server: Server, name: str) -> str:
    found: str = server.client("iam").get_user(UserName=name)["User"]["UserId"]
    return found


def delete_user(server: Server, user: Signer) -> None:
    iam = server.client("iam")
    iam.delete_access_key(UserName=user.name, AccessKeyId=user.key[0])
    iam.delete_user(UserName=user.name)


def test_a_new_user_of_the_same_name_gets_nothing_of_a_deleted_one(server: Server) -> None:
    kms, iam, dynamodb = server.client("kms"), server.client("iam"), server.client("dynamodb")
    bob = new_user(server, name="Bob")
    bob_id = user_id(server, "Bob")
    key = kms.create_key(Policy=policy(ROOT, to(bob.arn, "kms:DescribeKey")))["KeyMetadata"]["Arn"]
    kms.create_grant(KeyId=key, GranteePrincipal=bob.arn, Operations=["Encrypt"], Name="bobs")
    role = new_role(server, bob.arn)
    table = create_music(dynamodb)
    table_arn = dynamodb.describe_table(TableName=table)["Table"]["TableArn"]
    dynamodb.put_resource_policy(
        ResourceArn=table_arn, Policy=policy(to(bob.arn, "dynamodb:Scan", Resource=table_arn))
    )

    def attempts(user: Signer) -> list[Any]:
        return [
            lambda: user.client("kms").describe_key(KeyId=key),
            lambda: user.client("kms").encrypt(KeyId=key, Plaintext=b"x"),
            lambda: assumed(user, role),
            lambda: user.client("dynamodb").scan(TableName=table),
        ]

    for attempt in attempts(bob):
        attempt()
    delete_user(server, bob)
    key_policy = kms.get_key_policy(KeyId=key)["Policy"]
    for document in (key_policy, dynamodb.get_resource_policy(ResourceArn=table_arn)["Policy"]):
        assert bob_id in document
        assert bob.arn not in document
    trust = iam.get_role(RoleName=role.rpartition("/")[2])["Role"]["AssumeRolePolicyDocument"]
    assert trust["Statement"][0]["Principal"] == {"AWS": bob_id}
    (grant,) = kms.list_grants(KeyId=key)["Grants"]
    assert grant["GranteePrincipal"] == bob_id
    again = new_user(server, name="Bob")
    for attempt in attempts(again):
        with pytest.raises(ClientError, match=r"AccessDenied"):
            attempt()
    with refused(
        "MalformedPolicyDocumentException", "Policy contains a statement with one or more invalid principals."
    ):
        kms.put_key_policy(KeyId=key, Policy=key_policy)


def test_a_renamed_user_keeps_what_it_may(server: Server) -> None:
    kms, iam = server.client("kms"), server.client("iam")
    carol = new_user(server, name="Carol")
    key = kms.create_key(Policy=policy(ROOT, to(carol.arn, "kms:DescribeKey")))["KeyMetadata"]["Arn"]
    iam.update_user(UserName="Carol", NewUserName="Caroline", NewPath="/staff/")
    assert carol.client("kms").describe_key(KeyId=key)["KeyMetadata"]["Arn"] == key
    arn = f"arn:aws:iam::{ACCOUNT}:user/staff/Caroline"
    assert arn in kms.get_key_policy(KeyId=key)["Policy"]


def test_sessions_of_a_new_role_get_nothing_of_a_deleted_one(server: Server) -> None:
    kms, iam = server.client("kms"), server.client("iam")
    dave = new_user(server, allow("sts:AssumeRole"))
    role = new_role(server, f"arn:aws:iam::{ACCOUNT}:root", name="Reader")
    key = kms.create_key(Policy=policy(ROOT, to(role, "kms:DescribeKey")))["KeyMetadata"]["Arn"]
    assumed(dave, role).client("kms").describe_key(KeyId=key)
    iam.delete_role(RoleName="Reader")
    new_role(server, f"arn:aws:iam::{ACCOUNT}:root", name="Reader")
    with refused("AccessDeniedException"):
        assumed(dave, role).client("kms").describe_key(KeyId=key)
