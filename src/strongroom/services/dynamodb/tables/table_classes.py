"""Table classes and the quota of their changes.

Source: DynamoDB developer guide, "Table classes" (no more than two changes in thirty days); messages as
observed.
"""

from __future__ import annotations

from dataclasses import replace

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.record import Job, TableRecord

_CLASSES = ("STANDARD", "STANDARD_INFREQUENT_ACCESS")
_MOST_CHANGES = 2
_DAYS = 30
_DAY = 86_400


def check_table_class(name: str | None) -> None:
    """Refuse a table class that there is not."""
    if name is not None and name not in _CLASSES:
        raise errors.validation(
            "Invalid table-class parameter provided. Please try again with a valid table-class value: "
            f"[{', '.join(_CLASSES)}]."
        )


def with_table_class(record: TableRecord, name: str, now: float, ends: float) -> TableRecord:
    """The record on its way to a table class. Raises LimitExceededException when no change is left."""
    recent = tuple(time for time in record.table_class_changes if now - time < _DAYS * _DAY)
    if len(recent) >= _MOST_CHANGES:
        raise errors.limit_exceeded(
            f"Subscriber limit exceeded: Updates to TableClass are limited to {_MOST_CHANGES} times in {_DAYS} "
            "day(s)."
        )
    changes = name != (record.table_class or "STANDARD")
    job = Job("table class", ends if changes else now, {"class": name})
    return replace(record, jobs=(*record.jobs, job), table_class_changes=(*recent, now) if changes else recent)
