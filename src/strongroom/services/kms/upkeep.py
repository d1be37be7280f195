"""What KMS does to keys by itself, when it is due: it erases deleted keys and expired
material, and rotates key material.

Each of these is told as an event of the service's own.
Source: KMS developer guide, "Rotate AWS KMS keys", "Deleting AWS KMS keys", and the log entries RotateKey,
DeleteKey and DeleteExpiredKeyMaterial.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.services.kms import agenda, deletion, keys, replicas, rotation
from strongroom.services.kms.arns import Scope
from strongroom.storage.engine import Reader, Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """Something that KMS did to a key by itself; ``details`` are CloudTrail's ``serviceEventDetails``."""

    name: str
    scope: Scope
    key_id: str
    details: Mapping[str, str]

    @property
    def destroys_material(self) -> bool:
        """Whether key material is gone with it."""
        return self.name in ("DeleteKey", "DeleteExpiredKeyMaterial")

    @property
    def key_arn(self) -> str:
        return self.scope.arn(f"key/{self.key_id}")


def waiting(reader: Reader, now: float) -> bool:
    """Whether there is anything to be done."""
    return next(agenda.due(reader, now), None) is not None


def perform(transaction: Transaction, service: Kms, now: float) -> list[KeyEvent]:
    """Do what is due on every key: what was done."""
    return [
        event
        for scope, key_id in list(agenda.due(transaction, now))
        for event in _perform(transaction, service, scope, key_id, now)
    ]


def _perform(
    transaction: Transaction, service: Kms, scope: Scope, key_id: str, now: float
) -> Iterator[KeyEvent]:
    key = keys.find(transaction, scope, key_id)
    if key is None:
        return
    if not key.exists(now):
        deletion.erase(transaction, key)
        if key.is_replica:
            replicas.forget(transaction, service, key, now)
        yield KeyEvent("DeleteKey", scope, key_id, {"keyId": key_id})
        return
    for material in key.materials:
        if material.expired(now):
            details = {"keyId": key_id, "keyMaterialId": material.id}
            yield KeyEvent("DeleteExpiredKeyMaterial", scope, key_id, details)
    if key.expiry is not None:
        key = key.as_of(now)
        service.put(transaction, key)
    if key.rotation_due is not None and key.rotation_due <= now:
        service.put(transaction, rotation.rotated_by_schedule(service, key, now))
        yield rotated(scope, key_id, rotation.AUTOMATIC)


def rotated(scope: Scope, key_id: str, rotation_type: str) -> KeyEvent:
    """The event of a rotation."""
    return KeyEvent("RotateKey", scope, key_id, {"rotationType": rotation_type, "keyId": key_id})
