"""What a CreateTable request defines, apart from its key and its encryption. Pure.

The order of the checks is the service's, as far as it is known. Source: DynamoDB API reference, CreateTable;
messages as observed of the service in October 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables import throughput
from strongroom.services.dynamodb.tables.index_definitions import defined_indexes
from strongroom.services.dynamodb.tables.key_definitions import (
    attribute_types,
    require_all_used,
    table_key_schema,
)
from strongroom.services.dynamodb.tables.record import Throughput
from strongroom.services.dynamodb.tables.stream_settings import initial_view
from strongroom.services.dynamodb.tables.table_classes import check_table_class
from strongroom.services.dynamodb.tables.tag_rules import checked_tags, merged_tags

#: What only matters to global tables and vector indexes, neither of which this server has.
_ELSEWHERE = {
    "GlobalTableSourceArn": "global tables",
    "GlobalTableSettingsReplicationMode": "global tables",
    "VectorIndexes": "vector indexes",
}


def defined_table(request: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The members of the new table's record that the request gives. Raises ServiceError."""
    units = _provisioned(request, region)
    types = attribute_types(request["AttributeDefinitions"])
    schema = table_key_schema(request["KeySchema"], types)
    require_all_used(types, _key_schemas(request))
    indexes = defined_indexes(request, schema, types, region)
    initial_view(request.get("StreamSpecification"))
    check_table_class(request.get("TableClass"))
    place = throughput.Place(region)
    limits = _on_demand(request, place)
    warm = throughput.initial_warm(request.get("WarmThroughput"), units, place)
    for member, feature in _ELSEWHERE.items():
        if request.get(member):
            raise errors.invalid_parameter(f"{member} cannot be specified: this server has no {feature}")
    return {
        "attribute_types": dict(sorted(types.items())),
        "key_schema": schema,
        "indexes": indexes,
        "billing_mode": request.get("BillingMode", "PROVISIONED"),
        "throughput": units or Throughput(0, 0),
        "warm": warm,
        "on_demand": limits,
        "table_class": request.get("TableClass"),
        "deletion_protection": request.get("DeletionProtectionEnabled", False),
        "tags": merged_tags({}, checked_tags(request.get("Tags", ()))),
    }


def _provisioned(request: Mapping[str, Any], region: str) -> Throughput | None:
    """The provisioned throughput; None for an on-demand table."""
    asked = request.get("ProvisionedThroughput")
    if request.get("BillingMode") == "PAY_PER_REQUEST":
        if asked is not None:
            raise errors.invalid_parameter(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
                "PAY_PER_REQUEST"
            )
        return None
    if asked is None:
        raise errors.invalid_parameter(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"
        )
    throughput.check_bounds(asked)
    throughput.check_quota(asked, throughput.Place(region))
    return throughput.of_request(asked)


def _on_demand(request: Mapping[str, Any], place: throughput.Place) -> Mapping[str, int] | None:
    limits: Mapping[str, int] | None = request.get("OnDemandThroughput") or None
    if limits is None:
        return None
    if request.get("BillingMode") != "PAY_PER_REQUEST":
        raise errors.invalid_parameter(
            f"{throughput.first_limit(limits)} for OnDemandThroughput cannot be specified when table "
            "BillingMode is PROVISIONED."
        )
    throughput.check_on_demand(limits, place, may_clear=False)
    return limits


def _key_schemas(request: Mapping[str, Any]) -> list[list[Mapping[str, str]]]:
    indexes = (*(request.get("LocalSecondaryIndexes") or ()), *(request.get("GlobalSecondaryIndexes") or ()))
    return [request["KeySchema"], *(index["KeySchema"] for index in indexes)]
