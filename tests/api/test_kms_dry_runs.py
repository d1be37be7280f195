"""Dry runs: every operation that offers one says what would have happened, and does nothing."""

from __future__ import annotations

from typing import Any

import pytest
from botocore import xform_name
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.kms_calls import ACCOUNT, refused
from server import Server

PEER = (
    ec.generate_private_key(ec.SECP256R1())
    .public_key()
    .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
)
GRANTEE = f"arn:aws:iam::{ACCOUNT}:root"
SYMMETRIC = ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
SIGNING = ("ECC_NIST_P256", "SIGN_VERIFY")
MAC = ("HMAC_256", "GENERATE_VERIFY_MAC")
ENCAPSULATION = ("ML_KEM_768", "ENCAPSULATE_DECAPSULATE")
REQUESTS: dict[str, tuple[tuple[str, str], dict[str, Any]]] = {
    "CreateGrant": (SYMMETRIC, {"GranteePrincipal": GRANTEE, "Operations": ["Decrypt"]}),
    "Decapsulate": (
        ENCAPSULATION,
        {"EncapsulationAlgorithm": "ML_KEM", "SharedSecretCiphertextBlob": bytes(1088)},
    ),
    "Decrypt": (SYMMETRIC, {"CiphertextBlob": "<blob>"}),
    "DeriveSharedSecret": (
        ("ECC_NIST_P256", "KEY_AGREEMENT"),
        {"KeyAgreementAlgorithm": "ECDH", "PublicKey": PEER},
    ),
    "Encapsulate": (ENCAPSULATION, {"EncapsulationAlgorithm": "ML_KEM"}),
    "Encrypt": (SYMMETRIC, {"Plaintext": b"x"}),
    "GenerateDataKey": (SYMMETRIC, {"KeySpec": "AES_256"}),
    "GenerateDataKeyPair": (SYMMETRIC, {"KeyPairSpec": "ECC_NIST_P256"}),
    "GenerateDataKeyPairWithoutPlaintext": (SYMMETRIC, {"KeyPairSpec": "RSA_2048"}),
    "GenerateDataKeyWithoutPlaintext": (SYMMETRIC, {"KeySpec": "AES_128"}),
    "GenerateMac": (MAC, {"Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}),
    "ReEncrypt": (SYMMETRIC, {"CiphertextBlob": "<blob>", "DestinationKeyId": "<key>"}),
    "RetireGrant": (SYMMETRIC, {"GrantId": "<grant>"}),
    "RevokeGrant": (SYMMETRIC, {"GrantId": "<grant>"}),
    "Sign": (SIGNING, {"Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}),
    "Verify": (SIGNING, {"Message": b"x", "Signature": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}),
    "VerifyMac": (MAC, {"Message": b"x", "Mac": b"x", "MacAlgorithm": "HMAC_SHA_256"}),
}


@pytest.fixture
def kms(server: Server) -> Any:
    return server.client("kms")


def test_every_operation_that_offers_a_dry_run_is_here(kms: Any) -> None:
    model = kms.meta.service_model
    offered = {
        name for name in model.operation_names if "DryRun" in model.operation_model(name).input_shape.members
    }
    assert offered == set(REQUESTS)


@pytest.mark.parametrize("operation", REQUESTS)
def test_a_dry_run_does_nothing_and_says_so(kms: Any, operation: str) -> None:
    (spec, usage), request = REQUESTS[operation]
    key_id = kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]
    stand_ins: dict[str, Any] = {"<key>": key_id}
    if spec == "SYMMETRIC_DEFAULT":
        stand_ins["<blob>"] = kms.encrypt(KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
        granted = kms.create_grant(KeyId=key_id, GranteePrincipal=GRANTEE, Operations=["Encrypt"])
        stand_ins["<grant>"] = granted["GrantId"]
    request = {
        name: stand_ins.get(value, value) if isinstance(value, str) else value
        for name, value in request.items()
    }
    if operation != "ReEncrypt":
        request["KeyId"] = key_id
    call = getattr(kms, xform_name(operation))
    before = kms.list_grants(KeyId=key_id)["Grants"]
    with refused("DryRunOperationException", "The request would have succeeded, but the DryRun option is set."):
        call(DryRun=True, **request)
    assert kms.list_grants(KeyId=key_id)["Grants"] == before
    if operation not in ("RetireGrant", "RevokeGrant"):
        kms.disable_key(KeyId=key_id)
        with refused("DisabledException", f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{key_id} is disabled."):
            call(DryRun=True, **request)
