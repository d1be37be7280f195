"""DescribeBulkOperation. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeBulkOperation.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("DescribeBulkOperation")
def describe_bulk_operation(service: DynamoDB, call: Call, request: Request) -> Answer:  # noqa: ARG001 - there is nothing to look up
    """Describe a bulk operation: there is none."""
    raise ServiceError(
        "ResourceNotFoundException",
        f"Requested resource not found: BulkOperationArn: {request['BulkOperationArn']} not found",
    )
