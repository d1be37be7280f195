"""Multi-Region keys: a primary key and its replicas in other regions, and what they share.

Related keys have the key id, the material and the rotation in common; policy, grants, aliases, tags and state
are each key's own. Material is sealed anew for each of them, as it is bound to a key's ARN.
Source: KMS developer guide, "Multi-Region keys in AWS KMS" and "Deleting multi-Region keys"; for imported
material KMS API reference, ImportKeyMaterial.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.services.kms import keys
from strongroom.services.kms.arns import Scope
from strongroom.services.kms.keys import KmsKey
from strongroom.services.kms.materials import Material
from strongroom.storage.engine import Reader, Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


def replicas_of(reader: Reader, key: KmsKey) -> Iterator[KmsKey]:
    """The replicas of a multi-Region key, itself included if it is one."""
    for region in key.replica_regions:
        found = keys.find(reader, Scope(key.scope.account, region), key.key_id)
        if found is not None:
            yield found


def synchronize(transaction: Transaction, service: Kms, primary: KmsKey) -> None:
    """Give the replicas of a primary key the properties that they share with it."""
    for replica in replicas_of(transaction, primary):
        keys.put(transaction, shared_with(service, primary, replica))


def shared_with(service: Kms, primary: KmsKey, replica: KmsKey) -> KmsKey:
    """The replica with the shared properties of its primary key."""
    return replace(
        replica,
        rotation=primary.rotation,
        primary_region=primary.scope.region,
        replica_regions=primary.replica_regions,
        materials=tuple(_shared(service, primary, replica, material) for material in primary.materials),
    )


def _shared(service: Kms, primary: KmsKey, replica: KmsKey, material: Material) -> Material:
    """The primary's material as the replica has it. Imported material has to be imported there as well."""
    own = replica.material(material.id)
    if own is not None:
        return replace(
            own, pending=material.pending, rotated=material.rotated, rotation_type=material.rotation_type
        )
    if primary.origin == "EXTERNAL":
        return replace(material, sealed=None, expires=None)
    opened = service.material(primary, material.id)
    if opened is None:
        raise ValueError(f"{primary.arn} has no material {material.id}")
    return replace(material, sealed=service.sealed(replica.arn, opened.secret, opened.id).sealed)


def promoted(transaction: Transaction, service: Kms, primary: KmsKey, replica: KmsKey) -> None:
    """Make the replica the primary key, and the primary a replica of it."""
    regions = [
        primary.scope.region if region == replica.scope.region else region for region in primary.replica_regions
    ]
    new = replace(replica, primary_region=replica.scope.region, replica_regions=tuple(regions))
    keys.put(transaction, shared_with(service, new, primary))
    keys.put(transaction, new)
    synchronize(transaction, service, new)


def forget(transaction: Transaction, service: Kms, replica: KmsKey, now: float) -> None:
    """Take an erased replica out of its relations. With the last one the waiting period of a primary key that
    waits for the deletion of its replicas begins."""
    primary = keys.find(transaction, Scope(replica.scope.account, replica.primary), replica.key_id)
    if primary is None:
        return
    left = tuple(region for region in primary.replica_regions if region != replica.scope.region)
    changed = replace(primary, replica_regions=left)
    if not left and changed.state == "PendingReplicaDeletion" and changed.deletion_window_days is not None:
        changed = changed.scheduled_for_deletion(now, changed.deletion_window_days)
    keys.put(transaction, changed)
    synchronize(transaction, service, changed)


def all_have(reader: Reader, primary: KmsKey, material: Material) -> bool:
    """Whether the material was imported into every replica."""
    return all(
        (own := replica.material(material.id)) is not None and own.sealed is not None
        for replica in replicas_of(reader, primary)
    )
