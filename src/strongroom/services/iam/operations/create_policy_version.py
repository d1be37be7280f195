"""CreatePolicyVersion."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents, errors, quotas
from strongroom.services.iam.collections import POLICIES
from strongroom.services.iam.managed_gate import admitted_own
from strongroom.services.iam.policy_documents import check_managed
from strongroom.services.iam.records import PolicyVersion
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("CreatePolicyVersion")
def create_policy_version(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def create(transaction: Transaction) -> Answer:
        policy = admitted_own(gate, transaction, "CreatePolicyVersion", request["PolicyArn"])
        check_managed(request["PolicyDocument"])
        if len(policy.versions) >= quotas.VERSIONS_PER_POLICY:
            raise errors.too_many_versions()
        version = PolicyVersion(f"v{policy.next_version}", request["PolicyDocument"], gate.now)
        changed = replace(
            policy,
            versions=(version, *policy.versions),
            next_version=policy.next_version + 1,
            default=version.id if request.get("SetAsDefault") else policy.default,
            updated=gate.now,
        )
        POLICIES.put(transaction, changed)
        return {"PolicyVersion": documents.policy_version(changed, version, whole=False)}

    return service.write(create)
