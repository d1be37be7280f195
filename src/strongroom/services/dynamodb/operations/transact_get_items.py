"""TransactGetItems. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from strongroom.calls import Call
from strongroom.services.dynamodb.transactions import run_read_transaction
from strongroom.services.dynamodb.transactions.answers import READ, consumed_by_tables
from strongroom.services.dynamodb.transactions.requests import read_actions
from strongroom.services.operations import Answer, RawJson, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("TransactGetItems")
def transact_get_items(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Answer up to 100 items of one or several tables as they are at one moment."""
    actions = read_actions(service.expressions, request["TransactItems"])
    outcome = run_read_transaction(service, call, actions)
    responses = [b"{}" if item is None else b'{"Item":' + item + b"}" for item in outcome.items]
    body = b'{"Responses":[' + b",".join(responses) + b"]"
    consumed = consumed_by_tables(request.get("ReturnConsumedCapacity"), READ, outcome.units)
    if consumed is not None:
        body += b',"ConsumedCapacity":' + orjson.dumps(consumed)
    return RawJson(body + b"}")
