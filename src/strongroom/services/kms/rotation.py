"""Rotation: new material for a key, whose old material stays for decryption.

Source: KMS developer guide, "Rotate AWS KMS keys"; KMS API reference, EnableKeyRotation and RotateKeyOnDemand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.services.kms import errors, replicas
from strongroom.services.kms.keys import KmsKey
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

AUTOMATIC = "AUTOMATIC"
ON_DEMAND = "ON_DEMAND"
MAX_ON_DEMAND = 25
#: How long before an automatic rotation none can be demanded, in seconds.
_SETTLED = 20 * 60.0


def check_symmetric(key: KmsKey) -> None:
    """Refuse a key that has one material for ever. Raises UnsupportedOperationException."""
    if not key.spec.symmetric_encryption:
        raise errors.unsupported()


def check_origin(key: KmsKey) -> None:
    """Refuse a key whose material KMS does not make. Raises UnsupportedOperationException."""
    if key.origin != "AWS_KMS":
        raise errors.wrong_origin(key.arn, key.origin)


def check_settable(key: KmsKey) -> None:
    """Refuse a key whose automatic rotation cannot be set. Raises UnsupportedOperationException."""
    check_symmetric(key)
    check_origin(key)
    if key.is_replica:
        raise errors.is_replica(key.arn)


def rotated_by_schedule(service: Kms, key: KmsKey, now: float) -> KmsKey:
    """The key with new material, as its schedule wants it."""
    return replace(_rotated(service, key, now, AUTOMATIC), rotation=key.rotation.done(now))


def rotated_on_demand(reader: Reader, service: Kms, key: KmsKey, now: float) -> KmsKey:
    """The key with new material, or with the material that was imported for it and into all its replicas.

    Raises UnsupportedOperationException, LimitExceededException, KMSInvalidStateException without such material
    and, when an automatic rotation is near, ConflictException.
    """
    check_symmetric(key)
    if key.is_replica:
        raise errors.is_replica(key.arn)
    done = sum(material.rotation_type == ON_DEMAND for material in key.materials)
    if done >= MAX_ON_DEMAND:
        raise errors.rotated_too_often(key.arn)
    if key.origin == "EXTERNAL":
        return _rotated_to_imported(reader, key, now)
    if key.rotation_due is not None and key.rotation_due - now < _SETTLED:
        raise errors.rotation_conflict(key.arn)
    return _rotated(service, key, now, ON_DEMAND)


def _rotated(service: Kms, key: KmsKey, now: float, rotation_type: str) -> KmsKey:
    made = service.sealed(key.arn, key.spec.make_material(service.randomness))
    return key.with_material(replace(made, rotated=now, rotation_type=rotation_type))


def _rotated_to_imported(reader: Reader, key: KmsKey, now: float) -> KmsKey:
    waiting = next((material for material in key.materials if material.pending), None)
    if waiting is None or not replicas.all_have(reader, key, waiting):
        raise errors.no_material_for_rotation(key.arn)
    return key.with_material(replace(waiting, pending=False, rotated=now, rotation_type=ON_DEMAND))
