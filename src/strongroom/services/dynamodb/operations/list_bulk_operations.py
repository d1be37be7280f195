"""ListBulkOperations. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListBulkOperations.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("ListBulkOperations")
def list_bulk_operations(service: DynamoDB, call: Call, request: Request) -> Answer:  # noqa: ARG001 - there is nothing to look up
    """All bulk operations: none."""
    return {"BulkOperationsSummaryList": []}
