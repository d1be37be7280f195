"""DeleteGroup."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.iam.collections import GROUPS, USERS
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("DeleteGroup")
def delete_group(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def delete(transaction: Transaction) -> Answer:
        group = gate.group(transaction, "DeleteGroup", request["GroupName"])
        if any(group.name in user.groups for user in USERS.all(transaction, call.account)):
            raise errors.delete_conflict("Cannot delete entity, must remove users from group first.")
        if group.attached:
            raise errors.delete_conflict("Cannot delete entity, must detach all policies first.")
        if group.inline:
            raise errors.delete_conflict("Cannot delete entity, must delete policies first.")
        GROUPS.delete(transaction, group)
        return {}

    return service.write(delete)
