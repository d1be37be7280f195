"""Managed policies attached to users, groups and roles: the three operations of each are these."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from strongroom.calls import Call
from strongroom.services.iam import errors, managed, quotas
from strongroom.services.iam.collections import ByName
from strongroom.services.iam.gate import check_unprotected
from strongroom.services.iam.paging import page_of
from strongroom.services.iam.records import Group, Role, User
from strongroom.services.operations import Answer, Request
from strongroom.storage.engine import Reader, Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam

I = TypeVar("I", User, Group, Role)  # noqa: E741 - an identity


def attach(service: Iam, call: Call, collection: ByName[I], request: Request) -> Awaitable[Answer]:
    """Attach one; attached already, it stays so."""
    gate, kind, arn = service.gate(call), collection.kind.capitalize(), request["PolicyArn"]

    def change(transaction: Transaction) -> Answer:
        found: I = gate.identity(
            transaction, collection, f"Attach{kind}Policy", request[f"{kind}Name"], {"iam:PolicyARN": arn}
        )
        check_unprotected(found)
        managed.attachable(transaction, arn, call.account)
        if arn not in found.attached:
            if len(found.attached) >= quotas.ATTACHED_POLICIES:
                raise errors.quota_exceeded(f"PoliciesPer{kind}", quotas.ATTACHED_POLICIES)
            collection.put(transaction, replace(found, attached=(*found.attached, arn)))
        return {}

    return service.write(change)


def detach(service: Iam, call: Call, collection: ByName[I], request: Request) -> Awaitable[Answer]:
    """Detach one."""
    gate, kind, arn = service.gate(call), collection.kind.capitalize(), request["PolicyArn"]

    def change(transaction: Transaction) -> Answer:
        found: I = gate.identity(
            transaction, collection, f"Detach{kind}Policy", request[f"{kind}Name"], {"iam:PolicyARN": arn}
        )
        check_unprotected(found)
        if arn not in found.attached:
            raise errors.policy_not_found(arn)
        attached = tuple(each for each in found.attached if each != arn)
        collection.put(transaction, replace(found, attached=attached))
        return {}

    return service.write(change)


def list_attached(service: Iam, call: Call, collection: ByName[I], request: Request) -> Answer:
    """All that are attached, under ``PathPrefix``."""
    gate, kind = service.gate(call), collection.kind.capitalize()
    prefix = request.get("PathPrefix", "/")

    def look_up(reader: Reader) -> Answer:
        found = gate.identity(reader, collection, f"ListAttached{kind}Policies", request[f"{kind}Name"])
        policies = (managed.find(reader, arn) for arn in found.attached)
        listed = [policy for policy in policies if policy is not None and policy.path.startswith(prefix)]
        return page_of(
            request,
            "AttachedPolicies",
            listed,
            lambda policy: policy.name,
            lambda policy: {"PolicyName": policy.name, "PolicyArn": policy.arn},
        )

    return service.catalog.read(look_up)
