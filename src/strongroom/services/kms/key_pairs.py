"""Key pairs: the private key as key material and data key pairs have it, and its public key as clients get it.

A private key is a PKCS #8 document, a public key a SubjectPublicKeyInfo, both in DER.
Source: KMS API reference, GenerateDataKeyPair and GetPublicKey.
"""

from __future__ import annotations

from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, mlkem, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

MLDSAPrivateKey: TypeAlias = mldsa.MLDSA44PrivateKey | mldsa.MLDSA65PrivateKey | mldsa.MLDSA87PrivateKey
MLKEMPrivateKey: TypeAlias = mlkem.MLKEM768PrivateKey | mlkem.MLKEM1024PrivateKey
PrivateKey: TypeAlias = (
    rsa.RSAPrivateKey
    | ec.EllipticCurvePrivateKey
    | ed25519.Ed25519PrivateKey
    | MLDSAPrivateKey
    | MLKEMPrivateKey
)


def pkcs8(private_key: PrivateKey) -> bytes:
    """The private key as key material."""
    return private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def private_key_of(secret: bytes) -> PrivateKey:
    """The private key in key material.

    The consistency of an RSA key is not checked again: it was when the material was made or imported.
    """
    private_key = load_der_private_key(secret, password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(private_key, PrivateKey):
        raise TypeError("the material is no key pair of KMS")
    return private_key


def public_key_info(private_key: PrivateKey) -> bytes:
    """The public key as GetPublicKey and GenerateDataKeyPair give it away."""
    return private_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
