"""What a security engineer types: the AWS CLI, unchanged, on roles, simulations, grants and the audit log."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from api.principals import ACCOUNT, allow, deny, new_role, new_user, policy
from api.test_audit import events
from server import Server


def test_from_a_role_to_the_event_of_its_use(server: Server, aws: Callable[..., Any]) -> None:
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    user = new_user(server, allow("sts:AssumeRole"))
    role = new_role(server, user.arn, allow("kms:*"), deny("kms:Decrypt"))
    role_name = role.rpartition("/")[2]

    simulated = aws(
        server,
        *("iam", "simulate-principal-policy", "--policy-source-arn", role),
        *("--action-names", "kms:Encrypt", "kms:Decrypt", "--resource-arns", key),
    )["EvaluationResults"]
    assert [(each["EvalActionName"], each["EvalDecision"]) for each in simulated] == [
        ("kms:Encrypt", "allowed"),
        ("kms:Decrypt", "explicitDeny"),
    ]
    (matched,) = simulated[1]["MatchedStatements"]
    assert (matched["SourcePolicyId"], matched["SourcePolicyType"]) == (f"role_{role_name}_test", "IAM Policy")

    before, server.access_key = server.access_key, (user.key[0], user.key[1])
    try:
        session = aws(
            server,
            *("sts", "assume-role", "--role-arn", role, "--role-session-name", "nightly"),
            *("--policy", policy(allow("kms:ListGrants")), "--duration-seconds", "900"),
        )
    finally:
        server.access_key = before
    assert session["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{role_name}/nightly"
    assert session["PackedPolicySize"] > 0

    kms.create_grant(KeyId=key, GranteePrincipal=user.arn, Operations=["Decrypt"], Name="engineer")
    (grant,) = aws(server, "kms", "list-grants", "--key-id", key)["Grants"]
    assert (grant["GranteePrincipal"], grant["Operations"]) == (user.arn, ["Decrypt"])

    attribute = {"AttributeKey": "AccessKeyId", "AttributeValue": user.key[0]}
    events(server, 1, LookupAttributes=[attribute])
    (event,) = aws(
        server,
        *("cloudtrail", "lookup-events", "--lookup-attributes"),
        f"AttributeKey=AccessKeyId,AttributeValue={user.key[0]}",
    )["Events"]
    shown = json.loads(event["CloudTrailEvent"])
    assert shown["userIdentity"]["userName"] == event["Username"] == user.name
    assert shown["responseElements"]["credentials"]["accessKeyId"] == session["Credentials"]["AccessKeyId"]
