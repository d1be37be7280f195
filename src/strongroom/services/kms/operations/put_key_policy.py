"""PutKeyPolicy."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.kms import errors, key_policies, keys
from strongroom.services.kms.authorization import Asked
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.kms.service import Kms


@operation("PutKeyPolicy")
def put_key_policy(service: Kms, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    policy = request["Policy"]
    bypass = request.get("BypassPolicyLockoutSafetyCheck", False)
    asked = Asked(conditions={"kms:BypassPolicyLockoutSafetyCheck": bypass})

    def store(transaction: Transaction) -> Answer:
        key = gate.admit(transaction, "PutKeyPolicy", request["KeyId"], asked)
        if request.get("PolicyName", key_policies.NAME) != key_policies.NAME:
            raise errors.no_such_policy()
        gate.check_policy(transaction, key, policy, bypass_lockout=bypass)
        keys.put(transaction, replace(key, policy=policy))
        return {}

    return service.catalog.write(store)
