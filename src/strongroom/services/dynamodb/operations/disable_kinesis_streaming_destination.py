"""DisableKinesisStreamingDestination. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DisableKinesisStreamingDestination.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.kinesis_destinations import disable_refusal
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("DisableKinesisStreamingDestination")
def disable_kinesis_streaming_destination(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Stop sending changes to a Kinesis data stream: it never began."""
    service.tables.require(call, request["TableName"])
    raise disable_refusal(request)
