"""From the wire to actions: TransactItems of TransactWriteItems and TransactGetItems.

The actions are checked one after the other in the request's order, each as far as it can be without its table:
the first problem refuses the whole request. Source: observed answers of the service.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.expressions import Expressions
from strongroom.services.dynamodb.indexes.key_rules import (
    refuse_index_key_updates,
    refuse_index_keys,
    refuse_parts_of_keys,
)
from strongroom.services.dynamodb.items import checked_size, encode_item
from strongroom.services.dynamodb.key_rules import refuse_key_updates
from strongroom.services.dynamodb.request_checks import OLDER_WORDS
from strongroom.services.dynamodb.request_expressions import (
    Parameters,
    projection_of,
    update_and_condition,
    write_condition,
)
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.transactions.actions import ReadAction, WriteAction
from strongroom.services.dynamodb.transactions.limits import check_written_size
from strongroom.services.dynamodb.values.keys import entry_key_of_item, entry_key_of_key
from strongroom.services.dynamodb.values.sizes import item_size
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.values.validation import EMPTY_NAME, check_nesting, normalize_item
from strongroom.services.dynamodb.write_answers import tells_item
from strongroom.services.dynamodb.writes import Check, Delete, ItemWrite, Put, Update
from strongroom.storage.engine import Key


class _Sized(NamedTuple):
    """What an action does to an item of its table, and what it counts towards the limit of 4 MB."""

    plan: Callable[[TableRecord], ItemWrite]
    size: int


def write_actions(
    expressions: Expressions, items: Sequence[Mapping[str, Parameters]], *, reads_old: bool
) -> list[WriteAction]:
    """The actions of TransactWriteItems; ``reads_old`` tells that the answer needs to know what was there.

    Raises ServiceError (ValidationException).
    """
    actions: list[WriteAction] = []
    size = 0
    expressions = expressions.older_layer
    with OLDER_WORDS:
        for item in items:
            kind = _kind(item)
            parameters = item[kind]
            sized = _PLANS[kind](expressions, parameters, reads_old)
            actions.append(WriteAction(parameters["TableName"], sized.plan))
            size += sized.size
    check_written_size(size)
    return actions


def read_actions(expressions: Expressions, items: Sequence[Mapping[str, Parameters]]) -> list[ReadAction]:
    """The actions of TransactGetItems. Raises ServiceError (ValidationException)."""
    with OLDER_WORDS:
        return [_get(expressions, item["Get"]) for item in items]


def _kind(item: Mapping[str, Any]) -> str:
    if not item:
        raise errors.validation(
            "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request"
        )
    if len(item) > 1:
        raise errors.validation("TransactItems can only contain one of Check, Put, Update or Delete")
    return next(iter(item))


def _put(expressions: Expressions, request: Parameters, reads_old: bool) -> _Sized:
    condition = write_condition(expressions, request)
    item = _item(request["Item"])
    size = checked_size(item)
    put = Put(encode_item(item, size))

    def plan(record: TableRecord) -> ItemWrite:
        entry_key = entry_key_of_item(record.key_schema, item)
        refuse_index_keys(record, item)
        return ItemWrite(
            entry_key,
            put,
            condition,
            reads_old=reads_old or condition is not None,
            tells_item=tells_item(request),
        )

    return _Sized(plan, size)


def _item(attributes: Item) -> Item:
    """The item as it is kept; values that are too deep are told before empty names inside of values."""
    try:
        return normalize_item(attributes)
    except ServiceError as error:
        if error.message == EMPTY_NAME and "" not in attributes:
            check_nesting(attributes)
        raise


def _delete(expressions: Expressions, request: Parameters, reads_old: bool) -> _Sized:
    condition = write_condition(expressions, request)
    key = normalize_item(request["Key"])

    def plan(record: TableRecord) -> ItemWrite:
        return ItemWrite(
            entry_key_of_key(record.key_schema, key),
            Delete(),
            condition,
            reads_old=reads_old or condition is not None,
            tells_item=tells_item(request),
        )

    return _Sized(plan, item_size(key))


def _update(expressions: Expressions, request: Parameters, _reads_old: bool) -> _Sized:
    update, condition = update_and_condition(expressions, request)
    key = normalize_item(request["Key"])

    def plan(record: TableRecord) -> ItemWrite:
        entry_key = entry_key_of_key(record.key_schema, key)
        refuse_key_updates(record.key_schema, update)
        refuse_index_key_updates(record, update)
        return ItemWrite(entry_key, Update(key, update), condition, tells_item=tells_item(request))

    return _Sized(plan, item_size(key) + item_size(request.get("ExpressionAttributeValues", {})))


def _check(expressions: Expressions, request: Parameters, _reads_old: bool) -> _Sized:
    condition = write_condition(expressions, request)
    key = normalize_item(request["Key"])

    def plan(record: TableRecord) -> ItemWrite:
        entry_key = entry_key_of_key(record.key_schema, key)
        return ItemWrite(entry_key, Check(), condition, tells_item=tells_item(request))

    return _Sized(plan, item_size(key))


_PLANS: Mapping[str, Callable[[Expressions, Parameters, bool], _Sized]] = {
    "ConditionCheck": _check,
    "Put": _put,
    "Delete": _delete,
    "Update": _update,
}


def _get(expressions: Expressions, request: Parameters) -> ReadAction:
    projection = projection_of(expressions, request)
    key = normalize_item(request["Key"])

    def plan(record: TableRecord) -> Key:
        entry_key = entry_key_of_key(record.key_schema, key)
        refuse_parts_of_keys(record.key_schema, record, projection)
        return entry_key

    return ReadAction(request["TableName"], plan, projection)
