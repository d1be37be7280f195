"""What the audit log says of the uses of keys, and what it never says."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.test_audit import events, named
from server import Server

MESSAGE = b"a message that nobody else may read"


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server whose audit log holds nothing but these tests' calls."""
    server = Server(tmp_path_factory.mktemp("audited"), transition_seconds=0).start()
    yield server
    server.stop()


def event_of(server: Server, name: str, key_arn: str) -> dict[str, Any]:
    """The event of that name about a key; the log is written in the background."""
    deadline = time.monotonic() + 10
    while True:
        for event in events(server, **named(name)):
            if key_arn in [resource["ARN"] for resource in event.get("resources", ())]:
                return event
        assert time.monotonic() < deadline, f"no {name} of {key_arn}"
        time.sleep(0.05)


def new_key(kms: Any, spec: str, usage: str) -> Any:
    return kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]


def test_uses_of_key_pairs_are_events_that_name_key_and_algorithm(audited: Server) -> None:
    kms = audited.client("kms")
    key = new_key(kms, "ECC_NIST_P256", "SIGN_VERIFY")
    kms.sign(KeyId=key["KeyId"], Message=MESSAGE, MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256")
    signed = event_of(audited, "Sign", key["Arn"])
    assert signed["requestParameters"] == {
        "keyId": key["KeyId"],
        "messageType": "RAW",
        "signingAlgorithm": "ECDSA_SHA_256",
    }
    assert signed["responseElements"] is None
    assert signed["readOnly"] is True
    assert [resource["ARN"] for resource in signed["resources"]] == [key["Arn"]]
    symmetric = kms.create_key()["KeyMetadata"]
    kms.generate_data_key_pair(
        KeyId=symmetric["KeyId"], KeyPairSpec="ECC_NIST_P384", EncryptionContext={"purpose": "test"}
    )
    generated = event_of(audited, "GenerateDataKeyPair", symmetric["Arn"])
    last_usage = kms.get_key_last_usage(KeyId=symmetric["KeyId"])["KeyLastUsage"]
    assert last_usage["CloudTrailEventId"] == generated["eventID"]
    assert generated["requestParameters"] == {
        "keyId": symmetric["KeyId"],
        "keyPairSpec": "ECC_NIST_P384",
        "encryptionContext": {"purpose": "test"},
    }
    assert generated["responseElements"] is None


def test_no_message_secret_or_private_key_is_in_the_log(audited: Server) -> None:
    kms = audited.client("kms")
    secrets = [MESSAGE, *every_secret(kms)]
    last = kms.create_key()["KeyMetadata"]["Arn"]
    event_of(audited, "CreateKey", last)
    logged = b"".join(path.read_bytes() for path in (audited.data_dir / "audit").iterdir())
    assert b'"Sign"' in logged
    for secret in secrets:
        for written in (
            secret,
            base64.b64encode(secret),
            secret.hex().encode(),
            json.dumps(list(secret)).encode(),
        ):
            assert written not in logged


def every_secret(kms: Any) -> list[bytes]:
    """What comes out of every operation with a secret in its answer or its request."""
    signing = new_key(kms, "ECC_NIST_P256", "SIGN_VERIFY")["KeyId"]
    mac = new_key(kms, "HMAC_256", "GENERATE_VERIFY_MAC")["KeyId"]
    agreement = new_key(kms, "ECC_NIST_P256", "KEY_AGREEMENT")["KeyId"]
    encapsulation = new_key(kms, "ML_KEM_768", "ENCAPSULATE_DECAPSULATE")["KeyId"]
    symmetric = kms.create_key()["KeyMetadata"]["KeyId"]
    peer = ec.generate_private_key(ec.SECP256R1()).public_key()
    spki = peer.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    named = {"SigningAlgorithm": "ECDSA_SHA_256", "KeyId": signing}
    signature = kms.sign(Message=MESSAGE, **named)["Signature"]
    kms.verify(Message=MESSAGE, Signature=signature, **named)
    made = kms.generate_mac(KeyId=mac, Message=MESSAGE, MacAlgorithm="HMAC_SHA_256")["Mac"]
    kms.verify_mac(KeyId=mac, Message=MESSAGE, Mac=made, MacAlgorithm="HMAC_SHA_256")
    derived = kms.derive_shared_secret(KeyId=agreement, KeyAgreementAlgorithm="ECDH", PublicKey=spki)
    pair = kms.generate_data_key_pair(KeyId=symmetric, KeyPairSpec="ECC_NIST_P256")
    shared = kms.encapsulate(KeyId=encapsulation, EncapsulationAlgorithm="ML_KEM")
    kms.decapsulate(
        KeyId=encapsulation,
        EncapsulationAlgorithm="ML_KEM",
        SharedSecretCiphertextBlob=shared["SharedSecretCiphertextBlob"],
    )
    return [
        signature,
        made,
        derived["SharedSecret"],
        pair["PrivateKeyPlaintext"],
        pair["PrivateKeyPlaintext"][30:60],
        shared["SharedSecret"],
    ]


def test_a_replication_is_an_event_of_the_primary_key(audited: Server) -> None:
    """Source: KMS developer guide, the log entry ReplicateKey."""
    kms = audited.client("kms")
    key = kms.create_key(MultiRegion=True)["KeyMetadata"]
    kms.replicate_key(KeyId=key["KeyId"], ReplicaRegion="eu-west-1")
    replicated = event_of(audited, "ReplicateKey", key["Arn"])
    assert replicated["requestParameters"] == {
        "keyId": key["KeyId"],
        "replicaRegion": "eu-west-1",
        "bypassPolicyLockoutSafetyCheck": False,
        "description": "",
    }
    made = replicated["responseElements"]["replicaKeyMetadata"]
    assert made["arn"] == key["Arn"].replace("us-east-1", "eu-west-1")
    assert (made["keyState"], made["multiRegionConfiguration"]["multiRegionKeyType"]) == ("Creating", "REPLICA")
    assert [resource["ARN"] for resource in replicated["resources"]] == [key["Arn"]]
    kms.update_primary_region(KeyId=key["KeyId"], PrimaryRegion="eu-west-1")
    moved = event_of(audited, "UpdatePrimaryRegion", key["Arn"])
    assert moved["requestParameters"] == {"keyId": key["KeyId"], "primaryRegion": "eu-west-1"}
    assert [resource["ARN"] for resource in moved["resources"]] == [key["Arn"]]
