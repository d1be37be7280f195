"""DescribeExport. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeExport.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.backup_requests import not_found, require_arn
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("DescribeExport")
def describe_export(service: DynamoDB, call: Call, request: Request) -> Answer:  # noqa: ARG001 - there is nothing to look up
    """Describe an export: there is none."""
    require_arn(call, request["ExportArn"], "Export")
    raise not_found("Export", request["ExportArn"])
