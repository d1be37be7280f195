"""DescribeTable. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("DescribeTable")
def describe_table(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Describe a table; works while its KMS key is lost, because the record is not under it."""
    table = service.tables.require(call, request["TableName"])
    return {"Table": service.description(table)}
