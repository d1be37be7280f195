"""DescribeKinesisStreamingDestination. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeKinesisStreamingDestination.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.dynamodb.tables.kinesis_destinations import destination_descriptions
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.dynamodb.service import DynamoDB


@operation("DescribeKinesisStreamingDestination")
def describe_kinesis_streaming_destination(service: DynamoDB, call: Call, request: Request) -> Answer:
    """The Kinesis data streams that changes were asked to be sent to, and what became of it."""
    record = service.tables.require(call, request["TableName"]).record
    return {
        "TableName": record.name,
        "KinesisDataStreamDestinations": destination_descriptions(record, service.clock.now()),
    }
