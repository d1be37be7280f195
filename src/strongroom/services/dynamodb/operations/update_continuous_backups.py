"""UpdateContinuousBackups. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.recovery_settings import (
    backed_up_table,
    backups_description,
    changed_recovery,
    check_recovery,
)
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("UpdateContinuousBackups")
async def update_continuous_backups(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Switch point-in-time recovery of a table on or off, or change its period."""
    specification = request["PointInTimeRecoverySpecification"]
    check_recovery(specification)
    table = backed_up_table(service.tables, call, request["TableName"])
    async with table.changing:
        now = service.clock.now()
        recovery = changed_recovery(table.record.recovery, specification, now)
        record = await service.tables.change(table, lambda record: replace(record, recovery=recovery))
    return {"ContinuousBackupsDescription": backups_description(record, now)}
