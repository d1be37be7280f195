"""UpdateAssumeRolePolicy."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.collections import ROLES
from strongroom.services.iam.policy_documents import check_trust
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("UpdateAssumeRolePolicy")
def update_assume_role_policy(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def change(transaction: Transaction) -> Answer:
        role = gate.own_role(transaction, "UpdateAssumeRolePolicy", request["RoleName"])
        check_trust(transaction, request["PolicyDocument"], call.account)
        ROLES.put(transaction, replace(role, trust=request["PolicyDocument"]))
        return {}

    return service.write(change)
