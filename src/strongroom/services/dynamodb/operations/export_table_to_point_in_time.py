"""ExportTableToPointInTime. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.backup_requests import exported_table, unavailable_recovery
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("ExportTableToPointInTime")
def export_table_to_point_in_time(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Export a table to Amazon S3: there is none."""
    is_incremental = request.get("ExportType") == "INCREMENTAL_EXPORT"
    if is_incremental and "ExportFromTime" not in request.get("IncrementalExportSpecification", {}):
        raise errors.validation(
            "Invalid Request: ExportFromTime must be provided in IncrementalExportSpecification"
        )
    table = exported_table(service.tables, call, request["TableArn"])
    raise unavailable_recovery(table, "there is no Amazon S3 beside this server to export it to")
