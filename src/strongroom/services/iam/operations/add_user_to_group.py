"""AddUserToGroup."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors, quotas
from strongroom.services.iam.collections import USERS
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("AddUserToGroup")
def add_user_to_group(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def change(transaction: Transaction) -> Answer:
        user, group = gate.member(transaction, "AddUserToGroup", request)
        if group.name not in user.groups:
            if len(user.groups) >= quotas.GROUPS_PER_USER:
                raise errors.quota_exceeded("GroupsPerUser", quotas.GROUPS_PER_USER)
            USERS.put(transaction, replace(user, groups=(*user.groups, group.name)))
        return {}

    return service.write(change)
