"""Inline policies of users, groups and roles: the four operations of each are these."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from strongroom.calls import Call
from strongroom.services.iam import documents, errors
from strongroom.services.iam.collections import ByName
from strongroom.services.iam.gate import check_unprotected
from strongroom.services.iam.paging import page_of_names
from strongroom.services.iam.policy_documents import check_inline
from strongroom.services.iam.records import Group, Role, User
from strongroom.services.operations import Answer, Request
from strongroom.storage.engine import Reader, Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam

I = TypeVar("I", User, Group, Role)  # noqa: E741 - an identity


def put(service: Iam, call: Call, collection: ByName[I], request: Request) -> Awaitable[Answer]:
    """Add or replace one."""
    gate, kind, name = service.gate(call), collection.kind.capitalize(), request["PolicyName"]

    def change(transaction: Transaction) -> Answer:
        found = gate.identity(transaction, collection, f"Put{kind}Policy", request[f"{kind}Name"])
        check_unprotected(found)
        check_inline(found, name, request["PolicyDocument"])
        inline = {**found.inline, name: request["PolicyDocument"]}
        collection.put(transaction, replace(found, inline=inline))
        return {}

    return service.write(change)


def get(service: Iam, call: Call, collection: ByName[I], request: Request) -> Answer:
    """One with its document."""
    gate, kind, name = service.gate(call), collection.kind.capitalize(), request["PolicyName"]

    def look_up(reader: Reader) -> Answer:
        found = gate.identity(reader, collection, f"Get{kind}Policy", request[f"{kind}Name"])
        if name not in found.inline:
            raise errors.inline_policy_not_found(collection.kind, name)
        return {
            f"{kind}Name": found.name,
            "PolicyName": name,
            "PolicyDocument": documents.encoded(found.inline[name]),
        }

    return service.catalog.read(look_up)


def delete(service: Iam, call: Call, collection: ByName[I], request: Request) -> Awaitable[Answer]:
    """Remove one."""
    gate, kind, name = service.gate(call), collection.kind.capitalize(), request["PolicyName"]

    def change(transaction: Transaction) -> Answer:
        found = gate.identity(transaction, collection, f"Delete{kind}Policy", request[f"{kind}Name"])
        check_unprotected(found)
        if name not in found.inline:
            raise errors.inline_policy_not_found(collection.kind, name)
        inline = {each: document for each, document in found.inline.items() if each != name}
        collection.put(transaction, replace(found, inline=inline))
        return {}

    return service.write(change)


def list_names(service: Iam, call: Call, collection: ByName[I], request: Request) -> Answer:
    """The names of all."""
    gate, kind = service.gate(call), collection.kind.capitalize()

    def look_up(reader: Reader) -> Answer:
        found = gate.identity(reader, collection, f"List{kind}Policies", request[f"{kind}Name"])
        return page_of_names(request, "PolicyNames", found.inline)

    return service.catalog.read(look_up)
