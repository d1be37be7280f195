"""CreateBackup. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateBackup.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.dynamodb.tables.recovery_settings import backed_up_table
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("CreateBackup")
def create_backup(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Back a table up: not yet possible."""
    table = backed_up_table(service.tables, call, request["TableName"])
    raise ServiceError(
        "ContinuousBackupsUnavailableException",
        f"Backups are not available for the table: {table.record.name}. This server does not make backups yet",
    )
