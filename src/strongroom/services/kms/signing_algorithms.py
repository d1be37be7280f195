"""Signatures and their verification, by signing algorithm and type of message.

Source: KMS API reference, Sign; KMS developer guide, "Key spec reference". RSASSA-PSS has a salt as long as the
digest and MGF1 over the same hash (RFC 8017); ECDSA signatures are DER (RFC 3279, section 2.2.3); ML-DSA is
that of FIPS 204 with the empty context.
"""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from strongroom.services.kms import errors
from strongroom.services.kms.key_pairs import PrivateKey
from strongroom.services.kms.keys import KmsKey

RAW = "RAW"
DIGEST = "DIGEST"
EXTERNAL_MU = "EXTERNAL_MU"
_MU_BYTES = 64
_HASHES: Mapping[str, HashAlgorithm] = {"SHA_256": SHA256(), "SHA_384": SHA384(), "SHA_512": SHA512()}


def check_message(key: KmsKey, algorithm: str, message: bytes, message_type: str) -> None:
    """Refuse an algorithm that the key does not have, and a message that the algorithm does not take.

    Raises InvalidKeyUsageException and ValidationException.
    """
    if algorithm not in key.spec.algorithms[key.usage]:
        raise errors.wrong_algorithm(algorithm, key.spec_name)
    if algorithm == "ML_DSA_SHAKE_256":
        if message_type == DIGEST:
            raise errors.wrong_message_type(message_type, f"key spec {key.spec_name}")
        if message_type == EXTERNAL_MU and len(message) != _MU_BYTES:
            raise errors.wrong_digest_length(algorithm)
    elif algorithm == "ED25519_SHA_512":
        if message_type != RAW:
            raise errors.wrong_message_type(message_type, f"algorithm {algorithm}")
    elif message_type == EXTERNAL_MU:
        raise errors.wrong_message_type(message_type, f"key spec {key.spec_name}")
    elif message_type == DIGEST and len(message) != _hash_of(algorithm).digest_size:
        raise errors.wrong_digest_length(algorithm)


def sign(private_key: PrivateKey, algorithm: str, message: bytes, message_type: str) -> bytes:
    """The signature of a message that ``check_message`` let through."""
    match private_key:
        case rsa.RSAPrivateKey():
            return private_key.sign(message, _padding(algorithm), _hash(algorithm, message_type))
        case ec.EllipticCurvePrivateKey():
            return private_key.sign(message, ec.ECDSA(_hash(algorithm, message_type)))
        case mldsa.MLDSA44PrivateKey() | mldsa.MLDSA65PrivateKey() | mldsa.MLDSA87PrivateKey():
            return private_key.sign_mu(message) if message_type == EXTERNAL_MU else private_key.sign(message)
        case ed25519.Ed25519PrivateKey():
            return private_key.sign(message)
    raise TypeError("the key pair signs nothing")


def verify(
    private_key: PrivateKey, algorithm: str, message: bytes, message_type: str, signature: bytes
) -> bool:
    """Whether the signature is one of the message by this key pair."""
    try:
        _verify(private_key, algorithm, message, message_type, signature)
    except InvalidSignature:
        return False
    return True


def _verify(
    private_key: PrivateKey, algorithm: str, message: bytes, message_type: str, signature: bytes
) -> None:
    match private_key:
        case rsa.RSAPrivateKey():
            hashed = _hash(algorithm, message_type)
            private_key.public_key().verify(signature, message, _padding(algorithm), hashed)
        case ec.EllipticCurvePrivateKey():
            private_key.public_key().verify(signature, message, ec.ECDSA(_hash(algorithm, message_type)))
        case mldsa.MLDSA44PrivateKey() | mldsa.MLDSA65PrivateKey() | mldsa.MLDSA87PrivateKey():
            public_key = private_key.public_key()
            check = public_key.verify_mu if message_type == EXTERNAL_MU else public_key.verify
            check(signature, message)
        case ed25519.Ed25519PrivateKey():
            private_key.public_key().verify(signature, message)
        case _:
            raise TypeError("the key pair signs nothing")


def _hash_of(algorithm: str) -> HashAlgorithm:
    return _HASHES[algorithm[-7:]]


def _hash(algorithm: str, message_type: str) -> HashAlgorithm | Prehashed:
    hashed = _hash_of(algorithm)
    return Prehashed(hashed) if message_type == DIGEST else hashed


def _padding(algorithm: str) -> padding.AsymmetricPadding:
    if algorithm.startswith("RSASSA_PKCS1"):
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(_hash_of(algorithm)), padding.PSS.DIGEST_LENGTH)
