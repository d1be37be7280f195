"""UpdateRole.

The description is all of a service-linked role that can be edited here.
Source: IAM user guide, "Update a service-linked role".
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.collections import ROLES
from strongroom.services.iam.gate import check_unprotected
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("UpdateRole")
def update_role(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def change(transaction: Transaction) -> Answer:
        role = gate.role(transaction, "UpdateRole", request["RoleName"])
        if "MaxSessionDuration" in request:
            check_unprotected(role)
        changed = replace(
            role,
            description=request.get("Description", role.description),
            max_session=request.get("MaxSessionDuration", role.max_session),
        )
        ROLES.put(transaction, changed)
        return {}

    return service.write(change)
