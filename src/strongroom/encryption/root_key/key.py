"""The root key, opened."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from strongroom.encryption.sealing import KEY_BYTES, Seal
from strongroom.randomness import Randomness

_SEALING_KEY = b"sealing key"


class RootKey(Seal):
    """The root key with the sealing key of a data directory, which lies there under it.

    Derived keys change with the root key; what is sealed stays as it is when the root key is rotated, for the
    sealing key is wrapped anew. Neither key is ever given out.
    """

    def __init__(self, secret: bytes, randomness: Randomness, sealing_key: bytes) -> None:
        if len(secret) != KEY_BYTES or len(sealing_key) != KEY_BYTES:
            raise ValueError(f"a root key and a sealing key have {KEY_BYTES} bytes each")
        super().__init__(sealing_key, randomness)
        self._secret = secret
        self._sealing_key = sealing_key
        self._randomness = randomness

    @classmethod
    def of_wrapped(cls, secret: bytes, randomness: Randomness, wrapped: bytes) -> RootKey:
        """The root key ``secret`` with a sealing key that is wrapped under it. Raises SealBroken."""
        wrap = Seal(_derived(secret, "wrap"), randomness)
        return cls(secret, randomness, wrap.open(wrapped, _SEALING_KEY))

    def __repr__(self) -> str:
        return "RootKey(...)"

    def wrapped(self) -> bytes:
        """The sealing key, wrapped under the root key."""
        return self.seal_for("wrap").seal(self._sealing_key, _SEALING_KEY)

    def successor(self, secret: bytes) -> RootKey:
        """Another root key for the same sealing key."""
        return RootKey(secret, self._randomness, self._sealing_key)

    def seal_for(self, purpose: str) -> Seal:
        """What seals under a derived key: what has to be sealed anew when the root key is rotated."""
        return Seal(self.derive(purpose), self._randomness)

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose: HKDF-SHA-256 (RFC 5869) of the root key."""
        return _derived(self._secret, purpose)


def _derived(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"strongroom/1/{purpose}".encode()).derive(secret)
