"""Secondary indexes as a CreateTable request defines them.

Source: DynamoDB API reference, LocalSecondaryIndex and GlobalSecondaryIndex; messages as observed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.capacity_settings import throughput
from strongroom.services.dynamodb.tables.key_definitions import index_key_schema
from strongroom.services.dynamodb.tables.record import Index, Throughput
from strongroom.services.dynamodb.values.keys import KeySchema

MOST_LOCAL_INDEXES = 5
MOST_GLOBAL_INDEXES = 20
_MOST_PROJECTED = 100


def defined_indexes(
    request: Mapping[str, Any], table_schema: KeySchema, types: Mapping[str, str]
) -> tuple[Index, ...]:
    """The secondary indexes of a CreateTable request; raises ValidationException."""
    names: set[str] = set()
    local = _local_indexes(request, table_schema, types, names)
    everywhere = _global_indexes(request, types, names)
    _limit_projected_attributes([*local, *everywhere])
    return (*local, *everywhere)


def global_index(
    definition: Mapping[str, Any], types: Mapping[str, str], billing_mode: str | None, names: set[str]
) -> Index:
    """One global secondary index; ``names`` are those already taken and gains this one's."""
    schema = index_key_schema(definition["KeySchema"], types)
    projection = _projection(definition)
    asked = definition.get("ProvisionedThroughput")
    if billing_mode == "PAY_PER_REQUEST":
        if asked:
            raise errors.invalid_parameter(
                f"ProvisionedThroughput should not be specified for index: {definition['IndexName']} when "
                "BillingMode is PAY_PER_REQUEST"
            )
    elif not asked:
        raise errors.invalid_parameter(
            f"ProvisionedThroughput must be specified for index: {definition['IndexName']}"
        )
    _take_name(definition["IndexName"], names)
    return Index(
        definition["IndexName"],
        True,
        schema,
        projection,
        throughput(asked) if asked else Throughput(0, 0),
        definition.get("OnDemandThroughput"),
        definition.get("WarmThroughput"),
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
    schema = index_key_schema(definition["KeySchema"], types)
    if schema.sort is None:
        raise errors.invalid_parameter(f"Index KeySchema does not have a range key for index: {name}")
    if schema.partition.name != table_schema.partition.name:
        raise errors.invalid_parameter(
            f"Index KeySchema does not have the same leading hash key as table KeySchema for index: {name}. "
            f"index hash key: {schema.partition.name}, table hash key: {table_schema.partition.name}"
        )
    projection = _projection(definition)
    _take_name(name, names)
    return Index(name, False, schema, projection)


def _global_indexes(request: Mapping[str, Any], types: Mapping[str, str], names: set[str]) -> list[Index]:
    definitions: Sequence[Mapping[str, Any]] | None = request.get("GlobalSecondaryIndexes")
    if definitions is None:
        return []
    if not definitions:
        raise errors.invalid_parameter("List of GlobalSecondaryIndexes is empty")
    indexes = [global_index(each, types, request.get("BillingMode"), names) for each in definitions]
    if len(indexes) > MOST_GLOBAL_INDEXES:
        raise errors.invalid_parameter(
            f"GlobalSecondaryIndex count exceeds the per-table limit of {MOST_GLOBAL_INDEXES}"
        )
    return indexes


def _projection(definition: Mapping[str, Any]) -> dict[str, Any]:
    projection = definition["Projection"]
    kind = projection.get("ProjectionType")
    if kind is None:
        raise errors.invalid_parameter("Unknown ProjectionType: null")
    attributes = projection.get("NonKeyAttributes")
    if attributes and kind != "INCLUDE":
        raise errors.invalid_parameter(f"ProjectionType is {kind}, but NonKeyAttributes is specified")
    if kind == "INCLUDE" and not attributes:
        raise errors.invalid_parameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
    return dict(projection)


def _take_name(name: str, names: set[str]) -> None:
    if name in names:
        raise errors.invalid_parameter(f"Duplicate index name: {name}")
    names.add(name)


def _limit_projected_attributes(indexes: Sequence[Index]) -> None:
    projected = sum(len(index.projection.get("NonKeyAttributes", ())) for index in indexes)
    if projected > _MOST_PROJECTED:
        raise errors.invalid_parameter(
            "The total number of attributes projected in all indexes exceeds the limit of "
            f"{_MOST_PROJECTED}. Total projected attributes: {projected}"
        )
