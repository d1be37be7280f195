"""CreateAccessKey."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents, errors, quotas
from strongroom.services.iam.access_keys import NewAccessKey
from strongroom.services.iam.collections import ACCESS_KEYS, USERS
from strongroom.services.iam.records import AccessKey
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("CreateAccessKey")
def create_access_key(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    name = gate.user_name(request)
    made = NewAccessKey(service.randomness, temporary=False)
    sealed = service.secrets.seal(made.id, made.secret)

    def create(transaction: Transaction) -> Answer:
        user = gate.user(transaction, "CreateAccessKey", name)
        if len(user.access_keys) >= quotas.ACCESS_KEYS_PER_USER:
            raise errors.quota_exceeded("AccessKeysPerUser", quotas.ACCESS_KEYS_PER_USER)
        key = AccessKey(
            id=made.id, account=call.account, user=name, created=gate.now, active=True, sealed=sealed
        )
        ACCESS_KEYS.put(transaction, key)
        USERS.put(transaction, replace(user, access_keys=(*user.access_keys, key.id)))
        return {"AccessKey": {**documents.access_key(key), "SecretAccessKey": made.secret}}

    return service.write(create)
