"""UpdateTimeToLive. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.time_to_live import changed_ttl
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("UpdateTimeToLive")
async def update_time_to_live(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Switch the expiry of items by one of their attributes on or off."""
    specification = request["TimeToLiveSpecification"]
    table = service.tables.require(call, request["TableName"])
    async with table.changing:
        ttl = changed_ttl(table.record, specification, service.clock.now())
        await service.tables.change(table, lambda record: replace(record, ttl=ttl))
    return {"TimeToLiveSpecification": dict(specification)}
