"""UpdateAccessKey."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.iam.collections import ACCESS_KEYS
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("UpdateAccessKey")
def update_access_key(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    name, access_key_id = gate.user_name(request), request["AccessKeyId"]

    def change(transaction: Transaction) -> Answer:
        user = gate.user(transaction, "UpdateAccessKey", name)
        key = ACCESS_KEYS.find(transaction, access_key_id) if access_key_id in user.access_keys else None
        if key is None:
            raise errors.access_key_not_found(access_key_id)
        ACCESS_KEYS.put(transaction, replace(key, active=request["Status"] == "Active"))
        return {}

    return service.write(change)
