"""CreateGroup."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents, errors, quotas
from strongroom.services.iam.collections import GROUPS
from strongroom.services.iam.ids import unique_id
from strongroom.services.iam.records import Group
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("CreateGroup")
def create_group(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    name, path = request["GroupName"], request.get("Path", "/")
    group_id = unique_id("AGPA", service.randomness)

    def create(transaction: Transaction) -> Answer:
        group = Group(account=call.account, name=name, path=path, id=group_id, created=gate.now)
        gate.admit("CreateGroup", group.arn)
        if GROUPS.is_taken(transaction, call.account, name):
            raise errors.already_exists("group", name)
        if sum(1 for _ in GROUPS.all(transaction, call.account)) >= quotas.GROUPS:
            raise errors.quota_exceeded("GroupsPerAccount", quotas.GROUPS)
        GROUPS.put(transaction, group)
        return {"Group": documents.group(group)}

    return service.write(create)
