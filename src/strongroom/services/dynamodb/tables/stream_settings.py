"""A table's stream: what StreamSpecification may ask for, and the record with the stream it gives.

Source: DynamoDB API reference, StreamSpecification; messages as observed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.record import Job, Stream, TableRecord
from strongroom.services.dynamodb.tables.stream_shards import next_generation

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def initial_view(specification: Mapping[str, Any] | None) -> str | None:
    """The view type of a new table's stream; None when it gets none. Raises ValidationException."""
    if specification is None:
        return None
    view: str | None = specification.get("StreamViewType")
    if specification["StreamEnabled"]:
        if view is None:
            raise errors.invalid_parameter(
                "Table is being created with a stream enabled, UpdateViewType is required"
            )
        return view
    if view is not None:
        raise errors.invalid_parameter(
            "Table is being created with a stream disabled, UpdateViewType should not be specified"
        )
    return None


def check_stream_change(specification: Mapping[str, Any]) -> None:
    """Refuse an UpdateTable's StreamSpecification that is wrong in itself."""
    has_view = "StreamViewType" in specification
    if specification["StreamEnabled"] and not has_view:
        raise errors.invalid_parameter("If stream is being enabled then UpdateViewType is required")
    if not specification["StreamEnabled"] and has_view:
        raise errors.invalid_parameter("If stream is being disabled, then UpdateViewType must not be specified")


def with_stream_switched(
    record: TableRecord, specification: Mapping[str, Any], now: float, ends: float
) -> TableRecord:
    """The record with its stream being enabled or disabled. Raises ValidationException."""
    current = record.stream
    if specification["StreamEnabled"]:
        if current is not None and current.enabled:
            raise errors.validation(f"Table already has an enabled stream: TableName: {record.name}")
        stream = new_stream(record, specification["StreamViewType"], now)
        record = replace(record, past_streams=record.streams)
    else:
        if current is None or not current.enabled:
            raise errors.validation(f"Table has no stream to disable: TableName: {record.name}")
        stream = replace(current, disabled=now)
    operation = "ENABLE" if stream.enabled else "DISABLE"
    job = Job("stream", ends, {"operation": operation, "label": stream.label})
    return replace(record, stream=stream, jobs=(*record.jobs, job))


def without_enabled_stream(record: TableRecord, now: float) -> TableRecord:
    """The record with its stream, if one is enabled, switched off."""
    stream = record.stream
    if stream is None or not stream.enabled:
        return record
    return replace(record, stream=replace(stream, disabled=now))


def new_stream(record: TableRecord, view: str, now: float) -> Stream:
    """A stream of the table that begins now, behind every one before it; its label is the time."""
    generation = next_generation(record, record.stream, now)
    moment = _EPOCH + dt.timedelta(milliseconds=generation.begins)
    return Stream(
        f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}", view, generations=(generation,)
    )


def creation_time(stream: Stream) -> float:
    """When the stream was asked for (epoch seconds)."""
    return dt.datetime.fromisoformat(f"{stream.label}+00:00").timestamp()
