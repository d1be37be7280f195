"""Bytes that nobody made: tokens, wrapped material, public keys, signatures and secrets are refused by name."""

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kms.test_key_states import PARAMETERS
from strongroom.errors import ServiceError

anything = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
noise = st.binary(min_size=1, max_size=400)
OAEP_SHA_256 = OAEP(MGF1(SHA256()), SHA256(), None)
FOR_EVER = {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}


@pytest.fixture(scope="module")
def kept():
    """Keys that all examples share."""
    return {}


def key_id(root, kept, spec, usage, **more):
    kept_root, found = kept.get((spec, usage), (None, ""))
    if kept_root is not root:
        found = root.create_key(KeySpec=spec, KeyUsage=usage, **more)["KeyId"]
        kept[spec, usage] = (root, found)
    return found


def refusals(root, operation, **request):
    with pytest.raises(ServiceError) as refused:
        root(operation, **request)
    return refused.value.code


@anything
@given(noise)
def test_a_signature(root, kept, signature):
    for spec, algorithm in (
        ("ECC_NIST_P256", "ECDSA_SHA_256"),
        ("RSA_2048", "RSASSA_PSS_SHA_256"),
        ("ML_DSA_44", "ML_DSA_SHAKE_256"),
        ("ECC_NIST_EDWARDS25519", "ED25519_SHA_512"),
    ):
        key = key_id(root, kept, spec, "SIGN_VERIFY")
        request = {"KeyId": key, "Message": b"x", "SigningAlgorithm": algorithm, "Signature": signature}
        assert refusals(root, "Verify", **request) == "KMSInvalidSignatureException"


@anything
@given(noise)
def test_a_public_key(root, kept, public_key):
    key = key_id(root, kept, "ECC_NIST_P256", "KEY_AGREEMENT")
    request = {"KeyId": key, "KeyAgreementAlgorithm": "ECDH", "PublicKey": public_key}
    assert refusals(root, "DeriveSharedSecret", **request) == "ValidationException"


@anything
@given(noise)
def test_an_import_token(root, kept, token):
    key = key_id(root, kept, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", Origin="EXTERNAL")
    request = {"KeyId": key, "ImportToken": token, "EncryptedKeyMaterial": b"x", **FOR_EVER}
    assert refusals(root, "ImportKeyMaterial", **request) == "InvalidImportTokenException"


@anything
@given(st.binary(min_size=256, max_size=256))
def test_wrapped_material(root, kept, wrapped):
    key = key_id(root, kept, "ECC_NIST_P384", "SIGN_VERIFY", Origin="EXTERNAL")
    if "token" not in kept or kept["token"][0] != key:
        kept["token"] = (key, root("GetParametersForImport", KeyId=key, **PARAMETERS))
    given_ = kept["token"][1]
    request = {"KeyId": key, "ImportToken": given_["ImportToken"], **FOR_EVER}
    assert refusals(root, "ImportKeyMaterial", EncryptedKeyMaterial=wrapped, **request) == (
        "InvalidCiphertextException"
    )
    material = load_der_public_key(given_["PublicKey"]).encrypt(wrapped[:150], OAEP_SHA_256)
    assert refusals(root, "ImportKeyMaterial", EncryptedKeyMaterial=material, **request) == (
        "IncorrectKeyMaterialException"
    )
