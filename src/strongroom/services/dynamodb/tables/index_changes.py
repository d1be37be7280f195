"""Global secondary indexes of a live table: added, moved and deleted. Pure.

One index at a time is added or deleted; the throughput of others may move meanwhile.
Source: DynamoDB API reference, GlobalSecondaryIndexUpdate; developer guide, "Managing global secondary
indexes"; messages and their order as observed of the service in October 2026.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables import throughput
from strongroom.services.dynamodb.tables.index_definitions import (
    MOST_GLOBAL_INDEXES,
    limit_projected_attributes,
    projection,
)
from strongroom.services.dynamodb.tables.index_throughput import UnitsChange, with_index_units
from strongroom.services.dynamodb.tables.key_definitions import attribute_types, global_keys
from strongroom.services.dynamodb.tables.record import Index, TableRecord, Throughput
from strongroom.services.dynamodb.tables.states import index_in_use, require_indexes_free
from strongroom.services.dynamodb.values.keys import KeyAttribute

Keys: TypeAlias = tuple[KeyAttribute, ...]

_ACTIONS = ("Update", "Create", "Delete")
_ONE_AT_A_TIME = (
    "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"
)


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of ``GlobalSecondaryIndexUpdates``; ``kind`` is Update, Create or Delete."""

    kind: str
    asked: Mapping[str, Any]

    @property
    def name(self) -> str:
        name: str = self.asked["IndexName"]
        return name


def index_actions(request: Mapping[str, Any]) -> list[Action]:
    """The changes to indexes that a checked request asks for."""
    return [
        Action(kind, update[kind])
        for update in request.get("GlobalSecondaryIndexUpdates") or ()
        for kind in _ACTIONS
        if kind in update
    ]


def actions_of(request: Mapping[str, Any]) -> frozenset[str]:
    """The kinds of changes to indexes that a request asks for."""
    return frozenset(action.kind for action in index_actions(request))


def check_index_updates(updates: Sequence[Mapping[str, Any]]) -> None:
    """Refuse updates that are wrong in themselves."""
    if not updates:
        raise errors.invalid_parameter("List of GlobalSecondaryIndexUpdates is empty")
    names: set[str] = set()
    for update in updates:
        kinds = [kind for kind in _ACTIONS if kind in update]
        if not kinds:
            raise errors.invalid_parameter(
                "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
                "GlobalSecondaryIndexUpdate.Delete must not be null"
            )
        if len(kinds) > 1:
            raise errors.invalid_parameter(
                "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object"
            )
        _check_action(Action(kinds[0], update[kinds[0]]), names)


def with_index_changes(record: TableRecord, request: Mapping[str, Any], change: UnitsChange) -> TableRecord:
    """The record with the request's changes to indexes begun.

    ``record`` has the billing mode that the request leads to. Raises ServiceError; then nothing is changed.
    """
    actions = index_actions(request)
    moved = [action for action in actions if action.kind != "Update"]
    if len(moved) > 1:
        raise errors.limit_exceeded(_ONE_AT_A_TIME)
    for action in actions:
        _require_free(record, action)
    if moved:
        if any(
            index.status in ("CREATING", "DELETING") for index in record.indexes if index.name != moved[0].name
        ):
            raise errors.limit_exceeded(_ONE_AT_A_TIME)
        require_indexes_free(record)
    for action in actions:
        if action.kind == "Create":
            record = _with_created(record, action.asked, request.get("AttributeDefinitions"), change)
        elif action.kind == "Delete":
            record = _with_index(record, action.name, status="DELETING", until=change.ends, backfilling=None)
        else:
            index = with_index_units(record, _existing(record, action), action.asked, change)
            record = _replaced(record, index)
    return record


def without_index(record: TableRecord, name: str) -> TableRecord:
    """The record after an index is gone, and with it the definitions that only its keys used."""
    indexes = tuple(index for index in record.indexes if index.name != name)
    remaining = replace(record, indexes=indexes)
    used = {attribute.name for attribute in remaining.key_attributes()}
    return replace(
        remaining,
        attribute_types={key: kind for key, kind in record.attribute_types.items() if key in used},
        insights={key: value for key, value in record.insights.items() if key != name},
    )


def with_backfilled(record: TableRecord, name: str) -> TableRecord:
    """The record after the backfill of an index; the same when the index waits for none."""
    index = record.index(name)
    if index is None or index.status != "CREATING" or not index.backfilling:
        return record
    return _with_index(record, name, status="ACTIVE", backfilling=None, until=None)


def _check_action(action: Action, names: set[str]) -> None:
    if action.name in names:
        raise errors.invalid_parameter(
            f"Only one global secondary index update per index is allowed simultaneously. Index: {action.name}"
        )
    names.add(action.name)
    if action.kind == "Update" and action.asked.get("WarmThroughput") == {}:
        raise errors.invalid_parameter(
            "WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond specified for "
            f"index: {action.name}"
        )
    if action.kind != "Delete" and "ProvisionedThroughput" in action.asked:
        throughput.check_bounds(action.asked["ProvisionedThroughput"])


def _require_free(record: TableRecord, action: Action) -> None:
    if action.kind == "Create":
        existing = record.index(action.name)
        if existing is None:
            return
        if existing.status == "DELETING":
            raise index_in_use(record, existing, "Index is being deleted.")
        raise errors.validation("Attempting to create an index which already exists")
    index = _existing(record, action)
    if index.status == "DELETING":
        raise index_in_use(record, index, "Index is being deleted.")
    if index.status == "UPDATING":
        raise index_in_use(record, index, "Index is being updated.")
    if not index.is_allocating:
        return
    if action.kind == "Delete":
        raise index_in_use(
            record,
            index,
            "Index creation is in resource allocation phase. Retry deletion during backfilling phase or when "
            "the index is active.",
        )
    raise index_in_use(record, index, "Index is being created but is not backfilling yet.")


def _existing(record: TableRecord, action: Action) -> Index:
    index = record.index(action.name)
    if index is None:
        raise errors.index_not_found(f"Index {action.name} for table {record.name}")
    if not index.is_global:
        raise errors.validation(
            f"Cannot {action.kind.lower()} an index that is not a GlobalSecondaryIndex: {action.name}"
        )
    return index


def _with_created(
    record: TableRecord,
    asked: Mapping[str, Any],
    definitions: Sequence[Mapping[str, str]] | None,
    change: UnitsChange,
) -> TableRecord:
    if len(record.global_indexes) >= MOST_GLOBAL_INDEXES:
        raise errors.limit_exceeded(
            "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of "
            f"{MOST_GLOBAL_INDEXES}"
        )
    index = _created(record, asked, definitions, change)
    limit_projected_attributes([*record.indexes, index])
    types = {**{key.name: key.type for key in index.keys}, **record.attribute_types}
    return replace(record, indexes=(*record.indexes, index), attribute_types=dict(sorted(types.items())))


def _created(
    record: TableRecord,
    asked: Mapping[str, Any],
    definitions: Sequence[Mapping[str, str]] | None,
    change: UnitsChange,
) -> Index:
    name = asked["IndexName"]
    if not definitions:
        raise errors.invalid_parameter(f"AttributeDefinitions is not specified for index: {name}")
    partition, sort = global_keys(asked["KeySchema"], attribute_types(definitions))
    _require_known_types(record, partition, sort)
    projected = projection(asked)
    place = throughput.Place(record.region, name)
    units = _created_units(record, asked, place)
    limits = asked.get("OnDemandThroughput") or None
    if limits and units is not None:
        raise errors.invalid_parameter(
            f"{throughput.first_limit(limits)} for OnDemandThroughput for index : {name} cannot be specified "
            "when the table BillingMode is PROVISIONED"
        )
    if limits:
        throughput.check_on_demand(limits, place, may_clear=False)
    warm = throughput.initial_warm(asked.get("WarmThroughput"), units, place)
    return Index(
        name,
        True,
        partition,
        sort,
        projected,
        units or Throughput(0, 0),
        warm,
        limits,
        status="CREATING",
        until=change.ends,
        backfilling=False,
    )


def _require_known_types(record: TableRecord, partition: Keys, sort: Keys) -> None:
    """Refuse keys that are keys of the table or of another index already, with another type."""
    types = record.attribute_types
    changed = {key.name for key in (*partition, *sort) if types.get(key.name, key.type) != key.type}
    if not changed:
        return
    own = record.key_schema
    schemas: list[tuple[Keys, Keys]] = [((own.partition,), (own.sort,) if own.sort else ())]
    schemas += [(index.partition_keys, index.sort_keys) for index in record.indexes]
    existing = next(each for each in schemas if changed & {key.name for key in (*each[0], *each[1])})
    raise errors.invalid_parameter(
        "Attributes cannot be redefined. Please check that your attribute has the same type as previously "
        f"defined. Existing schema: {_listed(*existing)} New schema: {_listed(partition, sort)}"
    )


def _listed(partition: Keys, sort: Keys) -> str:
    elements = [f"{key.name}:{key.type}:HASH" for key in partition]
    elements += [f"{key.name}:{key.type}:RANGE" for key in sort]
    return f"Schema:[{', '.join(f'SchemaElement: key{{{element}}}' for element in elements)}]"


def _created_units(record: TableRecord, asked: Mapping[str, Any], place: throughput.Place) -> Throughput | None:
    units = asked.get("ProvisionedThroughput")
    if record.billing_mode == "PAY_PER_REQUEST":
        if units is not None:
            raise errors.invalid_parameter(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: "
                f"{place.index} when BillingMode is PAY_PER_REQUEST"
            )
        return None
    if units is None:
        raise errors.invalid_parameter(
            f"Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: {place.index}"
        )
    throughput.check_quota(units, place)
    return throughput.of_request(units)


def _with_index(record: TableRecord, name: str, **changes: Any) -> TableRecord:
    index = record.index(name)
    return record if index is None else _replaced(record, replace(index, **changes))


def _replaced(record: TableRecord, changed: Index) -> TableRecord:
    indexes = tuple(changed if index.name == changed.name else index for index in record.indexes)
    return replace(record, indexes=indexes)
