"""SimulatePrincipalPolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.policy import Policy, PolicyKind
from strongroom.services.iam.policy_sources import policy_source, simulated_principal
from strongroom.services.iam.records import Identity
from strongroom.services.iam.simulation import (
    Simulation,
    context_keys,
    input_policies,
    known_keys,
    named_policies,
    page_of_results,
)
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("SimulatePrincipalPolicy")
def simulate_principal_policy(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    given = input_policies(request, "PolicyInputList", PolicyKind.IDENTITY)
    boundaries = input_policies(request, "PermissionsBoundaryPolicyInputList", PolicyKind.BOUNDARY)

    def simulate(reader: Reader) -> Answer:
        source = policy_source(gate, reader, "SimulatePrincipalPolicy", request["PolicySourceArn"])
        principal = simulated_principal(source, request.get("CallerArn"))
        simulation = Simulation(
            principal,
            (*named_policies(service.directory.attached(reader, source)), *given),
            next(iter(boundaries or _own_boundary(service, reader, source)), None),
            {**known_keys(principal, gate.now, source.tags), **context_keys(request)},
        )
        return page_of_results(request, simulation)

    return service.catalog.read(simulate)


def _own_boundary(service: Iam, reader: Reader, source: Identity) -> list[Policy]:
    boundary = service.directory.boundary_of(reader, source)
    return [] if boundary is None else named_policies([(boundary, source.arn)])
