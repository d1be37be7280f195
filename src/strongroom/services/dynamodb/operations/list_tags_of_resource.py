"""ListTagsOfResource. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.resources import tagged_table
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("ListTagsOfResource")
def list_tags_of_resource(service: DynamoDB, call: Call, request: Request) -> Answer:
    """All tags of a table: fifty at most, which is one page."""
    table = tagged_table(service.tables, call, request["ResourceArn"])
    return {"Tags": [{"Key": key, "Value": value} for key, value in table.record.tags.items()]}
