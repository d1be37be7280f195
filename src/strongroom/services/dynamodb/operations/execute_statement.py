"""ExecuteStatement. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

import orjson

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.partiql.bound import BoundExists, BoundSelect
from strongroom.services.dynamodb.partiql.select_pages import select_page
from strongroom.services.dynamodb.partiql.write_results import (
    PlacedWrite,
    carry_out,
    consumed,
    placed_write,
    returned,
)
from strongroom.services.dynamodb.writes import Written
from strongroom.services.operations import Answer, RawJson, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("ExecuteStatement")
def execute_statement(service: DynamoDB, call: Call, request: Request) -> Answer | Awaitable[Answer]:
    """Run one PartiQL statement: a page of a SELECT, or the write of one item."""
    parameters = service.statements.parameters(request.get("Parameters"))
    bound = service.statements.bind(request["Statement"], parameters)
    if isinstance(bound, BoundExists):
        raise errors.validation("EXISTS can only be used in ExecuteTransaction write requests.")
    if isinstance(bound, BoundSelect):
        return select_page(service, call, request, bound)
    placed = placed_write(service, call, bound, request, request.get("ReturnConsumedCapacity"))
    return _answer(carry_out(service, placed), placed, request)


async def _answer(under_way: Awaitable[Written], placed: PlacedWrite, request: Request) -> Answer:
    written = await under_way
    item = returned(placed.bound, written)
    capacity = consumed(request.get("ReturnConsumedCapacity"), placed, written)
    end = b"}" if capacity is None else b',"ConsumedCapacity":' + orjson.dumps(capacity) + b"}"
    return RawJson(b'{"Items":[' + (item or b"") + b"]" + end)
