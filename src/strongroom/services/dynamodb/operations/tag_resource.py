"""TagResource. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.resources import tagged_table
from strongroom.services.dynamodb.tables.states import require_settled_life
from strongroom.services.dynamodb.tables.tag_rules import checked_tags, merged_tags
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("TagResource")
async def tag_resource(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Add tags to a table; a key that it has already gets the new value."""
    if not request["Tags"]:
        raise errors.validation("Atleast one Tag needs to be provided as Input.")
    added = checked_tags(request["Tags"])
    table = tagged_table(service.tables, call, request["ResourceArn"])
    async with table.changing:
        require_settled_life(table.record)
        tags = merged_tags(table.record.tags, added)
        await service.tables.change(table, lambda record: replace(record, tags=tags))
    return {}
