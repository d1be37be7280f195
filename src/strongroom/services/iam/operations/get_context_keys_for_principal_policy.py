"""GetContextKeysForPrincipalPolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.policy import PolicyKind
from strongroom.services.iam.policy_sources import policy_source
from strongroom.services.iam.simulation import input_policies
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("GetContextKeysForPrincipalPolicy")
def get_context_keys_for_principal_policy(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    given = input_policies(request, "PolicyInputList", PolicyKind.IDENTITY)

    def look_up(reader: Reader) -> Answer:
        source = policy_source(gate, reader, "GetContextKeysForPrincipalPolicy", request["PolicySourceArn"])
        policies = (*service.directory.policies_of(reader, source), *given)
        return {"ContextKeyNames": sorted({key for policy in policies for key in policy.spelled_keys})}

    return service.catalog.read(look_up)
