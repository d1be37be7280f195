"""Key policies: given, changed, and deciding who may use a key."""

import json

import pytest

from kms.callers import ACCOUNT

OTHER = "444455556666"
LOCKOUT = "The new key policy will not allow you to update the key policy in the future."


def statement(principal, action="kms:*", effect="Allow", **more):
    return {"Effect": effect, "Principal": {"AWS": principal}, "Action": action, "Resource": "*", **more}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


ACCOUNT_DECIDES = statement(f"arn:aws:iam::{ACCOUNT}:root")


def user(name, account=ACCOUNT):
    return f"arn:aws:iam::{account}:user/{name}"


def test_a_key_without_policy_gets_the_default_one(root, key):
    answer = root("GetKeyPolicy", KeyId=key["KeyId"])
    assert answer["PolicyName"] == "default"
    assert json.loads(answer["Policy"]) == {
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [
            {
                "Sid": "Enable IAM User Permissions",
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                "Action": "kms:*",
                "Resource": "*",
            }
        ],
    }


def test_a_policy_is_given_at_creation_or_later_and_kept_to_the_letter(root):
    given, new = policy(ACCOUNT_DECIDES), policy(ACCOUNT_DECIDES, statement(user("bob"), "kms:Encrypt"))
    key_id = root.create_key(Policy=given)["KeyId"]
    assert root("GetKeyPolicy", KeyId=key_id, PolicyName="default")["Policy"] == given
    root("PutKeyPolicy", KeyId=key_id, PolicyName="default", Policy=new)
    assert root("GetKeyPolicy", KeyId=key_id)["Policy"] == new


def test_there_is_only_the_default_policy(root, key):
    with root.refused("NotFoundException", "No such policy exists"):
        root("GetKeyPolicy", KeyId=key["KeyId"], PolicyName="other")
    with root.refused("NotFoundException", "No such policy exists"):
        root("PutKeyPolicy", KeyId=key["KeyId"], PolicyName="other", Policy=policy(ACCOUNT_DECIDES))
    assert root("ListKeyPolicies", KeyId=key["KeyId"]) == {"PolicyNames": ["default"], "Truncated": False}


def test_a_policy_that_locks_its_author_out_is_refused(root, key):
    locking = policy(statement(user("bob")))
    with root.refused("MalformedPolicyDocumentException", LOCKOUT):
        root("PutKeyPolicy", KeyId=key["KeyId"], Policy=locking)
    with root.refused("MalformedPolicyDocumentException", LOCKOUT):
        root.create_key(Policy=locking)
    root("DescribeKey", KeyId=key["KeyId"])


def test_the_lockout_safety_check_can_be_bypassed(root, key):
    root(
        "PutKeyPolicy",
        KeyId=key["KeyId"],
        Policy=policy(statement(user("bob"))),
        BypassPolicyLockoutSafetyCheck=True,
    )
    with root.refused(
        "AccessDeniedException",
        f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: kms:PutKeyPolicy on resource: "
        f"{key['Arn']} because no resource-based policy allows the kms:PutKeyPolicy action",
    ):
        root("PutKeyPolicy", KeyId=key["KeyId"], Policy=policy(ACCOUNT_DECIDES))
    root.user("bob")("PutKeyPolicy", KeyId=key["KeyId"], Policy=policy(statement(user("bob")), ACCOUNT_DECIDES))
    root("DescribeKey", KeyId=key["KeyId"])


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (policy(statement("nobody")), "Policy contains a statement with one or more invalid principals."),
        ("not JSON", None),
        (policy(), None),
        (policy({"Effect": "Allow", "Action": "kms:*", "Resource": "*"}), None),
    ],
)
def test_a_malformed_policy_is_refused(root, key, document, message):
    with root.refused("MalformedPolicyDocumentException", message):
        root("PutKeyPolicy", KeyId=key["KeyId"], Policy=document)
    with root.refused("MalformedPolicyDocumentException", message):
        root.create_key(Policy=document)


def test_a_policy_has_a_longest_length(root, key):
    fitting = policy(ACCOUNT_DECIDES)
    fitting += " " * (32768 - len(fitting))
    root("PutKeyPolicy", KeyId=key["KeyId"], Policy=fitting)
    with root.refused("LimitExceededException"):
        root("PutKeyPolicy", KeyId=key["KeyId"], Policy=fitting + " ")


def test_the_account_s_root_needs_the_key_policy_too(root, key):
    root(
        "PutKeyPolicy",
        KeyId=key["KeyId"],
        Policy=policy(statement(f"arn:aws:iam::{ACCOUNT}:root", ["kms:PutKeyPolicy", "kms:Encrypt"])),
    )
    root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")
    with root.refused(
        "AccessDeniedException",
        f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: kms:DescribeKey on resource: "
        f"{key['Arn']} because no resource-based policy allows the kms:DescribeKey action",
    ):
        root("DescribeKey", KeyId=key["KeyId"])


def test_a_policy_that_names_a_user_suffices(root, key):
    root(
        "PutKeyPolicy",
        KeyId=key["KeyId"],
        Policy=policy(ACCOUNT_DECIDES, statement(user("bob"), "kms:DescribeKey")),
    )
    root.user("bob")("DescribeKey", KeyId=key["KeyId"])
    with root.refused("AccessDeniedException"):
        root.user("eve")("DescribeKey", KeyId=key["KeyId"])


def test_being_denied_comes_before_the_key_s_state(root, key):
    root("DisableKey", KeyId=key["KeyId"])
    with root.refused("AccessDeniedException"):
        root.user("bob")("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")


@pytest.mark.parametrize(
    ("condition", "request_", "allowed"),
    [
        ({"kms:EncryptionContext:table": "Music"}, {"EncryptionContext": {"table": "Music"}}, True),
        ({"kms:EncryptionContext:table": "Music"}, {"EncryptionContext": {"table": "Other"}}, False),
        ({"kms:EncryptionContext:table": "Music"}, {}, False),
        ({"kms:EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}, {}, True),
        ({"kms:CallerAccount": ACCOUNT}, {}, True),
        ({"kms:CallerAccount": OTHER}, {}, False),
        ({"kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}, {}, False),
        ({"kms:KeySpec": "SYMMETRIC_DEFAULT", "kms:KeyUsage": "ENCRYPT_DECRYPT"}, {}, True),
        ({"kms:KeyOrigin": "EXTERNAL"}, {}, False),
        ({"kms:RequestAlias": "alias/music"}, {"KeyId": "alias/music"}, True),
        ({"kms:RequestAlias": "alias/music"}, {}, False),
        ({"aws:ResourceTag/team": "red"}, {}, True),
        ({"aws:ResourceTag/team": "blue"}, {}, False),
        ({"aws:RequestedRegion": "us-east-1"}, {}, True),
    ],
)
def test_condition_keys_of_a_cryptographic_operation(root, condition, request_, allowed):
    document = policy(
        ACCOUNT_DECIDES, statement(user("bob"), "kms:Encrypt", Condition={"StringEquals": condition})
    )
    key = root.create_key(Policy=document, Tags=[{"TagKey": "team", "TagValue": "red"}])
    root("CreateAlias", AliasName="alias/music", TargetKeyId=key["KeyId"])
    request = {"KeyId": key["KeyId"], "Plaintext": b"x", **request_}
    if allowed:
        root.user("bob")("Encrypt", **request)
    else:
        with root.refused("AccessDeniedException"):
            root.user("bob")("Encrypt", **request)


@pytest.mark.parametrize(
    ("operator", "condition", "allowed"),
    [
        ("ForAnyValue:StringEquals", {"kms:ResourceAliases": "alias/music"}, True),
        ("ForAnyValue:StringEquals", {"kms:ResourceAliases": "alias/other"}, False),
        ("ForAllValues:StringEquals", {"kms:EncryptionContextKeys": ["table", "more"]}, True),
        ("ForAllValues:StringEquals", {"kms:EncryptionContextKeys": "more"}, False),
        ("Bool", {"kms:MultiRegion": "false"}, True),
        ("Bool", {"aws:ViaAWSService": "true"}, False),
    ],
)
def test_condition_keys_with_several_values_and_booleans(root, operator, condition, allowed):
    document = policy(ACCOUNT_DECIDES, statement(user("bob"), "kms:Encrypt", Condition={operator: condition}))
    key = root.create_key(Policy=document)
    root("CreateAlias", AliasName="alias/music", TargetKeyId=key["KeyId"])
    request = {"KeyId": key["KeyId"], "Plaintext": b"x", "EncryptionContext": {"table": "Music"}}
    if allowed:
        root.user("bob")("Encrypt", **request)
    else:
        with root.refused("AccessDeniedException"):
            root.user("bob")("Encrypt", **request)


@pytest.mark.parametrize(
    ("operation", "request_", "operator", "condition", "allowed"),
    [
        ("ScheduleKeyDeletion", {"PendingWindowInDays": 7}, "NumericGreaterThanEquals", 14, False),
        ("ScheduleKeyDeletion", {"PendingWindowInDays": 14}, "NumericGreaterThanEquals", 14, True),
        ("EnableKeyRotation", {"RotationPeriodInDays": 100}, "NumericLessThan", 100, False),
        ("EnableKeyRotation", {"RotationPeriodInDays": 99}, "NumericLessThan", 100, True),
    ],
)
def test_condition_keys_of_periods(root, operation, request_, operator, condition, allowed):
    name = (
        "kms:ScheduleKeyDeletionPendingWindowInDays" if "Deletion" in operation else "kms:RotationPeriodInDays"
    )
    document = policy(
        ACCOUNT_DECIDES,
        statement(user("bob"), f"kms:{operation}", Condition={operator: {name: str(condition)}}),
    )
    key = root.create_key(Policy=document)
    if allowed:
        root.user("bob")(operation, KeyId=key["KeyId"], **request_)
    else:
        with root.refused("AccessDeniedException"):
            root.user("bob")(operation, KeyId=key["KeyId"], **request_)


def test_grants_can_be_left_to_services(root):
    document = policy(
        ACCOUNT_DECIDES,
        statement(user("bob"), "kms:CreateGrant", Condition={"Bool": {"kms:GrantIsForAWSResource": "true"}}),
    )
    key = root.create_key(Policy=document)
    request = {"KeyId": key["KeyId"], "GranteePrincipal": user("eve"), "Operations": ["Decrypt"]}
    with root.refused("AccessDeniedException"):
        root.user("bob")("CreateGrant", **request)
    root.user("bob").via("dynamodb.us-east-1.amazonaws.com")("CreateGrant", **request)


@pytest.fixture
def other_account(root):
    from strongroom.calls import Principal

    return root.of(Principal.root(OTHER))


def foreign(operation):
    return (
        f"User: arn:aws:iam::{OTHER}:root is not authorized to perform: kms:{operation} on this resource "
        "because the resource does not exist in this Region, no resource-based policies allow access, or a "
        "resource-based policy explicitly denies access"
    )


def test_another_account_needs_the_key_policy_and_the_arn(root, other_account, key):
    with root.refused("AccessDeniedException", foreign("DescribeKey")):
        other_account("DescribeKey", KeyId=key["Arn"])
    shared = root.create_key(
        Policy=policy(ACCOUNT_DECIDES, statement(f"arn:aws:iam::{OTHER}:root", ["kms:Encrypt", "kms:Decrypt"]))
    )
    blob = other_account("Encrypt", KeyId=shared["Arn"], Plaintext=b"x")["CiphertextBlob"]
    assert other_account("Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"
    with root.refused("NotFoundException"):
        other_account("Encrypt", KeyId=shared["KeyId"], Plaintext=b"x")


def test_a_key_of_another_account_that_is_not_there_looks_like_a_forbidden_one(root, other_account):
    missing = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    with root.refused("AccessDeniedException", foreign("Encrypt")):
        other_account("Encrypt", KeyId=missing, Plaintext=b"x")


def test_a_ciphertext_of_a_forbidden_key_says_no_more_than_that(root, other_account, key):
    blob = root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    with root.refused(
        "AccessDeniedException",
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
        "or you are not allowed to access.",
    ):
        other_account("Decrypt", CiphertextBlob=blob)


@pytest.mark.parametrize(
    "operation", ["DisableKey", "ScheduleKeyDeletion", "GetKeyPolicy", "EnableKeyRotation"]
)
def test_what_only_the_own_account_can_do(root, other_account, operation):
    shared = root.create_key(Policy=policy(ACCOUNT_DECIDES, statement(f"arn:aws:iam::{OTHER}:root")))
    with root.refused("AccessDeniedException", foreign(operation)):
        other_account(operation, KeyId=shared["Arn"])


def test_a_grant_reaches_into_another_account(root, other_account, key):
    root(
        "CreateGrant",
        KeyId=key["KeyId"],
        GranteePrincipal=f"arn:aws:iam::{OTHER}:root",
        RetiringPrincipal=f"arn:aws:iam::{OTHER}:root",
        Operations=["Encrypt"],
    )
    other_account("Encrypt", KeyId=key["Arn"], Plaintext=b"x")
    (grant,) = other_account("ListRetirableGrants", RetiringPrincipal=f"arn:aws:iam::{OTHER}:root")["Grants"]
    other_account("RetireGrant", KeyId=key["Arn"], GrantId=grant["GrantId"])
    assert root("ListGrants", KeyId=key["KeyId"])["Grants"] == []


@pytest.mark.parametrize(
    ("operation", "request_"),
    [("CreateKey", {}), ("ListKeys", {}), ("ListAliases", {}), ("GenerateRandom", {"NumberOfBytes": 1})],
)
def test_a_user_without_policies_does_nothing_in_the_account(root, operation, request_):
    with root.refused(
        "AccessDeniedException",
        f"User: {user('bob')} is not authorized to perform: kms:{operation} on resource: * because no "
        f"identity-based policy allows the kms:{operation} action",
    ):
        root.user("bob")(operation, **request_)
