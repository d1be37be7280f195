"""PutItem. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.indexes.key_rules import refuse_index_keys
from strongroom.services.dynamodb.items import checked_size, encode_item
from strongroom.services.dynamodb.request_checks import (
    Enveloped,
    check_expression_parameters,
    check_returns_old,
    check_values_parameter,
)
from strongroom.services.dynamodb.request_expressions import write_condition
from strongroom.services.dynamodb.values.keys import entry_key_of_item
from strongroom.services.dynamodb.values.validation import normalize_item
from strongroom.services.dynamodb.write_answers import reads_old, tells_item, write_and_answer
from strongroom.services.dynamodb.writes import ItemWrite, Put
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_EXPRESSIONS = ("ConditionExpression",)
_LEGACY = ("Expected",)


@operation("PutItem")
def put_item(service: DynamoDB, call: Call, request: Request) -> Answer | Awaitable[Answer]:
    """Store an item, replacing the one with its key. A put that nothing depends on reads nothing."""
    with Enveloped(request):
        check_expression_parameters(request, _EXPRESSIONS, _LEGACY)
        check_values_parameter(request, _EXPRESSIONS)
        item = normalize_item(request["Item"])
        check_returns_old(request)
    size = checked_size(item)
    with Enveloped(request):
        condition = write_condition(service.expressions, request)
    table = service.tables.require_usable(call, request["TableName"])
    entry_key = entry_key_of_item(table.record.key_schema, item)
    refuse_index_keys(table.record, item)
    write = ItemWrite(
        entry_key,
        Put(encode_item(item, size)),
        condition,
        reads_old=condition is not None or reads_old(request),
        tells_item=tells_item(request),
    )
    return write_and_answer(service, call, table, write, request)
