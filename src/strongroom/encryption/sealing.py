"""Sealing: AES-256-GCM (NIST SP 800-38D) with associated data, in a versioned format.

A sealed message is ``version (1 byte) | nonce (12 bytes) | ciphertext | tag (16 bytes)``. The version is
authenticated together with the associated data.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from strongroom.randomness import Randomness

KEY_BYTES = 32
_VERSION = b"\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16


class SealBroken(Exception):
    """The sealed bytes were altered, or sealed under another key or with other associated data."""


class Sealer:
    """Seals and opens under 32-byte keys. Every sealing takes a fresh nonce, so no two are alike."""

    def __init__(self, randomness: Randomness) -> None:
        self._randomness = randomness

    def seal(self, key: bytes, plaintext: bytes, *, associated: bytes) -> bytes:
        """Encrypt and authenticate ``plaintext`` under ``key``, bound to ``associated``."""
        nonce = self._randomness.bytes(_NONCE_BYTES)
        return _VERSION + nonce + _cipher(key).encrypt(nonce, plaintext, _VERSION + associated)

    def open(self, key: bytes, sealed: bytes, *, associated: bytes) -> bytes:
        """The plaintext that was sealed under ``key`` with ``associated``. Raises SealBroken."""
        if len(sealed) < len(_VERSION) + _NONCE_BYTES + _TAG_BYTES or not sealed.startswith(_VERSION):
            raise SealBroken("not a sealed message of a known version")
        nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return _cipher(key).decrypt(nonce, ciphertext, _VERSION + associated)
        except InvalidTag:
            raise SealBroken("the seal does not fit the key and the associated data") from None


class Seal:
    """Seals and opens under one key."""

    def __init__(self, key: bytes, randomness: Randomness) -> None:
        self._key = key
        self._sealer = Sealer(randomness)

    def seal(self, plaintext: bytes, associated: bytes) -> bytes:
        """Seal ``plaintext``, bound to ``associated``."""
        return self._sealer.seal(self._key, plaintext, associated=associated)

    def open(self, sealed: bytes, associated: bytes) -> bytes:
        """Open what ``seal`` sealed with the same associated data. Raises SealBroken."""
        return self._sealer.open(self._key, sealed, associated=associated)


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return AESGCM(key)
