"""The last use of each key: by which cryptographic operation, when, and in which request.

Uses are noted in memory and stored by the background work once a minute and at the end of the server: a write
for every use would cost more than the use. After a crash the last minute's uses are not known.
Source: KMS API reference, GetKeyLastUsage.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import astuple, dataclass
from typing import Any

import orjson

from strongroom.calls import Call
from strongroom.clock import Clock
from strongroom.services.iam.policy import ConditionValue
from strongroom.services.kms.arns import Scope
from strongroom.services.kms.authorization import KeyConditions
from strongroom.services.kms.keys import KmsKey
from strongroom.services.operations import Answer, CallableOperations
from strongroom.storage.engine import Reader, Store, Transaction

SPACE = "kms:last-usage"
_DAY = 86400.0
_TRACKED = frozenset(
    {"Decrypt", "DeriveSharedSecret", "Encrypt", "GenerateDataKey", "GenerateDataKeyPair"}
    | {"GenerateDataKeyPairWithoutPlaintext", "GenerateDataKeyWithoutPlaintext", "GenerateMac", "ReEncrypt"}
    | {"Sign", "Verify", "VerifyMac", "Encapsulate", "Decapsulate"}
)


@dataclass(frozen=True, slots=True)
class Usage:
    """One use of a key; ``time`` is in epoch seconds, ``event_id`` that of the audit log's event for the key's
    account."""

    operation: str
    time: float
    request_id: str
    event_id: str


class LastUsages:
    """The last uses of all keys: those of the last minute, and before them the stored ones."""

    def __init__(self, catalog: Store) -> None:
        self._catalog = catalog
        self._noted: dict[str, Usage] = {}

    def note(self, key_arn: str, usage: Usage) -> None:
        """Remember a use."""
        self._noted[key_arn] = usage

    def of(self, reader: Reader, key: KmsKey) -> Usage | None:
        """The last use of the key, or None."""
        noted = self._noted.get(key.arn)
        if noted is not None:
            return noted
        stored = reader.get(SPACE, _entry(key.scope, key.key_id))
        return None if stored is None else Usage(*orjson.loads(stored))

    def condition_keys(self, now: float) -> KeyConditions:
        """``kms:TrailingDaysWithoutKeyUsage``: whole days since the last use, or else since the key was made.

        Source: KMS developer guide, "kms:TrailingDaysWithoutKeyUsage".
        """

        def of_key(reader: Reader, key: KmsKey) -> Mapping[str, ConditionValue]:
            usage = self.of(reader, key)
            since = key.created if usage is None else usage.time
            return {"kms:TrailingDaysWithoutKeyUsage": max(0, int((now - since) // _DAY))}

        return of_key

    async def store(self) -> None:
        """Store what was noted."""
        if not self._noted:
            return
        noted = self._noted.copy()

        def put(transaction: Transaction) -> None:
            for arn, usage in noted.items():
                region, account, resource = arn.split(":", 5)[3:]
                entry = _entry(Scope(account, region), resource.removeprefix("key/"))
                transaction.put(SPACE, entry, orjson.dumps(astuple(usage)))

        await self._catalog.write(put)
        self._noted = {arn: usage for arn, usage in self._noted.items() if usage is not noted.get(arn)}


def forget(transaction: Transaction, key: KmsKey) -> None:
    """Remove what is stored of the key's uses."""
    transaction.delete(SPACE, _entry(key.scope, key.key_id))


class NotedOperations:
    """Calls KMS's operations and notes which keys they used."""

    def __init__(self, operations: CallableOperations, usages: LastUsages, clock: Clock) -> None:
        self._operations = operations
        self._usages = usages
        self._clock = clock

    def names(self) -> list[str]:
        """The names of all operations."""
        return self._operations.names()

    def call(self, call: Call, document: Any) -> Answer | Awaitable[Answer]:
        """Call the operation. Raises what it raises."""
        answer = self._operations.call(call, document)
        if call.operation not in _TRACKED:
            return answer
        if isinstance(answer, Awaitable):
            return self._awaited(call, answer)
        self._note(call, answer)
        return answer

    async def _awaited(self, call: Call, answer: Awaitable[Answer]) -> Answer:
        answered = await answer
        self._note(call, answered)
        return answered

    def _note(self, call: Call, answer: Answer) -> None:
        if isinstance(answer, dict):
            now = round(self._clock.now(), 3)
            for member in ("SourceKeyId", "KeyId"):
                if member in answer:
                    arn = answer[member]
                    event_id = call.event_id(arn.split(":", 5)[4])
                    self._usages.note(arn, Usage(call.operation, now, call.request_id, event_id))


def _entry(scope: Scope, key_id: str) -> tuple[bytes, bytes]:
    return scope.partition, key_id.encode("ascii")
