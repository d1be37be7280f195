"""DescribeContinuousBackups. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.recovery_settings import backed_up_table, backups_description
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("DescribeContinuousBackups")
def describe_continuous_backups(service: DynamoDB, call: Call, request: Request) -> Answer:
    """The point-in-time recovery setting of a table."""
    table = backed_up_table(service.tables, call, request["TableName"])
    return {"ContinuousBackupsDescription": backups_description(table.record, service.clock.now())}
