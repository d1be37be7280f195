"""Where keys live and how they are named: key ids, ARNs, aliases.

Source: KMS developer guide, "Key identifiers (KeyId)".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from strongroom.services.kms import errors

#: The account of the keys that services own. It is no user's, so nobody can act in it.
SERVICE_OWNED = "aws"

_KEY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}", re.IGNORECASE)
_ALIAS_PREFIX = "alias/"


@dataclass(frozen=True, slots=True)
class Scope:
    """One account in one region: key ids and alias names are unique in it."""

    account: str
    region: str

    @property
    def partition(self) -> bytes:
        """The partition of the catalog in which the scope's records lie."""
        return f"{self.account}/{self.region}".encode("ascii")

    def arn(self, resource: str) -> str:
        """The ARN of ``key/<key id>`` or ``alias/<name>``."""
        return f"arn:aws:kms:{self.region}:{self.account}:{resource}"


@dataclass(frozen=True, slots=True)
class KeyIdentifier:
    """What a request names a key by: a key id or an alias name, in a scope."""

    scope: Scope
    key_id: str | None = None
    alias: str | None = None


def identify(text: str, caller: Scope) -> KeyIdentifier:
    """Read a key id, key ARN, alias name or alias ARN.

    Raises NotFoundException for a text that is none, and for an ARN of another region.
    """
    if text.startswith("arn:"):
        return _identify_arn(text, caller)
    if text.startswith(_ALIAS_PREFIX):
        return KeyIdentifier(caller, alias=text)
    if _KEY_ID.fullmatch(text):
        return KeyIdentifier(caller, key_id=text)
    raise errors.invalid_key_id(text)


def is_alias(text: str) -> bool:
    """Whether a key identifier is an alias name or alias ARN."""
    return text.startswith(_ALIAS_PREFIX) or (text.startswith("arn:") and ":alias/" in text)


def _identify_arn(text: str, caller: Scope) -> KeyIdentifier:
    parts = text.split(":", 5)
    if len(parts) < 6 or parts[2] != "kms" or parts[3] != caller.region:
        raise errors.invalid_arn(parts[3] if len(parts) > 3 else text)
    scope, resource = Scope(parts[4], caller.region), parts[5]
    if resource.startswith(_ALIAS_PREFIX):
        return KeyIdentifier(scope, alias=resource)
    kind, _, key_id = resource.partition("/")
    if kind != "key":
        raise errors.invalid_arn(parts[3])
    if not _KEY_ID.fullmatch(key_id):
        raise errors.invalid_key_id_in_arn(key_id)
    return KeyIdentifier(scope, key_id=key_id)
