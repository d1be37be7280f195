"""The calls that DynamoDB makes: on behalf of its callers, by its grants, with keys of its own."""

import json

import pytest

from kms.callers import ACCOUNT
from strongroom.calls import Principal
from strongroom.encryption.key_material import parse
from strongroom.encryption.sealing import Sealer
from strongroom.encryption.table_keys import GRANT_OPERATIONS, TableKeys, acting_by_grant, encryption_context
from strongroom.randomness import SystemRandomness

CONTEXT = encryption_context(ACCOUNT, "Music")
HOST = "dynamodb.us-east-1.amazonaws.com"
RANDOMNESS = SystemRandomness()


@pytest.fixture
def call(root):
    return root.call


@pytest.fixture
def ask(root):
    """Runs one call of the client."""
    return root.wait


def test_the_managed_key_appears_when_it_is_first_asked_for(root, dynamodb, call, ask):
    assert root("ListAliases")["Aliases"] == []
    described = ask(dynamodb.describe_key(call, "alias/aws/dynamodb"))
    assert (described.manager, described.state, described.spec, described.usage) == (
        "AWS",
        "Enabled",
        "SYMMETRIC_DEFAULT",
        "ENCRYPT_DECRYPT",
    )
    again = ask(dynamodb.describe_key(call, f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/aws/dynamodb"))
    assert again == described
    (alias,) = root("ListAliases")["Aliases"]
    assert alias["AliasName"] == "alias/aws/dynamodb"
    assert [entry["KeyArn"] for entry in root("ListKeys")["Keys"]] == [described.arn]


def test_a_user_s_look_makes_the_managed_key_only_if_the_user_may_look(root):
    with root.refused("AccessDeniedException"):
        root.user("bob")("DescribeKey", KeyId="alias/aws/dynamodb")
    assert root("ListAliases")["Aliases"] == []
    assert root("DescribeKey", KeyId="alias/aws/dynamodb")["KeyMetadata"]["KeyManager"] == "AWS"


def test_the_managed_key_belongs_to_account_and_region(root, dynamodb, call, ask):
    here = ask(dynamodb.describe_key(call, "alias/aws/dynamodb"))
    elsewhere = call._replace(region="eu-west-1")
    other = call._replace(account="444455556666", principal=Principal.root("444455556666"))
    arns = {ask(dynamodb.describe_key(each, "alias/aws/dynamodb")).arn for each in (elsewhere, other)}
    assert len({here.arn, *arns}) == 3


def test_the_managed_key_s_policy_is_the_service_s(root, dynamodb, call, ask):
    arn = ask(dynamodb.describe_key(call, "alias/aws/dynamodb")).arn
    document = json.loads(root("GetKeyPolicy", KeyId=arn)["Policy"])
    assert document["Id"] == "auto-dynamodb-1"
    everybody, account, service = document["Statement"]
    assert everybody["Condition"] == {
        "StringEquals": {"kms:CallerAccount": ACCOUNT, "kms:ViaService": HOST},
    }
    assert account["Action"] == ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"]
    assert service["Principal"] == {"Service": "dynamodb.amazonaws.com"}
    status = root("GetKeyRotationStatus", KeyId=arn)
    assert (status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (True, 365)


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("DisableKey", {}),
        ("ScheduleKeyDeletion", {}),
        ("PutKeyPolicy", {"Policy": "{}"}),
        ("TagResource", {"Tags": []}),
        ("UpdateKeyDescription", {"Description": ""}),
        ("DisableKeyRotation", {}),
        ("Encrypt", {"Plaintext": b"x"}),
        ("CreateGrant", {"GranteePrincipal": f"arn:aws:iam::{ACCOUNT}:root", "Operations": ["Decrypt"]}),
    ],
)
def test_users_can_only_look_at_the_managed_key(root, dynamodb, call, ask, operation, request_):
    arn = ask(dynamodb.describe_key(call, "alias/aws/dynamodb")).arn
    with root.refused(
        "AccessDeniedException",
        f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: kms:{operation} on resource: {arn} "
        f"because no resource-based policy allows the kms:{operation} action",
    ):
        root(operation, KeyId=arn, **request_)


def test_the_managed_key_takes_no_alias(root, dynamodb, call, ask):
    arn = ask(dynamodb.describe_key(call, "alias/aws/dynamodb")).arn
    with root.refused("AccessDeniedException"):
        root("CreateAlias", AliasName="alias/mine", TargetKeyId=arn)


def test_the_grant_of_a_table_is_the_service_s(root, key, dynamodb, call, ask):
    grant_id = ask(dynamodb.create_grant(call, key["Arn"], CONTEXT, GRANT_OPERATIONS))
    (grant,) = root("ListGrants", KeyId=key["KeyId"])["Grants"]
    assert grant.pop("CreationDate") > 0
    assert len(grant.pop("Name")) == 36
    assert grant == {
        "KeyId": key["Arn"],
        "GrantId": grant_id,
        "GranteePrincipal": HOST,
        "RetiringPrincipal": HOST,
        "IssuingAccount": f"arn:aws:iam::{ACCOUNT}:root",
        "Operations": list(GRANT_OPERATIONS),
        "Constraints": {"EncryptionContextSubset": CONTEXT},
    }
    ask(dynamodb.retire_grant(acting_by_grant(call), key["Arn"], grant_id))
    assert root("ListGrants", KeyId=key["KeyId"])["Grants"] == []


def test_the_service_uses_a_key_only_by_its_grant_and_in_its_context(root, key, dynamodb, call, ask):
    service = acting_by_grant(call)
    with root.refused("AccessDeniedException"):
        ask(dynamodb.generate_data_key(service, key["Arn"], CONTEXT))
    grant_id = ask(dynamodb.create_grant(call, key["Arn"], CONTEXT, GRANT_OPERATIONS))
    pair = ask(dynamodb.generate_data_key(service, key["Arn"], CONTEXT))
    assert len(pair.plaintext) == 32
    assert pair.key_arn == key["Arn"]
    assert ask(dynamodb.decrypt(service, key["Arn"], pair.ciphertext, CONTEXT)) == pair.plaintext
    with root.refused("AccessDeniedException"):
        ask(dynamodb.generate_data_key(service, key["Arn"], encryption_context(ACCOUNT, "Other")))
    root("RevokeGrant", KeyId=key["KeyId"], GrantId=grant_id)
    with root.refused("AccessDeniedException"):
        ask(dynamodb.decrypt(service, key["Arn"], pair.ciphertext, CONTEXT))
    assert ask(dynamodb.decrypt(call, key["Arn"], pair.ciphertext, CONTEXT)) == pair.plaintext


def test_what_the_service_encrypts_it_decrypts(root, key, dynamodb, call, ask):
    blob = ask(dynamodb.encrypt(call, key["Arn"], b"a table key", CONTEXT))
    assert ask(dynamodb.decrypt(call, key["Arn"], blob, CONTEXT)) == b"a table key"


def test_a_caller_who_may_not_use_the_key_cannot_by_way_of_the_service(root, key, dynamodb, call, ask):
    bob = call._replace(principal=Principal("IAMUser", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/bob"))
    with root.refused(
        "AccessDeniedException",
        f"User: arn:aws:iam::{ACCOUNT}:user/bob is not authorized to perform: kms:CreateGrant on resource: "
        f"{key['Arn']} because no identity-based policy allows the kms:CreateGrant action",
    ):
        ask(dynamodb.create_grant(bob, key["Arn"], CONTEXT, GRANT_OPERATIONS))


def test_a_policy_can_let_users_in_through_the_service_only(root, dynamodb, call, ask):
    bob = f"arn:aws:iam::{ACCOUNT}:user/bob"
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                "Action": "kms:*",
                "Resource": "*",
            },
            {
                "Effect": "Allow",
                "Principal": {"AWS": bob},
                "Action": ["kms:Encrypt", "kms:Decrypt"],
                "Resource": "*",
                "Condition": {"StringLike": {"kms:ViaService": "dynamodb.*.amazonaws.com"}},
            },
        ],
    }
    key = root.create_key(Policy=json.dumps(document))
    by_bob = call._replace(principal=Principal("IAMUser", ACCOUNT, bob))
    blob = ask(dynamodb.encrypt(by_bob, key["Arn"], b"x", CONTEXT))
    assert ask(dynamodb.decrypt(by_bob, key["Arn"], blob, CONTEXT)) == b"x"
    with root.refused("AccessDeniedException"):
        root.user("bob")("Decrypt", CiphertextBlob=blob, EncryptionContext=CONTEXT)


def test_a_key_that_dynamodb_owns_is_nobody_s(root, dynamodb, call, ask):
    arn = ask(dynamodb.aws_owned_key(call))
    assert ask(dynamodb.aws_owned_key(acting_by_grant(call))) == arn
    assert root("ListKeys")["Keys"] == root("ListAliases")["Aliases"] == []
    pair = ask(dynamodb.generate_data_key(acting_by_grant(call), arn, CONTEXT))
    assert ask(dynamodb.decrypt(acting_by_grant(call), arn, pair.ciphertext, CONTEXT)) == pair.plaintext
    for operation, request in [
        ("DescribeKey", {"KeyId": arn}),
        ("Decrypt", {"CiphertextBlob": pair.ciphertext, "EncryptionContext": CONTEXT}),
        ("ScheduleKeyDeletion", {"KeyId": arn}),
        ("ListGrants", {"KeyId": arn}),
    ]:
        with root.refused("AccessDeniedException"):
            root(operation, **request)


def test_each_region_has_an_owned_key(dynamodb, call, ask):
    elsewhere = call._replace(region="eu-west-1")
    assert ask(dynamodb.aws_owned_key(call)) != ask(dynamodb.aws_owned_key(elsewhere))


@pytest.mark.parametrize("kind", ["owned", "managed", "customer"])
def test_the_whole_hierarchy_under_each_kind_of_key(root, key, dynamodb, call, ask, kind):
    arn = {
        "owned": lambda: None,
        "managed": lambda: ask(dynamodb.describe_key(call, "alias/aws/dynamodb")).arn,
        "customer": lambda: key["Arn"],
    }[kind]()
    keys = TableKeys(dynamodb, Sealer(RANDOMNESS), RANDOMNESS)
    wrapped, data_key = ask(keys.create(call, "table-1", CONTEXT, arn))
    assert ask(keys.unwrap(call, "table-1", wrapped)) == data_key
    assert wrapped.owned == (kind == "owned")
    if arn is not None:
        assert len(root("ListGrants", KeyId=arn)["Grants"]) == 1
    if kind == "customer":
        root("DisableKey", KeyId=arn)
        with root.refused("DisabledException", f"{arn} is disabled."):
            ask(keys.unwrap(call, "table-1", wrapped))
        root("EnableKey", KeyId=arn)
    moved = ask(keys.rewrap(call, "table-1", wrapped, root.create_key()["Arn"]))
    assert ask(keys.unwrap(call, "table-1", moved)) == data_key


@pytest.mark.parametrize(
    ("spec", "usage"), [("RSA_2048", "ENCRYPT_DECRYPT"), ("HMAC_256", "GENERATE_VERIFY_MAC")]
)
def test_a_table_cannot_lie_under_a_key_that_is_not_symmetric(root, dynamodb, call, ask, spec, usage):
    key = root.create_key(KeySpec=spec, KeyUsage=usage)
    with root.refused(
        "ValidationException",
        "EncryptionContext is supported only when creating a grant for a symmetric encryption KMS key.",
    ):
        ask(dynamodb.create_grant(call, key["Arn"], CONTEXT, GRANT_OPERATIONS))


def test_two_who_ask_at_once_for_the_managed_key_get_the_same(dynamodb, call, root):
    import asyncio

    async def both():
        return await asyncio.gather(
            dynamodb.describe_key(call, "alias/aws/dynamodb"),
            dynamodb.describe_key(call, "alias/aws/dynamodb"),
            dynamodb.aws_owned_key(call),
            dynamodb.aws_owned_key(call),
        )

    first, second, owned, again = root.wait(both())
    assert first == second
    assert owned == again
    assert len(root("ListKeys")["Keys"]) == 1


def test_table_keys_are_wrapped_by_the_material_in_use_and_opened_by_any(root, key, dynamodb, call):
    """A rotation leaves wrapped table keys alone; those made after it are under the new material."""
    before = root.wait(dynamodb.generate_data_key(call, key["Arn"], {}))
    root("RotateKeyOnDemand", KeyId=key["KeyId"])
    after = root.wait(dynamodb.generate_data_key(call, key["Arn"], {}))
    current = root("DescribeKey", KeyId=key["KeyId"])["KeyMetadata"]["CurrentKeyMaterialId"]
    assert parse(before.ciphertext).material_id == key["CurrentKeyMaterialId"]
    assert parse(after.ciphertext).material_id == current != key["CurrentKeyMaterialId"]
    for pair in (before, after):
        assert root.wait(dynamodb.decrypt(call, key["Arn"], pair.ciphertext, {})) == pair.plaintext
