"""BatchGetItem. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.batch_reads import TableRead, read_tables
from strongroom.services.dynamodb.capacity import consumed_capacity
from strongroom.services.dynamodb.indexes.key_rules import refuse_parts_of_keys
from strongroom.services.dynamodb.request_checks import check_expression_parameters
from strongroom.services.dynamodb.request_expressions import AnyProjection, projection_of
from strongroom.services.dynamodb.values.keys import entry_key_of_key
from strongroom.services.dynamodb.values.types import Item
from strongroom.services.dynamodb.values.validation import normalize_item
from strongroom.services.operations import Answer, RawJson, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_EXPRESSIONS = ("ProjectionExpression",)
_LEGACY = ("AttributesToGet",)
_MOST_KEYS = 100


@operation("BatchGetItem")
def batch_get_item(service: DynamoDB, call: Call, request: Request) -> Answer | Awaitable[Answer]:
    """Answer the items with up to 100 keys of one or several tables."""
    parts = request["RequestItems"]
    check_expression_parameters(_all_parameters(parts), _EXPRESSIONS, _LEGACY)
    wanted = {name: _wanted(service, part) for name, part in parts.items()}
    if sum(len(keys) for keys, _ in wanted.values()) > _MOST_KEYS:
        raise errors.validation("Too many items requested for the BatchGetItem call")
    reads = {
        name: _table_read(service, call, name, parts[name], *wanted_of_table)
        for name, wanted_of_table in wanted.items()
    }
    return read_tables(list(reads.values()), lambda: _answer(request, reads))


def _all_parameters(parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The parameters of all tables together: no request mixes the two kinds of projection."""
    return {
        name: value
        for part in parts.values()
        for name, value in part.items()
        if name != "ExpressionAttributeNames"
    }


def _wanted(service: DynamoDB, part: Mapping[str, Any]) -> tuple[list[Item], AnyProjection | None]:
    check_expression_parameters(part, _EXPRESSIONS, _LEGACY)
    projection = projection_of(service.expressions, part)
    keys: list[Item] = []
    seen: set[bytes] = set()
    for key in part["Keys"]:
        normalized = normalize_item(key)
        keys.append(normalized)
        seen.add(orjson.dumps(normalized, option=orjson.OPT_SORT_KEYS))
        if len(seen) != len(keys):
            raise errors.validation("Provided list of item keys contains duplicates")
    return keys, projection


def _table_read(
    service: DynamoDB,
    call: Call,
    name: str,
    part: Mapping[str, Any],
    keys: list[Item],
    projection: AnyProjection | None,
) -> TableRead:
    table = service.tables.require_usable(call, name)
    schema = table.record.key_schema
    entry_keys = [entry_key_of_key(schema, key) for key in keys]
    refuse_parts_of_keys(schema, table.record, projection)
    store = service.store(call, table)
    return TableRead(store, entry_keys, projection, consistent=part.get("ConsistentRead", False))


def _answer(request: Request, reads: Mapping[str, TableRead]) -> RawJson:
    parts = request["RequestItems"]
    responses = [orjson.dumps(name) + b":[" + b",".join(read.rows) + b"]" for name, read in reads.items()]
    unprocessed = {
        name: {**parts[name], "Keys": parts[name]["Keys"][read.read :]}
        for name, read in reads.items()
        if not read.complete
    }
    body = b'{"Responses":{' + b",".join(responses) + b'},"UnprocessedKeys":' + orjson.dumps(unprocessed)
    mode = request.get("ReturnConsumedCapacity")
    consumed = [
        capacity
        for name, read in reads.items()
        if (capacity := consumed_capacity(mode, name, read.units)) is not None
    ]
    if consumed:
        body += b',"ConsumedCapacity":' + orjson.dumps(consumed)
    return RawJson(body + b"}")
