"""The only source of randomness: keys, identifiers and nonces come from here."""

from __future__ import annotations

import os
import uuid
from typing import Protocol

_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 8  # by byte, so that every letter is equally likely


class Randomness(Protocol):
    """Unpredictable bytes and the identifiers made of them."""

    def bytes(self, count: int) -> bytes:
        """``count`` cryptographically strong random bytes."""
        ...

    def uuid(self) -> str:
        """A random UUID in its canonical text form."""
        ...

    def request_id(self) -> str:
        """A request id as DynamoDB writes it: 52 upper-case base-32 characters."""
        ...


class SystemRandomness:
    """Randomness of the operating system."""

    def bytes(self, count: int) -> bytes:
        return os.urandom(count)

    def uuid(self) -> str:
        return str(uuid.UUID(bytes=os.urandom(16), version=4))

    def request_id(self) -> str:
        return os.urandom(52).translate(_BASE32).decode("ascii")
