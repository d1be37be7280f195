"""DeleteRole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors, instance_profiles
from strongroom.services.iam.collections import ROLES
from strongroom.services.iam.policy import Renaming
from strongroom.services.iam.records import Role
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("DeleteRole")
async def delete_role(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def delete(transaction: Transaction) -> tuple[Role, Renaming]:
        role = gate.own_role(transaction, "DeleteRole", request["RoleName"])
        if any(instance_profiles.with_role(transaction, call.account, role.name)):
            raise errors.roles_in_instance_profile()
        if role.attached:
            raise errors.delete_conflict("Cannot delete entity, must detach all policies first.")
        if role.inline:
            raise errors.delete_conflict("Cannot delete entity, must delete policies first.")
        ROLES.delete(transaction, role)
        service.last_uses.delete(transaction, role.id)
        return role, Renaming(role.arn, role.id)

    role = await service.rename(delete)
    service.last_uses.forget(role.id)
    return {}
