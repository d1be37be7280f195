"""GetUser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom.calls import Call
from strongroom.services.iam import documents
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("GetUser")
def get_user(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    if "UserName" not in request and call.principal.kind == "Root":
        gate.admit("GetUser", call.principal.arn)
        return {"User": _root(call)}
    name = gate.user_name(request)

    def look_up(reader: Reader) -> Answer:
        return {"User": documents.user(gate.user(reader, "GetUser", name))}

    return service.catalog.read(look_up)


def _root(call: Call) -> dict[str, Any]:
    """The root user as the service describes it; when the account was made is not known here."""
    return {"Path": "/", "UserId": call.account, "Arn": call.principal.arn, "CreateDate": 0.0}
