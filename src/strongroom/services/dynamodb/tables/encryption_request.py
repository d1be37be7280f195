"""What a request's SSESpecification asks for. Pure: the rules about the request itself.

Source: DynamoDB API reference, SSESpecification; messages and their order as observed on the service.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors

AWS_MANAGED_KEY = "alias/aws/dynamodb"
_DAY = 86_400.0
_FREE_CHANGES = 4
_QUIET_PERIOD = 21_600.0


@dataclass(frozen=True, slots=True)
class WantedKey:
    """The KMS key asked for: ``key_id`` in any of its four forms, or None for the AWS owned key."""

    key_id: str | None


def wanted_key(specification: Mapping[str, Any] | None) -> WantedKey:
    """The key that an SSESpecification asks for; raises ValidationException."""
    specification = specification or {}
    enabled = specification.get("Enabled")
    kind = specification.get("SSEType")
    key_id = specification.get("KMSMasterKeyId")
    if enabled is False:
        if kind is not None:
            raise errors.invalid_parameter("SSEType can not be specified if Enabled is false")
        if key_id is not None:
            raise errors.invalid_parameter("KMSMasterKeyId can not be specified if Enabled is false")
        return WantedKey(None)
    if kind == "AES256":
        raise errors.invalid_parameter("SSEType AES256 is not supported")
    if key_id is not None and kind is None:
        raise errors.invalid_parameter("SSEType KMS is required if KMSMasterKeyId is specified")
    if enabled is None and kind is None:
        return WantedKey(None)
    return WantedKey(key_id or AWS_MANAGED_KEY)


def refuse_same_key(specification: Mapping[str, Any], wanted: WantedKey, current_arn: str | None) -> None:
    """Refuse a change to the key that the table has (``current_arn``: None for the AWS owned key).

    Only an identical ARN is refused: an alias or a key id of the current key makes a real change.
    """
    if wanted.key_id is None and current_arn is None:
        raise errors.invalid_parameter("Table is already encrypted by default")
    if current_arn is not None and specification.get("KMSMasterKeyId") == current_arn:
        raise errors.invalid_parameter(
            "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to "
            "change Master Key"
        )


def change_quota_error(changes: Sequence[float], now: float) -> ServiceError | None:
    """The refusal when no change is left, or None.

    Four changes are free in the 24 hours that end now; one more is when the last was six hours ago or more.
    Source: DynamoDB developer guide, "Service, account, and table quotas".
    """
    recent = [time for time in changes if now - _DAY < time]
    if len(recent) < _FREE_CHANGES or now - recent[-1] >= _QUIET_PERIOD:
        return None
    window_ends = recent[0] + _DAY
    return errors.limit_exceeded(
        "Subscriber limit exceeded: Encryption mode changes are limited in the 24h window ending at "
        f"{_iso(window_ends)}. After the first {_FREE_CHANGES} change, each subsequent change in the same "
        f"window can be performed at most once every {int(_QUIET_PERIOD)} seconds. Number of updates today: "
        f"{len(recent)}. Last change at {_iso(recent[-1])}. Next changes can be made at "
        f"{_iso(min(window_ends, recent[-1] + _QUIET_PERIOD))}."
    )


def _iso(time: float) -> str:
    moment = dt.datetime.fromtimestamp(time, dt.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
