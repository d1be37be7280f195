"""Key pairs: public keys, data key pairs, shared secrets, RSA ciphertexts made elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from api.kms_calls import refused
from server import Server

CONTEXT = {"purpose": "test"}


@pytest.fixture
def kms(server: Server) -> Any:
    return server.client("kms")


@pytest.fixture(scope="module")
def symmetric(server: Server) -> Any:
    return server.client("kms").create_key()["KeyMetadata"]


def new_key(kms: Any, spec: str, usage: str) -> Any:
    return kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]


def spki(private_key: Any) -> bytes:
    public: bytes = private_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return public


@pytest.mark.parametrize(
    ("spec", "usage", "algorithms"),
    [
        ("RSA_2048", "ENCRYPT_DECRYPT", {"EncryptionAlgorithms": ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"]}),
        ("ECC_NIST_P256", "KEY_AGREEMENT", {"KeyAgreementAlgorithms": ["ECDH"]}),
        ("ECC_SECG_P256K1", "SIGN_VERIFY", {"SigningAlgorithms": ["ECDSA_SHA_256"]}),
        ("ECC_NIST_EDWARDS25519", "SIGN_VERIFY", {"SigningAlgorithms": ["ED25519_SHA_512"]}),
        ("ML_DSA_65", "SIGN_VERIFY", {"SigningAlgorithms": ["ML_DSA_SHAKE_256"]}),
        ("ML_KEM_768", "ENCAPSULATE_DECAPSULATE", {"EncapsulationAlgorithms": ["ML_KEM"]}),
    ],
)
def test_a_public_key_comes_with_what_it_is_for(
    kms: Any, spec: str, usage: str, algorithms: dict[str, list[str]]
) -> None:
    key = new_key(kms, spec, usage)
    assert {member: key[member] for member in algorithms} == algorithms
    answer = kms.get_public_key(KeyId=key["KeyId"])
    answer.pop("ResponseMetadata")
    load_der_public_key(answer.pop("PublicKey"))
    assert answer == {
        "KeyId": key["Arn"],
        "CustomerMasterKeySpec": spec,
        "KeySpec": spec,
        "KeyUsage": usage,
        **algorithms,
    }


@pytest.mark.parametrize(
    ("spec", "usage"), [("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"), ("HMAC_256", "GENERATE_VERIFY_MAC")]
)
def test_a_key_without_a_pair_has_no_public_key(kms: Any, spec: str, usage: str) -> None:
    key = new_key(kms, spec, usage)
    with refused(
        "UnsupportedOperationException",
        f"{key['Arn']} key spec is {spec} which is not valid for this operation.",
    ):
        kms.get_public_key(KeyId=key["KeyId"])


@pytest.mark.parametrize(
    ("algorithm", "hashed"), [("RSAES_OAEP_SHA_1", SHA1()), ("RSAES_OAEP_SHA_256", SHA256())]
)
def test_what_the_public_key_encrypts_kms_decrypts(kms: Any, algorithm: str, hashed: Any) -> None:
    key = new_key(kms, "RSA_2048", "ENCRYPT_DECRYPT")
    public_key: Any = load_der_public_key(kms.get_public_key(KeyId=key["KeyId"])["PublicKey"])
    ciphertext = public_key.encrypt(b"made elsewhere", OAEP(MGF1(hashed), hashed, None))
    named = {"KeyId": key["KeyId"], "EncryptionAlgorithm": algorithm}
    assert kms.decrypt(CiphertextBlob=ciphertext, **named)["Plaintext"] == b"made elsewhere"
    with refused("InvalidCiphertextException", ""):
        kms.decrypt(CiphertextBlob=ciphertext[:-1] + bytes([ciphertext[-1] ^ 1]), **named)


@pytest.mark.parametrize(
    ("spec", "kind", "size"),
    [
        ("RSA_2048", rsa.RSAPrivateKey, 2048),
        ("RSA_3072", rsa.RSAPrivateKey, 3072),
        ("ECC_NIST_P256", ec.EllipticCurvePrivateKey, 256),
        ("ECC_NIST_P384", ec.EllipticCurvePrivateKey, 384),
        ("ECC_NIST_P521", ec.EllipticCurvePrivateKey, 521),
        ("ECC_SECG_P256K1", ec.EllipticCurvePrivateKey, 256),
        ("ECC_NIST_EDWARDS25519", ed25519.Ed25519PrivateKey, None),
    ],
)
def test_data_key_pairs_come_open_and_sealed(
    kms: Any, symmetric: Any, spec: str, kind: type, size: int | None
) -> None:
    pair = kms.generate_data_key_pair(KeyId=symmetric["KeyId"], KeyPairSpec=spec, EncryptionContext=CONTEXT)
    assert (pair["KeyId"], pair["KeyPairSpec"]) == (symmetric["Arn"], spec)
    assert pair["KeyMaterialId"] == symmetric["CurrentKeyMaterialId"]
    private_key: Any = load_der_private_key(pair["PrivateKeyPlaintext"], None)
    assert isinstance(private_key, kind)
    assert size is None or private_key.key_size == size
    assert spki(private_key) == pair["PublicKey"]
    opened = kms.decrypt(CiphertextBlob=pair["PrivateKeyCiphertextBlob"], EncryptionContext=CONTEXT)
    assert opened["Plaintext"] == pair["PrivateKeyPlaintext"]
    with refused("InvalidCiphertextException", ""):
        kms.decrypt(CiphertextBlob=pair["PrivateKeyCiphertextBlob"])


def test_a_data_key_pair_can_be_kept_from_its_caller(kms: Any, symmetric: Any) -> None:
    pair = kms.generate_data_key_pair_without_plaintext(KeyId=symmetric["KeyId"], KeyPairSpec="ECC_NIST_P256")
    assert set(pair) - {"ResponseMetadata"} == {
        "KeyId",
        "KeyPairSpec",
        "KeyMaterialId",
        "PublicKey",
        "PrivateKeyCiphertextBlob",
    }
    opened = kms.decrypt(CiphertextBlob=pair["PrivateKeyCiphertextBlob"])["Plaintext"]
    assert spki(load_der_private_key(opened, None)) == pair["PublicKey"]


def test_data_key_pairs_that_are_not_made(kms: Any, symmetric: Any) -> None:
    with refused("UnsupportedOperationException", "KeyPairSpec SM2 is not supported in this Region."):
        kms.generate_data_key_pair(KeyId=symmetric["KeyId"], KeyPairSpec="SM2")
    key = new_key(kms, "RSA_2048", "ENCRYPT_DECRYPT")
    with refused("InvalidKeyUsageException", "You cannot generate a data key with an asymmetric CMK"):
        kms.generate_data_key_pair(KeyId=key["KeyId"], KeyPairSpec="ECC_NIST_P256")


@pytest.mark.parametrize("spec", ["SM2", "ML_KEM_512"])
def test_key_specs_that_no_key_can_have(kms: Any, spec: str) -> None:
    usage = "ENCAPSULATE_DECAPSULATE" if spec == "ML_KEM_512" else "SIGN_VERIFY"
    with refused("UnsupportedOperationException", f"KeySpec {spec} is not supported in this Region."):
        kms.create_key(KeySpec=spec, KeyUsage=usage)


@pytest.mark.parametrize(
    ("spec", "curve"),
    [
        ("ECC_NIST_P256", ec.SECP256R1()),
        ("ECC_NIST_P384", ec.SECP384R1()),
        ("ECC_NIST_P521", ec.SECP521R1()),
    ],
)
def test_two_parties_derive_the_same_secret(kms: Any, spec: str, curve: Any) -> None:
    key = new_key(kms, spec, "KEY_AGREEMENT")
    peer = ec.generate_private_key(curve)
    answer = kms.derive_shared_secret(KeyId=key["KeyId"], KeyAgreementAlgorithm="ECDH", PublicKey=spki(peer))
    assert (answer["KeyId"], answer["KeyOrigin"], answer["KeyAgreementAlgorithm"]) == (
        key["Arn"],
        "AWS_KMS",
        "ECDH",
    )
    public_key: Any = load_der_public_key(kms.get_public_key(KeyId=key["KeyId"])["PublicKey"])
    assert answer["SharedSecret"] == peer.exchange(ec.ECDH(), public_key)


@pytest.mark.parametrize("given", [b"no key", spki(ec.generate_private_key(ec.SECP384R1()))])
def test_a_secret_is_derived_on_one_curve(kms: Any, given: bytes) -> None:
    key = new_key(kms, "ECC_NIST_P256", "KEY_AGREEMENT")
    with refused("ValidationException", ""):
        kms.derive_shared_secret(KeyId=key["KeyId"], KeyAgreementAlgorithm="ECDH", PublicKey=given)


@pytest.mark.parametrize(("spec", "length"), [("ML_KEM_768", 1088), ("ML_KEM_1024", 1568)])
def test_a_secret_is_encapsulated_and_recovered(kms: Any, spec: str, length: int) -> None:
    key = new_key(kms, spec, "ENCAPSULATE_DECAPSULATE")
    named = {"KeyId": key["KeyId"], "EncapsulationAlgorithm": "ML_KEM"}
    made = kms.encapsulate(**named)
    assert (len(made["SharedSecret"]), len(made["SharedSecretCiphertextBlob"])) == (32, length)
    opened = kms.decapsulate(SharedSecretCiphertextBlob=made["SharedSecretCiphertextBlob"], **named)
    assert (opened["KeyId"], opened["SharedSecret"]) == (key["Arn"], made["SharedSecret"])
    public_key: Any = load_der_public_key(kms.get_public_key(KeyId=key["KeyId"])["PublicKey"])
    secret, ciphertext = public_key.encapsulate()
    assert kms.decapsulate(SharedSecretCiphertextBlob=ciphertext, **named)["SharedSecret"] == secret


def test_an_altered_encapsulation_gives_another_secret(kms: Any) -> None:
    """Implicit rejection, FIPS 203: nothing tells that a ciphertext was altered; another length is refused."""
    key = new_key(kms, "ML_KEM_768", "ENCAPSULATE_DECAPSULATE")
    named = {"KeyId": key["KeyId"], "EncapsulationAlgorithm": "ML_KEM"}
    made = kms.encapsulate(**named)
    altered = bytes([made["SharedSecretCiphertextBlob"][0] ^ 1]) + made["SharedSecretCiphertextBlob"][1:]
    other = kms.decapsulate(SharedSecretCiphertextBlob=altered, **named)["SharedSecret"]
    assert len(other) == 32
    assert other != made["SharedSecret"]
    with refused("InvalidCiphertextException", ""):
        kms.decapsulate(SharedSecretCiphertextBlob=altered[1:], **named)
