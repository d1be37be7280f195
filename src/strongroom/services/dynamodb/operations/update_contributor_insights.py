"""UpdateContributorInsights. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContributorInsights.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.insights_settings import (
    begun_summary,
    insights_summary,
    require_insights_index,
    with_insights,
)
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("UpdateContributorInsights")
async def update_contributor_insights(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Switch Contributor Insights of a table or a global index on or off."""
    table = service.tables.require(call, request["TableName"])
    async with table.changing:
        place = require_insights_index(table.record, request.get("IndexName"))
        now = service.clock.now()
        changed = with_insights(table.record, place, request, now, now + service.transition_seconds)
        if changed is table.record:
            return insights_summary(changed, place, now)
        await service.tables.change(table, lambda _: changed)
    return begun_summary(changed, place)
