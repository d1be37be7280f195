"""What a user can have with the service and no user has here: a password, MFA devices, certificates, SSH keys,
credentials of single services.

Tools ask for all of them before they delete a user, and go on when there are none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.iam.paging import page_of_names
from strongroom.services.operations import Answer, Request
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


def none_of_user(service: Iam, call: Call, request: Request, operation: str, member: str) -> Answer:
    """The list of what the user that is named, or calls, does not have."""
    gate = service.gate(call)
    if "UserName" not in request and call.principal.kind == "Root":
        gate.admit(operation, call.principal.arn)
        return page_of_names(request, member, ())
    name = gate.user_name(request)

    def look_up(reader: Reader) -> Answer:
        gate.user(reader, operation, name)
        return page_of_names(request, member, ())

    return service.catalog.read(look_up)


def no_login_profile(service: Iam, call: Call, request: Request, operation: str) -> Answer:
    """The refusal: a user who is there has no password. Raises NoSuchEntity."""
    gate = service.gate(call)
    name = gate.user_name(request)
    service.catalog.read(lambda reader: gate.user(reader, operation, name))
    raise errors.login_profile_not_found(name)
