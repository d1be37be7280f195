"""Contributor Insights as a setting of a table or a global index. Pure.

There is no CloudWatch beside this server, so no rules are made and none are listed. Source: DynamoDB API
reference, UpdateContributorInsights; messages and states as observed of the service in October 2026.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.record import TABLE, ContributorInsights, TableRecord

_DEFAULT_MODE = "ACCESSED_AND_THROTTLED_KEYS"


def require_insights_index(record: TableRecord, index_name: str | None) -> str:
    """The place of the setting: TABLE or the name of a global index. Raises ResourceNotFoundException."""
    if index_name is None:
        return TABLE
    index = record.index(index_name)
    if index is None or not index.is_global:
        raise errors.index_not_found(f"Index: {index_name} not found for table: {record.name}")
    return index_name


def with_insights(
    record: TableRecord, place: str, request: Mapping[str, Any], now: float, ends: float
) -> TableRecord:
    """The record with the setting changed; the same when it would not change. Raises ValidationException."""
    _require_active(record, place)
    current = record.insights.get(place)
    enabled = request["ContributorInsightsAction"] == "ENABLE"
    if not enabled:
        if current is None or not current.enabled:
            return record
        return _with(record, place, replace(current, enabled=False, changed=now, until=ends))
    mode = request.get("ContributorInsightsMode", _DEFAULT_MODE)
    if current is not None and current.enabled and current.mode == mode:
        return record
    return _with(record, place, ContributorInsights(True, mode, now, ends))


def insights_summary(record: TableRecord, place: str, now: float) -> dict[str, Any]:
    """The wire's ``ContributorInsightsSummary`` of one setting."""
    summary: dict[str, Any] = {"TableName": record.name}
    if place != TABLE:
        summary["IndexName"] = place
    setting = record.insights.get(place)
    if setting is None:
        return {**summary, "ContributorInsightsStatus": "DISABLED"}
    settled = "ENABLED" if setting.enabled else "DISABLED"
    moving = "ENABLING" if setting.enabled else "DISABLING"
    status = settled if setting.until <= now else moving
    return {**summary, "ContributorInsightsStatus": status, "ContributorInsightsMode": setting.mode}


def begun_summary(record: TableRecord, place: str) -> dict[str, Any]:
    """The summary of a setting whose change has just begun."""
    return insights_summary(record, place, -math.inf)


def insights_description(record: TableRecord, place: str, now: float) -> dict[str, Any]:
    """What DescribeContributorInsights answers."""
    setting = record.insights.get(place)
    changed = {} if setting is None else {"LastUpdateDateTime": setting.changed}
    return {**insights_summary(record, place, now), **changed}


def listed_insights(record: TableRecord, now: float) -> Iterator[tuple[str, dict[str, Any]]]:
    """The places and summaries that a list shows: those that are not disabled, the table before its indexes."""
    for place in (TABLE, *sorted(index.name for index in record.global_indexes)):
        summary = insights_summary(record, place, now)
        if summary["ContributorInsightsStatus"] != "DISABLED":
            yield place, summary


def _require_active(record: TableRecord, place: str) -> None:
    what = "Table or Index is not in a valid state to update Key Access Insights:"
    if record.status == "CREATING":
        raise errors.validation(f"{what} TableStatus must be ACTIVE to enable ContributorInsights.")
    index = record.index(place)
    if index is not None and index.status == "CREATING":
        raise errors.validation(f"{what} IndexStatus must be ACTIVE to enable ContributorInsights.")


def _with(record: TableRecord, place: str, setting: ContributorInsights) -> TableRecord:
    return replace(record, insights={**record.insights, place: setting})
