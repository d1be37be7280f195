"""Permissions boundaries of users and roles: the two operations of each are these.

Source: IAM User Guide, "Permissions boundaries for IAM entities".
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from strongroom.calls import Call
from strongroom.services.iam import errors, managed
from strongroom.services.iam.collections import ByName
from strongroom.services.iam.gate import check_unprotected
from strongroom.services.iam.records import Role, User
from strongroom.services.operations import Answer, Request
from strongroom.storage.engine import Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam

B = TypeVar("B", User, Role)


def put(service: Iam, call: Call, collection: ByName[B], request: Request) -> Awaitable[Answer]:
    """Set or replace it."""
    gate, kind, arn = service.gate(call), collection.kind.capitalize(), request["PermissionsBoundary"]

    def change(transaction: Transaction) -> Answer:
        conditions = {"iam:PermissionsBoundary": arn}
        operation = f"Put{kind}PermissionsBoundary"
        found = gate.identity(transaction, collection, operation, request[f"{kind}Name"], conditions)
        check_unprotected(found)
        managed.check_boundary(transaction, arn, call.account)
        collection.put(transaction, replace(found, boundary=arn))
        return {}

    return service.write(change)


def delete(service: Iam, call: Call, collection: ByName[B], request: Request) -> Awaitable[Answer]:
    """Take it away."""
    gate, kind = service.gate(call), collection.kind.capitalize()

    def change(transaction: Transaction) -> Answer:
        operation = f"Delete{kind}PermissionsBoundary"
        found = gate.identity(transaction, collection, operation, request[f"{kind}Name"])
        check_unprotected(found)
        if found.boundary is None:
            raise errors.no_boundary(collection.kind, found.name)
        collection.put(transaction, replace(found, boundary=None))
        return {}

    return service.write(change)
