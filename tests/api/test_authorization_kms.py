"""Who may use a KMS key: the key policy with IAM's policies, boundaries, sessions and grants."""

from __future__ import annotations

from typing import Any

import pytest

from api.kms_calls import OTHER_ACCOUNT, client_of
from api.principals import ACCOUNT, allow, assumed, deny, new_role, new_user, policy, refused
from server import Server

OWN = f"arn:aws:iam::{ACCOUNT}:root"
LINKED_ROLE = (
    f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/replication.dynamodb.amazonaws.com/"
    "AWSServiceRoleForDynamoDBReplication"
)


def lets(principal: str, action: Any = "kms:*", **more: Any) -> dict[str, Any]:
    """A statement of a key policy."""
    return {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Resource": "*", **more}


@pytest.fixture
def key(server: Server) -> str:
    """A key under the default policy, which lets IAM in: its ARN."""
    arn: str = server.client("kms").create_key()["KeyMetadata"]["Arn"]
    return arn


def denial(arn: str, action: str, resource: str, why: str) -> str:
    return f"User: {arn} is not authorized to perform: {action} on resource: {resource} {why}"


def test_a_user_needs_an_identity_policy(server: Server, key: str) -> None:
    user = new_user(server)
    why = "because no identity-based policy allows the kms:Encrypt action"
    with refused("AccessDeniedException", denial(user.arn, "kms:Encrypt", key, why)):
        user.client("kms").encrypt(KeyId=key, Plaintext=b"x")
    user.may(allow("kms:Encrypt", key))
    blob = user.client("kms").encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    with refused("AccessDeniedException"):
        user.client("kms").decrypt(CiphertextBlob=blob)


def test_a_denial_in_an_identity_policy_wins(server: Server, key: str) -> None:
    user = new_user(server, allow("kms:*"), deny("kms:DescribeKey", key))
    why = "with an explicit deny in an identity-based policy"
    with refused("AccessDeniedException", denial(user.arn, "kms:DescribeKey", key, why)):
        user.client("kms").describe_key(KeyId=key)


def test_an_identity_policy_counts_only_when_the_key_policy_lets_iam_in(server: Server) -> None:
    user, keeper = new_user(server, allow("kms:*")), new_user(server)
    document = policy(lets(keeper.arn))
    made = server.client("kms").create_key(Policy=document, BypassPolicyLockoutSafetyCheck=True)
    arn = made["KeyMetadata"]["Arn"]
    why = "because no resource-based policy allows the kms:DescribeKey action"
    with refused("AccessDeniedException", denial(user.arn, "kms:DescribeKey", arn, why)):
        user.client("kms").describe_key(KeyId=arn)
    assert keeper.client("kms").describe_key(KeyId=arn)["KeyMetadata"]["Arn"] == arn


def test_a_key_policy_that_names_a_user_suffices(server: Server, key: str) -> None:
    user = new_user(server)
    server.client("kms").put_key_policy(KeyId=key, Policy=policy(lets(OWN), lets(user.arn, "kms:Encrypt")))
    assert user.client("kms").encrypt(KeyId=key, Plaintext=b"x")["KeyId"] == key


def test_a_session_is_the_role_that_the_key_policy_names(server: Server, key: str) -> None:
    user = new_user(server, allow("sts:AssumeRole"))
    role = new_role(server, user.arn)
    session = assumed(user, role)
    with refused("AccessDeniedException"):
        session.client("kms").describe_key(KeyId=key)
    server.client("kms").put_key_policy(KeyId=key, Policy=policy(lets(OWN), lets(role, "kms:Describe*")))
    session.client("kms").describe_key(KeyId=key)


def test_a_session_policy_narrows_the_role(server: Server, key: str) -> None:
    user = new_user(server, allow("sts:AssumeRole"))
    role = new_role(server, user.arn, allow("kms:*"))
    session = assumed(user, role, Policy=policy(allow("kms:Encrypt")))
    blob = session.client("kms").encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    why = "because no session policy allows the kms:DescribeKey action"
    with refused("AccessDeniedException", denial(session.arn, "kms:DescribeKey", key, why)):
        session.client("kms").describe_key(KeyId=key)
    assert assumed(user, role).client("kms").decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"


def test_a_boundary_narrows_a_user(server: Server, key: str) -> None:
    iam, user = server.client("iam"), new_user(server, allow("kms:*"))
    made = iam.create_policy(PolicyName=user.name, PolicyDocument=policy(allow("kms:Encrypt")))
    iam.put_user_permissions_boundary(UserName=user.name, PermissionsBoundary=made["Policy"]["Arn"])
    user.client("kms").encrypt(KeyId=key, Plaintext=b"x")
    why = "because no permissions boundary allows the kms:DescribeKey action"
    with refused("AccessDeniedException", denial(user.arn, "kms:DescribeKey", key, why)):
        user.client("kms").describe_key(KeyId=key)


def test_a_grant_lets_a_user_in_that_no_policy_names(server: Server, key: str) -> None:
    user, kms = new_user(server), server.client("kms")
    grant = kms.create_grant(KeyId=key, GranteePrincipal=user.arn, Operations=["Encrypt"])["GrantId"]
    user.client("kms").encrypt(KeyId=key, Plaintext=b"x")
    kms.revoke_grant(KeyId=key, GrantId=grant)
    with refused("AccessDeniedException"):
        user.client("kms").encrypt(KeyId=key, Plaintext=b"x")


def test_a_change_of_iam_has_its_effect_at_once(server: Server, key: str) -> None:
    user = new_user(server, allow("kms:Encrypt", key))
    user.client("kms").encrypt(KeyId=key, Plaintext=b"x")
    server.client("iam").delete_user_policy(UserName=user.name, PolicyName="test")
    with refused("AccessDeniedException"):
        user.client("kms").encrypt(KeyId=key, Plaintext=b"x")


def test_calls_on_no_key(server: Server) -> None:
    user = new_user(server, allow("kms:CreateKey", Condition={"StringEquals": {"kms:KeyUsage": "SIGN_VERIFY"}}))
    why = "because no identity-based policy allows the kms:ListKeys action"
    with refused("AccessDeniedException", denial(user.arn, "kms:ListKeys", "*", why)):
        user.client("kms").list_keys()
    with refused("AccessDeniedException"):
        user.client("kms").create_key()
    user.may(allow("kms:CreateKey"))
    made = user.client("kms").create_key()["KeyMetadata"]
    assert made["AWSAccountId"] == ACCOUNT


def test_principal_tags_and_variables(server: Server, key: str) -> None:
    condition = {"StringEquals": {"kms:EncryptionContext:team": "${aws:PrincipalTag/team}"}}
    user = new_user(server, allow("kms:Encrypt", key, Condition=condition))
    server.client("iam").tag_user(UserName=user.name, Tags=[{"Key": "team", "Value": "blue"}])
    user.client("kms").encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"team": "blue"})
    with refused("AccessDeniedException"):
        user.client("kms").encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"team": "red"})


def test_another_account_decides_by_its_iam_once_the_key_policy_lets_it(server: Server, key: str) -> None:
    other_root = f"arn:aws:iam::{OTHER_ACCOUNT}:root"
    server.client("kms").put_key_policy(KeyId=key, Policy=policy(lets(OWN), lets(other_root, "kms:Encrypt")))
    client_of(server, OTHER_ACCOUNT).encrypt(KeyId=key, Plaintext=b"x")


def test_a_key_policy_may_name_a_service_linked_role_that_nobody_has_made(server: Server, key: str) -> None:
    server.client("kms").put_key_policy(KeyId=key, Policy=policy(lets(OWN), lets(LINKED_ROLE)))


def test_tags_of_a_new_key_need_a_permission_of_their_own(server: Server) -> None:
    user = new_user(server, allow("kms:CreateKey"))
    kms = user.client("kms")
    tags = [{"TagKey": "team", "TagValue": "red"}]
    kms.create_key()
    with refused(
        "AccessDeniedException",
        f"User: {user.arn} is not authorized to perform: kms:TagResource on resource: * because no "
        "identity-based policy allows the kms:TagResource action",
    ):
        kms.create_key(Tags=tags)
    red = {"StringEquals": {"aws:RequestTag/team": "red"}}
    user.may(allow("kms:CreateKey"), allow("kms:TagResource", Condition=red))
    kms.create_key(Tags=tags)
    with refused("AccessDeniedException"):
        kms.create_key(Tags=[{"TagKey": "team", "TagValue": "blue"}])
