"""What every operation answers for a key in every state: the table of the KMS developer guide, row by row.

The transient states Creating and Updating have no length here; Unavailable is for custom key stores.
"""

import botocore.session
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from kms.callers import DAY

ENABLED, DISABLED, PENDING_DELETION = "Enabled", "Disabled", "PendingDeletion"
PENDING_REPLICAS, PENDING_IMPORT = "PendingReplicaDeletion", "PendingImport"
STATES = (ENABLED, DISABLED, PENDING_DELETION, PENDING_REPLICAS, PENDING_IMPORT)
OK = "ok"
D, P, PR = "is disabled.", "is pending deletion.", "is pending replica deletion."
PI, NP = "is pending import.", "is not pending deletion."
U = "UnsupportedOperationException"
CODES = {
    D: "DisabledException",
    P: "KMSInvalidStateException",
    PR: "KMSInvalidStateException",
    PI: "KMSInvalidStateException",
    NP: "KMSInvalidStateException",
}
SOMEBODY = "arn:aws:iam::111122223333:user/somebody"
PEER = (
    ec.generate_private_key(ec.SECP256R1())
    .public_key()
    .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
)
PARAMETERS = {"WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"}
SIGN = {"Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}
MAC = {"Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}
DECAPSULATION = {"EncapsulationAlgorithm": "ML_KEM", "SharedSecretCiphertextBlob": bytes(1088)}

USES = {
    "Encrypt": {"Plaintext": b"x"},
    "GenerateDataKey": {"KeySpec": "AES_256"},
    "GenerateDataKeyWithoutPlaintext": {"NumberOfBytes": 7},
    "GenerateDataKeyPair": {"KeyPairSpec": "ECC_NIST_P256"},
    "GenerateDataKeyPairWithoutPlaintext": {"KeyPairSpec": "ECC_NIST_P256"},
    "CreateGrant": {"GranteePrincipal": SOMEBODY, "Operations": ["Decrypt"]},
    "Sign": SIGN,
    "Verify": {**SIGN, "Signature": b"x"},
    "GenerateMac": MAC,
    "VerifyMac": {**MAC, "Mac": b"x"},
    "GetPublicKey": {},
    "DeriveSharedSecret": {"KeyAgreementAlgorithm": "ECDH", "PublicKey": PEER},
    "Encapsulate": {"EncapsulationAlgorithm": "ML_KEM"},
    "Decapsulate": DECAPSULATION,
    "ReplicateKey": {"ReplicaRegion": "eu-central-1"},
    "UpdatePrimaryRegion": {"PrimaryRegion": "eu-west-1"},
}
ROTATIONS = {"EnableKeyRotation": {}, "DisableKeyRotation": {}}
CHANGES = {
    "ScheduleKeyDeletion": {},
    "TagResource": {"Tags": [{"TagKey": "a", "TagValue": "b"}]},
    "UntagResource": {"TagKeys": ["a"]},
    "UpdateKeyDescription": {"Description": "d"},
}
VIEWS = {
    "DescribeKey": {},
    "GetKeyLastUsage": {},
    "GetKeyPolicy": {},
    "PutKeyPolicy": {},
    "ListAliases": {},
    "ListGrants": {},
    "ListKeyPolicies": {},
    "ListKeyRotations": {},
    "ListResourceTags": {},
    "RetireGrant": {"GrantId": "0" * 64},
    "RevokeGrant": {"GrantId": "0" * 64},
}
IMPORTS = {
    "GetParametersForImport": PARAMETERS,
    "ImportKeyMaterial": {"ImportToken": b"x", "EncryptedKeyMaterial": b"x", "ValidTo": 4e9},
}
REQUESTS = {
    **USES,
    **ROTATIONS,
    **CHANGES,
    **VIEWS,
    **IMPORTS,
    "EnableKey": {},
    "DisableKey": {},
    "GetKeyRotationStatus": {},
    "RotateKeyOnDemand": {},
    "CancelKeyDeletion": {},
    "DeleteImportedKeyMaterial": {},
}
#: In the order of STATES.
TABLE = {
    **dict.fromkeys(USES, (OK, D, P, PR, PI)),
    **dict.fromkeys(ROTATIONS, (OK, D, P, PR, U)),
    **dict.fromkeys(CHANGES, (OK, OK, P, PR, OK)),
    **dict.fromkeys(VIEWS, (OK, OK, OK, OK, OK)),
    **dict.fromkeys(IMPORTS, (OK, OK, P, PR, OK)),
    "EnableKey": (OK, OK, P, PR, PI),
    "DisableKey": (OK, OK, P, PR, PI),
    "GetKeyRotationStatus": (OK, OK, OK, OK, U),
    "RotateKeyOnDemand": (OK, D, P, PR, PI),
    "CancelKeyDeletion": (NP, NP, OK, OK, NP),
    "DeleteImportedKeyMaterial": (OK, OK, OK, OK, OK),
}
#: What these answer once the state has let them through: they are asked for nothing real.
LET_THROUGH = {
    "Verify": "KMSInvalidSignatureException",
    "VerifyMac": "KMSInvalidMacException",
    "RetireGrant": "NotFoundException",
    "RevokeGrant": "NotFoundException",
    "ImportKeyMaterial": "ValidationException",
}
SPECS = {
    **dict.fromkeys(["Sign", "Verify", "GetPublicKey"], ("ECC_NIST_P256", "SIGN_VERIFY")),
    **dict.fromkeys(["GenerateMac", "VerifyMac"], ("HMAC_256", "GENERATE_VERIFY_MAC")),
    **dict.fromkeys(["Encapsulate", "Decapsulate"], ("ML_KEM_768", "ENCAPSULATE_DECAPSULATE")),
    "DeriveSharedSecret": ("ECC_NIST_P256", "KEY_AGREEMENT"),
}
#: Operations on keys whose material is never imported.
WITHOUT_IMPORT = ("Encapsulate", "Decapsulate")
OF_IMPORTED_MATERIAL = (*IMPORTS, "DeleteImportedKeyMaterial")
OF_RELATED_KEYS = ("ReplicateKey", "UpdatePrimaryRegion")


def key_in(root, state, operation=""):
    """A key in the state that fits the operation."""
    spec, usage = SPECS.get(operation, ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"))
    external = state == PENDING_IMPORT or operation in OF_IMPORTED_MATERIAL
    key = root.create_key(
        KeySpec=spec,
        KeyUsage=usage,
        Origin="EXTERNAL" if external else "AWS_KMS",
        MultiRegion=state == PENDING_REPLICAS or operation in OF_RELATED_KEYS,
    )
    if external and state != PENDING_IMPORT:
        import_material(root, key)
    if state == PENDING_REPLICAS or (operation == "UpdatePrimaryRegion" and state != PENDING_IMPORT):
        root("ReplicateKey", KeyId=key["KeyId"], ReplicaRegion="eu-west-1")
    if state == DISABLED:
        root("DisableKey", KeyId=key["KeyId"])
    if state in (PENDING_DELETION, PENDING_REPLICAS):
        if state == PENDING_DELETION and operation == "UpdatePrimaryRegion":
            end_replica(root, key)
        root("ScheduleKeyDeletion", KeyId=key["KeyId"])
    described = root("DescribeKey", KeyId=key["KeyId"])["KeyMetadata"]
    assert (described["KeyState"], described["Enabled"]) == (state, state == ENABLED)
    return described


def import_material(root, key, material=bytes(32), **more):
    given = root("GetParametersForImport", KeyId=key["KeyId"], **PARAMETERS)
    wrapped = load_der_public_key(given["PublicKey"]).encrypt(material, OAEP(MGF1(SHA256()), SHA256(), None))
    root(
        "ImportKeyMaterial",
        KeyId=key["KeyId"],
        ImportToken=given["ImportToken"],
        EncryptedKeyMaterial=wrapped,
        **(more or {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}),
    )


def end_replica(root, key):
    """Delete the replica, so that the primary key is free to wait for its own deletion."""
    kms = root.kms
    root.at("eu-west-1")("ScheduleKeyDeletion", KeyId=key["KeyId"], PendingWindowInDays=7)
    kms.clock.advance(8 * DAY)
    root.wait(kms.sweep())


def test_every_operation_on_a_key_is_in_the_table():
    model = botocore.session.get_session().get_service_model("kms")
    on_a_key = {
        name for name in model.operation_names if "KeyId" in model.operation_model(name).input_shape.members
    }
    assert on_a_key - {"Decrypt"} == set(REQUESTS) == set(TABLE)


@pytest.mark.parametrize(
    ("operation", "state"),
    [
        (operation, state)
        for operation in REQUESTS
        for state in STATES
        if state != PENDING_IMPORT or operation not in WITHOUT_IMPORT
    ],
)
def test_the_state_table(root, operation, state):
    key = key_in(root, state, operation)
    request = {"KeyId": key["KeyId"], **REQUESTS[operation]}
    if operation == "PutKeyPolicy":
        request["Policy"] = root("GetKeyPolicy", KeyId=key["KeyId"])["Policy"]
    expected = TABLE[operation][STATES.index(state)]
    if expected == OK and operation in LET_THROUGH:
        with root.refused(LET_THROUGH[operation]):
            root(operation, **request)
    elif expected == OK:
        root(operation, **request)
    elif expected == U:
        with root.refused(U, f"{key['Arn']} origin is EXTERNAL which is not valid for this operation."):
            root(operation, **request)
    else:
        with root.refused(CODES[expected], f"{key['Arn']} {expected}"):
            root(operation, **request)


@pytest.mark.parametrize(("state", "expected"), [(DISABLED, D), (PENDING_DELETION, P)])
def test_decryption_needs_the_key_enabled(root, state, expected):
    key, other = root.create_key(), root.create_key()
    blob = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    root("DisableKey" if state == DISABLED else "ScheduleKeyDeletion", KeyId=key["KeyId"])
    refusal = (CODES[expected], f"{key['Arn']} {expected}")
    with root.refused(*refusal):
        root("Decrypt", CiphertextBlob=blob)
    with root.refused(*refusal):
        root("Decrypt", CiphertextBlob=blob, KeyId=key["KeyId"])
    with root.refused(*refusal):
        root("ReEncrypt", CiphertextBlob=blob, DestinationKeyId=other["KeyId"])
    with root.refused(*refusal):
        root(
            "ReEncrypt",
            CiphertextBlob=root("Encrypt", KeyId=other["KeyId"], Plaintext=b"x")["CiphertextBlob"],
            DestinationKeyId=key["KeyId"],
        )


@pytest.mark.parametrize("state", STATES)
def test_aliases_follow_the_state_table(root, state):
    key, other = key_in(root, state), root.create_key()
    name, moved = f"alias/{state}", f"alias/moved-{state}"
    root("CreateAlias", AliasName=moved, TargetKeyId=other["KeyId"])
    waiting = {PENDING_DELETION: P, PENDING_REPLICAS: PR}.get(state)
    if waiting is not None:
        with root.refused("KMSInvalidStateException", f"{key['Arn']} {waiting}"):
            root("CreateAlias", AliasName=name, TargetKeyId=key["KeyId"])
        with root.refused("KMSInvalidStateException", f"{key['Arn']} {waiting}"):
            root("UpdateAlias", AliasName=moved, TargetKeyId=key["KeyId"])
        return
    root("CreateAlias", AliasName=name, TargetKeyId=key["KeyId"])
    root("UpdateAlias", AliasName=moved, TargetKeyId=key["KeyId"])
    root("ScheduleKeyDeletion", KeyId=key["KeyId"])
    root("UpdateAlias", AliasName=moved, TargetKeyId=other["KeyId"])
    root("DeleteAlias", AliasName=name)


def test_enabling_brings_a_disabled_key_back(root, key):
    blob = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    root("DisableKey", KeyId=key["KeyId"])
    root("EnableKey", KeyId=key["KeyId"])
    assert root("Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"
    assert root("DescribeKey", KeyId=key["KeyId"])["KeyMetadata"] == key


@pytest.mark.parametrize(
    "operation",
    [
        name
        for name in REQUESTS
        if name not in ("DescribeKey", "PutKeyPolicy")
        and (name not in USES or name in ("CreateGrant", *OF_RELATED_KEYS))
    ],
)
def test_most_operations_want_the_key_itself_and_no_alias(root, key, operation):
    root("CreateAlias", AliasName="alias/name", TargetKeyId=key["KeyId"])
    for named in ("alias/name", key["Arn"].replace(f"key/{key['KeyId']}", "alias/name")):
        with root.refused("InvalidArnException", "Key Aliases are not supported for this operation."):
            root(operation, KeyId=named, **REQUESTS[operation])
