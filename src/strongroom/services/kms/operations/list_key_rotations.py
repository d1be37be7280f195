"""ListKeyRotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.kms import replicas
from strongroom.services.kms.key_metadata import expiration
from strongroom.services.kms.keys import KmsKey
from strongroom.services.kms.materials import Material
from strongroom.services.kms.paging import page, start_of_page
from strongroom.services.kms.rotation import check_symmetric
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

DEFAULT_LIMIT = 100


@operation("ListKeyRotations")
def list_key_rotations(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    key = service.catalog.read(lambda reader: gate.admit(reader, "ListKeyRotations", request["KeyId"]))
    check_symmetric(key)
    behind = start_of_page(request.get("Marker"))
    everything = request.get("IncludeKeyMaterial") == "ALL_KEY_MATERIAL"
    awaiting = service.catalog.read(lambda reader: _awaiting_replicas(reader, key))
    listed = [material for material in key.materials if everything or material.rotated is not None]
    ids = [material.id for material in listed]
    start = ids.index(behind) + 1 if behind in ids else 0
    return page(
        "Rotations",
        iter(listed[start:]),
        request.get("Limit", DEFAULT_LIMIT),
        lambda material: material.id,
        lambda material: _entry(key, material, awaits_replicas=material.id in awaiting),
    )


def _awaiting_replicas(reader: Reader, key: KmsKey) -> frozenset[str]:
    """The ids of material that waits to be imported into replicas before it can be rotated to."""
    if key.is_replica:
        return frozenset()
    waiting = (material for material in key.materials if material.pending)
    return frozenset(each.id for each in waiting if not replicas.all_have(reader, key, each))


def _entry(key: KmsKey, material: Material, *, awaits_replicas: bool) -> dict[str, Any]:
    """The wire's RotationsListEntry."""
    entry: dict[str, Any] = {
        "KeyId": key.key_id,
        "KeyMaterialId": material.id,
        "KeyMaterialState": _state(key, material, awaits_replicas=awaits_replicas),
    }
    if key.origin == "EXTERNAL":
        entry["ImportState"] = "PENDING_IMPORT" if material.sealed is None else "IMPORTED"
        if material.sealed is not None:
            entry |= expiration(material.expires)
        if material.description is not None:
            entry["KeyMaterialDescription"] = material.description
    if material.rotated is not None:
        entry |= {"RotationDate": material.rotated, "RotationType": material.rotation_type}
    return entry


def _state(key: KmsKey, material: Material, *, awaits_replicas: bool) -> str:
    if awaits_replicas:
        return "PENDING_MULTI_REGION_IMPORT_AND_ROTATION"
    if material.pending:
        return "PENDING_ROTATION"
    return "CURRENT" if material is key.current else "NON_CURRENT"
