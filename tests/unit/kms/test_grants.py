"""Grants."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kms.callers import ACCOUNT, DAY
from strongroom.calls import Principal
from strongroom.services.iam.collections import USERS
from strongroom.services.kms.grants import COUNTS_SPACE, Constraints

BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/path/Worker"
SUBSET = {"EncryptionContextSubset": {"table": "Music"}}
NOT_BOB = (
    "User: {} is not authorized to perform: kms:{} on resource: {} because no identity-based policy allows the "
    "kms:{} action"
)


@pytest.fixture
def grant(root, key):
    def make(**changes):
        request = {"GranteePrincipal": BOB, "Operations": ["Encrypt", "Decrypt"], **changes}
        return root("CreateGrant", KeyId=key["KeyId"], **request)

    return make


@pytest.fixture
def bob(root):
    return root.user("bob")


def test_a_grant_is_listed_as_it_was_made(root, key, grant):
    made = grant(Name="music", Constraints=SUBSET, RetiringPrincipal=ROLE)
    assert re.fullmatch("[0-9a-f]{64}", made["GrantId"])
    (entry,) = root("ListGrants", KeyId=key["KeyId"])["Grants"]
    assert isinstance(entry.pop("CreationDate"), float)
    assert entry == {
        "KeyId": key["Arn"],
        "GrantId": made["GrantId"],
        "Name": "music",
        "GranteePrincipal": BOB,
        "RetiringPrincipal": ROLE,
        "IssuingAccount": f"arn:aws:iam::{ACCOUNT}:root",
        "Operations": ["Encrypt", "Decrypt"],
        "Constraints": SUBSET,
    }


def test_a_grant_lets_its_grantee_do_what_it_says(root, key, grant, bob):
    request = {"KeyId": key["KeyId"], "Plaintext": b"x"}
    with root.refused("AccessDeniedException", NOT_BOB.format(BOB, "Encrypt", key["Arn"], "Encrypt")):
        bob("Encrypt", **request)
    made = grant()
    blob = bob("Encrypt", **request)["CiphertextBlob"]
    assert bob("Decrypt", CiphertextBlob=blob, GrantTokens=[made["GrantToken"]])["Plaintext"] == b"x"
    with root.refused("AccessDeniedException"):
        bob("GenerateDataKey", KeyId=key["KeyId"], KeySpec="AES_256")
    with root.refused("AccessDeniedException"):
        root.user("eve")("Encrypt", **request)


def test_a_grant_to_a_role_is_for_its_sessions(root, key, grant):
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/Worker/session"
    worker = root.of(Principal("AssumedRole", ACCOUNT, session))
    other = root.of(Principal("AssumedRole", ACCOUNT, session.replace("Worker", "Other")))
    grant(GranteePrincipal=ROLE)
    worker("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")
    with root.refused("AccessDeniedException"):
        other("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")


@pytest.mark.parametrize(
    ("constraint", "context", "allowed"),
    [
        ({"EncryptionContextSubset": {"a": "1"}}, {"a": "1"}, True),
        ({"EncryptionContextSubset": {"a": "1"}}, {"a": "1", "b": "2"}, True),
        ({"EncryptionContextSubset": {"a": "1"}}, {"A": "1"}, True),
        ({"EncryptionContextSubset": {"a": "x"}}, {"a": "X"}, False),
        ({"EncryptionContextSubset": {"a": "1"}}, {}, False),
        ({"EncryptionContextEquals": {"a": "1"}}, {"a": "1"}, True),
        ({"EncryptionContextEquals": {"a": "1"}}, {"A": "1"}, True),
        ({"EncryptionContextEquals": {"a": "1"}}, {"a": "1", "b": "2"}, False),
        ({"EncryptionContextEquals": {"a": "1"}}, {"a": "2"}, False),
    ],
)
def test_constraints_decide_by_the_encryption_context(root, key, grant, bob, constraint, context, allowed):
    grant(Constraints=constraint, Operations=["Encrypt", "DescribeKey"])
    request = {"KeyId": key["KeyId"], "Plaintext": b"x", "EncryptionContext": context}
    if allowed:
        bob("Encrypt", **request)
    else:
        with root.refused("AccessDeniedException"):
            bob("Encrypt", **request)
    bob("DescribeKey", KeyId=key["KeyId"])


def test_a_grant_does_not_overrule_a_deny(root, key, grant, bob):
    grant()
    policy = (
        '{"Version":"2012-10-17","Statement":['
        f'{{"Effect":"Allow","Principal":{{"AWS":"{ACCOUNT}"}},"Action":"kms:*","Resource":"*"}},'
        f'{{"Effect":"Deny","Principal":{{"AWS":"{BOB}"}},"Action":"kms:Encrypt","Resource":"*"}}]}}'
    )
    root("PutKeyPolicy", KeyId=key["KeyId"], Policy=policy)
    with root.refused(
        "AccessDeniedException",
        f"User: {BOB} is not authorized to perform: kms:Encrypt on resource: {key['Arn']} "
        "with an explicit deny in a resource-based policy",
    ):
        bob("Encrypt", KeyId=key["KeyId"], Plaintext=b"x")


def test_the_same_name_and_parameters_are_the_same_grant(root, key, grant):
    first, again = grant(Name="n", Constraints=SUBSET), grant(Name="n", Constraints=SUBSET)
    assert first["GrantId"] == again["GrantId"]
    assert first["GrantToken"] != again["GrantToken"]
    assert grant(Name="n")["GrantId"] != first["GrantId"]
    assert grant()["GrantId"] != grant()["GrantId"]
    assert len(root("ListGrants", KeyId=key["KeyId"])["Grants"]) == 4


def test_a_name_is_free_again_when_its_grant_is_gone(root, key, grant):
    first = grant(Name="n")["GrantId"]
    root("RevokeGrant", KeyId=key["KeyId"], GrantId=first)
    assert grant(Name="n")["GrantId"] != first


def test_a_revoked_grant_allows_nothing(root, key, grant, bob):
    made = grant()
    assert root("RevokeGrant", KeyId=key["Arn"], GrantId=made["GrantId"]) == {}
    with root.refused("AccessDeniedException"):
        bob("Encrypt", KeyId=key["KeyId"], Plaintext=b"x", GrantTokens=[made["GrantToken"]])
    with root.refused("NotFoundException"):
        root("RevokeGrant", KeyId=key["KeyId"], GrantId=made["GrantId"])


def test_a_grant_can_be_retired_by_those_it_lets(root, key, grant, bob):
    eve = root.user("eve")
    for request, retirer in [
        ({"RetiringPrincipal": BOB}, bob),
        ({"Operations": ["Encrypt", "RetireGrant"]}, bob),
        ({}, root),
    ]:
        made = grant(**request)
        with root.refused("AccessDeniedException"):
            eve("RetireGrant", GrantToken=made["GrantToken"])
        assert retirer("RetireGrant", GrantToken=made["GrantToken"]) == {}
        assert root("ListGrants", KeyId=key["KeyId"])["Grants"] == []
    with root.refused("AccessDeniedException"):
        bob("RetireGrant", KeyId=key["Arn"], GrantId=grant()["GrantId"])


def may(root, name, effect):
    """Give the user an inline policy about retiring grants."""
    statement = {"Effect": effect, "Action": "kms:RetireGrant", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    catalog = root.kms.catalog
    user = catalog.read(lambda reader: USERS.find(reader, ACCOUNT, name))

    async def write():
        await catalog.write(lambda transaction: USERS.put(transaction, replace(user, inline={"p": document})))

    root.runner.run(write())
    root.kms.directory.forget()


def test_iam_lets_users_of_the_account_retire_its_grants(root, key, grant):
    eve, arn = root.user("eve"), f"arn:aws:iam::{ACCOUNT}:user/eve"
    may(root, "eve", "Allow")
    made = grant()
    eve("RetireGrant", KeyId=key["Arn"], GrantId=made["GrantId"])
    may(root, "eve", "Deny")
    made = grant(RetiringPrincipal=arn)
    with root.refused(
        "AccessDeniedException",
        f"User: {arn} is not authorized to perform: kms:RetireGrant on resource: {key['Arn']} with an "
        "explicit deny in an identity-based policy",
    ):
        eve("RetireGrant", KeyId=key["Arn"], GrantId=made["GrantId"])


def test_a_grant_can_be_retired_by_its_id(root, key, grant):
    made = grant()
    with root.refused("ValidationException"):
        root("RetireGrant", GrantId=made["GrantId"])
    root("RetireGrant", KeyId=key["Arn"], GrantId=made["GrantId"])
    with root.refused("NotFoundException"):
        root("RetireGrant", GrantToken=made["GrantToken"])


@pytest.mark.parametrize("token", ["x", "AAAA", "é"])
def test_what_is_no_grant_token_is_refused(root, key, token):
    with root.refused("InvalidGrantTokenException"):
        root("RetireGrant", GrantToken=token)
    with root.refused("InvalidGrantTokenException"):
        root("Encrypt", KeyId=key["KeyId"], Plaintext=b"x", GrantTokens=[token])


@pytest.mark.parametrize(
    "principal",
    ["bob", "dynamodb.us-east-1.amazonaws.com", f"arn:aws:iam::{ACCOUNT}:group/admins", "arn:aws:s3:::bucket"],
)
def test_users_cannot_name_services_and_others_in_grants(root, grant, principal):
    with root.refused("InvalidArnException", f"ARN does not refer to a valid principal: {principal}"):
        grant(GranteePrincipal=principal)
    with root.refused("InvalidArnException", f"ARN does not refer to a valid principal: {principal}"):
        grant(RetiringPrincipal=principal)


def test_a_grant_only_to_make_grants_is_refused(root, grant):
    with root.refused("ValidationException", "Grants must not contain only the CreateGrant operation."):
        grant(Operations=["CreateGrant"])


def test_a_constraint_has_at_most_eight_pairs(root, grant):
    grant(Constraints={"EncryptionContextSubset": dict.fromkeys("abcdefgh", "x")})
    with root.refused("LimitExceededException"):
        grant(Constraints={"EncryptionContextSubset": dict.fromkeys("abcdefghi", "x")})


def test_a_key_has_at_most_fifty_thousand_grants(root, key, grant, catalog):
    """The count is put right below the limit: making so many grants takes too long."""
    first = grant()
    entry = (f"{ACCOUNT}/us-east-1".encode(), key["KeyId"].encode())
    assert catalog.read(lambda reader: reader.get(COUNTS_SPACE, entry)) == b"1"

    async def almost_full():
        await catalog.write(lambda transaction: transaction.put(COUNTS_SPACE, entry, b"49999"))

    root.wait(almost_full())
    grant()
    with root.refused(
        "LimitExceededException", f"The KMS key {key['Arn']} has 50000 grants, the most it can have."
    ):
        grant()
    root("RevokeGrant", KeyId=key["KeyId"], GrantId=first["GrantId"])
    grant()


@pytest.mark.parametrize(
    ("spec", "usage"), [("RSA_2048", "ENCRYPT_DECRYPT"), ("HMAC_256", "GENERATE_VERIFY_MAC")]
)
def test_other_keys_have_no_encryption_context_in_grants(root, spec, usage):
    key = root.create_key(KeySpec=spec, KeyUsage=usage)
    request = {"KeyId": key["KeyId"], "GranteePrincipal": BOB, "Operations": ["GenerateDataKey"]}
    with root.refused(
        "ValidationException",
        "EncryptionContext is supported only when creating a grant for a symmetric encryption KMS key.",
    ):
        root("CreateGrant", Constraints=SUBSET, **request)
    with root.refused("ValidationException"):
        root("CreateGrant", **request)


def test_a_grant_to_make_grants_makes_only_lesser_ones(root, key, grant, bob):
    grant(Operations=["CreateGrant", "Decrypt"], Constraints=SUBSET)
    child = {"KeyId": key["KeyId"], "GranteePrincipal": f"arn:aws:iam::{ACCOUNT}:user/eve"}
    bob("CreateGrant", Operations=["Decrypt"], Constraints=SUBSET, **child)
    bob(
        "CreateGrant",
        Operations=["Decrypt"],
        Constraints={"EncryptionContextEquals": {"table": "Music"}},
        **child,
    )
    for operations, constraints in [
        (["Decrypt"], {}),
        (["Encrypt"], {"Constraints": SUBSET}),
        (["Decrypt"], {"Constraints": {"EncryptionContextSubset": {"table": "Other"}}}),
    ]:
        with root.refused("AccessDeniedException"):
            bob("CreateGrant", Operations=operations, **constraints, **child)


def test_grants_are_listed_by_filter_and_in_pages(root, key, grant):
    made = sorted(grant()["GrantId"] for _ in range(5))
    eve = grant(GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:user/eve")["GrantId"]
    first = root("ListGrants", KeyId=key["KeyId"], GranteePrincipal=BOB, Limit=3)
    rest = root("ListGrants", KeyId=key["KeyId"], GranteePrincipal=BOB, Marker=first["NextMarker"])
    assert [entry["GrantId"] for entry in first["Grants"] + rest["Grants"]] == made
    (entry,) = root("ListGrants", KeyId=key["KeyId"], GrantId=eve)["Grants"]
    assert entry["GrantId"] == eve


def test_grants_of_other_keys_are_not_listed(root, key, grant):
    grant()
    assert root("ListGrants", KeyId=root.create_key()["KeyId"])["Grants"] == []


def test_retirable_grants_are_listed_across_keys(root, key, grant):
    grant(RetiringPrincipal=ROLE)
    grant(RetiringPrincipal=BOB)
    other = root.create_key()
    root(
        "CreateGrant",
        KeyId=other["KeyId"],
        GranteePrincipal=BOB,
        RetiringPrincipal=ROLE,
        Operations=["Decrypt"],
    )
    first = root("ListRetirableGrants", RetiringPrincipal=ROLE, Limit=1)
    rest = root("ListRetirableGrants", RetiringPrincipal=ROLE, Marker=first["NextMarker"])
    listed = {entry["KeyId"] for entry in first["Grants"] + rest["Grants"]}
    assert listed == {key["Arn"], other["Arn"]}
    assert root.at("eu-west-1")("ListRetirableGrants", RetiringPrincipal=ROLE)["Grants"] == []


def test_grants_stay_while_a_key_waits_for_its_deletion(root, key, grant, clock):
    grant()
    root("ScheduleKeyDeletion", KeyId=key["KeyId"])
    clock.advance(DAY)
    assert len(root("ListGrants", KeyId=key["KeyId"])["Grants"]) == 1


contexts = st.dictionaries(st.sampled_from("abc"), st.sampled_from("12"), max_size=3)
constraints = st.builds(Constraints, st.none() | contexts, st.none() | contexts)


@given(constraints, constraints, contexts)
def test_a_stricter_constraint_never_allows_more(child, parent, context):
    if child.at_least_as_strict_as(parent) and child.allow(context):
        assert parent.allow(context)


@given(constraints)
def test_a_constraint_is_as_strict_as_itself(constraint):
    assert constraint.at_least_as_strict_as(constraint)
    assert Constraints.of(constraint.document()) == constraint


SOURCE = {"SourceArn": f"arn:aws:sns:us-east-1:{ACCOUNT}:topic"}


def test_a_grant_for_the_requests_of_one_resource_allows_no_others(root, key, grant, bob):
    grant(Constraints={**SOURCE, **SUBSET}, Operations=["Encrypt", "DescribeKey"])
    (entry,) = root("ListGrants", KeyId=key["KeyId"])["Grants"]
    assert entry["Constraints"] == {**SOURCE, **SUBSET}
    with root.refused("AccessDeniedException"):
        bob("Encrypt", KeyId=key["KeyId"], Plaintext=b"x", EncryptionContext={"table": "Music"})
    with root.refused("AccessDeniedException"):
        bob("DescribeKey", KeyId=key["KeyId"])


def test_a_grant_to_a_service_names_it_as_one(root, key):
    request = {
        "KeyId": key["KeyId"],
        "GranteeServicePrincipal": "sns.amazonaws.com",
        "RetiringServicePrincipal": "sns.amazonaws.com",
        "Operations": ["Decrypt"],
        "Constraints": SOURCE,
    }
    made = root("CreateGrant", **request)
    root("CreateGrant", KeyId=key["KeyId"], GranteePrincipal=BOB, Operations=["Decrypt"])
    (entry,) = root("ListGrants", KeyId=key["KeyId"], GranteeServicePrincipal="sns.amazonaws.com")["Grants"]
    assert entry["GrantId"] == made["GrantId"]
    assert entry["GranteeServicePrincipal"] == entry["RetiringServicePrincipal"] == "sns.amazonaws.com"
    assert not {"GranteePrincipal", "RetiringPrincipal"} & set(entry)
    (other,) = root("ListGrants", KeyId=key["KeyId"], GranteePrincipal=BOB)["Grants"]
    assert other["GranteePrincipal"] == BOB


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Constraints": {}}, "A SourceArn grant constraint is required with GranteeServicePrincipal."),
        (
            {"RetiringPrincipal": None},
            "RetiringPrincipal or RetiringServicePrincipal is required with GranteeServicePrincipal.",
        ),
        (
            {"GranteePrincipal": BOB},
            "You cannot specify both GranteePrincipal and GranteeServicePrincipal.",
        ),
        (
            {"RetiringServicePrincipal": "sns.amazonaws.com"},
            "You cannot specify both RetiringPrincipal and RetiringServicePrincipal.",
        ),
        (
            {"GranteeServicePrincipal": None},
            "1 validation error detected: Value null at 'granteePrincipal' failed to satisfy constraint: "
            "Member must not be null",
        ),
    ],
)
def test_what_a_grant_to_a_service_needs(root, key, changes, message):
    request = {
        "KeyId": key["KeyId"],
        "GranteeServicePrincipal": "sns.amazonaws.com",
        "RetiringPrincipal": ROLE,
        "Operations": ["Decrypt"],
        "Constraints": SOURCE,
        **changes,
    }
    with root.refused("ValidationException", message):
        root("CreateGrant", **{name: value for name, value in request.items() if value is not None})


def test_a_grant_made_by_a_grant_keeps_its_resource():
    parent, other = Constraints(source_arn="a"), Constraints(source_arn="b")
    assert parent.at_least_as_strict_as(Constraints())
    assert Constraints(equals={"a": "1"}, source_arn="a").at_least_as_strict_as(parent)
    assert not Constraints(equals={"a": "1"}).at_least_as_strict_as(parent)
    assert not other.at_least_as_strict_as(parent)
