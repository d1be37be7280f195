"""The condition keys of DynamoDB, of one PartiQL statement.

A statement that reads a whole table or index is about every partition, like a Scan, and has no leading keys.
Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB",
``PartiQLSelect``, ``PartiQLInsert``, ``PartiQLUpdate`` and ``PartiQLDelete``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.authorization.accesses import Access
from strongroom.services.dynamodb.authorization.leading_keys import key_text
from strongroom.services.dynamodb.expressions import Condition
from strongroom.services.dynamodb.partiql.bound import Bound, BoundExists, BoundInsert, BoundSelect, BoundUpdate
from strongroom.services.dynamodb.partiql.key_branches import branches_of
from strongroom.services.dynamodb.partiql.read_keys import ReadKeys
from strongroom.services.dynamodb.partiql.statements import WrittenStatement
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.values.types import AttributeValue
from strongroom.services.iam.policy import ConditionValue

_LEADING_KEYS = ("dynamodb:leadingkeys", "dynamodb:firstpartitionkeyvalues")
_RETURN_VALUES = {"ALL": "ALL", "MODIFIED": "UPDATED"}


def statement_keys(
    wanted: frozenset[str], access: Access, statement: WrittenStatement, table: TableRecord | None
) -> dict[str, ConditionValue]:
    """The keys among ``wanted`` (in lower case) that a statement has; none if it cannot be bound, for then the
    operation refuses it."""
    keys: dict[str, ConditionValue] = {}
    if "dynamodb:enclosingoperation" in wanted and access.enclosing is not None:
        keys["dynamodb:enclosingoperation"] = access.enclosing
    if not any(name.startswith("dynamodb:") for name in wanted):
        return keys
    bound = statement.bound()
    if bound is None:
        return keys
    keys["dynamodb:attributes"] = list(dict.fromkeys(_attributes(bound)))
    keys.update(_of_answer(bound))
    if any(part.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" for part in access.parts):
        keys["dynamodb:returnvalues"] = "ALL_OLD"
    if table is not None:
        keys.update(_of_partitions(bound, table))
    return {name: value for name, value in keys.items() if name in wanted}


def _of_answer(bound: Bound) -> Iterator[tuple[str, ConditionValue]]:
    if isinstance(bound, BoundSelect):
        if bound.columns is not None:
            yield "dynamodb:select", "SPECIFIC_ATTRIBUTES"
        else:
            yield "dynamodb:select", "ALL_ATTRIBUTES" if bound.index is None else "ALL_PROJECTED_ATTRIBUTES"
    elif not isinstance(bound, BoundInsert | BoundExists):
        returning = bound.returning
        shown = "NONE" if returning is None else f"{_RETURN_VALUES[returning.scope]}_{returning.image}"
        yield "dynamodb:returnvalues", shown


def _of_partitions(bound: Bound, table: TableRecord) -> Iterator[tuple[str, ConditionValue]]:
    values = _partitions(bound, _keys(bound, table))
    if isinstance(bound, BoundSelect):
        yield "dynamodb:fulltablescan", "true" if values is None else "false"
    for name in _LEADING_KEYS:
        yield name, [text for value in values or () if (text := key_text(value)) is not None]


def _partitions(bound: Bound, keys: ReadKeys) -> Sequence[AttributeValue] | None:
    """The partition keys that a statement names; None when it is about all of them."""
    if isinstance(bound, BoundInsert):
        value = bound.item.get(keys.partition.name)
        return [] if value is None else [value]
    try:
        branches = branches_of(bound.condition, keys)
    except ServiceError:
        return []
    return None if branches is None else [branch.partition for branch in branches.alternatives]


def _keys(bound: Bound, table: TableRecord) -> ReadKeys:
    index = None if isinstance(bound, BoundInsert) or bound.index is None else table.index(bound.index)
    if index is None:
        return ReadKeys.of_table(table.key_schema)
    return ReadKeys(index.partition_keys[0], index.sort_keys[0] if index.sort_keys else None)


def _attributes(bound: Bound) -> Iterator[str]:
    """The attributes that a statement names, or names something in."""
    if isinstance(bound, BoundInsert):
        yield from bound.item
        return
    if bound.condition is not None:
        yield from Condition(bound.condition).top_level_names
    if isinstance(bound, BoundSelect) and bound.columns is not None:
        yield from (str(path.elements[0]) for path in bound.columns.paths)
    if isinstance(bound, BoundUpdate):
        yield from bound.update.top_level_names
        yield from bound.update.read_names
