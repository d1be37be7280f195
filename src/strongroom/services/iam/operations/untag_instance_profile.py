"""UntagInstanceProfile."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import instance_profiles
from strongroom.services.iam.collections import INSTANCE_PROFILES
from strongroom.services.iam.tag_rules import without_exact_tags
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("UntagInstanceProfile")
def untag_instance_profile(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    name, keys = request["InstanceProfileName"], request["TagKeys"]

    def change(transaction: Transaction) -> Answer:
        conditions = {"aws:TagKeys": keys}
        profile = instance_profiles.admitted(gate, transaction, "UntagInstanceProfile", name, conditions)
        INSTANCE_PROFILES.put(transaction, replace(profile, tags=without_exact_tags(profile.tags, keys)))
        return {}

    return service.write(change)
