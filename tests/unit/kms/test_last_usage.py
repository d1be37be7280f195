"""GetKeyLastUsage: what a key was last used for."""

import asyncio

import pytest

from strongroom.services.kms.service import Kms


def last_usage(root, key):
    answer = root("GetKeyLastUsage", KeyId=key["KeyId"])
    assert (answer["KeyId"], answer["KeyCreationDate"]) == (key["KeyId"], key["CreationDate"])
    assert answer["TrackingStartDate"] == key["CreationDate"]
    return answer["KeyLastUsage"]


def test_a_new_key_was_never_used(root, key):
    root("DescribeKey", KeyId=key["KeyId"])
    root("DisableKey", KeyId=key["KeyId"])
    with root.refused("DisabledException"):
        root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")
    assert last_usage(root, key) == {}


def test_the_last_use_is_told(root, key, clock):
    blob = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    clock.advance(100)
    root("Decrypt", CiphertextBlob=blob)
    used = last_usage(root, key)
    assert used["Timestamp"] == pytest.approx(clock.now(), abs=5)
    assert (used["Operation"], used["KmsRequestId"]) == ("Decrypt", "request")
    root("GenerateDataKeyPair", KeyId=key["KeyId"], KeyPairSpec="ECC_NIST_P256")
    assert last_usage(root, key)["Operation"] == "GenerateDataKeyPair"


def test_a_re_encryption_uses_both_keys(root, key):
    other = root.create_key()
    blob = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    root("ReEncrypt", CiphertextBlob=blob, DestinationKeyId=other["KeyId"])
    assert [last_usage(root, each)["Operation"] for each in (key, other)] == ["ReEncrypt", "ReEncrypt"]


def test_uses_outlive_the_server(root, key, kms, catalog, clock, parsers):
    root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")
    before = last_usage(root, key)

    async def lived():
        running = asyncio.create_task(kms.run())
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    root.wait(lived())
    root.kms = Kms(catalog, kms.root_key, clock, kms.randomness, parsers)
    assert last_usage(root, key) == before != {}


def test_the_keys_of_another_account_tell_nothing(root, key):
    stranger = root.user("eve", account="444455556666")
    with stranger.refused(
        "AccessDeniedException",
        "User: arn:aws:iam::444455556666:user/eve is not authorized to perform: kms:GetKeyLastUsage on this "
        "resource because the resource does not exist in this Region, no resource-based policies allow access, "
        "or a resource-based policy explicitly denies access",
    ):
        stranger("GetKeyLastUsage", KeyId=key["Arn"])
