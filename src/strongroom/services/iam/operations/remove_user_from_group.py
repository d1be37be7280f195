"""RemoveUserFromGroup."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.collections import USERS
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("RemoveUserFromGroup")
def remove_user_from_group(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def change(transaction: Transaction) -> Answer:
        user, group = gate.member(transaction, "RemoveUserFromGroup", request)
        groups = tuple(each for each in user.groups if each != group.name)
        USERS.put(transaction, replace(user, groups=groups))
        return {}

    return service.write(change)
