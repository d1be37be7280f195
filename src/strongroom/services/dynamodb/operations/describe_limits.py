"""DescribeLimits. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.throughput import ACCOUNT_MOST_UNITS, TABLE_MOST_UNITS
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("DescribeLimits")
def describe_limits(service: DynamoDB, call: Call, request: Request) -> Answer:  # noqa: ARG001 - they are fixed
    """The quotas of provisioned units that CreateTable and UpdateTable hold tables to."""
    return {
        "AccountMaxReadCapacityUnits": ACCOUNT_MOST_UNITS,
        "AccountMaxWriteCapacityUnits": ACCOUNT_MOST_UNITS,
        "TableMaxReadCapacityUnits": TABLE_MOST_UNITS,
        "TableMaxWriteCapacityUnits": TABLE_MOST_UNITS,
    }
