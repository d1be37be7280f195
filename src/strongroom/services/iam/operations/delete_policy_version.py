"""DeletePolicyVersion."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.iam.collections import POLICIES
from strongroom.services.iam.managed_gate import admitted_own_version
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("DeletePolicyVersion")
def delete_policy_version(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def delete(transaction: Transaction) -> Answer:
        policy, version = admitted_own_version(gate, transaction, "DeletePolicyVersion", request)
        if version.id == policy.default:
            raise errors.delete_conflict("Cannot delete the default version of a policy.")
        kept = tuple(each for each in policy.versions if each.id != version.id)
        POLICIES.put(transaction, replace(policy, versions=kept))
        return {}

    return service.write(delete)
