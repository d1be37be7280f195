"""RemoveRoleFromInstanceProfile."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import errors, instance_profiles
from strongroom.services.iam.collections import INSTANCE_PROFILES, ROLES
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("RemoveRoleFromInstanceProfile")
def remove_role_from_instance_profile(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    name = request["RoleName"]

    def change(transaction: Transaction) -> Answer:
        profile = instance_profiles.admitted(
            gate, transaction, "RemoveRoleFromInstanceProfile", request["InstanceProfileName"]
        )
        if ROLES.find(transaction, call.account, name) is None:
            raise errors.not_found("role", name)
        if name not in profile.roles:
            raise errors.not_in_instance_profile(name, profile.name)
        INSTANCE_PROFILES.put(transaction, replace(profile, roles=()))
        return {}

    return service.write(change)
