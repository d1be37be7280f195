"""SSESpecification: which key it asks for, and the refusals in the service's words and order."""

from __future__ import annotations

from typing import Any

import pytest

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.tables.encryption_request import (
    WantedKey,
    change_quota_error,
    refuse_same_key,
    wanted_key,
)
from unit.dynamodb.tables.records import OLD_ARN

INVALID = "One or more parameter values were invalid: "


@pytest.mark.parametrize(
    ("specification", "key_id"),
    [
        (None, None),
        ({}, None),
        ({"Enabled": False}, None),
        ({"Enabled": True}, "alias/aws/dynamodb"),
        ({"Enabled": True, "SSEType": "KMS"}, "alias/aws/dynamodb"),
        ({"SSEType": "KMS"}, "alias/aws/dynamodb"),
        ({"SSEType": "KMS", "KMSMasterKeyId": "alias/mine"}, "alias/mine"),
        ({"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": OLD_ARN}, OLD_ARN),
    ],
)
def test_the_key_that_is_asked_for(specification: dict[str, Any] | None, key_id: str | None) -> None:
    assert wanted_key(specification) == WantedKey(key_id)


@pytest.mark.parametrize(
    ("specification", "message"),
    [
        ({"Enabled": True, "KMSMasterKeyId": "k"}, "SSEType KMS is required if KMSMasterKeyId is specified"),
        ({"KMSMasterKeyId": "k"}, "SSEType KMS is required if KMSMasterKeyId is specified"),
        ({"Enabled": False, "SSEType": "KMS"}, "SSEType can not be specified if Enabled is false"),
        (
            {"Enabled": False, "SSEType": "KMS", "KMSMasterKeyId": "k"},
            "SSEType can not be specified if Enabled is false",
        ),
        ({"Enabled": False, "KMSMasterKeyId": "k"}, "KMSMasterKeyId can not be specified if Enabled is false"),
        ({"Enabled": True, "SSEType": "AES256"}, "SSEType AES256 is not supported"),
    ],
)
def test_what_contradicts_itself_is_refused(specification: dict[str, Any], message: str) -> None:
    with pytest.raises(ServiceError) as refused:
        wanted_key(specification)
    assert (refused.value.code, refused.value.message) == ("ValidationException", INVALID + message)


def test_only_the_identical_arn_counts_as_the_current_key() -> None:
    specification = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": OLD_ARN}
    with pytest.raises(ServiceError, match="Table is already encrypted with given KMSMasterKeyId"):
        refuse_same_key(specification, wanted_key(specification), OLD_ARN)
    by_alias = {**specification, "KMSMasterKeyId": "alias/mine"}
    refuse_same_key(by_alias, wanted_key(by_alias), OLD_ARN)
    with pytest.raises(ServiceError, match="Table is already encrypted by default"):
        refuse_same_key({"Enabled": False}, WantedKey(None), None)


def test_four_changes_a_day_are_free_and_one_more_after_six_quiet_hours() -> None:
    hour = 3600.0
    changes = [0.0, hour, 2 * hour, 3 * hour]
    assert change_quota_error(changes[:3], 4 * hour) is None
    refusal = change_quota_error(changes, 4 * hour)
    assert refusal is not None
    assert refusal.code == "LimitExceededException"
    assert refusal.message == (
        "Subscriber limit exceeded: Encryption mode changes are limited in the 24h window ending at "
        "1970-01-02T00:00:00.000Z. After the first 4 change, each subsequent change in the same window can be "
        "performed at most once every 21600 seconds. Number of updates today: 4. Last change at "
        "1970-01-01T03:00:00.000Z. Next changes can be made at 1970-01-01T09:00:00.000Z."
    )
    assert change_quota_error(changes, 9 * hour) is None
    assert change_quota_error(changes, 25 * hour) is None
