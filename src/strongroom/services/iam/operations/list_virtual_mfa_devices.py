"""ListVirtualMFADevices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.paging import page_of_names
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListVirtualMFADevices")
def list_virtual_mfa_devices(service: Iam, call: Call, request: Request) -> Answer:
    service.gate(call).admit("ListVirtualMFADevices", "*")
    return page_of_names(request, "VirtualMFADevices", ())
