"""The gate before managed policies: those that a call may look at, and those that it may change."""

from __future__ import annotations

from strongroom.services.iam import aws_managed, errors, managed
from strongroom.services.iam.gate import Conditions, Gate
from strongroom.services.iam.records import ManagedPolicy, PolicyVersion
from strongroom.services.operations import Request
from strongroom.storage.engine import Reader


def admitted(
    gate: Gate, reader: Reader, operation: str, arn: str, conditions: Conditions | None = None
) -> ManagedPolicy:
    """The policy, one of AWS included. Raises AccessDenied, NoSuchEntity, InvalidInput or ValidationError."""
    found = _found(gate, reader, operation, arn, conditions)
    if found is None:
        raise errors.policy_not_found(arn)
    return found


def admitted_attachable(gate: Gate, reader: Reader, operation: str, arn: str) -> ManagedPolicy:
    """Like ``admitted``, where the service says of a policy that is not there that it cannot be attached."""
    found = _found(gate, reader, operation, arn, None)
    if found is None:
        raise errors.policy_not_attachable(arn)
    return found


def _found(
    gate: Gate, reader: Reader, operation: str, arn: str, conditions: Conditions | None
) -> ManagedPolicy | None:
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
    return None if found is None or found.account not in (gate.account, aws_managed.ACCOUNT) else found


def admitted_version(
    gate: Gate, reader: Reader, operation: str, request: Request
) -> tuple[ManagedPolicy, PolicyVersion]:
    """The policy and its version that a request names. Raises AccessDenied, NoSuchEntity, InvalidInput or
    ValidationError."""
    arn, version_id = request["PolicyArn"], request["VersionId"]
    found = _found(gate, reader, operation, arn, None)
    version = None if found is None else found.version(version_id)
    if found is None or version is None:
        raise errors.version_not_found(arn, version_id)
    return found, version


def admitted_own(
    gate: Gate, reader: Reader, operation: str, arn: str, conditions: Conditions | None = None
) -> ManagedPolicy:
    """A policy of the account itself, which it may change: a policy of AWS is nobody else's.

    Raises AccessDenied, NoSuchEntity, InvalidInput or ValidationError.
    """
    found = admitted(gate, reader, operation, arn, conditions)
    _check_own(gate, operation, found)
    return found


def admitted_own_version(
    gate: Gate, reader: Reader, operation: str, request: Request
) -> tuple[ManagedPolicy, PolicyVersion]:
    """Like ``admitted_version`` for a policy of the account itself."""
    found, version = admitted_version(gate, reader, operation, request)
    _check_own(gate, operation, found)
    return found, version


def _check_own(gate: Gate, operation: str, found: ManagedPolicy) -> None:
    if found.account == aws_managed.ACCOUNT:
        raise errors.access_denied(
            f"User: {gate.call.principal.arn} is not authorized to perform: iam:{operation} on resource: "
            f"policy {found.arn}"
        )
