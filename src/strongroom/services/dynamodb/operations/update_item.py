"""UpdateItem. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.indexes.key_rules import refuse_index_key_updates
from strongroom.services.dynamodb.key_rules import refuse_key_updates
from strongroom.services.dynamodb.request_checks import (
    Enveloped,
    check_expression_parameters,
    check_values_parameter,
)
from strongroom.services.dynamodb.request_expressions import update_and_condition
from strongroom.services.dynamodb.values.keys import entry_key_of_key
from strongroom.services.dynamodb.values.validation import normalize_item
from strongroom.services.dynamodb.write_answers import tells_item, write_and_answer
from strongroom.services.dynamodb.writes import ItemWrite, Update
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_EXPRESSIONS = ("UpdateExpression", "ConditionExpression")
_LEGACY = ("AttributeUpdates", "Expected")


@operation("UpdateItem")
def update_item(service: DynamoDB, call: Call, request: Request) -> Answer | Awaitable[Answer]:
    """Change some attributes of the item with a key, or make the item."""
    with Enveloped(request):
        check_expression_parameters(request, _EXPRESSIONS, _LEGACY)
        check_values_parameter(request, _EXPRESSIONS)
        key = normalize_item(request["Key"])
        update, condition = update_and_condition(service.expressions, request)
    table = service.tables.require_usable(call, request["TableName"])
    schema = table.record.key_schema
    entry_key = entry_key_of_key(schema, key)
    refuse_key_updates(schema, update)
    refuse_index_key_updates(table.record, update)
    write = ItemWrite(
        entry_key,
        Update(key, update, creates_bare_item=not update.top_level_names),
        condition,
        tells_item=tells_item(request),
    )
    return write_and_answer(service, call, table, write, request, update)
