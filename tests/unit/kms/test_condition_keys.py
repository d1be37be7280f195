"""The condition keys that a request brings: a policy can deny by each of them."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kms.callers import ACCOUNT, DAY
from strongroom.services.kms.key_policies import default_policy

PEER = (
    ec.generate_private_key(ec.SECP256R1())
    .public_key()
    .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
)
SIGNING = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}
AGREEMENT = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "KEY_AGREEMENT"}
MAC = {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}
EXTERNAL = {"Origin": "EXTERNAL"}
PARAMETERS = {"WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"}
IMPORT = {"ImportToken": b"x", "EncryptedKeyMaterial": b"x"}
FOR_EVER = "KEY_MATERIAL_DOES_NOT_EXPIRE"
ENCAPSULATION = {"KeySpec": "ML_KEM_768", "KeyUsage": "ENCAPSULATE_DECAPSULATE"}
SIGN = {"Message": bytes(32), "SigningAlgorithm": "ECDSA_SHA_256"}
UNCHECKED = {"Policy": default_policy(ACCOUNT), "BypassPolicyLockoutSafetyCheck": True}
CASES = [
    (SIGNING, "Sign", SIGN, "kms:SigningAlgorithm", "ECDSA_SHA_256"),
    (SIGNING, "Sign", SIGN, "kms:MessageType", "RAW"),
    (SIGNING, "Sign", {**SIGN, "MessageType": "DIGEST"}, "kms:MessageType", "DIGEST"),
    (SIGNING, "Verify", {**SIGN, "Signature": b"x"}, "kms:SigningAlgorithm", "ECDSA_SHA_256"),
    (SIGNING, "Verify", {**SIGN, "Signature": b"x"}, "kms:MessageType", "RAW"),
    (SIGNING, "GetPublicKey", {}, "kms:KeySpec", "ECC_NIST_P256"),
    (SIGNING, "GetPublicKey", {}, "kms:KeyUsage", "SIGN_VERIFY"),
    (SIGNING, "GetPublicKey", {}, "kms:CustomerMasterKeySpec", "ECC_NIST_P256"),
    (SIGNING, "GetPublicKey", {}, "kms:CustomerMasterKeyUsage", "SIGN_VERIFY"),
    ({"MultiRegion": True}, "DescribeKey", {}, "kms:MultiRegionKeyType", "PRIMARY"),
    ({}, "PutKeyPolicy", UNCHECKED, "kms:BypassPolicyLockoutSafetyCheck", "true"),
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
    ({}, "EnableKeyRotation", {"RotationPeriodInDays": 100}, "kms:RotationPeriodInDays", "100"),
    (EXTERNAL, "GetParametersForImport", PARAMETERS, "kms:WrappingAlgorithm", "RSAES_OAEP_SHA_256"),
    (EXTERNAL, "GetParametersForImport", PARAMETERS, "kms:WrappingKeySpec", "RSA_2048"),
    (EXTERNAL, "GetParametersForImport", PARAMETERS, "kms:KeyOrigin", "EXTERNAL"),
    (
        EXTERNAL,
        "ImportKeyMaterial",
        {**IMPORT, "ExpirationModel": FOR_EVER},
        "kms:ExpirationModel",
        FOR_EVER,
    ),
]


def denying(operation, condition_key, value, operator="StringEquals"):
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
                    "Condition": {operator: {condition_key: value}},
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
    refusals = {
        "Verify": "KMSInvalidSignatureException",
        "VerifyMac": "KMSInvalidMacException",
        "ImportKeyMaterial": "InvalidImportTokenException",
    }
    if operation in refusals:
        with root.refused(refusals[operation], ""):
            root(operation, KeyId=key["KeyId"], **request)
    else:
        root(operation, KeyId=key["KeyId"], **request)


def test_a_policy_bounds_how_long_material_lives(root, clock):
    policy = denying("ImportKeyMaterial", "kms:ValidTo", "2099-01-01T00:00:00Z", "DateGreaterThan")
    key = root.create_key(Origin="EXTERNAL", Policy=policy)
    with root.refused("InvalidImportTokenException", ""):
        root("ImportKeyMaterial", KeyId=key["KeyId"], **IMPORT, ValidTo=clock.now() + 60)
    with root.refused("AccessDeniedException"):
        root("ImportKeyMaterial", KeyId=key["KeyId"], **IMPORT, ValidTo=4_102_444_800)


SOURCE_ARN = f"arn:aws:rds:us-east-1:{ACCOUNT}:db:orders"
SERVICE_GRANT = {
    "GranteeServicePrincipal": "rds.amazonaws.com",
    "RetiringServicePrincipal": "ec2.amazonaws.com",
    "Operations": ["Decrypt"],
    "Constraints": {"EncryptionContextSubset": {"team": "blue"}, "SourceArn": SOURCE_ARN},
}


@pytest.mark.parametrize(
    ("condition_key", "value"),
    [
        ("kms:GranteeServicePrincipal", "rds.amazonaws.com"),
        ("kms:RetiringServicePrincipal", "ec2.amazonaws.com"),
        ("kms:GrantOperations", "Decrypt"),
        ("kms:GrantConstraintSourceArn", SOURCE_ARN),
        ("kms:GrantConstraintType", "EncryptionContextSubset"),
        ("kms:GrantConstraintType", "SourceArn"),
        ("kms:EncryptionContext:team", "blue"),
        ("kms:EncryptionContextKeys", "team"),
    ],
)
def test_a_policy_denies_grants_by_what_they_are_for(root, condition_key, value):
    key = root.create_key(Policy=denying("CreateGrant", condition_key, "something else"))
    root("CreateGrant", KeyId=key["KeyId"], **SERVICE_GRANT)
    root("PutKeyPolicy", KeyId=key["KeyId"], Policy=denying("CreateGrant", condition_key, value))
    with root.refused("AccessDeniedException"):
        root("CreateGrant", KeyId=key["KeyId"], **SERVICE_GRANT)


def test_a_grant_to_a_service_has_no_grantee_principal(root):
    key = root.create_key(Policy=denying("CreateGrant", "kms:GranteePrincipal", "true", "Null"))
    with root.refused("AccessDeniedException"):
        root("CreateGrant", KeyId=key["KeyId"], **SERVICE_GRANT)


@pytest.mark.parametrize("operation", ["ReEncryptFrom", "ReEncryptTo"])
def test_a_policy_denies_to_encrypt_anew_under_the_same_key(root, operation):
    key = root.create_key(Policy=denying(operation, "kms:ReEncryptOnSameKey", "true", "Bool"))
    other = root.create_key(Policy=denying(operation, "kms:ReEncryptOnSameKey", "true", "Bool"))
    root("CreateAlias", AliasName="alias/same", TargetKeyId=key["KeyId"])
    blob = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    assert root("ReEncrypt", CiphertextBlob=blob, DestinationKeyId=other["KeyId"])["KeyId"] == other["Arn"]
    for name in (key["KeyId"], key["Arn"], "alias/same"):
        with root.refused("AccessDeniedException"):
            root("ReEncrypt", CiphertextBlob=blob, DestinationKeyId=name)


@pytest.mark.parametrize("operation", ["DisableKey", "ScheduleKeyDeletion"])
def test_a_policy_protects_keys_that_were_used_lately(root, clock, operation):
    policy = denying(operation, "kms:TrailingDaysWithoutKeyUsage", "30", "NumericLessThan")
    key = root.create_key(Policy=policy)
    clock.advance(29.9 * DAY)
    root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")
    clock.advance(29.9 * DAY)
    with root.refused("AccessDeniedException"):
        root(operation, KeyId=key["KeyId"])
    clock.advance(0.2 * DAY)
    root(operation, KeyId=key["KeyId"])
