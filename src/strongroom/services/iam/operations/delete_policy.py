"""DeletePolicy."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors, managed
from strongroom.services.iam.collections import POLICIES
from strongroom.services.iam.managed_gate import admitted_own
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("DeletePolicy")
def delete_policy(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def delete(transaction: Transaction) -> Answer:
        policy = admitted_own(gate, transaction, "DeletePolicy", request["PolicyArn"])
        uses = managed.uses(transaction, call.account)
        if uses.attached[policy.arn] or uses.boundaries[policy.arn]:
            raise errors.delete_conflict("Cannot delete a policy attached to entities.")
        if len(policy.versions) > 1:
            raise errors.delete_conflict(
                "This policy has more than one version. Before you delete a policy, you must delete the "
                "policy's versions. The default version is deleted with the policy."
            )
        POLICIES.delete(transaction, policy)
        return {}

    return service.write(delete)
