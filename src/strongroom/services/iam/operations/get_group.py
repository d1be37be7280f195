"""GetGroup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents
from strongroom.services.iam.collections import USERS
from strongroom.services.iam.paging import page, start_of_page
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("GetGroup")
def get_group(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def look_up(reader: Reader) -> Answer:
        group = gate.group(reader, "GetGroup", request["GroupName"])
        behind = start_of_page(request)
        members = (user for user in USERS.all(reader, call.account, behind) if group.name in user.groups)
        listed = page(
            request, "Users", members, lambda user: user.name, lambda user: documents.user(user, whole=False)
        )
        return {"Group": documents.group(group), **listed}

    return service.catalog.read(look_up)
