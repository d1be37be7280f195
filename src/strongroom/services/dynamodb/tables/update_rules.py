"""What an UpdateTable request may ask for at once. Pure: nothing of the table is known yet.

One request changes one thing; only the billing mode goes with others. The order of the checks is the service's.
Source: observed answers of the service in October 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.index_changes import actions_of, check_index_updates
from strongroom.services.dynamodb.tables.stream_settings import check_stream_change
from strongroom.services.dynamodb.tables.table_classes import check_table_class
from strongroom.services.dynamodb.tables.throughput import check_bounds

_CHANGES = (
    "ProvisionedThroughput",
    "BillingMode",
    "GlobalSecondaryIndexUpdates",
    "StreamSpecification",
    "SSESpecification",
    "ReplicaUpdates",
    "GlobalTableSettingsReplicationMode",
    "DisassociationProtectionEnabled",
    "VectorIndexUpdates",
    "DeletionProtectionEnabled",
    "OnDemandThroughput",
    "WarmThroughput",
    "TableClass",
)
#: Members that say nothing when they are empty.
_CONTAINERS = frozenset(
    {"GlobalSecondaryIndexUpdates", "OnDemandThroughput", "WarmThroughput", "VectorIndexUpdates"}
)
_REQUIRED = (
    "ProvisionedThroughput",
    "BillingMode",
    "UpdateStreamEnabled",
    "GlobalSecondaryIndexUpdates",
    "SSESpecification",
    "ReplicaUpdates",
    "MultiAccountReplicaReady",
    "ReplicaTransitRoleArn",
    "MultiRegionConsistency",
    "DeletionProtectionEnabled",
    "OnDemandThroughput",
    "WarmThroughput",
    "TableClass",
)
#: Changes that stand alone, by the precedence of their messages.
_ALONE = (
    ("SSESpecification", "Server-Side Encryption modification"),
    ("TableClass", "TableClass modification"),
    ("DeletionProtectionEnabled", "DeletionProtection modification"),
)


def asked_changes(request: Mapping[str, Any]) -> frozenset[str]:
    """The members of the request that ask for a change. Raises ValidationException for what cannot be asked."""
    asked = frozenset(
        name for name in _CHANGES if name in request and not (name in _CONTAINERS and not request[name])
    )
    if not asked:
        missing = [name for name in _REQUIRED if name not in request or name in _CONTAINERS]
        raise errors.validation(f"At least one of {', '.join(missing[:-1])} or {missing[-1]} is required")
    _check_units(request)
    if "GlobalSecondaryIndexUpdates" in request:
        check_index_updates(request["GlobalSecondaryIndexUpdates"])
    if "ReplicaUpdates" in asked and len(asked) > 1:
        raise errors.invalid_parameter(
            "Requests that modify replicas or witnesses must not also modify other fields"
        )
    _check_alone(request, asked)
    _check_together(request, asked)
    if "StreamSpecification" in asked:
        check_stream_change(request["StreamSpecification"])
    check_table_class(request.get("TableClass"))
    return asked


def _check_units(request: Mapping[str, Any]) -> None:
    units, mode = request.get("ProvisionedThroughput"), request.get("BillingMode")
    if units is None:
        if mode == "PROVISIONED":
            raise errors.invalid_parameter(
                "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"
            )
        return
    if mode == "PAY_PER_REQUEST":
        raise errors.invalid_parameter(
            "ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST"
        )
    check_bounds(units)


def _check_alone(request: Mapping[str, Any], asked: frozenset[str]) -> None:
    for name, change in _ALONE:
        if name in asked and len(asked) > 1:
            raise errors.invalid_parameter(f"{change} must be the only operation in the request")
    if "OnDemandThroughput" in asked and asked - {"OnDemandThroughput", "BillingMode"}:
        raise errors.invalid_parameter(
            "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request"
        )
    if "WarmThroughput" in asked and len(asked) > 1:
        if "Create" in actions_of(request):
            raise errors.invalid_parameter(
                "Create global secondary index cannot be specified when updating WarmThroughput"
            )
        raise errors.invalid_parameter("WarmThroughput must be the only operation in the request")


def _check_together(request: Mapping[str, Any], asked: frozenset[str]) -> None:
    moves_units = "ProvisionedThroughput" in asked
    moves_indexes = bool(actions_of(request) & {"Create", "Delete"})
    if "StreamSpecification" in asked and moves_units:
        raise errors.invalid_parameter("You cannot modify stream status while updating table IOPS")
    if moves_indexes and moves_units:
        raise errors.invalid_parameter("You cannot create or delete index while updating table IOPS")
    if moves_indexes and "StreamSpecification" in asked:
        raise errors.invalid_parameter("You cannot create or delete index while changing stream status")
