"""ListContributorInsights. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListContributorInsights.html"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.insights_settings import listed_insights
from strongroom.services.dynamodb.tables.pages import page_after, page_token
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB

_MOST = 100


@operation("ListContributorInsights")
def list_contributor_insights(service: DynamoDB, call: Call, request: Request) -> Answer:
    """The settings that are not disabled, of one table or of all."""
    if "TableName" in request:
        tables = [service.tables.require(call, request["TableName"])]
    else:
        tables = service.tables.in_region(call)
    now = service.clock.now()
    listed = [
        ((table.record.name, place), summary)
        for table in tables
        for place, summary in listed_insights(table.record, now)
    ]
    page, last = page_after(listed, request.get("NextToken"), request.get("MaxResults", _MOST))
    answer: dict[str, Any] = {"ContributorInsightsSummaries": page}
    if last is not None:
        answer["NextToken"] = page_token(last)
    return answer
