"""DeleteServiceLinkedRole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.iam.collections import ROLES
from strongroom.services.iam.policy import Renaming
from strongroom.services.iam.records import Role
from strongroom.services.iam.service_linked import deletion_task
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("DeleteServiceLinkedRole")
async def delete_service_linked_role(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    uuid = service.randomness.uuid()

    def delete(transaction: Transaction) -> tuple[Role, Renaming]:
        role = gate.role(transaction, "DeleteServiceLinkedRole", request["RoleName"])
        if role.service is None:
            raise errors.not_found("role", role.name)
        ROLES.delete(transaction, role)
        service.last_uses.delete(transaction, role.id)
        return role, Renaming(role.arn, role.id)

    role = await service.rename(delete)
    service.last_uses.forget(role.id)
    return {"DeletionTaskId": deletion_task(role, uuid)}
