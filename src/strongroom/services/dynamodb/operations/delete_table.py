"""DeleteTable. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.states import require_deletable
from strongroom.services.dynamodb.tables.stream_settings import without_enabled_stream
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_SHOWN = (
    "TableName",
    "TableStatus",
    "ProvisionedThroughput",
    "TableSizeBytes",
    "ItemCount",
    "TableArn",
    "TableId",
    "DeletionProtectionEnabled",
    "BillingModeSummary",
)


@operation("DeleteTable")
async def delete_table(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Delete a table, its items and its grant on the KMS key; works while the key is lost."""
    table = service.tables.require(call, request["TableName"])
    async with table.changing:
        require_deletable(table.record)
        service.contents.of(table)
        now = service.clock.now()
        until = now + service.transition_seconds
        await service.tables.change(
            table, lambda record: replace(without_enabled_stream(record, now), status="DELETING", until=until)
        )
    await service.cache.close(table.id)
    description = service.description(table)
    return {"TableDescription": {name: description[name] for name in _SHOWN if name in description}}
