"""SearchVectors. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SearchVectors.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("SearchVectors")
def search_vectors(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Search a vector index: no table has one."""
    service.tables.require_usable(call, request["TableName"])
    raise errors.validation(f"The table does not have the specified index: {request['IndexName']}")
