"""DeleteInstanceProfile."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors, instance_profiles
from strongroom.services.iam.collections import INSTANCE_PROFILES
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("DeleteInstanceProfile")
def delete_instance_profile(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)

    def delete(transaction: Transaction) -> Answer:
        profile = instance_profiles.admitted(
            gate, transaction, "DeleteInstanceProfile", request["InstanceProfileName"]
        )
        if profile.roles:
            raise errors.roles_in_instance_profile()
        INSTANCE_PROFILES.delete(transaction, profile)
        return {}

    return service.write(delete)
