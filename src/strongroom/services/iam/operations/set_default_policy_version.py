"""SetDefaultPolicyVersion."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.iam.collections import POLICIES
from strongroom.services.iam.managed_gate import admitted_own
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("SetDefaultPolicyVersion")
def set_default_policy_version(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def change(transaction: Transaction) -> Answer:
        policy = admitted_own(gate, transaction, "SetDefaultPolicyVersion", request["PolicyArn"])
        if policy.version(request["VersionId"]) is None:
            raise errors.version_not_found(policy.arn, request["VersionId"])
        POLICIES.put(transaction, replace(policy, default=request["VersionId"], updated=gate.now))
        return {}

    return service.write(change)
