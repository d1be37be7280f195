"""ListInstanceProfileTags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import instance_profiles
from strongroom.services.iam.paging import page_of_exact_tags
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("ListInstanceProfileTags")
def list_instance_profile_tags(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def look_up(reader: Reader) -> Answer:
        profile = instance_profiles.admitted(
            gate, reader, "ListInstanceProfileTags", request["InstanceProfileName"]
        )
        return page_of_exact_tags(request, profile.tags)

    return service.catalog.read(look_up)
