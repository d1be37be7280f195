"""The hierarchy below a KMS key: the table key that KMS wraps, and the data key that the table key wraps.

Nothing is kept here: :class:`TableKeys` makes and unwraps keys, and says what must be stored beside the data.
Source of the hierarchy and of the calls: KMS developer guide, "How Amazon DynamoDB uses AWS KMS".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from strongroom.calls import Call, Principal
from strongroom.encryption.key_service import KeyService
from strongroom.encryption.sealing import Sealer
from strongroom.randomness import Randomness

SERVICE_HOST = "dynamodb.amazonaws.com"
TABLE_NAME = "aws:dynamodb:tableName"
"""The pair of the encryption context that names the table."""
GRANT_OPERATIONS = (
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "ReEncryptFrom",
    "ReEncryptTo",
    "RetireGrant",
    "DescribeKey",
)


@dataclass(frozen=True, slots=True)
class WrappedKeys:
    """A table's keys as they lie at rest: useless without the KMS key ``key_arn``.

    ``grant_id`` is DynamoDB's grant on the KMS key, None where no grant is needed (the AWS owned key).
    ``owned`` tells whether the KMS key belongs to the service itself.
    """

    key_arn: str
    owned: bool
    grant_id: str | None
    table_key: bytes
    data_key: bytes
    encryption_context: Mapping[str, str]


def encryption_context(account: str, table_name: str) -> dict[str, str]:
    """The pairs that every KMS call for a table authenticates."""
    return {TABLE_NAME: table_name, "aws:dynamodb:subscriberId": account}


def acting_by_grant(call: Call) -> Call:
    """The same call made by the DynamoDB service itself instead of its caller."""
    return call._replace(principal=Principal.service(SERVICE_HOST, call.account))


class TableKeys:
    """Makes, unwraps and rewraps table keys and data keys.

    Every method raises ServiceError with KMS's own error when KMS refuses.
    """

    def __init__(self, key_service: KeyService, sealer: Sealer, randomness: Randomness) -> None:
        self._kms = key_service
        self._sealer = sealer
        self._randomness = randomness

    async def create(
        self, call: Call, table_id: str, context: Mapping[str, str], key_arn: str | None
    ) -> tuple[WrappedKeys, bytes]:
        """Keys for a new table under ``key_arn`` (None: the AWS owned key), and the data key in plaintext."""
        data_key = self._randomness.bytes(32)
        return await self._wrap(call, table_id, context, key_arn, data_key), data_key

    async def rewrap(self, call: Call, table_id: str, keys: WrappedKeys, key_arn: str | None) -> WrappedKeys:
        """The same data key under a new table key of another KMS key; no stored page changes."""
        data_key = await self.unwrap(call, table_id, keys)
        return await self._wrap(call, table_id, keys.encryption_context, key_arn, data_key)

    async def unwrap(self, call: Call, table_id: str, keys: WrappedKeys) -> bytes:
        """The data key in plaintext: one KMS Decrypt on the caller's behalf."""
        caller = acting_by_grant(call) if keys.owned else call
        table_key = await self._kms.decrypt(caller, keys.key_arn, keys.table_key, keys.encryption_context)
        return self._sealer.open(table_key, keys.data_key, associated=table_id.encode())

    async def retire(self, call: Call, key_arn: str, grant_id: str) -> None:
        """Give back the service's grant on a key that a table no longer uses."""
        await self._kms.retire_grant(acting_by_grant(call), key_arn, grant_id)

    async def _wrap(
        self, call: Call, table_id: str, context: Mapping[str, str], key_arn: str | None, data_key: bytes
    ) -> WrappedKeys:
        service = acting_by_grant(call)
        grant_id = None
        if key_arn is None:
            arn = await self._kms.aws_owned_key(service)
        else:
            arn = key_arn
            grant_id = await self._kms.create_grant(call, arn, context, GRANT_OPERATIONS)
        pair = await self._kms.generate_data_key(service, arn, context)
        sealed = self._sealer.seal(pair.plaintext, data_key, associated=table_id.encode())
        return WrappedKeys(arn, key_arn is None, grant_id, pair.ciphertext, sealed, dict(context))
