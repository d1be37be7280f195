"""The waiting period and the end of a key, on the server's clock."""

import asyncio

import pytest

from kms.callers import ACCOUNT, DAY


def test_a_deletion_says_when(root, key, clock):
    before = clock.now()
    answer = root("ScheduleKeyDeletion", KeyId=key["KeyId"], PendingWindowInDays=7)
    deletion_date = answer.pop("DeletionDate")
    assert answer == {"KeyId": key["Arn"], "KeyState": "PendingDeletion", "PendingWindowInDays": 7}
    assert 7 * DAY <= deletion_date - before + 0.001 < 7 * DAY + 5
    assert root("DescribeKey", KeyId=key["KeyId"])["KeyMetadata"]["DeletionDate"] == deletion_date


def test_the_waiting_period_is_thirty_days_by_default(root, key):
    assert root("ScheduleKeyDeletion", KeyId=key["KeyId"])["PendingWindowInDays"] == 30


@pytest.mark.parametrize("days", [1, 6, 31, 365])
def test_another_waiting_period_is_refused(root, key, days):
    with root.refused("ValidationException", "PendingWindowInDays must be between 7 and 30"):
        root("ScheduleKeyDeletion", KeyId=key["KeyId"], PendingWindowInDays=days)
    assert root("DescribeKey", KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] == "Enabled"


def test_a_cancelled_deletion_leaves_the_key_disabled_for_good(root, key, clock, kms):
    root("ScheduleKeyDeletion", KeyId=key["KeyId"], PendingWindowInDays=7)
    assert root("CancelKeyDeletion", KeyId=key["KeyId"]) == {"KeyId": key["Arn"]}
    clock.advance(60 * DAY)
    assert root.wait(kms.sweep()) == []
    described = root("DescribeKey", KeyId=key["KeyId"])["KeyMetadata"]
    assert described["KeyState"] == "Disabled"
    assert "DeletionDate" not in described


def test_a_key_waiting_to_be_deleted_is_gone_the_moment_its_time_has_come(root, key, clock):
    root("CreateAlias", AliasName="alias/doomed", TargetKeyId=key["KeyId"])
    blob = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    root("ScheduleKeyDeletion", KeyId=key["KeyId"], PendingWindowInDays=7)
    clock.advance(7 * DAY - 60)
    assert root("DescribeKey", KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] == "PendingDeletion"
    clock.advance(61)
    with root.refused("NotFoundException", f"Key '{key['Arn']}' does not exist"):
        root("DescribeKey", KeyId=key["KeyId"])
    with root.refused("NotFoundException", f"Key '{key['Arn']}' does not exist"):
        root("CancelKeyDeletion", KeyId=key["KeyId"])
    with root.refused("NotFoundException", f"Alias arn:aws:kms:us-east-1:{ACCOUNT}:alias/doomed is not found."):
        root("Encrypt", KeyId="alias/doomed", Plaintext=b"x")
    with root.refused("AccessDeniedException"):
        root("Decrypt", CiphertextBlob=blob)
    assert root("ListKeys")["Keys"] == []


def everything(catalog):
    spaces = ("kms:keys", "kms:aliases", "kms:grants", "kms:grant-names", "kms:agenda")
    return catalog.read(lambda reader: [entry for space in spaces for entry in reader.in_space(space)])


def test_the_sweep_erases_all_that_was_the_key_s(root, key, clock, kms, catalog):
    root("CreateAlias", AliasName="alias/doomed", TargetKeyId=key["KeyId"])
    root(
        "CreateGrant",
        KeyId=key["KeyId"],
        GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:root",
        Operations=["Decrypt"],
        Name="grant",
    )
    root("ScheduleKeyDeletion", KeyId=key["KeyId"], PendingWindowInDays=7)
    assert root.wait(kms.sweep()) == []
    clock.advance(7 * DAY + 1)
    assert [event.key_arn for event in root.wait(kms.sweep())] == [key["Arn"]]
    assert everything(catalog) == []


def test_the_sweep_spares_the_others(root, key, clock, kms):
    later = root.create_key()
    root("ScheduleKeyDeletion", KeyId=key["KeyId"], PendingWindowInDays=7)
    root("ScheduleKeyDeletion", KeyId=later["KeyId"], PendingWindowInDays=30)
    clock.advance(8 * DAY)
    assert [event.key_arn for event in root.wait(kms.sweep())] == [key["Arn"]]
    assert [entry["KeyArn"] for entry in root("ListKeys")["Keys"]] == [later["Arn"]]
    clock.advance(23 * DAY)
    assert [event.key_arn for event in root.wait(kms.sweep())] == [later["Arn"]]


def test_the_name_of_a_deleted_key_is_free_again(root, key, clock, kms):
    root("CreateAlias", AliasName="alias/name", TargetKeyId=key["KeyId"])
    root("ScheduleKeyDeletion", KeyId=key["KeyId"], PendingWindowInDays=7)
    clock.advance(8 * DAY)
    root.wait(kms.start())
    root("CreateAlias", AliasName="alias/name", TargetKeyId=root.create_key()["KeyId"])


def test_the_background_sweep_follows_the_clock(root, key, clock, kms, catalog):
    root("ScheduleKeyDeletion", KeyId=key["KeyId"], PendingWindowInDays=7)

    async def live():
        background = asyncio.create_task(kms.run())
        await asyncio.sleep(0.01)
        assert everything(catalog)
        clock.advance(7 * DAY + 1)
        async with asyncio.timeout(5):
            while everything(catalog):  # noqa: ASYNC110 - the sweep tells nobody
                await asyncio.sleep(0.01)
        background.cancel()

    root.wait(live())
