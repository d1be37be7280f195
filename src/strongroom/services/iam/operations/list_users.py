"""ListUsers."""

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


@operation("ListUsers")
def list_users(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    prefix = request.get("PathPrefix", "/")
    gate.admit("ListUsers", gate.arn(f"user{prefix}"))

    def look_up(reader: Reader) -> Answer:
        found = (
            user
            for user in USERS.all(reader, call.account, start_of_page(request))
            if user.path.startswith(prefix)
        )
        return page(
            request, "Users", found, lambda user: user.name, lambda user: documents.user(user, whole=False)
        )

    return service.catalog.read(look_up)
