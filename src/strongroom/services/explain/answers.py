"""Decisions on the wire: what was decided, by which statements, and what kept the others from applying."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from strongroom.calls import Call
from strongroom.services.iam.permissions import Verdict
from strongroom.services.iam.policy import ConditionValue, Considered, Decision, PolicyKind, Reason, text_of

#: Condition keys whose values are parts of items: an explanation names them and leaves their values out.
_OF_ITEMS = ("dynamodb:leadingkeys", "partitionkeyvalues")


def described(call: Call, verdict: Verdict) -> dict[str, Any]:
    """The wire's Decision."""
    decision, context = verdict.decision, verdict.context
    answer: dict[str, Any] = {
        "RequestId": call.request_id,
        "Principal": context.principal.arn,
        "InvokedBy": call.via,
        "Action": context.action,
        "Resource": context.resource or None,
        "Outcome": _outcome(decision),
        "Reason": _reason(decision),
        "DecidedBy": "grant" if decision.grant is not None else str(decision.kind),
        "GrantId": decision.grant,
        "Message": None if decision.allowed else verdict.message,
        "Statements": [_statement(each) for each in verdict.considered()],
        "ContextEntries": list(_context_entries(context.keys)),
    }
    return {member: value for member, value in answer.items() if value is not None}


def _outcome(decision: Decision) -> str:
    """In the words of IAM's policy simulator."""
    if decision.allowed:
        return "allowed"
    return "explicitDeny" if decision.explicitly_denied else "implicitDeny"


def _reason(decision: Decision) -> str:
    kind = decision.kind
    match decision.reason:
        case Reason.ALLOWED_BY_POLICY:
            return f"A statement in {_a(kind)} allows it, and nothing denies it."
        case Reason.ALLOWED_AS_ROOT:
            return "The account's root user needs no identity-based policy, and nothing denies it."
        case Reason.ALLOWED_BY_GRANT:
            return "A grant allows it, and nothing denies it."
        case Reason.EXPLICIT_DENY:
            return f"A statement in {_a(kind)} denies it; then nothing can allow it."
        case Reason.IMPLICIT_DENY:
            return f"No statement in {_a(kind)} allows it, and one is needed."


def _a(kind: PolicyKind) -> str:
    return f"{'an' if kind is PolicyKind.IDENTITY else 'a'} {kind}"


def _statement(considered: Considered) -> dict[str, Any]:
    statement = considered.statement
    answer: dict[str, Any] = {
        "PolicyType": str(statement.kind),
        "PolicyName": statement.policy or None,
        "AttachedTo": considered.attached_to,
        "Sid": statement.sid or None,
        "Number": statement.index + 1,
        "Effect": statement.effect,
        "Applies": considered.applies,
        "Missed": considered.missed or None,
    }
    return {member: value for member, value in answer.items() if value is not None}


def _context_entries(keys: Mapping[str, ConditionValue]) -> Iterator[dict[str, Any]]:
    for name, value in sorted(keys.items()):
        hidden = name.lower().endswith(_OF_ITEMS)
        yield {
            "ContextKeyName": name,
            "ContextKeyValues": [] if hidden else _texts(value),
        }


def _texts(value: ConditionValue) -> list[str]:
    if isinstance(value, str | bool | int | float | bytes):
        return [text_of(value)]
    return list(value)
