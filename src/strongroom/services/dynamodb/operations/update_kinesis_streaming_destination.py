"""UpdateKinesisStreamingDestination. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateKinesisStreamingDestination.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.kinesis_destinations import check_update, update_refusal
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("UpdateKinesisStreamingDestination")
def update_kinesis_streaming_destination(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Change how changes are sent to a Kinesis data stream: they never are."""
    check_update(request)
    table = service.tables.require(call, request["TableName"])
    raise update_refusal(table.record, request["StreamArn"])
