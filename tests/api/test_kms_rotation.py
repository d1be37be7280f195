"""Rotation of key material: on demand, and by a schedule on a clock that the test moves."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from api.kms_calls import ACCOUNT, refused
from api.tables import create_music, song, song_key, under_key
from api.test_audit import events, named
from server import Server

DAY = 86_400.0


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Any:
    server = Server(
        tmp_path_factory.mktemp("rotation"), rehearsal=True, transition_seconds=0, table_key_cache=0
    ).start()
    yield server
    server.stop()


@pytest.fixture
def kms(rehearsal: Server) -> Any:
    return rehearsal.client("kms")


@pytest.fixture
def key(kms: Any) -> Any:
    return kms.create_key()["KeyMetadata"]


def rotations(kms: Any, key: Any, wanted: int = 0, **more: Any) -> list[dict[str, Any]]:
    """The key's rotations, at least ``wanted``: those of a schedule happen in the background."""
    deadline = time.monotonic() + 10
    while True:
        found: list[dict[str, Any]] = kms.list_key_rotations(KeyId=key["KeyId"], **more)["Rotations"]
        if len(found) >= wanted:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.02)


def current(kms: Any, key: Any) -> str:
    return str(kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["CurrentKeyMaterialId"])


def test_a_rotation_on_demand_makes_new_material_and_keeps_the_old(kms: Any, key: Any) -> None:
    first = key["CurrentKeyMaterialId"]
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"old")["CiphertextBlob"]
    assert rotations(kms, key) == []
    assert kms.rotate_key_on_demand(KeyId=key["KeyId"])["KeyId"] == key["Arn"]
    second = current(kms, key)
    assert second != first
    (rotation,) = rotations(kms, key)
    date = rotation.pop("RotationDate")
    assert timedelta(0) <= date - key["CreationDate"] < timedelta(hours=1)
    assert rotation == {
        "KeyId": key["KeyId"],
        "KeyMaterialId": second,
        "KeyMaterialState": "CURRENT",
        "RotationType": "ON_DEMAND",
    }
    assert rotations(kms, key, IncludeKeyMaterial="ALL_KEY_MATERIAL")[0] == {
        "KeyId": key["KeyId"],
        "KeyMaterialId": first,
        "KeyMaterialState": "NON_CURRENT",
    }
    old = kms.decrypt(CiphertextBlob=blob)
    assert (old["Plaintext"], old["KeyMaterialId"]) == (b"old", first)
    new = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"new")["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=new)["KeyMaterialId"] == second
    assert kms.generate_data_key(KeyId=key["KeyId"], KeySpec="AES_256")["KeyMaterialId"] == second
    moved = kms.re_encrypt(CiphertextBlob=blob, DestinationKeyId=key["KeyId"])
    assert (moved["SourceKeyMaterialId"], moved["DestinationKeyMaterialId"]) == (first, second)


def test_a_key_is_rotated_on_demand_25_times(kms: Any, key: Any) -> None:
    for _ in range(25):
        kms.rotate_key_on_demand(KeyId=key["KeyId"])
    with refused(
        "LimitExceededException",
        "The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can "
        f"be performed for this key: {key['Arn']}",
    ):
        kms.rotate_key_on_demand(KeyId=key["KeyId"])
    listed = rotations(kms, key)
    assert len(listed) == len({rotation["KeyMaterialId"] for rotation in listed}) == 25
    dates = [rotation["RotationDate"] for rotation in listed]
    assert dates == sorted(dates)
    paged = [
        rotation
        for page in kms.get_paginator("list_key_rotations").paginate(
            KeyId=key["KeyId"], PaginationConfig={"PageSize": 7}
        )
        for rotation in page["Rotations"]
    ]
    assert paged == listed
    with refused("InvalidMarkerException", "Could not deserialize NextToken"):
        kms.list_key_rotations(KeyId=key["KeyId"], Marker="x")


@pytest.mark.parametrize(
    ("days", "constraint"), [(89, "greater than or equal to 90"), (2561, "less than or equal to 2560")]
)
def test_a_period_has_90_to_2560_days(rehearsal: Server, key: Any, days: int, constraint: str) -> None:
    kms = rehearsal.client("kms", parameter_validation=False)
    message = (
        f"1 validation error detected: Value '{days}' at 'rotationPeriodInDays' failed to satisfy constraint: "
        f"Member must have value {constraint}"
    )
    with refused("ValidationException", message):
        kms.enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=days)


def test_the_schedule_rotates_on_the_server_s_clock(rehearsal: Server, kms: Any, key: Any) -> None:
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    kms.enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=90)
    next_date = kms.get_key_rotation_status(KeyId=key["KeyId"])["NextRotationDate"]
    rehearsal.advance(89 * DAY)
    assert rotations(kms, key) == []
    rehearsal.advance(DAY + 1)
    (rotation,) = rotations(kms, key, 1)
    assert (rotation["RotationType"], rotation["KeyMaterialState"]) == ("AUTOMATIC", "CURRENT")
    assert timedelta(0) <= rotation["RotationDate"] - next_date < timedelta(minutes=5)
    assert rotation["KeyMaterialId"] == current(kms, key) != key["CurrentKeyMaterialId"]
    status = kms.get_key_rotation_status(KeyId=key["KeyId"])
    assert status["NextRotationDate"] - next_date == timedelta(days=90)
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"
    rehearsal.advance(90 * DAY)
    assert [each["KeyMaterialState"] for each in rotations(kms, key, 2)] == ["NON_CURRENT", "CURRENT"]
    kms.disable_key_rotation(KeyId=key["KeyId"])
    rehearsal.advance(400 * DAY)
    other = kms.create_key()["KeyMetadata"]
    kms.enable_key_rotation(KeyId=other["KeyId"], RotationPeriodInDays=90)
    rehearsal.advance(91 * DAY)
    rotations(kms, other, 1)
    assert len(rotations(kms, key)) == 2


def test_a_disabled_key_is_rotated_when_it_is_enabled_again(rehearsal: Server, kms: Any, key: Any) -> None:
    kms.enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=90)
    kms.disable_key(KeyId=key["KeyId"])
    witness = kms.create_key()["KeyMetadata"]
    kms.enable_key_rotation(KeyId=witness["KeyId"], RotationPeriodInDays=90)
    rehearsal.advance(100 * DAY)
    rotations(kms, witness, 1)
    assert rotations(kms, key) == []
    assert kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"] is True
    kms.enable_key(KeyId=key["KeyId"])
    rehearsal.advance(61)
    (rotation,) = rotations(kms, key, 1)
    next_date = kms.get_key_rotation_status(KeyId=key["KeyId"])["NextRotationDate"]
    assert timedelta(days=89) < next_date - rotation["RotationDate"] <= timedelta(days=90)


def test_no_rotation_is_demanded_when_the_schedule_is_near(rehearsal: Server, kms: Any, key: Any) -> None:
    kms.enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=90)
    kms.rotate_key_on_demand(KeyId=key["KeyId"])
    rehearsal.advance(90 * DAY - 900)
    with refused(
        "ConflictException",
        f"An automatic rotation of {key['Arn']} is in progress or begins within 20 minutes.",
    ):
        kms.rotate_key_on_demand(KeyId=key["KeyId"])


@pytest.mark.parametrize(
    ("operation", "request_"),
    [("list_key_rotations", {}), ("rotate_key_on_demand", {}), ("enable_key_rotation", {})],
)
def test_only_symmetric_keys_rotate(kms: Any, operation: str, request_: dict[str, Any]) -> None:
    key = kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]
    with refused("UnsupportedOperationException", ""):
        getattr(kms, operation)(KeyId=key["KeyId"], **request_)


def test_rotations_are_in_the_audit_log(rehearsal: Server, kms: Any, key: Any) -> None:
    kms.rotate_key_on_demand(KeyId=key["KeyId"])
    rotated = next(
        event
        for event in events(rehearsal, **named("RotateKey"))
        if event["serviceEventDetails"]["keyId"] == key["KeyId"]
    )
    assert rotated["eventType"] == "AwsServiceEvent"
    assert rotated["userIdentity"] == {"accountId": ACCOUNT, "invokedBy": "AWS Internal"}
    assert rotated["serviceEventDetails"] == {"rotationType": "ON_DEMAND", "keyId": key["KeyId"]}
    assert [resource["ARN"] for resource in rotated["resources"]] == [key["Arn"]]


def test_a_table_outlives_the_rotation_of_its_key(fresh_server: Any) -> None:
    server: Server = fresh_server(table_key_cache=0)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    key = kms.create_key()["KeyMetadata"]
    before = create_music(dynamodb, SSESpecification=under_key(key["Arn"]))
    dynamodb.put_item(TableName=before, Item=song("one"))
    kms.rotate_key_on_demand(KeyId=key["KeyId"])
    assert dynamodb.get_item(TableName=before, Key=song_key("one"))["Item"] == song("one")
    after = create_music(dynamodb, SSESpecification=under_key(key["Arn"]))
    dynamodb.put_item(TableName=after, Item=song("two"))
    server.restart()
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    assert dynamodb.get_item(TableName=before, Key=song_key("one"))["Item"] == song("one")
    assert dynamodb.get_item(TableName=after, Key=song_key("two"))["Item"] == song("two")
    assert len(rotations(kms, key, IncludeKeyMaterial="ALL_KEY_MATERIAL")) == 2
