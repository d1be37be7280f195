"""GetRole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("GetRole")
def get_role(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def look_up(reader: Reader) -> Answer:
        role = gate.role(reader, "GetRole", request["RoleName"])
        return {"Role": documents.role(role, service.last_uses.of_role(reader, role))}

    return service.catalog.read(look_up)
