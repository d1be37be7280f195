"""The key specs: what a key of each can be used for, with which algorithms, and how its material is made.

Source: KMS developer guide, "Key spec reference".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, mlkem, rsa

from strongroom.randomness import Randomness
from strongroom.services.kms.key_pairs import PrivateKey, pkcs8

Family = Literal["symmetric", "RSA", "ECC", "HMAC", "ML-DSA", "ML-KEM"]

SYMMETRIC_DEFAULT = "SYMMETRIC_DEFAULT"
ENCRYPT_DECRYPT = "ENCRYPT_DECRYPT"

_ALGORITHMS_MEMBER = {
    "ENCRYPT_DECRYPT": "EncryptionAlgorithms",
    "SIGN_VERIFY": "SigningAlgorithms",
    "GENERATE_VERIFY_MAC": "MacAlgorithms",
    "KEY_AGREEMENT": "KeyAgreementAlgorithms",
    "ENCAPSULATE_DECAPSULATE": "EncapsulationAlgorithms",
}


@dataclass(frozen=True, slots=True)
class KeySpec:
    """One key spec. ``algorithms`` has the algorithms of each key usage that the spec allows."""

    name: str
    family: Family
    algorithms: Mapping[str, tuple[str, ...]]
    make_material: Callable[[Randomness], bytes]

    @property
    def symmetric_encryption(self) -> bool:
        return self.family == "symmetric"

    @property
    def asymmetric(self) -> bool:
        """Whether the material is a key pair."""
        return self.family not in ("symmetric", "HMAC")

    def description(self, usage: str) -> dict[str, list[str]]:
        """The member of KeyMetadata that lists the algorithms of ``usage``."""
        return {_ALGORITHMS_MEMBER[usage]: list(self.algorithms[usage])}


def key_spec(name: str) -> KeySpec | None:
    """The key spec of that name, or None for one whose keys cannot be made here."""
    return _SPECS.get(name)


def _secret(length: int) -> Callable[[Randomness], bytes]:
    return lambda randomness: randomness.bytes(length)


def _rsa(bits: int) -> KeySpec:
    digests = ("256", "384", "512")
    signing = tuple(f"RSASSA_{padding}_SHA_{digest}" for padding in ("PKCS1_V1_5", "PSS") for digest in digests)
    return KeySpec(
        f"RSA_{bits}",
        "RSA",
        {"ENCRYPT_DECRYPT": ("RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"), "SIGN_VERIFY": signing},
        lambda _: pkcs8(rsa.generate_private_key(public_exponent=65537, key_size=bits)),
    )


def _ecc(name: str, curve: ec.EllipticCurve, signing: str, *, agreement: bool) -> KeySpec:
    algorithms: dict[str, tuple[str, ...]] = {"SIGN_VERIFY": (signing,)}
    if agreement:
        algorithms["KEY_AGREEMENT"] = ("ECDH",)
    return KeySpec(name, "ECC", algorithms, lambda _: pkcs8(ec.generate_private_key(curve)))


def _hmac(bits: int) -> KeySpec:
    algorithms = {"GENERATE_VERIFY_MAC": (f"HMAC_SHA_{bits}",)}
    return KeySpec(f"HMAC_{bits}", "HMAC", algorithms, _secret(bits // 8))


def _ml_kem(level: int, from_seed: Callable[[bytes], PrivateKey]) -> KeySpec:
    return KeySpec(
        f"ML_KEM_{level}",
        "ML-KEM",
        {"ENCAPSULATE_DECAPSULATE": ("ML_KEM",)},
        lambda randomness: pkcs8(from_seed(randomness.bytes(64))),
    )


def _ml_dsa(level: int, from_seed: Callable[[bytes], PrivateKey]) -> KeySpec:
    return KeySpec(
        f"ML_DSA_{level}",
        "ML-DSA",
        {"SIGN_VERIFY": ("ML_DSA_SHAKE_256",)},
        lambda randomness: pkcs8(from_seed(randomness.bytes(32))),
    )


_SPECS = {
    spec.name: spec
    for spec in (
        KeySpec(SYMMETRIC_DEFAULT, "symmetric", {ENCRYPT_DECRYPT: (SYMMETRIC_DEFAULT,)}, _secret(32)),
        *(_rsa(bits) for bits in (2048, 3072, 4096)),
        *(_hmac(bits) for bits in (224, 256, 384, 512)),
        _ecc("ECC_NIST_P256", ec.SECP256R1(), "ECDSA_SHA_256", agreement=True),
        _ecc("ECC_NIST_P384", ec.SECP384R1(), "ECDSA_SHA_384", agreement=True),
        _ecc("ECC_NIST_P521", ec.SECP521R1(), "ECDSA_SHA_512", agreement=True),
        _ecc("ECC_SECG_P256K1", ec.SECP256K1(), "ECDSA_SHA_256", agreement=False),
        KeySpec(
            "ECC_NIST_EDWARDS25519",
            "ECC",
            {"SIGN_VERIFY": ("ED25519_SHA_512",)},
            lambda randomness: pkcs8(ed25519.Ed25519PrivateKey.from_private_bytes(randomness.bytes(32))),
        ),
        _ml_dsa(44, mldsa.MLDSA44PrivateKey.from_seed_bytes),
        _ml_dsa(65, mldsa.MLDSA65PrivateKey.from_seed_bytes),
        _ml_dsa(87, mldsa.MLDSA87PrivateKey.from_seed_bytes),
        _ml_kem(768, mlkem.MLKEM768PrivateKey.from_seed_bytes),
        _ml_kem(1024, mlkem.MLKEM1024PrivateKey.from_seed_bytes),
    )
}
