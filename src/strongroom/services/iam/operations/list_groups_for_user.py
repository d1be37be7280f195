"""ListGroupsForUser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents
from strongroom.services.iam.collections import GROUPS
from strongroom.services.iam.paging import page_of
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListGroupsForUser")
def list_groups_for_user(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def look_up(reader: Reader) -> Answer:
        user = gate.user(reader, "ListGroupsForUser", request["UserName"])
        groups = (GROUPS.find(reader, call.account, name) for name in user.groups)
        listed = [group for group in groups if group is not None]
        return page_of(request, "Groups", listed, lambda group: group.name, documents.group)

    return service.catalog.read(look_up)
