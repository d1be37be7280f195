"""SetDefaultPolicyVersion."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.collections import POLICIES
from strongroom.services.iam.managed_gate import admitted_own_version
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("SetDefaultPolicyVersion")
def set_default_policy_version(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def change(transaction: Transaction) -> Answer:
        policy, version = admitted_own_version(gate, transaction, "SetDefaultPolicyVersion", request)
        POLICIES.put(transaction, replace(policy, default=version.id, updated=gate.now))
        return {}

    return service.write(change)
