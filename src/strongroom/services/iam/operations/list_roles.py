"""ListRoles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents
from strongroom.services.iam.collections import ROLES
from strongroom.services.iam.paging import page, start_of_page
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListRoles")
def list_roles(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    prefix = request.get("PathPrefix", "/")
    gate.admit("ListRoles", gate.arn(f"role{prefix}"))

    def look_up(reader: Reader) -> Answer:
        found = (
            role
            for role in ROLES.all(reader, call.account, start_of_page(request))
            if role.path.startswith(prefix)
        )
        return page(request, "Roles", found, lambda role: role.name, documents.listed_role)

    return service.catalog.read(look_up)
