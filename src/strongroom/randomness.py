"""The only source of randomness: keys, identifiers and nonces come from here."""

from __future__ import annotations

import os
import uuid
from typing import Protocol

_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 8  # by byte, so that every letter is equally likely
_REQUEST_ID_LENGTH = 52
_REQUEST_IDS_AT_ONCE = 128  # a system call for each would be a noticeable part of a point read


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

    def __init__(self) -> None:
        self._request_ids: list[str] = []

    def bytes(self, count: int) -> bytes:
        return os.urandom(count)

    def uuid(self) -> str:
        return str(uuid.UUID(bytes=os.urandom(16), version=4))

    def request_id(self) -> str:
        if not self._request_ids:
            letters = os.urandom(_REQUEST_ID_LENGTH * _REQUEST_IDS_AT_ONCE).translate(_BASE32).decode("ascii")
            self._request_ids = [
                letters[start : start + _REQUEST_ID_LENGTH]
                for start in range(0, len(letters), _REQUEST_ID_LENGTH)
            ]
        return self._request_ids.pop()
