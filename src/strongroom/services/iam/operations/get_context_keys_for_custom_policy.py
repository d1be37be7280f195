"""GetContextKeysForCustomPolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.policy import PolicyKind
from strongroom.services.iam.simulation import input_policies
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("GetContextKeysForCustomPolicy")
def get_context_keys_for_custom_policy(service: Iam, call: Call, request: Request) -> Answer:
    service.gate(call).admit("GetContextKeysForCustomPolicy", "*")
    policies = input_policies(request, "PolicyInputList", PolicyKind.IDENTITY)
    return {"ContextKeyNames": sorted({key for policy in policies for key in policy.spelled_keys})}
