"""DescribeGlobalTableSettings. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeGlobalTableSettings.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.global_table_requests import global_table_not_found
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("DescribeGlobalTableSettings")
def describe_global_table_settings(service: DynamoDB, call: Call, request: Request) -> Answer:  # noqa: ARG001 - there is nothing to look up
    """The settings of a global table: there is none."""
    raise global_table_not_found(request["GlobalTableName"])
