"""DescribeEndpoints. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeEndpoints.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_CACHED_MINUTES = 1440


@operation("DescribeEndpoints")
def describe_endpoints(service: DynamoDB, call: Call, request: Request) -> Answer:  # noqa: ARG001 - one for all
    """The address of this server: a client that follows it stays here."""
    return {"Endpoints": [{"Address": service.address, "CachePeriodInMinutes": _CACHED_MINUTES}]}
