"""TagInstanceProfile."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import instance_profiles
from strongroom.services.iam.collections import INSTANCE_PROFILES
from strongroom.services.iam.gate import of_tags
from strongroom.services.iam.tag_rules import read_exact_tags, with_exact_tags
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("TagInstanceProfile")
def tag_instance_profile(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    name, tags = request["InstanceProfileName"], read_exact_tags(request["Tags"])

    def change(transaction: Transaction) -> Answer:
        profile = instance_profiles.admitted(gate, transaction, "TagInstanceProfile", name, of_tags(tags))
        INSTANCE_PROFILES.put(transaction, replace(profile, tags=with_exact_tags(profile.tags, tags)))
        return {}

    return service.write(change)
