"""ListServiceSpecificCredentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.paging import page_of_names
from strongroom.services.iam.uncommon_credentials import none_of_user
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListServiceSpecificCredentials")
def list_service_specific_credentials(service: Iam, call: Call, request: Request) -> Answer:
    if request.get("AllUsers"):
        service.gate(call).admit("ListServiceSpecificCredentials", "*")
        return page_of_names(request, "ServiceSpecificCredentials", ())
    return none_of_user(service, call, request, "ListServiceSpecificCredentials", "ServiceSpecificCredentials")
