"""Replicas and vector indexes, which this server does not have: what UpdateTable answers for them.

Source: DynamoDB API reference, ReplicationGroupUpdate; messages as observed. Where the service lists the
regions that replicas can be in, the list here is empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.record import TableRecord

_ACTIONS = ("Create", "Update", "Delete", "Disassociate")


def refuse_replicas(record: TableRecord, request: Mapping[str, Any]) -> None:
    """Refuse every change that only a table with replicas or vector indexes could have."""
    for update in request.get("ReplicaUpdates", ()):
        _refuse_replica(record, update)
    if request.get("GlobalTableSettingsReplicationMode") == "ENABLED_WITH_OVERRIDES":
        raise errors.validation(
            "Value 'ENABLED_WITH_OVERRIDES' at 'GlobalTableSettingsReplicationMode' failed to satisfy "
            "constraint: Only ENABLED and DISABLED settings replication are supported for a Regional Table."
        )
    if request.get("VectorIndexUpdates"):
        raise errors.invalid_parameter(
            "VectorIndexUpdates cannot be specified: this server has no vector indexes"
        )
    if "DisassociationProtectionEnabled" in request:
        raise errors.invalid_parameter(
            "DisassociationProtectionEnabled cannot be specified: the table is not a replica of a global table"
        )


def _refuse_replica(record: TableRecord, update: Mapping[str, Any]) -> None:
    actions = [action for action in _ACTIONS if action in update]
    if not actions:
        raise errors.validation("There are no actions specified in the Replica Update Action of the request.")
    if len(actions) > 1:
        raise errors.validation(
            "Update table operation with more than one type of replica actions not allowed."
        )
    region = update[actions[0]].get("RegionName")
    if region == record.region:
        raise errors.validation(
            "Cannot add, delete, or update the local region through ReplicaUpdates. Use CreateTable, "
            "DeleteTable, or UpdateTable as required."
        )
    if actions[0] == "Create":
        raise errors.validation(
            f"Region {region} is not supported. The latest version of global tables are only supported in the "
            "following regions: []"
        )
    raise errors.validation(
        "Update global table operation failed because one or more replicas were not part of the global table. "
        f"Please retry the request without these replicas: [{region}]."
    )
