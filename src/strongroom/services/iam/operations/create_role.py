"""CreateRole."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents, errors, managed, quotas
from strongroom.services.iam.collections import ROLES
from strongroom.services.iam.gate import of_tags
from strongroom.services.iam.ids import unique_id
from strongroom.services.iam.policy_documents import check_trust
from strongroom.services.iam.records import Role
from strongroom.services.iam.tag_rules import read_tags, with_tags
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("CreateRole")
def create_role(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    name, tags = request["RoleName"], read_tags(request.get("Tags", ()))
    boundary = request.get("PermissionsBoundary")
    conditions = of_tags(tags) | ({} if boundary is None else {"iam:PermissionsBoundary": boundary})
    role = Role(
        account=call.account,
        name=name,
        path=request.get("Path", "/"),
        id=unique_id("AROA", service.randomness),
        created=gate.now,
        tags=with_tags({}, tags),
        boundary=boundary,
        trust=request["AssumeRolePolicyDocument"],
        description=request.get("Description"),
        max_session=request.get("MaxSessionDuration", 3600),
    )

    def create(transaction: Transaction) -> Answer:
        gate.admit("CreateRole", role.arn, conditions)
        if ROLES.is_taken(transaction, call.account, name):
            raise errors.already_exists("role", name)
        check_trust(transaction, role.trust, call.account)
        if boundary is not None:
            managed.check_boundary(transaction, boundary, call.account)
        if sum(1 for _ in ROLES.all(transaction, call.account)) >= quotas.ROLES:
            raise errors.quota_exceeded("RolesPerAccount", quotas.ROLES)
        ROLES.put(transaction, role)
        return {"Role": documents.new_role(role)}

    return service.write(create)
