"""Using keys through boto3: encryption, data keys, key states, dry runs."""

from __future__ import annotations

from typing import Any

import pytest

from api.kms_calls import ACCOUNT, refused
from server import Server

CONTEXT = {"aws:dynamodb:tableName": "Music", "aws:dynamodb:subscriberId": ACCOUNT}


@pytest.fixture
def kms(server: Server) -> Any:
    return server.client("kms")


@pytest.fixture
def key(kms: Any) -> Any:
    return kms.create_key()["KeyMetadata"]


@pytest.mark.parametrize("plaintext", [b"x", b"\x00\xff" * 2048])
def test_what_is_encrypted_is_decrypted(kms: Any, key: Any, plaintext: bytes) -> None:
    encrypted = kms.encrypt(KeyId=key["Arn"], Plaintext=plaintext, EncryptionContext=CONTEXT)
    assert encrypted["EncryptionAlgorithm"] == "SYMMETRIC_DEFAULT"
    opened = kms.decrypt(CiphertextBlob=encrypted["CiphertextBlob"], EncryptionContext=CONTEXT)
    assert opened["Plaintext"] == plaintext
    assert (opened["KeyId"], opened["KeyMaterialId"]) == (key["Arn"], key["CurrentKeyMaterialId"])


def test_the_encryption_context_is_part_of_the_secret(kms: Any, key: Any) -> None:
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x", EncryptionContext=CONTEXT)["CiphertextBlob"]
    with refused("InvalidCiphertextException", ""):
        kms.decrypt(CiphertextBlob=blob)
    with refused("InvalidCiphertextException", ""):
        kms.decrypt(CiphertextBlob=blob[:-1] + bytes([blob[-1] ^ 1]), EncryptionContext=CONTEXT)


def test_a_plaintext_has_a_longest_length(kms: Any, key: Any) -> None:
    with refused(
        "ValidationException",
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have "
        "length less than or equal to 4096",
    ):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=bytes(4097))


def test_data_keys_come_open_and_sealed(kms: Any, key: Any) -> None:
    both = kms.generate_data_key(KeyId=key["KeyId"], KeySpec="AES_256", EncryptionContext=CONTEXT)
    assert len(both["Plaintext"]) == 32
    assert (
        kms.decrypt(CiphertextBlob=both["CiphertextBlob"], EncryptionContext=CONTEXT)["Plaintext"]
        == (both["Plaintext"])
    )
    sealed = kms.generate_data_key_without_plaintext(KeyId=key["KeyId"], NumberOfBytes=7)
    assert "Plaintext" not in sealed
    assert len(kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"])["Plaintext"]) == 7
    with refused("ValidationException", "Please specify either number of bytes or key spec."):
        kms.generate_data_key(KeyId=key["KeyId"])


def test_re_encryption_never_shows_the_plaintext(kms: Any, key: Any) -> None:
    other = kms.create_key()["KeyMetadata"]
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    moved = kms.re_encrypt(
        CiphertextBlob=blob, DestinationKeyId=other["KeyId"], DestinationEncryptionContext=CONTEXT
    )
    assert (moved["SourceKeyId"], moved["KeyId"]) == (key["Arn"], other["Arn"])
    opened = kms.decrypt(CiphertextBlob=moved["CiphertextBlob"], EncryptionContext=CONTEXT)
    assert (opened["Plaintext"], opened["KeyId"]) == (b"x", other["Arn"])


def test_naming_another_key_than_the_ciphertext_s(kms: Any, key: Any) -> None:
    other = kms.create_key()["KeyMetadata"]
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    with refused(
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
    ):
        kms.decrypt(CiphertextBlob=blob, KeyId=other["KeyId"])


def test_a_key_for_signing_does_not_encrypt(kms: Any) -> None:
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
    with refused(
        "InvalidKeyUsageException",
        f"{key['Arn']} key usage is SIGN_VERIFY which is not valid for Encrypt.",
    ):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")


def test_rsa_ciphertexts_travel_whole(kms: Any) -> None:
    key = kms.create_key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]
    named = {"KeyId": key["KeyId"], "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
    blob = kms.encrypt(Plaintext=b"x", **named)["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=blob, **named)["Plaintext"] == b"x"


def test_random_bytes(kms: Any) -> None:
    assert len(kms.generate_random(NumberOfBytes=91)["Plaintext"]) == 91
    with refused("ValidationException", "NumberOfBytes is required."):
        kms.generate_random()
    with refused(
        "ValidationException",
        "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member "
        "must have value less than or equal to 1024",
    ):
        kms.generate_random(NumberOfBytes=1025)


def test_a_disabled_key_is_not_used_and_comes_back(kms: Any, key: Any) -> None:
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    kms.disable_key(KeyId=key["KeyId"])
    with refused("DisabledException", f"{key['Arn']} is disabled."):
        kms.decrypt(CiphertextBlob=blob)
    kms.enable_key(KeyId=key["KeyId"])
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"


def test_a_key_without_material_is_not_used(kms: Any) -> None:
    key = kms.create_key(Origin="EXTERNAL")["KeyMetadata"]
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending import."):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    with refused(
        "UnsupportedOperationException",
        f"{key['Arn']} origin is EXTERNAL which is not valid for this operation.",
    ):
        kms.enable_key_rotation(KeyId=key["KeyId"])


def test_a_dry_run_succeeds_by_an_error(kms: Any, key: Any) -> None:
    with refused("DryRunOperationException", "The request would have succeeded, but the DryRun option is set."):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x", DryRun=True)


def test_rotation_settings(kms: Any, key: Any) -> None:
    assert kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"] is False
    kms.enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=90)
    status = kms.get_key_rotation_status(KeyId=key["KeyId"])
    assert (status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (True, 90)
    assert 89 < (status["NextRotationDate"] - key["CreationDate"]).total_seconds() / 86400 < 91
    kms.disable_key_rotation(KeyId=key["KeyId"])
    assert kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"] is False


def test_answers_for_attested_environments_are_refused(kms: Any, key: Any) -> None:
    """Nothing here could check an attestation document; nobody gets a plaintext instead of a sealed answer."""
    recipient = {"Recipient": {"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": b"x"}}
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    agreement = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")["KeyMetadata"]["KeyId"]
    for call, request in (
        (kms.decrypt, {"CiphertextBlob": blob}),
        (kms.generate_data_key, {"KeyId": key["KeyId"], "KeySpec": "AES_256"}),
        (kms.generate_data_key_pair, {"KeyId": key["KeyId"], "KeyPairSpec": "ECC_NIST_P256"}),
        (kms.generate_random, {"NumberOfBytes": 1}),
        (
            kms.derive_shared_secret,
            {"KeyId": agreement, "KeyAgreementAlgorithm": "ECDH", "PublicKey": b"x"},
        ),
    ):
        with refused("UnsupportedOperationException", "Attestation documents are not supported."):
            call(**request, **recipient)
