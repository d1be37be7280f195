"""EnableKinesisStreamingDestination. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_EnableKinesisStreamingDestination.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.kinesis_destinations import with_destination
from strongroom.services.dynamodb.tables.states import require_settled_life
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("EnableKinesisStreamingDestination")
async def enable_kinesis_streaming_destination(service: DynamoDB, call: Call, request: Request) -> Answer:
    """Begin to send changes to a Kinesis data stream. There is none: the attempt fails when it is over."""
    table = service.tables.require(call, request["TableName"])
    async with table.changing:
        require_settled_life(table.record)
        now = service.clock.now()
        changed = with_destination(table.record, request, now, now + service.transition_seconds)
        await service.tables.change(table, lambda _: changed)
    return {
        "TableName": table.record.name,
        "StreamArn": request["StreamArn"],
        "DestinationStatus": "ENABLING",
        "EnableKinesisStreamingConfiguration": dict(request.get("EnableKinesisStreamingConfiguration", {})),
    }
