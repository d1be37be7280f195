"""Simulated requests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .world import ACCOUNT, ADMINISTRATOR, Caller, allowing, trusting

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TEMPLATE = "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}"
CONDITIONAL = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*",'
    '"Condition":{"StringEquals":{"kms:ViaService":"dynamodb.us-east-1.amazonaws.com"}}}]}'
)


def _custom(root: Caller, *documents: str, **request: Any) -> list[dict[str, Any]]:
    given = {"ActionNames": ["kms:Decrypt"], "ResourceArns": [KEY], **request}
    results: list[dict[str, Any]] = root("SimulateCustomPolicy", PolicyInputList=list(documents), **given)[
        "EvaluationResults"
    ]
    return results


@pytest.mark.parametrize(
    ("documents", "decision", "matched"),
    [
        ([allowing("kms:*")], "allowed", ["PolicyInputList.1"]),
        ([allowing("kms:Encrypt")], "implicitDeny", []),
        (
            [allowing("kms:*"), allowing("kms:Decrypt", effect="Deny")],
            "explicitDeny",
            ["PolicyInputList.2"],
        ),
        ([allowing("kms:*", KEY)], "allowed", ["PolicyInputList.1"]),
    ],
)
def test_custom_policies(root: Caller, documents: list[str], decision: str, matched: list[str]) -> None:
    (result,) = _custom(root, *documents)
    assert (result["EvalActionName"], result["EvalResourceName"]) == ("kms:Decrypt", TEMPLATE)
    (of_key,) = result["ResourceSpecificResults"]
    assert of_key["EvalResourceName"] == KEY
    assert result["EvalDecision"] == of_key["EvalResourceDecision"] == decision
    assert [each["SourcePolicyId"] for each in result["MatchedStatements"]] == matched
    assert of_key["MatchedStatements"] == result["MatchedStatements"]
    assert result["EvalDecisionDetails"] == {}
    assert "EvalDecisionDetails" not in of_key


def test_matched_statements_have_their_places_in_the_documents(root: Caller) -> None:
    arn = root("CreateUser", UserName="x")["User"]["Arn"]
    root("AttachUserPolicy", UserName="x", PolicyArn=ADMINISTRATOR)
    own = json.dumps(json.loads(allowing("kms:*")), indent=2)
    root("PutUserPolicy", UserName="x", PolicyName="own", PolicyDocument=own)
    (result,) = root("SimulatePrincipalPolicy", PolicySourceArn=arn, ActionNames=["kms:Decrypt"])[
        "EvaluationResults"
    ]
    assert {each["SourcePolicyType"] for each in result["MatchedStatements"]} == {"IAM Policy"}
    places = {each["SourcePolicyId"]: each for each in result["MatchedStatements"]}
    assert places.keys() == {"AdministratorAccess", "user_x_own"}
    assert places["user_x_own"]["StartPosition"] == {"Line": 3, "Column": 17}
    assert places["user_x_own"]["EndPosition"] == {"Line": 8, "Column": 6}
    assert result["EvalResourceName"] == "*"
    assert "ResourceSpecificResults" not in result
    assert "EvalDecisionDetails" not in result


def _of_resources(result: dict[str, Any]) -> list[str]:
    return [each["EvalResourceDecision"] for each in result["ResourceSpecificResults"]]


def test_decisions_across_accounts_are_told_by_type_of_policy(root: Caller) -> None:
    caller = f"arn:aws:iam::{ACCOUNT}:user/Alice"
    foreign = "arn:aws:dynamodb:us-east-1:999999999999:table/T"
    statement = {"Effect": "Allow", "Principal": {"AWS": caller}, "Action": "dynamodb:*", "Resource": "*"}
    (result,) = _custom(
        root,
        allowing("kms:*"),
        ActionNames=["dynamodb:GetItem"],
        ResourceArns=[foreign],
        ResourceOwner="arn:aws:iam::999999999999:root",
        ResourcePolicy=json.dumps({"Version": "2012-10-17", "Statement": statement}),
        CallerArn=caller,
    )
    details = {"IAM Policy": "implicitDeny", "Resource Policy": "allowed"}
    assert result["EvalDecision"] == "implicitDeny"
    assert result["EvalDecisionDetails"] == details
    assert result["ResourceSpecificResults"][0]["EvalDecisionDetails"] == details


def test_every_action_on_every_resource_in_pages(root: Caller) -> None:
    request = {"ActionNames": ["kms:Decrypt", "kms:Encrypt"], "ResourceArns": [KEY, f"{KEY}0"]}
    decrypt, encrypt = _custom(root, allowing("kms:Decrypt", KEY), **request)
    assert [each["EvalResourceName"] for each in decrypt["ResourceSpecificResults"]] == [KEY, f"{KEY}0"]
    assert _of_resources(decrypt) == ["allowed", "implicitDeny"]
    assert _of_resources(encrypt) == ["implicitDeny", "implicitDeny"]
    assert (decrypt["EvalDecision"], decrypt["MatchedStatements"]) == ("implicitDeny", [])
    first = root("SimulateCustomPolicy", PolicyInputList=[allowing("kms:*")], MaxItems=1, **request)
    assert first["IsTruncated"]
    second = root(
        "SimulateCustomPolicy", PolicyInputList=[allowing("kms:*")], Marker=first["Marker"], **request
    )
    assert [each["EvalActionName"] for each in second["EvaluationResults"]] == ["kms:Encrypt"]


def test_condition_keys_are_given_and_missed(root: Caller) -> None:
    (missing,) = _custom(root, CONDITIONAL)
    assert (missing["EvalDecision"], missing["MissingContextValues"]) == ("implicitDeny", ["kms:ViaService"])
    entry = {
        "ContextKeyName": "KMS:viaservice",
        "ContextKeyValues": ["dynamodb.us-east-1.amazonaws.com"],
        "ContextKeyType": "string",
    }
    (given,) = _custom(root, CONDITIONAL, ContextEntries=[entry])
    assert (given["EvalDecision"], given["MissingContextValues"]) == ("allowed", [])


def test_a_boundary(root: Caller) -> None:
    boundary = {"PermissionsBoundaryPolicyInputList": [allowing("kms:Encrypt")]}
    (result,) = _custom(root, allowing("kms:*"), **boundary)
    assert result["EvalDecision"] == "implicitDeny"
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}


def test_a_key_policy_must_let_the_caller_in(root: Caller) -> None:
    caller = f"arn:aws:iam::{ACCOUNT}:user/Alice"
    statement = '{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"kms:*","Resource":"*"}'
    for principal, decision in ((caller, "allowed"), (f"arn:aws:iam::{ACCOUNT}:user/Bob", "implicitDeny")):
        policy = '{"Version":"2012-10-17","Statement":[' + statement % principal + "]}"
        (result,) = _custom(root, allowing("s3:*"), ResourcePolicy=policy, CallerArn=caller)
        assert result["EvalDecision"] == decision


def test_malformed_input(root: Caller) -> None:
    with root.refused("InvalidInput", "PolicyInputList.2: Syntax errors in policy."):
        _custom(root, allowing("kms:*"), "nonsense")
    with root.refused("ValidationError"):
        _custom(root, allowing("kms:*"), Marker="eHg=")


@pytest.mark.parametrize("kind", ["User", "Group", "Role"])
def test_a_principals_policies(root: Caller, kind: str) -> None:
    extra = {"AssumeRolePolicyDocument": trusting("*")} if kind == "Role" else {}
    arn = root(f"Create{kind}", **{f"{kind}Name": "x"}, **extra)[kind]["Arn"]
    root(f"Put{kind}Policy", **{f"{kind}Name": "x"}, PolicyName="own", PolicyDocument=allowing("kms:Decrypt"))
    request = {"PolicySourceArn": arn, "ActionNames": ["kms:Decrypt", "kms:Encrypt"], "ResourceArns": [KEY]}
    results = root("SimulatePrincipalPolicy", **request)["EvaluationResults"]
    assert [each["EvalDecision"] for each in results] == ["allowed", "implicitDeny"]
    assert results[0]["MatchedStatements"][0]["SourcePolicyId"] == f"{kind.lower()}_x_own"
    more = root("SimulatePrincipalPolicy", PolicyInputList=[allowing("kms:*")], **request)
    assert [each["EvalDecision"] for each in more["EvaluationResults"]] == ["allowed", "allowed"]


def test_a_principals_own_boundary_and_tags_count(root: Caller) -> None:
    limit = root("CreatePolicy", PolicyName="L", PolicyDocument=allowing("kms:Decrypt"))["Policy"]["Arn"]
    tags = [{"Key": "team", "Value": "key"}]
    arn = root("CreateUser", UserName="x", PermissionsBoundary=limit, Tags=tags)["User"]["Arn"]
    resource = "arn:aws:kms:us-east-1:" + ACCOUNT + ":${aws:PrincipalTag/team}/*"
    root("PutUserPolicy", UserName="x", PolicyName="own", PolicyDocument=allowing("kms:*", resource))
    request = {"PolicySourceArn": arn, "ActionNames": ["kms:Decrypt", "kms:Encrypt"], "ResourceArns": [KEY]}
    allowed, limited = root("SimulatePrincipalPolicy", **request)["EvaluationResults"]
    assert (allowed["EvalDecision"], allowed["MissingContextValues"]) == ("allowed", [])
    assert (limited["EvalDecision"], limited["PermissionsBoundaryDecisionDetail"]) == (
        "implicitDeny",
        {"AllowedByPermissionsBoundary": False},
    )


def test_an_unknown_principal(root: Caller) -> None:
    request = {"ActionNames": ["kms:Decrypt"]}
    with root.refused("NoSuchEntity", "The user with name Nobody cannot be found."):
        root("SimulatePrincipalPolicy", PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:user/Nobody", **request)
    with root.refused("InvalidInput"):
        root("SimulatePrincipalPolicy", PolicySourceArn=KEY + "/" + "x" * 20, **request)


def test_the_condition_keys_of_policies(root: Caller) -> None:
    answer = root("GetContextKeysForCustomPolicy", PolicyInputList=[CONDITIONAL, allowing("kms:*")])
    assert answer["ContextKeyNames"] == ["kms:ViaService"]
    arn = root("CreateUser", UserName="x")["User"]["Arn"]
    home = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/" + "${aws:userName}"
    root("PutUserPolicy", UserName="x", PolicyName="own", PolicyDocument=allowing("dynamodb:*", home))
    answer = root("GetContextKeysForPrincipalPolicy", PolicySourceArn=arn, PolicyInputList=[CONDITIONAL])
    assert answer["ContextKeyNames"] == ["aws:userName", "kms:ViaService"]
