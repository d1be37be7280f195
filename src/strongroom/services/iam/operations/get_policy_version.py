"""GetPolicyVersion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents
from strongroom.services.iam.managed_gate import admitted_version
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("GetPolicyVersion")
def get_policy_version(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def look_up(reader: Reader) -> Answer:
        policy, version = admitted_version(gate, reader, "GetPolicyVersion", request)
        return {"PolicyVersion": documents.policy_version(policy, version)}

    return service.catalog.read(look_up)
