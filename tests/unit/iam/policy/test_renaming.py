"""Policies follow users and roles that are renamed or deleted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from strongroom.services.iam.policy import PolicyKind, Renaming

from .kit import ACCOUNT, ALICE_ARN, ROLE_ARN, ROOT_ARN, SESSION_ARN, document, policy, statement

ALICE_ID = "AIDAALICEALICEALICE00"
ROLE_ID = "AROAROLEROLEROLEROLE0"
GONE = Renaming(ALICE_ARN, ALICE_ID)
ROLE_GONE = Renaming(ROLE_ARN, ROLE_ID)


def principals(renaming: Renaming, **elements: Any) -> dict[str, Any]:
    """What becomes of a statement's elements, once the policy still compiles."""
    written = document(statement("Deny", "kms:*", "*", **elements))
    renamed = renaming.in_policy(written)
    policy(PolicyKind.KEY, *json.loads(renamed)["Statement"])
    return {name: json.loads(renamed)["Statement"][0][name] for name in elements}


@pytest.mark.parametrize("element", ["Principal", "NotPrincipal"])
@pytest.mark.parametrize(
    ("renaming", "before", "after"),
    [
        (GONE, ALICE_ARN, ALICE_ID),
        (GONE, [ROOT_ARN, ALICE_ARN], [ROOT_ARN, ALICE_ID]),
        (Renaming(ALICE_ARN, f"{ALICE_ARN}2"), ALICE_ARN, f"{ALICE_ARN}2"),
        (ROLE_GONE, ROLE_ARN, ROLE_ID),
        (ROLE_GONE, SESSION_ARN, f"{ROLE_ID}:{SESSION_ARN.rpartition('/')[2]}"),
    ],
)
def test_principals_are_renamed(element: str, renaming: Renaming, before: Any, after: Any) -> None:
    assert principals(renaming, **{element: {"AWS": before}}) == {element: {"AWS": after}}


@pytest.mark.parametrize(
    "elements",
    [
        {"Principal": "*"},
        {"Principal": {"AWS": [ROOT_ARN, f"{ALICE_ARN}2"]}},
        {"Principal": {"Service": "dynamodb.amazonaws.com"}},
        {"Principal": {"AWS": "*"}, "Condition": {"ArnEquals": {"aws:PrincipalArn": ALICE_ARN}}},
    ],
)
def test_other_documents_stay_as_they_are(elements: dict[str, Any]) -> None:
    written = document(statement("Deny", "kms:*", "*", **elements))
    assert GONE.in_policy(written) == written


def test_the_layout_of_a_document_stays() -> None:
    one = {"Statement": statement("Deny", "kms:*", "*", Principal={"AWS": ALICE_ARN})}
    assert "\n" not in GONE.in_policy(json.dumps(one))
    assert GONE.in_policy(json.dumps(one, indent=2)) == json.dumps(one, indent=2).replace(ALICE_ARN, ALICE_ID)


def test_the_sessions_of_other_roles_keep_their_names() -> None:
    other = f"arn:aws:sts::{ACCOUNT}:assumed-role/Other/session"
    assert ROLE_GONE.of(other) == other
    assert GONE.of(SESSION_ARN) == SESSION_ARN
