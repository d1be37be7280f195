"""Puts tables under KMS keys: the key of a new table, and the change to another key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.encryption.key_service import KeyService
from strongroom.encryption.table_keys import TableKeys, WrappedKeys, encryption_context
from strongroom.errors import ServiceError
from strongroom.randomness import Randomness
from strongroom.services.dynamodb.key_errors import table_key_error
from strongroom.services.dynamodb.tables.encryption_request import (
    WantedKey,
    change_quota_error,
    refuse_same_key,
    wanted_key,
)
from strongroom.services.dynamodb.tables.record import EncryptionChange, TableRecord


class TableEncryption:
    """Chooses, makes and changes a table's keys. KMS's refusals come out in DynamoDB's form."""

    def __init__(
        self,
        key_service: KeyService,
        keys: TableKeys,
        clock: Clock,
        randomness: Randomness,
        transition_seconds: float,
    ) -> None:
        self._kms = key_service
        self._keys = keys
        self._clock = clock
        self._randomness = randomness
        self._transition_seconds = transition_seconds

    async def new_keys(
        self, call: Call, table_id: str, table_name: str, wanted: WantedKey
    ) -> tuple[WrappedKeys, bytes]:
        """Keys for a table to be made, and its data key. Raises ServiceError when the KMS key is unusable."""
        context = encryption_context(call.account, table_name)
        try:
            arn = await self._arn(call, wanted)
            return await self._keys.create(call, table_id, context, arn)
        except ServiceError as error:
            raise table_key_error(error, self._randomness) from error

    async def changed(self, call: Call, record: TableRecord, specification: Mapping[str, Any]) -> TableRecord:
        """The record with a change to the wanted key under way.

        The data keys are wrapped anew at once, whatever the table's size; they take effect when the change
        ends, and until then the old KMS key is needed. Raises ServiceError: ValidationException for a wrong
        request or an unusable key, LimitExceededException for the quota.
        """
        wanted = wanted_key(specification)
        refuse_same_key(specification, wanted, record.visible_key_arn)
        now = self._clock.now()
        over_quota = change_quota_error(record.encryption_changes, now)
        if over_quota is not None and wanted.key_id is not None:
            raise over_quota
        try:
            arn = await self._arn(call, wanted)
            new_keys = await self._keys.rewrap(call, record.table_id, record.keys, arn)
        except ServiceError as error:
            raise table_key_error(error, self._randomness) from error
        change = EncryptionChange(now, now + self._transition_seconds, record.visible_key_arn, arn, new_keys)
        return replace(record, change=change, encryption_changes=(*record.encryption_changes[-7:], now))

    async def _arn(self, call: Call, wanted: WantedKey) -> str | None:
        if wanted.key_id is None:
            return None
        return (await self._kms.describe_key(call, wanted.key_id)).arn
