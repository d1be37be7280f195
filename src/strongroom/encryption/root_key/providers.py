"""Where a root key comes from: what every provider can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias

Parameters: TypeAlias = Mapping[str, str | int]
"""What a provider needs to find its root key again; lies in the data directory, so nothing of it is secret."""


class RootKeyProvider(Protocol):
    """One way to get a root key, a secret of 32 bytes. ``str()`` names it without its secrets."""

    @property
    def kind(self) -> str:
        """``file``, ``passphrase`` or ``pkcs11``."""
        ...

    def make(self) -> tuple[bytes, Parameters]:
        """A root key for data that is to be written; one that is there already is taken.

        Raises RootKeyError.
        """
        ...

    def find(self, parameters: Parameters) -> bytes:
        """The root key that ``make`` gave with these parameters, or, where that cannot be told, another.

        Raises RootKeyError.
        """
        ...

    def mismatch(self) -> str:
        """A sentence for a root key that is not the data's, and another that says what to do."""
        ...
