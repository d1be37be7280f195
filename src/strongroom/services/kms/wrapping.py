"""Wrapping of key material for its way into KMS, seen from KMS: which algorithms fit, and the unwrapping.

Source: KMS API reference, GetParametersForImport; KMS developer guide, "Wrapping public key spec" and "Wrapping
algorithm". RSA_AES_KEY_WRAP is PKCS #11's CKM_RSA_AES_KEY_WRAP: an AES key by RSAES-OAEP, then the material by
AES key wrap with padding (RFC 5649) under that key.
"""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap_with_padding

from strongroom.randomness import Randomness
from strongroom.services.kms import errors
from strongroom.services.kms.key_specs import KeySpec, key_spec

_RSAES: Mapping[str, HashAlgorithm] = {
    "RSAES_OAEP_SHA_1": SHA1(),  # noqa: S303 - the API offers it; OAEP does not need collision resistance
    "RSAES_OAEP_SHA_256": SHA256(),
}
_RSA_AES: Mapping[str, HashAlgorithm] = {
    "RSA_AES_KEY_WRAP_SHA_1": SHA1(),  # noqa: S303 - as above
    "RSA_AES_KEY_WRAP_SHA_256": SHA256(),
}
_WRAPPING_KEYS = frozenset({"RSA_2048", "RSA_3072", "RSA_4096"})


def check_algorithm(spec: KeySpec, algorithm: str, wrapping_spec: str) -> None:
    """Refuse what cannot wrap material of the key spec. Raises UnsupportedOperationException."""
    if algorithm not in {*_RSAES, *_RSA_AES} or wrapping_spec not in _WRAPPING_KEYS:
        raise errors.unsupported(f"Wrapping algorithm {algorithm} with {wrapping_spec} is not supported.")
    directly = algorithm in _RSAES
    fits = spec.family != "RSA" if directly else spec.asymmetric
    if directly and (spec.name, wrapping_spec) == ("ECC_NIST_P521", "RSA_2048"):
        fits = False
    if not fits:
        raise errors.unsupported(
            f"Wrapping algorithm {algorithm} with {wrapping_spec} is not supported for key spec {spec.name}."
        )


def new_key(wrapping_spec: str, randomness: Randomness) -> bytes:
    """A private wrapping key: a PKCS #8 document."""
    spec = key_spec(wrapping_spec)
    if spec is None:
        raise ValueError(f"{wrapping_spec} is no wrapping key spec")
    return spec.make_material(randomness)


def unwrap(private_key: RSAPrivateKey, algorithm: str, wrapped: bytes) -> bytes:
    """The material that was wrapped under the public key.

    Raises ValidationException for an impossible length, InvalidCiphertextException for what is not so wrapped.
    """
    modulus = private_key.key_size // 8
    if len(wrapped) < modulus or (algorithm in _RSAES and len(wrapped) > modulus):
        raise errors.validation("Invalid encrypted key size.")
    try:
        if algorithm in _RSAES:
            return private_key.decrypt(wrapped, _oaep(_RSAES[algorithm]))
        wrapping_key = private_key.decrypt(wrapped[:modulus], _oaep(_RSA_AES[algorithm]))
        return aes_key_unwrap_with_padding(wrapping_key, wrapped[modulus:])
    except (ValueError, InvalidUnwrap):
        raise errors.invalid_ciphertext() from None


def _oaep(digest: HashAlgorithm) -> OAEP:
    return OAEP(MGF1(digest), digest, label=None)
