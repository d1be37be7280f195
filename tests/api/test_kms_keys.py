"""Keys through boto3: made, described, listed, named wrongly, kept."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.kms_calls import ACCOUNT, alias_name, key_arn, refused
from server import Server

MISSING = "1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.fixture
def kms(server: Server) -> Any:
    return server.client("kms")


def test_a_key_is_described_as_it_was_made(kms: Any) -> None:
    made = kms.create_key(Description="test key 123")["KeyMetadata"]
    assert made == kms.describe_key(KeyId=made["KeyId"])["KeyMetadata"]
    assert abs(datetime.now(UTC) - made.pop("CreationDate")) < timedelta(minutes=1)
    assert len(made.pop("CurrentKeyMaterialId")) == 64
    assert made == {
        "AWSAccountId": ACCOUNT,
        "Arn": key_arn(made["KeyId"]),
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "Description": "test key 123",
        "Enabled": True,
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "KeyId": made["KeyId"],
        "KeyManager": "CUSTOMER",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "KeyState": "Enabled",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "MultiRegion": False,
        "Origin": "AWS_KMS",
    }


def test_an_rsa_key_is_made_while_others_are_served(kms: Any) -> None:
    made = kms.create_key(KeySpec="RSA_4096", KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]
    assert made["EncryptionAlgorithms"] == ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"]


@pytest.mark.parametrize(
    ("key_id", "message"),
    [
        (MISSING, f"Key '{key_arn(MISSING)}' does not exist"),
        (key_arn(MISSING), f"Key '{key_arn(MISSING)}' does not exist"),
        ("fake-key-id", "Invalid keyId 'fake-key-id'"),
        ("alias/fake", f"Alias arn:aws:kms:us-east-1:{ACCOUNT}:alias/fake is not found."),
        (key_arn(MISSING, region="eu-west-1"), "Invalid arn eu-west-1"),
    ],
)
def test_a_key_that_is_not_there(kms: Any, key_id: str, message: str) -> None:
    with refused("NotFoundException", message):
        kms.describe_key(KeyId=key_id)


def test_a_key_of_another_region(server: Server, kms: Any) -> None:
    key = kms.create_key()["KeyMetadata"]
    elsewhere = server.client("kms", region="ap-southeast-1")
    with refused("NotFoundException", "Invalid arn us-east-1"):
        elsewhere.describe_key(KeyId=key["Arn"])
    with refused("NotFoundException", f"Key '{key_arn(key['KeyId'], 'ap-southeast-1')}' does not exist"):
        elsewhere.describe_key(KeyId=key["KeyId"])


def test_the_paginators_find_every_key_alias_grant_and_tag(server: Server) -> None:
    kms = server.client("kms", region="ca-central-1")
    keys = {kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(5)}
    key_id = min(keys)
    aliases = {alias_name() for _ in range(5)}
    for name in aliases:
        kms.create_alias(AliasName=name, TargetKeyId=key_id)
    grantee = f"arn:aws:iam::{ACCOUNT}:user/somebody"
    grants = {
        kms.create_grant(KeyId=key_id, GranteePrincipal=grantee, Operations=["Decrypt"])["GrantId"]
        for _ in range(5)
    }
    tags = [{"TagKey": str(number), "TagValue": ""} for number in range(5)]
    kms.tag_resource(KeyId=key_id, Tags=tags)

    def every(operation: str, member: str, **parameters: Any) -> list[dict[str, Any]]:
        pages = kms.get_paginator(operation).paginate(PaginationConfig={"PageSize": 2}, **parameters)
        return [entry for page in pages for entry in page[member]]

    assert {entry["KeyId"] for entry in every("list_keys", "Keys")} == keys
    assert {entry["AliasName"] for entry in every("list_aliases", "Aliases", KeyId=key_id)} == aliases
    assert {entry["GrantId"] for entry in every("list_grants", "Grants", KeyId=key_id)} == grants
    assert every("list_resource_tags", "Tags", KeyId=key_id) == tags
    assert every("list_key_policies", "PolicyNames", KeyId=key_id) == ["default"]


def test_a_marker_from_elsewhere_is_refused(kms: Any) -> None:
    with refused("InvalidMarkerException"):
        kms.list_keys(Marker="nothing of ours")


@pytest.mark.parametrize(
    ("parameters", "code", "message"),
    [
        (
            {"KeySpec": "HMAC_256"},
            "ValidationException",
            "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
        ),
        (
            {"KeySpec": "ECC_NIST_P256", "KeyUsage": "ENCRYPT_DECRYPT"},
            "ValidationException",
            "KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec ECC_NIST_P256",
        ),
        (
            {"Tags": [{"TagKey": "aws:mine", "TagValue": ""}]},
            "TagException",
            "Tags beginning with aws: are reserved",
        ),
        (
            {"Tags": [{"TagKey": "a", "TagValue": ""}, {"TagKey": "a", "TagValue": ""}]},
            "TagException",
            "Duplicate tag keys",
        ),
    ],
)
def test_keys_that_cannot_be_made(kms: Any, parameters: dict[str, Any], code: str, message: str) -> None:
    with refused(code, message):
        kms.create_key(**parameters)


def test_keys_and_what_they_encrypted_outlive_the_server(fresh_server: Any) -> None:
    server = fresh_server()
    kms = server.client("kms")
    key = kms.create_key(Tags=[{"TagKey": "team", "TagValue": "red"}])["KeyMetadata"]
    name = alias_name()
    kms.create_alias(AliasName=name, TargetKeyId=key["KeyId"])
    grant = kms.create_grant(
        KeyId=key["KeyId"], GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:root", Operations=["Decrypt"]
    )
    blob = kms.encrypt(KeyId=name, Plaintext=b"secret")["CiphertextBlob"]
    server.kill()
    kms = server.start().client("kms")
    assert kms.describe_key(KeyId=name)["KeyMetadata"] == key
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"secret"
    assert kms.list_resource_tags(KeyId=key["KeyId"])["Tags"] == [{"TagKey": "team", "TagValue": "red"}]
    assert kms.list_grants(KeyId=key["KeyId"])["Grants"][0]["GrantId"] == grant["GrantId"]
    kms.retire_grant(GrantToken=grant["GrantToken"])


def test_the_command_line_manages_a_key(server: Server, aws: Any) -> None:
    name = alias_name()
    key = aws(server, "kms", "create-key", "--description", "by the CLI")["KeyMetadata"]
    aws(server, "kms", "create-alias", "--alias-name", name, "--target-key-id", key["KeyId"])
    aws(server, "kms", "disable-key", "--key-id", key["KeyId"])
    state = aws(
        server, "kms", "describe-key", "--key-id", name, "--query", "KeyMetadata.KeyState", "--output", "text"
    )
    assert state.strip() == "Disabled"
    failed = aws(server, "kms", "generate-data-key", "--key-id", name, "--key-spec", "AES_256", check=False)
    assert failed.returncode != 0
    refusal = f"(DisabledException) when calling the GenerateDataKey operation: {key['Arn']} is disabled."
    assert refusal in failed.stderr
    aws(server, "kms", "enable-key", "--key-id", key["KeyId"])
    plaintext, ciphertext = server.directory / "plaintext", server.directory / "ciphertext"
    plaintext.write_bytes(b"hello")
    encrypted = aws(server, "kms", "encrypt", "--key-id", name, "--plaintext", f"fileb://{plaintext}")
    ciphertext.write_bytes(base64.b64decode(encrypted["CiphertextBlob"]))
    opened = aws(server, "kms", "decrypt", "--ciphertext-blob", f"fileb://{ciphertext}")
    assert (base64.b64decode(opened["Plaintext"]), opened["KeyId"]) == (b"hello", key["Arn"])
