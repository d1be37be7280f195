"""The Principal and NotPrincipal elements."""

from __future__ import annotations

from typing import Any

import pytest

from strongroom.calls import Principal
from strongroom.services.iam.policy import (
    PolicyKind,
    RequestContext,
    RequestPrincipal,
    evaluate,
    parse_policy,
    role_of_session,
)
from strongroom.services.iam.policy.context import account_of

from .kit import (
    ACCOUNT,
    ALICE,
    ALICE_ARN,
    OTHER,
    ROLE_ARN,
    ROOT,
    ROOT_ARN,
    SERVICE,
    SESSION,
    SESSION_ARN,
    STRANGER,
    context,
    document,
    key_policy,
    policy,
    statement,
)

FEDERATED = RequestPrincipal("AssumedRole", ACCOUNT, SESSION_ARN, identity_provider="accounts.google.com")


@pytest.mark.parametrize(
    ("principal", "who", "named"),
    [
        ("*", ALICE, True),
        ("*", SERVICE, True),
        ({"AWS": "*"}, STRANGER, True),
        ({"AWS": ROOT_ARN}, ROOT, True),
        ({"AWS": ROOT_ARN}, ALICE, True),
        ({"AWS": ROOT_ARN}, SESSION, True),
        ({"AWS": ACCOUNT}, ALICE, True),
        ({"AWS": ROOT_ARN}, STRANGER, False),
        ({"AWS": ROOT_ARN}, SERVICE, False),
        ({"AWS": OTHER}, STRANGER, True),
        ({"AWS": ALICE_ARN}, ALICE, True),
        ({"AWS": ALICE_ARN}, ROOT, False),
        ({"AWS": ALICE_ARN.lower()}, ALICE, False),
        ({"AWS": [f"arn:aws:iam::{OTHER}:user/x", ALICE_ARN]}, ALICE, True),
        ({"AWS": ROLE_ARN}, SESSION, True),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:role/Reader"}, SESSION, False),  # the path belongs to the name
        ({"AWS": SESSION_ARN}, SESSION, True),
        ({"AWS": SESSION_ARN + "2"}, SESSION, False),
        ({"AWS": "AIDAALICEALICEALICE00"}, ALICE, True),
        ({"AWS": "AROAREADERREADER00000"}, SESSION, True),
        ({"AWS": "AIDAALICEALICEALICE01"}, ALICE, False),
        ({"Service": "dynamodb.amazonaws.com"}, SERVICE, True),
        ({"Service": ["s3.amazonaws.com", "dynamodb.amazonaws.com"]}, SERVICE, True),
        ({"Service": "s3.amazonaws.com"}, SERVICE, False),
        ({"Service": "dynamodb.amazonaws.com"}, ALICE, False),
        ({"Service": "dynamodb.amazonaws.com", "AWS": ALICE_ARN}, ALICE, True),
        ({"Federated": "accounts.google.com"}, FEDERATED, True),
        ({"Federated": "www.amazon.com"}, FEDERATED, False),
        ({"Federated": "accounts.google.com"}, SESSION, False),
    ],
)
def test_principal(principal: Any, who: RequestPrincipal, named: bool) -> None:
    key = key_policy(statement("Deny", "kms:*", Principal=principal))
    assert evaluate(context(principal=who), resource_policy=key).explicitly_denied is named


@pytest.mark.parametrize(
    ("not_principal", "who", "denied"),
    [
        ({"AWS": [ALICE_ARN, ROOT_ARN]}, ALICE, False),
        ({"AWS": [ALICE_ARN, ACCOUNT]}, ALICE, False),
        ({"AWS": [ALICE_ARN]}, ALICE, True),  # her account is denied, and she with it
        ({"AWS": [ROOT_ARN]}, ALICE, True),
        ({"AWS": [ROOT_ARN]}, ROOT, False),
        ({"AWS": [ALICE_ARN, ROOT_ARN]}, SESSION, True),
        ({"AWS": [SESSION_ARN, ROLE_ARN, ROOT_ARN]}, SESSION, False),
        ({"AWS": [SESSION_ARN, ROOT_ARN]}, SESSION, True),
        ({"AWS": [ROLE_ARN, ROOT_ARN]}, SESSION, True),
        ({"AWS": [ALICE_ARN, ROOT_ARN]}, STRANGER, True),
        ({"AWS": [ALICE_ARN, ROOT_ARN]}, SERVICE, True),
        ({"Service": "dynamodb.amazonaws.com"}, SERVICE, False),
        ("*", ALICE, False),
        ({"AWS": "*"}, STRANGER, False),
    ],
)
def test_deny_with_not_principal_spares_whom_it_lists_with_role_and_account(
    not_principal: Any, who: RequestPrincipal, denied: bool
) -> None:
    key = key_policy(statement("Deny", "kms:*", NotPrincipal=not_principal))
    assert evaluate(context(principal=who), resource_policy=key).explicitly_denied is denied


def test_a_trust_policy_names_who_may_assume_the_role() -> None:
    trust = policy(
        PolicyKind.TRUST,
        statement(action="sts:AssumeRole", resource=None, Principal={"AWS": ALICE_ARN}),
    )
    ask = {"action": "sts:AssumeRole", "resource": ROLE_ARN}
    assert evaluate(context(**ask), resource_policy=trust).allowed
    refused = context(**ask, principal=SESSION)
    decision = evaluate(refused, resource_policy=trust)
    assert decision.message(refused) == (
        f"User: {SESSION_ARN} is not authorized to perform: sts:AssumeRole on resource: {ROLE_ARN} because "
        "no role trust policy allows the sts:AssumeRole action"
    )


def test_the_principals_that_a_policy_names_can_be_listed_to_check_that_they_exist() -> None:
    text = document(
        statement(Principal={"AWS": [ALICE_ARN, ROOT_ARN, "AIDAALICEALICEALICE00"]}),
        statement("Deny", Principal={"AWS": ROLE_ARN, "Service": "dynamodb.amazonaws.com"}),
        statement(Principal="*"),
    )
    assert parse_policy(text, PolicyKind.KEY).identities == {ALICE_ARN, "AIDAALICEALICEALICE00", ROLE_ARN}


def test_the_caller_of_a_call_is_a_principal_and_a_session_is_traced_to_its_role() -> None:
    session = RequestPrincipal.of(Principal("AssumedRole", ACCOUNT, SESSION_ARN))
    assert session.role_arn == f"arn:aws:iam::{ACCOUNT}:role/Reader"
    assert (
        RequestPrincipal.of(Principal("AssumedRole", ACCOUNT, SESSION_ARN), role_arn=ROLE_ARN).role_arn
        == ROLE_ARN
    )
    assert RequestPrincipal.of(Principal.root(ACCOUNT)) == ROOT
    assert RequestPrincipal.of(Principal.service("dynamodb.amazonaws.com", ACCOUNT)) == SERVICE


@pytest.mark.parametrize(
    ("arn", "role"),
    [(ALICE_ARN, None), ("dynamodb.amazonaws.com", None), ("arn:aws:sts::1:federated-user/x", None)],
)
def test_other_arns_have_no_role(arn: str, role: str | None) -> None:
    assert role_of_session(arn) is role


@pytest.mark.parametrize(
    ("arn", "account"), [(ALICE_ARN, ACCOUNT), ("arn:aws:s3:::bucket", ""), ("*", ""), ("", "")]
)
def test_the_account_of_an_arn(arn: str, account: str) -> None:
    assert account_of(arn) == account


def test_an_owner_that_the_arn_does_not_say_can_be_given() -> None:
    request = RequestContext("s3:GetObject", "arn:aws:s3:::bucket/x", ALICE, resource_account=OTHER)
    assert request.crosses_accounts
    assert not RequestContext("s3:GetObject", "arn:aws:s3:::bucket/x", ALICE).crosses_accounts
