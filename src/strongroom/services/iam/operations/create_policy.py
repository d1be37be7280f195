"""CreatePolicy."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents, errors, quotas
from strongroom.services.iam.collections import POLICIES
from strongroom.services.iam.gate import of_tags
from strongroom.services.iam.ids import unique_id
from strongroom.services.iam.policy_documents import check_managed
from strongroom.services.iam.records import ManagedPolicy, PolicyVersion
from strongroom.services.iam.tag_rules import read_exact_tags
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("CreatePolicy")
def create_policy(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    name, tags = request["PolicyName"], read_exact_tags(request.get("Tags", ()))
    policy = ManagedPolicy(
        account=call.account,
        name=name,
        path=request.get("Path", "/"),
        id=unique_id("ANPA", service.randomness),
        created=gate.now,
        updated=gate.now,
        versions=(PolicyVersion("v1", request["PolicyDocument"], gate.now),),
        description=request.get("Description"),
        tags=tags,
    )

    def create(transaction: Transaction) -> Answer:
        gate.admit("CreatePolicy", policy.arn, of_tags(tags), named=f"policy {policy.name}")
        if POLICIES.is_taken(transaction, call.account, name):
            raise errors.policy_exists(name)
        check_managed(policy.document)
        if sum(1 for _ in POLICIES.all(transaction, call.account)) >= quotas.POLICIES:
            raise errors.quota_exceeded("PoliciesPerAccount", quotas.POLICIES)
        POLICIES.put(transaction, policy)
        return {"Policy": documents.new_policy(policy)}

    return service.write(create)
