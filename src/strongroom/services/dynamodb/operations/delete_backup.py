"""DeleteBackup. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteBackup.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.backup_requests import not_found, require_arn
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("DeleteBackup")
def delete_backup(service: DynamoDB, call: Call, request: Request) -> Answer:  # noqa: ARG001 - there is nothing to look up
    """Delete a backup: there is none."""
    require_arn(call, request["BackupArn"], "Backup")
    raise not_found("Backup", request["BackupArn"])
