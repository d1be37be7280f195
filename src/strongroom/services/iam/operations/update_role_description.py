"""UpdateRoleDescription."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents
from strongroom.services.iam.collections import ROLES
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("UpdateRoleDescription")
def update_role_description(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def change(transaction: Transaction) -> Answer:
        role = gate.role(transaction, "UpdateRoleDescription", request["RoleName"])
        changed = replace(role, description=request["Description"])
        ROLES.put(transaction, changed)
        return {"Role": documents.described_role(changed)}

    return service.write(change)
