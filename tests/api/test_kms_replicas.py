"""Multi-Region keys: replicas with the material of their primary key, in regions that share a server."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from typing import Any

import pytest

from api.kms_calls import alias_name, key_arn, refused
from api.principals import allow, new_user
from api.test_kms_import import FOR_EVER, parameters
from server import Server

DAY = 86_400.0
HERE, THERE, ELSEWHERE = "us-east-1", "eu-west-1", "ap-southeast-2"


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Any:
    server = Server(tmp_path_factory.mktemp("replicas"), rehearsal=True, transition_seconds=0).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def kms(rehearsal: Server) -> dict[str, Any]:
    """A client for each region."""
    return {region: rehearsal.client("kms", region=region) for region in (HERE, THERE, ELSEWHERE)}


@pytest.fixture
def key(kms: dict[str, Any]) -> Any:
    return kms[HERE].create_key(MultiRegion=True, Description="primary")["KeyMetadata"]


def described(kms: Any, key: Any) -> Any:
    return kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]


def related(key: Any, primary: str, *replicas: str, kind: str) -> dict[str, Any]:
    """The MultiRegionConfiguration of a key."""
    named = {
        region: {"Arn": key_arn(key["KeyId"], region), "Region": region} for region in (primary, *replicas)
    }
    return {
        "MultiRegionKeyType": kind,
        "PrimaryKey": named[primary],
        "ReplicaKeys": [named[region] for region in replicas],
    }


def test_a_multi_region_key_begins_alone(kms: Any, key: Any) -> None:
    assert key["KeyId"].startswith("mrk-")
    assert key["MultiRegion"] is True
    assert key["MultiRegionConfiguration"] == related(key, HERE, kind="PRIMARY")
    with refused("NotFoundException", f"Key '{key_arn(key['KeyId'], THERE)}' does not exist"):
        kms[THERE].describe_key(KeyId=key["KeyId"])


def test_a_replica_shares_what_is_shared_and_nothing_else(kms: Any, key: Any) -> None:
    kms[HERE].tag_resource(KeyId=key["KeyId"], Tags=[{"TagKey": "a", "TagValue": "1"}])
    kms[HERE].create_alias(AliasName=alias_name(), TargetKeyId=key["KeyId"])
    answer = kms[HERE].replicate_key(
        KeyId=key["KeyId"],
        ReplicaRegion=THERE,
        Description="replica",
        Tags=[{"TagKey": "b", "TagValue": "2"}],
    )
    made = answer["ReplicaKeyMetadata"]
    assert (made["Arn"], made["KeyState"], made["Enabled"]) == (key_arn(key["KeyId"], THERE), "Creating", False)
    assert made["MultiRegionConfiguration"] == related(key, HERE, THERE, kind="REPLICA")
    assert answer["ReplicaTags"] == [{"TagKey": "b", "TagValue": "2"}]
    assert answer["ReplicaPolicy"] == kms[THERE].get_key_policy(KeyId=key["KeyId"])["Policy"]
    replica = described(kms[THERE], key)
    assert replica == {**made, "KeyState": "Enabled", "Enabled": True}
    assert replica["Description"] == "replica"
    assert replica["CurrentKeyMaterialId"] == key["CurrentKeyMaterialId"]
    assert kms[THERE].list_resource_tags(KeyId=key["KeyId"])["Tags"] == [{"TagKey": "b", "TagValue": "2"}]
    assert kms[THERE].list_aliases(KeyId=key["KeyId"])["Aliases"] == []
    primary = described(kms[HERE], key)
    assert primary["MultiRegionConfiguration"] == related(key, HERE, THERE, kind="PRIMARY")
    assert primary["Description"] == "primary"


def test_a_ciphertext_of_one_region_is_decrypted_in_another(kms: Any, key: Any) -> None:
    kms[HERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=THERE)
    context = {"purpose": "test"}
    for source, target in ((HERE, THERE), (THERE, HERE)):
        blob = kms[source].encrypt(KeyId=key["KeyId"], Plaintext=b"x", EncryptionContext=context)[
            "CiphertextBlob"
        ]
        opened = kms[target].decrypt(CiphertextBlob=blob, EncryptionContext=context)
        assert (opened["Plaintext"], opened["KeyId"]) == (b"x", key_arn(key["KeyId"], target))
        with refused("InvalidCiphertextException", ""):
            kms[target].decrypt(CiphertextBlob=blob)
        with refused("AccessDeniedException"):
            kms[ELSEWHERE].decrypt(CiphertextBlob=blob, EncryptionContext=context)


def test_key_pairs_sign_alike_in_every_region(kms: Any) -> None:
    key = kms[HERE].create_key(MultiRegion=True, KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
    kms[HERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=THERE)
    named = {"KeyId": key["KeyId"], "Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}
    signature = kms[HERE].sign(**named)["Signature"]
    assert kms[THERE].verify(Signature=signature, **named)["SignatureValid"]
    public = [kms[region].get_public_key(KeyId=key["KeyId"])["PublicKey"] for region in (HERE, THERE)]
    assert public[0] == public[1]


def test_states_and_policies_are_each_key_s_own(kms: Any, key: Any) -> None:
    kms[HERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=THERE)
    kms[THERE].disable_key(KeyId=key["KeyId"])
    assert described(kms[HERE], key)["KeyState"] == "Enabled"
    with refused("DisabledException", f"{key_arn(key['KeyId'], THERE)} is disabled."):
        kms[THERE].encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    kms[HERE].encrypt(KeyId=key["KeyId"], Plaintext=b"x")


def test_what_cannot_be_replicated(kms: Any, key: Any) -> None:
    single = kms[HERE].create_key()["KeyMetadata"]
    with refused("UnsupportedOperationException", f"{single['Arn']} is not a multi-region primary key."):
        kms[HERE].replicate_key(KeyId=single["KeyId"], ReplicaRegion=THERE)
    with refused("AlreadyExistsException", f"A key with the ARN {key['Arn']} already exists"):
        kms[HERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=HERE)
    kms[HERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=THERE)
    there = key_arn(key["KeyId"], THERE)
    with refused("AlreadyExistsException", f"A key with the ARN {there} already exists"):
        kms[HERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=THERE)
    with refused("UnsupportedOperationException", f"{there} is not a multi-region primary key."):
        kms[THERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=ELSEWHERE)
    kms[HERE].disable_key(KeyId=key["KeyId"])
    with refused("DisabledException", f"{key['Arn']} is disabled."):
        kms[HERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=ELSEWHERE)


def test_a_replica_becomes_the_primary_key(kms: Any, key: Any) -> None:
    for region in (THERE, ELSEWHERE):
        kms[HERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=region)
    kms[HERE].update_primary_region(KeyId=key["KeyId"], PrimaryRegion=THERE)
    expected = {HERE: "REPLICA", THERE: "PRIMARY", ELSEWHERE: "REPLICA"}
    for region, kind in expected.items():
        configuration = described(kms[region], key)["MultiRegionConfiguration"]
        assert configuration == related(key, THERE, HERE, ELSEWHERE, kind=kind)
    with refused("UnsupportedOperationException", f"{key['Arn']} is not a multi-region primary key."):
        kms[HERE].update_primary_region(KeyId=key["KeyId"], PrimaryRegion=THERE)
    missing = key_arn(key["KeyId"], "sa-east-1")
    with refused("NotFoundException", f"Key '{missing}' does not exist"):
        kms[THERE].update_primary_region(KeyId=key["KeyId"], PrimaryRegion="sa-east-1")
    kms[ELSEWHERE].disable_key(KeyId=key["KeyId"])
    with refused("DisabledException", f"{key_arn(key['KeyId'], ELSEWHERE)} is disabled."):
        kms[THERE].update_primary_region(KeyId=key["KeyId"], PrimaryRegion=ELSEWHERE)


def test_rotation_is_set_on_the_primary_key_and_reaches_the_replicas(
    rehearsal: Server, kms: Any, key: Any
) -> None:
    kms[HERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=THERE)
    kms[HERE].enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=90)
    statuses = [kms[region].get_key_rotation_status(KeyId=key["KeyId"]) for region in (HERE, THERE)]
    dates = [status["NextRotationDate"] for status in statuses]
    assert dates[0] == dates[1]
    message = (
        f"{key_arn(key['KeyId'], THERE)} is a multi-Region replica key; use its primary key for this operation."
    )
    for call in (
        kms[THERE].enable_key_rotation,
        kms[THERE].disable_key_rotation,
        kms[THERE].rotate_key_on_demand,
    ):
        with refused("UnsupportedOperationException", message):
            call(KeyId=key["KeyId"])
    kms[HERE].rotate_key_on_demand(KeyId=key["KeyId"])
    rehearsal.advance(90 * DAY + 1)
    deadline = time.monotonic() + 10
    while len(rotations := kms[HERE].list_key_rotations(KeyId=key["KeyId"])["Rotations"]) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert kms[THERE].list_key_rotations(KeyId=key["KeyId"])["Rotations"] == rotations
    blob = kms[HERE].encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    assert kms[THERE].decrypt(CiphertextBlob=blob)["KeyMaterialId"] == rotations[-1]["KeyMaterialId"]
    kms[HERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=ELSEWHERE)
    assert kms[ELSEWHERE].decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"


def test_the_primary_key_is_deleted_after_its_replicas(rehearsal: Server, kms: Any, key: Any) -> None:
    kms[HERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=THERE)
    scheduled = kms[HERE].schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    assert (scheduled["KeyState"], scheduled["PendingWindowInDays"]) == ("PendingReplicaDeletion", 7)
    assert "DeletionDate" not in scheduled
    waiting = described(kms[HERE], key)
    assert (waiting["KeyState"], waiting["PendingDeletionWindowInDays"]) == ("PendingReplicaDeletion", 7)
    assert "DeletionDate" not in waiting
    with refused("KMSInvalidStateException", f"{key['Arn']} is pending replica deletion."):
        kms[HERE].encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    kms[HERE].cancel_key_deletion(KeyId=key["KeyId"])
    assert described(kms[HERE], key)["KeyState"] == "Disabled"
    kms[HERE].schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    rehearsal.advance(30 * DAY)
    assert described(kms[HERE], key)["KeyState"] == "PendingReplicaDeletion"
    kms[THERE].schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=8)
    rehearsal.advance(8 * DAY + 1)
    deadline = time.monotonic() + 10
    while (waiting := described(kms[HERE], key))["KeyState"] != "PendingDeletion":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert timedelta(days=6) < waiting["DeletionDate"] - rehearsal.now() <= timedelta(days=7)
    assert waiting["MultiRegionConfiguration"] == related(key, HERE, kind="PRIMARY")
    rehearsal.advance(7 * DAY + 1)
    with refused("NotFoundException", f"Key '{key['Arn']}' does not exist"):
        kms[HERE].describe_key(KeyId=key["KeyId"])


def test_imported_material_goes_into_every_region(kms: Any) -> None:
    key = kms[HERE].create_key(MultiRegion=True, Origin="EXTERNAL")["KeyMetadata"]
    first, second = os.urandom(32), os.urandom(32)

    def bring(region: str, material: bytes, **more: str) -> str:
        asked = parameters(kms[region], key, material)
        answer = kms[region].import_key_material(KeyId=key["KeyId"], **asked, **FOR_EVER, **more)
        return str(answer["KeyMaterialId"])

    with refused("KMSInvalidStateException", f"{key['Arn']} is pending import."):
        kms[HERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=THERE)
    one = bring(HERE, first)
    kms[HERE].replicate_key(KeyId=key["KeyId"], ReplicaRegion=THERE)
    assert described(kms[THERE], key)["KeyState"] == "PendingImport"
    with refused("IncorrectKeyMaterialException", ""):
        bring(THERE, second)
    with refused("IncorrectKeyMaterialException", ""):
        bring(THERE, second, ImportType="NEW_KEY_MATERIAL")
    assert bring(THERE, first) == one
    blob = kms[HERE].encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    assert kms[THERE].decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"

    def state() -> str:
        listed = kms[HERE].list_key_rotations(KeyId=key["KeyId"], IncludeKeyMaterial="ALL_KEY_MATERIAL")
        return str(listed["Rotations"][-1]["KeyMaterialState"])

    two = bring(HERE, second, ImportType="NEW_KEY_MATERIAL")
    assert state() == "PENDING_MULTI_REGION_IMPORT_AND_ROTATION"
    with refused(
        "KMSInvalidStateException", f"No available key material pending rotation for the key: {key['Arn']}."
    ):
        kms[HERE].rotate_key_on_demand(KeyId=key["KeyId"])
    assert described(kms[THERE], key)["KeyState"] == "Enabled"
    assert bring(THERE, second) == two
    assert state() == "PENDING_ROTATION"
    kms[HERE].rotate_key_on_demand(KeyId=key["KeyId"])
    for region in (HERE, THERE):
        assert described(kms[region], key)["CurrentKeyMaterialId"] == two
    moved = kms[HERE].encrypt(KeyId=key["KeyId"], Plaintext=b"y")["CiphertextBlob"]
    assert kms[THERE].decrypt(CiphertextBlob=moved)["KeyMaterialId"] == two


def test_replication_needs_permission_in_both_regions(rehearsal: Server, kms: Any, key: Any) -> None:
    there = key_arn(key["KeyId"], THERE)
    only_here = new_user(rehearsal, allow("kms:ReplicateKey", key["Arn"]))
    with refused("AccessDeniedException"):
        only_here.client("kms").replicate_key(KeyId=key["KeyId"], ReplicaRegion=THERE)
    user = new_user(
        rehearsal,
        allow("kms:ReplicateKey", key["Arn"], Condition={"StringEquals": {"kms:ReplicaRegion": THERE}}),
        allow("kms:CreateKey", Condition={"StringEquals": {"aws:RequestedRegion": THERE}}),
        allow(
            "kms:UpdatePrimaryRegion",
            [key["Arn"], there],
            Condition={"StringEquals": {"kms:PrimaryRegion": THERE}},
        ),
    )
    with refused("AccessDeniedException"):
        user.client("kms").replicate_key(KeyId=key["KeyId"], ReplicaRegion=ELSEWHERE)
    policy = kms[HERE].get_key_policy(KeyId=key["KeyId"])["Policy"]
    user.client("kms").replicate_key(
        KeyId=key["KeyId"], ReplicaRegion=THERE, Policy=policy, BypassPolicyLockoutSafetyCheck=True
    )
    user.client("kms").update_primary_region(KeyId=key["KeyId"], PrimaryRegion=THERE)
    assert described(kms[THERE], key)["MultiRegionConfiguration"]["MultiRegionKeyType"] == "PRIMARY"
    user.may(allow("kms:UpdatePrimaryRegion", there))
    with refused(
        "AccessDeniedException",
        f"User: {user.arn} is not authorized to perform: kms:UpdatePrimaryRegion on resource: {key['Arn']} "
        "because no identity-based policy allows the kms:UpdatePrimaryRegion action",
    ):
        user.client("kms", region=THERE).update_primary_region(KeyId=key["KeyId"], PrimaryRegion=HERE)
