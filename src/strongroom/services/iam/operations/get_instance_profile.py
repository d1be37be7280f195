"""GetInstanceProfile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents, instance_profiles
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Reader

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("GetInstanceProfile")
def get_instance_profile(service: Iam, call: Call, request: Request) -> Answer:
    gate = service.gate(call)

    def look_up(reader: Reader) -> Answer:
        profile = instance_profiles.admitted(gate, reader, "GetInstanceProfile", request["InstanceProfileName"])
        described = instance_profiles.described(reader, profile)
        return {"InstanceProfile": {**described, "Tags": documents.tag_list(profile.tags)}}

    return service.catalog.read(look_up)
