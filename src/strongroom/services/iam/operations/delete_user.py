"""DeleteUser."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.iam.collections import USERS
from strongroom.services.iam.policy import Renaming
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("DeleteUser")
def delete_user(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def delete(transaction: Transaction) -> tuple[Answer, Renaming]:
        user = gate.user(transaction, "DeleteUser", request["UserName"])
        if user.groups:
            raise errors.delete_conflict("Cannot delete entity, must remove users from group first.")
        if user.attached:
            raise errors.delete_conflict("Cannot delete entity, must detach all policies first.")
        if user.inline:
            raise errors.delete_conflict("Cannot delete entity, must delete policies first.")
        if user.access_keys:
            raise errors.delete_conflict("Cannot delete entity, must delete access keys first.")
        USERS.delete(transaction, user)
        return {}, Renaming(user.arn, user.id)

    return service.rename(delete)
