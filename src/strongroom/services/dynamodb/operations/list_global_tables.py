"""ListGlobalTables. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListGlobalTables.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("ListGlobalTables")
def list_global_tables(service: DynamoDB, call: Call, request: Request) -> Answer:  # noqa: ARG001 - there is nothing to look up
    """All global tables: none."""
    return {"GlobalTables": []}
