"""TransactWriteItems. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.dynamodb.capacity import is_wanted
from strongroom.services.dynamodb.item_collections import wants_metrics
from strongroom.services.dynamodb.transactions import RequestToken, WriteOutcome, run_write_transaction
from strongroom.services.dynamodb.transactions.answers import READ, WRITE, Kind, consumed_by_tables
from strongroom.services.dynamodb.transactions.participants import Participants
from strongroom.services.dynamodb.transactions.requests import write_actions
from strongroom.services.dynamodb.writes import ItemWrite
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("TransactWriteItems")
def transact_write_items(service: DynamoDB, call: Call, request: Request) -> Awaitable[Answer]:
    """Do up to 100 actions on items of one or several tables, all of them or none."""
    counts = is_wanted(request.get("ReturnConsumedCapacity"))
    actions = write_actions(service.expressions, request["TransactItems"], reads_old=counts)
    token = RequestToken.of(call, request)
    under_way = run_write_transaction(service, call, actions, token, counts=counts)
    return _answer(service, under_way, request)


async def _answer(service: DynamoDB, under_way: Awaitable[WriteOutcome], request: Request) -> Answer:
    outcome = await under_way
    answer: dict[str, Any] = {}
    kind: Kind = READ if outcome.is_repeat else WRITE
    mode = request.get("ReturnConsumedCapacity")
    consumed = consumed_by_tables(mode, kind, outcome.units, outcome.index_units)
    if consumed is not None:
        answer["ConsumedCapacity"] = consumed
    if wants_metrics(request):
        answer["ItemCollectionMetrics"] = await _metrics(service, outcome.participants)
    return answer


async def _metrics(service: DynamoDB, participants: Participants[ItemWrite]) -> dict[str, Any]:
    metrics = {}
    for store in participants.stores:
        placed = [each for each in participants.placed if each.store is store]
        found = await service.item_collections.metrics(
            placed[0].table, store, [each.plan.key for each in placed]
        )
        if found:
            metrics[participants.names[store.name]] = found
    return metrics
