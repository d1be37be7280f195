"""DescribeTimeToLive. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.time_to_live import ttl_description
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("DescribeTimeToLive")
def describe_time_to_live(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Whether items expire, and by which attribute."""
    table = service.tables.require(call, request["TableName"])
    return {"TimeToLiveDescription": ttl_description(table.record)}
