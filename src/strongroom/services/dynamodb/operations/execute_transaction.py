"""ExecuteTransaction. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from strongroom.calls import Call
from strongroom.services.dynamodb.capacity import is_wanted
from strongroom.services.dynamodb.partiql.bound import BoundSelect
from strongroom.services.dynamodb.partiql.transaction_statements import (
    bound_statements,
    read_actions,
    write_actions,
)
from strongroom.services.dynamodb.transactions import (
    ReadOutcome,
    RequestToken,
    WriteOutcome,
    run_read_transaction,
    run_write_transaction,
)
from strongroom.services.dynamodb.transactions.answers import READ, WRITE, Kind, consumed_by_tables
from strongroom.services.operations import Answer, RawJson, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("ExecuteTransaction")
def execute_transaction(service: DynamoDB, call: Call, request: Request) -> Answer | Awaitable[Answer]:
    """Run up to 100 statements, all reads of one item each or all writes and conditions, all or none."""
    statements: Sequence[Request] = request["TransactStatements"]
    mode = request.get("ReturnConsumedCapacity")
    bound = bound_statements(service, statements)
    selects = [each for each in bound if isinstance(each, BoundSelect)]
    if selects:
        return _read(run_read_transaction(service, call, read_actions(service, call, selects)), mode)
    counts = is_wanted(mode)
    actions = write_actions(service, call, statements, bound, reads_old=counts)
    token = RequestToken.of(call, request)
    return _written(run_write_transaction(service, call, actions, token, counts=counts), mode)


def _read(outcome: ReadOutcome, mode: str | None) -> Answer:
    responses = [b"{}" if item is None else b'{"Item":' + item + b"}" for item in outcome.items]
    consumed = consumed_by_tables(mode, READ, outcome.units)
    end = b"}" if consumed is None else b',"ConsumedCapacity":' + orjson.dumps(consumed) + b"}"
    return RawJson(b'{"Responses":[' + b",".join(responses) + b"]" + end)


async def _written(under_way: Awaitable[WriteOutcome], mode: str | None) -> Answer:
    outcome = await under_way
    answer: dict[str, Any] = {"Responses": []}
    kind: Kind = READ if outcome.is_repeat else WRITE
    consumed = consumed_by_tables(mode, kind, outcome.units, outcome.index_units)
    if consumed is not None:
        answer["ConsumedCapacity"] = consumed
    return answer
