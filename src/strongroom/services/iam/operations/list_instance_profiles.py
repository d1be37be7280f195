"""ListInstanceProfiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import instance_profiles
from strongroom.services.iam.collections import INSTANCE_PROFILES
from strongroom.services.iam.paging import page, start_of_page
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListInstanceProfiles")
def list_instance_profiles(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)
    prefix = request.get("PathPrefix", "/")
    gate.admit("ListInstanceProfiles", gate.arn(f"instance-profile{prefix}"))

    def look_up(reader: Reader) -> Answer:
        found = (
            profile
            for profile in INSTANCE_PROFILES.all(reader, call.account, start_of_page(request))
            if profile.path.startswith(prefix)
        )
        return page(
            request,
            "InstanceProfiles",
            found,
            lambda profile: profile.name,
            lambda profile: instance_profiles.described(reader, profile),
        )

    return service.catalog.read(look_up)
