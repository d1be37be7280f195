"""DeleteImportedKeyMaterial."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors, imported_material
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("DeleteImportedKeyMaterial")
def delete_imported_key_material(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    material_id = request.get("KeyMaterialId")

    def delete(transaction: Transaction) -> Answer:
        key = gate.admit(transaction, "DeleteImportedKeyMaterial", request["KeyId"])
        imported_material.check_origin(key)
        material = key.current if material_id is None else key.material(material_id)
        if material is None:
            if material_id is not None:
                raise errors.material_not_found(material_id)
            return {"KeyId": key.arn}
        service.put(transaction, key.without_material(material))
        return {"KeyId": key.arn, "KeyMaterialId": material.id}

    return _purged(service, service.catalog.write(delete))


async def _purged(service: Kms, deleted: Awaitable[Answer]) -> Answer:
    answer = await deleted
    service.catalog.purge()
    return answer
