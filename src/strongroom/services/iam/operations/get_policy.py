"""GetPolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents, managed
from strongroom.services.iam.managed_gate import admitted
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("GetPolicy")
def get_policy(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def look_up(reader: Reader) -> Answer:
        policy = admitted(gate, reader, "GetPolicy", request["PolicyArn"])
        uses = managed.uses(reader, call.account)
        attachments, boundaries = uses.attached[policy.arn], uses.boundaries[policy.arn]
        return {"Policy": documents.policy(policy, attachments, boundaries)}

    return service.catalog.read(look_up)
