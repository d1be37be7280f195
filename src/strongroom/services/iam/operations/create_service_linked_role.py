"""CreateServiceLinkedRole."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from strongroom.calls import Call
from strongroom.services.iam import documents, errors
from strongroom.services.iam.collections import ROLES
from strongroom.services.iam.ids import unique_id
from strongroom.services.iam.records import Role
from strongroom.services.iam.service_linked import LINKED_ROLES, trust_policy
from strongroom.services.operations import Answer, Request, operation
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam


@operation("CreateServiceLinkedRole")
def create_service_linked_role(service: Iam, call: Call, request: Request) -> Awaitable[Answer]:
    gate = service.gate(call)
    host = request["AWSServiceName"]
    linked = LINKED_ROLES.get(host)
    name = f"AWSServiceRoleFor{host.partition('.')[0]}" if linked is None else linked.role
    path = f"/aws-service-role/{host}/"
    role_id = unique_id("AROA", service.randomness)

    def create(transaction: Transaction) -> Answer:
        gate.admit("CreateServiceLinkedRole", gate.arn(f"role{path}{name}"), {"iam:AWSServiceName": host})
        if linked is None:
            raise errors.invalid_input(f"Service-linked roles of {host} are not supported here.")
        if "CustomSuffix" in request:
            raise errors.invalid_input(f"Custom suffix is not allowed for {host}")
        if ROLES.is_taken(transaction, call.account, name):
            raise errors.invalid_input(
                f"Service role name {name} has been taken in this account, please try a different suffix."
            )
        role = Role(
            account=call.account,
            name=name,
            path=path,
            id=role_id,
            created=gate.now,
            attached=(linked.policy,),
            trust=trust_policy(host),
            description=request.get("Description"),
            service=host,
        )
        ROLES.put(transaction, role)
        return {"Role": documents.new_role(role)}

    return service.write(create)
