"""What is raised when the root key cannot be used."""

from __future__ import annotations


class RootKeyError(Exception):
    """The root key cannot be used. The message says what to do about it."""
