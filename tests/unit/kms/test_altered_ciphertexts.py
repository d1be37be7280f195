"""Ciphertexts that are not what KMS made: whatever is altered, Decrypt and ReEncrypt give nothing away."""

import pytest

from kms.test_key_states import import_material
from strongroom.errors import ServiceError

CONTEXT = {"purpose": "test", "Case": "Sensitive"}
REFUSALS = {
    ("InvalidCiphertextException", ""),
    # A flipped bit in the names of account and key makes it the ciphertext of a key that there is not.
    (
        "AccessDeniedException",
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or "
        "you are not allowed to access.",
    ),
}


@pytest.fixture
def blob(root, key):
    return root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x", EncryptionContext=CONTEXT)["CiphertextBlob"]


def refusal(call, operation, **request):
    with pytest.raises(ServiceError) as refused:
        call(operation, **request)
    return refused.value.code, refused.value.message


def altered(blob):
    for position in range(len(blob)):
        for bit in range(8):
            yield blob[:position] + bytes([blob[position] ^ 1 << bit]) + blob[position + 1 :]


def test_every_flipped_bit_is_refused(root, blob):
    seen = {refusal(root, "Decrypt", CiphertextBlob=each, EncryptionContext=CONTEXT) for each in altered(blob)}
    assert seen == REFUSALS


def test_every_flipped_bit_is_refused_for_a_named_key_too(root, key, blob):
    wrong = (
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
    )
    seen = {
        refusal(root, "Decrypt", CiphertextBlob=each, EncryptionContext=CONTEXT, KeyId=key["KeyId"])
        for each in altered(blob)
    }
    assert seen == {("InvalidCiphertextException", ""), wrong}


def test_every_truncation_is_refused(root, blob):
    bad = [*(blob[:length] for length in range(1, len(blob))), blob + b"\0", blob + blob]
    seen = {refusal(root, "Decrypt", CiphertextBlob=each, EncryptionContext=CONTEXT) for each in bad}
    assert seen == {("InvalidCiphertextException", "")}


def test_the_blob_of_another_key_is_refused_under_its_name(root, key):
    """The name of one key before the ciphertext of another: the name is authenticated."""
    other = root.create_key()
    blobs = [root("Encrypt", KeyId=each["KeyId"], Plaintext=b"x")["CiphertextBlob"] for each in (key, other)]
    names = [each["KeyId"].encode() for each in (key, other)]
    forged = blobs[0].replace(names[0], names[1])
    assert refusal(root, "Decrypt", CiphertextBlob=forged) == ("InvalidCiphertextException", "")


def test_re_encryption_refuses_them_as_well(root, key, blob):
    for each in list(altered(blob))[::7]:
        code, _ = refusal(
            root,
            "ReEncrypt",
            CiphertextBlob=each,
            SourceEncryptionContext=CONTEXT,
            DestinationKeyId=key["KeyId"],
        )
        assert code in ("InvalidCiphertextException", "AccessDeniedException")


def test_every_flipped_bit_of_an_rsa_ciphertext_is_refused(root):
    key = root.create_key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    named = {"KeyId": key["KeyId"], "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
    good = root("Encrypt", Plaintext=b"x", **named)["CiphertextBlob"]
    seen = {refusal(root, "Decrypt", CiphertextBlob=each, **named) for each in list(altered(good))[::17]}
    assert seen == {("InvalidCiphertextException", "")}


def test_a_ciphertext_that_claims_material_that_is_not_there_yet(root):
    """The id of material that waits for its import into a replica is no secret; a blob can name it."""
    key = root.create_key(MultiRegion=True, Origin="EXTERNAL")
    import_material(root, key, bytes(32))
    root("ReplicateKey", KeyId=key["KeyId"], ReplicaRegion="eu-west-1")
    there = root.at("eu-west-1")
    import_material(there, key, bytes(32))
    blob = there("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    for_ever = {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}
    import_material(root, key, b"1" * 32, ImportType="NEW_KEY_MATERIAL", **for_ever)
    materials = there("ListKeyRotations", KeyId=key["KeyId"], IncludeKeyMaterial="ALL_KEY_MATERIAL")[
        "Rotations"
    ]
    current, waiting = (bytes.fromhex(each["KeyMaterialId"]) for each in materials)
    for caller in (root, there):
        refused = refusal(caller, "Decrypt", CiphertextBlob=blob.replace(current, waiting))
        assert refused == ("InvalidCiphertextException", "")
