"""ListPolicyTags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.managed_gate import admitted
from strongroom.services.iam.paging import page_of_exact_tags
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListPolicyTags")
def list_policy_tags(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def look_up(reader: Reader) -> Answer:
        policy = admitted(gate, reader, "ListPolicyTags", request["PolicyArn"])
        return page_of_exact_tags(request, policy.tags)

    return service.catalog.read(look_up)
