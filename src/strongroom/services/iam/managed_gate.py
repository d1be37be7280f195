"""The gate before managed policies: those that a call may look at, and those that it may change."""

from __future__ import annotations

from strongroom.services.iam import aws_managed, errors, managed
from strongroom.services.iam.gate import Conditions, Gate
from strongroom.services.iam.records import ManagedPolicy
from strongroom.storage.engine import Reader


def admitted(
    gate: Gate, reader: Reader, operation: str, arn: str, conditions: Conditions | None = None
) -> ManagedPolicy:
    """The policy, one of AWS included. Raises AccessDenied, NoSuchEntity or InvalidInput."""
    found = managed.find(reader, arn)
    tags = {} if found is None else found.tags
    gate.admit(
        operation,
        arn,
        {
            **{f"aws:ResourceTag/{name}": value for name, value in tags.items()},
            **{f"iam:ResourceTag/{name}": value for name, value in tags.items()},
            **(conditions or {}),
        },
        named=f"policy {arn}",
    )
    if found is None or found.account not in (gate.account, aws_managed.ACCOUNT):
        raise errors.policy_not_found(arn)
    return found


def admitted_own(
    gate: Gate, reader: Reader, operation: str, arn: str, conditions: Conditions | None = None
) -> ManagedPolicy:
    """A policy of the account itself, which it may change: a policy of AWS is nobody else's.

    Raises AccessDenied, NoSuchEntity or InvalidInput.
    """
    found = admitted(gate, reader, operation, arn, conditions)
    if found.account == aws_managed.ACCOUNT:
        raise errors.access_denied(
            f"User: {gate.call.principal.arn} is not authorized to perform: iam:{operation} on resource: "
            f"policy {arn}"
        )
    return found
