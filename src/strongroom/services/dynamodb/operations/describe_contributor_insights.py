"""DescribeContributorInsights. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContributorInsights.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.insights_settings import insights_description, require_insights_index
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("DescribeContributorInsights")
def describe_contributor_insights(service: DynamoDB, call: Call, request: Request) -> Answer:
    """The Contributor Insights setting of a table or a global index."""
    record = service.tables.require(call, request["TableName"]).record
    place = require_insights_index(record, request.get("IndexName"))
    return insights_description(record, place, service.clock.now())
