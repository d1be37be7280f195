"""DescribeImport. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeImport.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.backup_requests import not_found, require_arn
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("DescribeImport")
def describe_import(service: DynamoDB, call: Call, request: Request) -> Answer:  # noqa: ARG001 - there is nothing to look up
    """Describe an import: there is none."""
    require_arn(call, request["ImportArn"], "Import")
    raise not_found("Import", request["ImportArn"])
