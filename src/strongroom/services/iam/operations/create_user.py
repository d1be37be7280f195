"""CreateUser."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents, errors, managed, quotas
from strongroom.services.iam.collections import USERS
from strongroom.services.iam.gate import of_tags
from strongroom.services.iam.ids import unique_id
from strongroom.services.iam.records import User
from strongroom.services.iam.tag_rules import read_tags, with_tags
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("CreateUser")
def create_user(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    name, path, tags = request["UserName"], request.get("Path", "/"), read_tags(request.get("Tags", ()))
    boundary = request.get("PermissionsBoundary")
    user_id = unique_id("AIDA", service.randomness)
    conditions = of_tags(tags) | ({} if boundary is None else {"iam:PermissionsBoundary": boundary})

    def create(transaction: Transaction) -> Answer:
        user = User(
            account=call.account,
            name=name,
            path=path,
            id=user_id,
            created=gate.now,
            tags=with_tags({}, tags),
            boundary=boundary,
        )
        gate.admit("CreateUser", user.arn, conditions)
        if USERS.is_taken(transaction, call.account, name):
            raise errors.already_exists("user", name)
        if boundary is not None:
            managed.check_boundary(transaction, boundary, call.account)
        if sum(1 for _ in USERS.all(transaction, call.account)) >= quotas.USERS:
            raise errors.quota_exceeded("UsersPerAccount", quotas.USERS)
        USERS.put(transaction, user)
        return {"User": documents.user(user)}

    return service.write(create)
