"""StartBulkPutItems. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StartBulkPutItems.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb import errors
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("StartBulkPutItems")
def start_bulk_put_items(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Put items from Amazon S3 into a table: there is none."""
    service.tables.require_usable(call, request["TableName"])
    raise errors.validation("Invalid Request: there is no Amazon S3 beside this server to read items from")
