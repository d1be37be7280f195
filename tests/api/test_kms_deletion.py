"""The waiting period of a deletion, on a clock that the test moves."""

from __future__ import annotations

import json
import urllib.request
from datetime import timedelta
from typing import Any

import pytest

from api.kms_calls import ACCOUNT, alias_name, refused
from server import Server

DAY = 86_400


@pytest.fixture
def rehearsal(fresh_server: Any) -> Server:
    return fresh_server(rehearsal=True)


def advance(server: Server, seconds: float) -> None:
    request = urllib.request.Request(
        f"{server.endpoint}/_strongroom/clock", json.dumps({"advance": seconds}).encode(), method="POST"
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200


def test_a_key_is_gone_when_its_waiting_period_ends(rehearsal: Server) -> None:
    kms = rehearsal.client("kms")
    key = kms.create_key()["KeyMetadata"]
    name = alias_name()
    kms.create_alias(AliasName=name, TargetKeyId=key["KeyId"])
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    scheduled = kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    assert scheduled["KeyId"] == key["Arn"]
    assert (scheduled["KeyState"], scheduled["PendingWindowInDays"]) == ("PendingDeletion", 7)
    waiting = scheduled["DeletionDate"] - key["CreationDate"]
    assert timedelta(days=7) <= waiting < timedelta(days=7, minutes=1)

    advance(rehearsal, 6 * DAY)
    described = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
    assert (described["KeyState"], described["DeletionDate"]) == ("PendingDeletion", scheduled["DeletionDate"])
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending deletion."):
        kms.decrypt(CiphertextBlob=blob)

    advance(rehearsal, DAY + 60)
    with refused("NotFoundException", f"Key '{key['Arn']}' does not exist"):
        kms.describe_key(KeyId=key["KeyId"])
    with refused("NotFoundException", f"Alias arn:aws:kms:us-east-1:{ACCOUNT}:{name} is not found."):
        kms.describe_key(KeyId=name)
    with refused(
        "AccessDeniedException",
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or "
        "you are not allowed to access.",
    ):
        kms.decrypt(CiphertextBlob=blob)
    assert kms.list_keys()["Keys"] == []


def test_a_cancelled_deletion_leaves_the_key_disabled(rehearsal: Server) -> None:
    kms = rehearsal.client("kms")
    key = kms.create_key()["KeyMetadata"]
    with refused("KMSInvalidStateException", f"{key['Arn']} is not pending deletion."):
        kms.cancel_key_deletion(KeyId=key["KeyId"])
    kms.schedule_key_deletion(KeyId=key["KeyId"])
    advance(rehearsal, 29 * DAY)
    assert kms.cancel_key_deletion(KeyId=key["KeyId"])["KeyId"] == key["Arn"]
    advance(rehearsal, 30 * DAY)
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] == "Disabled"
    kms.enable_key(KeyId=key["KeyId"])
    kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")


@pytest.mark.parametrize("days", [6, 31])
def test_another_waiting_period_is_refused(server: Server, days: int) -> None:
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]
    with refused("ValidationException", "PendingWindowInDays must be between 7 and 30"):
        kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=days)


def test_the_managed_key_is_neither_deleted_nor_disabled(server: Server) -> None:
    kms = server.client("kms", region="eu-north-1")
    arn = kms.describe_key(KeyId="alias/aws/dynamodb")["KeyMetadata"]["Arn"]
    for operation, call in [
        ("ScheduleKeyDeletion", kms.schedule_key_deletion),
        ("DisableKey", kms.disable_key),
    ]:
        with refused(
            "AccessDeniedException",
            f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: kms:{operation} on resource: "
            f"{arn} because no resource-based policy allows the kms:{operation} action",
        ):
            call(KeyId=arn)
