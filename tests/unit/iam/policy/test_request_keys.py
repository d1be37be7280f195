"""The global condition keys of each kind of principal."""

from __future__ import annotations

from typing import Any

import pytest

from strongroom.services.iam.policy import RequestPrincipal, global_keys

from .kit import ACCOUNT, ALICE, ALICE_ARN, ROLE_ARN, ROOT, ROOT_ARN, SERVICE, SESSION

CIRCUMSTANCES: dict[str, Any] = {
    "now": 1_577_836_801.9,
    "region": "us-east-1",
    "source_address": "203.0.113.7",
    "user_agent": "aws-cli/2",
}
ALWAYS = {
    "aws:CurrentTime": "2020-01-01T00:00:01Z",
    "aws:EpochTime": 1_577_836_801,
    "aws:RequestedRegion": "us-east-1",
    "aws:SecureTransport": False,
    "aws:ViaAWSService": False,
    "aws:PrincipalIsAWSService": False,
    "aws:SourceIp": "203.0.113.7",
    "aws:UserAgent": "aws-cli/2",
}


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        (
            ROOT,
            {"aws:PrincipalArn": ROOT_ARN, "aws:PrincipalType": "Account", "aws:userid": ACCOUNT},
        ),
        (
            ALICE,
            {
                "aws:PrincipalArn": ALICE_ARN,
                "aws:PrincipalType": "User",
                "aws:userid": ALICE.unique_id,
                "aws:username": "Alice",
            },
        ),
        (
            SESSION,
            {
                "aws:PrincipalArn": ROLE_ARN,
                "aws:PrincipalType": "AssumedRole",
                "aws:userid": f"{SESSION.unique_id}:nightly",
            },
        ),
    ],
)
def test_a_principal_of_an_account(principal: RequestPrincipal, expected: dict[str, Any]) -> None:
    keys = global_keys(principal, **CIRCUMSTANCES)
    assert keys == {**ALWAYS, "aws:PrincipalAccount": ACCOUNT, **expected}


def test_a_service_has_its_name_and_no_account() -> None:
    keys = global_keys(SERVICE, **CIRCUMSTANCES)
    assert keys == {
        **ALWAYS,
        "aws:PrincipalIsAWSService": True,
        "aws:PrincipalServiceName": "dynamodb.amazonaws.com",
    }


def test_a_call_through_a_service_hides_the_callers_address() -> None:
    keys = global_keys(ALICE, **CIRCUMSTANCES, via="dynamodb.amazonaws.com")
    assert "aws:SourceIp" not in keys
    assert keys["aws:ViaAWSService"] is True
    assert keys["aws:CalledVia"] == ["dynamodb.amazonaws.com"]
    assert keys["aws:CalledViaFirst"] == keys["aws:CalledViaLast"] == "dynamodb.amazonaws.com"


def test_tags_and_temporary_credentials_have_keys_of_their_own() -> None:
    keys = global_keys(SESSION, **CIRCUMSTANCES, tags={"team": "blue"}, token_issued=1_577_836_800.0)
    assert keys["aws:PrincipalTag/team"] == "blue"
    assert keys["aws:TokenIssueTime"] == "2020-01-01T00:00:00Z"
    assert keys["aws:MultiFactorAuthPresent"] is False
    assert "aws:TokenIssueTime" not in global_keys(ALICE, **CIRCUMSTANCES)
