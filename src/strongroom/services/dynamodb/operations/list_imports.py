"""ListImports. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListImports.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.arns import parse_arn
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("ListImports")
def list_imports(service: DynamoDB, call: Call, request: Request) -> Answer:  # noqa: ARG001 - there is nothing to look up
    """All imports: none."""
    if "TableArn" in request and parse_arn(request["TableArn"]) is None:
        raise errors.validation("tableArn is not a valid ARN")
    return {"ImportSummaryList": []}
