"""UpdateGroup."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.iam.collections import GROUPS, USERS
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("UpdateGroup")
def update_group(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def change(transaction: Transaction) -> Answer:
        group = gate.group(transaction, "UpdateGroup", request["GroupName"])
        name, path = request.get("NewGroupName", group.name), request.get("NewPath", group.path)
        renamed = replace(group, name=name, path=path)
        gate.admit("UpdateGroup", renamed.arn)
        if name.lower() != group.name.lower() and GROUPS.is_taken(transaction, call.account, name):
            raise errors.already_exists("group", name)
        GROUPS.delete(transaction, group)
        GROUPS.put(transaction, renamed)
        for user in list(USERS.all(transaction, call.account)):
            if group.name in user.groups:
                groups = tuple(name if each == group.name else each for each in user.groups)
                USERS.put(transaction, replace(user, groups=groups))
        return {}

    return service.write(change)
