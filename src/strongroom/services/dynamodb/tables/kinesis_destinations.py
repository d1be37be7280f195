"""Kinesis streaming destinations of a table. Pure.

There is no Kinesis beside this server: what is asked for is kept and tried, and fails as the service fails to
reach a stream that does not exist. Source: DynamoDB API reference, EnableKinesisStreamingDestination; messages
and states as observed of the service in October 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.arns import parse_arn
from strongroom.services.dynamodb.tables.record import KinesisDestination, TableRecord

_WRONG_STATE = "Table is not in a valid state to enable Kinesis Streaming Destination:"
_PRECISION = "ApproximateCreationDateTimePrecision"


def with_destination(record: TableRecord, request: Mapping[str, Any], now: float, ends: float) -> TableRecord:
    """The record with an attempt begun to reach a stream. Raises ValidationException while one is under way."""
    if any(now < destination.until for destination in record.destinations):
        raise errors.validation(
            f"{_WRONG_STATE} EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform "
            "ENABLE operation."
        )
    configuration = request.get("EnableKinesisStreamingConfiguration", {})
    wanted = KinesisDestination(request["StreamArn"], configuration.get(_PRECISION), ends)
    others = [each for each in record.destinations if each.stream_arn != wanted.stream_arn]
    return replace(record, destinations=(*others, wanted))


def disable_refusal(request: Mapping[str, Any]) -> ServiceError:
    """Why a destination cannot be disabled: none is ever ACTIVE."""
    if request.get("EnableKinesisStreamingConfiguration"):
        return errors.validation(
            "Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters"
        )
    return errors.validation(
        f"{_WRONG_STATE} KinesisStreamingDestination must be ACTIVE to perform DISABLE operation."
    )


def check_update(request: Mapping[str, Any]) -> None:
    """Refuse an UpdateKinesisStreamingDestination that asks for nothing."""
    if not request.get("UpdateKinesisStreamingConfiguration"):
        raise errors.validation(
            "Streaming destination cannot be updated with given parameters: "
            "UpdateKinesisStreamingConfiguration cannot be null or contain only null values"
        )


def update_refusal(record: TableRecord, stream_arn: str) -> ServiceError:
    """Why a destination cannot be updated: none is ever ACTIVE."""
    return errors.validation(
        f"{_WRONG_STATE} Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. "
        f"TableName: {record.name}, kdsArn: {stream_arn}"
    )


def destination_descriptions(record: TableRecord, now: float) -> list[dict[str, str]]:
    """The wire's ``KinesisDataStreamDestinations``."""
    return [_described(record, destination, now) for destination in record.destinations]


def _described(record: TableRecord, destination: KinesisDestination, now: float) -> dict[str, str]:
    described = {"StreamArn": destination.stream_arn}
    if now < destination.until:
        described["DestinationStatus"] = "ENABLING"
    else:
        described["DestinationStatus"] = "ENABLE_FAILED"
        described["DestinationStatusDescription"] = _failure(record, destination)
    if destination.precision is not None:
        described[_PRECISION] = destination.precision
    return described


def _failure(record: TableRecord, destination: KinesisDestination) -> str:
    arn = parse_arn(destination.stream_arn)
    if arn is not None and arn.region != record.region:
        return (
            "The kinesis Arn used to enable kinesis replication belongs to a stream which is not in the "
            "current region"
        )
    return "User does not have a permission to use kinesis stream"
