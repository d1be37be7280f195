"""UpdateUser."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.iam.collections import ACCESS_KEYS, USERS
from strongroom.services.iam.policy import Renaming
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("UpdateUser")
def update_user(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def change(transaction: Transaction) -> tuple[Answer, Renaming]:
        user = gate.user(transaction, "UpdateUser", request["UserName"])
        name, path = request.get("NewUserName", user.name), request.get("NewPath", user.path)
        renamed = replace(user, name=name, path=path)
        gate.admit("UpdateUser", renamed.arn)
        if name.lower() != user.name.lower() and USERS.is_taken(transaction, call.account, name):
            raise errors.already_exists("user", name)
        USERS.delete(transaction, user)
        USERS.put(transaction, renamed)
        for access_key_id in user.access_keys:
            key = ACCESS_KEYS.find(transaction, access_key_id)
            if key is not None:
                ACCESS_KEYS.put(transaction, replace(key, user=name))
        return {}, Renaming(user.arn, renamed.arn)

    return service.rename(change)
