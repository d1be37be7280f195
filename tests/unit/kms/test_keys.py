"""Creating, describing and listing keys."""

import re
import uuid

import pytest

from kms.callers import ACCOUNT, DAY
from strongroom.services.kms import key_counts


def test_a_key_is_symmetric_enabled_and_described_as_the_service_does(root):
    key = root.create_key(Description="for music")
    assert uuid.UUID(key["KeyId"]).version == 4
    assert re.fullmatch("[0-9a-f]{64}", key.pop("CurrentKeyMaterialId"))
    created = key.pop("CreationDate")
    assert isinstance(created, float)
    assert key == {
        "AWSAccountId": ACCOUNT,
        "KeyId": key["KeyId"],
        "Arn": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{key['KeyId']}",
        "Enabled": True,
        "Description": "for music",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": "Enabled",
        "Origin": "AWS_KMS",
        "KeyManager": "CUSTOMER",
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "MultiRegion": False,
    }


def test_describing_gives_what_creating_gave(root):
    key = root.create_key()
    assert root("DescribeKey", KeyId=key["KeyId"]) == {"KeyMetadata": key}
    assert root("DescribeKey", KeyId=key["Arn"]) == {"KeyMetadata": key}


def test_a_key_without_material_waits_for_its_import(root):
    key = root.create_key(Origin="EXTERNAL")
    assert (key["KeyState"], key["Enabled"], key["Origin"]) == ("PendingImport", False, "EXTERNAL")
    assert "CurrentKeyMaterialId" not in key


def test_a_multi_region_key_is_its_own_primary(root):
    key = root.create_key(MultiRegion=True)
    assert re.fullmatch("mrk-[0-9a-f]{32}", key["KeyId"])
    assert key["MultiRegionConfiguration"] == {
        "MultiRegionKeyType": "PRIMARY",
        "PrimaryKey": {"Arn": key["Arn"], "Region": "us-east-1"},
        "ReplicaKeys": [],
    }


def test_rsa_signing_algorithms_come_in_the_service_s_order(root):
    key = root.create_key(CustomerMasterKeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
    assert key["SigningAlgorithms"] == [
        "RSASSA_PKCS1_V1_5_SHA_256",
        "RSASSA_PKCS1_V1_5_SHA_384",
        "RSASSA_PKCS1_V1_5_SHA_512",
        "RSASSA_PSS_SHA_256",
        "RSASSA_PSS_SHA_384",
        "RSASSA_PSS_SHA_512",
    ]


def test_both_names_of_the_key_spec_together_are_refused(root):
    with root.refused("ValidationException"):
        root.create_key(KeySpec="SYMMETRIC_DEFAULT", CustomerMasterKeySpec="SYMMETRIC_DEFAULT")


def test_there_are_no_custom_key_stores(root):
    with root.refused("CustomKeyStoreNotFoundException"):
        root.create_key(Origin="AWS_CLOUDHSM", CustomKeyStoreId="cks-1234567890abcdef0")
    with root.refused("ValidationException"):
        root.create_key(Origin="EXTERNAL_KEY_STORE")


def test_a_refused_key_is_not_made(root):
    with root.refused("TagException"):
        root.create_key(Tags=[{"TagKey": "aws:x", "TagValue": ""}])
    assert root("ListKeys")["Keys"] == []


@pytest.mark.parametrize(
    ("key_id", "message"),
    [
        (
            "1234abcd-12ab-34cd-56ef-1234567890ab",
            f"Key 'arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab' does not exist",
        ),
        (
            f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            f"Key 'arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab' does not exist",
        ),
        (
            "mrk-d3b95762d3b95762d3b95762d3b95762",
            f"Key 'arn:aws:kms:us-east-1:{ACCOUNT}:key/mrk-d3b95762d3b95762d3b95762d3b95762' does not exist",
        ),
        ("fake-key-id", "Invalid keyId 'fake-key-id'"),
        ("134f2428cec14b25a1ae9048164dba47", "Invalid keyId '134f2428cec14b25a1ae9048164dba47'"),
        ("mrk-fake-key-id", "Invalid keyId 'mrk-fake-key-id'"),
        ("alias/none", f"Alias arn:aws:kms:us-east-1:{ACCOUNT}:alias/none is not found."),
        (
            f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/none",
            f"Alias arn:aws:kms:us-east-1:{ACCOUNT}:alias/none is not found.",
        ),
        (
            f"arn:aws:kms:us-west-2:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "Invalid arn us-west-2",
        ),
        (f"arn:aws:kms:us-west-2:{ACCOUNT}:alias/x", "Invalid arn us-west-2"),
        (f"arn:aws:s3:us-east-1:{ACCOUNT}:key/x", "Invalid arn us-east-1"),
        ("arn:aws:kms:us-east-1:key", "Invalid arn us-east-1"),
    ],
)
def test_a_key_that_is_not_there_is_named_as_the_service_names_it(root, key_id, message):
    with root.refused("NotFoundException", message):
        root("DescribeKey", KeyId=key_id)


def test_keys_belong_to_their_region(root, key):
    elsewhere = root.at("eu-west-1")
    arn = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{key['KeyId']}"
    with root.refused("NotFoundException", f"Key '{arn}' does not exist"):
        elsewhere("DescribeKey", KeyId=key["KeyId"])
    with root.refused("NotFoundException", "Invalid arn us-east-1"):
        elsewhere("DescribeKey", KeyId=key["Arn"])
    assert elsewhere("ListKeys")["Keys"] == []


def test_listing_walks_every_key_once(root):
    made = {root.create_key()["KeyId"] for _ in range(7)}
    seen, marker = [], {}
    while True:
        page = root("ListKeys", Limit=3, **marker)
        seen += page["Keys"]
        if not page["Truncated"]:
            assert "NextMarker" not in page
            break
        assert len(page["Keys"]) == 3
        marker = {"Marker": page["NextMarker"]}
    assert [entry["KeyId"] for entry in seen] == sorted(made)
    assert all(entry["KeyArn"].endswith(entry["KeyId"]) for entry in seen)


@pytest.mark.parametrize("marker", ["x", "MS9h=", "bm90aGluZw==", "é"])
def test_a_marker_that_kms_did_not_give_is_refused(root, marker):
    with root.refused("InvalidMarkerException"):
        root("ListKeys", Marker=marker)


def test_no_other_account_shares_its_keys(root, key):
    assert root("ListKeys", ResourceOwners=["OTHER_ACCOUNTS_VIA_RAM"])["Keys"] == []
    assert len(root("ListKeys", ResourceOwners=["SELF", "OTHER_ACCOUNTS_VIA_RAM"])["Keys"]) == 1


def test_a_description_can_be_changed(root, key):
    assert root("UpdateKeyDescription", KeyId=key["KeyId"], Description="new") == {}
    assert root("DescribeKey", KeyId=key["KeyId"])["KeyMetadata"]["Description"] == "new"


def test_keys_survive_the_server(root, key, engine, catalog, runner, kms):
    async def reopen():
        await catalog.close()
        return engine.open("catalog", kms.root_key.derive("catalog"))

    blob = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"secret")["CiphertextBlob"]
    kms.catalog = runner.run(reopen())
    assert root("DescribeKey", KeyId=key["KeyId"])["KeyMetadata"] == key
    assert root("Decrypt", CiphertextBlob=blob)["Plaintext"] == b"secret"


def test_material_lies_in_the_catalog_only_sealed(root, key, kms, catalog):
    from strongroom.services.kms import keys
    from strongroom.services.kms.arns import Scope

    stored = catalog.read(lambda reader: keys.find(reader, Scope(ACCOUNT, "us-east-1"), key["KeyId"]))
    secret = kms.current_material(stored).secret
    raw = catalog.get(keys.SPACE, (stored.scope.partition, key["KeyId"].encode()))
    assert len(secret) == 32
    assert secret not in raw
    assert secret not in stored.materials[0].sealed


def test_an_account_has_so_many_keys_in_a_region_and_no_more(root, catalog, clock, kms):
    """The count is put right below the quota: making so many keys takes too long."""
    entry = (f"{ACCOUNT}/us-east-1".encode(), b"")
    first = root.create_key()
    assert catalog.read(lambda reader: reader.get(key_counts.SPACE, entry)) == b"1"

    async def almost_full():
        await catalog.write(lambda transaction: transaction.put(key_counts.SPACE, entry, b"99999"))

    root.runner.run(almost_full())
    primary = root.at("eu-west-1").create_key(MultiRegion=True)
    root("DisableKey", KeyId=root.create_key()["KeyId"])
    message = f"The account {ACCOUNT} has 100000 KMS keys in us-east-1, the most it can have."
    with root.refused("LimitExceededException", message):
        root.create_key()
    with root.refused("LimitExceededException", message):
        root.at("eu-west-1")("ReplicateKey", KeyId=primary["KeyId"], ReplicaRegion="us-east-1")
    root("ScheduleKeyDeletion", KeyId=first["KeyId"], PendingWindowInDays=7)
    clock.advance(8 * DAY)
    root.wait(kms.sweep())
    root.create_key()
