"""What time does to a table: transitions that are over take effect. Pure, so a restart changes nothing."""

from __future__ import annotations

from dataclasses import replace

from strongroom.services.dynamodb.tables.record import EncryptionChange, Index, TableRecord


def next_event(record: TableRecord) -> float | None:
    """When the record next changes by itself (epoch seconds), or None."""
    times = [record.until, record.change.ends if record.change else None]
    times += [index.until for index in record.indexes]
    return min((time for time in times if time is not None), default=None)


def settled(record: TableRecord, now: float) -> TableRecord | None:
    """The record with every transition applied that has ended by ``now``; None when the table is gone."""
    if record.until is not None and record.until <= now:
        if record.status == "DELETING":
            return None
        record = replace(record, status="ACTIVE", until=None)
    if record.change is not None and record.change.ends <= now:
        record = _with_new_keys(record, record.change)
    if any(index.until is not None and index.until <= now for index in record.indexes):
        record = replace(record, indexes=_settled_indexes(record.indexes, now))
    return record


def _with_new_keys(record: TableRecord, change: EncryptionChange) -> TableRecord:
    old = record.keys
    retired = record.retired_grants
    if old.grant_id is not None:
        retired = (*retired, (old.key_arn, old.grant_id))
    return replace(record, keys=change.new_keys, change=None, retired_grants=retired)


def _settled_indexes(indexes: tuple[Index, ...], now: float) -> tuple[Index, ...]:
    kept = []
    for index in indexes:
        if index.until is None or index.until > now:
            kept.append(index)
        elif index.status != "DELETING":
            kept.append(replace(index, status="ACTIVE", until=None))
    return tuple(kept)
