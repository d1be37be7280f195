"""The root key from a passphrase: scrypt (RFC 7914), with salt and costs in the data directory's record."""

from __future__ import annotations

import hashlib

from strongroom.encryption.root_key.errors import RootKeyError
from strongroom.encryption.root_key.providers import Parameters
from strongroom.encryption.sealing import KEY_BYTES
from strongroom.randomness import Randomness

_SALT_BYTES = 32
_COST = {"n": 2**17, "r": 8, "p": 1}  # 128 MiB; OWASP Password Storage Cheat Sheet, "scrypt"
_MEMORY_LIMIT = 1 << 30
_SHORTEST = 12


class PassphraseProvider:
    """Makes the root key of a passphrase; without it, as where none was given, it raises RootKeyError."""

    kind = "passphrase"

    def __init__(self, passphrase: str, randomness: Randomness) -> None:
        self._passphrase = passphrase
        self._randomness = randomness

    def __str__(self) -> str:
        return "a passphrase"

    def make(self) -> tuple[bytes, Parameters]:
        """The root key of the passphrase under a new salt. Raises RootKeyError for one that is too short."""
        if len(self._passphrase) < _SHORTEST:
            raise RootKeyError(
                f"root key passphrase: it has {len(self._passphrase)} characters; whoever gets the data could "
                f"guess it. Choose one of {_SHORTEST} characters or more."
            )
        parameters: Parameters = {**_COST, "salt": self._randomness.bytes(_SALT_BYTES).hex()}
        return self._derived(parameters), parameters

    def find(self, parameters: Parameters) -> bytes:
        return self._derived(parameters)

    def mismatch(self) -> str:
        return "root key passphrase: it is not the one that the data is sealed under. Nothing was changed."

    def _derived(self, parameters: Parameters) -> bytes:
        n, r, p = (int(parameters[name]) for name in ("n", "r", "p"))
        salt = bytes.fromhex(str(parameters["salt"]))
        try:
            return hashlib.scrypt(
                self._passphrase.encode("utf-8"),
                salt=salt,
                n=n,
                r=r,
                p=p,
                maxmem=_MEMORY_LIMIT,
                dklen=KEY_BYTES,
            )
        except ValueError as error:
            raise RootKeyError(f"root key passphrase: scrypt cannot be run with {n=}, {r=}, {p=}.") from error
