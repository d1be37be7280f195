"""What the hierarchy needs of a key management service: six calls.

``services/kms`` stands behind it in this server, by the same operations that users call; a remote KMS endpoint
can stand behind it instead, which is why every call is awaited. Every call is made *by DynamoDB*: on behalf of
the principal in ``call`` or, where ``call.principal`` is the service itself, by its grant.

Each raises ServiceError with the KMS error (``DisabledException``, ``NotFoundException``,
``KMSInvalidStateException``, ``AccessDeniedException`` ...).
Source of the calls and their principals: KMS developer guide, "How Amazon DynamoDB uses AWS KMS".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from strongroom.calls import Call


@dataclass(frozen=True, slots=True)
class DataKeyPair:
    """A fresh key: in plaintext, and wrapped by the KMS key ``key_arn``."""

    plaintext: bytes
    ciphertext: bytes
    key_arn: str


@dataclass(frozen=True, slots=True)
class KeyDescription:
    """The part of KMS's ``KeyMetadata`` that decides whether a table can use a key."""

    arn: str
    manager: str  # CUSTOMER | AWS
    state: str  # Enabled | Disabled | PendingDeletion | ...
    spec: str  # SYMMETRIC_DEFAULT | ...
    usage: str  # ENCRYPT_DECRYPT | ...


class KeyService(Protocol):
    """The KMS calls that DynamoDB makes."""

    async def describe_key(self, call: Call, key_id: str) -> KeyDescription:
        """Resolve a key id, key ARN, alias name or alias ARN; makes ``alias/aws/dynamodb`` on first need."""
        ...

    async def aws_owned_key(self, call: Call) -> str:
        """The ARN of the key that DynamoDB itself owns in the call's region; no account sees it."""
        ...

    async def create_grant(
        self, call: Call, key_arn: str, encryption_context: Mapping[str, str], operations: Sequence[str]
    ) -> str:
        """Let DynamoDB use the key under this encryption context (as a subset constraint): the grant id."""
        ...

    async def generate_data_key(
        self, call: Call, key_arn: str, encryption_context: Mapping[str, str]
    ) -> DataKeyPair:
        """A fresh 256-bit key wrapped by the KMS key."""
        ...

    async def encrypt(
        self, call: Call, key_arn: str, plaintext: bytes, encryption_context: Mapping[str, str]
    ) -> bytes: ...

    async def decrypt(
        self, call: Call, key_arn: str, ciphertext: bytes, encryption_context: Mapping[str, str]
    ) -> bytes: ...

    async def retire_grant(self, call: Call, key_arn: str, grant_id: str) -> None: ...
