"""What the tests of the policy engine share: principals, documents and the question itself."""

from __future__ import annotations

import json
from typing import Any

from strongroom.services.iam.policy import (
    ConditionValue,
    Decision,
    Policy,
    PolicyKind,
    RequestContext,
    RequestPrincipal,
    evaluate,
    parse_policy,
)

ACCOUNT = "123456789012"
OTHER = "444455556666"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Music"

ROOT_ARN = f"arn:aws:iam::{ACCOUNT}:root"
ALICE_ARN = f"arn:aws:iam::{ACCOUNT}:user/Alice"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/app/Reader"
SESSION_ARN = f"arn:aws:sts::{ACCOUNT}:assumed-role/Reader/nightly"

ROOT = RequestPrincipal("Root", ACCOUNT, ROOT_ARN)
ALICE = RequestPrincipal("IAMUser", ACCOUNT, ALICE_ARN, unique_id="AIDAALICEALICEALICE00")
SESSION = RequestPrincipal("AssumedRole", ACCOUNT, SESSION_ARN, ROLE_ARN, "AROAREADERREADER00000")
SERVICE = RequestPrincipal("AWSService", ACCOUNT, "dynamodb.amazonaws.com")
STRANGER = RequestPrincipal("IAMUser", OTHER, f"arn:aws:iam::{OTHER}:user/Mallory")
STRANGE_ROOT = RequestPrincipal("Root", OTHER, f"arn:aws:iam::{OTHER}:root")


def statement(effect: str = "Allow", action: Any = "*", resource: Any = "*", **elements: Any) -> dict[str, Any]:
    """One statement; elements given as None are left out."""
    written = {"Effect": effect, "Action": action, "Resource": resource, **elements}
    return {name: value for name, value in written.items() if value is not None}


def document(*statements: dict[str, Any], version: str | None = "2012-10-17") -> str:
    return json.dumps({**({} if version is None else {"Version": version}), "Statement": list(statements)})


def policy(
    kind: PolicyKind, *statements: dict[str, Any], name: str = "", version: str = "2012-10-17"
) -> Policy:
    return parse_policy(document(*statements, version=version), kind, name)


def identity(*statements: dict[str, Any], **options: Any) -> Policy:
    return policy(PolicyKind.IDENTITY, *statements, **options)


def key_policy(*statements: dict[str, Any]) -> Policy:
    return policy(PolicyKind.KEY, *statements)


def context(
    action: str = "kms:Decrypt",
    resource: str = KEY,
    principal: RequestPrincipal = ALICE,
    keys: dict[str, ConditionValue] | None = None,
) -> RequestContext:
    return RequestContext(action, resource, principal, keys or {})


def applies(
    one: dict[str, Any],
    keys: dict[str, ConditionValue] | None = None,
    *,
    action: str = "kms:Decrypt",
    resource: str = KEY,
    principal: RequestPrincipal = ALICE,
    version: str = "2012-10-17",
) -> bool:
    """Whether a statement of an identity-based policy applies to a request."""
    request = context(action, resource, principal, keys)
    decision = evaluate(request, identity_policies=[identity(one, version=version)])
    return bool(decision.statements)


def decide(request: RequestContext, **policies: Any) -> Decision:
    return evaluate(request, **policies)
