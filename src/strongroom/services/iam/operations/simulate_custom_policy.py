"""SimulateCustomPolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.policy import PolicyKind, RequestPrincipal, account_of
from strongroom.services.iam.simulation import Simulation, context_keys, input_policies, page_of_results
from strongroom.services.operations import Answer, Request, operation

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("SimulateCustomPolicy")
def simulate_custom_policy(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    gate.admit("SimulateCustomPolicy", "*")
    boundaries = input_policies(request, "PermissionsBoundaryPolicyInputList", PolicyKind.BOUNDARY)
    caller = request.get("CallerArn", call.principal.arn)
    simulation = Simulation(
        RequestPrincipal("IAMUser", account_of(caller) or call.account, caller),
        input_policies(request, "PolicyInputList", PolicyKind.IDENTITY),
        boundaries[0] if boundaries else None,
        context_keys(request),
    )
    return page_of_results(request, simulation)
