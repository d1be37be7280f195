"""The description of a key on the wire.

Source: KMS API reference, KeyMetadata.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from strongroom.services.kms.keys import KmsKey


def metadata(key: KmsKey) -> dict[str, Any]:
    """The wire's KeyMetadata."""
    state = key.state
    described: dict[str, Any] = {
        "AWSAccountId": key.scope.account,
        "KeyId": key.key_id,
        "Arn": key.arn,
        "CreationDate": key.created,
        "Enabled": state == "Enabled",
        "Description": key.description,
        "KeyUsage": key.usage,
        "KeyState": state,
        "Origin": key.origin,
        "KeyManager": key.manager,
        "CustomerMasterKeySpec": key.spec_name,
        "KeySpec": key.spec_name,
        "MultiRegion": key.multi_region,
        **key.spec.description(key.usage),
    }
    if key.deletion_date is not None:
        described["DeletionDate"] = key.deletion_date
    elif key.deletion_window_days is not None:
        described["PendingDeletionWindowInDays"] = key.deletion_window_days
    if key.multi_region:
        described["MultiRegionConfiguration"] = {
            "MultiRegionKeyType": "REPLICA" if key.is_replica else "PRIMARY",
            "PrimaryKey": _in_region(key, key.primary),
            "ReplicaKeys": [_in_region(key, region) for region in key.replica_regions],
        }
    if key.origin == "EXTERNAL" and any(material.sealed is not None for material in key.associated):
        described |= expiration(key.expiry)
    if key.spec.symmetric_encryption and key.current is not None:
        described["CurrentKeyMaterialId"] = key.current.id
    return described


def _in_region(key: KmsKey, region: str) -> dict[str, str]:
    """The wire's MultiRegionKey: the related key in a region."""
    return {"Arn": replace(key.scope, region=region).arn(f"key/{key.key_id}"), "Region": region}


def expiration(expires: float | None) -> dict[str, Any]:
    """How KeyMetadata and RotationsListEntry say when imported material expires."""
    if expires is None:
        return {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}
    return {"ExpirationModel": "KEY_MATERIAL_EXPIRES", "ValidTo": expires}
