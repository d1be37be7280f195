"""Key material: the secret of a KMS key, how it lies at rest, and what is encrypted under it.

At rest, material is sealed under the root key with the key's ARN and the material's id as associated data.

A ciphertext blob is ``version (1) | length (1), account | length (1), key id | material id (32) | salt (16) |
nonce (12) | ciphertext | tag (16)``. So Decrypt needs no key id and finds the material after a rotation. Every
message is encrypted with AES-256-GCM under a key of its own, derived from the material and the salt with
HKDF-SHA-256, so that no number of messages wears a material out. The encryption context and everything before
the nonce are authenticated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from strongroom.encryption.root_key import RootKey
from strongroom.randomness import Randomness

_VERSION = 1
_MATERIAL_ID_BYTES = 32
_SALT_BYTES = 16
_NONCE_BYTES = 12
_TAG_BYTES = 16


class InvalidCiphertext(Exception):
    """A blob is no ciphertext of a known version, was altered, or belongs to another context or material."""


@dataclass(frozen=True, slots=True, repr=False)
class KeyMaterial:
    """One key material: its id (64 hex digits) and its secret.

    The secret is 32 bytes for symmetric encryption, the MAC key for HMAC, a PKCS #8 document for key pairs.
    """

    id: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """A ciphertext blob taken apart: the key and the material it names, and what only that material opens."""

    account: str
    key_id: str
    material_id: str
    header: bytes
    body: bytes


def seal_material(root_key: RootKey, key_arn: str, material: KeyMaterial) -> bytes:
    """The material as it lies at rest."""
    return root_key.seal(material.secret, _bound_to(key_arn, material.id))


def open_material(root_key: RootKey, key_arn: str, material_id: str, sealed: bytes) -> KeyMaterial:
    """The material of a key, from rest. Raises SealBroken."""
    return KeyMaterial(material_id, root_key.open(sealed, _bound_to(key_arn, material_id)))


def encrypt(
    material: KeyMaterial,
    account: str,
    key_id: str,
    plaintext: bytes,
    encryption_context: Mapping[str, str],
    randomness: Randomness,
) -> bytes:
    """A ciphertext blob that names its key and authenticates the encryption context."""
    salt, nonce = randomness.bytes(_SALT_BYTES), randomness.bytes(_NONCE_BYTES)
    header = (
        bytes([_VERSION])
        + _short(account.encode("ascii"))
        + _short(key_id.encode("ascii"))
        + bytes.fromhex(material.id)
        + salt
    )
    associated = header + canonical_context(encryption_context)
    return header + nonce + AESGCM(_message_key(material, salt)).encrypt(nonce, plaintext, associated)


def parse(blob: bytes) -> Ciphertext:
    """Take a blob apart without opening it. Raises InvalidCiphertext."""
    try:
        if blob[0] != _VERSION:
            raise InvalidCiphertext("not a ciphertext of a known version")
        account_end = 2 + blob[1]
        key_id_end = account_end + 1 + blob[account_end]
        account = blob[2:account_end].decode("ascii")
        key_id = blob[account_end + 1 : key_id_end].decode("ascii")
    except (IndexError, UnicodeDecodeError):
        raise InvalidCiphertext("the ciphertext is incomplete") from None
    header_end = key_id_end + _MATERIAL_ID_BYTES + _SALT_BYTES
    if len(blob) < header_end + _NONCE_BYTES + _TAG_BYTES:
        raise InvalidCiphertext("the ciphertext is incomplete")
    material_id = blob[key_id_end : key_id_end + _MATERIAL_ID_BYTES].hex()
    return Ciphertext(account, key_id, material_id, blob[:header_end], blob[header_end:])


def decrypt(material: KeyMaterial, ciphertext: Ciphertext, encryption_context: Mapping[str, str]) -> bytes:
    """The plaintext of a ciphertext under its material and encryption context. Raises InvalidCiphertext."""
    salt = ciphertext.header[-_SALT_BYTES:]
    nonce, encrypted = ciphertext.body[:_NONCE_BYTES], ciphertext.body[_NONCE_BYTES:]
    associated = ciphertext.header + canonical_context(encryption_context)
    try:
        return AESGCM(_message_key(material, salt)).decrypt(nonce, encrypted, associated)
    except InvalidTag:
        raise InvalidCiphertext("the ciphertext does not belong to this context and key") from None


def canonical_context(encryption_context: Mapping[str, str]) -> bytes:
    """The pairs in one unambiguous byte string: sorted by key, every text preceded by its length."""
    return b"".join(
        _long(key.encode("utf-8")) + _long(value.encode("utf-8"))
        for key, value in sorted(encryption_context.items())
    )


def _bound_to(key_arn: str, material_id: str) -> bytes:
    return f"{key_arn}\n{material_id}".encode("ascii")


def _message_key(material: KeyMaterial, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=salt, info=b"strongroom/1/ciphertext").derive(material.secret)


def _short(text: bytes) -> bytes:
    return bytes([len(text)]) + text


def _long(text: bytes) -> bytes:
    return len(text).to_bytes(4, "big") + text
