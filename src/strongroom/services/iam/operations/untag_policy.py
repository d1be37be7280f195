"""UntagPolicy."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.collections import POLICIES
from strongroom.services.iam.managed_gate import admitted_own
from strongroom.services.iam.tag_rules import without_exact_tags
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("UntagPolicy")
def untag_policy(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    keys = request["TagKeys"]

    def change(transaction: Transaction) -> Answer:
        policy = admitted_own(gate, transaction, "UntagPolicy", request["PolicyArn"], {"aws:TagKeys": keys})
        POLICIES.put(transaction, replace(policy, tags=without_exact_tags(policy.tags, keys)))
        return {}

    return service.write(change)
