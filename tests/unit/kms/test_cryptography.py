"""Encrypt, Decrypt, ReEncrypt, GenerateDataKey, GenerateRandom."""

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key

from kms.callers import ACCOUNT

DENIED = (
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
    "or you are not allowed to access."
)
CONTEXT = {"purpose": "test", "Case": "Sensitive"}


def test_what_is_encrypted_is_decrypted(root, key):
    encrypted = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"secret", EncryptionContext=CONTEXT)
    assert encrypted["KeyId"] == key["Arn"]
    assert encrypted["EncryptionAlgorithm"] == "SYMMETRIC_DEFAULT"
    assert b"secret" not in encrypted["CiphertextBlob"]
    assert root("Decrypt", CiphertextBlob=encrypted["CiphertextBlob"], EncryptionContext=CONTEXT) == {
        "KeyId": key["Arn"],
        "Plaintext": b"secret",
        "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "KeyMaterialId": key["CurrentKeyMaterialId"],
    }


@pytest.mark.parametrize(
    "context",
    [{}, {"purpose": "test"}, {**CONTEXT, "more": "x"}, {"purpose": "test", "case": "Sensitive"}],
)
def test_another_encryption_context_is_an_invalid_ciphertext(root, key, context):
    blob = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x", EncryptionContext=CONTEXT)["CiphertextBlob"]
    with root.refused("InvalidCiphertextException", ""):
        root("Decrypt", CiphertextBlob=blob, EncryptionContext=context)


def test_a_tampered_ciphertext_is_refused(root, key):
    blob = bytearray(root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"])
    blob[-1] ^= 1
    with root.refused("InvalidCiphertextException", ""):
        root("Decrypt", CiphertextBlob=bytes(blob))
    with root.refused("InvalidCiphertextException", ""):
        root("Decrypt", CiphertextBlob=b"not from here")


def test_naming_another_key_is_refused(root, key):
    other = root.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
    blob = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    with root.refused(
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
    ):
        root("Decrypt", CiphertextBlob=blob, KeyId=other["KeyId"])


def test_a_key_can_be_named_by_alias_and_arn(root, key):
    root("CreateAlias", AliasName="alias/name", TargetKeyId=key["KeyId"])
    for named in ("alias/name", f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/name", key["Arn"], key["KeyId"]):
        blob = root("Encrypt", KeyId=named, Plaintext=b"x")["CiphertextBlob"]
        assert root("Decrypt", CiphertextBlob=blob, KeyId=named)["Plaintext"] == b"x"


def test_a_ciphertext_of_another_region_is_not_decrypted(root, key):
    blob = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    with root.refused("AccessDeniedException", DENIED):
        root.at("eu-west-1")("Decrypt", CiphertextBlob=blob)


@pytest.mark.parametrize(
    ("request_", "length"), [({"KeySpec": "AES_128"}, 16), ({"NumberOfBytes": 1024}, 1024)]
)
def test_data_keys_have_the_length_that_was_asked(root, key, request_, length):
    data_key = root("GenerateDataKey", KeyId=key["KeyId"], EncryptionContext=CONTEXT, **request_)
    assert len(data_key["Plaintext"]) == length
    assert data_key["KeyId"] == key["Arn"]
    assert data_key["KeyMaterialId"] == key["CurrentKeyMaterialId"]
    opened = root("Decrypt", CiphertextBlob=data_key["CiphertextBlob"], EncryptionContext=CONTEXT)
    assert opened["Plaintext"] == data_key["Plaintext"]


def test_a_data_key_can_be_kept_from_its_caller(root, key):
    sealed = root("GenerateDataKeyWithoutPlaintext", KeyId=key["KeyId"], KeySpec="AES_256")
    assert set(sealed) == {"KeyId", "CiphertextBlob", "KeyMaterialId"}
    assert len(root("Decrypt", CiphertextBlob=sealed["CiphertextBlob"])["Plaintext"]) == 32


@pytest.mark.parametrize("request_", [{}, {"KeySpec": "AES_256", "NumberOfBytes": 32}])
def test_a_data_key_has_either_a_spec_or_a_length(root, key, request_):
    with root.refused("ValidationException", "Please specify either number of bytes or key spec."):
        root("GenerateDataKey", KeyId=key["KeyId"], **request_)


def test_re_encryption_moves_a_ciphertext_to_another_key_and_context(root, key):
    other = root.create_key()
    blob = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x", EncryptionContext=CONTEXT)["CiphertextBlob"]
    moved = root(
        "ReEncrypt",
        CiphertextBlob=blob,
        SourceEncryptionContext=CONTEXT,
        DestinationKeyId=other["KeyId"],
        DestinationEncryptionContext={"new": "one"},
    )
    blob = moved.pop("CiphertextBlob")
    assert moved == {
        "SourceKeyId": key["Arn"],
        "KeyId": other["Arn"],
        "SourceEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "DestinationEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "SourceKeyMaterialId": key["CurrentKeyMaterialId"],
        "DestinationKeyMaterialId": other["CurrentKeyMaterialId"],
    }
    opened = root("Decrypt", CiphertextBlob=blob, EncryptionContext={"new": "one"})
    assert (opened["KeyId"], opened["Plaintext"]) == (other["Arn"], b"x")


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("Encrypt", {"Plaintext": b"x"}),
        ("GenerateDataKey", {"KeySpec": "AES_256"}),
        ("GenerateDataKeyWithoutPlaintext", {"KeySpec": "AES_256"}),
    ],
)
def test_a_key_of_another_usage_is_refused(root, operation, request_):
    key = root.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
    with root.refused(
        "InvalidKeyUsageException",
        f"{key['Arn']} key usage is GENERATE_VERIFY_MAC which is not valid for {operation}.",
    ):
        root(operation, KeyId=key["KeyId"], **request_)


@pytest.fixture
def rsa(root):
    return root.create_key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")


@pytest.mark.parametrize("algorithm", ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"])
def test_rsa_keys_encrypt_too(root, rsa, algorithm):
    request = {"KeyId": rsa["KeyId"], "EncryptionAlgorithm": algorithm}
    blob = root("Encrypt", Plaintext=b"secret", **request)["CiphertextBlob"]
    assert len(blob) == 256
    assert root("Decrypt", CiphertextBlob=blob, **request) == {
        "KeyId": rsa["Arn"],
        "Plaintext": b"secret",
        "EncryptionAlgorithm": algorithm,
    }


def test_an_rsa_ciphertext_is_plain_oaep(root, rsa, kms, catalog):
    from strongroom.services.kms import keys
    from strongroom.services.kms.arns import Scope

    stored = catalog.read(lambda reader: keys.find(reader, Scope(ACCOUNT, "us-east-1"), rsa["KeyId"]))
    private_key = load_der_private_key(kms.current_material(stored).secret, None)
    blob = root("Encrypt", KeyId=rsa["KeyId"], Plaintext=b"x", EncryptionAlgorithm="RSAES_OAEP_SHA_256")
    assert private_key.decrypt(blob["CiphertextBlob"], OAEP(MGF1(SHA256()), SHA256(), None)) == b"x"


def test_an_rsa_key_does_not_encrypt_by_the_default_algorithm(root, rsa):
    with root.refused(
        "InvalidKeyUsageException", "Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048."
    ):
        root("Encrypt", KeyId=rsa["KeyId"], Plaintext=b"x")


def test_an_rsa_key_makes_no_data_keys(root, rsa):
    with root.refused("InvalidKeyUsageException", "You cannot generate a data key with an asymmetric CMK"):
        root("GenerateDataKey", KeyId=rsa["KeyId"], KeySpec="AES_256")


@pytest.mark.parametrize(("algorithm", "longest"), [("RSAES_OAEP_SHA_1", 214), ("RSAES_OAEP_SHA_256", 190)])
def test_an_rsa_plaintext_has_a_longest_length(root, rsa, algorithm, longest):
    request = {"KeyId": rsa["KeyId"], "EncryptionAlgorithm": algorithm}
    root("Encrypt", Plaintext=bytes(longest), **request)
    with root.refused(
        "ValidationException",
        f"Algorithm {algorithm} and key spec RSA_2048 cannot encrypt data larger than {longest} bytes.",
    ):
        root("Encrypt", Plaintext=bytes(longest + 1), **request)


def test_an_rsa_key_takes_no_encryption_context(root, rsa):
    with root.refused(
        "ValidationException",
        "EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.",
    ):
        root(
            "Encrypt",
            KeyId=rsa["KeyId"],
            Plaintext=b"x",
            EncryptionAlgorithm="RSAES_OAEP_SHA_256",
            EncryptionContext=CONTEXT,
        )


def test_a_broken_rsa_ciphertext_is_refused(root, rsa):
    request = {"KeyId": rsa["KeyId"], "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
    with root.refused("InvalidCiphertextException", ""):
        root("Decrypt", CiphertextBlob=bytes(256), **request)
    with root.refused("InvalidCiphertextException", ""):
        root("Decrypt", CiphertextBlob=b"short", **request)


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("Encrypt", {"Plaintext": b"x"}),
        ("GenerateDataKey", {"KeySpec": "AES_256"}),
        ("GenerateDataKeyWithoutPlaintext", {"KeySpec": "AES_256"}),
        ("CreateGrant", {"GranteePrincipal": f"arn:aws:iam::{ACCOUNT}:root", "Operations": ["Decrypt"]}),
        ("Decrypt", {"DryRunModifiers": ["IGNORE_CIPHERTEXT"]}),
    ],
)
def test_a_dry_run_says_what_would_happen_and_does_not_do_it(root, key, operation, request_):
    with root.refused(
        "DryRunOperationException", "The request would have succeeded, but the DryRun option is set."
    ):
        root(operation, KeyId=key["KeyId"], DryRun=True, **request_)
    assert root("ListGrants", KeyId=key["KeyId"])["Grants"] == []
    root("DisableKey", KeyId=key["KeyId"])
    with root.refused("DisabledException"):
        root(operation, KeyId=key["KeyId"], DryRun=True, **request_)


def test_decrypting_nothing_is_refused(root, key):
    message = (
        "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must not be null"
    )
    with root.refused("ValidationException", message.format("ciphertextBlob")):
        root("Decrypt", KeyId=key["KeyId"])
    with root.refused("ValidationException", message.format("keyId")):
        root("Decrypt", DryRun=True, DryRunModifiers=["IGNORE_CIPHERTEXT"])


def test_random_bytes(root):
    assert len(root("GenerateRandom", NumberOfBytes=1024)["Plaintext"]) == 1024
    with root.refused("ValidationException", "NumberOfBytes is required."):
        root("GenerateRandom")
    with root.refused("CustomKeyStoreNotFoundException"):
        root("GenerateRandom", NumberOfBytes=1, CustomKeyStoreId="cks-1234567890abcdef0")
