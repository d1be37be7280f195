"""UpdatePrimaryRegion."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors, replicas
from strongroom.services.kms.authorization import Asked
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("UpdatePrimaryRegion")
def update_primary_region(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    region = request["PrimaryRegion"]
    gate, there = service.gate(call), service.gate(call._replace(region=region))
    asked = Asked(conditions={"kms:PrimaryRegion": region})

    def update(transaction: Transaction) -> Answer:
        primary = gate.admit(transaction, "UpdatePrimaryRegion", request["KeyId"], asked)
        if not primary.multi_region or primary.is_replica:
            raise errors.not_a_primary_key(primary.arn)
        if region not in primary.replica_regions:
            raise errors.key_not_found(there.scope.arn(f"key/{primary.key_id}"))
        replica = there.admit(transaction, "UpdatePrimaryRegion", primary.key_id, asked)
        replicas.promoted(transaction, service, primary, replica)
        return {}

    return service.catalog.write(update)
