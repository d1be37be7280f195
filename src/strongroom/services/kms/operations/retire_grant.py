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
        if not _may_retire(gate, grant):
            raise authorization.foreign(call, "RetireGrant", grant.key_arn)
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


def _may_retire(gate: Gate, grant: Grant) -> bool:
    """The retiring principal, the grantee if the grant lets it, and the account that made the grant.

    Source: KMS developer guide, "Retiring and revoking grants".
    """
    principal = gate.permissions.principal
    region = gate.call.region
    if grant.retiring is not None and authorization.designates(grant.retiring, principal, region):
        return True
    if "RetireGrant" in grant.operations and authorization.designates(grant.grantee, principal, region):
        return True
    return principal.kind == "Root" and principal.account == grant.issuing_account
