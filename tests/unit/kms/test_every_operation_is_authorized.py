"""A user to whom nobody has given anything may do nothing: no operation of KMS forgets to ask."""

import botocore.session
import pytest

from kms.callers import ACCOUNT
from kms.test_key_states import REQUESTS, SPECS

BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"
STORE = {"CustomKeyStoreId": "cks-1234567890abcdef0"}
WITHOUT_A_KEY = {
    "ConnectCustomKeyStore": STORE,
    "CreateCustomKeyStore": {"CustomKeyStoreName": "store"},
    "CreateKey": {},
    "DeleteCustomKeyStore": STORE,
    "DescribeCustomKeyStores": {},
    "DisconnectCustomKeyStore": STORE,
    "GenerateRandom": {"NumberOfBytes": 1},
    "ListAliases": {},
    "ListKeys": {},
    "ListRetirableGrants": {"RetiringPrincipal": BOB},
    "UpdateCustomKeyStore": STORE,
}
OF_ALIASES = {"CreateAlias": "alias/new", "UpdateAlias": "alias/known", "DeleteAlias": "alias/known"}
OF_CIPHERTEXTS = {"Decrypt": "Decrypt", "ReEncrypt": "ReEncryptFrom"}
ON_A_KEY = [name for name in REQUESTS if name not in WITHOUT_A_KEY]


def test_every_operation_of_the_model_is_here():
    model = botocore.session.get_session().get_service_model("kms")
    here = [*ON_A_KEY, *WITHOUT_A_KEY, *OF_ALIASES, *OF_CIPHERTEXTS]
    assert sorted(here) == sorted(model.operation_names)


def not_allowed(action, resource):
    """The refusal of a user who has no policy."""
    return (
        f"User: {BOB} is not authorized to perform: kms:{action} on resource: {resource} because no "
        f"identity-based policy allows the kms:{action} action"
    )


@pytest.mark.parametrize("operation", ON_A_KEY)
def test_on_a_key(root, operation):
    spec, usage = SPECS.get(operation, ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"))
    key = root.create_key(KeySpec=spec, KeyUsage=usage)
    request = {"KeyId": key["KeyId"], **REQUESTS[operation]}
    if operation == "PutKeyPolicy":
        request["Policy"] = root("GetKeyPolicy", KeyId=key["KeyId"])["Policy"]
    if operation == "RetireGrant":
        request |= root("CreateGrant", KeyId=key["KeyId"], GranteePrincipal=BOB, Operations=["Decrypt"])
        del request["GrantToken"]
        with root.refused("AccessDeniedException"):
            root.user("bob")(operation, **request)
        return
    with root.refused("AccessDeniedException", not_allowed(operation, key["Arn"])):
        root.user("bob")(operation, **request)


@pytest.mark.parametrize("operation", WITHOUT_A_KEY)
def test_without_a_key(root, operation):
    resource = BOB if operation == "ListRetirableGrants" else "*"
    with root.refused("AccessDeniedException", not_allowed(operation, resource)):
        root.user("bob")(operation, **WITHOUT_A_KEY[operation])


@pytest.mark.parametrize("operation", OF_ALIASES)
def test_of_aliases(root, key, operation):
    root("CreateAlias", AliasName="alias/known", TargetKeyId=key["KeyId"])
    name = OF_ALIASES[operation]
    request = {"AliasName": name, "TargetKeyId": key["KeyId"]}
    arn = f"arn:aws:kms:us-east-1:{ACCOUNT}:{name}"
    with root.refused("AccessDeniedException", not_allowed(operation, arn)):
        root.user("bob")(operation, **request)


@pytest.mark.parametrize("operation", OF_CIPHERTEXTS)
def test_of_ciphertexts(root, key, operation):
    blob = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    request = {"CiphertextBlob": blob}
    if operation == "ReEncrypt":
        request["DestinationKeyId"] = key["KeyId"]
    with root.refused("AccessDeniedException", not_allowed(OF_CIPHERTEXTS[operation], key["Arn"])):
        root.user("bob")(operation, **request)
