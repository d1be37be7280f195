"""GetKeyPolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors, key_policies
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("GetKeyPolicy")
def get_key_policy(service: Kms, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    key = service.catalog.read(lambda reader: gate.admit(reader, "GetKeyPolicy", request["KeyId"]))
    if request.get("PolicyName", key_policies.NAME) != key_policies.NAME:
        raise errors.no_such_policy()
    return {"Policy": key.policy, "PolicyName": key_policies.NAME}
