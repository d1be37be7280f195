"""CreateInstanceProfile."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents, errors, quotas
from strongroom.services.iam.collections import INSTANCE_PROFILES
from strongroom.services.iam.gate import of_tags
from strongroom.services.iam.ids import unique_id
from strongroom.services.iam.records import InstanceProfile
from strongroom.services.iam.tag_rules import read_exact_tags
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("CreateInstanceProfile")
def create_instance_profile(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    name, tags = request["InstanceProfileName"], read_exact_tags(request.get("Tags", ()))
    profile = InstanceProfile(
        account=call.account,
        name=name,
        path=request.get("Path", "/"),
        id=unique_id("AIPA", service.randomness),
        created=gate.now,
        tags=tags,
    )

    def create(transaction: Transaction) -> Answer:
        gate.admit("CreateInstanceProfile", profile.arn, of_tags(tags))
        if INSTANCE_PROFILES.is_taken(transaction, call.account, name):
            raise errors.instance_profile_exists(name)
        if sum(1 for _ in INSTANCE_PROFILES.all(transaction, call.account)) >= quotas.INSTANCE_PROFILES:
            raise errors.quota_exceeded("InstanceProfilesPerAccount", quotas.INSTANCE_PROFILES)
        INSTANCE_PROFILES.put(transaction, profile)
        described = documents.instance_profile(profile, ())
        return {"InstanceProfile": {**described, "Tags": documents.tag_list(tags)} if tags else described}

    return service.write(create)
