"""RestoreTableToPointInTime. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableToPointInTime.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.backup_requests import (
    check_target,
    check_time,
    restored_table,
    unavailable_recovery,
)
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("RestoreTableToPointInTime")
def restore_table_to_point_in_time(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Make a table as another one was: not yet possible."""
    check_time(request)
    table = restored_table(service.tables, call, request)
    if table.record.recovery is not None:
        check_target(service.tables, call, request["TargetTableName"])
    raise unavailable_recovery(table, "this server does not restore tables yet")
