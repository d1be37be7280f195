"""GetItem. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from strongroom.calls import Call
from strongroom.services.dynamodb.capacity import consumed_capacity, read_units
from strongroom.services.dynamodb.indexes.key_rules import refuse_parts_of_keys
from strongroom.services.dynamodb.items import ITEMS, decode_item, item_json, stored_size
from strongroom.services.dynamodb.request_checks import check_expression_parameters
from strongroom.services.dynamodb.request_expressions import projection_of
from strongroom.services.dynamodb.values.keys import entry_key_of_key
from strongroom.services.dynamodb.values.validation import normalize_item
from strongroom.services.operations import Answer, RawJson, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_EXPRESSIONS = ("ProjectionExpression",)
_LEGACY = ("AttributesToGet",)


@operation("GetItem")
def get_item(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Answer the item with a key as it is stored, or what a projection leaves of it."""
    check_expression_parameters(request, _EXPRESSIONS, _LEGACY)
    key = normalize_item(request["Key"])
    projection = projection_of(service.expressions, request)
    table = service.tables.require_usable(call, request["TableName"])
    schema = table.record.key_schema
    entry_key = entry_key_of_key(schema, key)
    refuse_parts_of_keys(schema, table.record, projection)
    stored = service.store(call, table).get(ITEMS, entry_key)
    if stored is None:
        return _answer(request, 0, b"")
    shown = item_json(stored) if projection is None else orjson.dumps(projection.apply(decode_item(stored)))
    return _answer(request, stored_size(stored), b'"Item":' + shown)


def _answer(request: Request, size: int, item: bytes) -> RawJson:
    mode = request.get("ReturnConsumedCapacity")
    if mode is None:
        return RawJson(b"{" + item + b"}")
    units = read_units(size, consistent=request.get("ConsistentRead", False))
    capacity = consumed_capacity(mode, request["TableName"], units)
    if capacity is None:
        return RawJson(b"{" + item + b"}")
    return RawJson(
        b"{" + item + (b"," if item else b"") + b'"ConsumedCapacity":' + orjson.dumps(capacity) + b"}"
    )
