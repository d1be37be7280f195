"""RetireGrant."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import authorization, errors, grants
from strongroom.services.kms.arns import is_alias
from strongroom.services.kms.gate import Gate
from strongroom.services.kms.grants import Grant
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("RetireGrant")
def retire_grant(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def retire(transaction: Transaction) -> Answer:
        grant = _named(transaction, gate, request)
        _authorize(gate, grant)
        if request.get("DryRun"):
            raise errors.dry_run()
        grants.delete(transaction, grant)
        return {}

    return service.catalog.write(retire)


def _named(transaction: Transaction, gate: Gate, request: Request) -> Grant:
    """The grant that the request names by its token, or by its id and key."""
    token, key_id, grant_id = request.get("GrantToken"), request.get("KeyId"), request.get("GrantId")
    if token is not None:
        subject = grants.read_token(token, gate.root_key)
        grant = grants.find(transaction, subject.scope, subject.key_id, subject.grant_id)
        if grant is None:
            raise errors.grant_not_found(subject.grant_id)
        return grant
    if key_id is None or grant_id is None:
        raise errors.validation("Grant token OR (grant ID, key ID) must be specified")
    if is_alias(key_id):
        raise errors.aliases_not_supported()
    key = gate.find(transaction, "RetireGrant", key_id)
    grant = grants.find(transaction, key.scope, key.key_id, grant_id)
    if grant is None:
        raise errors.grant_not_found(grant_id)
    return grant


def _authorize(gate: Gate, grant: Grant) -> None:
    """Let those retire the grant whom it names; and in the account that made it, that of the key and that which
    it names, whom IAM lets. A Deny in IAM counts for all of them, a key policy for none.

    Raises AccessDeniedException. Source: KMS developer guide, "Retiring and revoking grants".
    """
    account = gate.permissions.principal.account
    verdict = gate.permissions.judge(
        gate.call,
        gate.now,
        "kms:RetireGrant",
        grant.key_arn,
        conditions={**authorization.caller_keys(gate.call), **grant.constraints.condition_keys()},
        resource_account=account,
    )
    if verdict.decision.explicitly_denied:
        gate.permissions.tell(gate.call, verdict)
        raise errors.access_denied(verdict.message)
    by_account = account in (grant.issuing_account, grant.scope.account) or grant.retiring == _root_of(account)
    if not (_is_named(gate, grant) or (by_account and verdict.allowed)):
        raise authorization.foreign(gate.call, "RetireGrant", grant.key_arn)


def _is_named(gate: Gate, grant: Grant) -> bool:
    """Whether the grant itself lets the caller retire it."""
    principal, region = gate.permissions.principal, gate.call.region
    if grant.retiring is not None and authorization.designates(grant.retiring, principal, region):
        return True
    return "RetireGrant" in grant.operations and authorization.designates(grant.grantee, principal, region)


def _root_of(account: str) -> str:
    return f"arn:aws:iam::{account}:root"
