"""The calls that DynamoDB makes to KMS, counted."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import TypeVar

from strongroom.calls import Call
from strongroom.edge.metrics import Metrics
from strongroom.encryption.key_service import DataKeyPair, KeyDescription, KeyService
from strongroom.errors import ServiceError

T = TypeVar("T")


class CountedKeyService:
    """A key service that hands every call on and counts how it ended."""

    def __init__(self, keys: KeyService, metrics: Metrics) -> None:
        self._keys = keys
        self._metrics = metrics

    async def describe_key(self, call: Call, key_id: str) -> KeyDescription:
        return await self._counted("DescribeKey", self._keys.describe_key(call, key_id))

    async def aws_owned_key(self, call: Call) -> str:
        return await self._keys.aws_owned_key(call)

    async def create_grant(
        self, call: Call, key_arn: str, encryption_context: Mapping[str, str], operations: Sequence[str]
    ) -> str:
        return await self._counted(
            "CreateGrant", self._keys.create_grant(call, key_arn, encryption_context, operations)
        )

    async def generate_data_key(
        self, call: Call, key_arn: str, encryption_context: Mapping[str, str]
    ) -> DataKeyPair:
        return await self._counted(
            "GenerateDataKey", self._keys.generate_data_key(call, key_arn, encryption_context)
        )

    async def encrypt(
        self, call: Call, key_arn: str, plaintext: bytes, encryption_context: Mapping[str, str]
    ) -> bytes:
        return await self._counted("Encrypt", self._keys.encrypt(call, key_arn, plaintext, encryption_context))

    async def decrypt(
        self, call: Call, key_arn: str, ciphertext: bytes, encryption_context: Mapping[str, str]
    ) -> bytes:
        return await self._counted("Decrypt", self._keys.decrypt(call, key_arn, ciphertext, encryption_context))

    async def retire_grant(self, call: Call, key_arn: str, grant_id: str) -> None:
        await self._counted("RetireGrant", self._keys.retire_grant(call, key_arn, grant_id))

    async def _counted(self, operation: str, call: Awaitable[T]) -> T:
        try:
            answer = await call
        except ServiceError as error:
            self._metrics.kms_call(operation, error.code)
            raise
        self._metrics.kms_call(operation, "OK")
        return answer
