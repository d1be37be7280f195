"""Signatures and MACs by KMS keys, checked outside of the server with the public key that it gives away."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import pytest
from botocore import xform_name
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, Hash
from cryptography.hazmat.primitives.serialization import load_der_public_key

from api.kms_calls import alias_name, client_of, refused
from server import Server

HASHES = {"256": SHA256, "384": SHA384, "512": SHA512}
RSA_ALGORITHMS = [
    f"RSASSA_{scheme}_SHA_{bits}" for scheme in ("PKCS1_V1_5", "PSS") for bits in ("256", "384", "512")
]
PAIRS = [
    *(("RSA_2048", algorithm) for algorithm in RSA_ALGORITHMS),
    ("ECC_NIST_P256", "ECDSA_SHA_256"),
    ("ECC_NIST_P384", "ECDSA_SHA_384"),
    ("ECC_NIST_P521", "ECDSA_SHA_512"),
    ("ECC_SECG_P256K1", "ECDSA_SHA_256"),
    ("ECC_NIST_EDWARDS25519", "ED25519_SHA_512"),
    ("ML_DSA_44", "ML_DSA_SHAKE_256"),
    ("ML_DSA_65", "ML_DSA_SHAKE_256"),
    ("ML_DSA_87", "ML_DSA_SHAKE_256"),
]
MESSAGE = b"a message to be signed"


@pytest.fixture
def kms(server: Server) -> Any:
    return server.client("kms")


@pytest.fixture(scope="module")
def key_of(server: Server) -> Callable[[str, str], Any]:
    """``key_of("RSA_2048", "SIGN_VERIFY")``: a key of that spec and usage, the same one each time."""
    kms = server.client("kms")
    made: dict[tuple[str, str], Any] = {}

    def key(spec: str, usage: str) -> Any:
        if (spec, usage) not in made:
            made[spec, usage] = kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]
        return made[spec, usage]

    return key


def check(public_key: Any, algorithm: str, message: bytes, signature: bytes) -> None:
    """Verify outside of the server. Raises InvalidSignature."""
    if algorithm.startswith("RSASSA"):
        hashed = HASHES[algorithm[-3:]]()
        pss = padding.PSS(padding.MGF1(hashed), hashed.digest_size)
        public_key.verify(signature, message, pss if "PSS" in algorithm else padding.PKCS1v15(), hashed)
    elif algorithm.startswith("ECDSA"):
        public_key.verify(signature, message, ec.ECDSA(HASHES[algorithm[-3:]]()))
    else:
        public_key.verify(signature, message)


def public_key_of(kms: Any, key: Any) -> Any:
    return load_der_public_key(kms.get_public_key(KeyId=key["KeyId"])["PublicKey"])


@pytest.mark.parametrize(("spec", "algorithm"), PAIRS)
def test_a_signature_holds_inside_and_outside(kms: Any, key_of: Any, spec: str, algorithm: str) -> None:
    key = key_of(spec, "SIGN_VERIFY")
    signed = kms.sign(KeyId=key["KeyId"], Message=MESSAGE, SigningAlgorithm=algorithm)
    signature = signed["Signature"]
    assert (signed["KeyId"], signed["SigningAlgorithm"]) == (key["Arn"], algorithm)
    public_key = public_key_of(kms, key)
    check(public_key, algorithm, MESSAGE, signature)
    with pytest.raises(InvalidSignature):
        check(public_key, algorithm, MESSAGE + b".", signature)
    named = {"KeyId": key["KeyId"], "SigningAlgorithm": algorithm, "MessageType": "RAW"}
    verified = kms.verify(Message=MESSAGE, Signature=signature, **named)
    assert verified["SignatureValid"] is True
    assert (verified["KeyId"], verified["SigningAlgorithm"]) == (key["Arn"], algorithm)
    for message, changed in (
        (MESSAGE + b".", signature),
        (MESSAGE, signature[:-1] + bytes([signature[-1] ^ 1])),
        (MESSAGE, b"short"),
    ):
        with refused("KMSInvalidSignatureException", ""):
            kms.verify(Message=message, Signature=changed, **named)


@pytest.mark.parametrize(
    ("spec", "algorithm"),
    [pair for pair in PAIRS if pair[0] not in ("ECC_NIST_EDWARDS25519", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87")],
)
def test_a_digest_is_signed_as_it_is(kms: Any, key_of: Any, spec: str, algorithm: str) -> None:
    key = key_of(spec, "SIGN_VERIFY")
    hashing = Hash(HASHES[algorithm[-3:]]())
    hashing.update(MESSAGE)
    digest = hashing.finalize()
    named = {"KeyId": key["KeyId"], "SigningAlgorithm": algorithm, "MessageType": "DIGEST"}
    signature = kms.sign(Message=digest, **named)["Signature"]
    check(public_key_of(kms, key), algorithm, MESSAGE, signature)
    assert kms.verify(Message=digest, Signature=signature, **named)["SignatureValid"] is True
    message = f"Digest is invalid length for algorithm {algorithm}."
    with refused("ValidationException", message):
        kms.sign(Message=digest[:-1], **named)
    with refused("ValidationException", message):
        kms.verify(Message=digest + b".", Signature=signature, **named)


def test_ml_dsa_signs_a_representative(kms: Any, key_of: Any) -> None:
    """FIPS 204, algorithm 7: mu is SHAKE-256 over the hash of the public key, the context and the message."""
    key = key_of("ML_DSA_44", "SIGN_VERIFY")
    public_key = public_key_of(kms, key)
    hashed = hashlib.shake_256(public_key.public_bytes_raw()).digest(64)
    mu = hashlib.shake_256(hashed + b"\x00\x00" + MESSAGE).digest(64)
    named = {"KeyId": key["KeyId"], "SigningAlgorithm": "ML_DSA_SHAKE_256"}
    signature = kms.sign(Message=mu, MessageType="EXTERNAL_MU", **named)["Signature"]
    public_key.verify(signature, MESSAGE)
    assert kms.verify(Message=MESSAGE, Signature=signature, **named)["SignatureValid"] is True
    assert kms.verify(Message=mu, MessageType="EXTERNAL_MU", Signature=signature, **named)["SignatureValid"]
    with refused("ValidationException", "Digest is invalid length for algorithm ML_DSA_SHAKE_256."):
        kms.sign(Message=mu[:63], MessageType="EXTERNAL_MU", **named)


@pytest.mark.parametrize(
    ("spec", "algorithm", "message_type", "code", "message"),
    [
        ("ML_DSA_44", "ML_DSA_SHAKE_256", "DIGEST", "ValidationException", "key spec ML_DSA_44"),
        ("ECC_NIST_P256", "ECDSA_SHA_256", "EXTERNAL_MU", "ValidationException", "key spec ECC_NIST_P256"),
        (
            "ECC_NIST_EDWARDS25519",
            "ED25519_SHA_512",
            "DIGEST",
            "ValidationException",
            "algorithm ED25519_SHA_512",
        ),
    ],
)
def test_not_every_message_type_goes_with_every_key(
    kms: Any, key_of: Any, spec: str, algorithm: str, message_type: str, code: str, message: str
) -> None:
    with refused(code, f"Message type {message_type} is incompatible with {message}."):
        kms.sign(
            KeyId=key_of(spec, "SIGN_VERIFY")["KeyId"],
            Message=bytes(64),
            MessageType=message_type,
            SigningAlgorithm=algorithm,
        )


@pytest.mark.parametrize(
    ("spec", "algorithm"),
    [
        ("ECC_NIST_P256", "ECDSA_SHA_384"),
        ("ECC_NIST_P256", "RSASSA_PSS_SHA_256"),
        ("ECC_NIST_EDWARDS25519", "ED25519_PH_SHA_512"),
        ("ECC_NIST_P384", "SM2DSA"),
    ],
)
def test_an_algorithm_of_another_key_spec_is_refused(kms: Any, key_of: Any, spec: str, algorithm: str) -> None:
    key_id = key_of(spec, "SIGN_VERIFY")["KeyId"]
    message = f"Algorithm {algorithm} is incompatible with key spec {spec}."
    with refused("InvalidKeyUsageException", message):
        kms.sign(KeyId=key_id, Message=MESSAGE, SigningAlgorithm=algorithm)
    with refused("InvalidKeyUsageException", message):
        kms.verify(KeyId=key_id, Message=MESSAGE, Signature=bytes(64), SigningAlgorithm=algorithm)


@pytest.mark.parametrize("bits", ["224", "256", "384", "512"])
def test_a_mac_is_made_and_verified(kms: Any, key_of: Any, bits: str) -> None:
    key = key_of(f"HMAC_{bits}", "GENERATE_VERIFY_MAC")
    named = {"KeyId": key["KeyId"], "MacAlgorithm": f"HMAC_SHA_{bits}"}
    made = kms.generate_mac(Message=MESSAGE, **named)
    assert (made["KeyId"], made["MacAlgorithm"]) == (key["Arn"], named["MacAlgorithm"])
    assert len(made["Mac"]) == int(bits) // 8
    verified = kms.verify_mac(Message=MESSAGE, Mac=made["Mac"], **named)
    assert verified["MacValid"] is True
    assert (verified["KeyId"], verified["MacAlgorithm"]) == (key["Arn"], named["MacAlgorithm"])
    with refused("KMSInvalidMacException", ""):
        kms.verify_mac(Message=MESSAGE + b".", Mac=made["Mac"], **named)
    with refused("KMSInvalidMacException", ""):
        kms.verify_mac(Message=MESSAGE, Mac=made["Mac"][:-1], **named)


def test_a_mac_algorithm_belongs_to_one_key_spec(kms: Any, key_of: Any) -> None:
    key_id = key_of("HMAC_224", "GENERATE_VERIFY_MAC")["KeyId"]
    with refused("InvalidKeyUsageException", "Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224."):
        kms.generate_mac(KeyId=key_id, Message=MESSAGE, MacAlgorithm="HMAC_SHA_256")


@pytest.mark.parametrize(
    ("spec", "usage", "operation", "request_"),
    [
        ("ECC_NIST_P256", "KEY_AGREEMENT", "Sign", {"Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}),
        (
            "SYMMETRIC_DEFAULT",
            "ENCRYPT_DECRYPT",
            "GenerateMac",
            {"Message": b"x", "MacAlgorithm": "HMAC_SHA_256"},
        ),
        (
            "HMAC_256",
            "GENERATE_VERIFY_MAC",
            "Verify",
            {"Message": b"x", "Signature": b"x", "SigningAlgorithm": "ECDSA_SHA_256"},
        ),
        (
            "ECC_NIST_P256",
            "SIGN_VERIFY",
            "DeriveSharedSecret",
            {"KeyAgreementAlgorithm": "ECDH", "PublicKey": b"x"},
        ),
        ("ECC_NIST_P256", "SIGN_VERIFY", "Encapsulate", {"EncapsulationAlgorithm": "ML_KEM"}),
    ],
)
def test_a_key_is_used_for_its_usage_only(
    kms: Any, key_of: Any, spec: str, usage: str, operation: str, request_: dict[str, Any]
) -> None:
    key = key_of(spec, usage)
    call = getattr(kms, xform_name(operation))
    with refused(
        "InvalidKeyUsageException", f"{key['Arn']} key usage is {usage} which is not valid for {operation}."
    ):
        call(KeyId=key["KeyId"], **request_)


def test_the_mac_of_an_hmac_key_is_not_that_of_its_id(kms: Any, key_of: Any) -> None:
    """The key is secret: nothing that a client knows makes the same MAC."""
    key = key_of("HMAC_256", "GENERATE_VERIFY_MAC")
    made = kms.generate_mac(KeyId=key["KeyId"], Message=MESSAGE, MacAlgorithm="HMAC_SHA_256")["Mac"]
    for guess in (b"", bytes(32), key["KeyId"].encode(), key["Arn"].encode()):
        assert hmac.digest(guess, MESSAGE, "sha256") != made


def test_keys_sign_by_alias_and_for_other_accounts_by_their_policy(
    server: Server, kms: Any, key_of: Any
) -> None:
    key, name = key_of("ECC_NIST_P256", "SIGN_VERIFY"), alias_name()
    kms.create_alias(AliasName=name, TargetKeyId=key["KeyId"])
    signature = kms.sign(KeyId=name, Message=MESSAGE, SigningAlgorithm="ECDSA_SHA_256")["Signature"]
    stranger = client_of(server, "444455556666")
    with refused("AccessDeniedException"):
        stranger.verify(
            KeyId=key["Arn"], Message=MESSAGE, Signature=signature, SigningAlgorithm="ECDSA_SHA_256"
        )
    kms.create_grant(
        KeyId=key["KeyId"],
        GranteePrincipal="arn:aws:iam::444455556666:root",
        Operations=["Verify", "GetPublicKey"],
    )
    assert stranger.verify(
        KeyId=key["Arn"], Message=MESSAGE, Signature=signature, SigningAlgorithm="ECDSA_SHA_256"
    )["SignatureValid"]
    assert stranger.get_public_key(KeyId=key["Arn"])["KeyId"] == key["Arn"]
    with refused("AccessDeniedException"):
        stranger.sign(KeyId=key["Arn"], Message=MESSAGE, SigningAlgorithm="ECDSA_SHA_256")
