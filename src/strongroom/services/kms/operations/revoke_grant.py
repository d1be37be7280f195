"""RevokeGrant."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors, grants
from strongroom.services.kms.authorization import Asked
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("RevokeGrant")
def revoke_grant(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    asked = Asked(conditions={"kms:GrantIsForAWSResource": call.via is not None})

    def revoke(transaction: Transaction) -> Answer:
        key = gate.admit(transaction, "RevokeGrant", request["KeyId"], asked)
        grant = grants.find(transaction, key.scope, key.key_id, request["GrantId"])
        if grant is None:
            raise errors.grant_not_found(request["GrantId"])
        if request.get("DryRun"):
            raise errors.dry_run()
        grants.delete(transaction, grant)
        return {}

    return service.catalog.write(revoke)
