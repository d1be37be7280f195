"""ListBackups. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListBackups.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("ListBackups")
def list_backups(service: DynamoDB, call: Call, request: Request) -> Answer:  # noqa: ARG001 - there is nothing to look up
    """All backups: none."""
    lower, upper = request.get("TimeRangeLowerBound"), request.get("TimeRangeUpperBound")
    if lower is not None and upper is not None and lower > upper:
        raise errors.invalid_parameter("Time range lower bound must be less than or equal to upper bound")
    return {"BackupSummaries": []}
