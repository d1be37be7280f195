"""What every operation answers for a key in every state: the table of the KMS developer guide, row by row."""

import pytest

ENABLED, DISABLED, PENDING_DELETION, PENDING_IMPORT = "Enabled", "Disabled", "PendingDeletion", "PendingImport"
OK = "ok"
D, P = "is disabled.", "is pending deletion."
PI, NP = "is pending import.", "is not pending deletion."
U = "UnsupportedOperationException"
CODES = {
    D: "DisabledException",
    P: "KMSInvalidStateException",
    PI: "KMSInvalidStateException",
    NP: "KMSInvalidStateException",
}
GRANTEE = "arn:aws:iam::111122223333:user/somebody"

REQUESTS = {
    "Encrypt": {"Plaintext": b"x"},
    "GenerateDataKey": {"KeySpec": "AES_256"},
    "GenerateDataKeyWithoutPlaintext": {"NumberOfBytes": 7},
    "CreateGrant": {"GranteePrincipal": GRANTEE, "Operations": ["Decrypt"]},
    "EnableKey": {},
    "DisableKey": {},
    "EnableKeyRotation": {},
    "DisableKeyRotation": {},
    "GetKeyRotationStatus": {},
    "ScheduleKeyDeletion": {},
    "CancelKeyDeletion": {},
    "TagResource": {"Tags": [{"TagKey": "a", "TagValue": "b"}]},
    "UntagResource": {"TagKeys": ["a"]},
    "UpdateKeyDescription": {"Description": "d"},
    "DescribeKey": {},
    "GetKeyPolicy": {},
    "PutKeyPolicy": {},
    "ListGrants": {},
    "ListKeyPolicies": {},
    "ListResourceTags": {},
    "ListAliases": {},
}
TABLE = {
    **dict.fromkeys(
        ["Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "CreateGrant"], (OK, D, P, PI)
    ),
    **dict.fromkeys(["EnableKey", "DisableKey"], (OK, OK, P, PI)),
    **dict.fromkeys(["EnableKeyRotation", "DisableKeyRotation"], (OK, D, P, U)),
    "GetKeyRotationStatus": (OK, OK, OK, U),
    **dict.fromkeys(
        ["ScheduleKeyDeletion", "TagResource", "UntagResource", "UpdateKeyDescription"], (OK, OK, P, OK)
    ),
    "CancelKeyDeletion": (NP, NP, OK, NP),
    **dict.fromkeys(
        [
            "DescribeKey",
            "GetKeyPolicy",
            "PutKeyPolicy",
            "ListGrants",
            "ListKeyPolicies",
            "ListResourceTags",
            "ListAliases",
        ],
        (OK, OK, OK, OK),
    ),
}
STATES = (ENABLED, DISABLED, PENDING_DELETION, PENDING_IMPORT)


def key_in(root, state):
    key = root.create_key(Origin="EXTERNAL") if state == PENDING_IMPORT else root.create_key()
    if state == DISABLED:
        root("DisableKey", KeyId=key["KeyId"])
    if state == PENDING_DELETION:
        root("ScheduleKeyDeletion", KeyId=key["KeyId"])
    described = root("DescribeKey", KeyId=key["KeyId"])["KeyMetadata"]
    assert (described["KeyState"], described["Enabled"]) == (state, state == ENABLED)
    return described


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("operation", REQUESTS)
def test_the_state_table(root, operation, state):
    key = key_in(root, state)
    request = {"KeyId": key["KeyId"], **REQUESTS[operation]}
    if operation == "PutKeyPolicy":
        request["Policy"] = root("GetKeyPolicy", KeyId=key["KeyId"])["Policy"]
    expected = TABLE[operation][STATES.index(state)]
    if expected == OK:
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
    if state == PENDING_DELETION:
        with root.refused("KMSInvalidStateException", f"{key['Arn']} {P}"):
            root("CreateAlias", AliasName=name, TargetKeyId=key["KeyId"])
        with root.refused("KMSInvalidStateException", f"{key['Arn']} {P}"):
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
        if name not in ("Encrypt", "DescribeKey", "PutKeyPolicy") and not name.startswith("GenerateDataKey")
    ],
)
def test_most_operations_want_the_key_itself_and_no_alias(root, key, operation):
    root("CreateAlias", AliasName="alias/name", TargetKeyId=key["KeyId"])
    for named in ("alias/name", key["Arn"].replace(f"key/{key['KeyId']}", "alias/name")):
        with root.refused("InvalidArnException", "Key Aliases are not supported for this operation."):
            root(operation, KeyId=named, **REQUESTS[operation])
