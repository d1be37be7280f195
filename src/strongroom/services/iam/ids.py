"""The identifiers that IAM makes: unique ids, access key ids, secrets, tokens.

Source: IAM User Guide, "IAM identifiers", for the prefixes.
"""

from __future__ import annotations

import base64
from typing import Literal, TypeAlias

from strongroom.randomness import Randomness

Prefix: TypeAlias = Literal["AIDA", "AGPA", "AROA", "ANPA", "AIPA", "AKIA", "ASIA"]

_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 8
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" * 4
_TOKEN_BYTES = 192


def unique_id(prefix: Prefix, randomness: Randomness) -> str:
    """An id of 21 characters, or of 20 for access keys."""
    length = 16 if prefix in ("AKIA", "ASIA") else 17
    return prefix + randomness.bytes(length).translate(_BASE32).decode("ascii")


def secret_access_key(randomness: Randomness) -> str:
    """A secret of 40 characters."""
    return randomness.bytes(40).translate(_BASE64).decode("ascii")


def session_token(randomness: Randomness) -> str:
    """The token of temporary credentials: opaque."""
    return base64.b64encode(randomness.bytes(_TOKEN_BYTES)).decode("ascii")
