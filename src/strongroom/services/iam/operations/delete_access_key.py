"""DeleteAccessKey."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors
from strongroom.services.iam.collections import ACCESS_KEYS, USERS
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("DeleteAccessKey")
def delete_access_key(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    name, access_key_id = gate.user_name(request), request["AccessKeyId"]

    def delete(transaction: Transaction) -> Answer:
        user = gate.user(transaction, "DeleteAccessKey", name)
        if access_key_id not in user.access_keys:
            raise errors.access_key_not_found(access_key_id)
        ACCESS_KEYS.delete(transaction, access_key_id)
        service.last_uses.delete(transaction, access_key_id)
        kept = tuple(each for each in user.access_keys if each != access_key_id)
        USERS.put(transaction, replace(user, access_keys=kept))
        return {}

    service.last_uses.forget(access_key_id)
    return service.write(delete)
