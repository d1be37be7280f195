"""DeleteItem. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.request_checks import (
    Enveloped,
    check_expression_parameters,
    check_returns_old,
    check_values_parameter,
)
from strongroom.services.dynamodb.request_expressions import write_condition
from strongroom.services.dynamodb.values.keys import entry_key_of_key
from strongroom.services.dynamodb.values.validation import normalize_item
from strongroom.services.dynamodb.write_answers import reads_old, tells_item, write_and_answer
from strongroom.services.dynamodb.writes import Delete, ItemWrite
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_EXPRESSIONS = ("ConditionExpression",)
_LEGACY = ("Expected",)


@operation("DeleteItem")
def delete_item(service: DynamoDB, call: Call, request: Request) -> Answer | Awaitable[Answer]:
    """Remove the item with a key, if there is one."""
    with Enveloped(request):
        check_expression_parameters(request, _EXPRESSIONS, _LEGACY)
        check_values_parameter(request, _EXPRESSIONS)
        key = normalize_item(request["Key"])
        check_returns_old(request)
        condition = write_condition(service.expressions, request)
    table = service.tables.require_usable(call, request["TableName"])
    write = ItemWrite(
        entry_key_of_key(table.record.key_schema, key),
        Delete(),
        condition,
        reads_old=condition is not None or reads_old(request),
        tells_item=tells_item(request),
    )
    return write_and_answer(service, call, table, write, request)
