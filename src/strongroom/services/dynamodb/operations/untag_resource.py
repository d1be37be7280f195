"""UntagResource. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.resources import tagged_table
from strongroom.services.dynamodb.tables.states import require_settled_life
from strongroom.services.dynamodb.tables.tag_rules import checked_keys
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("UntagResource")
async def untag_resource(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Remove tags from a table; keys that it does not have are no error."""
    if not request["TagKeys"]:
        raise errors.validation("Atleast one Tag Key needs to be provided as Input.")
    removed = checked_keys(request["TagKeys"])
    table = tagged_table(service.tables, call, request["ResourceArn"])
    async with table.changing:
        require_settled_life(table.record)
        tags = {key: value for key, value in table.record.tags.items() if key not in removed}
        await service.tables.change(table, lambda record: replace(record, tags=tags))
    return {}
