"""TagPolicy."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam.collections import POLICIES
from strongroom.services.iam.gate import of_tags
from strongroom.services.iam.managed_gate import admitted_own
from strongroom.services.iam.tag_rules import read_exact_tags, with_exact_tags
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("TagPolicy")
def tag_policy(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    tags = read_exact_tags(request["Tags"])

    def change(transaction: Transaction) -> Answer:
        policy = admitted_own(gate, transaction, "TagPolicy", request["PolicyArn"], of_tags(tags))
        POLICIES.put(transaction, replace(policy, tags=with_exact_tags(policy.tags, tags)))
        return {}

    return service.write(change)
