"""Aliases."""

import pytest

from kms.callers import ACCOUNT

ARN = f"arn:aws:kms:us-east-1:{ACCOUNT}:"


def test_an_alias_is_listed_with_its_key(root, key):
    assert root("CreateAlias", AliasName="alias/music", TargetKeyId=key["Arn"]) == {}
    (entry,) = root("ListAliases")["Aliases"]
    created = entry.pop("CreationDate")
    assert entry.pop("LastUpdatedDate") == created
    assert entry == {
        "AliasName": "alias/music",
        "AliasArn": f"{ARN}alias/music",
        "TargetKeyId": key["KeyId"],
    }


def test_an_alias_leads_to_its_key(root, key):
    root("CreateAlias", AliasName="alias/music", TargetKeyId=key["KeyId"])
    for named in ("alias/music", f"{ARN}alias/music"):
        assert root("DescribeKey", KeyId=named)["KeyMetadata"] == key


def test_an_alias_can_be_moved(root, key, clock):
    other = root.create_key()
    root("CreateAlias", AliasName="alias/music", TargetKeyId=key["KeyId"])
    clock.advance(10)
    root("UpdateAlias", AliasName="alias/music", TargetKeyId=other["KeyId"])
    (entry,) = root("ListAliases")["Aliases"]
    assert entry["TargetKeyId"] == other["KeyId"]
    assert 10 <= entry["LastUpdatedDate"] - entry["CreationDate"] < 11


def test_an_alias_can_be_deleted(root, key):
    root("CreateAlias", AliasName="alias/music", TargetKeyId=key["KeyId"])
    root("DeleteAlias", AliasName="alias/music")
    assert root("ListAliases")["Aliases"] == []
    with root.refused("NotFoundException", f"Alias {ARN}alias/music is not found."):
        root("DescribeKey", KeyId="alias/music")


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        (
            "music",
            "ValidationException",
            'Alias must start with the prefix "alias/". Please see '
            "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html",
        ),
        ("alias/", "ValidationException", "Invalid identifier"),
        ("alias/aws/dynamodb", "NotAuthorizedException", ""),
        ("alias/aws/mine", "NotAuthorizedException", ""),
        ("alias/a:b", "ValidationException", "alias/a:b contains invalid characters for an alias"),
    ],
)
def test_names_that_users_cannot_give(root, key, name, code, message):
    with root.refused(code, message):
        root("CreateAlias", AliasName=name, TargetKeyId=key["KeyId"])
    with root.refused(code, message):
        root("UpdateAlias", AliasName=name, TargetKeyId=key["KeyId"])


def test_a_name_is_taken_once(root, key):
    root("CreateAlias", AliasName="alias/music", TargetKeyId=key["KeyId"])
    with root.refused("AlreadyExistsException", f"An alias with the name {ARN}alias/music already exists"):
        root("CreateAlias", AliasName="alias/music", TargetKeyId=key["KeyId"])
    elsewhere = root.at("eu-west-1")
    elsewhere("CreateAlias", AliasName="alias/music", TargetKeyId=elsewhere.create_key()["KeyId"])


def test_an_alias_of_an_alias_is_refused(root, key):
    root("CreateAlias", AliasName="alias/music", TargetKeyId=key["KeyId"])
    with root.refused("ValidationException", "Aliases must refer to keys. Not aliases"):
        root("CreateAlias", AliasName="alias/more", TargetKeyId="alias/music")


@pytest.mark.parametrize("operation", ["UpdateAlias", "DeleteAlias"])
def test_an_alias_that_is_not_there(root, key, operation):
    request = {"TargetKeyId": key["KeyId"]} if operation == "UpdateAlias" else {}
    with root.refused("NotFoundException", f"Alias {ARN}alias/none is not found."):
        root(operation, AliasName="alias/none", **request)


def test_an_alias_of_no_key_is_refused(root):
    missing = "1234abcd-12ab-34cd-56ef-1234567890ab"
    with root.refused("NotFoundException", f"Key '{ARN}key/{missing}' does not exist"):
        root("CreateAlias", AliasName="alias/music", TargetKeyId=missing)


@pytest.mark.parametrize(
    ("spec", "usage", "fits"),
    [
        ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", False),
        ("HMAC_256", "GENERATE_VERIFY_MAC", False),
        ("ECC_NIST_P256", "KEY_AGREEMENT", False),
        ("ECC_NIST_EDWARDS25519", "SIGN_VERIFY", True),
    ],
)
def test_an_alias_moves_only_between_keys_of_a_kind(root, spec, usage, fits):
    current = root.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    new = root.create_key(KeySpec=spec, KeyUsage=usage)
    root("CreateAlias", AliasName="alias/music", TargetKeyId=current["KeyId"])
    if fits:
        root("UpdateAlias", AliasName="alias/music", TargetKeyId=new["KeyId"])
    else:
        with root.refused("ValidationException"):
            root("UpdateAlias", AliasName="alias/music", TargetKeyId=new["KeyId"])


def test_aliases_are_listed_for_one_key_and_in_pages(root, key):
    other = root.create_key()
    for number in range(5):
        root("CreateAlias", AliasName=f"alias/{number}", TargetKeyId=key["KeyId"])
    root("CreateAlias", AliasName="alias/other", TargetKeyId=other["KeyId"])
    first = root("ListAliases", KeyId=key["KeyId"], Limit=3)
    rest = root("ListAliases", KeyId=key["Arn"], Limit=3, Marker=first["NextMarker"])
    names = [entry["AliasName"] for entry in first["Aliases"] + rest["Aliases"]]
    assert names == [f"alias/{number}" for number in range(5)]
    assert not rest["Truncated"]


def test_a_key_has_at_most_fifty_aliases(root, key):
    for number in range(50):
        root("CreateAlias", AliasName=f"alias/{number}", TargetKeyId=key["KeyId"])
    with root.refused("LimitExceededException"):
        root("CreateAlias", AliasName="alias/more", TargetKeyId=key["KeyId"])
