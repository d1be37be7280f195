"""ListInstanceProfilesForRole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import instance_profiles
from strongroom.services.iam.paging import page_of
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListInstanceProfilesForRole")
def list_instance_profiles_for_role(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def look_up(reader: Reader) -> Answer:
        role = gate.role(reader, "ListInstanceProfilesForRole", request["RoleName"])
        return page_of(
            request,
            "InstanceProfiles",
            instance_profiles.with_role(reader, call.account, role.name),
            lambda profile: profile.name,
            lambda profile: instance_profiles.described(reader, profile),
        )

    return service.catalog.read(look_up)
