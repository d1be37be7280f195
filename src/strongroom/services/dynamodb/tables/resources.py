"""What a ResourceArn means to the operations on tags and on resource-based policies.

Each has words of its own for what it does not take. Source: DynamoDB API reference, TagResource and
PutResourcePolicy; messages as observed of the service in October 2026.
"""

from __future__ import annotations

from dataclasses import dataclass

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.arns import Arn, parse_arn
from strongroom.services.dynamodb.tables.catalog import Table, Tables
from strongroom.services.dynamodb.tables.record import TABLE, TableRecord


@dataclass(frozen=True, slots=True)
class PolicyHolder:
    """A table or one of its streams; ``key`` is where its policy is in the record."""

    table: Table
    key: str


def tagged_table(tables: Tables, call: Call, text: str) -> Table:
    """The table that tags are about. Raises ServiceError.

    A table whose creation is not over has no tags yet.
    """
    arn = _dynamodb_arn(text)
    if arn.account != call.account:
        raise errors.access_denied("Access is denied")
    if arn.region != call.region or arn.partition != "aws" or not arn.table:
        raise errors.validation(f"Invalid TableArn: Invalid ResourceArn provided as input {text}")
    _require_table_or_stream(arn)
    table = tables.find(call, arn.table)
    if table is None or table.record.status == "CREATING" or arn.part != ("", ""):
        raise ServiceError(
            "ResourceNotFoundException", f"Requested resource not found: ResourceArn: {text} not found"
        )
    return table


def policy_holder(tables: Tables, call: Call, text: str) -> PolicyHolder:
    """The table or the stream that a policy is about. Raises ServiceError."""
    arn = _dynamodb_arn(text)
    if arn.account != call.account:
        raise errors.validation(
            "This action is only supported by accounts that match the resource "
            "owner\N{RIGHT SINGLE QUOTATION MARK}s account."
        )
    if arn.region != call.region or arn.partition != "aws" or not arn.table:
        raise errors.invalid_parameter(f"Invalid resource Arn: {text}")
    _require_table_or_stream(arn)
    table = tables.find(call, arn.table)
    if table is None:
        raise errors.table_not_found(arn.table)
    kind, label = arn.part
    if kind and label not in _stream_labels(table.record):
        raise ServiceError(
            "ResourceNotFoundException",
            f"Requested resource not found: Stream: {label} not found for Table: {arn.table}",
        )
    return PolicyHolder(table, label if kind else TABLE)


def _dynamodb_arn(text: str) -> Arn:
    if not text.startswith("arn:"):
        raise errors.invalid_parameter(f"ARNs must start with 'arn:': {text}")
    arn = parse_arn(text)
    if arn is None or arn.service != "dynamodb":
        raise errors.invalid_parameter(f"Provided Arn is not a DynamoDB resource arn: {text}")
    return arn


def _require_table_or_stream(arn: Arn) -> None:
    if arn.part[0] not in ("", "stream"):
        raise errors.invalid_parameter(
            "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: "
            f"{arn.text}"
        )


def _stream_labels(record: TableRecord) -> list[str]:
    return [stream.label for stream in record.streams]
