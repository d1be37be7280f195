"""The condition keys that a request brings: a policy can deny by each of them."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kms.callers import ACCOUNT

PEER = (
    ec.generate_private_key(ec.SECP256R1())
    .public_key()
    .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
)
SIGNING = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}
AGREEMENT = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "KEY_AGREEMENT"}
MAC = {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}
ENCAPSULATION = {"KeySpec": "ML_KEM_768", "KeyUsage": "ENCAPSULATE_DECAPSULATE"}
SIGN = {"Message": bytes(32), "SigningAlgorithm": "ECDSA_SHA_256"}
CASES = [
    (SIGNING, "Sign", SIGN, "kms:SigningAlgorithm", "ECDSA_SHA_256"),
    (SIGNING, "Sign", SIGN, "kms:MessageType", "RAW"),
    (SIGNING, "Sign", {**SIGN, "MessageType": "DIGEST"}, "kms:MessageType", "DIGEST"),
    (SIGNING, "Verify", {**SIGN, "Signature": b"x"}, "kms:SigningAlgorithm", "ECDSA_SHA_256"),
    (SIGNING, "Verify", {**SIGN, "Signature": b"x"}, "kms:MessageType", "RAW"),
    (SIGNING, "GetPublicKey", {}, "kms:KeySpec", "ECC_NIST_P256"),
    (SIGNING, "GetPublicKey", {}, "kms:KeyUsage", "SIGN_VERIFY"),
    (MAC, "GenerateMac", {"Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}, "kms:MacAlgorithm", "HMAC_SHA_256"),
    (
        MAC,
        "VerifyMac",
        {"Message": b"x", "Mac": b"x", "MacAlgorithm": "HMAC_SHA_256"},
        "kms:MacAlgorithm",
        "HMAC_SHA_256",
    ),
    (
        AGREEMENT,
        "DeriveSharedSecret",
        {"KeyAgreementAlgorithm": "ECDH", "PublicKey": PEER},
        "kms:KeyAgreementAlgorithm",
        "ECDH",
    ),
    (
        ENCAPSULATION,
        "Encapsulate",
        {"EncapsulationAlgorithm": "ML_KEM"},
        "kms:EncapsulationAlgorithm",
        "ML_KEM",
    ),
    ({}, "GenerateDataKeyPair", {"KeyPairSpec": "ECC_NIST_P256"}, "kms:DataKeyPairSpec", "ECC_NIST_P256"),
    (
        {},
        "GenerateDataKeyPairWithoutPlaintext",
        {"KeyPairSpec": "ECC_NIST_P384"},
        "kms:DataKeyPairSpec",
        "ECC_NIST_P384",
    ),
]


def denying(operation, condition_key, value):
    everything = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Resource": "*"}
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {**everything, "Action": "kms:*"},
                {
                    **everything,
                    "Effect": "Deny",
                    "Action": f"kms:{operation}",
                    "Condition": {"StringEquals": {condition_key: value}},
                },
            ],
        }
    )


@pytest.mark.parametrize(("made", "operation", "request_", "condition_key", "value"), CASES)
def test_a_policy_denies_by_what_the_request_says(root, made, operation, request_, condition_key, value):
    key = root.create_key(**made, Policy=denying(operation, condition_key, "something else"))
    answered_or_refused_later(root, operation, key, request_)
    root("PutKeyPolicy", KeyId=key["KeyId"], Policy=denying(operation, condition_key, value))
    with root.refused(
        "AccessDeniedException",
        f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: kms:{operation} on resource: "
        f"{key['Arn']} with an explicit deny in a resource-based policy",
    ):
        root(operation, KeyId=key["KeyId"], **request_)


def answered_or_refused_later(root, operation, key, request):
    """Verifications of nothing are refused, but by the cryptography."""
    refusals = {"Verify": "KMSInvalidSignatureException", "VerifyMac": "KMSInvalidMacException"}
    if operation in refusals:
        with root.refused(refusals[operation], ""):
            root(operation, KeyId=key["KeyId"], **request)
    else:
        root(operation, KeyId=key["KeyId"], **request)
