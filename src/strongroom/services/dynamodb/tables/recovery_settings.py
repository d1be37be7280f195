"""Continuous backups and point-in-time recovery as settings of a table. Pure.

Source: DynamoDB API reference, UpdateContinuousBackups; developer guide, "Point-in-time recovery" (35 days, the
last five minutes excepted); messages as observed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.arns import table_name
from strongroom.services.dynamodb.tables.catalog import Table, Tables
from strongroom.services.dynamodb.tables.record import PointInTimeRecovery, TableRecord

_MOST_DAYS = 35
_DAY = 86_400
_LAG = 300


def backed_up_table(tables: Tables, call: Call, name_or_arn: str) -> Table:
    """The table that an operation on backups is about. Raises TableNotFoundException, or a wrong ARN's "
    "error."""
    name = table_name(call, name_or_arn)
    table = tables.find(call, name)
    if table is None or table.record.status == "CREATING":
        raise table_not_found(name)
    return table


def table_not_found(name_or_arn: str) -> ServiceError:
    """What the operations on backups answer for a table that is not there."""
    return ServiceError("TableNotFoundException", f"Table not found: {name_or_arn}")


def check_recovery(specification: Mapping[str, Any]) -> None:
    """Refuse a PointInTimeRecoverySpecification that is wrong in itself."""
    if not specification["PointInTimeRecoveryEnabled"] and "RecoveryPeriodInDays" in specification:
        raise errors.validation(
            "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery."
        )


def changed_recovery(
    current: PointInTimeRecovery | None, specification: Mapping[str, Any], now: float
) -> PointInTimeRecovery | None:
    """The setting that is asked for; to enable it again changes nothing but the days."""
    if not specification["PointInTimeRecoveryEnabled"]:
        return None
    days = specification.get("RecoveryPeriodInDays", _MOST_DAYS)
    return PointInTimeRecovery(now if current is None else current.since, days)


def backups_description(record: TableRecord, now: float) -> dict[str, Any]:
    """The wire's ``ContinuousBackupsDescription``."""
    recovery = record.recovery
    described: dict[str, Any] = {"PointInTimeRecoveryStatus": "DISABLED"}
    if recovery is not None:
        described = {
            "PointInTimeRecoveryStatus": "ENABLED",
            "RecoveryPeriodInDays": recovery.days,
            "EarliestRestorableDateTime": math.floor(max(recovery.since, now - recovery.days * _DAY)),
            "LatestRestorableDateTime": math.floor(max(recovery.since, now - _LAG)),
        }
    return {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": described}
