"""Tags of users and roles: the three operations of each are these. Roles that a service owns have tags too."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from strongroom.calls import Call
from strongroom.services.iam.collections import ByName
from strongroom.services.iam.gate import of_tags
from strongroom.services.iam.paging import page_of
from strongroom.services.iam.records import Role, User
from strongroom.services.iam.tag_rules import read_tags, with_tags, without_tags
from strongroom.services.operations import Answer, Request
from strongroom.storage.engine import Reader, Transaction

if TYPE_CHECKING:
    from strongroom.services.iam.service import Iam

B = TypeVar("B", User, Role)


def tag(service: Iam, call: Call, collection: ByName[B], request: Request) -> Awaitable[Answer]:
    """Add or replace tags."""
    gate, kind, tags = service.gate(call), collection.kind.capitalize(), read_tags(request["Tags"])

    def change(transaction: Transaction) -> Answer:
        found = gate.identity(transaction, collection, f"Tag{kind}", request[f"{kind}Name"], of_tags(tags))
        collection.put(transaction, replace(found, tags=with_tags(found.tags, tags)))
        return {}

    return service.write(change)


def untag(service: Iam, call: Call, collection: ByName[B], request: Request) -> Awaitable[Answer]:
    """Remove tags."""
    gate, kind, keys = service.gate(call), collection.kind.capitalize(), request["TagKeys"]

    def change(transaction: Transaction) -> Answer:
        conditions = {"aws:TagKeys": keys}
        found = gate.identity(transaction, collection, f"Untag{kind}", request[f"{kind}Name"], conditions)
        collection.put(transaction, replace(found, tags=without_tags(found.tags, keys)))
        return {}

    return service.write(change)


def list_tags(service: Iam, call: Call, collection: ByName[B], request: Request) -> Answer:
    """All tags."""
    gate, kind = service.gate(call), collection.kind.capitalize()

    def look_up(reader: Reader) -> Answer:
        found = gate.identity(reader, collection, f"List{kind}Tags", request[f"{kind}Name"])
        return page_of(
            request,
            "Tags",
            found.tags.items(),
            lambda pair: pair[0],
            lambda pair: {"Key": pair[0], "Value": pair[1]},
        )

    return service.catalog.read(look_up)
