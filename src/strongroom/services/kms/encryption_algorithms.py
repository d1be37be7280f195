"""Encrypting and decrypting with the material of a key, by the algorithm that the request names.

Source: KMS API reference, Encrypt; KMS developer guide, "Key spec reference".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm

from strongroom.services.kms import errors
from strongroom.services.kms.key_pairs import private_key_of
from strongroom.services.kms.key_specs import ENCRYPT_DECRYPT
from strongroom.services.kms.keys import KmsKey

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

_HASHES: Mapping[str, HashAlgorithm] = {
    "RSAES_OAEP_SHA_1": SHA1(),  # noqa: S303 - the API offers it; OAEP does not need collision resistance
    "RSAES_OAEP_SHA_256": SHA256(),
}


def check_algorithm(key: KmsKey, algorithm: str, context: Mapping[str, str], length: int) -> None:
    """Refuse an algorithm that the key does not have, and what an asymmetric algorithm cannot do."""
    if algorithm not in key.spec.algorithms[ENCRYPT_DECRYPT]:
        raise errors.wrong_algorithm(algorithm, key.spec_name)
    if key.spec.symmetric_encryption:
        return
    if context:
        raise errors.validation(
            "EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs."
        )
    longest = int(key.spec_name.removeprefix("RSA_")) // 8 - 2 * _HASHES[algorithm].digest_size - 2
    if length > longest:
        raise errors.too_long_for(algorithm, key.spec_name, longest)


def encrypt_under(
    service: Kms, key: KmsKey, algorithm: str, plaintext: bytes, context: Mapping[str, str]
) -> tuple[bytes, str | None]:
    """The ciphertext, and the id of the material if the key can have several."""
    material = service.current_material(key)
    if key.spec.symmetric_encryption:
        return service.encrypt(key, material, plaintext, context), material.id
    public_key = _rsa_key(material.secret).public_key()
    return public_key.encrypt(plaintext, _oaep(algorithm)), None


def decrypt_asymmetric(service: Kms, key: KmsKey, algorithm: str, ciphertext: bytes) -> bytes:
    """The plaintext of a bare RSA ciphertext. Raises InvalidCiphertextException."""
    private_key = _rsa_key(service.current_material(key).secret)
    try:
        return private_key.decrypt(ciphertext, _oaep(algorithm))
    except ValueError:
        raise errors.invalid_ciphertext() from None


def _rsa_key(secret: bytes) -> RSAPrivateKey:
    private_key = private_key_of(secret)
    if not isinstance(private_key, RSAPrivateKey):
        raise TypeError("the material is no RSA key pair")
    return private_key


def _oaep(algorithm: str) -> OAEP:
    digest = _HASHES[algorithm]
    return OAEP(MGF1(digest), digest, label=None)
