"""The TTL setting of a table. Pure; the deletion of expired items is elsewhere.

Source: DynamoDB API reference, UpdateTimeToLive (one change an hour); messages and their order as observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.record import TableRecord, TimeToLive

_INTERVAL = 3600.0


def changed_ttl(record: TableRecord, specification: Mapping[str, Any], now: float) -> TimeToLive:
    """The setting that is asked for. Raises ServiceError: what does not change, what changes too soon."""
    if record.status != "ACTIVE":
        state = "created" if record.status == "CREATING" else "deleted"
        raise errors.still_in_use(f"Table {record.name} is being {state}")
    current = record.ttl
    active = record.ttl_attribute
    attribute, enabled = specification["AttributeName"], specification["Enabled"]
    if active is not None and attribute != active:
        raise errors.validation(
            f"TimeToLive is active on a different AttributeName: current AttributeName is {active}"
        )
    if enabled == (active is not None):
        raise errors.validation(f"TimeToLive is already {'enabled' if enabled else 'disabled'}")
    if current is not None and now - current.changed < _INTERVAL:
        raise errors.validation("Time to live has been modified multiple times within a fixed interval")
    return TimeToLive(attribute, enabled, now)


def ttl_description(record: TableRecord) -> dict[str, str]:
    """The wire's ``TimeToLiveDescription``. Raises ValidationException for a table that comes or goes."""
    if record.status != "ACTIVE":
        raise errors.validation(
            f"Cannot describe time to live while table is in {record.status} state: Current table state is "
            f"{record.status}"
        )
    if record.ttl_attribute is None:
        return {"TimeToLiveStatus": "DISABLED"}
    return {"TimeToLiveStatus": "ENABLED", "AttributeName": record.ttl_attribute}
