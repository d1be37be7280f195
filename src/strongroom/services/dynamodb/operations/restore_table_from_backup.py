"""RestoreTableFromBackup. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableFromBackup.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.backup_requests import check_target, not_found, require_arn
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("RestoreTableFromBackup")
def restore_table_from_backup(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Make a table from a backup: there is none."""
    require_arn(call, request["BackupArn"], "Backup")
    check_target(service.tables, call, request["TargetTableName"])
    raise not_found("Backup", request["BackupArn"])
