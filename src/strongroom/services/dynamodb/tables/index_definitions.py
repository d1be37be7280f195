"""Secondary indexes as a CreateTable request defines them.

Source: DynamoDB API reference, LocalSecondaryIndex and GlobalSecondaryIndex; messages as observed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables import throughput
from strongroom.services.dynamodb.tables.key_definitions import global_keys, local_keys
from strongroom.services.dynamodb.tables.record import Index, Throughput
from strongroom.services.dynamodb.values.keys import KeySchema

MOST_LOCAL_INDEXES = 5
MOST_GLOBAL_INDEXES = 20
_MOST_PROJECTED = 100


def defined_indexes(
    request: Mapping[str, Any], table_schema: KeySchema, types: Mapping[str, str], region: str
) -> tuple[Index, ...]:
    """The secondary indexes of a CreateTable request. Raises ServiceError."""
    names: set[str] = set()
    local = _local_indexes(request, table_schema, types, names)
    everywhere = _global_indexes(request, types, names, region)
    limit_projected_attributes([*local, *everywhere])
    return (*local, *everywhere)


def projection(definition: Mapping[str, Any]) -> dict[str, Any]:
    """The projection of an index, as it is shown; raises ValidationException."""
    asked = definition["Projection"]
    kind = asked.get("ProjectionType")
    if kind is None:
        raise errors.invalid_parameter("Unknown ProjectionType: null")
    attributes = asked.get("NonKeyAttributes")
    if attributes and kind != "INCLUDE":
        raise errors.invalid_parameter(f"ProjectionType is {kind}, but NonKeyAttributes is specified")
    if kind != "INCLUDE":
        return {"ProjectionType": kind}
    if not attributes:
        raise errors.invalid_parameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
    seen: set[str] = set()
    for name in attributes:
        if name in seen:
            raise errors.invalid_parameter(f"Duplicate element in NonKeyAttributes: {name}")
        seen.add(name)
    return {"ProjectionType": kind, "NonKeyAttributes": sorted(attributes)}


def limit_projected_attributes(indexes: Iterable[Index]) -> None:
    """Refuse too many projected attributes over all indexes of a table."""
    projected = sum(len(index.projection.get("NonKeyAttributes", ())) for index in indexes)
    if projected > _MOST_PROJECTED:
        raise errors.invalid_parameter(
            "The total number of attributes projected in all indexes exceeds the limit of "
            f"{_MOST_PROJECTED}. Total projected attributes: {projected}"
        )


def _local_indexes(
    request: Mapping[str, Any], table_schema: KeySchema, types: Mapping[str, str], names: set[str]
) -> list[Index]:
    definitions: Sequence[Mapping[str, Any]] | None = request.get("LocalSecondaryIndexes")
    if definitions is None:
        return []
    if not definitions:
        raise errors.invalid_parameter("List of LocalSecondaryIndexes is empty")
    if table_schema.sort is None:
        raise errors.invalid_parameter(
            "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex"
        )
    indexes = [_local_index(definition, table_schema, types, names) for definition in definitions]
    if len(indexes) > MOST_LOCAL_INDEXES:
        raise errors.invalid_parameter(
            f"Number of LocalSecondaryIndexes exceeds per-table limit of {MOST_LOCAL_INDEXES}"
        )
    return indexes


def _local_index(
    definition: Mapping[str, Any], table_schema: KeySchema, types: Mapping[str, str], names: set[str]
) -> Index:
    name = definition["IndexName"]
    partition, sort = local_keys(definition["KeySchema"], types)
    if sort is None:
        raise errors.invalid_parameter(f"Index KeySchema does not have a range key for index: {name}")
    if partition.name != table_schema.partition.name:
        raise errors.invalid_parameter(
            f"Index KeySchema does not have the same leading hash key as table KeySchema for index: {name}. "
            f"index hash key: {partition.name}, table hash key: {table_schema.partition.name}"
        )
    projected = projection(definition)
    _take_name(name, names)
    return Index(name, False, (partition,), (sort,), projected)


def _global_indexes(
    request: Mapping[str, Any], types: Mapping[str, str], names: set[str], region: str
) -> list[Index]:
    definitions: Sequence[Mapping[str, Any]] | None = request.get("GlobalSecondaryIndexes")
    if definitions is None:
        return []
    if not definitions:
        raise errors.invalid_parameter("List of GlobalSecondaryIndexes is empty")
    on_demand = request.get("BillingMode") == "PAY_PER_REQUEST"
    indexes = [_global_index(each, types, names, region, on_demand=on_demand) for each in definitions]
    if len(indexes) > MOST_GLOBAL_INDEXES:
        raise errors.invalid_parameter(
            f"GlobalSecondaryIndex count exceeds the per-table limit of {MOST_GLOBAL_INDEXES}"
        )
    return indexes


def _global_index(
    definition: Mapping[str, Any],
    types: Mapping[str, str],
    names: set[str],
    region: str,
    *,
    on_demand: bool,
) -> Index:
    name = definition["IndexName"]
    partition, sort = global_keys(definition["KeySchema"], types)
    projected = projection(definition)
    asked = definition.get("ProvisionedThroughput")
    if on_demand and asked is not None:
        raise errors.invalid_parameter(
            f"ProvisionedThroughput should not be specified for index: {name} when BillingMode is "
            "PAY_PER_REQUEST"
        )
    if not on_demand and asked is None:
        raise errors.invalid_parameter(f"ProvisionedThroughput is not specified for index: {name}")
    _take_name(name, names)
    place = throughput.Place(region, name)
    limits = definition.get("OnDemandThroughput") or None
    if limits and not on_demand:
        raise errors.invalid_parameter(
            f"{throughput.first_limit(limits)} for OnDemandThroughput for index: {name} cannot be specified "
            "when table BillingMode is PROVISIONED."
        )
    if limits:
        throughput.check_on_demand(limits, place, may_clear=False)
    units = None
    if asked is not None:
        throughput.check_bounds(asked)
        throughput.check_quota(asked, place)
        units = throughput.of_request(asked)
    warm = throughput.initial_warm(definition.get("WarmThroughput"), units, place)
    return Index(name, True, partition, sort, projected, units or Throughput(0, 0), warm, limits)


def _take_name(name: str, names: set[str]) -> None:
    if name in names:
        raise errors.invalid_parameter(f"Duplicate index name: {name}")
    names.add(name)
