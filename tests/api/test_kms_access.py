"""Who may use a key, through boto3: key policies, grants, aliases, other accounts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.kms_calls import ACCOUNT, OTHER_ACCOUNT, alias_name, client_of, refused
from api.principals import new_user
from server import Server

BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"
OWN = f"arn:aws:iam::{ACCOUNT}:root"
OTHER = f"arn:aws:iam::{OTHER_ACCOUNT}:root"


@pytest.fixture
def kms(server: Server) -> Any:
    return server.client("kms")


@pytest.fixture
def key(kms: Any) -> Any:
    return kms.create_key()["KeyMetadata"]


def policy(*allowed: tuple[str, str]) -> str:
    statements = [
        {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Resource": "*"}
        for principal, action in allowed
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def test_the_default_policy(kms: Any, key: Any) -> None:
    answer = kms.get_key_policy(KeyId=key["KeyId"])
    assert answer["PolicyName"] == "default"
    assert json.loads(answer["Policy"]) == {
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [
            {
                "Sid": "Enable IAM User Permissions",
                "Effect": "Allow",
                "Principal": {"AWS": OWN},
                "Action": "kms:*",
                "Resource": "*",
            }
        ],
    }


def test_a_policy_that_locks_its_author_out(server: Server, kms: Any, key: Any) -> None:
    locking = policy((new_user(server).arn, "kms:*"))
    message = "The new key policy will not allow you to update the key policy in the future."
    with refused("MalformedPolicyDocumentException", message):
        kms.put_key_policy(KeyId=key["KeyId"], PolicyName="default", Policy=locking)
    with refused("MalformedPolicyDocumentException", message):
        kms.create_key(Policy=locking)
    kms.put_key_policy(KeyId=key["KeyId"], Policy=locking, BypassPolicyLockoutSafetyCheck=True)
    with refused(
        "AccessDeniedException",
        f"User: {OWN} is not authorized to perform: kms:DescribeKey on resource: {key['Arn']} because no "
        "resource-based policy allows the kms:DescribeKey action",
    ):
        kms.describe_key(KeyId=key["KeyId"])


@pytest.mark.parametrize("name", ["nobody", BOB, f"arn:aws:iam::{ACCOUNT}:role/nobody"])
def test_a_policy_of_nobody_known(kms: Any, key: Any, name: str) -> None:
    with refused(
        "MalformedPolicyDocumentException",
        "Policy contains a statement with one or more invalid principals.",
    ):
        kms.put_key_policy(KeyId=key["KeyId"], Policy=policy((name, "kms:*")))


def test_another_policy_name(kms: Any, key: Any) -> None:
    with refused("NotFoundException", "No such policy exists"):
        kms.get_key_policy(KeyId=key["KeyId"], PolicyName="mine")


def test_another_account_uses_a_key_that_is_shared_with_it(server: Server, kms: Any, key: Any) -> None:
    other = client_of(server, OTHER_ACCOUNT)
    with refused(
        "AccessDeniedException",
        f"User: {OTHER} is not authorized to perform: kms:Encrypt on this resource because the resource does "
        "not exist in this Region, no resource-based policies allow access, or a resource-based policy "
        "explicitly denies access",
    ):
        other.encrypt(KeyId=key["Arn"], Plaintext=b"x")
    kms.put_key_policy(KeyId=key["KeyId"], Policy=policy((OWN, "kms:*"), (OTHER, "kms:Encrypt")))
    blob = other.encrypt(KeyId=key["Arn"], Plaintext=b"x")["CiphertextBlob"]
    with refused("AccessDeniedException"):
        other.decrypt(CiphertextBlob=blob)
    kms.create_grant(KeyId=key["KeyId"], GranteePrincipal=OTHER, Operations=["Decrypt"])
    assert other.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"


def test_grants_are_made_listed_and_taken_back(kms: Any, key: Any) -> None:
    constraints = {"EncryptionContextSubset": {"aws:dynamodb:tableName": "Music"}}
    made = kms.create_grant(
        KeyId=key["KeyId"],
        GranteePrincipal=BOB,
        RetiringPrincipal=BOB,
        Operations=["Encrypt", "Decrypt"],
        Constraints=constraints,
        Name="music",
    )
    (grant,) = kms.list_grants(KeyId=key["KeyId"])["Grants"]
    assert grant.pop("CreationDate") >= key["CreationDate"]
    assert grant == {
        "KeyId": key["Arn"],
        "GrantId": made["GrantId"],
        "Name": "music",
        "GranteePrincipal": BOB,
        "RetiringPrincipal": BOB,
        "IssuingAccount": OWN,
        "Operations": ["Encrypt", "Decrypt"],
        "Constraints": constraints,
    }
    assert kms.list_retirable_grants(RetiringPrincipal=BOB)["Grants"][0]["GrantId"] == made["GrantId"]
    kms.revoke_grant(KeyId=key["KeyId"], GrantId=made["GrantId"])
    assert kms.list_grants(KeyId=key["KeyId"])["Grants"] == []
    with refused("NotFoundException"):
        kms.revoke_grant(KeyId=key["KeyId"], GrantId=made["GrantId"])
    with refused("InvalidGrantTokenException", ""):
        kms.retire_grant(GrantToken="not a token")


def test_users_cannot_name_services_in_grants(kms: Any, key: Any) -> None:
    host = "dynamodb.us-east-1.amazonaws.com"
    with refused("InvalidArnException", f"ARN does not refer to a valid principal: {host}"):
        kms.create_grant(KeyId=key["KeyId"], GranteePrincipal=host, Operations=["Decrypt"])


def test_aliases_are_made_moved_and_deleted(kms: Any, key: Any) -> None:
    name, other = alias_name(), kms.create_key()["KeyMetadata"]
    arn = f"arn:aws:kms:us-east-1:{ACCOUNT}:{name}"
    kms.create_alias(AliasName=name, TargetKeyId=key["KeyId"])
    with refused("AlreadyExistsException", f"An alias with the name {arn} already exists"):
        kms.create_alias(AliasName=name, TargetKeyId=other["KeyId"])
    kms.update_alias(AliasName=name, TargetKeyId=other["Arn"])
    assert kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyId"] == other["KeyId"]
    kms.delete_alias(AliasName=name)
    with refused("NotFoundException", f"Alias {arn} is not found."):
        kms.delete_alias(AliasName=name)


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        (
            "music",
            "ValidationException",
            'Alias must start with the prefix "alias/". Please see '
            "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html",
        ),
        ("alias/aws/music", "NotAuthorizedException", ""),
        (
            "alias/mus!c",
            "ValidationException",
            "1 validation error detected: Value 'alias/mus!c' at 'aliasName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$",
        ),
    ],
)
def test_alias_names_that_are_refused(kms: Any, key: Any, name: str, code: str, message: str) -> None:
    with refused(code, message):
        kms.create_alias(AliasName=name, TargetKeyId=key["KeyId"])


def test_an_alias_stands_only_where_the_service_takes_it(kms: Any, key: Any) -> None:
    name = alias_name()
    kms.create_alias(AliasName=name, TargetKeyId=key["KeyId"])
    with refused("InvalidArnException", "Key Aliases are not supported for this operation."):
        kms.disable_key(KeyId=name)
    with refused("ValidationException", "Aliases must refer to keys. Not aliases"):
        kms.create_alias(AliasName=alias_name(), TargetKeyId=name)
