"""RotateKeyOnDemand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import rotation, upkeep
from strongroom.services.kms.keys import KmsKey
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("RotateKeyOnDemand")
async def rotate_key_on_demand(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def rotate(transaction: Transaction) -> KmsKey:
        key = gate.admit(transaction, "RotateKeyOnDemand", request["KeyId"])
        rotated = rotation.rotated_on_demand(transaction, service, key, gate.now)
        service.put(transaction, rotated)
        return rotated

    key = await service.catalog.write(rotate)
    service.report(upkeep.rotated(key.scope, key.key_id, rotation.ON_DEMAND))
    return {"KeyId": key.arn}
