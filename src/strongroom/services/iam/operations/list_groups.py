"""ListGroups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents
from strongroom.services.iam.collections import GROUPS
from strongroom.services.iam.paging import page, start_of_page
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListGroups")
def list_groups(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    prefix = request.get("PathPrefix", "/")
    gate.admit("ListGroups", gate.arn(f"group{prefix}"))

    def look_up(reader: Reader) -> Answer:
        found = (
            group
            for group in GROUPS.all(reader, call.account, start_of_page(request))
            if group.path.startswith(prefix)
        )
        return page(request, "Groups", found, lambda group: group.name, documents.group)

    return service.catalog.read(look_up)
