"""What time does to a table: changes that are over take effect. Pure, so a restart changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from strongroom.services.dynamodb.tables.record import EncryptionChange, Index, Job, TableRecord
from strongroom.services.dynamodb.tables.throughput import ON_DEMAND_WARM, raised, warmed


def next_event(record: TableRecord) -> float | None:
    """When the record next changes by itself (epoch seconds), or None."""
    times = [record.until, record.change.ends if record.change else None]
    times += [job.ends for job in record.jobs]
    times += [time for index in record.indexes for time in (index.until, index.warm_until)]
    return min((time for time in times if time is not None), default=None)


def settled(record: TableRecord, now: float) -> TableRecord | None:
    """The record with everything applied that is over by ``now``; None when the table is gone.

    An index that is DELETING stays: it goes when its entries are gone.
    """
    if record.until is not None and record.until <= now:
        if record.status == "DELETING":
            return None
        since = record.created if record.billing_mode == "PAY_PER_REQUEST" else None
        record = replace(record, status="ACTIVE", until=None, on_demand_since=since)
    if record.change is not None and record.change.ends <= now:
        record = _with_new_keys(record, record.change)
    for job in sorted(record.jobs, key=lambda job: job.ends):
        if job.ends <= now:
            record = _with_job_done(record, job)
    indexes = tuple(_settled_index(index, now) for index in record.indexes)
    return record if indexes == record.indexes else replace(record, indexes=indexes)


def _with_new_keys(record: TableRecord, change: EncryptionChange) -> TableRecord:
    old = record.keys
    retired = record.retired_grants
    if old.grant_id is not None:
        retired = (*retired, (old.key_arn, old.grant_id))
    return replace(record, keys=change.new_keys, change=None, retired_grants=retired)


def _with_job_done(record: TableRecord, job: Job) -> TableRecord:
    record = replace(record, jobs=tuple(each for each in record.jobs if each is not job))
    return _EFFECTS[job.kind](record, job.target, job.ends)


def _throughput_moved(record: TableRecord, target: Mapping[str, Any], ended: float) -> TableRecord:  # noqa: ARG001
    throughput = replace(record.throughput, **target)
    return replace(record, throughput=throughput, warm=warmed(record.warm, throughput))


def _billing_switched(record: TableRecord, target: Mapping[str, Any], ended: float) -> TableRecord:
    if target.get("to") != "PAY_PER_REQUEST":
        return record
    indexes = tuple(
        replace(index, warm=raised(index.warm, ON_DEMAND_WARM)) if index.is_global else index
        for index in record.indexes
    )
    return replace(record, on_demand_since=ended, warm=raised(record.warm, ON_DEMAND_WARM), indexes=indexes)


def _stream_switched(record: TableRecord, target: Mapping[str, Any], ended: float) -> TableRecord:  # noqa: ARG001
    return record


def _table_class_changed(record: TableRecord, target: Mapping[str, Any], ended: float) -> TableRecord:
    if target["class"] == (record.table_class or "STANDARD"):
        return record
    return replace(record, table_class=target["class"], table_class_changed=ended)


def _table_warmed(record: TableRecord, target: Mapping[str, Any], ended: float) -> TableRecord:  # noqa: ARG001
    return replace(record, warm=replace(record.warm, **target))


_EFFECTS = {
    "throughput": _throughput_moved,
    "billing": _billing_switched,
    "stream": _stream_switched,
    "table class": _table_class_changed,
    "warm throughput": _table_warmed,
}


def _settled_index(index: Index, now: float) -> Index:
    if index.warm_until is not None and index.warm_until <= now:
        index = replace(index, warm=index.next_warm or index.warm, next_warm=None, warm_until=None)
    if index.until is None or index.until > now:
        return index
    if index.is_allocating:
        return replace(index, backfilling=True, until=None)
    if index.status == "UPDATING":
        return _with_next_throughput(replace(index, status="ACTIVE", until=None))
    return replace(index, until=None)


def _with_next_throughput(index: Index) -> Index:
    if index.next_throughput is None:
        return index
    return replace(
        index,
        throughput=index.next_throughput,
        warm=warmed(index.warm, index.next_throughput),
        next_throughput=None,
    )
