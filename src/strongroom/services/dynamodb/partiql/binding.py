"""From the syntax tree and the parameters to a bound statement. Nothing here looks at a table.

Raises ServiceError (ValidationException) for the first thing that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions.ast import ConditionTree
from strongroom.services.dynamodb.items import checked_size
from strongroom.services.dynamodb.partiql.ast import (
    Bare,
    Delete,
    Exists,
    Expression,
    Insert,
    IsType,
    Operation,
    OrderTerm,
    Reference,
    Select,
    Source,
    Statement,
    Update,
)
from strongroom.services.dynamodb.partiql.bound import (
    Bound,
    BoundDelete,
    BoundExists,
    BoundInsert,
    BoundSelect,
    BoundUpdate,
    Ordering,
)
from strongroom.services.dynamodb.partiql.conditions import condition_of
from strongroom.services.dynamodb.partiql.projections import columns_of
from strongroom.services.dynamodb.partiql.updates import update_of
from strongroom.services.dynamodb.partiql.values import item_of, place_of
from strongroom.services.dynamodb.values.types import AttributeValue
from strongroom.services.dynamodb.values.validation import normalize_item

Parameters = Sequence[AttributeValue]

_TABLE_NAME = re.compile(r"[A-Za-z0-9_.-]{3,255}|arn:.+", re.ASCII)


def bound(statement: Statement, parameters: Parameters) -> Bound:
    """The bound statement. Raises ServiceError (ValidationException)."""
    bind: Callable[[Any, Parameters], Bound] = _BIND[type(statement)]
    return bind(statement, parameters)


def _select(select: Select, parameters: Parameters) -> BoundSelect:
    if len(select.sources) > 1:
        raise errors.validation("Only select from a single table or index is supported.")
    table, index = _table_and_index(select.sources[0])
    if select.limit is not None:
        raise errors.validation(f"Unsupported clause: LIMIT{place_of(select.limit)}")
    columns = columns_of(select.items)
    condition = _condition(select.where, parameters)
    order_by = [Ordering(_ordering_attribute(term), term.descending) for term in select.order_by]
    return BoundSelect(table, index, columns, condition, order_by)


def _insert(insert: Insert, parameters: Parameters) -> BoundInsert:
    if insert.several:
        raise errors.validation(
            "Unsupported operation: Inserting multiple items in a single statement is not supported, "
            'use "INSERT INTO tableName VALUE item" instead'
        )
    if len(insert.target.names) > 1:
        raise errors.validation(
            "FROM clause may only contain a single table name in data manipulation statements"
        )
    table, _ = _table_and_index(insert.target)
    if insert.returning is not None:
        raise errors.validation("RETURNING is not supported in INSERT")
    item = normalize_item(item_of(insert.value, parameters))
    return BoundInsert(table, item, checked_size(item))


def _update(update: Update, parameters: Parameters) -> BoundUpdate:
    table, index = _table_and_index(update.target)
    changes = update_of(update.changes, parameters)
    return BoundUpdate(table, index, changes, _condition(update.where, parameters), update.returning)


def _delete(delete: Delete, parameters: Parameters) -> BoundDelete:
    table, index = _table_and_index(delete.target)
    returning = delete.returning
    if returning is not None and (returning.scope, returning.image) != ("ALL", "OLD"):
        raise errors.validation(
            f"Invalid returning clause: {returning}. Only RETURNING ALL OLD * is allowed in DELETE statements."
        )
    return BoundDelete(table, index, _condition(delete.where, parameters), returning)


def _exists(exists: Exists, parameters: Parameters) -> BoundExists:
    select = _select(exists.select, parameters)
    return BoundExists(select.table, select.index, select.condition)


def _bare(bare: Bare, _parameters: Parameters) -> Bound:
    kind = type(bare.value).__name__
    if isinstance(bare.value, Operation):
        kind = "NAry"
    elif isinstance(bare.value, IsType):
        kind = "IsType"
    elif isinstance(bare.value, Reference):
        kind = "Path" if bare.value.steps else "VariableReference"
    raise errors.validation(f"Unsupported operation: {kind}")


_BIND: Mapping[type[Statement], Callable[[Any, Parameters], Bound]] = {
    Select: _select,
    Insert: _insert,
    Update: _update,
    Delete: _delete,
    Exists: _exists,
    Bare: _bare,
}


def _condition(where: Expression | None, parameters: Parameters) -> ConditionTree | None:
    return None if where is None else condition_of(where, parameters)


def _table_and_index(source: Source) -> tuple[str, str | None]:
    if source.alias is not None:
        raise errors.validation("Aliasing is not supported")
    if "" in source.names:
        raise errors.validation("Path component cannot be an empty string")
    if len(source.names) > 2:
        raise errors.validation("A path may contain at most 2 components in the FROM clause")
    table, *index = source.names
    if _TABLE_NAME.fullmatch(table) is None:
        raise errors.validation(
            "Table name should be within the length [3, 255] "
            "and only contain 'a-z', 'A-Z', '0-9', '-', '_', '.'."
        )
    return table, index[0] if index else None


def _ordering_attribute(term: OrderTerm) -> str:
    if isinstance(term.value, Reference) and not term.value.steps:
        return term.value.name
    raise errors.validation(
        f"Argument to ORDER BY must be of type VariableReference. Type: {type(term.value).__name__}"
    )
