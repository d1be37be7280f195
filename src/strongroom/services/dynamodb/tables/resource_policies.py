"""Resource-based policies of tables and streams: checked, brought into the form they are shown in, revised.

Source: DynamoDB developer guide, "Resource-based policies"; API reference, PutResourcePolicy; messages and the
canonical form as observed of the service in October 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from strongroom.errors import ServiceError
from strongroom.services.dynamodb import errors
from strongroom.services.dynamodb.tables.record import ResourcePolicy
from strongroom.services.iam.policy import MalformedPolicy, PolicyKind, Renaming, parse_policy

NO_POLICY = "NO_POLICY"
_MOST_BYTES = 20_480
_OLD_VERSION = "2008-10-17"
_ELEMENTS = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)
_ACCOUNT = re.compile(r"\d{12}")


def checked_policy(text: str, now: float, current: ResourcePolicy | None) -> ResourcePolicy:
    """The policy that a document makes; ``current`` itself when it says the same.

    Raises ValidationException. A revision id is the time in milliseconds, later than the current one's.
    """
    if len(text.encode("utf-8")) > _MOST_BYTES:
        raise errors.invalid_parameter(f"Maximum policy size of {_MOST_BYTES} bytes exceeded")
    try:
        parse_policy(text, PolicyKind.RESOURCE)
    except MalformedPolicy as problem:
        raise errors.invalid_parameter(f"Invalid policy document: {problem}") from problem
    document = orjson.loads(text)
    statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    _refuse_unbounded(statements)
    canonical = [_canonical(statement) for statement in statements]
    identity = _text({**_header(document, None), "Statement": canonical})
    if current is not None and current.identity == identity:
        return current
    revision = int(now * 1000) if current is None else max(int(now * 1000), int(current.revision) + 1)
    shown = _text({**_header(document, _OLD_VERSION), "Statement": canonical})
    return ResourcePolicy(shown, identity, str(revision))


def renamed_policy(policy: ResourcePolicy, renaming: Renaming) -> ResourcePolicy:
    """The policy with a principal renamed; itself when it does not name it. The revision stays."""
    document = renaming.in_policy(policy.document)
    if document == policy.document:
        return policy
    return replace(policy, document=document, identity=renaming.in_policy(policy.identity))


def check_revision(table: str, current: ResourcePolicy | None, expected: str | None) -> None:
    """Refuse a change that expects another revision than there is. Raises PolicyNotFoundException."""
    if expected is None or (current is None and expected == NO_POLICY):
        return
    if current is None:
        raise policy_not_found(
            f"Requested update for policy with revision id {expected}, but table {table} has no associated "
            "policy."
        )
    if expected == NO_POLICY:
        raise policy_not_found(
            f"Requested policy update expecting none to be present for table {table}, but a policy exists with "
            f"revision id {current.revision}."
        )
    if expected != current.revision:
        raise policy_not_found(
            f"Requested update for policy with revision id {expected}, but the policy associated to target "
            f"table {table} has revision id {current.revision}."
        )


def policy_not_found(detail: str) -> ServiceError:
    """No policy, or another than the expected one."""
    return ServiceError(
        "PolicyNotFoundException", f"Resource-based policy not found for the provided ResourceArn: {detail}"
    )


def policy_lockout() -> ServiceError:
    """A policy that denies the caller the permission to change it."""
    return errors.access_denied(
        "The new resource policy will not allow you to update the resource policy in the future."
    )


def _refuse_unbounded(statements: list[Mapping[str, Any]]) -> None:
    for statement in statements:
        principal = statement.get("Principal")
        named = [*_listed(principal.get("AWS", ()))] if isinstance(principal, dict) else [principal]
        if statement["Effect"] == "Allow" and "*" in named and not statement.get("Condition"):
            raise errors.validation(
                "Resource-based policy grants unbounded access in one or more elements. Please revise the "
                "policy to ensure least-privilege form of access"
            )


def _header(document: Mapping[str, Any], version: str | None) -> dict[str, Any]:
    header = {"Version": document.get("Version", version), "Id": document.get("Id")}
    return {name: value for name, value in header.items() if value is not None}


def _canonical(statement: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _canonical_element(name, statement[name]) for name in _ELEMENTS if name in statement}


def _canonical_element(name: str, element: Any) -> Any:
    if name in ("Principal", "NotPrincipal") and isinstance(element, dict):
        return {kind: _canonical_principals(kind, listed) for kind, listed in element.items()}
    if isinstance(element, list) and len(element) == 1:
        return element[0]
    return element


def _canonical_principals(kind: str, listed: Any) -> Any:
    named = list(dict.fromkeys(_whole(kind, principal) for principal in _listed(listed)))
    return named[0] if len(named) == 1 else named


def _whole(kind: str, principal: str) -> str:
    is_account = kind == "AWS" and _ACCOUNT.fullmatch(principal)
    return f"arn:aws:iam::{principal}:root" if is_account else principal


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(document: Mapping[str, Any]) -> str:
    return orjson.dumps(document).decode("utf-8")
