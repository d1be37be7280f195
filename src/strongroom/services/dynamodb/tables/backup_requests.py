"""Requests about backups, restores, exports and imports, as far as they can be answered: there are none yet.

Source: DynamoDB API reference, the operations' errors; messages as observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strongroom.calls import Call
from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.arns import parse_arn
from strongroom.services.dynamodb.tables.catalog import Table, Tables
from strongroom.services.dynamodb.tables.recovery_settings import backed_up_table, table_not_found


def require_arn(call: Call, text: str, kind: str) -> None:
    """Refuse what is no ARN of a backup, an export or an import (``kind``) of the caller's account."""
    arn = parse_arn(text)
    if arn is None or arn.service != "dynamodb" or not arn.table or arn.part[0] != kind.lower():
        raise errors.validation(f"Invalid {kind} ARN")
    if arn.account != call.account:
        raise errors.access_denied("Access is denied")


def not_found(kind: str, arn: str) -> ServiceError:
    """No backup, export or import has that ARN: this server makes none."""
    return ServiceError(f"{kind}NotFoundException", f"{kind} not found: {arn}")


def check_target(tables: Tables, call: Call, name: str) -> None:
    """Refuse to restore into a table that exists."""
    if tables.find(call, name) is not None:
        raise ServiceError("TableAlreadyExistsException", f"Table already exists: {name}")


def check_time(request: Mapping[str, Any]) -> None:
    """Refuse a restore that does not say to which one time."""
    if ("RestoreDateTime" in request) == bool(request.get("UseLatestRestorableTime")):
        raise errors.validation(
            "Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but "
            "not both"
        )


def restored_table(tables: Tables, call: Call, request: Mapping[str, Any]) -> Table:
    """The table that a restore to a point in time begins from. Raises ServiceError."""
    name, arn = request.get("SourceTableName"), request.get("SourceTableArn")
    if name is not None and arn is not None:
        raise errors.validation("Must provide exactly one of: sourceTableArn, sourceTableName")
    if name is None and arn is None:
        raise errors.validation("The parameter 'TableName' is required but was not present in the request")
    return backed_up_table(tables, call, str(name if arn is None else arn))


def exported_table(tables: Tables, call: Call, text: str) -> Table:
    """The table that an export is about, by its ARN. Raises ServiceError."""
    arn = parse_arn(text)
    if arn is None or arn.service != "dynamodb" or not arn.table:
        raise errors.validation("Invalid TableArn: Invalid Table ARN")
    table = tables.find(call, arn.table) if (arn.account, arn.region) == (call.account, call.region) else None
    if table is None:
        raise table_not_found(text)
    return table


def unavailable_recovery(table: Table, lacking: str) -> ServiceError:
    """Why no point in time can be gone back to: the setting, or else what this server is ``lacking``."""
    if table.record.recovery is None:
        detail = f"Point in time recovery is not enabled for table '{table.record.name}'"
    else:
        detail = f"Point in time recovery is not available for table '{table.record.name}': {lacking}"
    return ServiceError("PointInTimeRecoveryUnavailableException", detail)
