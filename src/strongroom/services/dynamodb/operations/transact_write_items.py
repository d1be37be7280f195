"""TransactWriteItems. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.capacity import is_wanted
from strongroom.services.dynamodb.transactions import RequestToken, WriteOutcome, run_write_transaction
from strongroom.services.dynamodb.transactions.answers import READ, WRITE, consumed_by_tables
from strongroom.services.dynamodb.transactions.requests import write_actions
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("TransactWriteItems")
def transact_write_items(service: DynamoDB, call: Call, request: Request) -> Awaitable[Answer]:
    """Do up to 100 actions on items of one or several tables, all of them or none."""
    mode = request.get("ReturnConsumedCapacity")
    counts = is_wanted(mode)
    actions = write_actions(service.expressions, request["TransactItems"], reads_old=counts)
    token = RequestToken.of(call, request)
    return _answer(run_write_transaction(service, call, actions, token, counts=counts), mode)


async def _answer(under_way: Awaitable[WriteOutcome], mode: str | None) -> Answer:
    outcome = await under_way
    consumed = consumed_by_tables(mode, READ if outcome.is_repeat else WRITE, outcome.units)
    return {} if consumed is None else {"ConsumedCapacity": consumed}
