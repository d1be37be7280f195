"""ListKeyPolicies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import key_policies
from strongroom.services.kms.paging import page, start_of_page
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms

DEFAULT_LIMIT = 100


@operation("ListKeyPolicies")
def list_key_policies(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    service.catalog.read(lambda reader: gate.admit(reader, "ListKeyPolicies", request["KeyId"]))
    behind = start_of_page(request.get("Marker"))
    names = iter([key_policies.NAME] if behind is None else [])
    return page("PolicyNames", names, request.get("Limit", DEFAULT_LIMIT), str, str)
