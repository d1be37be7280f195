"""AddRoleToInstanceProfile."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors, instance_profiles
from strongroom.services.iam.collections import INSTANCE_PROFILES
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("AddRoleToInstanceProfile")
def add_role_to_instance_profile(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    """Who puts a role there must be allowed to pass it."""
    gate = service.gate(call)

    def change(transaction: Transaction) -> Answer:
        profile = instance_profiles.admitted(
            gate, transaction, "AddRoleToInstanceProfile", request["InstanceProfileName"]
        )
        role = gate.own_role(transaction, "PassRole", request["RoleName"])
        if profile.roles:
            raise errors.quota_exceeded("InstanceSessionsPerInstanceProfile", 1)
        INSTANCE_PROFILES.put(transaction, replace(profile, roles=(role.name,)))
        return {}

    return service.write(change)
